"""Parts of a corpus on the disk: what is read is what was put there, and nothing stays."""

from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest
from scipy import sparse

from govtext.issues.recurring.evidence import Frame
from govtext.issues.recurring.parts import Part, of_each, opened, put_aside
from govtext.issues.recurring.reading import batch_of, encode
from govtext.parallel import Work

PLACES = ["云锦小区", "栖霞花园", "澄湖家园"]
TROUBLES = [["施工", "噪音", "整夜"], ["路灯", "不亮", "维修"], ["停水", "水管", "爆裂"]]


@pytest.fixture
def corpus():
    random = np.random.default_rng(3)
    filling = [f"{a}{b}" for a in "东西南北中" for b in "风雨山水花木"]
    words, tags = [], []
    for at in range(108):
        place, trouble = PLACES[at % 3], TROUBLES[at % 5 % 3]
        body = random.choice(filling, 12).tolist()
        words.append([place, *trouble, "\n", "3", "栋", place, *body])
        tags.append(["ns", "n", "v", "n", "x", "m", "q", "ns", *["n"] * len(body)])
    days = np.arange(len(words), dtype=np.int64)
    read = encode(iter([batch_of(words, tags)]), days % 5, days, 250, Work(), ["A市", None] * 54)
    return replace(read, senses=random.random((len(read.vocabulary), 7)).astype(np.float32))


def same(one, other):
    """Tell whether two things are the same to the last bit, sparse matrices by their entries."""
    if is_dataclass(one):
        return all(same(getattr(one, field.name), getattr(other, field.name)) for field in fields(one))
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if sparse.issparse(one):
        return one.shape == other.shape and one.dtype == other.dtype and (one != other).nnz == 0
    return np.array_equal(one, other) and getattr(one, "dtype", None) == getattr(other, "dtype", None)


def divided(corpus):
    """Return rows of three parts, the last message in none, and two kinds of pairs."""
    rows = [np.arange(at, corpus.size - 1, 3) for at in range(3)]
    left, right = np.triu_indices(corpus.size, 1)
    return rows, [(left.astype(np.int32), right.astype(np.int32)), (right[::7], left[::7])]


@pytest.mark.parametrize("threads", [1, 2])
def test_what_is_read_is_what_was_put_aside(corpus, threads):
    frame = Frame.of(corpus, 0.3, 1, 50)
    assert frame.space is not None
    rows, pairs = divided(corpus)
    whole, held = list(pairs), [corpus]
    with put_aside(held, frame, rows, pairs, threads) as stored:
        folder = stored[0].own.parent
        assert not held
        assert not pairs
        for own, one in zip(rows, stored, strict=True):
            part = one.part()
            messages, used = corpus.rows(own, alone=False)
            assert same(messages, part.corpus)
            assert same(frame.rows(used), part.frame)
            for (left, right), found in zip(whole, part.pairs, strict=True):
                inside = np.isin(left, own) & np.isin(right, own)
                assert np.array_equal(own[np.stack(found)], np.stack([left[inside], right[inside]]))
    assert not folder.exists()


def size_of(part):
    return isinstance(part, Part), opened(part).corpus.size


class Elsewhere:
    """An engine whose processes see no disk of this machine."""

    def map(self, function, items):
        return map(function, items)


def test_parts_are_read_where_they_are_worked_on_and_sent_to_a_cluster(corpus, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    frame, sizes = Frame.of(corpus, 0.3, 1, 50), [36, 36, 35]
    for work, sent in ((Work(), False), (Work(2), False), (Work(2, engine=Elsewhere()), True)):
        rows, pairs = divided(corpus)
        with put_aside([corpus], frame, rows, pairs) as stored:
            assert list(of_each(work, size_of, stored, "")) == [(sent, size) for size in sizes]
            assert not any(one.own.exists() for one in stored), "each is removed when it is done"


def test_no_parts_are_no_work(corpus):
    with put_aside([corpus], Frame.of(corpus, 0.3, 1, 50), [], [(np.zeros(0, int), np.zeros(0, int))]) as stored:
        assert list(of_each(Work(2), size_of, stored, "")) == []
