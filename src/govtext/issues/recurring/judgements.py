"""Messages that readers put into issues: what the judgement of pairs and clusters is fitted on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
UNREAD = -1
# A pair counts the less, the larger its smaller issue is: else a few large issues would be all that is learnt.
SIZE_POWER = 0.75
FOLDS, SEED = 5, 1


@dataclass(frozen=True)
class Judgements:
    """Which issue each message was put into.

    Attributes:
        issue: number of the issue per message, `UNREAD` where nobody read it.
        file: number of the file per message; a file is read by itself, so that only messages of
            one file are known to be or not to be of one issue.
        unsure: pairs of issues, first < second, that readers could not tell to be one or two.
        agreed: 1 for messages that several readers judged alike beside their whole file, else 0; None for all 0.
        beside: number of the set of messages, of any files, that several readers judged side by side, `UNREAD`
            for messages of none; None for none at all.
        whole: whether a message was judged beside its whole file; None for all that were read.
    """

    issue: Integers
    file: Integers
    unsure: frozenset[tuple[int, int]]
    agreed: Integers | None = None
    beside: Integers | None = None
    whole: Booleans | None = None

    @classmethod
    def of(cls, keys: Sequence[tuple[str, str]], read: Iterable[dict[str, str]]) -> Judgements:
        """Return the judgements of messages.

        Args:
            keys: file and id of each message.
            read: rows with source_file, source_id, issue_id and, where it was seen, unsure_with: issue_ids
                parted by blanks; readers: how many judged it beside its whole file, 1 if not told; beside: the
                set it was judged in by several. The first row of a message counts, but its set may be told later.
        """
        numbers: dict[str, int] = {}
        of_message: dict[tuple[str, str], str] = {}
        readers: dict[tuple[str, str], str] = {}
        sets: dict[tuple[str, str], str] = {}
        doubts: set[tuple[str, str]] = set()
        for row in read:
            key = row["source_file"], row["source_id"]
            readers.setdefault(key, row.get("readers") or "1")
            if row.get("beside"):
                sets.setdefault(key, row["beside"])
            of_message.setdefault(key, row["issue_id"])
            numbers.setdefault(row["issue_id"], len(numbers))
            doubts |= {(row["issue_id"], other) for other in (row.get("unsure_with") or "").split()}
        pairs = ((numbers[a], numbers[b]) for a, b in doubts if a in numbers and b in numbers and a != b)
        files = {name: number for number, name in enumerate(sorted({file for file, _ in keys}))}
        of_set = {name: number for number, name in enumerate(sorted(set(sets.values())))}
        return cls(
            np.array([numbers[of_message[key]] if key in of_message else UNREAD for key in keys], dtype=np.int64),
            np.array([files[file] for file, _ in keys], dtype=np.int64),
            frozenset((min(pair), max(pair)) for pair in pairs),
            np.array([readers.get(key, "1") not in {"0", "1"} for key in keys], dtype=np.int64),
            np.array([of_set[sets[key]] if key in sets else UNREAD for key in keys], dtype=np.int64),
            np.array([readers.get(key, "0") != "0" for key in keys], dtype=bool),
        )

    def judged(self, left: Integers, right: Integers) -> Booleans:
        """Return for pairs of messages whether both were read by who read the other, sure of them or not."""
        in_file = self.file[left] == self.file[right]
        if self.whole is not None:
            in_file &= self.whole[left] & self.whole[right]
        read = (self.issue[left] >= 0) & (self.issue[right] >= 0)
        return np.asarray(read & (in_file | self.side_by_side(left, right)))

    def known(self, left: Integers, right: Integers) -> Booleans:
        """Return for pairs of messages whether it is known that they are, or are not, of one issue."""
        return self.judged(left, right) & ~self.doubtful(self.issue[left], self.issue[right])

    def side_by_side(self, left: Integers, right: Integers) -> Booleans:
        """Return for pairs of messages whether several readers judged them in one set."""
        if self.beside is None:
            return np.zeros(len(left), dtype=bool)
        return np.asarray((self.beside[left] == self.beside[right]) & (self.beside[left] >= 0))

    def doubtful(self, a: Integers, b: Integers) -> Booleans:
        """Return for pairs of issues whether readers could not tell them apart or together."""
        step = np.int64(self.issue.max(initial=0) + 1)
        codes = np.array([first * step + second for first, second in sorted(self.unsure)], dtype=np.int64)
        return np.isin(np.minimum(a, b) * step + np.maximum(a, b), codes)

    def weights(self, left: Integers, right: Integers) -> NDArray[np.float64]:
        """Return how much each pair of read messages counts."""
        held = np.maximum(np.bincount(self.issue[self.issue >= 0], minlength=int(self.issue.max(initial=0)) + 1), 1)
        smaller = np.minimum(held[self.issue[left]], held[self.issue[right]])
        return np.asarray(1.0 / smaller**SIZE_POWER)

    def agreed_on(self, left: Integers, right: Integers) -> Booleans:
        """Return for pairs of messages whether several readers judged both in one set, or one beside its whole file."""
        together = self.side_by_side(left, right)
        if self.agreed is None:
            return together
        return np.asarray(together | ((self.agreed[left] | self.agreed[right]) > 0))

    def folds(self) -> Integers:
        """Return the part, 0 to `FOLDS` - 1, that each message's issue falls into; `UNREAD` where it has none."""
        drawn = np.random.default_rng(SEED).integers(0, FOLDS, int(self.issue.max(initial=0)) + 1)
        return np.where(self.issue >= 0, drawn[self.issue], UNREAD)


@dataclass(frozen=True)
class Agreement:
    """How clusters agree with what was read.

    Attributes:
        precision, recall: B-cubed, of messages whose issue has several.
        pieces: clusters that an issue of several messages is spread over, mean.
        alone: share of the messages without company that stay alone.
        one_matter: share of the clusters of three or more read messages none of which are known to be of two issues.
    """

    precision: float
    recall: float
    pieces: float
    alone: float
    one_matter: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-12)


def agreement(read: Judgements, owner: Integers, chosen: Booleans) -> Agreement:
    """Return how clusters agree with the judgements of the chosen messages.

    Args:
        read: what was read.
        owner: cluster of each message, -1 for messages alone.
        chosen: whose issues count.
    """
    guess = np.where(owner >= 0, owner, -1 - np.arange(len(owner)))
    size = Counter(read.issue[read.issue >= 0].tolist())
    several = [at for at in np.flatnonzero(chosen & (read.issue >= 0)).tolist() if size[int(read.issue[at])] > 1]
    true, found = _groups(several, read.issue), _groups(several, guess)
    shared = np.array([len(true[int(read.issue[at])] & found[int(guess[at])]) for at in several], dtype=float)
    in_true = np.array([len(true[int(read.issue[at])]) for at in several], dtype=float)
    in_found = np.array([len(found[int(guess[at])]) for at in several], dtype=float)
    pieces = [len({int(guess[at]) for at in members}) for members in true.values()]
    whole = read.whole if read.whole is not None else read.issue >= 0
    lone = [at for at in np.flatnonzero(chosen & whole).tolist() if size[int(read.issue[at])] == 1]
    company = Counter(zip(guess.tolist(), read.file.tolist(), strict=True))
    alone = [company[int(guess[at]), int(read.file[at])] <= 1 for at in lone]
    return Agreement(
        _mean(shared / in_found), _mean(shared / in_true), _mean(pieces), _mean(alone), _one_matter(read, guess, chosen)
    )


def _one_matter(read: Judgements, guess: Integers, chosen: Booleans) -> float:
    known = np.flatnonzero(read.issue >= 0)
    sure, counted = 0.0, 0.0
    for members in _groups(known.tolist(), guess).values():
        if len(members) < 3:
            continue
        rows = np.array(sorted(members), dtype=np.int64)
        share = float(np.mean(chosen[rows]))
        left, right = (rows[side] for side in np.triu_indices(len(rows), 1))
        apart = (read.issue[left] != read.issue[right]) & read.known(left, right)
        counted += share
        sure += share * (not apart.any())
    return sure / counted if counted else 1.0


def _groups(rows: list[int], value: Integers) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for at in rows:
        found.setdefault(int(value[at]), set()).add(at)
    return found


def _mean(values: Sequence[float] | NDArray[np.float64]) -> float:
    return float(np.mean(values)) if len(values) else 1.0
