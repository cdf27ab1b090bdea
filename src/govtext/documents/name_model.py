"""How much better a stretch of text reads as a name than as words: a class-based language model.

A text is read as words with the frequencies of jieba's dictionary, or as words around a name; a name's probability is
that of its surname times those of its characters (Sun, Gao, Zhang, Zhou and Huang 2002, "Chinese named entity
identification using class-based language model"). All figures are natural logarithms.
"""

from __future__ import annotations

import math
from functools import lru_cache

from govtext.documents import name_characters as characters

UNKNOWN = -8.5
LONGEST = 4
BEFORE, BEHIND = 3, 7
_GIVEN = {
    **dict.fromkeys(characters.GIVEN_RARE, -8.6), **dict.fromkeys(characters.GIVEN_USUAL, -7.2),
    **dict.fromkeys(characters.GIVEN_COMMON, -5.4), **dict.fromkeys(characters.NEVER, -60.0),
}
_OTHER_CHARACTER = -11.5
# they end names of places: 雷锋镇, 杜鹃路, 马坡岭
_GIVEN |= {
    char: _GIVEN.get(char, _OTHER_CHARACTER) - 4.0
    for char in "镇路村街巷乡县区市厂店站寺港州省组队坝坪冲坡岭沟井厦阁居院馆堂渠塘坳垅湾庄屯府园苑里楼垸峪圩甸岗滩郡办"
}
_SURNAME = {
    **dict.fromkeys(characters.SURNAMES_OTHER, -7.8), **dict.fromkeys(characters.SURNAMES_USUAL, -5.2),
    **dict.fromkeys(characters.SURNAMES_COMMON, -3.2), **dict.fromkeys(characters.COMPOUND, -7.5),
}
# a name somewhere in a text of this kind, and given names of one and two characters
_PRIOR, _ONE, _TWO = -6.0, -1.5, -0.25


def name_probability(surname: str, given: str) -> float:
    """Return the logarithm of the probability of a name, wherever in a text."""
    return name_probabilities(surname, given)[0]


def name_probabilities(surname: str, given: str) -> tuple[float, float]:
    """Return the logarithm of the probability of a name wherever in a text, and of one that a word announces.

    A name that a word announces may have any characters: that makes the seldom ones less seldom.
    """
    chars = 0.0
    for char in given:
        chars += _GIVEN.get(char, _OTHER_CHARACTER)
    announced = chars if characters.NEVER.intersection(given) else max(chars, len(given) * -9.5)
    before, length = _PRIOR + _SURNAME[surname], _ONE if len(given) == 1 else _TWO
    return before + chars + length, before + announced + length


def is_core(char: str) -> bool:
    """True when a character stands in many given names."""
    return _GIVEN.get(char, _OTHER_CHARACTER) >= _GIVEN[characters.GIVEN_USUAL[0]]


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
        words = word_costs()
        rest = [0.0] * (end - start + 1)
        for i in range(end - 1, start - 1, -1):
            best = words.get(text[i], UNKNOWN) + rest[i + 1 - start]
            for j in range(i + 2, min(i + LONGEST, end) + 1):
                cost = words.get(text[i:j])
                if cost is not None and cost + rest[j - start] > best:
                    best = cost + rest[j - start]
            rest[i - start] = best
        self._rest = rest
        before = [0.0]
        for j in range(start + 1, at + 1):
            best = before[-1] + words.get(text[j - 1], UNKNOWN)
            for i in range(max(start, j - LONGEST), j - 1):
                cost = words.get(text[i:j])
                if cost is not None:
                    best = max(best, before[i - start] + cost)
            before.append(best)
        self._before = before[-1]

    def gain(self, end: int) -> float:
        """Return how much better the window reads without its part up to ``end``, which a name would take."""
        behind = self._rest[end - self._start] if end - self._start < len(self._rest) else 0.0
        return self._before + behind - self._rest[0]


def covering_cost(text: str) -> float:
    """Return the cost of two or three characters (or more) read as words of their own."""
    costs = word_costs()
    whole = costs.get(text, -99.0)
    rest = costs.get(text[0], UNKNOWN)
    if len(text) == 2:
        return max(whole, rest + costs.get(text[1], UNKNOWN))
    if len(text) > 3:
        return max(whole, rest + UNKNOWN * (len(text) - 1))
    last = costs.get(text[2], UNKNOWN)
    return max(
        whole, rest + costs.get(text[1], UNKNOWN) + last, costs.get(text[:2], -99.0) + last,
        rest + costs.get(text[1:], -99.0),
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
    import jieba

    costs: dict[str, float] = {}
    counts: dict[str, int] = {}
    names: list[tuple[str, int]] = []
    sorts: tuple[set[str], set[str], set[str]] = (set(), set(), set())
    sort_of = {tag: sort for sort, tags in zip(sorts, _TAGS, strict=True) for tag in tags}
    none: set[str] = set()
    with jieba.get_dict_file() as file:
        fields = file.read().decode("utf-8").split()
    numbers = list(map(int, fields[1::3]))
    # A third of a million words, in each process: nothing else is done for most.
    for word, number, tag in zip(fields[::3], numbers, fields[2::3], strict=True):
        if len(word) > LONGEST:
            continue
        if tag.startswith("nr") and _looks_like_a_name(word):
            names.append((word, number))
        else:
            counts[word] = number
            sort_of.get(tag, none).add(word)
    none.clear()
    # 高中生 begins with a word, and is one
    counts |= {word: count for word, count in names if len(word) == 3 and counts.get(word[:2], 0) >= 500}
    scale = math.log(sum(numbers))
    cost_of = {number: math.log(max(number, 1)) - scale for number in set(counts.values())}
    for word, number in counts.items():
        # a rare character alone may stand in the name of an estate or a firm as well as in a person's
        costs[word] = max(cost_of[number], UNKNOWN) if len(word) == 1 else cost_of[number]
    leading, going_on, describing = map(frozenset, sorts)
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


def _looks_like_a_name(word: str) -> bool:
    surname = 2 if len(word) > 2 and word[:2] in characters.COMPOUND else 1
    given = word[surname:]
    if word[:surname] not in _SURNAME or len(given) not in (1, 2) or not all(map(is_core, given)):
        return False
    return len(given) == 2 or (word[0] in _SELDOM_WORDS and given not in _ENDS_OF_WORDS)
