"""What the stage knows of each policy beside its wording, and how texts are read."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from govtext.regions import longest_first, place_of
from govtext.store import Source
from govtext.vocabulary import CODED

Tokens = tuple[str, list[str], list[str]]
_RANK = {"national": 0, "province": 1, "city": 2, "county": 3}
# Rows read at a time of columns without texts.
_SMALL_ROWS = 65_536
# Up to so many texts, rows far from all of them are not read: policies are few, and stand together.
FEW = 1_000
_ENDS = (("省", 1), ("自治区", 1), ("市", 2), ("州", 2), ("盟", 2), ("地区", 2), ("县", 3), ("区", 3), ("旗", 3))


@dataclass(frozen=True)
class Policy:
    """A policy text.

    Attributes:
        region: the place it holds for; "" is the whole country.
        date: when it was issued.
        rank: 0 national, 1 province, 2 city, 3 county.
        copy: whether it repeats another text.
    """

    doc_id: str
    region: str
    date: datetime | None
    rank: int
    copy: bool = False

    @property
    def order(self) -> tuple[bool, datetime, int, str]:
        """Earlier first, the higher before the lower on one day, undated last."""
        return self.date is None, self.date or datetime.min, self.rank, self.doc_id


def read_documents(source: Source) -> tuple[dict[str, Policy], dict[str, str]]:
    """Return the policies, and the region of each complaint.

    A complaint that names only its town lies in the region that the name of its file gives, where a policy is of that
    region: a workbook called 沅宁省留言.xlsx holds the complaints of 沅宁省.
    """
    policies: dict[str, Policy] = {}
    for batch in _of_kind(source, ["doc_id", "region", "date", "duplicate_of", "extra"], policy=True):
        for row in batch.to_pylist():
            rank = _rank(row["region"], row["extra"])
            copy = row["duplicate_of"] is not None
            policies[row["doc_id"]] = Policy(row["doc_id"], row["region"] or "", row["date"], rank, copy)
    regions = longest_first(policy.region for policy in policies.values())
    places: dict[tuple[str, str], str] = {}
    complaints: dict[str, str] = {}
    for batch in _of_kind(source, ["doc_id", "source_file", "region"], policy=False):
        for doc_id, file, region in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            key = (file, region or "")
            if key not in places:  # few, so that one object serves all complaints of a place
                places[key] = place_of(*key, regions)
            complaints[doc_id] = places[key]
    return policies, complaints


def read_replies(source: Source, complaints: Mapping[str, str]) -> Iterator[tuple[str, datetime | None, datetime]]:
    """Yield region, date and date of the reply of each complaint that has one."""
    for batch in _of_kind(source, ["doc_id", "date", "reply_date"], policy=False):
        replied = batch.filter(batch.column("reply_date").is_valid())
        for doc_id, date, reply_date in zip(*(column.to_pylist() for column in replied.columns), strict=True):
            yield complaints[doc_id], date, reply_date


def _of_kind(source: Source, columns: list[str], policy: bool) -> Iterator[pa.RecordBatch]:
    for batch in source.batches([*columns, "kind"], _SMALL_ROWS):
        of_policy = pc.equal(batch.column("kind"), "policy")
        yield batch.filter(of_policy if policy else pc.invert(of_policy)).select(columns)


def _rank(region: str | None, extra: str | None) -> int:
    try:
        level = (json.loads(extra) if extra else {}).get("level")
    except (ValueError, AttributeError):
        level = None
    if level in _RANK:
        return _RANK[level]
    if not region:
        return 0
    return next((rank for end, rank in _ENDS if region.endswith(end)), 2)


def read_batches(source: Source, wanted: Collection[str], rows: int) -> Iterator[pa.RecordBatch]:
    """Yield doc_id, words and tags of the wanted texts in batches of so many rows at most, in the table's order.

    Words and tags may come dictionary-encoded (see `coded`). What stands behind the last wanted text is not read.
    """
    missing = len(wanted)
    if not missing:
        return
    few = sorted(wanted) if missing <= FEW else None
    for batch in source.batches(["doc_id", "words", "tags"], coded=CODED, texts=few):
        # Not Arrow's is_in: it would hash all that is wanted for every batch.
        own = [at for at, doc_id in enumerate(batch.column("doc_id").to_pylist()) if doc_id in wanted]
        if len(own) == batch.num_rows <= rows:
            yield batch
        else:
            for at in range(0, len(own), rows):
                # take copies the rows: a slice would send the whole batch to a process.
                yield batch.take(pa.array(own[at : at + rows], pa.int64()))
        missing -= len(own)
        if not missing:
            return


def tokens_of(batch: pa.RecordBatch) -> Iterator[Tokens]:
    """Yield doc_id, tokens and tags of each text of a batch."""
    columns = (_lists(batch.column(name)) for name in CODED)
    yield from zip(batch.column("doc_id").to_pylist(), *columns, strict=True)


def _lists(column: pa.ListArray) -> Iterator[list[str]]:
    """Yield the column's lists; equal strings are one object, which is faster to make and to look up."""
    forms, form = coded(column)
    held = np.array(forms, dtype=object)[form]
    ends = np.cumsum(sizes(column)).tolist()
    for first, last in zip([0, *ends], ends, strict=False):
        yield held[first:last].tolist()


def coded(column: pa.ListArray) -> tuple[list[str], NDArray[np.int64]]:
    """Return the different texts of a column of lists of texts, dictionary-encoded or not, and of each text its place.

    What has no text counts as an empty one.
    """
    texts = column.flatten()
    if texts.null_count:
        texts = pc.fill_null(texts.cast(pa.string()), "")
    if not pa.types.is_dictionary(texts.type):
        texts = texts.dictionary_encode()
    numbers = texts.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    # The dictionary is that of many batches.
    used = np.zeros(len(texts.dictionary), dtype=bool)
    used[numbers] = True
    forms: list[str] = texts.dictionary.filter(pa.array(used)).to_pylist()
    return forms, (np.cumsum(used) - 1)[numbers]


def joined(column: pa.ListArray) -> list[str]:
    """Return the texts of each list of a column in one; what has no text counts as an empty one."""
    texts = column.flatten().cast(pa.string())
    ends = np.concatenate([[0], np.cumsum(sizes(column))])
    lists = pa.ListArray.from_arrays(pa.array(ends, pa.int32()), pc.fill_null(texts, ""))
    whole: list[str] = pc.binary_join(lists, "").to_pylist()
    return whole


def sizes(column: pa.ListArray) -> NDArray[np.int64]:
    """Return how many texts each list of a column holds."""
    lengths: NDArray[np.int64] = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
    return lengths.astype(np.int64)


def read_codes(
    source: Source, complaints: Container[str]
) -> tuple[dict[str, set[str]], dict[str, list[tuple[str, int, int]]]]:
    """Return the complaints of each code, and per complaint code, start and end of each piece of evidence."""
    coded: dict[str, set[str]] = defaultdict(set)
    evidence: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    codes: dict[str, str] = {}
    for batch in source.batches(["doc_id", "code", "start", "end"]):
        for doc_id, code, start, end in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            if doc_id in complaints:
                code = codes.setdefault(code, code)
                coded[code].add(doc_id)
                evidence[doc_id].append((code, start, end))
    return coded, evidence
