"""What a stage's code imports is found without parsing all of it."""

import ast
import os
import time
from pathlib import Path

import pytest

import govtext
from govtext.build.hashes import SETTLED_NS, HashCache


def imported(path: Path) -> list[str]:
    """Ask the whole file."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return sorted(name for name in names if name.startswith("govtext."))


def test_the_imports_of_every_module_are_those_that_the_whole_file_tells(tmp_path):
    cache = HashCache(tmp_path / "hashes.json")
    files = sorted(Path(govtext.__file__).parent.rglob("*.py"))
    assert len(files) > 300
    for file in files:
        assert cache.imports_of(file) == imported(file), file


@pytest.mark.parametrize(
    ("code", "modules"),
    [
        ("import os, govtext.store\n", ["govtext.store"]),
        ("import govtext.kept as kept  # for (long) work\n", ["govtext.kept"]),
        ("if True: from govtext import store\n", ["govtext.store"]),
        ("from govtext import \\\n    store\nx = 1\n", ["govtext.store"]),
        ("from govtext.store import (  # tables (Arrow)\n    table,\n)\n", ["govtext.store", "govtext.store.table"]),
        ('"""\nfrom govtext the words\n"""\nimport govtext.store\n', ["govtext.store"]),
        ("def f():\n    from govtext.store import table\n    return table\n", ["govtext.store", "govtext.store.table"]),
    ],
)  # fmt: skip
def test_unusual_imports_are_found(tmp_path, code, modules):
    file = tmp_path / "stage.py"
    file.write_text(code, encoding="utf-8")
    assert HashCache(tmp_path / "hashes.json").imports_of(file) == modules


def test_a_file_that_was_made_and_hashed_here_is_not_read_again(tmp_path, monkeypatch):
    cache, file = HashCache(tmp_path / "hashes.json"), tmp_path / "made.csv"
    file.write_bytes(b"one")
    cache.note(file, "digest of one")
    monkeypatch.setattr("govtext.build.hashes.file_hash", lambda path: "read")
    assert cache.of(file) == "digest of one"

    # It is too young to be told to another process, and another content is another file.
    cache.save()
    assert HashCache(tmp_path / "hashes.json").of(file) == "read"
    file.write_bytes(b"other")
    assert cache.of(file) == "read"


def test_the_hash_of_a_file_made_a_while_ago_is_told_to_later_runs(tmp_path, monkeypatch):
    cache, file = HashCache(tmp_path / "hashes.json"), tmp_path / "made.csv"
    file.write_bytes(b"one")
    os.utime(file, ns=(1, time.time_ns() - 2 * SETTLED_NS))
    cache.note(file, "digest of one")
    cache.save()
    monkeypatch.setattr("govtext.build.hashes.file_hash", lambda path: "read")
    assert HashCache(tmp_path / "hashes.json").of(file) == "digest of one"
