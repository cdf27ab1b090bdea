import datetime
import unicodedata
from pathlib import Path

import pytest
import small_study

from govtext.errors import GovtextError
from govtext.report.terminal import VIEWS, print_view
from govtext.store import Source


def width(line):
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in line)


@pytest.mark.parametrize("what", list(VIEWS))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_view_fits_eighty_columns(what, language, capsys):
    print_view(dict(small_study.inputs().tables), what, 20, language)
    printed = capsys.readouterr().out
    assert len(printed.splitlines()) >= 4
    assert max(width(line.rstrip()) for line in printed.splitlines()) <= 80
    assert "\x1b" not in printed


def test_numbers_are_those_of_the_tables(capsys):
    print_view(dict(small_study.inputs().tables), "problems", 20, "zh")
    printed = capsys.readouterr().out
    assert "响应迟缓" in printed
    assert "16" in printed
    assert "三个月没有人回" in printed


def test_what_is_left_out_is_told(capsys):
    print_view(dict(small_study.inputs().tables), "keywords", 2, "en")
    assert "4 more rows: --most 6" in capsys.readouterr().out


@pytest.mark.parametrize("what", list(VIEWS))
def test_empty_tables_print_a_sentence(what, capsys):
    print_view(dict(small_study.no_texts().tables), what, 20, "zh")
    assert "没有内容" in capsys.readouterr().out


@pytest.mark.parametrize("what", list(VIEWS))
def test_texts_cannot_steer_the_terminal(what, capsys):
    wild = small_study.HOSTILE + "\x1b[2J\x07[bold red]"
    print_view(dict(small_study.inputs(hostile=wild).tables), what, 20, "zh")
    printed = capsys.readouterr().out
    assert not [one for one in printed if unicodedata.category(one)[0] == "C" and one != "\n"]


def test_waits_stand_by_what_is_asked_for(capsys):
    print_view(dict(small_study.inputs().tables), "replies", 20, "zh", by="all")
    assert "全部" in capsys.readouterr().out
    with pytest.raises(GovtextError, match="there are no replies by weather; known: all"):
        print_view(dict(small_study.inputs().tables), "replies", 20, "zh", by="weather")


def test_an_issue_that_rises_is_marked_and_the_mark_explained(capsys):
    print_view(dict(small_study.inputs().tables), "issues", 20, "en")
    printed = capsys.readouterr().out
    assert ("^ rising" in printed) == any(row["rising"] for row in small_study.inputs()["issues"].read().to_pylist())
    assert "0 to 100" in printed


def test_what_rises_is_shown_week_by_week(capsys):
    study = small_study.inputs()
    print_view(dict(study.tables), "rising", 20, "en")
    lines = capsys.readouterr().out.splitlines()
    told = [line for line in lines if "办证窗口排队" in line]
    assert ["^" in line for line in told] == [True, False], "who rises first; who has one message lately is left out"
    assert told[0].split()[:4] == ["2", "5", "1.2", "0.012"]
    newest = max(row["date"] for row in study["documents"].read().to_pylist() if row["kind"] == "complaint" and row["date"])
    monday = newest.date() - datetime.timedelta(days=newest.weekday())
    assert f"the last from {monday}" in "\n".join(lines)
    weeks = [row for row in study["issue_weeks"].read().to_pylist() if row["issue_id"] == "i1"]
    lately = [str(row["messages"]) for row in weeks if (monday - row["week"].date()).days < 8 * 7]
    shown = told[0].split()[4:12]
    assert len(shown) == 8
    assert [one for one in shown if one != "·"] == lately


def test_rising_says_so_when_nothing_does_and_when_the_results_are_of_an_earlier_version(capsys):
    tables = dict(small_study.inputs().tables)
    calm = [{**row, "rising": False, "recent": 1} for row in tables["issues"].read().to_pylist()]
    print_view({**tables, "issues": Source.of("issues", calm)}, "rising", 20, "en")
    assert "no issue has two or more messages in the last four weeks" in capsys.readouterr().out
    gone = Source("issue_weeks", Path("nowhere/issue_weeks.parquet"))
    with pytest.raises(GovtextError, match="run: govtext run issues"):
        print_view({**tables, "issue_weeks": gone}, "rising", 20, "en")
