"""Web pages: a policy page becomes its article; a table that a system exported under the name .xls stays a table."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from govtext.documents.encoding import decode
from govtext.documents.readers.content import Limits, Row, TableContent, TextContent, Unreadable

PAGE_BYTES = 64 << 20
# where the systems of government sites put the article, the surest first
_ARTICLES = (
    "//*[@id='UCAP-CONTENT']", "//*[contains(@class,'TRS_Editor')]", "//*[contains(@class,'trs_editor_view')]",
    "//*[@id='zoom']",
    "//*[@id='Zoom']", "//*[@id='vsb_content' or starts-with(@id,'vsb_content_')]",
    "//*[contains(@class,'v_news_content')]",
    "//*[@id='ContentRegion']", "//*[@id='article']", "//article", "//*[contains(@class,'article-content')]",
    "//*[contains(@class,'pages_content')]", "//*[contains(@class,'article')]", "//*[@id='content']",
    "//*[contains(@class,'content')]", "//main", "//body",
)
_NO_TEXT = "//script|//style|//noscript|//template|//nav|//iframe|//svg|//form//button|//select|//comment()"
_FURNITURE = "//header|//footer|//aside"
_BLOCKS = frozenset(
    [
        "address", "article", "aside", "blockquote", "br", "center", "dd", "div", "dl", "dt", "fieldset",
        "figcaption", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav",
        "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    ]
)
_SITE_NAME = re.compile(r"\s*[_|—-]{1,2}\s*(?=[^_|—-]*(?:网|政府|门户|官网|平台)\s*$)")
_META = {
    "articletitle": "title", "pubdate": "date", "publishdate": "date", "contentsource": "source",
    "documentnumber": "document_number",
    "og:title": "title",
}


def read_page(path: Path, limits: Limits, encoding: str | None = None) -> Iterator[TableContent | TextContent]:
    """Yield the tables of an exported list, or the article of a page. Links, frames and entities are not followed.

    Raises:
        Unreadable: it holds no text.
    """
    if path.stat().st_size > PAGE_BYTES:
        raise Unreadable(f"is a web page of more than {PAGE_BYTES >> 20} MB")
    from lxml import etree
    from lxml import html as markup

    data = path.read_bytes()
    text, found = decode(data, encoding)
    if not found.sure and not encoding:
        declared = re.search(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]{2,20})", data[:4096])
        if declared:
            with contextlib.suppress(LookupError):
                text = data.decode(declared[1].decode("ascii"), errors="replace")
    # an encoding declaration in a str is an error for lxml
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\0", ""))
    try:
        page = markup.document_fromstring(text, parser=markup.HTMLParser(no_network=True, recover=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("holds no text") from error
    notes = [f"encoding {found.name}"]
    tables = _exported_tables(page, path.suffix.lower() in (".xls", ".xlsx"))
    if tables:
        for number, table in enumerate(tables, start=1):
            yield TableContent(f"table {number}" if len(tables) > 1 else "", _table_rows(table), notes)
        return
    yield _article(page, tuple(notes))


def _exported_tables(page: Any, is_workbook: bool) -> list[Any]:
    """Tables that hold records: of a file that calls itself a workbook, or tables that are nearly all of the page."""
    kept = []
    whole = len(re.sub(r"\s", "", page.text_content())) or 1
    for table in page.xpath("//table[not(.//table)]"):
        rows = table.xpath(".//tr")
        width = len(rows[0].xpath("./td|./th")) if rows else 0
        share = len(re.sub(r"\s", "", table.text_content())) / whole
        even = sum(1 for row in rows if len(row.xpath("./td|./th")) == width)
        if len(rows) >= 2 and width >= 2 and (is_workbook or (width >= 3 and share > 0.8 and even >= 0.8 * len(rows))):
            kept.append(table)
    return kept


def _table_rows(table: Any) -> Iterator[Row]:
    """Yield the rows; of a cell over several columns or rows the first place holds it, as in a workbook."""
    below: dict[int, int] = {}  # column → rows in which a cell from above still takes its place
    for number, row in enumerate(table.xpath(".//tr"), start=1):
        cells: list[Any] = []
        further: dict[int, int] = {}
        for cell in row.xpath("./td|./th"):
            while below.get(len(cells)):
                cells.append(None)
            across, down = _span(cell, "colspan", 200), _span(cell, "rowspan", 1000)
            if down > 1:
                further |= dict.fromkeys(range(len(cells), len(cells) + across), down)
            cells += [_lines(cell) or None, *[None] * (across - 1)]
        yield number, cells
        below = {column: left - 1 for column, left in (below | further).items() if left > 1}


def _span(cell: Any, name: str, most: int) -> int:
    written = str(cell.get(name, "1")).strip()
    return max(1, min(int(written), most)) if written.isascii() and written.isdigit() and len(written) < 9 else 1


def _article(page: Any, notes: tuple[str, ...]) -> TextContent:
    fields: dict[str, str] = {}
    for meta in page.xpath("//meta[@name or @property][@content]"):
        name = _META.get(str(meta.get("name") or meta.get("property")).lower())
        value = " ".join(str(meta.get("content")).split())
        if name and value:
            fields.setdefault(name, value)
    for node in page.xpath(_NO_TEXT):
        _drop(node)
    heading = next((" ".join(h.text_content().split()) for h in page.xpath("//h1") if h.text_content().strip()), "")
    named = " ".join("".join(page.xpath("//title//text()")).split())
    title = fields.pop("title", "") or heading or _SITE_NAME.split(named)[0]
    everything = _lines(page)
    text = ""
    for place in _ARTICLES:
        if place == "//body":
            for node in page.xpath(_FURNITURE):
                _drop(node)
        found = max((_lines(node) for node in page.xpath(place)), key=len, default="")
        if len(found) >= max(100, len(everything) // 5) or place == "//body":
            text = found
            break
    lines = text.split("\n")
    if title and lines and lines[0].replace(" ", "") == title.replace(" ", ""):
        lines = lines[1:]
    text = "\n".join(lines).strip()
    if not text:
        raise Unreadable("holds no text")
    return TextContent(title, text, fields, notes)


def _drop(node: Any) -> None:
    if node.getparent() is not None:
        node.drop_tree()


def _lines(node: Any) -> str:
    """Text of an element, a block a line."""
    pieces: list[str] = []
    for event, item in _walk(node):
        if event == "text":
            pieces.append(re.sub(r"\s+", " ", item))
        elif pieces and pieces[-1] != "\n":
            pieces.append("\n")
    return re.sub(r"\s*\n\s*", "\n", "".join(pieces)).strip()


def _walk(node: Any) -> Iterator[tuple[str, str]]:
    from lxml import etree

    for event, element in etree.iterwalk(node, events=("start", "end")):
        block = isinstance(element.tag, str) and element.tag in _BLOCKS
        if event == "start":
            if block:
                yield "break", ""
            if element.text and isinstance(element.tag, str) and element.tag != "title":
                yield "text", element.text
        else:
            if block:
                yield "break", ""
            if element.tail and element is not node:
                yield "text", element.tail
