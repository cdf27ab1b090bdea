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
from scipy import sparse

EPSILON = 1e-12
NPMI_WINDOW = 10
CV_WINDOW = 110
# Window positions handled at a time: bounds the memory whatever the corpus.
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
    place = np.full(vocabulary_size, -1, dtype=np.int64)
    place[chosen] = np.arange(len(chosen))
    sizes = np.diff(offsets)
    windows_of = np.where(sizes > width, sizes - width + 1, 1).astype(np.int64)
    together = np.zeros((len(chosen), len(chosen)))
    entries = np.cumsum(windows_of * np.minimum(sizes, width))
    first = 0
    while first < len(sizes):
        done = entries[first - 1] if first else 0
        last = max(int(np.searchsorted(entries, done + _BLOCK, side="right")), first + 1)
        mine = tokens[offsets[first] : offsets[last]]
        local = np.where(mine >= 0, place[np.maximum(mine, 0)], -1)
        ends = offsets[first : last + 1] - offsets[first]
        present = _windows(local, ends, windows_of[first:last], width, len(chosen))
        together += (present.T @ present).toarray()
        first = last
    return WindowCounts(place, together, int(windows_of.sum()))


def _windows(
    local: NDArray[np.int64], offsets: NDArray[np.int64], windows_of: NDArray[np.int64], width: int, size: int
) -> sparse.csr_matrix:
    """Return the windows × words table of presence for some texts, whose tokens `local` holds."""
    first_window = np.concatenate([[0], np.cumsum(windows_of)])[:-1]
    positions = np.arange(offsets[-1])
    text = np.repeat(np.arange(len(windows_of)), np.diff(offsets))
    inside = positions - offsets[:-1][text]
    counted = local[positions] >= 0
    positions, text, inside = positions[counted], text[counted], inside[counted]
    # A word at place i of its text stands in windows i - width + 1 to i, as far as these exist.
    low = np.maximum(inside - width + 1, 0)
    high = np.minimum(inside, windows_of[text] - 1)
    spans = high - low + 1
    starts = np.repeat(first_window[text] + low, spans)
    steps = np.arange(spans.sum()) - np.repeat(np.cumsum(spans) - spans, spans)
    table = sparse.csr_matrix(
        (np.ones(int(spans.sum())), (starts + steps, np.repeat(local[positions], spans))),
        shape=(int(windows_of.sum()), size),
    )
    table.sum_duplicates()
    table.data[:] = 1.0
    return table


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
