"""How well the top words of a topic belong together: c_npmi and c_v.

Definitions as in Röder, Both and Hinneburg (2015), "Exploring the space of topic coherence measures",
and as in gensim's `CoherenceModel`: boolean sliding windows of 10 words for c_npmi and of 110 for c_v.
gensim drops a word from its window as soon as one of its occurrences leaves, even where another
stays; here a window holds a word as long as any occurrence is inside. Where no word repeats within
a window both give the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

EPSILON = 1e-12
NPMI_WINDOW = 10
CV_WINDOW = 110
# Tokens, and pairs of them, handled at a time: bounds the memory whatever the corpus.
_BLOCK = 500_000


@dataclass(frozen=True)
class WindowCounts:
    """In how many windows words stand, alone and together.

    Attributes:
        place: word number → row of `together`, -1 for words that were not counted.
        together: pairs; the diagonal holds each word's own windows.
        windows: all windows.
    """

    place: NDArray[np.int64]
    together: NDArray[np.float64]
    windows: int

    def npmi(self, topics: NDArray[Any]) -> NDArray[np.float64]:
        """Return the NPMI of each pair of each topic's words (topics × words × words), with gensim's epsilon."""
        rows = self.place[np.asarray(topics)]
        joint = self.together[rows[:, :, None], rows[:, None, :]] / max(self.windows, 1)
        own = np.diag(self.together)[rows] / max(self.windows, 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            value = np.log((joint + EPSILON) / (own[:, :, None] * own[:, None, :])) / -np.log(joint + EPSILON)
        return np.asarray(np.nan_to_num(value, nan=0.0, posinf=0.0, neginf=0.0))


def count_windows(
    tokens: NDArray[Any], offsets: NDArray[np.int64], chosen: NDArray[Any], vocabulary_size: int, width: int
) -> WindowCounts:
    """Count the windows that hold the chosen words, alone and in pairs.

    Args:
        tokens: word numbers of all texts one after the other; negative ones take a place but aren't counted.
        offsets: text i holds tokens offsets[i] to offsets[i + 1].
        chosen: word numbers to count.
        vocabulary_size: number of words.
        width: words in a window; a shorter text is one window.
    """
    chosen = np.unique(np.asarray(chosen, dtype=np.int64))
    # One more before the words' own: for what is not counted.
    place = np.full(vocabulary_size + 1, -1, dtype=np.int64)
    place[chosen + 1] = np.arange(len(chosen))
    sizes = np.diff(offsets)
    windows_of = np.where(sizes > width, sizes - width + 1, 1).astype(np.int64)
    together = np.zeros(len(chosen) ** 2)
    ends = np.cumsum(sizes)
    first = 0
    while first < len(sizes):
        done = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, done + _BLOCK, side="right")), first + 1)
        mine = tokens[offsets[first] : offsets[last]]
        local = place.take(mine + 1, mode="clip")
        stretches = _stretches(local, offsets[first : last + 1] - offsets[first], windows_of[first:last], width)
        _add_pairs(together, stretches, len(chosen))
        first = last
    square = together.reshape(len(chosen), len(chosen))
    return WindowCounts(place[1:], square + square.T - np.diag(np.diag(square)), int(windows_of.sum()))


# Words, and the first and the last of the windows in a row that hold the word, by their first window.
_Stretches = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


def _stretches(
    local: NDArray[np.int64], offsets: NDArray[np.int64], windows_of: NDArray[np.int64], width: int
) -> _Stretches:
    """Return the stretches of windows that hold words, those of one word apart from each other.

    The windows of some texts, whose tokens `local` holds, are numbered one text after the other.
    """
    first_window = np.cumsum(windows_of) - windows_of
    text = np.repeat(np.arange(len(windows_of)), np.diff(offsets))
    counted = np.flatnonzero(local >= 0)
    words, text = local.take(counted), text.take(counted)
    inside = counted - offsets.take(text)
    # A word at place i of its text stands in windows i - width + 1 to i, as far as these exist.
    low = first_window.take(text) + np.maximum(inside - width + 1, 0)
    high = first_window.take(text) + np.minimum(inside, windows_of.take(text) - 1)
    # Of a word that comes again what the windows before hold already is left out. Word and place are sorted as one
    # number, in a fraction of the time of places by words.
    bits = len(words).bit_length()
    ordered = np.sort((words << bits) + np.arange(len(words)))
    by_word = ordered & ((1 << bits) - 1)
    again = np.flatnonzero(np.diff(ordered >> bits) == 0) + 1
    low[by_word[again]] = np.maximum(low[by_word[again]], high[by_word[again - 1]] + 1)
    kept = np.flatnonzero(low <= high)
    order = kept[np.argsort(low[kept], kind="stable")]
    return words[order], low[order], high[order]


def _add_pairs(together: NDArray[np.float64], stretches: _Stretches, size: int) -> None:
    """Add in how many windows words stand to the diagonal, and pairs to one of their two places; `together` is flat."""
    words, low, high = stretches
    together += np.bincount(words * (size + 1), high - low + 1, len(together))
    pairs, windows, held = list[NDArray[np.int64]](), list[NDArray[np.int64]](), 0
    one, step = np.arange(len(words)), 0
    while len(one):
        step += 1
        one = one[: np.searchsorted(one, len(words) - step)]
        # Those behind begin later still: what a stretch doesn't reach now it never does.
        one = one.take(np.flatnonzero(low.take(one + step) <= high.take(one)))
        other = one + step
        pairs.append(words.take(one) * size + words.take(other))
        windows.append(np.minimum(high.take(one), high.take(other)) - low.take(other) + 1)
        held += len(one)
        if held > _BLOCK or not len(one):
            together += np.bincount(np.concatenate(pairs), np.concatenate(windows), len(together))
            pairs, windows, held = [], [], 0


def topic_npmi(counts: WindowCounts, topics: NDArray[Any]) -> NDArray[np.float64]:
    """Return each topic's c_npmi: the mean NPMI over all pairs of its words (0 for a single word).

    Args:
        counts: windows that hold the words.
        topics: topics × words.
    """
    value = counts.npmi(topics)
    first, second = np.triu_indices(value.shape[1], k=1)
    return np.asarray(value[:, first, second].mean(axis=1)) if len(first) else np.zeros(len(value))


def topic_cv(counts: WindowCounts, topics: NDArray[Any]) -> NDArray[np.float64]:
    """Return each topic's c_v: the mean cosine of each word's vector of NPMIs with the topic's words with their sum.

    Args:
        counts: windows that hold the words.
        topics: topics × words.
    """
    vectors = counts.npmi(topics)
    whole = vectors.sum(axis=1, keepdims=True)
    norms = np.linalg.norm(vectors, axis=2) * np.linalg.norm(whole, axis=2)
    with np.errstate(divide="ignore", invalid="ignore"):
        cosines = np.where(norms > 0, (vectors * whole).sum(axis=2) / norms, 0.0)
    return np.asarray(cosines.mean(axis=1)) if cosines.shape[1] else np.zeros(len(vectors))
