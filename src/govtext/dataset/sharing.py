"""The share-safe export: no texts, no evidence, no pseudonyms, dates by month, no small cells."""

from __future__ import annotations

import csv
import datetime
from collections import Counter
from collections.abc import Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pandas as pd

from govtext.dataset.describe import data_package
from govtext.dataset.exports import Export
from govtext.dataset.sharing_text import SHARE_DESCRIPTION, readme
from govtext.dataset.spreadsheets import joined, neutral
from govtext.dataset.suppression import HIDDEN, climb, pool_rare
from govtext.lexicons import CodeLabel
from govtext.store import Artifact, Inputs
from govtext.tables import TABLES, Column, Table

FOLDER = "share"
# What others may know of a message; `climb` makes every combination of these common to k rows.
KEYS = ("region", "request_type", "topic_id", "date")
# The order in which values are given up where a combination is rare.
LADDER = (("month",), ("year",), ("year", "date"), ("year", "date", "topic_id"),
          ("year", "date", "topic_id", "request_type"), ("year", "date", "topic_id", "request_type", "region"))
REPLY_BANDS = ((7, "0-7"), (15, "8-15"), (30, "16-30"))

Rows = list[list[Any]]


class ShareSafe:
    """The tables of the share-safe export, computed once when the first of its files is written.

    Args:
        complaints: the complaint table.
        inputs: for issues, topics and gaps.
        codes: the codebook.
        k: least rows of a cell.
    """

    def __init__(self, complaints: Export, inputs: Inputs, codes: list[CodeLabel], k: int) -> None:
        self.k, self._complaints, self._inputs, self._codes = k, complaints, inputs, codes

    def artifacts(self) -> Iterator[Artifact]:
        """Yield the files; nothing is read before they are written."""
        for name in ("complaints", "months", "issues", "topics", "problems"):
            yield Artifact(f"{FOLDER}/{name}.csv", partial(self._write, name))
        yield Artifact(f"{FOLDER}/datapackage.json", self._write_package)
        yield Artifact(f"{FOLDER}/README.md", self._write_readme)

    @cached_property
    def tables(self) -> dict[str, tuple[Table, Rows]]:
        """Name → definition and rows of each file."""
        return {
            "complaints": (self._definition(), self._rows()),
            "months": (MONTHS, list(self._months())),
            "issues": (ISSUES, self._issues()),
            "topics": (TOPICS, self._topics()),
            "problems": (PROBLEMS, self._problems()),
        }

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The rows that may be shown, with the values that may be shown, and their `month`."""
        plain = _plain_rows(self._complaints, [code.code for code in self._codes])
        steps = [_step(plain, given_up) for given_up in LADDER]
        shown, kept = climb(steps, self.k)
        made = plain.assign(**{name: shown[name] for name in KEYS})[kept].reset_index(drop=True)
        for name in made.columns:
            if name not in KEYS and name != "month":
                made[name] = pd.Series(pool_rare(made[name].tolist(), self.k), dtype=object)
        return made

    @cached_property
    def hidden(self) -> dict[str, int]:
        """Column → rows in which its value is hidden; `date` also counts those that show the year only."""
        found = {name: int((self.frame[name] == HIDDEN).sum()) for name in self.frame.columns if name != "month"}
        found["date shown as year"] = int(self.frame["date"].astype(str).str.fullmatch(r"\d{4}").sum())
        return found

    @property
    def left_out(self) -> int:
        """Complaints that stand in no row."""
        return self._complaints.count - len(self.frame)

    def _rows(self) -> Rows:
        names = [name for name in self.frame.columns if name != "month"]
        rows = self.frame[names].astype(object).to_numpy().tolist()
        # Sorted by what they show: the order tells nothing of where a row stood before.
        rows.sort(key=lambda row: [str(value) for value in row])
        return [[number, *row] for number, row in enumerate(rows, start=1)]

    def _months(self) -> Iterator[list[Any]]:
        groups: list[tuple[str, str, pd.Series[Any]]] = []
        for name in ("region", "request_type", "topic_id"):
            groups += [(name, str(value), months) for value, months in self.frame.groupby(name, sort=True)["month"]]
        for code in self._codes:
            flagged = self.frame[f"problem_{code.code}"] == 1
            groups.append(("problem", code.code, self.frame.loc[flagged, "month"]))
        for by, value, months in groups:
            for month, count in sorted(Counter(pool_rare(months.tolist(), self.k)).items()):
                yield [by, value, month, count]

    def _issues(self) -> Rows:
        rows = []
        for row in self._inputs["issues"].read().to_pylist():
            if (row["documents"] or 0) >= self.k:
                writers = row["authors"] if (row["authors"] or 0) >= self.k else HIDDEN
                heat = None if row["heat"] is None else round(row["heat"])
                rows.append([row["rank"], row["documents"], writers, _span(row), heat, row["top_problem"]])
        return sorted(rows, key=lambda row: row[0])

    def _topics(self) -> Rows:
        sizes = Counter(self.frame["topic_id"].tolist())
        rows = []
        for row in self._inputs["topics"].read(["topic_id", "label"]).to_pylist():
            size = sizes.get(str(row["topic_id"]), 0)
            rows.append([row["topic_id"], row["label"] if size >= self.k else HIDDEN, size if size >= self.k else HIDDEN])
        return rows

    def _problems(self) -> Rows:
        laws = {row["code"]: row for row in self._inputs["gaps"].read(["code", "clauses", "coverage"]).to_pylist()}
        rows = []
        for code in self._codes:
            flags = self.frame[f"problem_{code.code}"]
            concealed = bool((flags == HIDDEN).any())
            count = int((flags == 1).sum())
            share = round(count / len(flags), 6) if len(flags) else None
            law = laws.get(code.code, {})
            rows.append([code.code, code.zh, code.en, HIDDEN if concealed else count, HIDDEN if concealed else share,
                         law.get("clauses"), law.get("coverage")])
        return rows

    def _definition(self) -> Table:
        kept = {column.name: column for column in self._complaints.definition.columns}
        columns = [Column("row", "int", "number of the row; the order tells nothing", "行号", required=True)]
        columns += [kept.get(name) or SHARED[name] for name in self.frame.columns if name not in {"month", "date"}]
        columns.insert(1 + KEYS.index("date"), SHARED["date"])
        return Table("complaints", FOLDER, "a complaint", "一条诉求", ("row",), tuple(columns))

    def _write(self, name: str, path: Path) -> None:
        definition, rows = self.tables[name]
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column.name for column in definition.columns])
            writer.writerows([[neutral(joined(value)) for value in row] for row in rows])

    def _write_package(self, path: Path) -> None:
        definitions = [definition for definition, _ in self.tables.values()]
        content = data_package(definitions, SHARE_DESCRIPTION, ("", HIDDEN))
        path.write_text(content, encoding="utf-8", newline="\n")

    def _write_readme(self, path: Path) -> None:
        issues = self._inputs["issues"].count()
        content = readme(
            [definition for definition, _ in self.tables.values()], k=self.k, total=self._complaints.count,
            shown=len(self.frame), hidden=self.hidden, issues=issues, issues_shown=len(self.tables["issues"][1]),
        )
        path.write_text(content, encoding="utf-8", newline="\n")


SHARED = {
    "date": Column("date", "string", "month of the message, or its year where months are too rare", "月份（过少时为年份）"),
    "duplicate": Column("duplicate", "int", "1 if it repeats an earlier message", "是否重复", values=("0", "1")),
    "recurring": Column("recurring", "int", "1 if it belongs to a recurring issue", "是否属于重复问题", values=("0", "1")),
    "reply": Column("reply", "string", "days to the reply in bands; none: no reply; dated: days not known", "答复用时（分档）",
                    unit="days", values=("none", "unknown", *(label for _, label in REPLY_BANDS), "31+")),
    "writer_messages": Column("writer_messages", "string", "messages by the same writer in bands", "同一作者留言数（分档）",
                              values=("1", "2-4", "5+")),
}
MONTHS = Table("months", FOLDER, "a group in a month", "一组诉求的一个月", ("by", "value", "month"), (
    Column("by", "string", "variable that makes the groups", "分组变量", required=True),
    Column("value", "string", "group as complaints.csv shows it", "组"),
    Column("month", "string", "month; hidden where fewer than k complaints share it", "月份"),
    Column("complaints", "int", "complaints", "诉求数", unit="texts", required=True),
))
ISSUES = Table("issues", FOLDER, "a recurring issue", "一个重复问题", ("rank",), (
    TABLES["issues"].column("rank"), TABLES["issues"].column("documents"), TABLES["issues"].column("authors"),
    Column("months", "int", "months from the first message to the last, both counted", "历时月数", unit="months"),
    Column("heat", "int", "heat index, rounded", "热度指数", unit="0 to 100"),
    TABLES["issues"].column("top_problem"),
))
TOPICS = Table("topics", FOLDER, "a topic", "一个主题", ("topic_id",), (
    TABLES["topics"].column("topic_id"), TABLES["topics"].column("label"),
    Column("complaints", "int", "complaints that show this topic", "诉求数", unit="texts"),
))
PROBLEMS = Table("problems", FOLDER, "a code of the codebook", "一个问题编码", ("code",), (
    TABLES["gaps"].column("code"),
    Column("label_zh", "string", "Chinese label", "中文名称"),
    Column("label_en", "string", "English label", "英文名称"),
    Column("complaints", "int", "complaints with the code among those of complaints.csv", "诉求数", unit="texts"),
    Column("share", "float", "their share", "占比", unit="0 to 1"),
    TABLES["gaps"].column("clauses"), TABLES["gaps"].column("coverage"),
))
