"""What a stretch of text is about: which concepts it names, alone and two together.

A concept is a list of words that say the same for the question at hand (others: 别人, 隔壁, 其他; refusal: 不给, 不予).
That others have something and that we have not says more than either; so pairs have numbers of their own. A regression
over concepts and their pairs learns from few coded texts what one over characters would need very many for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
from scipy import sparse

from govtext.issues.coding.scan import LiteralScan, Texts

# Numbers are whole thousandths, so that sums are exact and hang on no order.
_UNIT = 1000


class ConceptModel:
    """Concepts made ready to be looked for, with numbers per code for one and for two together. Picklable.

    ``concepts`` is name → words; ``together`` is "name" or "name name" → one number per code.
    """

    def __init__(
        self, concepts: Mapping[str, Sequence[str]], together: Mapping[str, Sequence[float]], codes: int
    ) -> None:
        self.names = list(concepts)
        number = {name: at for at, name in enumerate(self.names)}
        owners: dict[str, list[int]] = {}
        for name, words in concepts.items():
            for word in dict.fromkeys(words):
                owners.setdefault(word, []).append(number[name])
        self._scan = LiteralScan(list(owners), alike={"?": "？"})
        self._lengths = np.array([len(word) for word in owners], dtype=np.int64)
        self._counts = np.array([len(own) for own in owners.values()], dtype=np.int64)
        self._firsts = np.cumsum(self._counts) - self._counts
        self._owners = np.array([at for own in owners.values() for at in own], dtype=np.int64)
        size = len(self.names)
        # Pairs of concepts, the lower number first, x codes.
        self._pairs = np.zeros((size * size, codes))
        for key, row in together.items():
            first, last = sorted((number[key.split()[0]], number[key.split()[-1]]))
            self._pairs[first * size + last] += np.rint(np.asarray(row) * _UNIT)
        self._telling = np.abs(self._pairs).sum(axis=1) > 0

    def __bool__(self) -> bool:
        return bool(self.names)

    def named(self, row: Texts, begins: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """Return clauses x concepts: whether the clause names the concept."""
        words, places = self._scan.occurrences(row.codes)
        begun = np.zeros(len(row.codes), dtype=bool)
        begun[begins] = True
        clause = np.cumsum(begun, dtype=np.int32)[places] - 1
        inside = np.flatnonzero((clause >= 0) & (places + self._lengths[words] <= ends[clause]))
        words, clause = words[inside], clause[inside]
        counts = self._counts[words]
        shift = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        found = np.zeros((len(begins), len(self.names)), dtype=np.float32)
        found[np.repeat(clause, counts), self._owners[np.repeat(self._firsts[words], counts) + shift]] = 1.0
        return found

    def points(self, found: np.ndarray) -> np.ndarray:
        """Return stretches x codes: what the concepts found (0 or 1) and their pairs add."""
        size = len(self.names)
        row, concept = np.nonzero(found)
        held = np.bincount(row, minlength=len(found))
        # Each concept of a stretch stands with itself and with those behind it.
        partners = np.repeat(np.cumsum(held), held) - np.arange(len(row))
        first = np.repeat(np.arange(len(row)), partners)
        last = first + np.arange(len(first)) - np.repeat(np.cumsum(partners) - partners, partners)
        pairs = concept[first] * size + concept[last]
        telling = self._telling[pairs]
        counts = np.bincount(row[first[telling]], minlength=len(found))
        shape = (len(found), size * size)
        ones = np.ones(int(counts.sum()))
        present = sparse.csr_matrix((ones, pairs[telling], np.append(0, np.cumsum(counts))), shape=shape)
        return np.asarray(present @ self._pairs) / _UNIT

    def parts(self, found: np.ndarray, code: int) -> Iterator[tuple[str, float]]:
        """Yield the concepts of one stretch and their pairs with what each adds to a code."""
        for first, last in pairs_of(np.flatnonzero(found).tolist()):
            value = float(self._pairs[first * len(self.names) + last, code]) / _UNIT
            if value:
                names = (self.names[first],) if first == last else (self.names[first], self.names[last])
                yield "{" + " ".join(names) + "}", value


def pairs_of(found: Sequence[int]) -> list[tuple[int, int]]:
    """Return each number with itself, then each pair of numbers, the lower first."""
    ordered = sorted(found)
    return [(one, one) for one in ordered] + list(combinations(ordered, 2))
