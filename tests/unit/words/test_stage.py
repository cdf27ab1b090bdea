"""The stage as a whole: tables in, tables out."""

import pyarrow as pa
import pytest

from govtext.errors import GovtextError
from govtext.jieba_dictionary import listed_words
from govtext.lexicons import Lexicons
from govtext.parallel import Work
from govtext.settings import WordsSettings
from govtext.store import Inputs, Source, conform
from govtext.tables import schema
from govtext.words import places, stage
from govtext.words.segmentation import SegmenterConfiguration, segmenter
from govtext.words.stage import LookedAt, _listed, ready, run


def documents(texts):
    """Return documents with what the schema requires of every column."""
    empty = {"string": None, "bool": False, "int64": 0}
    rows = []
    for number, (title, text) in enumerate(texts):
        row = {field.name: empty.get(str(field.type)) for field in schema("documents")}
        row |= {"doc_id": f"c{number:012d}", "kind": "complaint", "title": title, "text": text, "source_file": "a.csv"}
        rows.append(row)
    return Source("documents", content=pa.Table.from_pylist(rows, schema=schema("documents")))


def outputs(texts, lexicons, settings=None, work=None):
    """Run the stage and return its tables."""
    tables = {}
    inputs = Inputs({"documents": documents(texts)})
    for name, rows in run(inputs, settings or WordsSettings(), lexicons, work or Work()):
        tables.setdefault(name, []).append(conform(name, rows))
    return {name: pa.concat_tables(parts) for name, parts in tables.items()}


TEXTS = [("热线打不通", "A市云栖小区停水，拨打12345热线没人接。\n请求解决"), ("", ""), ("", "依据《物业管理条例》")]


def test_words_hold_every_character(lexicons):
    rows = outputs(TEXTS, lexicons)["words"].to_pylist()
    assert ["".join(row["words"]) for row in rows] == [f"{title}\n{text}" for title, text in TEXTS]
    assert all(len(row["words"]) == len(row["tags"]) for row in rows)
    assert rows[1]["words"] == ["\n"]


def test_entities_are_verbatim(lexicons):
    tables = outputs(TEXTS, lexicons)
    text = {f"c{number:012d}": f"{title}\n{body}" for number, (title, body) in enumerate(TEXTS)}
    rows = tables["entities"].to_pylist()
    assert {row["kind"] for row in rows} >= {"place", "policy_title"}
    assert all(text[row["doc_id"]][row["start"] : row["end"]] == row["text"] for row in rows)


def test_stretches_are_kept_whole_unless_told_otherwise(lexicons):
    texts = [("", "根据《政务公开工作办法》")]
    assert "政务公开工作办法" in outputs(texts, lexicons)["words"].to_pylist()[0]["words"]
    plain = outputs(texts, lexicons, WordsSettings(keep_whole=()))["words"].to_pylist()[0]["words"]
    assert "政务公开工作办法" not in plain


def test_a_mark_for_masked_data_is_one_word_and_no_keyword(lexicons):
    words = outputs([("", "我叫〔姓名〕，电话〔电话〕，见国发〔2016〕55号")], lexicons)["words"].to_pylist()[0]
    assert "〔姓名〕" in words["words"]
    assert words["words"].count("电话") == 1
    assert "〔2016〕" not in words["words"]


def test_engines_agree_over_the_whole_stage(lexicons):
    fast, slow = outputs(TEXTS, lexicons), outputs(TEXTS, lexicons, WordsSettings(engine="jieba"))
    assert all(fast[name].equals(slow[name]) for name in fast)


def test_no_documents_give_no_rows(lexicons):
    assert all(not table.num_rows for table in outputs([], lexicons).values())


def test_a_bad_line_of_places_is_named(lexicons, tmp_path):
    (tmp_path / "places.txt").write_text("小区 estate\n楼 castle\n", encoding="utf-8")
    broken = Lexicons({**lexicons.files, "places.txt": tmp_path / "places.txt"})
    with pytest.raises(GovtextError, match=r"places\.txt row 2"):
        outputs(TEXTS, broken)


def test_what_the_dictionary_lists_is_told_by_whoever_holds_it():
    # the last is an entry without a part of speech
    configuration = SegmenterConfiguration((("咚咚哐", None, "nz"), ("哐哐咚", None, None)))
    words = ["路灯", "咚咚哐", "哐哐咚", "路灯灯", "", "小区", "小区小"]
    in_jieba = set(words).intersection(listed_words().words())
    assert in_jieba == {"路灯", "小区"}
    assert _listed(configuration, words) == ["路灯", "咚咚哐", "小区"]
    assert _listed(configuration, []) == []


def test_endings_of_places_are_remembered_within_bounds(lexicons, monkeypatch):
    monkeypatch.setattr(places, "_MOST_KNOWN", 3)
    known = places.place_lexicon(lexicons.words("places.txt"))
    words = ["人民路", "镇政府", "路灯", "清河镇", "人民路", "桃花苑"] * 2
    assert [known.ending_of(word) for word in words] == [known._longest(word) for word in words]
    assert known.ending_of("人民路") == "路"
    assert not known.ending_of("镇政府")
    assert len(known._known) <= 3


def test_new_words_of_very_many_texts_are_sought_in_batches_evenly_spread_and_in_all_policies(lexicons, monkeypatch):
    monkeypatch.setattr(stage, "TEXTS_PER_BATCH", 4)
    before = ["反映", "请问", "关于", "我住在", "听说", "今天去了", "希望", "由于"]
    behind = ["停水三天", "没有电梯", "很吵", "不让进", "要收费吗", "怎么办理", "一直没人管", "又坏了"]
    texts = [("", f"{before[at % 8]}云码通办{behind[at % 8]}。") for at in range(40)]
    settings = WordsSettings(new_word_cohesion=1.0)
    told = []
    everywhere = outputs(texts, lexicons, settings.model_copy(update={"new_word_texts": 40}), Work(notice=told.append))
    assert not [line for line in told if "new words" in line]
    some = outputs(texts, lexicons, settings.model_copy(update={"new_word_texts": 18}), Work(notice=told.append))
    assert [line for line in told if "new words" in line] == [
        "new words were sought in 20 of 40 texts, evenly spread (words.new_word_texts)"
    ]
    counts = [{row["word"]: row["count"] for row in tables["new_words"].to_pylist()} for tables in (everywhere, some)]
    assert [count["云码通办"] for count in counts] == [40, 20]
    assert [tables["words"].equals(everywhere["words"]) for tables in (everywhere, some)] == [True, True]


def test_batches_looked_at_are_evenly_spread():
    complaints = pa.record_batch({"kind": ["complaint"] * 3})
    policies = pa.record_batch({"kind": ["complaint", "policy", "complaint"]})
    looked_at = LookedAt(10, 3)
    chosen = [mark for _, mark in looked_at.marked([complaints] * 10)]
    assert [number for number, mark in enumerate(chosen) if mark] == [3, 6, 9]
    assert looked_at.texts == 9
    assert [mark for _, mark in looked_at.marked([policies, complaints] + [complaints] * 8)][:2] == [True, False]


def test_a_process_is_ready_with_the_dictionary_that_the_stage_goes_by(lexicons):
    segmenter.cache_clear()
    ready(WordsSettings(), lexicons)()
    outputs(TEXTS, lexicons)
    assert segmenter.cache_info().misses == 1
