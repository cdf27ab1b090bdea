"""What a person sees while a run works: a bar after two seconds, and a closing table."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from govtext.build.stage_table import Stage
from govtext.parallel import Engine, Work

if TYPE_CHECKING:
    from govtext.build.execute import Outcome

PATIENCE_SECONDS = 2.0


class Screen:
    """Tells a person; quiet about progress where the error output is no terminal."""

    def __init__(self, live: bool | None = None) -> None:
        self.live = sys.stderr.isatty() if live is None else live

    def notice(self, message: str) -> None:
        """Print one line that the user should read but that stops nothing."""
        print(f"note: {message}", file=sys.stderr, flush=True)

    def done(self, outcome: Outcome) -> None:
        """Print one line for a stage that has run."""
        rows = ", ".join(f"{name} {count:,}" for name, count in outcome.rows.items())
        line = f"{outcome.stage.name:<10}{outcome.seconds:7.1f} s{outcome.peak_mib:8,.0f} MiB  {rows or 'files'}"
        print(_cut(line, 79), flush=True)

    @contextmanager
    def stage(self, stage: Stage, workers: int, engine: Engine | None = None) -> Iterator[Work]:
        """Give the Work of a stage; while it runs, a bar shows what it tells."""
        if not self.live:
            yield Work(workers, notice=self.notice, engine=engine)
            return
        bar = _Bar(stage.name)
        try:
            yield Work(workers, bar.update, lambda message: bar.aside(self.notice, message), engine=engine)
        finally:
            bar.close()


class _Bar:
    """A rich progress bar that appears when a stage has taken two seconds."""

    def __init__(self, name: str) -> None:
        self.name, self.began = name, time.monotonic()
        self._progress: Any = None
        self._tasks: dict[str, Any] = {}

    def update(self, what: str, done: int, total: int | None) -> None:
        if self._progress is None:
            if time.monotonic() - self.began < PATIENCE_SECONDS:
                return
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

            self._progress = Progress(
                TextColumn("{task.description}"), BarColumn(bar_width=24), MofNCompleteColumn(), TimeElapsedColumn(),
                console=Console(stderr=True), transient=True,
            )
            self._progress.start()
        if what not in self._tasks:
            self._tasks[what] = self._progress.add_task(f"{self.name}: {what}", total=total)
        self._progress.update(self._tasks[what], completed=done, total=total)

    def aside(self, tell: Any, message: str) -> None:
        if self._progress is not None:
            self._progress.console.print(f"note: {message}", markup=False, highlight=False)
        else:
            tell(message)

    def close(self) -> None:
        if self._progress is not None:
            self._progress.stop()


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else line[: width - 1] + "…"
