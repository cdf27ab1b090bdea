"""The frame of a complaint: clauses, what they assert, and who is faulted in them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property

from govtext.issues.coding.codebook import Codebook
from govtext.issues.coding.matcher import Reading, TextReading
from govtext.issues.coding.parties import LOOK_BACK, OBJECT, STAFF_LOOK_BACK
from govtext.issues.coding.rules import Pattern

_QUOTE = re.compile(r"《[^》\n]{1,60}》|[“\"「『][^”\"」』\n]{1,200}[”\"」』]")
# Frames of clauses that fault nobody whom they name.
ASKING = ("wish", "address")


class Frame:
    """A text seen as clauses. Most things are worked out when first asked for: most texts need little of it.

    Attributes:
        clause_starts: offsets at which clauses begin.
        sentence_starts: offsets at which sentences (and parts between semicolons) begin.
        title_end: the offset behind the title.
    """

    def __init__(self, text: str, codebook: Codebook, read: TextReading | None = None) -> None:
        """Read a text; ``read`` is what the codebook's patterns find in it, looked for if it isn't given."""
        self.text, self.codebook = text, codebook
        self._read = read or codebook.matcher.read([text]).of(0)
        self.clause_starts, self.sentence_starts = self._read.clauses, self._read.sentences
        self._known: dict[int, list[tuple[int, int, str]]] = {}
        self._sides: dict[tuple[int, int], str] = {}
        self._asking: dict[int, bool] = {}
        self.title_end = text.find("\n") if "\n" in text else len(text)

    def holds(self, pattern: Pattern, first: int = 0, last: int | None = None) -> bool:
        """Return whether an asked pattern matches between two offsets; without them, anywhere in the text."""
        if not self._read.asked[self.codebook.asked[pattern]]:
            return False
        return pattern.regex.search(self.text, first, len(self.text) if last is None else last) is not None

    @cached_property
    def _cues(self) -> dict[str, list[int]]:
        """Where cues of frames may begin."""
        starts: dict[str, list[int]] = {}
        for number, start in zip(self._read.numbers, self._read.starts, strict=True):
            if number in self.codebook.cues:
                starts.setdefault(self.codebook.cues[number], []).append(start)
        return starts

    def _cued(self, frame: str, first: int, last: int) -> bool:
        """Return whether a cue of the frame stands between two offsets."""
        if frame not in self.codebook.roving_cues:
            starts = self._cues.get(frame, ())
            at = bisect_left(starts, first)
            if at == len(starts) or starts[at] >= last:
                return False
        return self.holds(self.codebook.frames[frame], first, last)

    def _mentions(self, first: int, last: int) -> list[tuple[int, int, str]]:
        """Return the parties named in the clauses from one to before another: start, end, side."""
        return [mention for number in range(first, last) for mention in self._in_clause(number)]

    def _in_clause(self, number: int) -> list[tuple[int, int, str]]:
        """Return the parties named in a clause: start, end, side; of overlapping ones the first."""
        if number not in self._known:
            self._known[number] = self._found(*self._bounds(self.clause_starts, number))
        return self._known[number]

    @cached_property
    def _titled(self) -> list[tuple[int, int, str]]:
        """The parties named in the title."""
        return self._mentions(0, bisect_left(self.clause_starts, self.title_end))

    @cached_property
    def _everyone(self) -> list[str]:
        """The sides of the parties named anywhere."""
        return [side for _, _, side in self._mentions(0, len(self.clause_starts))]

    def _found(self, start: int, end: int) -> list[tuple[int, int, str]]:
        starts, numbers, lasts = self._read.starts, self._read.numbers, self._read.lasts
        matcher, sides = self.codebook.matcher, self.codebook.actor_sides
        piece = self.text[start:end]
        found = [
            (start + match.start(), -match.end(), sides[number])
            for number in self.codebook.roving_actors for match in matcher.finditer[number](piece)
        ]
        for at in range(bisect_left(starts, start), bisect_left(starts, end)):
            number = numbers[at]
            if number in sides:
                match = matcher.match[number](piece, starts[at] - start, lasts[at] - start)
                if match is not None:
                    found.append((starts[at], -match.end(), sides[number]))
        if len(found) < 2:
            return [(a, start - b, side) for a, b, side in found]
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
        title = {side for _, _, side in self._titled}
        if "public" in title:
            return "public"
        private, public = self._everyone.count("private"), self._everyone.count("public")
        return "private" if private > 2 * public or ("private" in title and private > public) else "public"

    def _resolved(self, at: int, side: str) -> str:
        """Return the side of a mention; staff (a clerk, the manager) belong to the party named last before them."""
        if side != "roles":
            return side
        index = bisect_right(self.clause_starts, at) - 1
        for back in range(index, max(index - 1 - STAFF_LOOK_BACK, -1), -1):
            named = [side for start, _, side in self._in_clause(back) if start < at and side != "roles"]
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
        return self._bounds(starts, bisect_right(starts, at) - 1)

    def _bounds(self, starts: list[int], number: int) -> tuple[int, int]:
        return starts[number], starts[number + 1] if number + 1 < len(starts) else len(self.text)

    def is_framed(self, start: int, end: int, frames: Iterable[str]) -> bool:
        """Return whether one of the frames holds for the span; a wish or condition must begin before it."""
        first, last = self.clause(start)
        for frame in frames:
            if frame == "quote":
                if is_quoted(self.text, start, end):
                    return True
            elif frame == "question":
                if "?" in self.text[end : last + 1] or "？" in self.text[end : last + 1]:
                    return True
            elif frame in self.codebook.frames and self._cued(frame, first, start):
                return True
        return False

    def side_at(self, start: int, end: int) -> str:
        """Return ``public``, ``private`` or ``unknown``: whom the span faults.

        A party named in the span decides (a public one before a private one), then the subject named last before it
        in its clause, then one named behind it, then the clauses before it (not those that only address or ask
        somebody), then the title, then the matter of the whole text.
        """
        if (start, end) not in self._sides:
            self._sides[start, end] = self._side(start, end)
        return self._sides[start, end]

    def _side(self, start: int, end: int) -> str:
        own = bisect_right(self.clause_starts, start) - 1
        first, last = self._bounds(self.clause_starts, own)
        mentions = self._mentions(own, own + 1 if end <= last else bisect_right(self.clause_starts, end - 1))
        if mentions:
            inside = [mention for mention in mentions if start <= mention[0] < end]
            if inside:
                return self._joint(inside)
            before = [mention for mention in mentions if mention[0] < start]
            return self._subject(before) if before else self._joint(mentions)
        for back in self._before(first):
            a, b = self.clause_starts[back], self.clause_starts[back + 1]
            if b <= self.title_end + 1 and first > self.title_end:
                break
            named = self._in_clause(back)
            if named and not self._asks_only(a, b):
                return self._subject(named)
        return self.default_side

    def _before(self, first: int) -> Iterator[int]:
        """Yield the numbers of the clauses before an offset in which a party may be named, the nearest first."""
        index = bisect_right(self.clause_starts, first) - 1
        farthest = max(index - LOOK_BACK, 0)
        if self.codebook.roving_actors:
            yield from range(index - 1, farthest - 1, -1)
            return
        starts = self._read.starts
        at = bisect_left(starts, first)
        while at:
            back = bisect_right(self.clause_starts, starts[at - 1]) - 1
            if back < farthest:
                return
            yield back
            at = bisect_left(starts, self.clause_starts[back], 0, at)

    def _joint(self, mentions: list[tuple[int, int, str]]) -> str:
        sides = {self._resolved(at, side) for at, _, side in mentions}
        return "public" if "public" in sides else "private"

    def _subject(self, mentions: list[tuple[int, int, str]]) -> str:
        """Return the side of the last mention that is no object (towards whom, about whom), else of the last."""
        doing = [mention for mention in mentions if self.text[max(mention[0] - 1, 0) : mention[0]] not in OBJECT]
        at, _, side = (doing or mentions)[-1]
        return self._resolved(at, side)

    def _asks_only(self, start: int, end: int) -> bool:
        if start not in self._asking:
            frames = (frame for frame in ASKING if frame in self.codebook.frames)
            self._asking[start] = any(self._cued(frame, start, end) for frame in frames)
        return self._asking[start]

    @cached_property
    def default_side(self) -> str:
        """The side that the title names, else the side of the matter, else unknown."""
        if self._titled:
            return self._joint(self._titled)
        matters = self.codebook.matters
        if matters is not None and self.holds(matters):
            return "private"
        return "public" if "private" not in self._everyone and "public" in self._everyone else "unknown"


def is_quoted(text: str, start: int, end: int) -> bool:
    """Return whether a span stands in a title in book marks or among more words in quotation marks."""
    quotes = (match.span() for match in _QUOTE.finditer(text))
    return any(first <= start and end <= last and last - first > end - start + 6 for first, last in quotes)


class Frames:
    """The frames of some texts, each made when it is first asked for."""

    def __init__(self, codebook: Codebook, reading: Reading) -> None:
        self._codebook, self._reading = codebook, reading
        self._made: dict[int, Frame] = {}

    def of(self, text: int) -> Frame:
        """Return the frame of one of the texts."""
        if text not in self._made:
            self._made[text] = Frame(self._reading.texts.texts[text], self._codebook, self._reading.of(text))
        return self._made[text]
