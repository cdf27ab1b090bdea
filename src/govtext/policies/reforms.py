"""Reform vocabulary: which reforms stand in which texts, where and when first, and how far they spread."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from govtext.errors import GovtextError
from govtext.policies.gaps import wilson

REFORMS = "reforms.toml"


class ReformVocabulary:
    """Finds reforms by their names."""

    def __init__(self, content: dict[str, Any], shown_as: str = f"pipeline/lexicons/{REFORMS}") -> None:
        self.names = list(content.get("reforms", {}))
        parts = []
        for position, (name, patterns) in enumerate(content.get("reforms", {}).items()):
            for pattern in patterns:
                try:
                    re.compile(pattern)
                except re.error as error:
                    raise GovtextError(
                        f'"{pattern}" of {name} is no regular expression: {error}', file=shown_as, hint="mend it"
                    ) from error
            # Groups inside a pattern must not be numbered among those that tell the reforms apart.
            body = "|".join(re.sub(r"(?<!\\)\((?!\?)", "(?:", pattern) for pattern in patterns)
            parts.append(f"(?P<r{position}>{body})")
        self._pattern = re.compile("|".join(parts)) if parts else None

    def count(self, text: str) -> Counter[str]:
        """Return how often each reform is named in `text`."""
        found: Counter[str] = Counter()
        if self._pattern:
            for match in self._pattern.finditer(text):
                found[self.names[int(str(match.lastgroup)[1:])]] += 1
        return found


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
    """
    groups: dict[tuple[str, str], list[TextReforms]] = defaultdict(list)
    for text in texts:
        groups["all", ""].append(text)
        groups["region", text.region].append(text)
        if text.date is not None:
            groups["year", f"{text.date.year}"].append(text)
    for name in names:
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
            }
