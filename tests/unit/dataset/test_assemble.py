"""What was found in complaints is gathered once in a process, and the keywords only for who lists them."""

import pickle
import tempfile

import pytest

from govtext.dataset import assemble
from govtext.dataset.assemble import ComplaintRows
from govtext.dataset.variables import complaints


@pytest.fixture
def gathered(monkeypatch):
    """Names of the tables that are read."""
    read = []
    located, keywords = assemble._gathered, assemble._keywords
    monkeypatch.setattr(assemble, "_gathered", lambda inputs, table, *rest: read.append(table) or located(
        inputs, table, *rest))
    monkeypatch.setattr(assemble, "_keywords", lambda *rest: read.append("document_keywords") or keywords(*rest))
    assemble._last_found.clear()
    return read


def of(export, columns):
    return [row for batch in export.read(columns) for row in batch.to_pylist()]


def sent(export):
    """As another file of the same table comes to a process."""
    return pickle.loads(pickle.dumps(export))


def test_keywords_are_read_when_they_are_asked_for(inputs, gathered):
    export = ComplaintRows(inputs, complaints([], []), 5).export()
    plain = of(export, ["doc_id", "severity"])
    assert gathered
    assert "document_keywords" not in gathered
    listed = of(sent(export), ["doc_id", "severity", "keywords"])
    assert [{name: row[name] for name in ("doc_id", "severity")} for row in listed] == plain
    assert any(row["keywords"] for row in listed)
    assert of(sent(export), ["keywords"]) == [{"keywords": row["keywords"]} for row in listed]
    assert gathered.count("document_keywords") == gathered.count("request_types") == 1


def test_what_is_large_is_not_kept(inputs, gathered, monkeypatch):
    monkeypatch.setattr(assemble, "MOST_KEPT", 10)
    export = ComplaintRows(inputs, complaints([], []), 5).export()
    first = of(export, ["keywords", "severity"])
    assert assemble._last_found == {}
    assert of(sent(export), ["keywords", "severity"]) == first
    assert gathered.count("document_keywords") == gathered.count("request_types") == 2


def test_what_is_gathered_for_all_processes_is_read_from_a_file_that_goes_with_it(inputs, gathered, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    definition = complaints([], [])
    plain = of(ComplaintRows(inputs, definition, 5).export(), definition_names := [one.name for one in definition.columns])
    rows = ComplaintRows(inputs, definition, 5)
    rows.gather()
    gathered.clear()
    assert of(sent(rows.export()), definition_names) == of(rows.export(), definition_names) == plain
    assert gathered == []
    other = sent(rows.export())
    del rows
    assert list(tmp_path.iterdir()) == []
    assert of(other, definition_names) == plain  # as on another machine


def test_without_room_for_the_file_each_process_gathers_for_itself(inputs, gathered, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    rows = ComplaintRows(inputs, complaints([], []), 5)
    rows.gather()
    gathered.clear()
    assert of(sent(rows.export()), ["doc_id", "keywords"])
    assert gathered.count("document_keywords") == 1
