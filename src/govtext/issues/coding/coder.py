"""The rule coder: which rules hit, which codes follow, with which words as evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from govtext.issues.coding.acceptance import NAMED_SIDES, RuleTable
from govtext.issues.coding.codebook import Codebook
from govtext.issues.coding.layer import Layer, Readings
from govtext.issues.coding.rules import Hit
from govtext.issues.coding.variants import all_as_simplified


class Hits(NamedTuple):
    """The best hit of each rule in some texts, as columns: text by text, in the order of the codebook.

    Attributes:
        texts, rules: position of the text, number of the rule.
        starts, ends: offsets of the match.
        sides: the side that is faulted there, by its position in ``NAMED_SIDES``.
    """

    texts: np.ndarray
    rules: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    sides: np.ndarray


class Found(NamedTuple):
    """What rules and layers find in some texts.

    Attributes:
        texts: the texts, as they were read (:func:`.variants.as_simplified`).
        hits: the hits of all of them.
        readings: what each layer reads in them.
        begins: for each text the first of its hits, then how many there are in all.
    """

    texts: list[str]
    hits: Hits
    readings: list[Readings]
    begins: list[int]

    def of_rules(self, wanted: np.ndarray) -> Found:
        """Return the same with the hits of some rules only; ``wanted`` says for each rule whether it is one."""
        return self.only(wanted[self.hits.rules])

    def only(self, kept: np.ndarray) -> Found:
        """Return the same with some of the hits."""
        return _found(self.texts, Hits(*(column[kept] for column in self.hits)), self.readings)


def _found(texts: list[str], hits: Hits, readings: list[Readings]) -> Found:
    return Found(texts, hits, readings, np.searchsorted(hits.texts, np.arange(len(texts) + 1)).tolist())


SECTIONS = ("codes", "types", "severity", "demands")


class Coder:
    """A codebook and the layers that serve it, made ready for many texts. Picklable.

    Attributes:
        rules: the rules; they are spoken of by their numbers.
        codes, types: the names of codes and request types.
        sections, members, weights: for each rule the number of its section, of its entry there, and its weight.
    """

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
        entry = codebook.entry
        entries = [[one.code for one in each] for each in (entry.codes, entry.types, entry.severity, entry.demands)]
        self.codes, self.types = entries[:2]
        self.sections = np.array([SECTIONS.index(rule.section) for rule in self.rules], dtype=np.int64)
        of = zip(self.rules, self.sections.tolist(), strict=True)
        self.members = np.array([entries[section].index(rule.code) for rule, section in of], dtype=np.int64)
        self.weights = np.array([rule.weight for rule in self.rules], dtype=float)

    def __reduce__(self) -> tuple[Any, ...]:
        return Coder, (self.codebook, self.layers)

    def hits(self, text: str) -> list[Hit]:
        """Return the best hit of each rule in a text, see :meth:`found_in`."""
        return self.hits_in(self.found_in([text]))[0]

    def hits_in(self, found: Found) -> list[list[Hit]]:
        """Return the hits of each text, in the order of the codebook."""
        rows = zip(*(column.tolist() for column in found.hits[1:]), strict=True)
        hits = [Hit(self.rules[rule], start, end, NAMED_SIDES[side]) for rule, start, end, side in rows]
        return [hits[first:last] for first, last in pairwise(found.begins)]

    def found_in(self, texts: Sequence[str]) -> Found:
        """Return what rules and layers find in texts. Many texts at once cost much less than one by one.

        A hit counts if its frame and the faulted side fit its rule; of several, the shortest, then the first (of a
        demand see :class:`.acceptance.RuleTable`).
        """
        reading = self.codebook.matcher.read(all_as_simplified(texts))
        readings = [layer.read_all(reading.texts) for layer in self.layers]
        rows = self._table.rows(reading)
        return _found(reading.texts.texts, Hits(rows.texts, rows.rules, rows.starts, rows.ends, rows.sides), readings)

    def sides(self, texts: Sequence[str], spans: Sequence[tuple[int, int]]) -> list[str]:
        """Return the side that each text faults in a span of it: private, public, roles or unknown."""
        if not texts:
            return []
        reading = self.codebook.matcher.read(all_as_simplified(texts))
        starts, ends = np.array(spans, dtype=np.int64).T
        faulted = self._table.faulted(reading, np.arange(len(texts)), starts, ends)
        return [NAMED_SIDES[side] for side in faulted.tolist()]


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
