"""Every number of the demo study leads to the texts that it was counted in: one for one where it is a count."""

from collections import Counter

import pytest

from govtext.build.study import Study
from govtext.dataset import citations
from govtext.dataset.cells import cell_key
from govtext.dataset.points import find_number
from govtext.dataset.rows_behind import rows_behind
from govtext.results_cli import _keys_and_records, sources_of
from govtext.tables import TABLES

COUNTS = {
    (table.name, column.name) for table in TABLES.values() for column in table.columns
    if table.key and column.unit == "texts" and column.type == "int"
}
# A word counts where its tag says that it names something; the texts behind it are all that hold it.
AT_LEAST = {"keyness"}
# Refits take a sample of the texts behind them.
SAMPLED = {("robustness", "texts")}
ROWS_A_GROUPING = 3


@pytest.fixture(scope="module")
def study(demo_study):
    made = Study(demo_study)
    return (*_keys_and_records(made), sources_of(made))


def counted_cells(table, sources):
    """Yield the first rows of each grouping, and the last one, with the columns that count texts."""
    taken = Counter()
    columns = sorted(column for name, column in COUNTS if name == table)
    rows = [row for row in sources[table].read().to_pylist() if any(row[column] is not None for column in columns)]
    for row in [*rows, *rows[-1:]]:
        taken[row.get("grouping")] += 1
        if taken[row.get("grouping")] <= ROWS_A_GROUPING or row is rows[-1]:
            yield from ((row, column) for column in columns if row[column] is not None)


@pytest.mark.parametrize("table", sorted({name for name, _ in COUNTS}))
def test_a_count_has_its_texts_behind_it(study, table):
    _, _, sources = study
    wrong, seen = [], 0
    for row, column in counted_cells(table, sources):
        if (table, column) in SAMPLED:
            continue
        key = cell_key(table, row, column)
        found = find_number(key, sources)
        texts = rows_behind(found["rows"], sources, 0)[1]
        seen += 1
        if texts != row[column] and not (table in AT_LEAST and texts > row[column]):
            wrong.append((key, row[column], texts))
    assert wrong == []
    assert seen or table == "robustness"


def test_every_kind_of_key_can_be_cited_and_traced(study):
    keys, records, sources = study
    shapes = {}
    for key, entry in keys.items():
        where = tuple((one["table"], tuple(one["where"]), *sorted(set(one) - {"table", "where"})) for one in entry["rows"])
        shapes.setdefault((entry["table"], entry["column"], entry["unit"], where), []).append(key)
    assert len(shapes) > 50
    for alike in shapes.values():
        for key in {alike[0], alike[-1]}:
            traced = citations.trace(key, keys, records, sources, 2)
            assert citations.trace_lines(traced, "en")
            assert citations.cite(key, keys, records, "zh", sources)
            if keys[key]["unit"] == "texts":
                assert traced.texts == keys[key]["value"], key
