"""Clauses are ranked by weights over what words and matters tell, and the weights are learnt from judged matters."""

import numpy as np
import pytest
from scipy import sparse

from govtext.errors import GovtextError
from govtext.policies.aspects import SettledAspects
from govtext.policies.linking import ClauseIndex, WeightedWords
from govtext.policies.matters import MatterFrame, SpokenMatters
from govtext.policies.ranking import FEATURES, PLAIN, Compared, LinkRanker, Matters, Weights
from govtext.policies.ranking_fit import FOLDS, Judged, Reached, fit_weights, held_out, reached

FRAME = MatterFrame(
    {
        "matter": [
            {"name": "登记", "said": ["房产证"], "rules": ["不动产登记"]},
            {"name": "拖延", "said": ["还没办"], "rules": ["法定期限内办结"], "general": True},
            {"name": "噪声", "said": ["太吵"], "rules": ["夜间施工"]},
        ]
    }
)
LEAST = 0.18


def of_features(features: np.ndarray, *met: tuple[int, int]) -> Compared:
    """Clauses of which only features are known and, of two matters, which each meets."""
    entries = (np.ones(len(met)), tuple(np.array(met, dtype=int).reshape(-1, 2).T))
    table = sparse.csr_matrix(entries, shape=(len(features), 2))
    return Compared(np.arange(len(features)), features, {}, np.zeros(len(features), bool), Matters(table, ["一", "二"]))


def ranker(weights: Weights | None = None) -> LinkRanker:
    wording = ["登记 材料", "期限 办结", "热线 答复", "热线 培训"]
    index = ClauseIndex(wording, [""] * 4, [1.0] * 4)
    spoken = SpokenMatters(FRAME, [{"登记": 0.75}, {"拖延": 0.75}, {}, {}])
    settled = SettledAspects([[0.5, 0.0], [0.0, 0.5], [0.5, 0.5], [0.0, 0.0]])
    return LinkRanker(index, spoken, [False, True, False, False], settled, weights or Weights.read({}))


def best_each(ranker, queries, raised, count, asked=None) -> list[list[tuple[int, float]]]:
    """Of each message the rows and scores of its best clauses."""
    words = list(dict.fromkeys(word for query in queries for word in query))
    columns = (
        np.repeat(np.arange(len(queries)), [len(query) for query in queries]),
        np.array([words.index(word) for query in queries for word in query], dtype=np.int64),
        np.array([weight for query in queries for weight in query.values()], dtype=np.float64),
    )
    best = ranker.best_each(WeightedWords(words, *columns, len(queries)), raised, count, LEAST, asked)
    found: list[list[tuple[int, float]]] = [[] for _ in queries]
    for owner, row, score, rank in zip(*(column.tolist() for column in best), strict=True):
        found[owner].append((row, score))
        assert rank == len(found[owner])
    return found


def told(compared: Compared, row: int) -> dict[str, float]:
    at = compared.rows.tolist().index(row)
    return dict(zip(FEATURES, compared.features[at].tolist(), strict=True))


def test_what_is_told_of_each_clause_that_speaks_to_a_matter():
    compared = ranker().compare({"登记": 2.0, "材料": 1.0}, {"登记": 1.0, "拖延": 0.5}, {"登记"}, LEAST)
    assert compared.rows.tolist() == [0, 1]
    assert not compared.bare.any()
    subject, service = told(compared, 0), told(compared, 1)
    assert subject["subject"] == subject["subjects"] == pytest.approx(0.75)
    assert subject["subject_relative"] == subject["covered_relative"] == 1.0
    assert subject["service"] == 0.0
    assert service["service"] == service["service_beside_subject"] == pytest.approx(0.375)
    assert (service["business"], subject["business"]) == (1.0, 0.0)
    assert subject["met"] == service["met"] == pytest.approx(0.2)
    assert subject["share"] == 1.0


def test_a_subject_on_which_the_rules_are_silent_takes_from_the_share_but_not_from_service():
    compared = ranker().compare({}, {"噪声": 1.0, "拖延": 0.5}, set(), LEAST)
    assert compared.rows.tolist() == [1]
    assert told(compared, 1)["share"] == 0.0
    assert told(compared, 1)["service"] == pytest.approx(0.375)


def test_a_clause_without_a_matter_is_linked_by_words_that_cover_much():
    links = ranker().best({"热线": 1.0, "答复": 1.0}, {}, {"热线", "答复"}, 5, LEAST)
    assert [link.row for link in links] == [2]
    assert links[0].words == ("答复", "热线")
    assert ranker().best({"热线": 1.0, "口罩": 1.0}, {}, {"热线"}, 5, LEAST) == []


def test_many_messages_are_ranked_as_one_by_one():
    queries = [{"登记": 2.0, "材料": 1.0}, {}, {"期限": 1.0}]
    raised = [{"登记": 1.0, "拖延": 0.5}, {}, {"拖延": 1.0, "噪声": 0.4}]
    each = best_each(ranker(), queries, raised, 5)
    assert [[row for row, _ in found] for found in each] == [[0, 1], [], [1]]
    for query, matters, found in zip(queries, raised, each, strict=True):
        alone = [link for link in ranker().best(query, matters, set(), 5, LEAST) if link.row in dict(found)]
        assert [(link.row, link.score) for link in alone] == found
    assert best_each(ranker(), queries[:1], raised[:1], 1) == [each[0][:1]]
    assert best_each(ranker(), [], [], 5) == []


def test_the_clauses_that_cover_most_are_compared_whatever_their_matters():
    compared = ranker().compare({"登记": 3.0, "答复": 1.0}, {"登记": 1.0}, {"登记"}, LEAST)
    assert compared.rows.tolist() == [0, 2]
    assert not compared.bare.any()
    assert told(compared, 2)["subject"] == told(compared, 2)["met"] == 0.0
    assert 0 < told(compared, 2)["covered"] < told(compared, 0)["covered"]


def test_of_clauses_on_one_matter_the_one_that_settles_what_is_asked_comes_first():
    index = ClauseIndex(["登记 甲", "登记 乙"], ["", ""], [1.0, 1.0])
    spoken = SpokenMatters(FRAME, [{"登记": 0.75}, {"登记": 0.75}])
    asks = Weights({"subject": 1.0, "asked": 2.0}, 0.0)
    found = LinkRanker(index, spoken, [False] * 2, SettledAspects([[0.5, 0.0], [0.0, 0.5]]), asks)
    query, raised = {"登记": 1.0}, {"登记": 1.0}
    assert [link.row for link in found.best(query, raised, set(), 5, LEAST, [3.0, 0.0])] == [0, 1]
    assert [link.row for link in found.best(query, raised, set(), 5, LEAST, [0.0, 1.0])] == [1, 0]
    each = best_each(found, [query] * 3, [raised] * 3, 5, [[3.0, 0.0], [0.0, 1.0], ()])
    assert [[row for row, _ in one] for one in each] == [[0, 1], [1, 0], [0, 1]]


def test_none_where_nothing_reaches_the_least_and_never_more_than_asked():
    raised = {"登记": 1.1, "拖延": 1.1}
    query = {"登记": 1.0, "期限": 1.0}
    assert len(ranker().best(query, raised, set(), 5, LEAST)) == 2
    assert len(ranker().best(query, raised, set(), 1, LEAST)) == 1
    assert ranker(Weights({}, -9.0)).best(query, raised, set(), 5, LEAST) == []
    assert ranker().best({}, {}, set(), 5, LEAST) == []
    empty = LinkRanker(ClauseIndex([], [], []), SpokenMatters(FRAME, []), [], SettledAspects([]), Weights.read({}))
    assert empty.best(query, raised, set(), 5, LEAST) == []


def test_weights_are_read_checked_and_have_a_plain_form(lexicons):
    assert Weights.read({}).of == PLAIN
    read = Weights.read({"ranking": {"covered": 2, "intercept": -1.5}})
    assert (read.of, read.intercept) == ({"covered": 2.0}, -1.5)
    with pytest.raises(GovtextError, match='"coverd" in .* is no feature'):
        Weights.read({"ranking": {"coverd": 1.0}})
    with pytest.raises(GovtextError, match="is no number"):
        Weights.read({"ranking": {"covered": "much"}})
    with pytest.raises(GovtextError, match='"登记" in .* is no number'):
        Weights.read({"ranking": {"trust": {"登记": "much"}}})
    with pytest.raises(GovtextError, match="trust is no table"):
        Weights.read({"ranking": {"trust": 1.0}})
    assert Weights.read({"ranking": {"trust": {"登记": 1}}}).trust == {"登记": 1.0}
    shipped = Weights.read(lexicons.table("matters.toml"))
    assert set(shipped.of) == set(FEATURES)
    assert shipped.trust
    assert set(shipped.trust) <= {row["name"] for row in lexicons.table("matters.toml")["matter"]}


def test_a_clause_counts_for_more_by_a_matter_that_is_trusted():
    query, raised = {"登记": 1.0, "期限": 1.0}, {"登记": 1.0, "拖延": 1.0}
    compared = ranker().compare({**query, "答复": 1.0}, raised, set(), LEAST)
    assert compared.rows.tolist() == [0, 1, 2]
    assert compared.met.table.toarray().tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 0]]
    assert compared.met.names == ["登记", "拖延", "噪声"]
    for trusted, order in (("登记", [0, 1]), ("拖延", [1, 0])):
        found = ranker(Weights({}, 0.0, {trusted: 1.5, "噪声": 9.0, "别的": 9.0}))
        assert [link.row for link in found.best(query, raised, set(), 5, LEAST)] == order
        each = best_each(found, [{}, query], [{"噪声": 1.0}, raised], 5)
        assert each[0] == []
        assert each[1] == [(order[0], pytest.approx(0.817574)), (order[1], 0.5)]


def judged(issues: int, seed: int = 3) -> list[Judged]:
    """Issues with six clauses each of which the one with the strongest subject is right; every third has none."""
    random, found = np.random.default_rng(seed), []
    for number in range(issues):
        features = random.random((6, len(FEATURES))) * 0.3
        right = np.zeros(6, dtype=bool)
        if number % 3:
            right[number % 6] = True
            features[number % 6, FEATURES.index("subject")] += 1.0
        compared = of_features(features)
        found.append(Judged(compared, right, int(right.sum())))
    return found


def test_the_weights_learn_what_tells_and_cut_where_told():
    weights = fit_weights(judged(60), LEAST)
    assert max(weights.of, key=weights.of.__getitem__) == "subject"
    assert weights == fit_weights(judged(60), LEAST)
    vector = np.array([weights.of[name] for name in FEATURES])
    for one in judged(30, seed=4):
        scores = 1 / (1 + np.exp(-(one.compared.features @ vector + weights.intercept)))
        assert (scores.max() >= LEAST) == bool(one.clauses)
        if one.clauses:
            assert one.right[scores.argmax()]


def test_a_matter_is_trusted_by_how_often_its_clauses_are_right_and_the_less_the_fewer_were_judged():
    found = []
    for number in range(60):
        # Clauses meet the first matter where they are right, one in twenty of the wrong ones the second.
        met = [(0, 0)] + ([(1, 1)] if number % 20 == 0 else [])
        found.append(Judged(of_features(np.zeros((4, len(FEATURES))), *met), np.array([True, False, False, False]), 1))
    trust = fit_weights(found, LEAST).trust
    assert trust["一"] > 1.0
    assert -0.3 < trust["二"] < 0.0


def test_too_few_judged_issues_are_told():
    with pytest.raises(GovtextError, match="too few"):
        fit_weights(judged(FOLDS - 1), LEAST)
    with pytest.raises(GovtextError, match="too few"):
        fit_weights([one for one in judged(60) if not one.clauses], LEAST)


def test_what_is_reached_on_each_set_is_told_by_weights_fitted_to_the_others():
    sets = {"one": judged(30, seed=5), "two": judged(30, seed=6)}
    assert held_out(sets, 10, LEAST) == {
        "one": reached(sets["one"], fit_weights(sets["two"], LEAST), 10, LEAST),
        "two": reached(sets["two"], fit_weights(sets["one"], LEAST), 10, LEAST),
    }
    assert held_out(sets, 10, LEAST)["one"] == Reached(1.0, 1.0, 10, 10)


def test_recall_counts_the_first_five_and_rank_the_first_right_one():
    features = np.zeros((7, len(FEATURES)))
    features[:, FEATURES.index("covered")] = np.arange(7, 0, -1)
    compared = of_features(features)
    weights = Weights({"covered": 0.1}, 0.0)
    second, sixth = (np.arange(7) == at for at in (1, 5))
    assert reached([Judged(compared, second, 2)], weights, 10, LEAST) == Reached(0.5, 0.5, 0, 0)
    assert reached([Judged(compared, sixth, 1)], weights, 10, LEAST) == Reached(0.0, pytest.approx(1 / 6), 0, 0)
    nothing = np.zeros(7, dtype=bool)
    assert reached([Judged(compared, nothing, 0)], weights, 10, LEAST) == Reached(0.0, 0.0, 0, 1)
    assert reached([Judged(compared, nothing, 0)], Weights({}, -5.0), 10, LEAST) == Reached(0.0, 0.0, 1, 1)
