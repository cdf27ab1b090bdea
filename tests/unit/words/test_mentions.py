"""Entities: what is found, and where."""

import pytest

from govtext.parallel import Work
from govtext.settings import WordsSettings
from govtext.words.cut_documents import find_mentions
from govtext.words.mentions import CutText, Mention, without_overlaps
from govtext.words.references import document_numbers, policy_titles
from govtext.words.segmentation import segmenter
from govtext.words.stage import configure


@pytest.fixture(scope="module")
def found(lexicons):
    """A function: text → {kind: [mentions]}."""
    configuration = configure(WordsSettings(), lexicons, Work())
    cutter = segmenter(configuration.segmenter)

    def find(text):
        words = cutter.cut([text])[0]
        cut = CutText.of(text, words, [cutter.dictionary.tags.get(word, "x") for word in words])
        kinds = {}
        for mention in find_mentions(cut, [*policy_titles(text), *document_numbers(text)], configuration):
            kinds.setdefault(mention.kind, []).append(text[mention.start : mention.end])
        return kinds

    return find


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("位于A市A7县的云栖小区经常停水", ["A市", "A7县", "云栖小区"]),
        ("请问枫林大道什么时候能修好？", ["枫林大道"]),
        ("反映K10县清源镇的污水问题", ["K10县", "清源镇"]),
        ("我们小区的马路坏了", []),
        ("A市民政局对市民都好", ["A市"]),
        ("望江区禾穗花园和北山镇中心小学停电（区里知道）", ["望江区", "禾穗花园", "北山镇", "北山镇中心小学"]),
        ("A7县三中和A市火车站", ["A7县", "A7县三中", "A市", "A市火车站"]),
        ("孩子在育英实验小学读书", ["育英实验小学"]),
    ],
)
def test_places(found, text, places):
    assert found(text).get("place", []) == places


@pytest.mark.parametrize(
    ("text", "offices"),
    [
        ("我去A3区城管局投诉过", ["A3区城管局"]),
        ("市公安局交警支队没有答复", ["市公安局交警支队"]),
        ("给A市委市政府写信", ["A市委市政府"]),
        ("开发商和物业公司互相推诿", []),
    ],
)
def test_departments(found, text, offices):
    assert found(text).get("department", []) == offices


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("根据国办发〔2016〕55号的要求", ["国办发〔2016〕55号"]),
        ("请按照浙政办函（2019）8号执行", ["浙政办函（2019）8号"]),
        ("违反了国务院令第722号和第3条", ["国务院令第722号"]),
        ("我家住在3栋（2019）12号房", []),
    ],
)
def test_document_numbers(found, text, numbers):
    assert found(text).get("document_number", []) == numbers


def test_policy_titles(found):
    text = "《优化营商环境条例》和《关于印发〈政务公开工作要点〉的通知》都写了，《人民日报》也登了，《通知》没看到"
    assert found(text)["policy_title"] == ["《优化营商环境条例》", "《关于印发〈政务公开工作要点〉的通知》"]


def test_matters(found):
    assert found("去窗口办理居住证，还要户口迁移和公积金提取")["matter"] == ["办理居住证", "户口迁移", "公积金提取"]


def test_of_overlapping_mentions_the_longest_is_kept():
    mentions = [Mention(0, 3, "place"), Mention(2, 8, "place"), Mention(9, 10, "place")]
    assert without_overlaps(mentions) == [Mention(2, 8, "place"), Mention(9, 10, "place")]
