"""Speed of the policies stage on a national collection's size: the texts at hand, repeated with changes."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MEGABYTES = 58.0
_CHANGED = 0.03
_BATCH = 250


def benchmark(
    source: Path | None = None, megabytes: float = MEGABYTES, workers: int = 2, seed: int = 2026
) -> dict[str, float]:
    """Return seconds that cutting, coding and comparing so many policies take, after segmentation.

    Args:
        source: folder of policy texts (.md, .txt), in it or below; None takes those of the study run in.
        megabytes: size of the collection in UTF-8, reached by repeating the texts with 3 % of their words exchanged.
        workers: processes.
        seed: of the changes.

    Returns:
        texts, megabytes, clauses, workers, seconds of the stage, clauses per second.
    """
    from govtext.build.study import default_pipeline
    from govtext.lexicons import Lexicons
    from govtext.parallel import Work
    from govtext.policies.stage import run
    from govtext.settings import Settings
    from govtext.store import Inputs, Source

    texts = _texts(source or Path("data") / "raw" / "policies")
    begin = time.perf_counter()
    cut = _segment(texts)
    segmented = time.perf_counter() - begin
    documents, words, size = _collection(cut, megabytes, seed)
    folder = default_pipeline() / "lexicons"
    lexicons = Lexicons({path.name: path for path in sorted(folder.iterdir())})
    tables = {"documents": Source("documents", content=documents), "words": Source("words", content=words)}
    for name in ("issues", "issue_members", "service_problems", "topic_words"):
        tables[name] = Source.of(name, [])
    begin = time.perf_counter()
    clauses = 0
    for name, made in run(Inputs(tables=tables), Settings().policies, lexicons, Work(workers=workers)):
        clauses += made.num_rows if name == "clauses" else 0
    seconds = time.perf_counter() - begin
    return {
        "texts": float(documents.num_rows), "megabytes": round(size / 1e6, 1), "clauses": float(clauses),
        "workers": float(workers), "seconds": round(seconds, 1),
        "seconds_to_segment_originals": round(segmented, 2),
        "clauses_per_second": round(clauses / max(seconds, 1e-9), 1),
    }


def _texts(folder: Path) -> list[tuple[str, str]]:
    from govtext.errors import GovtextError

    files = [path for path in sorted(folder.rglob("*")) if path.suffix in (".md", ".txt")] if folder.is_dir() else []
    if not files:
        raise GovtextError("holds no policy texts (.md, .txt)", file=str(folder), hint="name a folder that does")
    found = []
    for path in files:
        title, _, text = path.read_text(encoding="utf-8", errors="replace").lstrip("# \ufeff").partition("\n")
        found.append((title.strip(), text))
    return found


def _segment(texts: list[tuple[str, str]]) -> list[tuple[str, str, list[str], list[str]]]:
    from jieba import posseg, setLogLevel

    setLogLevel(60)
    made = []
    for title, text in texts:
        pairs = [(pair.word, pair.flag) for pair in posseg.cut(f"{title}\n{text}")]
        made.append((title, text, [word for word, _ in pairs], [tag for _, tag in pairs]))
    return made


def _collection(cut: list[tuple[str, str, list[str], list[str]]], megabytes: float, seed: int) -> tuple[Any, Any, int]:
    import pyarrow as pa

    from govtext.store import table

    draw = random.Random(seed)
    nouns = sorted({word for _, _, words, tags in cut for word, tag in zip(words, tags, strict=True) if tag == "n"})
    size, documents, words = 0, [], []
    for number, doc in enumerate(_changed(cut, nouns, draw)):
        size += doc["bytes"]
        row = {"doc_id": f"p{number:012d}", "kind": "policy", "source_file": "bench.md", "title": doc["title"]}
        documents.append(row | {"text": ""})
        words.append({"doc_id": row["doc_id"], "words": doc["words"], "tags": doc["tags"]})
        if size >= megabytes * 1e6:
            break
    parts = [table("words", words[at : at + _BATCH]) for at in range(0, len(words), _BATCH)]
    return table("documents", documents), pa.concat_tables(parts), size


def _changed(
    cut: list[tuple[str, str, list[str], list[str]]], nouns: list[str], draw: random.Random
) -> Iterator[dict[str, Any]]:
    while True:
        for title, _, words, tags in cut:
            changed = [
                draw.choice(nouns) if tag == "n" and draw.random() < _CHANGED and nouns else word
                for word, tag in zip(words, tags, strict=True)
            ]
            text = "".join(changed)
            yield {"title": title, "words": changed, "tags": tags, "bytes": len(text.encode())}
