"""The frame of a complaint: clauses, what they assert, and who is faulted in them."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from govtext.issues.coding.codebook import Codebook

_CLAUSE = re.compile(r"[，,。！!？?；;\n]+")
_SENTENCE = re.compile(r"[。！!？?；;\n]+")
_QUOTE = re.compile(r"《[^》\n]{1,60}》|[“\"「『][^”\"」』\n]{1,200}[”\"」』]")
_LOOK_BACK = 6


class Frame:
    """A text seen as clauses. Everything is worked out when first asked for: most texts need little of it."""

    def __init__(self, text: str, codebook: Codebook) -> None:
        self.text, self.codebook = text, codebook
        self._known_sides: dict[tuple[int, int], set[str]] = {}
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

    def _mentions(self, start: int, end: int) -> list[tuple[int, str]]:
        """Return the parties named in a piece of the text, overlaps resolved in favour of the first: start, side."""
        sides = self.codebook.actor_sides
        piece = self.text[start:end]
        found = [(a, -b, sides[number]) for number, a, b in self.codebook.actors.matches(piece)]
        kept: list[tuple[int, str]] = []
        last = 0
        for a, b, side in sorted(found):
            if a >= last:
                kept.append((start + a, side))
                last = -b
        return kept

    @cached_property
    def _role(self) -> str:
        """The side of a headmaster or a clerk in this text: a firm's if the title, else the majority, says so."""
        title = {side for _, side in self._mentions(0, self.title_end)}
        if "public" in title:
            return "public"
        everyone = [side for _, side in self._mentions(0, len(self.text))]
        private, public = everyone.count("private"), everyone.count("public")
        return "private" if private > 2 * public or ("private" in title and private > public) else "public"

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
            elif frame in self.codebook.frames and self.codebook.frames[frame].regex.search(self.text, first, start):
                held.add(frame)
        return held

    def side_at(self, start: int, end: int) -> str:
        """Return ``public``, ``private`` or ``unknown``: whom the span faults.

        The clause itself decides, then the clauses before it (not those that only address or ask somebody), then
        the title, then the matter of the whole text.
        """
        first, _ = self.clause(start)
        _, last = self.clause(max(start, end - 1))
        here = self._sides(first, last)
        if here:
            return "public" if "public" in here else "private"
        index = bisect_right(self.clause_starts, first) - 1
        for back in range(index - 1, max(index - 1 - _LOOK_BACK, -1), -1):
            a, b = self.clause_starts[back], self.clause_starts[back + 1]
            if b <= self.title_end + 1 and first > self.title_end:
                break
            if self._asks_only(a, b):
                continue
            sides = self._sides(a, b)
            if sides:
                return "public" if "public" in sides else "private"
        return self.default_side

    def _sides(self, start: int, end: int) -> set[str]:
        if (start, end) not in self._known_sides:
            sides = {side for _, side in self._mentions(start, end)}
            if "roles" in sides:
                # The staff of a firm that is named beside them is the firm's.
                role = "private" if sides == {"roles", "private"} else self._role
                sides = (sides - {"roles"}) | {role}
            self._known_sides[start, end] = sides
        return self._known_sides[start, end]

    def _asks_only(self, start: int, end: int) -> bool:
        return any(
            frame in self.codebook.frames and self.codebook.frames[frame].regex.search(self.text, start, end)
            for frame in ("wish", "address")
        )

    @cached_property
    def default_side(self) -> str:
        """The side that the title names, else the side of the matter, else unknown."""
        title = self._sides(0, self.title_end)
        if title:
            return "public" if "public" in title else "private"
        matters = self.codebook.matters
        if matters is not None and matters.regex.search(self.text):
            return "private"
        everyone = {side for _, side in self._mentions(0, len(self.text))}
        if "private" not in everyone and "public" in everyone:
            return "public"
        return "unknown"
