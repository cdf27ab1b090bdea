"""Sketches of texts that agree about as far as the texts do (MinHash, Broder 1997), and an index of them (LSH).

A text is the set of its runs of five characters, blanks and punctuation left out. The share of equal places in two
sketches estimates the Jaccard similarity of the sets, with a standard error of at most 0.045. Banding finds candidates:
with 14 bands of 6 rows a pair of similarity 0.8 is found with probability 0.99, one of 0.5 with 0.2 (and then refused).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

PLACES, BANDS, ROWS, SHINGLE = 128, 14, 6, 5
SHORTEST = 20
FLUSH = 4096
BLOCK = 8192
LONGEST_RUN = 1 << 21
# bits for each key at least that tell which keys were never seen, and at most four times as many
_LEAST_BITS = 8
# characters looked at together: their products stay in the processor's cache
_PIECE = 32_768
_CODES = 1 << 16
_MULTIPLIERS = np.random.default_rng(20_170).integers(1, 2**63, size=PLACES, dtype=np.uint64) * np.uint64(2)
_MULTIPLIERS += np.uint64(1)
# Sorted keys, and the number of the text that each stands for.
_Run = tuple[NDArray[np.uint64], NDArray[np.int32]]
_OFFSETS = np.random.default_rng(20_171).integers(0, 2**63, size=PLACES, dtype=np.uint64)
_POWERS = np.array([0x9E3779B97F4A7C15 * (2 * i + 1) % 2**64 for i in range(SHINGLE)], dtype=np.uint64)


def sketch(text: str) -> NDArray[np.uint32] | None:
    """Return the 128 places of a text's sketch, or None for a text of fewer than 20 counted characters."""
    found, places = sketches([text])
    return places[0] if len(found) else None


def sketches(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """Return which texts have a sketch, ascending, and these, a row each; many texts are worked on as one array."""
    made = [(np.zeros(0, dtype=np.int64), np.zeros((0, PLACES), dtype=np.uint32))]
    waiting: list[int] = []
    held = 0
    for number, text in enumerate(texts):
        if len(text) < SHORTEST:
            continue
        if waiting and held + len(text) > _PIECE:
            made.append(_sketch_together(texts, waiting))
            waiting, held = [], 0
        waiting.append(number)
        held += len(text)
    if waiting:
        made.append(_sketch_together(texts, waiting))
    found, places = zip(*made, strict=True)
    return np.concatenate(found), np.concatenate(places)


@lru_cache(maxsize=1)
def _counted() -> NDArray[np.bool_]:
    """Code point below 65,536 → whether it is counted."""
    return np.fromiter(map(str.isalnum, map(chr, range(_CODES))), np.bool_, _CODES)


def _are_counted(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Tell letters and digits of all scripts, which count, from blanks and punctuation."""
    counted = _counted().take(codes, mode="clip")
    rare = np.flatnonzero(codes >= _CODES)
    counted[rare] = [chr(code).isalnum() for code in codes[rare].tolist()]
    return counted


def _sketch_together(texts: Sequence[str], numbers: list[int]) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """Return the sketches of some texts, those of too few counted characters left out, and whose they are."""
    joined = "".join([texts[number] for number in numbers])
    written = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    counted = _are_counted(written)
    before = np.concatenate(([0], np.cumsum(counted)))
    ends = np.cumsum([len(texts[number]) for number in numbers])
    sizes = np.diff(before[ends], prepend=0)
    long = sizes >= SHORTEST
    if not long.any():
        return np.zeros(0, dtype=np.int64), np.zeros((0, PLACES), dtype=np.uint32)
    if not long.all():
        counted &= np.repeat(long, np.diff(ends, prepend=0))
    codes = written[counted].astype(np.uint64)
    ends = np.cumsum(sizes[long])
    hashes = np.zeros(len(codes) - SHINGLE + 1, dtype=np.uint64)
    for i in range(SHINGLE):
        hashes += codes[i : i + len(hashes)] * _POWERS[i]
    # The runs that begin in one text and end in the next are left out.
    across = ends[:-1, np.newaxis] - np.arange(1, SHINGLE)
    hashes = _mixed(np.delete(hashes, across.ravel()))
    bounds = np.concatenate(([0], ends[:-1] - (SHINGLE - 1) * np.arange(1, len(ends))))
    products = np.empty_like(hashes)
    least = np.empty((PLACES, len(bounds)), dtype=np.uint64)
    for place in range(PLACES):
        np.multiply(hashes, _MULTIPLIERS[place], out=products)
        products += _OFFSETS[place]
        np.minimum.reduceat(products, bounds, out=least[place])
    places = np.ascontiguousarray((least >> np.uint64(32)).astype(np.uint32).T)
    return np.array(numbers, dtype=np.int64)[long], places


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of splitmix64: every bit of the input moves every bit of the output."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def band_keys(places: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return one key a band, of one sketch or of many (a row each): texts that share a key are candidates."""
    rows = places[..., : BANDS * ROWS].reshape(*places.shape[:-1], BANDS, ROWS).astype(np.uint64)
    keys = np.arange(1, BANDS + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for i in range(ROWS):
        keys = _mixed(keys ^ rows[..., i])
    return keys


class SketchIndex:
    """Finds earlier texts of similar sketch. Memory grows by some 300 bytes a text, time a text hardly at all.

    Of a place one byte is kept (b-bit MinHash, Li and König 2010). Keys lie in sorted runs that are merged as they grow
    (a log-structured merge), because a dictionary of a million texts' keys would take gigabytes.
    """

    def __init__(self) -> None:
        self._blocks: list[NDArray[np.uint8]] = []
        self._seen = _Seen()
        # keys since the last `settle`, each in one run only, and those before it
        self._recent: list[_Run] = []
        self._runs: list[_Run] = []

    def similarity(self, places: NDArray[np.uint8], other: int) -> float:
        """Return the estimated Jaccard similarity of a sketch and an earlier text's; of a place one byte is given."""
        kept = self._blocks[other // BLOCK][other % BLOCK]
        equal = np.count_nonzero(kept == places) / PLACES
        # one place in 256 agrees by chance
        return max(0.0, (equal - 1 / 256) / (1 - 1 / 256))

    def meet(
        self, numbers: NDArray[np.int64], places: NDArray[np.uint8], keys: NDArray[np.uint64]
    ) -> dict[int, set[int]]:
        """Keep the sketches of some texts, and return for those that share a key with earlier ones the earlier ones.

        Of the texts that share a key since the last ``settle``, and of those in a run before it, the first stands for
        all.

        Args:
            numbers: of the texts, ascending, above those of all earlier ones.
            places: a row each, of a place one byte.
            keys: a row each, see ``band_keys``.
        """
        if not len(numbers):
            return {}
        while numbers[-1] // BLOCK >= len(self._blocks):
            self._blocks.append(np.zeros((BLOCK, PLACES), dtype=np.uint8))
        for block in np.unique(numbers // BLOCK).tolist():
            here = numbers // BLOCK == block
            self._blocks[block][numbers[here] % BLOCK] = places[here]
        return self._met(numbers.astype(np.int32), keys.ravel())

    def _met(self, numbers: NDArray[np.int32], keys: NDArray[np.uint64]) -> dict[int, set[int]]:
        order = np.argsort(keys, kind="stable")
        keys, owners = keys[order], numbers[order // BANDS]
        first = np.ones(len(keys), dtype=np.bool_)
        first[1:] = keys[1:] != keys[:-1]
        group = np.cumsum(first) - 1
        distinct, of_first = keys[first], owners[first]
        # Most keys are new: in the runs, which lie all over the memory, those are sought that may not be.
        likely = np.flatnonzero(self._seen.may_hold(distinct))
        sought, places = distinct[likely], np.zeros(len(distinct), dtype=np.int64)
        found: dict[int, set[int]] = {}

        def tell(texts: NDArray[np.int32], others: NDArray[np.int32]) -> None:
            for text, other in zip(texts.tolist(), others.tolist(), strict=True):
                found.setdefault(text, set()).add(other)

        unseen = np.ones(len(distinct), dtype=np.bool_)
        for runs, recent in ((self._runs, False), (self._recent, True)):
            for run_keys, run_numbers in runs:
                at = np.searchsorted(run_keys, sought)
                same = run_keys.take(at, mode="clip") == sought
                if same.any():
                    hit = np.zeros(len(distinct), dtype=np.bool_)
                    hit[likely[same]], places[likely[same]] = True, at[same]
                    shared = np.flatnonzero(hit[group])
                    tell(owners[shared], run_numbers[places[group[shared]]])
                    if recent:
                        unseen &= ~hit
        again = np.flatnonzero(unseen[group] & (owners != of_first[group]))
        tell(owners[again], of_first[group[again]])
        if unseen.any():
            self._recent = _merged(self._recent, (distinct[unseen], of_first[unseen]))
            self._seen.add(distinct[unseen], [keys for keys, _ in (*self._runs, *self._recent)])
        return found

    def settle(self) -> None:
        """Move the keys of recent texts to the runs before them, once there are enough of them."""
        if sum(len(keys) for keys, _ in self._recent) < FLUSH * BANDS:
            return
        keys, numbers = (np.concatenate(parts) for parts in zip(*self._recent, strict=True))
        self._recent = []
        self._runs = _merged(self._runs, (keys, numbers))


class _Seen:
    """Tells of nine keys in ten that were never added that they were not: a bit for every beginning of a key."""

    def __init__(self) -> None:
        self._added, self._bits = 0, 0
        self._marks = np.zeros(0, dtype=np.uint8)

    def may_hold(self, keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Return for each key whether it may have been added."""
        if not self._added:
            return np.zeros(len(keys), dtype=np.bool_)
        byte, bit = self._at(keys)
        return np.asarray(self._marks.take(byte) >> bit & np.uint8(1), dtype=np.bool_)

    def add(self, keys: NDArray[np.uint64], every: list[NDArray[np.uint64]]) -> None:
        """Add some keys; `every`: all that were added, these too: the bits are made of them anew when too few."""
        self._added += len(keys)
        if self._added * _LEAST_BITS > 1 << self._bits:
            self._bits = (2 * _LEAST_BITS * self._added).bit_length()
            self._marks = np.zeros(1 << self._bits - 3, dtype=np.uint8)
            for some in every:
                self._mark(some)
        else:
            self._mark(keys)

    def _mark(self, keys: NDArray[np.uint64]) -> None:
        byte, bit = self._at(keys)
        np.bitwise_or.at(self._marks, byte, np.uint8(1) << bit)

    def _at(self, keys: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
        place = keys >> np.uint64(64 - self._bits)
        return (place >> np.uint64(3)).astype(np.intp), place.astype(np.uint8) & np.uint8(7)


def _merged(runs: list[_Run], new: _Run) -> list[_Run]:
    """Return the runs with one more, put together with those before it that are not much longer."""
    keys, numbers = new
    runs = runs.copy()
    # a run has a longest length, because merging takes three times its memory
    while runs and len(runs[-1][0]) <= min(2 * len(keys), LONGEST_RUN - len(keys)):
        older_keys, older_numbers = runs.pop()
        keys, numbers = np.concatenate((older_keys, keys)), np.concatenate((older_numbers, numbers))
    # stable: of equal keys the older stays first, and searchsorted finds the first
    order = np.argsort(keys, kind="stable")
    return [*runs, (keys[order], numbers[order])]
