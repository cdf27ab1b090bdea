"""All mentions of a text, or of a batch of cut texts at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from govtext.words.batch import CutBatch
from govtext.words.facts import Lists, WordFacts
from govtext.words.forms import ALONE, BEFORE, BEHIND, BREAK, BREAK_LONGER, MATTER, OFFICE, PLACE, SINGLE, role_of
from govtext.words.mentions import CutText, Mention
from govtext.words.offices import departments, matters, with_names
from govtext.words.places import named_places
from govtext.words.references import coded_places

# Words that are looked at before and behind one that may be in a mention, at the most.
_BEFORE, _BEHIND = 5, 1


def batch_mentions(
    cut: CutBatch, facts: WordFacts, numbers: NDArray[np.int32], references: Sequence[Sequence[Mention]]
) -> list[Mention]:
    """Return the mentions of all texts in order, by their places in the joined texts.

    No mention reaches over the newline that stands between two texts, so that the batch is looked through as one text.

    Args:
        cut: the texts.
        facts: what is known of words.
        numbers: those of the words among the facts.
        references: policy titles and document numbers of every text, by their places in it.
    """
    behind = cut.counts[1:]
    numbers = np.insert(numbers, behind, facts.number("\n"))
    borders = np.append(np.insert(cut.starts, behind, cut.batch.text_starts[1:] - 1), len(cut.batch.joined))
    at = _places_of(facts.role.take(numbers))
    near = np.flatnonzero(_near(at.values(), len(numbers)))
    words, tags = (np.empty(len(numbers), dtype=object) for _ in range(2))
    words[near] = list(map(facts.forms.__getitem__, numbers[near].tolist()))
    tags[near] = np.array(facts.tags, dtype=object)[facts.tag.take(numbers[near])]
    of_batch = CutText(cut.batch.joined, words.tolist(), tags.tolist(), borders.data)
    moved = [
        Mention(begin + m.start, begin + m.end, m.kind)
        for begin, found in zip(cut.batch.text_starts.tolist(), references, strict=False) for m in found
    ]
    return _found(of_batch, moved, facts.lists, at)


def _near(places: Iterable[NDArray[np.int64]], size: int) -> NDArray[np.bool_]:
    """Return whether each of some words is one of the places or near one."""
    change = np.zeros(size + _BEFORE + _BEHIND + 1, dtype=np.int64)
    for some in places:
        change[some] += 1
        change[some + _BEFORE + _BEHIND + 1] -= 1
    return np.asarray(np.cumsum(change)[_BEFORE : _BEFORE + size] > 0, dtype=np.bool_)


def _places_of(roles: NDArray[np.uint16]) -> dict[int, NDArray[np.int64]]:
    """Return role → the words that may have it; for places only where the word before lets them."""
    at = {role: np.flatnonzero(roles & role) for role in (OFFICE, MATTER, PLACE)}
    role, before = roles[at[PLACE]], np.append(np.uint16(BREAK | BREAK_LONGER), roles)[at[PLACE]]
    breaks = np.where(role & SINGLE, before & BREAK, before & BREAK_LONGER) > 0
    at[PLACE] = at[PLACE][~breaks | (role & ALONE > 0) | ((role & BEHIND > 0) & (before & BEFORE > 0))]
    return at


def find_mentions(cut: CutText, references: Sequence[Mention], lists: Lists) -> list[Mention]:
    """Return all mentions of a text in order.

    Args:
        cut: the text.
        references: its policy titles and document numbers.
        lists: what words are looked up in.
    """
    roles = [role_of(word, tag, lists) for word, tag in zip(cut.words, cut.tags, strict=True)]
    return _found(cut, references, lists, _places_of(np.array(roles, dtype=np.uint16)))


def _found(
    cut: CutText, references: Sequence[Mention], lists: Lists, at: Mapping[int, NDArray[np.int64]]
) -> list[Mention]:
    offices, office_words = departments(cut, lists.offices, at[OFFICE].tolist())
    coded = coded_places(cut)
    others = [*references, *coded, *matters(cut, lists.matters, at[MATTER].tolist())]
    named = named_places(cut, lists.places, lists.stopwords, [*others, *office_words], at[PLACE].tolist())
    return sorted({*others, *named, *with_names(cut, offices, [*coded, *named])})
