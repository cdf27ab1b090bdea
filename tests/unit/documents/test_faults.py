"""Broken, hostile and odd files: each is accounted for, and none stops or harms the run."""

import csv
import os
import random
import zipfile

import pytest
import xlsxwriter

from govtext.documents.stage import run
from govtext.errors import GovtextError
from govtext.lexicons import Lexicons
from govtext.parallel import Work
from govtext.settings import DocumentsSettings
from govtext.store import Inputs

HEADINGS = ["编号", "标题", "内容", "时间"]
ROWS = [[str(i), f"路灯{i}", f"东街{i}号的路灯坏了一个多月没有人修。", "2019/3/5"] for i in range(1, 6)]


def write_csv(path, rows=ROWS):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *rows])
    return path


def write_workbook(path):
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for i, row in enumerate([HEADINGS, *ROWS]):
            page.write_row(i, 0, row)
    return path


def reasons(made):
    return [(r["source_file"], r["source_row"], r["reason"]) for r in made["rejected"]]


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("name", ["a.xlsx", "a.zip"])
def test_cut_off_files_are_rejected_and_the_rest_is_read(tmp_path, run_documents, share, name):
    whole = write_workbook(tmp_path / "a.xlsx")
    if name == "a.zip":
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.write(whole, "内/a.xlsx")
        whole.unlink()
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(data[: int(len(data) * share)])
    write_csv(tmp_path / "b.csv")
    made = run_documents(tmp_path)
    assert len(made["documents"]) == 5
    ((file, row, reason),) = reasons(made)
    assert (file, row) == (name, None)
    assert "damaged" in reason


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.csv", "a.json", "a.docx", "a.pdf", "a.zip", "a.html", "a.parquet", "a.md"])
def test_random_bytes_never_crash(tmp_path, run_documents, name, seed):
    rng = random.Random(seed)
    marks = {".xlsx": b"PK\x03\x04", ".xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".docx": b"PK\x03\x04", ".pdf": b"%PDF-1.7\n", ".zip": b"PK\x03\x04", ".parquet": b"PAR1", ".html": b"<html>"}
    mark = marks.get(os.path.splitext(name)[1], b"") if seed % 2 else b""
    (tmp_path / name).write_bytes(mark + rng.randbytes(rng.choice([0, 3, 100, 5000])))
    try:
        made = run_documents(tmp_path)
    except GovtextError as error:
        assert "candidates" in str(error)  # noqa: PT017
    else:
        assert made["documents"] or made["rejected"]


@pytest.mark.parametrize("seed", range(60))
def test_flipped_bytes_in_workbooks_never_crash(tmp_path, run_documents, seed):
    data = bytearray(write_workbook(tmp_path / "a.xlsx").read_bytes())
    rng = random.Random(seed)
    for _ in range(rng.choice([1, 5, 50])):
        data[rng.randrange(len(data))] = rng.randrange(256)
    (tmp_path / "a.xlsx").write_bytes(data)
    try:
        made = run_documents(tmp_path)
    except GovtextError as error:
        assert "candidates" in str(error)  # noqa: PT017
    else:
        assert made["documents"] or made["rejected"]


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.zip"])
def test_a_file_without_a_row_is_accounted_for(tmp_path, run_documents, name):
    if name == "a.xlsx":
        with xlsxwriter.Workbook(tmp_path / name) as book:
            book.add_worksheet("空")
            book.add_worksheet("也空")
    elif name == "a.csv":
        (tmp_path / name).write_text("编号,标题,内容,时间\n", encoding="utf-8")
    else:
        zipfile.ZipFile(tmp_path / name, "w").close()
    assert reasons(run_documents(tmp_path)) == [(name, None, "holds no rows")]


def test_a_bomb_in_a_workbook(tmp_path, run_documents):
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        with package.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(150):
                sheet.write(b"\0" * (1 << 20))
    assert "would unpack" in reasons(run_documents(tmp_path))[0][2]


def test_a_bomb_in_an_archive_spares_its_neighbours(tmp_path, run_documents):
    write_csv(tmp_path / "b.csv")
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("a.csv", "w") as member:
            for _ in range(100):
                member.write(b"0" * (1 << 20))
        archive.write(tmp_path / "b.csv", "b.csv")
    (tmp_path / "b.csv").unlink()
    made = run_documents(tmp_path)
    assert [d["source_file"] for d in made["documents"]] == ["bomb.zip/b.csv"] * 5
    assert reasons(made)[0][0] == "bomb.zip/a.csv"


def test_names_in_archives(tmp_path, run_documents):
    data = write_csv(tmp_path / "b.csv").read_bytes()
    (tmp_path / "b.csv").unlink()
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("../../outside.csv", data)
        archive.writestr("/etc/absolute.csv", data)
        gbk = zipfile.ZipInfo("x" * 8)
        archive.writestr(gbk, data)
        archive.writestr("内/层.zip", b"PK\x05\x06" + b"\0" * 18)
        archive.writestr("__MACOSX/b.csv", data)
    name = "来信.csv".encode("gbk")
    raw = (tmp_path / "z.zip").read_bytes().replace(b"x" * 8, name)
    assert len(name) == 8
    (tmp_path / "z.zip").write_bytes(raw)
    made = run_documents(tmp_path)
    assert {d["source_file"] for d in made["documents"]} == {"z.zip/来信.csv"}
    assert sorted(reason for *_, reason in reasons(made)) == [
        "is an archive within an archive: unpack it", "its name leads out of the archive", "its name leads out of the archive",
    ]
    assert not (tmp_path.parent.parent / "outside.csv").exists()


def test_a_locked_archive(tmp_path, run_documents):
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("a.csv", "标题,内容\n")
    raw = bytearray((tmp_path / "z.zip").read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "z.zip").write_bytes(raw)
    assert reasons(run_documents(tmp_path)) == [("z.zip/a.csv", None, "is locked by a password")]


def test_an_endless_cell_is_one_rejected_row(tmp_path, run_documents):
    with (tmp_path / "a.csv").open("w", encoding="utf-8") as file:
        file.write("编号,标题,内容,时间\n1,甲,路灯坏了没有人修,2019/1/1\n2,乙,\"")
        for _ in range(100):
            file.write("长" * (1 << 18) + "x" * (1 << 18))
        file.write("\",2019/1/1\n3,丙,西街停水三天了没人管,2019/1/2\n")
    made = run_documents(tmp_path)
    assert [d["source_id"] for d in made["documents"]] == ["1", "3"]
    ((_, row, reason),) = reasons(made)
    assert row == 3
    assert "characters is no text" in reason


def test_a_quotation_mark_that_is_never_closed(tmp_path, run_documents):
    path = write_csv(tmp_path / "a.csv")
    path.write_text(path.read_text(encoding="utf-8") + '6,"坏,没有闭合的引号,2019/1/1\n7,后,后面的行\n', encoding="utf-8")
    made = run_documents(tmp_path)
    assert len(made["documents"]) + len(made["rejected"]) == 6


def test_nul_bytes_in_a_table_are_taken_out(tmp_path, run_documents):
    (tmp_path / "a.csv").write_bytes("标题,内容\n路\0灯,东街的路\0灯坏了一个多月\n".encode())
    (document,) = run_documents(tmp_path)["documents"]
    assert (document["title"], document["text"]) == ("路灯", "东街的路灯坏了一个多月")


def test_links_that_lead_outside_are_not_followed(tmp_path, run_documents):
    outside = write_csv(tmp_path / "outside.csv")
    raw = tmp_path / "raw"
    (raw / "inner").mkdir(parents=True)
    inside = write_csv(raw / "inner" / "b.csv")
    try:
        (raw / "a.csv").symlink_to(outside)
        (raw / "c.csv").symlink_to(inside)
    except OSError:
        pytest.skip("this system allows no links")
    made = run_documents(raw)
    assert reasons(made) == [("a.csv", None, "is a link that leads out of data/raw")]
    assert {d["source_file"] for d in made["documents"]} == {"inner/b.csv", "c.csv"}


def test_a_file_that_changes_while_it_is_read(tmp_path, run_documents, monkeypatch):
    from govtext.documents import stage

    path = write_csv(tmp_path / "a.csv")
    read = stage.read_file

    def reading(*arguments):
        yield from read(*arguments)
        with path.open("a", encoding="utf-8") as file:
            file.write("9,late,来得晚的一行文字内容,2019/1/1\n")

    monkeypatch.setattr(stage, "read_file", reading)
    with pytest.raises(GovtextError, match=r"data/raw/a.csv: changed while it was read; run again"):
        run_documents(tmp_path)


def test_a_locked_file_is_named(tmp_path, run_documents, monkeypatch):
    from govtext.documents import stage

    write_csv(tmp_path / "a.csv")

    def refused(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(stage, "format_of", refused)
    with pytest.raises(GovtextError, match=r"data/raw/a.csv: cannot be opened; close it in other programs"):
        run_documents(tmp_path)


LAUGHS = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
) + '<!ENTITY f SYSTEM "file:///etc/passwd">]>'


def test_entities_are_not_expanded(tmp_path, run_documents):
    (tmp_path / "a.html").write_text(LAUGHS + "<html><body><p>路灯坏了没人修理啊&i;&f;</p></body></html>", encoding="utf-8")
    with zipfile.ZipFile(write_workbook(tmp_path / "w.xlsx")) as whole, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as copy:
        for name in whole.namelist():
            data = whole.read(name).decode()
            if name == "xl/sharedStrings.xml":
                data = LAUGHS + data.split("?>", 1)[1].replace("路灯1", "&i;&f;")
            copy.writestr(name, data)
    (tmp_path / "w.xlsx").unlink()
    made = run_documents(tmp_path)
    written = str(made)
    assert "root:" not in written
    assert len(written) < 20_000


def test_ten_thousand_columns_and_no_rows(tmp_path, run_documents):
    (tmp_path / "a.csv").write_text(",".join(f"列{i}" for i in range(10_000)) + "\n", encoding="utf-8")
    assert "no column holds a text" in reasons(run_documents(tmp_path))[0][2]


def test_lone_surrogates_do_not_stop_the_run(tmp_path, run_documents):
    (tmp_path / "a.json").write_text('[{"标题": "路\\ud800灯", "内容": "东街的路灯坏了\\udfff一个多月没人管", "用户": "\\ud800u"}]', encoding="utf-8")
    (document,) = run_documents(tmp_path)["documents"]
    assert document["text"] == "东街的路灯坏了一个多月没人管"


@pytest.mark.parametrize("name", ["a.xlsx", "a.docx"])
def test_a_file_behind_a_password_is_said_to_be_locked(tmp_path, run_documents, name):
    # What Office writes: a compound file whose directory names a stream EncryptedPackage.
    (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(3000))
    assert reasons(run_documents(tmp_path)) == [(name, None, "is locked by a password: save it without one")]


def test_a_quotation_mark_that_is_never_closed_swallows_no_rows(tmp_path, run_documents):
    good = "编号,标题,内容\n1,路灯,东街的路灯坏了一个多月没有人修。\n"
    (tmp_path / "a.csv").write_text(good + '2,停水,"已经停水三天\n3,塌陷,路面塌陷\n4,噪音,夜间施工\n', encoding="utf-8")
    (tmp_path / "b.csv").write_text(good + '2,停水,"他说""停水""，\n三天了"', encoding="utf-8")
    made = run_documents(tmp_path)
    assert [(row["source_file"], row["source_id"]) for row in made["documents"]] == [("a.csv", "1"), ("b.csv", "1"), ("b.csv", "2")]
    assert made["documents"][2]["text"] == '他说"停水"，\n三天了'
    assert reasons(made) == [("a.csv", 3, "cannot be read: its quotation mark is not closed (2 lines follow)")]


def test_one_cell_beyond_the_header_is_one_too_many(tmp_path, run_documents):
    write_csv(tmp_path / "a.csv", [["1", "路灯", "东街的路灯坏了一个多月没有人修。", "2019/3/5", "多出"], *ROWS[1:]])
    made = run_documents(tmp_path)
    assert [row["source_id"] for row in made["documents"]] == ["2", "3", "4", "5"]
    assert reasons(made) == [("a.csv", 2, "has 5 cells, the header 4: look for an unquoted delimiter")]


def far_workbook(path, *cells):
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for i, row in enumerate([HEADINGS, *ROWS]):
            page.write_row(i, 0, row)
        for cell, value in cells:
            page.write(cell, value, book.add_format({"bold": True}))


@pytest.mark.parametrize(
    ("cells", "told"), [([("XFD1048576", "x")], "column XFD or row 1,048,576"), ([("DX1", "x"), ("A1048576", "x")], "column DX or row 1,048,576")]
)
def test_a_cell_far_from_all_others_does_not_fill_the_memory(tmp_path, run_documents, cells, told):
    """calamine makes a rectangle of all cells, of 512 GB for these, and ends the process with it."""
    far_workbook(tmp_path / "a.xlsx", *cells)
    write_csv(tmp_path / "b.csv")
    made = run_documents(tmp_path)
    assert len(made["documents"]) == 5
    ((file, row, reason),) = reasons(made)
    assert (file, row) == ("a.xlsx", None)
    assert told in reason


def test_cells_that_only_have_a_format_are_not_far(tmp_path, run_documents):
    far_workbook(tmp_path / "a.xlsx", ("XFD1048576", None), ("BA1", "x"))
    made = run_documents(tmp_path)
    assert len(made["documents"]) == 5
    assert reasons(made) == []


def test_a_text_that_looks_like_cells_costs_no_more_than_its_length(tmp_path, run_documents):
    """Quotation marks stand as they are in the text of a cell: a pattern without bounds would take hours for this one."""
    far_workbook(tmp_path / "a.xlsx", ("C7", 'row r="9" c r="XFD1048576">' * 1000), *[(f"D{row}", 'c r="AA1" ' * 3000) for row in range(8, 60)])
    assert reasons(run_documents(tmp_path))[-1][2] == "no text"


def test_a_wide_sheet_of_few_rows_is_read(tmp_path, run_documents):
    far_workbook(tmp_path / "a.xlsx", ("XFD1", "x"), ("XFC3", "y"))
    assert len(run_documents(tmp_path)["documents"]) == 5


def test_numbers_of_too_many_digits_and_tables_of_excel_2003_are_told(tmp_path, run_documents):
    """Python turns no more than 4,300 digits into a number."""
    long = "9" * 5000
    (tmp_path / "a.json").write_text(f'[{{"编号": {long}, "内容": "东街的路灯坏了一个多月没人管"}}]', encoding="utf-8")
    (tmp_path / "b.jsonl").write_text(f'{{"编号": {long}, "内容": "西街的路灯坏了一个多月没人管"}}\n{{"编号": 2, "内容": "南街的路灯不亮已经两个月"}}\n', encoding="utf-8")
    (tmp_path / "c.xls").write_text(
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        encoding="utf-8",
    )
    made = run_documents(tmp_path)
    assert [one["source_id"] for one in made["documents"]] == [long, long, "2"]
    assert reasons(made) == [("c.xls", None, "is an XML table of Excel 2003: open it and save it as .xlsx")]


@pytest.mark.parametrize(("name", "content"), [("columns.toml", "personal = 7\n"), ("columns.toml", '[fields]\ntext = 3\n'), ("divisions.toml", "counties = 7\nyear = 2023\n")])
def test_a_lexicon_of_another_form_is_named(lexicons, name, content):
    changed = Lexicons(lexicons.files, {name: content.encode()})
    with pytest.raises(GovtextError, match=f"pipeline/lexicons/{name}"):
        list(run(Inputs(secret=b"test"), DocumentsSettings(), changed, Work()))
