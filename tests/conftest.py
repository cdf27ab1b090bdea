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


@pytest.fixture(scope="session")
def demo_study(root, tmp_path_factory, worker_id) -> Path:
    """The demo study, run once through the command line with one worker; read it, don't change it."""
    import shutil
    import subprocess

    from filelock import FileLock

    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    folder = shared / "示例研究"
    with FileLock(shared / "demo.lock"):
        if not (folder / "done").exists():
            command = [sys.executable, "-m", "govtext.cli"]
            subprocess.run([*command, "new", str(folder)], check=True, capture_output=True, timeout=120)
            shutil.copytree(root / "data" / "raw", folder / "data" / "raw", dirs_exist_ok=True)
            ran = subprocess.run(
                [*command, "--study", str(folder), "run"], capture_output=True, text=True, encoding="utf-8",
                env={**os.environ, "GOVTEXT_WORKERS": "1"}, check=False, timeout=600,
            )
            assert ran.returncode == 0, ran.stderr
            (folder / "done").write_text(ran.stdout, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def worker_id(request) -> str:
    """pytest-xdist's name of this process; "master" without it."""
    return getattr(request.config, "workerinput", {}).get("workerid", "master")
