"""The recurring-issue half of the issues stage: from tables to tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.recurring import heat, naming, timeline, twins
from govtext.issues.recurring.identity import identities
from govtext.issues.recurring.judgement import smallness
from govtext.issues.recurring.label_texts import Portion, put_aside
from govtext.issues.recurring.many import clustered
from govtext.issues.recurring.messages import Messages, Values, messages_of, word_batches
from govtext.issues.recurring.named_places import named_places
from govtext.issues.recurring.naming import Unnamed
from govtext.issues.recurring.reading import encode
from govtext.issues.recurring.typical import WEIGHED_AT_ONCE, similarities, together
from govtext.issues.recurring.views import Side
from govtext.issues.recurring.wider import wider_problems
from govtext.parallel import Work
from govtext.settings import IssuesSettings
from govtext.store import Source, conform, table

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
Row = dict[str, Any]
# Messages per issue whose words make its label, and messages read for labels at once.
READ_FOR_LABEL, READ_AT_ONCE = 30, 16_384
TYPICAL = 3
# Messages of issues from which on other processes do what needs little of them: a tenth of a second is not worth the
# sending.
ASKED_ASIDE = 65_536
# An issue looks like a campaign when most of its messages nearly repeat another one and there are
# few writers for them or they came at once.
CAMPAIGN_COPIES, CAMPAIGN_WRITERS, CAMPAIGN_BURST = 0.6, 0.5, 0.9


class Found(NamedTuple):
    """The tables `issues`, `issue_members` and `issue_weeks`."""

    issues: pa.Table
    members: pa.Table
    weeks: pa.Table


class Grouped(NamedTuple):
    """Messages and the cluster of each (its first message, -1 where it stays alone), and their words."""

    messages: Messages
    vocabulary: list[str]
    owner: NDArray[np.int64]
    side: Side


def find_issues(
    documents: Source,
    words: Source,
    problems: pa.Table | None,
    requests: pa.Table | None,
    settings: IssuesSettings,
    work: Work,
    entities: Source | None = None,
    before: Mapping[str, str] | None = None,
) -> Found:
    """Return `issues`, `issue_members` and `issue_weeks`.

    Args:
        documents: the documents table.
        words: the words table.
        problems: the service_problems table (doc_id, code), or None.
        requests: the request_types table (doc_id, request_type), or None.
        settings: the issues section.
        work: how to run.
        entities: the entities table; without it names of places are not compared.
        before: doc_id → issue_id of the last run, whose names are kept.
    """
    found = group_messages(documents, words, settings, work, entities)
    return describe_issues(found, documents, words, problems, requests, settings, work, before)


def group_messages(
    documents: Source, words: Source, settings: IssuesSettings, work: Work, entities: Source | None = None
) -> Grouped:
    """Return the complaints in clusters; the arguments are those of `find_issues`."""
    chosen = settings.recurring
    messages = messages_of(documents, words)
    days = np.where(np.isfinite(messages.days), np.nan_to_num(messages.days), -1).astype(np.int64)
    batches = word_batches(words, messages)
    # By far the largest of all that is held: `clustered` takes it, and lets go what it has used.
    held = [encode(batches, messages.authors, days, chosen.body_characters, work, messages.regions)]
    vocabulary = held[0].vocabulary
    small = entities is not None and smallness(len(messages.doc_ids)) > 0
    names = named_places(entities, _texts(documents, messages.doc_ids)) if entities is not None and small else None
    return Grouped(messages, vocabulary, *clustered(held, chosen, work, names))


def describe_issues(
    found: Grouped,
    documents: Source,
    words: Source,
    problems: pa.Table | None,
    requests: pa.Table | None,
    settings: IssuesSettings,
    work: Work,
    before: Mapping[str, str] | None = None,
) -> Found:
    """Return the tables that tell of the clusters; the other arguments are those of `find_issues`."""
    issues = _Issues(found.messages, found.vocabulary, found.side, found.owner, settings, work, before)
    values = Values(problems, "code", found.messages), Values(requests, "request_type", found.messages)
    return Found(issues.table(documents, words, *values, work), issues.members_table(), issues.weeks_table())


def _texts(documents: Source, doc_ids: list[str]) -> dict[str, str]:
    content = documents.read(["doc_id", "title", "text"]).to_pylist()
    found = {row["doc_id"]: f"{row['title']}\n{row['text']}" for row in content}
    return {doc: found[doc] for doc in doc_ids}


class _Issues:
    """The found issues, numbered in the order of their first message; members sorted by issue."""

    def __init__(
        self,
        messages: Messages,
        vocabulary: list[str],
        side: Side,
        owner: NDArray[np.int64],
        settings: IssuesSettings,
        work: Work,
        before: Mapping[str, str] | None = None,
    ) -> None:
        self.messages, self.vocabulary, self.terms = messages, vocabulary, side.terms
        member = np.flatnonzero(owner >= 0)
        _, number = np.unique(owner[member], return_inverse=True)
        author = np.where(messages.authors[member] >= 0, messages.authors[member], len(owner) + member)
        order = np.lexsort((member, author, number))
        self.member, self.number, self.author = member[order], number[order], author[order]
        self.count = int(number.max()) + 1 if len(number) else 0
        self.starts = np.searchsorted(self.number, np.arange(self.count + 1))
        self.days = messages.days[self.member]
        liked = (messages.likes + messages.dislikes)[self.member].astype(float)
        chosen = settings.recurring
        measure = partial(heat.measure, weights=chosen.heat, resamples=chosen.resamples, seed=chosen.seed)
        members = heat.Members(self.number, self.author, self.days, liked)
        self._measured = _aside(measure, members, len(self.member), work)
        matters = _matters(side, self.member, self.starts), np.diff(self.starts), vocabulary
        self._widened = _aside(_wider_problems, matters, len(self.member), work)
        self.rise = timeline.rise(self.number, self.days, messages.days, self.count)
        self.peak = timeline.peak_week(self.number, self.days, self.count)
        self.similarity, self.copies = similarities(side, self.member, self.starts)
        self.ids = identities(self._by_date(), before or {})

    @cached_property
    def heat(self) -> heat.Heat:
        """How hot each is."""
        return next(self._measured)

    @cached_property
    def wider(self) -> list[str | None]:
        """The wider problem of each."""
        return next(self._widened)

    def _of(self, issue: int) -> slice:
        return slice(int(self.starts[issue]), int(self.starts[issue + 1]))

    def _by_date(self) -> list[list[str]]:
        """Return the doc_ids of each issue, the earliest first, of one day by their names; those without a day last."""
        day = np.where(np.isfinite(self.days), self.days, np.inf)
        order = np.lexsort((self._name_ranks[self.member], day, self.number))
        docs = [self.messages.doc_ids[at] for at in self.member[order].tolist()]
        return [docs[first:last] for first, last in pairwise(self.starts.tolist())]

    def _typical(self, issue: int) -> list[int]:
        """Return positions among the members, the most typical first."""
        return self._by_similarity[self._of(issue)]

    @cached_property
    def _by_similarity(self) -> list[int]:
        """Positions of the members, issue by issue, the most typical first, of equal ones the lesser doc_id."""
        order: list[int] = np.lexsort((self._name_ranks[self.member], -self.similarity, self.number)).tolist()
        return order

    @cached_property
    def _name_ranks(self) -> NDArray[np.int64]:
        """Place of each message in the order of the doc_ids."""
        names = np.array(self.messages.doc_ids, dtype=np.bytes_)
        rank = np.empty(len(names), dtype=np.int64)
        rank[np.argsort(names, kind="stable")] = np.arange(len(names))
        return rank

    def members_table(self) -> pa.Table:
        """Return issue_members, by issue in the order of rank, the most typical message first."""
        order = np.array([at for issue in np.argsort(self.heat.rank).tolist() for at in self._typical(issue)], np.int64)
        columns = {
            "doc_id": pa.array([self.messages.doc_ids[at] for at in self.member[order].tolist()], pa.string()),
            "issue_id": pa.array(self.ids, pa.string()).take(pa.array(self.number[order])),
            "similarity": pa.array(self.similarity[order]),
        }
        return conform("issue_members", pa.table(columns))

    def weeks_table(self) -> pa.Table:
        """Return issue_weeks, by issue in the order of rank, then by week."""
        found = timeline.weeks(self.number, self.days, self.messages.days, self.count)
        order = np.lexsort((found.week, self.heat.rank[found.issue]))
        columns = {
            "issue_id": pa.array(self.ids, pa.string()).take(pa.array(found.issue[order])),
            "week": pa.array(found.week[order].astype("datetime64[D]").astype("datetime64[us]")),
            "messages": pa.array(found.messages[order]),
            "expected": pa.array(found.expected[order].round(6)),
            "p_adjusted": pa.array(found.p[order].round(6)),
            "burst": pa.array(found.burst[order]),
        }
        return conform("issue_weeks", pa.table(columns))

    def table(self, documents: Source, words: Source, problems: Values, requests: Values, work: Work) -> pa.Table:
        """Return issues, the hottest first."""
        rarity = _rarity(self.vocabulary, self.terms.documents, len(self.messages.doc_ids))
        portions = list(together(np.minimum(np.diff(self.starts), READ_FOR_LABEL), READ_AT_ONCE))
        read = [self._read_for_label(at) for at in range(self.count)]
        wanted = [{doc for at in issues for doc in read[at]} for issues in portions]
        codes, kinds = (
            values.by_frequency(self.member, self.number, self.count) for values in (problems, requests)
        )
        made = [table("issues", [])]
        with put_aside(documents, words, wanted, rarity, work) as aside:
            del rarity, wanted
            unnamed = (
                Unnamed(own, read[issues.start : issues.stop], []) for own, issues in zip(aside, portions, strict=True)
            )
            for issues, named in zip(portions, naming.names(unnamed, work), strict=True):
                rows = [self._row(at, name, codes[at], kinds[at]) for at, name in zip(issues, named, strict=True)]
                made.append(table("issues", rows))
                del rows
            whole = _told_apart(pa.concat_tables(made), aside, portions, read, work)
        return whole.take(pa.array(np.argsort(self.heat.rank)))

    def _read_for_label(self, issue: int) -> list[str]:
        return [self.messages.doc_ids[self.member[at]] for at in self._typical(issue)[:READ_FOR_LABEL]]

    def _row(
        self,
        issue: int,
        name: naming.Name,
        codes: list[str],
        kinds: list[str],
    ) -> Row:
        named, typical = name.label, self._typical(issue)
        own = {what: values[issue] for what, values in self._figures.items()}
        copies, authors = own["near_copies"], own["authors"]
        return {
            **own,
            "issue_id": self.ids[issue],
            "label": named.whole,
            "place": named.place or None,
            "description": name.description,
            "documents": len(typical),
            "top_problem": codes[0] if codes else None,
            "matter": named.matter,
            "problems": codes,
            "request_types": kinds,
            "typical": [self.messages.doc_ids[self.member[at]] for at in typical[:TYPICAL]],
            "campaign": _campaign(copies, authors, len(typical), own["heat_burst"]),
            "near_copies": round(copies, 6),
            "wider": self.wider[issue],
            "rising_p": round(own["rising_p"], 6),
            "recent_expected": round(own["recent_expected"], 6),
        }

    @cached_property
    def _figures(self) -> dict[str, list[Any]]:
        """Numbers and dates of all issues, by column."""
        begins, messages = self.starts[:-1], self.messages
        new = np.append(True, (self.number[1:] != self.number[:-1]) | (self.author[1:] != self.author[:-1]))
        dates = messages.dates[self.member].astype("datetime64[us]").astype(np.int64)
        unknown = np.isnat(messages.dates[self.member])
        first = np.minimum.reduceat(np.where(unknown, np.iinfo(np.int64).max, dates), begins)
        last = np.maximum.reduceat(dates, begins)  # no date is the least of all numbers
        no_date = np.iinfo(np.int64).min
        weeks = np.where(np.isnan(self.peak), 0, self.peak).astype("datetime64[D]").astype("datetime64[us]")
        measured = self.heat
        columns: dict[str, NDArray[Any]] = {
            "rank": measured.rank,
            "authors": np.bincount(self.number[new[: len(self.number)]], minlength=self.count),
            "first_date": np.where(first == np.iinfo(np.int64).max, no_date, first).astype("datetime64[us]"),
            "last_date": last.astype("datetime64[us]"),
            "heat": measured.index,
            "heat_low": measured.low,
            "heat_high": measured.high,
            "likes": np.add.reduceat(messages.likes[self.member], begins),
            "dislikes": np.add.reduceat(messages.dislikes[self.member], begins),
            "near_copies": np.add.reduceat(self.copies, begins) / np.diff(self.starts),
            **{f"heat_{name}": measured.components[:, at] for at, name in enumerate(heat.COMPONENTS)},
            "rank_low": measured.rank_low,
            "rank_high": measured.rank_high,
            "rising": self.rise.rising,
            "rising_p": self.rise.p,
            "recent": self.rise.recent,
            "recent_expected": self.rise.expected,
            "peak_week": np.where(np.isnan(self.peak), np.datetime64("NaT", "us"), weeks),
        }
        return {name: values.tolist() for name, values in columns.items()}


def _aside(function: Callable[[Asked], Answer], asked: Asked, messages: int, work: Work) -> Iterator[Answer]:
    """Yield what the function makes of what is asked; of many messages another process makes it meanwhile."""
    if messages < ASKED_ASIDE:
        return map(function, [asked])
    return work.ahead(work.map(function, [asked], apart=True, nearby=True))


def _wider_problems(asked: tuple[sparse.csr_matrix, NDArray[np.int64], list[str]]) -> list[str | None]:
    return wider_problems(*asked)


def _told_apart(
    whole: pa.Table, aside: list[Portion], portions: list[range], read: list[list[str]], work: Work
) -> pa.Table:
    """Return the issues with no two labels alike; the texts of those whose label others bear are read once more."""
    rows = whole.select(["label", "place", "first_date"]).to_pylist()
    alike = set(twins.namesakes([row["label"] for row in rows]))
    if not alike:
        return whole
    asked = [(own, [at for at in issues if at in alike]) for own, issues in zip(aside, portions, strict=True)]
    asked = [(own, issues) for own, issues in asked if issues]
    unlike = (Unnamed(own, [read[at] for at in some], [rows[at]["label"] for at in some]) for own, some in asked)
    found = [words for some in naming.telling_words(unlike, work) for words in some]
    telling = dict(zip((at for _, some in asked for at in some), found, strict=True))
    place = whole.schema.get_field_index("label")
    names = pa.array(twins.told_apart(rows, telling), pa.string())
    return whole.set_column(place, whole.schema.field(place), names)


def _matters(side: Side, member: NDArray[np.int64], starts: NDArray[np.int64]) -> sparse.csr_matrix:
    """Return issues × words, the sum of what their messages say of the matter."""
    made = [sparse.csr_matrix((0, side.terms.whole.shape[1]), dtype=np.float32)]
    for issues in together(np.diff(starts), WEIGHED_AT_ONCE):
        own = member[starts[issues[0]] : starts[issues[-1] + 1]]
        rows, place = np.unique(own, return_inverse=True)
        issue = np.repeat(np.arange(len(issues)), np.diff(starts[issues[0] : issues[-1] + 2]))
        ones = np.ones(len(own), dtype=np.float32)
        joining = sparse.csr_matrix((ones, (issue, place)), shape=(len(issues), len(rows)))
        made.append(sparse.csr_matrix(joining @ side.unit_rows("matter_words", part=rows)))
    return sparse.vstack(made, format="csr")


def _campaign(copies: float, authors: int, messages: int, burst: float) -> bool:
    return (
        messages >= 4
        and copies >= CAMPAIGN_COPIES
        and (authors / messages <= CAMPAIGN_WRITERS or burst >= CAMPAIGN_BURST)
    )


def _rarity(vocabulary: list[str], documents: NDArray[np.int32], messages: int) -> dict[str, float]:
    values = np.log(max(messages, 1) / np.maximum(documents, 1)).tolist()
    return dict(zip(vocabulary, values, strict=True))
