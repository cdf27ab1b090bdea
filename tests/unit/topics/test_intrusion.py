import math

import pytest

from govtext.topics.intrusion import Item, make_items, score, score_topics

WORDS = {topic: [f"{name}{at}" for at in range(20)] for topic, name in enumerate("水车噪学")}
SHARES = {"c1": {0: 0.7, 1: 0.2, 2: 0.1}, "c2": {3: 0.9, 0: 0.1}, "c3": {}}
TEXTS = {"c1": "停水三天", "c2": "学位不够", "c3": "没有主题"}


def items(**changed):
    given = {"per_topic": 2, "texts_shown": 5, "seed": 1, **changed}
    return make_items(WORDS, SHARES, TEXTS, **given)


def test_the_intruder_is_the_one_of_another_topic():
    made = items()
    assert [item.number for item in made] == list(range(1, len(made) + 1))
    assert {task: sum(item.task == task for item in made) for task in ("words", "sets", "topics")} == {
        "words": 8, "sets": 8, "topics": 2
    }
    for item in made:
        if item.task != "topics":
            first = "水车噪学"[item.topic_id]
            strange = [at for at, option in enumerate(item.options) if not option.startswith(first)]
            assert strange == [item.intruder]
            assert all(len({word[0] for word in option.split("、")}) == 1 for option in item.options)


def test_of_a_text_the_intruder_is_the_topic_that_it_has_least_of():
    made = {item.text: item for item in items() if item.task == "topics"}
    assert made.keys() == {"停水三天", "学位不够"}
    assert made["停水三天"].options[made["停水三天"].intruder].startswith("学")
    assert made["停水三天"].shares[made["停水三天"].intruder] == 0
    assert made["学位不够"].topic_id == 3


def test_the_same_seed_gives_the_same_questions_and_another_others():
    assert items() == items()
    assert items() != items(seed=2)


@pytest.mark.parametrize("words", [{}, {0: ["水"]}, {0: WORDS[0]}, {0: ["水", "管"], 1: ["水", "管"]}])
def test_too_few_topics_or_words_give_no_questions(words):
    assert make_items(words, SHARES, TEXTS, 2, 5, 1) == []


def test_scores_are_what_they_are_by_hand():
    questions = [Item(n, "words", n % 2, "", tuple("abcdef"), 0) for n in range(1, 11)]
    questions.append(Item(11, "topics", 0, "t", tuple("abcd"), 0, (0.05, 0.6, 0.2, 0.1)))
    given = {
        "A": {n: 0 if n <= 8 else 1 for n in range(1, 11)} | {11: 1},
        "B": dict.fromkeys(range(1, 6), 0),
    }
    rows = {(row["task"], row["coder"]): row for row in score(questions, given)}
    mine = rows["words", "A"]
    assert (mine["answered"], mine["right"], mine["precision"]) == (10, 8, 0.8)
    assert mine["chance"] == pytest.approx(1 / 6)
    # Wilson 1927: (p + z²/2n ± z √(p q / n + z²/4n²)) / (1 + z²/n)
    z, n, p = 1.959964, 10, 0.8
    centre, half = p + z * z / 2 / n, z * math.sqrt(p * (1 - p) / n + z * z / 4 / n / n)
    assert mine["low"] == pytest.approx((centre - half) / (1 + z * z / n), abs=1e-6)
    assert mine["high"] == pytest.approx((centre + half) / (1 + z * z / n), abs=1e-6)
    tail = sum(math.comb(10, k) * (1 / 6) ** k * (5 / 6) ** (10 - k) for k in range(8, 11))
    assert mine["p"] == pytest.approx(tail)
    assert rows["topics", "A"]["log_odds"] == pytest.approx(math.log(0.05) - math.log(0.6))
    assert rows["words", "all"]["agreement"] == 1.0
    assert ("topics", "B") not in rows
    by_topic = {(row["topic_id"], row["task"]): row["answered"] for row in score_topics(questions, given)}
    assert by_topic == {(0, "topics"): 1, (0, "words"): 7, (1, "words"): 8}


def test_all_coders_together_have_the_mean_of_all_their_log_odds():
    question = Item(1, "topics", 0, "t", tuple("abcd"), 0, (0.05, 0.6, 0.2, 0.001))
    rows = {row["coder"]: row for row in score([question], {"A": {1: 0}, "B": {1: 1}, "C": {1: 3}})}
    assert rows["A"]["log_odds"] == 0
    assert rows["B"]["log_odds"] == pytest.approx(math.log(0.05 / 0.6))
    assert rows["C"]["log_odds"] == pytest.approx(math.log(0.05 / 0.01)), "a share that is not written counts as 0.01"
    assert rows["all"]["log_odds"] == pytest.approx((math.log(0.05 / 0.6) + math.log(5)) / 3)
    assert (rows["all"]["answered"], rows["all"]["right"], rows["all"]["agreement"]) == (3, 1, 0.0)
    assert rows["A"]["agreement"] is None
    only_words = [Item(1, "words", 0, "", tuple("abcdef"), 0)]
    assert score(only_words, {"A": {1: 0}})[0]["log_odds"] is None
