"""Speed of the search for recurring issues: messages at hand, resampled and perturbed."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

# Share of a copy's words that are dropped or exchanged with another word of the same message.
CHANGED = 0.10


def benchmark(
    messages: int = 100_000, workers: int = 2, seed: int = 2026, words: Path | None = None
) -> dict[str, float]:
    """Return seconds and peak memory of clustering so many messages, segmentation and labels left out.

    Resampled messages are near copies of one another: good for speed, never for quality.

    Args:
        messages: how many.
        workers: processes.
        seed: of the resampling.
        words: a words.parquet of complaints; None takes the demo study's of the folder run in.
    """
    import numpy as np

    from govtext.issues.recurring.clustering import cluster
    from govtext.issues.recurring.reading import encode
    from govtext.parallel import Work
    from govtext.settings import IssuesSettings

    originals = _originals(words or Path("data") / "processed" / "02_words" / "words.parquet")
    settings = IssuesSettings().recurring
    random_ = np.random.default_rng(seed)
    authors = random_.integers(0, max(1, messages // 2), messages)
    days = random_.integers(18_000, 18_700, messages)
    begin = time.perf_counter()
    corpus = encode(_batches(originals, messages, seed), authors, days, settings.body_characters, Work(workers=workers))
    read = time.perf_counter()
    owner, _ = cluster(corpus, settings)
    end = time.perf_counter()
    return {
        "messages": float(messages),
        "originals": float(len(originals)),
        "workers": float(workers),
        "seconds_to_read": round(read - begin, 1),
        "seconds_to_cluster": round(end - read, 1),
        "clustered": float((owner >= 0).sum()),
        "issues": float(len(np.unique(owner[owner >= 0]))),
    }


def _originals(path: Path) -> list[tuple[list[str], list[str]]]:
    import pyarrow.parquet as pq

    table = pq.read_table(path).to_pylist()
    return [(row["words"][:400], row["tags"][:400]) for row in table if row["doc_id"].startswith("c")]


def _batches(originals: list[tuple[list[str], list[str]]], messages: int, seed: int) -> Any:
    random_ = random.Random(seed)
    for start in range(0, messages, 1024):
        batch = [_perturbed(*random_.choice(originals), random_) for _ in range(min(1024, messages - start))]
        yield [words for words, _ in batch], [tags for _, tags in batch]


def _perturbed(words: list[str], tags: list[str], random_: random.Random) -> tuple[list[str], list[str]]:
    end = words.index("\n") if "\n" in words else len(words)
    kept = [at for at in range(len(words)) if at == end or random_.random() > CHANGED / 2]
    for _ in range(int(len(kept) * CHANGED / 4)):
        a, b = random_.randrange(len(kept)), random_.randrange(len(kept))
        if kept[a] != end and kept[b] != end:
            kept[a] = kept[b]
    return [words[at] for at in kept], [tags[at] for at in kept]
