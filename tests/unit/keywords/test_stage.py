import datetime
import json
import pickle
import random

import networkx
import pytest

from govtext.errors import GovtextError
from govtext.keywords.stage import run
from govtext.lexicons import Lexicons
from govtext.parallel import Carried, Work
from govtext.reduction import summed
from govtext.settings import KeywordsSettings
from govtext.store import Artifact, Inputs, Source, conform

TABLES = {"document_keywords", "corpus_keywords", "keyness", "cooccurrence"}


def study(texts):
    """texts: (words, kind, region, year, other columns)."""
    documents = [
        {
            "doc_id": f"c{i:03}", "kind": kind, "source_file": "a.csv", "title": "", "text": "", "region": region,
            "date": datetime.datetime(year, 1, 1) if year else None, **(more[0] if more else {}),
        }
        for i, (_, kind, region, year, *more) in enumerate(texts)
    ]
    words = [
        {"doc_id": f"c{i:03}", "words": text.split(), "tags": ["n"] * len(text.split())}
        for i, (text, *_) in enumerate(texts)
    ]
    return Inputs({"documents": Source.of("documents", documents), "words": Source.of("words", words)})


@pytest.fixture
def outcome(tmp_path):
    stop_words = tmp_path / "stopwords.txt"
    stop_words.write_text("我们\n", encoding="utf-8")
    notices = []

    def made(texts, workers=1, **settings):
        produced = {name: [] for name in TABLES}
        lexicons = Lexicons({"stopwords.txt": stop_words})
        made.files = {}
        for item in run(study(texts), KeywordsSettings(**settings), lexicons, Work(workers, notice=notices.append)):
            if isinstance(item, Artifact):
                item.write(tmp_path / item.name)
                made.files[item.name] = (tmp_path / item.name).read_text(encoding="utf-8")
            else:
                produced[item[0]] += conform(*item).to_pylist()
        return produced

    made.notices = notices
    return made


WATER = ("我们 小区 停水 水管 停水", "complaint", "甲市", 2020)
LIGHT = ("我们 小区 路灯 熄灭", "complaint", "乙市", 2021)
LAW = ("行政 许可 程序 小区", "policy", None, None)


def test_keywords_of_a_text_are_its_rare_and_repeated_words(outcome):
    rows = outcome([WATER] * 4 + [LIGHT] * 4, per_text=2)["document_keywords"]
    first = [row["word"] for row in rows if row["doc_id"] == "c000" and row["method"] == "tfidf"]
    assert first == ["停水", "水管"]
    assert {row["rank"] for row in rows} == {1, 2}
    assert all(0 < row["weight"] <= 1 for row in rows if row["method"] == "tfidf")


def test_corpus_keywords_are_counted_within_their_kind(outcome):
    rows = outcome([WATER, LIGHT, LAW, LAW, LAW], min_documents=1)["corpus_keywords"]
    by_kind = {(row["kind"], row["word"]): row["documents"] for row in rows}
    assert by_kind["complaint", "小区"] == 2
    assert by_kind["policy", "小区"] == 3
    assert ("complaint", "行政") not in by_kind
    assert not any(word == "我们" for _, word in by_kind)


def test_keyness_sets_regions_years_and_kinds_apart(outcome):
    rows = outcome([WATER] * 8 + [LIGHT] * 8 + [LAW] * 8, keyness_prior=10)["keyness"]
    strongest = {}
    for row in rows:
        strongest.setdefault((row["grouping"], row["group"]), row["word"])
    assert strongest["region", "甲市"] == "停水"
    assert strongest["year", "2021"] in {"路灯", "熄灭"}
    assert strongest["kind", "policy"] in {"行政", "许可", "程序"}
    water = next(row for row in rows if row["word"] == "停水" and row["grouping"] == "region")
    assert (water["count"], water["rest_count"], water["documents"]) == (16, 0, 8)
    assert water["z"] > 1.96
    assert water["p_adjusted"] < 0.05


def test_pairs_of_words_that_stand_together(outcome):
    rows = outcome([WATER] * 8 + [LIGHT] * 8 + [LAW] * 8)["cooccurrence"]
    assert {"word_a": "停水", "word_b": "水管", "documents": 8, "npmi": 1.0} in [
        {name: row[name] for name in ("word_a", "word_b", "documents", "npmi")} for row in rows
    ]
    assert not any("行政" in (row["word_a"], row["word_b"]) for row in rows)


@pytest.mark.parametrize("texts", [[], [("", "complaint", None, None)] * 10, [("， 。 一", "policy", "甲市", 2020)] * 3])
def test_texts_without_words_leave_empty_tables_and_a_notice(outcome, texts):
    produced = outcome(texts)
    assert all(not rows for rows in produced.values())
    assert len(outcome.notices) == 1


def test_one_text_a_thousand_times(outcome):
    produced = outcome([WATER] * 1000)
    assert sum(row["method"] == "tfidf" for row in produced["document_keywords"]) == 3000
    assert produced["keyness"] == []


def test_early_words_weigh_more_by_position(outcome):
    texts = [("停水 抢修 很久 水管", "complaint", "甲市", 2020), ("水管 很久 抢修 停水", "complaint", "甲市", 2020)] * 3
    rows = outcome(texts, methods=("position",), per_text=1)["document_keywords"]
    assert [row["word"] for row in rows[:2]] == ["停水", "水管"]


def test_neighbours_that_belong_together_are_phrases(outcome):
    texts = [("反映 违章 建筑 拆除 缓慢", "complaint", "甲市", 2020), ("小区 违章 建筑 扰民", "complaint", "甲市", 2020)] * 3
    rows = outcome(texts, methods=("phrase",), phrase_min_count=6)["document_keywords"]
    assert {row["word"] for row in rows} == {"违章建筑"}
    assert len(rows) == 6


def test_the_network_has_communities_and_is_a_file(outcome):
    rows = outcome([WATER] * 8 + [LIGHT] * 8)["cooccurrence"]
    group = {row["word_a"]: row["community_a"] for row in rows} | {row["word_b"]: row["community_b"] for row in rows}
    assert group["停水"] == group["水管"] != group["路灯"] == group["熄灭"]
    graph = networkx.parse_graphml(outcome.files["cooccurrence.graphml"])
    assert graph.nodes["停水"]["community"] == group["停水"]
    assert graph.edges["停水", "水管"]["documents"] == 8


def test_any_column_makes_groups_those_of_the_files_too(outcome):
    def text(base, office, channel):
        return (*base, {"department": office, "extra": json.dumps({"来源渠道": channel, "序": 1}, ensure_ascii=False)})

    texts = [text(WATER, "水务局", "电话")] * 8 + [text(LIGHT, "路灯处", "网站")] * 8
    groupings = ("department", "month", "extra.来源渠道")
    rows = outcome(texts, keyness_groupings=groupings, keyness_prior=10)["keyness"]
    strongest = {}
    for row in rows:
        strongest.setdefault((row["grouping"], row["group"]), row["word"])
    assert strongest["department", "水务局"] == "停水"
    assert strongest["month", "2020-01"] == "停水"
    assert strongest["extra.来源渠道", "网站"] in {"路灯", "熄灭"}


def test_a_column_that_no_file_has_is_named_with_the_nearest(outcome):
    texts = [(*WATER, {"extra": json.dumps({"来源渠道": "电话"}, ensure_ascii=False)})] * 6
    with pytest.raises(GovtextError, match="no text has a column .渠道来源.*来源渠道"):
        outcome(texts, keyness_groupings=("extra.渠道来源",))


def test_of_many_groups_the_largest_are_compared(outcome):
    texts = [(WATER[0], "complaint", f"{n}市", 2020) for n in range(6) for _ in range(5 + n)]
    texts += [(LIGHT[0], "complaint", "9市", 2020)] * 20
    rows = outcome(texts, keyness_groupings=("region",), keyness_groups=3, keyness_prior=10)["keyness"]
    assert {row["group"] for row in rows} == {"4市", "5市", "9市"}


def test_two_kinds_of_text_are_compared_apart(outcome):
    texts = [WATER] * 6 + [LIGHT] * 6
    texts += [(words, "policy", region, year) for words, _, region, year in texts]
    rows = outcome(texts, keyness_groupings=("region",), keyness_kinds=("complaint", "policy"), keyness_prior=10)["keyness"]
    assert {row["grouping"] for row in rows} == {"complaint.region", "policy.region"}
    assert len({(row["grouping"], row["group"], row["word"]) for row in rows}) == len(rows)


def test_textrank_ranks_what_many_words_stand_beside(outcome):
    texts = [("电梯 故障 电梯 维修 电梯 物业 投诉", "complaint", "甲市", 2020)] * 5
    rows = outcome(texts, methods=("textrank",), per_text=3)["document_keywords"]
    assert [(row["rank"], row["word"]) for row in rows[:1]] == [(1, "电梯")]
    assert rows[0]["weight"] == 1.0


def test_a_corpus_too_large_to_hold_is_read_twice_with_the_same_result(outcome, monkeypatch):
    texts = [WATER, LIGHT, LAW] * 1500  # three batches
    held = outcome(texts)
    monkeypatch.setattr("govtext.keywords.reading.MOST_TOKENS", 0)
    monkeypatch.setattr("govtext.keywords.reading.Reading.__init__.__defaults__", (0,))
    monkeypatch.setattr("govtext.keywords.stage.READ_TOGETHER", 1)
    assert outcome(texts) == held
    assert outcome(texts, workers=2) == held


class Elsewhere:
    """An engine whose workers add up, as a cluster's do."""

    def __init__(self):
        self.batches = 0

    def added(self, function, merge, items, every):
        carried = Carried.of(function)
        for kept, part in summed((pickle.loads(pickle.dumps(carried(item))) for item in items), merge, 3):
            self.batches += 1
            yield kept, part


def test_counts_of_batches_made_elsewhere_and_added_in_a_tree_are_those_of_one_process(tmp_path, monkeypatch):
    draw = random.Random(11)
    words = ["小区", "停水", "路灯", "熄灭", "水管", "许可", "程序", "行政", "办理", "房产证", "拆迁", "补偿", "我们", "12"]
    words += [f"矿{chr(0x4e00 + number)}" for number in range(200)]
    texts = [
        (" ".join(draw.choices(words, weights=range(len(words), 0, -1), k=12)), draw.choice(["complaint"] * 9 + ["policy"]),
         draw.choice(["甲市", "乙市", None]), draw.choice([2020, 2021]))
        for _ in range(90)
    ]
    made, whole = study(texts), Source.batches
    monkeypatch.setattr(Source, "batches", lambda self, columns=None, rows=0, coded=(): whole(self, columns, 7, coded))
    stop_words = tmp_path / "stopwords.txt"
    stop_words.write_text("我们\n", encoding="utf-8")
    settings = KeywordsSettings(
        keyness_groupings=("kind", "region", "year"), keyness_min_texts=2, min_documents=1, network_min_documents=2,
        phrase_min_count=2, phrase_cohesion=0.0,
    )

    def tables(work):
        found = {}
        for item in run(made, settings, Lexicons({"stopwords.txt": stop_words}), work):
            if not isinstance(item, Artifact):
                found.setdefault(item[0], []).extend(conform(*item).to_pylist())
        return found

    engine = Elsewhere()
    alone, apart = tables(Work()), tables(Work(engine=engine))
    assert engine.batches == 2 * -(-90 // 7)
    assert all(alone[name] for name in TABLES)
    assert any(row["method"] == "phrase" for row in alone["document_keywords"])
    assert apart == alone
