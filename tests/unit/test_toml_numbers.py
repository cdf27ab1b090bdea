"""Rows of numbers are read as tomllib reads them; errors are tomllib's."""

import tomllib

import pytest

from govtext.toml_numbers import read_toml

ROWS = "".join(f'"词{number}" = [{number}, -0.5, 3.25]\n' for number in range(80))


@pytest.mark.parametrize(
    "text",
    [
        f'name = "a"\n[weights]\n{ROWS}[rest]\nother = 1\n',
        f'[weights]\nfirst = [1, 2]\n{ROWS}last = "b"\n[[list]]\n[list.rows]\n{ROWS}',
        f'[weights]\n{ROWS}{ROWS.replace("词", "语")}',
        f'text = """\n{ROWS}"""\n',
        f'[weights]\n{ROWS}"rows 0 of numbers \\u2063" = 1\n',
        f'[weights]\n{ROWS.replace(", ", ",")}[rest]\nother = 1\n',
        f'[weights]\n{ROWS}"词" = [ 1, -0,  2.50 ]\n"语" = [ ]\n',
        f'[weights]\n{ROWS}"词" = [1.5, ]\n',
        f'[weights]\n{ROWS}"日" = [2024-05-06, 1979-05-27]\n',
        'name = "no rows"\n',
    ],
)
def test_the_same_as_tomllib_in_the_same_order(text):
    assert repr(read_toml(text)) == repr(tomllib.loads(text))


@pytest.mark.parametrize(
    "text",
    [
        f"[weights]\n{ROWS}{ROWS}",
        f'[weights]\n{ROWS}"词3" = 1\n',
        f'[weights]\n{ROWS}[weights."词3"]\na = 1\n',
        f"[weights]\n{ROWS}[weights]\n",
        f"[weights]\n{ROWS}broken\n",
        *(f'[weights]\n{ROWS}"词" = [{row}]\n' for row in ("01.5", "1 2", "1,, 2", ".5", "1.", "-", "1-2", "- 1", ",")),
    ],
)
def test_errors_are_tomllibs(text):
    with pytest.raises(tomllib.TOMLDecodeError) as expected:
        tomllib.loads(text)
    with pytest.raises(tomllib.TOMLDecodeError) as error:
        read_toml(text)
    assert str(error.value) == str(expected.value)


def test_of_the_shipped_layer_tomllib_reads_little(root, monkeypatch):
    text = (root / "pipeline" / "lexicons" / "coding_layer.toml").read_text("utf-8")
    read, loads = [], tomllib.loads
    monkeypatch.setattr(tomllib, "loads", lambda text: read.append(len(text)) or loads(text))
    assert len(read_toml(text)["clauses"]["weights"]) > 1_000
    assert sum(read) < len(text) / 10
