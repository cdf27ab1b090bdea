"""Whether people see what a topic is about: intrusion tasks, their key, and the scores of filled sheets.

Word and topic intrusion are those of Chang, Boyd-Graber, Gerrish, Wang and Blei (2009, "Reading tea
leaves"), sets of words those of Ying, Montgomery and Stewart (2022, "Topics, concepts, and
measurement", random four-word sets).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from govtext.imports import one_by_one

TASKS = ("words", "sets", "topics")
SHOWN_WORDS, SET_WORDS, SETS, TOPIC_WORDS, TOPICS_SHOWN = 5, 4, 4, 8, 4
SET_POOL, INTRUDER_POOL = 16, 10
LETTERS = "ABCDEF"


@dataclass(frozen=True)
class Item:
    """A question: which of the options doesn't belong?

    Attributes:
        number: of the question, over all tasks.
        task: words, sets or topics.
        topic_id: the topic that is tried (for topics: the largest of the text).
        text: what is read beside the options; empty where there is nothing.
        options: in the order shown.
        intruder: place of the right answer.
        shares: for topics, the text's share of each option.
    """

    number: int
    task: str
    topic_id: int
    text: str
    options: tuple[str, ...]
    intruder: int
    shares: tuple[float, ...] = ()


def make_items(
    words: Mapping[int, Sequence[str]], shares: Mapping[str, Mapping[int, float]], texts: Mapping[str, str],
    per_topic: int, texts_shown: int, seed: int,
) -> list[Item]:
    """Return the questions of all three tasks, in random order within each task.

    Args:
        words: each topic's words, most probable first.
        shares: doc_id → topic → share.
        texts: doc_id → text, of the texts that may be shown.
        per_topic: questions on each topic in the tasks on words.
        texts_shown: questions of the task on topics.
        seed: of the draws.
    """
    generator = np.random.default_rng(seed)
    drafts: list[dict[str, Any]] = []
    for task, make in (("words", _word_question), ("sets", _set_question)):
        made = [one for topic in sorted(words) for _ in range(per_topic) if (one := make(topic, words, generator))]
        drafts += [{"task": task, **made[i]} for i in generator.permutation(len(made))]
    drafts += [{"task": "topics", **one} for one in _topic_questions(words, shares, texts, texts_shown, generator)]
    return [Item(number, **draft) for number, draft in enumerate(drafts, start=1)]


def _shuffled(options: list[str], generator: np.random.Generator) -> tuple[tuple[str, ...], int, list[int]]:
    """Return the options in random order, where the last of them went, and the order."""
    order = generator.permutation(len(options)).tolist()
    return tuple(options[i] for i in order), order.index(len(options) - 1), order


def _word_question(
    topic: int, words: Mapping[int, Sequence[str]], generator: np.random.Generator
) -> dict[str, Any] | None:
    """Five of the topic's strongest words, and one that is strong in another topic and not listed in this one."""
    own = set(words[topic])
    strange = sorted(
        {word for other, theirs in words.items() if other != topic for word in theirs[:INTRUDER_POOL]} - own
    )
    if len(words[topic]) < SHOWN_WORDS or not strange:
        return None
    pool = list(words[topic][:INTRUDER_POOL])
    shown = [pool[i] for i in sorted(generator.permutation(len(pool))[:SHOWN_WORDS].tolist())]
    options, intruder, _ = _shuffled([*shown, strange[int(generator.integers(len(strange)))]], generator)
    return {"topic_id": topic, "text": "", "options": options, "intruder": intruder}


def _set_question(
    topic: int, words: Mapping[int, Sequence[str]], generator: np.random.Generator
) -> dict[str, Any] | None:
    """Three sets of four words (fewer of a topic of few) of the topic, and one set of another."""
    own = list(words[topic][:SET_POOL])
    others = [other for other in sorted(words) if other != topic]
    size = min(SET_WORDS, len(own) // (SETS - 1))
    if size < 2 or not others:
        return None
    other = others[int(generator.integers(len(others)))]
    strange = [word for word in words[other][:SET_POOL] if word not in set(words[topic])]
    if len(strange) < size:
        return None
    drawn = [own[i] for i in generator.permutation(len(own)).tolist()]
    sets = [drawn[at * size : (at + 1) * size] for at in range(SETS - 1)]
    sets.append([strange[i] for i in generator.permutation(len(strange))[:size].tolist()])
    options, intruder, _ = _shuffled(["、".join(one) for one in sets], generator)
    return {"topic_id": topic, "text": "", "options": options, "intruder": intruder}


def _topic_questions(
    words: Mapping[int, Sequence[str]], shares: Mapping[str, Mapping[int, float]], texts: Mapping[str, str],
    number: int, generator: np.random.Generator,
) -> Iterable[dict[str, Any]]:
    """A text with its three largest topics, each by its words, and one topic that it has least of."""
    if len(words) < TOPICS_SHOWN:
        return
    candidates = sorted(doc_id for doc_id in texts if shares.get(doc_id))
    for place in generator.permutation(len(candidates))[:number].tolist():
        mine = shares[candidates[place]]
        ranked = sorted(words, key=lambda topic: (-mine.get(topic, 0.0), topic))
        least = mine.get(ranked[-1], 0.0)
        lowest = [topic for topic in ranked[TOPICS_SHOWN - 1 :] if mine.get(topic, 0.0) <= least]
        shown = [*ranked[: TOPICS_SHOWN - 1], lowest[int(generator.integers(len(lowest)))]]
        options, intruder, order = _shuffled(["、".join(words[topic][:TOPIC_WORDS]) for topic in shown], generator)
        yield {
            "topic_id": ranked[0], "text": texts[candidates[place]], "options": options, "intruder": intruder,
            "shares": tuple(round(mine.get(shown[i], 0.0), 6) for i in order),
        }


def score(items: Sequence[Item], answers: Mapping[str, Mapping[int, int]]) -> list[dict[str, Any]]:
    """Return how often the intruder was found, for each task and coder and for all coders together.

    Rows hold task, coder, answered, right, precision with its 95 % Wilson interval (low, high), chance,
    p (one-sided binomial test against chance), agreement (share of questions that all coders answered
    alike) and, for topics, log_odds: the mean of ln share of the intruder less ln share of the chosen
    topic (Chang et al.; 0 is best).

    Args:
        items: the questions.
        answers: coder → number of the question → place of the option chosen.
    """
    rows = []
    for task in TASKS:
        mine = [item for item in items if item.task == task]
        for coder in [*sorted(answers), *(["all"] if len(answers) > 1 else [])]:
            who = sorted(answers) if coder == "all" else [coder]
            pairs = [(item, answers[one][item.number]) for one in who for item in mine if item.number in answers[one]]
            if pairs:
                agreement = _agreement(mine, answers) if coder == "all" else None
                rows.append({"task": task, "coder": coder, **_precision(pairs), "agreement": agreement})
    return rows


def score_topics(items: Sequence[Item], answers: Mapping[str, Mapping[int, int]]) -> list[dict[str, Any]]:
    """Return how often the intruder was found for each topic and task, all coders together."""
    found: dict[tuple[int, str], list[tuple[Item, int]]] = defaultdict(list)
    for given in answers.values():
        for item in items:
            if item.number in given:
                found[item.topic_id, item.task].append((item, given[item.number]))
    return [
        {"topic_id": topic, "task": task, **_precision(pairs)} for (topic, task), pairs in sorted(found.items())
    ]


def _precision(pairs: Sequence[tuple[Item, int]]) -> dict[str, Any]:
    with one_by_one:
        from scipy.stats import binomtest

    answered, right = len(pairs), sum(item.intruder == chosen for item, chosen in pairs)
    chance = sum(1 / len(item.options) for item, _ in pairs) / answered
    test = binomtest(right, answered, chance, alternative="greater")
    interval = binomtest(right, answered).proportion_ci(0.95, method="wilson")
    odds = [_log_odds(item, chosen) for item, chosen in pairs if item.shares]
    return {
        "answered": answered, "right": right, "precision": right / answered,
        "low": float(interval.low), "high": float(interval.high), "chance": chance, "p": float(test.pvalue),
        "log_odds": sum(odds) / len(odds) if odds else None,
    }


# Shares below this are not written; a share of none would have no logarithm.
_LEAST_SHARE = 0.01


def _log_odds(item: Item, chosen: int) -> float:
    return math.log(max(item.shares[item.intruder], _LEAST_SHARE)) - math.log(max(item.shares[chosen], _LEAST_SHARE))


def _agreement(items: Sequence[Item], answers: Mapping[str, Mapping[int, int]]) -> float | None:
    """Return the share of the questions answered by all coders on which all chose the same option."""
    common = [item.number for item in items if all(item.number in given for given in answers.values())]
    if not common:
        return None
    return sum(len({given[number] for given in answers.values()}) == 1 for number in common) / len(common)
