"""What a message asks, and which of it the reply answers.

A point is a question or a request of the message, told by its own sentence; a message that asks nothing in so many
words has one point, its title. A point counts as answered where the reply takes up enough of what the point is about,
and a sentence that does so, or the next, has the words that an answer to such a question has. What a point is about are
its words weighted by inverse document frequency (Spärck Jones 1972).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import Any, NamedTuple

from govtext.issues.responses.sentences import Sentence, sentences
from govtext.issues.responses.wording import Form, ReplyWording

# A point that shares this much of its words with an earlier one asks the same again.
_SAME_POINT = 0.7
# Share of a point's weight that a reply takes up: enough by itself, and enough with words of the right kind of answer.
TAKEN_UP = 0.6
TAKEN_UP_WITH_FORM = 0.12
# Weight of a word of the title beside one of the point: "what papers do I need?" doesn't say for what.
CONTEXT = 0.5
# Content words that a point must have: "please help us" asks nothing that can be checked, "when?" needs few words.
_LEAST_WORDS = {"request": 3, "what": 2}
_CLAUSE = re.compile(r"[，,：:；; 　]")
# Words whose weights are held, at most.
_MOST_KNOWN = 200_000
_LONG = 60  # characters of a sentence that is asked only in part


@dataclass(frozen=True)
class Weights:
    """Weight of words: ln((N + 1) / (n + 1)) + 1 for a word of n among N messages."""

    messages: int
    documents: Mapping[str, int]

    @cached_property
    def of(self) -> Callable[[str], float]:
        """Returns the weight of a word; one that was never counted weighs most."""
        return _OfWords(self.messages, self.documents).__getitem__

    @cached_property
    def of_count(self) -> Mapping[int, float]:
        """Returns the weight of a word that so many messages hold."""
        return _ByCount(self.messages)

    def __getstate__(self) -> dict[str, Any]:
        return {"messages": self.messages, "documents": self.documents}


class _OfWords(dict[str, float]):
    """Word → its weight, of the words asked for."""

    def __init__(self, messages: int, documents: Mapping[str, int]) -> None:
        super().__init__()
        self._by_count, self._documents = _ByCount(messages), documents

    def __missing__(self, word: str) -> float:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        weight = self[word] = self._by_count[self._documents.get(word, 0)]
        return weight


class _ByCount(dict[int, float]):
    """Number of messages that hold a word → its weight; most words are in as few messages as many others."""

    def __init__(self, messages: int) -> None:
        super().__init__()
        self._messages = messages

    def __missing__(self, held: int) -> float:
        weight = self[held] = math.log((self._messages + 1) / (held + 1)) + 1
        return weight


class Tokens(NamedTuple):
    """Content words of a message, in order, and where each begins."""

    words: Sequence[str]
    starts: Sequence[int]

    def within(self, start: int, end: int) -> Sequence[str]:
        """Return the words that begin from `start` to before `end`."""
        return self.words[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


@dataclass(frozen=True)
class Point:
    """What a message asks: its form, the sentence that asks it, its words, and further words of the title."""

    form: Form
    sentence: Sentence
    words: tuple[str, ...]
    context: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """Whether a point was answered, how much of it the reply takes up (0 to 1), and the words that do."""

    answered: bool
    taken_up: float
    evidence: str | None


def points(text: str, title_end: int, tokens: Tokens, wording: ReplyWording) -> list[Point]:
    """Return what a message asks, at least one point.

    Args:
        text: title, newline, text.
        title_end: number of characters of the title.
        tokens: content words of the text.
        wording: the patterns of replies.toml.
    """
    found: list[Point] = []
    spans = sentences(text)
    about_title = _about(tokens, 0, title_end, wording)
    # The title is read last: it mostly says in short what a sentence of the text asks in full.
    for sentence in sorted(spans, key=lambda one: one.start < title_end):
        form = _form(sentence, sentence.start < title_end, wording)
        if form is None:
            continue
        asked = _asked(sentence, form)
        words = _about(tokens, asked.start, asked.end, wording)
        few = len(words) < _LEAST_WORDS.get(form.name, 1)
        if few or any(_same(words, other.words) for other in found):
            continue
        context = tuple(word for word in about_title if word not in words)
        found.append(Point(form, asked, words, context))
    if found:
        return sorted(found, key=lambda point: point.sentence.start)
    title = text[:title_end].strip()
    whole = Sentence(title, 0, title_end) if title else (spans[0] if spans else Sentence("", 0, 0))
    return [Point(wording.matter, whole, _about(tokens, whole.start, whole.end, wording))]


def _form(sentence: Sentence, in_title: bool, wording: ReplyWording) -> Form | None:
    text = sentence.text
    requested = wording.request if wording.request.asks.found(text) else None
    asking = in_title or wording.asking.found(text)
    # Most sentences ask nothing: whether one wants no answer is looked at last.
    if not (requested or asking) or wording.rhetorical.found(text):
        return None
    if not asking:
        return requested
    asked = next((form for form in wording.questions if form.asks.found(text)), None)
    # "what" is the form of last resort: a plea that ends in a question mark is a plea.
    return requested if requested and (asked is None or asked is wording.questions[-1]) else asked


def _asked(sentence: Sentence, form: Form) -> Sentence:
    """Return what of a sentence asks: of a long one the clause with the wording, the one before it, and the rest."""
    match = form.asks.search(sentence.text)
    if match is None or len(sentence.text) <= _LONG:
        return sentence
    borders = [0, *(border.end() for border in _CLAUSE.finditer(sentence.text))]
    before = [border for border in borders if border <= match.start()]
    first = sentence.start + (before[-2] if len(before) > 1 else before[-1])
    return Sentence(sentence.text[first - sentence.start :], first, sentence.end)


def _about(tokens: Tokens, start: int, end: int, wording: ReplyWording) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in tokens.within(start, end) if word not in wording.generic))


def _same(words: Sequence[str], others: Sequence[str]) -> bool:
    shared = len(set(words) & set(others))
    return shared >= _SAME_POINT * min(len(words), len(others))


def answer(point: Point, body: Sequence[Sentence], text: str, weights: Weights) -> Answer:
    """Return whether the sentences of a reply that can answer something answer a point; ``text`` is all of them."""
    shares = {word: weights.of(word) for word in point.words}
    shares |= {word: CONTEXT * weights.of(word) for word in point.context}
    total = sum(shares.values())
    if not total or not body:
        return Answer(False, 0.0, None)
    words = list(filter(text.__contains__, shares))
    taken = [shares[word] for word in words]
    taken_up = sum(taken) / total
    best, most = None, 0.0
    for at, sentence in enumerate(body if words else ()):
        weight = sum(compress(taken, map(sentence.text.__contains__, words)))
        if weight <= most:
            continue
        window = sentence.text + (body[at + 1].text if at + 1 < len(body) else "")
        if point.form.answers.found(window):
            best, most = sentence.text, weight
    answered = best is not None and taken_up >= TAKEN_UP_WITH_FORM
    return Answer(answered or taken_up >= TAKEN_UP, taken_up, best)
