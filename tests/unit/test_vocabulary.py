import numpy as np
import pyarrow as pa
import pyarrow.compute
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govtext.vocabulary import (
    KnownWords,
    Vocabulary,
    are_content_forms,
    counted_words,
    is_content_form,
    is_content_tag,
    smooth_idf,
    tfidf,
)


def batch(texts, tags=None):
    return pa.record_batch(
        {
            "doc_id": pa.array([f"c{i}" for i in range(len(texts))]),
            "words": pa.array(texts, pa.list_(pa.string())),
            "tags": pa.array(tags or [["n"] * len(t) if t is not None else None for t in texts], pa.list_(pa.string())),
        }
    )


@pytest.mark.parametrize("word", ["路灯", "App", "公积金", "ETC卡"])
def test_words_with_letters_are_content(word):
    assert is_content_form(word)


@pytest.mark.parametrize("word", ["，", "灯", "2019", "A3区", "K10县", "B市", "A7", "\n", "", " ", "12345", "①②"])
def test_punctuation_numbers_and_coded_places_are_not(word):
    assert not is_content_form(word)


@settings(deadline=None)
@given(words=st.lists(st.text("路灯𠀀县市街道aZ0９9，\n\0É〇", max_size=6)), least=st.integers(1, 3))
def test_of_many_words_it_tells_the_same_as_of_each(words, least):
    together = are_content_forms(pa.array(words, pa.string()), least).to_pylist()
    assert together == [is_content_form(word, least) for word in words]


@settings(deadline=None)
@given(st.lists(st.lists(st.lists(st.sampled_from(["路灯", "没有", "B市", "灯", "坏了", "ETC"]), max_size=5)), max_size=4))
def test_words_of_batches_get_the_numbers_that_each_gets_alone(batches):
    together, alone = Vocabulary({"没有"}), Vocabulary({"没有"})
    for texts in batches:
        encoded = together.encode(batch(texts))
        assert encoded.words.tolist() == [alone.number(word) for text in texts for word in text]
    assert together.words == alone.words


def coded(made, columns, dictionary):
    """The batch with its texts as numbers of a dictionary that many batches share."""
    for at, name in enumerate(made.schema.names):
        if name in columns:
            flat = made.column(name).flatten()
            texts = pa.DictionaryArray.from_arrays(pa.compute.index_in(flat, dictionary), dictionary)
            lists = pa.ListArray.from_arrays(made.column(name).offsets, texts)
            made = made.set_column(at, name, lists)
    return made


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.lists(st.tuples(st.sampled_from(["路灯", "没有", "B市", "灯", "坏了", "ETC", "水管"]), st.sampled_from("nxv")), max_size=5)),
        max_size=4,
    ),
    st.permutations(["水管", "ETC", "坏了", "没有", "B市", "灯", "路灯", "从未"]),
)
def test_coded_texts_get_the_numbers_that_plain_ones_get(batches, words):
    plain, one_dictionary = Vocabulary({"没有"}), Vocabulary({"没有"})
    for texts in batches:
        made = batch([[word for word, _ in text] for text in texts], [[tag for _, tag in text] for text in texts])
        first, other = plain.encode(made), one_dictionary.encode(coded(made, ["words"], pa.array(words)))
        for name in ("words", "tags", "lengths", "offsets"):
            np.testing.assert_array_equal(getattr(first, name), getattr(other, name))
    assert one_dictionary.words == plain.words


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(["路灯", "没有", "B市", "灯", "坏了", "ETC", "水管"]), st.sampled_from("nxv")), max_size=5),
        min_size=1, max_size=4,
    ),
    st.booleans(),
)
def test_words_of_a_list_are_counted_as_a_vocabulary_counts_them(texts, numbered):
    made = batch([[word for word, _ in text] for text in texts], [[tag for _, tag in text] for text in texts])
    vocabulary, asked = Vocabulary({"没有"}), ["水管", "ETC", "路灯"]
    encoded = vocabulary.encode(made)
    whole = encoded.counts(len(vocabulary)).toarray()
    number = {word: place for place, word in enumerate(vocabulary.words)}
    given = coded(made, ["words"], pa.array(["坏了", "灯", "路灯", "没有", "B市", "ETC", "水管"])) if numbered else made
    found = KnownWords(pa.array(asked)).counts(given)
    assert found.has_sorted_indices
    for place, word in enumerate(asked):
        there = whole[:, number[word]] if word in number else np.zeros(len(texts))
        assert found.toarray()[:, place].tolist() == there.tolist()


@given(st.lists(st.lists(st.integers(-1, 8), max_size=6), max_size=6))
def test_each_word_is_counted_in_its_own_text(texts):
    offsets = np.cumsum([0, *(len(one) for one in texts)])
    made = counted_words(np.array([word for one in texts for word in one], dtype=np.int32), offsets, 9)
    assert made.shape == (len(texts), 9)
    assert made.toarray().tolist() == [[one.count(word) for word in range(9)] for one in texts]
    assert made.dtype == np.float32
    assert made.has_canonical_format
    assert (made.data > 0).all()


def test_tags():
    assert is_content_tag("n")
    assert is_content_tag("vn")
    assert is_content_tag("eng")
    assert is_content_tag("nr")
    assert not is_content_tag("nr", names=False)
    assert not any(is_content_tag(tag) for tag in ("m", "x", "r", "uj", "p", "e", ""))


def test_encoding_keeps_places_and_counts():
    vocabulary = Vocabulary({"没有"})
    encoded = vocabulary.encode(batch([["路灯", "，", "路灯", "没有", "坏"], [], ["水管", "路灯"], None]))
    assert vocabulary.words == ["路灯", "水管"]
    assert encoded.words.tolist() == [0, -1, 0, -1, -1, 1, 0]
    assert encoded.offsets.tolist() == [0, 5, 5, 7, 7]
    assert encoded.lengths.tolist() == [2, 1, 2, 2, 1, 2, 2]
    assert encoded.counts(2).toarray().tolist() == [[2, 0], [0, 0], [1, 1], [0, 0]]


def test_numbers_stay_from_batch_to_batch_and_sliced_batches_are_read_right():
    vocabulary = Vocabulary()
    whole = batch([["甲乙", "丙丁"], ["戊己"], ["丙丁", "庚辛"]])
    first, second = vocabulary.encode(whole.slice(0, 1)), vocabulary.encode(whole.slice(2, 1))
    assert first.words.tolist() == [0, 1]
    assert second.words.tolist() == [1, 2]
    assert second.offsets.tolist() == [0, 2]


def test_words_keep_their_numbers_in_another_dictionary_and_when_asked_alone():
    vocabulary = Vocabulary({"没有"})
    made = batch([["路灯", "没有", "坏了"], ["水管"]])
    first = vocabulary.encode(coded(made, ["words"], pa.array(["坏了", "水管", "没有", "路灯"])))
    assert [vocabulary.number(word) for word in ("坏了", "没有", "路灯")] == [1, -1, 0]
    second = vocabulary.encode(coded(made, ["words"], pa.array(["路灯", "坏了", "没有", "水管"])))
    assert second.words.tolist() == first.words.tolist() == [0, -1, 1, 2]
    assert vocabulary.words == ["路灯", "坏了", "水管"]


def test_an_empty_batch_gives_nothing():
    encoded = Vocabulary().encode(batch([]))
    assert encoded.counts(0).shape == (0, 0)


def test_tfidf_is_scikit_learns():
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfTransformer

    counts = sparse.csr_matrix(np.array([[2, 0, 1], [0, 0, 0], [1, 3, 1]], dtype=np.float32))
    idf = smooth_idf(np.bincount(counts.indices, minlength=3), 3)
    expected = TfidfTransformer(sublinear_tf=True).fit_transform(counts).toarray()
    np.testing.assert_allclose(tfidf(counts, idf).toarray(), expected, atol=1e-6)
