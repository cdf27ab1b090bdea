"""A recorded figure: the same drawing in every format, without drawing it again."""

import io
import re
import zlib

import matplotlib
import numpy as np
import pytest
from matplotlib.font_manager import fontManager
from matplotlib.patches import Circle
from matplotlib.patheffects import withStroke
from PIL import Image

from govtext.report.figures.recording import Recorded
from govtext.report.figures.saving import DPI, _png, on_page, save
from govtext.report.figures.style import canvas, cells, house_style, shades
from govtext.report.fonts import chinese_font


def drawn(texts):
    with house_style():
        figure, axes = canvas(3.0, columns=3)
        axes[0].plot([1, 3, 2], linestyle="--", marker="s", label="甲")
        axes[0].bar([0, 1, 2], [2, 1, 3], hatch="//", edgecolor="black", color="white")
        axes[1].scatter([1, 2, 3], [3, 1, 2], s=[20, 60, 90], marker="^", alpha=0.5)
        axes[1].annotate("", (1, 1), (2, 2.5), arrowprops={"arrowstyle": "-|>"})
        line = axes[1].plot([1, 3], [1, 3], linewidth=3)[0]
        line.set_clip_path(Circle((2, 2), 0.5, transform=axes[1].transData))
        mesh = cells(axes[2], [[1.0, 2.0], [3.0, 4.0]], shades(), vmin=0)
        if texts:
            figure.colorbar(mesh, ax=axes[2], location="bottom")  # drawn as a picture, also in SVG and PDF
            axes[0].legend(title="图例")
            axes[0].set_title("两行\n标题")
            axes[1].text(2, 1, "描边 outlined", path_effects=[withStroke(linewidth=2, foreground="white")], rotation=30)
        else:
            for one in axes:
                one.tick_params(labelleft=False, labelbottom=False)
        figure.get_layout_engine().execute(figure)
        figure.set_layout_engine(None)
    return figure


def saved(figure, ending):
    held = io.BytesIO()
    save(figure, held, ending)
    return held.getvalue()


def recorded(figure):
    with house_style():
        return Recorded(figure)


def test_svg_is_the_same_as_without_a_record():
    assert saved(recorded(drawn(True)), "svg") == saved(drawn(True), "svg")
    assert b"<image" in saved(recorded(drawn(True)), "svg")


def test_letters_on_the_page_are_the_same_as_without_a_record():
    made = on_page(recorded(drawn(True)))
    assert made == on_page(drawn(True))
    assert "图例".encode() in made
    assert "描边 outlined".encode() not in made  # outlined letters are outlines


def outlines(pdf):
    """The lines of the page's content that place ink: where paths begin and go on, and where markers stand."""
    contents = [zlib.decompress(one) for one in re.findall(rb"stream\r?\n(x.*?)\r?\nendstream", pdf, re.DOTALL)]
    return [line for one in contents for line in one.split(b"\n") if line.endswith((b" m", b" l", b" c", b" Do"))]


def test_pdf_draws_the_same_outlines_in_the_same_places():
    made = outlines(saved(recorded(drawn(False)), "pdf"))
    assert made == outlines(saved(drawn(False), "pdf"))
    assert len(made) > 100


@pytest.mark.parametrize("texts", [False, True])
def test_png_shows_the_same(texts):
    pictures = [Image.open(io.BytesIO(saved(one, "png"))) for one in (recorded(drawn(texts)), drawn(texts))]
    assert {one.size for one in pictures} == {(round(6.3 * DPI), 3 * DPI)}
    assert [round(one) for one in pictures[0].info["dpi"]] == [DPI, DPI]
    mine, other = (np.asarray(one.convert("L")).astype(int) for one in pictures)
    differs = (np.abs(mine - other) > 64).mean()
    assert (mine < 128).mean() > 0.005  # something is drawn at all
    assert differs < (0.004 if texts else 0.0005)


def test_all_formats_can_be_written_from_one_record_in_any_order():
    record = recorded(drawn(True))
    first = {ending: saved(record, ending) for ending in ("png", "pdf", "svg")}
    assert {ending: saved(record, ending) for ending in ("svg", "pdf", "png")} == first


def test_a_png_holds_the_picture_dot_by_dot_at_its_size():
    generator = np.random.default_rng(4)
    picture = generator.integers(0, 256, (7, 11, 3), dtype=np.uint8)
    for held in (picture, np.zeros((300, 1, 3), np.uint8), picture[:, :, ::-1]):
        made = Image.open(io.BytesIO(_png(held)))
        made.verify()  # the sums of all parts
        made = Image.open(io.BytesIO(_png(held)))
        assert made.mode == "RGB"
        assert np.array_equal(np.asarray(made), held)
        assert made.info["dpi"] == pytest.approx((DPI, DPI), abs=0.1)


def test_the_house_style_is_set_once_and_left_as_it_was():
    before, size = fontManager.findfont, matplotlib.rcParams["font.size"]
    with matplotlib.rc_context({"font.size": 17}):
        with house_style():
            assert matplotlib.rcParams["font.size"] == 9
            found = fontManager.findfont(chinese_font())
            with house_style():
                assert matplotlib.rcParams["font.size"] == 9
            assert matplotlib.rcParams["font.size"] == 9
        assert matplotlib.rcParams["font.size"] == 17
        assert fontManager.findfont(chinese_font()) == found
    assert fontManager.findfont == before
    assert matplotlib.rcParams["font.size"] == size
    with pytest.raises(ZeroDivisionError), house_style():
        raise ZeroDivisionError
    assert fontManager.findfont == before
    assert matplotlib.rcParams["font.size"] == size
