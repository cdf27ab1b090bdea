"""One look for every figure: readable in grey scale, in a thesis column, with Chinese glyphs on every machine."""

from __future__ import annotations

import io
import re
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontManager, fontManager
from numpy.typing import NDArray

from govtext.report.figures.letters import POINTS
from govtext.report.figures.recording import Measuring
from govtext.report.fonts import chinese_font, missing_glyphs
from govtext.report.tables.model import ems

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
DPI = 300
PAGE_DPI = 100  # of what an SVG on the page holds as a picture
SPARE = 12  # points on either side of a figure on the page
FORMATS = ("svg", "png", "pdf")

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
    return FontManager.findfont(fontManager, *asked, **options)


@lru_cache(maxsize=4)
def _register(path: str) -> None:
    fontManager.addfont(path)


def canvas(height: float, columns: int = 1, rows: int = 1, width: float = WIDTH, **options: Any) -> tuple[Figure, Any]:
    """Return a figure of the house's width and its axes (one, or an array); `height` in inches."""
    figure = Figure(figsize=(width, height), dpi=POINTS, layout="constrained")
    Measuring(figure)
    return figure, figure.subplots(rows, columns, **options)


def settle(figure: Figure) -> None:
    """Give the parts of the figure the room that they need, without drawing it."""
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)


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

    As areas: sharp at any size and written four times as fast as a picture of them.
    """
    rows, columns = len(values), len(values[0])
    # Edges of the cell's own colour: viewers leave hair lines between areas that only touch.
    drawn = axes.pcolormesh(
        np.arange(columns + 1) + left, np.arange(rows + 1) + top, values, cmap=colours, edgecolors="face",
        linewidth=0.2, **scale,
    )
    axes.set_xlim(left, left + columns)
    axes.set_ylim(top + rows, top)
    return drawn


def shades() -> Any:
    """Return the colour map of heat maps: white to dark, even in grey."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("govtext", ["#ffffff", PALE, LIGHT, MIDDLE, DARK])


def month_ticks(axes: Axes, months: list[str], most: int = 12) -> None:
    """Label an axis of months with as many of them as fit, the last among them."""
    step = max(1, -(-len(months) // most))
    last = len(months) - 1
    places = [at for at in range(0, last, step) if last - at >= step] + [last] * bool(months)
    axes.set_xticks(places, [months[at] for at in places], rotation=40, ha="right", rotation_mode="anchor")


def save(figure: Figure, file: Path | io.BytesIO, ending: str) -> None:
    """Write the figure as "svg", "png" or "pdf": the same bytes on every day.

    svg and pdf carry no date, png no name of the software and no transparency.
    """
    if ending == "png":
        _save_png(figure, file)
        return
    metadata: dict[str, dict[str, None]] = {
        "svg": {"Date": None, "Creator": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    }
    with house_style():
        figure.savefig(file, format=ending, dpi=DPI, metadata=metadata[ending])


def _save_png(figure: Figure, file: Path | io.BytesIO) -> None:
    # Letters stand where they stand in the other formats: not pulled to the dots, of which there are enough.
    with house_style(), matplotlib.rc_context({"text.hinting": "none"}):
        figure.dpi = DPI
        made: Any = FigureCanvasAgg(figure)
        made.draw()
        content = _png(np.asarray(made.buffer_rgba()))
    if isinstance(file, Path):
        file.write_bytes(content)
    else:
        file.write(content)


def _png(picture: NDArray[np.uint8]) -> bytes:
    """Return a picture (height, width, 3 or more) as PNG (ISO/IEC 15948), its rows as they are.

    A page is not seen through: what stands beyond the three colours is left out.

    Pillow tries five ways to write each row as differences, which suits photographs: of lines and letters the rows
    themselves take less room and half the time. Harder compression takes longer than drawing and saves a tenth.
    """
    high, wide, _ = picture.shape
    rows = np.empty((high, 1 + 3 * wide), np.uint8)
    rows[:, 0] = 0  # no differences
    for colour in range(3):  # one after the other: seven times as fast as dot by dot
        rows[:, 1 + colour :: 3] = picture[:, :, colour]
    dots = round(DPI / 0.0254)  # a metre
    parts = {
        b"IHDR": struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0),
        b"pHYs": struct.pack(">IIB", dots, dots, 1),
        b"IDAT": zlib.compress(rows.data, 3),
        b"IEND": b"",
    }
    made = (struct.pack(">I", len(held)) + name + held + struct.pack(">I", zlib.crc32(name + held))
            for name, held in parts.items())
    return b"\x89PNG\r\n\x1a\n" + b"".join(made)


def on_page(figure: Figure) -> bytes:
    """Return the figure as SVG to stand inside the page: letters stay letters, drawn with the reader's own fonts.

    A tenth of the size of the file, whose letters are outlines; widths differ a little where the font does, so that
    there is room left and right of what the figure's own font needs.
    """
    made = io.BytesIO()
    with house_style(), matplotlib.rc_context({"svg.fonttype": "none"}):
        figure.savefig(made, format="svg", dpi=PAGE_DPI, metadata={"Date": None, "Creator": None})
    wide, high = (72 * inches for inches in figure.get_size_inches())
    held = f'width="{wide + 2 * SPARE:g}pt" height="{high:g}pt" viewBox="{-SPARE} 0 {wide + 2 * SPARE:g} {high:g}"'
    return re.sub(rb'width="[^"]+" height="[^"]+" viewBox="[^"]+"', held.encode(), made.getvalue(), count=1)
