"""The stage table: its row type, how a study's table is loaded, and what follows from it."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from govtext.errors import GovtextError, nearest
from govtext.tables import TABLES

RAW = "raw"


@dataclass(frozen=True)
class Stage:
    """A row of the stage table.

    Attributes:
        name: the command that runs it and its section in params.toml.
        summary: one line for people.
        function: `module:function`, called with (inputs, settings, lexicons, work).
        reads: tables it reads; "raw" stands for the files under data/raw.
        writes: tables it writes.
        folder: its folder under data/processed.
        lexicons: files under pipeline/lexicons that it may open.
        late: tables among those it reads that it asks for only after long work of its own: on a small corpus it begins
            before they are there. Of the stages that write them `Inputs.records` then holds the settings alone.
        light: of the late tables those that it waits for on a large corpus before it begins: what it does before it
            asks for any late table takes little memory. Where none is named it begins there when all is there.
    """

    name: str
    summary: str
    function: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    folder: str
    lexicons: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    light: tuple[str, ...] = ()


@dataclass(frozen=True)
class StageTable:
    """The stages of a study, in running order."""

    stages: tuple[Stage, ...]

    def __iter__(self) -> Iterator[Stage]:
        return iter(self.stages)

    def names(self) -> list[str]:
        """Return the stages' names in running order."""
        return [stage.name for stage in self.stages]

    def stage(self, name: str) -> Stage:
        """Return the stage of that name.

        Raises:
            GovtextError: there is none; the message names the nearest.
        """
        for stage in self.stages:
            if stage.name == name:
                return stage
        raise GovtextError(f"there is no stage {name}", hint=nearest(name, self.names()))

    def writer_of(self, table: str) -> Stage | None:
        """Return the stage that writes a table; None for raw."""
        return next((stage for stage in self.stages if table in stage.writes), None)

    def upstream(self, stage: Stage) -> list[Stage]:
        """Return the stages whose tables this one reads, in running order."""
        writers = {writer.name for table in stage.reads if (writer := self.writer_of(table))}
        return [other for other in self.stages if other.name in writers]

    def needed_to_begin(self, stage: Stage, large: bool = False) -> list[Stage]:
        """Return the stages whose tables this one reads, without those that write only what it reads late.

        Args:
            stage: the stage.
            large: whether the corpus is large: the tables that its row names as `light` are then needed too.
        """
        first = [table for table in stage.reads if table not in stage.late or (large and table in stage.light)]
        writers = {writer.name for table in first if (writer := self.writer_of(table))}
        return [other for other in self.stages if other.name in writers]

    def needed_for(self, names: list[str]) -> list[Stage]:
        """Return the named stages and all that they need first, in running order."""
        wanted: set[str] = set()
        waiting = [self.stage(name) for name in names]
        while waiting:
            stage = waiting.pop()
            if stage.name not in wanted:
                wanted.add(stage.name)
                waiting += self.upstream(stage)
        return [stage for stage in self.stages if stage.name in wanted]


def load_stage_table(path: Path, shown_as: str) -> StageTable:
    """Load `STAGES` from a study's stages.py and check it.

    Raises:
        GovtextError: the file cannot be loaded, or a row names an unknown table, reads a table that
            no earlier stage writes, or repeats a name.
    """
    spec = importlib.util.spec_from_file_location("govtext_study_stages", path)
    if spec is None or spec.loader is None:
        raise GovtextError("can't be loaded", file=shown_as)
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        stages = tuple(module.STAGES)
    except Exception as error:  # whatever a researcher's edit raises is told in one line
        raise GovtextError(
            f"can't be loaded ({type(error).__name__}: {error})", file=shown_as, hint="mend it or delete it"
        ) from error
    _check(stages, shown_as)
    return StageTable(stages)


def _check(stages: tuple[Stage, ...], shown_as: str) -> None:
    written, names = {RAW}, set()
    for stage in stages:
        if stage.name in names:
            raise GovtextError(f"stage {stage.name} stands twice", file=shown_as)
        names.add(stage.name)
        for table in (*stage.reads, *stage.writes):
            if table != RAW and table not in TABLES:
                raise GovtextError(
                    f"stage {stage.name} names table {table}, which govtext.tables does not define",
                    file=shown_as, hint=nearest(table, list(TABLES)),
                )
        missing = [table for table in stage.reads if table not in written]
        if missing:
            raise GovtextError(
                f"stage {stage.name} reads {', '.join(missing)}, which no stage above it writes",
                file=shown_as, hint="put the stage that writes it above",
            )
        timely = [table for table in stage.light if table not in stage.late]
        if timely:
            raise GovtextError(
                f"stage {stage.name} names {', '.join(timely)} as light, which is not late", file=shown_as,
                hint="add it to the row's late",
            )
        unread = [table for table in stage.late if table not in stage.reads]
        if unread:
            raise GovtextError(
                f"stage {stage.name} names {', '.join(unread)} as late, which it does not read", file=shown_as,
                hint="add it to the row's reads",
            )
        written |= set(stage.writes)
