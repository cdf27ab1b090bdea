"""Reading words into numbers: names, districts, the beginning of a text, and counts by place."""

import numpy as np
import pytest

from govtext.issues.recurring.counting import Named, RunCounts, TermCounts, counted
from govtext.issues.recurring.place_names import (
    WordFacts,
    cores,
    names,
    names_of,
    pair_code,
    without_areas,
)
from govtext.issues.recurring.reading import batch_of, encode, encode_batch
from govtext.issues.recurring.spans import behind_areas, name_spans
from govtext.parallel import Work


def test_facts_are_gathered_once_per_word_and_tag() -> None:
    facts = WordFacts()
    first = facts.numbers(["云锦", "花园", "云锦", "路"], ["nz", "n", "v", "n"])
    assert first == [0, 1, 2, 3]
    assert facts.numbers(["路", "云锦"], ["n", "nz"]) == [3, 0]
    assert facts.heads == [0, 2, 0, 1]
    assert facts.stops == [False, False, True, False]
    assert facts.cores == ["云锦", " ", "云锦", " "]
    assert facts.characters(np.array([3, 0, 1])).tobytes().decode("utf-32-le") == "路云锦花园"
    facts.numbers(["灯", ""], ["n", "x"])
    assert facts.characters(np.array([5, 4, 0])).tobytes().decode("utf-32-le") == "灯云锦"


def test_names_run_from_their_head_to_the_left() -> None:
    words, tags = ["请", "修", "云锦", "花园", "的", "路"], ["v", "v", "nz", "n", "uj", "n"]
    facts = WordFacts()
    numbers = facts.numbers(words, tags)
    assert names(words, tags) == names_of(facts, numbers) == [(2, 4)]
    word, code = cores(facts, np.array(numbers), np.array([2]), np.array([4]))
    assert (word.tolist(), code.tolist()) == ([2], [pair_code(ord("云"), ord("锦"))])


def test_codes_of_districts_give_back_the_character_they_took() -> None:
    facts = WordFacts()
    words, tags = ["A", "市云", "锦城", "B2区", "临江市", "路灯"], ["eng", "n", "n", "eng", "ns", "n"]
    assert facts.numbers(words, tags) == [0, 1, 2, 3, 4, 5]
    assert list(facts.districts) == [0, 3, 4]
    areas, changed = without_areas(facts, [0, 3, 4], [0, 3, 4], [1, 4, 5])
    assert changed == {0: " ", 1: "云", 3: " "}
    assert areas == {0: "A", 3: "B2", 4: "临江市"}
    kept = [changed.get(at, word) for at, word in enumerate(words)] + ["\n"]
    numbers = facts.numbers(kept, [*tags, "x"])
    told, lengths, _ = (column[numbers] for column in facts.table())
    assert set(behind_areas(np.array([0, 3, 4]), told, lengths).tolist()) == {1, 2, 4, 5}


@pytest.mark.parametrize("seed", range(6))
def test_names_of_many_texts_are_those_of_each(seed: int) -> None:
    random = np.random.default_rng(seed)
    tagged = [
        ("云锦", "nz"), ("花园", "n"), ("路", "n"), ("的", "uj"), ("之", "u"), ("新", "a"), ("三里", "n"), ("期", "n"),
        ("麓山国际小区", "n"), ("修路", "v"), ("9", "m"), ("村", "n"), (" ", "x"), ("园", "n"),
    ]  # fmt: skip
    texts = [[tagged[at] for at in random.integers(0, len(tagged), random.integers(0, 12))] for _ in range(80)]
    facts, at, wanted, numbers = WordFacts(), 0, [], []
    for text in texts:
        words, tags = [word for word, _ in text], [tag for _, tag in text]
        wanted += [(first + at, last + at) for first, last in names(words, tags)]
        numbers += facts.numbers([*words, "\n"], [*tags, "x"])
        at += len(text) + 1
    first, last = name_spans(*(column[numbers] for column in facts.table()))
    assert list(zip(first.tolist(), last.tolist(), strict=True)) == wanted
    assert len(wanted) > 40


def read_words(words: list[list[str]], tags: list[list[str]], body_characters: int = 5):
    """Return the words that count and, per text, (word, times in title, in body, in names)."""
    read = encode_batch(batch_of(words, tags), body_characters)
    columns = (read.words.term, read.words.title, read.words.body, read.words.named)
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    ends = np.cumsum(read.words.held).tolist()
    return read.forms, [rows[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]


def test_a_batch_reads_the_beginning_only_and_numbers_words_as_they_come() -> None:
    words = [["路灯", "坏", "\n", "云锦", "花园", "路灯", "不亮"], ["云锦", "花园"], []]
    tags = [["n", "v", "x", "nz", "n", "n", "v"], ["nz", "n"], []]
    forms, texts = read_words(words, tags)
    assert forms == ["路灯", "云锦", "花园"]
    assert texts == [[(0, 1, 1, 0), (1, 0, 1, 1), (2, 0, 1, 1)], [(1, 1, 0, 1), (2, 1, 0, 1)], []]
    # Not numbered by what other batches held.
    assert read_words(words[1:], tags[1:])[0] == ["云锦", "花园"]


def test_no_name_runs_from_one_text_into_the_next() -> None:
    words, tags = [["修", "云锦"], ["花园", "路灯"], ["A"], ["市云", "锦"]], [["v", "nz"], ["n", "n"], ["eng"], ["n", "n"]]
    _, together = read_words(words, tags)
    apart = [read_words([one], [of]) for one, of in zip(words, tags, strict=True)]
    assert [[row[1:] for row in text] for text in together] == [[row[1:] for row in texts[0]] for _, texts in apart]
    assert not encode_batch(batch_of(words, tags), 5).areas[0]


@pytest.mark.parametrize("characters", [3, 250])
def test_texts_read_together_are_read_as_each_alone(characters: int) -> None:
    title, body = ["A3", "区云锦", "花园", "12", "路", "停水"], ["云锦", "小区", "停水", "，", "B市", "二期", "也", "是"]
    words = [[*title, "\n", *body], [], ["\n"], title, ["\n", *body], [*title, "\n"], [*body, "\n", "\n", *title]]
    tags = [["n" if len(word) > 1 else "x" for word in text] for text in words]
    nobody = np.full(len(words), -1, dtype=np.int64)
    whole = encode(iter([batch_of(words, tags)]), nobody, nobody, characters, Work())
    parts = [batch_of([text], [of]) for text, of in zip(words, tags, strict=True)]
    single = encode(iter(parts), nobody, nobody, characters, Work())
    assert whole.vocabulary == single.vocabulary
    for name in ("numbered_titles", "numbered", "cores_titles", "cores", "areas", "cities"):
        assert (getattr(whole, name) != getattr(single, name)).nnz == 0
    for name in ("words", "grams"):
        one, other = getattr(whole, name), getattr(single, name)
        assert (one.title != other.title).nnz == (one.whole != other.whole).nnz == 0
        assert one.placeness.tolist() == other.placeness.tolist()
    assert whole.areas.nnz > 0
    assert whole.cores.nnz > whole.cores_titles.nnz > 0
    assert whole.runs.held.tolist() == single.runs.held.tolist()


def test_an_estate_is_told_by_its_own_characters_however_its_name_was_cut() -> None:
    words = [["请查", "一", "查青松", "雅苑", "电梯"], ["看看", "青", "松雅苑", "电梯"], ["查兰", "松", "雅苑", "电梯"]]
    tags = [["v", "m", "nr", "n", "n"], ["v", "a", "nr", "n"], ["nr", "n", "n", "n"]]
    nobody = np.full(3, -1, dtype=np.int64)
    held = encode(iter([batch_of(words, tags)]), nobody, nobody, 250, Work()).cores_titles.toarray()
    assert held.sum(axis=1).tolist() == [1, 1, 1]
    assert (held[0] == held[1]).all()
    assert not (held[0] == held[2]).all()


def test_equal_terms_of_a_text_are_summed() -> None:
    columns = ([1, 0, 1, 1], [7, 7, 2**24 - 1, 7], [1, 0, 0, 0], [0, 1, 1, 1])
    text, term, title, named = (np.array(column, dtype=np.int32) for column in columns)
    found = counted(3, text, term, title > 0, named > 0)
    assert found.held.tolist() == [1, 2, 0]
    assert [column.tolist() for column in (found.term, found.title, found.body, found.named)] == [
        [7, 7, 2**24 - 1], [0, 1, 0], [1, 1, 1], [1, 1, 1],
    ]


@pytest.mark.parametrize("width", [0, 16])
def test_placeness_is_of_the_terms_that_occur(width: int) -> None:
    counts = TermCounts(width)
    for term, inside in ((3, 1), (9, 0)):
        part = counted(1, *(np.array([value]) for value in (0, term, bool(inside), bool(inside))))
        counts.add(part, part.term)
    terms = counts.terms(None, np.array([2, 9]))
    assert terms.placeness.tolist() == pytest.approx([1.2 / 2.0, 0.15 * 0.2 / 2.0])
    assert terms.documents.tolist() == [1, 1]
    assert terms.title.toarray().tolist() == [[1, 0], [0, 0]]


@pytest.mark.parametrize("at_once", [1, 1 << 24])
def test_runs_of_several_texts_are_shared_however_many_are_sorted_at_once(monkeypatch, at_once: int) -> None:
    monkeypatch.setattr("govtext.issues.recurring.counting._AT_ONCE", at_once)
    low, high, own = 5, 2**62 + 7, 2**61
    counts = RunCounts()
    counts.add(np.array([2, 1], dtype=np.int32), np.array([low, high, low], dtype=np.int64))
    counts.add(np.array([2, 0], dtype=np.int32), np.array([own, high], dtype=np.int64))
    runs = counts.runs()
    assert runs.held.tolist() == [2, 1, 2, 0]
    assert runs.shared.toarray().tolist() == [[1, 1], [1, 0], [0, 1], [0, 0]]


def test_names_are_columns_in_their_order() -> None:
    named = Named()
    named.add(np.array([1, 1, 0]), ["乙", "甲", "乙"])
    named.add(np.array([1]), ["甲"])
    order = sorted(["甲", "乙"])
    rows = [[float(name == "乙") for name in order], [1.0, 1.0], [0.0, 0.0]]
    assert named.matrix(3).toarray().tolist() == rows
    assert Named().matrix(2).toarray().tolist() == [[0.0], [0.0]]
