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


def described(tmp_path, lexicons, content: str, name: str = "d.csv", **settings):
    (tmp_path / name).write_text(content, encoding="utf-8")
    return describe([RawFile(name, tmp_path / name)], DocumentsSettings(**settings), lexicons)[0]


def test_rows_without_a_date_are_counted(tmp_path, lexicons):
    days = ["2024-05-06", "", "不详", "20240507"]
    one = described(tmp_path, lexicons, "标题,内容,时间\n" + "".join(f"路灯,{LONG},{day}\n" for day in days) + "合计,,\n")
    assert one.what.endswith("4 rows, 2 without a date")
    assert one.state == "read"
    assert one.troubles == ()


def test_rows_beyond_those_that_tell_the_columns_are_counted_too(tmp_path, lexicons):
    rows = f"路灯,{LONG},2024-05-06\n" * 1_000 + f"路灯,{LONG},\n"
    assert described(tmp_path, lexicons, "标题,内容,时间\n" + rows).what.endswith("1,001 rows, 1 without a date")


@pytest.mark.parametrize(("content", "told"), [
    (f"标题,内容\n路灯,{LONG}\n路灯,{LONG}\n", "2 rows, none with a date"),
    (f"标题,内容,时间\n路灯,{LONG},2024-5-6\n路灯,{LONG},2024-5-7\n", "2 rows, all with a date"),
    (f"标题,内容,时间\n路灯,{LONG},2024-5-6\n", "1 row with a date"),
    ("标题,内容,时间\n", "0 rows"),
])
def test_all_none_and_one(tmp_path, lexicons, content, told):
    assert described(tmp_path, lexicons, content).what.endswith(f"; {told}")


def test_dates_that_cannot_be_read_are_told_with_what_becomes_of_their_rows(tmp_path, lexicons):
    content = "标题,内容,时间,答复意见,答复时间\n" + "".join(
        f"路灯,{LONG},{day},已修好,{replied}\n"
        for day, replied in [("2024-05-06", ""), ("24-5-6", ""), ("2024-05-06", "前天"), ("前天", "昨天")]
    )
    one = described(tmp_path, lexicons, content)
    assert one.what.endswith("4 rows")
    [line] = one.troubles
    assert line.startswith('3 rows with a date that can\'t be read will be rejected (documents.dates.on_error = "reject"), '
                           'the first: row 3, date: "24-5-6" is no date')
    assert f"    {line}" in report_lines([one])
    kept = described(tmp_path, lexicons, content, dates={"on_error": "null"})
    assert "will be kept without it" in kept.troubles[0]
    assert (one.state, kept.state) == ("read", "read")
    stopped = described(tmp_path, lexicons, content, dates={"on_error": "stop"})
    assert stopped.state == "needs a setting"  # doctor marks it BAD: the run would end there
    assert not any("no column is known to hold the text" in line for line in report_lines([stopped]))


def test_a_person_in_the_place_of_a_date_is_masked(tmp_path, lexicons):
    one = described(tmp_path, lexicons, f"标题,内容,时间\n路灯,{LONG},电话13912345678\n")
    assert one.troubles[0].startswith("1 row with a date that can't be read will be rejected")
    assert "〔电话〕" in one.troubles[0]
    assert "13912345678" not in one.troubles[0]


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
