"""Texts of figures, laid out once.

Where the letters of a text stand follows from its font alone and grows with its size. matplotlib lays a text out anew
to measure it and for every format, and loads the letters' outlines each time: a quarter of what drawing took. Here a
text is laid out and measured once in a process, at one size, and an outline is loaded once; the renderers of all
formats are given what is known. They are given it in the place of their own font: where another release of matplotlib
asks for it otherwise, it does as it always did.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any, NamedTuple

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.textpath import TextToPath

from govtext.report.figures.style import POINTS

SIZE: float = TextToPath.FONT_SCALE  # points: texts are laid out at this size
TEXTS = 1 << 14  # remembered
SUBPIXELS = 64  # of a point, in which FreeType counts
KNOWN = hasattr(FT2Font, "_layout")

Files = tuple[Any, ...]


class Letter(NamedTuple):
    """A letter of a text and where it stands, in the names that matplotlib has for these."""

    ft_object: Any
    char: str
    glyph_index: int
    x: float
    y: float
    prev_kern: float


class Outlines:
    """A font that loads an outline when it is asked for, once, and is otherwise the font itself."""

    def __init__(self, font: Any) -> None:
        self._font, self._at = font, 0
        self._paths: dict[int, Any] = {}

    def load_glyph(self, glyph: int, flags: Any = None) -> None:
        """Take down which outline may be asked for."""
        self._at = glyph

    def get_path(self) -> Any:
        """Return the outline at the size of all."""
        if self._at not in self._paths:
            self._font.set_size(SIZE, POINTS)
            self._font.load_glyph(self._at, flags=LoadFlags.NO_HINTING)
            self._paths[self._at] = self._font.get_path()
        return self._paths[self._at]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._font, name)


class KnownFont:
    """A font of a size, which lays texts out by what is known of them.

    Args:
        files: of the font.
        scale: its size against that at which texts are laid out.
        outlines: whether outlines are made of the letters, not dots.
    """

    def __init__(self, files: Files, scale: float, outlines: bool = True) -> None:
        self._files, self._scale, self._outlines = files, scale, outlines

    def _layout(self, text: str, flags: Any = None, features: Any = None, language: Any = None) -> list[Letter]:
        known = _laid_out(self._files, text, tuple(features) if features else None, language)
        of = _outlines if self._outlines else _same
        return [
            Letter(of(one.ft_object), one.char, one.glyph_index, one.x * self._scale, one.y * self._scale,
                   one.prev_kern * self._scale)
            for one in known
        ]  # fmt: skip

    def __getattr__(self, name: str) -> Any:
        return getattr(get_font(self._files), name)


class Letters(TextToPath):
    """Measures texts and makes outlines of them, by what is known of them."""

    def _get_font(self, prop: FontProperties) -> Any:
        return KnownFont(_files(prop), 1.0)

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:
        """Return width, height and descent in points."""
        if ismath:
            return super().get_text_width_height_descent(s, prop, ismath)
        width, height, descent = _measured(_files(prop), s)
        scale = prop.get_size_in_points() / SIZE
        return width * scale, height * scale, descent * scale

    def heights(self, prop: FontProperties) -> tuple[float, float, float] | tuple[None, None, None]:
        """Return ascent, descent and the gap between lines of the font in points; None where it tells none."""
        found = _heights(_files(prop))
        if found is None:
            return None, None, None
        ascent, descent, gap, em = found
        scale = 1 / em * prop.get_size_in_points() * POINTS / POINTS
        return ascent * scale, -descent * scale, gap * scale


LETTERS: Any = Letters() if KNOWN else TextToPath()


def teach(renderer: Any) -> None:
    """Give a renderer of any format what is known of texts."""
    if not KNOWN:
        return
    vectors: Any = renderer
    if isinstance(renderer, RendererAgg):
        vectors._prepare_font = partial(_of_dots, renderer.dpi)
        return
    vectors = getattr(renderer, "_vector_renderer", renderer)
    vectors._text2path = LETTERS  # SVG
    vectors._get_font_ttf = _of_points  # PDF


def _of_dots(dpi: float, prop: FontProperties) -> KnownFont:
    return KnownFont(_files(prop), prop.get_size_in_points() * dpi / POINTS / SIZE, outlines=False)


def _of_points(prop: FontProperties) -> KnownFont:
    return KnownFont(_files(prop), prop.get_size_in_points() / SIZE)


@lru_cache(maxsize=1 << 10)
def _files(prop: FontProperties) -> Files:
    return tuple(fontManager._find_fonts_by_props(prop))


def _full_size(files: Files) -> Any:
    font = get_font(files)
    font.set_size(SIZE, POINTS)
    return font


@lru_cache(maxsize=TEXTS)
def _laid_out(files: Files, text: str, features: Any, language: Any) -> tuple[Letter, ...]:
    found = _full_size(files)._layout(text, LoadFlags.NO_HINTING, features=features, language=language)
    return tuple(Letter(one.ft_object, one.char, one.glyph_index, one.x, one.y, one.prev_kern) for one in found)


@lru_cache(maxsize=TEXTS)
def _measured(files: Files, text: str) -> tuple[float, float, float]:
    letters = _laid_out(files, text, None, None)
    if not letters:
        return 0.0, 0.0, 0.0
    inks = [_ink(one.ft_object, one.glyph_index) for one in letters]
    # As the font itself measures: to where the next letter would stand, from the lowest ink to the highest.
    low, high = min(low for low, _, _ in inks), max(high for _, high, _ in inks)
    return letters[-1].x + inks[-1][2] / SUBPIXELS, (high - low) / SUBPIXELS, -low / SUBPIXELS


@lru_cache(maxsize=TEXTS)
def _ink(font: Any, glyph: int) -> tuple[int, int, int]:
    """Return how low and how high a letter's ink reaches, and its step to the next letter."""
    font.set_size(SIZE, POINTS)
    loaded = font.load_glyph(glyph, flags=LoadFlags.NO_HINTING)
    return loaded.bbox[1], loaded.bbox[3], loaded.horiAdvance


@lru_cache(maxsize=64)
def _heights(files: Files) -> tuple[float, float, float, float] | None:
    """Return ascent, descent (below the line: negative), gap and the em in the font's units."""
    font: Any = get_font(files)
    for table, gap, ascent, descent in (
        ("OS/2", "sTypoLineGap", "sTypoAscender", "sTypoDescender"), ("hhea", "lineGap", "ascent", "descent"),
    ):  # fmt: skip
        found = font.get_sfnt_table(table)
        if found is not None:
            return found[ascent], found[descent], found[gap], font.get_sfnt_table("head")["unitsPerEm"]
    return None


@lru_cache(maxsize=64)
def _outlines(font: Any) -> Outlines:
    return Outlines(font)


def _same(font: Any) -> Any:
    return font
