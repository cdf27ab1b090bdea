"""Lexicons: what a researcher edits is read as she meant it, or the line is named."""

import pytest

from govtext.errors import GovtextError
from govtext.lexicons import Lexicons, LexiconWord, code_labels, like_shipped


def lexicons(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return Lexicons({name: path})


def test_words_in_jiebas_format(tmp_path):
    read = lexicons(tmp_path, "d.txt", "\ufeff# offices\n一网通办 100 n\n\n推诿 v\n跑腿 5 # spoken\n最多跑一次\n").words("d.txt")
    assert read == [
        LexiconWord("一网通办", 100, "n", 2), LexiconWord("推诿", None, "v", 4),
        LexiconWord("跑腿", 5, None, 5), LexiconWord("最多跑一次", None, None, 6),
    ]


def test_a_bad_line_is_named(tmp_path):
    with pytest.raises(GovtextError, match=r"pipeline/lexicons/d.txt row 2: .* is no dictionary line; write:"):
        lexicons(tmp_path, "d.txt", "好\n一 网 通 办\n").words("d.txt")


def test_another_encoding_a_missing_file_and_bad_toml_are_told(tmp_path):
    with pytest.raises(GovtextError, match="is not UTF-8; save it as UTF-8"):
        lexicons(tmp_path, "d.txt", "政务".encode("gbk")).lines("d.txt")
    with pytest.raises(GovtextError, match="is missing"):
        Lexicons({"x.txt": tmp_path / "x.txt"}).lines("x.txt")
    with pytest.raises(GovtextError, match="is no valid TOML"):
        lexicons(tmp_path, "d.toml", "a = ").table("d.toml")


def test_an_undeclared_lexicon_is_refused(tmp_path):
    with pytest.raises(GovtextError, match=r"pipeline/stages.py: lexicon other.txt is not .* add \"other.txt\""):
        lexicons(tmp_path, "d.txt", "a").lines("other.txt")


def test_the_shipped_codebook_has_the_ten_codes_with_labels(lexicons):
    labels = {one.code: one.zh for one in code_labels(lexicons.table("service_problems.toml"))}
    assert labels == {
        "cumbersome_procedures": "手续繁琐", "slow_response": "响应迟缓", "buck_passing": "推诿扯皮",
        "poor_attitude": "态度傲慢", "high_cost": "成本高昂", "rigid_rules": "规定僵化",
        "opaque_information": "信息不透明", "online_inconvenience": "线上不便", "weak_enforcement": "执行不力",
        "inconsistent_standards": "标准不一",
    }


def test_labels_of_codes_and_of_request_types_come_from_the_codebook() -> None:
    from govtext.lexicons import CodeLabel, code_labels

    book = {
        "codes": [{"code": "a", "label": "甲", "label_en": "A", "definition": "甲类"}],
        "types": [{"code": "ask", "label": "问", "label_en": "Ask"}, {"code": "bare"}],
    }
    assert code_labels(book) == [CodeLabel("a", "甲", "A", "甲类")]
    assert code_labels(book, "types") == [CodeLabel("ask", "问", "Ask", ""), CodeLabel("bare", "bare", "bare", "")]


@pytest.mark.parametrize("wrong", [lambda: {}["a"], lambda: 3 .items(), lambda: list(7), lambda: int("x"), lambda: ""[0]])
def test_a_lexicon_of_another_form_is_told_with_its_file(wrong):
    with pytest.raises(GovtextError, match="pipeline/lexicons/d.toml: is not built like the shipped file") as error, like_shipped("pipeline/lexicons/d.toml"):
        wrong()
    assert "govtext new" in str(error.value)


def test_what_a_reader_says_of_a_lexicon_itself_stays():
    with pytest.raises(GovtextError, match="no expression"), like_shipped("pipeline/lexicons/d.toml"):
        raise GovtextError("no expression")
