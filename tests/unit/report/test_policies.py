"""Tables and figures of the policies, on rows made by hand."""

import pytest
import small_policies
import small_study
from matplotlib.figure import Figure

from govtext.report import limits
from govtext.report.citing import Cited, bare
from govtext.report.contents import CodeLabel, Contents
from govtext.report.figures import policies as figures
from govtext.report.figures import problems as problem_figures
from govtext.report.figures.catalogue import FIGURES
from govtext.report.figures.rendering import drawn
from govtext.report.findings import issues as findings
from govtext.report.findings import problems as problem_findings
from govtext.report.findings.policies import elsewhere
from govtext.report.page import data
from govtext.report.page import policies as page
from govtext.report.tables import clauses, policies, regions
from govtext.report.tables import findings as thesis_findings
from govtext.report.tables.model import shown
from govtext.report.wording import Phrase
from govtext.store import Inputs, Source

ROWS = {
    **small_policies.rows(),
    "deadlines": [
        {"clause_id": "p000000000000#1", "deadline": n, "text": f"{days}日内", "days": float(days), "working": False,
         "sentence": "应当答复", "asks_reply": asks, "region": "全国", "start": 0, "end": 3, "replies": 20, "median_days": 11.0,
         "p90_days": 30.0, "within": days / 100, "within_low": 0.1, "within_high": 0.9}
        for n, (days, asks) in enumerate([(30, True), (5, True), (20, False), (0, True)], start=1)
    ] + [
        {"clause_id": "p000000000000#2", "deadline": 1, "text": "十日内", "days": 10.0, "asks_reply": True, "region": "全国",
         "later": True},
    ],
    "region_gaps": [
        {"region": "甲省", "code": code, "complaints": 9, "share": 0.1, "clauses": 2, "coverage": 0.1, "share_low": 0.0,
         "share_high": 0.2, "coverage_low": 0.0, "coverage_high": 0.2, "weight": 0.4, "gap": gap, "gap_low": gap - width,
         "gap_high": gap + width}
        for code, gap, width in (("slow_response", 0.3, 0.1), ("buck_passing", -0.4, 0.1), ("online_inconvenience", 0.1, 0.2))
    ],
}


@pytest.fixture(scope="module")
def contents():
    given = small_study.inputs()
    tables = {**given.tables, **{name: Source.of(name, rows) for name, rows in ROWS.items()}}
    codes = [CodeLabel(code, f"名{code}", code, "") for code in small_study.CODES]
    return Contents(Inputs(tables=tables), codes, "样", {"supply_talent": Phrase("人才培养", "talent")})


def bared(table):
    return [[bare(value) for value in row] for row in table.rows]


def test_the_two_way_table_has_sides_counts_totals_and_shares(contents):
    table = policies.by_topic(contents)
    assert [shown(value, head.format, "zh") for value, head in zip(table.rows[0], table.heads, strict=True)] == [
        "供给型", "人才培养", "2", "2", "4", "25.0%",
    ]
    assert bared(table)[1][2:] == [6, 6, 12, 0.75]
    assert [head.text.zh for head in policies.by_problem(contents).heads][2] == "名slow_response"
    assert isinstance(table.rows[0][2], Cited)


def test_reforms_come_with_their_first_mention_and_regions(contents):
    (row,) = bared(policies.reforms(contents))
    assert row[:5] == ["好差评", small_policies.DAY, "甲省", 2, 0.67]
    assert row[7] == "乙省、甲省"


def test_topics_and_complaints_lead_to_clauses(contents):
    rows = bared(clauses.topic_clauses(contents))
    assert len(rows) == 2 * clauses.CLOSEST
    assert rows[0][1:] == ["政务服务办法之0 第二条", 0.5, "窗口、答复"]
    under = bared(clauses.clauses_with_complaints(contents))
    assert [(row[0], row[1]) for row in under] == [
        ("政务服务办法之0 第一条", 3), ("政务服务办法之0 第二条", 2), ("政务服务办法之0 第三条", 2),
    ]


def test_limits_that_ask_for_a_reply_those_kept_least_first(contents):
    table = policies.deadlines(contents)
    assert [row[1] for row in bared(table)] == ["5日内", "30日内"]
    assert limits.CAVEAT.zh in table.note.say("zh")


def test_the_card_tells_the_share_within_the_days_with_the_caveat_and_no_verdict(contents):
    (card,) = findings.deadlines(contents)
    assert card.lead.say("zh") == "全国：5.0% 的答复在期限 5 日内"
    assert card.lead.say("en") == "the whole country: 5.0% of the replies within the limit of 5 days"
    # The card says it in short; the whole caveat stands with the table and on the page.
    assert "不能据此判断是否依法履行" in card.text.say("zh")
    assert "no verdict on compliance" in card.text.say("en")
    assert "落实" not in card.lead.say("zh") + card.text.say("zh")


def test_the_page_has_the_caveat_and_sets_limits_later_than_the_messages_apart(contents):
    rows = page.deadlines(contents)
    assert [(row["text"], row["within"] is None, row["later"]) for row in rows] == [
        ("5日内", False, None), ("30日内", False, None), ("十日内", True, True),
    ]
    assert data.PARTS["deadline_caveat"](contents) == limits.CAVEAT


def test_takeovers_show_both_wordings_the_longest_first(contents):
    rows = bared(clauses.takeovers(contents))
    assert [row[2] for row in rows] == [80, 40]
    assert [row[4].zh for row in rows] == ["否", "是"]
    assert len(rows[0][5]) == clauses.PASSAGE + 1
    assert rows[0][5].startswith("应当及时应当")
    assert rows[0][6] == "应当及时办理"


def test_regions_differ_beyond_chance_only_strongest_first(contents):
    table = regions.regions(contents)
    assert [(row[0], row[2].zh, row[6]) for row in bared(table)] == [
        ("甲省", "人才培养", 0.9), ("乙省", "人才培养", -0.6), ("乙省", "名slow_response", 0.4),
    ]
    assert "效应最大的 3 项" in table.note.say("zh")


def test_gaps_of_regions_in_both_directions(contents):
    assert [(row[1].zh, row[8].zh) for row in bared(regions.region_gaps(contents))] == [
        ("名buck_passing", "条款多、诉求少"), ("名slow_response", "诉求多、条款少"),
    ]


@pytest.mark.parametrize("spec", figures.FIGURES, ids=lambda spec: spec.name)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_figures_are_drawn_and_say_why_not(contents, spec, language):
    made = drawn(spec, contents, language)
    assert isinstance(made, Figure)
    assert made.axes[0].get_yticklabels()
    empty = small_study.inputs()
    tables = {**empty.tables, **{name: Source.of(name, []) for name in ROWS}}
    assert isinstance(drawn(spec, Contents(Inputs(tables=tables), contents.codes, "样"), language), Phrase)


def test_the_card_on_others_names_who_writes_most_on_what_a_region_misses(contents, monkeypatch):
    def gap(region, code, gap, p):
        return {"region": region, "code": code, "complaints": 9, "share": 0.1, "clauses": 1, "coverage": 0.05,
                "weight": 0.05 + gap, "gap": gap, "p_adjusted": p}  # fmt: skip

    def item(region, count, total):
        return {"region": region, "reference": "rest", "kind": "problem", "item": "slow_response", "count": count,
                "total": total, "share": count / total, "rest_share": 0.01}  # fmt: skip

    rows = {
        "region_gaps": [gap("甲省", "slow_response", 0.3, 0.01), gap("乙省", "high_cost", 0.5, 0.4), gap("全国", "high_cost", 0.9, 0.01)],
        "region_comparison": [item("甲省", 40, 50), item("乙省", 8, 80), item("丙省", 9, 45), item("丁市", 5, 10)],
    }
    monkeypatch.setattr(contents, "rows", lambda name: rows.get(name, []))
    (card,) = elsewhere(contents)
    said = card.text.say("zh")
    assert card.lead.say("zh") == "别处怎么规定“名slow_response”：看丙省"  # 丁市 has too few clauses, 甲省 is the one that misses it
    assert said.startswith("甲省“名slow_response”占有编码诉求的 35.0%")
    assert "45 条中 9 条" in said
    assert "其次是乙省（80 条中 8 条）" in said
    rows["region_gaps"] = []
    assert list(elsewhere(contents)) == []


def test_where_only_provinces_are_large_enough_they_are_told(contents, monkeypatch):
    def gap(region, share, complaints):
        return {"region": region, "code": "slow_response", "complaints": complaints, "share": share,
                "share_low": share / 2, "share_high": share * 2}  # fmt: skip

    rows = [gap("甲省", 0.2, 20), gap("乙省", 0.1, 8), gap("丙市", 0.5, 5), gap("全国", 0.15, 28)]
    monkeypatch.setattr(contents, "rows", lambda name: rows if name == "region_gaps" else [])
    (card,) = problem_findings.regions(contents)
    assert card.lead.say("zh") == "“名slow_response”多见于甲省"
    assert "乙省有 10.0%（8 条" in card.text.say("zh")
    assert "丙市" not in card.text.say("zh")  # ten complaints are too few


def test_shares_of_problems_have_their_intervals_without_policies_too(contents, monkeypatch):
    kept = contents.rows
    monkeypatch.setattr(contents, "rows", lambda name: [] if name in {"gaps", "region_gaps", "clauses"} else kept(name))
    table = thesis_findings.problems(contents)
    row = contents.problem_limits["slow_response"]
    assert 0 < row["low"] < row["high"] < 1
    assert f"{100 * row['low']:.1f}%" in next(line[3].say("zh") for line in table.rows if bare(line[0]).zh == "名slow_response")
    keys = [one.number.key for one in problem_figures.frequency_numbers(contents)]
    assert "problem_prevalence.all.all.slow_response.low" in keys


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_label_of_the_limits_runs_off_the_figure(contents, language):
    made = drawn(next(spec for spec in FIGURES if spec.name == "deadlines"), contents, language)
    assert isinstance(made, Figure)
    made.canvas.draw()
    (axes,) = made.axes
    box = axes.xaxis.label.get_window_extent()
    assert box.x0 >= 0
    assert box.x1 <= made.bbox.x1
    assert box.y0 >= 0
