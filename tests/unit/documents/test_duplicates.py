import datetime as dt
import random

import pytest

from govtext.documents.duplicates import Candidate, Duplicates, text_key, text_signs
from govtext.documents.minhash import SketchIndex, band_keys, sketch

LONG = "小区门口的路灯已经坏了一个多月，晚上老人孩子出门很不方便，多次向物业反映也没有结果，希望有关部门尽快派人来修理。"


def found(*texts, **settings):
    given = [(t,) if isinstance(t, str) else t for t in texts]
    batch = [Candidate(text_signs("", t[0]), *t[1:]) for t in given]
    together = Duplicates(**settings).add(batch)
    seen = Duplicates(**settings)
    assert [seen.add([text])[0] for text in batch] == together
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


def test_sketches_estimate_similarity():
    rng = random.Random(5)
    letters = [chr(0x4E00 + rng.randrange(3000)) for _ in range(1200)]
    text = "".join(letters)
    index = SketchIndex()
    index.add(0, sketch(text), band_keys(sketch(text)))
    for changed in (10, 40, 120):
        other = letters.copy()
        for place in rng.sample(range(len(letters)), changed):
            other[place] = "改"
        a, b = ({t[i : i + 5] for i in range(len(t) - 4)} for t in (text, "".join(other)))
        true = len(a & b) / len(a | b)
        assert index.similarity(sketch("".join(other)), 0) == pytest.approx(true, abs=0.13)


def test_planted_near_texts_are_found_among_many_across_flushes():
    rng = random.Random(7)
    texts = ["".join(chr(0x4E00 + rng.randrange(3000)) for _ in range(80)) for _ in range(9000)]
    planted = [(i, texts[i][:40] + "改" + texts[i][41:]) for i in range(0, 9000, 90)]
    seen = Duplicates()
    for start in range(0, 9000, 500):
        assert seen.add([Candidate(text_signs("", t)) for t in texts[start : start + 500]]) == [None] * 500
    hits = [seen.add([Candidate(text_signs("", t))])[0] == (i, "near_text") for i, t in planted]
    assert sum(hits) >= 98
