"""What pairs of messages share, as numbers: the input of the judgement.

Place and matter are measured apart, as likeness (cosine), as containment (how much of one is in the
other) and as mass (how much rare is shared at all: long texts dilute a cosine, not a sum).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.recurring.corpus import Floats
from govtext.issues.recurring.evidence import Evidence
from govtext.issues.recurring.numbered import compared
from govtext.issues.recurring.views import MASSES, Overlap, Shared, Side

# Rows multiplied at once; bounds the memory of a step.
PAIRS_AT_ONCE = 25_000
# Pairs whose dense rows are multiplied at once: so few that these stay in the processor's cache.
ROWS_AT_ONCE = 500
# How plainly two messages filed under different cities are about two cities.
FILED_APART = 0.4

SHARES = ("place", "matter", "all")
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
    *(f"{side} {mass} {kind}" for side in ("word", "gram") for mass in SHARES for kind in ("mass", "low", "high")),
    "word rare mass",
    "gram rare mass",
    "titles_contain",
    "titles_alike",
    "title_in_text_low",
    "title_in_text_high",
    "runs",
    "runs_mass",
    "numbers_titles",
    "numbers",
    "numbers_conflict",
    "kinds",
    "kinds_titles",
    "kinds_title_low",
    "kinds_title_high",
    "kinds_conflict",
    "same_busy_author",
    "names_shared",
    "names_differ",
)


# What meanings of words tell beside them; only the judgement in context and of clusters asks for it.
SENSE_FEATURES = ("sense titles", "sense texts", "sense low", "sense high")


def sense_features(evidence: Evidence, left: NDArray[np.int64], right: NDArray[np.int64]) -> dict[str, Floats]:
    """Return name in `SENSE_FEATURES` → likeness per pair, of titles, texts, and a title and the other text."""
    titles, texts, one, other = _alike(evidence.sense_title, evidence.sense, left, right)
    return {
        "sense titles": titles,
        "sense texts": texts,
        "sense low": np.minimum(one, other),
        "sense high": np.maximum(one, other),
    }


def _alike(
    title: Floats, whole: Floats, left: NDArray[np.int64], right: NDArray[np.int64]
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return per pair the products of both titles, of both texts, and of the left and the right title with a text."""
    made = np.empty((4, len(left)), dtype=np.float32)
    for part in _some_pairs(len(left)):
        titles, texts = (_of_both(rows, left[part], right[part]) for rows in (title, whole))
        pairs = titles, texts, (titles[0], texts[1]), (texts[0], titles[1])
        for one, both in zip(made, pairs, strict=True):
            np.einsum("ij,ij->i", *both, out=one[part])
    return made[0], made[1], made[2], made[3]


def _products(rows: Floats, left: NDArray[np.int64], right: NDArray[np.int64]) -> Floats:
    """Return per pair of rows their product."""
    made = np.empty(len(left), dtype=np.float32)
    for part in _some_pairs(len(left)):
        np.einsum("ij,ij->i", *_of_both(rows, left[part], right[part]), out=made[part])
    return made


def _some_pairs(pairs: int) -> Iterator[slice]:
    return (slice(start, start + ROWS_AT_ONCE) for start in range(0, pairs, ROWS_AT_ONCE))


def _of_both(rows: Floats, left: NDArray[np.int64], right: NDArray[np.int64]) -> tuple[Floats, Floats]:
    # None is checked ("clip"): all are rows.
    return rows.take(left, axis=0, mode="clip"), rows.take(right, axis=0, mode="clip")


def pair_features(evidence: Evidence, left: NDArray[np.int64], right: NDArray[np.int64]) -> Floats:
    """Return pairs × FEATURES; the pairs of a feature lie beside each other.

    Args:
        evidence: of all messages.
        left, right: row numbers of the pairs.
    """
    made = np.empty((len(FEATURES), len(left)), dtype=np.float32)
    for start in range(0, len(left), PAIRS_AT_ONCE):
        part = slice(start, start + PAIRS_AT_ONCE)
        found = _features(evidence, left[part], right[part])
        for at, name in enumerate(FEATURES):
            made[at, part] = found[name]
    return made.T


def _features(e: Evidence, left: NDArray[np.int64], right: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    found: dict[str, NDArray[Any]] = {}
    shared = e.words.shared(left, right), e.grams.shared(left, right)
    words, grams = (common.texts for common in shared)
    for name in ("words", "place_words", "matter_words"):
        found[name] = e.words.cosine(words, name, left, right)
    for name in ("place_grams", "text_grams"):
        found[name] = e.grams.cosine(grams, name, left, right)
    for label, side, common in (("word", e.words, words), ("gram", e.grams, grams)):
        sums = dict(zip(MASSES, common.sums(side.masses), strict=True))
        for mass in SHARES:
            held = sums[mass]
            one, other = side.sums[mass][left], side.sums[mass][right]
            found[f"{label} {mass} mass"] = np.log1p(held)
            found[f"{label} {mass} low"] = held / np.maximum(np.maximum(one, other), 1)
            found[f"{label} {mass} high"] = held / np.maximum(np.minimum(one, other), 5)
        found[f"{label} rare mass"] = np.log1p(sums["rare mass"])
        found[f"rare_{label}"] = common.greatest(side.weights["rare"])
    found |= _title_features(e, *shared, left, right)
    found["latent"] = _products(e.latent, left, right)
    found["latent_title"] = _products(e.latent_title, left, right)
    found |= _kind_features(e, left, right)
    found["same_busy_author"] = (e.busy_authors[left] == e.busy_authors[right]) & (e.busy_authors[left] >= 0)
    same_names = shared_ones(e.names, left, right) > 0
    has_names = np.diff(e.names.indptr) > 0
    found["names_shared"] = same_names
    found["names_differ"] = has_names[left] & has_names[right] & ~same_names
    repeated = shared_ones(e.runs.shared, left, right)
    found["runs"] = repeated / np.maximum(np.minimum(e.runs.held[left], e.runs.held[right]), 4)
    found["runs_mass"] = np.log1p(repeated)
    numbers = compared(e.numbered_titles, e.numbered, left, right)
    found |= dict(zip(("numbers_titles", "numbers", "numbers_conflict"), numbers, strict=True))
    agree = shared_ones(e.areas, left, right) > 0
    named = np.diff(e.areas.indptr) > 0
    found["areas_differ"] = named[left] & named[right] & ~agree
    found["areas_agree"] = agree
    found["same_author"] = (e.authors[left] == e.authors[right]) & (e.authors[left] >= 0)
    gap = np.abs(e.days[left] - e.days[right])
    found["gap"] = np.log1p(np.where((e.days[left] < 0) | (e.days[right] < 0), 60, gap)) / 6
    return found


def _kind_features(e: Evidence, left: NDArray[np.int64], right: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    """Return how alike two messages are in the kinds of matters that they, and their titles, speak of."""
    titles, texts, one, other = _alike(e.kinds_title, e.kinds, left, right)
    told = e.titles_tell_kinds
    both = told[left] & told[right]
    return {
        "kinds": texts,
        "kinds_titles": titles,
        "kinds_title_low": np.where(both, np.minimum(one, other), 0.3),
        "kinds_title_high": np.where(told[left] | told[right], np.maximum(one, other), 0.3),
        "kinds_conflict": both * np.maximum(0, 1 - 4 * np.maximum(one, other)),
    }


def _title_features(
    e: Evidence, of_words: Overlap, of_grams: Overlap, left: NDArray[np.int64], right: NDArray[np.int64]
) -> dict[str, NDArray[Any]]:
    """Return what titles tell: likeness of both, and how much of one the other message holds."""
    found: dict[str, NDArray[Any]] = {}
    found["title_place_grams"] = e.grams.cosine(of_grams.titles, "title_place_grams", left, right)
    found["matter_grams"] = e.grams.cosine(of_grams.titles, "title_matter_grams", left, right)
    word_titles = of_words.titles.summed(e.words.weights["title all"])
    one, other = e.words.sums["title all"][left], e.words.sums["title all"][right]
    found["titles_contain"] = word_titles / np.maximum(np.minimum(one, other), 5)
    found["titles_alike"] = word_titles / np.maximum(one + other - word_titles, 5)
    words, grams = ((common.title_in_text, common.text_in_title) for common in (of_words, of_grams))
    covers = (("place", e.grams, "title place", grams, 3.0), ("matter", e.words, "title matter", words, 2.0))
    for name, side, mass, common, least in (*covers, ("gram", e.grams, "title matter", grams, 2.0)):
        low, high, both = _covers(side, mass, common, left, right, least)
        found[f"{name}_cover_low"], found[f"{name}_cover_high"] = low, high
        if name == "place":
            found["place_conflict"] = np.where(both, np.maximum(0, 1 - 2 * high), 0)
    within = [
        common.summed(e.words.weights["title all"]) / np.maximum(total, 4)
        for common, total in zip(words, (one, other), strict=True)
    ]
    found["title_in_text_low"], found["title_in_text_high"] = np.minimum(*within), np.maximum(*within)
    rare = [common.greatest(e.grams.weights["title rare"]) for common in grams]
    found["rare_title"] = np.maximum(*rare)
    return found


def _covers(
    side: Side,
    mass: str,
    common: tuple[Shared, Shared],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    least: float,
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return the lesser and greater share of a title that the other text holds, and whether both titles say something.

    0.5 where neither does.
    """
    total = side.sums[mass]
    # A cover is a share of what the title weighs, with counts damped.
    one = common[0].summed(side.weights[mass]) / np.maximum(total[left], np.float32(1e-9))
    other = common[1].summed(side.weights[mass]) / np.maximum(total[right], np.float32(1e-9))
    has_one, has_other = total[left] > least, total[right] > least
    both, either = has_one & has_other, has_one | has_other
    alone = np.where(has_one, one, np.where(has_other, other, np.float32(0.5)))
    low = np.where(both, np.minimum(one, other), alone)
    high = np.where(either, np.maximum(one, other), np.float32(0.5))
    return low, high, both


def shared_ones(matrix: sparse.csr_matrix, left: NDArray[np.int64], right: NDArray[np.int64]) -> Floats:
    """Return per pair of rows how many columns both have, in a matrix of ones."""
    return shared_between(matrix, matrix, left, right)


def shared_between(
    a: sparse.csr_matrix, b: sparse.csr_matrix, left: NDArray[np.int64], right: NDArray[np.int64]
) -> Floats:
    """Return per pair how many columns a row of one matrix of ones shares with a row of another."""
    return np.asarray(a[left].multiply(b[right]).sum(axis=1), dtype=np.float32).ravel()


def cities_apart(evidence: Evidence, left: NDArray[np.int64], right: NDArray[np.int64]) -> Floats:
    """Return for each pair, 0 to 1, how plainly it is about two cities.

    Plainly, when both messages name cities and none is the same; less so when they are only filed
    under different cities, for a platform's app fails in every city.
    """
    named = _apart(evidence.cities, left, right)
    filed = _apart(evidence.filed_cities, left, right)
    return np.where(named, 1.0, FILED_APART * filed).astype(np.float32)


def names_apart(evidence: Evidence, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return for each pair whether both titles name a place or party and neither message names the other's."""
    named = np.diff(evidence.cores_titles.indptr) > 0
    one = shared_between(evidence.cores_titles, evidence.cores, left, right)
    other = shared_between(evidence.cores, evidence.cores_titles, left, right)
    return np.asarray(named[left] & named[right] & (one == 0) & (other == 0))


def _apart(matrix: sparse.csr_matrix, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.bool_]:
    named = np.diff(matrix.indptr) > 0
    return np.asarray(named[left] & named[right] & (shared_ones(matrix, left, right) == 0))
