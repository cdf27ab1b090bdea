"""Figures are given out in parts that are small at the end, with what they are drawn from and no more."""

import pickle

import pytest
import small_study

from govtext.lexicons import code_labels
from govtext.report.contents import Contents
from govtext.report.figures.catalogue import FIGURES
from govtext.report.figures.rendering import TOGETHER, _parts, drawn
from govtext.store import Source


@pytest.mark.parametrize("workers", [2, 3, 8, 100])
def test_every_figure_is_in_one_part_and_the_last_parts_are_small(workers):
    parts = list(_parts(FIGURES, workers))
    assert sum(parts, ()) == FIGURES
    sizes = [len(part) for part in parts]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] <= TOGETHER
    assert set(sizes[-workers:]) == {1}


def test_contents_arrive_with_the_rows_that_figures_ask_for_and_read_others_where_they_are_drawn(monkeypatch, lexicons):
    contents = Contents(small_study.inputs(), code_labels(lexicons.table("service_problems.toml")), "样")
    contents.rows("takeovers")
    contents.load()
    arrived = pickle.loads(pickle.dumps(contents))
    reads = []
    read = Source.read
    monkeypatch.setattr(Source, "read", lambda self, *of: reads.append(self.name) or read(self, *of))
    for spec in FIGURES:
        assert type(drawn(spec, arrived, "zh")) is type(drawn(spec, contents, "zh"))
    assert set(reads) == {"issue_weeks"}  # as ever, in batches
    reads.clear()
    assert arrived.rows("takeovers") == contents.rows("takeovers")
    assert arrived.rows("clauses") == contents.rows("clauses")
    assert reads == ["takeovers", "clauses"]
    assert arrived.clauses == [{name: row[name] for name in arrived.clauses[0]} for row in contents.rows("clauses")]
