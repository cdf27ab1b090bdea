"""A figure drawn once and written in several formats.

To draw, matplotlib updates ticks, lays texts out and walks through all that is in the figure; each format does so anew.
Here the drawing is recorded in points and the record is what the formats are written from: they agree to the dot.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.backend_bases import FigureCanvasBase, RendererBase
from matplotlib.figure import Figure
from matplotlib.transforms import Affine2D, Bbox, TransformedPath

from govtext.report.figures.letters import KNOWN, LETTERS, teach
from govtext.report.figures.style import POINTS


class Measuring(FigureCanvasBase):
    """The canvas of a figure that is not drawn yet: texts are measured by it as they are drawn in all formats."""

    def get_renderer(self) -> Any:
        """Return what measures; the figure counts in points."""
        return _Recorder(*self.figure.bbox.size)


class Recorded(Figure):
    """What a finished figure drew; as a figure itself it can be saved in any format, with the same look.

    The figure that it was made of must not change afterwards: the texts of its record are that figure's.
    """

    def __init__(self, figure: Figure) -> None:
        super().__init__(figsize=tuple(figure.get_size_inches()))
        figure.dpi = POINTS
        self._recorder = _Recorder(*(POINTS * inches for inches in figure.get_size_inches()))
        figure.draw(self._recorder)

    def draw(self, renderer: Any) -> None:
        """Draw the record, larger or smaller by the figure's dots per inch."""
        self._recorder.play(renderer, lambda: self.dpi / POINTS)


class _Recorder(RendererBase):
    """Takes down what it is told to draw; y runs upwards, a point is one."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self._text2path = LETTERS
        self._size = width, height
        self._calls: list[tuple[str, Any, tuple[Any, ...]]] = []

    def flipy(self) -> bool:
        return False

    def get_canvas_width_height(self) -> tuple[float, float]:
        return self._size

    def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> Any:
        # As text is measured that becomes outlines: by no grid of dots.
        return LETTERS.get_text_width_height_descent(s, prop, ismath)

    def _get_font_height_metrics(self, prop: Any) -> Any:
        return LETTERS.heights(prop) if KNOWN else (None, None, None)

    def open_group(self, s: str, gid: Any = None) -> None:
        self._calls.append(("open_group", None, (s, gid)))

    def close_group(self, s: str) -> None:
        self._calls.append(("close_group", None, (s,)))

    def start_rasterizing(self) -> None:
        self._calls.append(("start_rasterizing", None, ()))

    def stop_rasterizing(self) -> None:
        self._calls.append(("stop_rasterizing", None, ()))

    def draw_path(self, gc: Any, path: Any, transform: Any, rgbFace: Any = None) -> None:
        self._keep("draw_path", gc, path, _fixed(transform), rgbFace)

    def draw_markers(
        self, gc: Any, marker_path: Any, marker_trans: Any, path: Any, trans: Any, rgbFace: Any = None
    ) -> None:
        self._keep("draw_markers", gc, marker_path, _fixed(marker_trans), path, _fixed(trans), rgbFace)

    def draw_path_collection(
        self, gc: Any, master_transform: Any, paths: Any, all_transforms: Any, offsets: Any, offset_trans: Any,
        *looks: Any, hatchcolors: Any = None,
    ) -> None:  # fmt: skip
        self._keep(
            "draw_path_collection", gc, _fixed(master_transform), paths, all_transforms, offsets, _fixed(offset_trans),
            looks, hatchcolors,
        )  # fmt: skip

    def draw_quad_mesh(
        self, gc: Any, master_transform: Any, meshWidth: int, meshHeight: int, coordinates: Any, offsets: Any,
        offsetTrans: Any, *looks: Any,
    ) -> None:  # fmt: skip
        self._keep(
            "draw_quad_mesh", gc, _fixed(master_transform), meshWidth, meshHeight, coordinates, offsets,
            _fixed(offsetTrans), looks,
        )  # fmt: skip

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False, mtext: Any = None
    ) -> None:
        self._keep("draw_text", gc, x, y, s, prop, angle, ismath, mtext)

    def _keep(self, name: str, gc: Any, *told: Any) -> None:
        kept = self.new_gc()
        kept.copy_properties(gc)
        rectangle, (path, transform) = gc.get_clip_rectangle(), gc.get_clip_path()
        kept.set_clip_rectangle(rectangle and Bbox(rectangle.get_points().copy()))
        kept.set_clip_path(path and TransformedPath(path, _fixed(transform)))
        self._calls.append((name, kept, told))

    def play(self, renderer: Any, scale: Callable[[], float]) -> None:
        """Tell another renderer all that was taken down, so many times as large as `scale` says."""
        teach(renderer)
        player = _Player(renderer, scale(), self._size[1])
        for name, kept, told in self._calls:
            if kept is None:
                getattr(renderer, name)(*told)
                if name.endswith("rasterizing"):  # what is drawn as a picture is so at the picture's dots per inch
                    player = _Player(renderer, scale(), self._size[1])
            else:
                gc = player.context(kept)
                getattr(player, name)(gc, *told)
                gc.restore()


class _Player:
    """Draws with a renderer what was told in points."""

    def __init__(self, renderer: Any, scale: float, height: float) -> None:
        self._renderer, self._scale, self._height = renderer, scale, height
        self._matrix = np.diag([scale, scale, 1.0])

    def context(self, kept: Any) -> Any:
        """Return a context of the renderer, its clip at the renderer's scale; other lengths stand in points in each."""
        gc = self._renderer.new_gc()
        gc.copy_properties(kept)
        if self._scale != 1:
            rectangle, (path, transform) = kept.get_clip_rectangle(), kept.get_clip_path()
            gc.set_clip_rectangle(rectangle and Bbox(self._scale * rectangle.get_points()))
            gc.set_clip_path(path and TransformedPath(path, self._scaled(transform)))
        return gc

    def _scaled(self, transform: Any) -> Any:
        return transform if self._scale == 1 else Affine2D(self._matrix @ transform.get_matrix())

    def draw_path(self, gc: Any, path: Any, transform: Any, face: Any) -> None:
        self._renderer.draw_path(gc, path, self._scaled(transform), face)

    def draw_markers(self, gc: Any, marker: Any, marker_transform: Any, path: Any, transform: Any, face: Any) -> None:
        self._renderer.draw_markers(gc, marker, self._scaled(marker_transform), path, self._scaled(transform), face)

    def draw_path_collection(
        self, gc: Any, transform: Any, paths: Any, transforms: Any, offsets: Any, offset_transform: Any,
        looks: tuple[Any, ...], hatchcolors: Any,
    ) -> None:  # fmt: skip
        self._renderer.draw_path_collection(
            gc, self._scaled(transform), paths, transforms, offsets, self._scaled(offset_transform), *looks,
            hatchcolors=hatchcolors,
        )  # fmt: skip

    def draw_quad_mesh(
        self, gc: Any, transform: Any, columns: int, rows: int, coordinates: Any, offsets: Any, offset_transform: Any,
        looks: tuple[Any, ...],
    ) -> None:  # fmt: skip
        self._renderer.draw_quad_mesh(
            gc, self._scaled(transform), columns, rows, coordinates, offsets, self._scaled(offset_transform), *looks
        )

    def draw_text(
        self, gc: Any, x: float, y: float, text: str, font: Any, angle: float, formula: Any, of: Any
    ) -> None:
        y = self._height - y if self._renderer.flipy() else y
        self._renderer.draw_text(gc, self._scale * x, self._scale * y, text, font, angle, ismath=formula, mtext=of)


def _fixed(transform: Any) -> Affine2D:
    return Affine2D(transform.get_matrix().copy())
