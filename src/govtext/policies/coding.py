"""Coding clauses by frames kept as data: policy instruments and the service problems a clause speaks to.

The instruments follow Rothwell, R. & Zegveld, W. (1985) Reindustrialization and Technology: measures on the
supply side, on the environment and on the demand side, with the sub-types of Chinese policy research.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from govtext.errors import GovtextError

INSTRUMENTS = "policy_instruments.toml"
PROBLEMS = "policy_problems.toml"
WEAK = 0.5
RETURNS = 0.3
# A strong wording counts so many times a plain one; one in the first sentence half as much again.
STRONG, LED = 3.0, 1.5


@dataclass(frozen=True)
class Evidence:
    """Wording that speaks for a code: where it first stands, and how often it does."""

    text: str
    start: int
    end: int
    times: int = 1


@dataclass(frozen=True)
class Coded:
    """A code given to a clause, its strength, and the wording that justifies it."""

    code: str
    score: float
    evidence: Evidence


@dataclass(frozen=True)
class Instrument:
    """A row of the coding frame."""

    code: str
    side: str
    label_zh: str
    label_en: str


class InstrumentFrame:
    """Gives each clause the instrument that its wording speaks for most."""

    def __init__(self, content: dict[str, Any], shown_as: str) -> None:
        self.instruments: list[Instrument] = []
        self._rules: list[tuple[str, float, re.Pattern[str] | None, re.Pattern[str] | None]] = []
        self._none = _union(content.get("none", {}).get("patterns", []), f"{shown_as} [none]")
        self._default = content.get("default")
        for row in content.get("instrument", []):
            for name in ("code", "side", "label_zh", "label_en", "patterns"):
                if name not in row:
                    raise GovtextError(f"an instrument lacks {name}", file=shown_as, hint="see the first one")
            code = row["code"]
            self.instruments.append(Instrument(code, row["side"], row["label_zh"], row["label_en"]))
            strong = _union(row.get("strong", []), f"{shown_as} {code}")
            plain = _union(row["patterns"], f"{shown_as} {code}")
            self._rules.append((code, float(row.get("weight", 1.0)), strong, plain))
        if self._default is not None and self._default not in {i.code for i in self.instruments}:
            raise GovtextError(f'default = "{self._default}" is no code', file=shown_as, hint="name one of its codes")

    def code(self, text: str) -> list[Coded]:
        """Return the instruments that the wording speaks for, strongest first; none for purpose, scope and the like.

        The score is an instrument's share of all that matched, 0 to 1.
        """
        if not text.strip() or (self._none and self._none.search(text)):
            return []
        lead = text.find("。") + 1 or len(text)
        sums: list[tuple[float, int, str, Evidence]] = []
        for order, (code, weight, strong, plain) in enumerate(self._rules):
            heavy = _distinct(strong, text) if strong else []
            light = [m for m in (_distinct(plain, text) if plain else []) if not _inside(m, heavy)]
            if heavy or light:
                value = STRONG * _led(heavy, lead) + _led(light, lead)
                best = max(heavy or light, key=lambda m: (m.end - m.start, -m.start))
                sums.append((weight * value, -order, code, best))
        if not sums and self._default:
            first = re.search(r"应当|不得|可以|有权|负责|由|应", text)
            begin, end = first.span() if first else (0, min(len(text), 12))
            return [Coded(self._default, 1.0, Evidence(text[begin:end], begin, end))]
        total = sum(entry[0] for entry in sums)
        ranked = sorted(sums, reverse=True, key=lambda entry: entry[:2])
        return [Coded(code, round(value / total, 6), evidence) for value, _, code, evidence in ranked]


class ProblemFrame:
    """Tells which service problems a clause speaks to."""

    def __init__(self, content: dict[str, Any], shown_as: str) -> None:
        self._rules = [
            (
                code,
                _union(row.get("strong", []), f"{shown_as} {code}"),
                _union(row.get("weak", []), f"{shown_as} {code}"),
            )
            for code, row in content.items()
        ]

    def code(self, text: str) -> list[Coded]:
        """Return each problem that the wording speaks to.

        The score is the number of distinct strong wordings, a little for each time that one returns, and half the
        number of distinct weak ones.
        """
        found = []
        for code, strong, weak in self._rules:
            heavy = _distinct(strong, text) if strong else []
            light = _distinct(weak, text) if weak else []
            if heavy or light:
                best = max(heavy or light, key=lambda m: (m.end - m.start, -m.start))
                found.append(Coded(code, round(_strength(heavy) + WEAK * len(light), 6), best))
        return found


def _union(patterns: list[str], where: str) -> re.Pattern[str] | None:
    if not patterns:
        return None
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise GovtextError(f'"{pattern}" is no regular expression: {error}', file=where, hint="mend it") from error
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _distinct(pattern: re.Pattern[str], text: str) -> list[Evidence]:
    found: dict[str, Evidence] = {}
    for match in pattern.finditer(text):
        wording = match.group()
        if wording:
            known = found.get(wording)
            found[wording] = (
                Evidence(wording, match.start(), match.end())
                if known is None
                else Evidence(wording, known.start, known.end, known.times + 1)
            )
    return list(found.values())


def _inside(match: Evidence, others: list[Evidence]) -> bool:
    return any(other.start <= match.start and match.end <= other.end for other in others)


def _led(matches: list[Evidence], lead: int) -> float:
    return sum(LED if match.start < lead else 1.0 for match in matches)


def _strength(matches: list[Evidence]) -> float:
    return len(matches) + RETURNS * sum(min(match.times - 1, 3) for match in matches)
