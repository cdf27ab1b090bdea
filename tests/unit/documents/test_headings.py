"""Headings in one row and in two: real workbooks with merged cells, as office software writes them."""

import datetime as dt
import json

import openpyxl
import pytest

from govtext.documents.columns import Aliases, map_columns
from govtext.documents.doctor import describe, report_lines
from govtext.settings import DocumentsSettings
from govtext.store import RawFile

TEXTS = ["东街的路灯坏了一个多月，晚上出行很不安全。", "西街停水三天了，没有人管，请尽快恢复供水。", "办证窗口排队两个小时，只开了一个窗口。"]
REPLY = "您好，已安排人员现场处理，感谢监督。"


@pytest.fixture(scope="module")
def aliases(lexicons):
    return Aliases.from_table(lexicons.table("columns.toml"))


def write(path, rows, merges=()):
    book = openpyxl.Workbook()
    page = book.active
    page.title = "台账"
    for row in rows:
        page.append(row)
    for span in merges:
        page.merge_cells(span)
    book.save(path)


def grouped(path, title=False):
    """Write a workbook with 序号 and 承办 beside two groups, merged as by hand; with a title over all."""
    rows = [
        ["序号", "联系电话", "留言信息", None, None, None, "办理情况", None, "承办"],
        [None, None, "留言人", "时间", "标题", "内容", "时间", "答复", None],
        *(
            [f"A{at}", "13900000000", f"王{at}", dt.datetime(2024, 3, at + 1), f"第{at}件", text, dt.datetime(2024, 3, at + 9), REPLY, "城管局"]
            for at, text in enumerate(TEXTS)
        ),
    ]
    down = 2 if title else 0
    first, second = 1 + down, 2 + down
    above = [["二〇二四年三月留言台账"], ["制表：信息科", "2024年4月"]] if title else []
    spans = [f"{one}{first}:{one}{second}" for one in "ABI"] + [f"C{first}:F{first}", f"G{first}:H{first}"]
    write(path, [*above, *rows], [*spans, *(["A1:I1"] if title else [])])


@pytest.mark.parametrize("title", [False, True])
def test_two_rows_of_merged_headings_are_read_as_one(tmp_path, run_documents, title):
    grouped(tmp_path / "台账.xlsx", title)
    notices = []
    made = run_documents(tmp_path, notices=notices)
    assert [row["text"] for row in made["documents"]] == TEXTS
    first = made["documents"][0]
    assert (first["title"], first["source_id"], first["department"]) == ("第0件", "A0", "城管局")
    assert (first["date"], first["reply_date"]) == (dt.datetime(2024, 3, 1), dt.datetime(2024, 3, 9))
    assert first["reply"].startswith("您好")
    assert first["author"]
    assert first["source_row"] == (5 if title else 3)
    assert "13900000000" not in json.dumps(first, ensure_ascii=False, default=str)
    # the headings are neither texts nor rejected; a title and who made the table are told
    assert [row["reason"] for row in made["rejected"]] == ["stands above the header"] * (2 if title else 0)
    note = next(one for one in notices if "together are the headings" in one)
    assert ("rows 3 and 4" if title else "rows 1 and 2") in note
    assert "留言信息/时间" in note


def test_doctor_tells_both_rows(tmp_path, lexicons):
    grouped(tmp_path / "台账.xlsx")
    lines = report_lines(describe([RawFile("台账.xlsx", tmp_path / "台账.xlsx")], DocumentsSettings(), lexicons))
    assert "header in rows 1 and 2: source_id = 序号, title = 标题, text = 内容, date = 留言信息/时间" in "\n".join(lines)


def test_a_title_above_one_row_of_headings(tmp_path, run_documents):
    write(tmp_path / "a.xlsx", [["三月来信"], ["标题", "内容", "主办单位"], *(["路灯", text, "住建局"] for text in TEXTS)], ["A1:C1"])
    made = run_documents(tmp_path)
    assert [row["department"] for row in made["documents"]] == ["住建局"] * 3
    assert [(row["source_row"], row["reason"]) for row in made["rejected"]] == [(1, "stands above the header")]


def test_the_group_tells_columns_of_one_name_apart(aliases):
    rows = [["来电信息", None, None, "答复情况", None], ["内容", "时间", "姓名", "内容", "时间"], [TEXTS[0], "2024/1/1", "王", REPLY, "2024/1/3"]]
    found = map_columns(rows, aliases)
    assert {name: found.columns[name] for name in ("text", "date", "reply", "reply_date")} == {
        "text": 0, "date": 1, "reply": 3, "reply_date": 4}
    assert (found.upper_row, found.header_row) == (0, 1)
    assert found.headings == ("来电信息/内容", "来电信息/时间", "姓名", "答复情况/内容", "答复情况/时间")


@pytest.mark.parametrize("row", [
    ["路灯", "坏了", "城管局", "2024/1/1"],  # a message in few words
    ["咨询", "时间", "标题", "内容"],  # words that are headings elsewhere, each under a heading of its own
    ["路灯", TEXTS[0], None, None],
    [None, None, None, "时间"],
    [None, None, None, None],
])
def test_a_row_of_texts_is_no_heading(aliases, row):
    found = map_columns([["标题", "内容", "承办单位", "时间"], row, ["a", TEXTS[1], "b", "2024/1/2"]], aliases)
    assert (found.header_row, found.upper_row) == (0, None)


@pytest.mark.parametrize("row", [["留言汇总", None, None], ["制表：办公室", "2024年5月", None], ["说明：" + "长" * 60, "x", None]])
def test_titles_and_notes_name_no_groups(aliases, row):
    found = map_columns([row, ["标题", "内容", "时间"], ["a", TEXTS[0], "2024/1/1"]], aliases)
    assert (found.header_row, found.upper_row) == (1, None)
    assert found.headings == ("标题", "内容", "时间")


@pytest.mark.parametrize("heading", ["承办", "承办单位", "承办部门", "主办单位", "主办", "牵头单位"])
def test_offices_under_their_names(aliases, heading):
    assert map_columns([["标题", "内容", heading], ["a", TEXTS[0], "住建局"]], aliases).columns["department"] == 2
