"""Expressions of a lexicon of which one is to be found in a sentence.

Most sentences hold none of them. So an expression that is bound to the beginning is tried there alone, and the others
only where one of the literals stands that they can't do without.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from govtext.literals import is_read, read_literals

_TOKEN = re.compile(r"\\.|\[\^?.[^\]]*\]|[()|]", re.DOTALL)
# What may hang on what stands around a match.
_AROUND = re.compile(r"\(\?(?!:)|[\^$]|\\[AbBZ]")
# A letter that is not left out: the engine looks for it before it tries anything else.
_BEGINS_WITH_LETTER = re.compile(r"[^\\\[\](){}.^$*+?|](?![?*{])")
_Found = Callable[[str], "re.Match[str] | None"]


class Expressions:
    """Several expressions.

    Args:
        patterns: Python's regular expressions, each of which compiles alone.

    Attributes:
        patterns: the same.
        stands_anywhere: whether what is found in a part of a text is surely found in the text.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self.patterns = tuple(patterns)
        joined = "|".join(patterns)
        whole = re.compile(joined)
        self.stands_anywhere = _AROUND.search(joined) is None
        #: Return the match that begins first, as of one expression with all as alternatives.
        self.search: _Found = whole.search
        #: Return something true where one of them is found in a text.
        self.found: Callable[[str], object] = whole.search
        self._opening: _Found = whole.search
        self._hint: _Found = whole.search
        self._others: _Found = whole.search
        if not is_read(joined):  # one may refer to the group of another
            return
        branches = list(_branches(joined))
        others = [branch for branch in branches if not branch.startswith("^")]
        hint = _hint(others)
        self._hint = hint or re.compile("").match
        if hint is not None:
            self.found = self._hinted
        if len(others) < len(branches):
            self._opening = re.compile("|".join(branch for branch in branches if branch.startswith("^"))).match
            self._others = re.compile("|".join(others) or "(?!)").search
            self.found = self._opened

    def _opened(self, text: str) -> object:
        return self._opening(text) or self._hinted(text)

    def _hinted(self, text: str) -> object:
        return self._hint(text) and self._others(text)


def any_of_all(several: Sequence[Expressions]) -> Expressions | None:
    """Return the expressions of several as one; None where they can't be told from another when joined."""
    patterns = [pattern for one in several for pattern in one.patterns]
    return Expressions(patterns) if is_read("|".join(patterns)) else None


def _branches(regex: str) -> Iterator[str]:
    """Yield the alternatives of an expression, those inside of groups left together."""
    depth, start = 0, 0
    for token in _TOKEN.finditer(regex):
        depth += {"(": 1, ")": -1}.get(token.group(), 0)
        if token.group() == "|" and not depth:
            yield regex[start : token.start()]
            start = token.end()
    yield regex[start:]


def _hint(branches: Sequence[str]) -> _Found | None:
    """Return what finds the literals of which a match holds one; None where it would find no faster."""
    if all(map(_BEGINS_WITH_LETTER.match, branches)):
        return None
    needed = read_literals("|".join(branches)).needed
    if not needed:
        return None
    literals = min((need.any_of for need in needed), key=lambda any_of: (-min(map(len, any_of)), len(any_of)))
    return re.compile("|".join(map(re.escape, sorted(literals)))).search
