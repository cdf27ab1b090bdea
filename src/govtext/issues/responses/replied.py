"""Messages that have a reply, each with its reply and its content words, in batches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from govtext.issues.responses.points import Tokens

if TYPE_CHECKING:
    from govtext.store import Source

ROWS = 512
_CONTENT = ("n", "v", "a", "i", "l", "j")
_LEAST_CHARACTERS = 2
_BREAK = "\n"


class Replied(NamedTuple):
    """A message with its reply.

    Attributes:
        doc_id: of the message.
        text: title, newline, text.
        title_end: number of characters of the title.
        tokens: content words of two characters or more.
        reply: the reply, verbatim.
        told: day of the reply, None where it is unknown.
    """

    doc_id: str
    text: str
    title_end: int
    tokens: Tokens
    reply: str
    told: date | None


def replied_batches(documents: Source, words: Source, every: int = 1) -> Iterator[list[Replied]]:
    """Yield the messages that have a reply, some hundred rows of the corpus at a time; batches may be empty.

    Both tables hold the same texts in the same order, as the stage that cuts texts writes them.

    Args:
        documents, words: the tables.
        every: of the messages that have a reply, each so-manieth alone.

    Raises:
        ValueError: they don't.
    """
    for rows, cut in _replied_rows(documents, words, ["reply_date"], every):
        found = _Cut(cut)
        content = found.flat.filter(pa.array(found.counted)).to_pylist()
        start, text = found.start[found.counted].tolist(), found.text[found.counted]
        borders = np.searchsorted(text, np.arange(len(rows) + 1)).tolist()
        texts = pc.binary_join(_lists(cut), "").to_pylist()
        columns = zip(
            rows["doc_id"].to_pylist(), texts, found.title_ends().tolist(), rows["reply"].to_pylist(),
            rows["reply_date"].to_pylist(), strict=True,
        )
        yield [
            Replied(
                doc_id, text, title_end, Tokens(content[first:last], start[first:last]), reply,
                told.date() if told is not None else None,
            )
            for (doc_id, text, title_end, reply, told), first, last in zip(
                columns, borders[:-1], borders[1:], strict=True
            )
        ]


def replied_words(documents: Source, words: Source) -> Iterator[tuple[int, list[str], list[int], list[str]]]:
    """Yield some messages that have a reply: how many, their content words, in how many of them each is, the replies.

    """
    for rows, cut in _replied_rows(documents, words):
        found = _Cut(cut)
        coded = found.flat.filter(pa.array(found.counted)).dictionary_encode()
        names = coded.dictionary.to_pylist()
        pairs = np.unique(found.text[found.counted] * len(names) + coded.indices.to_numpy().astype(np.int64))
        held = np.bincount(pairs % max(len(names), 1), minlength=len(names)).tolist()
        yield len(rows), names, held, rows["reply"].to_pylist()


class _Cut:
    """The words of some messages as one sequence.

    Attributes:
        flat: the words; text, start: per word, its message and where it stands there.
        counted: which are content words of two characters or more.
    """

    def __init__(self, cut: pa.Table) -> None:
        self.flat = _lists(cut).flatten()
        held = pc.list_value_length(_lists(cut)).to_numpy(zero_copy_only=False)
        self.texts = len(held)
        self.text = np.repeat(np.arange(self.texts), held)
        lengths = pc.utf8_length(self.flat).to_numpy(zero_copy_only=False).astype(np.int64)
        before = np.concatenate(([0], np.cumsum(lengths)))
        first = np.concatenate(([0], np.cumsum(held)))[:-1].astype(np.int64)
        self.start = before[:-1] - before[first][self.text]
        tags = cut["tags"].combine_chunks().flatten().dictionary_encode()
        content = np.array([tag is not None and tag.startswith(_CONTENT) for tag in tags.dictionary.to_pylist()], bool)
        self.counted: NDArray[np.bool_] = (lengths >= _LEAST_CHARACTERS) & content[tags.indices.to_numpy()]

    def title_ends(self) -> NDArray[np.int64]:
        """Return per message the characters before the first line break that is not its beginning, 0 without one."""
        breaks = np.flatnonzero(pc.equal(self.flat, _BREAK).to_numpy(zero_copy_only=False) & (self.start > 0))
        ends = np.zeros(self.texts, dtype=np.int64)
        ends[self.text[breaks[::-1]]] = self.start[breaks[::-1]]
        return ends


def _lists(cut: pa.Table) -> pa.ListArray:
    return cut["words"].combine_chunks()


def _replied_rows(
    documents: Source, words: Source, more: list[str] | None = None, every: int = 1
) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Yield the messages that have a reply, doc_id and reply with further columns, and their words and tags."""
    names = ["doc_id", "reply", *(more or [])]
    texts = _even(documents.batches([*names, "kind"], rows=ROWS))
    cut = _even(words.batches(["doc_id", "words", "tags"], rows=ROWS))
    seen = 0
    for rows, tokens in zip(texts, cut, strict=True):
        if not rows.column("doc_id").equals(tokens.column("doc_id")):
            raise ValueError("documents and words don't hold the same texts in the same order")
        kinds, replies = rows.column("kind").to_pylist(), rows.column("reply").to_pylist()
        complaints = enumerate(zip(kinds, replies, strict=True))
        kept = [at for at, (kind, reply) in complaints if kind == "complaint" and reply and reply.strip()]
        chosen = pa.array(kept[-seen % every :: every], pa.int64())
        seen += len(kept)
        yield rows.select(names).take(chosen), tokens.select(["words", "tags"]).take(chosen)


def _even(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Yield the rows of batches of any size as tables of `ROWS` rows, the last of fewer."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        while sum(map(len, held)) >= ROWS:
            rows = pa.Table.from_batches(held)
            yield rows.slice(0, ROWS)
            held = rows.slice(ROWS).to_batches()
    if held:
        yield pa.Table.from_batches(held)
