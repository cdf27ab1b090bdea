"""The authored examples that the shipped layer learns from: whole messages, and clauses for and against a code.

All of them were written for this project; none is taken from a real message. ``coded_examples_*.csv`` hold id, title,
text, request_type, codes (joined by ``;``) and evidence (JSON: code → verbatim spans of ``title + "\\n" + text``);
``coded_retold_*.csv`` hold the same, of messages that tell the matters of real ones in words of their own;
``coded_clauses.csv`` holds code, applies (yes or no) and text; ``coding_concepts.toml`` words that say the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from govtext.errors import GovtextError
from govtext.issues.coding.codebook import Codebook

MESSAGES = tuple(f"coded_examples_{number}.csv" for number in range(1, 15))
RETOLD = tuple(f"coded_retold_{number}.csv" for number in range(1, 9))
CLAUSES = "coded_clauses.csv"
CONCEPTS = "coding_concepts.toml"


class Message(NamedTuple):
    """A coded message: text is ``title + "\\n" + text``; ``unsure`` are codes on which coders differed."""

    id: str
    text: str
    request_type: str
    codes: frozenset[str]
    unsure: frozenset[str]
    evidence: dict[str, list[str]]


class Clause(NamedTuple):
    """A clause that expresses a code, or one that only looks like it."""

    code: str
    applies: bool
    text: str


def read_messages(rows: list[dict[str, str]], codebook: Codebook, where: str) -> list[Message]:
    """Return coded messages from the rows of a CSV file.

    Raises GovtextError with the row for a code or type that the codebook lacks, a code without evidence, evidence that
    is not verbatim, and an id or a text that stands twice.
    """
    known = {entry.code for entry in codebook.codes}
    kinds = {entry.code for entry in codebook.entry.types}
    ids: set[str] = set()
    texts: set[str] = set()
    messages = []
    for number, row in enumerate(rows, start=2):
        message = _message(row, where, number)
        unknown = sorted((message.codes | message.unsure | set(message.evidence)) - known)
        if unknown or (message.request_type and message.request_type not in kinds):
            name = unknown[0] if unknown else message.request_type
            raise GovtextError(f'"{name}" is not in the codebook', file=where, row=number)
        for code, spans in message.evidence.items():
            for span in spans:
                if not span or span not in message.text:
                    raise GovtextError(f'evidence "{span}" of {code} is not in the text', file=where, row=number)
        bare = sorted(code for code in message.codes if not message.evidence.get(code))
        if bare:
            raise GovtextError(f"{bare[0]} has no evidence", file=where, row=number, hint="name the words that show it")
        if message.id in ids or message.text in texts:
            raise GovtextError(f"{message.id} stands twice", file=where, row=number)
        ids.add(message.id)
        texts.add(message.text)
        messages.append(message)
    return messages


def _message(row: Mapping[str, Any], where: str, number: int) -> Message:
    try:
        evidence = json.loads(row.get("evidence") or "{}")
        return Message(
            row.get("id") or f"{row['source_file']}#{row['source_id']}", f"{row['title']}\n{row['text']}",
            row.get("request_type") or "", _codes(row["codes"]), _codes(row.get("codes_ambiguous") or ""),
            {str(code): [str(span) for span in spans] for code, spans in evidence.items()},
        )
    except (KeyError, ValueError, AttributeError, TypeError) as error:
        raise GovtextError(
            f"is no coded message: {error}", file=where, row=number,
            hint="columns: id, title, text, request_type, codes, evidence (JSON: code to spans)",
        ) from error


def _codes(cell: str) -> frozenset[str]:
    return frozenset(code for code in cell.split(";") if code)


def read_clauses(rows: list[dict[str, str]], codebook: Codebook, where: str) -> list[Clause]:
    """Return the clauses from the rows of a CSV file; raises GovtextError with the row that is wrong."""
    known = {entry.code for entry in codebook.codes}
    seen: set[tuple[str, str]] = set()
    clauses = []
    for number, row in enumerate(rows, start=2):
        code, applies, text = row.get("code"), row.get("applies"), row.get("text")
        if code not in known or applies not in ("yes", "no") or not text or not text.strip():
            raise GovtextError(
                "is no coded clause", file=where, row=number,
                hint="columns: code (of the codebook), applies (yes or no), text",
            )
        if (code, text) in seen:
            raise GovtextError(f'"{text}" stands twice for {code}', file=where, row=number)
        seen.add((code, text))
        clauses.append(Clause(code, applies == "yes", text))
    return clauses
