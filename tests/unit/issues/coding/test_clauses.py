"""What clauses say: arithmetic by hand, spans, evidence verbatim, mistakes in the file."""

import math
import pickle
import tomllib

import numpy as np
import pytest

from govtext.errors import GovtextError
from govtext.issues.coding.assess import assess
from govtext.issues.coding.audit import explain, words_of
from govtext.issues.coding.batch import code_batch, code_text
from govtext.issues.coding.clauses import PER_STRETCH, ClauseEntry, ClauseModel, clause_spans, pieces
from govtext.issues.coding.codebook import read_codebook
from govtext.issues.coding.coder import Coder
from govtext.issues.coding.layer import read_layer
from govtext.issues.coding.layer_file import layer_text

CLAUSES = {
    "columns": ["idf", "dark", "slow"], "intercepts": [-2.0, -3.0], "least": 1.0,
    "weights": {"灯": [1.0, 2.0, 0.0], "不亮": [2.0, 3.0, 0.0], "等": [1.5, 0.0, 4.0], "吗？": [1.0, -1.0, 0.0]},
}
WHOLE_TOO = {
    "least": 0.2,
    "columns": ["idf", "dark", "slow", "whole:dark", "whole:slow"],
    "weights": {
        "灯": [1.0, 2.0, 0.0, 0.5, 0.0], "不亮": [2.0, 3.0, 0.0, -1.0, 0.0], "等": [1.5, 0.0, 4.0, 0.0, 2.0],
        "吗？": [1.0, -1.0, 0.0, 0.0, 0.0],
    },
}
LAYER = {
    "codebook": "small",
    "codes": {
        "dark": {"intercept": 0.0, "rules": 0.1, "clauses": 1.0, "alone": True, "threshold": 0.5},
        "slow": {"intercept": 0.0, "rules": 0.1, "clauses": 0.5, "threshold": 0.5},
    },
    "clauses": CLAUSES,
}
BOOK = {"name": "small", "codes": [{"code": code, "label": code, "label_en": code} for code in ("dark", "slow")]}


def test_clauses_and_pieces() -> None:
    text = "路灯\n路灯不亮，等了？ 又等!"
    assert [text[start:end] for start, end in clause_spans(text)] == ["路灯", "路灯不亮", "等了？", "又等"]
    assert pieces("灯不亮") == {"灯", "不", "亮", "灯不", "不亮", "灯不亮"}
    assert pieces("灯") == {"灯"}
    assert pieces("") == set()


def test_the_clause_that_speaks_most_is_scored_as_written_down() -> None:
    model = ClauseModel(ClauseEntry.model_validate(CLAUSES))
    spoken = model.speak("路灯\n路灯不亮，等吧")
    length = math.sqrt(1.0 + 4.0)
    assert spoken.best.tolist() == pytest.approx([(2.0 + 6.0) / length - 2.0, 1.5 * 4.0 / 1.5 - 3.0])
    assert spoken.spans == [(3, 7), (8, 10)]
    assert dict(model.contributions("路灯不亮", "dark")) == pytest.approx({"灯": 2.0 / length, "不亮": 6.0 / length})
    # Three clauses: the first two speak for one code, the last for the other; else the intercepts are left.
    odds = [[math.exp(2.0 - 2.0), math.exp(8.0 / length - 2.0), math.exp(-2.0)], [math.exp(-3.0), math.exp(-3.0), math.exp(1.0)]]
    assert spoken.joint.tolist() == pytest.approx([math.log(sum(own)) - PER_STRETCH * math.log(3) for own in odds])
    assert model.speak("好").joint.tolist() == [-2.0, -3.0]
    # Nothing known: the intercepts, the first clause; nothing at all: the same, and no error.
    assert model.speak("好，好").best.tolist() == [-2.0, -3.0]
    assert model.speak("").spans == [(0, 0), (0, 0)]


def test_the_whole_text_is_scored_by_each_of_its_pieces_once_whatever_clause_they_stand_in() -> None:
    model = ClauseModel(ClauseEntry.model_validate(CLAUSES | WHOLE_TOO))
    spoken = model.speak_each(["灯\n灯不亮，等", "等！", "好", ""])
    length = 10.0 * 0.2  # of a text whose pieces are few: ten times the least of a clause, above sqrt(1.5^2)
    assert spoken[1].whole.tolist() == pytest.approx([0.0, 1.5 * 2.0 / length])
    length = math.sqrt(1.0 + 4.0 + 1.5**2)
    assert spoken[0].whole.tolist() == pytest.approx([(1.0 * 0.5 - 2.0 * 1.0) / length, 1.5 * 2.0 / length])
    assert [one.whole.tolist() for one in spoken[2:]] == [[0.0, 0.0]] * 2
    plain = ClauseModel(ClauseEntry.model_validate(CLAUSES)).speak("灯\n灯不亮，等")
    assert plain.whole.tolist() == [0.0, 0.0]
    assert (plain.best.tolist(), plain.spans) == (spoken[0].best.tolist(), spoken[0].spans)
    found = dict(model.whole_contributions("灯\n灯不亮，等", "dark"))
    assert found == pytest.approx({"灯": 0.5 / length, "不亮": -2.0 / length, "等": 0.0})


def test_what_the_whole_text_says_moves_a_code_and_is_told_with_the_pieces() -> None:
    codes = {"dark": LAYER["codes"]["dark"] | {"whole": 10.0}}
    layer = read_layer(LAYER | {"codes": codes, "clauses": CLAUSES | WHOLE_TOO})
    assert layer is not None
    text = "灯不亮，等"
    said = [-2.0 + (2.0 + 6.0) / math.sqrt(5.0), -2.0]
    together = math.log(sum(map(math.exp, said))) - PER_STRETCH * math.log(2)
    with_rules = together + 10.0 * -1.5 / math.sqrt(7.25) + 0.1 * math.log(0.005 / 0.995)
    assert layer.chance("dark", 0.0, layer.read(text)) == pytest.approx(1 / (1 + math.exp(-with_rules)))
    moved = dict(layer.contributions(text, "dark"))
    assert moved["不亮"] == pytest.approx(6.0 / math.sqrt(5.0) - 20.0 / math.sqrt(7.25))


def test_the_whole_text_adds_to_the_points_of_request_types() -> None:
    columns = [*WHOLE_TOO["columns"], "type:ask", "type:unknown"]
    weights = {"灯": [1.0, 0.0, 0.0, 0.0, 0.0, -0.4, 9.0], "请问": [2.0, 0.0, 0.0, 0.0, 0.0, 0.8, 9.0]}
    layer = read_layer(LAYER | {"clauses": CLAUSES | {"least": 0.1, "columns": columns, "weights": weights}})
    assert layer is not None
    assert layer.kinds == ["ask", "unknown"]
    types = [{"code": code, "label": code, "label_en": code, "prior": prior} for code, prior in (("tell", 0.3), ("ask", 0.0))]
    coder = pickle.loads(pickle.dumps(Coder(read_codebook(BOOK | {"types": types}), [layer])))
    # Two pieces, each once: 2 x 0.8 - 1 x 0.4 over the length, above the prior of the other type by more than a little.
    (said,) = layer.read("请问，灯，灯").spoken.kinds[:1]
    assert said == pytest.approx((1.6 - 0.4) / math.sqrt(5.0))
    assert [assess(text, coder).request_type for text in ("请问，灯，灯", "灯，灯", "")] == ["ask", "tell", "tell"]


def test_rows_may_be_told_in_hundredths_and_are_the_same_numbers() -> None:
    layer = read_layer(LAYER)
    assert layer is not None
    told = layer_text(layer.entry)
    assert '"不亮" = [200,300,0]' in told
    again = read_layer(tomllib.loads(told))
    assert again is not None
    text = "路灯不亮，等吧"
    spoken = [one.read(text).spoken for one in (layer, again)]
    assert all(map(np.array_equal, *spoken))
    assert layer_text(again.entry) == told
    with pytest.raises(GovtextError, match="parts"):
        read_layer(LAYER | {"clauses": CLAUSES | {"parts": 0}})


def test_a_half_width_question_mark_counts_as_the_full_one() -> None:
    model = ClauseModel(ClauseEntry.model_validate(CLAUSES))
    assert model.speak("灯亮吗?").best.tolist() == model.speak("灯亮吗？").best.tolist() < model.speak("灯亮吗").best.tolist()


def test_a_clause_may_give_a_code_alone_and_is_its_evidence() -> None:
    coder = pickle.loads(pickle.dumps(Coder(read_codebook(BOOK), [read_layer(LAYER)])))
    text = "村里\n路灯不亮?等吧，等"
    _, problems = code_text("1", text, coder)
    assert [(row["code"], row["evidence"], row["rules"]) for row in problems] == [("dark", "路灯不亮?", ["words"])]
    assert text[problems[0]["start"] : problems[0]["end"]] == problems[0]["evidence"]
    assert words_of(text, "dark", coder)[0][0] == "不亮"
    (entry,) = explain({"title": "村里", "text": "路灯不亮?等吧，等"}, coder)
    assert (entry["code"], entry["rule"], entry["evidence"], entry["given"]) == ("dark", "words", "路灯不亮?", True)
    assert code_text("2", "", coder)[1] == []


@pytest.mark.parametrize("actors", [{}, {"private": ["房东", "[^，]{1,2}公司"]}])
def test_a_clause_that_faults_a_private_party_gives_no_code_alone(actors: dict) -> None:
    book = BOOK | {"actors": {"public": ["路灯所", "镇里"], "private": ["房东"]} | actors}
    coder = pickle.loads(pickle.dumps(Coder(read_codebook(book), [read_layer(LAYER)])))
    texts = ["路灯所让灯不亮", "房东让灯不亮", "灯不亮", "房东来了，镇里让灯不亮"]
    _, problems = code_batch([{"doc_id": str(n), "title": "", "text": text} for n, text in enumerate(texts)], coder)
    assert [(row["doc_id"], row["code"], row["side"]) for row in problems] == [
        ("0", "dark", "public"), ("2", "dark", "unknown"), ("3", "dark", "public"),
    ]
    assert [entry["side"] for entry in explain({"title": "", "text": texts[0]}, coder)] == ["public"]
    assert not explain({"title": "", "text": texts[1]}, coder)
    rows = [code_text(str(n), f"\n{text}", coder)[1] for n, text in enumerate(texts)]
    assert [row for own in rows for row in own] == problems, "one by one the same"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"columns": ["dark"]}, "column idf"),
        ({"intercepts": [1.0]}, "an intercept for each code"),
        ({"weights": {"灯": [1.0]}}, 'word "灯" has 1 numbers, not 3'),
        ({"columns": ["idf", "dark", "slow", "whole:dark"]}, "no columns whole:CODE or one for each code"),
        ({"columns": ["idf", "dark", "slow", "whole:slow", "whole:dark"]}, "in their order"),
    ],
)
def test_mistakes_are_told(change: dict, message: str) -> None:
    with pytest.raises(GovtextError, match=message):
        read_layer({**LAYER, "clauses": {**CLAUSES, **change}})
