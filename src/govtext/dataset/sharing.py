"""The share-safe export: no texts, no evidence, no pseudonyms, dates by month, no small cells."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from govtext.dataset.describe import data_package
from govtext.dataset.exports import Export, answered_by, arrow_schema, month_numbers, month_shown
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
from govtext.dataset.sheet_rows import text_bytes
from govtext.dataset.spreadsheets import joined, neutral, quoted
from govtext.dataset.suppression import HIDDEN, HIDDEN_NUMBER, Levels, Numbers, climb, pool_rare, rounded
from govtext.lexicons import CodeLabel
from govtext.store import Artifact, Inputs
from govtext.tables import Column, Table

# What others may know of a message; `climb` makes every combination of these common to k rows.
KEYS = ("region", "request_type", "topic_id", "date")
# The order in which values are hidden where a combination is rare, after the month gave way to the year.
GIVEN_UP = ("date", "topic_id", "request_type", "region")

# Answered within how many days; what their numbers mean.
REPLIES = ("none", "unknown", *(label for _, label in REPLY_BANDS), "31+")
SMALL = {one.name: one for one in (MONTHS, ISSUES, TOPICS, PROBLEMS)}

# Rows that are written at a time.
LINES = 16_384

Rows = Iterator[list[Any]]
# Values of a batch, and what makes of each the value that may be shown.
Told = tuple[pa.Array, Callable[[Any], Any]]


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
        self._levels: dict[str, Levels] = {}

    def artifacts(self) -> Iterator[Artifact]:
        """Yield the files; nothing is read before they are written."""
        for name in ("complaints", "months", "issues", "topics", "problems"):
            yield Artifact(f"{FOLDER}/{name}.csv", partial(self._write, name))
        yield Artifact(f"{FOLDER}/datapackage.json", self._write_package)
        yield Artifact(f"{FOLDER}/README.md", self._write_readme)

    def table(self, name: str) -> tuple[Table, Rows]:
        """Return the definition and the rows of a file."""
        if name == "complaints":
            columns = [[values[one] for one in numbers.tolist()] for values, numbers in self._columns()]
            return self._definition(), ([number, *row] for number, row in enumerate(zip(*columns, strict=True), 1))
        small: dict[str, tuple[Table, Rows]] = {
            "months": (MONTHS, self._months()), "issues": (ISSUES, self._issues()),
            "topics": (TOPICS, self._topics()), "problems": (PROBLEMS, self._problems()),
        }
        return small[name]

    @cached_property
    def shown(self) -> dict[str, Numbers]:
        """Variable → number of the value that may be shown, for the rows that may be; with their `month`."""
        plain = self._encoded()
        keys, kept = climb(list(self._steps(plain)), self.k)
        made = {name: values[kept] for name, values in zip(KEYS, keys, strict=True)}
        for name, values in plain.items():
            if name not in made:
                made[name] = values[kept] if name == "month" else pool_rare(values[kept], self.k)
        return made

    @cached_property
    def hidden(self) -> dict[str, int]:
        """Column → rows in which its value is hidden."""
        return {name: int((self.shown[name] == HIDDEN_NUMBER).sum()) for name in self._names}

    @property
    def _names(self) -> list[str]:
        return [*KEYS, *(name for name in self.shown if name not in KEYS and name != "month")]

    def _encoded(self) -> dict[str, Numbers]:
        """Return the complaints without texts and names as numbers; `date` is the month."""
        parts: dict[str, list[Numbers]] = {}
        authors = []
        for columns, author in _plain_batches(self._complaints, [code.code for code in self._codes]):
            for name, (values, told) in columns.items():
                level = self._levels.setdefault("date" if name == "month" else name, Levels())
                parts.setdefault(name, []).append(level.encode_column(values, told))
            authors.append(author)
        made = {name: np.concatenate(arrays) for name, arrays in parts.items()}
        writers = pa.concat_arrays(authors).dictionary_encode(null_encoding="encode")
        who, known = np.asarray(writers.indices), writers.dictionary.is_valid().to_pylist()
        bands = [_writer_band(count if told else None)
                 for told, count in zip(known, np.bincount(who, minlength=len(known)).tolist(), strict=True)]
        level = self._levels.setdefault("writer_messages", Levels())
        made["writer_messages"] = level.encode(bands)[who] if bands else who
        return made

    def _steps(self, plain: dict[str, Numbers]) -> Iterator[list[Numbers]]:
        """Yield the values that may be known, from the finest to the coarsest."""
        step = {name: plain["month" if name == "date" else name] for name in KEYS}
        yield list(step.values())
        level = self._levels["date"]
        years = level.encode([month[:4] for month in level.values])
        step["date"] = years[step["date"]]
        yield list(step.values())
        for name in GIVEN_UP:
            step[name] = np.full(len(step[name]), HIDDEN_NUMBER, np.int32)
            yield list(step.values())

    def _columns(self) -> Iterator[tuple[list[Any], Numbers]]:
        """Yield of each variable its values, the hidden one last (where the number -1 finds it), and the rows'."""
        # Sorted by what they show: the order tells nothing of where a row stood before.
        order = np.lexsort([self._levels[name].order(self.shown[name]) for name in reversed(self._names)])
        for name in self._names:
            yield [*self._levels[name].values, HIDDEN], self.shown[name][order]

    def _lines(self) -> Iterator[pa.StringArray]:
        """Yield the lines of complaints.csv, as `csv.writer` writes them (tested)."""
        fields = []
        for values, numbers in self._columns():
            # A number needs no care.
            shown = [str(one) if one.__class__ is int else str(neutral(joined(one))) for one in values]
            fields.append((quoted(pa.array(shown, pa.string())), numbers % len(shown)))
        rows = len(self.shown["date"])
        for at in range(0, rows, LINES):
            number = pa.array(np.arange(at, min(at + LINES, rows)) + 1).cast(pa.string())
            taken = [texts.take(pa.array(numbers[at : at + LINES])) for texts, numbers in fields]
            line = pc.binary_join_element_wise(number, *taken, ",")
            yield pc.binary_join_element_wise(line, "\r\n", "")

    def _months(self) -> Rows:
        groups: list[tuple[str, str, NDArray[np.bool_]]] = []
        for name in ("region", "request_type", "topic_id"):
            named = {str(self._levels[name].decode(one)): one for one in np.unique(self.shown[name])}
            groups += [(name, value, self.shown[name] == named[value]) for value in sorted(named)]
        groups += [("problem", code.code, self._flagged(code.code)) for code in self._codes]
        for by, value, rows in groups:
            pooled = self._pooled(rows)
            counted = {self._levels["date"].decode(one): int(count)
                       for one, count in zip(*np.unique(pooled, return_counts=True), strict=True)}
            for month in sorted(counted):
                yield [by, value, month, rounded(counted[month], self.k)]

    def _pooled(self, rows: NDArray[np.bool_]) -> Numbers:
        """Return the months of some rows, those hidden that would tell of fewer than k rows.

        A month that complaints.csv shows is known. Of the rows whose month it does not show, those of one month are
        k or more or none: a total less what complaints.csv shows would tell fewer.
        """
        months = self.shown["month"][rows].copy()
        veiled = self.shown["date"][rows] != months
        months[veiled] = pool_rare(months[veiled], self.k)
        return pool_rare(months, self.k)

    def _flagged(self, code: str) -> NDArray[np.bool_]:
        level, numbers = self._levels[f"problem_{code}"], self.shown[f"problem_{code}"]
        return numbers == level.values.index(1) if 1 in level.values else np.zeros(len(numbers), bool)

    def _issues(self) -> Rows:
        rows = []
        columns = ["rank", "documents", "authors", "first_date", "last_date", "heat", "top_problem"]
        for row in self._inputs["issues"].read(columns).to_pylist():
            if (row["documents"] or 0) >= self.k:
                writers = rounded(row["authors"], self.k) if (row["authors"] or 0) >= self.k else HIDDEN
                heat = None if row["heat"] is None else round(row["heat"])
                size = rounded(row["documents"], self.k)
                rows.append([row["rank"], size, writers, _span(row), heat, row["top_problem"]])
        yield from sorted(rows, key=lambda row: row[0])

    def _common_issues(self) -> int:
        sizes = self._inputs["issues"].read(["documents"])["documents"]
        return pc.sum(pc.greater_equal(sizes, self.k)).as_py() or 0

    def _topics(self) -> Rows:
        level = self._levels["topic_id"]
        for row in self._inputs["topics"].read(["topic_id", "label"]).to_pylist():
            name = str(row["topic_id"])
            size = int((self.shown["topic_id"] == level.values.index(name)).sum()) if name in level.values else 0
            known = size >= self.k
            yield [row["topic_id"], row["label"] if known else HIDDEN, size if known else HIDDEN]

    def _problems(self) -> Rows:
        laws = {row["code"]: row for row in self._inputs["gaps"].read(["code", "clauses", "coverage"]).to_pylist()}
        for code in self._codes:
            flags = self.shown[f"problem_{code.code}"]
            concealed, count = bool((flags == HIDDEN_NUMBER).any()), int(self._flagged(code.code).sum())
            share = round(count / len(flags), 6) if len(flags) else None
            law = laws.get(code.code, {})
            yield [code.code, code.zh, code.en, HIDDEN if concealed else count, HIDDEN if concealed else share,
                   law.get("clauses"), law.get("coverage")]

    def _definition(self) -> Table:
        kept = {column.name: column for column in self._complaints.definition.columns}
        columns = [Column("row", "int", "number of the row; the order tells nothing", "行号", required=True)]
        columns += [SHARED.get(name) or kept[name] for name in self._names]
        return Table("complaints", FOLDER, "a complaint", "一条诉求", ("row",), tuple(columns))

    def _definitions(self) -> list[Table]:
        return [self._definition(), *SMALL.values()]

    def _write(self, name: str, path: Path) -> None:
        definition = self._definition() if name == "complaints" else SMALL[name]
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column.name for column in definition.columns])
            if name != "complaints":
                writer.writerows([neutral(joined(one)) for one in row] for row in self.table(name)[1])
        if name == "complaints":
            with path.open("ab") as lines:
                lines.writelines(map(text_bytes, self._lines()))

    def _write_package(self, path: Path) -> None:
        content = data_package(self._definitions(), SHARE_DESCRIPTION, ("", HIDDEN))
        path.write_text(content, encoding="utf-8", newline="\n")

    def _told(self, count: int) -> int | str:
        return f"<{self.k}" if 0 < count < self.k else count

    def _write_readme(self, path: Path) -> None:
        dates = self._levels["date"]
        total, shown = self._complaints.count, len(self.shown["date"])
        years = [number for number, value in enumerate(dates.values) if len(value) == len("2024")]
        counts: dict[str, int | str] = {
            "k": self.k, "shown": shown,
            "left_out": self._told(total - shown),
            "issues_left_out": self._told(self._inputs["issues"].count() - self._common_issues()),
            "years": int(np.isin(self.shown["date"], years).sum()),
        }
        path.write_text(readme(self._definitions(), counts, self.hidden), encoding="utf-8", newline="\n")


def _plain_batches(complaints: Export, codes: list[str]) -> Iterator[tuple[dict[str, Told], pa.Array]]:
    """Yield what may be shown where it is common enough, and the writers; at least one batch, if an empty one."""
    flags = [f"problem_{code}" for code in codes]
    wanted = ["date", "region", "author", "reply", "reply_date", "reply_days", "duplicate_of", "request_type",
              "severity", "issue_id", "topic_id", *flags]
    schema = arrow_schema(complaints.definition)
    nothing = pa.record_batch([pa.nulls(0, schema.field(name).type) for name in wanted], wanted)
    for batch in itertools.chain([nothing], complaints.batches(wanted)):
        one = {name: batch.column(name) for name in wanted}
        columns: dict[str, Told] = {name: (one[name], _category) for name in ("region", "request_type", "topic_id")}
        columns["month"] = month_numbers(one["date"]), _month
        columns["severity"] = one["severity"], _known
        columns["duplicate"] = one["duplicate_of"].is_valid(), int
        columns["recurring"] = one["issue_id"].is_valid(), int
        columns["reply"] = _reply_bands(one["reply"], one["reply_date"], one["reply_days"]), REPLIES.__getitem__
        yield columns | {name: (one[name], _same) for name in flags}, one["author"]


def _same(value: Any) -> Any:
    return value


def _known(value: Any) -> Any:
    return "" if value is None else value


def _category(value: Any) -> str:
    """Return the value as text; null and what reads like a hidden value are empty."""
    return "" if value is None or value == HIDDEN else str(value)


def _month(number: int | None) -> str:
    return "" if number is None else month_shown(number)


def _reply_bands(texts: pa.StringArray, dates: pa.TimestampArray, days: pa.DoubleArray) -> pa.Array:
    """Return of each message the number of its band among `REPLIES`."""
    answered = answered_by(texts, dates).to_numpy(zero_copy_only=False)
    waited = days.to_numpy(zero_copy_only=False)
    band = np.searchsorted([most for most, _ in REPLY_BANDS], waited) + REPLIES.index(REPLY_BANDS[0][1])
    band = np.where(np.isnan(waited) | (waited < 0), REPLIES.index("unknown"), band)
    return pa.array(np.where(answered, band, REPLIES.index("none")))


def _writer_band(messages: int | None) -> str:
    if messages is None:
        return ""
    return "1" if messages == 1 else "2-4" if messages < 5 else "5+"


def _span(issue: dict[str, Any]) -> int | None:
    first, last = issue["first_date"], issue["last_date"]
    if first is None or last is None:
        return None
    return int((last.year - first.year) * 12 + last.month - first.month + 1)
