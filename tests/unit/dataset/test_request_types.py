"""Labels of coded values: those of the study's own codebook, in Chinese and English, beside the codes."""

import pyreadstat

from govtext.dataset.exports import held
from govtext.dataset.labels import labelled, labels_of
from govtext.dataset.statistics_packages import string_labels, value_labels, write_sav
from govtext.dataset.variables import complaints, copied, values_of
from govtext.lexicons import CodeLabel

LABELS = labels_of(
    [CodeLabel("slow", "慢", "Slow", "")], [CodeLabel("repair", "报修", "Repair", "")],
    [{"code": "tax", "label_zh": "税收", "label_en": "taxes"}, {"code": "bare"}], {3: "水电"},
)


def test_request_types_are_called_as_their_codebook_calls_them():
    definition = labelled(complaints([], ["repair", "other", "new"]), LABELS)
    columns = list(definition.columns)
    assert value_labels(columns, "zh", {})["request_type"] == {1: "报修", 2: "其他", 3: "new"}
    assert value_labels(columns, "en", {})["request_type"] == {1: "repair", 2: "other", 3: "new"}
    assert values_of(definition.column("request_type")) == "repair = 报修, other = 其他"


def test_codes_problems_themes_and_instruments_have_labels():
    themes = copied("instrument_themes", LABELS)
    assert values_of(themes.column("theme")) == "slow = 慢, 3 = T3 水电"
    assert values_of(themes.column("instrument")) == "tax = 税收, bare = bare"
    assert values_of(themes.column("side")) == "supply = 供给型, environment = 环境型, demand = 需求型"
    assert string_labels(list(copied("problem_pairs", LABELS).columns), "en") == {"code_a": {"slow": "Slow"}, "code_b": {"slow": "Slow"}}
    assert values_of(copied("reply_quality", LABELS).column("referral")).startswith("not_competent = 称不属职责")


def test_spss_shows_the_labels_of_codes(tmp_path):
    export = held(copied("instrument_themes", LABELS), [
        {"theme_kind": "problem", "theme": "slow", "instrument": "tax", "side": "supply", "clauses": 2, "share": 0.5, "residual": 1.0},
        {"theme_kind": "topic", "theme": "3", "instrument": "other", "side": None, "clauses": 1, "share": 0.5, "residual": None},
    ])
    write_sav(tmp_path / "x.sav", export, "zh", {})
    codes, _ = pyreadstat.read_sav(str(tmp_path / "x.sav"))
    named, _ = pyreadstat.read_sav(str(tmp_path / "x.sav"), apply_value_formats=True)
    assert list(codes["theme"]) == ["slow", "3"]
    assert list(named["theme"]) == ["慢", "T3 水电"]
    assert list(named["instrument"]) == ["税收", "other"]
    assert list(named["theme_kind"]) == ["服务问题", "主题"]
