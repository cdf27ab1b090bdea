import datetime

import openpyxl
from docx import Document
from docx.oxml.ns import qn

from govtext.report.tables.latex import escape, latex_table
from govtext.report.tables.model import Head, ThesisTable, shown
from govtext.report.tables.word import write_word
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
    Phrase("n = 2。", "n = 2."),
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
    assert [paragraph.text for paragraph in document.paragraphs] == ["表3  样表", "注：n = 2。"]
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert (fonts.get(qn("w:eastAsia")), fonts.get(qn("w:ascii"))) == ("宋体", "Times New Roman")
    assert [cell.text for cell in table.rows[1].cells] == ["甲_乙 50% & 多", "1,234", "25.6%", "2024-02-03"]
    assert document.core_properties.created.year == 2000


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


def test_latex_is_booktabs_and_escaped():
    made = latex_table(TABLE, "zh")
    assert made.index("toprule") < made.index("midrule") < made.index("bottomrule")
    assert r"甲\_乙 50\% \& 多 & 1,234 & 25.6\% & 2024-02-03" in made
    assert escape("\\a{b}~^#$") == r"\textbackslash{}a\{b\}\textasciitilde{}\textasciicircum{}\#\$"


def test_a_cell_without_a_value_is_a_dash():
    assert {shown(None, format, "zh") for format in ("text", "count", "share", "decimal", "fine", "day")} == {"–"}
