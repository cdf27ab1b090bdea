"""Topics put into a synthetic corpus are found again; a corpus without topics is said to have none."""

import datetime

import numpy as np
import pytest

from govtext.lexicons import Lexicons
from govtext.parallel import Work
from govtext.settings import TopicsSettings
from govtext.store import Inputs, Source, conform
from govtext.topics.quality import matched_jaccard
from govtext.topics.stage import run

TOPICS, OWN, SHARED, BACKGROUND = 12, 24, 4, 400


def word(number):
    """A made-up word of two characters."""
    return chr(0x4E00 + number // 60) + chr(0x5B00 + number % 60)


def planted(texts=900, length=40, seed=0):
    """Texts of one topic each: 70 % of the words from the topic (Zipf), 30 % from the background (Zipf).

    Each topic shares SHARED of its words, among the more frequent ones, with the next topic.

    Returns:
        words of the texts, and each topic's ten most probable words.
    """
    generator = np.random.default_rng(seed)
    own = [list(range(BACKGROUND + t * OWN, BACKGROUND + (t + 1) * OWN)) for t in range(TOPICS)]
    mixed = []
    for topic in range(TOPICS):
        ranked = list(own[topic])
        for shared in own[(topic + 1) % TOPICS][10 : 10 + SHARED]:
            ranked.insert(int(generator.integers(10, 16)), shared)
        mixed.append(ranked)
    # Ten words well ahead of the others, as Zipf has it beyond them.
    weights = np.concatenate([1 / np.arange(2, 12), 0.5 / np.arange(11, 11 + OWN + SHARED - 10)])
    noise = 1 / np.arange(1, BACKGROUND + 1)
    made = []
    for number in range(texts):
        size = max(int(generator.poisson(length)), 5)
        from_topic = generator.random(size) >= 0.3
        drawn = np.where(
            from_topic,
            generator.choice(mixed[number % TOPICS], size, p=weights / weights.sum()),
            generator.choice(BACKGROUND, size, p=noise / noise.sum()),
        )
        made.append(drawn.tolist())
    return made, np.array([ranked[:10] for ranked in mixed])


def shuffled(texts, seed=1):
    """The same words, dealt out to the texts at random."""
    flat = np.array([number for text in texts for number in text])
    np.random.default_rng(seed).shuffle(flat)
    return [part.tolist() for part in np.split(flat, np.cumsum([len(text) for text in texts])[:-1])]


def study(texts, authors=None):
    documents = [
        {
            "doc_id": f"c{i:05}", "kind": "complaint", "source_file": "a.csv", "title": "", "text": "",
            "date": datetime.datetime(2020, 1, 1), "author": authors[i] if authors else None,
        }
        for i in range(len(texts))
    ]
    words = [
        {"doc_id": f"c{i:05}", "words": [word(n) for n in text], "tags": ["n"] * len(text)} for i, text in enumerate(texts)
    ]
    sources = {"documents": documents, "words": words, "entities": []}
    return Inputs({name: Source.of(name, rows) for name, rows in sources.items()})


@pytest.fixture
def outcome(tmp_path):
    (tmp_path / "stopwords.txt").write_text("", encoding="utf-8")

    def made(texts, authors=None, **settings):
        made.notices = []
        produced = {}
        lexicons = Lexicons({"stopwords.txt": tmp_path / "stopwords.txt"})
        chosen = TopicsSettings(**{"refits": 5, "bootstrap": 20, **settings})
        for name, rows in run(study(texts, authors), chosen, lexicons, Work(notice=made.notices.append)):
            produced.setdefault(name, []).extend(conform(name, rows).to_pylist())
        return produced

    return made


def found_words(produced, k):
    number = {word(n): n for n in range(BACKGROUND + TOPICS * OWN + 12)}
    tops = [[0] * 10 for _ in range(k)]
    for row in produced["topic_words"]:
        if row["rank"] <= 10:
            tops[row["topic_id"]][row["rank"] - 1] = number[row["word"]]
    return np.array(tops)


@pytest.mark.parametrize("seed", [0, 1])
def test_planted_topics_and_their_number_are_found(outcome, seed):
    texts, truth = planted(seed=seed)
    produced = outcome(texts, k_grid=(8, 10, 11, 12, 13, 14, 16))
    k = len(produced["topics"])
    assert abs(k - TOPICS) <= 1
    if k >= TOPICS:
        assert matched_jaccard(truth, found_words(produced, k)).mean() >= 0.9
    assert matched_jaccard(truth, found_words(outcome(texts, k=TOPICS), TOPICS)).mean() >= 0.9
    assert not any("no stable topics" in notice for notice in outcome.notices)


def test_texts_fall_to_their_topic(outcome):
    texts, _ = planted()
    shares = outcome(texts, k=TOPICS, refits=2)["document_topics"]
    largest = {}
    for row in shares:
        if row["weight"] > largest.get(row["doc_id"], (0, 0))[0]:
            largest[row["doc_id"]] = (row["weight"], row["topic_id"])
    groups = [[largest[f"c{i:05}"][1] for i in range(t, len(texts), TOPICS)] for t in range(TOPICS)]
    right = sum(max(group.count(topic) for topic in range(TOPICS)) for group in groups)
    assert right / len(texts) > 0.95


def test_shuffled_words_hold_no_stable_topics(outcome):
    texts, _ = planted()
    produced = outcome(shuffled(texts), k_grid=(5, 8, 12))
    assert any("no stable topics" in notice for notice in outcome.notices)
    assert not any(row["stable"] for row in produced["topics"])


@pytest.mark.parametrize("others", [0.0, 0.01])
def test_the_set_phrases_of_one_writer_make_no_topic(outcome, others):
    """One in forty texts is by a person whose letters, on any subject, hold the same turns of phrase.

    Other people use one of these words or another now and then, or never.
    """
    texts, truth = planted()
    phrases = np.arange(BACKGROUND + TOPICS * OWN, BACKGROUND + TOPICS * OWN + 12)
    generator = np.random.default_rng(5)
    writer = set(generator.choice(len(texts), len(texts) // 40, replace=False).tolist())
    texts = [
        np.concatenate([
            text, generator.choice(phrases, 8, replace=False) if i in writer else phrases[generator.random(12) < others]
        ])
        for i, text in enumerate(texts)
    ]
    authors = ["u1" if i in writer else f"u{i + 2}" for i in range(len(texts))]

    def rhetoric(**settings):
        words = {word(n) for n in phrases.tolist()}
        produced = outcome(texts, authors, k=TOPICS + 1, refits=2, **settings)
        return max(len(words & set(row["top_words"])) for row in produced["topics"])

    assert rhetoric(most_per_author=0) >= 8
    assert rhetoric() <= 2
    produced = outcome(texts, authors, k=TOPICS, refits=2)
    assert matched_jaccard(truth, found_words(produced, TOPICS)).mean() >= 0.9
