import re

import pytest

from govtext.documents.cleaning import (
    CleaningRules,
    plain_text,
    simplified,
    trimmed_reply,
    trimmed_text,
    without_markup,
)
from govtext.errors import GovtextError


@pytest.fixture(scope="module")
def rules(lexicons):
    return CleaningRules.from_table(lexicons.table("cleaning.toml"), "cleaning.toml")


def clean_text(raw, rules, kind="complaint"):
    return trimmed_text(plain_text(raw, rules), rules, kind)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("\n\t\t\t\n\t\t\t路灯坏了\n\t\t\t", "路灯坏了"),
        ("<p>路灯坏了</p><p>没人修&nbsp;&amp;&#x7ba1;</p>", "路灯坏了\n没人修 &管"),
        ("第一_x000D_\n第二_x000D_", "第一\n第二"),
        ("路\u200b灯\ufeff坏\u202e了\x00", "路灯坏了"),
        ("１２号楼ＡＢ座，水管漏水", "12号楼AB座，水管漏水"),
        ("一、路灯。\u3000\u3000二、水管。", "一、路灯。\n二、水管。"),
        ("a  b\t\tc\xa0 d", "a b c d"),
        ("①先办证…②再缴费", "①先办证…②再缴费"),
        ("<script>alert('x')</script>路灯<!-- 注 -->", "路灯"),
        ("温度<某某条例>规定 3<5", "温度<某某条例>规定 3<5"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("&lt;b&gt;路灯&lt;/b&gt;", "路灯"),
    ],
)
def test_remains_go_and_wording_stays(raw, clean):
    assert without_markup(raw) == clean


def test_cleaning_twice_changes_nothing():
    raw = "&amp;lt;p&amp;gt;路&amp;nbsp;灯\u3000\u3000坏_x000D_了 <b>\n\n x"
    assert without_markup(without_markup(raw)) == without_markup(raw)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("尊敬的李局长：您好！我家停水三天。", "我家停水三天。"),
        ("各位领导，你们好！停水三天。", "停水三天。"),
        ("您好，停水三天了。此致 敬礼！", "停水三天了"),
        ("您好！", "您好！"),
        ("停水三天，您好歹管管", "停水三天，您好歹管管"),
    ],
)
def test_salutations_and_closings_go(rules, raw, clean):
    assert clean_text(raw, rules) == clean


def test_policies_keep_their_salutation_and_lose_page_furniture(rules):
    raw = "下载\n打印\n【字号：\n大\n中\n小\n】\n各位代表：\n现在报告工作。\n打印本页"
    assert clean_text(raw, rules, "policy") == "各位代表：\n现在报告工作。"


def test_platform_phrases_leave_replies(rules):
    assert trimmed_reply("已派人修理。感谢您对我们工作的理解与支持！", rules) == "已派人修理。"


def test_traditional_to_simplified():
    pytest.importorskip("opencc")
    assert simplified("門口的路燈壞了") == "门口的路灯坏了"


@pytest.mark.parametrize("hostile", ["<" * 50_000, "<!--" * 30_000, "<style>" * 20_000, "！" * 100_000, "&" * 50_000, " \n" * 50_000,
                                     "\u3000" * 100_000, "尊敬的" * 30_000])
def test_hostile_texts_cost_no_more_than_their_length(rules, hostile):
    clean_text(hostile + "x", rules)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"greetings": ["您好"]}, "there is no list greetings"), ({"closings": "谢谢"}, '"closings" is no list'),
        ({"closings": 3}, '"closings" is no list'), ({"page_lines": [1]}, '"page_lines" is no list'),
        ({"salutations": ["("]}, '"(" is no regular expression'),
    ],
)
def test_what_is_wrong_in_the_lexicon_is_told(table, told):
    with pytest.raises(GovtextError) as error:
        CleaningRules.from_table(table, "pipeline/lexicons/cleaning.toml")
    assert told in str(error.value)
    assert "cleaning.toml" in str(error.value)


def test_a_text_that_is_nothing_but_a_closing_or_a_salutation_stays():
    rules = CleaningRules(salutations=("尊敬的领导：",), closings=("谢谢。$",))
    assert trimmed_text("尊敬的领导：路灯坏了。谢谢。", rules) == "路灯坏了。"
    assert trimmed_text("谢谢。", rules) == "谢谢。"
    assert trimmed_text("尊敬的领导：", rules) == "尊敬的领导："
    assert trimmed_text("尊敬的领导：路灯坏了。谢谢。", rules, kind="policy") == "尊敬的领导：路灯坏了。谢谢。"


def test_traditional_characters_stay_unless_they_are_to_be_simplified():
    assert plain_text("路燈壞了", CleaningRules()) == "路燈壞了"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a&amp;lt;b&amp;gt;c", "ac"),  # escaped twice: what comes out is markup again
        ("_x0041_路灯", "_x0041_路灯"), ("路_x001F_灯", "路灯"), ("路_x0009_灯", "路 灯"), ("一_x005F_二", "一_二"),
    ],
)
def test_what_comes_out_of_escapes_is_cleaned_again(raw, clean):
    assert without_markup(raw) == clean
    assert without_markup(clean) == clean


@pytest.mark.parametrize("pattern", ["[，。]{0,2}(?:盼复|望回复)[。！]?$", "[，。]盼.{0,2}$", "(?i)[，。]盼复[。A-Z]*$", r"(，|。)盼复\1$"])
@pytest.mark.parametrize("text", ["路灯坏了，盼复，", "路灯坏了。盼复。", "路灯坏了，望回复", "路灯坏了", "盼复"])
def test_closings_go_whatever_literals_their_patterns_have(pattern, text):
    rules = CleaningRules(closings=(pattern,))
    cut = re.sub(pattern, "", text)
    assert trimmed_text(text, rules) == (cut if cut.strip() else text)


@pytest.mark.parametrize("pattern", ["您?好，", "(?i)hi[,，]", r"(.)\1，", ".{1,2}好，", "x?"])
def test_salutations_go_whatever_their_patterns_begin_with(pattern):
    for text in ("您好，停水了", "好，停水了", "HI，停水了", "你们好，停水了", "喂喂，停水了", "停水了", ""):
        found = re.match(pattern, text)
        expected = text[found.end() :] if found and found.end() and text[found.end() :].strip() else text
        assert trimmed_text(text, CleaningRules(salutations=(pattern,))) == expected, text


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("一 二", "一 二"), ("一  二", "一 二"), ("一\t二", "一 二"), ("一 \u3000二", "一 二"), ("一\xa0 二 三", "一 二 三"),
        ("一 \n二", "一\n二"), ("一\n 二", "一\n二"), ("一\r\n二\u2028三", "一\n二\n三"), ("一\u200b１Ｂ", "一1B"), (" 一 ", "一"),
        ("一\n\n二", "一\n二"), ("一_x000A_二", "一\n二"), ("一_x_二", "一_x_二"),
    ],
)
def test_blanks_become_single_ones_and_seldom_signs_go(written, expected):
    assert without_markup(written) == expected
    assert without_markup(f"{written}&amp;") == f"{expected}&" or written.endswith(" ")


@pytest.mark.parametrize("patterns", [("打印", "【?关闭】?", ".{0,4}ICP备\\d+号"), ("打印", "\\d{3}", "[a-z]*"), ("(?i:PRINT)", "大")])
def test_lines_of_pages_go_whatever_their_patterns_begin_with(patterns):
    lines = ["打印", " 打印 ", "打印机坏了", "关闭", "【关闭】", "粤ICP备12号", "123", "1234", "", "abc", "print", "大", "路灯坏了"]
    whole = re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
    for line in lines:
        text = f"路灯坏了\n{line}\n水管也坏了"
        kept = "路灯坏了\n水管也坏了" if whole.fullmatch(line.strip()) else text
        rules = CleaningRules(page_lines=patterns)
        assert trimmed_text(text, rules) == kept, line
