"""The literals that a regular expression cannot do without, and those that it begins with.

A conservative reading of the part of the syntax that codebooks use: what it does not understand puts no condition
on the text, so that a prefilter built from it never loses a match.
"""

from __future__ import annotations

from typing import NamedTuple

_MOST_HEADS = 240
_LONGEST_HEAD = 4


class Literals(NamedTuple):
    """What is known of the matches of an expression.

    Attributes:
        needed: sets of literals; a match contains at least one of every set.
        heads: every match begins with one of these; empty when nothing is known.
    """

    needed: tuple[frozenset[str], ...]
    heads: frozenset[str]


class _Part(NamedTuple):
    """A piece of a sequence: as in Literals; ``fixed`` a letter, ``letters`` a class; ``width`` is 0 for assertions."""

    any_of: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
    fixed: str = ""
    width: int = 1


def read_literals(regex: str) -> Literals:
    """Return the literals of ``regex``; nothing (which is safe) for one that is not understood to its end."""
    needed, heads, at = _alternation(regex, 0)
    return Literals(tuple(needed), heads) if at >= len(regex) else Literals((), frozenset())


def _alternation(regex: str, at: int) -> tuple[list[frozenset[str]], frozenset[str], int]:
    branches, heads = [], []
    while True:
        needed, head, at = _sequence(regex, at)
        branches.append(needed)
        heads.append(head)
        if at >= len(regex) or regex[at] != "|":
            break
        at += 1
    all_heads = frozenset().union(*heads) if all(heads) else frozenset()
    if len(branches) == 1:
        return branches[0], all_heads, at
    if not all(branches):
        return [], all_heads, at
    return [frozenset().union(*(min(needed, key=_cost) for needed in branches))], all_heads, at


def _cost(literals: frozenset[str]) -> tuple[float, int]:
    """Rare first: long literals, few of them."""
    return (sum(1.0 / len(literal) ** 2 for literal in literals), len(literals))


def _sequence(regex: str, at: int) -> tuple[list[frozenset[str]], frozenset[str], int]:
    parts: list[tuple[_Part, int]] = []
    while at < len(regex) and regex[at] not in "|)":
        part, at = _atom(regex, at)
        least, at = _quantifier(regex, at)
        if part.width:
            parts.append((part, least))
    return _needed(parts), _heads(parts), at


def _needed(parts: list[tuple[_Part, int]]) -> list[frozenset[str]]:
    needed: list[frozenset[str]] = []
    run = ""
    for part, least in [*parts, (_Part(), 0)]:
        if part.fixed and least == 1:
            run += part.fixed
            continue
        if run:
            needed.append(frozenset([run]))
            run = ""
        if least >= 1 and (part.any_of or part.fixed):
            needed.append(part.any_of or frozenset([part.fixed]))
    return needed


def _heads(parts: list[tuple[_Part, int]]) -> frozenset[str]:
    """Spell out how a sequence may begin: letters and classes one after the other, up to a group or the limits."""
    open_ends, closed = {""}, set[str]()
    for part, least in parts:
        letters = frozenset([part.fixed]) if part.fixed else part.letters
        choices = letters or part.heads
        if not choices or len(choices) * len(open_ends) > _MOST_HEADS:
            break
        longer = {end + choice for end in open_ends for choice in choices}
        closes = not letters or least > 1 or max(map(len, longer)) >= _LONGEST_HEAD
        if closes and least >= 1:
            return frozenset(closed | longer)
        if closes:
            closed |= longer
        else:
            open_ends = longer if least >= 1 else longer | open_ends
    return frozenset(closed | open_ends) if "" not in open_ends else frozenset()


def _atom(regex: str, at: int) -> tuple[_Part, int]:
    char = regex[at]
    if char == "[":
        end = regex.index("]", at + 2)
        body = regex[at + 1 : end]
        plain = not body.startswith("^") and "-" not in body and "\\" not in body
        letters = frozenset(body) if plain else frozenset()
        return _Part(letters, letters, letters), end + 1
    if char == "(":
        return _group(regex, at)
    if char == "\\":
        return (_Part(), at + 2) if regex[at + 1].isalnum() else (_Part(fixed=regex[at + 1]), at + 2)
    if char in "^$":
        return _Part(width=0), at + 1
    return (_Part(), at + 1) if char == "." else (_Part(fixed=char), at + 1)


def _group(regex: str, at: int) -> tuple[_Part, int]:
    lookaround = regex.startswith(("(?!", "(?<", "(?="), at)
    inner = at + 1
    if regex.startswith("(?", at):
        inner = at + (4 if regex.startswith("(?<", at) else 3)
    needed, heads, end = _alternation(regex, inner)
    if lookaround:
        return _Part(width=0), end + 1
    return _Part(min(needed, key=_cost) if needed else frozenset(), heads), end + 1


def _quantifier(regex: str, at: int) -> tuple[int, int]:
    """Return the least number of repetitions (2 stands for more than one) and the place behind the quantifier."""
    if at < len(regex) and regex[at] in "?*+":
        least = 2 if regex[at] == "+" else 0
        at += 1
    elif at < len(regex) and regex[at] == "{":
        end = regex.index("}", at)
        low = int(regex[at + 1 : end].split(",")[0] or 0)
        least = low if low < 2 else 2
        at = end + 1
    else:
        return 1, at
    if at < len(regex) and regex[at] in "?+":
        at += 1
    return least, at
