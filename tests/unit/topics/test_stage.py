import datetime

import numpy as np
import pytest

from govtext.errors import GovtextError
from govtext.kept import Kept
from govtext.lexicons import Lexicons
from govtext.parallel import Work
from govtext.settings import TopicsSettings
from govtext.store import Inputs, Source, conform
from govtext.topics import refits
from govtext.topics.fitting import fit_each
from govtext.topics.kept_model import KeptModel
from govtext.topics.stage import run

SUBJECTS = [
    "停水 水管 水压 水费 供水 水表 漏水 抢修",
    "公交 线路 站台 班次 司机 换乘 候车 发车",
    "噪音 工地 施工 夜间 扰民 渣土 塔吊 打桩",
    "学位 入学 幼儿园 招生 学区 报名 老师 家长",
]


def made_texts(per_subject=30, seed=0):
    generator = np.random.default_rng(seed)
    texts = []
    for number in range(per_subject * len(SUBJECTS)):
        subject = SUBJECTS[number % len(SUBJECTS)].split()
        drawn = generator.choice(subject, size=12).tolist() + generator.choice(["今天", "附近", "反映"], 3).tolist()
        texts.append(drawn)
    return texts


def study(texts, tags=None, kind="complaint", duplicates=False, places=()):
    documents = [
        {
            "doc_id": f"c{i:05}", "kind": kind, "source_file": "a.csv", "title": "", "text": "",
            "region": ["甲市", "乙市"][i % 2], "date": datetime.datetime(2019 + i % 3, 1, 1),
            "duplicate_of": "c00000" if duplicates and i else None,
        }
        for i in range(len(texts))
    ]
    words = [
        {"doc_id": f"c{i:05}", "words": text, "tags": (tags or {}).get("all") or [(tags or {}).get(w, "n") for w in text]}
        for i, text in enumerate(texts)
    ]
    return Inputs(
        {
            "documents": Source.of("documents", documents), "words": Source.of("words", words),
            "entities": Source.of("entities", list(places)),
        }
    )


@pytest.fixture
def outcome(tmp_path):
    (tmp_path / "stopwords.txt").write_text("今天\n", encoding="utf-8")
    lexicons = Lexicons({"stopwords.txt": tmp_path / "stopwords.txt"})

    def made(inputs, workers=1, kept=None, **settings):
        made.notices = []
        produced = {}
        chosen = TopicsSettings(**{"k_grid": (3, 4, 5, 6), "refits": 6, "bootstrap": 20, "max_share": 0.5, **settings})
        for name, rows in run(inputs, chosen, lexicons, Work(workers, notice=made.notices.append, kept=kept or Kept())):
            produced.setdefault(name, []).extend(conform(name, rows).to_pylist())
        return produced

    return made


@pytest.mark.parametrize("method", ["nmf", "nmf_texts", "lda_cvb", "lda", "nmf_gensim", "lda_gibbs"])
def test_subjects_become_topics(outcome, method):
    if method == "lda_gibbs":
        pytest.importorskip("tomotopy")
    produced = outcome(study(made_texts()), method=method, k=4)
    found = [set(row["top_words"][:8]) for row in produced["topics"]]
    for subject in SUBJECTS:
        assert max(len(words & set(subject.split())) for words in found) >= (6 if "gensim" in method else 7)
    assert [row["topic_id"] for row in produced["topics"]] == [0, 1, 2, 3]
    shares = [row["share"] for row in produced["topics"]]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1, abs=0.01)


def test_texts_without_a_word_of_the_vocabulary_count_in_no_mean(outcome):
    texts = [*made_texts(), *[["今天"]] * 40]
    produced = outcome(study(texts), k=4)
    assert sum(row["share"] for row in produced["topics"]) == pytest.approx(1, abs=1e-5)
    assert sum(row["documents"] for row in produced["topics"]) == 120
    weights = {}
    for row in produced["document_topics"]:
        weights[row["topic_id"]] = weights.get(row["topic_id"], 0.0) + row["weight"]
    for row in produced["topics"]:
        assert row["share"] == pytest.approx(weights[row["topic_id"]] / 120, abs=0.01)  # small shares are not written


def test_the_number_of_topics_is_chosen_and_the_reason_given(outcome):
    rows = outcome(study(made_texts()))["model_selection"]
    chosen = [row for row in rows if row["chosen"]]
    assert [row["k"] for row in chosen] == [4]
    assert "K=4" in chosen[0]["remark"]
    assert chosen[0]["stability"] > 0.9
    grid = [row for row in rows if row["method"] == "nmf"]
    fits = {k: sum(row["k"] == k for row in grid) for k in (3, 4, 5, 6)}
    assert fits[4] == 7
    assert sorted(fits.values()) == [6, 6, 7, 7]  # the winner and the next best are looked at closely
    assert len({(row["method"], row["k"], row["seed"]) for row in rows}) == len(rows)
    assert all(row["heldout"] is None or row["heldout"] <= 1 for row in rows)


def test_chance_and_the_lda_that_theses_print_stand_beside_the_chosen_model(outcome):
    rows = outcome(study(made_texts()), k=4)["model_selection"]
    stability = {row["method"]: row["stability"] for row in rows if row["seed"] == 1}
    assert set(stability) == {"nmf", "nmf, shuffled words", "lda_cvb"}
    assert stability["nmf, shuffled words"] < 0.5 < stability["nmf"]
    assert not any(row["chosen"] for row in rows if row["method"] != "nmf")
    assert {row["method"] for row in outcome(study(made_texts()), k=4, compare=())["model_selection"]} == {
        "nmf", "nmf, shuffled words"
    }


def test_one_more_k_fits_one_k(outcome, tmp_path, monkeypatch):
    fitted = []
    monkeypatch.setattr(
        refits, "fit_each", lambda method, counts, inside, ks, seed: fitted.append(ks) or fit_each(method, counts, inside, ks, seed)
    )
    inputs, kept = study(made_texts()), Kept(tmp_path / "kept", "code")
    first = outcome(inputs, kept=kept, k_grid=(3, 4), screening=3, refits=3)
    assert fitted[:4] == [[3, 4]] * 4
    fitted.clear()
    again = outcome(inputs, kept=kept, k_grid=(3, 4), screening=3, refits=3)
    assert (fitted, again) == ([], first)
    more = outcome(inputs, kept=kept, k_grid=(3, 4, 6), screening=3, refits=3)
    assert fitted == [[6]] * 4
    assert more == outcome(inputs, k_grid=(3, 4, 6), screening=3, refits=3)
    fitted.clear()
    outcome(inputs, kept=Kept(tmp_path / "kept", "other code"), k_grid=(3, 4), screening=3, refits=3)
    outcome(study(made_texts(seed=1)), kept=kept, k_grid=(3, 4), screening=3, refits=3)
    assert fitted[:4] == [[3, 4]] * 4
    assert fitted.count([3, 4]) == 8


def test_pooled_by_place_every_text_still_has_shares(outcome):
    places = [
        {"doc_id": f"c{i:05}", "kind": "place", "text": f"第{i % 40}苑", "start": 0, "end": 3} for i in range(120)
    ]
    produced = outcome(study(made_texts(), places=places), pool="place", k=4)
    assert len({row["doc_id"] for row in produced["document_topics"]}) == 120
    with pytest.raises(GovtextError, match="leaves 40 pools, too few for 10 topics"):
        outcome(study(made_texts(), places=places), pool="place", k=10)


def test_every_text_has_shares_that_sum_to_one_at_most(outcome):
    rows = outcome(study(made_texts()))["document_topics"]
    total = {}
    for row in rows:
        total[row["doc_id"]] = total.get(row["doc_id"], 0) + row["weight"]
    assert len(total) == 120
    assert all(0.9 < value < 1.0001 for value in total.values())


def test_same_tables_with_two_workers(outcome):
    inputs = study(made_texts())
    assert outcome(inputs, 1) == outcome(inputs, 2)


def test_place_names_make_no_topics(outcome):
    texts = [[*text, "桃花源", "翠竹苑", "小区"] for text in made_texts()]
    starts = [sum(map(len, text[:-2])) for text in texts]
    places = [
        {"doc_id": f"c{i:05}", "kind": "place", "text": "翠竹苑小区", "start": s, "end": s + 5} for i, s in enumerate(starts)
    ]
    inputs = study(texts, tags={"桃花源": "ns"}, places=places)
    words = {row["word"] for row in outcome(inputs, k=4, max_share=1.0)["topic_words"]}
    assert "小区" in words
    assert not words & {"桃花源", "翠竹苑", "反映"}
    kept = {row["word"] for row in outcome(inputs, k=4, max_share=1.0, drop_places=False)["topic_words"]}
    assert {"桃花源", "翠竹苑"} <= kept


@pytest.mark.parametrize(
    "inputs",
    [
        study([]), study(made_texts(1)[:3]), study([[]] * 50), study([["，", "1"]] * 50),
        study(made_texts(), kind="policy"), study([made_texts()[0]] * 1000), study([made_texts()[0]] * 1000, duplicates=True),
    ],
    ids=["none", "three", "no words", "no content", "policies only", "one text", "one text marked"],
)
def test_what_bears_no_topics_leaves_empty_tables_and_a_notice(outcome, inputs):
    produced = outcome(inputs)
    assert all(not rows for rows in produced.values())
    assert len(outcome.notices) == 1
    assert "too few" in outcome.notices[0]


def test_ten_texts(outcome):
    produced = outcome(study(made_texts(3)[:10]), k_grid=(2, 30))
    assert [row["topic_id"] for row in produced["topics"]] == [0, 1]
    assert any("K = 30 not tried" in notice for notice in outcome.notices)


def test_more_topics_than_the_corpus_bears_is_one_line(outcome):
    with pytest.raises(GovtextError) as error:
        outcome(study(made_texts(5)), k=50)
    assert str(error.value).startswith("pipeline/params.toml: topics.k = 50, but 20 different texts")
    assert "\n" not in str(error.value)


def test_the_researchers_labels_stay_with_their_topics(tmp_path):
    (tmp_path / "stopwords.txt").write_text("", encoding="utf-8")
    (tmp_path / "topic_labels.toml").write_text(
        '[[topic]]\nlabel = "供水"\nwords = ["停水", "水管", "水压"]\n[[topic]]\nlabel = "旧事"\nwords = ["从前"]\n',
        encoding="utf-8",
    )
    lexicons = Lexicons({path.name: path for path in tmp_path.iterdir()})
    notices = []
    settings = TopicsSettings(k=4, refits=2, bootstrap=20, max_share=0.5)
    produced = dict(run(study(made_texts()), settings, lexicons, Work(notice=notices.append)))
    rows = conform("topics", produced["topics"]).to_pylist()
    named = [row for row in rows if row["label_source"] == "researcher"]
    assert [row["label"] for row in named] == ["供水"]
    assert "停水" in named[0]["top_words"]
    assert any("旧事" in notice for notice in notices)


def test_of_very_many_texts_a_part_is_fitted_and_all_get_shares(outcome):
    produced = outcome(study(made_texts(40)), k=4, most_texts=100)
    assert len({row["doc_id"] for row in produced["document_topics"]}) == 160
    found = [set(row["top_words"][:8]) for row in produced["topics"]]
    assert all(max(len(words & set(subject.split())) for words in found) >= 7 for subject in SUBJECTS)
    # Draws sent by themselves are the same for one process and for two.
    assert produced == outcome(study(made_texts(40)), k=4, most_texts=100, workers=2)


def test_of_a_large_corpus_the_model_rests_on_some_texts_and_all_have_their_shares(outcome, monkeypatch):
    monkeypatch.setattr("govtext.topics.corpus._LOOKED_AT", 8)
    texts = [*made_texts(60), []]
    whole = outcome(study(texts), k=4, least_share=0.0)
    assert not any("rest on" in notice for notice in outcome.notices)
    some = outcome(study(texts), k=4, least_share=0.0, model_texts=120)
    assert "topics: words and models rest on 121 of 241 texts, evenly spread; shares are those of all " in (
        outcome.notices[0]
    )
    assert len({row["doc_id"] for row in some["document_topics"]}) == 240
    assert sum(row["documents"] for row in some["topics"]) == 240
    assert sum(row["share"] for row in some["topics"]) == pytest.approx(1.0, abs=1e-5)
    assert max(row["documents"] for row in some["topic_vocabulary"]) <= 120
    # Both models tell the subjects apart: the same texts share a main topic.
    assert [main_topic(made) for made in (some, whole)] == [list(range(4)) * 60] * 2
    for name in ("topic_trends", "topic_prevalence", "topic_dynamics"):
        texts_of = [{(row.get("group"), row.get("period")): row["documents"] for row in made[name]} for made in (whole, some)]
        assert texts_of[0] == texts_of[1]
    assert some == outcome(study(texts), k=4, least_share=0.0, model_texts=120, workers=2)
    assert whole == outcome(study(texts), k=4, least_share=0.0, model_texts=0)


def main_topic(produced):
    """The main topic of each text, topics numbered as they come first."""
    best = {}
    for row in produced["document_topics"]:
        if row["weight"] > best.get(row["doc_id"], (0,))[0]:
            best[row["doc_id"]] = row["weight"], row["topic_id"]
    number = {}
    return [number.setdefault(topic, len(number)) for _, topic in best.values()]


def test_the_blocks_that_texts_are_counted_in_change_nothing(outcome, monkeypatch):
    whole = outcome(study(made_texts()), k=4)
    monkeypatch.setattr("govtext.topics.corpus._BLOCK", 7)
    monkeypatch.setattr("govtext.topics.prevalence._BLOCK", 7)
    assert outcome(study(made_texts()), k=4) == whole


def kept_tables(tmp_path, inputs, **settings):
    (tmp_path / "stopwords.txt").write_text("今天\n", encoding="utf-8")
    chosen = TopicsSettings(**{
        "k": 4, "refits": 2, "chance_refits": 2, "compare": (), "bootstrap": 20, "max_share": 0.5, "least_share": 0.0,
        **settings,
    })
    made = {}
    for name, rows in run(inputs, chosen, Lexicons({"stopwords.txt": tmp_path / "stopwords.txt"}), Work()):
        made.setdefault(name, []).extend(conform(name, rows).to_pylist())
    return made


def sources(made):
    return {name: Source.of(name, made[name]) for name in ("topic_model", "topic_vocabulary")}


@pytest.mark.parametrize("method", ["nmf", "nmf_texts", "lda_cvb"])
def test_the_shares_are_those_of_the_stage(tmp_path, method):
    inputs = study(made_texts())
    made = kept_tables(tmp_path, inputs, method=method)
    model = KeptModel.read(sources(made))
    shares = {(row["doc_id"], row["topic_id"]): row["weight"] for row in made["document_topics"]}
    for batch in inputs["words"].batches(["doc_id", "words", "tags"], rows=7):  # whatever the batches
        doc_ids, found = model.shares(batch)
        for doc_id, row in zip(doc_ids, found, strict=True):
            assert row == pytest.approx([shares.get((doc_id, topic), 0.0) for topic in range(4)], abs=1e-6)


def test_words_that_the_model_does_not_know_count_for_nothing(tmp_path):
    model = KeptModel.read(sources(kept_tables(tmp_path, study(made_texts()))))
    _, shares = model.shares(next(iter(study([["停水", "水管", "潜水艇"], ["停水", "水管"], ["潜水艇"]])["words"].batches())))
    assert np.array_equal(shares[0], shares[1])
    assert not shares[2].any()


def test_an_empty_model_says_so():
    with pytest.raises(GovtextError, match="there are no topics"):
        KeptModel.read({name: Source.of(name, []) for name in ("topic_model", "topic_vocabulary")})
