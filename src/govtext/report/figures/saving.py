"""A figure as a file: the same bytes on every day, in every format and for the page."""

from __future__ import annotations

import io
import re
import struct
import zlib
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from govtext.report.figures.style import house_style

FORMATS = ("svg", "png", "pdf")
DPI = 300
PAGE_DPI = 100  # of what an SVG on the page holds as a picture
SPARE = 12  # points on either side of a figure on the page


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
