"""What a reader reads, in Chinese and in English."""

from __future__ import annotations

import datetime
import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple, Protocol


class Phrase(NamedTuple):
    """A wording in both languages."""

    zh: str
    en: str

    def say(self, language: str) -> str:
        """Return the wording in the language ("zh" or "en")."""
        return self.en if language == "en" else self.zh

    def fill(self, **values: Any) -> Phrase:
        """Return the phrase with its {names} filled in; a Phrase as value is filled in by language."""
        return Phrase(
            self.zh.format(**{k: v.zh if isinstance(v, Phrase) else v for k, v in values.items()}),
            self.en.format(**{k: v.en if isinstance(v, Phrase) else v for k, v in values.items()}),
        )


class Spoken(Protocol):
    """What has a wording in each language."""

    def say(self, language: str) -> str:
        """Return the wording of one language."""


class Say:
    """Picks the wording of one language: `say("诉求", "complaints")`."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, zh: str | Spoken, en: str = "") -> str:
        """Return the phrase or sentence, or one of the two wordings, in the language."""
        return Phrase(zh, en).say(self.language) if isinstance(zh, str) else zh.say(self.language)


def wording(file: str, section: str, name: str) -> Phrase:
    """Return a wording of one of the report's TOML files, with its {names}."""
    return Phrase(*_wordings(file)[section][name])


@lru_cache(maxsize=4)
def _wordings(file: str) -> dict[str, Any]:
    return tomllib.loads(shipped(file))


def shipped(name: str) -> str:
    """Return the content of a text file that lies in the report's package."""
    return resources.files("govtext.report").joinpath(name).read_text(encoding="utf-8").replace("\r\n", "\n")


# The sections of the page that show findings, in their order.
SECTIONS = {
    "overview": Phrase("概览", "Overview"),
    "keywords": Phrase("关键词", "Keywords"),
    "topics": Phrase("主题", "Topics"),
    "problems": Phrase("服务问题", "Service problems"),
    "issues": Phrase("重复出现的问题", "Recurring issues"),
    "replies": Phrase("答复", "Replies"),
    "policies": Phrase("政策与落差", "Policies and gaps"),
    "robustness": Phrase("稳健性", "Robustness"),
}
REQUEST_LABELS = {
    "complaint": Phrase("投诉", "Complaint"),
    "report": Phrase("举报", "Report"),
    "inquiry": Phrase("咨询", "Inquiry"),
    "help": Phrase("求助", "Help"),
    "suggestion": Phrase("建议", "Suggestion"),
    "other": Phrase("其他", "Other"),
}
COMPLAINTS, SHARE = Phrase("诉求数", "complaints"), Phrase("占比", "share")
UNKNOWN = Phrase("未注明", "not given")


def number(value: float | int | None) -> str:
    """Return a whole number with thousands separated; "–" for null."""
    return "–" if value is None else f"{round(value):,}"


def decimal(value: float | None, digits: int = 2) -> str:
    """Return a number with a fixed count of decimals; "–" for null."""
    return "–" if value is None else f"{value:.{digits}f}"


def p_value(value: float | None) -> str:
    """Return a p value with three decimals, "<0.001" where they would be 0.000; "–" for null."""
    return "<0.001" if value is not None and value < 0.001 else decimal(value, 3)


def percent(value: float | None, digits: int = 1) -> str:
    """Return a share (0 to 1) in percent; "–" for null."""
    return "–" if value is None else f"{100 * value:.{digits}f}%"


def day(value: datetime.datetime | None) -> str:
    """Return the date as 2024-01-31; "–" for null."""
    return "–" if value is None else value.strftime("%Y-%m-%d")


def interval(low: float | None, high: float | None, digits: int = 1) -> str:
    """Return "[low, high]"; "–" where an end is null."""
    return "–" if low is None or high is None else f"[{low:.{digits}f}, {high:.{digits}f}]"


def shortened(text: str | None, most: int) -> str:
    """Return the text on one line, cut to `most` characters with "…" where it is longer."""
    line = " ".join((text or "").split())
    return line if len(line) <= most else line[: most - 1] + "…"
