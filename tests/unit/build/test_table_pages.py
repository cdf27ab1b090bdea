"""docs/tables.md and its Chinese twin say what the definitions of the tables say."""

from dataclasses import replace

import pytest

from govtext.build import table_pages
from govtext.build.stage_table import load_stage_table
from govtext.build.table_pages import CHINESE, ENGLISH, TYPES, UNITS_ZH, main, page, pages
from govtext.tables import TABLES


@pytest.fixture
def stages(root):
    return load_stage_table(root / "pipeline" / "stages.py", "pipeline/stages.py")


def rows_of(content: str) -> dict[str, list[list[str]]]:
    """Return table → cells of each of its rows, without the head."""
    found: dict[str, list[list[str]]] = {}
    for line in content.splitlines():
        if line.startswith("### "):
            found[line[4:]] = rows = []
        elif line.startswith("| `"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return found


@pytest.mark.parametrize("name", [ENGLISH, CHINESE])
def test_docs_agree_with_the_definitions(root, name):
    content = dict(pages())[name]
    assert (root / "docs" / name).read_text(encoding="utf-8") == content, "make the pages again with: make docs"


@pytest.mark.parametrize("chinese", [False, True])
def test_every_column_of_every_table_is_told(stages, chinese):
    told = rows_of(page(stages, chinese))
    assert set(told) == set(TABLES)
    for table in TABLES.values():
        rows = told[table.name]
        assert [row[0] for row in rows] == [f"`{column.name}`" for column in table.columns]
        assert [row[1] for row in rows] == [TYPES[column.type][chinese] for column in table.columns]
        assert all(row[2] for row in rows), f"{table.name}: a column without a meaning"


def test_a_row_tells_type_meaning_unit_values_and_whether_it_may_be_missing(stages):
    english, chinese = rows_of(page(stages)), rows_of(page(stages, chinese=True))
    assert english["documents"][1] == ["`kind`", "text", "what the text is", "", "complaint, policy", "yes"]
    assert english["topics"][2][3:] == ["0 to 1", "", ""]
    assert chinese["topics"][2] == [
        "`share`", "小数", "占比", "mean share of the texts that hold a word of the vocabulary", "0 至 1", "", ""
    ]


def test_the_stage_that_writes_a_table_and_those_that_read_it_are_named(stages):
    told = "`03_keywords/keyness.parquet`, written by `keywords`, read by `report`."
    assert told in page(stages)
    assert "`03_keywords/keyness.parquet`，由 `keywords` 写出，供 `report` 读取。" in page(stages, chinese=True)


def test_a_changed_meaning_changes_the_page(stages, monkeypatch):
    before = page(stages)
    table = TABLES["keyness"]
    columns = (replace(table.columns[0], meaning="another meaning"), *table.columns[1:])
    monkeypatch.setitem(table_pages.TABLES, "keyness", replace(table, columns=columns))
    assert page(stages) != before


def test_every_unit_has_a_chinese_name_and_no_name_is_left_over():
    assert {column.unit for table in TABLES.values() for column in table.columns} | {""} == set(UNITS_ZH)


def test_the_command_writes_both_pages_and_asks_for_a_folder(tmp_path, capsys):
    assert main([]) == 2
    assert "table_pages docs" in capsys.readouterr().err
    assert main([str(tmp_path)]) == 0
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == dict(pages())
