"""From a raw row to a document: dated, placed, cleaned, masked. Runs in worker processes, a batch at a time."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import Any, NamedTuple

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
from govtext.documents.duplicates import TextSigns, signs_of
from govtext.documents.names import is_name
from govtext.documents.places import addressee, coded_place, seat_of
from govtext.documents.policy_metadata import read_metadata
from govtext.documents.privacy import MARKS, MaskingRules, mask, pseudonym
from govtext.documents.rows import RawRow, Rejected, cell_text
from govtext.errors import GovtextError

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
class Prepared:
    """A document without its doc_id, the same before cleaning, and the signs by which its text is recognised."""

    row: RawRow
    document: dict[str, Any]
    original: dict[str, str | None]
    signs: TextSigns


def prepare_batch(rows: list[RawRow], preparation: Preparation) -> list[Prepared | Rejected]:
    """Return each row as a document or as rejected, in order.

    Raises:
        GovtextError: a cell is no date, and the settings say that this stops the run.
    """
    made = [_prepare(row, preparation) for row in rows]
    written = [(one.title, one.text) for one in made if isinstance(one, _Written)]
    signs = iter(signs_of(written, preparation.near_duplicates))
    return [
        one if isinstance(one, Rejected) else Prepared(row, one.document, one.original, next(signs))
        for row, one in zip(rows, made, strict=True)
    ]


class _Written(NamedTuple):
    """A document, its original, and its title and text before masking."""

    document: dict[str, Any]
    original: dict[str, str | None]
    title: str
    text: str


def _prepare(row: RawRow, use: Preparation) -> _Written | Rejected:
    raw = {name: cell_text(row.fields.get(name)) for name in ("title", "text", "reply")}
    plain = {name: plain_text(text, use.cleaning) for name, text in raw.items()}
    plain["title"] = " ".join(plain["title"].split("\n"))
    if not plain["title"] and not plain["text"]:
        return Rejected(row.file, row.row, "no text")
    try:
        date, reply_date = (_date(row, name, use) for name in ("date", "reply_date"))
    except NoDate as error:
        # where columns have slipped the cell is no date, but whatever stands beside it
        return Rejected(row.file, row.row, mask(one_line(str(error)), use.masking)[0])
    author = cell_text(row.fields.get("author")).strip()
    author_key = author or next((v for k in ("phone", "identity", "name") for v in row.personal.get(k, ())), "")
    known = tuple(dict.fromkeys(n for n in (author, *row.personal.get("name", ())) if is_name(n)))
    handles = (author,) if _is_handle(author) else ()
    masking = use.masking if row.kind == "complaint" else use.masking.without("name", "surname", "plate", "room")

    masked = {name: mask(text, masking, known, handles) for name, text in plain.items()}
    document: dict[str, Any] = {
        "kind": row.kind, "source_file": row.file, "source_row": row.row,
        "source_id": _identifier(cell_text(row.fields.get("source_id"))),
        "title": masked["title"][0], "text": trimmed_text(masked["text"][0], use.cleaning, row.kind), "date": date,
        "author": pseudonym(author_key, use.secret) if author_key else None,
        "likes": _count(row.fields.get("likes")), "dislikes": _count(row.fields.get("dislikes")),
        "reply": trimmed_reply(masked["reply"][0], use.cleaning) or None, "reply_date": reply_date,
        "masked": sum(count for _, count in masked.values()),
    }
    original: dict[str, str | None] = {
        name: _original(raw[name], plain[name], masked[name], masking, known, handles) for name in raw
    }
    original["reply"] = original["reply"] or None
    if row.kind == "policy":
        _add_policy_metadata(document, row, masking, use.divisions)
    else:
        _add_place_and_office(document, row, masked["text"][0][:400], masking, use.divisions)
    document["extra"] = _extra(row, masking, known, handles)
    return _Written(document, original, plain["title"], plain["text"])


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


def _original(
    raw: str, plain: str, masked: tuple[str, int], masking: MaskingRules, known: tuple[str, ...],
    handles: tuple[str, ...]
) -> str:
    """The text before cleaning, masked. Where markup hides personal data from the masking, the markup goes."""
    if raw == plain:
        return masked[0]
    if not masked[1] and raw.split() == plain.split():
        return raw
    as_it_stood, count = mask(raw, masking, known, handles)
    return as_it_stood if count >= masked[1] else masked[0]


def _identifier(written: str) -> str | None:
    """A number given elsewhere, without what cannot be seen; where it is an identity number, a mark."""
    shown = written.strip() if written.isprintable() else one_line(written)
    return (MARKS["identity"] if len(shown) == 18 and valid_identity(shown) else shown) or None


def _label(row: RawRow, name: str, masking: MaskingRules) -> str:
    """The short cell of an office or a place, on one line; a number of a person in it is masked."""
    return mask(one_line(cell_text(row.fields.get(name))), masking.without("name", "surname", "plate", "room"))[0]


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
    if is_name(named):
        # the column holds who answered, not the office
        named = ""
    document["department"] = named or addressee(beginning)
    region = _label(row, "region", masking) or None
    levels = tuple(_label(row, level, masking) for level in PLACES)
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


def _extra(row: RawRow, masking: MaskingRules, known: tuple[str, ...], handles: tuple[str, ...]) -> str | None:
    kept: dict[str, Any] = {}
    for heading, cell in row.extra.items():
        if cell is None:
            kept[heading] = "〔已隐去〕"
        elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
            # a telephone number in an unnamed column comes as a number
            written = cell_text(cell)
            masked, count = mask(written, masking)
            kept[heading] = masked if count else int(cell) if float(cell).is_integer() else cell
        elif _PERSON_HEADING.search(heading) and is_name(cell_text(cell)):
            kept[heading] = MARKS["name"]
        else:
            kept[heading] = mask(without_markup(cell_text(cell)), masking, known, handles)[0]
    if row.sheet:
        kept["sheet" if "sheet" not in kept else "sheet (2)"] = row.sheet
    return json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else None

