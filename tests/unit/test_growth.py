"""How much a worker may grow: more from the data set on."""

import sys
from functools import partial
from types import SimpleNamespace

from govtext import growth, parallel
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


def test_what_is_free_is_given_back_before_it_counts_as_growth(monkeypatch):
    given_back = []
    monkeypatch.setattr(parallel, "give_back_freed_memory", lambda: given_back.append(True))
    monkeypatch.setattr(growth, "_growth", growth._Growth())
    monkeypatch.setitem(sys.modules, EXECUTOR, SimpleNamespace())
    monkeypatch.setattr(parallel, "_kept", {})
    work = parallel.Carried.of(abs)
    for resident, most, expected in ((100, 50, False), (149, 50, False), (151, 50, True), (151, 80, False)):
        monkeypatch.setattr(growth, "_resident", lambda held=resident: held)
        limit_growth(most)
        assert growth.has_grown() is expected
        work(1)
        given_back.clear()
        assert work(-1) == 1
        assert bool(given_back) is expected


def test_a_process_whose_growth_is_not_limited_has_not_grown(monkeypatch):
    monkeypatch.setattr(growth, "_growth", growth._Growth())
    assert not growth.has_grown()
