"""What an issue is called: its place and its matter, in the words of its own messages.

The place is the name that most of its messages hold, the rarer the better. The matter is the title
that shares most with the other titles for its length, without the place and without phrases that
only say that somebody writes to an office (投诉, 请问, 关于…的问题).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from govtext.issues.recurring.place_names import HEADS, KINDS, names

_AREA = re.compile(r"[A-Z]\d{0,2}[市区县州]")
_OPENING = re.compile(
    r"^(?:再次|强烈|第[一二三四五六七八九十]+次|继续|关于|有关|针对|对于|对|请问|请求|请|恳请|恳求|希望|建议|咨询|反映|反应|反馈|投诉|举报|"
    r"求助|质疑|期盼|盼望|问问|想问|呼吁|要求|一下|政府|领导|相关部门|尽快|解决|处理|关注|严查|您好|你好|，|、|：|:|！|的|“|”)+"
)
_CLOSING = re.compile(
    r"(?:的(?:问题|投诉|建议|反映|咨询|情况|请求|函|报告|举报|质疑|疑问)|问题|[？?！!。，,．.…、；;：:~～]|怎么办|谢谢|急)+$"
)
_SENTENCE_END = re.compile(r"(?<=[。！？!?；;\n])")
_GREETING = re.compile(r"^(?:尊敬的|敬爱的)?[^，。！!：:,]{0,16}(?:您好|你好|好)[！!，,。：:～~]*")
LONGEST_DESCRIPTION = 120


@dataclass(frozen=True)
class Message:
    """A message as labels see it: its title, its text, and the words of what was read of it."""

    title: str
    text: str
    words: Sequence[str]
    tags: Sequence[str]


@dataclass(frozen=True)
class Label:
    """An issue's name: whole, and in its two parts; a part that cannot be told is empty."""

    whole: str
    place: str
    matter: str


def label(messages: Sequence[Message], rarity: Mapping[str, float]) -> Label:
    """Return the label of an issue.

    Args:
        messages: some of its messages, the most typical first.
        rarity: ln(N / df) of words in the whole corpus.
    """
    place = best_place(messages, rarity)
    title = best_title(messages, place, rarity)
    matter = strip_place(title, place)
    joined = title if place in title else f"{place}：{matter}"
    whole = joined if place and matter else title or place
    return Label(whole, place, matter or title)


def best_place(messages: Sequence[Message], rarity: Mapping[str, float]) -> str:
    """Return the name that most messages hold, weighted by its rarity; empty if no name is shared."""
    counted: Counter[str] = Counter()
    in_titles: Counter[str] = Counter()
    worth: dict[str, float] = {}
    for message in messages:
        title_end = message.words.index("\n") if "\n" in message.words else len(message.words)
        for first, last in names(list(message.words), list(message.tags)):
            words = [w for w in message.words[first:last] if not _AREA.fullmatch(w)]
            while words and words[0] in ("区", "市", "县", "州", "省"):
                words = words[1:]
            name = "".join(words)
            if len(name) < 2 or name in KINDS or all(w in KINDS for w in words):
                continue
            own = [rarity.get(w, 0.0) for w in words if w not in KINDS]
            worth[name] = max(own) if own else 0.0
            if first < title_end:
                in_titles[name] += 1
            counted[name] += 0
    texts = [f"{m.title}\n{m.text}" for m in messages]
    best, best_value = "", 0.0
    for name in sorted(counted):
        core = _core(name)
        share = sum(core in text for text in texts) / len(texts)
        titled = sum(core in m.title for m in messages) / len(texts)
        if share < 0.34 or (len(texts) > 1 and share * len(texts) < 1.5):
            continue
        value = (share + titled) * worth[name] * (1 + 0.1 * min(in_titles[name], 5)) * (1.0 if len(name) <= 10 else 0.8)
        if value > best_value + 1e-9:
            best, best_value = name, value
    return best


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
        end = message.words.index("\n") if "\n" in message.words else len(message.words)
        words = {w for w in message.words[:end] if len(w) > 1 and not _AREA.match(w)}
        cut.append(words)
        held.update(words)
    best, best_value = "", -1.0
    for message, words in zip(messages, cut, strict=True):
        title = clean_title(message.title)
        if not title:
            continue
        shared = sum((held[w] / len(messages)) * min(rarity.get(w, 1.0), 6.0) for w in sorted(words))
        value = shared / (6 + len(title)) * (1.3 if place and _core(place) in title else 1.0)
        if value > best_value + 1e-9:
            best, best_value = title, value
    if not best and messages:
        best = description(messages[0].title, messages[0].text)[:30]
    return best


def clean_title(title: str) -> str:
    """Return a title without district codes and without what only says that somebody writes."""
    cleaned = _OPENING.sub("", title.strip())
    cleaned = _OPENING.sub("", _AREA.sub("", cleaned).strip())
    cleaned = _CLOSING.sub("", cleaned)
    return cleaned.strip(" \u3000,，、：:\u200b")


def strip_place(title: str, place: str) -> str:
    """Return what is left of a title without the place."""
    if not place:
        return title
    rest = title.replace(place, "").replace(_core(place), "")
    for head in sorted(HEADS & {"小区", "社区"}):
        rest = rest.removeprefix(head)
    return _CLOSING.sub("", rest).strip(" ，、：:的")


def description(title: str, text: str) -> str:
    """Return one sentence that tells the matter: the first of the text that says enough, or the title."""
    for sentence in _SENTENCE_END.split(text):
        told = _GREETING.sub("", sentence.strip()).strip()
        if len(told) >= 12:
            return told if len(told) <= LONGEST_DESCRIPTION else told[: LONGEST_DESCRIPTION - 1] + "…"
    return title.strip() or text.strip()[:LONGEST_DESCRIPTION]
