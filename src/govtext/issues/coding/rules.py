"""Rules and what they find."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from govtext.literals import Literals


@dataclass(frozen=True, eq=False)
class Pattern:
    """A compiled pattern with the literals it cannot do without and those it begins with (see :mod:`.literals`)."""

    regex: re.Pattern[str]
    literals: Literals


@dataclass(frozen=True, eq=False)
class Rule:
    """A rule of the codebook, compiled.

    Attributes:
        section: codes, types, severity or demands.
        weight: the estimated share of its hits that are right (negative: it speaks against the code).
        who: which side must be faulted: public (a public body is named), open (no private party is), any.
        where: all, title, first or last.
        outside: frames in which a hit does not count.
        unless: patterns that forbid a hit when they match the same sentence, within 60 characters of where it begins.
        needs: patterns one of which must match somewhere in the text.
    """

    name: str
    section: str
    code: str
    weight: float
    who: str
    where: str
    outside: frozenset[str]
    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    needs: tuple[Pattern, ...]


class Hit(NamedTuple):
    """A rule found in a text: offsets into ``title + "\\n" + text``, and the side that is faulted there."""

    rule: Rule
    start: int
    end: int
    side: str
