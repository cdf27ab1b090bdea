"""One look for every figure: readable in grey scale, in a thesis column, with Chinese glyphs on every machine."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from govtext.report.fonts import chinese_font, missing_glyphs
from govtext.report.tables.model import ems

# matplotlib is imported where something is drawn: the process that hands figures to others draws none.
if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

# Dark to light, so that neighbours differ in print without colour; hatches tell bars apart as well.
DARK, MIDDLE, LIGHT, PALE = "#1f3a5f", "#4f7cac", "#a9c3dd", "#e4ecf4"
ACCENT = "#b5541c"
INK, FAINT = "#222222", "#8a8a8a"
LONG_DASH = (0, (6, 1, 1, 1, 1, 1))
LINES: tuple[tuple[str, Any, str], ...] = (
    (DARK, "-", "o"),
    (ACCENT, "--", "s"),
    (MIDDLE, "-.", "^"),
    (FAINT, ":", "D"),
    ("#5b3f8c", LONG_DASH, "v"),
)
WIDTH = 6.3  # inches: the text width of an A4 thesis page with the usual margins
POINTS = 72  # an inch

_RULES: dict[Any, Any] = {
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.labelsize": 9,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "legend.fontsize": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "axes.linewidth": 0.8,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "hatch.linewidth": 0.5,
    # Glyphs as outlines: the figure looks the same where the font is not installed.
    "svg.fonttype": "path",
    "svg.hashsalt": "govtext",
    "pdf.fonttype": 3,
    # A $ in a text is a dollar, not a formula.
    "text.parse_math": False,
    "text.usetex": False,
}


_within = ContextVar("_within", default=False)


@contextmanager
def house_style() -> Iterator[None]:
    """Draw and save inside this: the machine's own matplotlib settings then have no say.

    Inside another one it does nothing: to set all of matplotlib's settings takes as long as to write a small figure.
    """
    if _within.get():
        yield
        return
    import matplotlib

    font = chinese_font()
    _register(str(font.get_file()))
    token = _within.set(True)
    try:
        with matplotlib.rc_context(), _fonts_remembered():
            matplotlib.rcdefaults()
            matplotlib.rcParams.update(_RULES)
            matplotlib.rcParams["font.family"] = [font.get_name()]
            yield
    finally:
        _within.reset(token)


@contextmanager
def _fonts_remembered() -> Iterator[None]:
    """Look each font up once: matplotlib asks for it with every text it measures or draws, by all settings of fonts.

    In the house's style these are always the same.
    """
    from matplotlib.font_manager import fontManager

    own: dict[str, Any] = vars(fontManager)
    before = own.get("findfont")
    own["findfont"] = _found
    try:
        yield
    finally:
        del own["findfont"]
        if before is not None:
            own["findfont"] = before


@lru_cache(maxsize=256)
def _found(*asked: Any, **options: Any) -> Any:
    from matplotlib.font_manager import FontManager, fontManager

    return FontManager.findfont(fontManager, *asked, **options)


@lru_cache(maxsize=4)
def _register(path: str) -> None:
    from matplotlib.font_manager import fontManager

    fontManager.addfont(path)


def canvas(height: float, columns: int = 1, rows: int = 1, width: float = WIDTH, **options: Any) -> tuple[Figure, Any]:
    """Return a figure of the house's width and its axes (one, or an array); `height` in inches."""
    from matplotlib.figure import Figure

    from govtext.report.figures.recording import Measuring

    figure = Figure(figsize=(width, height), dpi=POINTS, layout="constrained")
    Measuring(figure)
    return figure, figure.subplots(rows, columns, **options)


def settle(figure: Figure) -> None:
    """Give the parts of the figure the room that they need, without drawing it."""
    engine = figure.get_layout_engine()
    if engine is not None:
        _without_empty_labels(figure)
        engine.execute(figure)


def _without_empty_labels(figure: Figure) -> None:
    """Hide the labels of axes that have none: to find their places matplotlib measures all ticks again and again."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if not axis.label.get_text():
                axis.label.set_visible(False)
                axis.set_label_coords(0.5, 0.5)


def drawable(text: str | None, most: int = 24) -> str:
    """Return the text as the font can draw it: no control characters, 〓 for a missing glyph, cut to `most` ems.

    A Chinese character is one em wide, a Latin letter about half.
    """
    kept = (one for one in text or "" if one.isspace() or unicodedata.category(one)[0] != "C")
    visible = " ".join("".join(kept).split())
    missing = set(missing_glyphs(Path(str(chinese_font().get_file())), visible))
    shown = "".join("〓" if one in missing else one for one in visible)
    if ems(shown) <= most:
        return shown
    while ems(shown) > most - 1:
        shown = shown[:-1]
    return shown + "…"


def wrapped(text: str | None, width: int) -> str:
    """Return the text as the font can draw it, on two lines where it is wider than `width` ems: after a 、 if it may.

    What two lines do not hold is cut.
    """
    shown = drawable(text, 2 * width)
    if ems(shown) <= width:
        return shown
    fits = [at for at in range(1, len(shown)) if ems(shown[:at]) <= width]
    after = [at for at in fits if shown[at - 1] == "、" and ems(shown[at:]) <= width]
    at = (after or fits)[-1]
    return f"{shown[:at].strip()}\n{shown[at:].strip()}"


def bars(axes: Axes, labels: list[str], values: list[float], texts: list[str], colour: str = MIDDLE) -> None:
    """Draw horizontal bars, the first on top, each with its number at the end."""
    places = range(len(values))
    axes.barh(places, values, color=colour, edgecolor=DARK, linewidth=0.6, height=0.7)
    axes.set_yticks(list(places), labels)
    axes.set_ylim(len(values) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    most = max(values, default=0) or 1
    for at, (value, text) in enumerate(zip(values, texts, strict=True)):
        axes.text(max(value, 0) + most * 0.012, at, text, va="center", fontsize=7.5)
    axes.set_xlim(0, most * 1.15)


def rows_of(axes: Axes, labels: list[str]) -> None:
    """Name the rows of a chart of points, the first on top, with air above and below."""
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.grid(True, axis="x", color=PALE)
    axes.set_axisbelow(True)


def heat_map(
    axes: Axes, values: list[list[float]], columns: list[str], rows: list[str], texts: list[list[str]]
) -> None:
    """Draw a table of shades with the numbers written in; dark is much."""
    cells(axes, values, shades(), vmin=0)
    axes.set_xticks(range(len(columns)), columns, rotation=40, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(rows)), rows)
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    most = max((value for row in values for value in row), default=0) or 1
    for y, row in enumerate(values):
        for x, value in enumerate(row):
            number_within(axes, x, y, texts[y][x], 7, "white" if value > 0.68 * most else INK)


def number_within(axes: Axes, x: float, y: float, text: str, size: float, colour: str) -> None:
    """Write a number into the middle of a cell, where it needs no room of its own."""
    axes.text(x, y, text, ha="center", va="center", fontsize=size, color=colour, in_layout=False)


def cells(
    axes: Axes, values: list[list[float]], colours: Any, left: float = -0.5, top: float = -0.5, **scale: Any
) -> Any:
    """Draw a shade for each value, the first row on top, each cell of size 1; return what a colour bar is made of.

    As areas: sharp at any size and written four times as fast as a picture of them. The cells of one shade are one
    area, however many there are.
    """
    from matplotlib.collections import PathCollection

    rows, columns = len(values), len(values[0])
    every = np.asarray(values, dtype=float).ravel()
    # Edges of the cell's own colour: viewers leave hair lines between areas that only touch.
    drawn = PathCollection(
        [], cmap=colours, edgecolors="face", linewidths=0.2, antialiaseds=False, transform=axes.transData
    )
    drawn.set_clim(scale.get("vmin", every.min()), scale.get("vmax", every.max()))
    _, first, shade = np.unique(drawn.to_rgba(every, bytes=True), axis=0, return_index=True, return_inverse=True)
    corners = _corners(rows, columns, left, top)
    drawn.set_paths([_together(corners[shade.ravel() == at]) for at in range(len(first))])
    drawn.set_array(every[first])
    drawn.set_in_layout(False)
    axes.add_collection(drawn, autolim=False)
    axes.set_xlim(left, left + columns)
    axes.set_ylim(top + rows, top)
    return drawn


def _corners(rows: int, columns: int, left: float, top: float) -> NDArray[np.float64]:
    """Return the corners of all cells, row by row, the first one again at the end: (cells, 5, 2)."""
    y, x = np.divmod(np.arange(rows * columns), columns)
    around = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], dtype=float)
    made: NDArray[np.float64] = np.stack([x + left, y + top], axis=1)[:, None, :] + around
    return made


def _together(corners: NDArray[np.float64]) -> Any:
    """Return areas (areas, 5, 2) as one path."""
    from matplotlib.path import Path as Outline

    codes = (Outline.MOVETO, Outline.LINETO, Outline.LINETO, Outline.LINETO, Outline.CLOSEPOLY)
    return Outline(corners.reshape(-1, 2), np.tile(np.array(codes, Outline.code_type), len(corners)))


def shades() -> Any:
    """Return the colour map of heat maps: white to dark, even in grey."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("govtext", ["#ffffff", PALE, LIGHT, MIDDLE, DARK])


def in_percent(axis: Axis) -> None:
    """Show the numbers of an axis, shares from 0 to 1, as percentages."""
    from matplotlib.ticker import PercentFormatter

    axis.set_major_formatter(PercentFormatter(1.0))


def in_thousands(axis: Axis) -> None:
    """Show the numbers of an axis as whole ones, thousands apart."""
    from matplotlib.ticker import StrMethodFormatter

    axis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))


def month_ticks(axes: Axes, months: list[str], most: int = 12) -> None:
    """Label an axis of months with as many of them as fit, the last among them."""
    step = max(1, -(-len(months) // most))
    last = len(months) - 1
    places = [at for at in range(0, last, step) if last - at >= step] + [last] * bool(months)
    axes.set_xticks(places, [months[at] for at in places], rotation=40, ha="right", rotation_mode="anchor")
