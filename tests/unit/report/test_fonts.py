from pathlib import Path

import pytest

from govtext.errors import GovtextError
from govtext.report import fonts
from govtext.report.figures.style import drawable, house_style


@pytest.fixture
def no_shipped_font(monkeypatch):
    fonts.chinese_font.cache_clear()
    monkeypatch.setattr(fonts, "_candidates", lambda: iter([]))
    yield
    fonts.chinese_font.cache_clear()


def test_the_font_holds_chinese_and_full_width_signs():
    font = fonts.chinese_font()
    assert font.get_name()
    assert fonts.missing_glyphs(Path(str(font.get_file())), "群众办事跑了三趟（含周末），至今没有答复。") == []


def test_a_font_without_chinese_is_told_apart():
    import matplotlib

    latin = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    assert fonts.missing_glyphs(latin, "a政（") == sorted("政（")


def test_no_font_is_one_clear_line(no_shipped_font):
    with pytest.raises(GovtextError, match="pip install pylopdf-fonts-zh-cn"):
        fonts.chinese_font()


def test_glyphs_have_ink_and_differ_from_the_box_of_a_missing_one():
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    def picture(text):
        figure = Figure(figsize=(1, 1), dpi=60)
        canvas = FigureCanvasAgg(figure)
        figure.text(0.2, 0.2, text, fontsize=30)
        canvas.draw()
        return bytes(canvas.buffer_rgba())

    with house_style(), pytest.warns(UserWarning, match="missing from font"):
        box = picture("\U0010fffd")
    with house_style():
        blank = picture(" ")
        drawn = [picture(one) for one in "诉求主题（）％—"]
    assert blank not in drawn
    assert box not in drawn
    assert len(set(drawn)) == len(drawn)


def test_what_no_font_can_draw_is_replaced_and_controls_are_dropped():
    assert drawable("办\u202e证\n\x07 $x$ 😀") == "办证 $x$ 〓"
    assert drawable("一二三四五", 4) == "一二三…"
