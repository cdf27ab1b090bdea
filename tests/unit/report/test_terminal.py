import unicodedata

import pytest
import small_study

from govtext.errors import GovtextError
from govtext.report.terminal import VIEWS, print_view


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
