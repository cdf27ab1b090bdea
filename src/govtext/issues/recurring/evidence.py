"""Evidence that two messages are about the same matter: the same place or party, and the same trouble.

Every term counts as place by its placeness p and as matter by 1 - p, so that the two kinds of evidence
are measured apart. What pairs of messages share is measured in `features.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.recurring.corpus import Floats, MessageCorpus, Runs, Terms
from govtext.issues.recurring.latent import right_vectors
from govtext.issues.recurring.matters import kinds_of, weighed_kinds
from govtext.issues.recurring.views import Side

LATENT_DIMENSIONS = 100
# A writer of more messages than this writes about everything, or is an office or a default name.
BUSY_AUTHOR = 20
# Texts in which a term is no longer rare, as a share and at least; and in which a word may stand and still link two:
# an estate with several issues of tens of messages each names itself in a hundred, however small the corpus is.
RARE_SHARE, RARE_LEAST, COMMON_LEAST = 0.01, 75, 80


@dataclass(frozen=True)
class Evidence:
    """What the messages are compared by; rows are messages.

    Attributes:
        words, grams: the two kinds of terms with their views.
        runs, numbered_titles, numbered, cores_titles, cores, names: see `MessageCorpus`.
        areas, cities, filed_cities, authors, days, texts: see `MessageCorpus`.
        busy_authors: writers of more than `BUSY_AUTHOR` messages, -1 for the others, who stand in `authors`.
        latent, latent_title: unit rows in the space of matters.
        sense, sense_title: unit rows of what the words mean (`senses.py`), of all that was read and of the title.
        kinds, kinds_title: unit rows over kinds of matters, of all that was read and of the title.
    """

    words: Side
    grams: Side
    runs: Runs
    numbered_titles: sparse.csr_matrix
    numbered: sparse.csr_matrix
    latent: Floats
    latent_title: Floats
    sense: Floats
    sense_title: Floats
    kinds: Floats
    kinds_title: Floats
    busy_authors: NDArray[np.int64]
    cores_titles: sparse.csr_matrix
    cores: sparse.csr_matrix
    names: sparse.csr_matrix
    areas: sparse.csr_matrix
    cities: sparse.csr_matrix
    filed_cities: sparse.csr_matrix
    authors: NDArray[np.int64]
    days: NDArray[np.int64]
    texts: int

    @cached_property
    def titles_tell_kinds(self) -> NDArray[np.bool_]:
        """Which messages' titles speak of a kind of matter."""
        return np.asarray(self.kinds_title.any(axis=1))


@dataclass(frozen=True)
class Frame:
    """What the matters of messages are measured in.

    Attributes:
        space: terms × dimensions of the latent space; None where there is none.
        kind_words: words × kinds of matters; kind_worth: ln(N / df) of each kind.
    """

    space: Floats | None
    kind_words: sparse.csr_matrix
    kind_worth: Floats

    @classmethod
    def of(cls, corpus: MessageCorpus, share: float, seed: int, most: int) -> Frame:
        """Return the frame of a corpus, from at most `most` of its messages at even distances."""
        sample, used = corpus.rows(np.arange(0, corpus.size, -(-corpus.size // most)), alone=False)
        kinds = kinds_of(corpus.vocabulary)
        words = word_side(sample.words, corpus.texts, share)
        space = _latent_space(words.unit_rows("latent"), seed)
        whole = None
        if space is not None:
            whole = np.zeros((kinds.shape[0], space.shape[1]), dtype=np.float32)
            whole[used] = space
        return cls(whole, kinds, _worth(weighed_kinds(sample.words.whole, kinds[used])))

    def rows(self, used: NDArray[np.int64]) -> Frame:
        """Return the frame for some of the words."""
        return Frame(None if self.space is None else self.space[used], self.kind_words[used], self.kind_worth)


def common_limit(texts: int, share: float) -> int:
    """Return in how many texts a word may stand and still link two: a share of the corpus, but never too few.

    A place has tens of messages whatever the corpus' size, so the limit does not fall below `COMMON_LEAST`.
    """
    return max(COMMON_LEAST, int(share * texts))


def gather(corpus: MessageCorpus, share: float, seed: int, like: Frame | None = None) -> Evidence:
    """Return the evidence of all messages.

    Args:
        corpus: the messages.
        share: see `common_limit`.
        seed: of the latent space.
        like: what latent space and kinds are taken over from.
    """
    words = word_side(corpus.words, corpus.texts, share)
    kinds = like.kind_words if like else kinds_of(corpus.vocabulary)
    spoken = weighed_kinds(corpus.words.whole, kinds)
    worth = like.kind_worth if like else _worth(spoken)
    space = like.space if like else _latent_space(words.unit_rows("latent"), seed)
    return Evidence(
        words=words,
        grams=gram_side(corpus.grams, corpus.texts),
        runs=corpus.runs,
        numbered_titles=corpus.numbered_titles,
        numbered=corpus.numbered,
        latent=_project(words, "latent", space),
        latent_title=_project(words, "title latent", space),
        sense=_meant(words, words.terms.whole, corpus.senses),
        sense_title=_meant(words, words.terms.title, corpus.senses),
        kinds=_unit_rows(spoken * worth),
        kinds_title=_unit_rows(weighed_kinds(corpus.words.title, kinds) * worth),
        busy_authors=np.where(_quiet(corpus.authors) < 0, corpus.authors, -1),
        cores_titles=corpus.cores_titles,
        cores=corpus.cores,
        names=corpus.names,
        areas=corpus.areas,
        cities=corpus.cities,
        filed_cities=corpus.filed_cities,
        authors=_quiet(corpus.authors),
        days=corpus.days,
        texts=corpus.texts,
    )


def _worth(spoken: Floats) -> Floats:
    """Return ln(N / df) of each kind, for messages × kinds."""
    return np.asarray(np.log((1 + len(spoken)) / (1 + (spoken > 0).sum(axis=0))), dtype=np.float32)


def word_side(terms: Terms, texts: int, share: float) -> Side:
    """Return the words with their views; `share` as in `common_limit`, of so many texts."""
    idf, placeness = _idf(terms, texts), terms.placeness
    matter = idf * (1 - placeness)
    masses = {"place": idf * placeness, "matter": matter, "all": idf, "title matter": matter, "title all": idf}
    return Side.of(terms, _word_views(terms, texts, share), masses | _rarities(terms, texts, idf))


def told_by_words(terms: Terms, texts: int, share: float) -> Side:
    """Return the words with the views that messages are searched and issues described by, and no masses."""
    views = _word_views(terms, texts, share)
    return Side.of(terms, {name: views[name] for name in ("words", "matter_words")}, {})


def told_by_grams(terms: Terms, texts: int) -> Side:
    """Return the pairs of characters with the views that messages are searched by, and no masses."""
    views = _gram_views(terms, texts)
    return Side.of(terms, {name: view for name, view in views.items() if name != "text_grams"}, {})


def _word_views(terms: Terms, texts: int, share: float) -> dict[str, Floats]:
    idf, placeness, documents = _idf(terms, texts), terms.placeness, terms.documents
    matter, several = idf * (1 - placeness), documents >= 2
    usual = (documents >= 3) & (documents <= max(10, 0.25 * texts))
    return {
        "words": idf * (several & (documents <= common_limit(texts, share))),
        # Names of one text stay in: they link nothing, but they tell that the rest of a name is not all of it.
        "place_words": idf * placeness,
        "matter_words": matter * several,
        "latent": matter * usual,
        "title latent": matter * usual,
    }


def gram_side(terms: Terms, texts: int) -> Side:
    """Return the pairs of characters with their views; of so many texts."""
    idf, placeness = _idf(terms, texts), terms.placeness
    named, matter = idf * placeness**1.5, idf * (1 - placeness)
    masses = {
        "place": idf * placeness,
        "matter": matter,
        "all": idf,
        "title matter": matter,
        "title place": np.where(placeness > 0.25, named, 0),
    }
    return Side.of(terms, _gram_views(terms, texts), masses | _rarities(terms, texts, idf))


def _gram_views(terms: Terms, texts: int) -> dict[str, Floats]:
    idf, placeness, documents = _idf(terms, texts), terms.placeness, terms.documents
    named, matter, several = idf * placeness**1.5, idf * (1 - placeness), documents >= 2
    return {
        "place_grams": named * (documents <= max(30, 0.05 * texts)),
        "text_grams": matter * (several & (documents <= max(30, 0.1 * texts))),
        "title_place_grams": named,
        "title_matter_grams": matter * several,
    }


def _idf(terms: Terms, texts: int) -> Floats:
    return np.log(texts / np.maximum(terms.documents, 1)).astype(np.float32)


def _rarities(terms: Terms, texts: int, idf: Floats) -> dict[str, Floats]:
    """Return weights that only rare terms have: of names, of all ("title rare"), and above the common ("rare mass")."""
    rare = (terms.documents >= 2) & (terms.documents <= max(RARE_LEAST, RARE_SHARE * texts))
    worth = idf / np.log(max(texts, 2))
    return {
        "rare": np.where(rare & (terms.placeness > 0.35), worth * np.minimum(1, terms.placeness), 0),
        "title rare": np.where(rare & (terms.placeness > 0), worth, 0),
        "rare mass": np.maximum(0, idf + np.log(RARE_SHARE)),
    }


def _quiet(authors: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the writers, -1 for those whose many messages tell nothing about one another."""
    counts = np.bincount(np.maximum(authors, 0), minlength=1)
    return np.where((authors >= 0) & (counts[np.maximum(authors, 0)] <= BUSY_AUTHOR), authors, -1)


def _latent_space(matter: sparse.csr_matrix, seed: int) -> Floats | None:
    """Return terms × dimensions: the right singular vectors of at most 20,000 messages."""
    step = max(1, matter.shape[0] // 20_000)
    sample = matter[::step]
    dimensions = min(LATENT_DIMENSIONS, min(sample.shape) - 1)
    if dimensions < 2 or sample.nnz == 0:
        return None
    return np.ascontiguousarray(right_vectors(sample, dimensions, seed)[0].T, dtype=np.float32)


def _project(words: Side, view: str, space: Floats | None) -> Floats:
    rows = words.terms.whole.shape[0]
    if space is None:
        return np.zeros((rows, 1), dtype=np.float32)
    return _unit_rows(np.asarray(words.unit_rows(view) @ space, dtype=np.float32))


def _meant(words: Side, counts: sparse.csr_matrix, senses: Floats) -> Floats:
    """Return unit rows of what the words of texts mean; a word counts as often as it stands, for it is not matched."""
    weighed = words.weights["matter"][:, None] * senses
    return _unit_rows(np.asarray(counts.astype(np.float32) @ weighed, dtype=np.float32))


def _unit_rows(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths == 0, 1, lengths), dtype=np.float32)
