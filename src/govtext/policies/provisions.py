"""What a clause lays down: definitions, duties, the body bound, deadlines and targets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from govtext.policies.numbering import value_of

_NUMERAL = r"(?:[0-9]+|[一二三四五六七八九十百两]+)"
_DEADLINE = re.compile(
    rf"(?:自[^，。；：\n]{{2,30}}之日起)?\s?(?P<number>{_NUMERAL})\s?(?P<half>个半)?个?"
    r"(?P<unit>工作日|小时|分钟|日|天|周|月)(?:之内|以内|内)"
    r"|(?P<now>当场|当日|即时|当天)(?=[^，。；]{0,6}(?:办|作|受|答|登|转|处|决|予|告))"
)
_TARGET = re.compile(
    r"[^，。；：、\n]{0,24}?(?:[0-9]+(?:\.[0-9]+)?\s?[%％]|百分之[一二三四五六七八九十百]+)(?:以上|以内|以下|左右)?"
    r"|(?:不少于|不低于|不超过|达到|达|增至|压缩至|压缩到|控制在|减至|突破|新增|新建|建成|完成|改造)[^，。；：、\n]{0,10}?"
    r"[0-9]+(?:\.[0-9]+)?(?:万|亿|千|百)?"
    r"(?:个工作日|个百分点|个|家|项|人|户|套|公里|亩|元|所|座|件|次|天|小时|吨|万元|亿元)(?:以上|以内|以下|左右)?"
)
_DEFINITION = re.compile(
    r"(?:本(?:法|条例|规定|办法|细则|意见|方案))?所称的?(?:“(?P<a>[^”]{1,20})”|(?P<b>[^，。：“”]{2,20}?))(?:，(?:是)?指|是指|，?包括)"
    r"|以下(?:简称|统称|称)[“《]?(?P<c>[^”》）)，。]{1,20})"
    r"|(?:^|\n)(?P<d>[^，。：\n]{2,20})，是指"
)
_BEFORE_TERM = re.compile(r"^(?:[（(][^）)]{1,3}[）)]|本(?:法|条例|规定|办法|细则|意见|方案)?所称的?)")
_OBLIGATION = re.compile(
    r"应当|必须|须(?=[^，。]{1,20})|应(?=[在按及将于由向对依自当])|由(?=[^，。]{2,30}(?:负责|组织|承担))"
)
_PROHIBITION = re.compile(r"不得|禁止|严禁|不准|不许")
_PERMISSION = re.compile(r"可以|有权|可(?=[在向依按以])|鼓励|支持(?=[^，。]{0,20}(?:建立|开展|参与|设立))")
_MODAL = re.compile(r"应当|必须|不得|禁止|可以|有权|负责|依法|责令")
_ORGAN = (
    "人民政府|政府(?!采购|网|购买)|行政机关|国家机关|工作机构|管理部门|主管部门|工作部门|职能部门|部门|机构|机关|委员会|办公厅|办公室|"
    "派出所|人民法院|人民检察院|"
    "法院|检察院|政务服务中心|中心|单位|组织(?!能力)|企业|工作人员|办事处|协会|商会|公安局|税务局|管理局|厅|局|窗口|"
    "业主大会|业主|信访人|申请人|用人单位|个人|公民|职工|(?<!责任)主体(?!责任|地位|资格|多元)|新闻媒体|海关|国务院|银行|董事|"
    "常委会|受理人员|联席会议"
)
_SUBJECT = re.compile(
    r"(?:^|[，。；：\n）)])\s?(?P<subject>[^，。；：\n（）()]{2,60}?)(?=应当|必须|不得|可以|有权|负责)"
)
_LAST_ORGAN = re.compile(
    r"^(?:(?:对|在|经|由|自|按照|根据|除)[^，。]*?(?:的|后|时))?"
    rf"(?P<body>.*(?:{_ORGAN}|人员|对象|人|户主|学校|医院))"
)
# What a body does before the comma that parts it from its duty: 承办单位接到事项后，应当……
_DOES = (
    "收到|接到|受理|办理|处理|作出|做出|制定|提出|采用|采取|发现|开展|组织|实施|实行|承接|完成|需要|选聘|会同|公开|依申请|利用|"
    "进行|建立|要求|认为|起草|承办|违法|接听|提供|存在|统一|不能|依法|变更|使用|聘请|享有|"
    "在|对|因|经|与|按|依|从|为|以|于|未"
)
# What begins so or holds such a word is no body but what is done, or for whom.
_NO_BODY = re.compile(
    r"^(?:在|因|经|除|为|向|与|按照|根据|依照|依法|违反|属于|需要|涉及|制定|设定|实施|起草|鼓励|支持|发现|其合法|或者|以及|并|不(?!动产)|应|对(?![^，]*的))"
    r"|应当|必须|不得|可以|能够|提交|组织(?=能力)"
)
# 对某企业，可以……: whom it is done to; 某人有证据证明某机关……，有权: the one is bound, the other entitled.
_NOT_ENTITLED = re.compile(r"^对|证据证明")
_INSIDE = re.compile(r"应当|必须|不得|可以")
_MEETS = re.compile(r"应当|必须|不得|可以|发现|会同")
_APART = re.compile(
    rf"(?:(?P<first>^|[。；\n])|，)\s*(?P<body>(?:[^，。；：\n（）()]|（[市区县、旗]{{1,5}}）){{0,50}}?(?:{_ORGAN}))(?:[（(][^）)]{{1,30}}[）)])?"
    rf"(?=(?P<more>(?:(?:{_DOES})[^，。；\n]{{0,80}})?(?P<pieces>(?:，[^，。；\n]{{0,60}}){{0,3}}?)，(?:一般|还|同时|均|都)?(?:应当|必须|不得|(?P<may>可以|有权))))"
)
_BY = re.compile(rf"(?:应当|必须)(?:依法)?由(?P<body>[^，。；：\n（）()]{{1,40}}?(?:{_ORGAN}|双方))(?=[^、和及与的])")
# A body whose short name stands between it and its duty: 某机构(以下统称承办机构)应当.
_NAMED = re.compile(
    rf"(?:^|[，。；\n])\s*(?P<body>[^，。；：\n（）()]{{0,50}}?(?:{_ORGAN}))"
    r"[（(]以下[^）)]{1,30}[）)](?=应当|必须|不得|可以|有权)"
)
# Who is answerable: 某局及其工作人员违反规定，有下列情形之一的.
_ANSWERS = re.compile(
    rf"(?:^|[。；\n])\s*(?P<body>[^，。；：\n（）()]{{0,50}}?(?:{_ORGAN}))"
    r"(?:(?:在|违反|不履行|实施)[^，。；：\n]{0,30})?，?有下列(?:情形|行为)之一"
)
# What falls to a body: 由所涉及的单位协商受理; and what a body does by its office: 某机构受理下列事项.
_FALLS = re.compile(
    rf"(?<!转)由(?P<body>[^，。；：\n（）()由]{{0,40}}?(?:{_ORGAN}|第三人))"
    r"(?=(?:依法|按照[^，。；]{1,12}规定|统一|共同|协商|直接|先行|继续)?"
    r"(?:责令|受理|决定|确定|组织|支付|负担|牵头|给予|处理|协调|实施|追究|收缴|补足|退还|承担|负责))"
)
_OFFICE = re.compile(
    rf"(?:^|[。\n])\s*(?P<body>[^，。；：\n（）()]{{0,40}}?(?:{_ORGAN}))"
    r"(?:依据[^，。；]{1,16}，|依法|统一(?:组织)?)?(?:受理|发挥|履行|行使|督促检查)(?=[^，。；\n]{2})"
)
# The whole place or state is bound where a sentence names nobody else.
_PLACE = re.compile(r"(?:^|[。\n])\s*(?P<body>本[市省区县]|国家)(?=[^，。；\n]{2,60}，[^。\n]{0,80}?(?:应当|必须))")
# What an expression finds nothing without. Each begins with what may be anything: it is tried at every place, while
# these, which few clauses hold, are sought in a tenth of the time.
_LIMITED = re.compile("(?:日|天|周|月|小时|分钟)(?:之内|以内|内)|当场|当日|即时|当天")
_NUMBERED = re.compile("[0-9]|百分之")
_COMMA_MODAL = re.compile("，(?:一般|还|同时|均|都)?(?:应当|必须|不得|可以|有权)")
_HOLDS_OFFICE = re.compile("受理|发挥|履行|行使|督促检查")
# No target reaches over one of these.
_BETWEEN_TARGETS = re.compile("[，。；：、]")
# A working week has five days of seven.
_DAYS = {"工作日": 7 / 5, "日": 1.0, "天": 1.0, "周": 7.0, "月": 30.0, "小时": 1 / 24, "分钟": 1 / 1440}


@dataclass(frozen=True)
class Deadline:
    """A time limit: verbatim, its place, and its length in calendar days (5 working days are 7)."""

    text: str
    start: int
    end: int
    days: float
    working: bool


@dataclass(frozen=True)
class Provision:
    """What a clause lays down.

    Attributes:
        duty: "prohibition", "obligation", "permission" or None, the strongest that stands in it.
        obligations, prohibitions, permissions: how often each stands.
        bodies: who is bound or entitled, in order, verbatim.
        deadlines, targets, defines: time limits, quantities aimed at, terms defined.
    """

    duty: str | None
    obligations: int
    prohibitions: int
    permissions: int
    bodies: tuple[str, ...]
    deadlines: tuple[Deadline, ...]
    targets: tuple[str, ...]
    defines: tuple[str, ...]


def read(text: str) -> Provision:
    """Return what the wording of a clause lays down; offsets of deadlines are into `text`."""
    obligations = len(_OBLIGATION.findall(text))
    prohibitions = len(_PROHIBITION.findall(text))
    permissions = len(_PERMISSION.findall(text))
    duty = "obligation" if obligations else "prohibition" if prohibitions else "permission" if permissions else None
    return Provision(
        duty, obligations, prohibitions, permissions,
        bodies=tuple(dict.fromkeys(_bodies(text))) if _MODAL.search(text) else (),
        deadlines=tuple(deadlines(text)),
        targets=tuple(dict.fromkeys(_targets(text))),
        defines=tuple(dict.fromkeys(_terms(text))),
    )


def deadlines(text: str) -> list[Deadline]:
    """Return the time limits that stand in `text`: 五个工作日内, 自受理之日起六十日内, 当场."""
    found: list[Deadline] = []
    if _LIMITED.search(text) is None:
        return found
    for match in _DEADLINE.finditer(text):
        if match["now"]:
            found.append(Deadline(match.group(), match.start(), match.end(), 0.0, False))
            continue
        number = value_of(match["number"]) + (0.5 if match["half"] else 0)
        if number:
            unit = match["unit"]
            begin = match.start() + len(match.group()) - len(match.group().lstrip())
            days = round(number * _DAYS[unit], 6)
            found.append(Deadline(text[begin : match.end()], begin, match.end(), days, unit == "工作日"))
    return found


def _targets(text: str) -> list[str]:
    if _NUMBERED.search(text) is None:
        return []
    numbered = filter(_NUMBERED.search, _BETWEEN_TARGETS.split(text))
    return [match.group().strip() for piece in numbered for match in _TARGET.finditer(piece)]


def _bodies(text: str) -> list[str]:
    found = []
    for match in _SUBJECT.finditer(text):
        organ = _LAST_ORGAN.match(match["subject"])
        if organ and len(organ["body"]) >= 2 and not _INSIDE.search(organ["body"]):
            found.append(organ["body"].strip("　 "))
    # Where the body stands apart from its duty: before a comma, or after 由.
    for match in _APART.finditer(text) if _COMMA_MODAL.search(text) else ():
        body = match["body"].strip("　 ")
        if match["may"] is not None and _NOT_ENTITLED.search(body):
            continue
        if len(body) >= 2 and not _NO_BODY.match(body) and (match["first"] is not None or not match["pieces"]):
            found.append(body)
    found += [match["body"] for match in _BY.finditer(text)]
    further = (
        (_NAMED, "（以下" in text or "(以下" in text), (_ANSWERS, "有下列" in text), (_FALLS, "由" in text),
        (_OFFICE, _HOLDS_OFFICE.search(text) is not None),
    )
    for pattern in (pattern for pattern, possible in further if possible):
        bodies = (match["body"].strip("　 ") for match in pattern.finditer(text))
        found += [body for body in bodies if len(body) >= 2 and not _NO_BODY.match(body) and not _MEETS.search(body)]
    return found or [match["body"] for match in _PLACE.finditer(text)]


def _terms(text: str) -> list[str]:
    if "称" not in text and "是指" not in text:
        return []
    terms = (next(term for term in match.groups() if term) for match in _DEFINITION.finditer(text))
    return [_BEFORE_TERM.sub("", term).strip("“”《》 　") for term in terms]
