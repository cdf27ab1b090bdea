"""Speed of the search for recurring issues: messages at hand, resampled and perturbed."""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from govtext.errors import GovtextError

# Share of a copy's words that are dropped or exchanged with another word of the same message.
CHANGED = 0.10
# Words of an original that are taken, and messages perturbed and written at once.
WORDS, ROWS = 400, 1024


def benchmark(
    sizes: Sequence[int] = (20_000, 100_000), workers: int | None = None, seed: int = 2026, words: Path | None = None
) -> dict[str, float]:
    """Return seconds of reading and clustering so many messages, and how like the clusters are to the originals'.

    Segmentation, heat and labels are left out. Each message is an original with a tenth of its words
    dropped or exchanged, so that copies of one original, and of originals that the run on the originals
    alone puts into one issue, are one issue: `b_cubed` is F1 against that. The messages are written to a
    table before the clock starts, and read from it as the stage reads the words table.

    Args:
        sizes: how many messages.
        workers: processes that read and judge; None takes GOVTEXT_WORKERS, else the processors.
        seed: of the resampling.
        words: a words.parquet of complaints; None takes that of the folder run in.

    Raises:
        GovtextError: there is no such table.
    """
    from govtext.parallel import worker_count

    workers = worker_count(workers or 0)
    words = words or Path("data") / "processed" / "02_words" / "words.parquet"
    if not words.is_file():
        raise GovtextError(
            "there are no messages to resample", file=words.as_posix(),
            hint="run the study first: govtext words; or name one that has run: govtext --study DIR bench issues",
        )
    originals = Originals.of(words)
    truth = _issues_of(originals)
    found: dict[str, float] = {"originals": float(originals.count), "workers": float(workers)}
    for size in sizes:
        found |= {f"{name}_{size}": value for name, value in _measured(originals, truth, size, workers, seed).items()}
    if len(sizes) > 1:
        small, large = min(sizes), max(sizes)
        ratio = max(found[f"cpu_{large}"], 0.01) / max(found[f"cpu_{small}"], 0.01)
        found["growth"] = round(math.log(ratio) / math.log(large / small), 2)
    return found


def _measured(originals: Originals, truth: NDArray[np.int64], size: int, workers: int, seed: int) -> dict[str, float]:
    from govtext.build.memory import PeakMemory, give_back
    from govtext.issues.recurring.many import clustered
    from govtext.issues.recurring.messages import BATCH
    from govtext.issues.recurring.reading import encode
    from govtext.parallel import Work
    from govtext.settings import IssuesSettings
    from govtext.store import Source

    settings, work = IssuesSettings().recurring, Work(workers=workers)
    random_ = np.random.default_rng(seed)
    drawn = random_.integers(0, originals.count, size)
    authors, days = random_.integers(0, max(1, size // 2), size), random_.integers(18_000, 18_700, size)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "words.parquet"
        originals.write_copies(path, drawn, seed)
        give_back()
        with PeakMemory() as peak:
            begin, cpu = time.perf_counter(), _cpu()
            batches = Source("words", path).batches(["words", "tags"], rows=BATCH)
            corpus = [encode(batches, authors, days, settings.body_characters, work)]
            read = time.perf_counter()
            owner, _ = clustered(corpus, settings, work)
            end = time.perf_counter()
    return {
        "mebibytes": round(peak.mib),
        "seconds_to_read": round(read - begin, 1),
        "seconds_to_cluster": round(end - read, 1),
        "cpu": round(_cpu() - cpu, 1),
        "issues": float(len(np.unique(owner[owner >= 0]))),
        "b_cubed": round(b_cubed(truth[drawn], np.where(owner >= 0, owner, -1 - np.arange(size))), 4),
    }


def _cpu() -> float:
    """Return the seconds of processor time of this process and of those that it started and that still live."""
    import psutil

    this = psutil.Process()
    times = [process.cpu_times() for process in (this, *this.children(recursive=True))]
    return float(sum(used.user + used.system for used in times))


def _issues_of(originals: Originals) -> NDArray[np.int64]:
    """Return the issue of each original, its own number where it stays alone."""
    from govtext.issues.recurring.clustering import cluster
    from govtext.issues.recurring.reading import encode
    from govtext.parallel import Work
    from govtext.settings import IssuesSettings

    settings, many = IssuesSettings().recurring, originals.count
    nobody = np.full(many, -1, dtype=np.int64)
    read = encode(iter([originals.batch()]), nobody, nobody, settings.body_characters, Work(workers=1))
    owner, _ = cluster(read, settings)
    return np.where(owner >= 0, owner, np.arange(many))


def b_cubed(truth: NDArray[np.int64], guess: NDArray[np.int64]) -> float:
    """Return B-cubed F1 (Bagga and Baldwin 1998) of two partitions, given as the part of each item."""
    _, truth = np.unique(truth, return_inverse=True)
    _, guess = np.unique(guess, return_inverse=True)
    _, pair, both = np.unique(truth * np.int64(guess.max() + 1) + guess, return_inverse=True, return_counts=True)
    precision = float((both[pair] / np.bincount(guess)[guess]).mean())
    recall = float((both[pair] / np.bincount(truth)[truth]).mean())
    return 2 * precision * recall / (precision + recall)


@dataclass(frozen=True)
class Originals:
    """The complaints at hand, their words as numbers.

    Attributes:
        words, tags: what the numbers stand for.
        word, tag: of all complaints, one after another; starts: where each begins, and where the last one ends.
        fixed: which words stay: the first line break, that ends the title.
    """

    words: pa.Array
    tags: pa.Array
    word: NDArray[np.int32]
    tag: NDArray[np.int32]
    starts: NDArray[np.int64]
    fixed: NDArray[np.bool_]

    @classmethod
    def of(cls, path: Path) -> Originals:
        """Return the complaints of a words table."""
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        table = pq.read_table(path, columns=["doc_id", "words", "tags"])
        table = table.filter(pc.starts_with(table["doc_id"], "c"))
        sides = [pc.list_slice(table[name], 0, WORDS).combine_chunks() for name in ("words", "tags")]
        held = pc.list_value_length(sides[0]).to_numpy(zero_copy_only=False)
        starts = np.concatenate(([0], np.cumsum(held, dtype=np.int64)))
        words, tags = (side.flatten().dictionary_encode() for side in sides)
        breaks = np.flatnonzero(pc.equal(words.cast(pa.string()), "\n").to_numpy(zero_copy_only=False))
        fixed = np.zeros(len(words), dtype=bool)
        text = np.searchsorted(starts, breaks, side="right") - 1
        fixed[breaks[np.unique(text, return_index=True)[1]]] = True
        word, tag = (side.indices.to_numpy(zero_copy_only=False).astype(np.int32) for side in (words, tags))
        return cls(words.dictionary, tags.dictionary, word, tag, starts, fixed)

    @property
    def count(self) -> int:
        """Number of complaints."""
        return len(self.starts) - 1

    def batch(self) -> pa.RecordBatch:
        """Return all complaints as they are."""
        return self._taken(np.arange(len(self.word)), np.diff(self.starts))

    def write_copies(self, path: Path, drawn: NDArray[np.int64], seed: int) -> None:
        """Write perturbed copies of the drawn complaints as a words table."""
        import pyarrow.parquet as pq

        schema = pa.schema([("words", pa.list_(pa.string())), ("tags", pa.list_(pa.string()))])
        with pq.ParquetWriter(path, schema) as file:
            waiting: list[pa.RecordBatch] = []
            for batch in self._copies(drawn, seed):
                waiting.append(batch)
                if len(waiting) == 16:
                    file.write_table(pa.Table.from_batches(waiting))
                    waiting = []
            if waiting:
                file.write_table(pa.Table.from_batches(waiting))

    def _copies(self, drawn: NDArray[np.int64], seed: int) -> Iterator[pa.RecordBatch]:
        random_ = np.random.default_rng(seed)
        for at in range(0, len(drawn), ROWS):
            chosen = drawn[at : at + ROWS]
            held = np.diff(self.starts)[chosen]
            text = np.repeat(np.arange(len(chosen)), held)
            place = np.arange(len(text)) + np.repeat(self.starts[chosen] - (np.cumsum(held) - held), held)
            kept = self.fixed[place] | (random_.random(len(place)) > CHANGED / 2)
            text, place = text[kept], place[kept]
            held = np.bincount(text, minlength=len(chosen))
            # A quarter of CHANGED of the words give way to another one of their message.
            of = np.repeat(np.arange(len(chosen)), (held * CHANGED / 4).astype(np.int64))
            first = np.cumsum(held) - held
            to, source = (first[of] + (random_.random(len(of)) * held[of]).astype(np.int64) for _ in range(2))
            free = ~(self.fixed[place[to]] | self.fixed[place[source]])
            changed = place.copy()
            changed[to[free]] = place[source[free]]
            yield self._taken(changed, held)

    def _taken(self, place: NDArray[np.int64], held: NDArray[np.int64]) -> pa.RecordBatch:
        offsets = pa.array(np.concatenate(([0], np.cumsum(held))), type=pa.int32())
        sides = (
            pa.ListArray.from_arrays(offsets, names.take(pa.array(numbers[place])))
            for names, numbers in ((self.words, self.word), (self.tags, self.tag))
        )
        return pa.record_batch(dict(zip(("words", "tags"), sides, strict=True)))
