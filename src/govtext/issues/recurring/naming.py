"""What issues are called, told by whichever process has the texts of a portion of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from govtext.issues.recurring import labels, twins
from govtext.issues.recurring.descriptions import description
from govtext.issues.recurring.label_texts import LabelTexts, Portion
from govtext.parallel import Work, no_cycles


class Name(NamedTuple):
    """An issue's label and what stands in one of its messages, None where no message is known."""

    label: labels.Label
    description: str | None


@dataclass(frozen=True)
class Unnamed:
    """Some issues of a portion.

    Attributes:
        portion: where the messages lie.
        read: doc_ids of each issue that are read, the most typical first.
        labels: what each is called, where that is known.
    """

    portion: Portion
    read: list[list[str]]
    labels: list[str]


def names(portions: Iterable[Unnamed], work: Work) -> Iterator[list[Name]]:
    """Yield the names of the issues of each portion."""
    return _spread(_named, portions, work)


def telling_words(portions: Iterable[Unnamed], work: Work) -> Iterator[list[tuple[str, ...]]]:
    """Yield words that tell the issues of each portion from others of the same label."""
    return _spread(_telling, portions, work)


def _spread(function: Any, portions: Iterable[Unnamed], work: Work) -> Iterator[Any]:
    return work.map(function, portions, nearby=True)


def _named(issues: Unnamed) -> list[Name]:
    texts = LabelTexts(issues.portion)
    with no_cycles():
        return [_name(_known(docs, texts), texts) for docs in issues.read]


def _name(known: list[labels.Message], texts: LabelTexts) -> Name:
    told = description(known[0].title, known[0].text) if known else None
    return Name(labels.label(known, texts.rarity, texts.known), told)


def _telling(issues: Unnamed) -> list[tuple[str, ...]]:
    texts = LabelTexts(issues.portion, [doc for docs in issues.read for doc in docs])
    return [
        twins.telling_words(_known(docs, texts), texts.rarity, label)
        for docs, label in zip(issues.read, issues.labels, strict=True)
    ]


def _known(docs: list[str], texts: LabelTexts) -> list[labels.Message]:
    return [texts[doc] for doc in docs if doc in texts]
