"""Fits the ranking of clauses again: python -m govtext.build.link_ranking DATA JUDGEMENTS... [MATTERS].

DATA holds `complaints/*.xlsx` and `policies/documents/*.md`. A file of judgements may end in `:odd`: only its matters
at odd numbers are read. MATTERS is the matters.toml whose table [ranking] is written, by default the shipped one. With
several files it also tells how links do on each with weights fitted to the others alone.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from govtext.build.study import default_pipeline
from govtext.errors import GovtextError
from govtext.lexicons import Lexicons
from govtext.parallel import Work
from govtext.policies.aspects import SettledAspects
from govtext.policies.batch import Cut, cut_tables
from govtext.policies.corpus import read_batches, read_documents, tokens_of
from govtext.policies.linking import ClauseIndex
from govtext.policies.matters import MatterFrame, SpokenMatters
from govtext.policies.queries import gather
from govtext.policies.ranking import FEATURES, LinkRanker, Weights
from govtext.policies.ranking_fit import Judged, fit_weights, held_out
from govtext.policies.stage import BATCH, ROWS, frames_of
from govtext.policies.vocabulary import Vocabulary
from govtext.settings import Settings
from govtext.store import Artifact, Inputs, Source, conform, write_text
from govtext.words.stage import run as cut_words

# Of the complaints not judged every so many tells what words complaints at large use.
EVERY = 6

ClauseKey = tuple[str, int]


@dataclass(frozen=True)
class Matter:
    """A matter that readers judged: an id, its complaints (workbook, number), the clauses that speak to it."""

    name: str
    complaints: frozenset[str]
    clauses: frozenset[ClauseKey]


def read_judgements(path: Path, odd: bool = False) -> list[Matter]:
    """Return the matters of a file of judgements; where two readers disagree whether any clause speaks, none of it.

    What readers settled, or graded in a pool, stands before what one of them gave.

    Raises:
        GovtextError: the file can't be read.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise GovtextError(f"can't be read ({error})", file=path.name) from error
    found = []
    for kind in ("issue", "held", "matter"):
        for position, row in enumerate(content.get(kind, [])):
            if odd and int(row.get("number", 1)) % 2 == 0:
                continue
            settled = row.get("settled", row.get("pooled", row.get("clauses")))
            if kind == "matter":
                first, second = _clauses(row["first"]), _clauses(row["second"])
                if bool(first) != bool(second):
                    continue
                clauses = first & second
            else:
                clauses = _clauses(row["first"] if settled is None else settled)
            complaints = frozenset(f"c{book}_{number}" for book, number in row["complaints"])
            found.append(Matter(f"{path.stem} {kind} {position}", complaints, frozenset(clauses)))
    return found


def _clauses(told: Mapping[str, Iterable[int]]) -> set[ClauseKey]:
    return {(key, article) for key, articles in told.items() for article in articles}


def read_policies(data: Path) -> dict[str, str]:
    """Return title, newline, text of each document, by the first eight digits of the SHA-256 of its file name."""
    found = {}
    for path in sorted((data / "policies" / "documents").glob("*.md")):
        title, _, text = path.read_text(encoding="utf-8").partition("\n")
        found[hashlib.sha256(path.name.encode()).hexdigest()[:8]] = f"{title.lstrip('# ').strip()}\n{text}"
    return found


def read_complaints(data: Path, judged: set[str]) -> dict[str, str]:
    """Return the judged complaints and every sixth of the others: title, newline, text by workbook and number."""
    import pandas as pd

    found: dict[str, str] = {}
    for path in sorted((data / "complaints").glob("*.xlsx")):
        book = re.search(r"\d+", path.stem)
        if book is None:
            continue
        frame = pd.read_excel(path, engine="calamine", dtype=str)
        if not {"留言编号", "留言主题", "留言详情"} <= set(frame.columns):
            continue
        columns = zip(frame["留言编号"], frame["留言主题"], frame["留言详情"], strict=True)
        for position, (number, title, text) in enumerate(columns):
            key = f"c{book.group()}_{number}"
            if key in judged or position % EVERY == 0:
                found.setdefault(key, f"{' '.join(str(title).split())}\n{str(text).strip()}")
    return found


def tables(
    policies: Mapping[str, str], complaints: Mapping[str, str], issue_of: Mapping[str, str], lexicons: Lexicons
) -> dict[str, Source]:
    """Return the tables that the policies stage reads, without codes and topics."""
    rows: list[dict[str, Any]] = [
        {"doc_id": key, "kind": kind, "source_file": "a", "title": text.partition("\n")[0],
         "text": text.partition("\n")[2]}
        for kind, texts in (("policy", policies), ("complaint", complaints))
        for key, text in texts.items()
    ]
    documents = Source.of("documents", rows)
    made = cut_words(Inputs(tables={"documents": documents}), Settings().words, lexicons, Work())
    words = [conform(*part) for part in made if not isinstance(part, Artifact) and part[0] == "words"]
    issues = sorted(set(issue_of.values()))
    members = [{"doc_id": key, "issue_id": name} for key, name in issue_of.items() if key in complaints]
    return {
        "documents": documents,
        "words": Source("words", content=pa.concat_tables(words)),
        "issues": Source.of("issues", [{"issue_id": name, "rank": n} for n, name in enumerate(issues, start=1)]),
        "issue_members": Source.of("issue_members", members),
        "service_problems": Source.of("service_problems", []),
        "topic_words": Source.of("topic_words", []),
    }


def judge(data: Path, matters: list[Matter], lexicons: Lexicons) -> list[Judged]:
    """Compare each matter with the clauses of the documents in ``data``.

    Raises:
        GovtextError: a complaint is in two matters.
    """
    issue_of: dict[str, str] = {}
    for matter in matters:
        for key in sorted(matter.complaints):
            if issue_of.setdefault(key, matter.name) != matter.name:
                told = f"complaint {key} is in two matters: {issue_of[key]}, {matter.name}"
                raise GovtextError(told, hint="judge it once")
    inputs = Inputs(tables=tables(read_policies(data), read_complaints(data, set(issue_of)), issue_of, lexicons))
    settings = Settings().policies
    frames, made = frames_of(lexicons, settings), Cut()
    policies, complaints = read_documents(inputs["documents"])
    for _, part in cut_tables(list(read_batches(inputs["words"], policies, BATCH)), frames):
        made.take(part)
    vocabulary, frame = Vocabulary(frames.synonyms, frames.stopwords), MatterFrame(frames.matters)
    said = (one for batch in read_batches(inputs["words"], complaints, ROWS) for one in tokens_of(batch))
    queries = gather(said, issue_of, {}, vocabulary, frame)
    index, spoken = ClauseIndex(made.wording, made.context, made.factor), SpokenMatters(frame, made.matters)
    settled = SettledAspects(made.settled)
    ranker = LinkRanker(index, spoken, made.business, settled, Weights.read(frames.matters))
    places: dict[str, int] = {}
    keys = []
    for clause in made.clauses:
        places[clause["doc_id"]] = places.get(clause["doc_id"], 0) + 1
        keys.append((clause["doc_id"], places[clause["doc_id"]]))
    found = []
    for matter, asked in zip(matters, queries.of([matter.name for matter in matters]), strict=True):
        compared = ranker.compare(asked.query, asked.raised, asked.subject, settings.link_threshold, asked.aspects)
        right = np.array([keys[row] in matter.clauses for row in compared.rows], dtype=bool)
        found.append(Judged(compared, right, len(matter.clauses)))
    return found


def write_ranking(path: Path, weights: Weights) -> None:
    """Put the weights in the tables [ranking] and [ranking.trust] of a matters.toml, in place of those there."""
    lines = [f"{name} = {weights.of[name]}" for name in FEATURES]
    trust = [f"{json.dumps(name, ensure_ascii=False)} = {value}" for name, value in weights.trust.items()]
    heading = ["", "[ranking.trust]"] if trust else []
    ranking = "\n".join(["[ranking]", *lines, f"intercept = {weights.intercept}", *heading, *trust, ""])
    text = path.read_text(encoding="utf-8")
    old = re.compile(r"^\[ranking\]\n(?:[a-z_]+ = .*\n)*(?:\n\[ranking\.trust\]\n(?:\".*\" = .*\n)*)?", re.MULTILINE)
    at = text.index("[[matter]]")
    write_text(path, old.sub(lambda _: ranking, text) if old.search(text) else f"{text[:at]}{ranking}\n{text[at:]}")


def main(arguments: list[str]) -> int:
    """Run from the command line; return the exit code."""
    named = default_pipeline() / "lexicons" / "matters.toml"
    files = arguments[1:]
    if files and Path(files[-1]).name == "matters.toml":
        named = Path(files.pop())
    if not files:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        sets = {file: read_judgements(Path(file.removesuffix(":odd")), odd=file.endswith(":odd")) for file in files}
        matters = [matter for own in sets.values() for matter in own]
        lexicons = Lexicons({path.name: path for path in sorted(named.parent.iterdir()) if path.is_file()})
        settings = Settings().policies
        judged = judge(Path(arguments[0]), matters, lexicons)
        weights = fit_weights(judged, settings.link_threshold)
        write_ranking(named, weights)
        each = iter(judged)
        apart = {Path(file).name: list(islice(each, len(own))) for file, own in sets.items()}
        told = held_out(apart, settings.links_per_target, settings.link_threshold) if len(apart) > 1 else {}
    except GovtextError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"[ranking] in {named.name} written from {len(matters)} judged matters")
    for file, reached in told.items():
        print(
            f"{file}, weights fitted to the others: recall@5 {reached.recall:.3f}, MRR {reached.reciprocal:.3f}, "
            f"none in {reached.none} of {reached.silent}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
