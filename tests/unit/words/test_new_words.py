"""New words: planted ones are found, phrases and names are not, and only ticked ones count."""

import itertools
import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from govtext.errors import GovtextError
from govtext.jieba_dictionary import listed_words
from govtext.words.agreement import Within, agreement
from govtext.words.candidates import CandidateCounter, Candidates, _hashes, _packed, candidates, counted, roles
from govtext.words.facts import Lists, WordFacts
from govtext.words.forms import MATTER, OFFICE
from govtext.words.new_words import Evidence, NewWord, parts_of, surroundings, with_examples
from govtext.words.places import place_lexicon
from govtext.words.proposals import SHEET, accept, propose
from govtext.words.segmentation import Segmenter, SegmenterConfiguration


def judged(texts, batches=1, least=5):
    """Return the new words of some texts."""
    cutter = Segmenter(SegmenterConfiguration())
    counter = CandidateCounter()
    parts_of_corpus = [texts[number::batches] for number in range(batches)]
    for part in parts_of_corpus:
        cut = cutter.cut_batch(part)
        known = cutter.tagger.dictionary_codes([word for words in cut.words() for word in words])
        stop = np.zeros(len(cut.starts), dtype=bool)
        role = roles(cut, cutter.tagger.names, known < 0, cutter.tagger.codes(cut, known), stop)
        counter.add([candidates(cut, role)])
    listed = set(listed_words().words())
    words = frozenset(counter.judged(counter.repeated(least) - listed))
    parts = parts_of(words)
    evidence = Evidence(words, parts)
    for part in parts_of_corpus:
        evidence.add(surroundings(words, parts, part))
    found = evidence.judge(listed, least, 3.0, 1.0, 100)
    return {new.word: new for new in with_examples(found, parts_of_corpus)}


@pytest.fixture(scope="module")
def corpus():
    """Sentences with a planted estate, a planted matter, and an ordinary pair of words."""
    draw = random.Random(7)
    before = ["反映", "请问", "关于", "我住在", "听说", "今天去了", "希望", "由于"]
    after = ["停水三天", "没有电梯", "很吵", "不让进", "要收费吗", "怎么办理", "一直没人管", "又坏了"]
    planted = ["澜岸璟庭", "云码通办", "小区居民"]
    texts = [draw.choice(before) + draw.choice(planted) + draw.choice(after) + "。" for _ in range(240)]
    return texts + ["".join(draw.choice(before) + draw.choice(after)) for _ in range(400)]


def test_planted_words_are_found_with_their_counts(corpus):
    found = judged(corpus)
    for word in ("澜岸璟庭", "云码通办"):
        assert found[word].count == sum(word in text for text in corpus)
        assert found[word].examples
        assert all(word in example for example in found[word].examples)
    assert "居民" not in found


def test_new_words_do_not_depend_on_batches(corpus):
    one, three = judged(corpus), judged(corpus, batches=3)
    assert {w: (n.count, n.cohesion, n.branching_entropy) for w, n in one.items()} == {
        w: (n.count, n.cohesion, n.branching_entropy) for w, n in three.items()
    }


def test_examples_are_the_first_places_of_each_word_and_no_more_batches_are_read_than_have_some():
    read = []

    def batches():
        for texts in (["一\n璟乙到璟乙", "丙璟乙"], ["丁璟乙，甲甲甲"], ["甲甲"], ["璟乙"]):
            read.append(texts)
            yield texts

    found = [NewWord("璟乙", 5, 1.0, 1.0), NewWord("甲甲", 3, 1.0, 1.0)]
    shown = {new.word: new.examples for new in with_examples(found, batches())}
    assert shown == {"璟乙": ("璟乙到璟乙", "璟乙到璟乙", "丙璟乙"), "甲甲": ("丁璟乙，甲甲甲", "丁璟乙，甲甲甲", "甲甲")}
    assert len(read) == 3
    assert with_examples([], batches()) == []
    assert len(read) == 3


def test_cohesion_and_entropy_by_hand():
    texts = ["甲璟乙", "丙璟乙", "丁璟乙戊", "璟", "乙"]
    words = frozenset({"璟乙"})
    parts = parts_of(words)
    evidence = Evidence(words, parts)
    evidence.add(surroundings(words, parts, texts))
    new = evidence.judge(set(), 1, 0.0, 0.0, 10)[0]
    characters = sum(map(len, texts))
    assert new.count == 3
    assert new.cohesion == pytest.approx(np.log2((3 / characters) / ((4 / characters) * (4 / characters))), abs=1e-6)
    # Before it three characters; after it two ends of lines, each a neighbour of its own, and one character.
    assert new.branching_entropy == pytest.approx(np.log2(3), abs=1e-6)


def test_a_sheet_goes_out_and_comes_back():
    rows = [
        {"word": word, "count": 9, "cohesion": 8.0, "branching_entropy": 3.0, "examples": ["在" + word]}
        for word in ("澜岸璟庭", "云码办", "甲乙")
    ]
    sheet = propose(rows)
    assert [tuple(row) for row in sheet] == [SHEET] * 3
    assert accept(sheet, ()) == []
    sheet[0]["accept"], sheet[1]["accept"], sheet[1]["tag"] = "x", "是", "nz"
    assert accept(sheet, ()) == ["澜岸璟庭 ns", "云码办 nz"]
    assert accept(sheet, {"云码办"}) == ["澜岸璟庭 ns"]
    assert accept(sheet + sheet, ()) == ["澜岸璟庭 ns", "云码办 nz"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"accept": "x", "word": "两个 词", "tag": ""}, r"row 2 column word"),
        ({"accept": "x", "word": "词", "tag": "noun"}, r'row 2 column tag: "noun" is no tag; .*'),
        ({"word": "词"}, r"has no column accept"),
    ],
)
def test_a_spoilt_sheet_is_named(row, message):
    with pytest.raises(GovtextError, match=message):
        accept([row], (), file="new_words.xlsx")


def test_disagreement_of_lists_and_texts_is_said():
    found = agreement(Counter({"一网通办": 4}), Counter({"一网通办": 4, "网通": 4, "尊敬的": 9, "很少": 1}), {"一网通办", "网通"},
                      {"尊敬的", "很少", "网通"})
    assert found.split_terms == (("网通", 4),)
    assert found.split_stopwords == (("尊敬的", 9), ("网通", 4))
    assert found.hidden_terms == ("网通",)
    assert len(found.notices()) == 3


LISTED = frozenset({"经营许可", "许可", "办公厅", "一网通办"})


def test_an_entry_within_a_longer_word_is_found_in_it():
    found = {word: Within(LISTED).of(word) for word in ("经营许可证", "许可", "一网通办", "许可许可", "a" * 40, "厅")}
    assert found == {
        "经营许可证": ("经营许可", "许可"), "许可": (), "一网通办": (), "许可许可": ("许可", "许可"), "a" * 40: (), "厅": ()
    }


def test_facts_of_a_word_are_those_of_the_word_alone(monkeypatch, lexicons):
    monkeypatch.setattr("govtext.words.facts._MOST_HELD", 5)
    places = place_lexicon(lexicons.words("places.txt"))
    lists = Lists(frozenset({"教育局"}), frozenset({"办理"}), places, frozenset({"许可", "很"}), LISTED)
    facts = WordFacts(lists, lambda forms: np.array([len(form) - 1 for form in forms], dtype=np.int16), ["a", "b", "c", "d", "e"])
    cutter = Segmenter(SegmenterConfiguration((("经营许可证", 1000, "n"), ("教育局", 1000, "n"))))
    for texts in (["许可", "经营许可证"], ["教育局", "许可小区", "很"], ["经营许可证办理", "aχ办理"], ["办理", "教育局"]):
        cuts = [cutter.cut_batch(texts), replace(cutter.cut_batch(texts[::-1]), keys=None)]
        for cut, numbers in zip(cuts, facts.numbers_of(cuts), strict=True):
            forms = [word for words in cut.words() for word in words]
            assert [facts.forms[number] for number in numbers] == forms
            assert facts.tag[numbers].tolist() == [len(form) - 1 for form in forms]
            assert facts.stop[numbers].tolist() == [form in lists.stopwords for form in forms]
            assert facts.listed[numbers].tolist() == [form in LISTED for form in forms]
            assert [bool(role & OFFICE) for role in facts.role[numbers].tolist()] == [form == "教育局" for form in forms]
            assert [bool(role & MATTER) for role in facts.role[numbers].tolist()] == [form == "办理" for form in forms]
            assert [facts.number(form) for form in forms] == numbers.tolist()
    assert len(set(facts.forms)) == len(facts.forms)
    numbers = np.array([facts.number(form) for form in ("许可", "经营许可证", "厅")], dtype=np.int32)
    assert facts.entries(np.repeat(numbers, [9, 3, 5])) == {"经营许可": 3, "许可": 12}


def held(words):
    """Return candidates with counts as a batch gives them."""
    joined = "\n".join([*words, ""])
    codes = np.frombuffer(joined.encode("utf-32-le"), dtype="<u4")
    end = np.cumsum([len(word) + 1 for word in words]) - 1
    begin = end - [len(word) for word in words]
    hashes = _hashes(codes, begin, end)
    order = np.argsort(hashes)
    first, rest = _packed(codes, begin[order], end[order])
    return Candidates(hashes[order], first, rest, np.array(list(words.values()))[order])


def test_of_very_many_candidates_the_rarest_are_dropped(monkeypatch):
    monkeypatch.setattr("govtext.words.candidates._MOST_HELD", 6)
    counter = CandidateCounter()
    counter.add([held({"路灯": 9, "水管": 4, "桥洞": 2}), held({"井盖": 2, "水管": 1, "树枝": 1, "楼道": 1})])
    assert len(counter.counts) == 6
    counter.add([held({"车棚": 1})])
    # down to half, those of one count together
    assert dict(zip(counter.counts.words(), counter.counts.counts.tolist(), strict=True)) == {"路灯": 9, "水管": 5}
    monkeypatch.setattr("govtext.words.candidates._MOST_JUDGED", 1)
    assert counter.repeated(5) == {"路灯", "水管"}
    assert counter.judged({"路灯", "水管"}) == ["路灯"]
    assert counter.judged({"水管"}) == ["水管"]


def test_candidates_are_the_same_strings_whatever_their_length():
    draw = random.Random(9)
    han = ["一", "\u9fd5", *(chr(draw.randrange(0x4E00, 0x9FD6)) for _ in range(50))]
    words = {"".join(draw.choices(han, k=size)): size for size in (2, 3, 4, 5, 6, 7, 8) for _ in range(40)}
    given = held(words)
    assert dict(zip(given.words(), given.counts.tolist(), strict=True)) == words
    twice = counted([given, held({"路灯": 7}), counted([]), given])
    assert dict(zip(twice.words(), twice.counts.tolist(), strict=True)) == {
        "路灯": 7, **{word: 2 * count for word, count in words.items()}
    }
    assert (np.diff(twice.hashes.astype(float)) >= 0).all()
    assert counted([]).words() == []


def test_examples_are_the_same_sought_together_or_one_by_one(monkeypatch):
    draw = random.Random(5)
    batches = [["".join(draw.choices("路灯坏了，水管\n", k=40)) for _ in range(5)] for _ in range(4)]
    found = [NewWord("".join(word), 5, 6.0, 2.0) for word in itertools.product("路灯坏水", repeat=2)] + [NewWord("坏坏坏坏坏坏", 5, 6.0, 2.0)]
    shown = []
    for few in (0, 100):
        monkeypatch.setattr("govtext.words.new_words._ONE_BY_ONE", few)
        shown.append([new.examples for new in with_examples(found, batches)])
    assert shown[0] == shown[1]
    assert shown[0][-1] == ()
    assert shown[0][0] != shown[0][1]
    assert [len(examples) for examples in shown[0][:-1]] == [3] * 16
