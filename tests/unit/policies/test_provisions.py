"""Duties, deadlines, targets, bodies and definitions are read off the wording."""

import pytest

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
