"""What a stage depends on, as hashes: inputs, settings section, lexicons, code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from govtext.build.hashes import text_hash
from govtext.build.stage_table import RAW, Stage
from govtext.build.study import PACKAGE, Study
from govtext.tables import TABLES

# Their effect is hashed as values: the settings section, and the definitions of the stage's tables.
HASHED_AS_VALUES = {"govtext.settings", "govtext.tables", "govtext.errors"}


@dataclass(frozen=True)
class Fingerprint:
    """Everything that, when it changes, makes a stage run again."""

    inputs: dict[str, str]
    settings: dict[str, Any]
    lexicons: dict[str, str]
    code: dict[str, str]

    def as_record(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "inputs": self.inputs, "settings": self.settings, "lexicons": self.lexicons, "code": self.code,
        }


def section_of(study: Study, stage: Stage) -> Any:
    """Return the stage's section of the settings, or None where it has none."""
    return getattr(study.settings, stage.name, None)


def fingerprint(study: Study, stage: Stage) -> Fingerprint:
    """Return the stage's fingerprint as things stand on disk."""
    section = section_of(study, stage)
    return Fingerprint(
        inputs=input_hashes(study, stage),
        settings=section.model_dump(mode="json") if section is not None else {},
        lexicons={name: study.hashes.of(path) for name, path in study.lexicon_files(stage).items()},
        code=code_hashes(study, stage),
    )


def input_hashes(study: Study, stage: Stage) -> dict[str, str]:
    """Return name → hash of what the stage reads: tables by name, raw files as data/raw/NAME."""
    hashes: dict[str, str] = {}
    for name in stage.reads:
        if name == RAW:
            hashes |= {f"data/raw/{file.name}": study.hashes.of(file.path) for file in study.raw_files()}
            hashes["pseudonym key"] = text_hash(study.secret().hex())
        else:
            hashes[name] = study.hashes.of(study.processed / TABLES[name].path)
    return hashes


def code_hashes(study: Study, stage: Stage) -> dict[str, str]:
    """Return file → hash of the stage's code: its package and all of govtext that it imports.

    A stage whose function lies outside govtext (a researcher's own) is followed from its file.
    """
    module = stage.function.split(":")[0]
    waiting, seen = [module], set()
    code: dict[str, str] = {"definitions of its tables": text_hash(repr([TABLES[name] for name in stage.writes]))}
    while waiting:
        name = waiting.pop()
        path = module_file(name)
        if name in seen or name in HASHED_AS_VALUES or path is None:
            continue
        seen.add(name)
        code[path.relative_to(PACKAGE.parent).as_posix()] = study.hashes.of(path)
        waiting += study.hashes.imports_of(path)
    package = module_file(module)
    if package is not None:
        for path in package.parent.rglob("*"):  # data files that lie beside the code count as code
            if path.is_file() and path.suffix not in {".py", ".pyc"}:
                code[path.relative_to(PACKAGE.parent).as_posix()] = study.hashes.of(path)
    return dict(sorted(code.items()))


@cache
def module_file(name: str) -> Path | None:
    """Return the file of a govtext module; None for what is no module of govtext. Many modules import the same ones."""
    parts = name.split(".")
    if parts[0] != "govtext" or len(parts) < 2:
        return None
    base = PACKAGE.joinpath(*parts[1:])
    for candidate in (base.with_suffix(".py"), base / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None
