"""What the stage knows of each policy beside its wording, and how texts are read."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from govtext.store import Source

Tokens = tuple[str, list[str], list[str]]
_RANK = {"national": 0, "province": 1, "city": 2, "county": 3}
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


@dataclass(frozen=True)
class Complaints:
    """The complaints, each with its region, and the rows of dates for reply lags."""

    region: dict[str, str]
    lags: list[tuple[str | None, datetime | None, datetime | None]]


def read_documents(source: Source) -> tuple[dict[str, Policy], Complaints]:
    """Return the policies and the complaints.

    A complaint that names only its town lies in the region that the name of its file gives, where a policy is of that
    region: a workbook called 沅宁省留言.xlsx holds the complaints of 沅宁省.
    """
    policies: dict[str, Policy] = {}
    found = []
    columns = ["doc_id", "kind", "source_file", "region", "date", "reply_date", "duplicate_of", "extra"]
    for batch in source.batches(columns):
        for row in batch.to_pylist():
            if row["kind"] == "policy":
                rank = _rank(row["region"], row["extra"])
                copy = row["duplicate_of"] is not None
                policies[row["doc_id"]] = Policy(row["doc_id"], row["region"] or "", row["date"], rank, copy)
            else:
                found.append(tuple(row[name] for name in ("doc_id", "source_file", "region", "date", "reply_date")))
    named = {policy.region for policy in policies.values() if policy.region}
    regions = sorted(named, key=lambda name: (-len(name), name))
    complaints = Complaints({}, [])
    for doc_id, file, region, date, reply_date in found:
        place = _place(file, region or "", regions)
        complaints.region[doc_id] = place
        if reply_date is not None:
            complaints.lags.append((place, date, reply_date))
    return policies, complaints


def _place(file: str, region: str, regions: list[str]) -> str:
    within = next((name for name in regions if name in file), "")
    return region if not within or within in region else f"{within}{region}"


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


def read_batches(source: Source, wanted: set[str], rows: int) -> Iterator[pa.RecordBatch]:
    """Yield doc_id, words and tags of the wanted texts in batches of so many rows at most, in the table's order."""
    if not wanted:
        return
    values = pa.array(sorted(wanted))
    for batch in source.batches(["doc_id", "words", "tags"]):
        kept = batch.filter(pc.is_in(batch.column("doc_id"), value_set=values))
        for at in range(0, kept.num_rows, rows):
            # take copies the rows: a slice would send the whole batch to a process.
            yield kept.take(pa.array(range(at, min(at + rows, kept.num_rows))))


def tokens_of(batch: pa.RecordBatch) -> Iterator[Tokens]:
    """Yield doc_id, tokens and tags of each text of a batch."""
    for row in batch.to_pylist():
        yield row["doc_id"], row["words"] or [], row["tags"] or []


def read_codes(
    source: Source, complaints: set[str]
) -> tuple[dict[str, set[str]], dict[str, list[tuple[str, int, int]]]]:
    """Return the complaints of each code, and per complaint code, start and end of each piece of evidence."""
    coded: dict[str, set[str]] = defaultdict(set)
    evidence: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for batch in source.batches(["doc_id", "code", "start", "end"]):
        for row in batch.to_pylist():
            if row["doc_id"] in complaints:
                coded[row["code"]].add(row["doc_id"])
                evidence[row["doc_id"]].append((row["code"], row["start"], row["end"]))
    return coded, evidence
