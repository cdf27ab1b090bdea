"""The codebook: codes, request types and rules as data, checked when loaded.

Layout of the file (``pipeline/lexicons/service_problems.toml``); another codebook of the same layout runs unchanged:

``[groups]``            named word groups for the patterns
``[actors]``            patterns of ``public`` and ``private`` parties, and of private ``matters``
``[frames]``            cues of clauses that assert nothing: ``wish``, ``condition``, ``address``, ``question``
``[[codes]]``           code, label, label_en, definition, include, exclude, examples, ``[[codes.rules]]``
``[[types]]``           request types, each with ``[[types.rules]]``; the first named is the fallback of ties
``[[severity]]``, ``[[demands]]``   rules for how strong a complaint is and what it asks for; a demand's rule of a
weight under 0.5 is a guess that gives way to others
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from govtext.errors import GovtextError
from govtext.issues.coding.matcher import Matcher
from govtext.issues.coding.patterns import compiled, expand
from govtext.issues.coding.rules import Pattern, Rule
from govtext.literals import read_literals


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RuleEntry(_Model):
    """A rule as written in the codebook."""

    name: str
    any: list[str] = Field(min_length=1)
    weight: float = Field(default=0.7, gt=-1.0, le=2.0)
    who: str = Field(default="open", pattern="^(public|open|any)$")
    where: str = Field(default="all", pattern="^(all|title|first|last)$")
    outside: list[str] = ["wish", "condition"]
    unless: list[str] = []
    needs: list[str] = []


class Example(_Model):
    """A short text and whether the code applies to it."""

    text: str
    coded: bool


class CodeEntry(_Model):
    """A code, a request type, a severity cue or a demand, with its rules."""

    code: str = Field(pattern="^[a-z][a-z0-9_]*$")
    label: str
    label_en: str
    definition: str = ""
    include: list[str] = []
    exclude: list[str] = []
    examples: list[Example] = []
    threshold: float = Field(default=0.5, gt=0.0, lt=1.0)
    points: int = Field(default=1, ge=0, le=5)
    prior: float = 0.0
    from_codes: float = 0.0
    rules: list[RuleEntry] = []


class CodebookEntry(_Model):
    """The file as a whole."""

    name: str
    version: str = "1"
    groups: dict[str, list[str]] = {}
    actors: dict[str, list[str]] = {}
    frames: dict[str, list[str]] = {}
    codes: list[CodeEntry] = Field(min_length=1)
    types: list[CodeEntry] = []
    severity: list[CodeEntry] = []
    demands: list[CodeEntry] = []


class Codebook:
    """A checked codebook with compiled rules. Picklable; built once per process."""

    def __init__(self, entry: CodebookEntry, where: str = "codebook") -> None:
        self.entry, self.where = entry, where
        self._patterns: dict[str, Pattern] = {}
        self._groups: dict[str, str] = {}
        self.codes = entry.codes
        self.labels = {code.code: code.label for code in entry.codes}
        self.rules = [
            rule
            for section, entries in (
                ("codes", entry.codes), ("types", entry.types), ("severity", entry.severity), ("demands", entry.demands)
            )
            for code in entries
            for rule in self._rules(section, code)
        ]
        self.matters = self._union(entry.actors["matters"]) if entry.actors.get("matters") else None
        self.frames = {frame: self._union(words) for frame, words in sorted(entry.frames.items())}
        actors = [(word, side) for side in ("roles", "public", "private") for word in entry.actors.get(side, ())]
        sides = [(self._pattern(word), side) for word, side in actors]
        asked = [pattern for rule in self.rules for pattern in (*rule.unless, *rule.needs)]
        placed = _distinct([*self.frames.values(), *(actor for actor, _ in sides)])
        asked = [each for each in _distinct([*asked, *([self.matters] if self.matters else [])]) if each not in placed]
        matched = _distinct(pattern for rule in self.rules for pattern in rule.patterns)
        elsewhere = {pattern for rule in self.rules if rule.where != "title" for pattern in rule.patterns}
        self.matcher = Matcher(matched, placed, asked, set(matched) - elsewhere)
        self.matched = {pattern: number for number, pattern in enumerate(matched)}
        self.asked = {pattern: number for number, pattern in enumerate([*placed, *asked], start=len(matched))}
        self.actor_sides = {self.asked[actor]: side for actor, side in sides}
        self.cues = {self.asked[pattern]: frame for frame, pattern in self.frames.items()}
        roving = {*self.matcher.keyless, *(~self.matcher.known_start).nonzero()[0].tolist()}
        # Of these it is not known where they begin: they are searched for.
        self.roving_actors = [number for number in self.actor_sides if number in roving]
        self.roving_cues = {frame for number, frame in self.cues.items() if number in roving}

    def _pattern(self, source: str, *, tried: bool = False) -> Pattern:
        regex = expand(source, self.entry.groups, where=self.where, expanded=self._groups)
        if regex not in self._patterns:
            made = compiled(regex, source, where=self.where, tried=tried)
            self._patterns[regex] = Pattern(made, read_literals(regex))
        return self._patterns[regex]

    def _rules(self, section: str, code: CodeEntry) -> tuple[Rule, ...]:
        return tuple(
            Rule(
                name=f"{code.code}.{rule.name}",
                section=section,
                code=code.code,
                weight=rule.weight,
                who=rule.who,
                where=rule.where,
                outside=frozenset(rule.outside),
                patterns=tuple(self._pattern(source, tried=True) for source in rule.any),
                unless=tuple(self._pattern(source) for source in rule.unless),
                needs=tuple(self._pattern(source) for source in rule.needs),
            )
            for rule in code.rules
        )

    def _union(self, words: list[str]) -> Pattern:
        return self._pattern("(?:" + "|".join(sorted(words, key=lambda word: (-len(word), word))) + ")")

    def __reduce__(self) -> tuple[Any, ...]:
        return Codebook, (self.entry, self.where)


def _distinct(patterns: Iterable[Pattern]) -> list[Pattern]:
    return list(dict.fromkeys(patterns))


def read_codebook(table: Mapping[str, Any], where: str = "codebook") -> Codebook:
    """Return the codebook in ``table`` (a parsed TOML file).

    Raises GovtextError with the place in the file for an unknown key, a missing field, a code used twice, a
    malformed pattern or an unknown frame.
    """
    try:
        entry = CodebookEntry.model_validate(dict(table))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise GovtextError(f"codebook entry {place}: {first['msg']}", file=where) from error
    for section in (entry.codes, entry.types, entry.severity, entry.demands):
        _check(section, set(entry.frames), where)
    for code in entry.codes:
        for rule in code.rules:
            if rule.weight > 1.0:
                hint = "the weight of a code's rule is the share of its hits that are right, at most 1"
                raise GovtextError(f"rule {code.code}.{rule.name} has weight {rule.weight}", file=where, hint=hint)
    return Codebook(entry, where)


def _check(section: list[CodeEntry], frames: set[str], where: str) -> None:
    seen: set[str] = set()
    for code in section:
        if code.code in seen:
            raise GovtextError(f"code {code.code} is defined twice", file=where, hint="rename or merge one of them")
        seen.add(code.code)
        names = [rule.name for rule in code.rules]
        for name in names:
            if names.count(name) > 1:
                raise GovtextError(f"code {code.code} has two rules named {name}", file=where)
        for rule in code.rules:
            unknown = sorted(set(rule.outside) - frames - {"wish", "condition", "quote", "question", "address"})
            if unknown:
                raise GovtextError(f"rule {code.code}.{rule.name} names unknown frame {unknown[0]}", file=where)
