import pytest

from govtext.documents.columns import Aliases, kind_by_name, map_columns, require_text
from govtext.documents.headings import normal
from govtext.errors import GovtextError

LONG = "小区门口的路灯坏了已经一个多月，晚上出行很不安全，希望尽快派人来修理。"


@pytest.fixture(scope="module")
def aliases(lexicons):
    return Aliases.from_table(lexicons.table("columns.toml"))


@pytest.mark.parametrize(
    ("headings", "text", "title", "date", "kind"),
    [
        (["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "反对数", "点赞数"], 4, 2, 3, "complaint"),
        (["mail_id", "title", "query", "query_date", "reply", "reply_date", "reply_agency", "url"], 2, 1, 3, "complaint"),
        (["工单编号", "来电人", "联系电话", "诉求标题", "诉求内容", "受理时间", "承办单位"], 4, 3, 5, "complaint"),
        (["province", "year", "title", "source_url", "publish_date", "full_text"], 5, 2, 4, "policy"),
        (["标题", "发文字号", "发文机关", "成文日期", "正文"], 4, 0, 3, "policy"),
        (["Title", "Content", "Created At"], 1, 0, 2, ""),
    ],
)
def test_headings_of_common_systems(aliases, headings, text, title, date, kind):
    found = map_columns([headings, ["x"] * len(headings)], aliases)
    assert (found.columns["text"], found.columns["title"], found.columns["date"], found.kind) == (text, title, date, kind)


def test_headings_are_compared_without_blanks_brackets_and_case(aliases):
    found = map_columns([[" 留言 主题 ", "诉求内容（必填）", "留言时间：", "*来信人"], ["a", "b", "c", "d"]], aliases)
    assert dict(found.columns) == {"title": 0, "text": 1, "date": 2, "author": 3}


def test_header_below_a_title_and_a_note(aliases):
    rows = [["2019年来信汇总", None, None], ["制表：办公室", None, None], [None] * 3, ["标题", "内容", "时间"], ["a", LONG, "2019/1/1"]]
    assert map_columns(rows, aliases).header_row == 3


def test_merged_headings_in_two_rows(aliases):
    rows = [["来信", None, None, "办理", None], ["标题", "内容", "时间", "单位", "时间"], ["a", LONG, "2019/1/1", "b", "2019/1/2"]]
    found = map_columns(rows, aliases)
    assert found.header_row == 1
    assert (found.columns["text"], found.columns["date"], found.columns["reply_date"]) == (1, 2, 4)
    assert "来信/时间" in found.headings


def test_columns_for_province_city_and_county(aliases):
    found = map_columns([["标题", "内容", "省份", "地市", "区县"], ["a", LONG, "湖南省", "长沙市", "岳麓区"]], aliases)
    assert found.places == {"province": 2, "city": 3, "county": 4}
    assert found.columns["region"] == 3
    alone = map_columns([["标题", "内容", "区县"], ["a", LONG, "岳麓区"]], aliases)
    assert (alone.places, alone.columns["region"]) == ({}, 2)


def test_personal_columns_are_known(aliases):
    found = map_columns([["标题", "内容", "联系电话", "身份证号", "家庭住址"], ["a", LONG, "1", "2", "3"]], aliases)
    assert dict(found.personal) == {2: "phone", 3: "identity", 4: "address"}


def test_an_unmapped_text_column_is_an_error_that_lists_candidates(aliases):
    found = map_columns([["标题", "说了什么", "备忘"], *[["a", LONG, "短"]] * 5], aliases)
    with pytest.raises(GovtextError, match="说了什么.*median 3. characters.*text = \"说了什么\"") as error:
        require_text(found, "来信/五月.xlsx")
    assert 'columns = {"来信/五月.xlsx" = {text = "说了什么"}}' in str(error.value)


def test_a_class_tree_is_a_reference_table(aliases):
    found = map_columns([["一级", "二级", "三级"], *[["城建", "道路", "破损"]] * 5], aliases)
    assert found.is_reference


def test_columns_set_by_the_user(aliases):
    rows = [["标题", "说了什么", "备忘"], *[["a", LONG, "短"]] * 5]
    assert map_columns(rows, aliases, {"text": "说了什么"}).columns["text"] == 1
    with pytest.raises(GovtextError, match="did you mean 说了什么"):
        map_columns(rows, aliases, {"text": "说什么"})
    with pytest.raises(GovtextError, match="did you mean text"):
        map_columns(rows, aliases, {"texts": "说了什么"})


def test_kind_by_folder(aliases):
    assert kind_by_name("政策/省级/a.xlsx", aliases) == "policy"
    assert kind_by_name("2019/信访来信.csv", aliases) == "complaint"
    assert kind_by_name("a.csv", aliases) == ""
    assert kind_by_name("policies/热线诉求办理规范.txt", aliases) == "policy", "the folder goes before the name"
    assert kind_by_name("网上留言办理办法.md", aliases) == "policy"
    assert kind_by_name("群众诉求受理规范(2022-11-15).txt", aliases) == "policy", "a rule on complaints, in no folder"
    assert kind_by_name("关于做好热线工作的通知.txt", aliases) == "policy"
    assert kind_by_name("投诉汇总2023.txt", aliases) == "complaint"


def test_normal_form():
    assert normal(" 留言_编号（必填） ") == "留言编号"
    assert normal("Reply-Date") == "replydate"
    assert normal(None) == ""


def test_a_date_column_is_known_by_its_cells(aliases):
    rows = [["标题", "内容", "哪天", "数"], *[["a", LONG, f"2019/3/{i}", 43524 + i] for i in range(1, 6)]]
    found = map_columns(rows, aliases)
    assert (found.columns["date"], found.by_content) == (2, ("date",))
    two = [[*row, row[2]] for row in rows]
    assert "date" not in map_columns(two, aliases).columns
