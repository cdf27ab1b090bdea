"""Rows as they stand in files, with their cells sorted into fields, before anything is cleaned."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from govtext.documents.columns import Aliases, TableMap, map_columns, require_text
from govtext.documents.merged import below_header, filled_down
from govtext.documents.readers.content import BadRow, Row, TableContent, TextContent

SAMPLE_ROWS = 200
# How the line of sums under an exported table begins.
TOTALS = {"合计", "总计", "小计", "共计", "汇总", "合計", "總計", "小計", "共計"}
# 6, 6件, 共 6 条: a sum in the column of the text
_SUM = re.compile(r"\s*(?:共|合计|总计)?\s*\d[\d,，]*(?:\.\d+)?\s*[件条个次项篇]?\s*")


_BLANKS = "\ufeff\u200b \t\r\n\xa0\u3000\0"
_NONE: Mapping[str, Any] = {}


class RawRow(NamedTuple):
    """One text to be: where it stands, and its cells by field.

    Attributes:
        file: relative to data/raw.
        sheet: its sheet, "" where there is one table only.
        row: as a spreadsheet counts; None for a file that is one text.
        kind: "complaint" or "policy".
        fields: field → cell, empty cells left out; province, city and county too where they have columns of their own.
        extra: heading → cell of columns without a field.
        personal: kind of personal data → cells.
    """

    file: str
    sheet: str
    row: int | None
    kind: str
    fields: Mapping[str, Any]
    extra: Mapping[str, Any] = _NONE
    personal: Mapping[str, tuple[str, ...]] = _NONE


@dataclass(frozen=True)
class Rejected:
    """A row or file that was not taken."""

    file: str
    row: int | None
    reason: str
    told: bool = False  # whether a notice of its own says so


def cell_text(cell: Any) -> str:
    """Return a cell as people read it: 188006.0 is 188006."""
    if type(cell) is str:  # as most are
        return cell
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e17:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    return str(cell)


def is_blank(cell: Any) -> bool:
    """True for a cell that holds nothing but blanks."""
    return cell is None or (isinstance(cell, str) and not cell.strip(_BLANKS))


def table_rows(
    table: TableContent, file: str, kinds: tuple[str, str], aliases: Aliases, chosen: Mapping[str, str], max_cell: int
) -> Iterator[RawRow | Rejected]:
    """Yield every row of a table, as a row to take or as a rejected one; the header is neither.

    Args:
        table: what the reader gives.
        file: relative to data/raw.
        kinds: the kind that the settings give, which the headings do not overrule, and the one that the file's name
            suggests, which they do; "" for none.
        aliases: headings by field.
        chosen: field → heading set by the user.
        max_cell: characters beyond which a cell is no text.

    Raises:
        GovtextError: long columns, and none of them known to hold the text.
    """
    rows = itertools.dropwhile(lambda row: _is_empty(row[1]), table.rows)
    first = list(itertools.islice(rows, SAMPLE_ROWS))
    readable = [(number, cells) for number, cells in first if not isinstance(cells, BadRow)]
    if all(is_blank(cell) for _, cells in readable for cell in cells):
        # an empty sheet beside others is usual; an empty file is not
        if not table.sheet:
            yield Rejected(file, None, "holds no rows")
        return
    mapping = map_columns([cells for _, cells in readable], aliases, chosen, file)
    if mapping.is_reference:
        of_headings = 1 if mapping.upper_row is None else 2
        count = max(0, sum(1 for _, cells in itertools.chain(first, rows) if not _is_empty(cells)) - of_headings)
        where = f'sheet "{table.sheet}": ' if table.sheet else ""
        yield Rejected(file, None, f"{where}a reference table: no column holds a text ({count} rows)")
        return
    require_text(mapping, file)
    for name in mapping.by_content:
        heading = mapping.headings[mapping.columns[name]]
        table.notes.append(f'{name} is taken from "{heading}", whose cells are all dates')
    table.notes += _rounded_numbers([cells for _, cells in readable], mapping)
    kind = kinds[0] or mapping.kind or kinds[1]
    heads = [at for at in (mapping.upper_row, mapping.header_row) if at is not None]
    first_number, header_number = readable[heads[0]][0], readable[heads[-1]][0]
    if first_number < header_number:
        table.notes.append(two_row_note(mapping, first_number, header_number))
    header = [[cell_text(cell).strip() for cell in readable[at][1]] for at in heads]
    all_rows: Iterator[Row] = itertools.chain(first, rows)
    if merged := below_header(table.merged, header_number):
        shown = dict.fromkeys(mapping.headings[one.column] for one in merged if one.column < len(mapping.headings))
        table.notes.append(f"cells merged over several rows count for each of them: {', '.join(filter(None, shown))}")
        all_rows = filled_down(all_rows, merged, mapping.columns.get("text"))
    for number, cells in all_rows:
        if isinstance(cells, BadRow):
            yield Rejected(file, number, cells.reason)
        elif number > header_number:
            yield _row(cells, number, header, mapping, table.sheet, file, kind, max_cell)
        elif number < first_number and not _is_empty(cells):
            yield Rejected(file, number, "stands above the header")


def two_row_note(mapping: TableMap, upper: int, lower: int) -> str:
    """Say that two rows are read as the headings, and what the columns are called then."""
    shown = [heading for heading in mapping.headings if heading]
    more = " ..." if len(shown) > 8 else ""
    return f"rows {upper} and {lower} together are the headings: {', '.join(shown[:8])}{more}"


def _rounded_numbers(rows: list[list[Any]], mapping: TableMap) -> list[str]:
    """Notes on columns whose numbers have more digits than Excel keeps: identity numbers lose their last three."""
    columns = {i for cells in rows for i, cell in enumerate(cells) if isinstance(cell, float) and cell >= 1e15}
    shown = [mapping.headings[i] or f"column {i + 1}" for i in sorted(columns) if i < len(mapping.headings)]
    return [f'"{h}" holds numbers of more than 15 digits, which Excel has rounded: keep them as text' for h in shown]


def _is_empty(cells: list[Any] | BadRow) -> bool:
    return not isinstance(cells, BadRow) and all(map(is_blank, cells))


def _is_total(cells: list[Any], filled: list[int], mapping: TableMap) -> bool:
    """True for the line of sums under a table; a row with a text of its own is a message, whatever it begins with."""
    text = mapping.columns.get("text")
    if text in filled and not _SUM.fullmatch(cell_text(cells[text])):
        return False
    return "".join(cell_text(cells[filled[0]]).split()).rstrip(":：") in TOTALS


def _repeats(cells: list[Any], head: list[str]) -> bool:
    """True for cells that are those of a header; most rows differ in the first."""
    if len(cells) < len(head):
        return False
    for cell, heading in zip(cells, head, strict=False):  # noqa: SIM110 - a generator takes longer than its one step
        if cell_text(cell).strip() != heading:
            return False
    return True


def _row(
    cells: list[Any], number: int, header: list[list[str]], mapping: TableMap, sheet: str, file: str, kind: str,
    max_cell: int,
) -> RawRow | Rejected:  # fmt: skip
    # as `is_blank` tells it; most cells are texts, and this is done for every one
    filled = [
        i for i, cell in enumerate(cells)
        if (cell.strip(_BLANKS) if isinstance(cell, str) else cell is not None)
    ]
    if not filled:
        return Rejected(file, number, "empty row")
    for head in header:
        if _repeats(cells, head):
            return Rejected(file, number, "repeats the header")
    if filled[-1] >= len(mapping.headings):
        return Rejected(
            file, number,
            f"has {filled[-1] + 1} cells, the header {len(mapping.headings)}: look for an unquoted delimiter",
        )
    if _is_total(cells, filled, mapping):
        return Rejected(file, number, f"a total, no text of its own: {cell_text(cells[filled[0]]).strip()}")
    too_long = [i for i in filled if isinstance(cells[i], str) and len(cells[i]) > max_cell]
    if too_long:
        long = too_long[0]
        return Rejected(
            file, number,
            f"column {mapping.headings[long] or long + 1}: a cell of {len(cells[long]):,} characters is no text "
            "(a quotation mark not closed?)",
        )
    present = set(filled)
    fields = {name: cells[i] for name, i in mapping.placed if i in present}
    if present <= mapping.without_more:
        return RawRow(file, sheet, number, kind or "complaint", fields)
    personal: dict[str, tuple[str, ...]] = {}
    extra: dict[str, Any] = {}
    for i in filled:
        if i in mapping.personal:
            personal[mapping.personal[i]] = (*personal.get(mapping.personal[i], ()), cell_text(cells[i]).strip())
            extra[mapping.names[i]] = None
        elif i not in mapping.mapped:
            extra[mapping.names[i]] = cells[i]
    return RawRow(file, sheet, number, kind or "complaint", fields, extra, personal)


def text_row(content: TextContent, file: str, kind: str) -> RawRow:
    """Return a file that is one text as a row; its title is left out where the format marks none."""
    fields: dict[str, Any] = {"text": content.text}
    if content.title:
        fields["title"] = content.title
    names = {"title", "date", "department", "region", "document_number", "effective_date", "source_id", "author"}
    fields |= {name: value for name, value in content.fields.items() if name in names and value}
    extra = {name: value for name, value in content.fields.items() if name not in names}
    return RawRow(file, "", None, kind or "policy", fields, extra)
