"""The methods text as a Word file, in the styles of the thesis tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from govtext.report.citing import Piece, bare, key_of
from govtext.report.methods import Section
from govtext.report.tables.word_document import KEY_STYLE, add_number, clean, new_document, write_document


def write_methods(path: Path, sections: list[Section], study: str) -> None:
    """Write the text as Word, Chinese first, then English, each with its list of references."""
    document = new_document(study)
    for language, title in (("zh", f"{study}：研究方法"), ("en", f"{study}: methods")):
        document.add_heading(clean(title), level=1)
        for section in sections:
            document.add_heading(clean(section.heading.say(language)), level=2)
            for paragraph in section.paragraphs:
                _write(document.add_paragraph(), paragraph.pieces(language), document.styles[KEY_STYLE].style_id)
            for line in section.listed(language):
                document.add_paragraph(clean(line), style="Table note")
    write_document(document, path)


def _write(paragraph: Any, pieces: tuple[Piece, ...], key_style: str) -> None:
    for piece in pieces:
        add_number(paragraph, str(bare(piece)), key_of(piece), key_style)
