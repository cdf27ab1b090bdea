"""Bounds by pairs of characters are never below what is said of a place, and close enough to leave few places."""

from __future__ import annotations

import random

import numpy as np
import pytest

from govtext.documents import name_contexts as contexts
from govtext.documents import name_surroundings as surroundings
from govtext.documents.name_characters import GIVEN_COMMON, PARTS, SURNAMES_COMMON
from govtext.documents.name_evidence import FIRM, evidence_before, evidence_behind
from govtext.documents.name_places import name_places
from govtext.documents.name_words import sorted_words, word_cost
from govtext.jieba_dictionary import listed_words

_EDGES = 5


def codes_of(text: str) -> np.ndarray:
    points = np.frombuffer(("\n" + text + "\n" * _EDGES).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return np.minimum(points, np.uint32(0xFFFF)).astype(np.intp)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Texts of words of all kinds that the evidence knows, of words of the dictionary, and of marks between them."""
    draw = random.Random(5)
    known = [contexts.INTRODUCING, contexts.ROLES, contexts.TITLES, contexts.TAKING, contexts.SELF, contexts.DOING,
             contexts.ORGANISATIONS, contexts.PLACES, contexts.MARKS, contexts.PERSON_ENDS, contexts.SURE_ENDS]
    kinds = [
        *map(sorted, known), draw.sample([word for word in listed_words().words() if len(word) < 5], 3000),
        list(SURNAMES_COMMON), list(GIVEN_COMMON), list(PARTS),
        ["男", "女", "汉族", "出生", "今年", "35岁", "1990年生", "联系电话", "13", "〔2019〕", "某", "的", "鲜在城", "镇"],
        [",", "，", "、", "。", "\n", " ", "\u3000", "（", ")", "A", "Zhang", "\U0001d7d7", "\ud800", "12"],
    ]
    return ["".join(draw.choice(draw.choice(kinds)) for _ in range(draw.randrange(1, 14))) for _ in range(3000)]


def test_bounds_before_and_behind_hold_everywhere(texts):
    seen = close = 0
    for text in texts:
        codes, at = codes_of(text), np.arange(1, len(text) + 1)
        before = [evidence_before(text, place) for place in range(len(text))]
        most = surroundings.most_before(codes, at)
        assert (most >= before).all(), (text, most, before)
        # a place behind a word that announces says more, and then less is asked of what stands behind a name
        behind = [max(evidence_behind(text, place, said) for said in (0.0, 5.0)) for place in range(len(text))]
        most_behind = surroundings.most_behind(codes, at)
        assert (most_behind >= behind).all(), (text, most_behind, behind)
        seen += 2 * len(text)
        close += int((most - before < 0.1).sum()) + int((most_behind - behind < 0.1).sum())
    assert close > 0.7 * seen


def test_costs_of_two_characters_are_those_of_words():
    text = "我们去派出所找工作人员，龘龘"
    given = surroundings.cost_of_two(codes_of(text), np.arange(1, len(text)))
    assert given.tolist() == [word_cost(text[at : at + 2], -99.0) for at in range(len(text) - 1)]


def test_a_firm_announcement_is_never_missed(texts):
    firm = 0
    for text in texts:
        marks = [at for at, char in enumerate(text) if char in ":：叫是"]
        told = surroundings.firmly_announced(codes_of(text), np.array(marks, dtype=np.int64) + 1).tolist()
        for mark, is_told in zip(marks, told, strict=True):
            blank = text[mark + 1 : mark + 2].isspace()
            if max(evidence_before(text, mark + n) for n in (1, 1 + blank)) >= FIRM:
                firm += 1
                assert is_told, text[: mark + 1]
    assert firm > 50


def test_parts_are_told_by_both_characters():
    codes, places = codes_of("扎西多吉努力格和"), np.arange(1, 9)
    pairs = {part[:2] for part in PARTS}
    assert surroundings.begin_parts(codes, places).tolist() == [
        "扎西多吉努力格和"[at : at + 2] in pairs for at in range(8)
    ]


def test_outlines_are_those_of_the_words():
    words = sorted_words()
    every = {word for word in listed_words().words() if words.sort(word) is not None}
    some = words.of_sort(0)
    assert {chr(code) for code in some.singles.tolist()} == {word for word in every if len(word) == 1}
    for given, cut in ((some.firsts, slice(0, 2)), (some.lasts, slice(-2, None))):
        assert {chr(pair >> 16) + chr(pair & 0xFFFF) for pair in given.tolist()} == {
            word[cut] for word in every if len(word) > 1
        }


def test_places_behind_marks_and_plain_words_are_left_out():
    """What single characters leave: a mark that no word stands before, a word of the language behind it."""
    (places,) = name_places(["我是A城居民。情况：属实，因为时间很长，是人程序多，也（应该）尽快，需要通过法律"])
    assert not places.likely
    assert not places.other_forms
