"""How much better a stretch of text reads as a name than as words: a class-based language model.

A text is read as words with the frequencies of jieba's dictionary, or as words around a name; a name's probability is
that of its surname times those of its characters (Sun, Gao, Zhang, Zhou and Huang 2002, "Chinese named entity
identification using class-based language model"). All figures are natural logarithms.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from govtext.documents import name_characters as characters
from govtext.jieba_dictionary import ListedWords, listed_words, of_each

UNKNOWN = -8.5
LONGEST = 4
BEFORE, BEHIND = 3, 7
GIVEN = {
    **dict.fromkeys(characters.GIVEN_RARE, -8.6), **dict.fromkeys(characters.GIVEN_USUAL, -7.2),
    **dict.fromkeys(characters.GIVEN_COMMON, -5.4), **dict.fromkeys(characters.NEVER, -60.0),
}
OTHER_CHARACTER = -11.5
# they end names of places: 雷锋镇, 杜鹃路, 马坡岭
GIVEN |= {
    char: GIVEN.get(char, OTHER_CHARACTER) - 4.0
    for char in "镇路村街巷乡县区市厂店站寺港州省组队坝坪冲坡岭沟井厦阁居院馆堂渠塘坳垅湾庄屯府园苑里楼垸峪圩甸岗滩郡办"
}
_CORE = frozenset(char for char, value in GIVEN.items() if value >= GIVEN[characters.GIVEN_USUAL[0]])
SURNAME = {
    **dict.fromkeys(characters.SURNAMES_OTHER, -7.8), **dict.fromkeys(characters.SURNAMES_USUAL, -5.2),
    **dict.fromkeys(characters.SURNAMES_COMMON, -3.2), **dict.fromkeys(characters.COMPOUND, -7.5),
}
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
    return char in _CORE


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
        cost = word_costs().get
        window = text[start:end]
        size = end - start
        rest = [0.0] * (size + 1)
        for i in range(size - 1, -1, -1):
            best = cost(window[i], UNKNOWN) + rest[i + 1]
            for j in range(i + 2, min(i + LONGEST, size) + 1):
                value = cost(window[i:j])
                if value is not None and value + rest[j] > best:
                    best = value + rest[j]
            rest[i] = best
        self._rest = rest
        before = [0.0]
        for j in range(1, at - start + 1):
            best = before[-1] + cost(window[j - 1], UNKNOWN)
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
    cost = word_costs().get
    whole, rest = cost(text, -99.0), cost(text[0], UNKNOWN)
    if len(text) == 2:
        return max(whole, rest + cost(text[1], UNKNOWN))
    if len(text) > 3:
        return max(whole, rest + UNKNOWN * (len(text) - 1))
    last = cost(text[2], UNKNOWN)
    return max(whole, rest + cost(text[1], UNKNOWN) + last, cost(text[:2], -99.0) + last, rest + cost(text[1:], -99.0))


def covering_costs(text: str) -> tuple[float, bool, float, bool]:
    """Return ``covering_cost`` of the first two of three characters and whether they are a word, and of all three."""
    cost = word_costs().get
    two, three = cost(text[:2]), cost(text)
    single = cost(text[0], UNKNOWN) + cost(text[1], UNKNOWN)
    pair = -99.0 if two is None else two
    last = cost(text[2], UNKNOWN)
    return (
        max(pair, single), two is not None,
        max(
            -99.0 if three is None else three, single + last, pair + last,
            cost(text[0], UNKNOWN) + cost(text[1:], -99.0),
        ),
        three is not None,
    )


def is_han(char: str) -> bool:
    """True for a Chinese character."""
    return "\u3400" <= char <= "\u9fff"


@lru_cache(maxsize=1)
def word_costs() -> dict[str, float]:
    """Return word → logarithm of its probability, of the words of at most four characters that are no names.

    What the dictionary takes for a name is left out when its characters are those of names and its surname is seldom a
    word (王平), and is a word otherwise (明白, 胡同, 温泉).
    """
    return _dictionary()[0]


def goes_on(text: str, at: int) -> float:
    """Return how well the longest word at a place goes on after a person: verbs and particles do, nouns do not."""
    costs, leading, going_on, describing = _dictionary()
    for length in range(LONGEST, 1, -1):
        word = text[at : at + length]
        if len(word) == length and word in costs:
            return 0.5 if word in going_on or word in leading else 0.0 if word in describing else -1.5
    return 0.5 if text[at : at + 1] in going_on or text[at : at + 1] in leading else -2.5


def leads_on(text: str, at: int) -> bool:
    """True when the longest word that ends at a place is a verb or a preposition, which a person may follow."""
    costs, leading, _, _ = _dictionary()
    for length in range(min(LONGEST, at), 0, -1):
        word = text[at - length : at]
        if word in costs:
            return word in leading
    return False


@lru_cache(maxsize=1)
def _dictionary() -> tuple[dict[str, float], frozenset[str], frozenset[str], frozenset[str]]:
    """Words with their costs; of these verbs and prepositions, other words that go on after a person, adjectives."""
    listed = listed_words()
    scale = math.log(int(listed.frequencies.sum()))
    values, place = of_each(lambda number: math.log(max(number, 1)) - scale, listed.frequencies)
    kept = listed.sizes <= LONGEST
    names = kept & _look_like_names(listed)
    kept &= ~names
    words, tag = listed.words(kept), listed.tag[kept]
    costs = dict(zip(words, map(values.__getitem__, place[kept].tolist()), strict=True))
    # 高中生 begins with a word, and is one
    often = math.log(500) - scale
    of_three = names & (listed.sizes == 3)
    costs |= {
        word: values[cost]
        for word, cost in zip(listed.words(of_three), place[of_three].tolist(), strict=True)
        if costs.get(word[:2], -99.0) >= often
    }
    # a rare character alone may stand in the name of an estate or a firm as well as in a person's
    costs |= {word: max(costs[word], UNKNOWN) for word in listed.words(kept & (listed.sizes == 1))}
    leading, going_on, describing = (
        frozenset(compress(words, np.array([name in sort for name in listed.tag_names])[tag].tolist()))
        for sort in _TAGS
    )
    return costs, leading, going_on, describing


# verbs and prepositions; adverbs, conjunctions, particles, pronouns, times and numbers; adjectives
_TAGS = (
    frozenset(["v", "vd", "vi", "vq", "p"]),
    frozenset(["d", "c", "u", "ul", "uj", "ud", "uz", "ug", "uv", "r", "t", "m", "f", "y"]),
    frozenset(["a", "ad", "an", "i", "l", "z"]),
)
# what may be a person's name and begins no other word, and what follows these surnames in words
_SELDOM_WORDS = frozenset("王李张刘陈赵徐孙朱何罗郑韩冯邓曹彭袁潘蒋蔡叶魏吕丁沈姚卢崔谭汪廖薛侯郝龚邵")
_ENDS_OF_WORDS = frozenset("家子军法国朝树江河山梁柳梅桃书后道宫爷府冠权望扬口罗")


def _look_like_names(listed: ListedWords) -> NDArray[np.bool_]:
    """Tell which words the dictionary takes for names that have the characters of names."""
    found = np.array([tag.startswith("nr") for tag in listed.tag_names])[listed.tag]
    found &= (listed.sizes > 1) & (listed.sizes <= LONGEST)
    at, sizes = np.flatnonzero(found), listed.sizes[found]
    begins = (np.cumsum(listed.sizes) - listed.sizes)[at]
    first, second, third = (
        np.minimum(listed.characters.take(begins + n, mode="clip"), np.uint32(0xFFFF)) for n in range(3)
    )
    core = among(_CORE)
    of_one = (sizes == 2) & among(_SELDOM_WORDS)[first] & core[second] & ~among(_ENDS_OF_WORDS)[second]
    of_two = (sizes == 3) & core[second] & core[third]
    found[at] = among(characters.SURNAMES)[first] & (of_one | of_two)
    # surnames of two characters are few: these words are looked at one by one
    chosen = np.zeros(len(found), np.bool_)
    chosen[at[(sizes > 2) & among(name[0] for name in _COMPOUND)[first]]] = True
    found[chosen] = [
        _looks_like_a_name(word) for word in listed.words(chosen)
    ]
    return found


def among(some: Iterable[str]) -> NDArray[np.bool_]:
    """Return for every code point below 65,536 whether it is one of some characters."""
    marked = np.zeros(1 << 16, np.bool_)
    marked[list(map(ord, some))] = True
    return marked


def _looks_like_a_name(word: str) -> bool:
    surname = 2 if len(word) > 2 and word[:2] in _COMPOUND else 1
    given = word[surname:]
    if not (word[:surname] in SURNAME and given[:1] in _CORE and given[1:2] in _CORE_OR_NONE and len(given) < 3):
        return False
    return len(given) == 2 or (word[0] in _SELDOM_WORDS and given not in _ENDS_OF_WORDS)


_COMPOUND, _CORE_OR_NONE = frozenset(characters.COMPOUND), _CORE | {""}
