"""What an issue is called: its place and its matter, in the words of its own messages.

The place is the name that most of its messages hold, the rarer the better. The matter is the title
that shares most with the other titles for its length, without the place and without phrases that
only say that somebody writes to an office (投诉, 请问, 关于…的问题).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import contains

from govtext.issues.recurring.descriptions import description
from govtext.issues.recurring.marks import whole_pairs
from govtext.issues.recurring.place_names import HEADS, KINDS

_AREA = re.compile(r"[A-Z]\d{0,2}[市区县州]")
# A district code inside a title is left where the sentence needs it: 让A6区的孩子.
# What stands before it is looked at behind its letter: the engine finds letters faster.
_LOOSE_AREA = re.compile(r"[A-Z](?<![让和与及跟比给在到、][A-Z])\d{0,2}[市区县州](?![的和与及、])")
_OPENING = re.compile(
    r"^(?:再次|强烈|第[一二三四五六七八九十]+次|继续|关于|有关|针对|对于|对|请问|请求|请|恳请|恳求|希望|建议|咨询|反映|反应|反馈|投诉|举报|"
    r"求助|质疑|期盼|盼望|问问|想问|呼吁|要求|一下|政府|领导|相关部门|尽快|尽早|早日|恳切|解决|处理|关注|严查|您好|你好|"
    r"帮助(?=解决)|帮忙(?=解决)|给(?=[^，。]*的建议)|，|、|：|:|！|的|“|”)+"
)
_CLOSING = re.compile(
    r"(?:(?:的|等)?(?:[几两一二三]个|若干|一些|诸多|众多|相关|有关|多个|几点)?(?:问题|投诉|建议|反映|咨询|请求|举报|质疑|疑问|事宜|事项)"
    r"|的(?:情况|函|报告)|[？?！!。，,．.…、；;：:~～]|怎么办|谢谢|急)+$"
)
# What a closing ends with: most titles end otherwise.
_CLOSING_ENDS = frozenset("题诉议映询求报疑问宜项况函告？?！!。，,．.…、；;：:~～办谢急")
# Nouns that say too little without the word 问题.
_NEEDS_PROBLEM = ("质量", "遗留", "安全", "历史", "卫生", "噪音", "污染", "性质", "环境")
_HAN = re.compile(r"[一-鿿]")
# Words that name no one place or party before a kind of place: 公交公司, 收费项目, 国家中心.
_GENERIC_TEXT = """
公交 地铁 轻轨 铁路 城际 高铁 人民 国家 全国 商业 商务 定点 公立 公办 私立 民办 民营 国有 国企 普惠 市属 区属
省属 县属 直属 市立 收费 动物 植物 遗址 湿地 县城 城区 市区 郊区 城市 农村 乡镇 集镇 乡下 电 变 变电 配电 供电
供水 自来水 燃气 天然气 建筑 建设 物业 房产 房地产 置业 开发 施工 装修 装饰 农贸 批发 综合 医疗 卫生 妇幼 保健
服务 政务 行政 便民 管理 办事 培训 教育 考试 体育 文化 图书 出租 出租车 网约车 客运 货运 物流 快递 通信 网络
保险 证券 基金 小额 贷款 金融 技术 职业 技工 高等 实验 重点 名校 初级 高级 初中 高中 小学 附属 附近 老旧 安置
保障 廉租 公租 经济 适用 限价 拆迁 征收 棚户 改造 改革 发展 规划 生态 环保 旅游 食品 药品 美食 餐饮 娱乐 休闲
养老 福利 救助 殡葬 停车 充电 加油 垃圾 污水 处理 回收 再生 资源 机会 名 大 全 国 民 工业 农业 平台 市委 市政府
县委 区委 省委 股份 精装 毛坯 进站 出站 加密 碎石 采石 巴士 高峰 负一 城镇 职工 总 分 街道 社区 村级 新区 老城
快速 高架 科技 创业 就业 人才 劳务 派遣 劳动 社会 公共 交通 运输 公路 市政 园林 绿化 消防 电力 水利 林业 国土
税务 公安 交警
"""
_GENERIC = frozenset(_GENERIC_TEXT.split())
_JOINTS = frozenset("的在对市区县州省镇乡村旁于是和与及到至从由让给把被请问关就都也还不没有无为")
_GROWN = 0.8
_SHORT = 3  # characters of a name that may still grow to the left by any
_BEGIN_NAMES = frozenset("老新大小东西南北")
# A place that fewer titles name does not stand before a title that lacks it.
_TITLED = 0.3
# Values that differ by no more are equal.
_EQUAL = 1e-9


# A name in a message: where its words begin, and end before, and what is the same for all names of these words.
PlacedName = tuple[int, int, Hashable]
# What the key of a name tells: what the name is called, empty where it is that of no one place, and its worth.
Known = dict[Hashable, tuple[str, float]]


@dataclass(frozen=True)
class Message:
    """A message as labels see it.

    Attributes:
        title, text: as written, the text from its beginning.
        words: of what was read of it.
        names: that stand in it.
        title_end: how many words stand before the first line break; None if that is not known yet.
    """

    title: str
    text: str
    words: Sequence[str]
    names: Sequence[PlacedName]
    title_end: int | None = None

    @property
    def words_of_title(self) -> int:
        """How many words stand in the title."""
        if self.title_end is not None:
            return self.title_end
        return self.words.index("\n") if "\n" in self.words else len(self.words)


@dataclass(frozen=True)
class Label:
    """An issue's name: whole, and in its two parts; a part that cannot be told is empty."""

    whole: str
    place: str
    matter: str


def label(messages: Sequence[Message], rarity: Mapping[str, float], known: Known) -> Label:
    """Return the label of an issue.

    Args:
        messages: some of its messages, the most typical first.
        rarity: ln(N / df) of words in the whole corpus.
        known: names that are known by their keys; those of the messages are put among them.
    """
    place = best_place(messages, rarity, known)
    title = best_title(messages, place, rarity)
    matter = whole_pairs(strip_place(title, place), title)
    titled = sum(_core(place) in message.title for message in messages) if place else 0
    fits = place in title or titled < _TITLED * len(messages)
    whole = title if title and fits else f"{place}：{matter}".strip("：")
    return Label(whole, place, matter or title)


def best_place(messages: Sequence[Message], rarity: Mapping[str, float], known: Known) -> str:
    """Return the name that most messages hold, weighted by its rarity; empty if no name is shared.

    Of equal names it is the first in their order. The arguments are those of `label`.
    """
    in_titles: dict[str, int] = {}
    worth: dict[str, float] = {}
    for message in messages:
        title_end = message.words_of_title
        for first, last, key in message.names:
            told = known.get(key)
            if told is None:
                told = known[key] = _named(message.words[first:last], rarity)
            name, value = told
            if not name:
                continue
            # One message may have the name cut as a rare word of its own, of which nothing is known.
            if value > worth.get(name, -1.0):
                worth[name] = value
            if first < title_end:
                in_titles[name] = in_titles.get(name, 0) + 1
    texts, titles = [f"{m.title}\n{m.text}" for m in messages], [m.title for m in messages]
    # No name is worth more than if all texts and titles hold it: by that the others need not be sought.
    factors = {
        name: (own, 1 + 0.1 * min(in_titles.get(name, 0), 5), 1.0 if len(name) <= 10 else 0.8)
        for name, own in worth.items()
    }
    at_most = [(2.0 * own * often * short, name) for name, (own, often, short) in factors.items()]
    best, chosen, best_value = "", "", 0.0
    for most, name in sorted(at_most, key=lambda one: (-one[0], one[1])):
        if most < best_value - _EQUAL:
            break
        core = _core(name)
        share = sum(map(contains, texts, repeat(core))) / len(texts)
        if share < 0.34 or (len(texts) > 1 and share * len(texts) < 1.5):
            continue
        titled = sum(map(contains, titles, repeat(core))) / len(texts)
        own, often, short = factors[name]
        value = (share + titled) * own * often * short
        if value > best_value + _EQUAL or (value >= best_value - _EQUAL and name < chosen):
            grown = _grown(name, titles, (word for m in messages for word in m.words[: m.words_of_title]))
            if grown not in KINDS:
                best, chosen, best_value = grown, name, max(value, best_value)
    return best


def _named(words: Sequence[str], rarity: Mapping[str, float]) -> tuple[str, float]:
    """Return the name in the words that end with its head, empty if they name no one place, and what it is worth."""
    words = [word for word in words if not ("A" <= word < "[" and _AREA.fullmatch(word))]
    while words and words[0] in ("区", "市", "县", "州", "省"):
        words = words[1:]
    name = "".join(words)
    if len(name) < 2 or _generic(words):
        return "", 0.0
    return name, max((rarity.get(word, 0.0) for word in words if word not in KINDS), default=0.0)


def _generic(words: Sequence[str]) -> bool:
    """Return whether words name a kind of place and no place: 变电站, 公交公司."""
    return "".join(words) in KINDS or all(word in KINDS or word in _GENERIC or word[:2] in _GENERIC for word in words)


def _grown(name: str, titles: Sequence[str], words: Iterable[str] = ()) -> str:
    """Return a name with the character that nearly all titles have beside it: the cut may have gone through the name.

    To the left only a short name grows (耻巷 → 明耻巷), a longer one by what names begin with (柳溪广场 → 老柳溪广场);
    to the right only by a kind of place (凉塘 → 凉塘路) that begins no word of the titles (新城路灯 is not on 新城路).
    """
    holding = sorted({title for title in titles if name in title})
    if len(holding) < 2:
        return name
    after = Counter(title[title.index(name) + len(name)] for title in holding if not title.endswith(name))
    for char, times in after.most_common(1):
        if times >= _GROWN * len(holding) and char in HEADS and name[-1] != char:
            begun = {name + word for word in words if len(word) > 1 and word[0] == char}
            if not any(one in title for title in holding for one in begun):
                name += char
    while True:
        before = Counter(title[at - 1] for title in holding if (at := title.find(name)) > 0)
        char, times = before.most_common(1)[0] if before else ("", 0)
        if times < _GROWN * len(holding) or not _HAN.fullmatch(char) or char in _JOINTS:
            break
        if len(name) > _SHORT and char not in _BEGIN_NAMES:
            break
        name = char + name
    return name


def _core(name: str) -> str:
    for head in ("小区", "社区", "公司", "楼盘", "项目"):
        if name.endswith(head) and len(name) - len(head) >= 2:
            return name[: -len(head)]
    return name


def best_title(messages: Sequence[Message], place: str, rarity: Mapping[str, float]) -> str:
    """Return the cleaned title that says most of what the others say, for its length."""
    held: Counter[str] = Counter()
    cut = []
    for message in messages:
        title = message.words[: message.words_of_title]
        words = {w for w in title if len(w) > 1 and not ("A" <= w < "[" and _AREA.match(w))}
        cut.append(words)
        held.update(words)
    worth = {word: (times / len(messages)) * min(rarity.get(word, 1.0), 6.0) for word, times in held.items()}
    core = _core(place)
    best, best_value = "", -1.0
    for message, words in zip(messages, cut, strict=True):
        title = clean_title(message.title)
        if not title:
            continue
        shared = sum(map(worth.__getitem__, sorted(words)))
        value = shared / (6 + len(title)) * (1.6 if place and core in title else 1.0)
        if value > best_value + _EQUAL:
            best, best_value = title, value
    if not best and messages:
        told = description(messages[0].title, messages[0].text)
        best = whole_pairs(told[:30], told)
    return best


def clean_title(title: str) -> str:
    """Return a title without district codes, half a pair of marks, and what only says that somebody writes."""
    cleaned = _opened(_LOOSE_AREA.sub("", _opened(title.strip())).strip())
    shortened = _CLOSING.sub("", cleaned) if cleaned[-1:] in _CLOSING_ENDS else cleaned
    if shortened.endswith(_NEEDS_PROBLEM) and cleaned[len(shortened) :].startswith("问题"):
        shortened += "问题"
    return whole_pairs(shortened.strip(" \u3000,，、：:\u200b"), _LOOSE_AREA.sub("", title))


def _opened(title: str) -> str:
    """Return a title without its opening."""
    opening = _OPENING.match(title)
    return title[opening.end() :] if opening else title


def strip_place(title: str, place: str) -> str:
    """Return what a title says beside the place; the title itself where the place stands in its middle."""
    if not place:
        return title
    for name in (place, _core(place)):
        if title.startswith(name):
            rest = title[len(name) :]
            for head in sorted(HEADS & {"小区", "社区"}):
                rest = rest.removeprefix(head)
            return rest.strip(" ，、：:的") or title
        if title.endswith(name):
            return title[: -len(name)].strip(" ，、：:的") or title
    return title
