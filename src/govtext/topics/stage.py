"""The topics stage: a grid of models, the chosen one, its words, texts and trends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from govtext.errors import GovtextError
from govtext.lexicons import Lexicons
from govtext.parallel import Work
from govtext.settings import TopicsSettings
from govtext.store import Inputs, Produced, table
from govtext.topics.coherence import topic_cv, topic_npmi
from govtext.topics.corpus import Corpus, read_corpus
from govtext.topics.fitting import fit, one_thread
from govtext.topics.labels import LABEL_FILE, given_labels, match_labels, propose_labels
from govtext.topics.models import Model, largest_first
from govtext.topics.probabilities import word_probabilities
from govtext.topics.quality import frex, top_words, topic_exclusivity
from govtext.topics.references import SHUFFLED, chance, chance_level, compared
from govtext.topics.refits import Fits, draw
from govtext.topics.selection import choose, reference_rows, run_grid, selection_rows, windows_for
from govtext.topics.trends import trend_rows

Array = NDArray[np.float64]
TEXTS_PER_TOPIC = 5
# Texts whose shares are inferred at a time: bounds the memory whatever the corpus.
_BLOCK = 20_000


def run(inputs: Inputs, settings: TopicsSettings, lexicons: Lexicons, work: Work) -> Iterator[Produced]:
    """Yield topics, topic_words, document_topics, model_selection and topic_trends.

    A corpus too small for any topic leaves the tables empty, with a notice.

    Raises:
        GovtextError: the settings ask for more topics than the corpus bears.
    """
    corpus = read_corpus(inputs, settings, {word.word for word in lexicons.words("stopwords.txt")})
    given = given_labels(lexicons)
    grid = numbers_of_topics(corpus, settings, work)
    if not grid:
        return
    counts = corpus.counts[np.flatnonzero(corpus.fitted)]
    fits = Fits(
        settings.method, counts, corpus.words, settings.seed, settings.subsample, settings.most_texts,
        settings.top_words, work,
    )
    tried = run_grid(corpus, fits, grid, settings.screening, settings.refits, settings.contenders)
    chosen, _ = choose(tried)
    by_chance = chance(corpus, fits, chosen.k, settings.chance_refits)
    others = compared(
        corpus, fits, [name for name in settings.compare if name != settings.method], chosen.k, settings.compare_refits
    )
    whole, _ = draw(counts.shape[0], settings.seed, True, settings.method, settings.subsample, settings.most_texts)
    topics, order = _describe(fit(settings.method, counts, whole, chosen.k, settings.seed), corpus, settings)
    shares = topics.shares
    level = max(settings.stable_above, chance_level(by_chance))
    if chosen.mean_stability < settings.stable_above or not (chosen.topic_stability >= level).any():
        work.notice(
            f"topics: no stable topics (stability {chosen.mean_stability:.2f} at K={chosen.k}; "
            f"shuffled words reach {by_chance.mean_stability:.2f}): don't interpret them; "
            "see 04_topics/model_selection.parquet"
        )
    yield "model_selection", table(
        "model_selection",
        selection_rows(tried, chosen, settings.method, settings.subsample)
        + reference_rows([(f"{settings.method}, {SHUFFLED}", by_chance), *others], settings.subsample),
    )
    labels, lost = _labels(topics, corpus.words, given)
    if lost:
        work.notice(f"topics: no topic found for the label {', '.join(lost)} of pipeline/lexicons/{LABEL_FILE}")
    yield from _topic_tables(corpus, topics, chosen.topic_stability[order], level, labels, settings)
    yield "document_topics", _document_topics(corpus.doc_ids, shares, settings.least_share)
    groupings = {"year": corpus.year, "month": corpus.month, "region": corpus.region}
    weighed = np.where(shares.sum(axis=1) > 0)[0].tolist()
    rows = trend_rows(
        shares[weighed], {name: [values[i] for i in weighed] for name, values in groupings.items()},
        settings.trend_min_texts, settings.bootstrap, settings.seed,
    )
    yield "topic_trends", table("topic_trends", rows)


def numbers_of_topics(corpus: Corpus, settings: TopicsSettings, work: Work) -> list[int]:
    """Return the numbers of topics to try that the corpus bears; none, with a notice, where it bears none.

    Raises:
        GovtextError: `topics.k` is set and too large.
    """
    texts, words = int(corpus.fitted.sum()), len(corpus.words)
    bears = min(texts // TEXTS_PER_TOPIC, words // 2)
    if bears < 2:
        work.notice(
            f"topics: {texts} different texts with {words} usable words are too few for topics, so the tables are empty"
        )
        return []
    if settings.k:
        if settings.k > bears:
            raise GovtextError(
                f"topics.k = {settings.k}, but {texts} different texts with {words} usable words bear at most {bears}",
                file="pipeline/params.toml", hint=f"set topics.k to {bears} or less, or to 0 to have it chosen",
            )
        return [settings.k]
    grid = sorted({k for k in settings.k_grid if k <= bears})
    dropped = sorted(set(settings.k_grid) - set(grid))
    if dropped:
        named = ", ".join(map(str, dropped))
        work.notice(f"topics: {texts} different texts bear at most {bears} topics; K = {named} not tried")
    return grid or [bears]


@dataclass(frozen=True)
class _Topics:
    """P(word | topic), the words each topic is shown by, and the texts' shares; largest topic first."""

    probabilities: Array
    tops: NDArray[np.int64]
    shares: Array


def _describe(model: Model, corpus: Corpus, settings: TopicsSettings) -> tuple[_Topics, NDArray[np.int64]]:
    """Return what the tables hold of a model, largest topic first, and that order."""
    with one_thread():
        parts = [model.infer(corpus.counts[at : at + _BLOCK]) for at in range(0, corpus.counts.shape[0], _BLOCK)]
        shares = np.concatenate(parts)
        order = largest_first(model, shares)
        shares = shares[:, order]
        probabilities = model.topic_words[order] if model.probabilistic else word_probabilities(corpus.counts, shares)
    return _Topics(probabilities, top_words(model.shown[order], settings.top_words), shares), order


def _labels(
    topics: _Topics, words: list[str], given: list[tuple[str, set[str]]]
) -> tuple[list[tuple[str, str]], list[str]]:
    """Return (label, whose it is) of each topic, and the researcher's labels that fit none."""
    proposed = propose_labels(topics.tops, frex(topics.probabilities), words)
    held = [
        {words[i] for i in [*shown.tolist(), *probable.tolist()]}
        for shown, probable in zip(topics.tops, top_words(topics.probabilities, 20), strict=True)
    ]
    matched, lost = match_labels(given, held)
    return [
        (matched[topic], "researcher") if topic in matched else (label, "proposed")
        for topic, label in enumerate(proposed)
    ], lost


def _topic_tables(
    corpus: Corpus, topics: _Topics, stability: Array, level: float, labels: list[tuple[str, str]],
    settings: TopicsSettings,
) -> Iterator[Produced]:
    windows = windows_for(corpus, [topics.tops])
    scores = frex(topics.probabilities)
    exclusivity = topic_exclusivity(topics.probabilities, topics.tops)
    mean = topics.shares.mean(axis=0)
    main = np.where(topics.shares.sum(axis=1) > 0, topics.shares.argmax(axis=1), -1)
    rows = [
        {
            "topic_id": topic, "label": labels[topic][0], "label_source": labels[topic][1],
            "share": round(float(mean[topic]), 6),
            "coherence_npmi": round(topic_npmi(windows[0], words), 6),
            "coherence_cv": round(topic_cv(windows[1], words), 6),
            "exclusivity": round(float(exclusivity[topic]), 6), "stability": round(float(stability[topic]), 6),
            "stable": bool(stability[topic] >= level),
            "documents": int((main == topic).sum()), "top_words": [corpus.words[i] for i in words.tolist()],
            "examples": _examples(corpus, topics.shares[:, topic], settings.examples),
        }
        for topic, words in enumerate(topics.tops)
    ]
    yield "topics", table("topics", rows)
    word_rows = [
        {
            "topic_id": topic, "rank": rank, "word": corpus.words[i],
            "weight": round(float(topics.probabilities[topic, i]), 6), "frex": round(float(scores[topic, i]), 6),
        }
        for topic, words in enumerate(top_words(topics.probabilities, settings.listed_words))
        for rank, i in enumerate(words.tolist(), start=1)
        if round(float(topics.probabilities[topic, i]), 6) > 0
    ]
    yield "topic_words", table("topic_words", word_rows)


def _examples(corpus: Corpus, shares: Array, number: int) -> list[str]:
    """Return the texts with the highest share of a topic that hold at least an average number of its words.

    Very short texts reach a share of 1 with a single word; the longer ones show the topic better.
    """
    sizes = np.diff(corpus.counts.indptr)
    long_enough = corpus.fitted & (sizes >= np.median(sizes[corpus.fitted]))
    rounded = np.round(np.where(long_enough, shares, 0.0), 6)
    first = np.argsort(-rounded, kind="stable")[: 10 * number].tolist()
    first.sort(key=lambda i: (-rounded[i], corpus.doc_ids[i]))
    return [corpus.doc_ids[i] for i in first[:number] if rounded[i] > 0]


def _document_topics(doc_ids: list[str], shares: Array, least: float) -> pa.Table:
    rounded = np.round(shares, 6)
    rows, topics = np.nonzero(rounded >= max(least, 1e-6))
    return pa.table(
        {
            "doc_id": pa.array(doc_ids, pa.string()).take(pa.array(rows)),
            "topic_id": pa.array(topics, pa.int64()),
            "weight": pa.array(rounded[rows, topics], pa.float64()),
        }
    )
