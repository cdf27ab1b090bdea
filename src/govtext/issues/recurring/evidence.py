"""Evidence that two messages are about the same matter: the same place or party, and the same trouble.

Every term counts as place by its placeness p and as matter by 1 - p, so the two kinds of evidence
are measured apart. Weights are (1 + ln tf) · ln(N / df), a word of the title counting three times.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.recurring.corpus import Floats, MessageCorpus, Terms

TITLE_WEIGHT = 3.0
LATENT_DIMENSIONS = 100
# A writer of more messages than this writes about everything, or is an office or a default name.
BUSY_AUTHOR = 20
# Rows multiplied at once; bounds the memory of a step.
PAIRS_AT_ONCE = 50_000

FEATURES = (
    "words",
    "place_words",
    "matter_words",
    "place_grams",
    "matter_grams",
    "title_place_grams",
    "place_cover_low",
    "place_cover_high",
    "matter_cover_low",
    "matter_cover_high",
    "latent",
    "latent_title",
    "rare_gram",
    "rare_word",
    "text_grams",
    "gram_cover_low",
    "gram_cover_high",
    "rare_title",
    "place_conflict",
    "areas_differ",
    "areas_agree",
    "same_author",
    "gap",
)


@dataclass(frozen=True)
class Evidence:
    """Weighted views of the messages; rows are messages.

    Attributes:
        words, place_words, matter_words, place_grams, matter_grams, title_place_grams: unit rows.
        cover_place, cover_matter: (title weights with rows that sum to 1, terms of the read text as 1,
            whether the title has such terms).
        text_grams: matter in pairs of characters, unit rows; cover_grams: like cover_matter, in pairs of characters.
        rare_grams, rare_words: rarity of the rare terms that lie in names, 0 to 1.
        rare_titles: rarity of rare pairs of characters, in the title and in all that was read.
        latent, latent_title: unit rows in the space of matters; space: terms × dimensions.
        areas, cities, authors, days: see `MessageCorpus`.
    """

    words: sparse.csr_matrix
    place_words: sparse.csr_matrix
    matter_words: sparse.csr_matrix
    place_grams: sparse.csr_matrix
    matter_grams: sparse.csr_matrix
    title_place_grams: sparse.csr_matrix
    cover_place: tuple[sparse.csr_matrix, sparse.csr_matrix, NDArray[np.bool_]]
    cover_matter: tuple[sparse.csr_matrix, sparse.csr_matrix, NDArray[np.bool_]]
    rare_grams: sparse.csr_matrix
    rare_words: sparse.csr_matrix
    text_grams: sparse.csr_matrix
    cover_grams: tuple[sparse.csr_matrix, sparse.csr_matrix, NDArray[np.bool_]]
    rare_titles: tuple[sparse.csr_matrix, sparse.csr_matrix]
    latent: Floats
    latent_title: Floats
    space: Floats | None
    areas: sparse.csr_matrix
    cities: sparse.csr_matrix
    authors: NDArray[np.int64]
    days: NDArray[np.int64]


def common_limit(texts: int, share: float) -> int:
    """Return in how many texts a word may stand and still link two: a share of the corpus, but never too few.

    A recurring issue has tens of messages whatever the corpus' size, so the limit does not fall below 30.
    """
    return max(30, int(share * texts))


def gather(corpus: MessageCorpus, share: float, seed: int, like: Evidence | None = None) -> Evidence:
    """Return the evidence of all messages.

    Args:
        corpus: the messages, or clusters of them read as one message each (`MessageCorpus.merged`).
        share: see `common_limit`.
        seed: of the latent space.
        like: evidence whose latent space is taken over.
    """
    words, grams, texts = corpus.words, corpus.grams, corpus.texts
    p_word, p_gram = words.placeness, np.where(grams.placeness > 0, grams.placeness, 0) ** 1.5
    all_words, all_grams = _weighted(words, texts, TITLE_WEIGHT), _weighted(grams, texts, TITLE_WEIGHT)
    title_words, title_grams = _weighted(words, texts, 1.0, body=False), _weighted(grams, texts, 1.0, body=False)
    several_w, several_g = words.documents >= 2, grams.documents >= 2
    rare_w = several_w & (words.documents <= common_limit(texts, share))
    usual = (words.documents >= 3) & (words.documents <= max(10, 0.25 * texts))
    matter = _scaled(all_words, np.where(usual, 1 - p_word, 0))
    space = like.space if like else _latent_space(_unit(matter), seed)
    title_matter = _scaled(title_words, np.where(usual, 1 - p_word, 0))
    return Evidence(
        words=_unit(_scaled(all_words, rare_w.astype(np.float32))),
        # Names of one text stay in: they link nothing, but they tell that the rest of a name is not all of it.
        place_words=_unit(_scaled(all_words, p_word)),
        matter_words=_unit(_scaled(all_words, (1 - p_word) * several_w)),
        place_grams=_unit(_scaled(all_grams, p_gram * (grams.documents <= max(30, 0.05 * texts)))),
        matter_grams=_unit(_scaled(title_grams, (1 - grams.placeness) * several_g)),
        title_place_grams=_unit(_scaled(title_grams, p_gram)),
        cover_place=_cover(title_grams, all_grams, np.where(grams.placeness > 0.25, p_gram, 0), 3.0),
        cover_matter=_cover(title_words, all_words, 1 - p_word, 2.0),
        rare_grams=_rarity(all_grams, grams, texts),
        rare_words=_rarity(all_words, words, texts),
        text_grams=_unit(
            _scaled(all_grams, (1 - grams.placeness) * (several_g & (grams.documents <= max(30, 0.1 * texts))))
        ),
        cover_grams=_cover(title_grams, all_grams, 1 - grams.placeness, 2.0),
        rare_titles=(_rarity(title_grams, grams, texts, 0.0), _rarity(all_grams, grams, texts, 0.0)),
        latent=_project(matter, space),
        latent_title=_project(title_matter, space),
        space=space,
        areas=corpus.areas,
        cities=corpus.cities,
        authors=_quiet(corpus.authors),
        days=corpus.days,
    )


def _quiet(authors: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the writers, -1 for those whose many messages tell nothing about one another."""
    counts = np.bincount(np.maximum(authors, 0), minlength=1)
    return np.where((authors >= 0) & (counts[np.maximum(authors, 0)] <= BUSY_AUTHOR), authors, -1)


def _weighted(terms: Terms, texts: int, title_weight: float, body: bool = True) -> sparse.csr_matrix:
    counts = terms.title * np.float32(title_weight)
    if body:
        counts = counts + terms.body
    counts = sparse.csr_matrix(counts, dtype=np.float32)
    idf = np.log(texts / np.maximum(terms.documents, 1)).astype(np.float32)
    counts.data = (1 + np.log(counts.data)) * idf[counts.indices]
    return counts


def _scaled(matrix: sparse.csr_matrix, weights: NDArray[np.floating]) -> sparse.csr_matrix:
    data = matrix.data * weights.astype(np.float32)[matrix.indices]
    kept = data != 0
    indptr = np.concatenate(([0], np.cumsum(kept)))[matrix.indptr]
    return sparse.csr_matrix((data[kept], matrix.indices[kept], indptr), shape=matrix.shape)


def _unit(matrix: sparse.csr_matrix, power: int = 2) -> sparse.csr_matrix:
    matrix = sparse.csr_matrix(matrix)
    size = np.abs(matrix.data) ** power
    sums = sparse.csr_matrix((size, matrix.indices, matrix.indptr), shape=matrix.shape).sum(axis=1)
    sums = np.asarray(sums).ravel() ** (1 / power)
    sums[sums == 0] = 1
    data = (matrix.data / np.repeat(sums, np.diff(matrix.indptr))).astype(np.float32)
    return sparse.csr_matrix((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def _cover(
    title: sparse.csr_matrix, everything: sparse.csr_matrix, weights: NDArray[np.floating], least: float
) -> tuple[sparse.csr_matrix, sparse.csr_matrix, NDArray[np.bool_]]:
    raw = _scaled(title, weights)
    has = np.asarray(raw.sum(axis=1)).ravel() > least
    present = sparse.csr_matrix(
        (np.ones_like(everything.data), everything.indices, everything.indptr), shape=everything.shape
    )
    return _unit(raw, power=1), present, has


def _rarity(matrix: sparse.csr_matrix, terms: Terms, texts: int, least_placeness: float = 0.35) -> sparse.csr_matrix:
    rare = (terms.documents >= 2) & (terms.documents <= max(30, 0.01 * texts)) & (terms.placeness > least_placeness)
    worth = np.log(texts / np.maximum(terms.documents, 1)) / np.log(max(texts, 2))
    if least_placeness:
        worth = worth * np.minimum(1, terms.placeness)
    found = sparse.csr_matrix((np.ones_like(matrix.data), matrix.indices, matrix.indptr), shape=matrix.shape)
    return _scaled(found, np.where(rare, worth, 0))


def _latent_space(matter: sparse.csr_matrix, seed: int) -> Floats | None:
    """Return terms × dimensions: the right singular vectors of at most 20,000 messages."""
    from sklearn.utils.extmath import randomized_svd

    step = max(1, matter.shape[0] // 20_000)
    sample = matter[::step]
    dimensions = min(LATENT_DIMENSIONS, min(sample.shape) - 1)
    if dimensions < 2 or sample.nnz == 0:
        return None
    _, _, right = randomized_svd(sample, dimensions, n_iter=2, random_state=seed)
    return np.ascontiguousarray(right.T, dtype=np.float32)


def _project(matter: sparse.csr_matrix, space: Floats | None) -> Floats:
    if space is None:
        return np.zeros((matter.shape[0], 1), dtype=np.float32)
    projected = np.asarray(_unit(matter) @ space, dtype=np.float32)
    lengths = np.linalg.norm(projected, axis=1, keepdims=True)
    return np.asarray(projected / np.where(lengths == 0, 1, lengths), dtype=np.float32)


def pair_features(evidence: Evidence, left: NDArray[np.int64], right: NDArray[np.int64]) -> Floats:
    """Return pairs × FEATURES.

    Args:
        evidence: of all messages.
        left, right: row numbers of the pairs.
    """
    made = np.empty((len(left), len(FEATURES)), dtype=np.float32)
    for start in range(0, len(left), PAIRS_AT_ONCE):
        part = slice(start, start + PAIRS_AT_ONCE)
        made[part] = _features(evidence, left[part], right[part])
    return made


def _dot(a: sparse.csr_matrix, b: sparse.csr_matrix, left: NDArray[np.int64], right: NDArray[np.int64]) -> Floats:
    return np.asarray(a[left].multiply(b[right]).sum(axis=1), dtype=np.float32).ravel()


def _most(a: sparse.csr_matrix, b: sparse.csr_matrix) -> Floats:
    return np.asarray(a.minimum(b).max(axis=1).todense(), dtype=np.float32).ravel()


def _features(e: Evidence, left: NDArray[np.int64], right: NDArray[np.int64]) -> Floats:
    columns = [
        _dot(view, view, left, right)
        for view in (e.words, e.place_words, e.matter_words, e.place_grams, e.matter_grams, e.title_place_grams)
    ]
    for title, present, has in (e.cover_place, e.cover_matter):
        columns += _covers(_dot(title, present, left, right), _dot(title, present, right, left), has[left], has[right])
    columns.append(np.einsum("ij,ij->i", e.latent[left], e.latent[right]))
    columns.append(np.einsum("ij,ij->i", e.latent_title[left], e.latent_title[right]))
    for rare in (e.rare_grams, e.rare_words):
        columns.append(_most(rare[left], rare[right]))
    columns.append(_dot(e.text_grams, e.text_grams, left, right))
    title, present, has = e.cover_grams
    columns += _covers(_dot(title, present, left, right), _dot(title, present, right, left), has[left], has[right])
    rare_title, rare_text = e.rare_titles
    columns.append(np.maximum(_most(rare_title[left], rare_text[right]), _most(rare_text[left], rare_title[right])))
    named_both = e.cover_place[2][left] & e.cover_place[2][right]
    covered = columns[FEATURES.index("place_cover_high")]
    columns.append(np.where(named_both, np.maximum(0, 1 - 2 * covered), 0).astype(np.float32))
    agree = _dot(e.areas, e.areas, left, right) > 0
    named = np.diff(e.areas.indptr) > 0
    columns += [(named[left] & named[right] & ~agree).astype(np.float32), agree.astype(np.float32)]
    columns.append(((e.authors[left] == e.authors[right]) & (e.authors[left] >= 0)).astype(np.float32))
    gap = np.abs(e.days[left] - e.days[right])
    gap = np.where((e.days[left] < 0) | (e.days[right] < 0), 60, gap)
    columns.append((np.log1p(gap) / 6).astype(np.float32))
    return np.column_stack(columns)


def _covers(one: Floats, other: Floats, has_one: NDArray[np.bool_], has_other: NDArray[np.bool_]) -> list[Floats]:
    """Return the lesser and greater share of a title that the other text holds; 0.5 where neither says anything."""
    both, either = has_one & has_other, has_one | has_other
    alone = np.where(has_one, one, np.where(has_other, other, np.float32(0.5)))
    low = np.where(both, np.minimum(one, other), alone)
    high = np.where(either, np.maximum(one, other), np.float32(0.5))
    return [low.astype(np.float32), high.astype(np.float32)]


def cities_differ(evidence: Evidence, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return for each pair whether both messages name cities, and none is the same."""
    named = np.diff(evidence.cities.indptr) > 0
    return np.asarray(named[left] & named[right] & (_dot(evidence.cities, evidence.cities, left, right) == 0))
