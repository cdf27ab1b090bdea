"""Guards before large alternations: they are tried only where one of their first characters stands.

Python's ``re`` tries the branches of an alternation one after the other at every place that a gap before it allows; a
look at the next character first saves most of that. What an expression matches stays the same. Guards take longer to
make than they save an expression that is seldom tried: only those often tried have them (:mod:`.matcher`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from govtext.issues.coding.patterns import compiled_to_try, source_of
from govtext.literals import closing, is_read, read_literals

# Branches from which on a look ahead costs less than trying them.
_MANY = 6
_UP_TO_GROUP = re.compile(r"(?:\\.|\[\^?.[^\]]*\]|[^\\\[(])+", re.DOTALL)
_TOKEN = re.compile(r"\\.|\[\^?.[^\]]*\]|[()|]", re.DOTALL)
_LOOK_BEHIND = ("(?<=", "(?<!")


def with_guards(regex: re.Pattern[str]) -> re.Pattern[str]:
    """Return the expression guarded and compiled; the same where it can't be told how."""
    plain = source_of(regex)
    source = guarded(plain)
    try:
        return compiled_to_try(source) if source != plain else regex
    except (re.error, ValueError):
        return regex


def guarded(regex: str) -> str:
    """Return an expression that matches the same, its large alternations guarded.

    The one at its beginning is left as it is, since matches are tried where they may begin; an expression that
    :mod:`govtext.literals` does not read is returned as it is.
    """
    return _guarded(regex, opening=True) if is_read(regex) else regex


@lru_cache(maxsize=4096)
def _guarded(regex: str, *, opening: bool) -> str:
    found: list[str] = []
    at = 0
    while at < len(regex):
        if regex[at] == "(":
            end = closing(regex, at)
            found.append(_group(regex[at:end], opening and at == 0))
        else:
            held = _UP_TO_GROUP.match(regex, at)
            end = held.end() if held else at + 1
            found.append(regex[at:end])
        at = end
    return "".join(found)


def _group(group: str, opening: bool) -> str:
    """Guard a group, given up to before its closing parenthesis; return it up to there."""
    if group.startswith(_LOOK_BEHIND):
        return group
    if not group.startswith("(?:"):
        return group[:1] + _guarded(group[1:], opening=False)
    inner = group[3:]
    rest = _guarded(inner, opening=opening)
    heads = "" if opening else _heads(inner)
    return f"(?:(?=[{heads}])(?:{rest})" if heads else "(?:" + rest


@lru_cache(maxsize=4096)
def _heads(inner: str) -> str:
    """Return the first characters of what a group of many branches matches; nothing for one that needs no guard."""
    if _branches(inner) < _MANY:
        return ""
    heads = sorted({opening[0] for opening in read_literals(inner).openings})
    return "".join(heads) if all(map(str.isalnum, heads)) else ""


def _branches(inner: str) -> int:
    """Return how many branches there are, groups inside not counted."""
    count, depth = 1, 0
    for token in _TOKEN.findall(inner):
        depth += {"(": 1, ")": -1}.get(token, 0)
        count += token == "|" and not depth
    return count
