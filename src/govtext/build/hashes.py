"""Hashes of files, remembered so that a run with nothing to do reads nothing."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from govtext.store import file_hash, write_text

# A file changed within this time may change again without its time moving on.
SETTLED_NS = 2_000_000_000
# Import statements at the beginning of a line; what stands in parentheses may go over several.
_IMPORT = re.compile(r"^[ \t]*((?:from|import)[ \t]+govtext\b[^\n(#]*(?:\([^)]*\))?)", re.MULTILINE)


class HashCache:
    """SHA-256 by path, size and time of change."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changed = False
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            self._known: dict[str, list[object]] = content if isinstance(content, dict) else {}
        except (OSError, ValueError):
            self._known = {}
        # Of files that this process has made itself and hashed; they may be too young to be remembered for others.
        self._made: dict[str, list[object]] = {}

    def of(self, path: Path) -> str:
        """Return the hash of a file; "" where there is none."""
        return str(self._entry(path, "sha256", file_hash))

    def note(self, path: Path, digest: str) -> None:
        """Take down the hash of a file that this process has made and hashed: it is not read again in this run."""
        stat = path.stat()
        key = f"sha256:{os.fspath(path)}"
        if not self._remember(key, stat, digest):
            self._made[key] = [stat.st_size, stat.st_mtime_ns, digest]

    def imports_of(self, path: Path) -> list[str]:
        """Return the govtext modules that a Python file imports anywhere in it."""
        found = self._entry(path, "imports", lambda file: " ".join(_imports(file)))
        return str(found).split()

    def _entry(self, path: Path, what: str, compute: Callable[[Path], str]) -> object:
        try:
            stat = path.stat()
        except OSError:
            return ""
        key = f"{what}:{os.fspath(path)}"
        for known in (self._known.get(key), self._made.get(key)):
            if known and known[:2] == [stat.st_size, stat.st_mtime_ns]:
                return known[2]
        value = compute(path)
        self._remember(key, stat, value)
        return value

    def _remember(self, key: str, stat: os.stat_result, value: object) -> bool:
        if time.time_ns() - stat.st_mtime_ns <= SETTLED_NS:
            return False
        self._known[key] = [stat.st_size, stat.st_mtime_ns, value]
        self._changed = True
        return True

    def save(self) -> None:
        """Remember the hashes for the next run; where that fails they are computed again."""
        if self._changed:
            try:
                write_text(self._path, json.dumps(dict(self._known), indent=0, sort_keys=True))
                self._changed = False
            except OSError:
                pass


def text_hash(content: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    return hashlib.sha256(content.encode("utf-8")).hexdigest()


def _imports(path: Path) -> list[str]:
    names: set[str] = set()
    for node in _import_statements(path.read_text(encoding="utf-8")):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return sorted(name for name in names if name.startswith("govtext."))


def _import_statements(code: str) -> Iterator[ast.AST]:
    """Return the statements that import govtext, with others: they alone are parsed, which costs a tenth."""
    found = _IMPORT.findall(code)
    # Of a line as unusual as `import os, govtext.store` the whole file is asked.
    if len(found) == len(re.findall(r"\bimport\b.*\bgovtext\b|\bgovtext\b.*\bimport\b", code)):
        with suppress(SyntaxError):
            return ast.walk(ast.parse("\n".join(found)))
    return ast.walk(ast.parse(code))
