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
    points = {kind.code: kind.prior + kind.from_codes * strongest for kind in codebook.entry.types}
    for code, own in hits.items():
        points[code] += sum(hit.rule.weight for hit in own)
    return points


def choose_type(points: Mapping[str, float], sharpness: float = _SHARPNESS) -> tuple[str, float]:
    """Return the type with the most points (the first of equals) and its share under a softmax, 0 to 1."""
    best = max(points, key=points.__getitem__)
    most = points[best]
    total = sum(math.exp(sharpness * (value - most)) for value in points.values())
    return best, 1.0 / total
