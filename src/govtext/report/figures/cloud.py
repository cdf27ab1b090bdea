"""The word cloud: what a reader sees at a glance; for figures to compare there are the keywords' bars."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from govtext.report.contents import Contents
from govtext.report.figures.corpus import KINDS, top_keywords
from govtext.report.figures.model import FigureSpec, Shown, cells_shown
from govtext.report.figures.style import DARK, MIDDLE, canvas, drawable, settle
from govtext.report.fonts import chinese_font
from govtext.report.wording import Phrase, Say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WORDS = 60
DOTS = 100  # of the layout, an inch: with twice as many it takes twice as long and looks no better
POINTS = 72 / DOTS


def cloud(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw the strongest keywords of complaints and policies; the size of a word follows its weight."""
    kinds = [(kind, rows) for kind in ("complaint", "policy") if (rows := top_keywords(contents, kind, WORDS))]
    if not kinds:
        return Phrase("没有关键词。", "There are no keywords.")
    figure, axes = canvas(3.1 * len(kinds), rows=len(kinds), squeeze=False)
    for one, (kind, _) in zip(axes[:, 0], kinds, strict=True):
        one.set_title(say(KINDS[kind]))
        one.set_axis_off()
    settle(figure)  # the words are laid out for the room that the axes have got
    for one, (_, rows) in zip(axes[:, 0], kinds, strict=True):
        room = one.get_window_extent()
        wide, tall = (round(length / figure.dpi * DOTS) for length in (room.width, room.height))
        one.set_xlim(0, wide)
        one.set_ylim(tall, 0)
        weights = {drawable(row["word"], 10): row["weight"] or 0.0 for row in rows if (row["weight"] or 0.0) > 0}
        for at, (word, size, (x, baseline)) in enumerate(_placed(weights, wide, tall)):
            colour = DARK if at < WORDS // 3 else MIDDLE
            one.text(x, baseline, word, fontsize=size * POINTS, color=colour, va="baseline", in_layout=False)
    return figure


def _placed(weights: dict[str, float], width: int, height: int) -> list[tuple[str, int, tuple[int, int]]]:
    """Return (word, size, (x, baseline)) in dots, laid out by the package wordcloud, the same on every run."""
    if not weights:
        return []
    from wordcloud import WordCloud

    path = str(chinese_font().get_file())
    made: Any = WordCloud(
        font_path=path,
        width=width,
        height=height,
        max_words=WORDS,
        prefer_horizontal=1.0,
        random_state=1,
        margin=round(0.03 * DOTS),
        max_font_size=int(0.5 * DOTS),
        min_font_size=int(0.09 * DOTS),
        relative_scaling=0.6,
    ).generate_from_frequencies(dict(sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))))
    found = []
    for (word, _), size, (top, left), _, _ in made.layout_:
        # wordcloud tells where the ink begins; text is set from its baseline.
        ink = _of_size(path, size).getbbox(word, anchor="ls")
        found.append((word, size, (round(left - ink[0]), round(top - ink[1]))))
    return found


@lru_cache(maxsize=64)
def _of_size(path: str, size: int) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(path, size)


def numbers(contents: Contents) -> Iterator[Shown]:
    """Yield the weights that the words' sizes follow."""
    for kind in ("complaint", "policy"):
        for row in top_keywords(contents, kind, WORDS):
            item = Phrase(f"{KINDS[kind].zh}：{row['word']}", f"{KINDS[kind].en}: {row['word']}")
            yield from cells_shown(item, "corpus_keywords", row, "weight")


FIGURES = (FigureSpec("word_cloud", Phrase("关键词词云", "Word cloud of the keywords"), cloud, numbers, "keywords"),)
