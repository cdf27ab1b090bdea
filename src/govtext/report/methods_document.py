"""The methods text as a Word file, in the styles of the thesis tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from govtext.report.citing import Piece, bare, key_of
from govtext.report.methods import Section
from govtext.report.tables.word_document import (
    KEY_STYLE,
    add_number,
    add_paragraph,
    clean,
    new_document,
    write_document,
)


def write_methods(path: Path, sections: list[Section], study: str) -> None:
    """Write the text as Word, Chinese first, then English, each with its list of references."""
    document = new_document(study)
    key_style = document.styles[KEY_STYLE].style_id
    for language, title in (("zh", f"{study}：研究方法"), ("en", f"{study}: methods")):
        add_paragraph(document, "Heading 1").add_run(clean(title))
        for section in sections:
            add_paragraph(document, "Heading 2").add_run(clean(section.heading.say(language)))
            for paragraph in section.paragraphs:
                _write(add_paragraph(document), paragraph.pieces(language), key_style)
            for line in section.listed(language):
                add_paragraph(document, "Table note").add_run(clean(line))
    write_document(document, path)


def _write(paragraph: Any, pieces: tuple[Piece, ...], key_style: str) -> None:
    for piece in pieces:
        add_number(paragraph, str(bare(piece)), key_of(piece), key_style)
