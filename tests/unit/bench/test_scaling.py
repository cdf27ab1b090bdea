"""Growth over more and more texts: the texts it is measured on, and what is made of the figures."""

import sys

import pyarrow.parquet as pq
import pytest

from govtext.bench import limited, scaling
from govtext.bench.apart import apart
from govtext.bench.resampled import HEADINGS, Original, resampled, write_resampled
from govtext.bench.studies import study
from govtext.errors import GovtextError

ORIGINALS = [
    Original(["路灯", "不亮"], ["青枫", "路", "12", "号", "的", "路灯", "坏", "了"] * 6, ["已", "派人", "修理"], "东", 3),
    Original(["夜里", "施工"], ["工地", "夜里", "打桩", "，", "老人", "孩子", "睡不着"] * 6, [], "西", 0),
]


def test_a_resampled_text_is_the_same_in_every_run_and_few_are_alike():
    first, again = list(resampled(ORIGINALS, 300)), list(resampled(ORIGINALS, 300))
    assert first == again
    assert set(first[0]) == set(HEADINGS)
    assert len({row["内容"] for row in first}) > 280
    assert {row["地区"] for row in first} == {"东", "西"}
    # An answered original gives answered texts, the other none.
    assert all((row["答复"] is not None) == (row["地区"] == "东") for row in first)


def test_matters_grow_with_the_texts():
    def numbers(texts: int) -> int:
        rows = [row for row in resampled(ORIGINALS, texts) if row["地区"] == "东"]
        return len({digits for row in rows for digits in "".join(c if c.isdigit() else " " for c in row["内容"]).split()})

    assert numbers(600) > 2 * numbers(60)


def test_texts_are_written_in_parts(tmp_path):
    write_resampled(tmp_path, ORIGINALS, 25, per_file=10)
    parts = [pq.read_table(path) for path in sorted(tmp_path.iterdir())]
    assert [part.num_rows for part in parts] == [10, 10, 5]
    assert [number for part in parts for number in part["编号"].to_pylist()] == [str(one + 1) for one in range(25)]


def test_growth_is_told_by_stage_and_for_the_whole():
    def run(cpu: float, mib: float) -> dict[str, dict[str, float]]:
        return {"words": {"seconds": 2 * cpu, "cpu": cpu, "mib": mib}, "topics": {"seconds": 1, "cpu": 1, "mib": 300}}

    found = scaling.grown({100: [run(1, 100), run(3, 120), run(2, 110)], 1_000: [run(20, 200)]})
    assert found["cpu"] == {"words": [2, 20], "topics": [1, 1], "all": [3, 21]}
    assert found["seconds"]["all"] == [5, 41]
    assert found["mib"] == {"words": [110, 200], "topics": [300, 300], "all": [300, 300]}
    assert found["exponent"]["words"] == pytest.approx(1.0)
    assert found["exponent_last"]["topics"] == 0
    assert found["ms_a_text"] == {"words": 20.0, "topics": 0.0, "all": 20.0}
    assert found["kib_a_text"]["words"] == 102.4
    one = scaling.grown({100: [run(1, 100)]})
    assert one["exponent"]["words"] is None
    assert "ms_a_text" not in one


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold processes to the limit")
def test_a_stage_has_no_more_memory_than_the_limit():
    with study(40) as (folder, _):
        ran = apart(
            "govtext.bench.limited:run", folder=str(folder), stages=["documents"], limit_mib=limited.LIMIT_MIB
        )
        assert ran.result["stages"]["documents"]["rows"] == 80
        assert ran.mib < ran.result["addresses_mib"] < limited.LIMIT_MIB
        with pytest.raises(GovtextError, match="failed: "):
            apart("govtext.bench.limited:run", folder=str(folder), stages=["words"], limit_mib=200)
