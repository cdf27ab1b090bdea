"""What issues and problems are asked of the clauses with: weighted words of the complaints."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from govtext.parallel import batched
from govtext.policies.matters import MatterFrame
from govtext.policies.vocabulary import ACT, ACTOR, OTHER, Vocabulary

TITLE, OPENING, REST = 3.0, 1.0, 0.3
OPENING_LENGTH = 200
# Words of a query that are kept: long petitions name much that is beside the matter.
QUERY_WORDS = 20
# A word that fewer complaints outside the issue use is a name of the place or party, not of the matter.
NAMES_BELOW = 2
NAMES_FROM = 200
# A matter that fewer messages of an issue raise is beside it.
RAISED_LEAST = 0.3
# Messages whose matters are sought together.
_TOGETHER = 1000
# Where a word stands first in a message: number → weight, and back.
_WEIGHTS = np.array([TITLE, OPENING, REST])
_PLACE = {weight: place for place, weight in enumerate(_WEIGHTS.tolist())}

Tokens = tuple[str, list[str], list[str]]


@dataclass
class Queries:
    """Words of issues and problems, gathered in one pass over the complaints.

    Attributes:
        complaints: complaints read.
        used: in how many of them each word stands.
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
    used: Counter[str] = field(default_factory=Counter)
    told: dict[str, tuple[array[int], array[int]]] = field(default_factory=dict)
    problems: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    emphasis: Mapping[str, float] = field(default_factory=dict)
    messages: Counter[str] = field(default_factory=Counter)
    matters: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    raised_by: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    handling: frozenset[str] = frozenset()
    asked_by: dict[str, array[float]] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)
    _words: list[str] = field(default_factory=list)

    def take(self, issue_id: str, weights: Mapping[str, float]) -> None:
        """Keep the words of a message of an issue: five bytes a word, for there are as many issues as texts."""
        words, places = self.told.setdefault(issue_id, (array("i"), array("b")))
        numbers, known = self._numbers, self._words
        for word, weight in weights.items():
            number = numbers.get(word)
            if number is None:
                number = numbers[word] = len(known)
                known.append(word)
            words.append(number)
            places.append(_PLACE[weight])

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
        messages = self.messages[issue_id]
        words, places = self._told(issue_id)
        numbers, at, own = np.unique(words, return_inverse=True, return_counts=True)
        summed = np.bincount(at, _WEIGHTS[places], minlength=len(numbers))
        weights = {}
        for number, weight, held in zip(numbers.tolist(), summed.tolist(), own.tolist(), strict=True):
            word = self._words[number]
            elsewhere = self.used[word] - held
            if self.complaints - messages >= NAMES_FROM and elsewhere < NAMES_BELOW and word not in self.emphasis:
                continue
            rarity = math.log(1 + self.complaints / self.used[word])
            weights[word] = weight / messages * rarity * self.emphasis.get(word, OTHER)
        return _strongest(weights)

    def subject(self, issue_id: str) -> set[str]:
        """Return the words that tell the issue's subject: those in half of its titles, but what is done and by whom."""
        half = self.messages[issue_id] / 2
        words, places = self._told(issue_id)
        titled = Counter(words[places == _PLACE[TITLE]].tolist())
        common = (self._words[number] for number, count in titled.items() if count >= half)
        return {word for word in common if self.emphasis.get(word, OTHER) not in (ACT, ACTOR)}

    def _told(self, issue_id: str) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
        words, places = self.told.get(issue_id, (array("i"), array("b")))
        return np.frombuffer(words, dtype=np.int32), np.frombuffer(places, dtype=np.int8)

    def problem(self, code: str) -> dict[str, float]:
        """Return the weighted words of a problem: those of its evidence."""
        found = self.problems[code].items()
        return _strongest({word: math.log1p(n) * self.emphasis.get(word, OTHER) for word, n in found if n > 1})


def weighed(words: Mapping[str, float], emphasis: Mapping[str, float]) -> dict[str, float]:
    """Return the words of a single message that say most of its matter, weighted."""
    return _strongest({word: weight * emphasis.get(word, OTHER) for word, weight in words.items()})


def _strongest(weights: Mapping[str, float]) -> dict[str, float]:
    order = sorted(weights.items(), key=lambda entry: (-entry[1], entry[0]))
    return dict(order[:QUERY_WORDS])


@dataclass(frozen=True)
class Said:
    """What a complaint says.

    Attributes:
        words: with their weights.
        matters: that it raises, with their weights.
        evidence: each code's words of evidence.
        asked: how much it asks about each aspect; empty where it raises no matter.
    """

    doc_id: str
    words: dict[str, float]
    matters: dict[str, float]
    evidence: tuple[tuple[str, frozenset[str]], ...] = ()
    asked: Sequence[float] = ()


# Code, start and end of what justifies each code of a complaint, by complaint.
Evidence = Mapping[str, Sequence[tuple[str, int, int]]]


def read(
    complaints: Sequence[Tokens], evidence: Evidence, vocabulary: Vocabulary, frame: MatterFrame
) -> Iterator[Said]:
    """Yield what each of some complaints says.

    Args:
        complaints: doc_id, tokens and tags of each; the joined tokens are title, newline, text.
        evidence: of these complaints and any others.
        vocabulary: how tokens become comparable words.
        frame: the matters.
    """
    messages = ["".join(tokens).partition("\n") for _, tokens, _ in complaints]
    raised = frame.raised([(title, text) for title, _, text in messages])
    for (doc_id, tokens, tags), (title, _, text), matters in zip(complaints, messages, raised, strict=True):
        held = evidence.get(doc_id, ())
        begins = [0, *accumulate(map(len, tokens))] if held else []
        proof = []
        for code, start, end in held:
            # Tokens of which a part lies between start and end.
            own = slice(bisect_right(begins, start, lo=1) - 1, bisect_left(begins, end, hi=len(tokens)))
            proof.append((code, frozenset(vocabulary.words(tokens[own], tags[own]))))
        asked = frame.aspects.asked(title, text) if matters else ()
        yield Said(doc_id, _weights(tokens, tags, vocabulary), matters, tuple(proof), asked)


def add(made: Queries, said: Said, issue: str | None) -> Said:
    """Add what a complaint of an issue (or of none) says to the queries; return it as it is."""
    made.complaints += 1
    made.used.update(said.words.keys())
    if issue is not None:
        made.messages[issue] += 1
        made.take(issue, said.words)
        made.matters[issue].update(said.matters)
        made.raised_by[issue].update(said.matters.keys())
        if said.asked:
            sums = made.asked_by.get(issue, [0.0] * len(said.asked))
            made.asked_by[issue] = array("f", map(float.__add__, sums, said.asked))
    for code, words in said.evidence:
        made.problems[code].update(words)
    return said


def gather(
    texts: Iterable[Tokens], issue_of: Mapping[str, str], evidence: Evidence, vocabulary: Vocabulary, frame: MatterFrame
) -> Queries:
    """Return what issues and problems are asked with, from the complaints read once; arguments as for `read`."""
    made = Queries(emphasis=vocabulary.emphasis, handling=frame.handling)
    for complaints in batched(texts, _TOGETHER):
        for said in read(complaints, evidence, vocabulary, frame):
            add(made, said, issue_of.get(said.doc_id))
    return made


def _weights(tokens: list[str], tags: list[str], vocabulary: Vocabulary) -> dict[str, float]:
    """Return each word's weight: the title's count most, the opening's more than the rest."""
    title = tokens.index("\n") if "\n" in tokens else len(tokens)
    at, opening = 0, len(tokens)
    for position in range(title, len(tokens)):
        at += len(tokens[position])
        if at > OPENING_LENGTH:
            opening = position
            break
    weights: dict[str, float] = {}
    for begin, end, weight in ((0, title, TITLE), (title, opening, OPENING), (opening, len(tokens), REST)):
        for word in vocabulary.words(tokens[begin:end], tags[begin:end]):
            # Where it first stands it weighs most.
            if word not in weights:
                weights[word] = weight
    return weights
