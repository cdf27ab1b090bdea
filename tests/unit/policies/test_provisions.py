"""Duties, deadlines, targets, bodies and definitions are read off the wording."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govtext.policies import provisions
from govtext.policies.provisions import deadlines, read


@pytest.mark.parametrize(
    ("wording", "text", "days", "working"),
    [
        ("应当在五个工作日内答复。", "五个工作日内", 7.0, True),
        ("自受理之日起60日内办结。", "自受理之日起60日内", 60.0, False),
        ("在两小时内响应", "两小时内", 2 / 24, False),
        ("三十分钟内到场", "三十分钟内", 30 / 1440, False),
        ("材料齐全的，当场办结。", "当场", 0.0, False),
        ("一个月以内申报", "一个月以内", 30.0, False),
    ],
)
def test_deadlines(wording, text, days, working):
    (found,) = deadlines(wording)
    assert (found.text, found.working) == (text, working)
    assert found.days == pytest.approx(days, abs=1e-6)
    assert wording[found.start : found.end] == text


def test_dates_and_terms_of_validity_are_no_deadlines():
    assert deadlines("本办法自2023年5月1日起施行，有效期五年。") == []


def test_who_must_do_what():
    found = read("市、县人民政府及其有关部门应当公开办事指南；承办单位不得推诿，申请人可以查询。")
    assert found.duty == "obligation"
    assert (found.obligations, found.prohibitions, found.permissions) == (1, 1, 1)
    assert found.bodies == ("市、县人民政府及其有关部门", "承办单位", "申请人")


def test_prohibition_and_permission_alone():
    assert read("任何单位不得另行收费。").duty == "prohibition"
    assert read("申请人可以委托他人办理。").duty == "permission"
    assert read("本省实行清单管理。").duty is None


def test_targets():
    found = read("网上可办率达到90%以上，办理时间压缩至3个工作日以内，新建便民站200个。")
    assert "网上可办率达到90%以上" in found.targets
    assert any("压缩至3个工作日" in target for target in found.targets)
    assert any("200个" in target for target in found.targets)


def test_definitions():
    assert read("本办法所称“一件事”，是指可以一次提交的关联事项。").defines == ("一件事",)
    assert read("本条例所称急事是指应当立即处理的事项。").defines == ("急事",)
    assert read("本条例所称热线人员包括受理人员和承办人员。").defines == ("热线人员",)
    assert read("12345便民热线（以下简称热线）由市里设立。").defines == ("热线",)


@pytest.mark.parametrize(
    ("wording", "bodies"),
    [
        ("承办机关收到事项后，应当登记。", ("承办机关",)),
        ("登记机构受理登记申请的，应当按照下列要求查验：", ("登记机构",)),
        ("对事项有权处理的行政机关经调查核实，应当作出处理。", ("对事项有权处理的行政机关",)),
        ("供水、供电等公用企业，应当公开收费标准。", ("供水、供电等公用企业",)),
        ("因买卖申请登记的，应当由当事人双方共同申请。", ("当事人双方",)),
        ("经营主体应当诚信经营。", ("经营主体",)),
        ("公民因私事外出超过三个月的，应当办理手续。", ("公民",)),
        ("信访机构对转交的事项，可以要求反馈结果。", ("信访机构",)),
        ("办事机构(以下统称承办机构)应当编制指南。", ("办事机构",)),
        ("人大监督、舆论监督等实施主体应当加强配合。", ("人大监督、舆论监督等实施主体",)),
        ("视同缴费期间应当缴纳的费用由政府承担。", ("政府",)),
        # What is done or aimed at is no body, nor whom it is done to.
        ("对无债权债务的企业，可以简易注销。", ()),
        ("违反规定的，追究责任主体责任。", ()),
        ("热线工作应当遵循便民的原则。", ()),
        ("制定与市场主体密切相关的政策措施，应当听取意见。", ()),
        ("对来访的群众，应当当场答复。", ()),
    ],
)
def test_a_body_may_stand_apart_from_its_duty(wording, bodies):
    assert read(wording).bodies == bodies


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("登记机构及其工作人员违反本办法规定，有下列情形之一的，由上级主管部门责令改正。", ("登记机构及其工作人员", "上级主管部门")),
        ("涉及两个单位的事项，由所涉及的单位协商受理；应当办结。", ("所涉及的单位",)),
        ("市热线工作机构统一组织受理来电。记录应当全面。", ("市热线工作机构",)),
        ("应当停止，不得转由协会实施。", ()),
        ("本市推进政策公开，制定涉企政策的，应当征求意见。", ("本市",)),
        ("办事服务应当高效便民。", ()),
    ],
)
def test_bodies_that_answer_or_to_which_something_falls(text, bodies):
    assert read(text).bodies == bodies


PIECES = st.lists(
    st.sampled_from([
        "甲局", "乙单位", "应当", "可以", "，", "。", "、", "\n", "5", "百分之", "三", "日", "内", "以内", "达到", "户", "%", "％",
        "以上", "（以下统称甲）", "有下列情形之一", "由", "负责", "受理", "本条例所称甲，是指", "当场", "办", "自收到之日起", "个", "工作日", " ",
    ]),
    max_size=14,
)


@settings(deadline=None)
@given(PIECES.map("".join))
def test_what_is_passed_over_for_want_of_a_sign_holds_nothing(text):
    told = read(text)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_LIMITED", "_NUMBERED", "_COMMA_MODAL", "_HOLDS_OFFICE"):
            patch.setattr(provisions, name, re.compile(""))
        patch.setattr(provisions, "_BETWEEN_TARGETS", re.compile(r"(?!)"))
        assert read(text) == told
