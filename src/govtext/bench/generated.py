"""Complaints made up by rule, any number of them: for measuring time and memory, never quality.

Every text is told in sentences of its own about one of many matters (a fault at a place); words
follow Zipf's law, so that the vocabulary grows as that of real texts does. Text i is the same
whatever the number of texts asked for, up to the matters that more texts bring.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

BATCH = 4096
# Texts per matter, on average; and the share of them that nobody else writes about.
PER_MATTER = 6
ALONE = 0.4

_OPENINGS = ("您好，", "领导好：", "想反映一件事。", "请问，", "咨询一下，", "", "")
_PLACES = (
    "{p}{n}小区", "{p}路{n}号", "{p}街道{n}社区", "{p}花园{n}栋", "{p}镇{n}村",
    "{p}中学", "{p}医院", "{p}市场", "{p}公园南门",
)
_FAULTS = (
    ("夜里施工太吵", "施工噪音", "凌晨还在打桩，家里老人睡不着"),
    ("停水多日没有通知", "停水", "水龙头三天没有一滴水，物业说不知道原因"),
    ("路灯坏了没人修", "路灯", "晚上一片漆黑，已经有人摔倒"),
    ("办证窗口来回推", "窗口推诿", "这个窗口说归那个窗口，跑了四趟没有办成"),
    ("电梯常常停运", "电梯故障", "十八层楼只能爬楼梯，推婴儿车的更难"),
    ("垃圾堆放没人清", "垃圾清运", "气味很大，苍蝇到处都是"),
    ("公交车等候太久", "公交班次", "等了五十分钟才来一辆，上班天天迟到"),
    ("补贴迟迟没有到账", "补贴发放", "材料早就交齐，每次都说再等等"),
    ("学位分配不清楚", "入学划片", "两个电话两种说法，不知道该信谁"),
    ("违章建筑占了通道", "违章搭建", "消防车都进不来"),
    ("油烟直排进住户", "油烟扰民", "窗户一年到头不敢开"),
    ("车位被强行捆绑销售", "车位销售", "不买就不给签合同"),
)
_SENTENCES = (
    "这里的{a}和{b}一直没有人管，{c}也受影响。",
    "我们去问过{a}，得到的答复是{b}还要等。", "因为{a}的缘故，{b}比去年更难。",
    "希望把{a}、{b}和{c}公开，让大家看得见。",
    "住在附近的人都说{a}不够，{b}又太贵。", "去年说要办{a}，今年{b}还是老样子。",
    "能不能先解决{a}，再谈{b}？", "工作人员讲{a}归另一个部门，{b}他们不清楚。", "孩子和老人最怕{a}，{b}更不用提。",
    "网上写着{a}可以直接办，到了却要{b}和{c}。",
)
_ENDINGS = ("请尽快处理，谢谢。", "盼复。", "希望有个说法。", "请给一个时间。", "")
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_PLACE_CHARACTERS = "安宁清河新华东明长乐永福金桥石泉云台竹溪白鹭青枫"


def complaints(texts: int, seed: int = 2026) -> Iterator[pa.RecordBatch]:
    """Yield `texts` complaints of about 100 words in batches of 4,096 rows, all columns strings."""
    words, odds = _lexicon()
    matters = max(4, texts // PER_MATTER)
    for number, start in enumerate(range(0, texts, BATCH)):
        random = np.random.default_rng([seed, number])
        size = min(BATCH, texts - start)
        drawn = words[np.searchsorted(odds, random.random((size, 24)))]
        rows = [_row(start + at, drawn[at], random.integers(0, 1 << 30, 24), matters) for at in range(size)]
        yield pa.RecordBatch.from_pylist(rows)


def _lexicon() -> tuple[Any, Any]:
    """Return jieba's 40,000 most frequent words of two to four characters, and their summed Zipf odds."""
    import jieba

    with jieba.get_dict_file() as file:
        lines = [line.decode("utf-8").split() for line in file]
    kinds = ("n", "v", "vn", "a", "an", "l", "i", "j")
    found = sorted(
        ((-int(count), word) for word, count, tag in lines if 2 <= len(word) <= 4 and tag in kinds)
    )[:40_000]
    odds = np.cumsum(1.0 / (np.arange(len(found)) + 20.0))
    return np.array([word for _, word in found], dtype=object), odds / odds[-1]


def _row(number: int, words: Any, dice: Any, matters: int) -> dict[str, Any]:
    d = dice.tolist()
    matter = number if d[0] % 100 < ALONE * 100 else matters + d[1] % matters
    fault, short, told = _FAULTS[matter % len(_FAULTS)]
    place = _place(matter)
    sentences = []
    for at in range(4 + d[3] % 4):
        a, b, c = words[3 * at : 3 * at + 3]
        sentences.append(_SENTENCES[d[4 + at] % len(_SENTENCES)].format(a=a, b=b, c=c))
    sentences.insert(d[12] % 2, f"{place}{fault}，{told}。")
    day = date(2020, 1, 1) + timedelta(days=(matter * 37 + d[13] % 200) % 2000)
    answered = d[14] % 10 < 8
    return {
        "编号": str(number + 1),
        "标题": (f"{place}{fault}", f"关于{place}{short}的问题", f"{place}{short}，{words[22]}怎么办")[d[15] % 3],
        "内容": _OPENINGS[d[16] % len(_OPENINGS)] + "".join(sentences) + _ENDINGS[d[17] % len(_ENDINGS)],
        "时间": f"{day.isoformat()} {d[18] % 24:02d}:{d[19] % 60:02d}:00",
        "地区": f"{_PLACE_CHARACTERS[matter % 23]}{_PLACE_CHARACTERS[(matter // 5) % 23]}区",
        "留言人": f"{_SURNAMES[d[20] % len(_SURNAMES)]}{d[21] % 50_000}",
        "答复": f"您好，{words[23]}一事已转有关单位核实，结果将电话告知。" if answered else None,
        "答复时间": (day + timedelta(days=1 + d[22] % 40)).isoformat() if answered else None,
    }


def _place(matter: int) -> str:
    a, b = _PLACE_CHARACTERS[matter % 23], _PLACE_CHARACTERS[(matter // 23) % 23]
    return _PLACES[(matter // 7) % len(_PLACES)].format(p=a + b, n=matter % 97 + 1)


def write_partitions(folder: Path, texts: int, seed: int = 2026, per_file: int = 25 * BATCH) -> None:
    """Write so many complaints as Parquet files part-00000.parquet, … of at most `per_file` rows."""
    import pyarrow.parquet as pq

    folder.mkdir(parents=True, exist_ok=True)
    writer, held, part = None, 0, 0
    for batch in complaints(texts, seed):
        if writer is None or held + batch.num_rows > per_file:
            if writer is not None:
                writer.close()
            writer, held = pq.ParquetWriter(folder / f"part-{part:05d}.parquet", _SCHEMA, compression="zstd"), 0
            part += 1
        writer.write_batch(batch.cast(_SCHEMA))
        held += batch.num_rows
    if writer is not None:
        writer.close()


_SCHEMA = pa.schema([
    (name, pa.string()) for name in ("编号", "标题", "内容", "时间", "地区", "留言人", "答复", "答复时间")
])
