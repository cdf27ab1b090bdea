"""The benchmarks against peers measure what they say, on few texts."""

import json

import pytest

from govtext.bench import careful_script, peers, scaling, studies
from govtext.bench.apart import apart
from govtext.bench.generated import complaints, write_partitions
from govtext.errors import GovtextError


def test_generated_texts_are_the_same_in_every_run_and_hold_no_two_alike():
    first, again = list(complaints(500)), list(complaints(500))
    assert first == again
    rows = first[0].to_pylist()
    assert len({row["内容"] for row in rows}) == 500
    assert 80 < sum(len(row["内容"]) for row in rows) / 500 < 250
    assert len({row["地区"] for row in rows}) > 20


def test_partitions_hold_every_text_once(tmp_path):
    import pyarrow.parquet as pq

    write_partitions(tmp_path, 9000, per_file=4096)
    files = sorted(tmp_path.glob("part-*.parquet"))
    assert [pq.read_metadata(path).num_rows for path in files] == [4096, 4096, 808]
    numbers = [number for path in files for number in pq.read_table(path, columns=["编号"])["编号"].to_pylist()]
    assert numbers == [str(number) for number in range(1, 9001)]


def test_reading_is_measured_on_both_sides_over_the_same_rows():
    figures = peers.reading(rows=300)
    assert figures["rows"] == 300
    assert figures["ratio_to_pandas_openpyxl"] == pytest.approx(
        figures["seconds_pandas_openpyxl"] / figures["seconds"], abs=0.01
    )
    assert figures["peak_mib"] > 10


def test_a_failing_part_ends_the_benchmark_with_its_last_line():
    with pytest.raises(GovtextError, match="read_ours failed: .*nowhere.xlsx"):
        apart("govtext.bench.peers:read_ours", path="nowhere.xlsx")


def test_the_peers_find_topics_and_clusters(tmp_path):
    words = [["水管", "漏水", "小区"] * 2, ["公交", "站台", "等车"] * 2] * 15
    path = tmp_path / "words.json"
    studies.dump(words, path)
    assert json.loads(path.read_text(encoding="utf-8"))[0][0] == "水管"
    assert peers.cluster(str(path), "k_means", 2) == 2
    assert peers.cluster(str(path), "dbscan", 0) == 2
    # In a process of its own: gensim forks its workers, and those of a process with threads (a browser's, a pool's) may
    # hang, whereupon gensim waits for them forever.
    assert apart("govtext.bench.peers:lda", path=str(path)).result in careful_script.NUMBERS_OF_TOPICS


def test_the_script_reads_workbooks_parquet_and_text_files(tmp_path):
    write_partitions(tmp_path, 20)
    (tmp_path / "办法.md").write_text("第一条 为了方便群众办事，制定本办法。", encoding="utf-8")
    texts = careful_script.read(str(tmp_path))
    assert len(texts) == 21
    assert texts[-1].startswith("第一条")
    assert all("\n" in text for text in texts[:20])


def test_stages_are_timed_by_name():
    with studies.study(60) as (folder, what):
        assert what == "60 generated complaints"
        found = studies.run(str(folder), ["words"])
        assert list(found) == ["documents", "words"]
        assert found["words"]["rows"] > 60
        assert found["documents"]["cpu"] > 0
        assert len(studies.kinds(folder, "complaint")) == 60


def test_an_exponent_is_the_slope_in_logarithms():
    assert scaling.slope((10, 100, 1000), [1, 10, 100]) == pytest.approx(1.0)
    assert scaling.slope((10, 100), [1, 100]) == pytest.approx(2.0)
    assert scaling.slope((10,), [1]) is None
