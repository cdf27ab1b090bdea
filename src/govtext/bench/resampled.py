"""Messages at hand, resampled and perturbed into as many as wanted: studies to measure growth on, never quality.

Resampling alone would only make every issue larger. Here matters grow with the texts: each is an original whose
numbers and a part of whose words are exchanged, so that vocabulary, places and issues grow as they do in real
collections; and each text tells its matter with a tenth of the words dropped or exchanged.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from govtext.bench.generated import BATCH, PER_MATTER

# Share of a matter's longer words that stand for others than in the original, and of a text's words that are dropped
# or exchanged.
OTHER_WORDS = 0.3
CHANGED = 0.1
HEADINGS = ("编号", "标题", "内容", "时间", "地区", "留言人", "点赞数", "答复", "答复时间")
_FIRST_DAY, _DAYS = date(2020, 1, 1), 2_000
_DIGITS = re.compile("[0-9]")


@dataclass(frozen=True)
class Original:
    """A message as it came, its texts cut into words."""

    title: list[str]
    text: list[str]
    reply: list[str]
    region: str
    likes: int


def write_resampled(
    folder: Path, originals: Sequence[Original], texts: int, seed: int = 2026, per_file: int = 25 * BATCH
) -> None:
    """Write so many messages as Parquet files part-00000.parquet, … of at most `per_file` rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder.mkdir(parents=True, exist_ok=True)
    schema = pa.schema([(name, pa.string()) for name in HEADINGS])
    rows = resampled(originals, texts, seed)
    for part in range(-(-texts // per_file)):
        with pq.ParquetWriter(folder / f"part-{part:05d}.parquet", schema, compression="zstd") as writer:
            left = min(per_file, texts - part * per_file)
            while left:
                taken = [next(rows) for _ in range(min(BATCH, left))]
                writer.write_batch(pa.RecordBatch.from_pylist(taken, schema=schema))
                left -= len(taken)


def resampled(originals: Sequence[Original], texts: int, seed: int = 2026) -> Iterator[dict[str, Any]]:
    """Yield so many messages, all values strings; the same for the same originals, number and seed."""
    pool = [word for original in originals for word in original.text if len(word) > 1] or ["事情"]
    matters = max(1, texts // PER_MATTER)
    for number in range(texts):
        dice = random.Random(seed * 1_000_003 + number)
        matter = dice.randrange(matters)
        original = originals[matter % len(originals)]
        told = _Telling(matter, seed, pool, dice)
        day = (matter * 37 + dice.randrange(200)) % _DAYS
        answered = bool(original.reply)
        yield {
            "编号": str(number + 1),
            "标题": told.of(original.title),
            "内容": told.of(original.text),
            "时间": f"{_FIRST_DAY + timedelta(days=day)} {dice.randrange(24):02d}:{dice.randrange(60):02d}:00",
            "地区": original.region,
            "留言人": f"U{dice.randrange(max(1, texts // 2))}",
            "点赞数": str(original.likes),
            "答复": told.of(original.reply) if answered else None,
            "答复时间": str(_FIRST_DAY + timedelta(days=day + 1 + dice.randrange(40))) if answered else None,
        }


class _Telling:
    """Tells a matter's original: its numbers and some words exchanged throughout, a tenth of the rest at random."""

    def __init__(self, matter: int, seed: int, pool: Sequence[str], dice: random.Random) -> None:
        self._matter = random.Random(seed * 999_983 + matter)
        self._pool, self._dice = pool, dice
        self._others: dict[str, str] = {}

    def of(self, words: Sequence[str]) -> str:
        told = []
        for word in words:
            chance = self._dice.random()
            if len(word) > 1 and chance < CHANGED:
                if chance < CHANGED / 2:
                    continue
                told.append(self._pool[self._dice.randrange(len(self._pool))])
            else:
                told.append(self._word(word))
        return "".join(told)

    def _word(self, word: str) -> str:
        if word not in self._others:
            self._others[word] = self._other(word)
        return self._others[word]

    def _other(self, word: str) -> str:
        if word.isascii():
            # Numbers name houses, lines and sums: what they count grows with the texts.
            return _DIGITS.sub(lambda _: str(self._matter.randrange(10)), word)
        if len(word) > 1 and self._matter.random() < OTHER_WORDS:
            return self._pool[self._matter.randrange(len(self._pool))]
        return word


def read_originals(study: Path) -> list[Original]:
    """Return the complaints of a study whose documents stage has run."""
    import pyarrow.parquet as pq

    from govtext.words.segmentation import Segmenter

    columns = ["kind", "title", "text", "reply", "region", "likes"]
    table = pq.read_table(study / "data" / "processed" / "01_documents" / "documents.parquet", columns=columns)
    rows = [row for row in table.to_pylist() if row["kind"] == "complaint"]
    segmenter = Segmenter()
    title, text, reply = (segmenter.cut([row[name] or "" for row in rows]) for name in ("title", "text", "reply"))
    return [
        Original(title[at], text[at], reply[at], row["region"] or "", row["likes"] or 0) for at, row in enumerate(rows)
    ]
