"""Results of long work, kept beside the outputs from run to run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from govtext.store import write_text


class Kept:
    """Results of long work, kept from run to run so that no work is done twice.

    A key is made of all that a result depends on, so that a result found under it is the one that
    would be made again. The folder can be deleted at any time. Without a folder nothing is kept.

    Args:
        folder: where results lie, one JSON file each.
        code: hash of the code that makes them, part of every key.
    """

    MOST_FILES = 4000

    def __init__(self, folder: Path | None = None, code: str = "") -> None:
        self._folder, self._code = folder, code

    def get(self, key: Mapping[str, Any]) -> Any:
        """Return the value kept under a key of plain JSON values, or None."""
        if self._folder is None:
            return None
        try:
            entry = json.loads(self._path(key).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        # The hash says that the file is whole and that nobody edited it.
        whole = isinstance(entry, dict) and entry.get("hash") == _json_hash(entry.get("value"))
        return entry["value"] if whole else None

    def put(self, key: Mapping[str, Any], value: Any) -> None:
        """Keep a value, plain JSON. A full disk keeps nothing and stops nothing."""
        if self._folder is None:
            return
        try:
            write_text(self._path(key), json.dumps({"hash": _json_hash(value), "value": value}, ensure_ascii=False))
        except OSError:
            return

    def tidy(self) -> None:
        """Delete the files that were written the longest ago, beyond MOST_FILES."""
        if self._folder is not None and self._folder.is_dir():
            files = sorted(self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
            for path in files[self.MOST_FILES :]:
                path.unlink(missing_ok=True)

    def _path(self, key: Mapping[str, Any]) -> Path:
        assert self._folder is not None
        return self._folder / f"{_json_hash({'code': self._code, **key})[:40]}.json"


def _json_hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode("utf-8")).hexdigest()
