import json
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from govtext.documents.discovery import format_of, ignored_because
from govtext.documents.readers.content import BadRow, Limits, TableContent, Unreadable
from govtext.documents.readers.delimited import read_delimited
from govtext.documents.readers.office import join_lines
from govtext.documents.readers.opening import read_file
from govtext.documents.readers.records import read_json, read_parquet

HEADINGS = ["编号", "标题", "内容", "时间"]
ROWS = [["1", "路灯", "东街的路灯坏了一个多月。", "2019/3/5"], ["2", "停水", "西街停水三天了。", "2019/3/6"]]


def contents(path, encoding=None):
    return list(read_file(path, format_of(path), Limits(), encoding))


def cells(path, encoding=None):
    (table,) = contents(path, encoding)
    return [[c for c in row if c is not None] for _, row in table.rows]


def test_xlsx_and_xlsm(tmp_path):
    for name in ("a.xlsx", "a.xlsm"):
        with xlsxwriter.Workbook(tmp_path / name) as book:
            for sheet in ("一", "空", "二"):
                page = book.add_worksheet(sheet)
                for i, row in enumerate([HEADINGS, *ROWS] if sheet != "空" else []):
                    page.write_row(i + 2, 1, row)
        first, second = contents(tmp_path / name)
        assert (first.sheet, second.sheet) == ("一", "二")
        rows = dict(first.rows)
        assert rows[3] == [None, *HEADINGS]
        assert rows[5] == [None, *ROWS[1]]


def test_xls(tmp_path):
    xlwt = pytest.importorskip("xlwt")
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("来信")
    for i, row in enumerate([HEADINGS, *ROWS]):
        for j, cell in enumerate(row):
            page.write(i, j, cell)
    book.save(str(tmp_path / "a.xls"))
    assert cells(tmp_path / "a.xls") == [HEADINGS, *ROWS]


def test_ods(tmp_path):
    def line(row):
        return "".join(f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>' for c in row)

    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    body = "".join(f"<table:table-row>{line(row)}</table:table-row>" for row in [HEADINGS, *ROWS])
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>')
        package.writestr("content.xml", f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="一">{body}</table:table></office:spreadsheet></office:body></office:document-content>')
    assert cells(tmp_path / "a.ods") == [HEADINGS, *ROWS]


def test_a_formula_is_its_cached_value_and_no_more(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADINGS)
        page.write_formula(1, 2, '=HYPERLINK("http://example.com/","x")', None, "路灯坏了")
    assert cells(tmp_path / "a.xlsx")[1] == ["路灯坏了"]


@pytest.mark.parametrize("shape", ["list", "wrapped", "deep", "lines"])
def test_json(tmp_path, shape):
    records = [dict(zip(HEADINGS, row, strict=True)) for row in ROWS]
    content = {"list": records, "wrapped": {"code": 0, "data": records}, "deep": {"result": {"page": {"rows": records}}}}.get(shape)
    path = tmp_path / ("a.jsonl" if shape == "lines" else "a.json")
    lines = "\n".join(json.dumps(r, ensure_ascii=False) for r in records)
    path.write_text(lines if shape == "lines" else json.dumps(content, ensure_ascii=False), encoding="gb18030")
    assert cells(path) == [HEADINGS, *ROWS]


def test_json_lines_name_the_bad_ones_and_find_late_names(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"标题": "路灯"}\n{"标题": \n\n[1]\n{"标题": "停水", "内容": "三天"}\n', encoding="utf-8")
    (table,) = contents(path)
    rows = list(table.rows)
    assert rows[0] == (0, ["标题", "内容"])
    assert [n for n, c in rows if isinstance(c, BadRow)] == [2, 3, 4]
    assert rows[-1] == (5, ["停水", "三天"])


def test_parquet(tmp_path):
    table = pa.table({name: [row[i] for row in ROWS] for i, name in enumerate(HEADINGS)})
    pq.write_table(table, tmp_path / "a.parquet")
    assert cells(tmp_path / "a.parquet") == [HEADINGS, *ROWS]


PAGE = """<!DOCTYPE html><html><head><meta charset="gbk"><title>关于修路灯的通知_云江省人民政府网</title>
<meta name="ArticleTitle" content="关于修路灯的通知"><meta name="PubDate" content="2021-03-04"><script>var a = "假";</script></head>
<body><header>首页 | 政务公开</header><div id="zoom"><h1>关于修路灯的通知</h1><p>各市人民政府：</p>
<p>请于三月底前<b>修好</b>全部路灯，&nbsp;并报告结果。</p><table><tr><td>市</td><td>数</td></tr></table></div><footer>版权所有</footer></body></html>"""


def test_a_policy_page(tmp_path):
    (tmp_path / "a.html").write_text(PAGE, encoding="gb18030")
    (page,) = contents(tmp_path / "a.html")
    assert page.title == "关于修路灯的通知"
    assert page.fields["date"] == "2021-03-04"
    assert page.text.startswith("各市人民政府：\n请于三月底前修好全部路灯")
    assert "假" not in page.text
    assert "首页" not in page.text


def test_a_web_page_named_xls_is_a_table(tmp_path):
    lines = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in [HEADINGS, *ROWS])
    (tmp_path / "导出.xls").write_text(f"<html><body><table>{lines}</table></body></html>", encoding="gb18030")
    assert cells(tmp_path / "导出.xls") == [HEADINGS, *ROWS]


def test_word(tmp_path):
    import docx

    document = docx.Document()
    document.add_heading("关于修路灯的通知", 0)
    document.add_paragraph("各局：")
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "东街", "三盏"
    document.add_paragraph("请修好。")
    document.save(str(tmp_path / "a.docx"))
    (text,) = contents(tmp_path / "a.docx")
    assert (text.title, text.text) == ("关于修路灯的通知", "各局：\n东街 三盏\n请修好。")


def test_pdf_with_and_without_a_text_layer(tmp_path):
    pytest.importorskip("pypdf")
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    page = canvas.Canvas(str(tmp_path / "a.pdf"))
    page.setFont("STSong-Light", 12)
    for i, line in enumerate(["关于修路灯的通知", "各局应当在三月底之前修好辖区内的全部路灯，并将修理的", "结果报告市政府办公室。", "- 1 -"]):
        page.drawString(72, 700 - 20 * i, line)
    page.save()
    (text,) = contents(tmp_path / "a.pdf")
    assert text.text == "关于修路灯的通知\n各局应当在三月底之前修好辖区内的全部路灯，并将修理的结果报告市政府办公室。"
    blank = canvas.Canvas(str(tmp_path / "scan.pdf"))
    blank.rect(10, 10, 100, 100)
    blank.save()
    with pytest.raises(Unreadable, match="is a scan"):
        contents(tmp_path / "scan.pdf")


def test_joining_lines_keeps_articles_apart():
    text = "第一条 为了方便群众办事，规范办理的程序，制定本\n办法。\n第二条 本办法适用于全市范围内的一切单位和个人\n12\n（一）窗口"
    assert join_lines(text) == "第一条 为了方便群众办事，规范办理的程序，制定本办法。\n第二条 本办法适用于全市范围内的一切单位和个人\n（一）窗口"


def test_names_say_less_than_contents(tmp_path):
    path = tmp_path / "其实是表格.csv"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, HEADINGS)
    assert format_of(path) == "workbook"
    (tmp_path / "其实是文本.xlsx").write_text("编号\t标题\t内容\n1\t路灯\t坏了\n", encoding="gb18030")
    assert cells(tmp_path / "其实是文本.xlsx")[1] == ["1", "路灯", "坏了"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [("README.md", "guide"), ("a/.x.csv", "hidden"), ("~$a.xlsx", "lock"), ("__MACOSX/a.csv", "hidden"), ("旧/a.csv", "settings"),
     ("a.csv", None), ("说明会/readme会议.csv", "guide")],
)
def test_what_is_passed_over(name, reason):
    found = ignored_because(name, ("旧/*",))
    assert (reason is None and found is None) or reason in found


def test_a_sep_line_and_quoted_newlines(tmp_path):
    (tmp_path / "a.csv").write_text('sep=;\n标题;内容\n"路;灯";"第一行\n第二行"\n', encoding="utf-8")
    (table,) = contents(tmp_path / "a.csv")
    assert isinstance(table, TableContent)
    assert list(table.rows) == [(2, ["标题", "内容"]), (3, ["路;灯", "第一行\n第二行"])]


def test_texts_of_one_template_are_not_split_at_their_own_commas(tmp_path):
    rows = [f"{n},某路路灯的事,{n}号路灯坏了，已经{n}天，晚上很暗，老人不便，孩子也怕，请派人来修" for n in range(1, 40)]
    (tmp_path / "a.csv").write_text("\n".join(["编号,标题,内容", *rows]) + "\n", encoding="utf-8")
    assert {len(row) for row in cells(tmp_path / "a.csv")} == {3}
    (tmp_path / "b.csv").write_text("\n".join(["编号，内容", *(f"{n}，路灯坏了" for n in range(9))]) + "\n", encoding="utf-8")
    assert {len(row) for row in cells(tmp_path / "b.csv")} == {2}


def test_a_file_with_bytes_of_no_encoding_says_so_and_a_clean_one_does_not(tmp_path):
    good = "编号,内容\n1,东街的路灯坏了一个多月没人管\n".encode()
    (tmp_path / "good.csv").write_bytes(good)
    (tmp_path / "bad.csv").write_bytes(good + b"2,\xff\xfe\xff\xe8\xb7\n")
    assert read_delimited(tmp_path / "good.csv", Limits()).notes == ["encoding utf-8", "delimiter ,"]
    notes = read_delimited(tmp_path / "bad.csv", Limits()).notes
    assert any("could not be read" in note and "documents.encodings" in note for note in notes)


def test_a_column_of_the_file_goes_before_that_of_its_folders(tmp_path):
    pq.write_table(pa.table({"内容": ["东街的路灯坏了"], "region": ["东街"]}), tmp_path / "a.parquet")
    table = read_parquet(tmp_path / "a.parquet", {"region": "西街", "year": "2024"})
    assert [cells for _, cells in table.rows] == [["内容", "region", "year"], ["东街的路灯坏了", "东街", "2024"]]
    assert [cells for _, cells in read_parquet(tmp_path / "a.parquet").rows] == [["内容", "region"], ["东街的路灯坏了", "东街"]]


def test_one_object_is_a_record_and_an_empty_one_is_none(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{"内容": "东街的路灯坏了"}', encoding="utf-8")
    assert [cells for _, cells in read_json(path, Limits()).rows] == [["内容"], ["东街的路灯坏了"]]
    for empty in ("{}", "[]", "3", '{"a": {"b": 1}}'):
        path.write_text(empty, encoding="utf-8")
        if empty.startswith('{"a"'):
            assert [cells for _, cells in read_json(path, Limits()).rows] == [["a"], ['{"b": 1}']]
        else:
            with pytest.raises(Unreadable, match="no list of records"):
                read_json(path, Limits())
    with pytest.raises(Unreadable, match="more than"):
        read_json(path, Limits(file_bytes=3))


def test_cells_over_several_rows_keep_the_columns_of_those_below(tmp_path):
    """A region written once beside three messages: without its place the others' cells would slip to the left."""
    (tmp_path / "导出.xls").write_text(
        "<table><tr><th>地区<th>编号<th>内容<th>时间</tr>"
        "<tr><td rowspan=3>东城<td>1<td>路灯坏了<td rowspan='2'>2019/3/5</tr><tr><td>2<td>停水三天</tr>"
        "<tr><td colspan=2>3和4<td>2019/3/6</tr><tr><td>西城<td>5<td>噪音扰民<td>2019/3/7</tr>"
        "<tr><td rowspan='x' colspan='-1'>南城<td rowspan=0>6<td rowspan=99999999999>垃圾<td>2019/3/8</tr></table>",
        encoding="gb18030",
    )
    (table,) = contents(tmp_path / "导出.xls")
    assert [row for _, row in table.rows] == [
        ["地区", "编号", "内容", "时间"], ["东城", "1", "路灯坏了", "2019/3/5"], [None, "2", "停水三天"],
        [None, "3和4", None, "2019/3/6"], ["西城", "5", "噪音扰民", "2019/3/7"], ["南城", "6", "垃圾", "2019/3/8"],
    ]


@pytest.mark.parametrize(("rows", "before", "tables"), [(3, "", 1), (2, "", 1), (1, "", 0), (3, "按下面的表逐条办理，办结后报告结果，不得推诿。", 0)])
def test_a_page_is_a_list_only_where_nearly_all_of_it_is_one_table(tmp_path, rows, before, tables):
    lines = "".join(f"<tr><td>{at}</td><td>路灯{at}</td><td>2019</td></tr>" for at in range(rows))
    (tmp_path / "a.html").write_text(f"<html><body><p>{before}</p><table>{lines}</table></body></html>", encoding="utf-8")
    made = contents(tmp_path / "a.html")
    assert [isinstance(one, TableContent) for one in made] == ([True] if tables else [False])


@pytest.mark.parametrize("encoding", ["no-such", "zlib", "rot13", "idna", "undefined", "punycode\0"])
@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.md", "a.json", "a.jsonl", "a.html"])
def test_an_encoding_that_there_is_not_is_told(tmp_path, name, encoding):
    (tmp_path / name).write_text('{"内容": "路灯坏了"}\n', encoding="utf-8")
    with pytest.raises(Unreadable, match="there is no encoding"):
        contents(tmp_path / name, encoding)
    assert contents(tmp_path / name, "utf-8")
