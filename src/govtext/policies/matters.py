"""Matters told from two sides: how messages name them and how rules speak to them.

Words alone seldom carry a message to the clause that answers it: people write that the money has not come, the rule
says that benefits are paid in full and on time. A frame kept as data (`matters.toml`) holds both wordings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse

from govtext.lexicons import like_shipped
from govtext.policies.aspects import BEGINNING_LENGTH, AspectFrame, rows_of, weighed
from govtext.policies.patterns import PatternSet, Scan, compiled
from govtext.policies.sides import NamedSides, Read
from govtext.policies.sieve import Candidates, Sieve, parted

MATTERS = "matters.toml"
# How strongly a message raises a matter that its title names, its opening names, both name. What became of an earlier
# message seldom stands in a title: the opening says more of that.
TITLE, OPENING, BOTH = 1.0, 0.4, 1.1
HANDLED, HANDLED_LENGTH = 0.5, 400
OPENING_LENGTH = 200
# Stands between title and opening, so that no wording reaches over.
_BETWEEN = "\n。\n"
# A clause of more characters says less with one wording: paragraphs of work reports touch on much in passing.
LONG = 300
# A clause that serves businesses alone speaks so much less to what is not a business's matter.
BUSINESS_ONLY = 0.7
# A wording that is the heart of the matter counts as so many others, however long the clause.
CORE = 3


Spoken = dict[str, tuple[float, str]]
_BUSINESSES = re.compile(r"市场主体|经营主体|企业|投资者|营商环境")
_PEOPLE = re.compile(r"群众|公民|自然人|个人|居民|村民|业主|职工|申请人|当事人|相对人|信访人|来电人|社会公众|参保人")


def serves_businesses_alone(wording: str, above: str) -> bool:
    """Tell whether a clause speaks of businesses, itself or by its title and headings, and of no other people."""
    return bool(_BUSINESSES.search(wording) or _BUSINESSES.search(above)) and not _PEOPLE.search(wording)


class Matters:
    """The matters of a frame and what each is about; see `MatterFrame`, which has their wordings as well.

    Args:
        content: the content of matters.toml.
        shown_as: how messages name the file.

    Attributes:
        names: the matters in the order of the file.
        handling, beside, general, business: those of them that are so marked.
    """

    def __init__(self, content: Mapping[str, Any], shown_as: str = f"pipeline/lexicons/{MATTERS}") -> None:
        self.rows = rows_of(content, "matter", shown_as)
        self.names = [str(row["name"]) for row in self.rows]
        self.handling, self.beside, self.general, self.business = map(
            self._marked, ("handling", "beside", "general", "business")
        )

    def _marked(self, mark: str) -> frozenset[str]:
        return frozenset(row["name"] for row in self.rows if row.get(mark))

    def kind(self, name: str) -> str:
        """Return what a matter is about: "subject", "service", "handled" or "beside" (see KINDS)."""
        if name in self.handling:
            return "handled"
        return "service" if name in self.general else "beside" if name in self.beside else "subject"


class MatterFrame(Matters):
    """Tells which matters a message raises and which a clause speaks to.

    A matter's `core` wordings are those of the clauses that settle it, its `rules` those that bear on it. With
    `within`, only clauses of documents or headings so named speak to it. A matter of `handling` is about what became
    of an earlier message and stands beside any subject, even one on which the rules are silent; a matter that stands
    `beside` counts only where the message raises another on which they are not. A matter that is `general` is about
    service whatever the subject (time limits, materials, certificates) and counts even where the rules are silent on
    that. To a matter that is not of `business`, clauses that serve businesses alone speak less.

    Args:
        content: the content of matters.toml.
        shown_as: how messages name the file.

    Attributes:
        aspects: what of a matter can be asked and settled.
    """

    def __init__(self, content: Mapping[str, Any], shown_as: str = f"pipeline/lexicons/{MATTERS}") -> None:
        super().__init__(content, shown_as)
        rows = self.rows
        late = self.handling | self.general
        # Of each matter what else stands in a message that raises it, and whether it may stand behind the opening.
        self._said = [
            (compiled([row["among"]] if "among" in row else [], f"{shown_as} {row['name']}"), row["name"] in late)
            for row in rows
        ]
        said = [(at, one) for at, row in enumerate(rows)
                for whole in compiled(row["said"], f"{shown_as} {row['name']}") for one in parted(whole)]
        self.aspects = AspectFrame(content, shown_as)
        self._patterns = [*(one for _, one in said), *self.aspects.patterns]
        self._sieve = Sieve(self._patterns)
        # Of each pattern its matter, behind these its aspect; of these how much is read behind the title.
        aspects = [len(rows) + at for at in self.aspects.aspect]
        self._owner = np.array([*(at for at, _ in said), *aspects], dtype=np.int64)
        lengths = [HANDLED_LENGTH if late else OPENING_LENGTH for _, late in self._said]
        self._length = np.array([*lengths, *[BEGINNING_LENGTH] * len(self.aspects.names)], dtype=np.int64)
        self._shown_as = shown_as
        self._within = {
            row["name"]: compiled([row["within"]], f"{shown_as} {row['name']}")[0] for row in rows if "within" in row
        }

    @cached_property
    def _rules(self) -> PatternSet:
        # When a policy is first read: a process that only hears complaints has no use for them.
        with like_shipped(self._shown_as):
            return PatternSet([(row["name"], row.get("core", []), row["rules"]) for row in self.rows], self._shown_as)

    def raised(self, messages: Sequence[tuple[str, str]]) -> list[dict[str, float]]:
        """Return the matters that each message raises, each with its weight: 1 for the title, 0.4 for the opening.

        Args:
            messages: title and text of each.
        """
        return [raised for raised, _ in self.heard(messages)]

    def heard(self, messages: Sequence[tuple[str, str]]) -> list[tuple[dict[str, float], Sequence[float]]]:
        """Return what each message raises, and how much it asks about each aspect; empty where it raises no matter.

        Args:
            messages: title and text of each.
        """
        texts = [f"{title}{_BETWEEN}{text[:HANDLED_LENGTH]}" for title, text in messages]
        found = self._sieve.candidates(texts)
        titles = np.array([len(title) for title, _ in messages], dtype=np.int64)
        # Of what is said of a subject only title and opening are read, of what is asked title and beginning.
        limit = titles[found.texts] + len(_BETWEEN) + self._length[self._owner[found.patterns]]
        kept = np.flatnonzero(found.places < limit)
        found = Candidates(*(column[kept] for column in found))
        owner, border = self._owner[found.patterns], titles[found.texts]
        begin = border + len(_BETWEEN) * (owner >= len(self._said))
        named = NamedSides(found, owner, border, begin, limit[kept])
        of_matters = named.owners < len(self._said)

        def read(at: int, row: int) -> Read:
            end = len(messages[at][0]) + len(_BETWEEN) + int(self._length[row])
            return texts[at][:end], len(messages[at][0]), texts[at][:end], 0

        named.seek(of_matters, self._patterns, read)
        raised = self._raised(named, read, len(messages))

        def read_apart(at: int, row: int) -> Read:
            title, text = messages[at]
            return title, len(title), text[:BEGINNING_LENGTH], len(title) + len(_BETWEEN)

        raises = np.fromiter(map(bool, raised), np.bool_, len(raised))
        named.seek(~of_matters & raises[named.texts], self._patterns, read_apart)
        asked = np.zeros((len(messages), len(self.aspects.names)))
        at = named.texts[~of_matters], named.owners[~of_matters] - len(self._said)
        asked[at] = weighed(named.in_title[~of_matters], named.behind[~of_matters])
        return [(one, own if one else ()) for one, own in zip(raised, asked.tolist(), strict=True)]

    def _raised(self, named: NamedSides, read: Callable[[int, int], Read], messages: int) -> list[dict[str, float]]:
        """Return the matters that each message raises and their weights, given what is named where."""
        late = np.array([late for _, late in self._said] + [False] * len(self.aspects.names), dtype=bool)[named.owners]
        weights = np.where(
            named.in_title, np.where(named.behind, BOTH, TITLE), np.where(late, HANDLED, OPENING)
        )
        raised: list[dict[str, float]] = [{} for _ in range(messages)]
        there = np.flatnonzero((named.in_title | named.behind) & (named.owners < len(self._said)))
        columns = (column[there].tolist() for column in (named.texts, named.owners, weights))
        for at, row, weight in zip(*columns, strict=True):
            among, _ = self._said[row]
            if not among or all(one.search(read(at, row)[0]) for one in among):
                raised[at][self.names[row]] = weight
        return raised

    def scans(self, texts: Sequence[str]) -> list[Scan]:
        """Return where the wordings of rules stand in each text, to be asked clause by clause."""
        return self._rules.scans(texts)

    def spoken(self, scan: Scan, start: int, end: int, above: str = "", business: bool = False) -> Spoken:
        """Return the matters that a clause speaks to: strength (below 1) and wording.

        The strength grows with the number of distinct wordings; in a long clause those that are not of the core say
        less.

        Args:
            scan: of the text.
            start: of the clause.
            end: of the clause, exclusive.
            above: the document's title and the clause's headings.
            business: whether it serves businesses alone.
        """
        found = {}
        long = max(1.0, (end - start) / LONG)
        for name, (core, plain) in scan.within(start, end).items():
            if name in self._within and not self._within[name].search(above):
                continue
            count = CORE * len(core) + len(plain)
            longest = max(core or plain, key=lambda wording: (wording.end - wording.start, -wording.start))
            strength = count / (count + (1.0 if core else long))
            found[name] = (strength * (BUSINESS_ONLY if business and name not in self.business else 1.0), longest.text)
        return found


# What a matter is about: a subject, service in general, what became of an earlier message, what stands beside.
KINDS = ("subject", "service", "handled", "beside")
# How strongly a clause speaks to a matter that it settles.
STRONG = 0.6


@dataclass(frozen=True)
class Met:
    """Clauses that speak to matters raised: an entry for each owner (issue or message), matter and clause.

    Attributes:
        owner, row: of the entry.
        kind: what the matter is about, its place in KINDS.
        weight: how strongly the matter is raised.
        strength: how strongly the clause speaks to it.
        settled: how many clauses speak to the matter so strongly that they settle it.
        matter: the matter's place in the frame.
    """

    owner: np.ndarray
    row: np.ndarray
    kind: np.ndarray
    weight: np.ndarray
    strength: np.ndarray
    settled: np.ndarray
    matter: np.ndarray


class SpokenMatters:
    """The matters that each clause speaks to, as a matrix.

    Args:
        frame: the matters.
        strengths: per clause the strength of each matter.

    Attributes:
        names: the matters in the order of the frame.
    """

    def __init__(self, frame: Matters, strengths: Sequence[Mapping[str, float]]) -> None:
        self.names = frame.names
        self._column = {name: column for column, name in enumerate(frame.names)}
        rows, columns, values = [], [], []
        for row, strength in enumerate(strengths):
            for name, value in strength.items():
                rows.append(row)
                columns.append(self._column[name])
                values.append(value)
        self.matrix = sparse.csr_matrix((values, (rows, columns)), shape=(len(strengths), len(self._column)))
        self._by_matter = self.matrix.tocsc()
        self._ruled = np.diff(self._by_matter.indptr) > 0
        self._kinds = np.array([KINDS.index(frame.kind(name)) for name in frame.names], dtype=np.intp)
        begins = self._by_matter.indptr
        self._settled = np.diff(np.concatenate([[0], np.cumsum(self._by_matter.data > STRONG)])[begins])

    def met(self, raised: Sequence[Mapping[str, float]]) -> Met:
        """Return the clauses that speak to matters raised, owner by owner."""
        owners, columns, weights = self._entries(raised)
        order = np.argsort(owners * len(self.names) + columns)
        owners, columns, weights = owners[order], columns[order], weights[order]
        begins = self._by_matter.indptr[columns]
        counts = self._by_matter.indptr[columns + 1] - begins
        at = np.repeat(begins - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts) + np.arange(counts.sum())
        return Met(
            np.repeat(owners, counts), self._by_matter.indices[at], np.repeat(self._kinds[columns], counts),
            np.repeat(weights, counts), self._by_matter.data[at], np.repeat(self._settled[columns], counts),
            np.repeat(columns, counts),
        )

    def shares(self, raised: Sequence[Mapping[str, float]]) -> np.ndarray:
        """Return of each owner the share of the subjects raised to which any clause speaks, 1 where none is raised.

        A subject on which no clause speaks takes from it by the square of its weight: named in passing it takes little.
        """
        owners, columns, weights = self._entries(raised)
        subject, ruled = self._kinds[columns] == KINDS.index("subject"), self._ruled[columns]
        spoken = np.bincount(owners, np.where(subject & ruled, weights, 0.0), minlength=len(raised))
        both = spoken + np.bincount(owners, np.where(subject & ~ruled, weights**2, 0.0), minlength=len(raised))
        return np.asarray(np.divide(spoken, both, out=np.ones(len(raised)), where=both != 0))

    def _entries(self, raised: Sequence[Mapping[str, float]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return owner, matter and weight of all that is raised."""
        owners = np.repeat(np.arange(len(raised)), [len(one) for one in raised])
        columns = np.array([self._column[name] for one in raised for name in one], dtype=np.intp)
        return owners, columns, np.array([weight for one in raised for weight in one.values()], dtype=np.float64)
