"""The words of jieba's dictionary as the model of names weighs them, found in sorted arrays when they are asked for.

Of a third of a million words a process asks for some ten thousand: to make strings of all takes longer than to find
these.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from govtext.documents import name_characters as characters
from govtext.documents.name_figures import CORE, SURNAME, UNKNOWN
from govtext.jieba_dictionary import ListedWords, listed_words, of_each
from govtext.literal_scan import distinct

LONGEST = 4
# Of the number of a word, what is behind its first character, and behind its second.
_BEHIND_ONE, _BEHIND_TWO = np.uint64((1 << 48) - 1), np.uint64((1 << 32) - 1)
# Words whose costs are remembered.
_MOST_HELD = 1 << 18
# Sorts of words: verbs and prepositions, which a person may follow; others that go on after a person; adjectives.
LEADING, GOING_ON, DESCRIBING = 1, 2, 4
# verbs and prepositions; adverbs, conjunctions, particles, pronouns, times and numbers; adjectives
_TAGS = {
    LEADING: frozenset(["v", "vd", "vi", "vq", "p"]),
    GOING_ON: frozenset(["d", "c", "u", "ul", "uj", "ud", "uz", "ug", "uv", "r", "t", "m", "f", "y"]),
    DESCRIBING: frozenset(["a", "ad", "an", "i", "l", "z"]),
}


class Outlines(NamedTuple):
    """Some words: code points of those of one character, and the first two and last two characters of the others.

    Pairs are numbers, the first character times 65,536 and the second, ascending.
    """

    singles: NDArray[np.uint64]
    firsts: NDArray[np.uint64]
    lasts: NDArray[np.uint64]


class SortedWords:
    """Words of at most four characters in the order of their numbers.

    Attributes:
        numbers: of every word, 16 bits a character, the first character highest; ascending.
        costs: logarithm of the probability of every word.
        sorts: sum of the sorts of every word.
    """

    def __init__(self, numbers: NDArray[np.uint64], costs: NDArray[np.float64], sorts: NDArray[np.uint8]) -> None:
        self.numbers, self.costs, self.sorts = numbers, costs, sorts
        self._numbers, self._costs, self._sorts = numbers.data, costs.data, sorts.data
        firsts = np.arange(1 << 16, dtype=np.uint64) << np.uint64(48)
        # Character → place of the first word that does not begin with one before it.
        self._begins = np.append(np.searchsorted(numbers, firsts), len(numbers)).data

    def of_one(self) -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
        """Return the code points of the words of one character, and their costs."""
        chosen = self.numbers & _BEHIND_ONE == 0
        return self.numbers[chosen] >> np.uint64(48), self.costs[chosen]

    def of_two(self) -> tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.float64]]:
        """Return first and second code points of the words of two characters, and their costs."""
        chosen = (self.numbers & _BEHIND_TWO == 0) & (self.numbers & _BEHIND_ONE > 0)
        numbers = self.numbers[chosen]
        return numbers >> np.uint64(48), numbers >> np.uint64(32) & np.uint64(0xFFFF), self.costs[chosen]

    def pairs_of_two(self) -> NDArray[np.uint64]:
        """Return the words of two characters as numbers, ascending: the first one times 65,536 and the second."""
        chosen = (self.numbers & _BEHIND_TWO == 0) & (self.numbers & _BEHIND_ONE > 0)
        pairs: NDArray[np.uint64] = self.numbers[chosen] >> np.uint64(32)
        return pairs

    def of_sort(self, sorts: int) -> Outlines:
        """Return the words of any of some sorts, of all for 0, by their first and last characters."""
        numbers = self.numbers[self.sorts & np.uint8(sorts) > 0] if sorts else self.numbers
        longer = numbers[numbers & _BEHIND_ONE > 0]
        # the zeros behind the last character go
        lasts = longer >> np.where(
            longer & _BEHIND_TWO == 0, 32, np.where(longer & np.uint64(0xFFFF) == 0, 16, 0)
        ).astype(np.uint64) & np.uint64(0xFFFFFFFF)
        singles = numbers[numbers & _BEHIND_ONE == 0] >> np.uint64(48)
        return Outlines(singles, distinct(longer >> np.uint64(32)), distinct(lasts))

    def place(self, word: str) -> int:
        """Return the place of a word, -1 for none."""
        # a zero at the end would not be seen in the number
        if not 0 < len(word) <= LONGEST or max(word) > "\uffff" or word[-1] == "\0":
            return -1
        number = 0
        for char in word:
            number = number << 16 | ord(char)
        number <<= 16 * (LONGEST - len(word))
        first = ord(word[0])
        begin, end = self._begins[first], self._begins[first + 1]
        at = bisect_left(self._numbers, number, begin, end)
        return at if at < end and self._numbers[at] == number else -1

    def cost(self, word: str) -> float | None:
        """Return the cost of a word, None for what is no word."""
        at = self.place(word)
        return None if at < 0 else self._costs[at]

    def sort(self, word: str) -> int | None:
        """Return the sorts of a word, None for what is no word."""
        at = self.place(word)
        return None if at < 0 else self._sorts[at]


class _Remembered(dict[str, "float | None"]):
    """What a function returned for words."""

    def __init__(self, function: Callable[[str], float | None]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, word: str) -> float | None:
        if len(self) >= _MOST_HELD:
            self.clear()
        found = self[word] = self._function(word)
        return found


@lru_cache(maxsize=1)
def word_costs() -> Callable[[str], float | None]:
    """Return the function word → logarithm of its probability, None for what is no word of at most four characters.

    What the dictionary takes for a name is left out when its characters are those of names and its surname is seldom a
    word (王平), and is a word otherwise (明白, 胡同, 温泉).
    """
    return _Remembered(sorted_words().cost).__getitem__


def word_cost(word: str, otherwise: float) -> float:
    """Return the cost of a word, or what is to be said of what is none."""
    cost = word_costs()(word)
    return otherwise if cost is None else cost


def is_word(text: str) -> bool:
    """True for a word of at most four characters that is no name."""
    return word_costs()(text) is not None


@lru_cache(maxsize=1)
def word_sorts() -> Callable[[str], int | None]:
    """Return the function word → sum of its sorts, None for what is no word."""
    return _Remembered(sorted_words().sort).__getitem__  # type: ignore[return-value]


@lru_cache(maxsize=1)
def sorted_words() -> SortedWords:
    """Return all words but names."""
    listed = listed_words()
    scale = math.log(int(listed.frequencies.sum()))
    values, place = of_each(lambda number: math.log(max(number, 1)) - scale, listed.frequencies)
    costs = np.array(values)[place]
    short = listed.sizes <= LONGEST
    numbers = _numbers(listed)
    names = short & _look_like_names(listed)
    kept = np.flatnonzero(short & ~names & (numbers > 0))
    # a rare character alone may stand in the name of an estate or a firm as well as in a person's
    single = kept[listed.sizes[kept] == 1]
    costs[single] = np.maximum(costs[single], UNKNOWN)
    # 高中生 begins with a word, and is one
    of_three = np.flatnonzero(names & (listed.sizes == 3))
    of_two = kept[listed.sizes[kept] == 2]
    begins = _in_order(numbers[of_two], costs[of_two], np.zeros(len(of_two), np.uint8))
    first_two = numbers[of_three] & ~_BEHIND_TWO
    at = np.searchsorted(begins.numbers, first_two)
    often = (begins.numbers.take(at, mode="clip") == first_two) & (
        begins.costs.take(at, mode="clip") >= math.log(500) - scale
    )
    lines = np.concatenate((kept, of_three[often]))
    sort_of_tag = np.array([
        sum(sort for sort, names in _TAGS.items() if name in names) for name in listed.tag_names
    ], dtype=np.uint8)
    sorts = sort_of_tag[listed.tag[lines]]
    sorts[len(kept) :] = 0
    return _in_order(numbers[lines], costs[lines], sorts)


def _numbers(listed: ListedWords) -> NDArray[np.uint64]:
    """Return the number of every word of at most four characters; 0 for those beyond the first 65,536 code points."""
    begins = np.cumsum(listed.sizes) - listed.sizes
    numbers = np.zeros(len(begins), dtype=np.uint64)
    plain = np.ones(len(begins), dtype=np.bool_)
    for n in range(LONGEST):
        char = np.where(listed.sizes > n, listed.characters.take(begins + n, mode="clip"), np.uint32(0))
        plain &= char < 1 << 16
        numbers |= char.astype(np.uint64) << np.uint64(16 * (LONGEST - 1 - n))
    numbers[~plain] = 0
    return numbers


def _in_order(
    numbers: NDArray[np.uint64], costs: NDArray[np.float64], sorts: NDArray[np.uint8]
) -> SortedWords:
    """Sort words; of one that stands twice the last cost counts, and all sorts."""
    order = np.argsort(numbers, kind="stable")
    numbers, costs, sorts = numbers[order], costs[order], sorts[order]
    again = np.flatnonzero(numbers[1:] == numbers[:-1])
    for at in again.tolist():
        sorts[at + 1] |= sorts[at]
    kept = np.ones(len(numbers), dtype=np.bool_)
    kept[again] = False
    return SortedWords(numbers[kept], costs[kept], sorts[kept])


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
    core = among(CORE)
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
    if not (word[:surname] in SURNAME and given[:1] in CORE and given[1:2] in _CORE_OR_NONE and len(given) < 3):
        return False
    return len(given) == 2 or (word[0] in _SELDOM_WORDS and given not in _ENDS_OF_WORDS)


_COMPOUND, _CORE_OR_NONE = frozenset(characters.COMPOUND), CORE | {""}
