"""Parts of a corpus that are worked on one after another, by whichever process: messages with pairs of them.

They are put aside on the disk before the first is begun, and read by the process that works on them: the one that had
the corpus can let it go then, and nothing large is sent to another. Only to a cluster, whose machines may not share the
disk, they are sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from govtext.aside import folder_aside
from govtext.issues.recurring.candidates import Pairs
from govtext.issues.recurring.corpus import Floats, MessageCorpus
from govtext.issues.recurring.corpus_file import (
    next_array,
    next_matrix,
    next_messages,
    put_arrays,
    put_matrix,
    put_messages,
)
from govtext.issues.recurring.evidence import Frame
from govtext.issues.recurring.pair_sums import DEALT_AT_ONCE, AnyPairs, dealt_out
from govtext.parallel import Work, give_back_freed_memory, in_threads

Result = TypeVar("Result")


@dataclass(frozen=True)
class Part:
    """Some messages of a corpus.

    Attributes:
        corpus: the messages; what is rare is told by the whole corpus.
        frame: of the whole corpus, for the words of the part.
        pairs: kinds of pairs of the part's rows.
    """

    corpus: MessageCorpus
    frame: Frame
    pairs: tuple[Pairs, ...]


@dataclass(frozen=True)
class Stored:
    """Where a part lies on the disk.

    Attributes:
        own: what it alone holds.
        senses, space: tables of all words of the corpus, of which it takes its own; that of the space may be missing.
    """

    own: Path
    senses: Path
    space: Path

    def part(self) -> Part:
        """Read it."""
        with self.own.open("rb") as file:
            used = next_array(file)
            messages = next_messages(file, _rows_of(self.senses, used))
            space = _rows_of(self.space, used) if self.space.exists() else None
            frame = Frame(space, next_matrix(file), next_array(file))
            kinds = int(next_array(file))
            pairs = [(next_array(file).astype(np.int64), next_array(file).astype(np.int64)) for _ in range(kinds)]
        return Part(messages, frame, tuple(pairs))


def _rows_of(path: Path, used: NDArray[np.int64]) -> Floats:
    """Return some rows of a table on the disk, the others unread."""
    table = np.load(path, mmap_mode="r", allow_pickle=False)
    return np.array(table[used])


@contextmanager
def put_aside(
    held: list[MessageCorpus],
    frame: Frame,
    rows: Sequence[NDArray[np.int64]],
    pairs: list[AnyPairs],
    threads: int = 1,
) -> Iterator[list[Stored]]:
    """Put the parts aside, as long as the context lasts; pairs of rows of two parts are in none.

    Args:
        held: the messages, taken out of the list and let go.
        frame: of the corpus.
        rows: of each part, ascending.
        pairs: kinds of pairs of rows of the corpus, taken out of the list, so that they are not held twice; their order
            within a part stays.
        threads: that write.
    """
    with folder_aside() as folder:
        common = folder / "senses.npy", folder / "space.npy"
        made = [Stored(folder / f"part-{number}", *common) for number in range(len(rows))]
        _write(held.pop(), frame, rows, pairs, made, threads)
        del frame
        give_back_freed_memory()  # before others take memory for their work
        yield made


def _write(
    corpus: MessageCorpus,
    frame: Frame,
    rows: Sequence[NDArray[np.int64]],
    pairs: list[AnyPairs],
    made: list[Stored],
    threads: int,
) -> None:
    if not made:
        return
    np.save(made[0].senses, corpus.senses, allow_pickle=False)
    if frame.space is not None:
        np.save(made[0].space, frame.space, allow_pickle=False)
    kinds = _by_part(corpus.size, rows, pairs)

    def write(number: int) -> None:
        messages, used = corpus.rows(rows[number], alone=False, senses=False)
        with made[number].own.open("wb") as file:
            put_arrays(file, used)
            put_messages(file, messages)
            put_matrix(file, frame.kind_words[used])
            put_arrays(file, frame.kind_worth, np.array(len(kinds)))
            for kind in kinds:
                found, kind[number] = kind[number], []
                for side in (0, 1):
                    put_arrays(file, np.concatenate([np.zeros(0, np.int32), *(some[side] for some in found)]))

    for _ in in_threads(write, range(len(rows)), threads):
        pass


def _by_part(
    size: int, rows: Sequence[NDArray[np.int64]], pairs: list[AnyPairs]
) -> list[list[list[tuple[NDArray[np.int32], ...]]]]:
    """Return kind of pairs → part → some of its pairs after others, as its rows."""
    of, place = np.full(size, -1, dtype=np.int32), np.zeros(size, dtype=np.int32)
    for number, own in enumerate(rows):
        of[own], place[own] = number, np.arange(len(own))
    made = []
    while pairs:
        left, right = pairs.pop(0)
        kind: list[list[tuple[NDArray[np.int32], ...]]] = [[] for _ in rows]
        for start in range(0, len(left), DEALT_AT_ONCE):
            one, other = left[start : start + DEALT_AT_ONCE], right[start : start + DEALT_AT_ONCE]
            part = of[one]
            inside = np.flatnonzero((part == of[other]) & (part >= 0))
            columns = place[one[inside]], place[other[inside]]
            for of_part, dealt in zip(kind, dealt_out(part[inside], columns, len(rows)), strict=True):
                of_part.append(dealt)
        made.append(kind)
    return made


def of_each(
    work: Work, function: Callable[[Part | Stored], Result], stored: Sequence[Stored], what: str
) -> Iterator[Result]:
    """Yield what a function returns for each part; a part is removed from the disk when it has been worked on.

    Args:
        work: processes that do it.
        function: of a part, which it takes by `opened`.
        stored: the parts.
        what: named in the progress.
    """
    tasks: Iterator[Part | Stored] = iter(stored) if work.engine is None else (one.part() for one in stored)
    for one, result in zip(stored, work.map(function, tasks, what=what, total=len(stored)), strict=True):
        one.own.unlink()
        yield result


def opened(part: Part | Stored) -> Part:
    """Return the part, read if it lies on the disk."""
    return part.part() if isinstance(part, Stored) else part
