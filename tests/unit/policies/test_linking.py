"""Queries find the clauses that share their weighted words, and none where the rules are silent."""

import math
from collections import Counter

import numpy as np
from tests.unit.policies.complaints import heard

from govtext.policies.hearing import IN_TITLE, PLACE_WEIGHTS
from govtext.policies.linking import ClauseIndex
from govtext.policies.matters import MatterFrame
from govtext.policies.queries import Queries, gather, strongest, strongest_each
from govtext.policies.vocabulary import ACT, ACTOR, MATTER, OTHER, Vocabulary

NO_MATTERS = MatterFrame({})
SYNONYMS = {"synonyms": {"推诿": ["踢皮球", "扯皮"], "群众": ["老百姓"]}, "linking": {"actors": ["群众"]}}


def test_synonyms_are_one_word_even_when_cut_apart():
    vocabulary = Vocabulary(SYNONYMS, ["的"])
    assert vocabulary.words(["老百姓", "的", "诉求"]) == ["群众", "诉求"]
    assert vocabulary.words(["两家", "踢", "皮球"], ["m", "v", "n"]) == ["皮球", "推诿"]
    assert vocabulary.emphasis["推诿"] == MATTER > vocabulary.emphasis["群众"]


def test_what_each_token_says_is_what_all_say_together():
    vocabulary = Vocabulary({"synonyms": {"推诿": ["扯皮"], "拖延": ["扯皮"]}}, ["的"])
    assert vocabulary.said(["扯皮", "的", "诉求", "长沙", "扯皮"], ["m", "u", "n", "ns", "v"]) == [
        "推诿 拖延", "", "诉求", "", "推诿 拖延"
    ]


def test_the_clause_that_covers_most_of_the_query_comes_first():
    index = ClauseIndex(["热线 答复 期限", "热线 培训", "收费 目录"], ["", "", ""], [1.0, 1.0, 1.0])
    best = index.best({"热线": 1.0, "期限": 1.0}, 5, 0.1)
    assert [link.row for link in best][:1] == [0]
    assert best[0].words == ("期限", "热线")
    assert all(0 < link.score <= 1 for link in best)


def test_words_that_no_clause_holds_make_for_none():
    index = ClauseIndex(["热线 答复", "收费 目录"], ["", ""], [1.0, 1.0])
    query = {"噪音": 3.0, "夜宵": 3.0, "目录": 0.3}
    assert index.best(query, 5, 0.15) == []
    assert index.best(query, 5, 0.0)[0].row == 1


def test_a_clause_that_lays_nothing_down_follows():
    index = ClauseIndex(["热线 答复", "热线 答复"], ["", ""], [0.5, 1.0])
    assert [link.row for link in index.best({"热线": 1.0}, 5, 0.0)] == [1, 0]


def test_words_alone_must_cover_much_and_hold_the_subject():
    wording = ["热线 答复 期限", *["期限 答复"] * 40]
    index = ClauseIndex(wording, [""] * 41, [1.0] * 41)
    scores, columns = index.scores({"热线": 1.0, "答复": 1.0, "期限": 1.0})
    alone = index.alone(scores, columns, {"热线"}, 2, 0.1)
    assert np.flatnonzero(alone).tolist() == [0]
    assert not index.alone(scores, columns, {"答复", "口罩"}, 2, 0.1).any()  # a word of the genre tells no subject
    assert not index.alone(scores, columns, {"热线"}, 2, 0.99).any()
    assert not index.alone(scores, columns, {"热线"}, 4, 0.1).any()


def test_the_subject_stands_in_half_of_the_titles():
    vocabulary = Vocabulary({"synonyms": {"办理": ["处理"]}, "linking": {"acts": ["办理"]}}, [])
    texts = [
        ("c0", ["停水", "处理", "\n", "噪音"], ["n", "v", "x", "n"]),
        ("c1", ["水管", "停水", "\n", "噪音"], ["n", "n", "x", "n"]),
        ("c2", ["路灯", "\n", "停水"], ["n", "x", "n"]),
    ]
    queries = gather(texts, {doc: "i1" for doc, _, _ in texts}, {}, vocabulary, NO_MATTERS)
    assert queries.of(["i1"])[0].subject == {"停水"}


def test_no_clauses_and_no_words():
    assert ClauseIndex([], [], []).best({"热线": 1.0}, 5, 0.0) == []
    assert ClauseIndex(["", ""], ["", ""], [1.0, 1.0]).best({"热线": 1.0}, 5, 0.0) == []
    assert ClauseIndex(["热线"], [""], [1.0]).best({}, 5, 0.0) == []


def test_titles_weigh_more_and_names_drop_out():
    vocabulary = Vocabulary({}, [])
    others = [(f"c{n}", ["噪音", "\n", "停水"], ["n", "x", "n"]) for n in range(250)]
    one = ("c_", ["停水", "\n", "噪音", "金桂苑"], ["n", "x", "n", "n"])
    queries = gather([*others, one], {"c_": "i1"}, {}, vocabulary, NO_MATTERS)
    weights = queries.of(["i1"])[0].query
    assert weights["停水"] > weights["噪音"] > 0
    assert "金桂苑" not in weights


def test_evidence_makes_the_query_of_a_problem():
    vocabulary = Vocabulary(SYNONYMS, [])
    texts = [(f"c{n}", ["部门", "踢皮球", "\n", "拖延"], ["n", "v", "x", "v"]) for n in range(3)]
    queries = gather(texts, {}, {doc: [("buck_passing", 2, 5)] for doc, _, _ in texts}, vocabulary, NO_MATTERS)
    assert set(queries.problem("buck_passing")) == {"推诿"}
    assert queries.problem("high_cost") == {}


def test_the_words_of_many_complaints_are_chosen_as_of_each_alone():
    words = [f"词{chr(0x4E00 + n)}" for n in range(60)]
    emphasis = {word: (MATTER, ACT, ACTOR)[n % 3] for n, word in enumerate(words[:40])}
    # Of more words than are kept, of few, of none that count: it raises no matter.
    said = [words[::-1], words[30:35], words[:5]]
    complaints = heard(
        *((f"c{n}", {word: (n + at) % 3 for at, word in enumerate(own)}, {"一": 1.0} if n < 2 else {}, ())
          for n, own in enumerate(said))
    )
    found = strongest_each(complaints, emphasis)
    assert found.queries == 3
    for n, own in enumerate(said):
        weights = np.array([PLACE_WEIGHTS[(n + at) % 3] * emphasis.get(word, OTHER) for at, word in enumerate(own)])
        alone = strongest(weights, np.arange(len(own)), own) if n < 2 else {}
        at = np.flatnonzero(found.owner == n)
        many = {found.words[number]: weight for number, weight in zip(found.numbers[at], found.weights[at], strict=True)}
        assert list(many.items()) == list(alone.items())


def test_many_issues_ask_what_each_of_them_asks_alone():
    draws = np.random.default_rng(3)
    words = [f"词{chr(0x4E00 + n)}" for n in range(90)]
    emphasis = {word: (MATTER, ACT, ACTOR)[n % 3] for n, word in enumerate(words[:40])}
    complaints = []
    for n in range(300):
        own = draws.permutation(90)[: draws.integers(2, 30)].tolist()
        raised = {name: float(draws.integers(1, 4)) / 3 for name in draws.permutation(["甲", "乙", "丙"])[: n % 3].tolist()}
        complaints.append((f"c{n}", {words[at]: int(draws.integers(0, 3)) for at in own}, raised, [1.0, 2.0] if raised else ()))
    issue_of = {f"c{n}": f"i{n % 7}" for n in range(70)}
    queries = Queries(emphasis, frozenset(["乙"]))
    said = [queries.count(heard(*complaints[at : at + 100])) for at in range(0, 300, 100)]
    for one in said:
        queries.belong(one, issue_of)
    used = Counter(word for _, told, _, _ in complaints for word in told)
    for issue, asked in zip([*queries.issues, "none"], queries.of([*queries.issues, "none"]), strict=True):
        own = [one for one in complaints if issue_of.get(one[0]) == issue]
        places, titles, raised = Counter(), Counter(), {}
        for _, told, matters, _ in own:
            for word, place in told.items():
                places[word] += PLACE_WEIGHTS[place]
                titles[word] += place == IN_TITLE
            for name, weight in matters.items():
                raised.setdefault(name, []).append(weight)
        inside = Counter(word for _, told, _, _ in own for word in told)
        weights = {
            word: weight / len(own) * math.log(1 + 300 / used[word]) * emphasis.get(word, OTHER)
            for word, weight in places.items() if used[word] - inside[word] >= 2 or word in emphasis
        }
        best = sorted(weights, key=lambda word: (-weights[word], word))[:20]
        assert list(asked.query.items()) == [(word, weights[word]) for word in best]
        half = {word for word, times in titles.items() if times and times >= len(own) / 2}
        assert asked.subject == {word for word in half if emphasis.get(word, OTHER) not in (ACT, ACTOR)}
        means = {name: sum(told) / (len(told) if name == "乙" else len(own)) for name, told in raised.items()}
        enough = {name for name, told in raised.items() if (len(told) if name == "乙" else sum(told)) >= 0.3 * len(own)}
        assert list(asked.raised.items()) == [(name, mean) for name, mean in means.items() if name in enough]
        asking = sum(bool(matters) for _, _, matters, _ in own)
        assert list(asked.aspects) == ([asking, 2.0 * asking] if asking else [])
