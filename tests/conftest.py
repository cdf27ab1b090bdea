"""Fixtures shared by all tests."""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# The test processes share two processors: one worker each, unless a test says otherwise.
os.environ.setdefault("GOVTEXT_WORKERS", "1")
sys.path.insert(0, str(ROOT / "tests" / "unit" / "build"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real texts; skips where there is none."""
    folder = os.environ.get("GOVTEXT_REAL_DATA", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("GOVTEXT_REAL_DATA names no folder of real texts")
    return Path(folder)


@pytest.fixture(scope="session")
def lexicons(root):
    """All shipped lexicons, whatever stage declares them."""
    from govtext.lexicons import Lexicons

    folder = root / "pipeline" / "lexicons"
    return Lexicons({path.name: path for path in sorted(folder.iterdir()) if path.is_file()})


@pytest.fixture(scope="session")
def settings(root):
    """The shipped settings."""
    from govtext.settings import load_settings

    return load_settings(root / "pipeline" / "params.toml")
