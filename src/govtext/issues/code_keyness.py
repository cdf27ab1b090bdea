"""Words that set request types and service problems apart from the other complaints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from govtext.issues.told import Told, places_of
from govtext.keyness import GroupCounts, Limits, keyness_rows, membership
from govtext.vocabulary import CODED, Vocabulary

if TYPE_CHECKING:
    import pyarrow as pa

    from govtext.lexicons import Lexicons
    from govtext.settings import CodeKeynessSettings
    from govtext.store import Source

# Texts counted at once: the more, the fewer of their words are looked up and added up anew.
TEXTS_AT_ONCE = 8192


def words_of_codes(
    settings: CodeKeynessSettings, lexicons: Lexicons, asked: tuple[Source, pa.Table, pa.Table]
) -> list[dict[str, Any]]:
    """Return rows of code_keyness of the tables words, request_types and service_problems.

    For another process: here, as the stage's own module would load all that groups messages.
    """
    words, types, faults = asked
    places = places_of(types["doc_id"])
    coded = {
        "request_type": Told(places, types["doc_id"], types["request_type"]),
        "problem": Told(places, faults["doc_id"], faults["code"]),
    }
    return code_keyness(words, coded, settings, lexicons)


def code_keyness(
    words: Source, found: Mapping[str, Mapping[str, Sequence[str]]], settings: CodeKeynessSettings, lexicons: Lexicons
) -> list[dict[str, Any]]:
    """Return rows of code_keyness.

    A complaint can have several problems or none: each group is compared with all other complaints.
    Names of people and places are no words here.

    Args:
        words: the table words.
        found: grouping → doc_id → its groups; the complaints are those of "request_type".
        settings: what is tested and kept.
        lexicons: the stop words.
    """
    vocabulary = Vocabulary({word.word for word in lexicons.words("stopwords.txt")}, names=False)
    names = {grouping: sorted({g for groups in of.values() for g in groups}) for grouping, of in found.items()}
    counted = {grouping: GroupCounts(len(groups)) for grouping, groups in names.items()}
    everything = np.zeros(0)
    complaints = found["request_type"]
    for batch in words.batches(["doc_id", *CODED], rows=TEXTS_AT_ONCE, coded=CODED):
        encoded = vocabulary.encode(batch)
        counts = encoded.counts(len(vocabulary))
        mine = np.array([doc_id in complaints for doc_id in encoded.doc_ids], dtype=np.bool_)
        everything = np.pad(everything, (0, len(vocabulary) - len(everything)))
        everything += np.asarray(counts[mine].sum(axis=0), dtype=np.float64).ravel()
        for grouping, of in found.items():
            number = {group: place for place, group in enumerate(names[grouping])}
            groups = [[number[g] for g in dict.fromkeys(of.get(doc_id, ()))] for doc_id in encoded.doc_ids]
            counted[grouping].add(counts, membership(groups, len(number)))
    limits = Limits(**settings.model_dump())
    return list(_rows(names, counted, vocabulary.words, limits, everything))


def _rows(
    names: Mapping[str, list[str]], counted: Mapping[str, GroupCounts], words: list[str], limits: Limits,
    everything: Any,
) -> Iterator[dict[str, Any]]:
    for grouping, groups in names.items():
        yield from keyness_rows(grouping, groups, counted[grouping], words, limits, everything)
