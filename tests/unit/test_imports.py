"""A module is hidden while a block runs, and only then."""

import importlib.util
import sys

import pytest

from govtext.imports import hidden


def test_hidden_while_the_block_runs_and_found_behind_it(monkeypatch):
    monkeypatch.delitem(sys.modules, "this", raising=False)
    before = list(sys.meta_path)
    with hidden("this"):
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("this")
        assert importlib.import_module("colorsys")
    assert sys.meta_path == before
    assert importlib.util.find_spec("this") is not None


def test_what_has_been_imported_stays_and_an_error_leaves_nothing_behind():
    before = list(sys.meta_path)
    with hidden("sys"):
        assert importlib.import_module("sys") is sys
    with pytest.raises(ModuleNotFoundError), hidden("this_is_no_module"):
        importlib.import_module("this_is_no_module")
    assert sys.meta_path == before
