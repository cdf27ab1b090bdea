"""Messages that have a reply, each with its reply and its content words, in batches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from govtext.issues.responses.points import Token

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
        tokens: content words of two characters or more, in order.
        reply: the reply, verbatim.
        told: day of the reply, None where it is unknown.
    """

    doc_id: str
    text: str
    title_end: int
    tokens: tuple[Token, ...]
    reply: str
    told: date | None


def replied_batches(documents: Source, words: Source) -> Iterator[list[Replied]]:
    """Yield the messages that have a reply, some hundred rows of the corpus at a time; batches may be empty.

    Both tables hold the same texts in the same order, as the stage that cuts texts writes them.

    Raises:
        ValueError: they don't.
    """
    for rows in _replied_rows(documents, words):
        yield [_replied(row, cut["words"], cut["tags"]) for row, cut in rows]


def replied_words(documents: Source, words: Source) -> Iterator[tuple[set[str], str]]:
    """Yield the different content words of each message that has a reply, and the reply."""
    for rows in _replied_rows(documents, words):
        for row, cut in rows:
            tagged = zip(cut["words"], cut["tags"], strict=True)
            yield {word for word, tag in tagged if _counts(word, tag)}, row["reply"]


def _replied_rows(documents: Source, words: Source) -> Iterator[list[tuple[dict[str, Any], dict[str, Any]]]]:
    names = ["doc_id", "kind", "title", "reply", "reply_date"]
    texts = _even(documents.batches(names, rows=ROWS))
    cut = _even(words.batches(["doc_id", "words", "tags"], rows=ROWS))
    for rows, tokens in zip(texts, cut, strict=True):
        if not rows.column("doc_id").equals(tokens.column("doc_id")):
            raise ValueError("documents and words don't hold the same texts in the same order")
        kinds, replies = rows.column("kind").to_pylist(), rows.column("reply").to_pylist()
        complaints = enumerate(zip(kinds, replies, strict=True))
        kept = [at for at, (kind, reply) in complaints if kind == "complaint" and reply and reply.strip()]
        chosen = pa.array(kept, pa.int64())
        yield list(zip(rows.take(chosen).to_pylist(), tokens.take(chosen).to_pylist(), strict=True))


def _counts(word: str, tag: str) -> bool:
    return len(word) >= _LEAST_CHARACTERS and tag.startswith(_CONTENT)


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


def _replied(row: dict[str, Any], words: list[str], tags: list[str]) -> Replied:
    tokens, at, title_end = [], 0, 0
    for word, tag in zip(words, tags, strict=True):
        if word == "\n" and not title_end:
            title_end = at
        if _counts(word, tag):
            tokens.append(Token(word, at))
        at += len(word)
    told = row["reply_date"]
    day = told.date() if told is not None else None
    return Replied(row["doc_id"], "".join(words), title_end, tuple(tokens), row["reply"], day)
