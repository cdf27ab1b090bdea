"""Cells merged over several rows, as clerks merge 区县 and 日期 in a list of messages."""

import datetime as dt

import openpyxl
import pytest

from govtext.documents.merged import filled_down
from govtext.documents.readers.content import BadRow, MergedCells

HEAD = ["编号", "留言时间", "区县", "留言主题", "留言详情", "答复意见"]
DAY, LATER = dt.datetime(2024, 5, 6), dt.datetime(2024, 5, 9)
ROWS = [
    [1, DAY, "青石县", "路灯不亮", "东街的路灯坏了一个多月，晚上出行很不安全。", "已派人维修。"],
    [2, None, None, "停水三天", "西街停水三天了，没有人管，请尽快恢复供水。", None],
    [3, None, None, "排队太久", "办证窗口排队两个小时，只开了一个窗口。", None],
    [4, LATER, "白沙县", "公交太少", "早高峰等车四十分钟，上学上班都要迟到了。", "已转公交公司。"],
    [None, None, None, None, None, "已加开两班。"],
    [5, None, None, "河边有味", "河边的排水口整天冒泡，味道很难闻。", None],
]


def write(path, merges, title=False):
    book = openpyxl.Workbook()
    page = book.active
    for row in [*([["二〇二四年五月留言"]] if title else []), HEAD, *ROWS]:
        page.append(row)
    for span in merges:
        page.merge_cells(span)
    book.save(path)


@pytest.mark.parametrize("title", [False, True])
def test_each_row_has_what_the_merged_cell_holds(tmp_path, run_documents, title):
    down = 2 if title else 1
    spans = [(1, 3, "B"), (1, 3, "C"), (4, 6, "B"), (4, 6, "C"), (4, 5, "A"), (4, 5, "D"), (4, 5, "E")]
    merges = [f"{at}{one + down}:{at}{last + down}" for one, last, at in spans]
    write(tmp_path / "留言.xlsx", [*merges, *(["A1:F1"] if title else [])], title)
    notices = []
    made = run_documents(tmp_path, notices=notices)
    told = [(row["source_id"], row["date"], row["region"]) for row in made["documents"]]
    assert told == [
        *((str(at), DAY, "青石县") for at in (1, 2, 3)), *((str(at), LATER, "白沙县") for at in (4, 5)),
    ]
    # two replies to one message are no two messages
    reasons = {row["source_row"]: row["reason"] for row in made["rejected"]}
    assert reasons[5 + down] == f"goes on with the message of row {4 + down}: their text is one merged cell"
    assert any("merged over several rows count for each of them: 留言时间, 区县" in one for one in notices), notices


def test_cells_that_are_not_merged_stay_empty(tmp_path, run_documents):
    write(tmp_path / "留言.xlsx", ["B2:B3"])
    made = run_documents(tmp_path)
    assert [row["date"] for row in made["documents"]] == [DAY, DAY, None, LATER, None]
    assert [row["region"] for row in made["documents"]][1] is None


def test_empty_rows_stay_empty_and_what_a_row_holds_is_kept():
    merged = [MergedCells(2, 5, 0), MergedCells(5, 9, 1)]
    rows = iter([(1, ["a", "b"]), (2, ["x", "b"]), (3, [None, None]), (4, ["own", "b"]), (5, [None, "y"]), (6, ["z", None])])
    assert [cells for _, cells in filled_down(rows, merged, None)] == [
        ["a", "b"], ["x", "b"], [None, None], ["own", "b"], ["x", "y"], ["z", "y"],
    ]
    bad = BadRow("torn")
    after = filled_down(iter([(2, bad), (3, ["a", None])]), [MergedCells(2, 3, 1)], None)
    assert list(after) == [(2, bad), (3, ["a", None])]
