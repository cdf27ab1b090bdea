"""The data set through Datasette, without opening a port."""

import importlib.util
import json
import subprocess
import sys

import pytest

from govtext.errors import GovtextError
from govtext.results_cli import serve_command

needs_datasette = pytest.mark.skipif(
    importlib.util.find_spec("datasette") is None, reason='pip install "govtext[serve]" (Datasette)')


def get(folder, path):
    made = subprocess.run([*serve_command(folder, 0), "--get", path], capture_output=True, text=True, encoding="utf-8",
                          check=False, timeout=120)
    assert made.returncode == 0, made.stderr
    return made.stdout


@needs_datasette
def test_tables_search_and_views_are_served(folder):
    rows = json.loads(get(folder, "/govtext/complaints.json?_shape=array&_search=打不通"))
    assert [row["doc_id"] for row in rows] == ["c1"]
    assert json.loads(get(folder, "/govtext/problems_together.json?_shape=array"))[0]["complaints"] == 1


@needs_datasette
def test_the_site_says_what_the_columns_are_and_shows_texts_as_texts(folder):
    page = get(folder, "/govtext/complaints")
    assert "每行是一条诉求" in page
    assert "答复用时" in page
    assert "=cmd|&#39; /C calc&#39;!A0" in page


def test_without_a_data_set_or_datasette_one_line_says_what_to_do(folder, tmp_path, monkeypatch):
    with pytest.raises(GovtextError, match="there is no data set yet; run: govtext run dataset"):
        serve_command(tmp_path, 8001)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(GovtextError, match="Datasette is not installed; run: pip install"):
        serve_command(folder, 8001)


def test_it_listens_to_this_machine_alone_and_opens_the_file_read_only(folder, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: True)
    command = serve_command(folder, 8001)
    assert command[0] == sys.executable
    assert command[command.index("--host") + 1] == "127.0.0.1"
    assert "--immutable" in command
