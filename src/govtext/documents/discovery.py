"""Which raw files are read, and how: by what is in them, because extensions lie."""

from __future__ import annotations

import codecs
import zipfile
from collections.abc import Sequence
from pathlib import Path

from govtext.documents.columns import matches
from govtext.documents.readers.content import DAMAGED_ZIP

TABLES = frozenset({"workbook", "delimited", "json", "jsonl", "parquet"})
_BY_SUFFIX = {
    ".csv": "delimited", ".tsv": "delimited", ".tab": "delimited", ".txt": "text", ".text": "text", ".md": "markdown",
    ".markdown": "markdown", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".html": "html", ".htm": "html",
    ".shtml": "html", ".xhtml": "html", ".mht": "mht", ".mhtml": "mht",
}


def ignored_because(name: str, patterns: Sequence[str] = ()) -> str | None:
    """Return why a file is passed over, or None: guides, hidden files, lock files, and what the settings name."""
    parts = name.split("/")
    bare = parts[-1]
    if bare.startswith("~$") or bare.startswith(".~lock."):
        return "a lock file of an open document"
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    if hidden or bare.lower() in ("thumbs.db", "desktop.ini"):
        return "hidden"
    if bare.split(".")[0].upper().startswith("README") or bare.startswith(("自述", "读我")):
        return "a guide for people"
    pattern = next((p for p in patterns if matches(name, p)), None)
    return f'ignored by the settings ("{pattern}")' if pattern else None


def format_of(path: Path) -> str:
    """Return the format of a file: workbook, delimited, text, markdown, json, jsonl, html, docx, pdf, parquet, zip.

    Formats that cannot be read come as "word97", "gzip", "rar", "7z", "xml2003", "image", "program", "empty",
    "link" or "unknown".
    """
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not head:
        return "empty"
    for mark, name in (
        (b"%PDF-", "pdf"), (b"PAR1", "parquet"), (b"\x1f\x8b", "gzip"), (b"Rar!", "rar"), (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"\xff\xd8\xff", "image"), (b"\x89PNG", "image"), (b"GIF8", "image"), (b"MZ", "program"),
        (b"\x7fELF", "program"),
        (b"{\\rtf", "rtf"),
    ):
        if head.startswith(mark):
            return name
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "word97" if path.suffix.lower() in (".doc", ".wps", ".dot") else "workbook"
    if head.startswith(b"PK"):
        return _package(path)
    return _text_format(path, head)


def _package(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
            if "mimetype" in names:
                with package.open("mimetype") as stream:
                    kind = stream.read(100).decode("ascii", "replace")
                return "workbook" if "spreadsheet" in kind else "odt" if "text" in kind else "unknown"
    except PermissionError:
        raise
    except DAMAGED_ZIP:
        return {".docx": "docx", ".zip": "zip"}.get(path.suffix.lower(), "workbook")
    if any(name.startswith("word/") for name in names):
        return "docx"
    return "workbook" if any(name.startswith("xl/") for name in names) else "zip"


def _text_format(path: Path, head: bytes) -> str:
    suffix = path.suffix.lower()
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n\xff\xfe").lower().replace(b"\0", b"")[:1024]
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<div", b"<meta", b"<style")) or (
        b"<html" in start and start.startswith((b"<?xml", b"<!--"))
    ):
        return "html"
    if b'progid="excel.sheet"' in start or b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        return "xml2003"
    if suffix in _BY_SUFFIX:
        found = _BY_SUFFIX[suffix]
        if found == "json" and start.startswith(b"{") and _many_objects(head):
            return "jsonl"
        return "delimited" if found == "text" and _begins_a_table(head) else found
    if suffix in (".xls", ".xlsx", ".xlsm", ".ods") and start:
        # many systems export a tab-delimited text or a web page under the name .xls
        return "delimited" if b"\t" in head or b"," in head else "unknown"
    return "unknown"


def _begins_a_table(head: bytes) -> bool:
    """Whether a text begins with a line of headings: Excel saves a sheet as "Unicode text" under the name .txt."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.decode("utf-16", "ignore")
    else:
        try:
            text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)  # a character may be cut through
        except UnicodeDecodeError:
            text = head.decode("gb18030", "ignore")
    lines = [line for line in text.splitlines() if line.strip()]
    for delimiter in "\t|,;" if len(lines) > 1 else "":
        cells = [cell.strip(" \"") for cell in lines[0].split(delimiter)]
        # the row below may be cut off where a text fills the head of the file
        least = 2 if len(lines) == 2 else len(cells) - 1
        if len(cells) > 2 and all(0 < len(cell) <= 20 for cell in cells) and lines[1].count(delimiter) >= least:
            return not any(mark in lines[0] for mark in "。，；：")
    return False


def _many_objects(head: bytes) -> bool:
    lines = [line.strip() for line in head.split(b"\n")[:3] if line.strip()]
    return len(lines) > 1 and lines[0].endswith(b"}") and lines[1].startswith(b"{")


def leads_outside(name: str, path: Path) -> bool:
    """True when a raw file is a link, or lies behind one, that leads out of data/raw."""
    root = path.parents[name.count("/")]
    try:
        return not path.resolve(strict=True).is_relative_to(root.resolve(strict=True))
    except OSError:
        return True
