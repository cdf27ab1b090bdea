"""Names of persons in texts: after 我叫, 联系人, 姓名, kinship and roles, beside titles, and as signatures.

A surname alone does not name anybody (张女士, 王局长 stay as written). What a dictionary knows as another word is no
name.
"""

from __future__ import annotations

import re
from functools import lru_cache

from govtext.documents.name_characters import AMBIGUOUS, COMPOUND, CORE, GIVEN, PERSON_ENDS, SURNAMES

_SURNAME = f"(?:{COMPOUND}|[{SURNAMES}])"
_HAN = r"[\u3400-\u9fff]"
_NOT_GIVEN = "的了是吗们呢吧啊这那哪我你他她它您谁啥么某"
# a given name does not end like a place, an office or a form of address
_NOT_LAST = frozenset("村镇乡区县市省局站街巷厂队组所院校店部委处科楼苑路镇人事")
_GIVEN = rf"(?:(?![{_NOT_GIVEN}]){_HAN})"
# a second given character that is more likely the next word
_NEXT_WORD = frozenset(
    "是系在今现家住来从于男女的和与及因自我你他为有也已到说被将要向对身电手联年等一以同就曾都去不跟把给让后前称并"
    "且又所、"
)
_MINORITY = rf"{_HAN}{{2,8}}[·•]{_HAN}{{2,8}}"

_STRONG = (
    r"我叫做?|本人叫|我的名字[叫是]|名字[叫是为]|名叫|姓名|真名|本名|我名|署名|落款"
)
_ROLES = (
    r"联系人|联络人|投诉人|举报人|反映人|反应人|申请人|当事人|来信人|信访人|写信人|上访人|求助人|诉求人|来电人|"
    r"留言人|咨询人|被投诉人|被举报人|"
    r"代表人|代理人|委托人|法人代表|法定代表人|法人|负责人|经办人|责任人|承包人|实际控制人|户主|业主代表|村民代表|"
    r"居民代表|职工代表|业主|村民|居民|"
    r"患者|病人|死者|伤者|被告人?|原告人?|受害人|被害人|嫌疑人|房主|车主|房东|收件人|寄件人|收货人|持卡人|参保人|"
    r"学生|考生|家长|"
    r"监护人|见证人|证人|邻居|同事|同学|战友|老乡|亲戚|朋友|网友|包工头|承包商|开发商|老板娘?|中介|驾驶员|司机|户名|"
    r"收款人|借款人|担保人|签名|"
    r"丈夫|妻子|老公|老婆|爱人|儿子|女儿|父亲|母亲|爸爸|妈妈|哥哥|弟弟|姐姐|妹妹|爷爷|奶奶|外公|外婆|岳父|岳母|公公|"
    r"婆婆|儿媳|女婿|孙子|孙女|侄子|"
    r"同村的?|同组的?|邻村的|隔壁的?|对门的?|楼上的|楼下的|签字的是|签名的是|经手的是|负责的是|办事的是|接待的是|"
    r"动手的是|当时是|带头的是|"
    r"大伯|叔叔|舅舅|姑姑|姨妈|堂弟|堂哥|表弟|表哥|嫂子|配偶|男友|女友|未婚夫|未婚妻"
)
TITLES = (
    r"先生|女士|小姐|同志|师傅|大爷|大妈|大姐|大哥|阿姨|叔叔|老师|教师|教授|医生|大夫|护士|律师|会计|法官|检察官|"
    r"警官|民警|警察|辅警|交警|城管|"
    r"书记|副书记|主任|副主任|局长|副局长|科长|副科长|处长|副处长|厅长|部长|队长|副队长|所长|副所长|校长|副校长|院长|"
    r"副院长|园长|经理|总经理|"
    r"副总经理|董事长|站长|副站长|镇长|副镇长|乡长|村长|村主任|村支书|支书|组长|社长|会长|理事长|馆长|行长|主席|市长|"
    r"副市长|县长|副县长|区长|副区长|"
    r"省长|州长|专员|干事|干部|村干部|网格员|客服|老板|总监|主管|班主任|业务员|工作人员"
)
_TITLE_WORDS = frozenset(TITLES.split("|"))
_BOUNDARY = r"(?=$|[^\u3400-\u9fff]|电话|手机|身份证|联系|性别|男|女|住址|地址|年龄)"
_SPACE = r"[ \t\u3000\xa0]{0,3}"
_STRONG_NAME = re.compile(
    rf"(?:{_STRONG}){_SPACE}(?:[是为叫:：]{_SPACE}|[“\"（(]){{0,2}}(?P<name>{_MINORITY}|"
    rf"{_SURNAME}(?P<given>{_GIVEN}{{1,3}}))"
)
_ROLE_MARKED = re.compile(
    rf"(?:{_ROLES}){_SPACE}(?:姓名)?(?:[:：是为叫]|名叫|叫做|[（(“]){_SPACE}(?P<name>{_MINORITY}|"
    rf"{_SURNAME}(?P<given>{_GIVEN}{{1,3}}))"
)
_ROLE_BARE = re.compile(rf"(?:{_ROLES}){_SPACE}(?P<name>{_SURNAME}(?P<given>{_GIVEN}))")
_I_AM = re.compile(
    rf"(?:我是[^，。；,;\n]{{2,14}}?的|我是|本人|我系|我乃){_SPACE}[:：]?(?P<name>{_SURNAME}{_GIVEN}{{1,2}})(?=$|[^\u3400-\u9fff]|[男女]|电话|"
    rf"手机|身份证)"
)
_TITLE_AFTER = re.compile(rf"(?=(?P<name>{_SURNAME}{_GIVEN}{{1,2}}?)(?:{TITLES}))")
_TITLE_BEFORE = re.compile(rf"(?:{TITLES}){_SPACE}[:：]?(?P<name>{_SURNAME}(?P<given>{_GIVEN}))")
# looked for at every character: 练 of 教练 is a surname, and must not hide the name behind it
_ANYWHERE = re.compile(rf"(?=(?P<name>{_SURNAME}(?P<given>[{''.join(sorted(GIVEN))}]{{1,2}})))")
_SIGNATURE = re.compile(
    rf"(?:^|\n|[。！!？?；;]\s{{0,6}})(?:{_SPACE})(?!谢谢)(?P<name>{_SURNAME}{_GIVEN}{{1,2}}){_SPACE}"
    r"(?:[\d〔(（+].{0,40})?(?:\n.{0,30}\d.{0,30})?\s*$"
)
_WHOLE_NAME = re.compile(rf"(?:{_SURNAME}{_GIVEN}{{1,2}}|{_MINORITY})")


def is_name(text: str) -> bool:
    """True when a cell is one Chinese name (two to four characters, or with a middle dot) and no other word."""
    text = text.strip()
    return bool(_WHOLE_NAME.fullmatch(text)) and text[-1] not in _NOT_LAST and not _is_word(text)


def find_names(text: str, known: tuple[str, ...] = ()) -> list[tuple[int, int, str]]:
    """Return (start, end, "name") of each name, in order and without overlap.

    Args:
        text: any text.
        known: names that other columns of the same row give; found wherever they stand.

    A name that stands once in a firm context is then found everywhere in the text.
    """
    spans: list[tuple[int, int]] = []
    firm: list[str] = [name for name in known if is_name(name)]
    for pattern in (_STRONG_NAME, _ROLE_MARKED):
        for match in pattern.finditer(text):
            end = _firm_end(text, match)
            name = text[match.start("name") : end]
            if text[match.start("name") - 1] in "“\"" and text[end : end + 1] not in ("”", '"'):
                # a longer title between quotation marks, not a name
                continue
            if len(name) < 2 or name[1:] in _TITLE_WORDS or (name[-1] in _NOT_LAST and pattern is _ROLE_MARKED):
                continue
            bare = pattern is _STRONG_NAME and match.start("name") == match.start() + 2
            if bare and name[0] in AMBIGUOUS and match[0].startswith(("姓名", "署名", "落款")):
                continue
            if not _is_word(name, tolerant=pattern is _STRONG_NAME):
                spans.append((match.start("name"), end))
                firm.append(name)
    for pattern, span_of in _WEAK:
        for match in pattern.finditer(text):
            span = span_of(text, match)
            if span:
                spans.append(span)
                if span[1] - span[0] >= 3:
                    firm.append(text[span[0] : span[1]])
    for name in sorted(set(firm), key=lambda n: (-len(n), n)):
        if len(name) >= 3 or not _is_word(name):
            start = text.find(name)
            while start >= 0:
                spans.append((start, start + len(name)))
                start = text.find(name, start + len(name))
    return [(start, end, "name") for start, end in _without_overlap(spans)]


def _firm_end(text: str, match: re.Match[str]) -> int:
    """Where a name ends that an introducing word announces: by what follows, else by the second given character."""
    start, given = match.start("name"), match["given"]
    if given is None:
        return match.end("name")
    first = match.start("given")
    after = text[first + 1 : first + 3]
    if not after or not _han(after[0]) or after[0] in _NOT_GIVEN:
        return first + 1
    third = after[1:2]
    if after[0] in "男女，" or (after[0] in _NEXT_WORD and third and _han(third)):
        return first + 1
    if _is_word(after) and third and _han(third) and after[0] not in "文志建国小晓春秋明永海":
        # 我叫王强今年: the next two characters are a word of their own
        following = text[first + 3 : first + 4]
        if not following or _han(following):
            return first + 1 if after in _CONTINUATIONS else first + 2
    return min(first + 2, match.end("name")) if start < first else match.end("name")


_CONTINUATIONS = frozenset([
    "今年", "现年", "现在", "现住", "家住", "住在", "来自", "身份", "电话", "联系", "手机", "本人", "由于", "因为",
    "毕业", "出生", "从事", "购买", "参加", "户籍", "户口", "原来", "目前", "一直", "一名", "一个", "我们",
])


def _weak_span(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    start, end = match.span("name")
    name = text[start:end]
    if _is_word(name) or name[-1] in _NOT_LAST or name[1:] in _TITLE_WORDS or name[0] == name[1]:
        return None
    if name[0] in AMBIGUOUS and name[1] not in GIVEN:
        return None
    if len(name) == 2:
        return start, end
    begins, ends = _is_word(name[:2]) and _han(text[end : end + 1]), _is_word(name[1:]) and name[0] in AMBIGUOUS
    return None if begins or ends else (start, end)


def _open_span(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """A name behind a role or title whose end nothing marks: it ends where its characters stop being those of names."""
    start, first = match.start("name"), match.start("given")
    surname = text[start:first]
    if text[first] not in GIVEN or text[first] == surname[-1]:
        return None
    second, third, fourth = (text[first + i : first + i + 1] for i in (1, 2, 3))
    end = first + 1
    if second in GIVEN and second:
        next_word = _han(third) and _is_word(second + third) and not (_han(fourth) and _is_word(third + fourth))
        end = first + 1 if next_word else first + 2
    name = text[start:end]
    bounded = not _han(text[end : end + 1]) or text[end] in _AFTER
    if _is_word(name) or name[1:] in _TITLE_WORDS or name[-1] in _NOT_LAST:
        return None
    if _is_word(surname + text[first]) and (not bounded or len(name) == 2):
        return None
    if len(name) == 3 and not bounded and _is_word(name[1:]) and not any(char in CORE for char in name[1:]):
        return None
    if surname in AMBIGUOUS and (not bounded if len(name) == 2 else _is_word(name[1:]) or _is_word(name[:2])):
        return None
    return start, end


def _before_title(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """A name in front of a title; what stands before it must not be one word with its first character."""
    start, end = match.span("name")
    before = text[start - 1 : start] if start else ""
    given = text[start + 1 : end]
    if not all(char in GIVEN for char in given[-2:]):
        return None
    joined = _han(before) and before not in _LEFT
    if joined and (text[start] in AMBIGUOUS or _is_word(before + text[start]) or len(given) == 1):
        return None
    return _weak_span(text, match)


def _anywhere(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """A name by its own characters: the less the words around it say, the more these must."""
    start, first, end = match.start("name"), match.start("given"), match.end("name")
    surname, before = text[start:first], text[start - 1 : start]
    person = before in PERSON_ENDS or before in "：:" or before == "是" if before else False
    if not person and _han(before) and before not in _LEFT:
        return None
    span = _open_span(text, match)
    if span is None:
        return None
    name = text[start : span[1]]
    after = text[span[1] : span[1] + 1]
    core = sum(char in CORE for char in name[len(surname) :])
    if after in "〔[【（(" and after and text[span[1] + 1 : span[1] + 2].isdigit():
        # 云建办〔2013〕: a document number
        return None
    if after in _PLACE_ENDS or text[span[1] : span[1] + 2] in _ORGANISATIONS:
        return None
    if name[-1] in _PLACE_LAST and not person:
        return None
    if _is_word(name[:2]) or _is_word(name[1:]) or (_han(before) and _is_word(before + surname[0])):
        return None
    if len(name) - len(surname) == 1:
        closed = not _han(after) or after in _AFTER
        firm = core and ((person and (surname not in AMBIGUOUS or closed)) or (before in _CHOSEN and closed))
        return span if firm and not _is_word(name[-1] + after) and (before in "：:" or _han(before)) else None
    bounded = (not _han(after) or after in _AFTER) and (before in _LEFT or person)
    needed = 1 if (person and surname not in AMBIGUOUS) or bounded else 2
    next_word = _han(after) and _is_word(name[-1] + after) and end > span[1]
    return span if core >= needed and not next_word else None


_ORGANISATIONS = frozenset(
    [
        "地产", "公司", "集团", "小区", "花园", "大厦", "广场", "宾馆", "酒店", "学校", "中学", "小学", "医院",
        "社区", "水岸", "国际", "置业", "物业", "建设", "投资", "幼儿", "超市", "商城", "家园", "科技", "教育",
        "文化", "传媒",
    ]
)
_PLACE_LAST = frozenset("山湖河江海洋林泉川岭溪湾")
_PLACE_ENDS = frozenset("路街巷村镇苑园府城里湾桥庄屯乡县区市大小中学校医院公司厂店楼广场站寺湖河山岛港广")
# what stands behind a name as often as not, and in front of one that is put forward
_AFTER = frozenset("说称是在的也被把和与不打收开来去签通拒愿没已先负同为让叫要将就都却给向从及等曾一")
_CHOSEN = frozenset("选荐举交托派约报诉告映")
_LEFT = _CHOSEN | frozenset(
    "的由和与向被找是叫给跟让请问对及到去来帮从了过局委办处科所队院校司村镇组部会站厅区市县乡社中店厂班在把将经等"
    "、"
)


def _han(char: str) -> bool:
    return bool(char) and "\u3400" <= char <= "\u9fff"


_WEAK = (
    (_ROLE_BARE, _open_span), (_I_AM, _weak_span), (_TITLE_AFTER, _before_title), (_TITLE_BEFORE, _open_span),
    (_SIGNATURE, _weak_span), (_ANYWHERE, _anywhere),
)


def _without_overlap(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda s: (s[0], -s[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _is_word(candidate: str, tolerant: bool = False) -> bool:
    """True when the dictionary knows the candidate as something other than a person's name."""
    if tolerant and len(candidate) >= 3:
        return False
    return candidate in _other_words()


@lru_cache(maxsize=1)
def _other_words() -> frozenset[str]:
    """Words of two or three characters of jieba's dictionary that begin like a name and are none."""
    import jieba

    found = set()
    with jieba.get_dict_file() as lines:
        for raw in lines:
            word, _, tag = raw.decode("utf-8").strip().split(" ")[:3]
            if 2 <= len(word) <= 3 and not tag.startswith("nr"):
                found.add(word)
    return frozenset(found)
