"""Messages as counts of words and of pairs of characters, and what in them belongs to names.

Pairs of characters stand beside words because names are misspelt and cut differently from one
message to the next; runs of characters tell where two messages repeat each other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Integers = NDArray[np.int32]
Floats = NDArray[np.float32]

# Entries looked at in one go; bounds the memory of a step.
_AT_ONCE = 1 << 22
# A term of the title counts as often as this many in the body.
TITLE_WEIGHT = 3
# Attributes of a corpus that are 1 where a text names something.
NAMED = ("numbered_titles", "numbered", "cores_titles", "cores", "names", "areas", "cities", "filed_cities")


def held_by(counts: sparse.csr_matrix) -> Integers:
    """Return per column the rows that hold it: some entries at a time, for counting makes each a number of 8 bytes."""
    rows = np.zeros(counts.shape[1], dtype=np.int32)
    for start in range(0, counts.nnz, _AT_ONCE):
        rows += np.bincount(counts.indices[start : start + _AT_ONCE], minlength=len(rows)).astype(np.int32)
    return rows


@dataclass(frozen=True)
class Terms:
    """Counts of terms in texts.

    Attributes:
        title: texts × terms, how often a term stands in the title.
        whole: the same for title and read part of the body, the title `TITLE_WEIGHT` times; at most 255.
        placeness: per term, the share of its occurrences that lie in names, 0 to 1.
        documents: per term, the number of texts that hold it.
    """

    title: sparse.csr_matrix
    whole: sparse.csr_matrix
    placeness: Floats
    documents: Integers

    def rows(self, chosen: NDArray[np.int64], alone: bool) -> tuple[Terms, NDArray[np.int64]]:
        """Return some texts with the terms that they hold, and which terms these are; see `MessageCorpus.rows`."""
        title, whole = self.title[chosen], self.whole[chosen]
        seen = np.zeros(whole.shape[1], dtype=bool)
        seen[whole.indices] = True
        used, number = np.flatnonzero(seen), (np.cumsum(seen) - 1).astype(np.int32)
        # Numbered anew where they stand: of half a million texts another copy would take 120 MiB.
        for column in (title.indices, whole.indices):
            for start in range(0, len(column), _AT_ONCE):
                column[start : start + _AT_ONCE] = number[column[start : start + _AT_ONCE]]
        title, whole = (
            sparse.csr_matrix((part.data, part.indices, part.indptr), shape=(len(chosen), len(used)))
            for part in (title, whole)
        )
        documents = held_by(whole) if alone else self.documents[used]
        return Terms(title, whole, self.placeness[used], documents), used


@dataclass(frozen=True)
class Runs:
    """Sampled runs of characters.

    Attributes:
        shared: texts × runs that several texts hold, 1 where a text holds the run.
        held: per text, how many sampled runs it holds, those of no other text too.
    """

    shared: sparse.csr_matrix
    held: Floats


@dataclass(frozen=True)
class MessageCorpus:
    """What clustering knows of the messages, one row each.

    Attributes:
        words, grams: counts of words and of pairs of characters.
        vocabulary: the word behind each column of `words`; empty for part of a corpus.
        runs: runs of characters.
        numbered_titles, numbered: texts × numbered names (`numbered.py`) of titles and of all that was read.
        cores_titles, cores: texts × pairs of characters that tell names apart (`place_names.cores`), of a small corpus.
        names: texts × names of places and parties (`named_places.py`); without columns where none were looked for.
        areas: texts × district codes, 1 where the beginning of the text names the district.
        cities: the same for cities; filed_cities: the cities that the platform files the texts under.
        authors: number of the writer, -1 where unknown.
        days: day since 1970, or -1 where there is no date.
        texts: number of messages in the whole corpus; more than rows in part of a corpus.
        senses: what the words mean (`senses.py`), a row per column of `words`; no columns if none are known.
    """

    words: Terms
    grams: Terms
    vocabulary: list[str]
    runs: Runs
    numbered_titles: sparse.csr_matrix
    numbered: sparse.csr_matrix
    cores_titles: sparse.csr_matrix
    cores: sparse.csr_matrix
    names: sparse.csr_matrix
    areas: sparse.csr_matrix
    cities: sparse.csr_matrix
    filed_cities: sparse.csr_matrix
    authors: NDArray[np.int64]
    days: NDArray[np.int64]
    texts: int
    senses: Floats

    @property
    def size(self) -> int:
        """Number of rows."""
        return int(self.authors.shape[0])

    def rows(
        self, chosen: NDArray[np.int64], alone: bool, senses: bool = True
    ) -> tuple[MessageCorpus, NDArray[np.int64]]:
        """Return some of the messages, and which columns of `words` they have.

        Args:
            chosen: the rows.
            alone: whether they are a corpus of their own: what is rare is then told among them.
            senses: whether what the words mean is wanted, too.
        """
        words, used = self.words.rows(chosen, alone)
        grams, _ = self.grams.rows(chosen, alone)
        whole = self if senses else replace(self, senses=self.senses[:, :0])
        return whole._with(words, used, grams, _runs_of(self.runs, chosen), chosen, alone), used

    def _with(
        self, words: Terms, used: NDArray[np.int64], grams: Terms, runs: Runs, chosen: NDArray[np.int64], alone: bool
    ) -> MessageCorpus:
        """Return the chosen rows, of which the terms and runs have been chosen already."""
        return replace(
            self,
            words=words,
            grams=grams,
            vocabulary=[self.vocabulary[at] for at in used.tolist()] if alone else [],
            runs=runs,
            **{name: getattr(self, name)[chosen] for name in NAMED},
            authors=self.authors[chosen],
            days=self.days[chosen],
            texts=len(chosen) if alone else self.texts,
            senses=self.senses[used],
        )

    @staticmethod
    def alone(held: list[MessageCorpus], chosen: NDArray[np.int64]) -> MessageCorpus:
        """Take a corpus out of a list and return some of its messages as a corpus of their own (see `rows`).

        The counts of pairs of characters and the runs are let go one after another, so that memory never holds the
        whole corpus twice, as long as nobody else holds it.
        """
        corpus = held.pop()
        grams, runs, none = [corpus.grams], [corpus.runs], chosen[:0]
        rest = replace(corpus, grams=corpus.grams.rows(none, alone=True)[0], runs=_runs_of(corpus.runs, none))
        del corpus
        own_runs = _runs_of(runs.pop(), chosen)
        own_grams, _ = grams.pop().rows(chosen, alone=True)
        words, used = rest.words.rows(chosen, alone=True)
        return rest._with(words, used, own_grams, own_runs, chosen, alone=True)


def _runs_of(runs: Runs, chosen: NDArray[np.int64]) -> Runs:
    return Runs(runs.shared[chosen], runs.held[chosen])
