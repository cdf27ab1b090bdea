"""What a reply is worth: does it take up the matter, answer what was asked, in words of its own, and promise anything?

Relevance, completeness and a stated basis are the criteria by which replies of message boards are commonly judged;
what shows each stands beside it, verbatim.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import partial
from itertools import compress
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from govtext.issues.responses.due import Due, dues
from govtext.issues.responses.key_words import Content, KeyWords
from govtext.issues.responses.points import Weights, answer, points
from govtext.issues.responses.reader import Reader
from govtext.issues.responses.replied import Portion, Replied, portions
from govtext.issues.responses.sentences import Sentence, office, sentences
from govtext.issues.responses.signs import signs
from govtext.issues.responses.wording import ReplyWording, reply_wording
from govtext.literal_scan import distinct
from govtext.parallel import no_cycles
from govtext.remembered import remembered
from govtext.store import table

if TYPE_CHECKING:
    import pyarrow as pa

    from govtext.lexicons import Lexicons
    from govtext.parallel import Work
    from govtext.settings import ResponsesSettings
    from govtext.store import Source

Row = dict[str, Any]

_RULES = re.compile(r"《[^《》\n]{3,60}》")
_REASON = re.compile(r"由于|因为|鉴于|原因(?:是|为|：)|是因|主要因|系因|因[^，。]{2,30}，")
# Replies to other messages that a reply is compared with, to tell what chance gives.
_STRANGERS = 4
# Messages that are enough to tell it, spread evenly over all: the threshold then hangs on no batch and no neighbour.
_ASKED_OF_CHANCE = 2_000
_CHANCE = 0.95


class Measured(NamedTuple):
    """The parts of reply_quality, reply_points and reply_commitments that a batch gave."""

    quality: pa.Table
    points: pa.Table
    commitments: pa.Table


class _Rows(NamedTuple):
    """Rows of the tables of `Measured`."""

    quality: list[Row]
    points: list[Row]
    commitments: list[Row]


@dataclass(frozen=True)
class Background:
    """What is known of all replies before one is judged.

    Attributes:
        weights: of words.
        templates: signs of the sentences that recur, in order.
        by_chance: relevance that 95 % of the replies to other messages stay under.
    """

    weights: Weights
    templates: NDArray[np.uint64]
    by_chance: float = 0.0


class _Sample(NamedTuple):
    """Some messages and the sentences of their replies."""

    portion: Portion
    replies: list[list[Sentence]]


def background(documents: Source, words: Source, least: int) -> tuple[Background, list[_Sample]]:
    """Return the weights of the messages' words and the sentences that stand in `least` replies or more.

    Sentences are compared without numbers, names that were masked, and punctuation; memory is some bytes a
    different sentence. Beside it come all messages, where they are so few that all of them tell what chance gives.
    """
    held: Counter[str] = Counter()
    gathered = [np.zeros(0, dtype=np.uint64)]
    sample: list[_Sample] = []
    messages = 0
    for portion in portions(documents, words):
        messages += portion.content.texts
        names, times = _documents(portion.content)
        for name, number in zip(names, times, strict=True):
            held[name] += number
        of_replies = list(map(sentences, portion.replies))
        own = signs([sentence.text for reply in of_replies for sentence in reply])
        reply_at = np.repeat(np.arange(len(of_replies)), list(map(len, of_replies)))
        # Each once in a reply; those that are too short have no sign.
        order = np.lexsort((own, reply_at))
        own, reply_at = own[order], reply_at[order]
        once = np.append(True, (own[1:] != own[:-1]) | (reply_at[1:] != reply_at[:-1]))[: len(own)] & (own > 0)
        gathered.append(own[once])
        if _every(messages) == 1:
            sample.append(_Sample(portion, of_replies))
        else:
            sample.clear()
    found, often = np.unique(np.concatenate(gathered), return_counts=True)
    return Background(Weights(messages, dict(held)), found[often >= least]), sample


def _documents(content: Content) -> tuple[list[str], list[int]]:
    """Return the different words of some messages, and how many of these hold each."""
    width = max(len(content.known.names), 1)
    pairs = distinct(content.text.astype(np.int64) * width + content.word)
    held = np.bincount(pairs % width, minlength=width)
    there = np.flatnonzero(held)
    return content.known.names[there].tolist(), held[there].tolist()


def _every(messages: int) -> int:
    """Return which of so many messages tell what chance gives: each so-manieth."""
    return max(1, messages // _ASKED_OF_CHANCE)


def measured_replies(
    documents: Source, words: Source, settings: ResponsesSettings, lexicons: Lexicons, work: Work
) -> Iterator[Measured]:
    """Yield the parts of the tables that tell of every reply, a batch at a time.

    Raises:
        GovtextError: replies.toml can't be read.
    """
    reader = _reader(lexicons)  # a mistake in it is told here, once
    known, sample = background(documents, words, settings.template_replies)
    if known.weights.messages:
        key_words = KeyWords(known.weights, reader.wording.generic)
        some: Iterable[_Sample] = sample or _sampled(documents, words, _every(known.weights.messages))
        known = replace(known, by_chance=_by_chance(some, key_words, known.weights, reader))
        # Few messages are held already; many are read again.
        held = [one.portion for one in sample]
        del some, sample
        batches = (batch for one in held or portions(documents, words) if (batch := one.messages(key_words)))
        yield from work.map(partial(_measure, lexicons, known), batches, what="reading replies")


def _sampled(documents: Source, words: Source, every: int) -> Iterator[_Sample]:
    for portion in portions(documents, words, every):
        yield _Sample(portion, list(map(sentences, portion.replies)))


_readers: dict[str, Reader] = remembered({})


def _reader(lexicons: Lexicons) -> Reader:
    """Return the reader of the lexicon: a process keeps it from batch to batch."""
    key = repr(sorted(lexicons.files.items()))
    if key not in _readers:
        _readers.clear()
        _readers[key] = Reader(reply_wording(lexicons))
    return _readers[key]


def _measure(lexicons: Lexicons, known: Background, batch: list[Replied]) -> Measured:
    with no_cycles():
        quality, points_found, promises = _measured(_reader(lexicons), known, batch)
        # As tables: rows would be sent to the process that writes them in thousands of objects.
        return Measured(
            table("reply_quality", quality),
            table("reply_points", points_found),
            table("reply_commitments", promises),
        )


def _measured(reader: Reader, known: Background, batch: list[Replied]) -> _Rows:
    wording = reader.wording
    replies = [sentences(message.reply) for message in batch]
    bodies = [reader.body(reply) for reply in replies]
    texts = ["".join(sentence.text for sentence in one) for one in bodies]
    made = _Rows([], [], [])
    recurring = _recurring(bodies, known.templates)
    for message, reply, own, text, repeated in zip(batch, replies, bodies, texts, recurring, strict=True):
        taken = list(filter(text.__contains__, message.keys))
        relevance = _share(taken, message.keys, known.weights)
        asked = points(message.text, message.title_end, message.tokens, wording)
        kinds = {sentence: kind for sentence in reply if (kind := reader.refers(sentence.text)) is not None}
        telling = [sentence for sentence in own if not _forwards(sentence, kinds)]
        told = "".join([sentence.text for sentence in telling])
        answers = [answer(point, telling, told, known.weights) for point in asked]
        promises = commitments(own, message.told, reader)
        made.points.extend(
            {
                "doc_id": message.doc_id, "point": at, "form": point.form.name, "asked": point.sentence.text,
                "answered": given.answered, "taken_up": round(given.taken_up, 6),
                "evidence": given.evidence if given.answered else None,
            }
            for at, (point, given) in enumerate(zip(asked, answers, strict=True), start=1)
        )
        made.commitments.extend(
            {
                "doc_id": message.doc_id, "commitment": at, "text": promise.sentence.text,
                "date_text": promise.due.text if promise.due else None,
                "due_date": datetime.combine(promise.due.day, time()) if promise.due else None,
            }
            for at, promise in enumerate(promises, start=1)
        )
        made.quality.append(
            {
                "doc_id": message.doc_id,
                "office": office(reply),
                "characters": len(message.reply),
                "body_characters": len(text),
                "relevance": round(relevance, 6),
                "on_topic": relevance > known.by_chance,
                "relevance_words": taken[:10],
                "points": len(asked),
                "points_answered": sum(given.answered for given in answers),
                "completeness": round(sum(given.answered for given in answers) / len(asked), 6),
                **_templates(own, repeated),
                **_referral(kinds, wording),
                "commitments": len(promises),
                "dated_commitments": sum(promise.due is not None for promise in promises),
                "rules_cited": list(dict.fromkeys(_RULES.findall(text))),
                "gives_reason": bool(_REASON.search(text)),
            }
        )
    return made


def _share(taken: Iterable[str], words: Iterable[str], weights: Weights) -> float:
    total = sum(map(weights.of, words))
    return sum(map(weights.of, taken)) / total if total else 0.0


def _by_chance(sample: Iterable[_Sample], key_words: KeyWords, weights: Weights, reader: Reader) -> float:
    """Return the relevance that replies to other messages have by chance, from some thousand of all messages."""
    keys, texts = [], []
    for portion, replies in sample:
        keys += portion.keys(key_words)
        bodies = (reader.body(reply) for reply in replies)
        texts += ["".join(sentence.text for sentence in one) for one in bodies]
    return _chance(keys, texts, weights)


def _chance(keys: Sequence[Sequence[str]], texts: Sequence[str], weights: Weights) -> float:
    """Return the relevance that 95 % of the replies stay under when each is held against the messages before it."""
    weighed = [[weights.of(word) for word in words] for words in keys]
    totals = [sum(one) for one in weighed]
    strangers = []
    for step in range(1, min(_STRANGERS, len(texts) - 1) + 1):
        for at, words in enumerate(keys):
            text = texts[(at + step) % len(texts)]
            taken = sum(compress(weighed[at], map(text.__contains__, words)))
            strangers.append(taken / totals[at] if totals[at] else 0.0)
    return float(np.quantile(strangers, _CHANCE)) if strangers else 0.0


def _forwards(sentence: Sentence, kinds: Mapping[Sentence, str]) -> bool:
    return kinds.get(sentence) == "transferred" and len(sentence.text) <= 60


def _referral(kinds: Mapping[Sentence, str], wording: ReplyWording) -> Row:
    """Return the first sentence that refers to others, of the kind that comes first in the wording."""
    order = {kind: at for at, (kind, _) in reversed(list(enumerate(wording.referrals)))}
    sentence, first = min(kinds.items(), key=lambda one: order[one[1]], default=(None, None))
    return {"referral": first, "referral_evidence": sentence.text if sentence else None}


def _recurring(bodies: Sequence[Sequence[Sentence]], templates: NDArray[np.uint64]) -> list[list[str]]:
    """Return for each reply those of its sentences that recur."""
    texts = [sentence.text for one in bodies for sentence in one]
    own = signs(texts)
    # The templates are in order: np.isin would sort them anew with every batch.
    place = np.minimum(np.searchsorted(templates, own), len(templates) - 1)
    recur = iter((templates[place] == own).tolist() if len(templates) else [False] * len(own))
    return [[sentence.text for sentence in one if next(recur)] for one in bodies]


def _templates(own: Sequence[Sentence], repeated: Sequence[str]) -> Row:
    total = sum(len(sentence.text) for sentence in own)
    share = sum(map(len, repeated)) / total if total else 1.0
    return {"template_share": round(share, 6), "template": share > 0.5, "template_evidence": repeated[:5]}


class Promise(NamedTuple):
    """A sentence that promises something, and the date that it names."""

    sentence: Sentence
    due: Due | None


def commitments(own: Sequence[Sentence], told: date | None, reader: Reader) -> list[Promise]:
    """Return the promises of a reply.

    A promise has a word of intention and is no condition and no rule. It is dated where the clause with that word names
    a day after the reply's; without the day of the reply, no date can be told from the past.
    """
    found = []
    dated = reader.wording.dated
    for sentence in own:
        text, due = sentence.text, None
        if told is not None and (not dated.stands_anywhere or dated.found(text)):
            due = next((due for due in dues(text, told) if dated.found(_clause(text, due))), None)
        if (due is not None or reader.promises(text)) and not reader.conditional(text):
            found.append(Promise(sentence, due))
    return found


def _clause(text: str, due: Due) -> str:
    start = max(text.rfind(mark, 0, due.start) for mark in "，,；;") + 1
    ends = [at for mark in "，,；;" if (at := text.find(mark, due.end)) >= 0]
    return text[start : min(ends, default=len(text))]
