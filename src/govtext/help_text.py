"""The help of `govtext`: commands under the headings of what they are for, each told in one line."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup

# Headings in the order in which a study meets them; a command names its own as `rich_help_panel`.
RUN = "Run"
LOOK = "Look at the results"
PEOPLE = "Judge by hand"
SHARE = "Cite and share"
MEASURE = "Texts and speed"
HEADINGS = (RUN, LOOK, PEOPLE, SHARE, MEASURE)


class GroupedCommands(TyperGroup):
    """Lists commands under HEADINGS; a first sentence that is too long goes on in the next line, uncut."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands heading by heading; one without a heading comes last."""
        listed: dict[str, list[tuple[str, str]]] = {heading: [] for heading in (*HEADINGS, "Commands")}
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is None or command.hidden:
                continue
            # typer keeps a placeholder object there where no panel was named
            panel = getattr(command, "rich_help_panel", None)
            heading = panel if isinstance(panel, str) and panel in listed else "Commands"
            listed[heading].append((name, command.get_short_help_str(1_000)))
        widest = max((len(name) for rows in listed.values() for name, _ in rows), default=0)
        for heading, rows in listed.items():
            if rows:
                with formatter.section(heading):
                    # names padded alike, so that the lines stand under one another from heading to heading
                    formatter.write_dl([(name.ljust(widest), told) for name, told in rows])
