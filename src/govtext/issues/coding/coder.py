"""The rule coder: which rules hit, which codes follow, with which words as evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from govtext.issues.coding.acceptance import NAMED_SIDES, RuleTable
from govtext.issues.coding.codebook import Codebook
from govtext.issues.coding.frame import Frame
from govtext.issues.coding.layer import Layer, Reading
from govtext.issues.coding.matcher import Reading as PatternReading
from govtext.issues.coding.rules import Hit, Rule


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
        self._table = RuleTable(self.rules, codebook)

    def __reduce__(self) -> tuple[Any, ...]:
        return Coder, (self.codebook, self.layers)

    def hits(self, text: str) -> list[Hit]:
        """Return the best hit of each rule in a text, see :meth:`found_in`."""
        return self.found_in([text])[0].hits

    def found_in(self, texts: Sequence[str]) -> list[Found]:
        """Return what rules and layers find in each text. Many texts at once cost much less than one by one.

        A hit counts if its frame and the faulted side fit its rule; of several, the shortest, then the first.
        """
        reading = self.codebook.matcher.read(texts)
        layers = [layer.read_each(reading.texts) for layer in self.layers]
        return [
            Found(hits, [readings[number] for readings in layers])
            for number, hits in enumerate(self._hits(texts, reading))
        ]

    def _hits(self, texts: Sequence[str], reading: PatternReading) -> list[list[Hit]]:
        rows, parties = self._table.rows(reading)
        best: list[dict[int, Hit]] = [{} for _ in texts]
        frames: dict[int, Frame] = {}

        def frame(text: int) -> Frame:
            if text not in frames:
                named = parties.named(text) if parties is not None else None
                frames[text] = Frame(texts[text], self.codebook, reading.of(text), named)
            return frames[text]

        # The shortest come first: what is accepted first is the best.
        for text, number, start, end, told, *asked in zip(*(column.tolist() for column in rows), strict=True):
            if number in best[text]:
                continue
            rule, side = self.rules[number], NAMED_SIDES[told]
            if True in asked:
                found = _side(frame(text), rule, start, end, side, *asked)
                if found is None:
                    continue
                side = found
            best[text][number] = Hit(rule, start, end, side)
        return [
            [
                found[number] for number in sorted(found)
                if not self.rules[number].needs or any(map(frame(text).holds, self.rules[number].needs))
            ]
            for text, found in enumerate(best)
        ]


def _side(
    frame: Frame, rule: Rule, start: int, end: int, side: str, forbidden: bool, framed: bool, sided: bool
) -> str | None:
    """Return the side that a match faults, None if it doesn't count for the rule; ask only what is to be asked."""
    if forbidden:
        first, last = frame.sentence(start)
        if any(frame.holds(pattern, first, last) for pattern in rule.unless):
            return None
    if framed and frame.is_framed(start, end, rule.outside):
        return None
    if not sided:
        return side
    side = frame.side_at(start, end)
    if (rule.who == "public" and side != "public") or (rule.who == "open" and side == "private"):
        return None
    return side


def by_code(hits: Iterable[Hit], section: str) -> dict[str, list[Hit]]:
    """Return the hits of one section of the codebook, grouped by code."""
    grouped: dict[str, list[Hit]] = {}
    for hit in hits:
        if hit.rule.section == section:
            grouped.setdefault(hit.rule.code, []).append(hit)
    return grouped


def by_section(hits: Iterable[Hit]) -> dict[str, dict[str, list[Hit]]]:
    """Return hits grouped by section of the codebook, then by code."""
    grouped: dict[str, dict[str, list[Hit]]] = {"codes": {}, "types": {}, "severity": {}, "demands": {}}
    for hit in hits:
        rule = hit.rule
        grouped[rule.section].setdefault(rule.code, []).append(hit)
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
