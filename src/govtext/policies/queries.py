"""What issues and problems are asked of the clauses with: weighted words of the complaints."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from govtext.parallel import batched
from govtext.policies.hearing import IN_TITLE, PLACE_WEIGHTS, Evidence, Heard, hear
from govtext.policies.linking import WeightedWords
from govtext.policies.matters import MatterFrame
from govtext.policies.ranking import Asked
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


@dataclass(frozen=True)
class Said:
    """What the complaints of a batch say that issues are asked with; complaint i has ends[i] to ends[i + 1] of each.

    Attributes:
        doc_ids: the complaints.
        ends: of the words.
        words: each word, by number; one stands once in a complaint.
        places: where it stands first.
        raised_ends: of the matters.
        matters: the matters that each complaint raises, by number.
        weights: of these.
        asking: the complaints that ask about aspects, by their places.
        asked: how much each of these asks about each aspect.
    """

    doc_ids: list[str]
    ends: NDArray[np.int64]
    words: NDArray[np.int32]
    places: NDArray[np.int8]
    raised_ends: NDArray[np.int64]
    matters: NDArray[np.int16]
    weights: NDArray[np.float64]
    asking: NDArray[np.int64]
    asked: NDArray[np.float32]


@dataclass
class Queries:
    """Words of issues and problems, gathered in one pass over the complaints.

    Attributes:
        emphasis: how much a word says of the matter.
        handling: the matters that are about what became of an earlier message.
        complaints: complaints read.
        used: in how many of them each word stands, by number.
        problems: per code, in how many pieces of evidence each word stands.
    """

    emphasis: Mapping[str, float] = field(default_factory=dict)
    handling: frozenset[str] = frozenset()
    complaints: int = 0
    used: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    problems: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _numbers: dict[str, int] = field(default_factory=dict)
    _matters: dict[str, int] = field(default_factory=dict)
    _issues: dict[str, int] = field(default_factory=dict)
    _told: list[_Told] = field(default_factory=list)
    _asked: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))

    def add(self, heard: Heard, issue_of: Mapping[str, str]) -> None:
        """Add what the complaints of a batch say, given the issues of those that belong to one."""
        self.belong(self.count(heard), issue_of)

    def count(self, heard: Heard) -> Said:
        """Add what the complaints of a batch say at large; return what is to be added to their issues, once known."""
        self.complaints += len(heard.doc_ids)
        self.__dict__.pop("_known", None)
        self.prove(heard.evidence)
        known, names = self._numbers, self._matters
        numbers = np.fromiter((known.setdefault(word, len(known)) for word in heard.words), np.int32, len(heard.words))
        if len(known) > len(self.used):
            self.used = np.concatenate([self.used, np.zeros(2 * len(known) - len(self.used), dtype=np.int64)])
        self.used[numbers] += np.bincount(heard.numbers, minlength=len(numbers))
        matters = [names.setdefault(name, len(names)) for raised in heard.matters for name in raised]
        asking = [at for at, asked in enumerate(heard.asked) if len(asked)]
        return Said(
            heard.doc_ids, heard.ends, numbers[heard.numbers], heard.places,
            np.cumsum([0, *map(len, heard.matters)]), np.array(matters, dtype=np.int16),
            np.array([weight for raised in heard.matters for weight in raised.values()], dtype=np.float64),
            np.array(asking, dtype=np.int64), np.array([heard.asked[at] for at in asking], dtype=np.float32),
        )

    def prove(self, evidence: Iterable[Iterable[tuple[str, Iterable[str]]]]) -> None:
        """Add the words of the evidence of complaints, by code."""
        for own in evidence:
            for code, words in own:
                self.problems[code].update(words)

    def belong(self, said: Said, issue_of: Mapping[str, str]) -> None:
        """Add what complaints say to their issues, of those that belong to one."""
        self.__dict__.pop("_by_issue", None)
        numbers = self._issues
        named = (issue_of.get(doc_id) for doc_id in said.doc_ids)
        found = [-1 if one is None else numbers.setdefault(one, len(numbers)) for one in named]
        issue = np.array(found, dtype=np.int64)
        own = np.flatnonzero(issue >= 0)
        at, sizes = _spread(said.ends[own], np.diff(said.ends)[own]), np.diff(said.ends)[own]
        raised, times = _spread(said.raised_ends[own], np.diff(said.raised_ends)[own]), np.diff(said.raised_ends)[own]
        self._told.append(
            _Told(issue[own], sizes, said.words[at], said.places[at], times, said.matters[raised], said.weights[raised])
        )
        asking = np.flatnonzero(issue[said.asking] >= 0)
        if len(asking):
            missing = len(numbers) - len(self._asked)
            if missing > 0:
                more = np.zeros((missing + len(numbers), said.asked.shape[1]), dtype=np.float32)
                self._asked = np.concatenate([self._asked, more]) if len(self._asked) else more
            # Sums of small whole numbers: single precision holds them.
            np.add.at(self._asked, issue[said.asking[asking]], said.asked[asking])

    @property
    def issues(self) -> list[str]:
        """Return the issues that complaints belong to, sorted."""
        return sorted(self._issues)

    def of(self, issues: Sequence[str]) -> list[Asked]:
        """Return what each issue asks of the clauses.

        Its words are those that its messages say, less what complaints at large say, at most `QUERY_WORDS`, strongest
        first; its subject those that stand in half of its titles, but what is done and by whom. A matter has its mean
        weight over the messages. What became of earlier messages is no part of the common matter: it counts in full
        where enough messages tell it.
        """
        own = np.array([self._issues.get(one, -1) for one in issues], dtype=np.int64)
        words, subjects = self._words(own)
        raised = self._raised(own)
        asked = [
            self._asked[at] if 0 <= at < len(self._asked) and self._asked[at].any() else () for at in own.tolist()
        ]
        return [Asked(*one) for one in zip(words, raised, subjects, asked, strict=True)]

    def _words(self, issues: NDArray[np.int64]) -> tuple[list[dict[str, float]], list[set[str]]]:
        """Return the weighted words of each issue, and those that tell its subject."""
        told, known = self._by_issue, self._known
        owner, at = told.words_of(issues)
        words, places = told.words[at], told.places[at]
        # Words in the order of their characters, in which those that weigh the same are to stand.
        found, entry, own = np.unique(
            owner * len(known.words) + known.rank[words], return_inverse=True, return_counts=True
        )
        who, ranks = np.divmod(found, max(len(known.words), 1))
        numbers, messages = known.alphabetical[ranks], told.messages(issues)[who]
        known_elsewhere = (self.used[numbers] - own >= NAMES_BELOW) | known.emphasised[numbers]
        kept = np.flatnonzero(known_elsewhere | (self.complaints - messages < NAMES_FROM))
        summed = np.bincount(entry, PLACE_WEIGHTS[places], minlength=len(found))
        weights = summed / messages * known.rarity[numbers] * known.emphasis[numbers]
        kept = kept[np.argsort(-weights[kept], kind="stable")]
        kept = kept[np.argsort(who[kept], kind="stable")]
        kept = kept[np.arange(len(kept)) - np.searchsorted(who[kept], who[kept]) < QUERY_WORDS]
        weighed: list[dict[str, float]] = [{} for _ in issues]
        for issue, number, weight in zip(*(one[kept].tolist() for one in (who, numbers, weights)), strict=True):
            weighed[issue][known.words[number]] = weight
        titled = np.bincount(entry[places == IN_TITLE], minlength=len(found))
        tells = ~np.isin(known.emphasis[numbers], (ACT, ACTOR))
        subject = np.flatnonzero((titled > 0) & (titled >= messages / 2) & tells)
        subjects: list[set[str]] = [set() for _ in issues]
        for issue, number in zip(who[subject].tolist(), numbers[subject].tolist(), strict=True):
            subjects[issue].add(known.words[number])
        return weighed, subjects

    def _raised(self, issues: NDArray[np.int64]) -> list[dict[str, float]]:
        """Return the matters that each issue raises, weighted, in the order in which its messages raise them."""
        told, names = self._by_issue, list(self._matters)
        owner, at = told.matters_of(issues)
        found, first, entry = np.unique(
            owner * len(names) + told.matters[at], return_index=True, return_inverse=True
        )
        weights, times = np.bincount(entry, told.weights[at], len(found)), np.bincount(entry, minlength=len(found))
        who, numbers = np.divmod(found, max(len(names), 1))
        messages = told.messages(issues)[who]
        handled = np.array([name in self.handling for name in names], dtype=bool)[numbers]
        enough = np.where(handled, times, weights) >= RAISED_LEAST * messages
        means = weights / np.where(handled, times, messages)
        kept = np.argsort(first)
        kept = kept[enough[kept]]
        raised: list[dict[str, float]] = [{} for _ in issues]
        for issue, number, mean in zip(*(one[kept].tolist() for one in (who, numbers, means)), strict=True):
            raised[issue][names[number]] = mean
        return raised

    @cached_property
    def _known(self) -> _Known:
        return _Known(list(self._numbers), self.used[: len(self._numbers)], self.complaints, self.emphasis)

    @cached_property
    def _by_issue(self) -> _ByIssue:
        whole = _Told.joined(self._told)
        self._told = [whole]
        return _ByIssue(whole, len(self._issues))

    def problem(self, code: str) -> dict[str, float]:
        """Return the weighted words of a problem: those of its evidence."""
        told = self.problems[code].items()
        found = {word: math.log1p(n) * self.emphasis.get(word, OTHER) for word, n in told if n > 1}
        return strongest(np.array(list(found.values())), np.arange(len(found)), list(found))


class _Told(NamedTuple):
    """Complaints of issues: of each its issue, how many words it says, these, and likewise the matters it raises."""

    issue: NDArray[np.int64]
    sizes: NDArray[np.int64]
    words: NDArray[np.int32]
    places: NDArray[np.int8]
    times: NDArray[np.int64]
    matters: NDArray[np.int16]
    weights: NDArray[np.float64]

    @classmethod
    def joined(cls, parts: Sequence[_Told]) -> _Told:
        none = np.zeros(0, dtype=np.int64)
        empty = cls(none, none, none.astype(np.int32), none.astype(np.int8), none, none.astype(np.int16), np.zeros(0))
        return cls(*(np.concatenate(columns) for columns in zip(empty, *parts, strict=True)))


class _ByIssue:
    """Where what is told of each issue stands, in the order of its messages."""

    def __init__(self, told: _Told, issues: int) -> None:
        self.words, self.places, self.matters, self.weights = told.words, told.places, told.matters, told.weights
        self._order = np.argsort(told.issue, kind="stable")
        # One more, of no messages, for an issue that is not known: the last, as -1 has it.
        self._messages = np.bincount(told.issue, minlength=issues + 1)
        self._begins = np.cumsum(self._messages) - self._messages
        self._sizes, self._times = told.sizes, told.times
        self._first, self._raised = (np.cumsum(sizes) - sizes for sizes in (told.sizes, told.times))

    def messages(self, issues: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how many messages each issue has."""
        return np.asarray(self._messages[issues])

    def words_of(self, issues: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the place among the issues of each word of theirs, and where it stands."""
        return self._of(issues, self._first, self._sizes)

    def matters_of(self, issues: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the place among the issues of each matter that they raise, and where it stands."""
        return self._of(issues, self._raised, self._times)

    def _of(
        self, issues: NDArray[np.int64], first: NDArray[np.int64], sizes: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        messages = self._messages[issues]
        own = self._order[_spread(self._begins[issues], messages)]
        owner = np.repeat(np.arange(len(issues)), messages)
        return np.repeat(owner, sizes[own]), _spread(first[own], sizes[own])


def _spread(begins: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return begins[i], begins[i] + 1, … of each stretch of so many, one after the other."""
    return np.repeat(begins - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())


class _Known:
    """What is known of each word once the complaints are read, by number.

    Attributes:
        words: the words.
        rarity: the logarithm of 1 plus complaints for each that uses it.
        emphasis: how much it says of the matter.
        emphasised: whether the vocabulary says so.
        alphabetical: the words in the order of their characters.
        rank: the place of each in that order.
    """

    def __init__(
        self, words: list[str], used: NDArray[np.int64], complaints: int, emphasis: Mapping[str, float]
    ) -> None:
        self.words = words
        times, at = np.unique(used, return_inverse=True)
        self.rarity = np.array([math.log(1 + complaints / held) for held in times.tolist()])[at]
        self.emphasis = np.array([emphasis.get(word, OTHER) for word in words])
        self.emphasised = np.array([word in emphasis for word in words], dtype=bool)
        self.alphabetical = np.array(sorted(range(len(words)), key=words.__getitem__), dtype=np.int64)
        self.rank = np.empty(len(words), dtype=np.int64)
        self.rank[self.alphabetical] = np.arange(len(words))


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
