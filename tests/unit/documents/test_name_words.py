"""Words found in sorted arrays are those that a plain dictionary of all words gives."""

from __future__ import annotations

import math
import random

import pytest

from govtext.documents import name_words
from govtext.documents.name_figures import UNKNOWN
from govtext.documents.name_words import (
    DESCRIBING,
    GOING_ON,
    LEADING,
    LONGEST,
    is_word,
    sorted_words,
    word_cost,
    word_costs,
    word_sorts,
)
from govtext.jieba_dictionary import listed_words


@pytest.fixture(scope="module")
def plain() -> dict[str, tuple[float, set[str]]]:
    """Word → cost and parts of speech, of all words but those that look like names."""
    listed = listed_words()
    scale = math.log(int(listed.frequencies.sum()))
    names = name_words._look_like_names(listed)
    found: dict[str, tuple[float, set[str]]] = {}
    of_three = []
    for word, size, count, tag, is_name in zip(
        listed.words(), listed.sizes.tolist(), listed.frequencies.tolist(), listed.tag.tolist(), names.tolist(),
        strict=True,
    ):
        cost = math.log(max(count, 1)) - scale
        if is_name and size == 3:
            of_three.append((word, cost))
        elif size <= LONGEST and not is_name:
            tags = found.get(word, (0.0, set()))[1] | {listed.tag_names[tag]}
            found[word] = (max(cost, UNKNOWN) if size == 1 else cost, tags)
    often = {word: cost for word, cost in of_three if found.get(word[:2], (-99.0,))[0] >= math.log(500) - scale}
    return found | {word: (cost, found.get(word, (0.0, set()))[1]) for word, cost in often.items()}


def test_costs_and_sorts_are_those_of_the_dictionary(plain: dict[str, tuple[float, set[str]]]) -> None:
    assert len(sorted_words().numbers) == len(plain) > 300_000
    for word, (cost, tags) in plain.items():
        assert sorted_words().cost(word) == cost
        sorts = sorted_words().sort(word)
        assert sorts == sum(sort for sort, of in name_words._TAGS.items() if not tags.isdisjoint(of)), word


def test_what_is_no_word_is_not_found(plain: dict[str, tuple[float, set[str]]]) -> None:
    draw, characters = random.Random(5), [word for word in plain if len(word) == 1]
    tried = ["".join(draw.choices(characters, k=draw.randint(0, 6))) for _ in range(20_000)]
    tried += ["", "\0", "的\0", "\0的", "\0\0", "\U0001f600", "的\U0001f600", "\ud800", "王小明明明"]
    for word in tried:
        assert (word_costs()(word) is not None) == is_word(word) == (word in plain)
    assert word_cost("的\0", -1.0) == -1.0


def test_words_have_sorts() -> None:
    sort_of = word_sorts()
    assert (sort_of("举报") or 0) & LEADING
    assert (sort_of("已经") or 0) & GOING_ON
    assert (sort_of("漂亮") or 0) & DESCRIBING
    assert sort_of("路灯") == 0


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(name_words, "_MOST_HELD", 3)
    asked: list[str] = []
    held = name_words._Remembered(lambda word: asked.append(word) or float(len(word)))
    assert [held[word] for word in ("甲", "乙乙", "甲", "丙", "丁", "甲")] == [1.0, 2.0, 1.0, 1.0, 1.0, 1.0]
    assert asked == ["甲", "乙乙", "丙", "丁", "甲"]
    assert len(held) == 2
