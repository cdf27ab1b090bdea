import zipfile

import pytest

from govtext.documents.doctor import describe, privacy_sample, report_lines
from govtext.settings import DocumentsSettings
from govtext.store import RawFile

LONG = "小区门口的路灯坏了一个多月没有人来修，晚上很不安全。"


@pytest.fixture
def reports(tmp_path, lexicons):
    (tmp_path / "a.csv").write_bytes(f"编号,标题,内容,联系电话,类别\n1,路灯,{LONG},139,城建\n".encode("gb18030"))
    (tmp_path / "b.csv").write_text("编号,群众所说\n" + f"1,{LONG}\n" * 5, encoding="utf-8")
    (tmp_path / "c.md").write_text("# 条例\n第一条", encoding="utf-8")
    (tmp_path / "README.md").write_text("x", encoding="utf-8")
    (tmp_path / "图.jpg").write_bytes(b"\xff\xd8\xff")
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.write(tmp_path / "a.csv", "内.csv")
    files = [RawFile(p.name, p) for p in sorted(tmp_path.iterdir())]
    return {r.file: r for r in describe(files, DocumentsSettings(), lexicons)}


def test_each_file_is_described(reports):
    assert {name: r.state for name, r in reports.items()} == {
        "README.md": "passed over", "a.csv": "read", "b.csv": "needs a setting", "c.md": "read", "z.zip/内.csv": "read", "图.jpg": "not taken",
    }
    a = reports["a.csv"]
    assert "gb18030" in a.what
    assert a.columns == {"source_id": "编号", "title": "标题", "text": "内容"}
    assert (a.personal, a.unmapped, a.header_row, a.kind) == (("联系电话",), ("类别",), 1, "complaint")
    assert reports["b.csv"].candidates[0][0] == "群众所说"


def test_lines_say_which_setting_is_needed(reports):
    lines = report_lines(reports.values())
    assert any('columns = {"b.csv" = {text = "群众所说"}}' in line for line in lines)
    assert all("\n" not in line for line in lines)


def test_what_platforms_have_put_there_and_marks_are_no_remains():
    text = "姓名〔姓名〕，电话0731-0000-00000000，2019-08-11，姓名：王小明，微信abc12345，共花了1200元"
    _, samples = privacy_sample([{"doc_id": "c1", "title": "", "text": text, "reply": None}])
    assert sum(s.state == "remains" for s in samples) == 2


def test_privacy_sample_shows_masked_places_and_remains():
    rows = [{"doc_id": f"c{i}", "title": "", "text": "我叫〔姓名〕，电话〔电话〕，单号12345678901", "reply": None} for i in range(100)]
    counts, samples = privacy_sample(rows, size=5)
    assert counts == {"remains": 100, "〔姓名〕": 100, "〔电话〕": 100}
    assert [s.state for s in samples] == ["masked"] * 5 + ["remains"] * 5
    assert privacy_sample(rows, size=5)[1] == samples
