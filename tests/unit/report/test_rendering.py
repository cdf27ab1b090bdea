"""How the figures are given to processes."""

from types import SimpleNamespace

import pytest

from govtext.parallel import Work
from govtext.report.figures.catalogue import FIGURES
from govtext.report.figures.rendering import TOGETHER, rendered


class Giving(Work):
    """Notes which figures would be drawn together."""

    def map(self, function, items, what="", total=None, apart=False):
        items = list(items)
        self.progress("given", len(items), max(map(len, items)))
        return iter([[f"{spec.name}.svg" for spec in part] for part in items])


@pytest.mark.parametrize(
    ("workers", "shared", "most"),
    [(2, False, TOGETHER), (2, True, len(FIGURES)), (3, True, len(FIGURES)), (4, True, -(-len(FIGURES) // 2)),
     (64, True, TOGETHER)],
)  # fmt: skip
def test_half_of_the_processes_draw_where_another_stage_is_at_work(workers, shared, most):
    told = []
    work = Giving(workers, lambda *one: told.append(one), shared=lambda: shared)
    made = list(rendered(SimpleNamespace(load=lambda: None), "zh", work))
    assert made == [(spec, f"{spec.name}.svg") for spec in FIGURES]
    assert told == [("given", -(-len(FIGURES) // most), most)]
