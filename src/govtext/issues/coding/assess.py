"""From texts to their codes and request types: rules, then the layers that serve the codebook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from govtext.issues.coding.coder import Coder, Found, by_section
from govtext.issues.coding.layer import Reading
from govtext.issues.coding.request import choose_type, choose_types
from govtext.issues.coding.rules import Hit

_NONE = "other"
# What stands for a rule where a layer gives a code that no rule speaks for.
BY_WORDS = "words"


class Chain:
    """The layers over one text, with what they read in it."""

    def __init__(self, coder: Coder, readings: Sequence[Reading]) -> None:
        self._layers = list(zip(coder.layers, readings, strict=True))

    def chance(self, code: str, score: float) -> float:
        """Return the chance that the code applies, given the score of its rules; the score itself without a layer."""
        scores = {code: score}
        for layer, reading in self._layers:
            scores = layer.chances(scores, reading)
        return scores[code]

    def type_points(self, chances: dict[str, float], rules: set[str]) -> dict[str, float]:
        """Return the points of the request types by the first layer that knows any."""
        for layer, reading in self._layers:
            if layer.entry.types:
                return layer.type_points(chances, rules, reading)
        return {}


class Judged(NamedTuple):
    """What some texts were found to hold.

    Attributes:
        found: the hits of their rules and what layers read.
        scores, chances: texts × codes, what rules say (0 to 1), and what rules and layers say.
        given: texts × codes, whether the chance reaches the code's threshold and a rule speaks, or a layer may give it
            alone and the clause that speaks most for it faults no private party.
        alone: of the texts and codes given without a rule, that clause: start, end and the side that it faults.
        types, shares: for each text the request type and its share of certainty.
    """

    found: Found
    scores: np.ndarray
    chances: np.ndarray
    given: np.ndarray
    alone: dict[tuple[int, int], tuple[int, int, str]]
    types: list[str]
    shares: list[float]

    def chain(self, coder: Coder, text: int) -> Chain:
        """Return the layers over one of the texts."""
        return Chain(coder, [readings.of(text) for readings in self.found.readings])


class Assessment(NamedTuple):
    """What a text was found to hold.

    Attributes:
        hits: the best hit of each rule, of all sections.
        grouped: the hits by section and code.
        scores: code → what its rules say (0 to 1).
        chances: code → what rules and layers say.
        given: the codes that are given, in the codebook's order.
        alone: of the codes given without a rule, the clause that speaks most: start, end and the side that it faults.
        request_type, share: the request type and its share of certainty.
        chain: the layers that said so.
    """

    hits: list[Hit]
    grouped: dict[str, dict[str, list[Hit]]]
    scores: dict[str, float]
    chances: dict[str, float]
    given: list[str]
    alone: dict[str, tuple[int, int, str]]
    request_type: str
    share: float
    chain: Chain


def judge(texts: Sequence[str], coder: Coder) -> Judged:
    """Return codes and request types of texts. Many texts at once cost much less than one by one."""
    found = coder.found_in(texts)
    scores = _scores(coder, found)
    chances = scores
    for layer, readings in zip(coder.layers, found.readings, strict=True):
        chances = layer.chances_all(coder.codes, chances, readings)
    # Where no rule speaks for a code it is given only if a layer says that its words or clauses may do so alone.
    alone = np.array([code in coder.by_words for code in coder.codes], dtype=bool)
    written = np.array([bool(text.strip()) for text in texts], dtype=bool)
    given = chances >= [coder.thresholds[code] for code in coder.codes]
    given &= (scores > 0.0) | (alone & written[:, None])
    told = _alone(coder, found, given & (scores <= 0.0))
    for (text, code), (_, _, side) in told.items():
        given[text, code] = side != "private"
    told = {pair: clause for pair, clause in told.items() if given[pair]}
    judged = Judged(found, scores, chances, given, told, *_types(coder, found, np.where(given, chances, 0.0)))
    if any(layer.entry.types for layer in coder.layers):
        _retype(coder, judged)
    return judged


def _alone(coder: Coder, found: Found, wanted: np.ndarray) -> dict[tuple[int, int], tuple[int, int, str]]:
    """Return the clause that speaks most for each wanted code (texts × codes), and the side that it faults.

    Rules ask whom they fault; a layer that gives a code alone does not, and a firm's faults sound like an office's.
    """
    pairs = list(zip(*(place.tolist() for place in wanted.nonzero()), strict=True))
    spans = dict.fromkeys(pairs, (0, 0))
    for layer, readings in zip(coder.layers, found.readings, strict=True):
        own = [(text, code) for text, code in pairs if coder.by_words[coder.codes[code]] is layer]
        asked = [(found.texts[text], readings.of(text), coder.codes[code]) for text, code in own]
        spans.update(zip(own, layer.best_clauses(asked), strict=True))
    sides = coder.sides([found.texts[text] for text, _ in pairs], list(spans.values()))
    return {pair: (*span, side) for (pair, span), side in zip(spans.items(), sides, strict=True)}


def _scores(coder: Coder, found: Found) -> np.ndarray:
    """Return 1 - prod(1 - weight) over the hits that speak for a code, lowered by those that speak against it.

    Each weight is read as the chance that its rule alone is right (Pearl 1988, noisy OR).
    """
    of = np.flatnonzero(coder.sections[found.hits.rules] == 0)
    at, weight = (found.hits.texts[of], coder.members[found.hits.rules[of]]), coder.weights[found.hits.rules[of]]
    wrong, against = (np.ones((len(found.texts), len(coder.codes))) for _ in range(2))
    np.multiply.at(wrong, at, np.where(weight >= 0, 1.0 - weight, 1.0))
    np.multiply.at(against, at, np.where(weight >= 0, 1.0, 1.0 + weight))
    return (1.0 - wrong) * against


def _types(coder: Coder, found: Found, chances: np.ndarray) -> tuple[list[str], list[float]]:
    """Return request types and their shares."""
    points = _points(coder, found, chances)
    if not points.shape[1]:
        return [_NONE] * len(found.texts), [0.0] * len(found.texts)
    best, shares = choose_types(points)
    return [coder.types[kind] for kind in best], shares


def _points(coder: Coder, found: Found, chances: np.ndarray) -> np.ndarray:
    """Return texts × request types: prior, rules that hit, the strongest service problem found, what layers add."""
    kinds = coder.codebook.entry.types
    of = np.flatnonzero(coder.sections[found.hits.rules] == 1)
    spoken = np.zeros((len(found.texts), len(kinds)))
    rules = found.hits.rules[of]
    np.add.at(spoken, (found.hits.texts[of], coder.members[rules]), coder.weights[rules])
    strongest = chances.max(axis=1, initial=0.0)[:, None]
    points: np.ndarray = [kind.prior for kind in kinds] + np.array([kind.from_codes for kind in kinds]) * strongest
    points += spoken
    for layer, readings in zip(coder.layers, found.readings, strict=True):
        for at, kind in enumerate(layer.kinds):
            if readings.spoken is not None and kind in coder.types:
                points[:, coder.types.index(kind)] += readings.spoken.kinds[:, at]
    return points


def _retype(coder: Coder, judged: Judged) -> None:
    """Let the first layer that knows request types choose among those that it knows.

    It knows the types that its teachers saw; a text that the rules give to none of these keeps the rules' type.
    """
    typed = coder.hits_in(judged.found.of_rules(coder.sections == 1))
    for text, (kind, own) in enumerate(zip(judged.types, typed, strict=True)):
        hits = {hit.rule.name for hit in own}
        chances = dict(zip(coder.codes, judged.chances[text].tolist(), strict=True))
        known = judged.chain(coder, text).type_points(chances, hits)
        if kind in known:
            chosen = choose_type({each: known[each] for each in coder.types if each in known}, sharpness=1.0)
            judged.types[text], judged.shares[text] = chosen


def assess(text: str, coder: Coder) -> Assessment:
    """Return the codes and the request type of one text, with the hits that speak for them."""
    judged = judge([text], coder)
    hits = coder.hits_in(judged.found)[0]
    scores, chances = (
        dict(zip(coder.codes, row[0].tolist(), strict=True)) for row in (judged.scores, judged.chances)
    )
    given = [coder.codes[code] for code in np.flatnonzero(judged.given[0]).tolist()]
    alone = {coder.codes[code]: clause for (_, code), clause in judged.alone.items()}
    return Assessment(
        hits, by_section(hits), scores, chances, given, alone, judged.types[0], judged.shares[0], judged.chain(coder, 0)
    )
