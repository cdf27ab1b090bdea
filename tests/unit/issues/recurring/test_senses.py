"""What words mean by the company they keep."""

import random

import numpy as np
import pyarrow as pa
import pytest

from govtext.issues.recurring import senses
from govtext.issues.recurring.senses import Sampled, word_senses

COMPANY = {"烟": ["油烟", "烧烤", "排风", "呛人", "窗户"], "学": ["学位", "入学", "划片", "招生", "孩子"]}


def messages(number=1500, seed=3):
    drawn = random.Random(seed)
    made = []
    for at in range(number):
        words = COMPANY["烟" if at % 2 else "学"]
        made.append([word for _ in range(4) for word in drawn.sample(words, 3)] + [f"词{drawn.randrange(130)}"])
    return made


@pytest.fixture
def vocabulary():
    return [*sorted({word for words in messages() for word in words}), "从未"]


def cosine(made, vocabulary, one, other):
    a, b = made[vocabulary.index(one)], made[vocabulary.index(other)]
    return float(a @ b)


def test_words_in_the_same_company_are_near_and_others_are_not(vocabulary):
    made = word_senses([pa.array(messages())], vocabulary)
    groups = list(COMPANY.values())
    within = [cosine(made, vocabulary, a, b) for words in groups for a in words for b in words if a < b]
    across = [cosine(made, vocabulary, a, b) for a in groups[0] for b in groups[1]]
    assert np.mean(within) > 0 > np.mean(across)
    assert min(within) > max(across)
    assert not made[vocabulary.index("从未")].any()


def test_the_cut_into_batches_does_not_matter_and_no_word_stands_beside_one_of_another_message(vocabulary):
    whole = messages()
    one = word_senses([pa.array(whole)], vocabulary)
    several = word_senses([pa.array(whole[:7]), pa.array(whole[7:])], vocabulary)
    assert np.array_equal(one, several)
    apart = [[word] for words in whole for word in words]
    assert word_senses([pa.array(apart)], vocabulary).shape == (len(vocabulary), 0)


def test_few_words_have_no_senses():
    assert word_senses([pa.array([["一", "二"]])], ["一", "二"]).shape == (2, 0)
    assert word_senses([], []).shape == (0, 0)


def test_messages_at_even_distances_are_kept_and_all_are_handed_on():
    batches = [
        pa.RecordBatch.from_pydict({"words": [[str(at)] for at in range(first, first + 5)]}) for first in (0, 5, 10)
    ]
    sampled = Sampled(batches, 15, most=4)
    assert [batch.num_rows for batch in sampled] == [5, 5, 5]
    assert [row[0] for part in sampled.kept for row in part.to_pylist()] == ["0", "4", "8", "12"]
    assert senses.MOST_MESSAGES >= 1000
