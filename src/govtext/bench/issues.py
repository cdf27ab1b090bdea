"""Speed of the search for recurring issues: messages at hand, resampled and perturbed."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Message = tuple[list[str], list[str]]
# Messages up to which the perturbed texts are made before the clock starts.
IN_MEMORY = 200_000

# Share of a copy's words that are dropped or exchanged with another word of the same message.
CHANGED = 0.10


def benchmark(
    sizes: Sequence[int] = (20_000, 100_000), workers: int | None = None, seed: int = 2026, words: Path | None = None
) -> dict[str, float]:
    """Return seconds of reading and clustering so many messages, and how like the clusters are to the originals'.

    Segmentation, heat and labels are left out. Each message is an original with a tenth of its words
    dropped or exchanged, so that copies of one original, and of originals that the run on the originals
    alone puts into one issue, are one issue: `b_cubed` is F1 against that.

    Args:
        sizes: how many messages.
        workers: processes that read; None takes GOVTEXT_WORKERS, else the processors.
        seed: of the resampling.
        words: a words.parquet of complaints; None takes that of the folder run in.
    """
    from govtext.parallel import worker_count

    workers = worker_count(workers or 0)
    originals = _originals(words or Path("data") / "processed" / "02_words" / "words.parquet")
    truth = _issues_of(originals)
    found: dict[str, float] = {"originals": float(len(originals)), "workers": float(workers)}
    for size in sizes:
        found |= {f"{name}_{size}": value for name, value in _measured(originals, truth, size, workers, seed).items()}
    if len(sizes) > 1:
        small, large = min(sizes), max(sizes)
        ratio = max(found[f"cpu_{large}"], 0.01) / max(found[f"cpu_{small}"], 0.01)
        found["growth"] = round(math.log(ratio) / math.log(large / small), 2)
    return found


def _measured(
    originals: list[Message], truth: NDArray[np.int64], size: int, workers: int, seed: int
) -> dict[str, float]:
    from govtext.issues.recurring.clustering import cluster
    from govtext.issues.recurring.reading import encode
    from govtext.parallel import Work
    from govtext.settings import IssuesSettings

    settings = IssuesSettings().recurring
    random_ = np.random.default_rng(seed)
    drawn = random_.integers(0, len(originals), size)
    authors, days = random_.integers(0, max(1, size // 2), size), random_.integers(18_000, 18_700, size)
    batches = list(_batches(originals, drawn, seed)) if size <= IN_MEMORY else _batches(originals, drawn, seed)
    begin, cpu = time.perf_counter(), time.process_time()
    corpus = encode(iter(batches), authors, days, settings.body_characters, Work(workers=workers))
    read = time.perf_counter()
    owner, _ = cluster(corpus, settings, threads=workers)
    end = time.perf_counter()
    return {
        "seconds_to_read": round(read - begin, 1),
        "seconds_to_cluster": round(end - read, 1),
        "cpu": round(time.process_time() - cpu, 1),
        "issues": float(len(np.unique(owner[owner >= 0]))),
        "b_cubed": round(b_cubed(truth[drawn], np.where(owner >= 0, owner, -1 - np.arange(size))), 4),
    }


def _issues_of(originals: list[Message]) -> NDArray[np.int64]:
    """Return the issue of each original, its own number where it stays alone."""
    from govtext.issues.recurring.clustering import cluster
    from govtext.issues.recurring.reading import encode
    from govtext.parallel import Work
    from govtext.settings import IssuesSettings

    settings, many = IssuesSettings().recurring, len(originals)
    words = iter([([words for words, _ in originals], [tags for _, tags in originals])])
    nobody = np.full(many, -1, dtype=np.int64)
    owner, _ = cluster(encode(words, nobody, nobody, settings.body_characters, Work(workers=1)), settings)
    return np.where(owner >= 0, owner, np.arange(many))


def b_cubed(truth: NDArray[np.int64], guess: NDArray[np.int64]) -> float:
    """Return B-cubed F1 (Bagga and Baldwin 1998) of two partitions, given as the part of each item."""
    _, truth = np.unique(truth, return_inverse=True)
    _, guess = np.unique(guess, return_inverse=True)
    _, pair, both = np.unique(truth * np.int64(guess.max() + 1) + guess, return_inverse=True, return_counts=True)
    precision = float((both[pair] / np.bincount(guess)[guess]).mean())
    recall = float((both[pair] / np.bincount(truth)[truth]).mean())
    return 2 * precision * recall / (precision + recall)


def _originals(path: Path) -> list[Message]:
    import pyarrow.parquet as pq

    table = pq.read_table(path).to_pylist()
    return [(row["words"][:400], row["tags"][:400]) for row in table if row["doc_id"].startswith("c")]


def _batches(
    originals: list[Message], drawn: NDArray[np.int64], seed: int
) -> Iterator[tuple[list[list[str]], list[list[str]]]]:
    random_ = random.Random(seed)
    for start in range(0, len(drawn), 1024):
        chosen = [originals[int(at)] for at in drawn[start : start + 1024]]
        batch = [_perturbed(words, tags, random_) for words, tags in chosen]
        yield [words for words, _ in batch], [tags for _, tags in batch]


def _perturbed(words: list[str], tags: list[str], random_: random.Random) -> tuple[list[str], list[str]]:
    end = words.index("\n") if "\n" in words else len(words)
    kept = [at for at in range(len(words)) if at == end or random_.random() > CHANGED / 2]
    for _ in range(int(len(kept) * CHANGED / 4)):
        a, b = random_.randrange(len(kept)), random_.randrange(len(kept))
        if kept[a] != end and kept[b] != end:
            kept[a] = kept[b]
    return [words[at] for at in kept], [tags[at] for at in kept]
