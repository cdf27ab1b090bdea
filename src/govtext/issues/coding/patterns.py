"""The small pattern language of the codebook.

A codebook pattern is a regular expression with three additions, so that a researcher can read it:

``{name}``   any entry of the word group ``name`` (groups may use groups)
``~``        a gap of up to 8 characters inside one clause
``~~``       a gap of up to 24 characters inside one sentence
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from govtext.errors import GovtextError

CLAUSE_END = "，,。！!？?；;\n"
SENTENCE_END = "。！!？?；;\n"
_GAPS = {"~~": f"[^{SENTENCE_END}：:]{{0,24}}?", "~": f"[^{CLAUSE_END}：:]{{0,8}}?"}
_NAME = re.compile(r"\{([a-z_]+)\}")
_MAX_DEPTH = 8
_ALWAYS = "(?=)"


def expand(
    pattern: str, groups: Mapping[str, Sequence[str]], *, where: str = "", depth: int = 0,
    expanded: dict[str, str] | None = None,
) -> str:
    """Return ``pattern`` as a plain regular expression; ``expanded`` keeps what groups are from pattern to pattern.

    Raises GovtextError naming ``where`` for a group that does not exist or that contains itself.
    """
    if depth > _MAX_DEPTH:
        raise GovtextError(f"word group used inside itself in {pattern!r}", file=where or None)

    def group(match: re.Match[str]) -> str:
        name = match.group(1)
        if expanded is not None and name in expanded:
            return expanded[name]
        if name not in groups:
            known = ", ".join(sorted(groups)) or "none"
            raise GovtextError(
                f"unknown word group {{{name}}} in {pattern!r}", file=where or None, hint=f"known: {known}"
            )
        words = sorted(groups[name], key=lambda word: (-len(word), word))
        branches = [expand(word, groups, where=where, depth=depth + 1, expanded=expanded) for word in words]
        whole = "(?:" + "|".join(branches) + ")"
        if expanded is not None:
            expanded[name] = whole
        return whole

    regex = _NAME.sub(group, pattern)
    if depth == 0:
        regex = regex.replace("~~", _GAPS["~~"]).replace("~", _GAPS["~"])
    return regex


def compiled(regex: str, pattern: str, *, where: str = "", tried: bool = False) -> re.Pattern[str]:
    """Return what `expand` made of a pattern, compiled; ``tried``: it is mostly tried where it may begin.

    Raises GovtextError for a malformed one.
    """
    try:
        return compiled_to_try(regex) if tried else re.compile(regex)
    except re.error as error:
        raise GovtextError(f"pattern {pattern!r} is malformed: {error}", file=where or None) from error


def compiled_to_try(regex: str) -> re.Pattern[str]:
    """Return an expression compiled that is mostly tried where it may begin, seldom searched for.

    For searches Python's compiler notes with which characters an expression may begin, which takes it part of its
    time. It does not look past an empty condition, which always holds. Before flags, (?i), nothing may stand.
    """
    return re.compile(_ALWAYS + regex if regex.startswith(("(?:", "[")) else regex)


def source_of(regex: re.Pattern[str]) -> str:
    """Return what an expression of :func:`compiled` was made of."""
    return regex.pattern.removeprefix(_ALWAYS)
