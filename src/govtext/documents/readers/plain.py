"""Plain texts: Markdown and txt, one text a file."""

from __future__ import annotations

import re
from pathlib import Path

from govtext.documents.encoding import decode
from govtext.documents.readers.content import Limits, TextContent, Unreadable

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# Without one of these a line holds no mark of Markdown's.
_MARK = re.compile(r"[-#>*+_\[]")
_FRONT_MATTER = re.compile(r"\A---\s*\n(.*?)\n---\s*(?:\n|\Z)", re.DOTALL)


def read_plain(path: Path, limits: Limits, encoding: str | None = None, markdown: bool = False) -> TextContent:
    """Return a text file as one text.

    Raises:
        Unreadable: it is larger than a text can be, or holds no text.
    """
    size = path.stat().st_size
    if size > 4 * limits.cell_characters * 4:
        raise Unreadable(f"is one text of {size >> 20} MB, more than {limits.cell_characters:,} characters")
    text, found = decode(path.read_bytes(), encoding)
    if text.count("\0") * 20 > len(text):
        raise Unreadable("holds no text")
    notes = [f"encoding {found.name}"]
    if not found.sure:
        notes.append("some bytes could not be read and are shown as \ufffd: set documents.encodings for this file")
    return _markdown(text, tuple(notes)) if markdown else TextContent("", text, notes=tuple(notes))


def _markdown(text: str, notes: tuple[str, ...]) -> TextContent:
    """Markdown without its marks: what is counted later are words, not asterisks."""
    fields: dict[str, str] = {}
    front = _FRONT_MATTER.match(text)
    if front:
        for line in front[1].splitlines():
            key, colon, value = line.partition(":")
            if colon and key.strip() and value.strip():
                fields[key.strip()] = value.strip().strip("\"'")
        text = text[front.end() :]
    text = _COMMENT.sub("\n", text)
    title = ""
    kept: list[str] = []
    for line in text.splitlines():
        if not _MARK.search(line):  # as nearly all are
            kept.append(line)
            continue
        if re.fullmatch(r"\s*(?:[-*_]\s*){3,}", line):
            continue
        heading = re.match(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$", line)
        if heading and not title and len(heading[1]) == 1 and not any(k.strip() for k in kept):
            title = heading[2]
            continue
        line = heading[2] if heading else line
        line = re.sub(r"^\s*(?:>\s?)+", "", line)
        line = re.sub(r"^(\s*)[*+-]\s+", r"\1", line)
        line = re.sub(r"!\[([^\]]*)\]\([^)]*\)", r"\1", line)
        line = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", line)
        line = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", line)
        kept.append(line)
    return TextContent(re.sub(r"(\*\*|__)(.+?)\1", r"\2", title), "\n".join(kept), fields, notes)
