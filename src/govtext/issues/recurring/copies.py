"""Copies of messages under another place's name: nearly the same words, and yet another issue.

Readers meet few of them, so few that a judgement fitted on what they read would join them all.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from govtext.issues.recurring.place_names import KINDS, names

Text = tuple[list[str], list[str]]
COPIES, SHORTEST_NAME, SEED = 800, 3, 5


@dataclass(frozen=True)
class Copy:
    """A message under another place's name.

    Attributes:
        text: words and parts of speech.
        original: row of the message that was copied.
        namesake: row of the message whose place is named instead.
    """

    text: Text
    original: int
    namesake: int


def renamed(texts: list[Text], most: int = COPIES, seed: int = SEED) -> list[Copy]:
    """Return copies of messages drawn at random, the first name of the title exchanged for another message's.

    Args:
        texts: words and parts of speech of each message, the title first, up to a line break.
        most: messages that are drawn; those that would get the name they have are left out.
        seed: of the draw.
    """
    random_ = random.Random(seed)
    named = [(row, *found) for row, text in enumerate(texts) if (found := _first_name(*text))]
    copies = []
    for row, name, _ in random_.sample(named, min(most, len(named))):
        other, new, tags = random_.choice(named)
        if "".join(new) != "".join(name):
            copies.append(Copy(_exchanged(texts[row], name, (new, tags)), row, other))
    return copies


def _first_name(words: list[str], tags: list[str]) -> tuple[list[str], list[str]] | None:
    end = words.index("\n") if "\n" in words else len(words)
    for first, last in names(words[:end], tags[:end]):
        name = words[first:last]
        if len("".join(name)) >= SHORTEST_NAME and not all(word in KINDS for word in name):
            return name, tags[first:last]
    return None


def _exchanged(text: Text, name: list[str], new: Text) -> Text:
    words, tags = text
    made: Text = ([], [])
    at = 0
    while at < len(words):
        here = words[at : at + len(name)] == name
        made[0].extend(new[0] if here else words[at : at + 1])
        made[1].extend(new[1] if here else tags[at : at + 1])
        at += len(name) if here else 1
    return made
