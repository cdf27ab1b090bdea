"""Sentences with personal data and sentences with look-alikes, generated from a seed, for measuring the masking.

The wordings and the generators are written apart from the rules of `govtext.documents`: nothing is imported from
there, and no template was made by reading them. Every person, number and address is invented.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

Random = random.Random


@dataclass(frozen=True)
class Sample:
    """A sentence; `start` and `end` bound the mention, both -1 for a look-alike."""

    text: str
    kind: str
    start: int
    end: int


_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白"
    "崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_GIVEN_MALE = "伟强磊军勇杰涛明超辉刚平健俊峰建国志华文斌波鹏飞旭东海宁德福贵生全有根林春庆祥宝树山"
_GIVEN_FEMALE = "芳娜敏静丽艳娟霞秀英玲桂兰红梅燕雪琳倩婷慧莹洁云莲珍凤萍素琴彩香月"
_COMPOUND = ("欧阳", "上官", "司马", "诸葛", "皇甫")

_OPENINGS = (
    "", "您好，", "领导好！", "我们小区的路灯一直不亮。", "事情是这样的：去年冬天暖气不热，",
    "关于上次反映的下水道问题，", "尊敬的领导：",
    "多次打电话没人管，", "实在没有办法了才写这封信。", "孩子上学的事拖了两个月，", "工资拖欠三个月，",
    "楼上漏水，物业不处理。",
)
_CLOSINGS = (
    "", "请尽快答复。", "谢谢！", "希望能给个说法。", "请有关部门核实。", "我们等了很久了。", "盼回复。",
    "到现在还没有解决。", "请派人来看看。",
)

_NAME = (
    "我叫{m}，住在东街。", "我叫{m}今年五十二岁。", "我是{m}，是一名退休工人。", "本人{m}，系本村村民。", "联系人：{m}",
    "联系人{m}，随时可以联系我。",
    "姓名：{m}，性别：男。", "姓名:{m} 年龄:45", "反映人：{m}", "投诉人：{m}。", "举报人 {m}",
    "申请人是{m}，材料早就交了。", "村支书{m}说钱已经发了。",
    "村主任{m}态度很差。", "找了{m}主任好几次都没结果。", "社区的{m}书记让我等通知。", "办事的{m}科长把材料退了回来。",
    "物业经理{m}根本不接电话。",
    "当时是{m}医生看的病。", "班主任{m}要求家长交钱。", "我丈夫{m}在工地受了伤。", "我父亲{m}今年八十岁，行动不便。",
    "我儿子{m}今年该上小学了。",
    "房东{m}不退押金。", "包工头{m}跑了。", "老板叫{m}，欠我们工资。", "户主：{m}", "法人代表：{m}，已经失联。",
    "负责人是{m}，一直推脱。",
    "当事人{m}可以作证。", "患者{m}，女，67岁。", "经办人：{m}。", "我名叫{m}，是外地来的。", "请找{m}先生核实。",
    "{m}女士在窗口等了一上午。",
    "窗口工作人员{m}说系统坏了。", "恳请领导帮忙。\n{m}", "此致敬礼\n反映人：{m}\n2021年3月4日", "业主代表：{m}",
    "学生{m}，三年级二班。", "我的名字叫{m}，",
    "签字的是{m}。", "驾驶员{m}当场承认了。", "民警{m}来过一次。", "镇长{m}答应过解决。", "局长{m}在会上讲过。",
    "同村的{m}也没拿到补贴。",
    "邻居{m}家也漏水。", "收款人：{m}", "受害人{m}已经报警。", "我爱人{m}，下岗多年。", "我母亲{m}，低保户。",
    "{m}老师布置的作业太多。",
)
# wordings added after the rules had been fitted to those above: what they are measured on first counts
_NAME_LATER = (
    "署名：{m}", "写信人：{m}，电话见附件。", "我是业主{m}，住在三号楼。", "我是东街的{m}。", "本人姓名{m}。",
    "户主{m}去年去世了。", "被举报人：{m}，现任村会计。",
    "村会计{m}把账做平了。", "生产队长{m}占了公家的地。", "{m}校长说学位满了。", "请转交{m}局长。", "跟{m}律师咨询过。",
    "我姐姐{m}在医院当护工。", "我老公{m}开货车。",
    "租客{m}搬走了。", "保安{m}打了人。", "护士{m}态度恶劣。", "监理{m}收了红包。", "项目经理{m}拖着不给钱。",
    "小组长{m}签的字。", "法定代表人为{m}。", "合同上的签字人是{m}。",
    "孩子叫{m}，六岁。", "我女儿{m}户口还没迁过来。", "我奶奶{m}九十岁了。", "我的同事{m}也遇到了。",
    "快递员{m}拒绝送上楼。", "街道干部{m}入户登记过。", "纳税人{m}，税号见附件。",
    "原房主{m}不配合过户。", "联系我：{m}", "我们推选{m}为代表。", "由{m}同志负责。", "投诉对象：{m}",
    "收货人{m}，地址见附件。", "死者{m}的家属还没拿到赔偿。", "工友{m}一起干的活。",
    "车主{m}愿意赔偿。", "亡夫{m}生前是教师。", "教练{m}乱收费。", "医保人{m}，参保地在外省。", "辅导员{m}通知的。",
    "村医{m}开的药。", "副镇长{m}包的片。", "妹夫{m}被打伤。",
)
_NAME_ALIKE = (
    "我叫了三次救护车都没来。", "我是高中毕业，找不到工作。", "联系人和电话都填过了。", "负责人不在，让我明天来。",
    "主任高高在上，不理人。", "书记关心群众，可是下面不办。",
    "经理方面一直没有回复。", "王女士说她也不清楚。", "张局长您好，给您添麻烦了。", "李师傅修了半天也没修好。",
    "姓名和身份证都核对过了。", "本人常年在外打工。",
    "本人明确表示不同意。", "我是马上要退休的人。", "申请人应当提交材料。", "投诉人数很多。", "当事人双方都在场。",
    "医生说要住院。", "老师说没有名额。",
    "房东要涨房租。", "老板欠薪不给。", "邻居家装修太吵。", "学生家长都不同意。", "户主不在家。",
    "我丈夫和我都下岗了。", "我儿子在外地上学。", "业主们都很着急。",
    "镇长任期快满了。", "民警同志辛苦了。", "同村的人都知道。", "村支书家里盖了新房。", "物业经理换了三个。",
    "陈某某已经被带走。", "周边居民意见很大。",
    "司机开得太快。", "患者排队两个小时。", "恳请领导帮忙。\n谢谢", "高层住户没水用。", "万一出了事谁负责。",
    "石材厂灰尘太大。", "金额核对过了。", "白天停电，晚上停水。",
    "方便的话请回电。", "我们是安置房住户。", "我是江边小区业主。", "村委会主任由群众选举。", "校长室没有人。",
    "城管队员执法粗暴。", "老师傅都不愿意干。",
)
_MOBILE = (
    "我的手机号是{m}。", "电话：{m}", "电话{m}，请回电。", "联系电话:{m}（同微信）", "请打{m}找我", "手机 {m}",
    "tel:{m}", "可以拨打{m}联系我们。", "他的号码{m}一直关机。",
    "对方用{m}给我打的电话", "联系方式：{m}；", "我的电话为{m}，24小时开机。", "（{m}）", "老板电话{m}打不通。",
    "{m}是我的号码。", "请加微信{m}。", "来电号码{m}", "李女士，{m}",
)
_LANDLINE = (
    "座机{m}没人接。", "家里电话：{m}", "固定电话 {m}", "单位电话是{m}。", "电话{m}", "打{m}总是占线。",
    "联系电话：{m}。", "传真：{m}",
)
_ID = (
    "身份证号：{m}", "身份证号码为{m}。", "我的身份证是{m}，请查。", "身份证{m}", "证件号码：{m}，", "公民身份号码{m}",
    "（身份证：{m}）", "证号{m}查不到记录。", "ID:{m}",
    "我填的是{m}这个证号。", "户口本上的身份证号是{m}。",
)
_CARD = (
    "卡号：{m}", "打到我的卡{m}上。", "银行卡{m}被冻结了。", "工行账号{m}", "社保卡银行账号为{m}。", "退款请打{m}",
    "账户：{m}，", "信用卡号{m}被盗刷。", "我的储蓄卡号是{m}。",
)
_EMAIL = ("邮箱：{m}", "请发到{m}。", "我的电子邮箱是{m}，", "资料已发{m}", "Email: {m}", "联系{m}即可。")
_QQ = ("QQ：{m}", "我的QQ号是{m}。", "qq {m}", "请加QQ{m}", "业主群QQ群号{m}", "扣扣{m}")
_WECHAT = ("微信：{m}", "微信号{m}", "我的微信号是{m}。", "加我微信{m}", "vx:{m}", "微信号：{m}，备注业主")
_PLATE = (
    "车牌{m}的货车天天超载。", "车牌号：{m}", "一辆{m}停在消防通道。", "我的车{m}被误拍。", "{m}乱停乱放。",
    "司机开的是{m}。", "牌照为{m}的大巴拒载。",
)
_PASSPORT = ("护照号{m}", "护照：{m}。", "我的护照号码是{m}，", "通行证{m}过期了。", "港澳通行证号码：{m}")

_NUMBER_ALIKE = (
    "打12345热线没人管。", "12315投诉过两次。", "拨打96333也没用。", "400-{d3}-{d4}一直占线。",
    "根据国发〔201{d1}〕{d2}号文件。", "2019年{month}月{day}日交的材料。",
    "20{d2}{month:02d}{day:02d}收到的短信。", "一共花了{d5}元。", "房款{d6}元早就交了。", "面积{d3}.{d2}平方米。",
    "订单号{d18}查不到。", "快递单号{d13}没人送。", "受理编号{year}{d10}。",
    "工单编号：{year}{month:02d}{day:02d}{d6}", "统一社会信用代码9133{d14}", "合同编号HT{year}{d6}",
    "公交{d3}路改线了。", "{d2}栋{d1}单元漏水。", "身高1{d2}厘米。", "欠费{d3}.{d2}元。",
    "案号（{year}）民初{d4}号", "发票号码{d8}", "水表号{d10}", "电费户号{d10}", "学籍号G{d17}", "不动产权第{d7}号",
    "宗地编号{d12}", "设备编号E{d8}", "型号K{d7}", "比例为{d2}%。",
    "从{year}年到2023年。", "{d4}-{d4}学年", "第{d3}条规定。", "共{d4}户{d5}人。", "海拔{d4}米。", "邮编{d6}",
    "经度1{d2}.{d6}", "股票代码{d6}", "身份证明要去社区开。", "银行卡办理要预约。",
    "手机号码实名登记。", "微信公众号查不了。", "QQ群里说过。", "邮箱地址填错了。", "车牌摇号太难。",
    "京沪高铁{d2}车厢。", "浙江A类企业", "粤港澳大湾区", "G{d4}次列车晚点。",
    "信访件编号：{year}{d8}", "业务流水号{year}{month:02d}{day:02d}{d10}", "批次{d12}", "条码69{d11}",
    "彩票期号{year}{d3}", "价格从{d4}涨到{d5}元", "电梯编号{d10}", "准考证号{d12}",
    "招标编号ZB-{year}-{d4}", "文件编号〔{year}〕{d3}", "专利号ZL{year}1{d7}", "{d3}万元", "温度2{d1}.{d1}度",
    "时间{day}:{d2}", "高度{d1}.{d2}米，长{d3}米", "QQ音乐版权", "微信支付失败",
)


def generate(mentions: int = 2400, look_alikes: int = 2400, seed: int = 20260, later: bool = True) -> list[Sample]:
    """Return sentences with one mention each and sentences with none, in a fixed order for a seed.

    Kinds of mentions: name, phone, identity, card, email, account, plate, passport; a third of them are names.
    """
    rng = random.Random(seed)
    makers: list[tuple[str, tuple[str, ...], Callable[[Random], str], int]] = [
        ("name", _NAME + _NAME_LATER if later else _NAME, person, 12), ("phone", _MOBILE, mobile, 7),
        ("phone", _LANDLINE, landline, 3), ("identity", _ID, identity, 4),
        ("card", _CARD, card, 3), ("email", _EMAIL, email, 2), ("account", _QQ, qq, 2), ("account", _WECHAT, wechat, 2),
        ("plate", _PLATE, plate, 2), ("passport", _PASSPORT, passport, 1),
    ]
    weights = [weight for *_, weight in makers]
    samples = []
    for _ in range(mentions):
        kind, templates, make, _weight = rng.choices(makers, weights)[0]
        before, after = rng.choice(templates).split("{m}")
        mention = make(rng)
        opening = rng.choice(_OPENINGS) + before
        closing = after
        if "\n" not in before:
            closing += ("" if after else "，") + rng.choice(_CLOSINGS)
        samples.append(Sample(opening + mention + closing, kind, len(opening), len(opening) + len(mention)))
    for i in range(look_alikes):
        template = rng.choice(_NAME_ALIKE if i % 3 == 0 else _NUMBER_ALIKE)
        text = rng.choice(_OPENINGS) + _filled(template, rng)
        text += "" if "\n" in template else rng.choice(_CLOSINGS)
        samples.append(Sample(text, "look-alike", -1, -1))
    return samples


def _filled(template: str, rng: Random) -> str:
    figures = {f"d{n}": "".join(rng.choice("0123456789" if i else "123456789") for i in range(n)) for n in range(1, 19)}
    return template.format(**figures, year=rng.randint(2008, 2024), month=rng.randint(1, 12), day=rng.randint(1, 28))


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
