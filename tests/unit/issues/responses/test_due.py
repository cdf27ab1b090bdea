"""Dates that replies promise."""

from datetime import date

import pytest

from govtext.issues.responses.due import dues

TOLD = date(2023, 9, 28)  # a Thursday; 29 September to 6 October were free, 7 and 8 October worked


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("预计年底前完成", date(2023, 12, 31)),
        ("预计明年上半年开工", date(2024, 6, 30)),
        ("将于10月15日进场", date(2023, 10, 15)),
        ("计划十一月中旬完工", date(2023, 11, 20)),
        ("力争2024年3月底前通车", date(2024, 3, 31)),
        ("四季度上线", date(2023, 12, 31)),
        ("第一季度上线", None),
        ("2月底发放", date(2024, 2, 29)),
        ("将在三个工作日内答复", date(2023, 10, 9)),
        ("两周内整改", date(2023, 10, 12)),
        ("2025年完成改造", date(2025, 12, 31)),
        ("今年下半年起执行", None),
        ("已于8月3日完成", None),
        ("三年内逐步解决", date(2026, 9, 27)),
        ("13月40日", None),
        ("2024年年初动工", date(2024, 3, 31)),
        ("年初已动工", None),
        ("下半年完成", date(2023, 12, 31)),
        ("八个工作日内答复", date(2023, 10, 16)),
        ("九天内答复", date(2023, 10, 7)),
        ("3660天内完成", None),
        ("十年内完成", date(2033, 9, 25)),
        ("一百二十天内完成", None),  # not twenty
        ("1.5年内完成", None),
        ("2033年10月5日完成", date(2033, 10, 5)),
        ("2033年10月6日完成", None),
    ],
)
def test_a_period_is_due_on_its_last_day_after_the_reply(words, day):
    found = dues(words, TOLD)
    assert [due.day for due in found] == ([day] if day else [])
    assert all(words[due.start : due.end].strip() == due.text for due in found)


def test_a_month_that_has_just_passed_is_not_next_years():
    assert dues("12月4日再次协商，签订协议", date(2024, 1, 5)) == []
    assert [due.day for due in dues("预计3月底完成", date(2023, 12, 20))] == [date(2024, 3, 31)]
    # a year that is named is that year, however far
    assert [due.day for due in dues("预计2024年3月底完成", date(2023, 12, 20))] == [date(2024, 3, 31)]
    assert [due.day for due in dues("预计明年3月底完成", date(2023, 12, 20))] == [date(2024, 3, 31)]
    assert dues("已于2023年12月4日签订", date(2024, 1, 5)) == []


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("1月初完成", date(2024, 1, 10)), ("1月上旬完成", date(2024, 1, 10)), ("1月中完成", date(2024, 1, 20)),
        ("1月下旬完成", date(2024, 1, 31)), ("1月完成", date(2024, 1, 31)), ("1月6日完成", date(2024, 1, 6)),
        ("一月六号完成", date(2024, 1, 6)), ("0月底完成", None), ("13月底完成", None), ("2月30日完成", None),
        ("今年内完成", date(2023, 12, 31)), ("后年完成改造", None), ("明年完成改造", date(2024, 12, 31)),
        ("来年年中完成", date(2024, 6, 30)), ("后年年底完成", date(2025, 12, 31)),
        ("到底怎么办", None), ("今年底完成", date(2023, 12, 31)), ("0天内答复", None),
    ],
)
def test_parts_of_months_and_years(words, day):
    assert [due.day for due in dues(words, date(2023, 12, 20))] == ([day] if day else [])
