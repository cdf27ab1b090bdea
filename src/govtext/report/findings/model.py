"""What a finding is."""

from __future__ import annotations

from typing import Any, NamedTuple

from govtext.report.citing import Cited, Sentence, joined, sentence
from govtext.report.wording import Phrase, wording

# What the policies stage calls the region of national rules.
NATIONWIDE = Phrase("全国", "the whole country")


class Finding(NamedTuple):
    """A sentence that a reader should know first.

    Attributes:
        lead: the finding in a few words.
        text: the sentence, its numbers with their keys.
        table: the result table that it was read from.
        section: of the page, where more is shown.
    """

    lead: Sentence
    text: Sentence
    table: str
    section: str


def said(name: str, **values: Any) -> Sentence:
    """Return a sentence of findings.toml, filled in."""
    return sentence(wording("findings.toml", "findings", name), **values)


def led(name: str, **values: Any) -> Sentence:
    """Return the few words of findings.toml that head a sentence, filled in."""
    return sentence(wording("findings.toml", "leads", name), **values)


def listed(names: list[Phrase], values: list[Cited]) -> Sentence:
    """Return the names, each with its number in brackets, as a list."""
    shape = Phrase("{name}（{value}）", "{name} ({value})")
    return joined([sentence(shape, name=n, value=v) for n, v in zip(names, values, strict=True)], "、", ", ")
