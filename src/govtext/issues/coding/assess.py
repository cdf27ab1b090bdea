"""From a text to its codes and request type: rules, then the layers that serve the codebook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from govtext.issues.coding.coder import Coder, Found, by_section, noisy_or
from govtext.issues.coding.layer import Reading
from govtext.issues.coding.request import choose_type, type_points
from govtext.issues.coding.rules import Hit

_NONE = "other"
# What stands for a rule where a layer gives a code that no rule speaks for.
BY_WORDS = "words"


class Chain:
    """The layers over one text, with what they read in it."""

    def __init__(self, coder: Coder, text: str, readings: Sequence[Reading]) -> None:
        self._text, self._by_words = text, coder.by_words
        self._layers = list(zip(coder.layers, readings, strict=True))

    def chance(self, code: str, score: float) -> float:
        """Return the chance that the code applies, given the score of its rules; the score itself without a layer."""
        return self.chances({code: score})[code]

    def chances(self, scores: dict[str, float]) -> dict[str, float]:
        """Return the chances of codes, given the scores of their rules."""
        for layer, reading in self._layers:
            scores = layer.chances(scores, reading)
        return scores

    def type_points(self, chances: dict[str, float], rules: set[str]) -> dict[str, float]:
        """Return the points of the request types by the first layer that knows any."""
        for layer, reading in self._layers:
            if layer.entry.types:
                return layer.type_points(chances, rules, reading)
        return {}


    def best_clause(self, code: str) -> tuple[int, int]:
        """Return start and end of the clause that speaks most for a code that a layer may give alone."""
        reading = next(reading for layer, reading in self._layers if layer is self._by_words[code])
        return self._by_words[code].best_clause(self._text, code, reading)


class Assessment(NamedTuple):
    """What a text was found to hold.

    Attributes:
        hits: the best hit of each rule, of all sections.
        grouped: the hits by section and code.
        scores: code → what its rules say (0 to 1).
        chances: code → what rules and layers say.
        given: the codes whose chance reaches their threshold (a rule speaks, or a layer may give them
            alone), in the codebook's order.
        request_type, share: the request type and its share of certainty.
        chain: the layers that said so.
    """

    hits: list[Hit]
    grouped: dict[str, dict[str, list[Hit]]]
    scores: dict[str, float]
    chances: dict[str, float]
    given: list[str]
    request_type: str
    share: float
    chain: Chain


def assess(text: str, coder: Coder, found: Found | None = None) -> Assessment:
    """Return the codes and the request type of one text; what rules and layers find is looked for unless known."""
    hits, readings = found or coder.found_in([text])[0]
    chain = Chain(coder, text, readings)
    grouped = by_section(hits)
    typed = grouped["types"]
    scores = dict.fromkeys(coder.codebook.labels, 0.0)
    scores |= {code: noisy_or(own) for code, own in grouped["codes"].items()}
    chances = chain.chances(scores)
    limits = coder.thresholds
    # Where no rule speaks for a code it is given only if a layer says that its words or clauses may do so alone.
    given = [
        code for code, chance in chances.items()
        if chance >= limits[code] and (scores[code] > 0.0 or (code in coder.by_words and text.strip()))
    ]
    points = type_points(coder.codebook, typed, {code: chances[code] for code in given})
    kind, share = choose_type(points) if points else (_NONE, 0.0)
    known = chain.type_points(chances, {hit.rule.name for group in typed.values() for hit in group})
    # A layer knows the types that its teachers saw; a text that the rules give to none of these keeps the rules' type.
    if kind in known:
        kind, share = choose_type({each: known[each] for each in points if each in known}, sharpness=1.0)
    return Assessment(hits, grouped, scores, chances, given, kind, share, chain)
