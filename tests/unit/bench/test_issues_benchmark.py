import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from govtext.bench.apart import apart
from govtext.bench.issues import b_cubed, benchmark
from govtext.errors import GovtextError


def test_b_cubed_of_partitions():
    assert b_cubed(np.array([5, 5, 9]), np.array([-1, -1, 4])) == 1
    # Two parts found as one: every item's part holds half of what is its own.
    assert b_cubed(np.array([0, 0, 1, 1]), np.array([0, 0, 0, 0])) == pytest.approx(2 * 0.5 / 1.5)


def test_copies_are_found_and_figures_told_by_size(tmp_path):
    places, troubles = ["云锦小区", "栖霞花园", "澄湖家园", "竹溪新村"], ["施工", "油烟", "停水", "学位"]
    rows = [
        {"doc_id": f"c{at}", "words": [*([place, trouble] * 6), "\n", *([trouble, place, "居民"] * 9)], "tags": [*(["ns", "n"] * 6), "x", *(["n", "ns", "n"] * 9)]}
        for at, (place, trouble) in enumerate((p, t) for p in places for t in troubles)
    ]  # fmt: skip
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "words.parquet")
    found = benchmark([40, 80], workers=1, words=tmp_path / "words.parquet")
    assert found["originals"] == 16
    assert {"seconds_to_read_40", "seconds_to_cluster_80", "issues_80", "growth"} <= set(found)
    assert found["b_cubed_40"] > 0.8


def test_a_study_that_has_not_run_is_one_clear_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(GovtextError) as told:
        apart("govtext.bench.issues:benchmark", sizes=[40])
    assert str(told.value).startswith("data/processed/02_words/words.parquet: there are no messages")
