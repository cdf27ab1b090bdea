"""Reform vocabulary: which reforms stand in which texts, where and when first, and how far they spread."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from govtext.inference import benjamini_hochberg, wilson
from govtext.policies.gaps import shuffled
from govtext.policies.patterns import compiled

REFORMS = "reforms.toml"


class ReformVocabulary:
    """Finds reforms by their names."""

    def __init__(self, content: dict[str, Any], shown_as: str = f"pipeline/lexicons/{REFORMS}") -> None:
        self._patterns = [
            (name, compiled(patterns, f"{shown_as} {name}")) for name, patterns in content.get("reforms", {}).items()
        ]

    def find(self, text: str) -> list[tuple[int, str]]:
        """Return place and name of each mention of a reform in `text`, in order."""
        found: dict[tuple[int, str], int] = {}
        for name, patterns in self._patterns:
            reached = 0
            for start, end in sorted(match.span() for pattern in patterns for match in pattern.finditer(text)):
                if start >= reached:
                    found[start, name] = end
                    reached = end
        return sorted(found)


@dataclass(frozen=True)
class TextReforms:
    """The reforms of one policy: how often each is named, and in how many clauses."""

    doc_id: str
    region: str
    date: datetime | None
    mentions: Counter[str]
    clauses: Counter[str]


def spread(texts: Iterable[TextReforms], names: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of table `reforms`: per reform for all texts, each region and each year that names it.

    Shares are of the group's texts, with Wilson's interval (95 %); a group's first mention is its earliest dated text.
    `p_adjusted` holds regions and years against chance: how often so many or more of the group's texts would name the
    reform, were the texts shuffled among the groups; corrected within reform and grouping.
    """
    groups: dict[tuple[str, str], list[TextReforms]] = defaultdict(list)
    for text in texts:
        groups["all", ""].append(text)
        groups["region", text.region].append(text)
        if text.date is not None:
            groups["year", f"{text.date.year}"].append(text)
    for name in names:
        rows = list(_of_reform(name, groups))
        for grouping in ("region", "year"):
            own = [row for row in rows if row["grouping"] == grouping]
            texts = [text for (kind, _), members in groups.items() if kind == grouping for text in members]
            named, total = sum(bool(text.mentions[name]) for text in texts), len(texts)
            tests = [
                shuffled(row["naming"], row["texts"], named - row["naming"], total - row["texts"], upper=True)
                for row in own
            ]
            for row, p in zip(own, benjamini_hochberg(tests).tolist(), strict=True):
                row["p_adjusted"] = round(p, 6)
        yield from rows


def _of_reform(name: str, groups: Mapping[tuple[str, str], list[TextReforms]]) -> Iterator[dict[str, Any]]:
    for grouping, group in sorted(groups):
        members = groups[grouping, group]
        naming = [text for text in members if text.mentions[name]]
        if not naming:
            continue
        first = min(naming, key=lambda text: (text.date is None, text.date or datetime.min, text.doc_id))
        low, high = wilson(len(naming), len(members))
        yield {
            "reform": name, "grouping": grouping, "group": group, "texts": len(members), "naming": len(naming),
            "share": round(len(naming) / len(members), 6), "low": round(low, 6), "high": round(high, 6),
            "mentions": sum(text.mentions[name] for text in naming),
            "clauses": sum(text.clauses[name] for text in naming),
            "first_date": first.date, "first_doc_id": first.doc_id, "first_region": first.region,
            "p_adjusted": None,
        }
