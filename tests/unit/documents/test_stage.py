import csv
import datetime as dt
import json

import pytest
import xlsxwriter

from govtext.errors import GovtextError

HEADINGS = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间", "联系电话", "类别"]
ROWS = [
    ["1001", "B00012345", "A3区路灯不亮", "2019/2/28 11:25:05", "尊敬的王局长：您好！\u3000\u3000A3区东街的路灯坏了一个多月，我叫李秀兰，电话13912345678。",
     "网友“B00012345”：您好！已派人修理。", "2019年3月5日", "13912345678", "城建"],
    ["1002", "B00012346", "停水三天", dt.datetime(2019, 3, 1, 8), "西街停水三天了，没有人管，请尽快恢复供水。", None, None, None, "供水"],
    ["1003", "B00012345", "路灯", "2019.4.5", "A3区东街的路灯坏了一个多月，我叫李秀兰，电话13912345678。", None, None, None, None],
    ["1004", "B00012347", "停水", "20190506", " 西街停水三天了，没有人管， 请尽快恢复供水。", None, None, None, None],
]


def write_workbook(path, rows=ROWS, headings=HEADINGS, sheet="来信"):
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet(sheet)
        date = book.add_format({"num_format": "yyyy/m/d h:mm:ss"})
        page.write_row(0, 0, headings)
        for i, row in enumerate(rows, start=1):
            for j, cell in enumerate(row):
                if isinstance(cell, dt.datetime):
                    page.write_datetime(i, j, cell, date)
                elif cell is not None:
                    page.write(i, j, cell)


def write_csv(path, rows=ROWS, headings=HEADINGS, encoding="utf-8", delimiter=","):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([headings, *rows])


def test_a_workbook_becomes_documents(tmp_path, run_documents):
    write_workbook(tmp_path / "来信.xlsx")
    made = run_documents(tmp_path)
    first, second, third, fourth = made["documents"]
    assert first["text"] == "A3区东街的路灯坏了一个多月，我叫〔姓名〕，电话〔电话〕。"
    assert first["date"] == dt.datetime(2019, 2, 28, 11, 25, 5)
    assert first["reply_date"] == dt.datetime(2019, 3, 5)
    assert (first["source_file"], first["source_id"], first["source_row"]) == ("来信.xlsx", "1001", 2)
    assert (first["region"], first["county"], first["department"]) == ("A市", "A3区", "局长")
    assert first["kind"] == "complaint"
    assert "B00012345" not in json.dumps(first, ensure_ascii=False, default=str)
    assert first["reply"] == "网友“〔网友〕”：您好！已派人修理。"
    assert first["masked"] == 3
    assert json.loads(first["extra"]) == {"类别": "城建", "联系电话": "〔已隐去〕", "sheet": "来信"}
    assert first["author"] == third["author"] != second["author"]
    assert second["date"] == dt.datetime(2019, 3, 1, 8)
    assert (fourth["duplicate_of"], fourth["duplicate_rule"]) == (second["doc_id"], "exact_text")
    assert second["duplicate_of"] is None
    assert made["originals"][0]["text"].startswith("尊敬的王局长：您好！\u3000\u3000A3区")
    assert "13912345678" not in str(made["originals"])
    assert made["rejected"] == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_same_documents_from_csv_in_every_form(tmp_path, run_documents, encoding, delimiter):
    write_csv(tmp_path / "来信.csv", encoding=encoding, delimiter=delimiter)
    made = run_documents(tmp_path)["documents"]
    assert [d["source_id"] for d in made] == ["1001", "1002", "1003", "1004"]
    assert [d["source_row"] for d in made] == [2, 3, 4, 5]
    assert made[1]["text"] == "西街停水三天了，没有人管，请尽快恢复供水。"


def test_the_line_of_sums_under_a_table_is_no_message(tmp_path, run_documents):
    rows = [ROWS[0], ["合 计", None, "共2件", None, None], ["小计：", None, None, None, "西街的路灯坏了。"]]
    write_csv(tmp_path / "来信.csv", rows)
    made = run_documents(tmp_path)
    assert [d["source_row"] for d in made["documents"]] == [2, 4]  # a row with a text stays, whatever it begins with
    assert [(r["source_row"], r["reason"]) for r in made["rejected"]] == [(3, "a total, no text of its own: 合 计")]
    write_csv(tmp_path / "来信.csv", [ROWS[0], *[["合计", None, None, None, sum_] for sum_ in ("1", "共 1 件", "1,024条", "1.0", "一件")]])
    made = run_documents(tmp_path)
    assert [d["text"] for d in made["documents"][1:]] == ["一件"], "a sum in the column of the text is none"


def test_every_row_is_in_documents_or_rejected(tmp_path, run_documents):
    rows = [ROWS[0], [], ["1005", "u", None, "2019/1/1", None], ["1006", "u", "路", "2019/13/40", "路坏了"], HEADINGS, ROWS[1]]
    write_csv(tmp_path / "来信.csv", rows)
    notices = []
    made = run_documents(tmp_path, notices=notices)
    assert len(made["documents"]) == 2
    assert [(r["source_row"], r["reason"].split(";")[0]) for r in made["rejected"]] == [
        (3, "empty row"), (4, "no text"), (5, 'date: "2019/13/40" is no date'), (6, "repeats the header"),
    ]
    # the empty row, which most sheets have, is not worth a line
    assert notices == [
        "data/raw/来信.csv: 3 rows are not taken (01_documents/rejected.parquet has each with its reason), the first: row 4, no text"
    ]


def test_rows_that_are_not_taken_are_told_by_file(tmp_path, run_documents):
    for number in range(12):
        write_csv(tmp_path / f"{number:02}.csv", [ROWS[0], ["1006", "u", "路", "5月6日", "路坏了"]])
    notices = []
    assert len(run_documents(tmp_path, notices=notices)["rejected"]) == 12
    assert len(notices) == 9
    assert notices[0].startswith('data/raw/00.csv: row 3 is not taken: date: "5月6日" is no date (it has no year)')
    assert notices[8] == "rows of 4 more files are not taken: see 01_documents/rejected.parquet"


def test_a_bad_date_can_be_kept_or_stop_the_run(tmp_path, run_documents):
    write_csv(tmp_path / "来信.csv", [["1", "u", "路", "2019/13/40", "路坏了没人修"]])
    kept = run_documents(tmp_path, dates={"on_error": "null"})["documents"]
    assert [d["date"] for d in kept] == [None]
    with pytest.raises(GovtextError, match=r'来信.csv row 2 .*"2019/13/40" is no date; set documents.dates.on_error'):
        run_documents(tmp_path, dates={"on_error": "stop"})


def test_doc_ids_are_stable_and_unique(tmp_path, run_documents):
    (tmp_path / "a").mkdir()
    write_csv(tmp_path / "a" / "来信.csv", [ROWS[1], ROWS[1]])
    first = [d["doc_id"] for d in run_documents(tmp_path)["documents"]]
    write_csv(tmp_path / "z.csv")
    again = run_documents(tmp_path, secret=b"other")["documents"]
    assert len(set(first)) == 2
    assert [d["doc_id"] for d in again if d["source_file"] == "a/来信.csv"] == first
    assert all(len(i) == 13 and i[0] == "c" for i in first)


def test_policies_from_markdown_text_and_csv(tmp_path, run_documents):
    (tmp_path / "政策").mkdir()
    text = "# 云江省便民条例\n\n2021年1月5日 云江省第三届人民代表大会常务委员会第二次会议通过\n\n<!-- x -->\n\n## 第一章 总则\n\n第一条 为了**便民**，制定本条例。\n"
    (tmp_path / "政策" / "便民条例.md").write_text(text, encoding="utf-8")
    (tmp_path / "通知(2020-03-04).txt").write_bytes("白石市人民政府关于修路灯的通知\n各局：\n请修路灯。".encode("gb18030"))
    write_csv(tmp_path / "报告.csv", [["云江省", "2026", "2026年云江省政府工作报告", "http://example.com", "2026-02-01", "各位代表：\n现在报告。"]],
              ["province", "year", "title", "source_url", "publish_date", "full_text"], "utf-8-sig")
    report, law, notice = run_documents(tmp_path)["documents"]
    assert {d["kind"] for d in (law, notice, report)} == {"policy"}
    assert (law["title"], law["region"], law["date"]) == ("云江省便民条例", "云江省", dt.datetime(2021, 1, 5))
    assert law["text"].endswith("第一章 总则\n第一条 为了便民，制定本条例。")
    assert law["source_row"] is None
    assert law["doc_id"].startswith("p")
    assert (notice["title"], notice["date"], notice["department"]) == ("白石市人民政府关于修路灯的通知", dt.datetime(2020, 3, 4), "白石市人民政府")
    assert (report["region"], report["text"], report["date"]) == ("云江省", "各位代表：\n现在报告。", dt.datetime(2026, 2, 1))


def test_what_is_passed_over_and_what_is_not_taken(tmp_path, run_documents):
    write_csv(tmp_path / "来信.csv")
    for name in ("README.md", ".hidden.csv", "~$来信.xlsx"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "图.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    write_workbook(tmp_path / "分类.xlsx", [["城建", "道路", "破损"]] * 3, ["一级分类", "二级分类", "三级分类"])
    notices = []
    made = run_documents(tmp_path, notices=notices, ignore=["旧*"])
    assert len(made["documents"]) == 4
    assert [(r["source_file"], r["source_row"]) for r in made["rejected"]] == [("分类.xlsx", None), ("图.png", None)]
    assert "reference table" in made["rejected"][0]["reason"]
    assert sum("passed over" in n for n in notices) == 3
    assert any(n.startswith("data/raw/图.png is not taken: it ") for n in notices)
    assert any(n.startswith("data/raw/分类.xlsx: not taken: ") and "reference table" in n for n in notices)


def test_an_unmapped_text_column_stops_and_a_setting_mends_it(tmp_path, run_documents):
    long = "小区门口的路灯坏了一个多月没有人来修，晚上很不安全。"
    write_csv(tmp_path / "五月.csv", [["1", long + str(i)] for i in range(5)], ["编号", "群众所说"])
    with pytest.raises(GovtextError, match='candidates: "群众所说"'):
        run_documents(tmp_path)
    made = run_documents(tmp_path, columns={"五月*": {"text": "群众所说"}})
    assert len(made["documents"]) == 5


def test_workers_change_nothing(tmp_path, run_documents):
    rows = [[str(i), f"B{i:08d}", f"路灯{i}", "2019/2/28", f"东街{i}号路灯坏了，我叫李秀兰，电话13912345678。"] for i in range(1300)]
    write_csv(tmp_path / "来信.csv", rows)
    assert run_documents(tmp_path, workers=2) == run_documents(tmp_path)


def test_a_date_column_found_by_its_cells_is_said(tmp_path, run_documents):
    write_csv(tmp_path / "五月.csv", [["1", "路灯坏了没人修", f"2019-05-0{i}", "钱多"] for i in range(1, 5)], ["编号", "内容", "哪天", "录入员"])
    notices = []
    documents = run_documents(tmp_path, notices=notices)["documents"]
    assert [d["date"].day for d in documents] == [1, 2, 3, 4]
    assert any('date is taken from "哪天"' in notice for notice in notices)
    assert json.loads(documents[0]["extra"]) == {"录入员": "〔姓名〕"}


def test_places_come_from_columns_of_their_own(tmp_path, run_documents):
    rows = [["1", "路灯坏了没人修", "湖南省", "长沙市", "岳麓区"], ["2", "路灯还是没人修", "云江省", "白石市", "望江区"], ["3", "路灯又坏了", "", "", ""]]
    write_csv(tmp_path / "a.csv", rows, ["编号", "内容", "省份", "地市", "区县"])
    made = run_documents(tmp_path)["documents"]
    assert [(d["region"], d["province"], d["county"]) for d in made] == [
        ("长沙市", "湖南省", "岳麓区"), ("白石市", "云江省", "望江区"), (None, None, None),
    ]


def test_numbers_that_excel_has_rounded_are_said(tmp_path, run_documents):
    write_workbook(tmp_path / "a.xlsx", [[1, "路灯坏了没人修", 330102199001011234]], ["编号", "内容", "备注"])
    notices = []
    run_documents(tmp_path, notices=notices)
    assert any('"备注" holds numbers of more than 15 digits' in notice for notice in notices)


def test_a_partitioned_table_gives_every_row_with_the_columns_of_its_folders(tmp_path, run_documents):
    import pyarrow as pa
    import pyarrow.dataset as ds

    rows = [
        {"编号": str(n), "标题": f"路灯{n}", "内容": f"第{n}盏路灯坏了一个多月。", "时间": f"2019-03-{n % 28 + 1:02d}",
         "地区": ["东山区", "西山/新区", None][n % 3]}
        for n in range(90)
    ]
    ds.write_dataset(
        pa.Table.from_pylist(rows), tmp_path / "complaints", format="parquet",
        partitioning=ds.partitioning(pa.schema([("地区", pa.string())]), flavor="hive"),
    )
    made = run_documents(tmp_path)
    assert made["rejected"] == []
    found = {row["source_id"]: row["region"] for row in made["documents"]}
    assert found == {row["编号"]: row["地区"] for row in rows}
    assert {row["source_file"].count("/") for row in made["documents"]} == {2}


def test_offices_places_and_numbers_hold_nothing_personal_and_nothing_unseen(tmp_path, run_documents):
    """A column of offices may name who to call there; what steers a terminal or hides a direction goes."""
    headings = ["编号", "标题", "内容", "部门", "地区"]
    identity = "11010519491231002X"
    write_csv(tmp_path / "a.csv", [
        ["\u202e77\u200b", "路灯", "东街的路灯坏了一个多月没人管", "\x1b[31m城管局 13912345678", "<b>甲</b>县\u200b139-1234-5678"],
        [identity, "停水", "西街停水三天了没有人管", "水务局\n供水科", "乙县"],
        ["A-0012 ", "噪音", "南街夜间施工噪音扰民没人管", "环保局", "丙县"],
    ], headings)
    made = run_documents(tmp_path)
    assert [(one["source_id"], one["department"], one["region"]) for one in made["documents"]] == [
        ("77", "[31m城管局 〔电话〕", "甲县〔电话〕"), ("〔证件〕", "水务局 供水科", "乙县"), ("A-0012", "环保局", "丙县"),
    ]
    assert identity not in str(made)


def test_a_cell_that_is_no_date_is_told_without_what_is_personal_in_it(tmp_path, run_documents):
    write_csv(tmp_path / "a.csv", [["1", "路灯", "东街的路灯坏了一个多月没人管", "联系人：李秀兰\x1b 13912345678"]], ["编号", "标题", "内容", "时间"])
    ((reason,),) = [[one["reason"]] for one in run_documents(tmp_path)["rejected"]]
    assert reason.startswith('date: "联系人：〔姓名〕 〔电话〕" is no date')


@pytest.mark.parametrize(("delimiter", "encoding"), [("\t", "utf-16"), ("\t", "gb18030"), ("\t", "utf-8-sig"), (",", "utf-8"), ("|", "gb18030"), (";", "utf-8")])
@pytest.mark.parametrize("length", [1, 400])
def test_a_table_under_the_name_txt_is_no_single_text(tmp_path, run_documents, delimiter, encoding, length):
    """Excel's "Unicode text" is a table with tabs, named .txt: it was read as one policy."""
    rows = [[str(at), f"路灯{at}", f"东街{at}号的路灯坏了一个多月没有人修，夜里看不见路。" * length, "2019/3/5"] for at in range(1, 4)]
    write_csv(tmp_path / "信件.txt", rows, ["编号", "标题", "内容", "时间"], encoding, delimiter)
    made = run_documents(tmp_path)
    assert [(one["kind"], one["source_id"], one["title"]) for one in made["documents"]] == [("complaint", str(at), f"路灯{at}") for at in (1, 2, 3)]
    assert made["rejected"] == []


@pytest.mark.parametrize(
    "text",
    [
        "关于修路灯的通知\n各局：\n请修路灯。\n", "职责\t分工\n一、修路灯。\n", "城管局,住建局,水务局：\n请修路灯。\n", "修路灯\t通水\t扫街\n请各局照办，不得推诿。\n",
        "各局，各办，各街道\n请修路灯，通水，扫街。\n",
    ],
)
def test_a_text_with_some_tabs_or_commas_stays_one(tmp_path, run_documents, text):
    (tmp_path / "通知.txt").write_text(text, encoding="utf-8")
    assert [one["kind"] for one in run_documents(tmp_path)["documents"]] == ["policy"]


def test_columns_of_one_name_are_all_kept(tmp_path, run_documents):
    rows = [["1", "东街的路灯坏了一个多月没人管", "第二段", "甲", "乙", "丙", "丁"], ["2", "西街停水三天了没有人管", None, None, "戊", None, None]]
    write_csv(tmp_path / "a.csv", rows, ["编号", "内容", "内容", "备注", "备注", "备注", ""])
    write_workbook(tmp_path / "b.xlsx", [["3", "南街夜间施工噪音扰民没人管", "己"]], ["编号", "内容", "sheet"], sheet="来信")
    found = {one["source_id"]: json.loads(one["extra"]) for one in run_documents(tmp_path)["documents"]}
    assert found == {
        "1": {"内容": "第二段", "备注": "甲", "备注 (2)": "乙", "备注 (3)": "丙", "column 7": "丁"},
        "2": {"备注 (2)": "戊"},  # whatever is empty in a row
        "3": {"sheet": "己", "sheet (2)": "来信"},
    }


def test_texts_of_a_batch_are_masked_as_each_by_itself(tmp_path, run_documents):
    rows = [
        ["1", "李秀兰", "李秀兰的路灯", "2019-02-28", "小区的路灯坏了一个多月没有人管。", "您好，李秀兰，已派人修理。"],
        ["2", "abc12345", "路灯", "2019-02-28", "小区的路灯坏了一个多月，abc12345敬上。", "网友abc12345您好。"],
        ["3", "某某", "路灯", "2019-02-28", "小区的路灯坏了一个多月没有人管，李秀兰。", "已派人修理。"],
    ]
    write_csv(tmp_path / "来信.csv", rows, ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见"])
    made = run_documents(tmp_path)["documents"]
    assert [(row["title"], row["text"], row["reply"]) for row in made[:2]] == [
        ("〔姓名〕的路灯", "小区的路灯坏了一个多月没有人管。", "您好，〔姓名〕，已派人修理。"),
        ("路灯", "小区的路灯坏了一个多月，〔网友〕敬上。", "网友〔网友〕您好。"),
    ]
    assert [row["masked"] for row in made] == [2, 2, made[2]["text"].count("〔")]
