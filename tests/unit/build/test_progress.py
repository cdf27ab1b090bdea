"""The line that a stage leaves on the screen when it has run."""

import os

import pytest
from rich.cells import cell_len

from govtext.build import progress
from govtext.build.execute import Outcome
from govtext.build.progress import Screen, counted, wrapped
from govtext.build.stage_table import Stage

ISSUES = {"request_types": 7_637, "service_problems": 5_610, "issues": 850, "issue_members": 2_351}


@pytest.mark.parametrize(("width", "told"), [
    (200, "issues 850, request_types 7,637, service_problems 5,610, issue_members 2,351"),
    (76, "issues 850, request_types 7,637, service_problems 5,610, issue_members 2,351"),
    (75, "issues 850, request_types 7,637, service_problems 5,610, 1 more"),
    (46, "issues 850, request_types 7,637, 2 more"),
    (27, "issues 850, 3 more"),
    (5, "issues 850, 3 more"),
])
def test_as_many_tables_as_fit_whole_are_told(width, told):
    assert counted(ISSUES, "issues", width) == told


def test_a_stage_of_one_table_or_of_files_alone():
    assert counted({"robustness": 41}, "robustness", 46) == "robustness 41"
    assert counted({}, "report", 46) == "files"
    assert counted({"clauses": 2, "links": 3}, "policies", 46) == "clauses 2, links 3"  # none of its name: as they stand


def printed(capsys, rows) -> str:
    Screen(live=False).done(Outcome(Stage("issues", "", "", (), (), ""), rows, 4.26, 1_380.4))
    return capsys.readouterr().out


def test_into_a_file_lines_keep_80_columns_whatever_the_window(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "200")
    line = printed(capsys, ISSUES)
    assert line == "issues        4.3 s   1,380 MiB  issues 850, request_types 7,637, 2 more\n"
    assert len(line) <= 80


def test_a_terminal_has_its_own_width(monkeypatch, capsys):
    monkeypatch.setattr(progress.sys.stdout, "isatty", lambda: True, raising=False)
    for columns, ending in ((130, "issue_members 2,351"), (79, "2 more"), (20, "3 more")):
        size = os.terminal_size((columns, 24))
        monkeypatch.setattr(progress.shutil, "get_terminal_size", lambda size=size: size)
        line = printed(capsys, ISSUES).rstrip("\n")
        assert line.endswith(ending)
        assert len(line) < max(columns, 60)


NOTE = "note: stop words in the texts that are never cut whole, so that they remove nothing (3): 继续关注, 如题, 该当"


@pytest.mark.parametrize(("width", "lines"), [
    (120, [NOTE]),
    (80, [
        "note: stop words in the texts that are never cut whole, so that they remove",
        "      nothing (3): 继续关注, 如题, 该当",
    ]),
    (60, [
        "note: stop words in the texts that are never cut whole, so",
        "      that they remove nothing (3): 继续关注, 如题, 该当",
    ]),
])  # fmt: skip
def test_a_note_is_broken_between_words_in_a_terminal(width, lines):
    assert wrapped(NOTE, width).splitlines() == lines


def test_a_character_of_two_columns_counts_as_two_and_nothing_is_lost():
    told = "note: " + "，".join(["窗口让人来回跑"] * 9)
    found = wrapped(told, 60).splitlines()
    assert len(found) == 4
    assert "".join(line.strip() for line in found) == told.replace(" ", "")
    assert all(cell_len(line) < 60 for line in found)


def test_a_note_into_a_file_is_one_line(capsys):
    Screen(live=False).notice(NOTE[6:])
    assert capsys.readouterr().err == NOTE + "\n"
