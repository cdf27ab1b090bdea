"""matplotlib loaded without the help texts that it writes at every start, and without what it has no use for here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from govtext.imports import put_off


@contextmanager
def without_help() -> Iterator[None]:
    """Import matplotlib's figures inside this.

    For each of its hundred kinds of artists it gathers the help texts of all setters (`kwdoc`) to put them into the
    help of others: two fifths of what it takes to load it, in every process that draws. What is drawn is the same; what
    was loaded before keeps its help, and what is loaded later has it again.
    """
    from matplotlib import artist

    # For fonts that are put whole into a PDF; ours are outlines. Half of what the PDF writer takes to load.
    put_off("fontTools", "subset")
    own: dict[str, Any] = vars(artist)
    before = own.get("kwdoc")
    if before is None:  # a release that does it otherwise
        yield
        return
    own["kwdoc"] = _no_help
    try:
        yield
    finally:
        own["kwdoc"] = before


def _no_help(artist: object) -> str:
    return ""
