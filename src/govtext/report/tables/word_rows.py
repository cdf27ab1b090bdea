"""The rows of a Word table as XML, read in one go: a call for each property of thousands of cells takes ten times that.

What stands in a cell is what python-docx writes for it, in the schema's order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm

from govtext.report.tables.word_document import clean

ROWS_AT_ENDS = 3  # rows of a table that stand at least under its heading, and above its note


class Column(NamedTuple):
    """A column: its width in cm, and "left", "center" or "right"."""

    width: float
    alignment: str


class Look(NamedTuple):
    """Style ids of a table's cells and of its keys, and the size of the line under its heading (eighths of a point)."""

    cell: str
    key: str
    line: str


def add_rows(table: Any, columns: Sequence[Column], rows: Sequence[Sequence[tuple[str, str]]], look: Look) -> None:
    """Add rows to a table of no rows; each cell is a text and its key ("" for none), the first row is the heading.

    No row breaks inside and the heading is repeated on every page. The heading stays with the first rows and the last
    rows with the note: neither begins or ends a table alone.
    """
    kept = {*range(ROWS_AT_ENDS), *range(len(rows) - ROWS_AT_ENDS, len(rows))}
    made = [_row(columns, cells, look, header=not at, kept=at in kept) for at, cells in enumerate(rows)]
    for row in parse_xml(f"<w:tbl {nsdecls('w')}>{''.join(made)}</w:tbl>"):
        table._tbl.append(row)


def _row(
    columns: Sequence[Column], cells: Sequence[tuple[str, str]], look: Look, *, header: bool, kept: bool
) -> str:
    line = f'<w:bottom w:val="single" w:sz={quoteattr(look.line)} w:color="000000"/>'
    border = f"<w:tcBorders>{line}</w:tcBorders>" if header else ""
    begin = f"<w:pStyle w:val={quoteattr(look.cell)}/>{'<w:keepNext/>' if kept else ''}"
    made = [
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{Cm(width).twips}"/>{border}</w:tcPr>'
        f'<w:p><w:pPr>{begin}<w:jc w:val="{alignment}"/></w:pPr>{_runs(text, key, look.key)}</w:p></w:tc>'
        for (width, alignment), (text, key) in zip(columns, cells, strict=True)
    ]
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if header else ''}</w:trPr>{''.join(made)}</w:tr>"


def _runs(text: str, key: str, key_style: str) -> str:
    made = "<w:r><w:br/></w:r>".join(_run(clean(line)) for line in text.split("\n"))
    return made + (_run(f" {clean(key)}", f"<w:rPr><w:rStyle w:val={quoteattr(key_style)}/></w:rPr>") if key else "")


def _run(text: str, properties: str = "") -> str:
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<w:r>{properties}{f'<w:t{space}>{escape(text)}</w:t>' if text else ''}</w:r>"
