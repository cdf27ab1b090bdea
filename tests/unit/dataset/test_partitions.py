"""Complaints in folders by year, month or a column."""

import datetime

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from govtext.dataset.exports import Export, held
from govtext.dataset.partitions import FOLDER, write_partitions
from govtext.errors import GovtextError
from govtext.settings import DatasetSettings
from govtext.tables import Column, Table

COMPLAINTS = Table("complaints", "07_dataset", "a complaint", "一条诉求", ("doc_id",), (
    Column("doc_id", "string", "identifier"), Column("region", "string", "region"), Column("date", "timestamp", "date"),
    Column("likes", "int", "likes"), Column("codes", "strings", "codes"),
))
REGIONS = ["甲市", "../../etc", "a=b/c", None, "con", "<b>", "甲市"]


def rows(number):
    return [
        {"doc_id": f"c{n:05d}", "region": REGIONS[n % len(REGIONS)], "likes": n, "codes": ["x"] * (n % 3),
         "date": None if n % 11 == 0 else datetime.datetime(2022 + n % 3, 1 + n % 12, 5)}
        for n in range(number)
    ]


def test_read_back_whole_whatever_stands_in_the_columns(tmp_path):
    written = rows(3000)
    write_partitions(tmp_path / FOLDER, held(COMPLAINTS, written), ["year", "region"])
    files = sorted((tmp_path / FOLDER).rglob("*.parquet"))
    assert {path.name for path in files} == {"part-0.parquet"}
    assert all(path.resolve().is_relative_to(tmp_path / FOLDER) for path in files)
    assert (tmp_path / FOLDER / "year=2023" / "region=..%2F..%2Fetc" / "part-0.parquet").is_file()
    layout = ds.partitioning(pa.schema([("year", pa.string()), ("region", pa.string())]), flavor="hive")
    back = ds.dataset(tmp_path / FOLDER, partitioning=layout).to_table().sort_by("doc_id").to_pylist()
    assert [{name: row[name] for name in written[0]} for row in back] == written
    assert {row["year"] for row in back} == {"2022", "2023", "2024", None}
    within = pq.read_table(files[0], partitioning=None)["doc_id"].to_pylist()
    assert within == sorted(within)


def test_same_bytes_whatever_the_batches(tmp_path):
    whole = held(COMPLAINTS, rows(40_000))
    content = pa.Table.from_batches(list(whole.batches()))
    small = Export(COMPLAINTS, lambda names: iter(content.select(names).to_batches(max_chunksize=977)), whole.count)
    write_partitions(tmp_path / "a", whole, ["month"])
    write_partitions(tmp_path / "b", small, ["month"])
    first, second = ({p.relative_to(tmp_path / f).as_posix(): p.read_bytes() for p in (tmp_path / f).rglob("*.parquet")} for f in "ab")
    assert first == second
    assert "month=2023-02/part-0.parquet" in first


def test_a_name_that_is_no_column_is_told(tmp_path):
    with pytest.raises(GovtextError, match='told apart by "regoin"') as told:
        write_partitions(tmp_path / FOLDER, held(COMPLAINTS, rows(3)), ["regoin"])
    assert "region" in str(told.value)
    with pytest.raises(GovtextError):
        write_partitions(tmp_path / FOLDER, held(COMPLAINTS, rows(3)), ["codes"])


def test_the_stage_writes_them_when_asked(inputs, write_data_set, tmp_path):
    folder = write_data_set(inputs, tmp_path, DatasetSettings(partition_by=("year",)))
    table = ds.dataset(folder / FOLDER, partitioning="hive").to_table()
    assert sorted(table["doc_id"].to_pylist()) == ["c1", "c2"]
    assert not (write_data_set(inputs, tmp_path / "plain") / FOLDER).exists()
