"""What a figure of the report is."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from matplotlib.figure import Figure

from govtext.report.contents import Contents
from govtext.report.wording import Phrase, Say


class FigureSpec(NamedTuple):
    """A figure: the name of its files, its caption, and the function that draws it or says why it can't.

    `section` shows it on the page as well, at the end of that section: for figures that the page doesn't draw itself.
    """

    name: str
    caption: Phrase
    draw: Callable[[Contents, Say], Figure | Phrase]
    section: str = ""
