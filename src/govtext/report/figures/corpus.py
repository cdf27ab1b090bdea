"""Figures of the corpus: its flow, its time, its words."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from govtext.report.citing import Cited
from govtext.report.contents import Contents, Row
from govtext.report.figures.model import FigureSpec, Shown, cells_shown
from govtext.report.figures.network_layout import layout
from govtext.report.figures.style import (
    DARK,
    INK,
    LIGHT,
    LINES,
    MIDDLE,
    PALE,
    bars,
    canvas,
    drawable,
    in_thousands,
    month_ticks,
)
from govtext.report.findings.flow import corpus_flow
from govtext.report.wording import COMPLAINTS, Phrase, Say, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

PAIRS = 45
OTHER = (LIGHT, "o")  # colour and shape of words of the smaller communities
KINDS = {"complaint": Phrase("诉求", "Complaints"), "policy": Phrase("政策", "Policies")}


def flow(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw the steps from the rows that were found to what was analysed."""
    steps = corpus_flow(contents)
    figure, axes = canvas(0.72 * len(steps) + 0.2)
    axes.set_axis_off()
    axes.set_xlim(0, 10)
    axes.set_ylim(-len(steps) + 0.45, 0.55)
    for at, step in enumerate(steps):
        left = 1.0 if step.part else 0.2
        text = f"{say(step.what)}  n = {number(step.size.value)}"
        _box(axes, left, -at, 5.6 - left, text, MIDDLE if at == 0 else "white" if step.part else LIGHT)
        if step.part:
            above = 1.0 if steps[at - 1].part else 0.73
            axes.plot([0.6, 0.6, 1.0], [above - at, -at, -at], color=INK, linewidth=0.8)
        elif at:
            axes.annotate("", (2.9, -at + 0.29), (2.9, -at + 0.71), arrowprops={"arrowstyle": "-|>", "color": INK})
        if step.aside:
            axes.annotate("", (6.35, -at), (5.65, -at), arrowprops={"arrowstyle": "-", "color": INK, "ls": "--"})
            aside = say(step.aside.plain)
            # A box holds about 20 ems on a line.
            wrapped = textwrap.fill(aside, 34) if aside.isascii() else aside
            _box(axes, 6.4, -at, 3.5, wrapped, "white")
    return figure


def _box(axes: Axes, left: float, middle: float, width: float, text: str, colour: str) -> None:
    from matplotlib.patches import FancyBboxPatch

    axes.add_patch(
        FancyBboxPatch(
            (left, middle - 0.27),
            width,
            0.54,
            boxstyle="round,pad=0,rounding_size=0.08",
            facecolor=colour,
            edgecolor=DARK,
            linewidth=0.8,
        )
    )
    axes.text(
        left + width / 2,
        middle,
        text,
        ha="center",
        va="center",
        fontsize=8.5,
        color="white" if colour == MIDDLE else INK,
    )


def flow_numbers(contents: Contents) -> Iterator[Shown]:
    """Yield n of each step and what stood aside."""
    for step in corpus_flow(contents):
        yield Shown(step.what, "n", step.size)
        for piece in step.aside.zh if step.aside else ():
            if isinstance(piece, Cited):
                yield Shown(step.what, step.aside.plain if step.aside else "", piece)


def over_time(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw the complaints of every month."""
    months = contents.months
    if not months:
        return Phrase("没有带日期的诉求。", "No complaint has a date.")
    figure, axes = canvas(2.6)
    axes.bar(range(len(months)), [count for _, count in months], color=MIDDLE, edgecolor=DARK, linewidth=0.5, width=0.8)
    month_ticks(axes, [month for month, _ in months])
    axes.set_ylabel(say("诉求（条）", "complaints"))
    axes.set_xlim(-0.8, len(months) - 0.2)
    axes.yaxis.grid(True, color=PALE, zorder=0)
    axes.yaxis.get_major_locator().set_params(integer=True)
    in_thousands(axes.yaxis)
    axes.set_axisbelow(True)
    return figure


def months_numbers(contents: Contents) -> Iterator[Shown]:
    """Yield the complaints of every month that has any."""
    for month, count in contents.months:
        if count:
            yield Shown(month, COMPLAINTS, Cited(count, f"months.{month}.count"))


def keywords(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw the strongest keywords of complaints and of policies, side by side."""
    kinds = [(kind, rows) for kind in ("complaint", "policy") if (rows := top_keywords(contents, kind, 20))]
    if not kinds:
        return Phrase("没有关键词。", "There are no keywords.")
    figure, axes = canvas(0.19 * max(len(rows) for _, rows in kinds) + 0.9, columns=len(kinds), squeeze=False)
    for one, (kind, rows) in zip(axes[0], kinds, strict=True):
        bars(
            one,
            [drawable(row["word"], 12) for row in rows],
            [row["weight"] or 0.0 for row in rows],
            [number(row["documents"]) for row in rows],
            LIGHT if kind == "policy" else MIDDLE,
        )
        one.set_title(say(KINDS[kind]))
        one.set_xlabel(say("权重（柱端：含该词的文本数）", "weight (at the bar: texts that hold it)"))
    return figure


def top_keywords(contents: Contents, kind: str, most: int) -> list[dict[str, Any]]:
    """Return the strongest keywords of a kind of text by the table's first method."""
    rows = [row for row in contents.rows("corpus_keywords") if row["kind"] == kind]
    method = rows[0]["method"] if rows else ""
    return sorted((row for row in rows if row["method"] == method), key=lambda row: row["rank"])[:most]


def keywords_numbers(contents: Contents) -> Iterator[Shown]:
    """Yield weight and texts of each keyword shown."""
    for kind in KINDS:
        for row in top_keywords(contents, kind, 20):
            item = Phrase(f"{KINDS[kind].zh}：{row['word']}", f"{KINDS[kind].en}: {row['word']}")
            yield from cells_shown(item, "corpus_keywords", row, "weight", "documents")


def _strongest_pairs(contents: Contents) -> list[Row]:
    return sorted(
        contents.rows("cooccurrence"),
        key=lambda row: (-(row["npmi"] or 0) * (row["documents"] or 0) ** 0.5, row["word_a"], row["word_b"]),
    )[:PAIRS]


def network(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw the strongest pairs of words as a network, with a legend of its marks.

    The size of a word is the texts of its pairs; colour and shape are its community's, the same for the smaller ones.
    """
    from matplotlib.patheffects import withStroke

    pairs = _strongest_pairs(contents)
    if len(pairs) < 3:
        return Phrase("共现词对不足三对。", "Fewer than three pairs of words occur together.")
    strength: Counter[str] = Counter()
    for row in pairs:
        for name in ("word_a", "word_b"):
            strength[row[name]] += row["documents"] or 1
    places = layout([(row["word_a"], row["word_b"]) for row in pairs], strength)
    look = _communities(pairs)
    figure, axes = canvas(5.0)
    axes.set_axis_off()
    axes.margins(0.07)
    most, top = max(row["documents"] or 1 for row in pairs), max(strength.values())
    for row in pairs:
        ends = (places[row["word_a"]], places[row["word_b"]])
        width = 0.4 + 2.6 * (row["documents"] or 1) / most
        axes.plot(*zip(*ends, strict=True), color=MIDDLE, alpha=0.75, zorder=1, linewidth=width)
    for word, (x, y) in places.items():
        size = strength[word] / top
        colour, shape = look[word]
        axes.scatter([x], [y], s=14 + 130 * size, color=colour, marker=shape, edgecolors=INK, linewidths=0.5, zorder=2)
        axes.annotate(
            drawable(word, 10),
            (x, y),
            (0, 4 + 4 * size),
            textcoords="offset points",
            ha="center",
            zorder=3,
            fontsize=7 + 2.5 * size,
            path_effects=[withStroke(linewidth=2, foreground="white")],
        )
    handles = _legend(look, strength, say)
    figure.legend(
        handles=handles,
        loc="outside lower center",
        ncols=3,
        title=say(
            "形状与颜色：词群；圆点大小：所在词对的文本数；线宽：同时含两词的文本数",
            "shape and colour: group of words; size: texts of a word's pairs; width: texts that hold both",
        ),
        title_fontsize=8,
    )
    return figure


def _legend(look: dict[str, tuple[str, str]], strength: Counter[str], say: Say) -> list[Line2D]:
    """Return a mark for each community, named by its strongest words; the small ones share the last."""
    from matplotlib.lines import Line2D

    words: dict[tuple[str, str], list[str]] = {}
    for word in sorted(look, key=lambda word: (-strength[word], word)):
        words.setdefault(look[word], []).append(word)
    marks = [(colour, marker) for colour, _, marker in LINES if (colour, marker) in words]
    named = [(mark, "、".join(drawable(word, 6) for word in words[mark][:2])) for mark in marks]
    if OTHER in words:
        named.append((OTHER, say("其他小词群", "other small groups")))
    return [
        Line2D([], [], linestyle="", color=colour, marker=marker, markeredgecolor=INK, markeredgewidth=0.5, label=label)
        for (colour, marker), label in named
    ]


def network_numbers(contents: Contents) -> Iterator[Shown]:
    """Yield what places and widths follow: texts and NPMI of each pair."""
    for row in _strongest_pairs(contents):
        yield from cells_shown(f"{row['word_a']} – {row['word_b']}", "cooccurrence", row, "documents", "npmi")


def _communities(pairs: list[Row]) -> dict[str, tuple[str, str]]:
    """Return colour and marker of each word: those of its community, of the largest drawn each its own."""
    of_word = {row[f"word_{end}"]: row.get(f"community_{end}") for row in pairs for end in "ab"}
    sizes = Counter(number for number in of_word.values() if number is not None)
    ranked = sorted(sizes, key=lambda number: (-sizes[number], number))
    look = {number: (colour, marker) for number, (colour, _, marker) in zip(ranked, LINES, strict=False)}
    return {word: OTHER if number is None else look.get(number, OTHER) for word, number in of_word.items()}


FIGURES = (
    FigureSpec("corpus_flow", Phrase("语料构成流程", "Corpus flow"), flow, flow_numbers),
    FigureSpec("texts_over_time", Phrase("各月诉求数量", "Complaints by month"), over_time, months_numbers),
    FigureSpec(
        "keywords", Phrase("诉求与政策的关键词", "Keywords of complaints and policies"), keywords, keywords_numbers
    ),
    FigureSpec("cooccurrence", Phrase("关键词共现网络", "Co-occurrence network"), network, network_numbers),
)
