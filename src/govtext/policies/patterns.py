"""Wordings sought in a text once and then told clause by clause.

Each pattern is tried where it may match (see `sieve`): few places of a text, that are told for all patterns together.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from govtext.errors import GovtextError
from govtext.policies.sieve import ANYWHERE, Sieve

Rule = tuple[str, list[str], list[str]]
Match = tuple[int, int, bool]
Span = tuple[int, int]


class Evidence(NamedTuple):
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
        self._text, self._codes = text, list(matches)
        # Of all codes together, by place: a clause is asked for often and holds few.
        self._matches = sorted(
            [(start, code, end, strong) for code, own in enumerate(matches.values()) for start, end, strong in own]
        )
        self._starts = [match[0] for match in self._matches]

    def within(self, start: int, end: int) -> dict[str, tuple[list[Evidence], list[Evidence]]]:
        """Return, per code, the distinct strong and plain wordings between two offsets."""
        found: dict[int, tuple[dict[str, Evidence], dict[str, Evidence]]] = {}
        own = slice(bisect_left(self._starts, start), bisect_left(self._starts, end))
        for first, code, last, strong in self._matches[own]:
            if last > end:
                continue
            kinds = found.get(code)
            if kinds is None:
                kinds = found[code] = {}, {}
            kind, wording = kinds[not strong], self._text[first:last]
            known = kind.get(wording)
            kind[wording] = (
                Evidence(wording, known.start, known.end, known.times + 1) if known else Evidence(wording, first, last)
            )
        return {
            self._codes[code]: (list(heavy.values()), list(light.values()))
            for code, (heavy, light) in sorted(found.items())
        }


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
        spans: list[dict[str, tuple[set[Span], set[Span]]]] = [{} for _ in texts]
        columns = (column.tolist() for column in self._sieve.candidates(texts)[:3])
        for (at, number), own in groupby(zip(*columns, strict=True), key=itemgetter(0, 1)):
            code, pattern, strong = self._patterns[number]
            found = set(_spans(pattern, texts[at], map(itemgetter(2), own)))
            if found:
                heavy, light = spans[at].setdefault(code, (set(), set()))
                (heavy if strong else light).update(found)
        return [Scan(text, {code: _apart(*both) for code, both in own.items()})
                for text, own in zip(texts, spans, strict=True)]


def _spans(pattern: re.Pattern[str], text: str, places: Iterable[int]) -> Iterator[Span]:
    """Yield where a pattern matches without overlap, given in order the places at which it may."""
    end = 0
    for place in places:
        if place == ANYWHERE:
            yield from (match.span() for match in pattern.finditer(text))
        elif place >= end:
            match = pattern.match(text, place)
            if match is not None:
                end = match.end()
                yield match.span()


def sides(
    tries: Iterable[tuple[re.Pattern[str], int]], head: str, border: int, tail: str, begin: int
) -> tuple[bool, bool]:
    """Return whether any of some patterns matches in the title of a message, and whether one does behind it.

    Args:
        tries: patterns, and where each may match in title and text (see `sieve`).
        head: what is read for the title.
        border: the length of the title.
        tail: what is read for the rest.
        begin: where that begins.
    """
    in_title = behind = False
    for pattern, place in tries:
        if place == ANYWHERE and head is tail and not begin:
            first = pattern.search(head, border if in_title else 0)
            if first is not None:
                in_title = in_title or first.start() < border
                behind = behind or first.start() >= border or pattern.search(tail, border) is not None
        elif place == ANYWHERE:
            first = None if in_title else pattern.search(head)
            in_title = in_title or (first is not None and first.start() < border)
            behind = behind or pattern.search(tail, max(border - begin, 0)) is not None
        elif place < border:
            in_title = in_title or pattern.match(head, place) is not None
        else:
            behind = behind or pattern.match(tail, place - begin) is not None
        if in_title and behind:
            break
    return in_title, behind


def _order(span: Span) -> tuple[int, int]:
    return span[0], -span[1]


def _apart(heavy: set[Span], light: set[Span]) -> list[Match]:
    kept: list[Match] = []
    reached = 0
    for start, end in sorted(heavy, key=_order):
        if start >= reached and end > start:
            kept.append((start, end, True))
            reached = end
    starts = [match[0] for match in kept]
    strong, reached = len(kept), 0
    for start, end in sorted(light, key=_order):
        at = bisect_left(starts, end)
        if start >= reached and end > start and (at == 0 or kept[at - 1][1] <= start or at > strong):
            kept.append((start, end, False))
            reached = end
    kept.sort()
    return kept
