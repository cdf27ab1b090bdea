"""Plain and Markdown texts: what is wording stays, what is a mark goes."""

import pytest

from govtext.documents.readers.content import Limits, Unreadable
from govtext.documents.readers.plain import read_plain


def read(tmp_path, text, markdown=True, **options):
    path = tmp_path / ("a.md" if markdown else "a.txt")
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_plain(path, Limits(**options), markdown=markdown)


def test_the_first_heading_of_the_first_rank_is_the_title(tmp_path):
    made = read(tmp_path, "\n# **路灯**管理办法 #\n\n## 第一章 总则\n# 附件\n正文\n")
    assert (made.title, made.text) == ("路灯管理办法", "\n\n第一章 总则\n附件\n正文")
    for text in ("正文\n# 办法\n", "## 第一章\n正文\n"):
        assert read(tmp_path, text).title == "", "a heading behind text, or of lower rank, is none"
    assert read(tmp_path, "#办法\n").text == "#办法", "without a blank it is no heading"


def test_a_plain_text_keeps_its_marks(tmp_path):
    text = "# 办法\n- 一\n**粗**\n---\n"
    made = read(tmp_path, text, markdown=False)
    assert (made.title, made.text, made.fields) == ("", text, {})


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("> > 引文", "引文"), ("* 一", "一"), ("  - 二", "  二"), ("+ 三", "三"), ("-四", "-四"), ("![图](a.png)后", "图后"),
        ("见[办法](http://x)第三条", "见办法第三条"), ("**粗**和__斜__", "粗和斜"), ("2 ** 3 ** 4", "2 ** 3 ** 4"), ("a - b", "a - b"), ("--", "--"), ("[甲]乙", "[甲]乙"),
    ],
)
def test_marks_within_lines(tmp_path, line, kept):
    assert read(tmp_path, f"甲\n{line}\n").text == f"甲\n{kept}"


@pytest.mark.parametrize("rule", ["---", "* * *", "___", " - - - "])
def test_rules_between_parts_go(tmp_path, rule):
    assert read(tmp_path, f"甲\n{rule}\n乙\n").text == "甲\n乙"


def test_fields_before_the_text(tmp_path):
    made = read(tmp_path, '---\ntitle: "路灯管理办法"\ndate: 2020-01-02\nempty:\n: nothing\nno colon\nurl: http://x:1\n---\n正文\n')
    assert made.fields == {"title": "路灯管理办法", "date": "2020-01-02", "url": "http://x:1"}
    assert made.text.strip() == "正文"


def test_what_is_no_text_is_refused(tmp_path):
    with pytest.raises(Unreadable, match="holds no text"):
        read(tmp_path, "路\0" * 50, markdown=False)
    assert read(tmp_path, b"x" * 400 + b"\0", markdown=False).text.startswith("xxx"), "a stray one is none"
    assert read(tmp_path, b"x" * 1600, cell_characters=100).text
    with pytest.raises(Unreadable, match="more than 100 characters"):
        read(tmp_path, b"x" * 1601, cell_characters=100)
