"""What replies are worth: points, templates, referrals, promises, groups."""

from datetime import datetime
from types import SimpleNamespace

import jieba.posseg
import numpy as np
import pyarrow as pa
import pytest

from govtext.errors import GovtextError
from govtext.issues.responses import measured_replies, quality_groups
from govtext.issues.responses.quality_groups import COLUMNS, mean_interval
from govtext.issues.responses.sentences import body, office, sentences
from govtext.issues.responses.wording import reply_wording
from govtext.lexicons import Lexicons
from govtext.parallel import Work
from govtext.store import Source, table

SETTINGS = SimpleNamespace(template_replies=3)


def study(*rows):
    """Return documents and words of (title, text, reply) told on 1 March 2023."""
    documents, words = [], []
    for number, (title, text, reply) in enumerate(rows):
        doc_id = f"c{number:04d}"
        documents.append(
            {
                "doc_id": doc_id, "kind": "complaint", "source_file": "a.csv", "title": title, "text": text,
                "reply": reply, "reply_date": datetime(2023, 3, 1) if reply else None,
            }
        )
        pairs = [*jieba.posseg.lcut(title), *jieba.posseg.lcut("\n"), *jieba.posseg.lcut(text)]
        words.append({"doc_id": doc_id, "words": [pair.word for pair in pairs], "tags": [pair.flag for pair in pairs]})
    return Source.of("documents", documents), Source.of("words", words)


def judged(lexicons, *rows):
    made = list(measured_replies(*study(*rows), SETTINGS, lexicons, Work()))
    return (
        [row for batch in made for row in batch.quality.to_pylist()],
        [row for batch in made for row in batch.points.to_pylist()],
        [row for batch in made for row in batch.commitments.to_pylist()],
    )


LAMPS = (
    "柳荫巷路灯不亮", "柳荫巷的路灯坏了两个月。请问什么时候能够修好？另外咨询居住证签注需要什么材料？",
    "您好！您反映的问题收悉，现答复如下：经查，柳荫巷路灯因电缆被挖断而熄灭，预计3月20日前修复。感谢您的监督。\n云杉区城市管理局\n2023年3月1日",
)
LIBRARY = ("图书馆闭馆太早", "希望市图书馆周末延长开放时间。", "您的留言已收悉，已转市文化和旅游局办理。")
PENSION = (
    "养老金补缴", "请问灵活就业人员能否一次性补缴养老保险？",
    "根据《社会保险费征缴规定》，灵活就业人员不能一次性补缴养老保险。您可向区社保中心咨询。",
)


def test_points_are_told_apart_and_answered_with_evidence(lexicons):
    quality, points, _ = judged(lexicons, LAMPS, LIBRARY, PENSION)
    lamps = [row for row in points if row["doc_id"] == "c0000"]
    assert [(row["form"], row["answered"]) for row in lamps] == [("time", True), ("how", False)]
    assert "预计3月20日前修复" in lamps[0]["evidence"]
    assert lamps[1]["evidence"] is None
    assert all(row["asked"] in f"{LAMPS[0]}\n{LAMPS[1]}" for row in lamps)
    assert quality[0]["completeness"] == 0.5
    assert [row["answered"] for row in points if row["doc_id"] == "c0002"] == [True]


def test_a_reply_that_only_forwards_answers_nothing(lexicons):
    quality, points, commitments = judged(lexicons, LAMPS, LIBRARY, PENSION)
    assert quality[1]["referral"] == "transferred"
    assert quality[1]["referral_evidence"] in LIBRARY[2]
    assert quality[1]["completeness"] == 0
    assert not any(row["answered"] for row in points if row["doc_id"] == "c0001")
    assert not any(row["doc_id"] == "c0001" for row in commitments)


def test_office_promise_and_rule_are_read(lexicons):
    quality, _, commitments = judged(lexicons, LAMPS, LIBRARY, PENSION)
    assert quality[0]["office"] == "云杉区城市管理局"
    assert [(row["date_text"], row["due_date"]) for row in commitments] == [("3月20日", datetime(2023, 3, 20))]
    assert quality[2]["rules_cited"] == ["《社会保险费征缴规定》"]
    assert quality[2]["referral"] == "elsewhere"


def test_a_way_back_to_the_same_office_is_no_referral(lexicons):
    reply = "路灯已于昨日修复。如您还有疑问，请拨打区城管局电话咨询。"
    quality, _, _ = judged(lexicons, (LAMPS[0], LAMPS[1], reply), LIBRARY, PENSION)
    assert quality[0]["referral"] is None


def test_sentences_that_recur_make_a_template(lexicons):
    stock = "我单位将一如既往做好服务，切实回应群众关切（编号{}）。"
    rows = [("道路破损", f"请修复云杉路第{number}段路面。", stock.format(number)) for number in range(3)]
    quality, _, _ = judged(lexicons, *rows, LAMPS)
    assert [row["template"] for row in quality] == [True, True, True, False]
    assert quality[0]["template_evidence"] == [stock.format(0)]


def test_messages_without_a_reply_and_policies_are_left_out(lexicons):
    assert judged(lexicons, (LAMPS[0], LAMPS[1], None), (LAMPS[0], LAMPS[1], "  ")) == ([], [], [])


def test_hostile_and_odd_replies_pass(lexicons):
    odd = ["<script>alert(1)</script>", "。。。！！", "=cmd|'/c calc'!A1", "收悉", "\u202e倒写\u202c", "a" * 20_000]
    quality, points, _ = judged(lexicons, *(("路", "请问？？", reply) for reply in odd))
    assert len(quality) == len(odd)
    assert len({row["doc_id"] for row in points}) == len(odd)


def test_a_bad_pattern_is_named(tmp_path, lexicons):
    file = tmp_path / "replies.toml"
    shipped = lexicons.files["replies.toml"].read_text(encoding="utf-8")
    file.write_text(shipped.replace("'收悉'", "'收悉('", 1), encoding="utf-8")
    with pytest.raises(GovtextError, match="no regular expression"):
        reply_wording(Lexicons({"replies.toml": file}))


def test_body_leaves_out_greeting_thanks_date_and_signature(lexicons):
    wording = reply_wording(lexicons)
    parts = sentences(LAMPS[2])
    assert [part.text for part in body(parts, wording)] == ["经查，柳荫巷路灯因电缆被挖断而熄灭，预计3月20日前修复。"]
    assert office(sentences("已办结。\n2023年3月1日")) is None


def test_groups_have_intervals_that_hold_the_estimate():
    rows = [
        {
            "doc_id": f"c{number}", "office": "甲局" if number < 6 else None, "on_topic": number % 2 == 0,
            "completeness": number / 9, "template": False, "referral": "elsewhere" if number == 0 else None,
            "dated_commitments": 0, "rules_cited": ["《某法》"] if number < 5 else [],
        }
        for number in range(10)
    ]
    groups = quality_groups(table("reply_quality", rows).select(list(COLUMNS)), {"topic": {"c0": ["1"]}}, least=2)
    assert [(row["grouping"], row["group"], row["replies"]) for row in groups] == [("all", "all", 10), ("office", "甲局", 6)]
    first = groups[0]
    assert first["on_topic"] == 0.5
    assert first["cites_rule"] == 0.5
    assert first["sent_away"] == 0.1
    assert (first["on_topic_low"], first["on_topic_high"]) == pytest.approx((0.2366, 0.7634), abs=1e-4)  # Wilson, 5 of 10
    assert first["completeness_low"] < first["completeness"] < first["completeness_high"]
    assert quality_groups(pa.table({name: [] for name in COLUMNS}), {}, 1) == []


def test_one_value_tells_nothing_of_a_mean():
    assert mean_interval(np.array([0.5])) == (0.0, 1.0)


def test_the_interval_of_a_mean_is_student_s():
    # Five values of mean 0.5 and standard deviation 0.1581; t of 4 degrees of freedom is 2.7764: 0.1963 either way.
    assert mean_interval(np.array([0.3, 0.4, 0.5, 0.6, 0.7])) == pytest.approx((0.3037, 0.6963), abs=1e-4)
    assert mean_interval(np.array([0.0, 0.5, 1.0])) == (0.0, 1.0)
    # Ten replies that are all complete don't prove that every reply is (Wilson, 10 of 10).
    assert mean_interval(np.ones(10)) == pytest.approx((0.7225, 1.0), abs=1e-4)


@pytest.mark.parametrize("value", [0.0, 1 / 3, 0.6, 0.666667, 0.9, 1.0])
def test_replies_that_are_all_alike_leave_their_mean_open(value):
    """Rounding gives ten values of 0.6 a standard deviation of 1e-16: that is no certainty."""
    low, high = mean_interval(np.full(10, value))
    assert low - 1e-9 <= value <= high + 1e-9
    assert high - low > 0.25


def test_a_group_needs_as_many_replies_as_are_asked_for():
    row = {"office": "甲局", "on_topic": True, "completeness": 1.0, "template": False, "referral": "transferred",
           "dated_commitments": 1, "rules_cited": []}
    quality = table("reply_quality", [{**row, "doc_id": f"c{at}"} for at in range(3)]).select(list(COLUMNS))
    shared = {"topic": {"c0": ["1", "2"], "c1": ["1"], "c2": ["1"]}}
    for least, groups in ((1, ["甲局", "1", "2"]), (2, ["甲局", "1"]), (3, ["甲局", "1"]), (4, [])):
        rows = quality_groups(quality, shared, least)
        assert [one["group"] for one in rows[1:]] == groups
    assert (rows[0]["transferred"], rows[0]["sent_away"], rows[0]["dated_commitment"], rows[0]["cites_rule"]) == (1, 0, 1, 0)


def test_on_topic_hangs_on_no_batch(lexicons, monkeypatch):
    """The level of chance is that of the whole corpus: in batches of one message each there would be none."""
    stray = ("公交改线", "请问87路公交什么时候改线？", "您好，图书馆的路灯由区城管局维修，公交一事请咨询。")
    rows = [LAMPS, LIBRARY, PENSION, stray] * 3
    whole, *_ = judged(lexicons, *rows)
    assert {row["on_topic"] for row in whole} == {True, False}
    for size in (1, 2, 5):
        monkeypatch.setattr("govtext.issues.responses.replied.ROWS", size)
        assert judged(lexicons, *rows)[0] == whole


def test_the_level_of_chance_is_taken_from_messages_all_over_the_corpus(lexicons, monkeypatch):
    monkeypatch.setattr("govtext.issues.responses.quality._ASKED_OF_CHANCE", 4)
    asked = []
    monkeypatch.setattr("govtext.issues.responses.quality._chance", lambda keys, texts, weights: asked.extend(texts) or 0.5)
    judged(lexicons, *([LAMPS] * 4 + [LIBRARY] * 4 + [PENSION] * 4))
    assert len(asked) == 4
    assert len(set(asked)) == 3
