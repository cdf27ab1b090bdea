"""The figures of the report, in their order."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from matplotlib.figure import Figure

from govtext.report.contents import Contents
from govtext.report.figures import corpus, issues, problems, topics
from govtext.report.figures.style import house_style
from govtext.report.wording import Phrase, Say


class FigureSpec(NamedTuple):
    """A figure: the name of its files, its caption, and the function that draws it or says why it can't."""

    name: str
    caption: Phrase
    draw: Callable[[Contents, Say], Figure | Phrase]


FIGURES = (
    FigureSpec("corpus_flow", Phrase("语料构成流程", "Corpus flow"), corpus.flow),
    FigureSpec("texts_over_time", Phrase("各月诉求数量", "Complaints by month"), corpus.over_time),
    FigureSpec("keywords", Phrase("诉求与政策的关键词", "Keywords of complaints and policies"), corpus.keywords),
    FigureSpec("cooccurrence", Phrase("关键词共现网络", "Co-occurrence network"), corpus.network),
    FigureSpec("topic_selection", Phrase("主题数 K 的选择", "Choice of the number of topics"), topics.selection),
    FigureSpec("topics", Phrase("主题及其占比", "Topics and their shares"), topics.shares),
    FigureSpec("topic_trends", Phrase("主要主题随时间的变化", "The main topics over time"), topics.trends),
    FigureSpec("request_types", Phrase("诉求类型", "Request types"), problems.requests),
    FigureSpec("problems", Phrase("服务问题的出现比例", "Service problems"), problems.frequency),
    FigureSpec("problems_by_region", Phrase("各地区的服务问题", "Service problems by region"), problems.by_region),
    FigureSpec("issue_timeline", Phrase("重复问题的时间线", "Timeline of the recurring issues"), issues.timeline),
    FigureSpec("issue_heat", Phrase("重复问题的热度", "Heat of the recurring issues"), issues.heat),
    FigureSpec("reply_lag", Phrase("答复等待时间", "Waiting for a reply"), problems.reply_lag),
    FigureSpec(
        "instruments", Phrase("政策工具与服务问题", "Policy instruments and service problems"), problems.instruments
    ),
    FigureSpec("gap", Phrase("诉求与政策条款的落差", "Gap between complaints and clauses"), problems.gap),
)


def drawn(spec: FigureSpec, contents: Contents, language: str) -> Figure | Phrase:
    """Return the figure in the house style, or the sentence that says why there is none."""
    with house_style():
        made = spec.draw(contents, Say(language))
        if isinstance(made, Figure):
            # The layout is settled once: the three formats agree, and each is written in a third of the time.
            made.draw_without_rendering()
            made.set_layout_engine("none")
        return made
