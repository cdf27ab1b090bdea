"""The headings of a table: which row they stand in, and what each column is called where they stand in two.

Exported workbooks often name groups of columns in a row of merged cells (来信 over 标题, 内容, 时间) and the columns
in the row below. A merged cell holds its words in its first cell alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence, Set
from typing import Any

Cells = Sequence[Any]
HEADER_ROWS = 20
HEADING_CHARACTERS = 40
# Words at the end of a group's name that say nothing: 答复情况 over 时间 is 答复时间.
_EMPTY_ENDS = re.compile(r"(?:基本)?(?:信息|情况|部分|详情|环节|栏|内容|information|info|details?)$")


def normal(heading: object) -> str:
    """Return a heading in the form in which headings are compared."""
    text = unicodedata.normalize("NFKC", str(heading if heading is not None else "")).lower()
    text = re.sub(r"[(\[【〔<].*?[)\]】〕>]", "", text) or text
    return re.sub(r"[\s\u200b\ufeff*:：;；,，。、.?？!！\"'“”/|_-]+", "", text)


def find_header(rows: Sequence[Cells], known: Set[str]) -> int:
    """Return the index of the row with most known headings; the first row with two short cells where none is known.

    Args:
        rows: the first rows of the table.
        known: headings that stand for a field, in their normal form.
    """
    best, best_score = -1, 0
    for index, row in enumerate(rows[:HEADER_ROWS]):
        score = len({normal(cell) for cell in row if _is_heading(cell)} & known)
        if score > best_score:
            best, best_score = index, score
    if best >= 0:
        return best
    for index, row in enumerate(rows[:HEADER_ROWS]):
        cells = [cell for cell in row if cell not in (None, "")]
        if len(cells) >= 2 and all(_is_heading(cell) for cell in cells):
            return index
    return 0


def lower_row(rows: Sequence[Cells], header: int, known: Set[str]) -> tuple[int, int | None]:
    """Return the row that names columns, and the row above it that names groups; None where there is no such row.

    The row with most known headings is the upper one where columns that belong to no group (序号, 承办单位) are more
    than those that do. The row below it is then no text: what it holds stands under groups, or is a known heading.
    """
    if header + 1 < len(rows) and _names_columns(rows[header], rows[header + 1], known):
        return header + 1, header
    above = header - 1
    return header, above if above >= 0 and any(_group_headings(rows[above], len(rows[header]))) else None


def _names_columns(upper: Cells, lower: Cells, known: Set[str]) -> bool:
    """Return whether `lower` names the columns of the groups that `upper` names."""
    width = max(len(upper), len(lower))
    above, below = _texts(upper, width), _texts(lower, width)
    filled = [at for at in range(width) if below[at]]
    if len(filled) < 2 or not all(_is_heading(lower[at]) for at in filled):
        return False
    groups, spread = _spread(above), [0] * width
    for at in filled:
        spread[groups[at]] += 1
    grouped = [at for at in filled if spread[groups[at]] > 1 and above[groups[at]]]
    fits = [at in grouped or below[at] == above[at] or normal(below[at]) in known for at in filled]
    # A group has more columns than the first: of a row of cells under headings of their own nothing is spread.
    spans = any(not above[at] for at in grouped)
    named = {form for at in filled for form in _forms(below[at], above[groups[at]])}
    return spans and all(fits) and bool(named & known)


def headings_of(rows: Sequence[Cells], header_row: int) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return the headings as shown, and the forms under which each may be known: its own, and with its group's."""
    own = [str(cell).strip() if cell is not None else "" for cell in (rows[header_row] if rows else ())]
    own = [re.sub(r"\s+", " ", h) for h in own]
    above = _group_headings(rows[header_row - 1], len(own)) if header_row else [""] * len(own)
    shown = [h or above[i] for i, h in enumerate(own)]
    forms = [_forms(h, above[i]) for i, h in enumerate(own)]
    repeated = {h for h in shown if h and shown.count(h) > 1}
    shown = [f"{above[i]}/{h}" if h in repeated and above[i] and above[i] != h else h for i, h in enumerate(shown)]
    return shown, forms


def _forms(own: str, group: str) -> tuple[str, ...]:
    stem = _EMPTY_ENDS.sub("", normal(group))
    forms = (normal(stem + own) if stem and own else "", normal(own), normal(group + own) if own else "",
             "" if own else normal(group))
    return tuple(dict.fromkeys(form for form in forms if form))


def _group_headings(row: Cells, width: int) -> list[str]:
    """Headings of a row above the header, spread over the columns that they span; a title or a note spans nothing."""
    cells = _texts(row, width)[:width]
    named = [cell for cell in cells if cell]
    # who made the table and when: 制表：办公室, 2019年5月
    if len(named) < 2 or any(re.search(r"[:：]|\d{4}", cell) or len(cell) > HEADING_CHARACTERS for cell in named):
        return [""] * width
    return [cells[at] for at in _spread(cells)]


def _spread(cells: Sequence[str]) -> list[int]:
    """Return for each column the one whose heading spans it."""
    spread, current = [], 0
    for at, cell in enumerate(cells):
        current = at if cell else current
        spread.append(current)
    return spread


def _texts(row: Cells, width: int) -> list[str]:
    cells = [" ".join(str(cell).split()) if cell is not None else "" for cell in row]
    return cells + [""] * (width - len(cells))


def _is_heading(cell: Any) -> bool:
    return isinstance(cell, str) and len(cell.strip()) <= HEADING_CHARACTERS
