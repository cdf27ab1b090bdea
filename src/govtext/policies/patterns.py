"""Wordings sought in a text once and then told clause by clause.

Each pattern that may match at all (see `sieve`) runs over the whole text by itself: a pattern that begins with a fixed
word is found by a fast search, which an alternation of hundreds of patterns, or a call for each of thousands of
clauses, would forgo.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from govtext.errors import GovtextError
from govtext.policies.sieve import Sieve

Rule = tuple[str, list[str], list[str]]
Match = tuple[int, int, bool]


@dataclass(frozen=True)
class Evidence:
    """Wording that speaks for a code: where it first stands, and how often it does."""

    text: str
    start: int
    end: int
    times: int = 1


def compiled(patterns: list[str], where: str) -> list[re.Pattern[str]]:
    """Return the patterns compiled.

    Raises:
        GovtextError: one is no regular expression.
    """
    found = []
    for pattern in patterns:
        try:
            found.append(re.compile(pattern))
        except re.error as error:
            raise GovtextError(f'"{pattern}" is no regular expression: {error}', file=where, hint="mend it") from error
    return found


class Scan:
    """Where wordings stand in a text, by code."""

    def __init__(self, text: str, matches: dict[str, list[Match]]) -> None:
        self._text, self._matches = text, matches
        self._starts = {code: [match[0] for match in found] for code, found in matches.items()}

    def within(self, start: int, end: int) -> dict[str, tuple[list[Evidence], list[Evidence]]]:
        """Return, per code, the distinct strong and plain wordings between two offsets."""
        result = {}
        for code, found in self._matches.items():
            at = bisect_left(self._starts[code], start)
            heavy: dict[str, Evidence] = {}
            light: dict[str, Evidence] = {}
            while at < len(found) and found[at][0] < end:
                first, last, strong = found[at]
                at += 1
                if last > end:
                    continue
                kind, wording = heavy if strong else light, self._text[first:last]
                known = kind.get(wording)
                kind[wording] = (
                    Evidence(wording, known.start, known.end, known.times + 1)
                    if known
                    else Evidence(wording, first, last)
                )
            if heavy or light:
                result[code] = (list(heavy.values()), list(light.values()))
        return result


class PatternSet:
    """Strong and plain patterns of each code."""

    def __init__(self, rules: list[Rule], shown_as: str) -> None:
        self._patterns = [
            (code, pattern, patterns is strong)
            for code, strong, plain in rules for patterns in (strong, plain)
            for pattern in compiled(patterns, f"{shown_as} {code}")
        ]
        self._sieve = Sieve([pattern for _, pattern, _ in self._patterns])

    def scan(self, text: str) -> Scan:
        """Seek every pattern in `text`, see `scans`."""
        return self.scans([text])[0]

    def scans(self, texts: Sequence[str]) -> list[Scan]:
        """Seek every pattern in each text; of wordings of a code that overlap the strong and the earlier stay."""
        return [self._scan(text, places) for text, places in zip(texts, self._sieve.possible(texts), strict=True)]

    def _scan(self, text: str, places: Sequence[int]) -> Scan:
        spans: dict[str, tuple[set[tuple[int, int]], set[tuple[int, int]]]] = {}
        for place in places:
            code, pattern, strong = self._patterns[place]
            heavy, light = spans.setdefault(code, (set(), set()))
            (heavy if strong else light).update(match.span() for match in pattern.finditer(text))
        found = {code: _apart(*(sorted(one, key=_order) for one in both)) for code, both in spans.items()}
        return Scan(text, {code: kept for code, kept in found.items() if kept})


def _order(span: tuple[int, int]) -> tuple[int, int]:
    return span[0], -span[1]


def _apart(heavy: list[tuple[int, int]], light: list[tuple[int, int]]) -> list[Match]:
    kept: list[Match] = []
    reached = 0
    for start, end in heavy:
        if start >= reached and end > start:
            kept.append((start, end, True))
            reached = end
    starts = [match[0] for match in kept]
    strong, reached = len(kept), 0
    for start, end in light:
        at = bisect_left(starts, end)
        if start >= reached and end > start and (at == 0 or kept[at - 1][1] <= start or at > strong):
            kept.append((start, end, False))
            reached = end
    kept.sort()
    return kept
