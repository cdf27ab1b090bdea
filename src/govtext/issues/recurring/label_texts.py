"""The messages that issues are named by: there may be as many as there are texts, so they are read in portions.

Messages of an issue lie anywhere in the tables: these are read once, and what belongs to each portion is put aside on
the disk, where whichever process names the issues of the portion finds it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from govtext.aside import folder_aside
from govtext.issues.recurring.labels import Known, Message, PlacedName
from govtext.issues.recurring.numbered_words import numbered
from govtext.issues.recurring.place_names import WordFacts
from govtext.issues.recurring.spans import names_in
from govtext.literal_scan import runs
from govtext.parallel import Work
from govtext.store import Source
from govtext.text_rows import TextRows
from govtext.vocabulary import CODED

# Rows of the tables that are read at once.
ROWS = 2048
# Characters and words of a message that are looked at.
CHARACTERS, WORDS = 1_000, 200
# Portions from which on texts and words are put aside by a process each.
DIVIDED_APART = 4


@dataclass(frozen=True)
class Portion:
    """Where some messages lie on the disk.

    Attributes:
        texts: doc_id, title and beginning of the text.
        words: doc_id and numbers of the words.
        facts: of all messages' words, by number.
    """

    texts: Path
    words: Path
    facts: Path


@contextmanager
def put_aside(
    documents: Source, words: Source, portions: Sequence[set[str]], rarity: Mapping[str, float], work: Work
) -> Iterator[list[Portion]]:
    """Put the messages of each portion aside, as long as the context lasts.

    Args:
        documents: the documents table.
        words: the words table.
        portions: doc_ids of the messages; no message is in two portions.
        rarity: ln(N / df) of words in the whole corpus.
        work: how to run; of many messages another process puts the texts aside, while this one does so with the words.
    """
    of = {doc: number for number, docs in enumerate(portions) for doc in docs}
    with folder_aside() as folder:
        facts = WordFacts()
        made = [
            Portion(*(folder / f"{what}.arrow" for what in (f"texts-{number}", f"words-{number}", "facts")))
            for number in range(len(portions))
        ]
        if made:
            docs, numbers = pa.array(list(of), pa.string()), np.fromiter(of.values(), np.int32, len(of))
            asked = [(documents, docs, numbers, [one.texts for one in made])]
            texts: Iterator[None] = map(_divide_texts, asked)
            if len(made) >= DIVIDED_APART:
                texts = work.ahead(work.map(_divide_texts, asked, apart=True, nearby=True))
            _divide(_numbers(words, of, facts), partial(_portions, of), [one.words for one in made])
            _write_facts(facts, rarity, made[0].facts)
            next(texts)
            del asked, docs, numbers, texts
        del facts, of
        yield made


def _divide_texts(asked: tuple[Source, pa.StringArray, NDArray[np.int32], Sequence[Path]]) -> None:
    documents, docs, numbers, paths = asked
    rows, of_row = TextRows.of(docs), np.append(numbers, np.int32(-1))

    def portions(doc_ids: pa.Array) -> NDArray[np.int32]:
        return of_row[rows.find(doc_ids)]  # -1, an unknown one, takes the last entry

    _divide(_beginnings(documents), portions, paths)


def _beginnings(documents: Source) -> Iterator[pa.RecordBatch]:
    for batch in documents.batches(["doc_id", "title", "text"], rows=ROWS):
        text = pc.utf8_slice_codeunits(batch.column("text"), 0, CHARACTERS)
        yield pa.record_batch([batch.column("doc_id"), batch.column("title"), text], ["doc_id", "title", "text"])


def _numbers(words: Source, wanted: Mapping[str, int], facts: WordFacts) -> Iterator[pa.RecordBatch]:
    for some in numbered(words.batches(["doc_id", *CODED], rows=ROWS, coded=CODED), wanted, WORDS, facts):
        borders = pa.array(np.concatenate(([0], np.cumsum(some.held))), pa.int32())
        numbers = pa.ListArray.from_arrays(borders, pa.array(some.numbers, pa.int32()))
        yield pa.record_batch([pa.array(some.docs, pa.string()), numbers], ["doc_id", "numbers"])


def _portions(of: Mapping[str, int], doc_ids: pa.Array) -> NDArray[np.int32]:
    return np.fromiter((of.get(doc, -1) for doc in doc_ids.to_pylist()), np.int32, len(doc_ids))


def _divide(
    batches: Iterator[pa.RecordBatch], portions: Callable[[pa.Array], NDArray[np.int32]], paths: Sequence[Path]
) -> None:
    """Write the rows of each portion to its file; `portions` tells the number of each message's, -1 for none."""
    writers: list[pa.ipc.RecordBatchStreamWriter] = []
    with ExitStack() as opened:
        for batch in batches:
            if not writers:
                writers = [opened.enter_context(pa.ipc.new_stream(str(path), batch.schema)) for path in paths]
            number = portions(batch.column("doc_id"))
            order = np.argsort(number, kind="stable")
            borders = np.searchsorted(number[order], np.arange(len(paths) + 1)).tolist()
            for own, writer in enumerate(writers):
                rows = order[borders[own] : borders[own + 1]]
                if len(rows):
                    writer.write_batch(batch.take(pa.array(rows)))


def _write_facts(facts: WordFacts, rarity: Mapping[str, float], path: Path) -> None:
    columns = {
        "word": pa.array(facts.words, pa.string()),
        "length": pa.array(facts.lengths, pa.int32()),
        "head": pa.array(facts.heads, pa.int8()),
        "stop": pa.array(facts.stops, pa.bool_()),
        "rarity": pa.array(map(rarity.get, facts.words), pa.float64()),
    }
    table = pa.table(columns)
    with pa.ipc.new_file(str(path), table.schema) as writer:
        writer.write_table(table)


def _read(path: Path, wanted: Collection[str] | None) -> pa.Table | None:
    if not path.exists():
        return None
    with pa.OSFile(str(path)) as file:
        whole = pa.ipc.open_stream(file).read_all()
    if wanted is None:
        return whole
    return whole.filter(pc.is_in(whole["doc_id"], value_set=pa.array(wanted, pa.string()))).combine_chunks()


class LabelTexts:
    """Messages by doc_id; words are held as numbers: a list of strings takes twenty times as much.

    Args:
        portion: where they lie.
        wanted: doc_ids of those that are read; None reads all.

    Attributes:
        rarity: ln(N / df) of these words in the whole corpus; words of which it is not known are left out.
        known: what their names are called, as far as they were asked for.
    """

    def __init__(self, portion: Portion, wanted: Collection[str] | None = None) -> None:
        self._texts: dict[str, tuple[str, str]] = {}
        # doc_id → its text's place; where the words of each begin; all words.
        self._place: dict[str, int] = {}
        begins, numbers = np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int32)
        texts, words = _read(portion.texts, wanted), _read(portion.words, wanted)
        if texts is not None:
            columns = (texts[name].to_pylist() for name in ("doc_id", "title", "text"))
            self._texts = {doc: (title, text) for doc, title, text in zip(*columns, strict=True)}
        if words is not None:
            self._place = {doc: at for at, doc in enumerate(words["doc_id"].to_pylist())}
            held = pc.list_value_length(words["numbers"]).to_numpy()
            begins = np.concatenate((begins, np.cumsum(held, dtype=np.int64)))
            numbers = pc.list_flatten(words["numbers"]).to_numpy()
        used = np.zeros(int(numbers.max(initial=-1)) + 1, dtype=bool)
        used[numbers] = True
        facts, self.rarity = _facts_of(np.flatnonzero(used), portion.facts)
        self.known: Known = {}
        self._words = facts.words
        self._begins, self._numbers = begins.tolist(), (np.cumsum(used, dtype=np.int32) - 1)[numbers]
        self._names = _Names(facts, self._numbers, begins)
        breaks = np.append(np.flatnonzero(_is_break(facts)[self._numbers]), len(self._numbers))
        # Behind the last begin is none: nothing is asked of it.
        title_ends = np.minimum(breaks[np.searchsorted(breaks, begins)], np.append(begins[1:], begins[-1]))
        self._title_words = (title_ends - begins).tolist()

    def __contains__(self, doc: str) -> bool:
        return doc in self._place and doc in self._texts

    def __getitem__(self, doc: str) -> Message:
        at = self._place[doc]
        words = _Words(self._words, self._numbers[self._begins[at] : self._begins[at + 1]])
        return Message(*self._texts[doc], words, self._names.of(at), self._title_words[at])


class _Names:
    """The names in some messages.

    Args:
        facts: what their words are.
        numbers: the words of all messages.
        begins: where those of each begin, and the last ones end.
    """

    def __init__(self, facts: WordFacts, numbers: NDArray[np.int32], begins: NDArray[np.int64]) -> None:
        first, last = names_in(facts, numbers, begins)
        text = np.searchsorted(begins, first, side="right") - 1
        self._borders = np.searchsorted(text, np.arange(len(begins))).tolist()
        self._first, self._last = (first - begins[text]).tolist(), (last - begins[text]).tolist()
        words = numbers[runs(first, last - first)].tolist()
        ends = np.cumsum(last - first).tolist()
        # One tuple for all names of the same words: what is known of them is found the faster.
        keys: dict[tuple[int, ...], tuple[int, ...]] = {}
        own = (tuple(words[start:end]) for start, end in pairwise([0, *ends]))
        self._keys = [keys.setdefault(key, key) for key in own]

    def of(self, at: int) -> list[PlacedName]:
        """Return those of a message."""
        own = slice(self._borders[at], self._borders[at + 1])
        return list(zip(self._first[own], self._last[own], self._keys[own], strict=True))


def _facts_of(numbers: NDArray[np.integer], path: Path) -> tuple[WordFacts, dict[str, float]]:
    """Return the facts about some words, numbered anew in their order, and the rarity of those that have one."""
    if not len(numbers):
        return WordFacts(), {}
    # Mapped, not read: a portion holds a part of all words.
    with pa.memory_map(str(path)) as file:
        table = pa.ipc.open_file(file).read_all().take(pa.array(numbers))
    columns = {name: table[name].to_pylist() for name in table.column_names}
    rarity = {
        word: value for word, value in zip(columns["word"], columns["rarity"], strict=True) if value is not None
    }
    return WordFacts.told(columns["word"], columns["length"], columns["head"], columns["stop"]), rarity


class _Words(Sequence[str]):
    """Words by their numbers: of most of them nobody asks which they are."""

    def __init__(self, names: Sequence[str], numbers: NDArray[np.int32]) -> None:
        self._names, self._numbers = names, numbers

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self._names[number] for number in self._numbers[at].tolist()]
        return self._names[self._numbers[at]]

    def __iter__(self) -> Iterator[str]:
        return map(self._names.__getitem__, self._numbers.tolist())

    def __len__(self) -> int:
        return len(self._numbers)


def _is_break(facts: WordFacts) -> NDArray[np.bool_]:
    """Return which words are line breaks."""
    found = np.zeros(len(facts.words), dtype=bool)
    found[[at for at, word in enumerate(facts.words) if word == "\n"]] = True
    return found
