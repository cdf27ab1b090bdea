"""Texts laid out once: letters stand where matplotlib puts them, at every size."""

import pytest
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.textpath import TextToPath

from govtext.report.figures.letters import KNOWN, LETTERS, Letters, teach
from govtext.report.figures.style import house_style

pytestmark = pytest.mark.skipif(not KNOWN, reason="this matplotlib lays texts out in another way")
TEXTS = ["AVATAR, To", "窗口办理 12.5%", "−0.3*", "（一）、“引号”", " "]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(("size", "dpi"), [(9, 72), (7.5, 300), (30, 300)])
def test_letters_stand_where_the_font_puts_them(text, size, dpi):
    with house_style():
        prop = FontProperties(size=size)
        renderer = RendererAgg(100, 100, dpi)
        teach(renderer)
        found = renderer._prepare_font(prop)._layout(text)
        font = get_font(fontManager._find_fonts_by_props(prop))
        font.set_size(size, dpi)
        plain = font._layout(text, LoadFlags.NO_HINTING)
    assert [(one.char, one.glyph_index) for one in found] == [(one.char, one.glyph_index) for one in plain]
    # The font itself rounds each step to a 64th of a dot.
    for at, (mine, other) in enumerate(zip(found, plain, strict=True), start=1):
        assert mine.x == pytest.approx(other.x, abs=at / 64)
        assert mine.ft_object is other.ft_object


@pytest.mark.parametrize("text", TEXTS)
def test_sizes_and_outlines_are_those_of_matplotlib(text):
    with house_style():
        prop = FontProperties(size=8)
        for _ in range(2):  # told once, then remembered
            assert LETTERS.get_text_width_height_descent(text, prop, False) == pytest.approx(
                TextToPath().get_text_width_height_descent(text, prop, False)
            )
        mine, other = (one.get_text_path(prop, text) for one in (Letters(), TextToPath()))
    assert [tuple(point) for point in mine[0]] == [tuple(point) for point in other[0]]
    assert list(mine[1]) == list(other[1])
