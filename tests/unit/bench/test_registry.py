"""The benchmarks as a whole: by name, medians, JSON, pictures."""

import importlib
import json
import subprocess
import sys

import pytest

from govtext.bench.plots import check_format, draw
from govtext.bench.registry import BENCHMARKS, medians, run_benchmark
from govtext.errors import GovtextError


@pytest.mark.parametrize("name", BENCHMARKS)
def test_every_benchmark_names_a_function(name):
    module, _, function = BENCHMARKS[name][0].partition(":")
    assert callable(getattr(importlib.import_module(module), function))


def test_speed_is_the_median_of_three_runs():
    peers = ["reading", "segmentation", "keywords", "clustering", "whole-way"]
    assert [BENCHMARKS[name][2] for name in peers] == [3] * len(peers)
    runs = [{"ratio": 3.0, "texts": "a", "n": 5, "none": None}, {"ratio": 9.0, "n": 7}, {"ratio": 4.0, "n": 6}]
    assert medians(runs) == {"ratio": 4.0, "texts": "a", "n": 6, "none": None}


def test_an_unknown_benchmark_is_told_with_the_nearest():
    with pytest.raises(GovtextError, match="no benchmark segmentatoin; did you mean segmentation"):
        run_benchmark("segmentatoin")


def test_sizes_are_for_scaling_alone():
    with pytest.raises(GovtextError, match="takes no sizes"):
        run_benchmark("reading", sizes=[10])


def test_the_command_prints_json_and_draws(tmp_path):
    picture = tmp_path / "图.svg"
    ran = subprocess.run(
        [sys.executable, "-m", "govtext.cli", "bench", "privacy", "--json", "--plot", str(tmp_path / "x.bmp")],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )
    assert ran.returncode == 1
    assert ran.stderr.strip() == "error: x.bmp is no picture; name it with one of .svg, .png, .pdf"
    results = [
        {"benchmark": "reading", "ratio_to_pandas_openpyxl": 8.9, "cpu_ratio_to_pandas_openpyxl": 9.0},
        {
            "benchmark": "scaling", "sizes": [10, 100], "cpu": {"words": [0.1, 1.0]}, "mib": {"words": [50, 60]},
            "exponent_last": {"words": 1.0},
        },
    ]
    draw(results, picture)
    content = picture.read_text(encoding="utf-8")
    assert content.startswith("<?xml")
    assert content.count("<path") > 10
    draw(results[:1], tmp_path / "one.png")
    assert (tmp_path / "one.png").stat().st_size > 5000


def test_nothing_to_draw_and_a_missing_folder_are_told(tmp_path):
    with pytest.raises(GovtextError, match="nothing to draw"):
        draw([{"benchmark": "privacy", "recall": 1.0}], tmp_path / "a.png")
    with pytest.raises(GovtextError, match="there is no folder"):
        check_format(tmp_path / "nowhere" / "a.png")


def test_wrong_sizes_are_told_in_one_line():
    ran = subprocess.run(
        [sys.executable, "-m", "govtext.cli", "bench", "scaling", "--sizes", "1000,many"],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )
    assert (ran.returncode, ran.stderr.strip()) == (
        1, 'error: "many" is no number of texts; write: --sizes 1000,10000,100000'
    )
    assert json.dumps(ran.stdout) == '""'
