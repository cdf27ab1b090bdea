import datetime
import shutil
import subprocess

import openpyxl
import pytest
import small_study
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from govtext.lexicons import code_labels
from govtext.report.citing import Cited, sentence
from govtext.report.contents import Contents
from govtext.report.tables.catalogue import thesis_tables
from govtext.report.tables.latex import escape, latex_table
from govtext.report.tables.model import Head, ThesisTable, longest_in_ems, shown
from govtext.report.tables.word import EM, PADDING, POINTS, SMALL, is_wide, layout, on_their_sides, write_word
from govtext.report.tables.workbook import write_workbook
from govtext.report.wording import Phrase

TABLE = ThesisTable(
    "sample",
    Phrase("样表", "Sample"),
    (
        Head(Phrase("名称", "Name")),
        Head(Phrase("数量", "n"), "count"),
        Head(Phrase("占比", "Share"), "share"),
        Head(Phrase("日期", "Date"), "day"),
    ),
    [["甲_乙 50% & 多", 1234, 0.256, datetime.datetime(2024, 2, 3)], ["=1+1", None, None, None]],
    sentence(Phrase("n = {n}。", "n = {n}."), n=Cited("2", "documents.complaints")),
)


def borders(element):
    found = element.find(f".//{qn('w:tblBorders')}")
    return {side.tag.split("}")[1]: (side.get(qn("w:val")), side.get(qn("w:sz"))) for side in found}


def test_word_tables_have_three_lines_caption_note_and_chinese_fonts(tmp_path):
    write_word(tmp_path / "t.docx", [(3, TABLE)], "zh", "样")
    document = Document(str(tmp_path / "t.docx"))
    table = document.tables[0]
    lines = borders(table._tbl)
    assert lines["top"] == lines["bottom"] == ("single", "12")
    assert {lines[side][0] for side in ("left", "right", "insideH", "insideV")} == {"nil"}
    head = [cell._tc.find(f".//{qn('w:tcBorders')}/{qn('w:bottom')}").get(qn("w:sz")) for cell in table.rows[0].cells]
    assert head == ["6"] * 4
    assert [paragraph.text for paragraph in document.paragraphs] == ["表3  样表", "注：n = 2 documents.complaints。"]
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert (fonts.get(qn("w:eastAsia")), fonts.get(qn("w:ascii"))) == ("宋体", "Times New Roman")
    assert [cell.text for cell in table.rows[1].cells] == ["甲_乙 50% & 多", "1,234", "25.6%", "2024-02-03"]
    assert document.core_properties.created.year == 2000


def kept_rows(rows, tmp_path):
    write_word(tmp_path / "kept.docx", [(1, TABLE._replace(rows=TABLE.rows[:1] * rows))], "zh", "样")
    table = Document(str(tmp_path / "kept.docx")).tables[0]
    assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)
    return [all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in row.cells) for row in table.rows]


def test_first_and_last_rows_of_a_word_table_stay_with_caption_and_note(tmp_path):
    assert kept_rows(12, tmp_path) == [True] * 3 + [False] * 7 + [True] * 3
    assert kept_rows(4, tmp_path) == [True] * 5


@pytest.mark.parametrize(("language", "code"), [("zh", r" SEQ 表 \* ARABIC "), ("en", r" SEQ Table \* ARABIC ")])
def test_a_caption_counts_in_a_field_that_word_can_list_and_renumber(tmp_path, language, code):
    write_word(tmp_path / "t.docx", [(3, TABLE)], language, "样")
    caption = Document(str(tmp_path / "t.docx")).paragraphs[0]._p
    parts = [part for run in caption.findall(qn("w:r")) for part in run if part.tag != qn("w:rPr")]
    assert [part.get(qn("w:fldCharType")) or part.text for part in parts[1:6]] == ["begin", code, "separate", "3", "end"]


def test_word_files_are_the_same_on_every_day(tmp_path):
    for name in ("a", "b"):
        write_word(tmp_path / f"{name}.docx", [(1, TABLE)], "zh", "样")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_a_workbook_holds_numbers_not_texts_and_no_formulas(tmp_path):
    write_workbook(tmp_path / "t.xlsx", [(1, TABLE)], "en")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["sample"]
    assert sheet["A1"].value == "Table 1  Sample"
    assert sheet["B3"].value == 1234
    assert sheet["C3"].value == 0.256
    assert sheet["D3"].value == datetime.datetime(2024, 2, 3)
    assert (sheet["A4"].value, sheet["A4"].data_type) == ("=1+1", "s")


def test_a_p_value_is_never_0(tmp_path):
    rows = [[one] for one in (0.0, 0.0009, 0.001, 0.25, None)]
    table = ThesisTable("p", Phrase("表", "T"), (Head(Phrase("校正 p 值", "p"), "p"),), rows, sentence(Phrase("注", "n")))
    expected = ["<0.001", "<0.001", "0.001", "0.250", "–"]
    assert [shown(one, "p", "zh") for one, in rows] == expected
    write_word(tmp_path / "t.docx", [(1, table)], "zh", "样")
    assert [row.cells[0].text for row in Document(str(tmp_path / "t.docx")).tables[0].rows[1:]] == expected
    assert latex_table(table, "zh").count(r"\textless{}0.001") == 2
    write_workbook(tmp_path / "t.xlsx", [(1, table)], "zh")
    cell = openpyxl.load_workbook(tmp_path / "t.xlsx")["p"]["A3"]
    assert (cell.value, cell.number_format) == (0, '[<0.001]"<0.001";0.000')


def test_the_tables_of_the_study_show_p_values_as_such(lexicons):
    contents = Contents(small_study.inputs(size=30), code_labels(lexicons.table("service_problems.toml")), "样")
    found = {head.text.en: head.format for table in thesis_tables(contents) for head in table.heads
             if head.text.en.endswith(" p")}
    assert found == {"Adjusted p": "p"}


def test_latex_is_booktabs_and_escaped():
    made = latex_table(TABLE, "zh")
    assert made.index("toprule") < made.index("midrule") < made.index("bottomrule")
    assert r"甲\_乙 50\% \& 多 & 1,234 & 25.6\% & 2024-02-03" in made
    assert escape("\\a{b}~^#$") == r"\textbackslash{}a\{b\}\textasciitilde{}\textasciicircum{}\#\$"


def test_a_cell_without_a_value_is_a_dash():
    assert {shown(None, format, "zh") for format in ("text", "count", "share", "decimal", "fine", "day")} == {"–"}


CITED = TABLE._replace(rows=[["甲", Cited(1234, "gaps.slow_response.complaints"), Cited(0.256, "gaps.slow_response.share"), None]])


def test_a_key_stands_beside_every_number_hidden_until_it_is_asked_for(tmp_path):
    write_word(tmp_path / "t.docx", [(1, CITED)], "zh", "样")
    document = Document(str(tmp_path / "t.docx"))
    runs = document.tables[0].rows[1].cells[1].paragraphs[0].runs
    assert [run.text for run in runs] == ["1,234", " gaps.slow_response.complaints"]
    assert runs[1].style.name == "Citation key"
    assert document.styles["Citation key"].font.hidden
    made = latex_table(CITED, "zh")
    assert r"1,234\govkey{gaps.slow\_response.complaints}" in made
    assert r"\providecommand{\govkey}[1]{}" in made
    write_workbook(tmp_path / "t.xlsx", [(1, CITED)], "zh")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["sample"]
    assert (sheet["B3"].value, sheet["F3"].value, sheet["G3"].value) == (
        1234, "gaps.slow_response.complaints", "gaps.slow_response.share")
    assert sheet.column_dimensions["F"].hidden


STACKED = TABLE._replace(
    heads=(Head(Phrase("年份", "Year")), Head(Phrase("响应迟缓", "Slow response"), "stacked")),
    rows=[["2023", sentence(Phrase("{n}\n[{low}, {high}]", "{n}\n[{low}, {high}]"), n=Cited("25.0%", "a.b.share"),
                            low=Cited("12.8", "a.b.low"), high=Cited("43.1", "a.b.high"))]],
)


def test_an_interval_stands_on_the_line_below_its_number(tmp_path):
    write_word(tmp_path / "t.docx", [(1, STACKED)], "zh", "样")
    paragraph = Document(str(tmp_path / "t.docx")).tables[0].rows[1].cells[1].paragraphs[0]
    assert paragraph.text == "25.0%\n[12.8, 43.1] a.b.share a.b.low a.b.high"
    assert r"\begin{tabular}[t]{@{}r@{}}25.0\%\\{[}12.8, 43.1{]}\end{tabular}" in latex_table(STACKED, "zh")
    write_workbook(tmp_path / "t.xlsx", [(1, STACKED)], "zh")
    assert openpyxl.load_workbook(tmp_path / "t.xlsx")["sample"]["B3"].value == "25.0%\n[12.8, 43.1]"


@pytest.mark.parametrize(("language", "columns", "least"), [
    ("zh", 11, 4 * EM + PADDING),  # four characters on one line
    ("en", 8, 6.5 * EM * SMALL / POINTS + PADDING),  # "inconvenience" is not broken: the type gets smaller
])
def test_numbers_and_the_words_of_headings_keep_their_lines(language, columns, least):
    heads = (Head(Phrase("地区", "Region")),
             *(Head(Phrase("线上不便", "Online inconvenience"), "share") for _ in range(columns)))
    wide = TABLE._replace(heads=heads, rows=[["甲市", *[0.256] * columns]])
    assert is_wide(wide, language)
    widths, _ = layout(wide, language, 24.7)
    assert sum(widths) == pytest.approx(24.7)
    assert min(widths[1:]) >= least - 0.01


def test_a_long_table_runs_over_pages_and_a_short_one_floats():
    assert r"\begin{longtable}" in latex_table(TABLE._replace(rows=TABLE.rows * 30), "zh")
    assert r"\begin{table}" in latex_table(TABLE, "zh")


@pytest.mark.skipif(shutil.which("xelatex") is None, reason="no xelatex on this machine")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_latex_compiles_with_hostile_texts(tmp_path, language):
    hostile = TABLE._replace(rows=[[small_study.HOSTILE.replace("😀", ""), 1, 0.5, None]])
    for name, table in (("short", hostile), ("long", hostile._replace(rows=hostile.rows * 60))):
        (tmp_path / f"{name}.tex").write_text(latex_table(table, language), encoding="utf-8")
    (tmp_path / "all.tex").write_text(
        r"\documentclass{article}\usepackage[fontset=fandol]{ctex}\usepackage{booktabs,tabularx,longtable,amssymb}"
        r"\begin{document}\input{short}\input{long}\end{document}", encoding="utf-8")
    made = subprocess.run(["xelatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"], cwd=tmp_path,
                          capture_output=True, text=True, encoding="utf-8", errors="replace", check=False, timeout=120)
    assert made.returncode == 0, made.stdout[-2000:]


def test_a_short_heading_is_not_broken_in_latex():
    heads = (Head(Phrase("地区", "Region")), Head(Phrase("诉求数", "Complaints"), "count"), Head(Phrase("按期答复比例", "In time"), "share"))
    made = latex_table(TABLE._replace(heads=heads, rows=[["甲市", 7, 0.5]] * 3), "zh")
    assert " 诉求数 & " in made
    assert r"\shortstack[r]{按期答\\复比例}" in made


def test_a_short_table_between_wide_ones_begins_no_page(tmp_path):
    wide = TABLE._replace(
        heads=(Head(Phrase("地区", "Region")), *(Head(Phrase("线上不便", "x"), "share") for _ in range(11))), rows=[["甲市", *[0.256] * 11]])
    short, long = TABLE._replace(rows=TABLE.rows[:1] * 3), TABLE._replace(rows=TABLE.rows[:1] * 40)
    assert on_their_sides([short, wide, short, short, wide, long, wide, short], "zh") == [
        False, True, True, True, True, False, True, False]
    write_word(tmp_path / "t.docx", list(enumerate([short, wide, short, wide, short], 1)), "zh", "样")
    document = Document(str(tmp_path / "t.docx"))
    assert [one.orientation for one in document.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    widths = [sum(column.width for column in table.columns) / 360_000 for table in document.tables]
    assert widths == [pytest.approx(one, abs=0.1) for one in (16, 24.7, 16, 24.7, 16)]


def test_rows_of_the_workbook_are_as_high_as_their_texts_and_the_note_is_not_cut(tmp_path):
    head = [Head(Phrase("名", "name"), "text"), Head(Phrase("值", "value"), "stacked")]
    stacked = [sentence(Phrase(one, one)) for one in ("1%\n[0, 2]", "2%\n[1, 3]")]
    rows = [["短", stacked[0]], ["长" * 60, stacked[1]]]
    table = ThesisTable("t", Phrase("表", "t"), head, rows, sentence(Phrase("注" * 200, "note")))
    write_workbook(tmp_path / "t.xlsx", [(1, table)], "zh")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").active
    heights = [sheet.row_dimensions[row].height for row in (3, 4, 5)]
    assert heights[0] == 27
    assert heights[1] > heights[0]
    assert heights[2] > 54
    assert [str(one) for one in sheet.merged_cells.ranges] == ["A5:B5"]


def test_columns_are_measured_once_for_a_table_and_anew_for_other_rows_and_heads():
    rows = [["甲市区", 7, 0.5, None]]
    table = TABLE._replace(rows=rows)
    first = longest_in_ems(table, "zh")
    assert longest_in_ems(table, "zh") is first
    assert first[0] == 3
    assert longest_in_ems(table._replace(rows=[["甲市", 7, 0.5, None]]), "zh")[0] == 2
    texts = tuple(head._replace(format="text") for head in table.heads)
    assert longest_in_ems(table._replace(heads=texts), "zh")[2] == 1.5
