"""A corpus too large to be compared as a whole: copies first, then one message of each group of them."""

import random

import numpy as np
import pytest
from scipy import sparse

from govtext.bench.issues import b_cubed
from govtext.issues.recurring import many, repeated
from govtext.issues.recurring.blocks import blocks, packed
from govtext.issues.recurring.corpus import Runs
from govtext.issues.recurring.many import clustered
from govtext.issues.recurring.reading import batch_of, encode
from govtext.issues.recurring.repeated import copies, repeating_pairs, standing_for
from govtext.parallel import Work
from govtext.settings import RecurringSettings

SETTINGS = RecurringSettings()
PLACES = ["云锦小区", "栖霞花园", "澄湖家园", "竹溪新村", "望江苑", "松岭村"]
TROUBLES = [
    ["施工", "噪音", "整夜", "打桩", "工地", "扰民", "睡", "不着"],
    ["路灯", "不亮", "漆黑", "夜里", "摔倒", "维修", "灯杆", "电缆"],
    ["油烟", "餐馆", "排放", "楼上", "窗户", "异味", "净化器", "执法"],
    ["停水", "水压", "水管", "爆裂", "做饭", "自来水", "抢修", "通知"],
]
FILLING = ["我们", "居民", "希望", "部门", "尽快", "处理", "已经", "多次", "电话", "没有", "结果", "孩子", "老人", "每天"]
COPIED = 8


def messages():
    """Return words, tags and the original of copies of 24 messages, each word of a copy exchanged at one in 25."""
    random_ = random.Random(4)
    words, tags, original = [], [], []
    for number, (place, trouble) in enumerate((p, t) for p in PLACES for t in TROUBLES):
        title = [place, *trouble[:3]]
        body = [*random_.choices([*trouble, *FILLING], k=50), place, *random_.choices([*trouble, *FILLING], k=50)]
        for _ in range(COPIED):
            copy = [random_.choice(FILLING) if random_.random() < 0.04 else word for word in body]
            words.append([*title, "\n", *copy])
            tags.append(["ns", "n", "n", "n", "x", *("ns" if word in PLACES else "n" for word in copy)])
            original.append(number)
    order = list(range(len(words)))
    random_.shuffle(order)
    return [words[at] for at in order], [tags[at] for at in order], np.array([original[at] for at in order])


@pytest.fixture(scope="module")
def corpus():
    words, tags, original = messages()
    days = np.full(len(words), 18_000, dtype=np.int64)
    return encode(iter([batch_of(words, tags)]), np.full(len(words), -1), days, 250, Work()), original


def test_copies_have_one_message_that_stands_for_them(corpus):
    read, original = corpus
    stand = copies(read, SETTINGS, Work())
    assert (original[stand] == original).all()
    assert (stand[stand] == stand).all()
    assert len(np.unique(stand)) < len(original) / 3


def test_parts_and_processes_change_nothing(corpus, monkeypatch):
    read, _ = corpus
    whole = copies(read, SETTINGS, Work()).tolist()
    monkeypatch.setattr(repeated, "ROWS_AT_ONCE", 40)
    monkeypatch.setattr(repeated, "PAIRS_AT_ONCE", 7)
    assert copies(read, SETTINGS, Work()).tolist() == whole
    assert copies(read, SETTINGS, Work(workers=2)).tolist() == whole


def test_a_large_corpus_is_clustered_by_one_message_of_each_group(corpus, monkeypatch):
    read, original = corpus
    monkeypatch.setattr(many, "LARGE_CORPUS", 100)
    owner, side = clustered([read], SETTINGS, Work())
    assert side.terms.whole.shape[0] == len(original)
    assert (owner[owner[owner >= 0]] == owner[owner >= 0]).all()
    for number in range(original.max() + 1):
        assert len(np.unique(owner[original == number])) == 1
    first = np.flatnonzero(owner == np.arange(len(owner)))
    assert all(owner[: at + 1].tolist().index(at) == at for at in first)


def test_messages_are_asked_about_with_the_next_one_that_has_the_same_run():
    held = sparse.csr_matrix(np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 1, 0, 0], [1, 1, 0, 0]], dtype=np.uint8))
    runs = Runs(held, np.array([4, 4, 4, 8], dtype=np.float32))

    class Corpus:
        size = 4

    Corpus.runs = runs
    left, right = repeating_pairs(Corpus, 300)
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 2), (2, 3)]
    assert not len(repeating_pairs(Corpus, 2)[0])


def test_the_message_with_most_links_stands_for_its_group():
    pairs = np.array([0, 2, 2]), np.array([2, 3, 5])
    assert standing_for(6, pairs).tolist() == [2, 1, 2, 2, 4, 2]


def test_parts_find_what_the_whole_corpus_finds(corpus, monkeypatch):
    read, original = corpus
    monkeypatch.setattr(many, "IN_ONE", 50)
    monkeypatch.setattr(many, "LARGE_CORPUS", 100)
    monkeypatch.setattr(repeated, "SURE", 99.0)  # nothing is a copy: all are searched
    whole, _ = clustered([read], SETTINGS, Work())
    monkeypatch.setattr(many, "PART", 60)
    monkeypatch.setattr(many, "BLOCK", 30)
    owner, _ = clustered([read], SETTINGS, Work())
    assert owner.tolist() == clustered([read], SETTINGS, Work(workers=2))[0].tolist()
    for found in (whole, owner):
        assert b_cubed(original, np.where(found >= 0, found, -1 - np.arange(len(found)))) > 0.9


def test_blocks_hold_what_is_linked_most_and_are_no_larger_than_allowed():
    random_ = np.random.default_rng(7)
    group = np.repeat(np.arange(12), 5)
    left, right = np.triu_indices(60, 1)
    kept = (group[left] == group[right]) | (random_.random(len(left)) < 0.05)
    left, right = left[kept], right[kept]
    weight = np.where(group[left] == group[right], 2.0, 0.3)
    block = blocks(60, (left, right), weight, 15)
    assert all(len(np.unique(block[group == number])) == 1 for number in range(12))
    assert 5 < np.bincount(block).max() <= 15
    rows = packed(block, 20)
    assert sorted(np.concatenate(rows).tolist()) == list(range(60))
    assert all(len(np.unique([part for part, own in enumerate(rows) if at in own])) == 1 for at in range(60))
    assert max(map(len, rows)) <= 35


def test_messages_without_links_are_blocks_of_their_own():
    none = np.zeros(0, dtype=np.int64)
    assert blocks(4, (none, none), np.zeros(0), 2).tolist() == [0, 1, 2, 3]
    assert [part.tolist() for part in packed(np.arange(4), 3)] == [[0, 1, 2], [3]]
