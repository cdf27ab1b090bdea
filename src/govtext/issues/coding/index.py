"""Finding many patterns in a text at little cost.

Each pattern is looked for by a set of literals, its key, one of which occurs in every match: the literals that it
begins with, or rarer ones further in. The keys that occur in a sentence are found with set intersections over its
characters and pairs of characters. A pattern is then tried where its key stands (or on the sentence, when the key is
further in), and only if every other literal that it needs may occur there too (see :mod:`.literals`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import add

from govtext.issues.coding.rules import Pattern

_SENTENCE = re.compile(r"[^。！!？?\n]+[。！!？?\n]*")
_NEGATED_CLASS = re.compile(r"\[\^[^\]]*\]|\(\?[=!][^()]*\)")
_BEYOND = 80
_SCAN_COST = 4.0


class PatternIndex:
    """Patterns by their keys; immutable once built."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.patterns = list(patterns)
        self._scanned: list[bool] = []
        self._needs: list[int] = []
        self._beyond: list[int] = []
        self._keyless: list[int] = []
        keys: dict[str, list[int]] = {}
        bits: dict[frozenset[str], int] = {}
        for number, pattern in enumerate(self.patterns):
            key, scanned = _key(pattern)
            self._scanned.append(scanned)
            plain = _NEGATED_CLASS.sub("", pattern.regex.pattern)
            crosses = any(mark in plain for mark in "。！!\n？")
            self._beyond.append(_BEYOND if crosses else 0)
            others = [each for each in pattern.literals if each != key and not crosses]
            self._needs.append(sum(bits.setdefault(each, 1 << len(bits)) for each in set(others)))
            if not key:
                self._keyless.append(number)
            for literal in sorted(key):
                keys.setdefault(literal, []).append(number)
        self._keys = _by_opening(keys, self._needs)
        self._match = [pattern.regex.match for pattern in self.patterns]
        self._bits = _bits_by_opening(bits)
        self._openings = frozenset(self._keys), frozenset(self._bits)

    def matches(self, text: str) -> list[tuple[int, int, int]]:
        """Return (pattern number, start, end) of the matches, sentence by sentence; some may come twice.

        A match stays inside its sentence, unless its pattern names a mark that ends sentences.
        """
        keyed, tested = self._openings
        bits, keys = self._bits, self._keys
        found: list[tuple[int, int, int]] = []
        for span in _SENTENCE.finditer(text):
            sentence = span.group()
            first, last = span.span()
            openings = set(map(add, sentence, sentence[1:]))
            openings.update(sentence)
            missing = -1
            for opening in openings & tested:
                missing &= bits[opening]
            for opening in openings & keyed:
                for literal, common, candidates in keys[opening]:
                    if common & missing or (len(literal) > 2 and literal not in sentence):
                        continue
                    possible = [number for number, needs in candidates if not needs & missing]
                    if possible:
                        self._try(text, literal, possible, first, last, found)
            for number in self._keyless:
                self._scan(text, number, first, last, found)
        return found

    def _try(
        self, text: str, literal: str, numbers: list[int], first: int, last: int, found: list[tuple[int, int, int]]
    ) -> None:
        at_key = []
        for number in numbers:
            if self._scanned[number]:
                self._scan(text, number, first, last, found)
            else:
                at_key.append((number, self._match[number], last + self._beyond[number]))
        at = text.find(literal, first, last) if at_key else -1
        while at >= 0:
            for number, match_at, end in at_key:
                match = match_at(text, at, end)
                if match is not None:
                    found.append((number, at, match.end()))
            at = text.find(literal, at + 1, last)

    def _scan(self, text: str, number: int, first: int, last: int, found: list[tuple[int, int, int]]) -> None:
        beyond = self._beyond[number]
        for match in self.patterns[number].regex.finditer(text, max(first - beyond, 0), last + beyond):
            found.append((number, match.start(), match.end()))


def _by_opening(
    keys: dict[str, list[int]], needs: list[int]
) -> dict[str, list[tuple[str, int, list[tuple[int, int]]]]]:
    """Group literals by their first two characters (by the only one, if it is one).

    Each comes with the bits that all its patterns need, and with the patterns and the bits that each needs.
    """
    grouped: dict[str, list[tuple[str, int, list[tuple[int, int]]]]] = {}
    for literal, numbers in keys.items():
        common = -1
        for number in numbers:
            common &= needs[number]
        grouped.setdefault(literal[:2], []).append((literal, common, [(number, needs[number]) for number in numbers]))
    return grouped


def _bits_by_opening(bits: dict[frozenset[str], int]) -> dict[str, int]:
    """For each opening, all bits but those of the sets that hold a literal that begins so."""
    grouped: dict[str, int] = {}
    for literals, bit in bits.items():
        for literal in literals:
            grouped[literal[:2]] = grouped.get(literal[:2], -1) & ~bit
    return grouped


def _frequency(literals: frozenset[str]) -> float:
    """A guess at how often one of the literals occurs: short ones often, long ones hardly ever."""
    return sum({1: 12.0, 2: 1.0, 3: 0.3}.get(len(literal), 0.15) for literal in literals)


def _key(pattern: Pattern) -> tuple[frozenset[str], bool]:
    """Return the literals to look for and whether their sentence has to be scanned."""
    inner = min(pattern.literals, key=_frequency, default=frozenset())
    if pattern.heads and (not inner or _frequency(pattern.heads) <= _SCAN_COST * _frequency(inner)):
        return pattern.heads, False
    return inner, True
