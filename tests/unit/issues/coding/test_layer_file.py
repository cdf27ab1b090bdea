"""A layer in two files is the layer in one; halves that don't belong together are refused in a line."""

import tomllib

import pytest

from govtext.errors import GovtextError
from govtext.issues.coding.batch import LAYERS, LEXICON, WHOLE_TEXTS, load_coder
from govtext.issues.coding.layer import Layer, read_layer
from govtext.issues.coding.layer_file import layer_text, whole_text, with_whole
from govtext.lexicons import Lexicons

WHERE = "pipeline/lexicons/first.toml"
LAYER = {
    "codebook": "lamps",
    "codes": {"dark": {"intercept": -1.0, "rules": 1.0, "whole": 0.5, "threshold": 0.5}},
    "clauses": {
        "columns": ["idf", "dark", "whole:dark", "type:ask"], "intercepts": [-0.5],
        "weights": {"不亮": [2.0, 3.0, 0.25, -0.1], "请问": [1.0, -1.0, 0.0, 0.75]},
        "concepts": {"lamp": ["灯"]}, "together": {"lamp": [0.5]},
    },
}


def joined(first: str, second: str) -> Layer:
    layer = read_layer(with_whole(tomllib.loads(first), {"second.toml": tomllib.loads(second)}.__getitem__, WHERE), WHERE)
    assert layer is not None
    return layer


def test_two_files_are_the_layer_in_one() -> None:
    layer = read_layer(LAYER)
    assert layer is not None
    first, second = layer_text(layer.entry, whole="second.toml"), whole_text(layer.entry)
    assert '"不亮" = [200,300]' in first
    assert '"不亮" = [25,-10]' in second
    again = joined(first, second)
    assert layer_text(again.entry) == layer_text(layer.entry)
    assert (layer_text(again.entry, whole="second.toml"), whole_text(again.entry)) == (first, second)
    # A table that names no second file is its own.
    own = tomllib.loads(layer_text(layer.entry))
    assert with_whole(own, {}.__getitem__, WHERE) is own
    assert with_whole({}, {}.__getitem__, WHERE) == {}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"不亮"', '"亮"', "second.toml is not the other half"),
        ("parts = 100", "parts = 10", "second.toml is not the other half"),
        ('"请问" = [0,75]\n', "", "second.toml is not the other half"),
        ("parts = 100\n", "", "pipeline/lexicons/second.toml: has no parts"),
        ("[0,75]", "[0]", 'word "请问" has 3 numbers, not 4'),
        ("type:ask", "ask", "an intercept for each code"),
    ],
)
def test_halves_that_do_not_belong_together_are_refused(old: str, new: str, message: str) -> None:
    layer = read_layer(LAYER)
    assert layer is not None
    first, second = layer_text(layer.entry, whole="second.toml"), whole_text(layer.entry)
    assert old in second
    with pytest.raises(GovtextError, match=message):
        joined(first, second.replace(old, new))


def test_of_the_shipped_layer_no_half_is_larger_than_a_code_host_shows(root) -> None:
    folder = root / "pipeline" / "lexicons"
    assert all((folder / name).stat().st_size < 1 << 20 for name in (LAYERS[0], WHOLE_TEXTS))
    (layer,) = load_coder(Lexicons({name: folder / name for name in (LEXICON, LAYERS[0], WHOLE_TEXTS)})).layers
    assert len(layer.kinds) == 6


def test_a_stage_table_that_lacks_the_second_half_is_told_what_to_do(root) -> None:
    folder = root / "pipeline" / "lexicons"
    with pytest.raises(GovtextError, match=WHOLE_TEXTS) as error:
        load_coder(Lexicons({name: folder / name for name in (LEXICON, LAYERS[0])}))
    assert "add" in str(error.value.hint)
