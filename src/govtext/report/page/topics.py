"""What the page holds of the topics: map, words, texts, tests, periods, and why there are so many."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from govtext.report.contents import Contents
from govtext.report.topics_view import reasons

WORDS, TEXTS, PERIOD_WORDS = 60, 5, 6


def topics(contents: Contents) -> list[dict[str, Any]]:
    """The topics, largest first; words as [word, probability, probability in all texts, rank in topic_words]."""
    words: dict[int, list[list[Any]]] = defaultdict(list)
    for row in sorted(contents.rows("topic_words"), key=lambda r: (r["topic_id"], r["rank"])):
        words[row["topic_id"]].append([row["word"], row["weight"], row["corpus"], row["rank"]])
    place = {message.doc_id: at for at, message in enumerate(contents.listed)}
    names = (
        "share", "coherence_npmi", "coherence_cv", "exclusivity", "stability", "stable", "map_x", "map_y",
    )
    return [
        {
            **{name: row[name] for name in names},
            "id": row["topic_id"],
            "label": contents.topic_labels[row["topic_id"]],
            "words": words[row["topic_id"]][:WORDS],
            "texts": [place[doc_id] for doc_id in row["examples"] or () if doc_id in place][:TEXTS],
        }
        for row in sorted(contents.rows("topics"), key=lambda row: (-(row["share"] or 0), row["topic_id"]))
    ]


def topic_reasons(contents: Contents) -> list[list[list[Any]]]:
    """Why there are so many topics, in both languages: lines of texts and [number, key]."""
    lines = reasons(contents.rows("model_selection"), contents.rows("topics"))
    return [[list(line.pieces(language)) for line in lines] for language in ("zh", "en")]


def topic_tests(contents: Contents) -> dict[str, list[dict[str, Any]]]:
    """topic_id → the tests of its differences between years and regions."""
    made: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in contents.rows("topic_tests"):
        made[str(row["topic_id"])].append({name: row[name] for name in ("grouping", "effect", "p_adjusted")})
    return dict(made)


def topic_periods(contents: Contents) -> dict[str, list[list[Any]]]:
    """topic_id → [period, its strongest words, change from the period before]."""
    found: dict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
    for row in contents.rows("topic_dynamics"):
        found[row["topic_id"], row["period"]].append(row)
    made: dict[str, list[list[Any]]] = defaultdict(list)
    for (topic, period), rows in sorted(found.items()):
        rows.sort(key=lambda row: row["rank"])
        made[str(topic)].append([period, [row["word"] for row in rows[:PERIOD_WORDS]], rows[0]["change"]])
    return dict(made)
