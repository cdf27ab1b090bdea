"""Word tables in three-line style (三线表): a thick line above and below, a thin one under the heading."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

from govtext.report.citing import bare, key_of
from govtext.report.tables.model import ThesisTable, broken, ems, longest_in_ems, shown, widths_in_ems
from govtext.report.tables.word_caption import add_caption
from govtext.report.tables.word_document import (
    KEY_STYLE,
    POINTS,
    SMALL,
    add_number,
    add_paragraph,
    clean,
    new_document,
    write_document,
)
from govtext.report.tables.word_rows import Column, Look, add_rows
from govtext.report.wording import Say

THICK, THIN = "12", "6"  # eighths of a point: 1.5 pt and 0.75 pt
# cm: a Chinese character of 9 points (with room for digits of a wider font than Times New Roman), a cell's margins
EM, PADDING, CM_OF_POINT = 0.4, 0.45, 0.0353
LEAST_TEXT, HEADING = 6.0, 4.5  # ems that a column of texts keeps, and that half of a Chinese heading may ask for
ROOM = {False: 16.0, True: 24.7}  # cm between the margins, upright and on its side
SHORT = 20  # lines of a table that may stand on a page on its side though it needs none
UPRIGHT = 16.5  # cm that a table may ask for on a page of 16 cm before the page is turned
ALIGNMENTS = {"text": "left", "mark": "center"}  # of a column, by its format; numbers stand right


def write_word(
    path: Path,
    tables: list[tuple[int, ThesisTable]],
    language: str,
    title: str,
    written: dict[int, list[Any]] | None = None,
) -> None:
    """Write numbered tables into one Word file, each with caption, three lines and note.

    Fonts come from the document's styles (宋体 and Times New Roman), so a reader restyles all at once. A key stands
    beside every number in the style "Citation key", which is hidden: unhide the style to see and to print them.

    Args:
        path: the file.
        tables: the tables with their numbers.
        language: "zh" or "en".
        title: of the document.
        written: number of a table → its elements, of files written before from the same tables; added to. A table
            that stands there is copied: making its cells takes far longer.
    """
    written = {} if written is None else written
    document = new_document(title)
    wide = on_their_sides([table for _, table in tables], language)
    for at, (number, table) in enumerate(tables):
        _page(document, wide[at], first=at == 0)
        if number not in written:
            written[number] = _added(document, partial(_write_table, document, number, table, Say(language)))
        else:
            for element in written[number]:
                document.element.body[-1].addprevious(deepcopy(element))  # the last is the section's page
    write_document(document, path)


def _added(document: Any, write: Callable[[], None]) -> list[Any]:
    """Return copies of the elements that `write` adds to the document."""
    body = document.element.body
    before = len(body)
    write()
    return [deepcopy(element) for element in body[before - 1 : -1]]


def _page(document: Any, wide: bool, first: bool) -> None:
    section = document.sections[-1]
    is_wide = section.orientation == WD_ORIENT.LANDSCAPE
    if not first and wide != is_wide:
        section = document.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Cm(29.7), Cm(21)) if wide else (Cm(21), Cm(29.7))
    section.left_margin = section.right_margin = Cm(2.5)


def _write_table(document: Any, number: int, table: ThesisTable, say: Say) -> None:
    add_caption(add_paragraph(document, "Table caption"), number, clean(say(table.caption)), say)
    made = document.add_table(rows=0, cols=len(table.heads))
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _lines(made, {"top": THICK, "bottom": THICK})
    # A table that needs no page on its side is as wide there as upright: it can be taken into a thesis as it is.
    widths, points = layout(table, say.language, ROOM[is_wide(table, say.language)])
    texts = [[(_heading(say(head.text), width, points), "") for head, width in zip(table.heads, widths, strict=True)]]
    texts += [
        [(shown(cell, head.format, say.language), key_of(cell)) for cell, head in zip(row, table.heads, strict=True)]
        for row in table.rows
    ]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Cm(width)
    styles = document.styles
    key_style = styles[KEY_STYLE].style_id
    look = Look(styles["Table text" if points == POINTS else "Table text small"].style_id, key_style, THIN)
    columns = [
        Column(width, ALIGNMENTS.get(head.format, "right")) for width, head in zip(widths, table.heads, strict=True)
    ]
    add_rows(made, columns, texts, look)
    note = add_paragraph(document, "Table note")
    note.add_run(say("注：", "Note. "))
    for piece in table.note.pieces(say.language):
        add_number(note, str(bare(piece)), key_of(piece), key_style)


class Layout(NamedTuple):
    """How a table is set on its page: widths of its columns in cm, and the size of its type in points."""

    widths: list[float]
    points: float


def layout(table: ThesisTable, language: str, room: float) -> Layout:
    """Return widths that fill `room` cm: numbers and the words of headings on one line, the rest shared by the texts.

    Headings of up to four characters stay on one line where there is room; where there is none at all, the type
    gets smaller.
    """
    for points, unbroken in ((POINTS, 4.0), (POINTS, 2.5), (SMALL, 4.0), (SMALL, 2.5)):
        em = EM * points / POINTS
        needed = [em * width + PADDING for width in _needs(table, language, unbroken)]
        if sum(needed) <= room:
            break
    scale = min(1.0, room / sum(needed))
    texts = [at for at, head in enumerate(table.heads) if head.format == "text"] or list(range(len(needed)))
    wishes = widths_in_ems(table, language, 30.0)
    weights = {at: max(em * wishes[at] + PADDING - needed[at], 0.01) for at in texts}
    rest = max(0.0, room - sum(needed) * scale)
    shares = {at: rest * weight / sum(weights.values()) for at, weight in weights.items()}
    return Layout([width * scale + shares.get(at, 0.0) for at, width in enumerate(needed)], points)


def _heading(title: str, width: float, points: float) -> str:
    """Return a Chinese heading that takes two lines with the break in its middle; Word breaks Latin ones at blanks."""
    lines = broken(title, (width - PADDING) / (points * CM_OF_POINT))
    return title if any(one.isascii() and one.isalpha() for one in title) else "\n".join(lines)


def _needs(table: ThesisTable, language: str, unbroken: float) -> list[float]:
    """Return the least that each column takes, in ems: of a number all of it, of a text a part."""
    widths = []
    for head, longest in zip(table.heads, longest_in_ems(table, language), strict=True):
        title = head.text.say(language)
        # A Latin word is not broken; a Chinese heading is, at any place.
        words = max((ems(word) + 0.5 for word in title.split() if word.isascii()), default=0.0)
        chinese = ems(title) if ems(title) <= unbroken else min(ems(title) / 2, HEADING)
        heading = words if title.isascii() else max(words, chinese)
        widths.append(max(heading, min(longest, LEAST_TEXT) + 0.5 if head.format == "text" else longest, 2.0))
    return widths


def on_their_sides(tables: list[ThesisTable], language: str) -> list[bool]:
    """Tell for each table whether its page lies on its side: the wide ones, and short ones between two of them.

    Each change of direction begins a page, which would stand half empty.
    """
    wide = [is_wide(table, language) for table in tables]
    made = list(wide)
    for at in range(1, len(tables)):
        if made[at - 1] and not wide[at]:
            following = next((later for later in range(at, len(tables)) if wide[later]), None)
            between = tables[at:following]
            made[at] = following is not None and all(_lines_of(one, language) <= SHORT for one in between)
    return made


def _lines_of(table: ThesisTable, language: str) -> int:
    """Return how many lines a table of upright width takes, its caption, heading and note with it."""
    widths, points = layout(table, language, ROOM[False])
    room = [max(1.0, (width - PADDING) / (EM * points / POINTS)) for width in widths]
    return 4 + sum(
        max(-(-int(ems(shown(cell, head.format, language))) // int(width)) for cell, head, width in zip(
            row, table.heads, room, strict=True))
        for row in table.rows
    )  # fmt: skip


def is_wide(table: ThesisTable, language: str) -> bool:
    """Tell whether the table needs a page on its side."""
    wishes = widths_in_ems(table, language)
    texts = sum(EM * w + PADDING for w, head in zip(wishes, table.heads, strict=True) if head.format == "text")
    numbers = sum(
        EM * w + PADDING
        for w, head in zip(_needs(table, language, 2.5), table.heads, strict=True)
        if head.format != "text"
    )
    return texts + numbers > UPRIGHT


def _lines(table: Any, sizes: dict[str, str]) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_line(side, sizes.get(side)))
    table._tbl.tblPr.append(borders)


def _line(side: str, size: str | None) -> Any:
    line = OxmlElement(f"w:{side}")
    line.set(qn("w:val"), "single" if size else "nil")
    if size:
        line.set(qn("w:sz"), size)
        line.set(qn("w:color"), "000000")
    return line
