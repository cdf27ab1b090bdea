"""`govtext show`: tables that fit a terminal of 80 columns, Chinese widths counted right."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from govtext.errors import GovtextError
from govtext.report.wording import Phrase, Say, day, decimal, number, percent

if TYPE_CHECKING:
    from govtext.store import Source


class View(NamedTuple):
    """What a view prints: its title, its headings (True where a column holds numbers), its rows, lines below them."""

    title: str
    heads: list[tuple[str, bool]]
    rows: list[list[str]]
    notes: tuple[str, ...] = ()


def output_width() -> int:
    """Return the columns of the terminal, 60 at least; into a file or a pipe lines keep 80, whatever the window."""
    from rich.console import Console

    console = Console()
    return max(console.width, 60) if console.is_terminal else 80


def print_view(
    sources: dict[str, Source], what: str, most: int, language: str, by: str = "", group: str = "",
    labels: Mapping[str, Phrase] | None = None,
) -> None:  # fmt: skip
    """Print one of VIEWS, at most `most` rows of it; with `by`, the words that set its groups apart.

    Args:
        sources: the tables.
        what: one of VIEWS.
        most: rows.
        language: "zh" or "en".
        by: a grouping of keyness, such as "region", or of replies, such as "department".
        group: one group of it, told in full.
        labels: of the codes of the study's codebook, problems and request types; the shipped ones' if not given.

    Raises:
        GovtextError: a table is missing (the message names the stage to run), or there is no such grouping.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    say = Say(language)
    if what == "replies" and not group:
        from govtext.report.replies_view import replies_view

        view = replies_view(sources, say, by, labels)
    elif by or group:
        from govtext.report.keyness_view import keyness_view

        if what != "keywords":
            raise GovtextError(f"{what} can't be shown by groups", hint="write: govtext show keywords --by region")
        view = keyness_view(sources, say, by, group, labels)
    elif what == "problems":
        view = _problems(sources, say, labels)
    else:
        view = VIEWS[what](sources, say)
    console = Console(width=output_width(), highlight=False)
    if not view.rows:
        console.print(Text(say("（没有内容）", "(nothing to show)")))
        for note in view.notes:
            console.print(Text(printable(note)))
        return
    table = Table(title=Text(view.title), title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for head, is_number in view.heads:
        table.add_column(Text(head), justify="right" if is_number else "left", no_wrap=is_number, overflow="fold")
    for row in view.rows[:most]:
        table.add_row(*(Text(printable(cell)) for cell in row))
    console.print(table)
    if len(view.rows) > most:
        left = len(view.rows) - most
        console.print(
            Text(
                say(
                    f"…… 另有 {number(left)} 行：--most {len(view.rows)}",
                    f"... {number(left)} more rows: --most {len(view.rows)}",
                )
            )
        )
    for note in view.notes:
        console.print(Text(printable(note)))


def printable(text: str) -> str:
    """Return the text on one line without control characters: a text from the corpus can't steer the terminal."""
    return "".join(one for one in " ".join(text.split()) if unicodedata.category(one)[0] != "C")


def _topics(sources: dict[str, Source], say: Say) -> View:
    from govtext.report.topics_view import topic_notes

    words: dict[int, list[str]] = {}
    for row in sorted(sources["topic_words"].read().to_pylist(), key=lambda r: (r["topic_id"], r["rank"])):
        words.setdefault(row["topic_id"], []).append(row["word"])
    topics = sorted(sources["topics"].read().to_pylist(), key=lambda r: (-(r["share"] or 0), r["topic_id"]))
    heads = [
        ("T", True),
        (say("占比", "share"), True),
        (say("标签", "label"), False),
        (say("主题词", "words"), False),
        (say("稳定性", "stable"), True),
    ]
    rows = [
        [
            str(r["topic_id"]),
            percent(r["share"]),
            r["label"] or "–",
            " ".join(words.get(r["topic_id"], [])[:8]),
            decimal(r["stability"]) + ("" if r["stable"] in (True, None) else "!"),
        ]
        for r in topics
    ]
    return View(say("主题", "Topics"), heads, rows, tuple(topic_notes(sources, say)))


def _issues(sources: dict[str, Source], say: Say) -> View:
    issues = sorted(sources["issues"].read().to_pylist(), key=lambda r: (r["rank"], r["issue_id"]))
    heads = [
        ("#", True),
        (say("热度", "heat"), True),
        (say("留言", "msgs"), True),
        (say("问题", "issue"), False),
        (say("地点", "place"), False),
        (say("起止", "dates"), False),
    ]
    rows = [
        [
            str(r["rank"]),
            decimal(r["heat"], 1),
            number(r["documents"]),
            (say("↑ ", "^ ") if r["rising"] else "") + (r["label"] or r["description"] or r["issue_id"]),
            r["place"] or "–",
            f"{day(r['first_date'])} {day(r['last_date'])}",
        ]
        for r in issues
    ]
    rising = sum(bool(r["rising"]) for r in issues)
    heat = "热度：0 至 100 的综合指数（留言数、人数、点赞与反对、持续、新近、集中）"
    notes = [say(heat, "heat: an index from 0 to 100")]
    if rising:
        notes.append(
            say(
                f"↑ 正在升温：最近四周的留言明显多于预期，共 {rising} 个（逐周：govtext show rising）",
                f"^ rising: more messages in the last four weeks than expected, {rising} in all: govtext show rising",
            )
        )
    return View(say("重复出现的问题（按热度）", "Recurring issues by heat"), heads, rows, tuple(notes) if rows else ())


def _problems(sources: dict[str, Source], say: Say, labels: Mapping[str, Phrase] | None = None) -> View:
    found = sources["service_problems"].read(["code", "evidence", "score"]).to_pylist()
    counted = Counter(row["code"] for row in found)
    example: dict[str, str] = {}
    for row in sorted(found, key=lambda r: (-(r["score"] or 0), len(r["evidence"]), r["evidence"])):
        example.setdefault(row["code"], row["evidence"])
    total = sources["request_types"].count()
    known = LABELS if labels is None else labels
    heads = [
        (say("服务问题", "problem"), False),
        (say("编码", "code"), False),
        (say("诉求", "msgs"), True),
        (say("占比", "share"), True),
        (say("证据一例", "evidence, one of them"), False),
    ]
    rows = [
        [
            say(known.get(code, Phrase(code, code))),
            code,
            number(n),
            percent(n / total if total else None),
            example[code],
        ]
        for code, n in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return View(
        say(f"服务问题（{number(total)} 条诉求）", f"Service problems ({number(total)} complaints)"), heads, rows
    )


def _keywords(sources: dict[str, Source], say: Say) -> View:
    kinds = {"complaint": say("诉求", "complaints"), "policy": say("政策", "policies")}
    made = sources["corpus_keywords"].read().to_pylist()
    lists = {}
    for kind in kinds:
        rows = [row for row in made if row["kind"] == kind]
        method = rows[0]["method"] if rows else ""
        lists[kind] = sorted((row for row in rows if row["method"] == method), key=lambda row: row["rank"])
    heads = [("#", True)]
    for name in kinds.values():
        heads += [(name, False), (say("权重", "weight"), True), (say("文本", "texts"), True)]
    rows_made = []
    for at in range(max(map(len, lists.values()))):
        row = [str(at + 1)]
        for kind in kinds:
            one = lists[kind][at] if at < len(lists[kind]) else None
            row += [one["word"], decimal(one["weight"], 3), number(one["documents"])] if one else ["", "", ""]
        rows_made.append(row)
    return View(say("关键词", "Keywords"), heads, rows_made)


# The shipped codebook's, where none is at hand. An unknown code is shown as it is.
LABELS = {
    "cumbersome_procedures": Phrase("手续繁琐", "Cumbersome procedures"),
    "slow_response": Phrase("响应迟缓", "Slow response"),
    "buck_passing": Phrase("推诿扯皮", "Buck-passing"),
    "poor_attitude": Phrase("态度傲慢", "Poor attitude"),
    "high_cost": Phrase("成本高昂", "High cost"),
    "rigid_rules": Phrase("规定僵化", "Rigid rules"),
    "opaque_information": Phrase("信息不透明", "Opaque information"),
    "online_inconvenience": Phrase("线上不便", "Online inconvenience"),
    "weak_enforcement": Phrase("执行不力", "Weak enforcement"),
    "inconsistent_standards": Phrase("标准不一", "Inconsistent standards"),
}

def _replies(sources: dict[str, Source], say: Say) -> View:
    from govtext.report.replies_view import replies_view

    return replies_view(sources, say)


def _rising(sources: dict[str, Source], say: Say) -> View:
    from govtext.report.rising_view import rising_view

    return rising_view(sources, say)


VIEWS: dict[str, Callable[[dict[str, Source], Say], View]] = {
    "topics": _topics,
    "issues": _issues,
    "rising": _rising,
    "problems": _problems,
    "keywords": _keywords,
    "replies": _replies,
}
