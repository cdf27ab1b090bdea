"""Labels that would be the same are told apart: by place, by a word that one issue alone has, by month."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from govtext.issues.recurring.labels import Message

# Words that an issue could be told apart by, the most telling first.
MOST_TERMS = 8
_WORD = re.compile(r"[一-鿿]{2,}")


def telling_words(messages: Sequence[Message], rarity: Mapping[str, float], label: str) -> tuple[str, ...]:
    """Return words of the messages that the label lacks: shared by many of them and rare elsewhere first.

    Args:
        messages: some messages of the issue.
        rarity: ln(N / df) of words in the whole corpus.
        label: what the issue is called.
    """
    held: Counter[str] = Counter()
    for message in messages:
        held.update({word for word in message.words if _WORD.fullmatch(word) and word not in label})
    worth = {word: times / len(messages) * rarity.get(word, 0.0) for word, times in held.items()}
    telling = sorted((word for word in worth if worth[word] > 0), key=lambda word: (-worth[word], word))
    return tuple(telling[:MOST_TERMS])


def namesakes(labels: Sequence[str | None]) -> list[int]:
    """Return the positions of labels that others bear, too."""
    times = Counter(label or "" for label in labels)
    return [at for at, label in enumerate(labels) if times[label or ""] > 1]


def told_apart(rows: Sequence[Mapping[str, Any]], words: Mapping[int, Sequence[str]]) -> list[str]:
    """Return the labels of issues, no two alike: what tells one from its namesakes stands behind it in brackets.

    Args:
        rows: label, place and first_date of each issue.
        words: `telling_words` of the issues whose label others bear, by their position.
    """
    labels = [str(row["label"] or "") for row in rows]
    alike = defaultdict(list)
    for at in namesakes(labels):
        alike[labels[at]].append(at)
    taken = set(labels)
    for label, group in alike.items():
        choices = [_choices(rows[at], label, words.get(at, ())) for at in group]
        common = Counter(word for one in choices for word in set(one))
        for number, (at, own) in enumerate(zip(group, choices, strict=True), start=1):
            unlike = (f"{label}（{word}）" for word in own if common[word] == 1)
            counted = (f"{label}（{more}）" for more in range(number, number + len(taken) + 1))
            labels[at] = next(name for some in (unlike, counted) for name in some if name not in taken)
            taken.add(labels[at])
    return labels


def _choices(row: Mapping[str, Any], label: str, words: Sequence[str]) -> list[str]:
    """Return what an issue could be told apart by: a place that the label lacks, its words, the month that it began."""
    place, first = row["place"], row["first_date"]
    places = [place] if place and place not in label else []
    return [*places, *words, *([f"{first:%Y-%m}"] if first else [])]
