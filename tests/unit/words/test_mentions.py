"""Entities: what is found, and where."""

import pytest

from govtext.parallel import Work
from govtext.settings import WordsSettings
from govtext.words.batch_mentions import find_mentions
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
        names = [*cutter.tagger.names, "x"]
        cut = CutText.of(text, words, [names[code] for code in cutter.tagger.dictionary_codes(words)])
        kinds = {}
        for mention in find_mentions(cut, [*policy_titles(text), *document_numbers(text)], configuration.lists):
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
        ("我住翠竹佳园北苑，再走两站", ["翠竹佳园北苑"]),
        ("地处桂花岭社区旁，小区南边栖霞花园在施工", ["桂花岭社区", "栖霞花园"]),
        ("打造一条成熟商业街，创建文明卫生城市，学习周边城市的做法", []),
        ("本站的经停线路和我所在小区都在老城区", []),
        ("A市八医院和B2区第三中学", ["A市", "A市八医院", "B2区", "B2区第三中学"]),
        ("在广州打工，社保交在上海", ["广州", "上海"]),
        ("建设智慧小区，住在郭桥路望春佳园小区", ["郭桥路", "望春佳园小区"]),
        ("银杏路口堵车，栖霞路上也堵，从人民快速路走", ["银杏路", "栖霞路", "人民快速路"]),
        ("开发商宣传翡翠花园属于学区，路口和路上没有路灯", ["翡翠花园"]),
        ("B5市向阳区政府的答复", ["B5市", "向阳区"]),
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
        ("到A5区政府集体上访，政府没有人出面", ["A5区政府"]),
        ("A2区分局转交给望江派出所", ["A2区分局", "望江派出所"]),
        ("对市政府区政府都说过", ["市政府", "区政府"]),
        ("希望市工商局和区教育局都管一管", ["市工商局", "区教育局"]),
        ("去了派出所，又到禾穗村村委会盖章", ["派出所", "禾穗村村委会"]),
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
        ("市公安局望公办〔2018〕23号和市人民政府望发〔2019〕5号", ["望公办〔2018〕23号", "望发〔2019〕5号"]),
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
