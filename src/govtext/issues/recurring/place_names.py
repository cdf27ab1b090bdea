"""Where a text names a place or a party: 某某小区, 某某路, 某某公司.

Names are found by their last word (their head), because most estates, roads and firms stand in no
dictionary and are cut into pieces. A name runs from its head to the left until a word that cannot
stand in a name. Which words are names is then decided over the whole corpus: a word's placeness is
the share of its occurrences that lie in a name, so 魅力 in a corpus about 魅力家园 is a place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from govtext.issues.recurring.characters import codes_of
from govtext.literal_scan import runs

# Last words of names, longest first where one ends with another.
_HEADS_TEXT = """
小区 社区 花园 公园 广场 大厦 大道 街道 学校 小学 中学 大学 学院 幼儿园 医院 公司 集团
酒店 市场 商场 超市 中心 国际 商城 新城 新村 山庄 家园 公寓 楼盘 银行 工业园 产业园 高速
国道 地铁站 项目 路 街 巷 村 组 镇 乡 城 府 苑 庭 湾 园 里 郡 轩 阁 居 墅 楼 站 线
桥 湖 河 洲 岛 塘 厂 店 校 院 港 岭 冲 寺 馆 期 栋 花城 佳苑 网络 科技 投资 财富
教育 培训 英语
"""
HEADS = frozenset(_HEADS_TEXT.split())
# Words that end or stand beside a name but name nothing by themselves: they are kinds of places, or matters.
_KINDS_TEXT = """
麻将馆 垃圾站 搅拌站 菜市场 农贸市场 加油站 变电站 充电桩 停车场 有限公司 开发商 物业公司
派出所 门面 商铺 夜宵店 夜宵摊 餐馆 饭店 宾馆 网吧 工地 公交站 站台 汽修厂 工厂 化工厂
安置房 住宅 时代 人行道 马路 道路 隧道 桥梁 村民 居委会 村委会 业委会 城管 城管局 教育局
住建局 国土局 公安局 政府 法院 路口 路段 天桥 地下室 楼道 电梯 烟道 管道 房子 房屋 楼栋
号线 线路 公交 公交车 地铁 办公室 食品 机构 集团公司 汽车站 火车站 高铁站 养殖场 养猪场 砂场
采石场 校区 校园 驾校 门诊 药店 理发店 健身房 美容院 影楼 酒吧 茶楼 棋牌室 洗车店 烧烤店
水库 鱼塘 池塘 山塘 水厂 污水处理厂 绿化带 围墙 墓地 殡仪馆 祠堂 楼上 楼下 一楼 二楼 底层
顶楼 雅苑 佳苑 名苑 花苑 嘉苑 美苑 家苑 嘉园 佳园 公馆 名城 名邸 华府 华庭 豪庭 豪园 御府
新居 新苑 家苑 星城 水岸 半岛
"""
KINDS = HEADS | frozenset(_KINDS_TEXT.split())
# Words that no name runs across.
_BORDERS_TEXT = """
的 在 是 了 和 与 及 我 我们 你 您 他 请 关于 对 位于 位 住 反映 投诉 咨询 建议 举报
求 希望 严重 附近 旁 旁边 这 这个 那 那个 该 本 本人 有 到 至 从 将 被 把 为 由 就
也 都 又 还 不 无 没有 什么 何时 怎么 如何 问 问题 一个 进行 要求 要 请问 目前 今年
现在 每天 其 等 之间 里面 内 外 上 下 前 后 中 东 西 南 北 家住 业主 居民 市民 买
购买 建 修 修建 建设 开 可 能 会 让 给 以 以及 或 全市 全省 本市 我市 省 市 县 区 各
某 多 很 大 新 老 小
"""
_BORDERS = frozenset(_BORDERS_TEXT.split())
# Parts of speech (jieba) that stand in no name: pronouns, prepositions, conjunctions, particles,
# adverbs, interjections, onomatopoeia; and of longer words verbs, numerals, places words, times, adjectives.
_CLOSED_TAGS = tuple("pcuydreo")
_OPEN_TAGS = frozenset({"v", "m", "f", "t", "vn", "a", "ad", "vd"})
# Words for where something is beside a name: 楼下, 附近.
_POSITIONS = frozenset("sf")
# The two characters before are looked at last: the engine finds letters faster than it tries what stands before them.
_ESTATE = re.compile(
    "(?:小区|花园|新城|新村|山庄|家园|公寓|公馆|雅苑|佳苑|花苑|嘉苑|名苑|嘉园|佳园|名城|华府|豪庭|新居|新苑)(?<=[一-鿿]{4})"
)
_NAME_CHARACTERS = re.compile(r"[一-鿿0-9]+")
LONGEST_NAME = 6  # characters before the head

# Codes that stand for districts in anonymised texts: A3区, B市.
_AREA_KINDS = ("市", "区", "县", "州")
_COUNTED = re.compile(r"[一-鿿A-Za-z][一-鿿A-Za-z0-9]+|[0-9]{2,3}(?=路)")
_AREA_CODE = re.compile(r"(?P<code>[A-Z]\d{0,2})(?P<kind>[市区县州]?)")
_DIVISION = re.compile(r"[^市区县州省]{1,6}(?:市|自治县|区|县|州)")
BEHIND_AREA = 4  # characters behind a district that count as a name
# What `WordFacts.table` tells of a word: it has a head, may stand for a district, counts as a word, is run across by
# no name, is a blank.
HEAD, DISTRICT, COUNTED, STOPS, BLANK = 1, 2, 4, 8, 16


def head_length(word: str, tag: str) -> int:
    """Return how many last characters of a word are the head of a name; 0 if it has none."""
    if word in HEADS:
        return len(word)
    for length in (3, 2, 1):
        if len(word) > length and word[-length:] in HEADS and (tag[:1] == "n" or length > 1):
            return length
    return 0


def stops_name(word: str, tag: str) -> bool:
    """Return whether a name cannot run across this word."""
    if word == "之":
        return False
    return (
        word in _BORDERS
        or not _NAME_CHARACTERS.fullmatch(word)
        or tag[:1] in _CLOSED_TAGS
        or (len(word) > 1 and tag in _OPEN_TAGS)
    )


def without_areas(
    facts: WordFacts, at_districts: Iterable[int], numbers: Iterable[int], following: Iterable[int]
) -> tuple[dict[int, str], dict[int, str]]:
    """Return which word is or stood for which district, and the words that others stand for now.

    A code (A3区, B市) becomes a blank. Cutters that do not know such codes take their last character
    for the beginning of what follows (A | 市天 | 健城), so that character is taken off again.

    Args:
        facts: what the words are.
        at_districts: where words stand that may be districts.
        numbers, following: these words, and those behind them.
    """
    areas: dict[int, str] = {}
    changed: dict[int, str] = {}
    for at, number, behind in zip(at_districts, numbers, following, strict=True):
        area, kind = facts.districts[number]
        if kind is None:
            areas[at] = area
        elif kind:
            areas[at], changed[at] = area, " "
        elif facts.words[behind][:1] in _AREA_KINDS:
            areas[at], changed[at], changed[at + 1] = area, " ", facts.words[behind][1:] or " "
    return areas, changed


@lru_cache(maxsize=4096)
def city_of(area: str) -> str:
    """Return the city of a district code (A3 → A) or the city itself (某某市); empty for other districts."""
    if _AREA_CODE.fullmatch(area):
        return area[0]
    return area if area[-1] in "市州" else ""


def divisions(region: str) -> list[str]:
    """Return the cities, districts and counties in the name of a region: 某市某区某街道 → 某市, 某区."""
    return _DIVISION.findall(region.partition("省")[2] or region)


class Kind(NamedTuple):
    """What counts of a part of speech; many parts of speech are of the same kind.

    Attributes:
        noun, closed, open, position, place: see `head_length`, `stops_name`, `WordFacts` and `_is_district`.
        tag: one of them.
    """

    noun: bool
    closed: bool
    open: bool
    position: bool
    place: bool
    tag: str


_kinds: dict[tuple[bool, ...], Kind] = {}


@lru_cache(maxsize=4096)
def kind_of(tag: str) -> Kind:
    """Return the kind of a part of speech."""
    first = tag[:1]
    told = first == "n", first in _CLOSED_TAGS, tag in _OPEN_TAGS, first in _POSITIONS, tag == "ns"
    return _kinds.setdefault(told, Kind(*told, tag))


class WordFacts:
    """What words are in whichever text they stand; each is looked at once. Words are spoken of by their numbers.

    Attributes:
        words: the words, numbered as they were asked for.
        lengths: their characters.
        heads: how many last characters are the head of a name.
        stops: whether a name cannot run across them.
        cores: what they say in a name that others do not: without their head; a blank for a kind of place.
        counted: whether they count as words: no marks, no single characters, no numbers but those of roads.
        districts: numbers of the words that may be or stand for districts: the district, and of a code its kind.
    """

    def __init__(self) -> None:
        self._of_kind: dict[Kind, _Numbers] = {}
        self.words: list[str] = []
        self.lengths: list[int] = []
        self.heads: list[int] = []
        self.stops: list[bool] = []
        self.cores: list[str] = []
        self.counted: list[bool] = []
        self.districts: dict[int, tuple[str, str | None]] = {}
        self._flags = np.zeros(0, dtype=np.uint8)
        self._lengths, self._heads = np.zeros((2, 0), dtype=np.int32)
        # All characters of the words, one behind the other, and where those of each begin.
        self._characters, self._begins = np.zeros(0, dtype=np.uint32), np.zeros(0, dtype=np.int64)
        # Word → its first number; and that of each number, as a list of what `alike` has not yet put into the array.
        self._first: dict[str, int] = {}
        self._alike, self._new_alike = np.zeros(0, dtype=np.int64), list[int]()

    @classmethod
    def told(cls, words: list[str], lengths: list[int], heads: list[int], stops: list[bool]) -> WordFacts:
        """Return facts that others have gathered, as far as names in texts ask for them (`names_of`)."""
        facts = cls()
        facts.words, facts.lengths, facts.heads, facts.stops = words, lengths, heads, stops
        return facts

    def table(self) -> tuple[NDArray[np.uint8], NDArray[np.int32], NDArray[np.int32]]:
        """Return for every word `HEAD`, `DISTRICT` and so on in one number, its characters, and those of its head."""
        new = range(len(self._flags), len(self.words))
        if new:
            told = (
                HEAD * (self.heads[at] > 0) + DISTRICT * (at in self.districts) + COUNTED * self.counted[at]
                + STOPS * self.stops[at] + BLANK * (self.words[at] == " ")
                for at in new
            )  # fmt: skip
            self._flags = np.concatenate([self._flags, np.fromiter(told, dtype=np.uint8, count=len(new))])
            self._lengths, self._heads = (
                np.concatenate([known, np.array(more[new.start :], dtype=np.int32)])
                for known, more in ((self._lengths, self.lengths), (self._heads, self.heads))
            )
        return self._flags, self._lengths, self._heads

    def characters(self, numbers: NDArray[np.integer]) -> NDArray[np.uint32]:
        """Return the characters of words, one behind the other."""
        lengths = self.table()[1]
        if len(self._begins) < len(lengths):
            new = codes_of("".join(self.words[len(self._begins) :]))
            self._characters = np.concatenate([self._characters, new])
            self._begins = np.cumsum(lengths, dtype=np.int64) - lengths
        found: NDArray[np.uint32] = self._characters[runs(self._begins[numbers], lengths[numbers])]
        return found

    def alike(self) -> NDArray[np.int64]:
        """Return for every word the first number of the same word, whatever its part of speech."""
        if self._new_alike:
            self._alike = np.concatenate([self._alike, np.array(self._new_alike, dtype=np.int64)])
            self._new_alike.clear()
        return self._alike

    def numbers(self, words: list[str], tags: list[str]) -> list[int]:
        """Return the numbers of words with their parts of speech."""
        return list(map(self.number, words, tags))

    def number(self, word: str, tag: str) -> int:
        """Return the number of a word with its part of speech."""
        return self.of_kind(kind_of(tag))[word]

    def of_kind(self, kind: Kind) -> dict[str, int]:
        """Return word → number of words of a kind of part of speech; new words are taken up when they are asked for."""
        if kind not in self._of_kind:
            self._of_kind[kind] = _Numbers(partial(self._new, kind))
        return self._of_kind[kind]

    def _new(self, kind: Kind, word: str) -> int:
        tag = kind.tag
        head = head_length(word, tag)
        self._new_alike.append(self._first.setdefault(word, len(self.words)))
        self.words.append(word)
        self.lengths.append(len(word))
        self.heads.append(head)
        self.stops.append(stops_name(word, tag))
        self.counted.append(_COUNTED.fullmatch(word) is not None)
        self.cores.append(" " if word in KINDS or tag[:1] in _POSITIONS else word[: len(word) - head])
        if coded := "A" <= word < "[" and _AREA_CODE.fullmatch(word):
            self.districts[len(self.words) - 1] = coded["code"], coded["kind"]
        elif _is_district(word, tag):
            self.districts[len(self.words) - 1] = word, None
        return len(self.words) - 1


class _Numbers(dict[str, int]):
    """Numbers of words of a kind of part of speech; a new one is asked for its facts."""

    def __init__(self, new: Callable[[str], int]) -> None:
        super().__init__()
        self._new = new

    def __missing__(self, word: str) -> int:
        number = self[word] = self._new(word)
        return number


def _is_district(word: str, tag: str) -> bool:
    return len(word) > 2 and tag == "ns" and word[-1] in "区县市州"


def cores(
    facts: WordFacts, numbers: NDArray[np.integer], first: NDArray[np.int64], last: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return first word and code of each pair of characters that tells names apart: 云锦 of 云锦花园, without its head.

    Args:
        facts: what the words are.
        numbers: the words of the text.
        first, last: where its names begin, and end before, as `names_of` has them.
    """
    held = last - first
    own = list(map(facts.cores.__getitem__, numbers[runs(first, held)].tolist()))
    lengths = np.fromiter(map(len, own), dtype=np.int64, count=len(own))
    name = np.repeat(np.repeat(np.arange(len(held)), held), lengths)
    characters = np.frombuffer("".join(own).encode("utf-32-le"), dtype="<u4").astype(np.int64)
    # A pair lies in one name; a blank stands for a kind of place.
    told = characters != ord(" ")
    at = np.flatnonzero((name[1:] == name[:-1]) & told[1:] & told[:-1])
    return first[name[at]], pair_code(characters[at], characters[at + 1])


def pair_code(one: Any, other: Any) -> Any:
    """Return a number for two characters, told by their code points."""
    return (one << 16 | other) & 0x7FFFFFFF


def estate_cores(text: str) -> list[tuple[int, str]]:
    """Return (position, pair of characters) before the heads of estates.

    启松 of 启松新村 is cut as a verb, for no dictionary has it; before an estate's head it is a name.
    """
    found, end = [], 0
    # Heads are found faster than two characters before a head; of two names that overlap the first one counts.
    for match in _ESTATE.finditer(text):
        start = match.start() - 2
        if start >= end:
            found.append((start, text[start : start + 2]))
            end = match.end()
    return [(start, pair) for start, pair in found if pair not in _BORDERS]


def names(words: list[str], tags: list[str]) -> list[tuple[int, int]]:
    """Return the names in a text, see `names_of`.

    Args:
        words: the words of the text.
        tags: their parts of speech, as many.
    """
    facts = WordFacts()
    return names_of(facts, facts.numbers(words, tags))


def names_of(facts: WordFacts, numbers: list[int], at_heads: Iterable[int] | None = None) -> list[tuple[int, int]]:
    """Return the names in a text as ranges of words (first, after last), in order, without overlaps.

    Args:
        facts: what the words are.
        numbers: the words of the text, or of texts with line breaks between.
        at_heads: where words with a head stand; None looks for them.
    """
    found: list[tuple[int, int]] = []
    lengths, stops, heads = facts.lengths, facts.stops, facts.heads
    if at_heads is None:
        at_heads = [at for at, number in enumerate(numbers) if heads[number]]
    for at in at_heads:
        first, length = at, lengths[numbers[at]] - heads[numbers[at]]
        while first and not stops[numbers[first - 1]]:
            if length + lengths[numbers[first - 1]] > LONGEST_NAME:
                break
            first -= 1
            length += lengths[numbers[first]]
        if not length:
            continue
        while found and found[-1][0] >= first:
            found.pop()
        if found and found[-1][1] > first:
            first = found.pop()[0]
        found.append((first, at + 1))
    return found
