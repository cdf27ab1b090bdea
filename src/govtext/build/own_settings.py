"""What a study's settings have of their own: an older params.toml keeps defaults that were measured anew since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from govtext.settings import Settings

LONGEST = 40


class OwnSetting(NamedTuple):
    """A setting that differs from this release's default; both values as params.toml writes them, shortened."""

    name: str
    own: str
    default: str


def own_settings(settings: Settings) -> list[OwnSetting]:
    """Return the settings that differ from the defaults of this release, in the order in which they are defined."""
    return list(_different("", settings.model_dump(), Settings().model_dump()))


def _different(section: str, own: Mapping[str, Any], default: Mapping[str, Any]) -> Iterator[OwnSetting]:
    for name, value in own.items():
        usual, whole = default.get(name), f"{section}.{name}" if section else name
        if isinstance(value, dict) and isinstance(usual, dict) and usual:
            yield from _different(whole, value, usual)
        elif value != usual:
            yield OwnSetting(whole, _written(value), _written(usual))


def _written(value: Any) -> str:
    """Return a value as TOML writes it; what is long is cut, so that a line holds two."""
    if isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, (list, tuple)):
        text = f"[{', '.join(map(_written, value))}]"
    elif isinstance(value, dict):
        text = f"{{{', '.join(f'{key} = {_written(one)}' for key, one in value.items())}}}"
    else:
        text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 4]} ..."
