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

    @app.command()
    def sheets(
        coders: Annotated[str, typer.Option("--coders", help="Names, separated by commas.")] = "A,B",
        per_topic: Annotated[int, typer.Option("--per-topic", min=1, max=50, help="Questions on each topic.")] = 3,
        texts: Annotated[int, typer.Option("--texts", min=0, max=1000, help="Texts to ask about.")] = 30,
        seed: Annotated[int, typer.Option("--seed", min=0, help="Random seed.")] = 1,
    ) -> None:
        """Write intrusion tasks for people: do they see what a topic is about?"""
        from govtext.build.intrusion_sheets import write_intrusion_sheets

        names = [name.strip() for name in coders.split(",") if name.strip()]
        if not names or len(set(names)) < len(names) or any("/" in name or "\\" in name for name in names):
            raise GovtextError(f'"{coders}" names no coders', hint="write different names: --coders 张,李")
        paths, number = write_intrusion_sheets(study(), names, per_topic, texts, seed)
        named = ", ".join(path.name for path in paths)
        print(f"{number} questions written for {len(paths)} coders: {named} in validation")
        print("Fill the column of answers, save, then: govtext topics score. The key is validation/key.json.")

    @app.command()
    def score(
        files: Annotated[
            list[Path] | None, typer.Argument(help="Filled workbooks; validation/*.xlsx where none is named.")
        ] = None,
    ) -> None:
        """Score the filled intrusion sheets: how often people found what doesn't belong."""
        from govtext.build.intrusion_sheets import score_sheets

        rows, problems = score_sheets(study(), files or [])
        for line in problems:
            print(f"note: {line}")
        print(
            f"{'task':<8}{'coder':<10}{'asked':>6}{'right':>7}{'share':>7}  {'95 % interval':<15}{'chance':>7}{'p':>8}"
            f"{'agree':>7}{'odds':>7}"
        )
        for row in rows:
            print(
                f"{row['task']:<8}{row['coder']:<10}{row['answered']:>6}{row['right']:>7}{row['precision']:>7.2f}  "
                f"{row['low']:.2f} to {row['high']:.2f}   {row['chance']:>7.2f}{row['p']:>8.4f}"
                f"{_number(row['agreement']):>7}{_number(row['log_odds']):>7}"
            )
        print("Written to validation/scores.xlsx, topic by topic.")


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
