"""What all Word files of a report share: styles, properties, numbers with their keys, a zip without times."""

from __future__ import annotations

import datetime
import io
import zipfile
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

KEY_STYLE = "Citation key"
POINTS, SMALL = 9, 7.5  # of the type of a table, and of one that would not fit
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


# What differs from file to file; all else is the template's.
CHANGED = frozenset({"word/document.xml", "docProps/core.xml"})


def new_document(title: str) -> Any:
    """Return an empty document with the styles of captions, cells and notes.

    One object is emptied for each file: write a document before the next one is begun.
    """
    document, page = _blank()
    body = document.element.body
    body.clear()
    body.append(deepcopy(page))
    _set_properties(document, title)
    return document


@lru_cache(maxsize=1)
def _blank() -> tuple[Any, Any]:
    """Return a document and its section's page as it is in the template."""
    document = Document(io.BytesIO(_template()))
    return document, deepcopy(document.element.body[-1])


@lru_cache(maxsize=1)
def _template() -> bytes:
    document = Document()
    _set_styles(document)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


@lru_cache(maxsize=1)
def _unchanged() -> bytes:
    """Return a zip of what all files share: styles, themes and settings are packed once, not for each file."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_template())) as template, zipfile.ZipFile(held, "w") as made:
        for name in template.namelist():
            if name not in CHANGED:
                _pack(made, name, template.read(name))
    return held.getvalue()


def write_document(document: Any, path: Path) -> None:
    """Write the document: the same bytes on every day."""
    held = io.BytesIO(_unchanged())
    with zipfile.ZipFile(held, "a") as made:
        for part in document.part.package.iter_parts():
            if part.partname.membername in CHANGED:
                _pack(made, part.partname.membername, part.blob)
    path.write_bytes(held.getvalue())


def _pack(made: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, ZIP_TIME)
    info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 0, 0
    made.writestr(info, content)


def add_paragraph(document: Any, style: str = "") -> Any:
    """Add a paragraph in the style of that name; python-docx looks a name up by several queries for each paragraph."""
    paragraph = document.add_paragraph()
    if style:
        paragraph._p.style = _style_id(style)
    return paragraph


@lru_cache(maxsize=64)
def _style_id(name: str) -> str:
    return str(_blank()[0].styles[name].style_id)


def clean(text: str) -> str:
    """Return the text without the control characters that XML forbids."""
    if text.isprintable():
        return text
    return "".join(one for one in text if one >= " " and one not in "\ufffe\uffff" and not "\ud800" <= one <= "\udfff")


def _set_styles(document: Any) -> None:
    # 宋体 and Times New Roman throughout.
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


def _set_properties(document: Any, title: str) -> None:
    # What Word would date or sign is fixed.
    core = document.core_properties
    core.author = core.last_modified_by = "govtext"
    core.title, core.comments, core.revision = clean(title)[:250], "", 1
    core.created = core.modified = datetime.datetime(2000, 1, 1)


def add_number(paragraph: Any, text: str, key: str, key_style: str) -> None:
    """Add a text and, where it has one, its key in the hidden style: on screen with ¶, in print when unhidden."""
    for at, line in enumerate(text.split("\n")):
        if at:
            paragraph.add_run().add_break()
        paragraph.add_run(clean(line))
    if key:
        run = paragraph.add_run(f" {clean(key)}")
        run._r.get_or_add_rPr().get_or_add_rStyle().val = key_style
