"""How much better a stretch of text reads as a name than as words: a class-based language model.

A text is read as words with the frequencies of jieba's dictionary, or as words around a name; a name's probability is
that of its surname times those of its characters (Sun, Gao, Zhang, Zhou and Huang 2002, "Chinese named entity
identification using class-based language model"). All figures are natural logarithms.
"""

from __future__ import annotations

from govtext.documents import name_characters as characters
from govtext.documents.name_figures import CORE, GIVEN, OTHER_CHARACTER, SURNAME, UNKNOWN
from govtext.documents.name_words import DESCRIBING, GOING_ON, LEADING, LONGEST, word_cost, word_costs, word_sorts

BEFORE, BEHIND = 3, 7
# a name somewhere in a text of this kind, and given names of one and two characters
PRIOR, ONE, TWO = -6.0, -1.5, -0.25


def name_probability(surname: str, given: str) -> float:
    """Return the logarithm of the probability of a name, wherever in a text."""
    return name_probabilities(surname, given)[0]


def name_probabilities(surname: str, given: str) -> tuple[float, float]:
    """Return the logarithm of the probability of a name wherever in a text, and of one that a word announces.

    A name that a word announces may have any characters: that makes the seldom ones less seldom.
    """
    chars = 0.0
    for char in given:
        chars += GIVEN.get(char, OTHER_CHARACTER)
    announced = chars if not characters.NEVER.isdisjoint(given) else max(chars, len(given) * -9.5)
    before, length = PRIOR + SURNAME[surname], ONE if len(given) == 1 else TWO
    return before + chars + length, before + announced + length


def is_core(char: str) -> bool:
    """True when a character stands in many given names."""
    return char in CORE


class Reading:
    """The best readings of a window of Chinese characters around a place where a name may begin."""

    def __init__(self, text: str, at: int) -> None:
        """Read ``text`` around ``at``; the window ends where other characters than Chinese ones begin."""
        start = at
        while start > max(0, at - BEFORE) and is_han(text[start - 1]):
            start -= 1
        end, last = at, min(len(text), at + BEHIND)
        while end < last and is_han(text[end]):
            end += 1
        self._start, self._at = start, at
        cost = word_costs()
        window = text[start:end]
        size = end - start
        singles = [UNKNOWN if (own := cost(char)) is None else own for char in window]
        rest = [0.0] * (size + 1)
        for i in range(size - 1, -1, -1):
            best = singles[i] + rest[i + 1]
            for j in range(i + 2, min(i + LONGEST, size) + 1):
                value = cost(window[i:j])
                if value is not None and value + rest[j] > best:
                    best = value + rest[j]
            rest[i] = best
        self._rest = rest
        before = [0.0]
        for j in range(1, at - start + 1):
            best = before[-1] + singles[j - 1]
            for i in range(max(0, j - LONGEST), j - 1):
                value = cost(window[i:j])
                if value is not None:
                    best = max(best, before[i] + value)
            before.append(best)
        self._before = before[-1]

    def gain(self, end: int) -> float:
        """Return how much better the window reads without its part up to ``end``, which a name would take."""
        behind = self._rest[end - self._start] if end - self._start < len(self._rest) else 0.0
        return self._before + behind - self._rest[0]


def covering_cost(text: str) -> float:
    """Return the cost of two or three characters (or more) read as words of their own."""
    whole, rest = word_cost(text, -99.0), word_cost(text[0], UNKNOWN)
    if len(text) == 2:
        return max(whole, rest + word_cost(text[1], UNKNOWN))
    if len(text) > 3:
        return max(whole, rest + UNKNOWN * (len(text) - 1))
    last = word_cost(text[2], UNKNOWN)
    return max(
        whole, rest + word_cost(text[1], UNKNOWN) + last, word_cost(text[:2], -99.0) + last,
        rest + word_cost(text[1:], -99.0),
    )


def covering_costs(text: str) -> tuple[float, bool, float, bool]:
    """Return ``covering_cost`` of the first two of three characters and whether they are a word, and of all three."""
    cost = word_costs()
    two, three = cost(text[:2]), cost(text)
    single = word_cost(text[0], UNKNOWN) + word_cost(text[1], UNKNOWN)
    pair = -99.0 if two is None else two
    last = word_cost(text[2], UNKNOWN)
    return (
        max(pair, single), two is not None,
        max(
            -99.0 if three is None else three, single + last, pair + last,
            word_cost(text[0], UNKNOWN) + word_cost(text[1:], -99.0),
        ),
        three is not None,
    )


def is_han(char: str) -> bool:
    """True for a Chinese character."""
    return "\u3400" <= char <= "\u9fff"


def goes_on(text: str, at: int) -> float:
    """Return how well the longest word at a place goes on after a person: verbs and particles do, nouns do not."""
    sort_of = word_sorts()
    for length in range(LONGEST, 1, -1):
        word = text[at : at + length]
        sorts = sort_of(word) if len(word) == length else None
        if sorts is not None:
            return 0.5 if sorts & (GOING_ON | LEADING) else 0.0 if sorts & DESCRIBING else -1.5
    return 0.5 if (sort_of(text[at : at + 1]) or 0) & (GOING_ON | LEADING) else -2.5


def leads_on(text: str, at: int) -> bool:
    """True when the longest word that ends at a place is a verb or a preposition, which a person may follow."""
    sort_of = word_sorts()
    for length in range(min(LONGEST, at), 0, -1):
        sorts = sort_of(text[at - length : at])
        if sorts is not None:
            return bool(sorts & LEADING)
    return False
