"""What a stretch of text is about: which concepts it names, alone and two together.

A concept is a list of words that say the same for the question at hand (others: 别人, 隔壁, 其他; refusal: 不给, 不予).
That others have something and that we have not says more than either; so pairs have numbers of their own. A regression
over concepts and their pairs learns from few coded texts what one over characters would need very many for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np

from govtext.issues.coding.scan import LiteralScan, Texts

# Numbers are whole thousandths, so that sums are exact and hang on no order.
_UNIT = 1000
# Few enough that they stay near the processor.
_AT_ONCE = 512


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
        table = np.zeros((size, codes, size), dtype=np.float32)
        for key, row in together.items():
            first, last = key.split()[0], key.split()[-1]
            table[number[first], :, number[last]] = np.rint(np.asarray(row) * _UNIT)
        self._table = table.reshape(size, codes * size)
        self._codes = codes

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
        parts = []
        for at in range(0, len(found), _AT_ONCE):
            own = found[at : at + _AT_ONCE]
            pairs = (own @ self._table).reshape(len(own), self._codes, len(self.names))
            parts.append(np.einsum("nck,nk->nc", pairs, own).astype(np.float64) / _UNIT)
        return np.concatenate(parts) if parts else np.zeros((0, self._codes))

    def parts(self, found: np.ndarray, code: int) -> Iterator[tuple[str, float]]:
        """Yield the concepts of one stretch and their pairs with what each adds to a code."""
        table = self._table.reshape(len(self.names), self._codes, len(self.names))
        for first, last in pairs_of(np.flatnonzero(found).tolist()):
            value = float(table[first, code, last]) / _UNIT
            if value:
                names = (self.names[first],) if first == last else (self.names[first], self.names[last])
                yield "{" + " ".join(names) + "}", value


def pairs_of(found: Sequence[int]) -> list[tuple[int, int]]:
    """Return each number with itself, then each pair of numbers, the lower first."""
    ordered = sorted(found)
    return [(one, one) for one in ordered] + list(combinations(ordered, 2))
