import datetime as dt
import random

import numpy as np
import pytest

from govtext.documents.duplicates import Duplicates, signs_of, text_key
from govtext.documents.minhash import SketchIndex, band_keys, sketch, sketches

LONG = "小区门口的路灯已经坏了一个多月，晚上老人孩子出门很不方便，多次向物业反映也没有结果，希望有关部门尽快派人来修理。"


def signs(*texts):
    given = [(t, "", None) if isinstance(t, str) else t for t in texts]
    return signs_of([("", t[0]) for t in given], [t[1] for t in given], [t[2] for t in given])


def found(*texts, **settings):
    together = Duplicates(**settings).add(signs(*texts))
    seen = Duplicates(**settings)
    assert [seen.add(signs(text))[0] for text in texts] == together
    return together


def test_blanks_do_not_matter_and_titles_only_for_short_texts():
    assert text_key("甲", LONG) == text_key("乙", "\n" + LONG.replace("路灯", " 路 灯\n"))
    assert text_key("甲", "详见附件") != text_key("乙", "详见附件")


def test_each_rule():
    other = "西街停水三天了，居民用水困难，自来水公司的电话没人接，请尽快恢复供水，谢谢。"
    near = LONG.replace("一个多月", "两个多月")
    assert found(LONG, other, LONG, "【转发】" + LONG, near) == [
        None, None, (0, "exact_text"), (0, "forwarded_copy"), (0, "near_text"),
    ]


def test_an_authors_repeat_within_days():
    again = LONG[:44] + "到现在还是没有人来，究竟什么时候能够修好？"
    day = dt.datetime(2019, 3, 1)
    assert found((LONG, "u1", day), (again, "u1", day + dt.timedelta(20)))[1] == (0, "author_repeat")
    assert found((LONG, "u1", day), (again, "u1", day + dt.timedelta(40)))[1] is None
    assert found((LONG, "u1", day), (again, "u2", day))[1] is None


def test_repetitions_of_repetitions_name_the_first():
    near = LONG.replace("一个多月", "两个多月")
    assert found(LONG, near, near)[2] == (0, "exact_text")


def test_short_texts_are_not_near():
    assert found("路灯坏了没人管啊", "路灯坏了没人修啊") == [None, None]


def test_a_sketch_is_the_same_whatever_texts_are_sketched_with_it():
    rng = np.random.default_rng(7)
    texts = ["".join(map(chr, rng.integers(0x4E00, 0x4E40, size))) for size in (20, 300, 12, 21, 24, 70, 20)]
    texts[3] += "，。 "
    found, places = sketches(texts)
    assert found.tolist() == [0, 1, 3, 4, 5, 6]
    for number, own in zip(found.tolist(), places, strict=True):
        counted = "".join(filter(str.isalnum, texts[number]))
        assert (own == sketch(counted)).all()


def test_sketches_estimate_similarity():
    rng = random.Random(5)
    letters = [chr(0x4E00 + rng.randrange(3000)) for _ in range(1200)]
    text = "".join(letters)
    index = SketchIndex()
    own = sketch(text)[None]
    assert index.meet(np.array([0]), own.astype(np.uint8), band_keys(own)) == {}
    for changed in (10, 40, 120):
        other = letters.copy()
        for place in rng.sample(range(len(letters)), changed):
            other[place] = "改"
        a, b = ({t[i : i + 5] for i in range(len(t) - 4)} for t in (text, "".join(other)))
        true = len(a & b) / len(a | b)
        assert index.similarity(sketch("".join(other)).astype(np.uint8), 0) == pytest.approx(true, abs=0.13)


def test_planted_near_texts_are_found_among_many_across_flushes():
    rng = random.Random(7)
    texts = ["".join(chr(0x4E00 + rng.randrange(3000)) for _ in range(80)) for _ in range(9000)]
    planted = [(i, texts[i][:40] + "改" + texts[i][41:]) for i in range(0, 9000, 90)]
    seen = Duplicates()
    for start in range(0, 9000, 500):
        assert seen.add(signs(*texts[start : start + 500])) == [None] * 500
    hits = [seen.add(signs(t))[0] == (i, "near_text") for i, t in planted]
    assert sum(hits) >= 98


def test_the_index_names_the_first_of_those_that_share_a_key_since_it_settled(monkeypatch):
    """As a dictionary of the recent keys and sorted runs of the settled ones do, looked up text by text."""
    monkeypatch.setattr("govtext.documents.minhash.FLUSH", 4)
    rng = np.random.default_rng(3)
    index, recent, runs, number = SketchIndex(), {}, [], 0
    for size in (7, 3, 0, 2, 6, 20, 30, 9, 3, 1, 3):
        keys = rng.integers(0, 2000, (size, 14)).astype(np.uint64)
        numbers = np.arange(number, number + 2 * size, 2)
        number += 2 * size
        expected = {}
        for text, own in zip(numbers.tolist(), keys.tolist(), strict=True):
            met = {run[key] for run in runs for key in own if key in run} | {recent[k] for k in own if k in recent}
            if met:
                expected[text] = met
            for key in own:
                recent.setdefault(key, text)
        assert index.meet(numbers, np.zeros((size, 128), np.uint8), keys) == expected
        index.settle()
        if len(recent) >= 4 * 14:
            new, recent = recent, {}
            while runs and len(runs[-1]) <= 2 * len(new):
                new = new | runs.pop()
            runs.append(new)
    assert len(runs) > 1


def test_authors_and_days_are_told_of_texts_that_have_them():
    told = signs((LONG, "u1", dt.datetime(2019, 3, 1)), "短")
    assert (told.authors[1], told.days) == (0, [dt.date(2019, 3, 1).toordinal(), 0])
    assert told.authors[0] > 0
    assert told.sketched.tolist() == [0]
    assert told.bands.shape == (1, 14)
