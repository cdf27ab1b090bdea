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

from govtext.literal_scan import runs

# Numbers are whole thousandths, so that sums are exact and hang on no order.
_UNIT = 1000


class ConceptModel:
    """Concepts made ready to be looked for, with numbers per code for one and for two together. Picklable.

    ``concepts`` is name → words; ``together`` is "name" or "name name" → one number per code.

    Attributes:
        names: the names of the concepts.
        words: the words of all concepts, each once; they are spoken of by their numbers.
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
        self.words = list(owners)
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

    def named(self, words: np.ndarray, clause: np.ndarray, clauses: int) -> np.ndarray:
        """Return clauses x concepts: whether the clause names the concept, given words and the clause of each."""
        counts = self._counts[words]
        owners = self._owners[runs(self._firsts[words], counts)]
        found = np.zeros((clauses, len(self.names)), dtype=bool)
        found[np.repeat(clause, counts), owners] = True
        return found

    def points(self, found: np.ndarray) -> np.ndarray:
        """Return stretches x codes: what the concepts found and their pairs add."""
        size = len(self.names)
        at = np.flatnonzero(found)
        row, concept = np.divmod(at, size)
        ends = np.cumsum(np.bincount(row, minlength=len(found)))
        # Each concept of a stretch stands with itself and with those behind it.
        partners = ends[row] - np.arange(len(row))
        pairs = np.repeat(concept * size, partners)
        pairs += concept[runs(np.arange(len(row)), partners)]
        telling = self._telling[pairs]
        counts = np.append(0, np.cumsum(telling))[np.append(0, np.cumsum(partners))]
        pairs = pairs[telling]
        shape = (len(found), size * size)
        present = sparse.csr_matrix((np.ones(len(pairs)), pairs, counts[np.append(0, ends)]), shape=shape)
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
