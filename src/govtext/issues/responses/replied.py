"""Messages that have a reply, each with its reply and its content words, in batches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from govtext.issues.coded_columns import coded_texts, with_plain_lists
from govtext.issues.responses.key_words import Content, KeyWords, Known
from govtext.issues.responses.points import Tokens
from govtext.vocabulary import CODED

if TYPE_CHECKING:
    from govtext.store import Source

ROWS = 512
_CONTENT = ("n", "v", "a", "i", "l", "j")
_LEAST_CHARACTERS = 2


class Replied(NamedTuple):
    """A message with its reply.

    Attributes:
        doc_id: of the message.
        text: title, newline, text.
        title_end: number of characters of the title.
        tokens: content words of two characters or more.
        reply: the reply, verbatim.
        told: day of the reply, None where it is unknown.
        keys: the words that tell what the message is about.
    """

    doc_id: str
    text: str
    title_end: int
    tokens: Tokens
    reply: str
    told: date | None
    keys: list[str]


class Portion:
    """The messages that have a reply of some hundred rows of the corpus.

    Attributes:
        content: their content words.
        replies: the replies, verbatim.
    """

    def __init__(self, rows: pa.Table, cut: _Cut) -> None:
        self._rows, self._cut = rows, cut
        self.content = cut.counted_words()
        self.replies: list[str] = rows["reply"].to_pylist()
        self._keys: list[list[str]] = []

    def keys(self, key_words: KeyWords) -> list[list[str]]:
        """Return the words that tell what each message is about; always to be asked with the same `key_words`."""
        self._keys = self._keys or key_words.of(self.content)
        return self._keys

    def messages(self, key_words: KeyWords) -> list[Replied]:
        """Return the messages; `key_words` as in `keys`."""
        rows, cut = self._rows, self._cut
        content, start = cut.content(), cut.start[cut.counted].tolist()
        borders = np.searchsorted(cut.text[cut.counted], np.arange(len(rows) + 1)).tolist()
        columns = zip(
            rows["doc_id"].to_pylist(), cut.texts(), cut.title_ends().tolist(), self.replies,
            rows["reply_date"].to_pylist(), self.keys(key_words), strict=True,
        )
        return [
            Replied(
                doc_id, text, title_end, Tokens(content[first:last], start[first:last]), reply,
                told.date() if told is not None else None, keys,
            )
            for (doc_id, text, title_end, reply, told, keys), first, last in zip(
                columns, borders[:-1], borders[1:], strict=True
            )
        ]


class _Cut:
    """The words of some messages as one sequence.

    Attributes:
        known: the distinct words.
        word, text, start: per word, which it is, its message, and where it stands there.
        counted: which are content words of two characters or more.
    """

    def __init__(self, cut: pa.Table, before: Known | None) -> None:
        lists = cut["words"].combine_chunks()
        words, tags = coded_texts(lists.flatten()), coded_texts(cut["tags"].combine_chunks().flatten())
        same = before is not None and before.are(words.dictionary)
        self.known = before if before is not None and same else Known(words.dictionary)
        self.word = words.indices.to_numpy(zero_copy_only=False)
        held = pc.list_value_length(lists).to_numpy(zero_copy_only=False)
        self.texts_held = len(held)
        self.text = np.repeat(np.arange(self.texts_held), held)
        lengths = self.known.lengths[self.word]
        before_each = np.concatenate(([0], np.cumsum(lengths)))
        self._first = np.concatenate(([0], np.cumsum(held))).astype(np.int64)
        self.start = before_each[:-1] - before_each[self._first[:-1]][self.text]
        content = np.array([tag is not None and tag.startswith(_CONTENT) for tag in tags.dictionary.to_pylist()], bool)
        self.counted: NDArray[np.bool_] = (lengths >= _LEAST_CHARACTERS) & content[tags.indices.to_numpy()]

    def counted_words(self) -> Content:
        """Return the words that count as numbers."""
        word, text = self.word[self.counted].astype(np.int32), self.text[self.counted].astype(np.int32)
        return Content(self.known, word, text, self.texts_held)

    def content(self) -> list[str]:
        """Return the words that count."""
        found: list[str] = self.known.names[self.word[self.counted]].tolist()
        return found

    def texts(self) -> list[str]:
        """Return the messages: what their words are joined."""
        words = self.known.names[self.word].tolist()
        return ["".join(words[first:last]) for first, last in pairwise(self._first.tolist())]

    def title_ends(self) -> NDArray[np.int64]:
        """Return per message the characters before the first line break that is not its beginning, 0 without one."""
        breaks = np.flatnonzero(self.known.breaks[self.word] & (self.start > 0))
        ends = np.zeros(self.texts_held, dtype=np.int64)
        ends[self.text[breaks[::-1]]] = self.start[breaks[::-1]]
        return ends


def portions(documents: Source, words: Source, every: int = 1) -> Iterator[Portion]:
    """Yield the messages that have a reply, some hundred rows of the corpus at a time; portions may be empty.

    Both tables hold the same texts in the same order, as the stage that cuts texts writes them.

    Args:
        documents, words: the tables.
        every: of the messages that have a reply, each so-manieth alone.

    Raises:
        ValueError: they don't.
    """
    texts = _even(documents.batches(["doc_id", "reply", "reply_date", "kind"], rows=ROWS))
    cut = _even(words.batches(["doc_id", *CODED], rows=ROWS, coded=CODED))
    seen, known = 0, None
    for rows, tokens in zip(texts, cut, strict=True):
        if not rows.column("doc_id").equals(tokens.column("doc_id")):
            raise ValueError("documents and words don't hold the same texts in the same order")
        kinds, replies = rows.column("kind").to_pylist(), rows.column("reply").to_pylist()
        complaints = enumerate(zip(kinds, replies, strict=True))
        kept = [at for at, (kind, reply) in complaints if kind == "complaint" and reply and reply.strip()]
        chosen = pa.array(kept[-seen % every :: every], pa.int64())
        seen += len(kept)
        found = _Cut(tokens.select(["words", "tags"]).take(chosen), known)
        known = found.known
        yield Portion(rows.take(chosen), found)


def _even(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Yield the rows of batches of any size as tables of `ROWS` rows, the last of fewer."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        while sum(map(len, held)) >= ROWS:
            rows = _joined(held)
            yield rows.slice(0, ROWS)
            held = rows.slice(ROWS).to_batches()
    if held:
        yield _joined(held)


def _joined(batches: list[pa.RecordBatch]) -> pa.Table:
    """Return some batches as one table; lists of several have no dictionary in common."""
    return pa.Table.from_batches(batches if len(batches) == 1 else [with_plain_lists(batch) for batch in batches])
