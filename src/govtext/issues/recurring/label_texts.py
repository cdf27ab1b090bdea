"""The messages that issues are named by: there may be as many as there are texts, so they are read in portions.

Messages of an issue lie anywhere in the tables. Where there is more than one portion, the tables are read once and
what belongs to each portion is put aside on the disk.
"""

from __future__ import annotations

import tempfile
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from govtext.issues.recurring.labels import Message
from govtext.issues.recurring.numbered_words import numbered
from govtext.issues.recurring.place_names import HEAD, WordFacts
from govtext.store import Source
from govtext.vocabulary import CODED

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
    texts = documents.batches(["doc_id", "title", "text"], rows=ROWS)
    # Put aside as numbers too: as texts each batch would bring words of its own, and all of them are looked up anew.
    cut = words.batches(["doc_id", *CODED], rows=ROWS, coded=CODED)
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
    """Messages by doc_id; words are held as numbers: a list of strings takes twenty times as much.

    Args:
        texts: doc_id, title and text.
        cut: doc_id, words and tags.
        wanted: doc_ids of the messages.

    Attributes:
        facts: what is known of their words.
    """

    def __init__(self, texts: Iterable[pa.RecordBatch], cut: Iterable[pa.RecordBatch], wanted: set[str]) -> None:
        self._texts: dict[str, tuple[str, str]] = {}
        for batch in texts:
            kept = _among(batch, wanted)
            beginnings = pc.utf8_slice_codeunits(kept.column("text"), 0, CHARACTERS)
            columns = (kept.column("doc_id"), kept.column("title"), beginnings)
            for doc, title, text in zip(*(column.to_pylist() for column in columns), strict=True):
                self._texts[doc] = (title, text)
        self.facts = WordFacts()
        # doc_id → its text's place; where the words of each begin; all words; where a word has a head, of all words.
        self._place: dict[str, int] = {}
        begins, parts = [0], [np.zeros(0, dtype=np.int32)]
        for some in numbered(cut, self._texts, WORDS, self.facts):
            for doc in some.docs:
                self._place[doc] = len(self._place)
            begins += (np.cumsum(some.held) + begins[-1]).tolist()
            parts.append(some.numbers)
        self._begins, self._numbers = begins, np.concatenate(parts)
        del parts
        has_head = (self.facts.table()[0] & HEAD) > 0
        self._heads = np.flatnonzero(has_head[self._numbers]).astype(np.int32)
        self._first_head = np.searchsorted(self._heads, begins).tolist()
        breaks = np.append(np.flatnonzero(_is_break(self.facts)[self._numbers]), len(self._numbers))
        # Behind the last begin is none: nothing is asked of it.
        title_ends = np.minimum(breaks[np.searchsorted(breaks, begins)], np.array([*begins[1:], begins[-1]]))
        self._title_words = (title_ends - begins).tolist()

    def __contains__(self, doc: str) -> bool:
        return doc in self._place

    def __getitem__(self, doc: str) -> Message:
        at = self._place[doc]
        first = self._begins[at]
        numbers = self._numbers[first : self._begins[at + 1]].tolist()
        heads = (self._heads[self._first_head[at] : self._first_head[at + 1]] - first).tolist()
        words = _Words(self.facts.words, numbers)
        return Message(*self._texts[doc], words, numbers, heads, self._title_words[at])


class _Words(Sequence[str]):
    """Words by their numbers: of most of them nobody asks which they are."""

    def __init__(self, names: Sequence[str], numbers: Sequence[int]) -> None:
        self._names, self._numbers = names, numbers

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self._names[number] for number in self._numbers[at]]
        return self._names[self._numbers[at]]

    def __iter__(self) -> Iterator[str]:
        return map(self._names.__getitem__, self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


def _is_break(facts: WordFacts) -> NDArray[np.bool_]:
    """Return which words are line breaks."""
    found = np.zeros(len(facts.words), dtype=bool)
    found[[at for at, word in enumerate(facts.words) if word == "\n"]] = True
    return found


def _among(batch: pa.RecordBatch, wanted: Container[str]) -> pa.RecordBatch:
    """Return the rows of the wanted messages."""
    return batch.filter(pa.array([doc in wanted for doc in batch.column("doc_id").to_pylist()], pa.bool_()))
