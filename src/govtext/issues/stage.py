"""The issues stage: what citizens want, what they fault, which matters recur, and how they are answered."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from govtext.issues.code_keyness import code_keyness
from govtext.issues.coding import code_batch, load_coder
from govtext.issues.prevalence import problem_tables
from govtext.issues.recurring import find_issues
from govtext.issues.responses import response_table
from govtext.store import table

if TYPE_CHECKING:
    from govtext.issues.coding import Coder
    from govtext.lexicons import Lexicons
    from govtext.parallel import Work
    from govtext.settings import IssuesSettings
    from govtext.store import Inputs, Produced, Source

# Texts per batch: coding one takes about a millisecond, sending it to a process a tenth of that.
TEXTS_PER_BATCH = 512


def run(inputs: Inputs, settings: IssuesSettings, lexicons: Lexicons, work: Work) -> Iterator[Produced]:
    """Yield request_types, service_problems, issues, issue_members, responses and code_keyness.

    Raises:
        GovtextError: the codebook has a rule that can't be read.
    """
    coder = load_coder(lexicons, settings)  # a mistake in the codebook is told here, once, not by every worker
    documents = inputs["documents"]
    batches = complaint_batches(documents)
    total = -(-documents.count() // TEXTS_PER_BATCH)
    requests, faults = [], []
    for types, problems in work.map(partial(_code, lexicons, settings), batches, what="coding", total=total):
        made = table("request_types", types), table("service_problems", problems)
        yield "request_types", made[0]
        yield "service_problems", made[1]
        requests.append(made[0].select(["doc_id", "request_type"]))
        faults.append(made[1].select(["doc_id", "code"]))
    if not requests:
        return
    types_table, faults_table = pa.concat_tables(requests), pa.concat_tables(faults)
    codes = [entry.code for entry in coder.codebook.codes]
    shares, pairs = problem_tables(documents, inputs["document_topics"], types_table, faults_table, codes)
    yield "problem_prevalence", table("problem_prevalence", shares)
    yield "problem_pairs", table("problem_pairs", pairs)
    issues, members = find_issues(
        documents, inputs["words"], faults_table, types_table, settings, work, inputs["entities"]
    )
    members_table = table("issue_members", members)
    yield "issues", table("issues", issues)
    yield "issue_members", members_table
    findings = {
        "request_type": _by_document(types_table, "request_type"),
        "problem": _by_document(faults_table, "code"),
        "issue": _by_document(members_table, "issue_id"),
    }
    yield "responses", table("responses", response_table(documents, settings.responses, findings))
    coded = {name: findings[name] for name in ("request_type", "problem")}
    yield "code_keyness", table("code_keyness", code_keyness(inputs["words"], coded, settings.keyness, lexicons))


def _by_document(content: pa.Table, column: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for doc_id, value in zip(content["doc_id"].to_pylist(), content[column].to_pylist(), strict=True):
        found.setdefault(doc_id, []).append(value)
    return found


def complaint_batches(documents: Source) -> Iterator[list[dict[str, Any]]]:
    """Yield batches of complaints with doc_id, title and text."""
    for batch in documents.batches(["doc_id", "kind", "title", "text"], rows=TEXTS_PER_BATCH):
        kept = pa.Table.from_batches([batch]).filter(pc.equal(batch.column("kind"), "complaint"))
        if kept.num_rows:
            yield kept.select(["doc_id", "title", "text"]).to_pylist()


_coders: dict[str, Coder] = {}


def _code(
    lexicons: Lexicons, settings: IssuesSettings, batch: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    # Compiling the rules takes longer than coding a batch: a process keeps its coder.
    key = repr((sorted(lexicons.files.items()), settings))
    if key not in _coders:
        _coders.clear()
        _coders[key] = load_coder(lexicons, settings)
    return code_batch(batch, _coders[key])
