"""The messages that issues are named by, held in little: there may be as many as there are texts."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

import pyarrow as pa

from govtext.issues.recurring.labels import Message
from govtext.store import Source

ROWS = 1024
# Characters and words of a message that are looked at.
CHARACTERS, WORDS = 1_000, 200


class LabelTexts:
    """Messages by doc_id; words and tags are held as numbers: a list of strings takes twenty times as much.

    Args:
        documents: the documents table.
        words: the words table.
        wanted: doc_ids of the messages.
    """

    def __init__(self, documents: Source, words: Source, wanted: set[str]) -> None:
        self._numbers: dict[str, int] = {}
        self._names: list[str] = []
        self._texts: dict[str, tuple[str, str]] = {}
        self._words: dict[str, tuple[array[int], array[int]]] = {}
        for batch in documents.batches(["doc_id", "title", "text"], rows=ROWS):
            for doc, title, text in zip(*(batch.column(k).to_pylist() for k in range(3)), strict=True):
                if doc in wanted:
                    self._texts[doc] = (title, text[:CHARACTERS])
        for doc, of_text, tags in self._cut(words):
            self._words[doc] = (self._numbered(of_text), self._numbered(tags))

    def _cut(self, words: Source) -> Iterator[tuple[str, list[str], list[str]]]:
        for batch in words.batches(["doc_id", "words", "tags"], rows=ROWS):
            kept = [doc in self._texts for doc in batch.column("doc_id").to_pylist()]
            if any(kept):
                for row in batch.filter(pa.array(kept)).to_pylist():
                    yield row["doc_id"], row["words"][:WORDS], row["tags"][:WORDS]

    def _numbered(self, names: list[str]) -> array[int]:
        numbers, known = self._numbers, self._names
        found = array("i")
        for name in names:
            number = numbers.get(name)
            if number is None:
                number = numbers[name] = len(known)
                known.append(name)
            found.append(number)
        return found

    def __contains__(self, doc: str) -> bool:
        return doc in self._words

    def __getitem__(self, doc: str) -> Message:
        words, tags = ([self._names[number] for number in numbers] for numbers in self._words[doc])
        return Message(*self._texts[doc], words, tags)
