"""The figures of the report, in their order. A module's figures are listed where they are drawn."""

from __future__ import annotations

from matplotlib.figure import Figure

from govtext.report.contents import Contents
from govtext.report.figures import corpus, issues, problems, replies, topics
from govtext.report.figures.model import FigureSpec
from govtext.report.figures.style import house_style
from govtext.report.wording import Phrase, Say

FIGURES: tuple[FigureSpec, ...] = (
    *corpus.FIGURES,
    *topics.FIGURES,
    *problems.FIGURES,
    *issues.FIGURES,
    *replies.FIGURES,
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
