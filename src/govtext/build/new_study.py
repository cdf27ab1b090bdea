"""Makes a study from the shipped settings and lexicons."""

from __future__ import annotations

import shutil
from pathlib import Path

from govtext.build.study import default_pipeline
from govtext.errors import GovtextError

README = """\
# {name}

Put your files into `data/raw` (they are never written to), look at `pipeline/params.toml`, then:

    govtext doctor      # what will be read, and how
    govtext run         # everything; only what changed is made again
    govtext status      # what is fresh, what is stale and why

Results stand in `data/processed`; open `data/processed/08_report/index.html`.
"""


def make_study(folder: Path) -> None:
    """Make a study's folders with a copy of the shipped settings and lexicons.

    The stage table is not copied: the shipped one serves until the study brings its own.

    Raises:
        GovtextError: the folder exists and is not empty, or can't be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise GovtextError(f"{folder} exists and is not empty", hint="name a new folder")
    shipped = default_pipeline()
    try:
        (folder / "data" / "raw").mkdir(parents=True)
        (folder / "data" / "processed").mkdir(parents=True)
        (folder / "pipeline").mkdir()
        shutil.copyfile(shipped / "params.toml", folder / "pipeline" / "params.toml")
        shutil.copytree(
            shipped / "lexicons", folder / "pipeline" / "lexicons",
            # No stage reads the texts that the shipped layer was learnt from.
            ignore=shutil.ignore_patterns("__pycache__", "coded_*.csv"),
        )
        (folder / "README.md").write_text(README.format(name=folder.resolve().name), encoding="utf-8", newline="\n")
        (folder / ".gitignore").write_text("data/processed/\n.govtext/\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise GovtextError(
            f"{folder} can't be made ({error.strerror})", hint="check the folder's permissions"
        ) from error
