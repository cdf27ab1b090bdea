"""What the complaints of a batch say: their words by where they stand, the matters they raise, their evidence.

A batch is heard at once, as columns: each different token is told once, and a word counts in a text where it first
stands, in the title, the opening or the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from govtext.policies.corpus import coded, joined, sizes
from govtext.policies.matters import MatterFrame
from govtext.policies.vocabulary import Vocabulary

# Where a word of a message stands first: in the title, the opening or the rest; and what it weighs there.
IN_TITLE, IN_OPENING, IN_REST = range(3)
PLACE_WEIGHTS = np.array([3.0, 1.0, 0.3])
OPENING_LENGTH = 200
_NO_WORD = -1
# Stands between pieces of texts that are looked through together; no letter of a phrase.
_APART = "\0"

# Code, start and end of what justifies each code of a complaint, by complaint.
Evidence = Mapping[str, Sequence[tuple[str, int, int]]]
# Of a complaint, codes and the words of their evidence.
Proof = tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True)
class Heard:
    """What the complaints of a batch say.

    Attributes:
        doc_ids: the complaints.
        words: the different words that they say.
        ends: the words of complaint i are ends[i] to ends[i + 1] of the following two.
        numbers: each word, by its place in `words`; one stands once in a complaint.
        places: where it stands first, the place of its weight in `PLACE_WEIGHTS`.
        matters: that each complaint raises, with their weights.
        evidence: of each complaint, codes and the words of their evidence.
        asked: how much each asks about each aspect; empty where it raises no matter.
    """

    doc_ids: list[str]
    words: list[str]
    ends: NDArray[np.int64]
    numbers: NDArray[np.int32]
    places: NDArray[np.int8]
    matters: list[dict[str, float]]
    evidence: list[Proof]
    asked: list[Sequence[float]]


def hear(batch: pa.RecordBatch, evidence: Evidence, vocabulary: Vocabulary, frame: MatterFrame) -> Heard:
    """Return what the complaints of a batch of table `words` say.

    Args:
        batch: doc_id, words and tags; a complaint's joined words are title, newline, text.
        evidence: of these complaints and any others.
        vocabulary: how tokens become comparable words.
        frame: the matters.
    """
    tokens = _Tokens(batch)
    doc_ids = batch.column("doc_id").to_pylist()
    told = frame.heard([(title, text) for title, _, text in (one.partition("\n") for one in tokens.texts)])
    matters, asked = [raised for raised, _ in told], [asked for _, asked in told]
    words, texts, numbers, places = _words(tokens, vocabulary)
    ends = np.searchsorted(texts, np.arange(len(doc_ids) + 1))
    return Heard(doc_ids, words, ends, numbers, places, matters, _proof(tokens, doc_ids, evidence, vocabulary), asked)


def proof(batch: pa.RecordBatch, evidence: Evidence, vocabulary: Vocabulary) -> list[Proof]:
    """Return of each complaint of a batch codes and the words of their evidence alone; as for `hear`."""
    return _proof(_Tokens(batch), batch.column("doc_id").to_pylist(), evidence, vocabulary)


def _proof(tokens: _Tokens, doc_ids: Sequence[str], evidence: Evidence, vocabulary: Vocabulary) -> list[Proof]:
    said = [(at, *one) for at, doc_id in enumerate(doc_ids) for one in evidence.get(doc_id, ())]
    found: list[list[tuple[str, frozenset[str]]]] = [[] for _ in doc_ids]
    parts = np.array([(at, start, end) for at, _, start, end in said], dtype=np.int64).reshape(-1, 3).T
    for (at, code, _, _), own in zip(said, tokens.between(*parts), strict=True):
        found[at].append((code, frozenset(vocabulary.words(*own))))
    return list(map(tuple, found))


class _Tokens:
    """The tokens of a batch as columns.

    Attributes:
        texts: the joined tokens of each text.
        forms, tags: the different tokens and tags.
        form, tag: of each token its place in these.
        ends: text i holds tokens ends[i] to ends[i + 1].
    """

    def __init__(self, batch: pa.RecordBatch) -> None:
        self.forms, self.form = coded(batch.column("words"))
        self.tags, self.tag = coded(batch.column("tags"))
        self.ends = np.concatenate([[0], np.cumsum(sizes(batch.column("words")))])
        self.texts = joined(batch.column("words"))
        lengths = np.fromiter(map(len, self.forms), np.int64, len(self.forms))[self.form]
        self._begins = np.concatenate([[0], np.cumsum(lengths)])

    def pieces(self) -> NDArray[np.int64]:
        """Return tokens at which the title, the opening and the rest of each text begin, and the end of all."""
        first, last = self.ends[:-1], self.ends[1:]
        lines = np.flatnonzero(self.form == self.forms.index("\n")) if "\n" in self.forms else first[:0]
        at = np.append(lines, len(self.form))[np.searchsorted(lines, first)]
        title = np.minimum(at, last)
        # The opening ends before the token that reaches beyond its length, the newline counted.
        beyond = np.searchsorted(self._begins, self._begins[title] + OPENING_LENGTH, side="right") - 1
        opening = np.minimum(np.maximum(beyond, title), last)
        return np.append(np.stack([first, title, opening], axis=1).ravel(), len(self.form))

    def strings(self, pieces: NDArray[np.int64]) -> list[str]:
        """Return the joined tokens of each piece."""
        joined, at = "".join(self.texts), self._begins[pieces].tolist()
        return [joined[first:last] for first, last in pairwise(at)]

    def between(
        self, texts: NDArray[np.int64], starts: NDArray[np.int64], ends: NDArray[np.int64]
    ) -> Iterator[tuple[list[str], list[str]]]:
        """Yield, for parts of texts, the tokens and tags of which something lies between two places of the text."""
        first, last = self.ends[texts], self.ends[texts + 1]
        begins = self._begins[first]
        begin = np.clip(np.searchsorted(self._begins, begins + starts, side="right") - 1, first, last)
        end = np.clip(np.searchsorted(self._begins, begins + ends, side="left"), first, last)
        for own in map(slice, begin.tolist(), end.tolist()):
            yield [self.forms[at] for at in self.form[own].tolist()], [self.tags[at] for at in self.tag[own].tolist()]


def _words(
    tokens: _Tokens, vocabulary: Vocabulary
) -> tuple[list[str], NDArray[np.int64], NDArray[np.int32], NDArray[np.int8]]:
    """Return the different words, and of each word that stands in a text the text, its number and its first place."""
    words: dict[str, int] = {}
    own = np.full(len(tokens.forms), _NO_WORD, dtype=np.int64)
    # Of tokens that stand for other words: the token, and one of these.
    synonyms: list[tuple[int, int]] = []
    for form, token in enumerate(tokens.forms):
        told = vocabulary.told(token)
        if isinstance(told, tuple):
            synonyms += [(form, words.setdefault(word, len(words))) for word in told]
        elif told:
            own[form] = words.setdefault(told, len(words))
    pieces = tokens.pieces()
    piece = np.repeat(np.arange(len(pieces) - 1), np.diff(pieces))
    full = ~np.fromiter(map(vocabulary.is_empty, tokens.tags), np.bool_, len(tokens.tags))
    number = own[tokens.form]
    kept = np.flatnonzero((number >= 0) & full[tokens.tag])
    where, said = [piece[kept]], [number[kept]]
    at, meant = _meant(tokens.form, synonyms, len(tokens.forms))
    where.append(piece[at])
    said.append(meant)
    found = [
        (at, words.setdefault(word, len(words)))
        for at, meanings in _phrases(tokens, pieces, vocabulary) for word in meanings
    ]
    where.append(np.array([at for at, _ in found], dtype=np.int64))
    said.append(np.array([word for _, word in found], dtype=np.int64))
    at, all_said = np.concatenate(where), np.concatenate(said)
    # Text and word, then where it stands: of each word in a text the first.
    keys = np.sort((at // 3 * max(len(words), 1) + all_said) * 3 + at % 3)
    keys = keys[np.append(True, np.diff(keys // 3) > 0)[: len(keys)]]
    text, word = np.divmod(keys // 3, max(len(words), 1))
    used = np.bincount(word, minlength=len(words)) > 0
    number = (np.cumsum(used) - 1)[word]
    return list(compress(words, used.tolist())), text, number.astype(np.int32), (keys % 3).astype(np.int8)


def _meant(
    forms: NDArray[np.int64], synonyms: Sequence[tuple[int, int]], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the places of tokens that stand for other words, once for each, and these words.

    Args:
        forms: of each token.
        synonyms: forms and the words that they stand for, by form.
        size: number of forms.
    """
    form, word = np.array(synonyms, dtype=np.int64).reshape(-1, 2).T
    times = np.bincount(form, minlength=size)
    first = np.cumsum(times) - times
    places = np.flatnonzero(times[forms])
    own = times[forms[places]]
    within = np.arange(own.sum()) - np.repeat(np.cumsum(own) - own, own)
    return np.repeat(places, own), word[np.repeat(first[forms[places]], own) + within]


def _phrases(
    tokens: _Tokens, pieces: NDArray[np.int64], vocabulary: Vocabulary
) -> list[tuple[int, tuple[str, ...]]]:
    """Return piece and meanings of the phrases that segmentation cut apart or joined with others."""
    if vocabulary.phrases is None:
        return []
    strings = tokens.strings(pieces)
    begins = np.cumsum([0, *(len(string) + 1 for string in strings)])
    matches = [(match.start(), match.group()) for match in vocabulary.phrases.find(_APART.join(strings))]
    at = (np.searchsorted(begins, np.array([start for start, _ in matches]), side="right") - 1).tolist()
    numbers = {form: number for number, form in enumerate(tokens.forms)}
    found = []
    for piece, (_, phrase) in zip(at, matches, strict=True):
        number = numbers.get(phrase, _NO_WORD)
        if number == _NO_WORD or not (tokens.form[pieces[piece] : pieces[piece + 1]] == number).any():
            found.append((piece, vocabulary.meanings(phrase)))
    return found
