"""Runs the stage on a folder of raw files."""

from collections import defaultdict

import pytest

from govtext.documents.stage import run
from govtext.parallel import Work
from govtext.settings import DocumentsSettings
from govtext.store import Inputs, RawFile, table


@pytest.fixture
def run_documents(lexicons):
    """Call with a folder (and settings): the tables of the stage as lists of dicts."""

    def call(folder, workers=1, notices=None, secret=b"test", **settings):
        raw = tuple(RawFile(p.relative_to(folder).as_posix(), p) for p in sorted(folder.rglob("*")) if not p.is_dir())
        rows = defaultdict(list)
        work = Work(workers=workers, notice=(notices if notices is not None else []).append)
        made = run(Inputs(raw=raw, secret=secret), DocumentsSettings.model_validate(settings), lexicons, work)
        for name, part in made:
            rows[name] += part.to_pylist()
        for name in ("documents", "originals", "rejected"):
            assert rows[name] == table(name, rows[name]).to_pylist()
        return rows

    return call
