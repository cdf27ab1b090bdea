"""`show context`: a wording in its contexts; `show keywords --by`: words of groups."""

import unicodedata

import pytest
import small_study

from govtext.errors import GovtextError
from govtext.report.context import Place, line_of, print_context
from govtext.report.terminal import print_view
from govtext.store import Source


def width(line):
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in line)


def documents(*texts):
    return Source.of("documents", [
        {"doc_id": f"c{n:012d}", "kind": kind, "source_file": "a.csv", "title": title, "text": text}
        for n, (kind, title, text) in enumerate(texts)
    ])


TEXTS = documents(
    ("complaint", "互相推诿", "两个部门互相推诿，推诿了三个月。\n没有人管"),
    ("policy", "条例", "不得推诿、拖延。"),
    ("complaint", "停水", "a.b (推|诿)"),
)


def test_every_place_is_told_with_the_word_in_one_column(capsys):
    print_context(TEXTS, "推诿", 20, "zh")
    head, *lines = capsys.readouterr().out.splitlines()
    assert head == "“推诿”：4 处，见于 2 篇文本"
    assert len(lines) == 4
    assert {width(line[: line.index("【")]) for line in lines} == {width(lines[0][: lines[0].index("【")])}
    assert all(width(line) <= 80 for line in lines)
    assert lines[1].startswith("c000000000000 ")
    assert "两个部门互相【推诿】，推诿了三个月。 没有人管" in lines[1]


@pytest.mark.parametrize("wording", ["a.b", "(推|诿)", "推.", "[", "\\"])
def test_a_wording_is_no_pattern(wording, capsys):
    print_context(TEXTS, wording, 20, "en")
    places = sum(text.count(wording) for text in ("a.b (推|诿)",))
    assert ("1 places in 1 texts" if places else "no text holds it") in capsys.readouterr().out


def test_of_many_places_an_even_selection_is_shown(capsys):
    print_context(documents(*[("complaint", "", f"第{n}处推诿") for n in range(1000)]), "推诿", 5, "en")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 7
    assert lines[0].startswith('"推诿": 1,000 places')
    numbers = [int(line.split("第")[1].split("处")[0]) for line in lines[1:-1]]
    assert numbers == sorted(numbers)
    assert numbers[-1] > 700
    assert "--most 1000" in lines[-1]


def test_a_kind_of_text_can_be_chosen(capsys):
    print_context(TEXTS, "推诿", 20, "zh", "policy")
    assert "1 处" in capsys.readouterr().out
    with pytest.raises(GovtextError, match="kind of text"):
        print_context(TEXTS, "推诿", 20, "zh", "letter")
    with pytest.raises(GovtextError, match="no word"):
        print_context(TEXTS, "  ", 20, "zh")


def test_a_text_can_not_steer_the_terminal():
    line = line_of(Place("c1", "\x1b[2J前" * 90, "推\x07诿", "后\u202e" * 90), 80)
    assert not [one for one in line if unicodedata.category(one)[0] == "C"]
    assert width(line) <= 80


@pytest.mark.parametrize(("by", "told"), [("region", "特征词"), ("problem", "响应迟缓"), ("request_type", "求助")])
def test_words_of_groups_fit_eighty_columns(by, told, capsys):
    print_view(dict(small_study.inputs().tables), "keywords", 20, "zh", by)
    printed = capsys.readouterr().out
    assert told in printed
    assert max(width(line.rstrip()) for line in printed.splitlines()) <= 80


def test_words_that_may_differ_by_chance_are_not_listed_as_a_group_s(capsys):
    tables = dict(small_study.inputs().tables)
    rows = tables["code_keyness"].read().to_pylist()
    word = rows[0]["word"]
    tables["code_keyness"] = Source.of("code_keyness", [row | {"p_adjusted": 0.2} for row in rows])
    print_view(tables, "keywords", 20, "en", "problem")
    printed = capsys.readouterr().out
    assert "no word with adjusted p" in printed
    assert f"{word}(" not in printed


def test_one_group_is_told_in_full(capsys):
    print_view(dict(small_study.inputs().tables), "keywords", 20, "en", "problem", "slow_response")
    printed = capsys.readouterr().out
    assert "Slow response" in printed
    assert "log ratio" in printed
    assert "1.50" in printed


@pytest.mark.parametrize(
    ("what", "by", "group", "message"),
    [
        ("keywords", "regon", "", "there are .*region"),
        ("keywords", "region", "某市", "no region 某市"),
        ("keywords", "", "某市", "needs --by"),
        ("topics", "region", "", "can't be shown by groups"),
    ],
)
def test_what_there_is_not_is_told(what, by, group, message):
    with pytest.raises(GovtextError, match=message):
        print_view(dict(small_study.inputs().tables), what, 20, "en", by, group)
