"""Settings: the shipped file tells the truth, and mistakes are told in one line."""

import tomllib

import pytest

from govtext.errors import GovtextError
from govtext.settings import Settings, check_settings, differences, load_settings


def test_the_shipped_file_lists_every_setting_with_its_default(root):
    content = tomllib.loads((root / "pipeline" / "params.toml").read_text(encoding="utf-8"))
    assert content == Settings().model_dump(mode="json", exclude_none=True)


def test_an_empty_file_is_a_valid_one(tmp_path):
    path = tmp_path / "params.toml"
    path.write_bytes(b"\xef\xbb\xbf")  # Notepad's byte order mark
    assert load_settings(path) == Settings()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[runn]\n", "there is no setting runn; did you mean run?"),
        ("[run]\nworker = 2\n", "there is no setting run.worker; did you mean workers?"),
        ("[run]\nworkers = -1\n", 'run.workers = "-1": input should be greater than or equal to 0'),
        ("[report]\nlanguage = \"fr\"\n", "report.language"),
        ("[run\n", "is no valid TOML"),
    ],
)
def test_mistakes_are_one_line_that_names_the_file(tmp_path, content, message):
    path = tmp_path / "params.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(GovtextError, match="^pipeline/params.toml: ") as caught:
        load_settings(path)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_an_earlier_release_knew_is_passed_over_and_named(tmp_path):
    path = tmp_path / "params.toml"
    path.write_text("[issues.recurring]\nsize_bonus = 0.15\nrounds = 3\n[run]\nworkers = 2\n", encoding="utf-8")
    settings = load_settings(path)
    assert settings.retired == ("issues.recurring.rounds", "issues.recurring.size_bonus")
    assert settings.run.workers == 2
    path.write_text("[issues]\nrecurring = 3\n", encoding="utf-8")  # no section where one is looked for
    with pytest.raises(GovtextError, match="issues.recurring"):
        load_settings(path)


def test_a_file_in_gbk_is_told(tmp_path):
    path = tmp_path / "params.toml"
    path.write_bytes('[report]\nstudy_name = "研究"\n'.encode("gbk"))
    with pytest.raises(GovtextError, match="save it as UTF-8"):
        load_settings(path)


def test_differences_name_the_setting():
    assert differences({"a": {"b": 1}, "c": 2}, {"a": {"b": 3}, "c": 2}) == [("a.b", 1, 3)]


def test_settings_cannot_be_changed_by_a_stage():
    with pytest.raises(Exception, match="frozen"):
        check_settings({}).run.workers = 3
