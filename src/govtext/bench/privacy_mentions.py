"""Invented persons, telephones, cards and the like, from a seed: what the masking benchmark's sentences mention."""

from __future__ import annotations

import random

Random = random.Random
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白"
    "崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_GIVEN_MALE = "伟强磊军勇杰涛明超辉刚平健俊峰建国志华文斌波鹏飞旭东海宁德福贵生全有根林春庆祥宝树山"
_GIVEN_FEMALE = "芳娜敏静丽艳娟霞秀英玲桂兰红梅燕雪琳倩婷慧莹洁云莲珍凤萍素琴彩香月"
_COMPOUND = ("欧阳", "上官", "司马", "诸葛", "皇甫")


def person(rng: Random) -> str:
    """Return an invented name: mostly three characters, one in five two, some with a compound surname."""
    surname = rng.choice(_COMPOUND) if rng.random() < 0.02 else rng.choice(_SURNAMES)
    given = rng.choice((_GIVEN_MALE, _GIVEN_FEMALE))
    return surname + "".join(rng.sample(given, 1 if rng.random() < 0.2 else 2))


def mobile(rng: Random) -> str:
    """Return a mobile number as people write it: plain, grouped, full-width or with the country's prefix."""
    head = rng.choice([
        "130", "131", "132", "133", "135", "136", "137", "138", "139", "147", "150", "151", "152", "155", "157",
        "158", "159", "166", "170", "177", "178", "180", "185", "186", "187", "188", "189", "191", "198", "199",
    ])
    rest = "".join(rng.choice("0123456789") for _ in range(8))
    form = rng.random()
    if form < 0.62:
        return head + rest
    if form < 0.74:
        return f"{head}-{rest[:4]}-{rest[4:]}"
    if form < 0.84:
        return f"{head} {rest[:4]} {rest[4:]}"
    if form < 0.89:
        return f"+86{rng.choice(('', ' ', '-'))}{head}{rest}"
    if form < 0.94:
        return (head + rest).translate({ord(str(i)): 0xFF10 + i for i in range(10)})
    return f"{head}{rest[:4]} {rest[4:]}" if form < 0.97 else f"{head}—{rest[:4]}—{rest[4:]}"


def landline(rng: Random) -> str:
    """Return a land-line number with or without area code, brackets and extension."""
    area = rng.choice(["010", "021", "022", "0571", "0731", "0755", "0532", "0371", "029", "028", "0898", "0991"])
    length = 7 if len(area) == 3 else rng.choice((6, 7))
    number = rng.choice("2345678") + "".join(rng.choice("0123456789") for _ in range(length))
    form = rng.random()
    if form < 0.5:
        return f"{area}-{number}"
    if form < 0.65:
        return f"（{area}）{number}"
    if form < 0.75:
        return f"{area}{number}"
    if form < 0.85:
        return f"{area}-{number}转{rng.randint(1, 9999)}"
    return f"{area} {number}" if form < 0.92 else f"({area}){number}"


def identity(rng: Random) -> str:
    """Return an 18-digit identity number with its right last character."""
    code = rng.choice([
        "110101", "310104", "330102", "430103", "440305", "510104", "370203", "420106", "610103", "320105",
        "220102", "500103",
    ])
    digits = f"{code}{rng.randint(1938, 2015)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}{rng.randint(1, 999):03d}"
    # Horner's form of the polynomial in 2 modulo 11, to stay apart from the table of weights
    value = 0
    for digit in digits:
        value = (value + int(digit)) * 2 % 11
    last = "0123456789X"[(12 - value) % 11]
    number = digits + (last.lower() if rng.random() < 0.3 else last)
    return f"{number[:6]} {number[6:14]} {number[14:]}" if rng.random() < 0.08 else number


def card(rng: Random) -> str:
    """Return a bank card number of 16 or 19 digits that passes its check."""
    length = rng.choice((16, 19, 19))
    longer, shorter = ("622202", "621700", "622848", "621661", "625912"), ("622588", "456351", "518710", "625360")
    start = rng.choice(longer if length == 19 else shorter)
    body = [int(c) for c in start] + [rng.randint(0, 9) for _ in range(length - 7)]
    doubled = [sum(divmod(d * 2, 10)) if i % 2 == 0 else d for i, d in enumerate(reversed(body))]
    number = "".join(map(str, body)) + str(-sum(doubled) % 10)
    return " ".join(number[i : i + 4] for i in range(0, length, 4)) if rng.random() < 0.3 else number


def email(rng: Random) -> str:
    """Return an invented e-mail address."""
    local = "".join(rng.choice("abcdefghijklmnopqrstuvwxyz0123456789._"[: 36 if i in (0, 7) else 38]) for i in range(8))
    return f"{local}@{rng.choice(('example.com', 'example.org', 'mail.example.cn', 'example.com.cn'))}"


def qq(rng: Random) -> str:
    """Return a QQ number."""
    return str(rng.randint(10_000_000, 3_999_999_999))


def wechat(rng: Random) -> str:
    """Return a WeChat account."""
    rest = (rng.choice("abcdefghijklmnopqrstuvwxyz0123456789_") for _ in range(rng.randint(6, 13)))
    return rng.choice("abcdefghjkmnpqrstwxyz") + "".join(rest)


def plate(rng: Random) -> str:
    """Return a number plate, of an ordinary or an electric car."""
    start = rng.choice("京沪粤浙湘苏鲁川渝鄂皖闽赣豫冀晋陕") + rng.choice("ABCDEFGH")
    dot = rng.choice(("", "", "", "·"))
    if rng.random() < 0.25:
        return f"{start}{dot}{rng.choice('DF')}{rng.randint(10000, 99999)}"
    tail = "".join(rng.choice("0123456789" if rng.random() < 0.75 else "ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(4))
    return f"{start}{dot}{tail}{rng.randint(0, 9)}"


def passport(rng: Random) -> str:
    """Return a passport number."""
    start = rng.choice(("E", "G", "EA", "EB", "C"))
    return start + "".join(rng.choice("0123456789") for _ in range(9 - len(start)))
