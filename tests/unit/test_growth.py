"""How much a worker may grow: more from the data set on."""

import sys
from functools import partial

from govtext.dataset.stage import _write_apart
from govtext.growth import MOST_GROWTH, MOST_GROWTH_AT_END, limit_growth
from govtext.parallel import Work

EXECUTOR = "joblib.externals.loky.process_executor"


def write_limit(path, name):
    path.write_text(str(sys.modules[name]._MAX_MEMORY_LEAK_SIZE), encoding="utf-8")


def test_a_worker_that_writes_a_file_of_the_data_set_may_grow_by_more(tmp_path):
    write = partial(_write_apart, write=write_limit, name=EXECUTOR)
    made = [tmp_path / "one", tmp_path / "two"]
    list(Work(2).map(write, made))
    assert {path.read_text(encoding="utf-8") for path in made} == {str(MOST_GROWTH_AT_END)}
    assert MOST_GROWTH_AT_END > MOST_GROWTH


def test_a_process_without_workers_has_no_limit(monkeypatch):
    monkeypatch.delitem(sys.modules, EXECUTOR, raising=False)
    limit_growth(1)
    assert EXECUTOR not in sys.modules
