"""The rows of a Stata file, written batch by batch, are those that pandas writes of the whole table."""

import datetime
from dataclasses import replace

import pandas as pd
import pyarrow as pa
import pytest

from govtext.dataset import statistics_packages
from govtext.dataset.exports import held
from govtext.dataset.variables import complaints
from govtext.lexicons import CodeLabel

CODES = [CodeLabel("slow_response", "回应迟缓", "Slow response", "")]


def rows(count):
    for at in range(count):
        yield {
            "doc_id": f"c{at:03d}", "kind": "complaint", "source_file": "甲.csv", "title": "长" * (at * 7 % 300),
            "date": datetime.datetime(2024, 1, 1 + at % 28, 3, 4, 5) if at % 3 else None, "region": None if at % 4 else "沅安市",
            "likes": at if at % 2 else None, "topic_id": at % 2 if at % 5 else None, "problem_slow_response": at % 2,
            "request_type": ("complaint", "suggestion", None)[at % 3],
        }


def export(count):
    definition = complaints(CODES)
    names = {column.name for column in definition.columns}
    return held(definition, [{name: value for name, value in row.items() if name in names} for row in rows(count)])


@pytest.mark.parametrize("batch", [5, 23])
def test_the_bytes_are_those_that_pandas_writes_of_the_whole(tmp_path, batch):
    topics = {0: "热线", 1: "道路"}
    whole = export(23)
    columns = statistics_packages._columns(whole)
    frame = statistics_packages._frame(columns, whole.batches([column.name for column in columns]))
    statistics_packages._by_pandas(tmp_path / "whole.dta", frame, columns, "zh", topics)
    parts = replace(whole, read=lambda names: (
        part for one in whole.read(names) for part in pa.Table.from_batches([one]).to_batches(max_chunksize=batch)))
    statistics_packages.write_dta(tmp_path / "parts.dta", parts, "zh", topics)
    assert (tmp_path / "parts.dta").read_bytes() == (tmp_path / "whole.dta").read_bytes()
    frame = pd.read_stata(tmp_path / "parts.dta")
    assert frame["doc_id"].tolist() == [row["doc_id"] for row in rows(23)]
    assert frame["title"].str.len().tolist() == [min(at * 7 % 300, 250) for at in range(23)]
    assert frame["date"].tolist()[1] == datetime.datetime(2024, 1, 2, 3, 4, 5)
    assert frame["date"].isna().tolist() == [at % 3 == 0 for at in range(23)]
