"""A study of three toy stages."""

import os
import subprocess
import sys
from pathlib import Path

from govtext.build.study import Study

STAGES = """
from govtext.build.stage_table import Stage
STAGES = (
    Stage("documents", "read", "toy_stages:documents", ("raw",), ("documents",), "01_documents"),
    Stage("words", "cut", "toy_stages:words", ("documents",), ("words",), "02_words", ("stopwords.txt",)),
    Stage("keywords", "weigh", "toy_stages:keywords", ("words",), ("document_keywords",), "03_keywords"),
)
"""


def make_toy_study(folder: Path) -> Study:
    """Make the study with two texts."""
    (folder / "pipeline" / "lexicons").mkdir(parents=True)
    (folder / "data" / "raw").mkdir(parents=True)
    (folder / "pipeline" / "stages.py").write_text(STAGES, encoding="utf-8")
    (folder / "pipeline" / "params.toml").write_text("", encoding="utf-8")
    (folder / "pipeline" / "lexicons" / "stopwords.txt").write_text("的\n", encoding="utf-8")
    (folder / "data" / "raw" / "甲.txt").write_text("窗口排队", encoding="utf-8")
    (folder / "data" / "raw" / "乙.txt").write_text("热线打不通", encoding="utf-8")
    return Study(folder)


def govtext(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """Run the command line on the study, in a process of its own."""
    paths = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    return subprocess.run(
        [sys.executable, "-m", "govtext.cli", "--study", str(folder), *arguments],
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths)), **environment},
    )
