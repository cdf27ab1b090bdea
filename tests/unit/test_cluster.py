"""The Dask engine against a real scheduler with two worker processes."""

import os
import pickle
import signal
import time

import pytest

pytest.importorskip("distributed")

from tests.dask_cluster import DaskCluster

from govtext import cluster as cluster_module
from govtext.cluster import Cluster, installed
from govtext.errors import GovtextError
from govtext.parallel import Work, batched
from govtext.reduction import added

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(scope="module")
def dask(root):
    running = DaskCluster(root).wait()
    yield running
    running.close()


@pytest.fixture
def engine(dask):
    made = Cluster(dask.address, 2)
    yield made
    made.close()


def squared(batch):
    return [number * number for number in batch]


def slow_square(number):
    time.sleep(0.1)
    return number * number, os.getpid()


def summed(batch):
    time.sleep(0.05)
    return os.getpid(), [sum(batch)]


def joined(one, other):
    return [*one, *other]


def failing_late(batch):
    if 30 in batch:
        failing(batch)
    return None, batch


def failing(batch):
    raise GovtextError("row is bad", file="a.csv", row=batch[0])


def test_results_are_those_of_one_process_in_order(engine):
    batches = list(batched(range(1000), 50))
    told = []
    spread = Work(2, progress=lambda *what: told.append(what), engine=engine).map(squared, batches, "squares", 20)
    assert list(spread) == list(Work(1).map(squared, batches))
    assert told[-1] == ("squares", 20, 20)


def test_both_workers_work_and_no_more_batches_are_under_way_than_they_need(engine):
    taken = []
    results = Work(engine=engine).map(slow_square, (taken.append(n) or n for n in range(40)))
    first = [next(results) for _ in range(8)]
    time.sleep(0.5)  # a slow taker: nothing more is fetched meanwhile
    assert len(taken) <= 8 + 2 * 2 + 1
    done = [*first, *results]
    assert [square for square, _ in done] == [n * n for n in range(40)]
    seen = {pid for _, pid in done}
    for _ in range(5):  # on a machine with other work a worker may sleep through one round
        if len(seen) < 2:
            seen |= {pid for _, pid in Work(engine=engine).map(slow_square, range(40))}
    assert len(seen) == 2


def test_sums_are_made_by_the_workers_and_are_those_of_one_process(engine):
    batches = list(batched(range(300), 10))
    alone = [part for _, part in added(Work(1), summed, batches, joined, every=8)]
    assert [part for _, part in added(Work(2, engine=engine), summed, batches, joined, every=8)] == alone


def test_sums_are_whole_when_a_worker_that_holds_parts_is_killed(root):
    running = DaskCluster(root).wait()
    engine = Cluster(running.address, 2)
    try:
        batches = list(batched(range(400), 10))
        results = added(Work(2, engine=engine), summed, batches, joined, every=16)
        found = [next(results) for _ in range(10)]
        os.kill(found[0][0], signal.SIGKILL)
        found += results
    finally:
        engine.close()
        running.close()
    parts = [part for _, part in added(Work(1), summed, batches, joined, every=16)]
    assert [part for _, part in found] == parts


def test_an_error_of_a_batch_takes_the_place_of_its_sum(engine):
    with pytest.raises(GovtextError, match="a.csv row 30: row is bad"):
        list(added(Work(engine=engine), failing_late, batched(range(100), 10), joined))


def test_an_error_of_a_batch_crosses_with_its_place(engine):
    with pytest.raises(GovtextError, match="a.csv row 0: row is bad"):
        list(Work(engine=engine).map(failing, batched(range(10), 2)))


def test_workers_with_another_govtext_are_refused(engine, monkeypatch):
    monkeypatch.setattr(cluster_module, "installed", pickle.loads(pickle.dumps(_elsewhere)))
    with pytest.raises(GovtextError, match="has another jieba \\(.*, here 0.0\\); install the same releases"):
        list(Work(engine=engine).map(squared, batched(range(10), 2)))


@pytest.mark.skipif(os.name == "nt", reason="no SIGSTOP on Windows")
def test_a_worker_that_hangs_is_not_waited_for_forever(dask, monkeypatch):
    monkeypatch.setattr(cluster_module, "ANSWER_SECONDS", 1.0)
    engine = Cluster(dask.address, 2)
    dask.workers[0].send_signal(signal.SIGSTOP)
    try:
        with pytest.raises(GovtextError, match="does not answer; end it, then run again"):
            list(Work(engine=engine).map(squared, batched(range(10), 2)))
    finally:
        dask.workers[0].send_signal(signal.SIGCONT)
        engine.close()


def _elsewhere():
    import sys

    return installed() if "distributed.cli.dask_worker" in sys.modules else {**installed(), "jieba": "0.0"}


def test_where_no_scheduler_answers_one_line_says_so(monkeypatch):
    monkeypatch.setattr(cluster_module, "CONNECT_SECONDS", 1)
    with pytest.raises(GovtextError, match=r"no Dask scheduler answers at tcp://127.0.0.1:9; start it"):
        list(Work(engine=Cluster("tcp://127.0.0.1:9", 2)).map(squared, batched(range(10), 2)))


def test_without_dask_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(GovtextError, match=r'not installed; run: pip install "govtext\[dask\]"'):
        list(Work(engine=Cluster("", 2)).map(squared, batched(range(10), 2)))


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL on Windows")
def test_a_killed_worker_costs_time_then_all_workers_and_then_the_scheduler_end_the_run(root, monkeypatch):
    monkeypatch.setattr(cluster_module, "WITHOUT_WORKERS_SECONDS", 2.0)
    dask = DaskCluster(root).wait()
    engine = Cluster(dask.address, 2)
    try:
        results = Work(engine=engine).map(slow_square, range(30))
        squares = [next(results)[0] for _ in range(5)]
        dask.workers[0].send_signal(signal.SIGKILL)
        assert squares + [square for square, _ in results] == [n * n for n in range(30)]

        results = Work(engine=engine).map(slow_square, range(30))
        next(results)
        dask.workers[1].send_signal(signal.SIGKILL)
        with pytest.raises(GovtextError, match="has no workers left; start some, then run again"):
            list(results)

        results = Work(engine=engine).map(slow_square, range(30))
        dask.scheduler.send_signal(signal.SIGKILL)
        with pytest.raises(GovtextError, match="the Dask scheduler tcp://.* was lost; start it again"):
            list(results)
    finally:
        engine.close()
        dask.close()
