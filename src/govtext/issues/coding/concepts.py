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

from govtext.literal_scan import distinct, runs

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
        self._owners = np.array([at for own in owners.values() for at in own], dtype=np.int32)
        size = len(self.names)
        # Pairs of concepts, the lower number first, x codes.
        self._pairs = np.zeros((size * size, codes))
        for key, row in together.items():
            first, last = sorted((number[key.split()[0]], number[key.split()[-1]]))
            self._pairs[first * size + last] += np.rint(np.asarray(row) * _UNIT)

    def __bool__(self) -> bool:
        return bool(self.names)

    def named(self, words: np.ndarray, clause: np.ndarray) -> np.ndarray:
        """Return which clause names which concept, given words and the clause of each.

        Each naming is one number, clause x concepts + concept; they are told once and in order.
        """
        counts = self._counts[words]
        named = np.repeat(clause.astype(np.int32) * np.int32(len(self.names)), counts)
        named += self._owners[runs(self._firsts[words], counts)]
        return distinct(named)

    def stretched(self, named: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """Return which stretch names which concept as :meth:`named`, given the first and the last clause of each."""
        size = np.int32(len(self.names))
        clause, concept = np.divmod(named, size)
        begins = np.append(0, np.cumsum(np.bincount(clause, minlength=int(last.max(initial=-1)) + 1)))
        times = begins[last + 1] - begins[first]
        stretched = np.repeat(np.arange(len(first), dtype=np.int32) * size, times)
        stretched += concept[runs(begins[first], times)]
        return distinct(stretched)

    def points(self, named: np.ndarray, stretches: int) -> np.ndarray:
        """Return stretches x codes: what the concepts named and their pairs add."""
        size = np.int32(len(self.names))
        row, concept = np.divmod(named, size)
        ends = np.cumsum(np.bincount(row, minlength=stretches))
        # Each concept of a stretch stands with itself and with those behind it.
        at = np.arange(len(row), dtype=np.int32)
        partners = ends[row] - at
        pairs = np.repeat(concept * size, partners)
        pairs += concept[runs(at, partners)]
        begins = np.append(0, np.cumsum(partners))[np.append(0, ends)]
        shape = (stretches, int(size) ** 2)
        present = sparse.csr_matrix((np.ones(len(pairs)), pairs, begins), shape=shape)
        return np.asarray(present @ self._pairs) / _UNIT

    def parts(self, named: Sequence[int], code: int) -> Iterator[tuple[str, float]]:
        """Yield the concepts of one stretch, by number, and their pairs with what each adds to a code."""
        for first, last in pairs_of(named):
            value = float(self._pairs[first * len(self.names) + last, code]) / _UNIT
            if value:
                names = (self.names[first],) if first == last else (self.names[first], self.names[last])
                yield "{" + " ".join(names) + "}", value


def pairs_of(found: Sequence[int]) -> list[tuple[int, int]]:
    """Return each number with itself, then each pair of numbers, the lower first."""
    ordered = sorted(found)
    return [(one, one) for one in ordered] + list(combinations(ordered, 2))
