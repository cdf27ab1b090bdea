"""The commands of `govtext coding`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from govtext.errors import GovtextError

Of = Annotated[
    Literal["complaints", "clauses"], typer.Option("--of", help="Complaints, or clauses of policies by instrument.")
]
Files = Annotated[list[Path] | None, typer.Argument(help="Filled workbooks; coding/*.xlsx where none is named.")]


def add_coding_commands(app: typer.Typer, study: Callable[[], Any]) -> None:
    """Add the commands to `app`; `study` returns the chosen study."""

    @app.command()
    def sample(
        coders: Annotated[str, typer.Option("--coders", help="Names, separated by commas.")] = "A,B",
        size: Annotated[int, typer.Option("--size", min=10, help="Texts to code.")] = 200,
        random_share: Annotated[
            float, typer.Option("--random-share", min=0.0, max=1.0, help="Part drawn at random; the rest by code.")
        ] = 0.5,
        seed: Annotated[int, typer.Option("--seed", min=0, help="Random seed.")] = 1,
        of: Of = "complaints",
    ) -> None:
        """Draw a sample; write a workbook for each coder.

        It has drop-downs and the codebook.
        """
        from govtext.build.hand_coding import write_sample

        names = [name.strip() for name in coders.split(",") if name.strip()]
        if not names or len(set(names)) < len(names) or any("/" in name or "\\" in name for name in names):
            raise GovtextError(f'"{coders}" names no coders', hint="write different names: --coders 张,李")
        if of == "clauses":
            from govtext.build.clause_coding import FOLDER, write_clause_sample

            paths = write_clause_sample(study(), names, size, random_share, seed)
            print(f"{size} clauses written for {len(paths)} coders: {', '.join(p.name for p in paths)} in {FOLDER}")
            return
        paths = write_sample(study(), names, size, random_share, seed)
        print(f"{size} texts written for {len(paths)} coders: {', '.join(path.name for path in paths)} in coding")

    @app.command()
    def agreement(files: Files = None, of: Of = "complaints") -> None:
        """Measure how well the coders agree, code by code."""
        from govtext.build.clause_coding import clause_agreement
        from govtext.build.hand_coding import agreement_of

        table, problems = (agreement_of if of == "complaints" else clause_agreement)(study(), files or [])
        for line in problems:
            print(f"note: {line}")
        print(f"{'variable':<24}{'texts':>6}{'agree':>7}{'kappa':>7}{'alpha':>7}  {'95 % interval':<15}verdict")
        for row in table:
            interval = f"{_number(row['low'])} to {_number(row['high'])}"
            print(
                f"{row['variable']:<24}{row['units']:>6}{_number(row['per_cent']):>7}{_number(row['kappa']):>7}"
                f"{_number(row['alpha']):>7}  {interval:<15}{row['verdict']}"
            )
        _print_random_part(table)
        folder = "coding" if of == "complaints" else "coding/clauses"
        print(f"Written to {folder}/agreement.xlsx, with the disagreements to discuss; the report's methods tell it.")

    @app.command()
    def train(files: Files = None) -> None:
        """Train on the coded texts; say where the machine may be trusted.

        By cross-validation.
        """
        from govtext.build.hand_coding import train_on

        report, problems = train_on(study(), files or [])
        for line in problems:
            print(f"note: {line}")
        # Two tables: together they are wider than a terminal.
        print(f"{'code':<24}{'texts':>6}{'rules':>7}{'layer':>7}  {'used':<7}{'trusted':<9}remark".rstrip())
        for row in report:
            print(
                f"{row['code']:<24}{row['texts']:>6}{_number(row['rules_f1']):>7}{_number(row['layer_f1']):>7}  "
                f"{row['chosen']:<7}{'yes' if row['trusted'] else 'no':<9}{row['remark']}".rstrip()
            )
        print(f"\n{'share of all complaints':<24}{'machine':>9}{'corrected':>11}  {'95 % interval':<16}{'drawn':>5}")
        for row in report:
            interval = f"{_number(row['low'])} to {_number(row['high'])}"
            print(
                f"{row['code']:<24}{_number(row['raw']):>9}{_number(row['corrected']):>11}  "
                f"{interval:<16}{row['coded']:>5.0f}"
            )
        print("corrected: by the coded texts that were drawn at random (drawn); the enriched ones train alone.")
        print("Both tables: coding/training.xlsx; the report's methods tell the corrected shares.")
        print("Written to pipeline/lexicons/coding_study_layer.toml; govtext run applies it.")

    @app.command()
    def explain(doc_id: Annotated[str, typer.Argument(help="Number of a complaint.")]) -> None:
        """Show the rules that hit a complaint, and words that moved its codes."""
        from govtext.build.hand_coding import explain as explained

        for row in explained(study(), doc_id):
            given = "given" if row["given"] else ""
            print(f"{row['code']:<24}{row['rule']:<28}{row['weight']:>6.2f}  {row['side']:<8}{given}")
            print(f"    {row['context']}")
            if row["words"]:
                words = ", ".join(f"{word} {points:+.2f}" for word, points in row["words"])
                print(f"    rules {row['score']:.2f}, with words {row['chance']:.2f}: {words}")

    @app.command()
    def audit(files: Files = None, of: Of = "complaints") -> None:
        """Show how good each rule is on the hand-coded texts."""
        from govtext.build.hand_coding import audit_on

        if of == "clauses":
            from govtext.build.clause_coding import audit_clauses

            instruments, macro = audit_clauses(study(), files or [])
            print(f"{'instrument':<26}{'clauses':>8}{'precision':>11}{'recall':>8}{'F1':>6}")
            for row in instruments:
                print(
                    f"{row['code']:<26}{row['clauses']:>8}{_number(row['precision']):>11}{_number(row['recall']):>8}"
                    f"{_number(row['f1']):>6}"
                )
            print(f"macro-F1 {macro:.2f}, on the clauses that all coders code alike")
            return

        codes, rules = audit_on(study(), files or [])
        print(f"{'code':<24}{'texts':>6}{'precision':>11}{'recall':>8}{'F1':>6}")
        for row in codes:
            print(
                f"{row['code']:<24}{row['texts']:>6}{_number(row['precision']):>11}{_number(row['recall']):>8}"
                f"{_number(row['f1']):>6}"
            )
        print(f"\n{'rule':<44}{'hits':>6}{'right':>7}{'precision':>11}")
        for row in rules:
            print(f"{row['rule']:<44}{row['hits']:>6}{row['right']:>7}{_number(row['precision']):>11}")


def _print_random_part(table: list[dict[str, Any]]) -> None:
    """Tell the agreement on the texts drawn at random alone, where others were drawn for rare codes."""
    import textwrap

    told = [f"{row['variable']} {_number(row['random_alpha'])}" for row in table if row.get("random_units")]
    if told:
        most = max(row["random_units"] for row in table)
        line = f"Above: all coded. Alpha of what was drawn at random alone (up to {most}): {', '.join(told)}."
        print(textwrap.fill(line, 79, break_on_hyphens=False))


def _number(value: float | None) -> str:
    return "–" if value is None or value != value else f"{value:.2f}"
