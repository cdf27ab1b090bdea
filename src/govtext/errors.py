"""The one error that a user sees: what failed, where, and what to do next, on one line."""

from __future__ import annotations


class GovtextError(Exception):
    """Something that the user can mend.

    Args:
        what: what failed, without a full stop.
        file: the file it failed in, as the user knows it (relative to the study).
        row: the row of that file, counted as a spreadsheet does (the header is row 1).
        column: the column's name as it stands in the file.
        hint: what to do next.
    """

    def __init__(
        self,
        what: str,
        *,
        file: str | None = None,
        row: int | None = None,
        column: str | None = None,
        hint: str | None = None,
    ) -> None:
        self.what, self.file, self.row, self.column, self.hint = what, file, row, column, hint
        super().__init__(what)

    def __str__(self) -> str:
        where = " ".join(
            part
            for part in (
                self.file,
                f"row {self.row}" if self.row is not None else None,
                f"column {self.column}" if self.column is not None else None,
            )
            if part
        )
        line = f"{where}: {self.what}" if where else self.what
        if self.hint:
            line = f"{line}; {self.hint}"
        return " ".join(line.split())

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only fields would be lost when an error crosses from a worker process.
        return _rebuild, (self.what, self.file, self.row, self.column, self.hint)


def _rebuild(
    what: str, file: str | None, row: int | None, column: str | None, hint: str | None
) -> GovtextError:
    return GovtextError(what, file=file, row=row, column=column, hint=hint)


def nearest(word: str, known: list[str]) -> str:
    """Return `; did you mean a, b?` for the names closest to `word`, or an empty string."""
    from difflib import get_close_matches

    close = get_close_matches(word, known, n=3, cutoff=0.5)
    return f"did you mean {', '.join(close)}?" if close else f"known: {', '.join(known)}"
