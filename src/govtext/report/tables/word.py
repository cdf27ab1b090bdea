"""Word tables in three-line style (三线表): a thick line above and below, a thin one under the heading."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from govtext.report.citing import bare, key_of
from govtext.report.tables.model import ThesisTable, broken, ems, shown, widths_in_ems
from govtext.report.tables.word_flow import add_caption, keep_ends, mark_row
from govtext.report.wording import Say

KEY_STYLE = "Citation key"
THICK, THIN = "12", "6"  # eighths of a point: 1.5 pt and 0.75 pt
# cm: a Chinese character of 9 points (with room for digits of a wider font than Times New Roman), a cell's margins
EM, PADDING, CM_OF_POINT = 0.4, 0.45, 0.0353
POINTS, SMALL = 9, 7.5  # of the type of a table, and of one that would not fit
LEAST_TEXT, HEADING = 6.0, 4.5  # ems that a column of texts keeps, and that half of a Chinese heading may ask for
ROOM = {False: 16.0, True: 24.7}  # cm between the margins, upright and on its side
SHORT = 20  # lines of a table that may stand on a page on its side though it needs none
UPRIGHT = 16.5  # cm that a table may ask for on a page of 16 cm before the page is turned
ALIGNMENTS = {"text": WD_ALIGN_PARAGRAPH.LEFT, "mark": WD_ALIGN_PARAGRAPH.CENTER}
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


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
    document = Document()
    set_styles(document)
    set_properties(document, title)
    wide = on_their_sides([table for _, table in tables], language)
    for at, (number, table) in enumerate(tables):
        _page(document, wide[at], first=at == 0)
        if number not in written:
            written[number] = _added(document, partial(_write_table, document, number, table, Say(language)))
        else:
            for element in written[number]:
                document.element.body[-1].addprevious(deepcopy(element))  # the last is the section's page
    held = io.BytesIO()
    document.save(held)
    path.write_bytes(timeless_zip(held.getvalue()))


def _added(document: Any, write: Callable[[], None]) -> list[Any]:
    """Return copies of the elements that `write` adds to the document."""
    body = document.element.body
    before = len(body)
    write()
    return [deepcopy(element) for element in body[before - 1 : -1]]


def timeless_zip(content: bytes) -> bytes:
    """Return a zip file with the same members in the same order and no times of day."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            info = zipfile.ZipInfo(member.filename, ZIP_TIME)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            new.writestr(info, old.read(member))
    return made.getvalue()


def clean(text: str) -> str:
    """Return the text without the control characters that XML forbids."""
    return "".join(one for one in text if one >= " " and one not in "\ufffe\uffff" and not "\ud800" <= one <= "\udfff")


def set_styles(document: Any) -> None:
    """Set 宋体 and Times New Roman, and add the styles of captions, cells and notes."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(10.5)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    for level in (1, 2):
        heading = document.styles[f"Heading {level}"]
        heading.font.name, heading.font.color.rgb = "Times New Roman", RGBColor(0, 0, 0)
        heading.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "黑体")
    for name, size, bold in (
        ("Table caption", 10.5, True),
        ("Table text", POINTS, False),
        ("Table text small", SMALL, False),
        ("Table note", 9, False),
    ):
        style = document.styles.add_style(name, 1)
        style.base_style = normal
        style.font.size, style.font.bold = Pt(size), bold
        style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(1)
    key = document.styles.add_style(KEY_STYLE, WD_STYLE_TYPE.CHARACTER)
    key.font.hidden, key.font.size, key.font.color.rgb = True, Pt(6.5), RGBColor(0x6F, 0x2D, 0x08)
    document.styles["Table caption"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.styles["Table caption"].paragraph_format.keep_with_next = True
    document.styles["Table note"].paragraph_format.space_after = Pt(16)
    document.styles["Table note"].paragraph_format.keep_together = True


def set_properties(document: Any, title: str) -> None:
    """Fix what Word would date or sign."""
    core = document.core_properties
    core.author = core.last_modified_by = "govtext"
    core.title, core.comments, core.revision = clean(title)[:250], "", 1
    core.created = core.modified = datetime.datetime(2000, 1, 1)


def _page(document: Any, wide: bool, first: bool) -> None:
    section = document.sections[-1]
    is_wide = section.orientation == WD_ORIENT.LANDSCAPE
    if not first and wide != is_wide:
        section = document.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Cm(29.7), Cm(21)) if wide else (Cm(21), Cm(29.7))
    section.left_margin = section.right_margin = Cm(2.5)


def _write_table(document: Any, number: int, table: ThesisTable, say: Say) -> None:
    add_caption(document.add_paragraph(style="Table caption"), number, clean(say(table.caption)), say)
    made = document.add_table(rows=1 + len(table.rows), cols=len(table.heads))
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
    style = document.styles["Table text" if points == POINTS else "Table text small"].style_id
    key_style = document.styles[KEY_STYLE].style_id
    for row, cells in zip(made.rows, texts, strict=True):
        for cell, (text, key), head, width in zip(row.cells, cells, table.heads, widths, strict=True):
            cell.width = Cm(width)
            paragraph = cell.paragraphs[0]
            paragraph._p.style = style  # by its id: looking a style up for each of thousands of cells takes seconds
            add_number(paragraph, text, key, key_style)
            paragraph.alignment = ALIGNMENTS.get(head.format, WD_ALIGN_PARAGRAPH.RIGHT)
        mark_row(row, header=cells is texts[0])
    keep_ends(made.rows)
    for cell in made.rows[0].cells:
        _cell_line(cell, THIN)
    note = document.add_paragraph(say("注：", "Note. "), style="Table note")
    for piece in table.note.pieces(say.language):
        add_number(note, str(bare(piece)), key_of(piece), key_style)


def add_number(paragraph: Any, text: str, key: str, key_style: str) -> None:
    """Add a text and, where it has one, its key in the hidden style: on screen with ¶, in print when unhidden."""
    for at, line in enumerate(text.split("\n")):
        if at:
            paragraph.add_run().add_break()
        paragraph.add_run(clean(line))
    if key:
        run = paragraph.add_run(f" {clean(key)}")
        run._r.get_or_add_rPr().get_or_add_rStyle().val = key_style


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
    for at, head in enumerate(table.heads):
        cells = [shown(row[at], head.format, language) for row in table.rows]
        title = head.text.say(language)
        # A Latin word is not broken; a Chinese heading is, at any place.
        words = max((ems(word) + 0.5 for word in title.split() if word.isascii()), default=0.0)
        chinese = ems(title) if ems(title) <= unbroken else min(ems(title) / 2, HEADING)
        heading = words if title.isascii() else max(words, chinese)
        longest = max((ems(cell) for cell in cells), default=0.0)
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


def _cell_line(cell: Any, size: str) -> None:
    borders = OxmlElement("w:tcBorders")
    borders.append(_line("bottom", size))
    cell._tc.get_or_add_tcPr().append(borders)


def _line(side: str, size: str | None) -> Any:
    line = OxmlElement(f"w:{side}")
    line.set(qn("w:val"), "single" if size else "nil")
    if size:
        line.set(qn("w:sz"), size)
        line.set(qn("w:color"), "000000")
    return line
