"""Quotation marks and brackets of labels and descriptions: both of a pair, or neither."""

from __future__ import annotations

import re

# Both widths of a bracket are one kind: “（一期)” is a pair.
_PAIRS = dict(zip("“‘(（[［【《〈「『", "”’)）]］】》〉」』", strict=True))
_KINDS = {"（": "(", "）": ")", "［": "[", "］": "]"}
_CLOSERS = {_KINDS.get(closer, closer): _KINDS.get(opener, opener) for opener, closer in _PAIRS.items()}
_OPENERS = frozenset(_CLOSERS.values())
_QUOTES = ("“”", "‘’", '""', "「」", "『』")
_STRAIGHT = '"'
_MARK = re.compile(f"[{re.escape(''.join((*_PAIRS, *_PAIRS.values(), _STRAIGHT)))}]")


def whole_pairs(piece: str, source: str) -> str:
    """Return a piece of a title without half a pair of quotation marks or brackets.

    The other half is taken in where it stands right beside the piece; a half whose other half is elsewhere or nowhere
    is left out, as are quotation marks around the whole piece.

    Args:
        piece: what is left of the title.
        source: the title.
    """
    lone = lone_marks(piece)
    if not lone:
        return _unquoted(piece)
    at = source.find(piece)
    if at >= 0:
        before, after = source[at - 1 : at], source[at + len(piece) : at + len(piece) + 1]
        for wider in (f"{before}{piece}", f"{piece}{after}", f"{before}{piece}{after}"):
            if len(lone_marks(wider)) < len(lone):
                piece, lone = wider, lone_marks(wider)
    return _unquoted("".join(char for place, char in enumerate(piece) if place not in lone))


def lone_marks(text: str) -> set[int]:
    """Return where marks stand that have no other half; each closes the last open one of its kind."""
    lone: set[int] = set()
    if not _MARK.search(text):  # nearly all titles
        return lone
    open_marks: dict[str, list[int]] = {}
    for found in _MARK.finditer(text):
        at, kind = found.start(), _KINDS.get(found[0], found[0])
        if kind == _STRAIGHT and not open_marks.get(kind):
            open_marks[kind] = [at]
        elif kind in _OPENERS:
            open_marks.setdefault(kind, []).append(at)
        elif kind == _STRAIGHT or kind in _CLOSERS:
            waiting = open_marks.get(_CLOSERS.get(kind, kind))
            if waiting:
                waiting.pop()
            else:
                lone.add(at)
    return lone.union(*open_marks.values())


def _unquoted(text: str) -> str:
    """Return a text without quotation marks that stand around all of it."""
    around = text[:1] + text[-1:]
    inner = text[1:-1]
    return inner if len(text) > 2 and around in _QUOTES and not lone_marks(inner) else text
