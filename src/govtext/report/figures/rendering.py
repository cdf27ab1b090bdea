"""The figures in their three formats, spread over the processors: drawing is most of what a report takes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from govtext.parallel import Work, own_cycles
from govtext.report.contents import Contents
from govtext.report.figures.catalogue import FIGURES
from govtext.report.figures.loading import without_help
from govtext.report.figures.model import FigureSpec
from govtext.report.figures.style import house_style, settle
from govtext.report.wording import Phrase, Say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Figures that a process draws at most before it takes the next ones.
TOGETHER = 3
# What the page shows of a figure: SVG whose letters are letters.
ON_PAGE = "page"
# Format → the file's content; or the sentence that says why there is no figure.
Rendered = dict[str, bytes] | Phrase


def rendered(contents: Contents, language: str, work: Work) -> Iterator[tuple[FigureSpec, Rendered]]:
    """Yield every figure of the catalogue in its order."""
    if work.workers <= 1:
        for done, spec in enumerate(FIGURES):
            work.progress("figures", done, len(FIGURES))
            yield spec, _render_all(contents, language, (spec,))[0]
        return
    contents.load()
    parts = list(_parts(FIGURES, work.workers))
    drawing = work.map(partial(_render_all, contents, language), parts, "figures", len(parts))
    for specs, made in zip(parts, drawing, strict=True):
        yield from zip(specs, made, strict=True)


def _parts(specs: tuple[FigureSpec, ...], workers: int) -> Iterator[tuple[FigureSpec, ...]]:
    """Yield a few at a time, as the tables are sent with each, and fewer at the end, so that all are done together."""
    while specs:
        some = min(TOGETHER, max(1, len(specs) // (workers + 1)))
        yield specs[:some]
        specs = specs[some:]


def _render_all(contents: Contents, language: str, specs: tuple[FigureSpec, ...]) -> list[Rendered]:
    made = []
    for spec in specs:
        with own_cycles(), house_style():
            made.append(_render(contents, language, spec))
    return made


def _render(contents: Contents, language: str, spec: FigureSpec) -> Rendered:
    # Here for the sake of the process that hands figures to others: these import matplotlib.
    with without_help():
        from govtext.report.figures.recording import Recorded
        from govtext.report.figures.saving import FORMATS, on_page, save

    made = drawn(spec, contents, language)
    if isinstance(made, Phrase):
        return made
    files = {}
    record = Recorded(made)
    for ending in FORMATS:
        held = io.BytesIO()
        save(record, held, ending)
        files[ending] = held.getvalue()
    if spec.section:
        files[ON_PAGE] = on_page(record)
    return files


def drawn(spec: FigureSpec, contents: Contents, language: str) -> Figure | Phrase:
    """Return the figure in the house style, or the sentence that says why there is none."""
    with house_style():
        made = spec.draw(contents, Say(language))
        if not isinstance(made, Phrase):
            # The layout is settled once. No engine at all then, not one that does nothing ("none"): for any,
            # matplotlib draws a figure twice to save it.
            settle(made)
            made.set_layout_engine(None)
        return made
