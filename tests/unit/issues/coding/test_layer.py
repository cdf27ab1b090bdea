"""The statistical layer: arithmetic against a calculation by hand, mistakes in the file, and what it may do."""

import math
import pickle

import pytest

from govtext.errors import GovtextError
from govtext.issues.coding.assess import assess
from govtext.issues.coding.codebook import read_codebook
from govtext.issues.coding.coder import Coder
from govtext.issues.coding.layer import log_odds, read_layer

LAYER = {
    "codebook": "small",
    "scale": 2.0,
    "least": 1.0,
    "codes": {"dark": {"intercept": -1.0, "rules": 0.5, "threshold": 0.6}},
    "types": {"inquiry": {"intercept": 0.0, "codes": {"dark": 1.0}}, "complaint": {"intercept": 0.1}},
    "words": {"columns": ["idf", "dark", "type:inquiry"], "weights": {"灯": [1.5, 0.2, 0.0], "请问一下": [2.0, -1.0, 3.0]}},
}
BOOK = {
    "name": "small",
    "codes": [
        {"code": "dark", "label": "暗", "label_en": "Dark", "rules": [{"name": "off", "any": ["不亮"], "who": "any", "weight": 0.8}]}
    ],
    "types": [
        {"code": "complaint", "label": "投诉", "label_en": "Complaint", "prior": 0.1},
        {"code": "inquiry", "label": "咨询", "label_en": "Inquiry"},
    ],
}


def test_chance_is_the_logistic_regression_written_down() -> None:
    layer = read_layer(LAYER)
    assert layer is not None
    text = "请问一下，灯不亮"
    found = layer.words_in(text)
    assert [layer.words[n] for n in found] == ["灯", "请问一下"]
    length = math.sqrt(1.5**2 + 2.0**2)
    points = 2.0 * (1.5 * 0.2 + 2.0 * -1.0) / length
    expected = 1 / (1 + math.exp(-(-1.0 + 0.5 * math.log(0.8 / 0.2) + points)))
    assert layer.chance("dark", 0.8, layer.read(text)) == pytest.approx(expected)
    assert dict(layer.contributions(text, "dark")) == pytest.approx({"灯": 0.6 / length, "请问一下": -4.0 / length})
    assert log_odds(0.0) == pytest.approx(math.log(0.005 / 0.995)) == -log_odds(1.0)


def test_below_the_floor_no_score_speaks_more_against_a_code() -> None:
    layer = read_layer(LAYER | {"floor": 0.2})
    assert layer is not None
    read = layer.read("好")
    expected = 1 / (1 + math.exp(-(-1.0 + 0.5 * math.log(0.2 / 0.8))))
    assert [layer.chance("dark", score, read) for score in (0.0, 0.1, 0.2)] == pytest.approx([expected] * 3)
    assert layer.chance("dark", 0.3, read) > expected > read_layer(LAYER).chance("dark", 0.1, read)


def test_the_layer_weighs_what_rules_found_and_may_refuse_it() -> None:
    plain = Coder(read_codebook(BOOK))
    layered = pickle.loads(pickle.dumps(Coder(read_codebook(BOOK), [read_layer(LAYER)])))
    assert assess("灯不亮", plain).given == ["dark"]
    assert assess("请问一下，灯不亮", plain).given == ["dark"]
    assert assess("请问一下，灯不亮", layered).given == []
    assert assess("请问一下，灯不亮", layered).request_type == "inquiry"
    assert assess("请问一下，灯不亮", plain).request_type == "complaint"


def test_a_layer_of_another_codebook_is_left_alone() -> None:
    other = Coder(read_codebook({**BOOK, "name": "another"}), [read_layer(LAYER)])
    assert other.layers == ()
    assert read_layer({}) is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"codes": {"dark": {"intercept": 0.0, "rules": 1.0}}}, "codes.dark.threshold"),
        ({"words": {"columns": ["dark"], "weights": {}}}, "first column of the words is not idf"),
        ({"words": {"columns": ["idf", "dark"], "weights": {"灯": [1.0]}}}, 'word "灯" has 1 numbers, not 2'),
        ({"floor": 0.7}, "layer entry floor"),
        ({"what": 1}, "layer entry what"),
    ],
)
def test_mistakes_are_told_with_their_place(change: dict, message: str) -> None:
    with pytest.raises(GovtextError, match=message):
        read_layer({**LAYER, **change}, "pipeline/lexicons/coding_layer.toml")
