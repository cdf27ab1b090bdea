"""The topics stage: a grid of models, the chosen one, its words, texts and trends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from scipy import sparse

from govtext.errors import GovtextError
from govtext.lexicons import Lexicons
from govtext.parallel import Work
from govtext.settings import TopicsSettings
from govtext.store import Inputs, Produced, table
from govtext.topics.corpus import Corpus, read_corpus
from govtext.topics.description import Shares, Topics, describe, document_topics, labels_of, topic_tables
from govtext.topics.dynamics import dynamics_rows, periods_of
from govtext.topics.everyone import Everyone, everyone
from govtext.topics.fitting import fit
from govtext.topics.kept_model import model_tables
from govtext.topics.labels import LABEL_FILE, given_labels
from govtext.topics.pooling import pool_keys, pooled
from govtext.topics.prevalence import prevalence_tables
from govtext.topics.references import SHUFFLED, chance, chance_level, compared
from govtext.topics.refits import Fits, draw
from govtext.topics.selection import choose, reference_rows, run_grid, selection_rows
from govtext.topics.trends import trend_rows

TEXTS_PER_TOPIC = 5


def run(inputs: Inputs, settings: TopicsSettings, lexicons: Lexicons, work: Work) -> Iterator[Produced]:
    """Yield the tables of topics, words, shares, models tried, the model itself, and differences between groups.

    A corpus too small for any topic leaves the tables empty, with a notice.

    Raises:
        GovtextError: the settings ask for more topics than the corpus bears.
    """
    corpus = read_corpus(inputs, settings, {word.word for word in lexicons.words("stopwords.txt")})
    if len(corpus.doc_ids) < corpus.of_texts:
        work.notice(
            f"topics: words and models rest on {len(corpus.doc_ids):,} of {corpus.of_texts:,} texts, evenly spread; "
            "shares are those of all (topics.model_texts)"
        )
    given = given_labels(lexicons)
    grid = numbers_of_topics(corpus, settings, work)
    if not grid:
        return
    counts = _fitted_counts(inputs, corpus, settings, grid)
    fits = Fits(
        settings.method, counts, corpus.words, settings.seed, settings.subsample, settings.most_texts,
        settings.top_words, work,
    )
    tried = run_grid(corpus, fits, grid, settings.screening, settings.refits, settings.contenders, settings.left_behind)
    chosen, _ = choose(tried)
    by_chance = chance(corpus, fits, chosen.k, settings.chance_refits)
    others = compared(
        corpus, fits, [name for name in settings.compare if name != settings.method], chosen.k, settings.compare_refits
    )
    whole, _ = draw(counts.shape[0], settings.seed, True, settings.method, settings.subsample, settings.most_texts)
    topics, model, order = describe(fit(settings.method, counts, whole, chosen.k, settings.seed), corpus, settings)
    every = everyone(inputs, corpus, model, topics.shares, settings, work)
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
    labels, lost = labels_of(topics, corpus, given)
    if lost:
        work.notice(f"topics: no topic found for the label {', '.join(lost)} of pipeline/lexicons/{LABEL_FILE}")
    yield from topic_tables(corpus, topics, every.shares, chosen.topic_stability[order], level, labels, settings)
    yield from document_topics(every.doc_ids, every.shares, settings.least_share)
    yield from model_tables(model, corpus.words, np.bincount(corpus.counts.indices, minlength=len(corpus.words)))
    yield from _groups(corpus, topics, every, settings, work)


def _fitted_counts(inputs: Inputs, corpus: Corpus, settings: TopicsSettings, grid: list[int]) -> sparse.csr_matrix:
    """Return the counts that models are fitted on: of the texts that repeat no other, or of their pools.

    Raises:
        GovtextError: the pools are too few for the numbers of topics.
    """
    rows = np.flatnonzero(corpus.fitted)
    counts = corpus.counts if len(rows) == len(corpus.fitted) else corpus.counts[rows]
    if not settings.pool:
        return counts
    made = pooled(counts, pool_keys(inputs, corpus.doc_ids.take(pa.array(rows)).to_pylist(), settings.pool))
    if made.shape[0] < TEXTS_PER_TOPIC * max(grid):
        raise GovtextError(
            f'topics.pool = "{settings.pool}" leaves {made.shape[0]} pools, too few for {max(grid)} topics',
            file="pipeline/params.toml", hint='set topics.pool to "" or topics.k_grid to smaller numbers',
        )
    return made


def _groups(
    corpus: Corpus, topics: Topics, every: Everyone, settings: TopicsSettings, work: Work
) -> Iterator[Produced]:
    """Yield what differs between periods and regions: topic_trends, topic_prevalence, topic_tests, topic_dynamics."""
    shares = every.shares
    year, month, region = (_of_weighed(values, shares) for values in (every.year, every.month, every.region))
    rows = trend_rows(
        shares, {"year": year, "month": month, "region": region}, settings.trend_min_texts, settings.bootstrap,
        settings.seed, work,
    )
    yield "topic_trends", table("topic_trends", rows)
    prevalence, tests = prevalence_tables(shares, {"year": year, "region": region}, settings.compare_min_texts)
    yield "topic_prevalence", table("topic_prevalence", prevalence)
    yield "topic_tests", table("topic_tests", tests)
    period = periods_of(month, settings.compare_min_texts)
    of_month = dict(zip(month, period, strict=True))
    moved = dynamics_rows(
        corpus.counts, topics.shares, topics.probabilities,
        [of_month.get(value) for value in _of_weighed(corpus.month, topics.shares)], corpus.words,
        settings.top_words, Counter(filter(None, period)),
    )
    yield "topic_dynamics", table("topic_dynamics", moved)


def _of_weighed(values: list[str | None], shares: Shares) -> list[str | None]:
    """Return the values of the texts that have shares, None for the others."""
    weighed = np.asarray(shares.any(axis=1))
    return [value if mine else None for value, mine in zip(values, weighed, strict=True)]


def numbers_of_topics(corpus: Corpus, settings: TopicsSettings, work: Work) -> list[int]:
    """Return the numbers of topics to try that the corpus bears; none, with a notice, where it bears none.

    Raises:
        GovtextError: `topics.k` is set and too large.
    """
    texts, words = int(corpus.fitted.sum()), len(corpus.words)
    bears = min(texts // TEXTS_PER_TOPIC, words // 2)
    if bears < 2:
        work.notice(
            f"topics: {texts} different texts hold {settings.min_words} usable words or more "
            f"(of {words} words that count): too few for topics, so the tables are empty"
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
