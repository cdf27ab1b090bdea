"""Instruments and problems carry the wording that justifies them."""

import tomllib

import pytest

from govtext.errors import GovtextError
from govtext.policies.coding import InstrumentFrame, ProblemFrame

INSTRUMENT = {"code": "a", "side": "supply", "label_zh": "甲", "label_en": "a", "patterns": ["预算"]}


@pytest.fixture(scope="module")
def instruments(root):
    content = (root / "pipeline/lexicons/policy_instruments.toml").read_text(encoding="utf-8")
    return InstrumentFrame(tomllib.loads(content), "policy_instruments.toml")


@pytest.fixture(scope="module")
def problems(root):
    content = (root / "pipeline/lexicons/policy_problems.toml").read_text(encoding="utf-8")
    return ProblemFrame(tomllib.loads(content), "policy_problems.toml")


@pytest.mark.parametrize(
    ("wording", "code"),
    [
        ("热线所需经费列入本级财政预算。", "supply_funding"),
        ("各单位应当开展窗口人员业务培训，建立人才培养机制。", "supply_talent"),
        ("建设全省统一的数据共享平台，实现部门信息互联互通。", "supply_information"),
        ("推行容缺受理和告知承诺制，减少申请材料和办理环节。", "supply_public_service"),
        ("违反规定的，责令改正，依法给予处分；构成犯罪的，追究刑事责任。", "environment_regulation"),
        ("建立联席会议制度和考核机制，定期听取群众意见。", "environment_strategy"),
        ("完善融资担保体系，扩大小微企业信贷投放。", "environment_finance"),
        ("落实减税降费政策，涉企收费实行目录管理。", "environment_tax"),
        ("政府采购和招标投标应当公开公正。", "demand_procurement"),
        ("优化通关流程，便利进出口。", "demand_trade"),
    ],
)
def test_instruments(instruments, wording, code):
    best = instruments.code(wording)[0]
    assert best.code == code
    assert wording[best.evidence.start : best.evidence.end] == best.evidence.text
    assert 0 < best.score <= 1


@pytest.mark.parametrize(
    "wording",
    ["本办法自2023年5月1日起施行。", "为了方便群众办事，根据有关法律，制定本条例。", "本规定所称政务服务，是指依法办理事项的活动。", "", "  "],
)
def test_purpose_scope_and_entry_into_force_carry_none(instruments, wording):
    assert instruments.code(wording) == []


def test_a_clause_is_coded_alike_alone_and_in_its_text(instruments, problems):
    clause = "窗口应当一次性告知所需材料，五个工作日内答复。"
    text = f"题目\n第一条 经费列入预算。\n第二条 {clause}\n第三条 自公布之日起施行。"
    start = text.index(clause)
    for frame in (instruments, problems):
        alone = frame.code(clause)
        inside = frame.code(text, frame.scans([text])[0], start, start + len(clause))
        assert [(c.code, c.score, c.evidence.text) for c in alone] == [(c.code, c.score, c.evidence.text) for c in inside]
        assert all(text[c.evidence.start : c.evidence.end] == c.evidence.text for c in inside)


@pytest.mark.parametrize(
    ("wording", "code"),
    [
        ("不得要求申请人重复提供材料。", "cumbersome_procedures"),
        ("自收到之日起五个工作日内答复。", "slow_response"),
        ("受理有争议的，由共同的上一级机关指定受理单位。", "buck_passing"),
        ("工作人员态度生硬、刁难群众的，调离岗位。", "poor_attitude"),
        ("目录之外一律不得收费。", "high_cost"),
        ("定期清理不合时宜的文件，修改或者废止有关规定。", "rigid_rules"),
        ("办事指南应当向社会公布。", "opaque_information"),
        ("系统出现故障的，两小时内修复。", "online_inconvenience"),
        ("不履行职责的，依法给予处分。", "weak_enforcement"),
        ("同一事项应当统一标准，一视同仁。", "inconsistent_standards"),
    ],
)
def test_problems(problems, wording, code):
    found = {entry.code: entry for entry in problems.code(wording)}
    assert found[code].score >= 1
    assert found[code].evidence.text in wording


def test_a_broken_frame_is_told_in_one_line():
    with pytest.raises(GovtextError, match="is no regular expression"):
        InstrumentFrame({"instrument": [INSTRUMENT | {"patterns": ["("]}]}, "policy_instruments.toml")
    with pytest.raises(GovtextError, match="lacks side"):
        InstrumentFrame({"instrument": [{"code": "a"}]}, "policy_instruments.toml")
    with pytest.raises(GovtextError, match="is no code"):
        InstrumentFrame({"default": "b", "instrument": [INSTRUMENT]}, "policy_instruments.toml")


def test_a_clause_without_instrument_is_told_in_its_text_as_alone():
    content = {"instrument": [INSTRUMENT], "none": {"patterns": ["^为了?", "施行(?=。$)", "[^，]{2}所称", r"\d+起"]}}
    frame = InstrumentFrame(content, "x")
    clauses = [
        "为推进预算公开。", "认为预算要紧。", "本办法自预算公开之日施行。", "施行。预算公开。", "本法所称预算，", "称预算", "9起预算", "预算起",
    ]
    text = "".join(clauses)
    [scan], at, coded = frame.scans([text]), 0, []
    for wording in clauses:
        coded.append(bool(frame.code(text, scan, at, at + len(wording))))
        assert coded[-1] == bool(frame.code(wording))
        at += len(wording)
    assert coded == [False, True, False, True, False, True, False, True]
