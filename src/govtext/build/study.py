"""A study on disk: where its settings, lexicons, raw files and results lie."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import govtext
from govtext.build.hashes import HashCache
from govtext.build.stage_table import Stage, StageTable, load_stage_table
from govtext.errors import GovtextError
from govtext.settings import Settings, load_settings
from govtext.store import RawFile, write_text

PACKAGE = Path(govtext.__file__).resolve().parent


def default_pipeline() -> Path:
    """Return the shipped `pipeline` folder: inside the wheel, or beside `src` in a checkout."""
    shipped = PACKAGE / "default_pipeline"
    return shipped if shipped.is_dir() else PACKAGE.parent.parent / "pipeline"


@dataclass(frozen=True)
class Study:
    """A folder with `pipeline/`, `data/raw/` and `data/processed/`."""

    folder: Path

    @property
    def raw(self) -> Path:
        """What the researcher dropped in; never written to."""
        return self.folder / "data" / "raw"

    @property
    def processed(self) -> Path:
        """The results."""
        return self.folder / "data" / "processed"

    @property
    def state(self) -> Path:
        """The build's own notes: hashes, failures, staging folders. Safe to delete."""
        return self.processed / ".govtext"

    def pipeline_file(self, name: str) -> Path:
        """Return a file of the study's pipeline folder, or the shipped one where the study has none."""
        own = self.folder / "pipeline" / name
        return own if own.is_file() else default_pipeline() / name

    @cached_property
    def settings(self) -> Settings:
        """The study's settings, checked."""
        return load_settings(self.pipeline_file("params.toml"))

    @cached_property
    def stages(self) -> StageTable:
        """The study's stage table, checked."""
        return load_stage_table(self.pipeline_file("stages.py"), "pipeline/stages.py")

    @cached_property
    def hashes(self) -> HashCache:
        """Hashes of files, remembered by size and time of change."""
        return HashCache(self.state / "hashes.json")

    def lexicon_files(self, stage: Stage) -> Mapping[str, Path]:
        """Return the lexicons that a stage declares, each the study's own or the shipped one."""
        return {name: self.pipeline_file(f"lexicons/{name}") for name in stage.lexicons}

    def raw_files(self) -> tuple[RawFile, ...]:
        """Return every file under data/raw by name, sorted, without hidden ones.

        A link that leads out of the folder is listed (the documents stage rejects it by name)
        but never followed by the listing itself.

        Raises:
            GovtextError: the folder is missing.
        """
        if not self.raw.is_dir():
            raise GovtextError("data/raw is missing", hint="make it and put your texts there, or run: govtext new DIR")
        found = []
        for path in self.raw.rglob("*"):
            name = path.relative_to(self.raw).as_posix()
            if path.is_file() and not any(part.startswith(".") for part in name.split("/")):
                found.append(RawFile(name, path))
        return tuple(sorted(found, key=lambda file: file.name))

    def secret(self) -> bytes:
        """Return the study's key for pseudonyms, made once and kept outside the results.

        It is first derived from the bytes of the raw files: whoever lacks these can't derive it,
        and two fresh copies of one study give the same pseudonyms. After that it stays as it is,
        so adding a file renames nobody.
        """
        path = self.folder / ".govtext" / "pseudonym.key"
        try:
            kept = path.read_text(encoding="ascii").strip()
            if kept:
                return bytes.fromhex(kept)
        except FileNotFoundError:
            pass
        except (ValueError, UnicodeDecodeError) as error:
            raise GovtextError(
                ".govtext/pseudonym.key is damaged", hint="restore it from a copy, or delete it to rename all authors"
            ) from error
        digest = hmac.new(b"govtext pseudonym key", digestmod=hashlib.sha256)
        for file in self.raw_files():
            digest.update(f"{file.name}\0{self.hashes.of(file.path)}\n".encode())
        write_text(path, digest.hexdigest() + "\n")
        return digest.digest()
