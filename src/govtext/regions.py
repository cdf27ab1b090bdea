"""Regions by their names: where a complaint belongs, and what lies in what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def longest_first(regions: Iterable[str]) -> list[str]:
    """Return the different names, the longer before the shorter: 沅宁省沅安市 says more than 沅宁省."""
    return sorted({name for name in regions if name}, key=lambda name: (-len(name), name))


def place_of(file: str, region: str, regions: Sequence[str]) -> str:
    """Return the place of a complaint: its region, within the one of `regions` that the name of its file gives.

    A workbook called 沅宁省留言.xlsx holds the complaints of 沅宁省, though they name only their town.
    """
    within = next((name for name in regions if name in file), "")
    return region if not within or within in region else f"{within}{region}"


def lies_in(place: str, region: str) -> bool:
    """Whether a place is a region or lies in it by its name (沅宁省沅安市 lies in 沅安市 and in 沅宁省)."""
    return bool(place and region) and (region in place or region.endswith(place))
