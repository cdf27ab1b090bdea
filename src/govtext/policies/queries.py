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
from govtext.policies.linking import WeightedWords
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
    matters: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(float)))
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
        ends = heard.ends.tolist()
        said, places = memoryview(words.tobytes()), memoryview(heard.places.tobytes())
        for at, doc_id in enumerate(heard.doc_ids):
            for code, evidence in heard.evidence[at]:
                self.problems[code].update(evidence)
            issue_id = issue_of.get(doc_id)
            if issue_id is None:
                continue
            self.messages[issue_id] += 1
            told = self.told.get(issue_id)
            if told is None:
                told = self.told[issue_id] = (array("i"), array("b"))
            first, last = ends[at], ends[at + 1]
            told[0].frombytes(said[first * words.itemsize : last * words.itemsize])
            told[1].frombytes(places[first:last])
            if heard.matters[at]:
                self._raise(issue_id, heard.matters[at], heard.asked[at])

    def _raise(self, issue_id: str, matters: Mapping[str, float], asked: Sequence[float]) -> None:
        weights, times = self.matters[issue_id], self.raised_by[issue_id]
        for name, weight in matters.items():
            weights[name] += weight
            times[name] += 1
        if not asked:
            return
        sums = self.asked_by.get(issue_id)
        if sums is None:
            self.asked_by[issue_id] = array("f", asked)
            return
        for at, value in enumerate(asked):
            if value:
                sums[at] += value

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


def strongest_each(heard: Heard, emphasis: Mapping[str, float]) -> WeightedWords:
    """Return the words of each complaint that say most of its matter, as `strongest`; none where it raises no matter.

    Args:
        heard: the complaints.
        emphasis: how much a word says of the matter.
    """
    raises = np.fromiter(map(bool, heard.matters), np.bool_, len(heard.matters))
    owner = np.repeat(np.arange(len(raises)), np.diff(heard.ends))
    own = np.flatnonzero(raises[owner])
    owner, numbers, places = owner[own], heard.numbers[own].astype(np.int64), heard.places[own]
    # Words weigh one of a few weights: these are ordered, and the words, and then all entries by whole numbers.
    says, said = np.unique([emphasis.get(word, OTHER) for word in heard.words], return_inverse=True)
    weights, level = np.unique(np.outer(PLACE_WEIGHTS, says), return_inverse=True)
    level = level.reshape(len(PLACE_WEIGHTS), -1)[places, said[numbers]]
    alphabetical = np.empty(len(heard.words), dtype=np.int64)
    alphabetical[sorted(range(len(heard.words)), key=heard.words.__getitem__)] = np.arange(len(heard.words))
    keys = (owner * len(weights) + len(weights) - 1 - level) * len(heard.words) + alphabetical[numbers]
    order = np.argsort(keys)
    order = order[(np.arange(len(order)) - np.searchsorted(owner, owner)) < QUERY_WORDS]
    return WeightedWords(heard.words, owner[order], numbers[order], weights[level[order]], len(raises))


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
