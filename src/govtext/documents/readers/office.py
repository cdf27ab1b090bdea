"""Word and PDF documents: one text a file."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

from govtext.documents.readers.content import Limits, TextContent, Unreadable
from govtext.documents.readers.spreadsheets import check_package

PAGES = 5_000
SCAN_CHARACTERS = 20
_NEW_PARAGRAPH = re.compile(
    r"\s*(?:第[一二三四五六七八九十百零〇\d]+[章节条款编]|[一二三四五六七八九十]+、|"
    r"[（(][一二三四五六七八九十\d]+[)）]|\d+[.．、]|附件|抄送)"
)
_PAGE_NUMBER = re.compile(r"\s*[-—–－·]?\s*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[/／共]\s*\d{1,4}\s*页?)?\s*[-—–－·]?\s*")


def read_word(path: Path, limits: Limits) -> TextContent:
    """Return a docx: paragraphs and tables in their order, a table row a line. Fields and macros are not evaluated.

    Raises:
        Unreadable: it is damaged, locked, or holds no text.
    """
    import docx
    from docx.table import Table

    check_package(path, limits)
    try:
        with path.open("rb") as stream:
            document = docx.Document(stream)
        lines: list[str] = []
        title = (document.core_properties.title or "").strip()
        marked = ""
        for item in document.iter_inner_content():
            if isinstance(item, Table):
                lines += _table_lines(item)
            else:
                text = item.text.strip()
                style = (item.style.name or "").lower() if item.style is not None else ""
                if text and not marked and (style == "title" or style.startswith("heading 1")) and not any(lines):
                    marked = text
                    continue
                lines.append(text)
    except (KeyError, ValueError, OSError, SyntaxError, AttributeError, TypeError) as error:
        raise Unreadable(f"is damaged or no Word document ({str(error)[:100]})") from error
    except Exception as error:
        if type(error).__module__.startswith(("docx", "lxml", "zipfile", "zlib")):
            raise Unreadable(f"is damaged or no Word document ({str(error)[:100]})") from error
        raise
    text = "\n".join(line for line in lines if line)
    if not text and not marked:
        raise Unreadable("holds no text")
    # the property is often the name of a template: it counts only when the text bears it out
    return TextContent(marked or (title if title and title in text[:300] else ""), text)


def _table_lines(table: Any) -> list[str]:
    lines = []
    for row in table.rows:
        # a merged cell comes once for each column that it spans
        cells = list(dict.fromkeys((cell._tc, " ".join(cell.text.split())) for cell in row.cells))
        lines.append(" ".join(text for _, text in cells if text))
    return lines


def read_pdf(path: Path) -> TextContent:
    """Return the text layer of a pdf with its broken lines joined.

    Raises:
        Unreadable: it is a scan, damaged, or locked by a password.
    """
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ImportError as error:
        raise Unreadable('needs pypdf: pip install "govtext[all]"') from error
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        with path.open("rb") as stream:
            reader = pypdf.PdfReader(stream, strict=False)
            if reader.is_encrypted and not reader.decrypt(""):
                raise Unreadable("is locked by a password")
            if len(reader.pages) > PAGES:
                raise Unreadable(f"has more than {PAGES} pages")
            pages = [page.extract_text() or "" for page in reader.pages]
            title = str(reader.metadata.title or "").strip() if reader.metadata else ""
    except Unreadable:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError) as error:
        raise Unreadable(f"is damaged or no pdf ({str(error)[:100]})") from error
    letters = sum(len(re.sub(r"\s", "", page)) for page in pages)
    if letters < SCAN_CHARACTERS * max(1, len(pages)):
        raise Unreadable(f"is a scan: {len(pages)} pages hold {letters} characters of text; run OCR on it first")
    text = join_lines("\n".join(pages).encode("utf-8", "ignore").decode("utf-8"))
    return TextContent(title if title and title in text[:300] else "", text)


def join_lines(text: str) -> str:
    """Join the lines of a page to paragraphs: a line goes on unless it ends a sentence or the next begins one."""
    paragraphs: list[str] = []
    width = max((len(line) for line in text.split("\n")), default=0)
    open_line = False
    for line in text.split("\n"):
        line = re.sub(r"(?<=[\u3400-\u9fff，。；：、])(?<![条章节款]) +(?=[\u3400-\u9fff，。；：、])", "", line.strip())
        if not line or _PAGE_NUMBER.fullmatch(line):
            continue
        if open_line and not _NEW_PARAGRAPH.match(line):
            paragraphs[-1] += line
        else:
            paragraphs.append(line)
        # a short line without a stop is a heading
        open_line = not line.endswith(("。", "；", "：", "！", "？", ".", ":")) and len(line) > 0.7 * width
    return "\n".join(paragraphs)
