"""Lexicons of policies that a researcher has taken apart: the file is named, and nothing ends in a traceback."""

from dataclasses import replace

import pytest

from govtext.errors import GovtextError
from govtext.policies.batch import Frames, cut

EMPTY = Frames({}, {}, {}, {}, {}, (), 1.0)


@pytest.mark.parametrize(
    ("part", "content", "file"),
    [
        ("instruments", {"instrument": 3}, "policy_instruments.toml"), ("instruments", {"instrument": [{"code": "x"}]}, "policy_instruments.toml"),
        ("problems", {"problem": [7]}, "policy_problems.toml"), ("synonyms", {"synonyms": ["推诿"]}, "synonyms.toml"),
        ("reforms", {"reforms": {"一网通办": 3}}, "reforms.toml"), ("reforms", {"reforms": ["一网通办"]}, "reforms.toml"),
        ("matters", {"matter": 3}, "matters.toml"),
        ("matters", {"matter": [{"name": "x", "said": ["y"], "rules": 3}]}, "matters.toml"),
    ],
)
def test_the_file_that_is_wrong_is_named(part, content, file):
    with pytest.raises(GovtextError) as error:
        cut([], replace(EMPTY, **{part: content}))
    assert f"pipeline/lexicons/{file}" in str(error.value)
