"""Work: results in order, the same with one process and with two."""

import gc
import os
import signal
import sys
import threading
import time
import weakref
from functools import partial

import psutil
import pytest

from govtext import parallel
from govtext.errors import GovtextError
from govtext.growth import MOST_GROWTH
from govtext.parallel import (
    Carried,
    Work,
    batched,
    in_threads,
    no_cycles,
    own_cycles,
    worker_count,
)  # fmt: skip


def squared(batch):
    return [number * number for number in batch]


def failing(batch):
    raise GovtextError("row is bad", file="a.csv", row=batch[0])


def test_results_are_in_order_and_do_not_depend_on_the_workers():
    batches = list(batched(range(1000), 100))
    told = []
    alone = list(Work(1).map(squared, batches))
    spread = list(Work(2, progress=lambda *what: told.append(what)).map(squared, batches, what="squares", total=10))
    assert alone == spread == [[n * n for n in batch] for batch in batches]
    assert told[-1] == ("squares", 10, 10)


def where_from(batch):
    return os.getpid(), batch


class Elsewhere:
    """A cluster that tells what it was given."""

    def __init__(self):
        self.given = []

    def map(self, function, items):
        for item in items:
            self.given.append(item)
            yield "elsewhere"


def test_what_keeps_to_this_machine_goes_to_its_processes_and_to_no_cluster():
    cluster = Elsewhere()
    assert list(Work(2, engine=cluster).map(where_from, [1], apart=True)) == ["elsewhere"]
    assert list(Work(2, engine=cluster).map(where_from, [1, 2], apart=True, nearby=True)) == [
        (os.getpid(), 1), (os.getpid(), 2)
    ]  # fmt: skip
    assert cluster.given == [1]
    ((process, _),) = Work(2).map(where_from, [1], apart=True, nearby=True)
    assert process != os.getpid()


def slow_to_fail(batch):
    time.sleep(0.3 if batch[0] == 0 else 0)
    raise GovtextError("row is bad", file="a.csv", row=batch[0])


def test_of_two_errors_the_first_in_order_is_told_whichever_comes_first():
    with pytest.raises(GovtextError, match="a.csv row 0: row is bad"):
        list(Work(2).map(slow_to_fail, batched(range(10), 2)))


def test_an_error_crosses_the_processes_with_its_place():
    with pytest.raises(GovtextError, match="a.csv row 0: row is bad"):
        list(Work(2).map(failing, batched(range(10), 2)))


@pytest.mark.parametrize("given", ["0", "two", "-1", "1.5"])
def test_a_wrong_number_of_workers_is_told(monkeypatch, given):
    monkeypatch.setenv("GOVTEXT_WORKERS", given)
    with pytest.raises(GovtextError, match="whole number of 1 or more"):
        worker_count(0)


def test_the_environment_goes_before_the_setting(monkeypatch):
    monkeypatch.setenv("GOVTEXT_WORKERS", "3")
    assert worker_count(1) == 3
    monkeypatch.delenv("GOVTEXT_WORKERS")
    assert worker_count(5) == 5
    assert 1 <= worker_count(0) <= (os.cpu_count() or 1)


def slow_square(number):
    time.sleep(0.05)
    return number * number


def test_a_slow_taker_keeps_few_batches_waiting():
    taken = []
    results = Work(2).map(slow_square, (taken.append(n) or n for n in range(60)))
    for expected in range(10):
        assert next(results) == expected**2
    time.sleep(1)
    assert len(taken) <= 10 + 2 * 2 + 1
    assert list(results) == [n * n for n in range(10, 60)]


def dying_once(task):
    marker, number = task
    if number == 7 and not os.path.exists(marker):
        open(marker, "w", encoding="utf-8").close()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def dying(number):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL on Windows")
def test_a_killed_process_costs_time_but_no_result(tmp_path):
    marker = str(tmp_path / "died")
    assert list(Work(2).map(dying_once, [(marker, n) for n in range(40)])) == list(range(40))
    assert os.path.exists(marker)


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL on Windows")
def test_processes_killed_again_and_again_end_the_run_with_a_hint():
    with pytest.raises(GovtextError, match="killed again and again; most often the memory is too small"):
        list(Work(2).map(dying, range(10)))


def with_much(number, much):
    return number, len(much), os.getpid()


def test_what_comes_with_a_function_is_unpacked_once_per_process():
    carried = Carried.of(partial(with_much, much=["词"] * 1000))
    assert carried.name == "with_much"
    assert [carried(n)[:2] for n in range(3)] == [(n, 1000) for n in range(3)]
    assert list(parallel._kept)[-1] == carried.digest


def test_four_small_functions_are_kept_and_a_large_one_alone(monkeypatch):
    monkeypatch.setattr(parallel, "_kept", {})
    one, two, three, four, five = (Carried.of(partial(with_much, much=["词"] * size)) for size in (10, 20, 30, 40, 50))
    for carried in (one, two, three, four, one, five, one):
        carried(1)
    assert list(parallel._kept) == [three.digest, four.digest, five.digest, one.digest]
    large = Carried.of(partial(with_much, much=["词" * parallel.KEPT_BYTES]))
    large(1)
    assert list(parallel._kept) == [large.digest]


def test_the_search_for_cycles_starts_again_whatever_happens() -> None:
    assert gc.isenabled()
    with pytest.raises(ValueError, match="broken"), no_cycles():
        _break()
    assert gc.isenabled()


def _break() -> None:
    assert not gc.isenabled()
    raise ValueError("broken")


def thresholds(_):
    return gc.get_threshold()


def test_workers_search_rarely_but_do() -> None:
    assert {first for first, *_ in Work(2).map(thresholds, [[1], [2], [3]])} == {50_000}


def test_a_search_that_rested_before_rests_after() -> None:
    gc.disable()
    try:
        with no_cycles():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_threads_answer_in_order_and_tell_the_first_error():
    def slow(item):
        if item == 3:
            raise ValueError("three")
        time.sleep(0.002 * (4 - item % 4))
        return item * 2

    assert list(in_threads(slow, [0, 1, 2, 4, 5], 3)) == list(in_threads(slow, [0, 1, 2, 4, 5], 1)) == [0, 2, 4, 8, 10]
    with pytest.raises(ValueError, match="three"):
        list(in_threads(slow, range(6), 2))


def counting(made, until, error=None):
    for number in range(until):
        made.append(number)
        yield number
    if error:
        raise error


def test_results_are_made_ahead_in_order_and_no_more_than_may_be_held():
    made: list[int] = []
    results = Work(2).ahead(counting(made, 20), held=3)
    deadline = time.monotonic() + 10
    while len(made) < 4 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(made) == 4  # three held, one in hand
    assert list(results) == list(range(20))
    assert next(results, "over") == "over"


def test_one_process_makes_nothing_ahead():
    made: list[int] = []
    results = Work(1).ahead(counting(made, 3))
    assert made == []
    assert list(results) == [0, 1, 2]


def test_an_error_ahead_is_told_where_the_results_are_taken():
    results = Work(2).ahead(counting([], 2, GovtextError("bad text")))
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(GovtextError, match="bad text"):
        next(results)
    assert next(results, "over") == "over"


def test_what_nobody_takes_any_more_is_given_up():
    before = threading.active_count()
    results = Work(2).ahead(counting([], 1000), held=1)
    assert next(results) == 0
    del results
    deadline = time.monotonic() + 10
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert threading.active_count() == before


def test_it_is_told_when_the_last_batch_is_given_out():
    told = []
    work = Work(2, progress=lambda *what: told.append("result"), given=lambda: told.append("given"))
    assert list(work.map(squared, [[1], [2], [3]], "squares")) == [[1], [4], [9]]
    assert told == ["given", "result", "result", "result"]


def largest_growth(batch):
    from joblib.externals.loky import process_executor

    return process_executor._MAX_MEMORY_LEAK_SIZE


def test_what_a_worker_holds_is_not_loaded_again_at_lokys_limit():
    parallel.pool(2).shutdown(wait=True)  # new ones: others may have written a data set
    assert set(Work(2).map(largest_growth, [[1], [2], [3]])) == {MOST_GROWTH}
    assert MOST_GROWTH > 300_000_000


def pandas_with_arrow(batch):
    import pyarrow

    alone = "pandas" not in sys.modules
    pyarrow.array(batch)
    return alone and "pandas" in sys.modules


def test_no_worker_loads_pandas_for_arrow():
    # Those too that take the place of one that has grown, which nobody tells to load Arrow.
    assert not any(Work(2).map(pandas_with_arrow, [["a"], ["b"], ["c"]]))


class Held:
    def __init__(self, path):
        self.path = os.fspath(path)

    def __del__(self, make=os.mkdir):  # taken along: at the end of a process modules are emptied
        make(self.path)


def hold(path):
    global held
    held = Held(path)
    return os.getpid()


def test_a_worker_ends_without_freeing_what_it_holds(tmp_path):
    files = [tmp_path / str(number) for number in range(4)]
    processes = set(Work(2).map(hold, files))
    deadline = time.monotonic() + 20
    parallel.pool(2).shutdown(wait=True)
    while any(map(psutil.pid_exists, processes)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(psutil.pid_exists, processes))
    # Each process freed what it held before the next one, and not the last.
    assert sum(file.exists() for file in files) == len(files) - len(processes)


class Knot:
    def __init__(self):
        self.self = self


@pytest.mark.parametrize("fails", [False, True])
def test_cycles_made_within_are_freed_at_its_end_and_the_search_goes_on(fails):
    older = Knot()
    seen = weakref.ref(older)
    try:
        with own_cycles():
            assert not gc.isenabled()
            made = weakref.ref(Knot())
            del older
            if fails:
                raise GovtextError("bad text")
    except GovtextError:
        assert fails
    else:
        assert made() is None
        assert seen() is not None  # what lived before is not gone through
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    gc.collect()
    assert made() is None
    assert seen() is None
