"""Rows counted by their dates."""

from govtext.documents.privacy import MaskingRules
from govtext.documents.readers.content import Unreadable
from govtext.documents.rows import RawRow, Rejected
from govtext.documents.undated import DateCount, count_dates


def row(number: int, **fields: str) -> RawRow:
    return RawRow("a.csv", "", number, "complaint", fields)


def test_what_is_no_text_is_not_counted():
    rows = [row(2, text="灯坏了", date="2024-05-06"), Rejected("a.csv", 3, "empty row"), row(4, date="2024-05-06"), row(5, title="桥")]
    assert count_dates(rows, MaskingRules()) == DateCount(rows=2, undated=1)


def test_a_row_may_lack_one_date_and_have_a_wrong_other():
    counted = count_dates([row(2, text="灯", reply_date="前天")], MaskingRules())
    assert (counted.rows, counted.undated, counted.unreadable) == (1, 1, 1)
    assert counted.first.startswith('row 2, reply date: "前天" is no date')


def test_where_a_damaged_file_ends_is_told():
    def rows():
        yield row(2, text="灯", date="2024-05-06")
        raise Unreadable("is damaged or cut off")

    counted = count_dates(rows(), MaskingRules())
    assert counted.troubles("reject") == ["read up to row 2: is damaged or cut off"]
    assert counted.summary() == "1 row with a date"
