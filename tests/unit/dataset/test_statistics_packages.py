"""The files for SPSS and Stata, written batch by batch, are those that the libraries write of the whole table."""

import datetime
from dataclasses import replace

import pandas as pd
import pyarrow as pa
import pyreadstat
import pytest

from govtext.dataset import statistics_packages
from govtext.dataset.exports import held
from govtext.dataset.sav_head import SavVariable, sav_head
from govtext.dataset.variables import complaints
from govtext.lexicons import CodeLabel

CODES = [CodeLabel("slow_response", "回应迟缓", "Slow response", ""), CodeLabel("slow_reply", "答复迟缓", "Slow reply", "")]
TOPICS = {0: "热线", 1: "道路"}


def rows(count):
    for at in range(count):
        yield {
            "doc_id": f"c{at:03d}", "kind": "complaint", "source_file": "甲.csv", "title": "长" * (at * 7 % 300),
            "date": datetime.datetime(2024, 1, 1 + at % 28, 3, 4, 5) if at % 3 else None, "region": None if at % 4 else "沅安市",
            "likes": (at, 251, -99, -100, 151, 152)[at % 6] if at % 5 else None, "topic_id": at % 2 if at % 5 else None,
            "problem_slow_response": at % 2, "problem_slow_reply": 0, "author": " 前后 \0" if at % 2 else "",
            "request_type": ("complaint", "suggestion", None)[at % 3], "topic_weight": at / 7,
        }


def export(count, batch=0):
    definition = complaints(CODES)
    names = {column.name for column in definition.columns}
    whole = held(definition, [{name: value for name, value in row.items() if name in names} for row in rows(count)])
    if not batch:
        return whole
    return replace(whole, read=lambda wanted: (
        part for one in whole.read(wanted) for part in pa.Table.from_batches([one]).to_batches(max_chunksize=batch)))


def frame_of(whole):
    """The variables as a frame that the libraries take: texts cut, categories as numbers."""
    columns = statistics_packages._columns(whole)
    made = {}
    for column in columns:
        values = pa.concat_arrays([batch.column(column.name) for batch in whole.batches()])
        text = statistics_packages._is_text(column)
        made[column.name] = pd.Series(
            statistics_packages._plain(values).to_pylist() if text else statistics_packages._numbers(column, values),
            dtype=object if text else None)
    return pd.DataFrame(made), columns


@pytest.mark.parametrize("batch", [5, 23])
def test_the_bytes_are_those_that_pandas_writes_of_the_whole(tmp_path, batch):
    frame, columns = frame_of(export(23))
    labels = statistics_packages.value_labels(columns, "zh", TOPICS)
    frame.to_stata(
        tmp_path / "whole.dta", write_index=False, version=118, time_stamp=datetime.datetime(2000, 1, 1),
        variable_labels={column.name: column.meaning_zh for column in columns}, value_labels=labels,
        convert_dates={column.name: "tc" for column in columns if column.type == "timestamp"})
    statistics_packages.write_dta(tmp_path / "parts.dta", export(23, batch), "zh", TOPICS)
    assert (tmp_path / "parts.dta").read_bytes() == (tmp_path / "whole.dta").read_bytes()
    frame = pd.read_stata(tmp_path / "parts.dta")
    assert frame["doc_id"].tolist() == [row["doc_id"] for row in rows(23)]
    assert frame["title"].str.len().tolist() == [min(at * 7 % 300, 250) for at in range(23)]
    assert frame["date"].tolist()[1] == datetime.datetime(2024, 1, 2, 3, 4, 5)
    assert frame["date"].isna().tolist() == [at % 3 == 0 for at in range(23)]


@pytest.mark.parametrize("batch", [5, 23])
def test_spss_reads_what_pyreadstat_writes_of_the_whole(tmp_path, batch):
    frame, columns = frame_of(export(23))
    labels = statistics_packages.value_labels(columns, "zh", TOPICS)
    nominal = {column.name for column in columns if column.type == "string"} | set(labels)
    pyreadstat.write_sav(
        frame, tmp_path / "whole.sav", row_compress=True,
        column_labels={column.name: column.meaning_zh for column in columns},
        variable_value_labels=labels | statistics_packages.string_labels(columns, "zh"),
        variable_measure={column.name: "nominal" if column.name in nominal else "scale" for column in columns})
    statistics_packages.write_sav(tmp_path / "parts.sav", export(23, batch), "zh", TOPICS)
    read, meta = pyreadstat.read_sav(tmp_path / "parts.sav", disable_datetime_conversion=True)
    wanted, told = pyreadstat.read_sav(tmp_path / "whole.sav", disable_datetime_conversion=True)
    pd.testing.assert_frame_equal(read, wanted)
    for name in ("number_rows", "column_names_to_labels", "variable_value_labels", "variable_measure", "file_encoding",
                 "original_variable_types", "variable_storage_width", "variable_display_width", "variable_alignment"):
        assert getattr(meta, name) == getattr(told, name), name
    assert read["title"].str.len().tolist() == [min(at * 7 % 300, 250) for at in range(23)]
    assert read["likes"].tolist()[1:5] == [251, -99, -100, 151]
    assert read["likes"].isna().tolist() == [at % 5 == 0 for at in range(23)]


def test_a_table_without_rows_has_its_variables(tmp_path):
    for write, read in ((statistics_packages.write_sav, pyreadstat.read_sav), (statistics_packages.write_dta, pyreadstat.read_dta)):
        write(tmp_path / "none", export(0), "zh", TOPICS)
        frame, meta = read(tmp_path / "none")
        assert not len(frame)
        assert meta.column_names_to_labels["title"] == "标题"
        assert meta.variable_value_labels["topic_id"] == TOPICS


def test_names_that_begin_alike_have_short_names_of_their_own(tmp_path):
    wide = [SavVariable(f"description_{end}", "", 600) for end in ("one", "two")]
    others = [SavVariable(name, "", 0) for name in ("description_three", "描述与说明")]
    head = sav_head([*wide, *others], 0)
    assert [name in head for name in (b"DESCR0  ", b"DESCR1  ", b"DESCR2  ", b"DESCR3  ", b"DESCR4  ")] == [True] * 4 + [False]
    (tmp_path / "x.sav").write_bytes(head)
    frame, _ = pyreadstat.read_sav(tmp_path / "x.sav")
    assert list(frame.columns) == [one.name for one in (*wide, *others)]
