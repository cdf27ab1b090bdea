"""Work: results in order, the same with one process and with two."""

import os
import time

import pytest

from govtext.errors import GovtextError
from govtext.parallel import Work, batched, worker_count


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
