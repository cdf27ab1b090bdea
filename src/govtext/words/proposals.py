"""New words between the program and the researcher: a sheet to tick, and what was ticked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from govtext.errors import GovtextError, nearest

SHEET = ("accept", "word", "tag", "count", "cohesion", "branching_entropy", "examples")
# jieba's tags that a noun-like new word can have.
TAGS = ("n", "nz", "ns", "nt", "nr", "vn", "v", "a", "l", "i", "j", "b", "d", "eng")
_TICKS = frozenset({"x", "X", "1", "y", "yes", "true", "是", "√", "✓", "✔", "对"})
_PLACE_ENDS = tuple("省市区县镇乡村路街巷苑园城湾府郡庭岭洲")
_OFFICE_ENDS = ("局", "委", "办", "处", "中心", "支队", "大队", "公司", "协会", "集团")


def propose(new_words: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of the sheet for the rows of the table new_words, in their order.

    The columns are SHEET: `accept` is empty and takes a tick (x, 1, 是, √); `tag` is a guess to mend.
    """
    return [
        {
            "accept": "",
            "word": row["word"],
            "tag": _guess(row["word"]),
            "count": row["count"],
            "cohesion": row["cohesion"],
            "branching_entropy": row["branching_entropy"],
            "examples": " / ".join(row["examples"] or ()),
        }
        for row in new_words
    ]


def accept(
    sheet: Iterable[Mapping[str, Any]], known: Collection[str], file: str = "new_words sheet"
) -> list[str]:
    """Return the dictionary lines (`word tag`) of the ticked rows, to be put at the end of gov_terms.txt.

    Args:
        sheet: rows with `accept`, `word` and, if wanted, `tag`.
        known: words of the dictionary; a ticked row that is among them, or was before, adds nothing.
        file: how messages name the sheet.

    Raises:
        GovtextError: the sheet lacks a column, a ticked word is empty or holds a blank or #, or a tag is none of
            TAGS. The message names the row as a spreadsheet counts it.
    """
    lines: list[str] = []
    taken = set(known)
    for number, row in enumerate(sheet, start=2):
        missing = [column for column in ("accept", "word") if column not in row]
        if missing:
            raise GovtextError(f"has no column {missing[0]}", file=file, hint="use the sheet that was written")
        if str(row["accept"] if row["accept"] is not None else "").strip() not in _TICKS:
            continue
        word, tag = str(row["word"] or "").strip(), str(row.get("tag") or "").strip()
        if not word or any(character.isspace() or character == "#" for character in word):
            raise GovtextError(f'"{word}" is no word', file=file, row=number, column="word", hint="write one word")
        if tag and tag not in TAGS:
            raise GovtextError(f'"{tag}" is no tag', file=file, row=number, column="tag", hint=nearest(tag, list(TAGS)))
        if word not in taken:
            taken.add(word)
            lines.append(f"{word} {tag or _guess(word)}")
    return lines


def _guess(word: str) -> str:
    if word.endswith(_OFFICE_ENDS):
        return "nt"
    return "ns" if word.endswith(_PLACE_ENDS) else "n"
