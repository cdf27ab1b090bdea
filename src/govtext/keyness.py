"""Words that set a group of texts apart from the rest: what the stages that compare groups share.

Two measures side by side: the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi
and Quinn 2008, "Fightin' Words", Political Analysis 16, eq. 15, 16, 19 and 22), which orders the
words, and the log-likelihood ratio (Dunning 1993, Computational Linguistics 19) with the binary
logarithm of the ratio of relative frequencies as its effect size. Each has a p of its own, both
adjusted for the many comparisons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.imports import one_by_one
from govtext.inference import benjamini_hochberg

Array = NDArray[np.float64]
# Words from which on those of equal counts are looked for.
_MANY = 1000
# Row and column of an entry are packed into one number: row << 32 | column.
_SHIFT, _LOW = 32, (1 << 32) - 1


@dataclass(frozen=True)
class Keyness:
    """One value per word.

    Attributes:
        log_odds: log-odds ratio, natural logarithm.
        z: log-odds over its standard error.
        p: of z, two-sided.
        log_likelihood: G².
        p_log_likelihood: of G², by chi-square with one degree of freedom.
        log_ratio: effect size, binary logarithm.
    """

    log_odds: Array
    z: Array
    p: Array
    log_likelihood: Array
    p_log_likelihood: Array
    log_ratio: Array


def compare(
    counts: NDArray[Any], rest: NDArray[Any], prior_words: float = 500.0, words: NDArray[np.intp] | None = None,
    margins: Array | None = None,
) -> Keyness:
    """Compare the words of a group with those of the other groups.

    Args:
        counts: occurrences of each word in the group.
        rest: occurrences of each word in the other groups.
        prior_words: size of the prior, in words; it is spread over the words as they occur in group
            and rest together, so that rare words are drawn towards no difference.
        words: the words that are compared; all of them where it is not given. All make up the totals.
        margins: what `word_margins` returned for the compared words, which is the same for all groups.
    """
    inside, outside = np.asarray(counts, dtype=np.float64), np.asarray(rest, dtype=np.float64)
    n_in, n_out, total = inside.sum(), outside.sum(), (inside + outside).sum()
    if words is not None:
        inside, outside = inside[words], outside[words]
    same = None
    if len(inside) > _MANY:
        # Most words stand as often in group and rest as many others: each pair of counts is compared once.
        pairs = inside.astype(np.int64) * np.int64(outside.max() + 1) + outside.astype(np.int64)
        first, same = _distinct(pairs)
        inside, outside = inside[first], outside[first]
        margins = None if margins is None else margins[first]
    both = inside + outside
    prior = prior_words * both / total if total else both
    a, b = inside + prior, outside + prior
    a_rest = np.maximum(n_in + prior_words - a, 1e-12)
    b_rest = np.maximum(n_out + prior_words - b, 1e-12)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_odds = np.nan_to_num(np.log(a / a_rest) - np.log(b / b_rest), nan=0.0, posinf=0.0, neginf=0.0)
        z = np.nan_to_num(log_odds / np.sqrt(1.0 / a + 1.0 / b))
    ratio = log_likelihood(inside, outside, n_in, n_out, margins)
    special = _special()
    p, p_ratio = 2.0 * special.ndtr(-np.abs(z)), special.chdtrc(1, ratio)
    values = log_odds, z, p, ratio, p_ratio, log_ratio(inside, outside, n_in, n_out)
    return Keyness(*(values if same is None else (value.take(same) for value in values)))


def _distinct(values: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each distinct value stands first, and of each value which of these it is.

    Value and place are packed into one number where they fit: that sorts several times as fast as NumPy's `unique`.
    """
    bits = len(values).bit_length()
    if int(values.max()).bit_length() + bits > 62:
        _, first, same = np.unique(values, return_index=True, return_inverse=True)
        return first, same
    packed = (values << bits) + np.arange(len(values))
    packed.sort()
    ordered, place = packed >> bits, packed & ((1 << bits) - 1)
    new = np.append(True, ordered[1:] != ordered[:-1])
    same = np.empty(len(values), dtype=np.int64)
    same[place] = np.cumsum(new) - 1
    return place.take(np.flatnonzero(new)), same


def _special() -> Any:
    # Here: a process that counts words and compares none, as most do, does without what takes longest to load of it.
    with one_by_one:
        from scipy import special

    return special


def word_margins(occurrences: NDArray[Any], total: float) -> Array:
    """Return what each word's occurrences in all groups, of so many of all words, add to Dunning's margins."""
    both, xlogy = np.asarray(occurrences, dtype=np.float64), _special().xlogy
    return np.asarray(xlogy(both, both) + xlogy(total - both, total - both))


def log_likelihood(
    inside: Array, outside: Array, n_in: float, n_out: float, margins: Array | None = None
) -> Array:
    """Return Dunning's G² of each word's two-by-two table (word or other word, group or rest).

    Args:
        inside: occurrences of each word in the group.
        outside: occurrences of each word in the rest.
        n_in: occurrences of all words in the group.
        n_out: occurrences of all words in the rest.
        margins: what `word_margins` returned for the words.
    """
    total = n_in + n_out
    if not total:
        return np.zeros_like(inside)
    words = word_margins(inside + outside, total) if margins is None else margins
    xlogy = _special().xlogy
    cells = xlogy(inside, inside) + xlogy(outside, outside)
    cells += xlogy(n_in - inside, n_in - inside) + xlogy(n_out - outside, n_out - outside)
    all_margins = words + xlogy(n_in, n_in) + xlogy(n_out, n_out)
    result: Array = np.maximum(2.0 * (cells - all_margins + xlogy(total, total)), 0.0)
    return result


def log_ratio(inside: Array, outside: Array, n_in: float, n_out: float) -> Array:
    """Return log2 of the ratio of relative frequencies; half an occurrence stands in for none (Hardie 2014)."""
    n_in, n_out = max(n_in, 1.0), max(n_out, 1.0)
    result: Array = np.log2(np.maximum(inside, 0.5) / n_in) - np.log2(np.maximum(outside, 0.5) / n_out)
    return result


@dataclass(frozen=True)
class Limits:
    """What is tested and kept.

    Attributes:
        words: words kept per group.
        min_count: occurrences in all groups together below which a word is not tested.
        min_texts: texts below which a group is not compared.
        min_documents: texts of the group that a kept word stands in at least.
        prior: size of the Dirichlet prior, in words.
    """

    words: int = 50
    min_count: int = 5
    min_texts: int = 5
    min_documents: int = 3
    prior: float = 500.0


class GroupCounts:
    """Occurrences and texts of each word in each group, counted batch by batch.

    A text may be in several groups or in none. Tables are sparse and added up when as much is
    waiting as is held, so that the cost stays linear.

    Args:
        groups: number of groups.
    """

    def __init__(self, groups: int) -> None:
        self.groups = groups
        self.texts = np.zeros(groups, dtype=np.int64)
        self._held = [sparse.csr_matrix((groups, 0)), sparse.csr_matrix((groups, 0))]
        self._waiting: list[tuple[sparse.csr_matrix, sparse.csr_matrix]] = []

    def add(self, counts: sparse.csr_matrix, members: sparse.csr_matrix) -> None:
        """Add a batch.

        Args:
            counts: texts × words.
            members: groups × texts, 1 where the text is in the group.
        """
        present = sparse.csr_matrix((np.ones_like(counts.data), counts.indices, counts.indptr), counts.shape)
        members = members.astype(np.float64)
        self.texts += np.asarray(members.sum(axis=1), dtype=np.int64).ravel()
        self._waiting.append((members @ counts, members @ present))
        if sum(one[0].nnz for one in self._waiting) > self._held[0].nnz:
            self._settle()

    def _settle(self) -> None:
        if not self._waiting:
            return
        before = order = np.zeros(0, dtype=np.int64)
        for place in range(2):
            parts = [self._held[place], *(batch[place] for batch in self._waiting)]
            keys = np.concatenate([_keys(part) for part in parts])
            # The same entries in both tables, mostly: they are sorted once.
            if not place or not np.array_equal(keys, before):
                before, order = keys, np.argsort(keys)
            data = np.concatenate([part.data for part in parts])
            self._held[place] = _summed(keys[order], data[order], (self.groups, max(part.shape[1] for part in parts)))
        self._waiting = []

    def plus(self, other: GroupCounts, places: NDArray[np.int64], size: int) -> GroupCounts:
        """Return the counts of both.

        Args:
            other: of further texts, of the same groups.
            places: the number here of each of its words.
            size: number of words of both.
        """
        made = GroupCounts(self.groups)
        made.texts = self.texts + other.texts
        for at in range(2):
            own, further = (one._of(at, words).tocoo() for one, words in ((self, size), (other, len(places))))
            rows, data = np.concatenate([own.row, further.row]), np.concatenate([own.data, further.data])
            columns = np.concatenate([own.col, places[further.col]])
            made._held[at] = sparse.csr_matrix((data, (rows, columns)), (self.groups, size))
        return made

    def occurrences(self, size: int) -> sparse.csr_matrix:
        """Return groups × words: how often each word stands in the texts of each group."""
        return self._of(0, size)

    def documents(self, size: int) -> sparse.csr_matrix:
        """Return groups × words: in how many texts of each group each word stands."""
        return self._of(1, size)

    def _of(self, place: int, size: int) -> sparse.csr_matrix:
        self._settle()
        held = self._held[place]
        return sparse.csr_matrix((held.data, held.indices, held.indptr), (self.groups, size))


def _keys(table: sparse.csr_matrix) -> NDArray[np.int64]:
    """Return row << 32 | column of each entry."""
    rows = np.repeat(np.arange(table.shape[0], dtype=np.int64), np.diff(table.indptr))
    columns: NDArray[np.int64] = table.indices.astype(np.int64)
    return rows << _SHIFT | columns


def _summed(keys: NDArray[np.int64], data: NDArray[np.float64], shape: tuple[int, int]) -> sparse.csr_matrix:
    """Return the table of entries whose keys are in order; those of one place are added up."""
    begins = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
    distinct = keys[begins]
    sums = np.add.reduceat(data, begins) if len(begins) else data
    indptr = np.searchsorted(distinct, np.arange(shape[0] + 1, dtype=np.int64) << _SHIFT)
    return sparse.csr_matrix((sums, distinct & _LOW, indptr), shape)


def membership(groups: Sequence[Sequence[int]], count: int) -> sparse.csr_matrix:
    """Return groups × texts, 1 where the text is in the group.

    Args:
        groups: for each text the numbers of its groups.
        count: number of groups.
    """
    texts = np.repeat(np.arange(len(groups)), [len(one) for one in groups])
    rows = np.array([group for one in groups for group in one], dtype=np.int64)
    return sparse.csr_matrix((np.ones(len(rows)), (rows, texts)), (count, len(groups)))


def keyness_rows(
    grouping: str,
    names: Sequence[str],
    counted: GroupCounts,
    words: Sequence[str],
    limits: Limits,
    everything: NDArray[Any] | None = None,
) -> list[dict[str, Any]]:
    """Return rows of keyness: for each group the words that it uses most beyond the rest.

    p is adjusted over all words and groups of the grouping.

    Args:
        grouping: what makes the groups.
        names: one per group.
        counted: occurrences and texts by group.
        words: the vocabulary.
        limits: what is tested and kept.
        everything: occurrences of each word in all texts, where groups overlap or leave texts out:
            each group is then compared with all other texts. Without it, groups of enough texts
            are compared with each other.
    """
    large = np.flatnonzero(counted.texts >= limits.min_texts)
    inside, documents = counted.occurrences(len(words))[large], counted.documents(len(words))[large]
    if everything is None:
        everything = np.asarray(inside.sum(axis=0)).ravel()
        if len(large) < 2:
            return []
    if not len(large):
        return []
    tested = np.flatnonzero(everything >= limits.min_count)
    margins, found = word_margins(everything[tested], float(everything.sum())), []
    for row in inside:
        count = row.toarray().ravel()
        found.append(compare(count, everything - count, limits.prior, tested, margins))
    shape = (len(large), len(tested))
    p = benjamini_hochberg(np.concatenate([one.p for one in found])).reshape(shape)
    p_ratio = benjamini_hochberg(np.concatenate([one.p_log_likelihood for one in found])).reshape(shape)
    rows = []
    for place, (group, result) in enumerate(zip(large.tolist(), found, strict=True)):
        count = inside[place].toarray().ravel()[tested]
        held = documents[place].toarray().ravel()[tested]
        over = _largest(result.z, np.flatnonzero((result.z > 0) & (held >= limits.min_documents)), limits.words)
        order = sorted((-round(float(result.z[i]), 6), words[tested[i]], i) for i in over.tolist())[: limits.words]
        rows += [
            {
                "grouping": grouping, "group": names[group], "word": word, "count": int(count[i]),
                "rest_count": int(everything[tested[i]] - count[i]), "log_odds": round(float(result.log_odds[i]), 6),
                "z": -z, "p_adjusted": round(float(p[place, i]), 6),
                "documents": int(held[i]), "log_likelihood": round(float(result.log_likelihood[i]), 6),
                "log_ratio": round(float(result.log_ratio[i]), 6),
                "log_likelihood_p_adjusted": round(float(p_ratio[place, i]), 6),
            }
            for z, word, i in order
        ]
    return rows


def _largest(values: Array, places: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    """Return the places of the largest values: `most`, and all whose values rounding may make equal to these."""
    if len(places) <= most:
        return places
    chosen = values[places]
    kept: NDArray[np.intp] = places[chosen >= np.partition(chosen, -most)[-most] - 1e-5]
    return kept
