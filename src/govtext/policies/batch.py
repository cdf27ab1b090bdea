"""A batch of policies, from tokens to clauses: what runs in the worker processes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Any, TypeVar

import pyarrow as pa

from govtext.lexicons import like_shipped
from govtext.policies.coding import INSTRUMENTS, PROBLEMS, Coded, InstrumentFrame, InstrumentScan, ProblemFrame
from govtext.policies.corpus import Policy, tokens_of
from govtext.policies.lags import asks_for_reply
from govtext.policies.matters import MATTERS, MatterFrame, Matters, serves_businesses_alone
from govtext.policies.outline import Clause, parse
from govtext.policies.patterns import Scan
from govtext.policies.provisions import read
from govtext.policies.reforms import REFORMS, ReformVocabulary
from govtext.policies.reuse import Compared, passages, prepare
from govtext.policies.tense import tense_of
from govtext.policies.vocabulary import SYNONYMS, Vocabulary
from govtext.remembered import remembered
from govtext.store import table

KEPT = ("clause_id", "doc_id", "instrument", "problems", "reforms", "start", "end")
# A clause that lays nothing down (purpose, scope, definitions, review of the past) answers a complaint less.
LAYS_NOTHING_DOWN = 0.5


@dataclass(frozen=True)
class Frames:
    """What clauses are read with: plain data, so that it can be sent to a process."""

    instruments: dict[str, Any]
    problems: dict[str, Any]
    synonyms: dict[str, Any]
    reforms: dict[str, Any]
    matters: dict[str, Any]
    stopwords: tuple[str, ...]
    problem_threshold: float


@dataclass
class Cut:
    """Clauses of a batch: rows of the tables, and what later steps compare.

    Attributes:
        clauses, parts, instruments, deadlines: rows; once tables are made, of the clauses what later steps need.
        wording, context: per clause its words, and those of headings and title, joined by blanks.
        factor: per clause its weight when clauses are searched.
        problem_scores, problem_wording: per clause the strength of each problem, and the wording that speaks for it.
        matters, matter_wording: the same for the matters it speaks to.
        settled: per clause how much it says on each aspect of a matter.
        business: per clause, whether it serves businesses alone.
        reforms: per policy how often each reform is named, and in how many clauses.
        compared: per policy its text made ready for comparison.
        texts: per policy its text.
    """

    clauses: list[dict[str, Any]] = field(default_factory=list)
    parts: list[dict[str, Any]] = field(default_factory=list)
    instruments: list[dict[str, Any]] = field(default_factory=list)
    deadlines: list[dict[str, Any]] = field(default_factory=list)
    wording: list[str] = field(default_factory=list)
    context: list[str] = field(default_factory=list)
    factor: list[float] = field(default_factory=list)
    problem_scores: list[dict[str, float]] = field(default_factory=list)
    problem_wording: list[dict[str, str]] = field(default_factory=list)
    matters: list[dict[str, float]] = field(default_factory=list)
    matter_wording: list[dict[str, str]] = field(default_factory=list)
    settled: list[list[float]] = field(default_factory=list)
    business: list[bool] = field(default_factory=list)
    reforms: dict[str, tuple[Counter[str], Counter[str]]] = field(default_factory=dict)
    compared: dict[str, Compared] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def take(self, other: Cut) -> None:
        """Add another batch."""
        for name in (
            "clauses", "deadlines", "wording", "context", "factor", "problem_scores", "problem_wording", "matters",
            "matter_wording", "settled", "business",
        ):
            getattr(self, name).extend(getattr(other, name))
        self.reforms |= other.reforms
        self.compared |= other.compared
        self.texts |= other.texts

    def takeovers(
        self, policies: Mapping[str, Policy], least: int, taken: Counter[tuple[str, str]]
    ) -> Iterator[dict[str, Any]]:
        """Yield the rows of table `takeovers`; count in `taken` the characters that one policy has of another."""
        ranked = sorted(policies, key=lambda doc: policies[doc].order)
        order = [doc for doc in ranked if doc in self.compared and not policies[doc].copy]
        held: dict[str, list[dict[str, Any]]] = {}
        for clause in self.clauses:
            held.setdefault(clause["doc_id"], []).append(clause)
        spans = [[(clause["start"], clause["end"]) for clause in held.get(doc, [])] for doc in order]
        for passage in passages([self.compared[doc] for doc in order], spans, least):
            one, other = order[passage.target], order[passage.source]
            clause = held[one][passage.clause]
            taken[one, other] += passage.same
            yield {
                "clause_id": clause["clause_id"], "source_clause_id": held[other][passage.source_clause]["clause_id"],
                "doc_id": one, "source_doc_id": other, "start": passage.start, "end": passage.end,
                "source_start": passage.source_start, "source_end": passage.source_end, "characters": passage.same,
                "share": round(min(1.0, passage.same / max(1, clause["end"] - clause["start"])), 6),
                "text": self.texts[one][passage.start : passage.end],
                "source_text": self.texts[other][passage.source_start : passage.source_end],
                "from_higher": policies[other].rank < policies[one].rank,
            }


Made = TypeVar("Made")


class Readers:
    """What reads clauses and complaints, each made when it is first asked for."""

    def __init__(self, frames: Frames) -> None:
        self._frames = frames

    @cached_property
    def instruments(self) -> InstrumentFrame:
        """What finds instruments in clauses."""
        return _made(INSTRUMENTS, lambda: InstrumentFrame(self._frames.instruments, f"pipeline/lexicons/{INSTRUMENTS}"))

    @cached_property
    def problems(self) -> ProblemFrame:
        """What finds problems in clauses."""
        return _made(PROBLEMS, lambda: ProblemFrame(self._frames.problems, f"pipeline/lexicons/{PROBLEMS}"))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words that clauses and complaints are compared by."""
        return _made(SYNONYMS, lambda: Vocabulary(self._frames.synonyms, self._frames.stopwords))

    @cached_property
    def reforms(self) -> ReformVocabulary:
        """What finds the names of reforms."""
        return _made(REFORMS, lambda: ReformVocabulary(self._frames.reforms))

    @cached_property
    def matters(self) -> MatterFrame:
        """What tells which matters complaints raise and clauses speak to."""
        return _made(MATTERS, lambda: MatterFrame(self._frames.matters))


_built: dict[int, Readers] = remembered({})


def readers(frames: Frames) -> Readers:
    """Return what reads clauses and complaints, made once in a process."""
    tables = (frames.instruments, frames.problems, frames.synonyms, frames.reforms, frames.matters)
    key = hash((*map(repr, tables), frames.stopwords))
    if key not in _built:
        _built.clear()
        _built[key] = Readers(frames)
    return _built[key]


def named(frames: Frames) -> tuple[Vocabulary, Matters]:
    """Return the words that complaints and clauses are compared by, and the matters without their wordings.

    Enough for the process that links what others have read: all that `readers` compiles takes half a second.
    """
    return (
        _made(SYNONYMS, lambda: Vocabulary(frames.synonyms, frames.stopwords)),
        _made(MATTERS, lambda: Matters(frames.matters)),
    )


def _made(name: str, make: Callable[[], Made]) -> Made:
    with like_shipped(f"pipeline/lexicons/{name}"):
        return make()


def cut_tables(batches: list[pa.RecordBatch], frames: Frames) -> list[tuple[dict[str, pa.Table], Cut]]:
    """Cut batches of table `words`.

    Returns:
        For each the rows of the tables clauses, clause_parts and clause_instruments, and what later steps compare.
        Tables are made here because Arrow is cheap to send from a process and dicts are not.
    """
    return [_cut_batch(batch, frames) for batch in batches]


def _cut_batch(documents: pa.RecordBatch, frames: Frames) -> tuple[dict[str, pa.Table], Cut]:
    made = cut(list(tokens_of(documents)), frames)
    tables = {
        "clauses": table("clauses", made.clauses),
        "clause_parts": table("clause_parts", made.parts),
        "clause_instruments": table("clause_instruments", made.instruments),
    }
    made.clauses = [{name: row[name] for name in KEPT} for row in made.clauses]
    made.parts, made.instruments = [], []
    return tables, made


def cut(documents: list[tuple[str, list[str], list[str]]], frames: Frames) -> Cut:
    """Cut policies into clauses and code them.

    Args:
        documents: doc_id, tokens and tags of each; the joined tokens are title, newline, text.
        frames: lexicons and thresholds.
    """
    own = readers(frames)
    instruments, problems, vocabulary, reforms, matters = (
        own.instruments, own.problems, own.vocabulary, own.reforms, own.matters
    )
    made = Cut()
    texts = ["".join(tokens) for _, tokens, _ in documents]
    scans = zip(*(frame.scans(texts) for frame in (instruments, problems, matters, matters.aspects)), strict=True)
    for (doc_id, tokens, tags), text, scanned in zip(documents, texts, scans, strict=True):
        of_instruments, of_problems, scan, of_aspects = scanned
        structure, clauses = parse(doc_id, text)
        if not clauses:
            continue
        made.texts[doc_id] = text
        made.compared[doc_id] = prepare(text)
        named = reforms.find(text)
        made.reforms[doc_id] = (Counter(name for _, name in named), Counter())
        coder = _Coder(text, instruments, problems, of_instruments, of_problems, named, frames.problem_threshold)
        named_as = text.partition("\n")[0]
        words = _Words(text, tokens, tags, vocabulary)
        title = words.within(0, len(named_as))
        tense = tense_of(text, clauses) if structure == "report" else [None] * len(clauses)
        for position, (clause, time) in enumerate(zip(clauses, tense, strict=True), start=1):
            _add(made, clause, text, position, time, coder)
            above = f"{named_as}\n{clause.heading}"
            business = serves_businesses_alone(text[clause.start : clause.end], above)
            made.business.append(business)
            spoken = matters.spoken(scan, clause.start, clause.end, above, business)
            made.matters.append({name: strength * made.factor[-1] for name, (strength, _) in spoken.items()})
            made.matter_wording.append({name: wording for name, (_, wording) in spoken.items()})
            made.settled.append(matters.aspects.settled(of_aspects, clause.start, clause.end))
            context = list(title)
            for span in clause.heading_spans:
                context += words.within(*span)
            made.context.append(" ".join(context))
            made.wording.append(" ".join(words.within(clause.start, clause.end)))
    return made


class _Words:
    """The words of a text, told once and then asked for part by part."""

    def __init__(self, text: str, tokens: list[str], tags: list[str], vocabulary: Vocabulary) -> None:
        self._text, self._tokens, self._vocabulary = text, tokens, vocabulary
        self._said = vocabulary.said(tokens, tags)
        self._ends = list(accumulate(map(len, tokens)))
        self._begun = vocabulary.phrases.begun(text) if vocabulary.phrases else []

    def within(self, start: int, end: int) -> list[str]:
        """Return the words between two places as `Vocabulary.words` does, several of one token joined by blanks."""
        # A token belongs to the part in which it ends.
        ends, (first, last) = self._ends, (bisect_right(self._ends, start), bisect_left(self._ends, end) + 1)
        found = list(filter(None, self._said[first:last]))
        if self._vocabulary.phrases and first < min(last, len(ends)):
            bounds = ends[first] - len(self._tokens[first]), ends[min(last, len(ends)) - 1]
            for match in self._vocabulary.phrases.within(self._text, self._begun, *bounds):
                if match.group() not in self._tokens[first:last]:
                    found += self._vocabulary.meanings(match.group())
        return found


class _Coder:
    """The frames over one text: its wordings are sought once and told clause by clause."""

    def __init__(
        self, text: str, instruments: InstrumentFrame, problems: ProblemFrame, of_instruments: InstrumentScan,
        of_problems: Scan, reforms: list[tuple[int, str]], threshold: float,
    ) -> None:
        self._text, self._instruments, self._problems, self.threshold = text, instruments, problems, threshold
        self._instrument_scan, self._problem_scan = of_instruments, of_problems
        self._reforms = reforms

    def instruments(self, clause: Clause) -> list[Coded]:
        return self._instruments.code(self._text, self._instrument_scan, clause.start, clause.end)

    def problems(self, clause: Clause) -> list[Coded]:
        return self._problems.code(self._text, self._problem_scan, clause.start, clause.end)

    def reforms(self, clause: Clause) -> list[str]:
        return sorted({name for at, name in self._reforms if clause.start <= at < clause.end})


def _add(made: Cut, clause: Clause, text: str, position: int, time: str | None, coder: _Coder) -> None:
    wording = text[clause.start : clause.end]
    provision = read(wording)
    coded = coder.instruments(clause)
    problems = coder.problems(clause)
    scores = {entry.code: entry.score for entry in problems}
    first = coded[0] if coded else None
    named = coder.reforms(clause)
    made.reforms[clause.doc_id][1].update(named)
    made.clauses.append(
        {
            "clause_id": clause.clause_id, "doc_id": clause.doc_id, "number": clause.number,
            "heading": clause.heading or None, "text": wording, "instrument": first.code if first else None,
            "problems": [code for code, score in scores.items() if score >= coder.threshold],
            "position": position, "level": clause.level, "chapter": clause.chapter or None,
            "start": clause.start, "end": clause.end,
            "instrument_score": first.score if first else None,
            "instrument_evidence": first.evidence.text if first else None,
            "tense": time, "duty": provision.duty, "obligations": provision.obligations,
            "prohibitions": provision.prohibitions, "permissions": provision.permissions,
            "bodies": list(provision.bodies), "deadlines": [d.text for d in provision.deadlines],
            "deadline_days": min((d.days for d in provision.deadlines), default=None),
            "targets": list(provision.targets), "defines": list(provision.defines), "reforms": named,
        }
    )
    made.problem_scores.append(scores)
    made.problem_wording.append({entry.code: entry.evidence.text for entry in problems})
    made.factor.append(1.0 if time == "task" or ((coded or provision.duty) and not time) else LAYS_NOTHING_DOWN)
    for entry in coded:
        made.instruments.append(
            {
                "clause_id": clause.clause_id, "instrument": entry.code, "score": entry.score,
                "evidence": entry.evidence.text,
                "start": entry.evidence.start, "end": entry.evidence.end,
            }
        )
    for order, deadline in enumerate(provision.deadlines, start=1):
        begin = max(wording.rfind(mark, 0, deadline.start) for mark in "。；\n") + 1
        stops = [at for at in (wording.find(mark, deadline.end) for mark in "。；\n") if at >= 0]
        stop = min(stops, default=len(wording))
        sentence = wording[begin:stop].strip()
        made.deadlines.append(
            {
                "clause_id": clause.clause_id, "doc_id": clause.doc_id, "deadline": order, "text": deadline.text,
                "days": deadline.days, "working": deadline.working, "sentence": sentence,
                "asks_reply": asks_for_reply(sentence, clause.heading + wording + text.partition("\n")[0]),
                "start": clause.start + deadline.start, "end": clause.start + deadline.end,
            }
        )
    for order, part in enumerate(clause.parts, start=1):
        made.parts.append(
            {
                "clause_id": clause.clause_id, "part": order, "level": part.level, "number": part.number,
                "text": text[part.start : part.end], "start": part.start, "end": part.end,
            }
        )
