"""Modules are imported by one thread of a run at a time; some are hidden for a while, some put off until used."""

import importlib.util
import subprocess
import sys
import threading
import time

import pytest

from govtext.build.execute import function_of
from govtext.build.stage_table import Stage
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


def test_what_is_hidden_is_found_by_other_threads(monkeypatch):
    monkeypatch.delitem(sys.modules, "this", raising=False)
    found = []
    with hidden("this"):
        other = threading.Thread(target=lambda: found.append(importlib.util.find_spec("this")))
        other.start()
        other.join()
    assert found[0] is not None


# A package as XlsxWriter is one: loading it loads its parts, a part asks the package for another part.
CIRCLE = {
    "__init__": "from round_package.book import Book",
    "book": "import time\ntime.sleep(0.3)\nfrom round_package import sheet\nclass Book(sheet.Sheet):\n    pass",
    "sheet": "from round_package import ink\nclass Sheet:\n    pass",
    "ink": "",
}


def test_two_stages_that_enter_one_package_at_two_modules_both_get_it_whole(tmp_path, monkeypatch):
    package = tmp_path / "round_package"
    package.mkdir()
    for name, text in CIRCLE.items():
        (package / f"{name}.py").write_text(text + "\n", encoding="utf-8")
    (tmp_path / "stage_of_books.py").write_text("import round_package\nrun = round_package.Book\n", encoding="utf-8")
    (tmp_path / "stage_of_sheets.py").write_text("from round_package.sheet import Sheet as run\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    given = {}

    def load(name):
        try:
            given[name] = function_of(Stage(name, "", f"stage_of_{name}:run", (), (), "")).__name__
        except Exception as error:
            given[name] = str(error)

    threads = [threading.Thread(target=load, args=(name,)) for name in ("books", "sheets")]
    for thread in threads:
        thread.start()
        time.sleep(0.1)  # the second comes while the first is within the package
    for thread in threads:
        thread.join()
    for name in [name for name in sys.modules if name.startswith(("round_package", "stage_of_"))]:
        monkeypatch.delitem(sys.modules, name)
    assert given == {"books": "Book", "sheets": "Sheet"}


def test_what_is_put_off_is_loaded_when_something_of_it_is_used():
    # A process of its own: in this one NumPy's parts are loaded.
    code = """
import sys
from govtext.store import import_arrow
from govtext.imports import put_off
import_arrow()
put_off("numpy", "this_is_no_module")
from scipy import sparse
import numpy
assert not {"numpy.f2py.crackfortran", "numpy.testing._private", "numpy.this_is_no_module"} & set(sys.modules)
assert "f2py" in numpy.f2py.get_include()
import numpy.testing as testing
testing.assert_array_equal(sparse.eye(2).toarray(), [[1, 0], [0, 1]])
assert {"numpy.f2py.crackfortran", "numpy.testing._private"} <= set(sys.modules)
loaded = sys.modules["numpy.f2py"]
put_off("numpy", "f2py")
assert sys.modules["numpy.f2py"] is loaded
"""
    subprocess.run([sys.executable, "-c", code], check=True)
