import pytest

from govtext.report.tables.findings import _listed


def row(grouping, group, complaints):
    return {"grouping": grouping, "group": group, "complaints": complaints}


@pytest.mark.parametrize(("files", "kept"), [
    ([("a.xlsx", 9)], []),  # the lone file of all complaints repeats them
    ([("a.xlsx", 7)], ["a.xlsx"]),  # some came from elsewhere
    ([("a.xlsx", 9), ("b.xlsx", 3)], ["a.xlsx", "b.xlsx"]),
])
def test_a_lone_group_that_repeats_the_total_is_left_out(files, kept):
    rows = [row("all", "all", 9), row("month", "2020-01", 9), *(row("file", *one) for one in files)]
    assert [one["group"] for one in _listed(rows, "complaints")] == ["all", *kept]
