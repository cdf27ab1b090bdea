import datetime as dt
import shutil

import pytest

from govtext.documents.readers.content import Limits
from govtext.documents.readers.opening import read_file

pytestmark = pytest.mark.real_data


def copied(real_data, tmp_path, *names):
    for name in names:
        shutil.copy(real_data / "complaints" / name, tmp_path / name)
    return tmp_path


def test_the_second_workbook(real_data, tmp_path, run_documents):
    made = run_documents(copied(real_data, tmp_path, "附件3.xlsx"))
    documents = made["documents"]
    assert len(documents) == 4326
    assert made["rejected"] == []
    assert sum(d["duplicate_of"] is not None and d["duplicate_rule"] == "exact_text" for d in documents) == 109
    assert all(d["date"] and d["likes"] is not None and d["author"] for d in documents)
    (table,) = read_file(real_data / "complaints" / "附件3.xlsx", "workbook", Limits())
    _, *rows = [cells for _, cells in table.rows]
    dates = [cells[3] for cells in rows]
    assert (sum(isinstance(d, str) for d in dates), sum(isinstance(d, dt.date) for d in dates)) == (4197, 129)


def test_the_workbook_with_replies(real_data, tmp_path, run_documents):
    documents = run_documents(copied(real_data, tmp_path, "附件4.xlsx"))["documents"]
    assert len(documents) == 2816
    assert all(d["date"] and d["reply"] and d["reply_date"] for d in documents)
    lags = sorted((d["reply_date"] - d["date"]).total_seconds() / 86400 for d in documents)
    assert round((lags[1407] + lags[1408]) / 2, 1) == 11.2


def test_the_whole_study(real_data, tmp_path, run_documents):
    copied(real_data, tmp_path, "附件1.xlsx", "附件2_sample.xlsx", "附件3.xlsx", "附件4.xlsx")
    shutil.copytree(real_data / "policies", tmp_path / "policies")
    made = run_documents(tmp_path)
    kinds = [d["kind"] for d in made["documents"]]
    assert (kinds.count("complaint"), kinds.count("policy")) == (7637, 39)
    assert [r["source_file"] for r in made["rejected"]] == ["附件1.xlsx"]
    assert all(d["date"] for d in made["documents"])
    assert len({d["doc_id"] for d in made["documents"]}) == 7676


def test_the_mail_box(real_data, tmp_path, run_documents):
    documents = run_documents(copied(real_data, tmp_path, "市长信箱_sample.csv"))["documents"]
    assert len(documents) == 150
    assert all(d["source_id"].isdigit() and d["kind"] == "complaint" for d in documents)
