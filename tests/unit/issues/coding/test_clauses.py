"""What clauses say: arithmetic by hand, spans, evidence verbatim, mistakes in the file."""

import math
import pickle

import pytest

from govtext.errors import GovtextError
from govtext.issues.coding.audit import explain, words_of
from govtext.issues.coding.batch import code_text
from govtext.issues.coding.clauses import ClauseEntry, ClauseModel, clause_spans, pieces
from govtext.issues.coding.codebook import read_codebook
from govtext.issues.coding.coder import Coder
from govtext.issues.coding.layer import read_layer

CLAUSES = {
    "columns": ["idf", "dark", "slow"], "intercepts": [-2.0, -3.0], "least": 1.0,
    "weights": {"灯": [1.0, 2.0, 0.0], "不亮": [2.0, 3.0, 0.0], "等": [1.5, 0.0, 4.0], "吗？": [1.0, -1.0, 0.0]},
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
    # Nothing known: the intercepts, the first clause; nothing at all: the same, and no error.
    assert model.speak("好，好").best.tolist() == [-2.0, -3.0]
    assert model.speak("").spans == [(0, 0), (0, 0)]


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


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"columns": ["dark"]}, "column idf"),
        ({"intercepts": [1.0]}, "an intercept for each code"),
        ({"weights": {"灯": [1.0]}}, 'word "灯" has 1 numbers, not 3'),
    ],
)
def test_mistakes_are_told(change: dict, message: str) -> None:
    with pytest.raises(GovtextError, match=message):
        read_layer({**LAYER, "clauses": {**CLAUSES, **change}})
