"""Invented messages about planted matters: known issues to find again, and messages that belong to none."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import jieba.posseg

from govtext.store import Source

_FIRST = "云锦 栖霞 澄湖 竹溪 枫林 琴台 鹤鸣 松涛 兰亭 望江 碧桐 凤栖 明珠 听雨 锦绣 杏林 雁栖 紫藤 龙吟 清漪 芳草 月半 石榴 白鹭 青禾 云岫 沁园 柏悦 橡树 溪山"
FIRST = _FIRST.split()
_KIND = "花园 家园 小区 雅苑 公馆 新村"
KIND = _KIND.split()
# Matter: titles that different writers might give it, and what their texts say.
MATTERS = {
    "night works": (
        [
            "{p}旁边工地深夜施工吵得睡不着",
            "{p}夜间施工噪音扰民",
            "半夜还在打桩，{p}居民无法休息",
            "{p}隔壁工地通宵施工没人管",
        ],
        [
            "{p}旁边的工地每天晚上十一点以后还在打桩，噪音特别大，老人孩子都睡不好。",
            "工地夜间施工，混凝土泵车整夜轰鸣，{p}的住户苦不堪言，希望管一管深夜施工。",
            "住在{p}，楼下工地凌晨两点还在施工，打桩机和泵车的声音吵得全楼都醒着。",
        ],
    ),
    "no lift": (
        ["{p}电梯三天两头坏", "{p}电梯经常故障困人", "请查一查{p}的电梯安全", "{p}电梯停运一个月没人修"],
        [
            "{p}的电梯经常卡在半层，上周又困了两个人，维保公司来了也修不好。",
            "我家住{p}十八楼，电梯坏了一个月，老人上下楼全靠爬。",
            "{p}电梯故障不断，门关不严，维保记录也不给看，大家坐电梯提心吊胆。",
        ],
    ),
    "smoke": (
        [
            "{p}一楼烧烤店油烟直排",
            "{p}楼下餐馆油烟熏人",
            "烧烤店油烟扰民，{p}住户不敢开窗",
            "{p}底商油烟问题一直没解决",
        ],
        [
            "{p}一楼开了几家烧烤店，油烟直接往楼上排，家里窗户都不敢开。",
            "楼下餐馆没有装油烟净化器，{p}每天傍晚全是油烟味。",
            "烧烤店的油烟从烟道漏出来，{p}二楼三楼的住户受不了。",
        ],
    ),
    "deeds": (
        ["{p}房产证办不下来", "{p}交房三年没有产权证", "请问{p}何时能办不动产证", "{p}业主办证难"],
        [
            "{p}交房已经三年，开发商一直没有办好产权证，孩子上学落户都受影响。",
            "在{p}买的房子，不动产证拖了又拖，问就是材料没有齐。",
            "{p}几百户业主拿不到房产证，开发商说土地款没有交清。",
        ],
    ),
    "water": (
        ["{p}水压太低洗不了澡", "{p}天天停水", "{p}高层没有水用", "{p}自来水发黄水压不足"],
        [
            "{p}一到晚上水压就低，高层龙头里一滴水都没有。",
            "这个月{p}停水六次，从来没有提前通知。",
            "{p}的自来水时有时无，二次供水的水泵一直没有换。",
        ],
    ),
    "school": (
        ["{p}孩子没有学位", "{p}对口学校什么时候定", "{p}配套小学一直没有建", "{p}适龄儿童入学难"],
        [
            "买{p}时说有配套小学，现在地还空着，孩子明年要入学了。",
            "{p}的孩子被分到五公里外的学校，希望能就近入学。",
            "{p}配套小学承诺了四年没有动工，学位不够怎么办。",
        ],
    ),
}
ALONE = (
    "图书馆周末闭馆太早|上班的人只有周末有空，五点就闭馆，借书还书都赶不上。",
    "退伍军人优待证怎么领|我二零一五年退伍，想问优待证要带什么材料到哪里领。",
    "山上发现野生猕猴受伤|今天爬山看到一只受伤的猕猴，请林业部门救助。",
    "建议增设盲道提示音|视障朋友过马路很不方便，希望主要路口装提示音。",
    "农机补贴申请条件|今年买了一台插秧机，想了解补贴标准。",
    "举报网店卖假酒|在网上买的白酒扫码查不到，怀疑是假酒。",
    "献血证丢了如何补|献过六次血，证件遗失，想补办。",
    "出租车拒载|晚上在火车站打车，连续三辆不打表。",
    "养犬登记在哪里办|家里养了一只柯基，想登记领牌。",
    "婚姻登记预约不上|下个月想领证，网上的日期全是灰的。",
    "河道有人电鱼|每天傍晚有人背着电瓶下河电鱼。",
    "高龄津贴停发|母亲八十三岁，津贴从四月起没有到账。",
)


def planted_corpus(
    seed: int = 7, estates: int = 10, matters: int = 2, least: int = 4, most: int = 8
) -> tuple[Source, Source, dict[str, str]]:
    """Return documents, words and the planted issue of each message ("" where it belongs to none)."""
    random_ = random.Random(seed)
    rows: list[tuple[str, str, str]] = []
    for number in range(estates):
        place = FIRST[number] + KIND[number % len(KIND)]
        for matter in random_.sample(sorted(MATTERS), matters):
            titles, texts = MATTERS[matter]
            for _ in range(random_.randint(least, most)):
                body = "".join(random_.sample(texts, random_.randint(1, 2)))
                rows.append((f"{place} {matter}", random_.choice(titles).format(p=place), body.format(p=place)))
    rows += [("", *line.split("|")) for line in ALONE]
    random_.shuffle(rows)
    return as_sources(rows)


def unrelated_corpus(size: int = 180, seed: int = 3) -> tuple[Source, Source, dict[str, str]]:
    """Return messages of which no two are about the same estate."""
    random_ = random.Random(seed)
    signs = "安柏彩德恩枫谷海吉康蓝梅宁鹏启荣盛泰旺祥义振卓春夏秋冬日朗星晨霞岚峰岭川泽波涛洋帆舟桥塔楼亭轩阁廊院墨书画琴棋诗酒茶荷菊桃李杏樱桂松".strip()
    pairs = [a + b for a in signs for b in signs if a != b]
    names = random_.sample(pairs, size)
    rows = []
    for number in range(size):
        place = names[number] + random_.choice(KIND)
        titles, texts = MATTERS[sorted(MATTERS)[number % len(MATTERS)]]
        rows.append(("", random_.choice(titles).format(p=place), random_.choice(texts).format(p=place)))
    return as_sources(rows)


def as_sources(rows: list[tuple[str, str, str]]) -> tuple[Source, Source, dict[str, str]]:
    """Return documents, words and truth of (issue, title, text)."""
    start = datetime(2024, 1, 1, 9)
    documents, words, truth = [], [], {}
    for number, (issue, title, text) in enumerate(rows):
        doc_id = f"c{number:012x}"
        truth[doc_id] = issue
        documents.append({
            "doc_id": doc_id,
            "kind": "complaint",
            "source_file": "a.xlsx",
            "source_row": number + 2,
            "title": title,
            "text": text,
            "date": start + timedelta(days=(number * 7) % 500),
            "author": f"u{number % 97}",
            "likes": number % 5,
            "dislikes": 0,
        })
        cut = [(pair.word, pair.flag) for pair in jieba.posseg.cut(f"{title}\n{text}")]
        words.append({"doc_id": doc_id, "words": [w for w, _ in cut], "tags": [t for _, t in cut]})
    return Source.of("documents", documents), Source.of("words", words), truth


def b_cubed(truth: dict[str, str], found: dict[str, str]) -> float:
    """Return the B-cubed F1; a message without an issue is an issue of its own."""
    true_of = {doc: issue or f"alone {doc}" for doc, issue in truth.items()}
    found_of = {doc: found.get(doc, f"alone {doc}") for doc in truth}
    by_truth: dict[str, set[str]] = {}
    by_found: dict[str, set[str]] = {}
    for doc in truth:
        by_truth.setdefault(true_of[doc], set()).add(doc)
        by_found.setdefault(found_of[doc], set()).add(doc)
    both = {doc: len(by_truth[true_of[doc]] & by_found[found_of[doc]]) for doc in truth}
    precision = sum(both[doc] / len(by_found[found_of[doc]]) for doc in truth) / len(truth)
    recall = sum(both[doc] / len(by_truth[true_of[doc]]) for doc in truth) / len(truth)
    return 2 * precision * recall / (precision + recall)
