"""The real study, where there is one: every row taken, every table there."""

import os
import shutil
import subprocess
import sys

import pyarrow.parquet as pq
import pytest

from govtext.tables import TABLES, schema


@pytest.mark.real_data
@pytest.mark.slow
def test_the_real_study_runs_whole(real_data, tmp_path):
    study = tmp_path / "S"
    command = [sys.executable, "-m", "govtext.cli"]
    subprocess.run([*command, "new", str(study)], check=True, capture_output=True)
    for name in ("附件2_sample.xlsx", "附件3.xlsx", "附件4.xlsx"):
        shutil.copyfile(real_data / "complaints" / name, study / "data" / "raw" / name)
    shutil.copytree(real_data / "policies", study / "data" / "raw" / "policies", copy_function=shutil.copyfile)
    ran = subprocess.run(
        [*command, "--study", str(study), "run"], capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "GOVTEXT_WORKERS": "2"}, check=False,
    )
    assert ran.returncode == 0, ran.stderr
    processed = study / "data" / "processed"
    for name, definition in TABLES.items():
        assert pq.read_schema(processed / definition.path).names == schema(name).names, name
    documents = pq.read_table(processed / TABLES["documents"].path).to_pandas()
    rejected = pq.read_table(processed / TABLES["rejected"].path).to_pandas()
    counts = documents["source_file"].value_counts()
    assert counts["附件3.xlsx"] == 4326
    assert counts["附件4.xlsx"] == 2816
    assert counts["附件2_sample.xlsx"] == 495
    assert (documents["kind"] == "policy").sum() == 39
    assert len(documents) + len(rejected) == 7637 + 39
    assert documents["doc_id"].is_unique
    replies = documents[documents["source_file"] == "附件4.xlsx"]
    assert replies["reply"].notna().all()
    assert documents[documents["kind"] == "complaint"]["date"].notna().all()
    lag = (replies["reply_date"] - replies["date"]).dt.total_seconds().median() / 86400
    assert round(lag, 1) == 11.2
    problems = pq.read_table(processed / TABLES["service_problems"].path).to_pandas()
    texts = (documents["title"] + "\n" + documents["text"]).set_axis(documents["doc_id"])
    assert all(texts[row.doc_id][row.start : row.end] == row.evidence for row in problems.itertuples())
