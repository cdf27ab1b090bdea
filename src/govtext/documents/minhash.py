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
# characters looked at together: their products stay in the processor's cache
_PIECE = 32_768
_CODES = 1 << 16
_MULTIPLIERS = np.random.default_rng(20_170).integers(1, 2**63, size=PLACES, dtype=np.uint64) * np.uint64(2)
_MULTIPLIERS += np.uint64(1)
_OFFSETS = np.random.default_rng(20_171).integers(0, 2**63, size=PLACES, dtype=np.uint64)
_POWERS = np.array([0x9E3779B97F4A7C15 * (2 * i + 1) % 2**64 for i in range(SHINGLE)], dtype=np.uint64)


def sketch(text: str) -> NDArray[np.uint32] | None:
    """Return the 128 places of a text's sketch, or None for a text of fewer than 20 counted characters."""
    return sketches([text])[0]


def sketches(texts: Sequence[str]) -> list[NDArray[np.uint32] | None]:
    """Return the sketch of every text as ``sketch`` does; many short texts are worked on as one array."""
    made: list[NDArray[np.uint32] | None] = [None] * len(texts)
    waiting: list[int] = []
    held = 0
    for number, text in enumerate(texts):
        if len(text) < SHORTEST:
            continue
        if waiting and held + len(text) > _PIECE:
            _sketch_together(texts, waiting, made)
            waiting, held = [], 0
        waiting.append(number)
        held += len(text)
    if waiting:
        _sketch_together(texts, waiting, made)
    return made


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


def _sketch_together(texts: Sequence[str], numbers: list[int], made: list[NDArray[np.uint32] | None]) -> None:
    """Set the sketches of some texts, those of too few counted characters left out."""
    joined = "".join([texts[number] for number in numbers])
    written = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    counted = _are_counted(written)
    before = np.concatenate(([0], np.cumsum(counted)))
    ends = np.cumsum([len(texts[number]) for number in numbers])
    sizes = np.diff(before[ends], prepend=0)
    long = sizes >= SHORTEST
    if not long.any():
        return
    if not long.all():
        counted &= np.repeat(long, np.diff(ends, prepend=0))
    codes = written[counted].astype(np.uint64)
    ends = np.cumsum(sizes[long])
    hashes = np.zeros(len(codes) - SHINGLE + 1, dtype=np.uint64)
    for i in range(SHINGLE):
        hashes += codes[i : i + len(hashes)] * _POWERS[i]
    hashes = _mixed(hashes)
    # The runs that begin in one text and end in the next are left out: every second segment.
    bounds = np.stack((np.concatenate(([0], ends[:-1])), ends - SHINGLE + 1), axis=1).ravel()[:-1]
    products = np.empty_like(hashes)
    least = np.empty((PLACES, len(bounds)), dtype=np.uint64)
    for place in range(PLACES):
        np.multiply(hashes, _MULTIPLIERS[place], out=products)
        products += _OFFSETS[place]
        np.minimum.reduceat(products, bounds, out=least[place])
    places = np.ascontiguousarray((least[:, ::2] >> np.uint64(32)).astype(np.uint32).T)
    for number, row in zip(np.array(numbers)[long].tolist(), places, strict=True):
        made[number] = row


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
        self._recent: dict[int, int] = {}
        self._runs: list[tuple[NDArray[np.uint64], NDArray[np.int32]]] = []

    def similarity(self, places: NDArray[np.uint32], other: int) -> float:
        """Return the estimated Jaccard similarity of a sketch and an earlier text's."""
        kept = self._blocks[other // BLOCK][other % BLOCK]
        equal = np.count_nonzero(kept == places.astype(np.uint8)) / PLACES
        # one place in 256 agrees by chance
        return max(0.0, (equal - 1 / 256) / (1 - 1 / 256))

    def settled(self, keys: list[NDArray[np.uint64]]) -> list[list[int]]:
        """Return for each text the settled texts that share a key with it. Looked up for many texts at once."""
        found: list[list[int]] = [[] for _ in keys]
        if not keys:
            return found
        wanted = np.concatenate(keys)
        for run_keys, numbers in self._runs:
            at = np.searchsorted(run_keys, wanted)
            at[at == len(run_keys)] = 0
            for place in np.flatnonzero(run_keys[at] == wanted).tolist():
                found[place // BANDS].append(int(numbers[at[place]]))
        return found

    def recent(self, keys: NDArray[np.uint64]) -> list[int]:
        """Return the texts added since the last ``settle`` that share a key."""
        return [self._recent[key] for key in keys.tolist() if key in self._recent]

    def add(self, number: int, places: NDArray[np.uint32], keys: NDArray[np.uint64]) -> None:
        """Keep a text's sketch; of texts that share a key the first is kept under it."""
        while number // BLOCK >= len(self._blocks):
            self._blocks.append(np.zeros((BLOCK, PLACES), dtype=np.uint8))
        self._blocks[number // BLOCK][number % BLOCK] = places.astype(np.uint8)
        for key in keys.tolist():
            self._recent.setdefault(key, number)

    def settle(self) -> None:
        """Move the keys of recent texts to the sorted runs, once there are enough of them."""
        if len(self._recent) < FLUSH * BANDS:
            return
        keys = np.fromiter(self._recent.keys(), dtype=np.uint64, count=len(self._recent))
        numbers = np.fromiter(self._recent.values(), dtype=np.int32, count=len(self._recent))
        self._recent = {}
        # a run has a longest length, because merging takes three times its memory
        while self._runs and len(self._runs[-1][0]) <= min(2 * len(keys), LONGEST_RUN - len(keys)):
            older_keys, older_numbers = self._runs.pop()
            keys, numbers = np.concatenate((older_keys, keys)), np.concatenate((older_numbers, numbers))
        # stable: of equal keys the older stays first, and searchsorted finds the first
        order = np.argsort(keys, kind="stable")
        self._runs.append((keys[order], numbers[order]))
