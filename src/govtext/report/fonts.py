"""A font that holds Chinese: the one that a dependency ships, else one of the system's, checked for its glyphs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govtext.errors import GovtextError

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

# A font without the full-width signs draws blanks where they stand, and no warning is raised.
MUST_HOLD = "政府服务诉求主题问题条款落差，。：；、（）《》“”—…·％一二三十百千万年月日0123456789%+-−.ABCabc"
# Free fonts that Linux distributions, macOS and Windows carry, best first.
SYSTEM_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "SimHei",
    "Heiti SC",
    "Songti SC",
)


@lru_cache(maxsize=1)
def chinese_font() -> FontProperties:
    """Return a font with every glyph that the figures need; its `get_name()` is the family's name.

    Raises:
        GovtextError: neither the package pylopdf-fonts-zh-cn nor the system has such a font.
    """
    from matplotlib.font_manager import FontProperties

    for path in _candidates():
        if path.is_file() and not missing_glyphs(path, MUST_HOLD):
            return FontProperties(fname=str(path))
    raise GovtextError(
        "no font with Chinese glyphs was found", hint="run: pip install pylopdf-fonts-zh-cn, then govtext doctor"
    )


def missing_glyphs(path: Path, text: str) -> list[str]:
    """Return the characters of `text` that the font file has no glyph for, sorted; all where it can't be read."""
    return sorted(one for one in {*text} if not one.isspace() and not _has_glyph(path, one))


@lru_cache(maxsize=1 << 14)
def _has_glyph(path: Path, character: str) -> bool:
    font = _opened(path)
    return font is not None and font.get_char_index(ord(character)) > 0


@lru_cache(maxsize=8)
def _opened(path: Path) -> Any:
    from matplotlib.ft2font import FT2Font

    try:
        return FT2Font(str(path))
    except (OSError, RuntimeError):
        return None


def _candidates() -> Iterator[Path]:
    try:
        from pylopdf_fonts_zh_cn import sans_path

        yield sans_path()
    except ImportError:
        pass
    from matplotlib.font_manager import fontManager

    by_name = {entry.name: Path(entry.fname) for entry in fontManager.ttflist if entry.style == "normal"}
    for name in SYSTEM_FONTS:
        if name in by_name:
            yield by_name[name]
