"""What doctor says of a params.toml that an earlier release wrote."""

import re

from govtext.build.doctor import _settings
from govtext.build.new_study import make_study
from govtext.build.own_settings import own_settings
from govtext.build.study import Study
from govtext.settings import Settings, check_settings, load_settings


def test_settings_that_differ_are_named_with_both_values():
    own = own_settings(check_settings({
        "issues": {"recurring": {"threshold": -1.2}}, "topics": {"k_grid": [4, 8], "drop_places": False},
        "documents": {"kinds": {"inbox/*": "complaint"}},
    }))
    usual = Settings()
    assert [tuple(one) for one in own] == [
        ("documents.kinds", '{inbox/* = "complaint"}', "{}"),
        ("topics.k_grid", "[4, 8]", str(list(usual.topics.k_grid))),
        ("topics.drop_places", "false", "true"),
        ("issues.recurring.threshold", "-1.2", str(usual.issues.recurring.threshold)),
    ]


def test_long_values_leave_room_for_both():
    words = [f"甲{at}" for at in range(40)]
    (one,) = own_settings(check_settings({"topics": {"boilerplate": words}}))
    assert one.own.startswith('["甲0", ')
    assert one.own.endswith(" ...")
    assert max(len(one.own), len(one.default)) <= 40


def test_the_settings_that_ship_are_the_defaults(root):
    assert own_settings(load_settings(root / "pipeline" / "params.toml")) == []


def test_doctor_shows_them(tmp_path):
    make_study(tmp_path / "study")
    params = tmp_path / "study" / "pipeline" / "params.toml"
    before = [one.what for one in _settings(Study(tmp_path / "study"))]
    params.write_text(re.sub(r"(?m)^threshold = \S+", "threshold = -1.2", params.read_text("utf-8")), "utf-8")
    told = [one.what for one in _settings(Study(tmp_path / "study"))]
    assert told == [
        *before, "settings other than this release's defaults: 1", "    issues.recurring.threshold = -1.2  (default -1.0)",
    ]
