"""A long Stata file is made in parts and holds the bytes of the whole."""

import datetime

import pandas as pd

from govtext.dataset import statistics_packages
from govtext.dataset.exports import held
from govtext.dataset.variables import complaints
from govtext.lexicons import CodeLabel

CODES = [CodeLabel("slow_response", "回应迟缓", "Slow response", "")]


def rows(count):
    for at in range(count):
        yield {
            "doc_id": f"c{at:03d}", "kind": "complaint", "source_file": "甲.csv", "title": "长" * (at * 7 % 300),
            "date": datetime.datetime(2024, 1, 1 + at % 28) if at % 3 else None, "region": None if at % 4 else "沅安市",
            "likes": at if at % 2 else None, "topic_id": at % 2 if at % 5 else None, "problem_slow_response": at % 2,
            "request_type": ("complaint", "suggestion", None)[at % 3],
        }


def export(count):
    definition = complaints(CODES)
    names = {column.name for column in definition.columns}
    return held(definition, [{name: value for name, value in row.items() if name in names} for row in rows(count)])


def test_the_parts_make_the_bytes_of_the_whole(tmp_path, monkeypatch):
    topics = {0: "热线", 1: "道路"}
    statistics_packages.write_dta(tmp_path / "whole.dta", export(23), "zh", topics)
    monkeypatch.setattr(statistics_packages, "STATA_ROWS", 5)
    statistics_packages.write_dta(tmp_path / "parts.dta", export(23), "zh", topics)
    assert (tmp_path / "parts.dta").read_bytes() == (tmp_path / "whole.dta").read_bytes()
    frame = pd.read_stata(tmp_path / "parts.dta")
    assert frame["doc_id"].tolist() == [row["doc_id"] for row in rows(23)]
    assert frame["title"].str.len().tolist() == [min(at * 7 % 300, 250) for at in range(23)]
