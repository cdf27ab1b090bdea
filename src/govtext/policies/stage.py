"""The policies stage: clauses, instruments, reforms, takeovers, links from complaints to rules, gaps."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain, tee
from typing import Any

import numpy as np
import pyarrow as pa

from govtext.lexicons import Lexicons
from govtext.parallel import Work, batched
from govtext.policies.aspects import SettledAspects
from govtext.policies.batch import Cut, Frames, cut_tables, named
from govtext.policies.coding import INSTRUMENTS, PROBLEMS
from govtext.policies.complaint_batch import best_links, hear_and_link, prove_batch, with_evidence
from govtext.policies.complaint_links import link_complaints
from govtext.policies.corpus import Policy, read_batches, read_codes, read_documents, read_replies
from govtext.policies.gaps import gap_row, with_null
from govtext.policies.lags import Lags
from govtext.policies.linking import ClauseIndex, Link
from govtext.policies.matters import MATTERS, Matters, SpokenMatters
from govtext.policies.queries import Queries, Said
from govtext.policies.ranking import LinkRanker, Weights
from govtext.policies.reforms import REFORMS, TextReforms, spread
from govtext.policies.regions import RegionCounts, compare
from govtext.policies.themes import alike, themes, topic_queries, two_way
from govtext.policies.vocabulary import SYNONYMS, Vocabulary
from govtext.regions import lies_in
from govtext.settings import PoliciesSettings
from govtext.store import Inputs, Source, table

# Batches of complaints that are read before they are linked.
HELD = 4
# Policies a batch, few because they are long; complaints a batch; links of issues and problems written at a time.
BATCH, ROWS, LINKS = 8, 2048, 16_384
# Issues that are linked at a time, by one process.
ASKED = 1024
# Clauses that go to the workers with every batch, some 1.4 MB a thousand: with more of them this process links.
SENT = 10_000
ONE_READER = 64  # policies that one process cuts
# A clause must speak to a problem by the frame; similarity of words alone only orders.
PROBLEM_LEAST = 0.2
SIMILARITY = 0.5
NATIONAL = "全国"
# Regions without a policy of their own are listed among the gaps from so many complaints on.
REGION_LEAST = 20

Produced = tuple[str, pa.Table]


def run(inputs: Inputs, settings: PoliciesSettings, lexicons: Lexicons, work: Work) -> Iterator[Produced]:
    """Yield the tables of 06_policies; what cannot be said for want of policies or complaints is left empty."""
    frames = frames_of(lexicons, settings)
    codes = [row["code"] for row in lexicons.table("service_problems.toml").get("codes", [])]
    policies, complaints = read_documents(inputs["documents"])
    made = Cut()
    batches = read_batches(inputs["words"], policies, BATCH)
    # A few policies are cut by one process: to make ready for that takes as long as to cut forty.
    tasks = [list(batches)] if len(policies) <= ONE_READER else ([batch] for batch in batches)
    cut = work.ahead(work.map(partial(cut_tables, frames=frames), tasks, what="clauses", apart=len(policies) > BATCH))
    # What complaints were found to say is read meanwhile, if it is there.
    found = read_codes(inputs["service_problems"], complaints) if inputs["service_problems"].is_there() else None
    for done in cut:
        for tables, part in done:
            yield from tables.items()
            made.take(part)
    # What needs no findings in complaints comes first: they may be made meanwhile.
    there = found is not None or inputs["service_problems"].is_there()
    if there and found is None:
        found = read_codes(inputs["service_problems"], complaints)
    coded, evidence = found or ({}, {})
    vocabulary, matters = named(frames)
    queries = Queries(vocabulary.emphasis, matters.handling)
    if made.clauses:
        index, ranker = _linking(made, frames, matters)
        issue_of, waiting = _issue_of(inputs["issue_members"]) if there else None, list[Said]()
        clause_ids, least = [clause["clause_id"] for clause in made.clauses], settings.link_threshold
        sent = ranker if index.size <= SENT else None
        hears = partial(hear_and_link, frames=frames, ranker=sent, clause_ids=clause_ids, least=least)
        batches = with_evidence(read_batches(inputs["words"], complaints, ROWS), evidence)
        # The workers read complaints while this process tells of the policies alone and takes in what was read.
        hearing = work.ahead(work.map(hears, batches, what="complaints"), HELD)
        yield from _policies_alone(inputs, made, policies, complaints, frames, settings)
        for heard, linked in hearing:
            if linked is None:
                linked = link_complaints(heard, ranker, clause_ids, vocabulary.emphasis, least)
            yield "clause_complaints", linked
            said = queries.count(heard)
            if issue_of is None:
                waiting.append(said)
            else:
                queries.belong(said, issue_of)
        yield from _by_topics(inputs["topic_words"], index, made, frames, vocabulary, settings)
    if not there:
        coded, evidence = read_codes(inputs["service_problems"], complaints)
    counts, any_code = {code: len(docs) for code, docs in coded.items()}, set().union(*coded.values())
    yield "gaps", table("gaps", _gaps(codes, counts, len(any_code), len(complaints), made.clauses))
    region_gaps = list(_region_gaps(codes, coded, any_code, complaints, policies, made.clauses))
    yield "region_gaps", table("region_gaps", region_gaps)
    if not made.clauses:
        return
    if not there:
        issue_of = _issue_of(inputs["issue_members"])
        for said in waiting:
            queries.belong(said, issue_of)
        batches = with_evidence(read_batches(inputs["words"], evidence, ROWS), evidence)
        for proofs in work.map(partial(prove_batch, frames=frames), batches):
            queries.prove(proofs)
    for links in batched(_links(index, made, codes, queries, ranker, settings, work), LINKS):
        yield "links", table("links", links)


def _policies_alone(
    inputs: Inputs,
    made: Cut,
    policies: Mapping[str, Policy],
    complaints: Mapping[str, str],
    frames: Frames,
    settings: PoliciesSettings,
) -> Iterator[Produced]:
    """Yield what is said of policies, of how they take from each other, and of the time limits that they set."""
    replies = read_replies(inputs["documents"], complaints)
    yield "deadlines", table("deadlines", list(_deadlines(made, policies, Lags(replies))))
    yield "reforms", table("reforms", list(_reforms(made, policies, frames)))
    taken: Counter[tuple[str, str]] = Counter()
    yield "takeovers", table("takeovers", list(made.takeovers(policies, settings.takeover_characters, taken)))
    yield "document_similarity", table("document_similarity", list(_alike(made, taken)))
    yield "region_comparison", table("region_comparison", list(_comparison(made, policies, settings.reference_regions)))


def _linking(made: Cut, frames: Frames, matters: Matters) -> tuple[ClauseIndex, LinkRanker]:
    """Return what finds clauses by words, and what ranks those that it finds."""
    index = ClauseIndex(made.wording, made.context, made.factor)
    spoken = SpokenMatters(matters, made.matters)
    settled = SettledAspects(made.settled)
    return index, LinkRanker(index, spoken, made.business, settled, Weights.read(frames.matters))


def _by_topics(
    topic_words: Source, index: ClauseIndex, made: Cut, frames: Frames, vocabulary: Vocabulary,
    settings: PoliciesSettings,
) -> Iterator[Produced]:
    topics = topic_queries(topic_words.read(["topic_id", "word", "weight"]).to_pylist(), vocabulary)
    yield "topic_links", table("topic_links", _topic_links(index, made, topics, settings))
    yield "instrument_themes", table("instrument_themes", list(_themes(index, made, topics, frames)))


def frames_of(lexicons: Lexicons, settings: PoliciesSettings) -> Frames:
    """Return what clauses and complaints are read with."""
    return Frames(
        lexicons.table(INSTRUMENTS), lexicons.table(PROBLEMS), lexicons.table(SYNONYMS), lexicons.table(REFORMS),
        lexicons.table(MATTERS), tuple(lexicons.lines("stopwords.txt")), settings.problem_threshold,
    )


def _gaps(
    codes: list[str], coded: Mapping[str, int], any_code: int, complaints: int, clauses: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the rows of gaps: `coded` complaints of each code, `any_code` of any, of so many complaints."""
    if not complaints and not clauses:
        return []
    speaking = sum(bool(clause["problems"]) for clause in clauses)
    per_code = Counter(code for clause in clauses for code in clause["problems"])
    rows = [
        gap_row(code, coded.get(code, 0), complaints, any_code, per_code[code], speaking)
        for code in [*codes, *sorted(set(coded) - set(codes))]
    ]
    return with_null(rows, any_code, speaking)


def _region_gaps(
    codes: list[str],
    coded: Mapping[str, set[str]],
    any_code: set[str],
    complaints: Mapping[str, str],
    policies: Mapping[str, Policy],
    clauses: list[dict[str, Any]],
) -> Iterator[dict[str, Any]]:
    """A region's complaints against its own policies' clauses; national policies are held against all complaints."""
    places = Counter(complaints.values())
    coded_of = {code: Counter(complaints[doc] for doc in docs) for code, docs in coded.items()}
    any_of = Counter(complaints[doc] for doc in any_code)
    own: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for clause in clauses:
        own[policies[clause["doc_id"]].region].append(clause)
    regions = set(own) | {
        place for place, count in places.items()
        if place and count >= REGION_LEAST and not any(lies_in(place, region) for region in own)
    }
    for region in sorted(regions):
        held = [place for place in places if not region or lies_in(place, region)]
        inside = {code: sum(counts[place] for place in held) for code, counts in coded_of.items()}
        any_inside, total = (sum(counts[place] for place in held) for counts in (any_of, places))
        for row in _gaps(codes, inside, any_inside, total, own.get(region, [])):
            yield {"region": region or NATIONAL, **row}


def _issue_of(members: Source) -> dict[str, str]:
    """Return doc_id → issue_id; the names of issues are held once."""
    found: dict[str, str] = {}
    seen: dict[str, str] = {}
    for batch in members.batches(["doc_id", "issue_id"]):
        for doc_id, issue_id in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            found[doc_id] = seen.setdefault(issue_id, issue_id)
    return found


def _deadlines(made: Cut, policies: Mapping[str, Policy], lags: Lags) -> Iterator[dict[str, Any]]:
    for row in made.deadlines:
        policy = policies[row.pop("doc_id")]
        # 当场 bounds what is said at a counter, not a written reply.
        compared = row["asks_reply"] and row["days"] > 0
        measured = lags.measure(policy.region, row["days"], policy.date) if compared else {}
        yield {**row, "region": policy.region or NATIONAL, **measured}


def _reforms(made: Cut, policies: Mapping[str, Policy], frames: Frames) -> Iterator[dict[str, Any]]:
    texts = [
        TextReforms(doc_id, policies[doc_id].region or NATIONAL, policies[doc_id].date, mentions, clauses)
        for doc_id, (mentions, clauses) in made.reforms.items()
    ]
    yield from spread(texts, list(frames.reforms.get("reforms", {})))


def _alike(made: Cut, taken: Mapping[tuple[str, str], int]) -> Iterator[dict[str, Any]]:
    words: dict[str, list[str]] = defaultdict(list)
    sizes: Counter[str] = Counter()
    for clause, wording in zip(made.clauses, made.wording, strict=True):
        words[clause["doc_id"]].append(wording)
        sizes[clause["doc_id"]] += clause["end"] - clause["start"]
    yield from alike(list(words), [" ".join(parts) for parts in words.values()], taken, sizes)


def _comparison(made: Cut, policies: Mapping[str, Policy], reference: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    counts: dict[str, RegionCounts] = defaultdict(RegionCounts)
    for clause, wording in zip(made.clauses, made.wording, strict=True):
        region = policies[clause["doc_id"]].region or NATIONAL
        counts[region].add(clause["instrument"], clause["problems"], clause["reforms"], wording.split())
    yield from compare(counts, reference)


def _links(
    index: ClauseIndex,
    made: Cut,
    codes: Iterable[str],
    queries: Queries,
    ranker: LinkRanker,
    settings: PoliciesSettings,
    work: Work,
) -> Iterator[dict[str, Any]]:
    for code in codes:
        prior = np.array([problem_prior(scores, code, settings.problem_threshold) for scores in made.problem_scores])
        best = index.best(queries.problem(code), settings.links_per_target, PROBLEM_LEAST, prior, SIMILARITY)
        for link, row in zip(best, _ranked(best, made), strict=True):
            wording = made.problem_wording[link.row].get(code)
            words = ([wording] if wording else []) + [word for word in row["words"] if word != wording]
            yield {"target_kind": "problem", "target_id": code, **row, "words": words}
    issues = queries.issues
    some = (queries.of(issues[at : at + ASKED]) for at in range(0, len(issues), ASKED))
    asked, given = tee(some)
    best_of = partial(best_links, ranker=ranker, count=settings.links_per_target, least=settings.link_threshold)
    found = chain.from_iterable(work.map(best_of, given) if index.size <= SENT else map(best_of, given))
    for issue_id, one, best in zip(issues, chain.from_iterable(asked), found, strict=True):
        for link, row in zip(best, _ranked(best, made), strict=True):
            wordings = [wording for name, wording in made.matter_wording[link.row].items() if name in one.raised]
            words = list(dict.fromkeys([*wordings, *row["words"]]))
            yield {"target_kind": "issue", "target_id": issue_id, **row, "words": words}


def problem_prior(scores: Mapping[str, float], code: str, threshold: float) -> float:
    """Return how strongly a clause's wording speaks to a problem, 0 to 1, by the frame alone.

    Wording that speaks to the problem saturates; a clause that speaks to many problems speaks less to each.
    """
    own = scores.get(code, 0.0)
    if own < threshold:
        return 0.0
    return own / (own + 2.0) * (0.6 + 0.4 * own / sum(scores.values()))


def _topic_links(
    index: ClauseIndex, made: Cut, topics: Mapping[int, Mapping[str, float]], settings: PoliciesSettings
) -> list[dict[str, Any]]:
    # A topic's words are many and its weight is spread over them: half the share counts as much.
    rows = []
    for topic in sorted(topics):
        best = index.best(topics[topic], settings.links_per_target, settings.link_threshold / 2)
        rows += [{"topic_id": topic, **row} for row in _ranked(best, made)]
    return rows


def _ranked(best: list[Link], made: Cut) -> list[dict[str, Any]]:
    return [
        {"clause_id": made.clauses[link.row]["clause_id"], "rank": rank, "score": link.score, "words": list(link.words)}
        for rank, link in enumerate(best, start=1)
    ]


def _themes(
    index: ClauseIndex, made: Cut, topics: Mapping[int, Mapping[str, float]], frames: Frames
) -> Iterator[dict[str, Any]]:
    sides = {row["code"]: row["side"] for row in frames.instruments.get("instrument", [])}
    coded = [clause for clause in made.clauses if clause["instrument"]]
    yield from two_way("problem", [(code, c["instrument"]) for c in coded for code in c["problems"]], sides)
    if topics and index.size:
        pairs = [
            (theme, clause["instrument"])
            for theme, clause in zip(themes(index, topics), made.clauses, strict=True)
            if theme is not None and clause["instrument"]
        ]
        yield from two_way("topic", pairs, sides)
