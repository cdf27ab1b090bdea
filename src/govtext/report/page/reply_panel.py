"""What the page holds of one reply: what it answers, promises and repeats, each with where it stands in the reply."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from typing import Any

from govtext.report.contents import Contents, Row

# Columns of reply_quality that the panel shows, in their order.
MEASURES = ("relevance", "on_topic", "points", "points_answered", "completeness", "template_share", "template",
            "commitments", "dated_commitments", "gives_reason")  # fmt: skip

POINT = ("point", "form", "asked", "answered", "taken_up")


class ReplyPanels:
    """The replies that were judged, of the messages whose texts the page holds."""

    def __init__(self, contents: Contents, held: Container[str]) -> None:
        self._quality, self._points, self._commitments = (
            _grouped(row for row in contents.each(name) if row["doc_id"] in held)
            for name in ("reply_quality", "reply_points", "reply_commitments")
        )

    def of(self, doc_id: str, reply: str) -> dict[str, Any] | None:
        """Return what is known of the message's reply; None where there is none.

        Places are [first character, character after the last] in the reply, null where the words are not in it.
        """
        if doc_id not in self._quality:
            return None
        row = self._quality[doc_id][0]
        repeated = [place for words in row["template_evidence"] or () if (place := _place(reply, words))]
        return {
            "measures": [row[name] for name in MEASURES],
            "office": row["office"],
            "rules": row["rules_cited"] or [],
            "referral": [row["referral"], _place(reply, row["referral_evidence"])] if row["referral"] else None,
            "repeated": repeated,
            "points": [
                [*(one[name] for name in POINT), _place(reply, one["evidence"])]
                for one in self._points.get(doc_id, ())
            ],
            "commitments": [
                [one["commitment"], _place(reply, one["text"]), one["date_text"], one["due_date"]]
                for one in self._commitments.get(doc_id, ())
            ],
        }


def _grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["doc_id"]].append(row)
    return found


def _place(reply: str, words: str | None) -> list[int] | None:
    at = reply.find(words) if words else -1
    return None if at < 0 or words is None else [at, at + len(words)]
