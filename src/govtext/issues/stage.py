"""The issues stage: what citizens want, what they fault, which matters recur, and how they are answered."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from govtext.issues.code_keyness import words_of_codes
from govtext.issues.coding import load_coder
from govtext.issues.coding.batch import LEXICON as CODEBOOK
from govtext.issues.coding.batch import coded_batch, coded_batches, forget_coders
from govtext.issues.prevalence import asked_problem_tables, largest_topic
from govtext.issues.recurring.finding import describe_issues, group_messages
from govtext.issues.recurring.hotline import hotline_workbooks
from govtext.issues.recurring.week_sheet import week_workbook
from govtext.issues.responses import measured_replies, quality_groups, response_table
from govtext.issues.responses.quality_groups import COLUMNS as QUALITY
from govtext.issues.told import Told, places_of
from govtext.lexicons import code_labels
from govtext.store import Artifact, table

if TYPE_CHECKING:
    from govtext.issues.coding.batch import Coded
    from govtext.issues.recurring.finding import Found, Grouped
    from govtext.issues.responses.quality import Measured
    from govtext.issues.told import Places
    from govtext.lexicons import Lexicons
    from govtext.parallel import Work
    from govtext.settings import IssuesSettings
    from govtext.store import Inputs, Produced, Source

    Shares = tuple[list[dict[str, Any]], list[dict[str, Any]]]

# Texts per batch: enough to look for all rules in many texts at once, few enough for little memory.
TEXTS_PER_BATCH = 512
# Up to so many texts are coded by one process: to load the rules takes each as long as to code so many.
ONE_CODER = 8_192


def run(inputs: Inputs, settings: IssuesSettings, lexicons: Lexicons, work: Work) -> Iterator[Produced]:
    """Yield request types, service problems, recurring issues, replies and what words set types and problems apart.

    Raises:
        GovtextError: the codebook has a rule that can't be read.
    """
    documents = inputs["documents"]
    requests, faults = [], []
    for types, problems in _coded(documents, settings, lexicons, work):
        yield "request_types", types
        yield "service_problems", problems
        requests.append(types.select(["doc_id", "request_type"]))
        faults.append(problems.select(["doc_id", "code"]))
    forget_coders()  # where this process coded: its rules take 100 MiB, which grouping needs
    if not requests:
        load_coder(lexicons, settings)  # a mistake in the codebook is told even where there is nothing to code
        return
    types_table, faults_table = pa.concat_tables(requests), pa.concat_tables(faults)
    # What is asked of all replies is found while messages are grouped; workers read them while issues are described.
    replies = work.ahead(measured_replies(documents, inputs["words"], settings.responses, lexicons, work))
    grouped = [group_messages(documents, inputs["words"], settings, work, inputs["entities"])]
    keyness = work.ahead(_keyness(inputs["words"], types_table, faults_table, settings, lexicons, work))
    found = work.ahead(_described(grouped, inputs, types_table, faults_table, settings, work))
    judged: list[pa.Table] = []
    yield from _replies(replies, judged)
    issues, members, weeks = next(found)
    # Not before: of a million messages it takes 300 MB, which what is grouped has left now.
    shares = work.ahead(_shares(inputs, types_table, faults_table, lexicons, work))
    yield "issues", issues
    yield "issue_members", members
    yield "issue_weeks", weeks
    most = settings.recurring.hotline_issues
    for name, write in hotline_workbooks(issues.slice(0, most).to_pylist(), members, documents, most):
        yield Artifact(name, write, apart=True)
    for name, write in week_workbook(issues, weeks, most):
        yield Artifact(name, write, apart=True)
    del issues, weeks
    for name, rows in zip(("problem_prevalence", "problem_pairs"), next(shares), strict=True):
        yield name, table(name, rows)
    yield from _answers(inputs, settings, types_table, faults_table, members, judged)
    yield "code_keyness", table("code_keyness", next(keyness))


def _answers(
    inputs: Inputs, settings: IssuesSettings, types: pa.Table, faults: pa.Table, members: pa.Table,
    judged: list[pa.Table],
) -> Iterator[Produced]:
    """Yield the tables of replies by group; where there is no reply, no text is put into groups for them."""
    documents = inputs["documents"]
    if not judged and not _any_reply_dated(documents):
        return
    places = places_of(types["doc_id"])
    findings: dict[str, Told] = {
        "request_type": Told(places, types["doc_id"], types["request_type"]),
        "problem": Told(places, faults["doc_id"], faults["code"]),
        "issue": Told(places, members["doc_id"], members["issue_id"]),
        "topic": _topics(places, documents, inputs["document_topics"]),
    }
    if judged:
        quality = pa.concat_tables(judged)
        groupings = {**_filed(places, documents), **findings}
        groups = quality_groups(quality, groupings, settings.responses.least_messages)
        yield "reply_quality_groups", table("reply_quality_groups", groups)
        findings["office"] = Told(places, quality["doc_id"], quality["office"])
    yield "responses", table("responses", response_table(documents, settings.responses, findings))


def _any_reply_dated(documents: Source) -> bool:
    return any(batch.column(0).null_count < batch.num_rows for batch in documents.batches(["reply_date"], 8_192))


def _coded(
    documents: Source, settings: IssuesSettings, lexicons: Lexicons, work: Work
) -> Iterator[Coded]:
    """Yield request_types and service_problems, batch by batch."""
    batches = complaint_batches(documents)
    if documents.count() <= ONE_CODER:
        for made in work.map(partial(coded_batches, lexicons, settings), [list(batches)], what="coding", apart=True):
            yield from made
        return
    total = -(-documents.count() // TEXTS_PER_BATCH)
    yield from work.map(partial(coded_batch, lexicons, settings), batches, what="coding", total=total)


def _described(
    grouped: list[Grouped], inputs: Inputs, types: pa.Table, faults: pa.Table, settings: IssuesSettings,
    work: Work,
) -> Iterator[Found]:
    """Yield the tables of issues, once; what is grouped is taken out of the list, so that nobody holds them longer."""
    before = inputs.before("issue_members", "doc_id", "issue_id")
    yield describe_issues(grouped.pop(), inputs["documents"], inputs["words"], faults, types, settings, work, before)


def _keyness(
    words: Source, types: pa.Table, faults: pa.Table, settings: IssuesSettings, lexicons: Lexicons, work: Work
) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of code_keyness, made by another process where there is one on this machine."""
    asked = [(words, types, faults)]
    told = partial(words_of_codes, settings.keyness, lexicons)
    return work.map(told, asked, apart=True, nearby=True)


def _shares(inputs: Inputs, types: pa.Table, faults: pa.Table, lexicons: Lexicons, work: Work) -> Iterator[Shares]:
    """Yield the rows of problem_prevalence and problem_pairs, made by another process as `_keyness`."""
    # Read, not compiled: that takes seconds, and those who code have done it.
    codes = [entry.code for entry in code_labels(lexicons.table(CODEBOOK))]
    # Topics may be found meanwhile: this waits for them where they are not there, in a thread of its own.
    inputs["document_topics"].count()
    asked = [(inputs["documents"], inputs["document_topics"], types, faults)]
    told = partial(asked_problem_tables, codes)
    yield from work.map(told, asked, apart=True, nearby=True)


def _topics(places: Places, documents: Source, topics: Source) -> Told:
    ids = documents.read(["doc_id"])["doc_id"].combine_chunks()
    return Told(places, ids, largest_topic(ids, topics))


def _replies(replies: Iterator[Measured], judged: list[pa.Table]) -> Iterator[Produced]:
    """Yield the tables of single replies, and put what groups are made of into `judged`."""
    for made in replies:
        yield "reply_quality", made.quality
        yield "reply_points", made.points
        yield "reply_commitments", made.commitments
        if made.quality.num_rows:
            judged.append(made.quality.select(list(QUALITY)))


def _filed(places: Places, documents: Source) -> dict[str, Told]:
    content = documents.read(["doc_id", "region", "department", "reply_date"])
    years = pc.cast(pc.year(content["reply_date"]), pa.string())
    columns = {"region": _named(content["region"]), "department": _named(content["department"]), "year": years}
    return {name: Told(places, content["doc_id"], column) for name, column in columns.items()}


def _named(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the column with null for what is empty."""
    return pc.if_else(pc.greater(pc.utf8_length(column), 0), column, None)


def complaint_batches(documents: Source) -> Iterator[pa.Table]:
    """Yield batches of complaints with doc_id, title and text."""
    for batch in documents.batches(["doc_id", "kind", "title", "text"], rows=TEXTS_PER_BATCH):
        kept = pa.Table.from_batches([batch]).filter(pc.equal(batch.column("kind"), "complaint"))
        if kept.num_rows:
            yield kept.select(["doc_id", "title", "text"])
