"""From a raw row to a document: dated, placed, cleaned, masked. Runs in worker processes, a batch at a time."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pyarrow as pa

from govtext.documents.batch_tables import table_part
from govtext.documents.cleaning import (
    CleaningRules,
    one_line,
    plain_text,
    trimmed_reply,
    trimmed_text,
    without_markup,
)
from govtext.documents.columns import PLACES
from govtext.documents.dates import NoDate, parse_date
from govtext.documents.disguised import valid_identity
from govtext.documents.divisions import Divisions, Place
from govtext.documents.duplicates import Signs, signs_of
from govtext.documents.identifiers import RowNames
from govtext.documents.name_places import Places, name_places
from govtext.documents.names import is_name
from govtext.documents.number_signs import number_signs
from govtext.documents.places import addressee, coded_place, seat_of
from govtext.documents.policy_metadata import read_metadata
from govtext.documents.privacy import MARKS, MaskingRules, mask, pseudonym
from govtext.documents.rows import RawRow, Rejected, cell_text
from govtext.errors import GovtextError

TEXTS = ("title", "text", "reply")
_PLACES, _NO_LEVELS = frozenset(PLACES), ("",) * len(PLACES)
# A policy names officials by name, and offices by their rooms.
_KEPT_IN_POLICIES = ("name", "surname", "plate", "room")
_PERSON_HEADING = re.compile(r"(?:人|员|者|姓名|名字|家长|户主|房主|name|user|by)$", re.I)


@dataclass(frozen=True)
class Preparation:
    """Everything that turning rows into documents depends on; sent to the workers."""

    cleaning: CleaningRules
    masking: MaskingRules
    divisions: Divisions
    secret: bytes
    on_date_error: str = "reject"
    near_duplicates: bool = True


@dataclass(frozen=True)
class PreparedBatch:
    """What a batch of rows gives.

    Attributes:
        names: of every document taken, what its doc_id is made from.
        documents: rows of the table documents, without the columns in ``GIVEN_LATER``.
        originals: the same texts before cleaning, rows of originals without doc_id.
        signs: what the texts are recognised by.
        rejected: rows that were not taken.
    """

    names: RowNames
    documents: pa.Table
    originals: pa.Table
    signs: Signs
    rejected: list[Rejected]


# What is known only when all earlier rows are.
GIVEN_LATER = ("doc_id", "duplicate_of", "duplicate_rule")


def prepare_batch(rows: list[RawRow | Rejected], use: Preparation) -> PreparedBatch:
    """Return the documents of a batch, in order, and what is rejected.

    Raises:
        GovtextError: a cell is no date, and the settings say that this stops the run.
    """
    begun = [row if isinstance(row, Rejected) else _begun(row, use) for row in rows]
    taken = [one for one in begun if isinstance(one, _Begun)]
    _look_over(taken)
    documents = [_document(one, use) for one in taken]
    signs = signs_of(
        [(one.plain["title"], one.plain["text"]) for one in taken],
        [document["author"] or "" for document in documents], [document["date"] for document in documents],
        use.near_duplicates,
    )
    return PreparedBatch(
        RowNames.of((one.row, document["source_id"]) for one, document in zip(taken, documents, strict=True)),
        table_part("documents", documents, GIVEN_LATER), table_part("originals", _originals(taken), GIVEN_LATER),
        signs, [one for one in begun if isinstance(one, Rejected)],
    )


@dataclass
class _Begun:
    """A row on its way: its texts as they stood and plain, where names may be in them, and what they are masked by."""

    row: RawRow
    raw: dict[str, str]
    plain: dict[str, str]
    date: dt.datetime | None
    reply_date: dt.datetime | None
    author: str
    known: tuple[str, ...]
    handles: tuple[str, ...]
    masking: MaskingRules
    places: dict[str, Places] = field(default_factory=dict)
    likely: dict[str, int] = field(default_factory=dict)
    masked: dict[str, tuple[str, int]] = field(default_factory=dict)

    def mask(self, text: str, places: Places | None = None, likely: int = -1) -> tuple[str, int]:
        if not text or self._holds_nothing(text, places, likely):
            return text, 0
        return mask(text, self.masking, self.known, self.handles, places, likely)

    def _holds_nothing(self, text: str, places: Places | None, likely: int) -> bool:
        """True for a text without personal data by what was told for the whole batch: two in three."""
        if likely or places is None or places.likely or places.other_forms or not self.masking.looked_over:
            return False
        return not ((self.known or self.handles) and any(map(text.__contains__, (*self.known, *self.handles))))


def _begun(row: RawRow, use: Preparation) -> _Begun | Rejected:
    raw = {name: cell_text(row.fields.get(name)) for name in TEXTS}
    plain = {name: plain_text(text, use.cleaning) if text else "" for name, text in raw.items()}
    plain["title"] = plain["title"].replace("\n", " ")
    if not plain["title"] and not plain["text"]:
        return Rejected(row.file, row.row, "no text")
    try:
        date, reply_date = (_date(row, name, use) for name in ("date", "reply_date"))
    except NoDate as error:
        # where columns have slipped the cell is no date, but whatever stands beside it
        return Rejected(row.file, row.row, mask(one_line(str(error)), use.masking)[0])
    author = cell_text(row.fields.get("author")).strip()
    known = tuple(dict.fromkeys(n for n in (author, *row.personal.get("name", ())) if is_name(n)))
    handles = (author,) if _is_handle(author) else ()
    masking = use.masking if row.kind == "complaint" else use.masking.without(*_KEPT_IN_POLICIES)
    return _Begun(row, raw, plain, date, reply_date, author, known, handles, masking)


def _look_over(taken: list[_Begun]) -> None:
    """Set where names may begin in the plain texts, and which numbers they may hold: for a whole batch at once."""
    plain = [(one, name) for one in taken for name in TEXTS if one.plain[name]]
    for (one, name), likely in zip(plain, number_signs([one.plain[name] for one, name in plain]), strict=True):
        one.likely[name] = likely
    wanted = [
        (one, name) for one in taken for name in TEXTS if one.plain[name] and "name" not in one.masking.switched_off
    ]
    found = name_places([one.plain[name] for one, name in wanted])
    for (one, name), places in zip(wanted, found, strict=True):
        one.places[name] = places


def _document(one: _Begun, use: Preparation) -> dict[str, Any]:
    row = one.row
    one.masked = masked = {
        name: one.mask(text, one.places.get(name), one.likely.get(name, -1)) for name, text in one.plain.items()
    }
    author_key = one.author or next((v for k in ("phone", "identity", "name") for v in row.personal.get(k, ())), "")
    document: dict[str, Any] = {
        "kind": row.kind, "source_file": row.file, "source_row": row.row,
        "source_id": _identifier(cell_text(row.fields.get("source_id"))),
        "title": masked["title"][0], "text": trimmed_text(masked["text"][0], use.cleaning, row.kind), "date": one.date,
        "author": pseudonym(author_key, use.secret) if author_key else None,
        "likes": _count(row.fields.get("likes")), "dislikes": _count(row.fields.get("dislikes")),
        "reply": (one.plain["reply"] and trimmed_reply(masked["reply"][0], use.cleaning)) or None,
        "reply_date": one.reply_date,
        "masked": sum(count for _, count in masked.values()),
    }
    if row.kind == "policy":
        _add_policy_metadata(document, row, one.masking, use.divisions)
    else:
        _add_place_and_office(document, row, masked["text"][0][:400], one.masking, use.divisions)
    document["extra"] = _extra(one) if row.extra or row.sheet else None
    return document


def _originals(taken: list[_Begun]) -> list[dict[str, str | None]]:
    """The texts before cleaning, masked. Where markup hides personal data from the masking, the markup goes."""
    originals: list[dict[str, str | None]] = []
    anew: list[tuple[int, str]] = []
    for number, one in enumerate(taken):
        originals.append({name: one.masked[name][0] for name in TEXTS})
        for name in TEXTS:
            raw, plain = one.raw[name], one.plain[name]
            if raw == plain:
                continue
            if not one.masked[name][1] and raw.split() == plain.split():
                originals[-1][name] = raw
            else:
                anew.append((number, name))
    written = [taken[number].raw[name] for number, name in anew]
    for (number, name), found, likely in zip(anew, name_places(written), number_signs(written), strict=True):
        one = taken[number]
        as_it_stood, count = one.mask(one.raw[name], found, likely)
        if count >= one.masked[name][1]:
            originals[number][name] = as_it_stood
    for original in originals:
        original["reply"] = original["reply"] or None
    return originals


def _date(row: RawRow, name: str, use: Preparation) -> dt.datetime | None:
    try:
        return parse_date(row.fields.get(name))
    except NoDate as error:
        if use.on_date_error == "null":
            return None
        column = {"date": "date", "reply_date": "reply date"}[name]
        hint = 'set documents.dates.on_error = "null" to keep such rows without a date'
        if use.on_date_error == "stop":
            raise GovtextError(str(error), file=row.file, row=row.row, column=column, hint=hint) from error
        raise NoDate(f"{column}: {error}; {hint}") from error


def _count(cell: Any) -> int | None:
    try:
        return int(float(cell_text(cell).replace(",", ""))) if cell is not None else None
    except (ValueError, OverflowError):
        return None


def _is_handle(author: str) -> bool:
    """A user name that is no word of the language: with letters or digits, or long."""
    return (len(author) >= 4 and bool(re.search(r"[A-Za-z0-9]", author))) or len(author) >= 6


def _identifier(written: str) -> str | None:
    """A number given elsewhere, without what cannot be seen; where it is an identity number, a mark."""
    shown = written.strip() if written.isprintable() else one_line(written)
    return (MARKS["identity"] if len(shown) == 18 and valid_identity(shown) else shown) or None


def _label(row: RawRow, name: str, masking: MaskingRules) -> str:
    """The short cell of an office or a place, on one line; a number of a person in it is masked."""
    cell = row.fields.get(name)
    return _masked_label(cell_text(cell), masking) if cell else ""


@lru_cache(maxsize=4096)
def _masked_label(written: str, masking: MaskingRules) -> str:
    # the same few offices and places stand in thousands of rows
    return mask(one_line(written), masking.without(*_KEPT_IN_POLICIES))[0]


def _add_policy_metadata(document: dict[str, Any], row: RawRow, masking: MaskingRules, divisions: Divisions) -> None:
    stem = row.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if not document["title"]:
        document["title"] = _title_of_policy(document["text"], stem)
    read = read_metadata(document["title"], document["text"], stem if row.row is None else "")
    document["date"] = document["date"] or read.date
    document["region"] = _label(row, "region", masking) or read.region
    document["department"] = _label(row, "department", masking) or read.issuer
    document["document_number"] = _label(row, "document_number", masking) or read.document_number
    document["level"] = read.level
    document["province"] = divisions.find(document["region"] or "").province
    try:
        document["effective_date"] = parse_date(row.fields.get("effective_date")) or read.effective_date
    except NoDate:
        document["effective_date"] = read.effective_date


def _title_of_policy(text: str, stem: str) -> str:
    first = text.split("\n", 1)[0].strip()
    if 4 <= len(first) <= 80 and not first.endswith(("。", "；", "，")):
        return first
    return re.sub(r"[(（_\-\s]*\d{4}[-._年]?\d{1,2}[-._月]?\d{1,2}日?[)）]*$", "", stem).strip() or stem


def _add_place_and_office(
    document: dict[str, Any], row: RawRow, beginning: str, masking: MaskingRules, divisions: Divisions
) -> None:
    named = _label(row, "department", masking)
    if named and is_name(named):
        # the column holds who answered, not the office
        named = ""
    document["department"] = named or addressee(beginning)
    region = _label(row, "region", masking) or None
    levels = tuple([_label(row, level, masking) for level in PLACES]) if _PLACES & row.fields.keys() else _NO_LEVELS
    coded = coded_place(document["title"], document["text"])
    if coded:
        place = Place(None, coded[0], coded[1] or None)
    elif any(levels) and divisions.find("".join(levels)).county is None:
        # what the table of divisions does not have stands as the columns give it
        place = Place(levels[0] or None, levels[1] or None, levels[2] or None)
    else:
        where = "".join(levels) or region or ""
        sources = (where, document["title"], document["text"][:600], document["department"] or "")
        place = next((p for s in sources if (p := divisions.find(s, sources)) != Place()), Place())
        if place == Place() and named:
            place = seat_of(named)
    document["region"] = region or place.city or place.province
    document["county"] = place.county
    document["province"] = place.province
    document["document_number"] = document["level"] = document["effective_date"] = None


def _extra(one: _Begun) -> str | None:
    kept: dict[str, Any] = {}
    for heading, cell in one.row.extra.items():
        if cell is None:
            kept[heading] = "〔已隐去〕"
        elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
            # a telephone number in an unnamed column comes as a number
            written = cell_text(cell)
            masked, count = mask(written, one.masking)
            kept[heading] = masked if count else int(cell) if float(cell).is_integer() else cell
        elif _PERSON_HEADING.search(heading) and is_name(cell_text(cell)):
            kept[heading] = MARKS["name"]
        else:
            kept[heading] = one.mask(without_markup(cell_text(cell)))[0]
    if one.row.sheet:
        kept["sheet" if "sheet" not in kept else "sheet (2)"] = one.row.sheet
    return json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else None

