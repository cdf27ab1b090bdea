"""The literals that a regular expression cannot do without, where they stand, and those that it begins with.

A conservative reading of the part of the syntax that codebooks use: what it does not understand puts no condition
on the text, so that a prefilter built from it never loses a match.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

# Flags, names, comments, conditions, back references and coded characters: rare in codebooks, and not read.
_NOT_READ = re.compile(r"\(\?[aiLmsuxP(#]|\\[0-9xuUN]")
_COUNTED = re.compile(r"\{(\d+)?(,)?(\d+)?\}")
_RANGE = re.compile(r"(.)-(.)", re.DOTALL)
_MOST_LETTERS = 64
# A branch of nothing but letters: most of them are.
_WORD = re.compile(r"[^\\\[\](){}.^$*+?|]+(?=[|)]|\Z)")
# Branches of nothing but letters, one after the other.
_WORDS = re.compile(r"[^\\\[\](){}.^$*+?|]+(?:\|[^\\\[\](){}.^$*+?|]+)+(?=[|)]|\Z)")
_PARENTHESIS = re.compile(r"\\.|\[\^?.[^\]]*\]|[()]", re.DOTALL)
_BAR = re.compile(r"\\.|\[\^?.[^\]]*\]|[()|]", re.DOTALL)
_MOST_HEADS = 240
_LONGEST_HEAD = 4
_MOST_OPENINGS = 2000
_LONGEST_OPENING = 3
# Stands for "without limit": far more than any text has characters, small enough to be added up.
UNLIMITED = 1 << 40


class Need(NamedTuple):
    """A set of literals: a match holds one of them, which begins ``least`` to ``most`` characters after its start."""

    any_of: frozenset[str]
    least: int
    most: int


class Literals(NamedTuple):
    """What is known of the matches of an expression.

    Attributes:
        needed: sets of literals; a match holds one of every set.
        heads: every match begins with one of these; empty when nothing is known.
        openings: the same, spelled out through groups and repeated classes: longer, rarer, more of them.
    """

    needed: tuple[Need, ...]
    heads: frozenset[str]
    openings: frozenset[str] = frozenset()


_NOTHING_KNOWN = Literals((), frozenset())


class _Begin(NamedTuple):
    """How a piece may begin: the strings that are all of it, and those that more follows (cut)."""

    whole: frozenset[str]
    partial: frozenset[str]


_ANY = _Begin(frozenset(), frozenset([""]))
_EMPTY = _Begin(frozenset([""]), frozenset())


class _Part(NamedTuple):
    """A piece of a sequence: its needs and heads; ``fixed`` a letter, ``letters`` a class; widths in characters."""

    needs: tuple[Need, ...] = ()
    heads: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
    fixed: str = ""
    least: int = 1
    most: int = 1
    begin: _Begin = _ANY


class _Times(NamedTuple):
    least: int
    most: int


_NOTHING = _Part(least=0, most=0, begin=_EMPTY)


def read_literals(regex: str) -> Literals:
    """Return the literals of ``regex``; nothing (which is safe) for one that is not understood to its end."""
    if not is_read(regex):
        return _NOTHING_KNOWN
    whole, at = _alternation(regex, 0)
    return _literals(whole) if at >= len(regex) else _NOTHING_KNOWN


def read_branches(regex: str) -> list[Literals]:
    """Return the same of what stands between the outermost | of ``regex``: a match is one of one of these.

    Branches of nothing but letters may be told as one.
    """
    if not is_read(regex):
        return [_NOTHING_KNOWN]
    branches, at = _branches(regex, 0)
    return list(map(_literals, branches)) if at >= len(regex) else [_NOTHING_KNOWN]


def branches_of(regex: str) -> list[str]:
    """Return what stands between the outermost | of ``regex``; all of it where it is not understood."""
    depth, begin, found = 0, 0, list[str]()
    for token in _BAR.finditer(regex) if is_read(regex) else ():
        depth += {"(": 1, ")": -1}.get(token.group(), 0)
        if token.group() == "|" and not depth:
            found.append(regex[begin : token.start()])
            begin = token.end()
    return [*found, regex[begin:]]


def _literals(part: _Part) -> Literals:
    openings = part.begin.whole | part.begin.partial
    return Literals(part.needs, part.heads, frozenset() if "" in openings else shortest(openings))


def is_read(regex: str) -> bool:
    """Return whether an expression holds only what is understood here."""
    return _NOT_READ.search(regex) is None


def _branches(regex: str, at: int) -> tuple[list[_Part], int]:
    branches = []
    while True:
        words = _WORDS.match(regex, at)
        branch, at = (_words(words.group()), words.end()) if words else _sequence(regex, at)
        branches.append(branch)
        if at >= len(regex) or regex[at] != "|":
            return branches, at
        at += 1


def _alternation(regex: str, at: int) -> tuple[_Part, int]:
    branches, at = _branches(regex, at)
    if len(branches) == 1:
        return branches[0], at
    heads = frozenset().union(*(branch.heads for branch in branches)) if all(b.heads for b in branches) else frozenset()
    needs: tuple[Need, ...] = ()
    if all(branch.needs for branch in branches):
        best = [_rarest(branch.needs) for branch in branches]
        any_of = frozenset().union(*(need.any_of for need in best))
        needs = (Need(any_of, min(need.least for need in best), max(need.most for need in best)),)
    least, most = min(branch.least for branch in branches), max(branch.most for branch in branches)
    begin = _Begin(*(frozenset().union(*each) for each in zip(*(branch.begin for branch in branches), strict=True)))
    return _Part(needs, heads, least=least, most=most, begin=begin), at


def _rarest(needs: tuple[Need, ...]) -> Need:
    return needs[0] if len(needs) == 1 else min(needs, key=_cost)


@lru_cache(maxsize=1 << 13)
def _cost(need: Need) -> tuple[float, int]:
    """Rare first: long literals, few of them."""
    return (sum(1.0 / len(literal) ** 2 for literal in need.any_of), len(need.any_of))


def _sequence(regex: str, at: int) -> tuple[_Part, int]:
    word = _WORD.match(regex, at)
    if word is not None:
        return _word(word.group()), word.end()
    parts: list[tuple[_Part, _Times]] = []
    while at < len(regex) and regex[at] not in "|)":
        part, at = _atom(regex, at)
        times, at = _quantifier(regex, at)
        if part.most:
            parts.append((part, times))
    least = sum(part.least * times.least for part, times in parts)
    most = sum(part.most * times.most for part, times in parts)
    begin = _EMPTY
    for part, times in parts:
        if not begin.whole:
            break
        begin = _then(begin, _repeated(part.begin, times))
    return _Part(_needed(parts), _heads(parts), least=least, most=min(most, UNLIMITED), begin=begin), at


@lru_cache(maxsize=1 << 14)
def _word(word: str) -> _Part:
    """Return what is known of a word; they stand in many patterns."""
    return _any_of([word])


@lru_cache(maxsize=4096)
def _words(words: str) -> _Part:
    """Return what is known of one of several words, given with | between."""
    return _any_of(words.split("|"))


def _any_of(words: list[str]) -> _Part:
    lengths = [len(word) for word in words]
    whole = frozenset([word for word in words if len(word) < _LONGEST_OPENING])
    partial = frozenset([word[:_LONGEST_OPENING] for word in words if len(word) >= _LONGEST_OPENING])
    heads = frozenset([word[:_LONGEST_HEAD] for word in words])
    needs = (Need(frozenset(words), 0, 0),)
    return _Part(needs, heads, least=min(lengths), most=max(lengths), begin=_Begin(whole, partial))


def _then(first: _Begin, second: _Begin) -> _Begin:
    """Return how two pieces begin, one behind the other, no string too long; the first alone if all were too many."""
    if first == _EMPTY:
        return second
    if second is _ANY or len(first.whole) * (len(second.whole) + len(second.partial)) > _MOST_OPENINGS:
        return _Begin(frozenset(), first.partial | first.whole)
    whole, partial = set[str](), set(first.partial)
    for length in set(map(len, first.whole)):
        room = _LONGEST_OPENING - length
        short = [end for end in second.whole if len(end) < room]
        # What is cut is less, and mostly the same.
        long = {end[:room] for end in second.partial}.union([end[:room] for end in second.whole if len(end) >= room])
        for begin in first.whole:
            if len(begin) == length:
                whole.update([begin + end for end in short])
                partial.update([begin + end for end in long])
    return _Begin(frozenset(whole), frozenset(partial))


def _repeated(begin: _Begin, times: _Times) -> _Begin:
    if times.most > 1:
        twice = _then(begin, begin)
        once = frozenset() if times.least > 1 else begin.whole
        begin = _Begin(once, twice.whole | twice.partial)
    return begin if times.least else _Begin(begin.whole | {""}, begin.partial)


@lru_cache(maxsize=1 << 13)
def shortest(literals: frozenset[str]) -> frozenset[str]:
    """Leave out literals that begin with another one: where they stand the other does."""
    if len(literals) == 1:
        return literals
    kept: list[str] = []
    for each in sorted(literals):
        if not (kept and each.startswith(kept[-1])):
            kept.append(each)
    return frozenset(kept)


def _needed(parts: list[tuple[_Part, _Times]]) -> tuple[Need, ...]:
    """Return the needs of a sequence; letters in a row make one literal."""
    needed: list[Need] = []
    run, least, most = "", 0, 0  # the row of letters, and how far from the start the next part begins
    for part, times in [*parts, (_NOTHING, _Times(0, 0))]:
        if part.fixed and times == (1, 1):
            run, least, most = run + part.fixed, least + 1, most + 1
            continue
        if run:
            needed.append(Need(frozenset([run]), least - len(run), most - len(run)))
            run = ""
        if times.least >= 1:
            held = part.needs or ((Need(frozenset([part.fixed]), 0, 0),) if part.fixed else ())
            if held:
                best = _rarest(held)
                needed.append(Need(best.any_of, least + best.least, min(most + best.most, UNLIMITED)))
        least, most = least + part.least * times.least, min(most + part.most * times.most, UNLIMITED)
    return tuple(needed)


def _heads(parts: list[tuple[_Part, _Times]]) -> frozenset[str]:
    """Spell out how a sequence may begin: letters and classes one after the other, up to a group or the limits."""
    open_ends, closed = {""}, set[str]()
    for part, times in parts:
        letters = frozenset([part.fixed]) if part.fixed else part.letters
        choices = letters or part.heads
        if not choices or len(choices) * len(open_ends) > _MOST_HEADS:
            break
        longer = {end + choice for end in open_ends for choice in choices}
        closes = not letters or times.most > 1 or max(map(len, longer)) >= _LONGEST_HEAD
        if closes and times.least >= 1:
            return frozenset(closed | longer)
        if closes:
            closed |= longer
        else:
            open_ends = longer if times.least >= 1 else longer | open_ends
    return frozenset(closed | open_ends) if "" not in open_ends else frozenset()


def _atom(regex: str, at: int) -> tuple[_Part, int]:
    char = regex[at]
    if char == "[":
        end = regex.index("]", at + 2)
        letters = _letters(regex[at + 1 : end])
        begin = _Begin(letters, frozenset()) if letters else _ANY
        return _Part((Need(letters, 0, 0),) if letters else (), letters, letters, begin=begin), end + 1
    if char == "(":
        return _group(regex, at)
    if char == "\\":
        sign = regex[at + 1]
        part = _NOTHING if sign in "AbBZ" else _Part() if sign.isalnum() else _letter(sign)
        return part, at + 2
    if char in "^$":
        return _NOTHING, at + 1
    return (_Part(), at + 1) if char == "." else (_letter(char), at + 1)


@lru_cache(maxsize=1 << 12)
def _letter(char: str) -> _Part:
    return _Part(fixed=char, begin=_Begin(frozenset([char]), frozenset()))


def _letters(body: str) -> frozenset[str]:
    """Return the letters of a class; none for one that names what it does not take, or very many."""
    if body.startswith("^") or "\\" in body:
        return frozenset()
    letters = set(_RANGE.sub("", body))
    for low, high in _RANGE.findall(body):
        if ord(high) - ord(low) >= _MOST_LETTERS:
            return frozenset()
        letters.update(map(chr, range(ord(low), ord(high) + 1)))
    return frozenset(letters) if len(letters) <= _MOST_LETTERS else frozenset()


def _group(regex: str, at: int) -> tuple[_Part, int]:
    end, inner = closing(regex, at), at + 1
    if regex.startswith(("(?!", "(?<", "(?="), at):
        return _NOTHING, end + 1
    if regex.startswith("(?", at):
        inner = at + 3
    return _inside(regex[inner:end]), end + 1


@lru_cache(maxsize=4096)
def _inside(regex: str) -> _Part:
    """Read what a group holds; word groups stand in many patterns."""
    return _alternation(regex, 0)[0]


def closing(regex: str, at: int) -> int:
    """Return the place of the parenthesis that closes the one at a place; behind the end if there is none."""
    first = regex.find(")", at)
    if first >= 0 and not any(regex.find(sign, at + 1, first) >= 0 for sign in "([\\"):
        return first  # most groups hold neither groups nor classes
    depth = 0
    for token in _PARENTHESIS.finditer(regex, at):
        depth += {"(": 1, ")": -1}.get(token.group(), 0)
        if not depth:
            return token.start()
    return len(regex)


def _quantifier(regex: str, at: int) -> tuple[_Times, int]:
    """Return the least and the greatest number of repetitions and the place behind the quantifier."""
    counted = _COUNTED.match(regex, at)
    if at < len(regex) and regex[at] in "?*+":
        times = {"?": _Times(0, 1), "*": _Times(0, UNLIMITED), "+": _Times(1, UNLIMITED)}[regex[at]]
        at += 1
    elif counted is not None and (counted[1] or counted[2]):
        low = int(counted[1] or 0)
        times = _Times(low, (int(counted[3]) if counted[3] else UNLIMITED) if counted[2] else low)
        at = counted.end()
    else:
        return _Times(1, 1), at
    if at < len(regex) and regex[at] in "?+":
        at += 1
    return times, at
