"""TOML whose bulk are rows of numbers.

The rows are read as JSON, which is many times as fast; all else is read, and every error told, by tomllib.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

# A key in quotation marks and its list of numbers: what both notations write alike, but for the equals sign. What the
# list holds is checked by who reads it as JSON: with these characters it takes nothing that tomllib refuses.
_ROW = r'"[^"\\\x00-\x1f\x7f]*" = \[[-0-9., ]+\]\n'
_ROWS = re.compile(rf"(?<=\n)(?:{_ROW}){{64,}}")
# Stands for some rows; no file holds it.
_STANDS_FOR = "rows {} of numbers \u2063"


def read_toml(text: str) -> dict[str, Any]:
    """Return what ``tomllib.loads`` returns.

    Raises:
        tomllib.TOMLDecodeError: the text is no TOML.
    """
    found: list[str] = []

    def stand_in(rows: re.Match[str]) -> str:
        found.append(rows.group())
        return f'"{_STANDS_FOR.format(len(found) - 1)}" = 0\n'

    if "\u2063" in text or "\\u" in text.lower():  # as itself, or maybe escaped
        return tomllib.loads(text)
    rest = _ROWS.sub(stand_in, text)
    if not found:
        return tomllib.loads(text)
    try:
        whole = tomllib.loads(rest)
        rows = {_STANDS_FOR.format(number): _as_json(some) for number, some in enumerate(found)}
        for holder in list(_tables(whole)):
            if not rows.keys().isdisjoint(holder):
                pairs = [pair for item in holder.items() for pair in rows.pop(item[0], [item])]
                holder.clear()
                holder.update(pairs)
                if len(holder) < len(pairs):
                    return tomllib.loads(text)  # a key stands twice: told with its line
    except ValueError:
        return tomllib.loads(text)
    return tomllib.loads(text) if rows else whole


def _as_json(rows: str) -> list[tuple[str, Any]]:
    # Quotation marks stand around keys alone, and line breaks between rows.
    pairs = rows.removesuffix("\n").replace('" = [', '": [').replace("\n", ",")
    made: list[tuple[str, Any]] = json.loads("{" + pairs + "}", object_pairs_hook=list)
    return made


def _tables(value: Any) -> Iterator[dict[str, Any]]:
    """Yield all tables inside a value, itself first."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(inner, (dict, list)):
            yield from _tables(inner)
