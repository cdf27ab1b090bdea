"""LibreOffice opens the spreadsheets: rows, Chinese text and dates come out as they went in."""

import csv
import shutil
import subprocess

import pytest

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")
# Comma, double quote, UTF-8, first row 1; text cells stay text.
AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


@pytest.fixture(scope="module")
def opened(folder, tmp_path_factory):
    """Both workbooks and the CSV file, opened by LibreOffice and written anew as CSV (a file for each sheet)."""
    target, profile = tmp_path_factory.mktemp("opened"), tmp_path_factory.mktemp("profile")
    (target / "csv").mkdir()
    # Without a window LibreOffice takes any CSV for the system's 8-bit encoding; with one it offers what it detects.
    jobs = (
        ([], [folder / "complaints.xlsx", folder / "govtext.xlsx"], target),
        (["--infilter=CSV:44,34,76,1"], [folder / "complaints.csv"], target / "csv"),
    )
    for options, files, out in jobs:
        ran = subprocess.run(
            [OFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", *options, "--convert-to", AS_CSV,
             "--outdir", str(out), *map(str, files)],
            capture_output=True, text=True, timeout=180, check=False,
        )
        assert ran.returncode == 0, ran.stderr
    return target


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.slow
def test_libreoffice_opens_the_workbooks(opened):
    header, first, second = rows(opened / "complaints-complaints.csv")
    cells = dict(zip(header, first, strict=True))
    assert cells["title"] == "=cmd|' /C calc'!A0"
    assert cells["text"] == "热线打不通，\n窗口也没人。"
    assert cells["date"].startswith("2024-01-01 08:00")
    assert cells["keywords"] == "热线; 窗口"
    assert len(dict(zip(header, second, strict=True))["text"]) == 32_767
    sheets = {path.stem.removeprefix("govtext-") for path in opened.glob("govtext-*.csv")}
    assert {"complaints", "issues", "clauses", "links", "变量说明"} <= sheets
    assert rows(opened / "govtext-clauses.csv")[1][0] == "p1-1"


@pytest.mark.slow
def test_libreoffice_opens_the_csv(opened):
    made = next((opened / "csv").glob("*.csv"))
    header, first, _ = rows(made)
    assert header[0] == "doc_id"  # no byte order mark in the first cell
    cells = dict(zip(header, first, strict=True))
    assert cells["region"] == "沅安市"
    assert "calc" in cells["title"]
    assert cells["title"].lstrip("'").startswith("=cmd")  # text, not the result of a formula
