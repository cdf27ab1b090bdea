"""The rule coder: which rules hit, which codes follow, with which words as evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from govtext.issues.coding.codebook import Codebook
from govtext.issues.coding.frame import Frame
from govtext.issues.coding.layer import Layer, Reading
from govtext.issues.coding.matcher import TextReading
from govtext.issues.coding.rules import Hit, Rule

_FIRST, _LAST = 60, 80


class Found(NamedTuple):
    """What rules and layers find in a text.

    Attributes:
        hits: the best hit of each rule, in the order of the codebook.
        readings: what each layer reads.
    """

    hits: list[Hit]
    readings: list[Reading]


class Coder:
    """A codebook and the layers that serve it, made ready for many texts. Picklable."""

    def __init__(self, codebook: Codebook, layers: Sequence[Layer] = ()) -> None:
        self.codebook = codebook
        self.layers = tuple(layer for layer in layers if layer.entry.codebook == codebook.entry.name)
        self.rules = codebook.rules
        self.thresholds = {entry.code: entry.threshold for entry in codebook.codes}
        for layer in self.layers:
            self.thresholds |= {code: model.threshold for code, model in layer.entry.codes.items()}
        self.by_words = {
            code: layer for layer in self.layers for code, model in layer.entry.codes.items() if model.alone
        }
        owners: dict[int, list[Rule]] = {}
        for rule in self.rules:
            for number in dict.fromkeys(codebook.matched[pattern] for pattern in rule.patterns):
                owners.setdefault(number, []).append(rule)
        self._owners = owners
        self._unless = {rule: {codebook.asked[pattern] for pattern in rule.unless} for rule in self.rules}
        self._order = {rule: number for number, rule in enumerate(self.rules)}

    def __reduce__(self) -> tuple[Any, ...]:
        return Coder, (self.codebook, self.layers)

    def hits(self, text: str) -> list[Hit]:
        """Return the best hit of each rule in a text, see :meth:`found_in`."""
        return self.found_in([text])[0].hits

    def found_in(self, texts: Sequence[str]) -> list[Found]:
        """Return what rules and layers find in each text. Many texts at once cost much less than one by one.

        A hit counts if its frame and the faulted side fit its rule; of several, the shortest, then the first.
        """
        read = self.codebook.matcher.read(texts).of_each()
        layers = [layer.read_each(texts) for layer in self.layers]
        return [
            Found(self._best(Frame(text, self.codebook, own), own), [readings[number] for readings in layers])
            for number, (text, own) in enumerate(zip(texts, read, strict=True))
        ]

    def _best(self, frame: Frame, read: TextReading) -> list[Hit]:
        best: dict[Rule, Hit] = {}
        # The shortest come first: what is accepted first is the best.
        for length, start, number in sorted(read.matches):
            for rule in self._owners[number]:
                if length and rule not in best:
                    hit = self._accepted(frame, rule, start, start + length)
                    if hit is not None:
                        best[rule] = hit
        found = sorted(best, key=self._order.__getitem__)
        return [best[rule] for rule in found if not rule.needs or any(map(frame.holds, rule.needs))]

    def _accepted(self, frame: Frame, rule: Rule, start: int, end: int) -> Hit | None:
        if rule.where != "all" and not _in_place(frame, rule.where, start, end):
            return None
        if rule.unless and not frame.asked.isdisjoint(self._unless[rule]):
            first, last = frame.sentence(start)
            if any(frame.holds(pattern, first, last) for pattern in rule.unless):
                return None
        if rule.outside and frame.is_framed(start, end, rule.outside):
            return None
        if rule.who == "any":
            return Hit(rule, start, end, "any")
        side = frame.side_at(start, end)
        if (rule.who == "public" and side != "public") or (rule.who == "open" and side == "private"):
            return None
        return Hit(rule, start, end, side)


def _in_place(frame: Frame, where: str, start: int, end: int) -> bool:
    if where == "title":
        return end <= frame.title_end
    if where == "first":
        return start <= frame.title_end + _FIRST
    return start >= len(frame.text) - _LAST


def by_code(hits: Iterable[Hit], section: str) -> dict[str, list[Hit]]:
    """Return the hits of one section of the codebook, grouped by code."""
    grouped: dict[str, list[Hit]] = {}
    for hit in hits:
        if hit.rule.section == section:
            grouped.setdefault(hit.rule.code, []).append(hit)
    return grouped


def noisy_or(hits: Sequence[Hit]) -> float:
    """Return 1 - prod(1 - weight) over the hits that speak for a code, lowered by those that speak against it.

    Each weight is read as the chance that its rule alone is right (Pearl 1988, noisy OR).
    """
    against = wrong = 1.0
    for hit in hits:
        if hit.rule.weight >= 0:
            wrong *= 1.0 - hit.rule.weight
        else:
            against *= 1.0 + hit.rule.weight
    return (1.0 - wrong) * against


def text_of(row: Mapping[str, Any]) -> str:
    """Return ``title + "\\n" + text``, the string that all offsets refer to."""
    return f"{row.get('title') or ''}\n{row.get('text') or ''}"
