"""Word tables in three-line style (三线表): a thick line above and below, a thin one under the heading."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from govtext.report.citing import bare, key_of
from govtext.report.tables.model import ThesisTable, shown, widths_in_ems
from govtext.report.wording import Say

KEY_STYLE = "Citation key"
THICK, THIN = "12", "6"  # eighths of a point: 1.5 pt and 0.75 pt
# cm: a Chinese character of 9 points (with room for digits of a wider font than Times New Roman), a cell's margins
EM, PADDING = 0.4, 0.45
LEAST_TEXT = 2.0  # cm that a column of texts keeps
UPRIGHT = 17.5  # cm that a table may ask for on a page of 16 cm before the page is turned
ALIGNMENTS = {"text": WD_ALIGN_PARAGRAPH.LEFT, "mark": WD_ALIGN_PARAGRAPH.CENTER}
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def write_word(path: Path, tables: list[tuple[int, ThesisTable]], language: str, title: str) -> None:
    """Write numbered tables into one Word file, each with caption, three lines and note.

    Fonts come from the document's styles (宋体 and Times New Roman), so a reader restyles all at once. A key stands
    beside every number in the style "Citation key", which is hidden: unhide the style to see and to print them.
    """
    document = Document()
    set_styles(document)
    set_properties(document, title)
    for at, (number, table) in enumerate(tables):
        _page(document, is_wide(table, language), first=at == 0)
        _write_table(document, number, table, Say(language))
    held = io.BytesIO()
    document.save(held)
    path.write_bytes(timeless_zip(held.getvalue()))


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
    for name, size, bold in (("Table caption", 10.5, True), ("Table text", 9, False), ("Table note", 9, False)):
        style = document.styles.add_style(name, 1)
        style.base_style = normal
        style.font.size, style.font.bold = Pt(size), bold
        style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(1)
    key = document.styles.add_style(KEY_STYLE, WD_STYLE_TYPE.CHARACTER)
    key.font.hidden, key.font.size, key.font.color.rgb = True, Pt(6.5), RGBColor(0x6F, 0x2D, 0x08)
    document.styles["Table caption"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.styles["Table caption"].paragraph_format.keep_with_next = True
    document.styles["Table note"].paragraph_format.space_after = Pt(16)


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
    caption = f"{say('表', 'Table ')}{number}  {say(table.caption)}"
    document.add_paragraph(clean(caption), style="Table caption")
    made = document.add_table(rows=1 + len(table.rows), cols=len(table.heads))
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _lines(made, {"top": THICK, "bottom": THICK})
    section = document.sections[-1]
    widths = column_widths(
        table, say.language, (section.page_width - section.left_margin - section.right_margin) / Cm(1)
    )
    texts = [[(say(head.text), "") for head in table.heads]]
    texts += [
        [(shown(cell, head.format, say.language), key_of(cell)) for cell, head in zip(row, table.heads, strict=True)]
        for row in table.rows
    ]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Cm(width)
    style = document.styles["Table text"].style_id
    key_style = document.styles[KEY_STYLE].style_id
    for row, cells in zip(made.rows, texts, strict=True):
        for cell, (text, key), head, width in zip(row.cells, cells, table.heads, widths, strict=True):
            cell.width = Cm(width)
            paragraph = cell.paragraphs[0]
            paragraph._p.style = style  # by its id: looking a style up for each of thousands of cells takes seconds
            add_number(paragraph, text, key, key_style)
            paragraph.alignment = ALIGNMENTS.get(head.format, WD_ALIGN_PARAGRAPH.RIGHT)
        _mark_row(row, header=cells is texts[0])
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


def column_widths(table: ThesisTable, language: str, room: float) -> list[float]:
    """Return the columns' widths in cm, filling `room`: what numbers need on one line, the rest shared by the texts."""
    needed = widths_in_ems(table, language, 30.0)
    numbers = sum(EM * w + PADDING for w, head in zip(needed, table.heads, strict=True) if head.format != "text")
    texts = sum(w + 2 for w, head in zip(needed, table.heads, strict=True) if head.format == "text")
    # Where numbers alone would fill the page, they give way alike; without texts they share what is left.
    least = LEAST_TEXT * sum(head.format == "text" for head in table.heads)
    scale = min(1.0, (room - least) / numbers) if numbers else 1.0
    rest = room - numbers * scale
    widths = []
    for width, head in zip(needed, table.heads, strict=True):
        if head.format == "text":
            widths.append(rest * (width + 2) / texts)
        else:
            widths.append((EM * width + PADDING) * scale + (0.0 if texts else rest / len(table.heads)))
    return widths


def is_wide(table: ThesisTable, language: str) -> bool:
    """Tell whether the table needs a page on its side."""
    return sum(EM * width + PADDING for width in widths_in_ems(table, language)) > UPRIGHT


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


def _mark_row(row: Any, header: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:  # repeated where a table runs over a page
        properties.append(OxmlElement("w:tblHeader"))
