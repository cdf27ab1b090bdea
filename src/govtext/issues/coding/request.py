"""Request types: points are added up, the type with the most is given."""

from __future__ import annotations

import math
from collections.abc import Mapping

from govtext.issues.coding.codebook import Codebook
from govtext.issues.coding.rules import Hit

_SHARPNESS = 3.0


def type_points(codebook: Codebook, hits: Mapping[str, list[Hit]], codes: Mapping[str, float]) -> dict[str, float]:
    """Return the points of each request type: prior, rules that hit, and the strongest service problem found."""
    strongest = max(codes.values(), default=0.0)
    return {
        kind.code: kind.prior + kind.from_codes * strongest + sum(hit.rule.weight for hit in hits.get(kind.code, ()))
        for kind in codebook.entry.types
    }


def choose_type(points: Mapping[str, float], sharpness: float = _SHARPNESS) -> tuple[str, float]:
    """Return the type with the most points (the first of equals) and its share under a softmax, 0 to 1."""
    best = max(points, key=lambda kind: points[kind])
    total = sum(math.exp(sharpness * (value - points[best])) for value in points.values())
    return best, 1.0 / total
