"""What the processes of a run have in common is loaded once, before they part."""

from __future__ import annotations

import importlib
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress

from govtext.build.freshness import own_reasons, read_failure
from govtext.build.side_by_side import WORTH_WORKERS, Turns
from govtext.build.stage_table import Stage
from govtext.build.study import Study
from govtext.pools import forking
from govtext.store import import_arrow

# One of Arrow's allocators runs a thread beside the program, which nothing needs; a process with threads is not forked.
NO_THREAD = ("JE_ARROW_MALLOC_CONF", "background_thread:false")
# What the worker processes of a stage import in the middle of it and the first process does not, and the functions that
# they all call and whose answers they keep.
LATER = {
    "documents": ("govtext.documents.name_model:word_costs",),
    "words": ("govtext.jieba_dictionary:listed_words",),
    "dataset": ("pandas", "pyreadstat"),
    "report": ("govtext.report.figures.saving", "govtext.report.figures.recording", "wordcloud"),
}


@contextmanager
def shared_start(study: Study, wanted: Iterable[Stage], workers: int, forced: Collection[str]) -> Iterator[None]:
    """While the block runs, let workers be forked from a process that has loaded what the stages to be run import."""
    if workers < 2 or study.settings.run.engine == "dask":
        yield
        return
    stages = _to_run(study, wanted, forced)
    turns = Turns(study)
    if not any(turns.bytes_read(stage) >= WORTH_WORKERS for stage in stages):
        yield
        return
    _import(stages)
    later = [name for stage in stages for name in LATER.get(stage.name, ())]
    with forking(lambda: _load(later)):
        yield


def _to_run(study: Study, wanted: Iterable[Stage], forced: Collection[str]) -> list[Stage]:
    stages = list(wanted)
    for at, stage in enumerate(stages):
        if stage.name in forced or read_failure(study, stage) is not None or own_reasons(study, stage):
            return stages[at:]
    return []


def _import(stages: list[Stage]) -> None:
    name, value = NO_THREAD
    added = name not in os.environ
    os.environ.setdefault(name, value)
    try:
        import_arrow()
        for stage in stages:
            with suppress(Exception):  # told when the stage is to run
                importlib.import_module(stage.function.partition(":")[0])
    finally:
        if added:
            os.environ.pop(name, None)


def _load(names: list[str]) -> None:
    for name in names:
        module, _, function = name.partition(":")
        with suppress(Exception):  # told where it is needed
            loaded = importlib.import_module(module)
            if function:
                getattr(loaded, function)()
