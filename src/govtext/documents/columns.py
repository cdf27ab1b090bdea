"""Which column of a table holds which field: by the study's settings, then by the headings that systems use.

A text column is never guessed. Where the headings say nothing, long columns are named as candidates and the user
chooses; a table without any long column is a reference table.
"""

from __future__ import annotations

import datetime as dt
import re
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any

from govtext.documents.dates import NoDate, parse_date
from govtext.documents.headings import find_header, headings_of, lower_row, normal
from govtext.errors import GovtextError, nearest

FIELDS = (
    "source_id", "title", "text", "date", "reply", "reply_date", "department", "region", "author", "likes", "dislikes",
    "document_number", "effective_date",
)
PLACES = ("province", "city", "county")
LONG_TEXT = 20
SAMPLE_ROWS = 200


@dataclass(frozen=True)
class Aliases:
    """Headings by field, headings of personal data by kind, and what tells policies from complaints."""

    fields: Mapping[str, tuple[str, ...]]
    personal: Mapping[str, str]
    kind: Mapping[str, frozenset[str]]
    kind_by_name: Mapping[str, tuple[str, ...]]
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def from_table(cls, table: Mapping[str, Any], location: str = "columns.toml") -> Aliases:
        """Return the aliases of a ``columns.toml``.

        Raises:
            GovtextError: it names a field that documents do not have.
        """
        unknown = [name for name in table.get("fields", {}) if name not in FIELDS]
        if unknown:
            raise GovtextError(f"there is no field {unknown[0]}", file=location, hint=nearest(unknown[0], list(FIELDS)))
        return cls(
            {name: tuple(normal(h) for h in table.get("fields", {}).get(name, ())) for name in FIELDS},
            {normal(h): kind for kind, headings in table.get("personal", {}).items() for h in headings},
            {kind: frozenset(normal(h) for h in headings) for kind, headings in table.get("kind", {}).items()},
            {kind: tuple(h.lower() for h in words) for kind, words in table.get("kind_by_name", {}).items()},
            {level: tuple(normal(h) for h in table.get("places", {}).get(level, ())) for level in PLACES},
        )


@dataclass(frozen=True)
class Candidate:
    """A column without a field whose cells are long: it may hold the text."""

    heading: str
    median_length: int


@dataclass(frozen=True)
class TableMap:
    """How one table is read.

    Attributes:
        header_row: index of the row with the headings (0 is the first row), the lower of two.
        upper_row: index of the row above it that names groups of columns; None for one row of headings.
        headings: heading of each column; "" where it has none.
        columns: field → column index.
        personal: column index → kind of personal data.
        kind: "complaint", "policy" or "" where the headings say nothing.
        candidates: long columns without a field, the longest first.
        by_content: fields whose column was known by its cells, not by its heading.
        places: province, city and county → column index, where a table has columns of their own for them.
    """

    header_row: int
    headings: tuple[str, ...]
    columns: Mapping[str, int]
    personal: Mapping[int, str] = field(default_factory=dict)
    kind: str = ""
    candidates: tuple[Candidate, ...] = ()
    by_content: tuple[str, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)
    upper_row: int | None = None

    @property
    def is_reference(self) -> bool:
        """True for a table of names or classes: no column is known to hold a text, and none is long enough for one."""
        return "text" not in self.columns and not self.candidates

    @cached_property
    def placed(self) -> tuple[tuple[str, int], ...]:
        """Each field with its column: places, and then the others."""
        return (*self.places.items(), *self.columns.items())

    @cached_property
    def mapped(self) -> frozenset[int]:
        """Columns of fields."""
        return frozenset(self.columns.values())

    @cached_property
    def without_more(self) -> frozenset[int]:
        """The columns that are a field and nothing else: no personal data, and none without a field."""
        return self.mapped - set(self.personal)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What each column is called where it has no field: its heading, numbered where several such are alike."""
        times: Counter[str] = Counter()
        names = []
        for at, heading in enumerate(self.headings):
            times[heading] += at not in self.mapped
            numbered = heading if times[heading] < 2 else f"{heading} ({times[heading]})"
            names.append(numbered if heading else f"column {at + 1}")
        return tuple(names)


def chosen_columns(file: str, patterns: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return field → heading that the settings name for a file; later patterns add to earlier ones."""
    chosen: dict[str, str] = {}
    for pattern, columns in patterns.items():
        if matches(file, pattern):
            chosen.update(columns)
    return chosen


def matches(file: str, pattern: str) -> bool:
    """True when a file (posix, relative to data/raw) or its bare name fits a shell pattern."""
    return fnmatchcase(file, pattern) or fnmatchcase(file.rsplit("/", 1)[-1], pattern)


def map_columns(
    rows: Sequence[Sequence[Any]],
    aliases: Aliases,
    chosen: Mapping[str, str] | None = None,
    file: str = "",
) -> TableMap:
    """Find the header among the first rows and give each field its column.

    Args:
        rows: the first rows of the table, as they stand (some 200 are enough).
        aliases: the headings that systems use.
        chosen: field → heading set by the user; overrides the aliases.
        file: for messages.

    Raises:
        GovtextError: a heading set by the user is not in the table, or a field is unknown.
    """
    chosen = dict(chosen or {})
    unknown = [name for name in chosen if name not in FIELDS]
    if unknown:
        raise GovtextError(
            f"documents.columns names the field {unknown[0]}", file=file, hint=nearest(unknown[0], list(FIELDS))
        )
    known = {alias for names in aliases.fields.values() for alias in names} | set(aliases.personal)
    known |= {normal(h) for h in chosen.values()}
    header_row = find_header(rows, known)
    header_row, upper = lower_row(rows, header_row, known)
    headings, forms = headings_of(rows, header_row)
    columns: dict[str, int] = {}
    for name, heading in chosen.items():
        index = _index(headings, forms, heading)
        if index is None:
            shown = [h for h in headings if h]
            raise GovtextError(
                f'there is no column "{heading}"', file=file, row=header_row + 1,
                hint=f"documents.columns sets it as {name}; {nearest(heading, shown)}",
            )
        columns[name] = index
    taken = set(columns.values())
    for name in FIELDS:
        if name in columns:
            continue
        for alias in aliases.fields[name]:
            index = next((i for i, form in enumerate(forms) if alias in form and i not in taken), None)
            if index is not None:
                columns[name] = index
                taken.add(index)
                break
    personal = {
        i: aliases.personal[f] for i, form in enumerate(forms) if i not in taken for f in form if f in aliases.personal
    }
    places = _place_columns(forms, aliases)
    if "city" in places and "region" not in chosen and columns.get("region") in places.values():
        # of several columns the city's is the one that texts are grouped by
        columns["region"] = places["city"]
    below = rows[header_row + 1 :]
    dated = None if "date" in columns else _date_column(below, taken | set(personal))
    if dated is not None:
        columns["date"] = dated
        taken.add(dated)
    return TableMap(
        header_row, tuple(headings), columns, personal, _kind(forms, aliases),
        tuple(_candidates(below, headings, taken | set(personal))), ("date",) if dated is not None else (), places,
        upper,
    )


def _place_columns(forms: Sequence[tuple[str, ...]], aliases: Aliases) -> dict[str, int]:
    """Columns for province, city and county; none where a table has but one of them, which is its region."""
    found: dict[str, int] = {}
    for level, headings in aliases.places.items():
        index = next((i for heading in headings for i, form in enumerate(forms) if heading in form), None)
        if index is not None:
            found[level] = index
    return found if len(found) > 1 else {}


def _date_column(rows: Sequence[Sequence[Any]], taken: set[int]) -> int | None:
    """The one column that holds nothing but dates, written as such; None where there is none or more than one."""
    found = []
    for index in range(max((len(row) for row in rows[:SAMPLE_ROWS]), default=0)):
        cells = [row[index] for row in rows[:SAMPLE_ROWS] if index < len(row) and row[index] not in (None, "")]
        # a bare number may be a count or a key, and 43,524 a day: only what is written as a date says that it is one
        if index not in taken and len(cells) >= 3 and all(map(_is_written_date, cells)):
            found.append(index)
    return found[0] if len(found) == 1 else None


def _is_written_date(cell: Any) -> bool:
    if isinstance(cell, dt.date):
        return True
    if not isinstance(cell, str) or not re.search(r"\d[-/.年]\s*\d{1,2}[-/.月]\s*\d", cell):
        return False
    try:
        return parse_date(cell) is not None
    except NoDate:
        return False


def require_text(mapping: TableMap, file: str) -> None:
    """Stop when a table has long columns but none is known to hold the text.

    Raises:
        GovtextError: with the candidates and the setting that chooses one.
    """
    if "text" in mapping.columns or not mapping.candidates:
        return
    shown = ", ".join(f'"{c.heading}" (median {c.median_length} characters)' for c in mapping.candidates[:5])
    raise GovtextError(
        f"no column is known to hold the text; candidates: {shown}", file=file, row=mapping.header_row + 1,
        hint="set in [documents] of pipeline/params.toml: "
        f'columns = {{"{file}" = {{text = "{mapping.candidates[0].heading}"}}}}',
    )


def _index(headings: Sequence[str], forms: Sequence[tuple[str, ...]], wanted: str) -> int | None:
    if wanted in headings:
        return list(headings).index(wanted)
    unnamed = re.fullmatch(r"column (\d+)", wanted)
    if unnamed:
        return int(unnamed[1]) - 1
    return next((i for i, form in enumerate(forms) if normal(wanted) in form), None)


def _kind(forms: Sequence[tuple[str, ...]], aliases: Aliases) -> str:
    seen = {f for form in forms for f in form}
    votes = {kind: len(seen & headings) for kind, headings in aliases.kind.items()}
    policy, complaint = votes.get("policy", 0), votes.get("complaint", 0)
    return "" if policy == complaint else "policy" if policy > complaint else "complaint"


def kind_by_name(file: str, aliases: Aliases) -> str:
    """Return the kind that a file's folders and name suggest; "" for none.

    The folders go first, the innermost before the others: a rule on how messages are handled, filed under
    policies, is a policy whatever its name holds.
    """
    *folders, name = file.lower().split("/")
    for part in (*reversed(folders), name):
        for kind, words in aliases.kind_by_name.items():
            if any(word in part for word in words):
                return kind
    return ""


def _candidates(rows: Sequence[Sequence[Any]], headings: Sequence[str], taken: set[int]) -> list[Candidate]:
    found = []
    width = max([len(headings), *(len(row) for row in rows[:SAMPLE_ROWS])], default=0)
    for index in range(width):
        if index in taken:
            continue
        cells = [row[index] for row in rows[:SAMPLE_ROWS] if index < len(row) and row[index] not in (None, "")]
        lengths = [len(cell.strip()) for cell in cells if isinstance(cell, str) and not _is_address(cell)]
        if len(lengths) * 2 > len(cells) and lengths:
            median = int(statistics.median(lengths))
            if median >= LONG_TEXT:
                name = headings[index] if index < len(headings) and headings[index] else f"column {index + 1}"
                found.append(Candidate(name, median))
    return sorted(found, key=lambda c: (-c.median_length, c.heading))


def _is_address(cell: str) -> bool:
    return cell.strip().lower().startswith(("http://", "https://", "www."))
