import pytest

from govtext.report.figures.style import canvas, month_ticks, wrapped


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
