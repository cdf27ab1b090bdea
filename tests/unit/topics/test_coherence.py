import numpy as np
import pytest
from gensim.corpora import Dictionary
from gensim.models.coherencemodel import CoherenceModel

from govtext.topics.coherence import CV_WINDOW, NPMI_WINDOW, count_windows, topic_cv, topic_npmi

WORDS = [f"词{chr(0x4E00 + i)}" for i in range(60)]


def corpus(generator, texts, longest, repeats):
    """Texts of numbered words; without `repeats` no word stands twice in a text."""
    return [
        generator.choice(len(WORDS), size=min(int(generator.integers(0, longest)), 60), replace=repeats).tolist()
        for _ in range(texts)
    ]


def flat(texts):
    return np.array([w for t in texts for w in t], dtype=np.int32), np.cumsum([0] + [len(t) for t in texts])


def gensim_coherence(texts, topics, measure):
    named = [[WORDS[w] for w in text] for text in texts]
    dictionary = Dictionary(named)
    model = CoherenceModel(
        topics=[[WORDS[w] for w in topic] for topic in topics], texts=named, dictionary=dictionary,
        coherence=measure, processes=1, topn=5,
    )
    return model.get_coherence_per_topic()


@pytest.mark.parametrize(("measure", "width", "ours"), [("c_npmi", NPMI_WINDOW, topic_npmi), ("c_v", CV_WINDOW, topic_cv)])
def test_same_figures_as_gensim(measure, width, ours):
    texts = corpus(np.random.default_rng(5), 300, 45, repeats=False)
    topics = np.random.default_rng(6).permutation(60)[:25].reshape(5, 5)
    tokens, offsets = flat(texts)
    counts = count_windows(tokens, offsets, topics, len(WORDS), width)
    expected = gensim_coherence(texts, topics.tolist(), measure)
    np.testing.assert_allclose(ours(counts, topics), expected, atol=1e-9)


def test_windows_are_counted_by_definition(monkeypatch):
    monkeypatch.setattr("govtext.topics.coherence._BLOCK", 50)
    texts = corpus(np.random.default_rng(8), 40, 30, repeats=True)
    tokens, offsets = flat(texts)
    counts = count_windows(tokens, offsets, np.arange(10), len(WORDS), 4)
    windows = [set(t[i : i + 4]) for t in texts for i in range(max(len(t) - 3, 1))]
    assert counts.windows == len(windows)
    for a in range(10):
        for b in range(10):
            assert counts.together[a, b] == sum(a in w and b in w for w in windows)


def test_a_left_out_word_takes_a_place_but_is_not_counted():
    counts = count_windows(np.array([0, -1, -1, 1]), np.array([0, 4]), np.array([0, 1]), 2, 3)
    assert counts.windows == 2
    assert counts.together.tolist() == [[1, 0], [0, 1]]


def test_no_texts():
    counts = count_windows(np.zeros(0, dtype=np.int32), np.zeros(1, dtype=np.int64), np.array([0, 1]), 2, 3)
    assert topic_npmi(counts, np.array([[0, 1]])).tolist() == [0]
    assert topic_cv(counts, np.array([[0, 1]])).tolist() == [0]
