"""Coding clauses by frames kept as data: policy instruments and the service problems a clause speaks to.

The instruments follow Rothwell, R. & Zegveld, W. (1985) Reindustrialization and Technology: measures on the
supply side, on the environment and on the demand side, with the sub-types of Chinese policy research.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from govtext.errors import GovtextError
from govtext.policies.patterns import Evidence, PatternSet, Scan, compiled
from govtext.policies.sieve import ANYWHERE, Sieve

INSTRUMENTS = "policy_instruments.toml"
PROBLEMS = "policy_problems.toml"
WEAK = 0.5
RETURNS = 0.3
# A strong wording counts so many times a plain one; one in the first sentence half as much again.
STRONG, LED = 3.0, 1.5
_MODAL = re.compile(r"应当|不得|可以|有权|负责|由|应")


@dataclass(frozen=True)
class Coded:
    """A code given to a clause, its strength, and the wording that justifies it (offsets into the text scanned)."""

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
    definition: str = ""


class InstrumentScan(NamedTuple):
    """Where instruments stand in a text, and where wordings of purpose, scope and the like may: place and pattern."""

    scan: Scan
    none: list[tuple[int, int]]


class InstrumentFrame:
    """Gives each clause the instrument that its wording speaks for most."""

    def __init__(self, content: dict[str, Any], shown_as: str) -> None:
        self.instruments: list[Instrument] = []
        self._weights: dict[str, float] = {}
        self._none = compiled(content.get("none", {}).get("patterns", []), f"{shown_as} [none]")
        self._none_sieve = Sieve(self._none)
        self._default = content.get("default")
        rules = []
        for row in content.get("instrument", []):
            for name in ("code", "side", "label_zh", "label_en", "patterns"):
                if name not in row:
                    raise GovtextError(f"an instrument lacks {name}", file=shown_as, hint="see the first one")
            code = row["code"]
            definition = str(row.get("definition_zh") or row.get("definition") or "")
            self.instruments.append(Instrument(code, row["side"], row["label_zh"], row["label_en"], definition))
            self._weights[code] = float(row.get("weight", 1.0))
            rules.append((code, row.get("strong", []), row["patterns"]))
        self._patterns = PatternSet(rules, shown_as)
        if self._default is not None and self._default not in self._weights:
            raise GovtextError(f'default = "{self._default}" is no code', file=shown_as, hint="name one of its codes")

    def scans(self, texts: Sequence[str]) -> list[InstrumentScan]:
        """Return where the frame's wordings stand in each text, to be asked clause by clause."""
        found = self._none_sieve.candidates(texts)
        none: list[list[tuple[int, int]]] = [[] for _ in texts]
        for at, pattern, place in zip(*(column.tolist() for column in found[:3]), strict=True):
            none[at].append((place, pattern))
        return [InstrumentScan(*both) for both in zip(self._patterns.scans(texts), map(sorted, none), strict=True)]

    def _lays_down_none(self, wording: str, start: int, none: list[tuple[int, int]]) -> bool:
        """Tell whether a clause, which begins at a place of its text, is of purpose, scope and the like."""
        if any(self._none[pattern].search(wording) for place, pattern in none if place == ANYWHERE):
            return True
        own = none[bisect_left(none, (start, 0)) : bisect_left(none, (start + len(wording), 0))]
        return any(self._none[pattern].match(wording, place - start) for place, pattern in own)

    def code(
        self, text: str, scan: InstrumentScan | None = None, start: int = 0, end: int | None = None
    ) -> list[Coded]:
        """Return the instruments that a clause speaks for, strongest first; none for purpose, scope and the like.

        Args:
            text: the clause, or the text that holds it.
            scan: of that text; None scans it.
            start, end: the clause in the text; end None is the text's end.

        Returns:
            Codes; the score is an instrument's share of all that matched, 0 to 1.
        """
        end = len(text) if end is None else end
        wording = text[start:end]
        scan = scan or self.scans([text])[0]
        if not wording.strip() or self._lays_down_none(wording, start, scan.none):
            return []
        found = scan.scan.within(start, end)
        stop = text.find("。", start, end)
        lead = stop + 1 if stop >= 0 else end
        sums = []
        for order, (code, weight) in enumerate(self._weights.items()):
            heavy, light = found.get(code, ([], []))
            if heavy or light:
                value = STRONG * _led(heavy, lead) + _led(light, lead)
                sums.append((weight * value, -order, code, _longest(heavy or light)))
        if not sums and self._default:
            first = _MODAL.search(text, start, end)
            span = first.span() if first else (start, min(end, start + 12))
            return [Coded(self._default, 1.0, Evidence(text[span[0] : span[1]], *span))]
        total = sum(entry[0] for entry in sums)
        ranked = sorted(sums, reverse=True, key=lambda entry: entry[:2])
        return [Coded(code, round(value / total, 6), evidence) for value, _, code, evidence in ranked]


class ProblemFrame:
    """Tells which service problems a clause speaks to."""

    def __init__(self, content: dict[str, Any], shown_as: str) -> None:
        rules = [(code, row.get("strong", []), row.get("weak", [])) for code, row in content.items()]
        self._codes = [code for code, _, _ in rules]
        self._patterns = PatternSet(rules, shown_as)

    def scans(self, texts: Sequence[str]) -> list[Scan]:
        """Return where the frame's wordings stand in each text, to be asked clause by clause."""
        return self._patterns.scans(texts)

    def code(self, text: str, scan: Scan | None = None, start: int = 0, end: int | None = None) -> list[Coded]:
        """Return each problem that a clause speaks to; arguments as for instruments.

        The score is the number of distinct strong wordings, a little for each time that one returns, and half the
        number of distinct weak ones.
        """
        found = (scan or self._patterns.scan(text)).within(start, len(text) if end is None else end)
        coded = []
        for code in self._codes:
            heavy, light = found.get(code, ([], []))
            if heavy or light:
                score = round(_strength(heavy) + WEAK * len(light), 6)
                coded.append(Coded(code, score, _longest(heavy or light)))
        return coded


def _longest(matches: list[Evidence]) -> Evidence:
    return max(matches, key=lambda match: (match.end - match.start, -match.start))


def _led(matches: list[Evidence], lead: int) -> float:
    return sum(LED if match.start < lead else 1.0 for match in matches)


def _strength(matches: list[Evidence]) -> float:
    return len(matches) + RETURNS * sum(min(match.times - 1, 3) for match in matches)
