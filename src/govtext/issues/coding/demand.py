"""How strong complaints are, and what they ask for: separate from the codes, each with the words that show it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from govtext.issues.coding.coder import SECTIONS, Coder, Found

HIGHEST_SEVERITY = 5
# A demand's rule of less weight is a guess.
SURE = 0.5


class Severity(NamedTuple):
    """Points from 0 to 5, the cues that gave them, and their verbatim words in the same order."""

    points: int
    cues: list[str]
    evidence: list[str]


class Demand(NamedTuple):
    """What a text asks for, and where it does."""

    code: str
    start: int
    end: int


def severities(found: Found, texts: Sequence[str], coder: Coder) -> dict[int, Severity]:
    """Return the severity of texts, given as they were written; those that hold no cue are left out.

    The points of the cues that were found (each once, by its first rule) are added up, capped at 5.
    """
    hits, cues = found.hits, coder.codebook.entry.severity
    of = np.flatnonzero(coder.sections[hits.rules] == SECTIONS.index("severity"))
    keys = hits.texts[of] * np.int64(max(len(cues), 1)) + coder.members[hits.rules[of]]
    of = of[np.append(True, keys[1:] != keys[:-1])[: len(keys)]]
    strong: dict[int, Severity] = {}
    columns = hits.texts[of], coder.members[hits.rules[of]], hits.starts[of], hits.ends[of]
    for text, number, start, end in zip(*(column.tolist() for column in columns), strict=True):
        points, names, words = strong.get(text) or Severity(0, [], [])
        names.append(cues[number].code)
        words.append(texts[text][start:end])
        strong[text] = Severity(min(points + cues[number].points, HIGHEST_SEVERITY), names, words)
    return strong


def demands(found: Found, coder: Coder) -> dict[int, Demand]:
    """Return the demand of each text's title, else the one that is made last: petitions end with what they want.

    What a rule of a weight under 0.5 says counts only where no other rule found a demand. Earlier entries of the
    codebook win ties. Texts that ask for nothing are left out.
    """
    hits = found.hits
    of = np.flatnonzero(coder.sections[hits.rules] == SECTIONS.index("demands"))
    title_ends = np.array([text.find("\n") for text in found.texts], dtype=np.int64)
    texts, rules, starts, ends = hits.texts[of], hits.rules[of], hits.starts[of], hits.ends[of]
    order = np.lexsort((-ends, ends > title_ends[texts], coder.weights[rules] < SURE, texts))
    best = order[np.append(True, np.diff(texts[order]) != 0)[: len(order)]]
    codes = [coder.rules[rule].code for rule in rules[best].tolist()]
    spans = zip(codes, starts[best].tolist(), ends[best].tolist(), strict=True)
    return dict(zip(texts[best].tolist(), (Demand(*span) for span in spans), strict=True))
