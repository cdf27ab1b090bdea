"""What Word needs to flow and to number tables: rows that stay together over pages, captions that are fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from govtext.report.wording import Say

ROWS_AT_ENDS = 3  # rows of a table that stand at least under its heading, and above its note


def add_caption(paragraph: Any, number: int, caption: str, say: Say) -> None:
    """Write "表3  caption": the number is a SEQ field, so that Word lists the tables (表目录) and numbers them anew."""
    name = say("表", "Table")
    paragraph.add_run(say("表", "Table "))
    _mark(paragraph.add_run(), "begin")
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = rf" SEQ {name} \* ARABIC "
    paragraph.add_run()._r.append(instruction)
    _mark(paragraph.add_run(), "separate")
    paragraph.add_run(str(number))
    _mark(paragraph.add_run(), "end")
    paragraph.add_run(f"  {caption}")


def _mark(run: Any, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    run._r.append(mark)


def mark_row(row: Any, header: bool) -> None:
    """Let no row break inside, and repeat the heading where a table runs over a page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))


def keep_ends(rows: Sequence[Any]) -> None:
    """Keep the heading with the first rows and the last rows with the note: neither begins or ends a table alone.

    A row stays with what follows where its paragraphs do.
    """
    listed = list(rows)
    for row in {id(row): row for row in listed[:ROWS_AT_ENDS] + listed[-ROWS_AT_ENDS:]}.values():
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True
