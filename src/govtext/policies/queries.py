"""What issues and problems are asked of the clauses with: weighted words of the complaints."""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from govtext.parallel import batched
from govtext.policies.hearing import IN_TITLE, PLACE_WEIGHTS, Evidence, Heard, hear
from govtext.policies.matters import MatterFrame
from govtext.policies.vocabulary import ACT, ACTOR, OTHER, Vocabulary

# Words of a query that are kept: long petitions name much that is beside the matter.
QUERY_WORDS = 20
# A word that fewer complaints outside the issue use is a name of the place or party, not of the matter.
NAMES_BELOW = 2
NAMES_FROM = 200
# A matter that fewer messages of an issue raise is beside it.
RAISED_LEAST = 0.3
# Messages whose matters are sought together.
_TOGETHER = 1000

Tokens = tuple[str, list[str], list[str]]


@dataclass
class Queries:
    """Words of issues and problems, gathered in one pass over the complaints.

    Attributes:
        complaints: complaints read.
        used: in how many of them each word stands, by number.
        told: per issue, the words of its messages as numbers, message by message, and where each stands.
        problems: per code, in how many pieces of evidence each word stands.
        emphasis: how much a word says of the matter.
        messages: messages of each issue.
        matters: per issue, the matters that its messages raise, weights summed over them.
        raised_by: per issue, how many of its messages raise each matter.
        handling: the matters that are about what became of an earlier message.
        asked_by: per issue, how much its messages ask about each aspect, summed over those that raise a matter.
    """

    complaints: int = 0
    used: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    told: dict[str, tuple[array[int], array[int]]] = field(default_factory=dict)
    problems: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    emphasis: Mapping[str, float] = field(default_factory=dict)
    messages: Counter[str] = field(default_factory=Counter)
    matters: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    raised_by: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    handling: frozenset[str] = frozenset()
    asked_by: dict[str, array[float]] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)

    def add(self, heard: Heard, issue_of: Mapping[str, str]) -> None:
        """Add what the complaints of a batch say, given the issues of those that belong to one."""
        self.complaints += len(heard.doc_ids)
        self.__dict__.pop("_known", None)
        known = self._numbers
        numbers = np.fromiter((known.setdefault(word, len(known)) for word in heard.words), np.int32, len(heard.words))
        if len(known) > len(self.used):
            self.used = np.concatenate([self.used, np.zeros(2 * len(known) - len(self.used), dtype=np.int64)])
        self.used[numbers] += np.bincount(heard.numbers, minlength=len(numbers))
        words = numbers[heard.numbers]
        for at, doc_id in enumerate(heard.doc_ids):
            for code, evidence in heard.evidence[at]:
                self.problems[code].update(evidence)
            issue_id = issue_of.get(doc_id)
            if issue_id is None:
                continue
            self.messages[issue_id] += 1
            own = slice(heard.ends[at], heard.ends[at + 1])
            told = self.told.setdefault(issue_id, (array("i"), array("b")))
            told[0].frombytes(words[own].tobytes())
            told[1].frombytes(heard.places[own].tobytes())
            self._raise(issue_id, heard.matters[at], heard.asked[at])

    def _raise(self, issue_id: str, matters: Mapping[str, float], asked: Sequence[float]) -> None:
        if matters:
            self.matters[issue_id].update(matters)
            self.raised_by[issue_id].update(matters.keys())
        if asked:
            sums = self.asked_by.get(issue_id, [0.0] * len(asked))
            self.asked_by[issue_id] = array("f", map(float.__add__, sums, asked))

    def raised(self, issue_id: str) -> dict[str, float]:
        """Return the matters that an issue raises, each with its mean weight over the messages.

        What became of earlier messages is no part of the common matter: it counts in full where enough messages tell
        it.
        """
        messages, by = self.messages[issue_id], self.raised_by[issue_id]
        found = {}
        for name, weight in self.matters[issue_id].items():
            if name in self.handling and by[name] >= RAISED_LEAST * messages:
                found[name] = weight / by[name]
            elif name not in self.handling and weight >= RAISED_LEAST * messages:
                found[name] = weight / messages
        return found

    def asked(self, issue_id: str) -> Sequence[float]:
        """Return how much an issue asks about each aspect, empty where none of its messages raises a matter."""
        return self.asked_by.get(issue_id, ())

    def issue(self, issue_id: str) -> dict[str, float]:
        """Return the weighted words of an issue: what its messages say, less what complaints at large say."""
        messages, known = self.messages[issue_id], self._known
        words, places = self._told(issue_id)
        numbers, at, own = np.unique(words, return_inverse=True, return_counts=True)
        if self.complaints - messages >= NAMES_FROM:
            kept = (self.used[numbers] - own >= NAMES_BELOW) | known.emphasised[numbers]
        else:
            kept = np.ones(len(numbers), dtype=bool)
        summed = np.bincount(at, PLACE_WEIGHTS[places], minlength=len(numbers))[kept]
        numbers = numbers[kept]
        weights = summed / messages * known.rarity[numbers] * known.emphasis[numbers]
        return strongest(weights, numbers, known.words)

    def subject(self, issue_id: str) -> set[str]:
        """Return the words that tell the issue's subject: those in half of its titles, but what is done and by whom."""
        half, known = self.messages[issue_id] / 2, self._known
        words, places = self._told(issue_id)
        titled = Counter(words[places == IN_TITLE].tolist())
        common = (known.words[number] for number, count in titled.items() if count >= half)
        return {word for word in common if self.emphasis.get(word, OTHER) not in (ACT, ACTOR)}

    @cached_property
    def _known(self) -> _Known:
        return _Known(list(self._numbers), self.used[: len(self._numbers)], self.complaints, self.emphasis)

    def _told(self, issue_id: str) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
        words, places = self.told.get(issue_id, (array("i"), array("b")))
        return np.frombuffer(words, dtype=np.int32), np.frombuffer(places, dtype=np.int8)

    def problem(self, code: str) -> dict[str, float]:
        """Return the weighted words of a problem: those of its evidence."""
        told = self.problems[code].items()
        found = {word: math.log1p(n) * self.emphasis.get(word, OTHER) for word, n in told if n > 1}
        return strongest(np.array(list(found.values())), np.arange(len(found)), list(found))


class _Known:
    """What is known of each word once the complaints are read, by number.

    Attributes:
        words: the words.
        rarity: the logarithm of 1 plus complaints for each that uses it.
        emphasis: how much it says of the matter.
        emphasised: whether the vocabulary says so.
    """

    def __init__(
        self, words: list[str], used: NDArray[np.int64], complaints: int, emphasis: Mapping[str, float]
    ) -> None:
        self.words = words
        times, at = np.unique(used, return_inverse=True)
        self.rarity = np.array([math.log(1 + complaints / held) for held in times.tolist()])[at]
        self.emphasis = np.array([emphasis.get(word, OTHER) for word in words])
        self.emphasised = np.array([word in emphasis for word in words], dtype=bool)


def strongest(weights: NDArray[np.float64], numbers: NDArray[np.integer], words: Sequence[str]) -> dict[str, float]:
    """Return the words that weigh most, at most `QUERY_WORDS`, strongest first.

    Args:
        weights: of each word.
        numbers: the place of each among `words`.
        words: these and others.
    """
    if len(weights) > QUERY_WORDS:
        kept = np.flatnonzero(weights >= np.partition(weights, -QUERY_WORDS)[-QUERY_WORDS])
        weights, numbers = weights[kept], numbers[kept]
    order = sorted([(-weight, words[at]) for at, weight in zip(numbers.tolist(), weights.tolist(), strict=True)])
    return {word: -weight for weight, word in order[:QUERY_WORDS]}


def gather(
    texts: Iterable[Tokens], issue_of: Mapping[str, str], evidence: Evidence, vocabulary: Vocabulary, frame: MatterFrame
) -> Queries:
    """Return what issues and problems are asked with, from the complaints read once.

    Args:
        texts: doc_id, tokens and tags of each complaint; the joined tokens are title, newline, text.
        issue_of: the issue of each complaint that has one.
        evidence: of these complaints and any others.
        vocabulary: how tokens become comparable words.
        frame: the matters.
    """
    made = Queries(emphasis=vocabulary.emphasis, handling=frame.handling)
    for complaints in batched(texts, _TOGETHER):
        columns = (pa.array(column) for column in zip(*complaints, strict=True))
        batch = pa.record_batch(list(columns), names=["doc_id", "words", "tags"])
        made.add(hear(batch, evidence, vocabulary, frame), issue_of)
    return made
