"""The coder on invented sentences: frames, sides, evidence, and a codebook of another kind."""

import pickle
import tomllib
from pathlib import Path

import pytest

from govtext.errors import GovtextError
from govtext.issues.coding.batch import LAYERS, LEXICON, WHOLE_TEXTS, code_batch, code_text, load_coder
from govtext.issues.coding.codebook import read_codebook
from govtext.issues.coding.coder import Coder
from govtext.issues.coding.frame import Frame
from govtext.lexicons import Lexicons

BOOK = Path(__file__).parents[4] / "pipeline" / "lexicons" / "service_problems.toml"


@pytest.fixture(scope="module")
def coder() -> Coder:
    return load_coder(Lexicons({name: BOOK.parent / name for name in (LEXICON, *LAYERS, WHOLE_TEXTS)}))


def codes(coder: Coder, text: str, title: str = "关于一件事") -> set[str]:
    return {row["code"] for row in code_text("c1", f"{title}\n{text}", coder)[1]}


def examples() -> list[tuple[str, str, bool]]:
    book = tomllib.loads(BOOK.read_text(encoding="utf-8"))
    return [(code["code"], e["text"], e["coded"]) for code in book["codes"] for e in code["examples"]]


@pytest.mark.parametrize(("code", "text", "coded"), examples())
def test_the_codebooks_own_examples(coder: Coder, code: str, text: str, coded: bool) -> None:
    assert (code in codes(coder, text)) is coded


@pytest.mark.parametrize(
    ("text", "code", "coded"),
    [
        ("我们向街道反映了四次，一点下文都没有。", "slow_response", True),
        ("我们向物业反映了四次，一点下文都没有。", "slow_response", False),
        ("希望各单位不要互相推诿。", "buck_passing", False),
        ("窗口的人不推诿、不敷衍，办得很快。", "buck_passing", False),
        ("区里说找市里，市里又说找区里。", "buck_passing", True),
        ("如果工作人员态度恶劣，我会投诉。", "poor_attitude", False),
        ("窗口工作人员态度恶劣。", "poor_attitude", True),
        ("健身房老板态度恶劣。", "poor_attitude", False),
        ("城管对违建视而不见。", "weak_enforcement", True),
        ("预约平台一直打不开，客服电话没人接。", "online_inconvenience", True),
        ("同样是老教师，为什么别人都补发了，我们却没有？", "inconsistent_standards", True),
    ],
)
def test_the_frame_decides(coder: Coder, text: str, code: str, coded: bool) -> None:
    assert (code in codes(coder, text)) is coded


def test_rows_are_verbatim_and_complete(coder: Coder) -> None:
    batch = [
        {"doc_id": "c1", "title": "请问谁管", "text": "街道和社区互相推诿，反映多次至今没有解决。请尽快处理！"},
        {"doc_id": "c2", "title": "咨询公园开放时间", "text": "请问新公园几点开门？"},
        {"doc_id": "c3", "title": "", "text": ""},
    ]
    types, problems = code_batch(batch, coder)
    assert [row["doc_id"] for row in types] == ["c1", "c2", "c3"]
    assert types[1]["request_type"] == "inquiry"
    texts = {row["doc_id"]: f"{row['title']}\n{row['text']}" for row in batch}
    assert {"buck_passing", "slow_response"} <= {row["code"] for row in problems}
    for row in problems:
        assert texts[row["doc_id"]][row["start"] : row["end"]] == row["evidence"] != ""
        assert 0.5 <= row["score"] <= 1.0
    asked = types[0]
    assert texts["c1"][asked["demand_start"] : asked["demand_end"]] == asked["demand_evidence"]
    assert asked["severity"] >= 1
    assert len(asked["severity_cues"]) == len(asked["severity_evidence"])


def test_a_coder_travels_to_a_worker(coder: Coder) -> None:
    copy = pickle.loads(pickle.dumps(coder))
    text = "标题\n两个部门互相推诿。"
    assert code_text("c", text, copy) == code_text("c", text, coder)


def test_who_is_faulted(coder: Coder) -> None:
    text = "标题\n物业收了钱，却从不打扫。街道知道，也不管。"
    frame = Frame(text, coder.codebook)
    assert frame.side_at(text.index("不打扫"), text.index("不打扫") + 3) == "private"
    assert frame.side_at(text.index("也不管"), text.index("也不管") + 3) == "public"


@pytest.mark.parametrize("party", ["[a-z]{2,}", "[^，]{1,3}公司", "某.{0,2}", "(?i)acme公司"])
def test_parties_of_any_kind_of_pattern_are_found(party: str) -> None:
    book = tomllib.loads(SMALL) | {"actors": {"private": [party], "public": ["街道"]}}
    frame = Frame("标题\n街道说好。某acme公司把路灯弄坏了。", read_codebook(book))
    assert frame.side_at(frame.text.index("弄坏"), frame.text.index("弄坏") + 2) == "private"
    assert frame.side_at(frame.text.index("说好"), frame.text.index("说好") + 2) == "public"


def test_many_at_once_are_coded_as_one_by_one(coder: Coder) -> None:
    texts = [text for _, text, _ in examples()]
    rows = [{"doc_id": f"c{n}", "title": texts[n - 1], "text": text} for n, text in enumerate(texts)]
    types, problems = code_batch(rows, coder)
    single = [code_text(row["doc_id"], f"{row['title']}\n{row['text']}", coder) for row in rows]
    assert types == [kind for kind, _ in single]
    assert problems == [row for _, found in single for row in found]


SMALL = """
name = "hotline"
[groups]
lamp = ["路灯", "街灯"]
[frames]
wish = ["希望"]
[[codes]]
code = "street_light"
label = "路灯"
label_en = "Street light"
[[codes.rules]]
name = "dark"
any = ["{lamp}~(?:不亮|坏)"]
who = "any"
[[types]]
code = "repair"
label = "报修"
label_en = "Repair"
[[types.rules]]
name = "broken"
any = ["坏了"]
[[types]]
code = "praise"
label = "表扬"
label_en = "Praise"
prior = 0.1
"""


@pytest.mark.parametrize(
    ("text", "rule", "hit"),
    [
        ("楼下烧烤店油烟扰民，反映了很多次一直得不到解决。", "slow_response.told_in_vain", True),
        ("我们找烧烤店老板反映了很多次一直得不到解决。", "slow_response.told_in_vain", False),
        ("多次上访街道，街道办却敷衍业主。", "poor_attitude.perfunctory", True),
        ("请整治形式主义和官僚主义。", "poor_attitude.perfunctory", False),
        ("街道说不敷衍群众。", "poor_attitude.perfunctory", False),
        ("村民怕村干部打击报复，没有署名。", "poor_attitude.makes_difficulties", False),
        ("两次去窗口，得到两个答复。", "opaque_information.contradictory", True),
        ("希望街道给我一个答复。", "opaque_information.contradictory", False),
        ("这事到底归谁管，社区也不知道归哪个部门管。", "buck_passing.nobody_owns_it", True),
        ("别人家一亩补三千元，我们只补一千五。", "inconsistent_standards.others_may", True),
        ("附近都拆了，为何只剩下我们这一排。", "inconsistent_standards.only_we", True),
        ("请交警公正处理这起事故。", "inconsistent_standards.wants_equal_treatment", False),
        ("家长们不认可这个说法。", "rigid_rules.refused_by_rule", False),
        ("跑遍了所有部门，递交了一大堆材料。", "cumbersome_procedures.running_about", True),
    ],
)
def test_what_a_rule_takes_and_refuses(coder: Coder, text: str, rule: str, hit: bool) -> None:
    assert (rule in {found.rule.name for found in coder.hits(f"关于一件事\n{text}")}) is hit


def test_another_codebook_runs_without_a_change_of_code() -> None:
    coder = Coder(read_codebook(tomllib.loads(SMALL)))
    types, problems = code_batch([{"doc_id": "c1", "title": "报修", "text": "门口路灯又坏了。希望路灯不坏。"}], coder)
    assert [(row["code"], row["evidence"]) for row in problems] == [("street_light", "路灯又坏")]
    assert types[0]["request_type"] == "repair"
    assert types[0]["demand"] is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ('code = "street_light"', "lower"),
        ("label_en = \"Street light\"\n", "label_en"),
    ],
)
def test_a_wrong_codebook_is_one_clear_line(change: str, message: str) -> None:
    broken = SMALL.replace(change, 'code = "Street Light"' if message == "lower" else "", 1)
    with pytest.raises(GovtextError) as caught:
        read_codebook(tomllib.loads(broken), "book.toml")
    assert str(caught.value).startswith("book.toml")
    assert "codes.0" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_codes_defined_twice_are_refused() -> None:
    twice = SMALL + '[[codes]]\ncode = "street_light"\nlabel = "x"\nlabel_en = "x"\n'
    with pytest.raises(GovtextError, match="street_light is defined twice"):
        read_codebook(tomllib.loads(twice))
