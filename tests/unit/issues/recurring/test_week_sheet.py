"""The sheet of issues by week: what stands where, and that nothing in it is a formula."""

import datetime

import openpyxl
import pyarrow as pa

from govtext.issues.recurring.week_sheet import HEADS, NAME, WEEKS, week_workbook
from govtext.store import file_hash, table

MONDAY = datetime.datetime(2024, 1, 1)
DAY = datetime.timedelta(days=1)


def issue(name, rank, **more):
    return {"issue_id": name, "rank": rank, "label": f"={name}路灯不亮", "documents": 9, "recent": 3,
            "recent_expected": 0.5, "rising_p": 0.01, "rising": False, **more}


def week(name, after, messages, burst=False):
    return {"issue_id": name, "week": MONDAY + 7 * DAY * after, "messages": messages, "burst": burst}


def sheet_of(issues, weeks, most, folder):
    (name, write), = week_workbook(table("issues", issues), table("issue_weeks", weeks), most)
    assert name == f"{NAME}.xlsx"
    write(folder / name)
    return openpyxl.load_workbook(folder / name)


def test_the_newest_week_stands_first_and_every_message_of_the_shown_issues_is_counted(tmp_path):
    issues = [issue("a", 1), issue("b", 2), issue("c", 3, rising=True)]
    weeks = [week("a", 0, 2), week("a", 3, 5, True), week("b", 1, 4), week("c", 5, 3)]
    book = sheet_of(issues, weeks, 1, tmp_path)
    head, *rows = book[NAME].iter_rows(values_only=True)
    assert head[: len(HEADS)] == HEADS
    assert head[len(HEADS) :] == ("2024-02-05", "2024-01-29", "2024-01-22", "2024-01-15", "2024-01-08", "2024-01-01")
    assert [row[1] for row in rows] == ["a", "c"], "the hottest, and who rises"
    assert rows[0][len(HEADS) :] == (None, None, 5, None, None, 2)
    assert rows[1][len(HEADS) - 1 :] == ("是", 3, None, None, None, None, None)
    cell = book[NAME].cell(2, len(HEADS) + 3)
    assert cell.font.bold
    assert not book[NAME].cell(2, len(HEADS) + 6).font.bold
    assert rows[0][2] == "=a路灯不亮"
    assert book[NAME].cell(2, 3).data_type == "s"
    assert "Benjamini-Hochberg" in "".join(row[0] for row in book["说明"].iter_rows(values_only=True))


def test_of_many_weeks_the_latest_are_shown(tmp_path):
    weeks = [week("a", 0, 7), week("a", WEEKS, 1), week("a", WEEKS + 40, 2)]
    page = sheet_of([issue("a", 1)], weeks, 5, tmp_path)[NAME]
    assert page.print_area.endswith("$AI$2"), "half a year on paper"
    head, row = page.iter_rows(values_only=True)
    assert len(head) == len(HEADS) + WEEKS
    assert [one for one in row[len(HEADS) :] if one] == [2, 1]


def test_no_dates_no_sheet_and_the_same_rows_give_the_same_bytes(tmp_path):
    assert week_workbook(table("issues", [issue("a", 1)]), table("issue_weeks", []), 5) == []
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        sheet_of([issue("a", 1, label=None, description="路灯")], [week("a", 0, 2)], 5, tmp_path / name)
        made.append(file_hash(tmp_path / name / f"{NAME}.xlsx"))
    assert made[0] == made[1]
    assert isinstance(table("issue_weeks", []), pa.Table)
