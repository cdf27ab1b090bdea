"""The numbers of a figure as a file beside it: what each is of, its value, and the key that leads to its rows."""

from __future__ import annotations

import csv
from pathlib import Path

from govtext.dataset.spreadsheets import neutral
from govtext.report.figures.model import Shown
from govtext.report.wording import Say

HEADS = (("项目", "item"), ("数值名称", "number"), ("数值", "value"), ("数据键", "key"))


def write_numbers(path: Path, numbers: list[Shown], language: str) -> None:
    """Write CSV (UTF-8 with byte order mark, as Excel expects it): a row for each number, no text a formula."""
    say = Say(language)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([say(*head) for head in HEADS])
        for one in numbers:
            names = (name if isinstance(name, str) else say(name) for name in (one.item, one.series))
            writer.writerow([
                *(neutral(" ".join(name.split())) for name in names), one.number.value, neutral(one.number.key),
            ])
