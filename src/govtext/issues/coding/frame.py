"""The frame of a complaint: clauses, what they assert, and who is faulted in them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

from govtext.issues.coding.codebook import Codebook
from govtext.issues.coding.matcher import Place
from govtext.issues.coding.rules import Pattern

_CLAUSE = re.compile(r"[，,。！!？?；;\n]+")
_SENTENCE = re.compile(r"[。！!？?；;\n]+")
_QUOTE = re.compile(r"《[^》\n]{1,60}》|[“\"「『][^”\"」』\n]{1,200}[”\"」』]")
_LOOK_BACK = 6
_STAFF_LOOK_BACK = 4
_OBJECT = frozenset("对向给为被与和跟找让把将替管查")


class Frame:
    """A text seen as clauses. Everything is worked out when first asked for: most texts need little of it."""

    def __init__(self, text: str, codebook: Codebook, places: Sequence[Place] | None = None) -> None:
        """``places`` are where the codebook's asked patterns may match; without them they are looked for."""
        self.text, self.codebook = text, codebook
        self._places = codebook.matcher.read([text]).places(0) if places is None else places
        self._known: dict[tuple[int, int], list[tuple[int, int, str]]] = {}
        self.title_end = text.find("\n") if "\n" in text else len(text)

    @cached_property
    def clause_starts(self) -> list[int]:
        """Offsets at which clauses begin."""
        return [0, *(match.end() for match in _CLAUSE.finditer(self.text))]

    @cached_property
    def sentence_starts(self) -> list[int]:
        """Offsets at which sentences (and parts between semicolons) begin."""
        return [0, *(match.end() for match in _SENTENCE.finditer(self.text))]

    @cached_property
    def quotes(self) -> list[tuple[int, int]]:
        """Spans of titles in book marks and of words in quotation marks."""
        return [match.span() for match in _QUOTE.finditer(self.text)]

    @cached_property
    def _standing(self) -> dict[int, list[int]]:
        """Where the asked patterns may stand: earliest starts of matches by the pattern's number."""
        standing: dict[int, list[int]] = {number: [0] for number in self.codebook.matcher.keyless}
        for place in self._places:
            standing.setdefault(place.number, []).append(place.start)
        return standing

    def holds(self, pattern: Pattern, first: int = 0, last: int | None = None) -> bool:
        """Return whether an asked pattern matches between two offsets; without them, anywhere in the text."""
        if self.codebook.asked[pattern] not in self._standing:
            return False
        return pattern.regex.search(self.text, first, len(self.text) if last is None else last) is not None

    @cached_property
    def _actors(self) -> list[Place]:
        sides = self.codebook.actor_sides
        return [place for place in self._places if place.number in sides]

    @cached_property
    def _actor_starts(self) -> list[int]:
        return [place.start for place in self._actors]

    def _mentions(self, start: int, end: int) -> list[tuple[int, int, str]]:
        """Return the parties named in a piece of the text: start, end, side; of overlapping ones the first."""
        if (start, end) not in self._known:
            self._known[start, end] = self._found(start, end)
        return self._known[start, end]

    def _found(self, start: int, end: int) -> list[tuple[int, int, str]]:
        low, high = bisect_left(self._actor_starts, start), bisect_left(self._actor_starts, end)
        matcher, sides = self.codebook.matcher, self.codebook.actor_sides
        roving = [number for number in self.codebook.roving_actors if number in self._standing]
        if low == high and not roving:
            return []
        piece = self.text[start:end]
        found = [
            (start + match.start(), -match.end(), sides[number])
            for number in roving for match in matcher.finditer[number](piece)
        ]
        for at, number, last in self._actors[low:high]:
            match = matcher.match[number](piece, at - start, last - start + matcher.crossing[number])
            if match is not None:
                found.append((at, -match.end(), sides[number]))
        kept: list[tuple[int, int, str]] = []
        reached = 0
        for a, b, side in sorted(found):
            if a - start >= reached:
                kept.append((a, start - b, side))
                reached = -b
        return kept

    @cached_property
    def _role(self) -> str:
        """The side of a headmaster or a clerk in this text: a firm's if the title, else the majority, says so."""
        title = {side for _, _, side in self._mentions(0, self.title_end)}
        if "public" in title:
            return "public"
        everyone = [side for _, _, side in self._mentions(0, len(self.text))]
        private, public = everyone.count("private"), everyone.count("public")
        return "private" if private > 2 * public or ("private" in title and private > public) else "public"

    def _resolved(self, at: int, side: str) -> str:
        """Return the side of a mention; staff (a clerk, the manager) belong to the party named last before them."""
        if side != "roles":
            return side
        index = bisect_right(self.clause_starts, at) - 1
        for back in range(index, max(index - 1 - _STAFF_LOOK_BACK, -1), -1):
            last = self.clause_starts[back + 1] if back + 1 < len(self.clause_starts) else len(self.text)
            mentions = self._mentions(self.clause_starts[back], last)
            named = [side for start, _, side in mentions if start < at and side != "roles"]
            if named:
                return named[-1]
        return self._role

    def clause(self, at: int) -> tuple[int, int]:
        """Return the span of the clause at an offset."""
        return self._span(self.clause_starts, at)

    def sentence(self, at: int) -> tuple[int, int]:
        """Return the span of the sentence at an offset."""
        return self._span(self.sentence_starts, at)

    def _span(self, starts: list[int], at: int) -> tuple[int, int]:
        index = bisect_right(starts, at) - 1
        return starts[index], starts[index + 1] if index + 1 < len(starts) else len(self.text)

    def frames_at(self, start: int, end: int, asked: frozenset[str]) -> set[str]:
        """Return which of the ``asked`` frames hold for the span; a wish or condition must begin before it."""
        held: set[str] = set()
        first, last = self.clause(start)
        for frame in sorted(asked):
            if frame == "quote":
                if any(a <= start and end <= b and b - a > end - start + 6 for a, b in self.quotes):
                    held.add(frame)
            elif frame == "question":
                if "?" in self.text[end : last + 1] or "？" in self.text[end : last + 1]:
                    held.add(frame)
            elif frame in self.codebook.frames and self.holds(self.codebook.frames[frame], first, start):
                held.add(frame)
        return held

    def side_at(self, start: int, end: int) -> str:
        """Return ``public``, ``private`` or ``unknown``: whom the span faults.

        A party named in the span decides (a public one before a private one), then the subject named last before it
        in its clause, then one named behind it, then the clauses before it (not those that only address or ask
        somebody), then the title, then the matter of the whole text.
        """
        first, _ = self.clause(start)
        _, last = self.clause(max(start, end - 1))
        mentions = self._mentions(first, last)
        inside = [mention for mention in mentions if start <= mention[0] < end]
        if inside:
            return self._joint(inside)
        before = [mention for mention in mentions if mention[0] < start]
        subject = self._subject(before)
        if subject is not None:
            return subject
        behind = [mention for mention in mentions if mention[0] >= end]
        if behind:
            return self._joint(behind)
        index = bisect_right(self.clause_starts, first) - 1
        for back in range(index - 1, max(index - 1 - _LOOK_BACK, -1), -1):
            a, b = self.clause_starts[back], self.clause_starts[back + 1]
            if b <= self.title_end + 1 and first > self.title_end:
                break
            if self._asks_only(a, b):
                continue
            subject = self._subject(self._mentions(a, b))
            if subject is not None:
                return subject
        return self.default_side

    def _joint(self, mentions: list[tuple[int, int, str]]) -> str:
        sides = {self._resolved(at, side) for at, _, side in mentions}
        return "public" if "public" in sides else "private"

    def _subject(self, mentions: list[tuple[int, int, str]]) -> str | None:
        """Return the side of the last mention that is no object (towards whom, about whom), else of the last."""
        if not mentions:
            return None
        doing = [mention for mention in mentions if self.text[max(mention[0] - 1, 0) : mention[0]] not in _OBJECT]
        at, _, side = (doing or mentions)[-1]
        return self._resolved(at, side)

    def _asks_only(self, start: int, end: int) -> bool:
        return any(
            frame in self.codebook.frames and self.holds(self.codebook.frames[frame], start, end)
            for frame in ("wish", "address")
        )

    @cached_property
    def default_side(self) -> str:
        """The side that the title names, else the side of the matter, else unknown."""
        title = self._mentions(0, self.title_end)
        if title:
            return self._joint(title)
        matters = self.codebook.matters
        if matters is not None and self.holds(matters):
            return "private"
        everyone = {side for _, _, side in self._mentions(0, len(self.text))}
        if "private" not in everyone and "public" in everyone:
            return "public"
        return "unknown"
