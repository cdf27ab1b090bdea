"""The store: what is written is what govtext.tables defines, whole, and the same bytes however it came."""

import datetime
import subprocess
import sys
from functools import partial

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from govtext.errors import GovtextError
from govtext.parallel import Work
from govtext.store import Artifact, Inputs, Source, TableWriter, file_hash, table, write_outputs
from govtext.table_batches import ROW_GROUP, evenly_spread
from govtext.tables import TABLES, schema

ROW = {"doc_id": "c1", "kind": "complaint", "source_file": "a.csv", "title": "标题", "text": "正文",
       "date": datetime.datetime(2024, 2, 29, 8, 30)}


def documents(count):
    return [{**ROW, "doc_id": f"c{n}", "text": f"第{n}条"} for n in range(count)]


def test_a_written_table_reads_back(tmp_path):
    writer = TableWriter("documents", tmp_path / "documents.parquet")
    writer.write(table("documents", [ROW]))
    assert writer.close() == 1
    source = Source("documents", tmp_path / "documents.parquet")
    assert source.read().schema.names == schema("documents").names
    read = source.read(["doc_id", "date", "likes"]).to_pylist()
    assert read == [{"doc_id": "c1", "date": datetime.datetime(2024, 2, 29, 8, 30), "likes": None}]
    assert source.count() == 1


@pytest.mark.parametrize("size", [1, 7, 999, 40_000])
def test_the_bytes_do_not_depend_on_the_batches(tmp_path, size):
    rows = documents(40_000)
    whole = table("documents", rows)
    one, other = TableWriter("documents", tmp_path / "one.parquet"), TableWriter("documents", tmp_path / "other.parquet")
    one.write(whole)
    step = size if size > 1 else 333
    for at in range(0, len(rows), step):
        other.write(whole.slice(at, step))
    assert one.close() == other.close() == 40_000
    assert file_hash(tmp_path / "one.parquet") == file_hash(tmp_path / "other.parquet")


@pytest.mark.parametrize("columns", [["doc_id"], ["doc_id", "words"]])
def test_some_batches_are_read_alone(tmp_path, columns):
    rows = [{"doc_id": f"c{n}", "words": ["路灯", f"第{n}"], "tags": ["n", "m"]} for n in range(40_000)]
    write_outputs(iter([("words", table("words", rows))]), ("words",), tmp_path)
    for source in (Source("words", tmp_path / "words.parquet"), Source.of("words", rows)):
        every = [batch.to_pylist() for batch in source.batches(columns, 1024, ["words"])]
        some = [batch.to_pylist() for batch in source.batches(columns, 1024, ["words"], only={0, 17, 18, 39})]
        assert some == [every[at] for at in (0, 17, 18, 39)]
        whole = [batch.to_pylist() for batch in source.batches(columns, ROW_GROUP, ["words"], only=(2,))]
        assert whole == [[row for batch in every[32:] for row in batch]]


@pytest.mark.parametrize("name", sorted(TABLES))
def test_words_are_written_by_their_numbers_and_measures_as_they_are(tmp_path, name):
    kinds = {str(column.type) for column in schema(name)}
    values = {"double": 0.25, "string": "词", "int64": 3, "bool": True, "list<item: string>": ["词", "语"],
              "timestamp[us]": datetime.datetime(2024, 2, 29)}
    assert kinds <= set(values)
    rows = pa.table([pa.array([values[str(one.type)]] * 50, one.type) for one in schema(name)], schema=schema(name))
    writer = TableWriter(name, tmp_path / "made.parquet")
    writer._writer.write_table(rows)
    writer.abandon()
    group = pq.ParquetFile(tmp_path / "made.parquet").metadata.row_group(0)
    for column in map(group.column, range(group.num_columns)):
        by_number = column.has_dictionary_page
        listed = "." in column.path_in_schema
        assert by_number == (column.physical_type not in {"DOUBLE", "BOOLEAN"}), column.path_in_schema
        assert column.is_stats_set is not listed
    assert pq.read_table(tmp_path / "made.parquet").equals(rows)


@pytest.mark.parametrize(("batches", "wanted", "found"), [(10, 3, {3, 6, 9}), (3, 5, {0, 1, 2}), (4, 0, set()), (0, 3, set())])
def test_batches_are_evenly_spread(batches, wanted, found):
    assert evenly_spread(batches, wanted) == found


def test_batches_are_bounded_and_in_order():
    source = Source.of("documents", documents(5000))
    batches = list(source.batches(["doc_id"], rows=1024))
    assert max(batch.num_rows for batch in batches) <= 1024
    assert [doc for batch in batches for doc in batch.column(0).to_pylist()] == [f"c{n}" for n in range(5000)]


def test_texts_come_as_numbers_of_distinct_texts_where_asked(tmp_path):
    whole = table("documents", documents(40_000))
    writer = TableWriter("documents", tmp_path / "documents.parquet")
    writer.write(whole)
    writer.close()
    source = Source("documents", tmp_path / "documents.parquet")
    batches = list(source.batches(["kind", "doc_id"], 65_536, ["doc_id"]))
    assert {str(batch.column("doc_id").type)[:10] for batch in batches} == {"dictionary"}
    assert {str(batch.column("kind").type) for batch in batches} == {"string"}
    found = [doc for batch in batches for doc in batch.column("doc_id").to_pylist()]
    assert found == whole["doc_id"].to_pylist()


def test_rows_far_from_the_wanted_texts_are_not_read(tmp_path):
    rows = [{"doc_id": f"c{n}", "words": [f"词{n}"], "tags": ["n"]} for n in range(50_000)]
    writer = TableWriter("words", tmp_path / "words.parquet")
    writer.write(table("words", rows))
    writer.close()
    source = Source("words", tmp_path / "words.parquet")
    batches = list(source.batches(["doc_id", "words"], texts=["c20000", "c49999", "c99999"]))
    found = {doc: words for batch in batches for doc, words in zip(*(one.to_pylist() for one in batch.columns), strict=True)}
    assert (found["c20000"], found["c49999"]) == (["词20000"], ["词49999"])
    assert "c0" not in found
    assert len(found) < 50_000
    assert list(source.batches(["doc_id", "words"], texts=["c99999"])) == []


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"doc_id": "c1", "colour": "red"}, "has no column colour"),
        ({**ROW, "likes": "many"}, "documents"),
        ({**ROW, "text": None}, "column text: 1 values are missing"),
        ({**ROW, "kind": "rumour"}, 'column kind: "rumour" is none of'),
    ],
)
def test_rows_that_break_the_definition_are_refused(row, message):
    with pytest.raises(GovtextError) as caught:
        table("documents", [row])
    assert message in str(caught.value)


def test_a_missing_and_a_broken_table_name_the_stage_to_run(tmp_path):
    with pytest.raises(GovtextError, match="02_words/words.parquet is missing; run: govtext run words"):
        Source("words", tmp_path / "words.parquet").read()
    (tmp_path / "words.parquet").write_bytes(b"PAR1 broken")
    with pytest.raises(GovtextError, match="can't be read"):
        Source("words", tmp_path / "words.parquet").read()
    pq.write_table(pa.table({"doc_id": ["c1"]}), tmp_path / "words.parquet")
    with pytest.raises(GovtextError, match="can't be read .*no column tags"):
        Source("words", tmp_path / "words.parquet").read(["doc_id", "tags"])


def test_arrow_comes_without_pandas_and_works_with_it_later():
    code = """
import sys
from functools import partial
from govtext.store import import_arrow, table
import_arrow()
made = table("rejected", [{"source_file": "a", "reason": "empty"}])
assert "pandas" not in sys.modules
assert list(made.to_pandas()["reason"]) == ["empty"]
import pandas, pyarrow
assert pyarrow.array(pandas.Series([1.5, None]), from_pandas=True).null_count == 1
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_declared_table_that_was_never_yielded_is_empty_not_missing(tmp_path):
    assert write_outputs(iter([]), ("words",), tmp_path) == {"words": 0}
    assert Source("words", tmp_path / "words.parquet").read().schema.names == ["doc_id", "words", "tags"]


def test_tables_and_files_may_be_yielded_in_any_order(tmp_path):
    produced = iter([
        ("documents", table("documents", documents(2))),
        Artifact("figures/a.svg", lambda path: path.write_text("<svg/>", encoding="utf-8") and None),
        ("rejected", table("rejected", [{"source_file": "a", "reason": "empty"}])),
        ("documents", table("documents", documents(3))),
    ])
    assert write_outputs(produced, ("documents", "rejected"), tmp_path) == {"documents": 5, "rejected": 1}
    assert (tmp_path / "figures" / "a.svg").read_text(encoding="utf-8") == "<svg/>"


def test_every_table_has_a_key_among_its_columns_and_says_what_it_means():
    for definition in TABLES.values():
        names = [column.name for column in definition.columns]
        assert len(set(names)) == len(names)
        assert set(definition.key) <= set(names)
        assert definition.row
        assert definition.row_zh
        for column in definition.columns:
            assert column.meaning, f"{definition.name}.{column.name}"
            assert column.meaning_zh, f"{definition.name}.{column.name}"


def test_the_columns_of_the_contract_are_there():
    contract = {
        "documents": "doc_id kind source_file source_id source_row title text date region department author likes "
                     "dislikes reply reply_date duplicate_of masked extra",
        "words": "doc_id words tags",
        "entities": "doc_id kind text start end",
        "new_words": "word count cohesion branching_entropy examples",
        "document_keywords": "doc_id rank word weight method",
        "corpus_keywords": "kind rank word weight documents method",
        "keyness": "grouping group word count rest_count log_odds z p_adjusted",
        "cooccurrence": "word_a word_b documents npmi",
        "topics": "topic_id label share coherence_npmi coherence_cv exclusivity stability",
        "topic_words": "topic_id rank word weight frex",
        "document_topics": "doc_id topic_id weight",
        "model_selection": "method k seed coherence_npmi coherence_cv exclusivity stability heldout chosen",
        "topic_trends": "topic_id grouping group share low high documents",
        "request_types": "doc_id request_type score",
        "service_problems": "doc_id code score evidence start end",
        "issues": "issue_id rank label place description documents authors first_date last_date heat heat_low "
                  "heat_high top_problem",
        "issue_members": "doc_id issue_id similarity",
        "responses": "grouping group complaints answered median_days p90_days over_15_days low high",
        "clauses": "clause_id doc_id number heading text instrument problems",
        "links": "target_kind target_id clause_id rank score",
        "gaps": "code complaints share clauses coverage",
        "rejected": "source_file source_row reason",
    }
    for name, columns in contract.items():
        wanted = columns.split()
        assert schema(name).names[: len(wanted)] == wanted, name


def test_a_record_batch_is_taken_like_a_table():
    batch = pa.RecordBatch.from_pylist([{"doc_id": "c1", "words": ["a"], "tags": ["n"]}], schema=schema("words"))
    assert Source.of("words", pa.Table.from_batches([batch])).count() == 1


def test_names_of_the_last_run_are_read_where_they_can_be(tmp_path):
    path = tmp_path / "issue_members.parquet"
    inputs = Inputs(last={"issue_members": Source("issue_members", path)})
    assert inputs.before("issue_members", "doc_id", "issue_id") == {}
    pq.write_table(pa.table({"doc_id": ["a", "b"], "issue_id": ["i1", None]}), path)
    assert inputs.before("issue_members", "doc_id", "issue_id") == {"a": "i1"}
    assert inputs.before("issues", "doc_id", "issue_id") == {}
    path.write_bytes(b"no parquet")
    assert inputs.before("issue_members", "doc_id", "issue_id") == {}
    pq.write_table(pa.table({"doc_id": ["a"]}), path)
    assert inputs.before("issue_members", "doc_id", "issue_id") == {}


def test_lists_of_texts_come_as_numbers_of_distinct_texts_where_asked(tmp_path):
    rows = [{"doc_id": f"c{n}", "words": ["路灯", f"第{n % 7}盏", "坏了"], "tags": ["n", "x", "v"]} for n in range(40)]
    writer = TableWriter("words", tmp_path / "words.parquet")
    writer.write(table("words", rows))
    writer.close()
    source = Source("words", tmp_path / "words.parquet")
    plain, coded = list(source.batches(rows=16)), list(source.batches(rows=16, coded=["words", "tags"]))
    assert pa.types.is_dictionary(coded[0].schema.field("words").type.value_type)
    assert [batch.to_pylist() for batch in coded] == [batch.to_pylist() for batch in plain]
    assert [batch.num_rows for batch in coded] == [16, 16, 8]
    assert next(Source.of("words", rows).batches(coded=["words"])).to_pylist() == rows


class Far:
    """A cluster that sees no disk of this machine."""

    def map(self, function, items):
        raise AssertionError("a file was sent to the cluster")


def _write(path, content):
    path.write_text(content, encoding="utf-8")


def test_files_are_written_where_the_study_lies(tmp_path):
    files = [Artifact(f"{name}.txt", partial(_write, content=name), apart=True) for name in ("a", "b", "c")]
    write_outputs(iter(files), (), tmp_path, Work(workers=2, engine=Far()))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt", "c.txt"]


def test_files_that_others_write_are_begun_before_the_tables_that_follow(tmp_path):
    begun = []

    class Told(Work):
        def map(self, function, items, *rest):
            begun.append("files")
            return map(function, list(items))

    def produced():
        yield Artifact("a.txt", partial(_write, content="a"), apart=True)
        begun.append("table")
        yield "words", table("words", [])
        begun.append("after")

    write_outputs(produced(), ("words",), tmp_path, Told(workers=2, engine=None))
    assert begun == ["table", "files", "after"]
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "a"
