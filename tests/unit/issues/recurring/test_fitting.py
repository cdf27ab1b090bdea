"""What readers judged, and what is fitted on it."""

import csv
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from govtext.issues.recurring import fitting
from govtext.issues.recurring.copies import renamed
from govtext.issues.recurring.judgement import INTERCEPT, terms
from govtext.issues.recurring.judgements import UNREAD, Judgements, agreement

sys.path.insert(0, str(Path(__file__).parent))
from planted import planted_corpus

ROWS = [
    {"source_file": "a.csv", "source_id": "1", "issue_id": "x"},
    {"source_file": "a.csv", "source_id": "2", "issue_id": "x", "unsure_with": ""},
    {"source_file": "a.csv", "source_id": "3", "issue_id": "y", "unsure_with": "x z"},
    {"source_file": "a.csv", "source_id": "4", "issue_id": "z"},
    {"source_file": "b.csv", "source_id": "1", "issue_id": "w"},
    {"source_file": "a.csv", "source_id": "1", "issue_id": "z"},
]
KEYS = [("a.csv", "1"), ("a.csv", "2"), ("a.csv", "3"), ("a.csv", "4"), ("b.csv", "1"), ("a.csv", "9")]


def test_the_first_row_of_a_message_counts_and_unread_messages_have_no_issue():
    read = Judgements.of(KEYS, ROWS)
    assert read.issue[0] == read.issue[1] != read.issue[3]
    assert read.issue[5] == UNREAD
    assert read.folds()[5] == UNREAD
    assert read.folds()[0] == read.folds()[1]


def test_pairs_are_known_within_a_file_unless_readers_were_unsure():
    read = Judgements.of(KEYS, ROWS)
    left, right = np.array([0, 0, 2, 0, 0, 0]), np.array([1, 3, 3, 2, 4, 5])
    assert read.known(left, right).tolist() == [True, True, False, False, False, False]


def test_pairs_of_a_large_issue_count_less():
    read = Judgements(np.array([0, 0, 0, 0, 1, 1, 2]), np.zeros(7, dtype=np.int64), frozenset())
    large, small, mixed = read.weights(np.array([0, 4, 0]), np.array([1, 5, 6]))
    assert large < small < mixed == 1


def test_agreement_counts_pieces_company_and_mixed_clusters():
    read = Judgements(np.array([0, 0, 0, 0, 1, 2, 3]), np.zeros(7, dtype=np.int64), frozenset({(1, 2)}))
    everything = np.ones(7, dtype=bool)
    found = agreement(read, np.array([0, 0, 2, 2, 2, -1, -1]), everything)
    # Issue 0 is in two pieces; its messages share their cluster with no other issue of several messages.
    assert (found.precision, found.recall, found.pieces) == (1.0, 0.5, 2.0)
    assert found.alone == pytest.approx(2 / 3)
    assert found.one_matter == 0.0
    whole = agreement(read, np.array([0, 0, 0, 0, 4, 4, -1]), everything)
    assert (whole.f1, whole.pieces, whole.one_matter) == (1.0, 1.0, 1.0)


def test_a_copy_names_the_place_of_another_message_and_nothing_else_changes():
    texts = [
        (["云锦", "花园", "停水", "\n", "云锦", "花园", "没有", "水"], ["n", "n", "v", "w", "n", "n", "v", "n"]),
        (["栖霞", "家园", "电梯", "\n", "电梯", "坏", "了"], ["n", "n", "n", "w", "n", "a", "u"]),
        (["优待证", "怎么", "领", "\n", "请问"], ["n", "r", "v", "w", "v"]),
    ]
    copies = [copy for seed in range(6) for copy in renamed(texts, seed=seed) if copy.original == 0]
    assert copies
    for copy in copies:
        assert "".join(copy.text[0]) == "栖霞家园停水\n栖霞家园没有水"
        assert len(copy.text[0]) == len(copy.text[1])
        assert copy.namesake == 1
    assert all(copy.original != 2 for copy in renamed(texts))


def test_what_is_fitted_on_planted_issues_finds_issues_it_was_not_fitted_on(tmp_path, monkeypatch):
    from govtext.build import shipped_judgement
    from govtext.build.study import Study
    from govtext.issues.recurring.trees import read_trees

    monkeypatch.setattr(fitting, "BOOSTING", fitting.BOOSTING | {"max_iter": 6, "min_samples_leaf": 5})
    documents, words, truth = planted_corpus(7, 8, 2)
    processed = tmp_path / "data" / "processed"
    content = documents.read()
    ids = pa.array([str(number) for number in range(content.num_rows)], pa.string())
    content = content.set_column(content.column_names.index("source_id"), "source_id", ids)
    for folder, name, made in (("01_documents", "documents", content), ("02_words", "words", words.read())):
        (processed / folder).mkdir(parents=True)
        pq.write_table(made, processed / folder / f"{name}.parquet")
    rows = content.select(["doc_id", "source_file", "source_id"]).to_pylist()
    judged = tmp_path / "judged.csv"
    with judged.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("source_file", "source_id", "issue_id"))
        table.writerows(
            (Path(r["source_file"]).name, r["source_id"], truth[r["doc_id"]] or f"lone {r['doc_id']}") for r in rows
        )
    found = shipped_judgement.fitted(Study(tmp_path), [f"{judged}=2"])
    held_out = fitting.mean_agreement(found.held_out)
    assert held_out.f1 > 0.85
    assert set(found.pair_weights) == {INTERCEPT, *terms()}
    shipped_judgement.write(found, tmp_path / "fitted")
    written = (tmp_path / "fitted" / "pair_trees.csv").read_text(encoding="utf-8")
    monkeypatch.setattr("govtext.issues.recurring.trees.resources.files", lambda _: tmp_path / "fitted")
    read_trees.cache_clear()
    trees = read_trees("pair_trees.csv")
    read_trees.cache_clear()
    assert written.startswith("tree,node,feature,least,yes,no,value\n-1,0,")
    assert len(trees.roots) == 6


def test_files_that_are_no_judgements_are_told(tmp_path, capsys):
    from govtext.build import shipped_judgement

    wrong = tmp_path / "wrong.csv"
    wrong.write_text("id,issue\n1,2\n", encoding="utf-8")
    assert shipped_judgement.main([str(tmp_path), str(tmp_path)]) == 2
    assert shipped_judgement.main([str(tmp_path), str(tmp_path), str(wrong)]) == 1
    assert capsys.readouterr().err.strip().splitlines()[-1].startswith("error: ")


def test_readers_of_a_file_are_told_by_its_column_or_behind_its_name(tmp_path):
    from govtext.build.shipped_judgement import _judged

    told, bare = tmp_path / "told=2.csv", tmp_path / "bare.csv"
    told.write_text("source_file,source_id,issue_id,readers\na.csv,1,x,3\n", encoding="utf-8")
    bare.write_text("source_file,source_id,issue_id\na.csv,2,x\n", encoding="utf-8")
    assert [row["readers"] for row in _judged([str(told), str(bare), f"{bare}=2"])] == ["3", "1", "2"]


def test_judged_messages_ship_by_number_only():
    with (Path(__file__).parent / "judged_messages.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({(row["source_file"], row["source_id"]) for row in rows}) == len(rows) > 5000
    several = [issue for issue, held in Counter(row["issue_id"] for row in rows).items() if held > 1]
    assert len(several) > 300
    assert all(row["source_id"].isdigit() for row in rows)


def test_messages_that_several_readers_judged_count_more_in_the_trees():
    keys = [("a.csv", str(at)) for at in range(4)]
    rows = [{"source_file": "a.csv", "source_id": str(at), "issue_id": f"r{at // 2}"} for at in range(4)]
    rows[0]["readers"], rows[1]["readers"] = "2", ""
    # A later row of the same message tells nothing more.
    rows.append({"source_file": "a.csv", "source_id": "3", "issue_id": "r1", "readers": "2"})
    read = Judgements.of(keys, rows)
    left, right = np.array([0, 1, 2]), np.array([1, 2, 3])
    assert read.agreed_on(left, right).tolist() == [True, False, False]
    assert fitting.AGREED_WEIGHT > 1
    assert Judgements(read.issue, read.file, frozenset()).agreed_on(left, right).tolist() == [False] * 3


SIDE_BY_SIDE = [
    {"source_file": "a.csv", "source_id": "1", "issue_id": "x", "readers": "1", "beside": "7"},
    {"source_file": "a.csv", "source_id": "2", "issue_id": "y", "readers": "1", "beside": "7", "unsure_with": "x"},
    {"source_file": "a.csv", "source_id": "3", "issue_id": "z", "readers": "1", "beside": ""},
    {"source_file": "b.csv", "source_id": "1", "issue_id": "x", "readers": "1", "beside": "7"},
    {"source_file": "b.csv", "source_id": "2", "issue_id": "v", "readers": "0", "beside": "7"},
    {"source_file": "b.csv", "source_id": "3", "issue_id": "x", "readers": "1", "beside": ""},
]


def test_what_readers_judged_side_by_side_is_known_whatever_the_file():
    read = Judgements.of([(row["source_file"], row["source_id"]) for row in SIDE_BY_SIDE], SIDE_BY_SIDE)
    both = [(left, right) for left in range(6) for right in range(left + 1, 6)]
    known = read.known(np.array([left for left, _ in both]), np.array([right for _, right in both]))
    # Of one file all that were read beside it, but for those that readers could not tell; message 4 was read
    # beside its set alone, and of two files nothing but the set is known.
    assert {pair for pair, told in zip(both, known.tolist(), strict=True) if told} == {
        *((0, 2), (1, 2), (3, 5)),
        *((0, 3), (0, 4), (1, 4), (3, 4)),
    }
    left, right = np.array([0, 0, 0, 2]), np.array([1, 3, 2, 3])
    assert read.judged(left, right).tolist() == [True, True, True, False]
    assert read.known(left, right).tolist() == [False, True, True, False]
    assert read.agreed_on(left, right).tolist() == [True, True, False, False]


def test_a_set_may_be_told_of_a_message_that_an_earlier_file_judged():
    earlier = [{"source_file": "a.csv", "source_id": "1", "issue_id": "gold", "readers": "2"}]
    read = Judgements.of([("a.csv", "1"), ("b.csv", "1")], earlier + SIDE_BY_SIDE)
    assert read.issue[0] != read.issue[1]
    assert read.known(np.array([0]), np.array([1])).tolist() == [True]


def test_a_cluster_of_two_files_is_of_one_matter_unless_readers_saw_two():
    read = Judgements.of([(row["source_file"], row["source_id"]) for row in SIDE_BY_SIDE], SIDE_BY_SIDE)
    everything = np.ones(6, dtype=bool)
    seen = agreement(read, np.array([0, -1, -1, 0, 0, -1]), everything)
    unseen = agreement(read, np.array([-1, -1, 2, 2, -1, 2]), everything)
    assert (seen.one_matter, unseen.one_matter) == (0.0, 1.0)
    # Message 4 was not read beside its file: whether it has company there is not known.
    assert agreement(read, np.array([-1, -1, -1, -1, 4, 4]), everything).alone == 1.0


def test_what_readers_could_not_tell_is_fitted_as_apart_the_more_so_where_several_were_in_doubt():
    rows = [{"source_file": "a.csv", "source_id": str(at), "issue_id": f"r{at}"} for at in range(80)]
    for row in rows[:40:2]:
        row["unsure_with"] = f"r{int(row['source_id']) + 1}"
    for row in rows[40:]:
        row["issue_id"] = f"r{40 + int(row['source_id']) // 2}"
    # Half of the pairs in doubt cannot be told from pairs of one matter.
    columns = np.zeros((40, len(fitting.COLUMNS)), np.float32)
    columns[10:] = 1.0
    left = np.arange(0, 80, 2)
    pairs = fitting.Pairs(left, left + 1, columns, np.zeros(40, np.float32))

    def odds(read):
        model = fitting._grown(pairs, read, np.ones(40, dtype=bool), columns[:0])
        return fitting._odds(model, pairs)[[0, -1]]

    keys = [("a.csv", row["source_id"]) for row in rows]
    doubted, sure = odds(Judgements.of(keys, rows))
    assert doubted < 0 < sure
    together = [row | {"beside": str(at // 2) if at < 40 else ""} for at, row in enumerate(rows)]
    assert odds(Judgements.of(keys, together))[1] < sure
