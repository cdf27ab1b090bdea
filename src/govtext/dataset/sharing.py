"""The share-safe export: no texts, no evidence, no pseudonyms, dates by month, no small cells."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pandas as pd

from govtext.dataset.describe import data_package
from govtext.dataset.exports import Export
from govtext.dataset.share_tables import (
    FOLDER,
    ISSUES,
    MONTHS,
    PROBLEMS,
    REPLY_BANDS,
    SHARE_DESCRIPTION,
    SHARED,
    TOPICS,
    readme,
)
from govtext.dataset.spreadsheets import joined, neutral
from govtext.dataset.suppression import HIDDEN, climb, pool_rare
from govtext.lexicons import CodeLabel
from govtext.store import Artifact, Inputs
from govtext.tables import Column, Table

# What others may know of a message; `climb` makes every combination of these common to k rows.
KEYS = ("region", "request_type", "topic_id", "date")
# The order in which values are hidden where a combination is rare, after the month gave way to the year.
GIVEN_UP = ("date", "topic_id", "request_type", "region")

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
        shown, kept = climb(list(_steps(plain)), self.k)
        made = plain.assign(**{name: shown[name] for name in KEYS})[kept].reset_index(drop=True)
        for name in made.columns:
            if name not in KEYS and name != "month":
                made[name] = pd.Series(pool_rare(made[name].tolist(), self.k), dtype=object)
        return made

    @cached_property
    def hidden(self) -> dict[str, int]:
        """Column → rows in which its value is hidden."""
        return {name: int((self.frame[name] == HIDDEN).sum()) for name in self._names}

    @property
    def _names(self) -> list[str]:
        return [*KEYS, *(name for name in self.frame.columns if name not in KEYS and name != "month")]

    def _rows(self) -> Rows:
        rows = self.frame[self._names].astype(object).to_numpy().tolist()
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
            known = size >= self.k
            rows.append([row["topic_id"], row["label"] if known else HIDDEN, size if known else HIDDEN])
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
        columns += [SHARED.get(name) or kept[name] for name in self._names]
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
        total, shown = self._complaints.count, len(self.frame)
        counts = {
            "k": self.k, "total": total, "shown": shown, "left_out": total - shown,
            "issues_left_out": self._inputs["issues"].count() - len(self.tables["issues"][1]),
            "years": int(self.frame["date"].astype(str).str.fullmatch(r"\d{4}").sum()),
        }
        content = readme([definition for definition, _ in self.tables.values()], counts, self.hidden)
        path.write_text(content, encoding="utf-8", newline="\n")


def _steps(plain: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the values that may be known, from the finest to the coarsest."""
    step = plain[[name for name in KEYS if name != "date"]].assign(date=plain["month"])[list(KEYS)]
    yield step
    step = step.assign(date=plain["month"].str[:4])
    yield step
    for name in GIVEN_UP:
        step = step.assign(**{name: HIDDEN})
        yield step


def _plain_rows(complaints: Export, codes: list[str]) -> pd.DataFrame:
    """Return the complaints without texts and names: what may be shown where it is common enough."""
    flags = [f"problem_{code}" for code in codes]
    wanted = ["date", "region", "author", "reply", "reply_date", "reply_days", "duplicate_of", "request_type",
              "severity", "issue_id", "topic_id", *flags]
    names = ("region", "request_type", "topic_id", "month", "severity", "duplicate", "recurring", "reply", *flags)
    columns: dict[str, list[Any]] = {name: [] for name in names}
    authors: list[str | None] = []
    for batch in complaints.batches(wanted):
        one = {name: batch.column(name).to_pylist() for name in wanted}
        for name in ("region", "request_type", "topic_id"):
            columns[name] += [_category(value) for value in one[name]]
        columns["month"] += ["" if value is None else f"{value.year:04d}-{value.month:02d}" for value in one["date"]]
        columns["severity"] += ["" if value is None else value for value in one["severity"]]
        columns["duplicate"] += [int(value is not None) for value in one["duplicate_of"]]
        columns["recurring"] += [int(value is not None) for value in one["issue_id"]]
        columns["reply"] += [
            _reply_band(bool(text and text.strip()) or date is not None, days)
            for text, date, days in zip(one["reply"], one["reply_date"], one["reply_days"], strict=True)
        ]
        for name in flags:
            columns[name] += one[name]
        authors += one["author"]
    written = Counter(authors)
    columns["writer_messages"] = [_writer_band(None if who is None else written[who]) for who in authors]
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})


def _category(value: Any) -> str:
    """Return the value as text; null and what reads like a hidden value are empty."""
    return "" if value is None or value == HIDDEN else str(value)


def _reply_band(answered: bool, days: float | None) -> str:
    if not answered:
        return "none"
    if days is None or days < 0:
        return "unknown"
    return next((label for most, label in REPLY_BANDS if days <= most), "31+")


def _writer_band(messages: int | None) -> str:
    if messages is None:
        return ""
    return "1" if messages == 1 else "2-4" if messages < 5 else "5+"


def _span(issue: dict[str, Any]) -> int | None:
    first, last = issue["first_date"], issue["last_date"]
    if first is None or last is None:
        return None
    return int((last.year - first.year) * 12 + last.month - first.month + 1)
