"""What the page holds, as JSON: tables as they are, messages by column, texts in blocks that open on demand."""

from __future__ import annotations

import base64
import json
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Callable
from itertools import islice
from typing import Any

from govtext.report import limits
from govtext.report.contents import Contents, Message
from govtext.report.figures.corpus import top_keywords
from govtext.report.figures.topics import trend_rows
from govtext.report.page import policies, replies, topics
from govtext.report.page.reply_panel import ReplyPanels
from govtext.report.tables.findings import GROUPINGS
from govtext.report.wording import Phrase, day, shortened

BLOCK = 200  # texts that are opened together
PLAIN_BLOCKS = 2  # up to so many blocks the texts stand in the page as they are, beyond it compressed
LEVEL = 2  # of the compression: 4 takes half as long again for blocks that are five hundredths smaller
TITLE_MOST, DESCRIPTION_MOST = 120, 160
PAIRS, KEYWORDS, KEYNESS = 80, 60, 20
# The page's data, and its blocks of texts.
Held = tuple[dict[str, Any], list[Any]]
_PLAIN = frozenset({int, float, bool, type(None)})


def page_data(contents: Contents, language: str, text_limit: int) -> Held:
    """Return the page's data and its blocks of texts.

    Each block is a list of rows (see `_blocks`), or, where there are many, the same compressed (zlib,
    Base64). `data["placed"]` lists the messages (positions in the columns) whose texts stand in the
    blocks, in order: all of them, or `text_limit` of them, those with evidence first.
    """
    messages = contents.listed
    placed = chosen_messages(messages, text_limit)
    known = {one.code for one in contents.codes}
    extra = sorted({code for message in contents.messages for code in message.codes} - known)
    codes = [one.code for one in contents.codes] + extra
    data = {
        "language": language,
        "study": contents.study_name,
        "total": len(contents.messages),
        "issue_total": len(contents.issues),
        "placed": placed,
        "block": BLOCK,
        "codes": [
            {
                "code": code,
                "label": contents.label(code),
                "definition": next((one.definition for one in contents.codes if one.code == code), ""),
            }
            for code in codes
        ],
        "requests": [{"code": code, "label": label} for code, label in _request_types(contents).items()],
        "messages": _columns(contents, codes),
        "evidence": _evidence(contents, codes, {messages[at].doc_id for at in placed}),
        "issues": _issues(contents, codes),
        "keywords": {
            kind: [
                [row[name] for name in ("word", "weight", "documents", "method")]
                for row in top_keywords(contents, kind, KEYWORDS)
            ]
            for kind in ("complaint", "policy")
        },
        "groupings": GROUPINGS,
        **policies.policies(contents),
        **{name: part(contents) for name, part in PARTS.items()},
    }
    return _readable(data), _blocks(contents, [messages[at] for at in placed])


def chosen_messages(messages: list[Message], limit: int) -> list[int]:
    """Return the positions of the messages whose texts the page holds, in order, at most `limit`."""
    if len(messages) <= limit:
        return list(range(len(messages)))
    weight = [(message.issue is None, not message.codes, at) for at, message in enumerate(messages)]
    return sorted(at for *_, at in sorted(weight)[:limit])


def escaped_json(value: Any) -> str:
    """Return JSON that can stand inside a script element: no text in it can close the element or open another."""
    made = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for one in "<>&\u2028\u2029":
        made = made.replace(one, f"\\u{ord(one):04x}")
    return made


def visible(text: str) -> str:
    """Return the text, as many characters long, with U+FFFD for control marks, so that none can reorder a line."""
    # Nearly every text prints but for its lines' ends and full-width spaces: no need to look at each character.
    if text.replace("\n", "").replace("\u3000", "").isprintable():
        return text
    return "".join(
        "\ufffd" if one != "\n" and unicodedata.category(one) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else one for one in text
    )


def _readable(value: Any) -> Any:
    # Most of what there is are numbers in lists: no call for each of them.
    if type(value) in _PLAIN:
        return value
    if isinstance(value, str):
        return value if value.isprintable() else visible(value)
    if isinstance(value, dict):
        return {key: one if type(one) in _PLAIN else _readable(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [one if type(one) in _PLAIN else _readable(one) for one in value]
    if hasattr(value, "strftime"):
        return day(value)
    return value


def _request_types(contents: Contents) -> dict[str, Phrase]:
    """The codebook's request types, then any that it lacks by their codes."""
    seen = {message.request_type for message in contents.messages if message.request_type}
    return {**contents.requests, **{code: Phrase(code, code) for code in sorted(seen - set(contents.requests))}}


def _columns(contents: Contents, codes: list[str]) -> dict[str, Any]:
    """The messages by column: a list per property is half the size of an object per message."""
    messages = contents.listed
    regions = [region for region, _ in contents.regions]
    requests = list(_request_types(contents))
    region_at, code_at = {r: at for at, r in enumerate(regions)}, {c: at for at, c in enumerate(codes)}
    issue_at = {row["issue_id"]: at for at, row in enumerate(contents.issues[: policies.ISSUES])}
    files = list(dict.fromkeys(message.source_file for message in messages))
    file_at = {name: at for at, name in enumerate(files)}
    return {
        "regions": regions,
        "files": files,
        "id": [m.doc_id for m in messages],
        "title": [shortened(m.title, TITLE_MOST) for m in messages],
        "region": [region_at.get(m.region, -1) if m.region else -1 for m in messages],
        "date": [m.date.strftime("%Y-%m-%d") if m.date else "" for m in messages],
        "topic": [-1 if m.topic is None else m.topic for m in messages],
        "request": [requests.index(m.request_type) if m.request_type else -1 for m in messages],
        "codes": [[code_at[code] for code in m.codes] for m in messages],
        "issue": [issue_at.get(m.issue, -1) if m.issue else -1 for m in messages],
        "days": [None if m.days is None else round(m.days, 1) for m in messages],
        "answered": [int(m.answered) for m in messages],
        "duplicate": [int(m.duplicate) for m in messages],
        "file": [file_at[m.source_file] for m in messages],
        "row": [m.source_row for m in messages],
        "number": [m.source_id for m in messages],
    }


def _evidence(contents: Contents, codes: list[str], held: set[str]) -> dict[str, list[list[Any]]]:
    """doc_id → [code, start, end] of the texts that the page holds, offsets in title, newline, text."""
    code_at = {code: at for at, code in enumerate(codes)}
    found: dict[str, list[list[Any]]] = defaultdict(list)
    for row in contents.each("service_problems"):
        if row["code"] in code_at and row["doc_id"] in held:
            found[row["doc_id"]].append([code_at[row["code"]], row["start"], row["end"]])
    return {doc_id: sorted(spans, key=lambda span: span[1:]) for doc_id, spans in found.items()}


def _trends(contents: Contents) -> dict[str, Any]:
    by_topic = trend_rows(contents)
    regions: dict[int, list[list[Any]]] = defaultdict(list)
    for row in contents.rows("topic_trends"):
        if row["grouping"] == "region":
            regions[row["topic_id"]].append([row["group"], row["share"], row["documents"]])
    return {
        "grouping": next((rows[0]["grouping"] for rows in by_topic.values()), "month"),
        "periods": {
            str(topic): [[r["group"], r["share"], r["low"], r["high"]] for r in rows]
            for topic, rows in by_topic.items()
        },
        "regions": {str(topic): sorted(rows, key=lambda r: -(r[1] or 0))[:12] for topic, rows in regions.items()},
    }


def _issues(contents: Contents, codes: list[str]) -> list[dict[str, Any]]:
    names = (
        "issue_id",
        "rank",
        "label",
        "place",
        "description",
        "documents",
        "authors",
        "first_date",
        "last_date",
        "heat",
        "heat_low",
        "heat_high",
        "rank_low",
        "rank_high",
        "likes",
        "campaign",
        "rising",
        "wider",
    )
    return [
        {
            **{name: row[name] for name in names},
            "description": shortened(row["description"], DESCRIPTION_MOST),
            "top_problem": codes.index(row["top_problem"]) if row["top_problem"] in codes else -1,
        }
        for row in contents.issues[: policies.ISSUES]
    ]


def _keyness(contents: Contents) -> list[dict[str, Any]]:
    groups: dict[tuple[str, str, str], list[list[Any]]] = defaultdict(list)
    labels: dict[tuple[str, str, str], Any] = {}
    for table in ("keyness", "code_keyness"):
        for row in sorted(contents.rows(table), key=lambda r: (r["grouping"], r["group"], -(r["z"] or 0), r["word"])):
            if (row["z"] or 0) > 0:
                key = (table, row["grouping"], row["group"])
                groups[key].append([row["word"], row["z"], row["count"], row["p_adjusted"]])
                labels.setdefault(key, contents.group_label(row))
    return [
        {
            "table": key[0],
            "grouping": key[1],
            "group": key[2],
            "words": words[:KEYNESS],
            "label": labels[key] if isinstance(labels[key], Phrase) else [labels[key], labels[key]],
        }
        for key, words in groups.items()
    ]


def _pairs(contents: Contents) -> list[list[Any]]:
    rows = sorted(contents.rows("cooccurrence"), key=lambda r: (-(r["npmi"] or 0), r["word_a"], r["word_b"]))
    return [[r["word_a"], r["word_b"], r["documents"], r["npmi"]] for r in islice(rows, PAIRS)]


def _blocks(contents: Contents, messages: list[Message]) -> list[Any]:
    """[text, reply, title where the columns hold it shortened, what is known of the reply] of each message."""
    titles = {m.doc_id: visible(m.title) if m.title != shortened(m.title, TITLE_MOST) else None for m in messages}
    panels = ReplyPanels(contents, titles)
    found = {}
    for doc_id, text, reply in contents.texts(set(titles)):
        row = [visible(text), visible(reply), titles[doc_id], _readable(panels.of(doc_id, reply))]
        while row[-1] is None:
            row.pop()
        found[doc_id] = row
    rows = [found[message.doc_id] for message in messages]
    blocks: list[Any] = [rows[at : at + BLOCK] for at in range(0, len(rows), BLOCK)]
    if len(blocks) <= PLAIN_BLOCKS:
        return blocks
    return [base64.b64encode(zlib.compress(escaped_json(block).encode(), LEVEL)).decode("ascii") for block in blocks]


# Name in the page's data → function that makes it; dates, Phrases and texts in what it returns are made fit for JSON.
PARTS: dict[str, Callable[[Contents], Any]] = {
    "topics": topics.topics,
    "topic_reasons": topics.topic_reasons,
    "topic_tests": topics.topic_tests,
    "topic_periods": topics.topic_periods,
    "trends": _trends,
    "keyness": _keyness,
    "pairs": _pairs,
    "responses": replies.responses,
    "reply_selection": replies.reply_selection,
    "reply_quality": replies.reply_quality,
    "waits": replies.waits_by_day,
    "gaps": policies.gaps,
    "problem_limits": lambda contents: list(contents.problem_limits.values()),
    "deadlines": policies.deadlines,
    "deadline_caveat": lambda contents: limits.CAVEAT,
}
