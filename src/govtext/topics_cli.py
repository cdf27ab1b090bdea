"""The commands of `govtext topics`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from govtext.errors import GovtextError
from govtext.results_cli import shown


def add_topics_commands(app: typer.Typer, study: Callable[[], Any]) -> None:
    """Add the commands to `app`; `study` returns the chosen study."""

    @app.command()
    def assign(
        file: Annotated[Path, typer.Argument(help="Any file that data/raw may hold, or a .txt of one text a line.")],
        output: Annotated[
            Path | None, typer.Option("-o", "--output", help="CSV file to write; FILE_topics.csv if not named.")
        ] = None,
    ) -> None:
        """Give new texts their shares of the topics, without fitting anything again."""
        from govtext.build.assign_topics import assign_topics
        from govtext.build.progress import Screen
        from govtext.parallel import Work

        target = output or file.with_name(f"{file.stem}_topics.csv")
        if target.suffix.lower() != ".csv":
            raise GovtextError(f"{target} is no CSV file", hint="name it .csv")
        texts, unknown = assign_topics(study(), file, target, Work(notice=Screen().notice))
        without = f" ({unknown:,} hold no word that the topics know)" if unknown else ""
        print(f"{texts:,} texts assigned{without}: {shown(target)}")
