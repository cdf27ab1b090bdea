"""The mentions of a batch are those of its texts, found word by word."""

import random

import pytest

from govtext.parallel import Work
from govtext.settings import WordsSettings
from govtext.words.batch_mentions import batch_mentions, find_mentions
from govtext.words.facts import WordFacts
from govtext.words.mentions import CutText, Mention
from govtext.words.offices import departments, matters, may_be_matter, may_end_office, with_names
from govtext.words.places import named_places
from govtext.words.references import coded_places, document_numbers, policy_titles
from govtext.words.segmentation import segmenter
from govtext.words.stage import configure

WRITTEN = (
    "A市 A7县 K10 望江 望江区 北山镇 禾穗 花园 小区 社区 街道 村 镇 市 区 大道 枫林 路 路口 人民 路上 学校 医院 八 第三 中学 三中 小学 "
    "火车站 上海 润 和 紫 郡 苑 城 国际 桃花 政府 市政府 区 分局 派出所 村委会 教育局 委 公安局 交警支队 办理 申请 营业执照 低保 "
    "的 在 位于 反映 我们 被 至 到 跑 修 这 很 生活 噪声 停水 ， 。 ； \r\n x1 《 》 办法 国办发〔2016〕55号 号 清源 栖霞 银杏 实验"
)
PARTS = WRITTEN.split(" ")


@pytest.fixture(scope="module")
def configuration(lexicons):
    return configure(WordsSettings(), lexicons, Work())


def one_by_one(cut, references, lists):
    """Return the mentions of a text, every word of it being asked whether a place's name ends with it."""
    words = list(enumerate(zip(cut.words, cut.tags, strict=True)))
    offices, bare = departments(
        cut, lists.offices, [n for n, (word, tag) in words if may_end_office(word, tag, lists.offices)])
    coded = coded_places(cut)
    others = [*references, *coded, *matters(cut, lists.matters, [n for n, (w, _) in words if may_be_matter(w, lists.matters)])]
    named = named_places(cut, lists.places, lists.stopwords, [*others, *bare], range(len(words)))
    return sorted({*others, *named, *with_names(cut, offices, [*coded, *named])})


@pytest.mark.parametrize("seed", range(6))
def test_mentions_of_a_batch_are_those_of_its_texts(configuration, seed):
    draw = random.Random(seed)
    texts = ["", *("".join(draw.choices(PARTS, k=draw.randrange(40))) for _ in range(150)), ""]
    cutter = segmenter(configuration.segmenter)
    names = [*cutter.tagger.names, "x"]
    cut = cutter.cut_batch(texts)
    references = [[*policy_titles(text), *document_numbers(text)] for text in texts]
    facts = WordFacts(configuration.lists, cutter.tagger.dictionary_codes, names)
    expected = []
    for text, words, found, begin in zip(texts, cut.words(), references, cut.batch.text_starts.tolist(), strict=False):
        alone = CutText.of(text, words, [names[code] for code in cutter.tagger.dictionary_codes(words)])
        mentions = one_by_one(alone, found, configuration.lists)
        assert find_mentions(alone, found, configuration.lists) == mentions
        expected += [Mention(begin + m.start, begin + m.end, m.kind) for m in mentions]
    assert {m.kind for m in expected} >= {"place", "department", "matter"}
    assert batch_mentions(cut, facts, facts.numbers_of([cut])[0], references) == expected
