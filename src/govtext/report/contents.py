"""What the report shows, read once from the tables: counted and sorted, never computed anew."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from govtext.lexicons import CodeLabel
from govtext.report.lexicon_facts import LexiconFacts
from govtext.report.messages import Message, Texts, counted, days_between, read_texts
from govtext.report.wording import REQUEST_LABELS, Phrase
from govtext.store import Inputs

__all__ = ["Contents", "Message", "Row", "days_between", "months_between", "ranked"]

Row = dict[str, Any]

# Tables that figures ask for, row by row; what else they show, Contents tells them.
DRAWN = {
    "cooccurrence", "corpus_keywords", "deadlines", "instrument_themes", "model_selection", "problem_pairs", "reforms",
    "region_comparison", "rejected", "topic_trends", "topics",
}  # fmt: skip
CLAUSE = ("clause_id", "doc_id", "number", "instrument", "problems")
# Complaints that the page lists: of more, so many, spread evenly.
LISTED = 100_000


class Contents:
    """The tables as the report needs them.

    Args:
        inputs: the stage's tables.
        codes: the codebook's codes, in its order.
        study_name: shown as the report's name.
        instruments: code → label of the policy instruments.
        requests: code → label of the codebook's request types; None for those of the shipped one.
        facts: sizes of the lexicons and the coders' agreement, for the methods.
    """

    def __init__(
        self,
        inputs: Inputs,
        codes: list[CodeLabel],
        study_name: str,
        instruments: Mapping[str, Phrase] | None = None,
        requests: Mapping[str, Phrase] | None = None,
        facts: LexiconFacts | None = None,
    ) -> None:
        self._inputs = inputs
        self._small: dict[str, list[Row]] = {}
        self.instruments = instruments or {}
        self.requests = requests or REQUEST_LABELS
        self.facts = facts or LexiconFacts()
        self.codes = codes
        self.study_name = study_name
        self.records: Mapping[str, Any] = inputs.records

    def rows(self, name: str) -> list[Row]:
        """Return a table as a list of rows, in the table's order: for those without texts.

        A table that the study's stage table does not hand to the report has no rows: what would show it is left out.
        """
        if name not in self._small:
            declared = name in self._inputs.tables
            self._small[name] = self._inputs[name].read().to_pylist() if declared else []
        return self._small[name]

    def label(self, code: str | None) -> Phrase:
        """Return the label of a problem code; the code itself where the codebook has none."""
        for one in self.codes:
            if one.code == code:
                return Phrase(one.zh, one.en)
        return Phrase(code or "–", code or "–")

    def instrument(self, code: str | None) -> Phrase:
        """Return the label of a policy instrument; the code itself where the lexicon has none."""
        return self.instruments.get(code or "", Phrase(code or "–", code or "–"))

    def group_label(self, row: Row) -> str | Phrase:
        """Return how a reader sees the group of a row with `grouping` and `group`."""
        grouping, group = row["grouping"], row["group"]
        if grouping in {"problem", "code"}:
            return self.label(group)
        if grouping == "request_type":
            return self.request_label(group)
        if grouping == "topic" and str(group).isdigit():
            return f"T{group} {self.topic_labels.get(int(group), '')}"
        if grouping == "issue":
            return self._issue_labels.get(group) or str(group)
        return Phrase("全部", "all") if grouping == "all" else str(group)

    def request_label(self, kind: str | None) -> Phrase:
        """Return the label of a request type."""
        return self.requests.get(kind or "", Phrase(kind or "–", kind or "–"))

    def load(self) -> None:
        """Read what figures ask for, before the contents are sent to other processes."""
        for name in DRAWN:
            self.rows(name)
        _ = self._texts, self.topic_labels, self.regions, self.months, self.problem_counts, self.problem_limits
        _ = self.issues, self.gaps, self.clauses

    def __getstate__(self) -> dict[str, Any]:
        """Return what is sent to processes that draw: half of the rows stay here, where thesis tables show them.

        A figure that asks for one of these tables reads it where it is drawn.
        """
        sent = {name: rows for name, rows in self._small.items() if name in DRAWN}
        return {**vars(self), "_small": sent}

    @cached_property
    def _texts(self) -> Texts:
        return read_texts(self._inputs, {one.code: at for at, one in enumerate(self.codes)})

    @property
    def policies(self) -> list[Row]:
        """The policy texts without their wording."""
        return self._texts.policies

    @property
    def messages(self) -> list[Message]:
        """The complaints in the order of the documents table."""
        return self._texts.messages

    @cached_property
    def clauses(self) -> list[Row]:
        """The clauses without their wording: where each stands, its instrument and its problems."""
        return [{name: row[name] for name in CLAUSE} for row in self.rows("clauses")]

    @cached_property
    def listed(self) -> list[Message]:
        """The complaints that the page lists: all, or where they are very many some, spread evenly over the table."""
        messages = self.messages
        if len(messages) <= LISTED:
            return messages
        return [messages[at * len(messages) // LISTED] for at in range(LISTED)]

    @property
    def masked(self) -> int:
        """Pieces of personal data that were masked in all texts."""
        return self._texts.masked

    @property
    def coded(self) -> int:
        """Texts with a service problem."""
        return self._texts.coded

    def count(self, name: str) -> int:
        """Return the number of rows of a table."""
        return self._inputs[name].count() if name in self._inputs.tables else 0

    def counted(self, name: str, column: str) -> dict[Any, int]:
        """Return value → rows of a long table."""
        return counted(self._inputs, name, column)

    def each(self, name: str) -> Iterator[Row]:
        """Yield the rows of a long table, in the table's order."""
        if name in self._inputs.tables:
            for batch in self._inputs[name].batches():
                yield from batch.to_pylist()

    @cached_property
    def topic_labels(self) -> dict[int, str]:
        """topic_id → label; the first words where the topic has no label."""
        words = self.topic_words
        return {
            row["topic_id"]: row["label"] or "、".join(words.get(row["topic_id"], [])[:3]) or f"T{row['topic_id']}"
            for row in self.rows("topics")
        }

    @cached_property
    def topic_words(self) -> dict[int, list[str]]:
        """topic_id → its words, the strongest first."""
        found: dict[int, list[str]] = defaultdict(list)
        for row in sorted(self.rows("topic_words"), key=lambda row: (row["topic_id"], row["rank"])):
            found[row["topic_id"]].append(row["word"])
        return dict(found)

    @cached_property
    def issues(self) -> list[Row]:
        """The recurring issues, the hottest first."""
        return sorted(self.rows("issues"), key=lambda row: (row["rank"], row["issue_id"]))

    @cached_property
    def _issue_labels(self) -> dict[str, str]:
        return {row["issue_id"]: row["label"] or row["issue_id"] for row in self.issues}

    @cached_property
    def problem_counts(self) -> list[tuple[str, int]]:
        """(code, complaints) of every code of the codebook, the most frequent first."""
        counted = Counter(code for message in self.messages for code in message.codes)
        known = [one.code for one in self.codes]
        codes = known + sorted(set(counted) - set(known))
        return sorted(((code, counted[code]) for code in codes), key=lambda pair: -pair[1])

    @cached_property
    def problem_limits(self) -> dict[str, Row]:
        """code → its row of problem_prevalence over all complaints, whose ends stand there with or without policies."""
        return {row["code"]: row for row in self.rows("problem_prevalence") if row["grouping"] == "all"}

    @cached_property
    def regions(self) -> list[tuple[str, int]]:
        """(region, complaints), the greatest first."""
        return ranked(message.region for message in self.messages if message.region)

    @cached_property
    def months(self) -> list[tuple[str, int]]:
        """(month, complaints) from the first month to the last, without a gap."""
        counted = Counter(message.month for message in self.messages if message.month)
        return [(month, counted[month]) for month in months_between(min(counted), max(counted))] if counted else []

    @cached_property
    def gaps(self) -> list[Row]:
        """The gaps, those first where complaints outweigh clauses the most."""
        return sorted(self.rows("gaps"), key=lambda row: (-(row["gap"] or 0.0), row["code"]))

    def texts(self, wanted: set[str]) -> Iterator[tuple[str, str, str]]:
        """Yield (doc_id, text, reply) of the wanted documents, in the order of the table."""
        for batch in self._inputs["documents"].batches(["doc_id", "text", "reply"]):
            for doc_id, text, reply in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                if doc_id in wanted:
                    yield doc_id, text, reply or ""


def ranked(values: Any) -> list[tuple[Any, int]]:
    """Return (value, count), the most frequent first, ties in the order of the values."""
    return sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0]))


def months_between(first: str, last: str) -> list[str]:
    """Return every month from first to last ("2024-01"), at most 1,200 of them."""
    year, month = int(first[:4]), int(first[5:])
    found: list[str] = []
    while (label := f"{year:04d}-{month:02d}") <= last and len(found) < 1200:
        found.append(label)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found
