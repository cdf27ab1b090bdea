"""What a person sees while a run works: a bar after two seconds, and a closing table."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from govtext.build.stage_table import Stage
from govtext.parallel import Engine, Work

if TYPE_CHECKING:
    from govtext.build.execute import Outcome

PATIENCE_SECONDS = 2.0
# Before the further lines of a note that is wider than the terminal.
_BELOW = " " * len("note: ")


class Screen:
    """Tells a person; quiet about progress where the error output is no terminal. Stages may run at the same time."""

    def __init__(self, live: bool | None = None) -> None:
        self.live = sys.stderr.isatty() if live is None else live
        self._bars = _Bars()

    def notice(self, message: str) -> None:
        """Print one line that the user should read but that stops nothing."""
        self._bars.aside(wrapped(f"note: {message}", _columns(sys.stderr)), sys.stderr)

    def done(self, outcome: Outcome) -> None:
        """Print one line for a stage that has run."""
        line = f"{outcome.stage.name:<10}{outcome.seconds:7.1f} s{outcome.peak_mib:8,.0f} MiB  "
        # not the last column: some terminals then begin a line of their own
        line += counted(outcome.rows, outcome.stage.name, _width() - 1 - len(line))
        self._bars.aside(line, sys.stdout)

    @contextmanager
    def stage(self, stage: Stage, workers: int, engine: Engine | None = None) -> Iterator[Work]:
        """Give the Work of a stage; while it runs, a bar shows what it tells."""
        if not self.live:
            yield Work(workers, notice=self.notice, engine=engine)
            return
        began = time.monotonic()

        def update(what: str, done: int, total: int | None) -> None:
            if time.monotonic() - began >= PATIENCE_SECONDS:
                self._bars.update(stage.name, what, done, total)

        try:
            yield Work(workers, update, self.notice, engine=engine)
        finally:
            self._bars.close(stage.name)


class _Bars:
    """Progress bars, shown as long as any stage has one: a line for each thing that a stage is at.

    Lines for people are printed while the bars are away, so that they go where they would go without bars.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._progress: Any = None
        self._tasks: dict[tuple[str, str], Any] = {}

    def update(self, stage: str, what: str, done: int, total: int | None) -> None:
        with self._lock:
            if self._progress is None:
                self._progress = _new_progress()
                self._progress.start()
            key = stage, what
            if key not in self._tasks:
                self._tasks[key] = self._progress.add_task(f"{stage}: {what}", total=total)
            self._progress.update(self._tasks[key], completed=done, total=total)

    def aside(self, line: str, stream: TextIO) -> None:
        with self._lock:
            if self._progress is not None:
                self._progress.stop()
            try:
                print(line, file=stream, flush=True)
            finally:
                if self._progress is not None:
                    self._progress.start()

    def close(self, stage: str) -> None:
        with self._lock:
            for key in [key for key in self._tasks if key[0] == stage]:
                self._progress.remove_task(self._tasks.pop(key))
            if self._progress is not None and not self._tasks:
                self._progress.stop()
                self._progress = None


def _new_progress() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.description}"), BarColumn(bar_width=24), MofNCompleteColumn(), TimeElapsedColumn(),
        console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False,
    )


def counted(rows: dict[str, int], first: str, width: int) -> str:
    """Return tables with their rows, as many as fit whole, and how many more there are.

    Args:
        rows: table → rows, in the order of the stage table.
        first: the table that is told before the others, where the stage has it: issues before request_types.
        width: columns at the most; the first is told whatever they are.
    """
    if not rows:
        return "files"
    told = [f"{name} {rows[name]:,}" for name in sorted(rows, key=lambda name: name != first)]
    for kept in range(len(told), 1, -1):
        line = ", ".join(told[:kept]) + _more(len(told) - kept)
        if len(line) <= width:
            return line
    return told[0] + _more(len(told) - 1)


def _more(tables: int) -> str:
    return f", {tables} more" if tables else ""


def wrapped(line: str, width: int | None) -> str:
    """Return a line broken between its words where it is wider than that many columns; None: as it is."""
    if width is None or len(line) < width / 2:  # a character takes two columns at the most
        return line
    from rich.console import Console
    from rich.text import Text

    first, *rest = Text(line).wrap(Console(width=width), width - 1)
    if not rest:
        return line
    below = Text(line[len(first.plain.rstrip()) :].lstrip()).wrap(Console(width=width), width - 1 - len(_BELOW))
    return "\n".join([first.plain.rstrip(), *(f"{_BELOW}{part.plain.rstrip()}" for part in below)])


def _width() -> int:
    """Columns of the terminal, 60 at least; in a file or a pipe lines keep 80, whatever the window."""
    return _columns(sys.stdout) or 80


def _columns(stream: TextIO) -> int | None:
    """Columns of the terminal that a stream goes to, 60 at least; None where it goes to a file or a pipe."""
    return max(shutil.get_terminal_size().columns, 60) if stream.isatty() else None
