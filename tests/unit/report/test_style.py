import pytest

from govtext.report.figures.style import canvas, cells, month_ticks, settle, shades, wrapped


@pytest.mark.parametrize(("months", "labelled"), [
    (1, ["0"]), (4, ["0", "1", "2", "3"]), (13, ["0", "2", "4", "6", "8", "10", "12"]), (14, ["0", "2", "4", "6", "8", "10", "13"]),
])
def test_the_last_month_of_an_axis_is_labelled(months, labelled):
    _, axes = canvas(2)
    month_ticks(axes, [str(at) for at in range(months)], 7)
    assert [one.get_text() for one in axes.get_xticklabels()] == labelled


@pytest.mark.parametrize(("text", "shown"), [
    ("道路、路灯", "道路、路灯"),
    ("道路积水、路灯不亮", "道路积水、\n路灯不亮"),
    ("路灯不亮影响行人", "路灯不亮影响\n行人"),
    ("路灯不亮影响行人通行安全问题", "路灯不亮影响\n行人通行安…"),
])
def test_a_long_label_stands_on_two_lines(text, shown):
    assert wrapped(text, 6) == shown


def test_cells_of_one_shade_are_one_area_and_none_is_left_out():
    _, axes = canvas(2)
    drawn = cells(axes, [[0.0, 1.0, 0.0], [1.0, 0.0, 4.0]], shades(), left=0.5, top=0.0, vmin=0)
    found = {
        value: sorted(tuple(corner) for corner in path.vertices[::5])
        for value, path in zip(drawn.get_array(), drawn.get_paths(), strict=True)
    }
    assert found == {0.0: [(0.5, 0.0), (1.5, 1.0), (2.5, 0.0)], 1.0: [(0.5, 1.0), (1.5, 0.0)], 4.0: [(2.5, 1.0)]}
    assert drawn.get_clim() == (0, 4)
    assert (axes.get_xlim(), axes.get_ylim()) == ((0.5, 3.5), (2, 0))


def test_cells_without_a_value_are_white_alike():
    _, axes = canvas(2)
    drawn = cells(axes, [[0.0, 0.0]], shades(), vmin=0)
    drawn.update_scalarmappable()
    assert drawn.get_facecolor().tolist() == [[1.0, 1.0, 1.0, 1.0]]


def test_room_is_kept_for_labels_that_say_something():
    beside = {}
    for label in ("", "条"):
        figure, axes = canvas(2)
        axes.set_ylabel(label)
        settle(figure)
        beside[label] = axes.get_position().x0
    assert beside["条"] > beside[""] > 0
