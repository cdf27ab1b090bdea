"""Sentences with personal data and sentences with look-alikes, generated from a seed, for measuring the masking.

The wordings and the generators are written apart from the rules of `govtext.documents`: nothing is imported from
there, and no template was made by reading them. Every person, number and address is invented.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from govtext.bench import privacy_mentions as made
from govtext.bench import privacy_numbers as numbers
from govtext.bench import privacy_wordings as wordings

Random = random.Random


@dataclass(frozen=True)
class Sample:
    """A sentence; `start` and `end` bound the mention, both -1 for a look-alike."""

    text: str
    kind: str
    start: int
    end: int


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


_NAMES = _NAME + _NAME_LATER + wordings.NAMES_THIRD + wordings.NAMES_FOURTH + wordings.NAMES_FIFTH
_MAKERS: tuple[tuple[str, Callable[[Random], str], tuple[str, ...], int], ...] = (
    ("name", made.person, _NAMES, 12),
    ("phone", made.mobile, _MOBILE + numbers.NUMBERS["mobile"], 7),
    ("phone", made.landline, _LANDLINE + numbers.NUMBERS["landline"], 3),
    ("identity", made.identity, _ID + numbers.NUMBERS["identity"], 4),
    ("card", made.card, _CARD + numbers.NUMBERS["card"], 3),
    ("email", made.email, _EMAIL + numbers.NUMBERS["email"], 2),
    ("account", made.qq, _QQ + numbers.NUMBERS["qq"], 2),
    ("account", made.wechat, _WECHAT + numbers.NUMBERS["wechat"], 2),
    ("plate", made.plate, _PLATE + numbers.NUMBERS["plate"], 2),
    ("passport", made.passport, _PASSPORT + numbers.NUMBERS["passport"], 1),
)
_NAMES_ALIKE = _NAME_ALIKE + wordings.NAMES_ALIKE_THIRD + wordings.NAMES_ALIKE_FOURTH + wordings.NAMES_ALIKE_FIFTH
_NUMBERS_ALIKE = _NUMBER_ALIKE + numbers.NUMBERS_ALIKE


def generate(mentions: int = 2400, look_alikes: int = 2400, seed: int = 20260) -> list[Sample]:
    """Return sentences with one mention each and sentences with none, in a fixed order for a seed.

    Kinds of mentions: name, phone, identity, card, email, account, plate, passport; a third of them are names.
    """
    rng = random.Random(seed)
    weights = [weight for *_, weight in _MAKERS]
    samples = []
    for _ in range(mentions):
        kind, make, templates, _weight = rng.choices(_MAKERS, weights)[0]
        samples.append(_sample(kind, rng.choice(templates), make(rng), rng))
    return samples + _look_alikes(look_alikes, rng)


def generate_names(
    templates: Sequence[str], alike: Sequence[str], mentions: int = 2500, seed: int = 31
) -> list[Sample]:
    """Return sentences of one set of wordings: half with a name, half with what looks like one."""
    rng = random.Random(seed)
    samples = [_sample("name", rng.choice(templates), made.person(rng), rng) for _ in range(mentions)]
    for _ in range(mentions):
        text = rng.choice(_OPENINGS) + rng.choice(alike) + rng.choice(_CLOSINGS)
        samples.append(Sample(text, "look-alike", -1, -1))
    return samples


def _sample(kind: str, template: str, mention: str, rng: Random) -> Sample:
    before, after = template.split("{m}")
    opening = rng.choice(_OPENINGS) + before
    closing = after
    if "\n" not in before:
        closing += ("" if after else "，") + rng.choice(_CLOSINGS)
    return Sample(opening + mention + closing, kind, len(opening), len(opening) + len(mention))


def _look_alikes(count: int, rng: Random) -> list[Sample]:
    samples = []
    for i in range(count):
        template = rng.choice(_NAMES_ALIKE if i % 3 == 0 else _NUMBERS_ALIKE)
        text = rng.choice(_OPENINGS) + _filled(template, rng)
        text += "" if "\n" in template else rng.choice(_CLOSINGS)
        samples.append(Sample(text, "look-alike", -1, -1))
    return samples


def _filled(template: str, rng: Random) -> str:
    figures = {f"d{n}": "".join(rng.choice("0123456789" if i else "123456789") for i in range(n)) for n in range(1, 19)}
    return template.format(**figures, year=rng.randint(2008, 2024), month=rng.randint(1, 12), day=rng.randint(1, 28))
