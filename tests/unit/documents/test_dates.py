import datetime as dt

import pytest

from govtext.documents.dates import NoDate, parse_date

MORNING = dt.datetime(2019, 2, 28, 11, 25, 5)


@pytest.mark.parametrize(
    "cell",
    [
        "2019/2/28 11:25:05", "2019-02-28 11:25:05", "2019.2.28 11:25:05", "2019年2月28日11时25分5秒", "20190228112505",
        "2019-02-28T11:25:05", "2019-02-28T03:25:05Z", "2019-02-28T12:25:05+09:00", "2019-02-28 11:25:05 CST",
        "２０１９／２／２８ １１：２５：０５", "2019年2月28日 上午11:25:05", "28-Feb-2019 11:25:05", "Feb 28, 2019 11:25:05 AM",
        "2019年2月28日(星期四) 11:25:05", MORNING, 43524.4757523148, "43524.4757523148", 1551324305, "1551324305000",
        dt.datetime(2019, 2, 28, 3, 25, 5, tzinfo=dt.UTC),
    ],
)
def test_one_moment_in_every_form(cell):
    assert parse_date(cell) == MORNING


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2019年3月5日", (2019, 3, 5)), ("2019.4.5", (2019, 4, 5)), ("20190506", (2019, 5, 6)), (20190506.0, (2019, 5, 6)),
        ("2018/4/24", (2018, 4, 24)), ("二〇一九年三月十五日", (2019, 3, 15)), ("二○二○年十二月三十一日", (2020, 12, 31)),
        ("2019年3月", (2019, 3, 1)), ("2019-03", (2019, 3, 1)), ("2019年", (2019, 1, 1)), (2019, (2019, 1, 1)),
        (dt.date(2020, 2, 29), (2020, 2, 29)), ("1958-01-09", (1958, 1, 9)), ("2019年3月5号", (2019, 3, 5)), (43524, (2019, 2, 28)),
    ],
)
def test_days(cell, day):
    assert parse_date(cell) == dt.datetime(*day)


def test_afternoon_and_midnight():
    assert parse_date("2019年3月5日 下午3点20分") == dt.datetime(2019, 3, 5, 15, 20)
    assert parse_date("2019-3-5 24:00:00") == dt.datetime(2019, 3, 6)
    assert parse_date("2019/3/5 12:10 AM") == dt.datetime(2019, 3, 5, 0, 10)
    assert parse_date("2019/3/5 12:10 PM") == dt.datetime(2019, 3, 5, 12, 10)
    assert parse_date("2019年3月5日 凌晨12:10") == dt.datetime(2019, 3, 5, 0, 10)
    for written, hour in (("中午12", 12), ("中午1", 13), ("中午11", 11), ("晚上8", 20), ("上午8", 8), ("凌晨3", 3)):
        assert parse_date(f"2019年3月5日 {written}点30分") == dt.datetime(2019, 3, 5, hour, 30), written


@pytest.mark.parametrize("month", range(1, 13))
def test_months_by_their_english_names(month):
    day = dt.date(2019, month, 7)
    assert parse_date(f"{day:%d %B %Y}") == parse_date(f"{day:%b %d, %Y}") == dt.datetime(2019, month, 7)


def test_fractions_of_a_second_have_as_many_digits_as_are_written():
    assert parse_date("2019-02-28 11:25:05.5") == MORNING.replace(microsecond=500_000)
    assert parse_date("2019-02-28 11:25:05.1234567") == MORNING.replace(microsecond=123_456)


@pytest.mark.parametrize("cell", [None, "", "  ", "无", "-", "NULL", float("nan"), "\u3000"])
def test_empty_cells_have_no_date(cell):
    assert parse_date(cell) is None


@pytest.mark.parametrize(
    "cell", ["2019/13/40", "2019-02-30", "昨天", "5/3/2019", "19-3-5", "2019/3/5 25:00", "12", 7, "1850-01-01", "13812345678x"]
)
def test_what_is_no_date_is_said_and_not_guessed(cell):
    with pytest.raises(NoDate, match="is no date"):
        parse_date(cell)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        (20190228112505, MORNING), (20190228112505.0, MORNING), ("2019-02-28T12:55:05+0930", MORNING),
        ("2019-02-27T22:25:05-05:00", MORNING), ("2019-02-28T03:25:05 GMT", MORNING), ("2019-02-28 11:25:05 UTC+8", MORNING),
        ("2019-02-28 04:55:05 GMT+1:30", MORNING), ("2019-02-28 24:00", dt.datetime(2019, 3, 1)),
        (10_000, dt.datetime(1927, 5, 18)), (73_415, dt.datetime(2100, 12, 31)), (1900, dt.datetime(1900, 1, 1)),
        (2100, dt.datetime(2100, 1, 1)), ("2019.10", dt.datetime(2019, 10, 1)), ("二〇一九年元月廿八日", dt.datetime(2019, 1, 28)),
        (43524.9999999, dt.datetime(2019, 3, 1)), (100_000_000, dt.datetime(1973, 3, 3, 17, 46, 40)),
    ],
)
def test_numbers_zones_and_the_ends_of_what_is_read(cell, moment):
    assert parse_date(cell) == moment


@pytest.mark.parametrize(
    "cell",
    [
        9_999, 73_416, 73_999, 74_000, 1999.123, 2101, 1899, "2019-02-28 24:00:01", "2019-02-28 24:30", "201902", -43_524, 99_999_999,
        4_102_444_800, "2019-02-28~2019-03-01",
    ],
)
def test_what_lies_outside_is_no_date(cell):
    with pytest.raises(NoDate, match="is no date"):
        parse_date(cell)


DAY, HALF_PAST = dt.datetime(2024, 5, 6), dt.datetime(2024, 5, 6, 9, 30)


@pytest.mark.parametrize(
    "cell",
    [
        "民国113年5月6日", "民國113/5/6", "中華民國113.05.06", "民国一百一十三年五月六日", "民國一一三年五月六日", "24年5月6日", "二0二四年五月六日",
        "二O二四年五月六日", "貳零貳肆年五月六日", "2024年五月六日", "2024、5、6", "2024，5，6", "2024·5·6", "2024。5。6", "2024_05_06",
        "2024\\5\\6", "2024–05–06", "2024 05 06", "2024.5.6.", "2024年5月6日。", "\u200e2024\u200e/\u200e5/6", "2024年5月6日上午",
        "2024年5月6日（星期一）", "2024/5/6 星期一",
    ],
)
def test_a_day_as_chinese_sheets_write_it(cell):
    assert parse_date(cell) == DAY


@pytest.mark.parametrize(
    "cell",
    [
        "2024年5月6日上午9点半", "二〇二四年五月六日上午九点三十分", "民國113年5月6日 上午9時30分", "2024年5月6日早上9点30分许", "2024-05-06T09:30+08",
        "2024-05-06 09:30:00.000+08", "2024-05-06 09:30:00 星期一", "Mon May 06 09:30:00 CST 2024", "2024-05-06 09:30:00 +0800 CST",
        "Mon May 06 2024 09:30:00 GMT+0800 (中国标准时间)", "20240506093000000",
    ],
)
def test_a_moment_as_people_and_programs_write_it(cell):
    assert parse_date(cell) == HALF_PAST


def test_parts_of_the_day_and_the_ends_of_numerals():
    assert parse_date("2024年5月6日傍晚6点一刻") == dt.datetime(2024, 5, 6, 18, 15)
    assert parse_date("2024年5月6日深夜11点") == dt.datetime(2024, 5, 6, 23)
    assert parse_date("二〇二四年十二月卅日") == dt.datetime(2024, 12, 30)
    assert parse_date("民国元年十月十日") == dt.datetime(1912, 10, 10)
    assert parse_date("2024年10月") == parse_date("2024.10") == dt.datetime(2024, 10, 1)
    assert parse_date(2024.5) == parse_date("2024.5") == dt.datetime(2024, 5, 1)


def test_ten_digits_are_an_hour_and_no_second_of_the_next_decade():
    assert parse_date("2024050609") == parse_date(2024050609) == dt.datetime(2024, 5, 6, 9)
    assert parse_date("2024995099") == dt.datetime.fromtimestamp(2024995099, dt.timezone(dt.timedelta(hours=8))).replace(tzinfo=None)


@pytest.mark.parametrize(
    "cell", ["不详", "暂无", "——", "(空白)", "#N/A", "0000-00-00 00:00:00", "1900/1/0", 0, dt.datetime(1899, 12, 30)]
)
def test_what_stands_for_an_empty_cell(cell):
    assert parse_date(cell) is None


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("5月6日", "no year"), ("5/6", "no year"), ("24-5-6", "two digits"), ("99年5月6日", "two digits"), ("6-May-24", "two digits"),
        ("113/5/6", "three digits"), ("5/6/2024", "year first"), ("13/6/2024 9:30", "year first"), ("2024.1", "October"),
        (2024.1, "October"), ("2024年5月6日至8日", "more than one day"), ("2024-05-06~2024-05-08", "more than one day"),
        ("2024年5月上旬", "longer time"), ("2024年第一季度", "longer time"), ("二〇二四年五月初六", "lunar"), ("农历三月廿八", "lunar"),
        ("2024年5月6日晚上12点", "night"), ("2024年5月6日夜里2点", "night"), (dt.time(9, 30), "no day"), ("同上", "row above"),
    ],
)
def test_what_may_be_two_days_is_told_with_its_reason(cell, why):
    with pytest.raises(NoDate, match=f"is no date .*{why}"):
        parse_date(cell)


@pytest.mark.parametrize("cell", ["2019-02-30", "2019-02-30 10:00:00", "2019-W01-1", "1899-12-01 10:00:00", "2019-01-08 09:05:61"])
def test_a_stamp_of_full_width_that_names_no_day_is_no_date(cell):
    with pytest.raises(NoDate, match="is no date"):
        parse_date(cell)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2019-01-08T09:05:30", dt.datetime(2019, 1, 8, 9, 5, 30)), ("2019-01-08", dt.datetime(2019, 1, 8)),
        ("2019-01-08 24:00:00", dt.datetime(2019, 1, 9)), ("2019-01-08 09:05+09", dt.datetime(2019, 1, 8, 8, 5)),
    ],
)
def test_a_stamp_is_read_alike_whoever_reads_it(cell, moment):
    assert parse_date(cell) == moment
