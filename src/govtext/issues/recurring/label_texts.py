"""The messages that issues are named by: there may be as many as there are texts, so they are read in portions.

Messages of an issue lie anywhere in the tables. Where there is more than one portion, the tables are read once and
what belongs to each portion is put aside on the disk.
"""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from govtext.issues.recurring.labels import Message
from govtext.store import Source

ROWS = 1024
# Characters and words of a message that are looked at.
CHARACTERS, WORDS = 1_000, 200


def label_texts(documents: Source, words: Source, portions: Sequence[set[str]]) -> Iterator[LabelTexts]:
    """Yield the messages of each portion, which is to be let go before the next is taken.

    Args:
        documents: the documents table.
        words: the words table.
        portions: doc_ids of the messages; no message is in two portions.
    """
    texts, cut = (
        documents.batches(["doc_id", "title", "text"], rows=ROWS), words.batches(["doc_id", "words", "tags"], rows=ROWS)
    )
    if len(portions) == 1:
        yield LabelTexts(texts, cut, portions[0])
    if len(portions) < 2:
        return
    portion = {doc: number for number, docs in enumerate(portions) for doc in docs}
    with tempfile.TemporaryDirectory(prefix="govtext-") as folder:
        files = [
            _put_aside(batches, portion, [Path(folder) / f"{what}-{number}.arrow" for number in range(len(portions))])
            for what, batches in (("texts", texts), ("words", cut))
        ]
        for number, docs in enumerate(portions):
            yield LabelTexts(_read(files[0][number]), _read(files[1][number]), docs)


def _put_aside(
    batches: Iterable[pa.RecordBatch], portion: Mapping[str, int], paths: Sequence[Path]
) -> Sequence[Path]:
    """Write the rows of each portion to its file."""
    writers: list[pa.ipc.RecordBatchStreamWriter] = []
    for batch in batches:
        if not writers:
            writers = [pa.ipc.new_stream(str(path), batch.schema) for path in paths]
        rows: dict[int, list[int]] = {}
        for row, doc in enumerate(batch.column("doc_id").to_pylist()):
            if doc in portion:
                rows.setdefault(portion[doc], []).append(row)
        for number, own in rows.items():
            writers[number].write_batch(batch.take(pa.array(own)))
    for writer in writers:
        writer.close()
    return paths


def _read(path: Path) -> Iterator[pa.RecordBatch]:
    with pa.OSFile(str(path)) as file:
        yield from pa.ipc.open_stream(file)


class LabelTexts:
    """Messages by doc_id; words and tags are held as numbers: a list of strings takes twenty times as much.

    Args:
        texts: doc_id, title and text.
        cut: doc_id, words and tags.
        wanted: doc_ids of the messages.
    """

    def __init__(self, texts: Iterable[pa.RecordBatch], cut: Iterable[pa.RecordBatch], wanted: set[str]) -> None:
        self._numbers: dict[str, int] = {}
        self._names: list[str] = []
        self._texts: dict[str, tuple[str, str]] = {}
        self._words: dict[str, tuple[array[int], array[int]]] = {}
        for batch in texts:
            for doc, title, text in zip(*(batch.column(k).to_pylist() for k in range(3)), strict=True):
                if doc in wanted:
                    self._texts[doc] = (title, text[:CHARACTERS])
        for doc, of_text, tags in self._cut(cut):
            self._words[doc] = (self._numbered(of_text), self._numbered(tags))

    def _cut(self, cut: Iterable[pa.RecordBatch]) -> Iterator[tuple[str, list[str], list[str]]]:
        for batch in cut:
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
