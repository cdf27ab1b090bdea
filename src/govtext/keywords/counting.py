"""Counts of batches that other machines make, with words of their own numbers, and their sums.

On one machine the stage numbers the words of all texts as it reads them: counting is cheaper there than sending. On a
cluster each batch is counted where it is sent to, and neighbours are added up in a tree (see `govtext.reduction`).
Words get numbers in the order in which they first appear, so that the sums are those of one process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from govtext.keyness import GroupCounts
from govtext.keywords.cooccurrence import PairCounts
from govtext.keywords.groups import Texts, WordCounts, members
from govtext.keywords.phrases import PairTally
from govtext.reduction import Tree, added
from govtext.vocabulary import Vocabulary

if TYPE_CHECKING:
    from govtext.parallel import Work

# The words of some texts, and for kind and each grouping the group of each text.
Item = tuple[pa.RecordBatch, list[NDArray[np.int32]]]


@dataclass(frozen=True)
class Content:
    """What makes a content word, see `Vocabulary`."""

    stop_words: frozenset[str]
    min_length: int
    names: bool

    def vocabulary(self) -> Vocabulary:
        """Return a vocabulary without words."""
        return Vocabulary(self.stop_words, self.min_length, self.names)


@dataclass(frozen=True)
class Counted:
    """What some texts hold.

    Attributes:
        words: the content words, in the order in which they first appear; all else goes by their places.
        groups: occurrences and texts of each word in each kind, and in each group of each grouping.
        pairs: how often words stand side by side.
    """

    words: list[str]
    groups: list[GroupCounts]
    pairs: PairTally

    def plus(self, other: Counted) -> Counted:
        """Return what these texts and later ones hold."""
        number = {word: place for place, word in enumerate(self.words)}
        places = np.array([number.setdefault(word, len(number)) for word in other.words], dtype=np.int64)
        both = zip(self.groups, other.groups, strict=True)
        return Counted(
            list(number), [one.plus(further, places, len(number)) for one, further in both],
            self.pairs.plus(other.pairs, places, len(number)),
        )


def spreads(work: Work) -> bool:
    """Tell whether the batches are counted elsewhere."""
    return hasattr(work.engine, "added")


def counted_apart(
    batches: Iterable[pa.RecordBatch], texts: Texts, content: Content, work: Work
) -> tuple[list[str], WordCounts, PairTally]:
    """Return the words of all texts, how often they stand in each group, and side by side."""
    groupings = [texts.kind, *texts.groupings]
    count = partial(count_words, content, [len(one.levels) for one in groupings])
    tree: Tree[Counted] = Tree(Counted.plus)
    counted = WordCounts(texts)
    nothing = Counted([], [counted.kinds, *counted.groups], PairTally())
    tree.add(nothing)
    for _, part in added(work, count, _with_codes(batches, texts), Counted.plus, "keywords"):
        if part is not None:
            tree.add(part)
    total = tree.sum()
    counted.kinds, counted.groups = total.groups[0], total.groups[1:]
    return total.words, counted, total.pairs


def count_words(content: Content, levels: Sequence[int], item: Item) -> tuple[None, Counted]:
    """Return what a batch holds; `levels` are the numbers of groups."""
    batch, codes = item
    vocabulary = content.vocabulary()
    encoded = vocabulary.encode(batch)
    counts = encoded.counts(len(vocabulary))
    groups = [GroupCounts(size) for size in levels]
    for counted, of_text, size in zip(groups, codes, levels, strict=True):
        counted.add(counts, members(of_text, size))
    pairs = PairTally()
    pairs.add(encoded, len(vocabulary))
    return None, Counted(vocabulary.words, groups, pairs)


def pairs_apart(
    batches: Iterable[pa.RecordBatch], texts: Texts, content: Content, chosen: PairCounts, words: Sequence[str],
    kinds: Sequence[int], work: Work,
) -> None:
    """Count in `chosen` in how many texts of some kinds each pair of its words stands together; `words` are these."""
    count = partial(count_pairs, content, tuple(words), tuple(kinds))
    for _, part in added(work, count, _with_codes(batches, texts), PairCounts.plus):
        if part is not None:
            chosen.take(part)


def count_pairs(
    content: Content, words: Sequence[str], kinds: Sequence[int], item: Item
) -> tuple[None, PairCounts]:
    """Return in how many texts of a batch each pair of the words stands together."""
    batch, codes = item
    vocabulary = content.vocabulary()
    counts = vocabulary.encode(batch).counts(len(vocabulary) + 1)
    number = {word: place for place, word in enumerate(vocabulary.words)}
    # One column more than there are words: empty, for words that the batch lacks.
    columns = np.array([number.get(word, len(vocabulary)) for word in words], dtype=np.int64)
    made = PairCounts(columns)
    made.add(counts[np.isin(codes[0], kinds)])
    return None, made


def _with_codes(batches: Iterable[pa.RecordBatch], texts: Texts) -> Iterator[Item]:
    for batch in batches:
        doc_ids = batch.column("doc_id").to_pylist()
        yield batch, [texts.codes(one, doc_ids) for one in (texts.kind, *texts.groupings)]
