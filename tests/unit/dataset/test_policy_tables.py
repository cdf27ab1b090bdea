"""What is found of policies is part of the data set, with keys that hold."""

import json
import sqlite3
from contextlib import closing

import pytest

from govtext.build.stage_table import load_stage_table
from govtext.dataset import variables
from govtext.tables import TABLES


def policy_study(small):
    """The small study with a second policy that takes over from the first."""
    documents = [*small["documents"], {"doc_id": "p2", "kind": "policy", "source_file": "细则.md", "title": "细则", "text": "首问。"}]
    clause = small["clauses"][0]
    passage = {
        "clause_id": "p2-1", "source_clause_id": "p1-1", "doc_id": "p2", "source_doc_id": "p1", "start": 4, "end": 8,
        "source_start": 9, "source_end": 13, "characters": 4, "share": 1.0, "text": "首问负责", "source_text": "首问负责",
    }
    gap = {"complaints": 1, "share": 0.5, "clauses": 1, "coverage": 1.0}
    return {
        **small,
        "documents": documents,
        "clauses": [clause, {**clause, "clause_id": "p2-1", "doc_id": "p2"}],
        "clause_parts": [{"clause_id": "p2-1", "part": 1, "level": "paragraph", "text": "=首问负责。", "start": 4, "end": 8}],
        "clause_complaints": [{"clause_id": "p1-1", "doc_id": "c1", "rank": 1, "score": 0.4}],
        # The same passage stands twice in the earlier policy.
        "takeovers": [passage, {**passage, "source_start": 30, "source_end": 34}],
        "document_similarity": [{"doc_id": "p2", "other_doc_id": "p1", "rank": 1, "similarity": 0.8, "taken_over": 1.0}],
        "region_gaps": [{"region": "沅安市", "code": "buck_passing", **gap}],
        "region_comparison": [{"region": "沅安市", "kind": "word", "item": "办理", "count": 1, "total": 2, "share": 0.5}],
        "reforms": [{"reform": "好差评", "grouping": "all", "group": "", "texts": 2, "naming": 1, "share": 0.5}],
        "instrument_themes": [{"theme_kind": "problem", "theme": "buck_passing", "instrument": "regulation", "clauses": 1}],
    }


NEW = ("clause_parts", "clause_complaints", "takeovers", "document_similarity", "region_gaps", "region_comparison", "reforms",
       "instrument_themes")


@pytest.fixture(scope="module")
def policies_folder(inputs, make_inputs, write_data_set, tmp_path_factory):
    small = {name: source.read().to_pylist() for name, source in inputs.tables.items()}
    tables = policy_study(small)
    made = make_inputs(tables)
    from govtext.store import Inputs, Source

    full = Inputs(tables={**made.tables, **{name: Source.of(name, tables[name]) for name in NEW}})
    return write_data_set(full, tmp_path_factory.mktemp("政策"))


def test_every_table_of_the_policies_stage_is_in_the_data_set(root):
    stages = {stage.name: stage for stage in load_stage_table(root / "pipeline" / "stages.py", "stages.py").stages}
    written = set(stages["policies"].writes)
    assert written <= {*variables.ENTITIES, *variables.RELATIONS}
    assert written <= set(stages["dataset"].reads)


def test_policy_tables_stand_in_the_database_and_their_keys_hold(policies_folder):
    with closing(sqlite3.connect(policies_folder / "govtext.sqlite")) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        counts = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in NEW}
        assert counts == {**dict.fromkeys(NEW, 1), "takeovers": 2}
        pairs = connection.execute(
            "SELECT p.title, q.title FROM takeovers t JOIN policies p ON p.doc_id = t.doc_id "
            "JOIN policies q ON q.doc_id = t.source_doc_id"
        ).fetchall()
        assert pairs == [("细则", "办法")] * 2
        themes = connection.execute("SELECT theme, label_zh, instrument, clauses FROM instruments_by_theme").fetchall()
        assert themes == [("buck_passing", "推诿扯皮", "regulation", 1)]


def test_policy_tables_are_files_with_foreign_keys(policies_folder):
    described = {
        resource["name"]: resource
        for resource in json.loads((policies_folder / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    }
    for name in NEW:
        assert (policies_folder / f"{name}.csv").is_file()
        assert (policies_folder / f"{name}.parquet").is_file()
        assert described[name]["schema"]["primaryKey"] == list(TABLES[name].key)
    assert {key["reference"]["resource"] for key in described["takeovers"]["schema"]["foreignKeys"]} == {"clauses", "policies"}
    # Sentences are neutralised in spreadsheets and left out of statistics packages.
    assert "'=首问负责。" in (policies_folder / "clause_parts.csv").read_text(encoding="utf-8-sig")
    assert not (policies_folder / "clause_parts.sav").exists()
    assert (policies_folder / "takeovers.sav").is_file()
