"""The help that a newcomer reads: every command under a heading, no line cut off, none beyond 80 columns."""

import re

import pytest
from typer.testing import CliRunner

from govtext.cli import app
from govtext.help_text import HEADINGS


def listed(words: tuple[str, ...] = ()) -> list[str]:
    made = CliRunner().invoke(app, [*words, "--help"], terminal_width=80)
    assert made.exit_code == 0
    return made.stdout.splitlines()


def test_every_command_stands_under_a_heading_once():
    heading, under = "", {}
    for line in listed():
        if line and not line.startswith(" ") and line.endswith(":"):
            heading = line.rstrip(":")
        elif heading in HEADINGS and (found := re.match(r"  (\w+)  +\S", line)):
            under.setdefault(heading, []).append(found[1])
    assert list(under) == list(HEADINGS)
    told = [name for names in under.values() for name in names]
    own = {one.name or one.callback.__name__ for one in app.registered_commands}
    assert sorted(told) == sorted(own | {one.name for one in app.registered_groups})
    assert under["Run"] == ["new", "doctor", "run", "status", "why"]
    assert "Commands:" not in listed()


def test_the_help_fits_80_columns_and_cuts_nothing_off():
    lines = listed()
    assert max(map(len, lines)) <= 80
    assert [line for line in lines if "..." in line and "ARGS" not in line] == []
    # each command in one line of its own
    assert len(lines) <= 40


@pytest.mark.parametrize("words", [("coding",), ("topics",), ("words",), ("show",), ("coding", "sample")])
def test_the_help_of_a_command_fits_too(words):
    lines = listed(words)
    assert lines[0].startswith(f"Usage: govtext {' '.join(words)} ") or lines[0].startswith("Usage: ")
    assert max(map(len, lines)) <= 80
