"""Coding a batch of texts: the two tables of the stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from govtext.issues.coding.acceptance import NAMED_SIDES
from govtext.issues.coding.assess import BY_WORDS, Judged, judge
from govtext.issues.coding.codebook import read_codebook
from govtext.issues.coding.coder import Coder, text_of
from govtext.issues.coding.demand import Severity, demands, severities
from govtext.issues.coding.layer import read_layer
from govtext.issues.coding.layer_file import with_whole
from govtext.issues.coding.whole_words import whole
from govtext.lexicons import like_shipped
from govtext.parallel import keep_freed_memory, no_cycles
from govtext.remembered import remembered
from govtext.store import table

if TYPE_CHECKING:
    import pyarrow as pa

    # Tables of a batch: request_types and service_problems.
    Coded = tuple[pa.Table, pa.Table]

LEXICON = "service_problems.toml"
# In the order in which they are applied: what ships, then what the study's own coders taught.
LAYERS = ("coding_layer.toml", "coding_study_layer.toml")
# The shipped layer's second half, which the first names.
WHOLE_TEXTS = "coding_layer_whole.toml"
_DECIMALS = 6
# The rules are looked for in so many texts at once: enough to spread the cost of a pass, few enough for little memory.
_TEXTS_AT_ONCE, _CHARACTERS_AT_ONCE = 512, 400_000


def load_coder(lexicons: Any, settings: Any = None, layers: Sequence[str] = LAYERS) -> Coder:
    """Return the coder of the study's codebook (``service_problems.toml``) with the layers that serve it.

    ``settings`` is the ``[issues]`` section; the coder takes nothing from it today, the codebook holds every choice.
    Raises GovtextError with the place in the codebook or layer that is wrong.
    """
    keep_freed_memory()
    with no_cycles():
        codebook = read_codebook(lexicons.table(LEXICON), lexicons.location(LEXICON))
        found = []
        for name in (name for name in layers if name in lexicons.files):
            where = lexicons.location(name)
            with like_shipped(where):
                found.append(read_layer(with_whole(lexicons.table(name), lexicons.table, where), where))
        return Coder(codebook, [layer for layer in found if layer is not None])


def code_batch(
    batch: Iterable[Mapping[str, Any]], coder: Coder
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of ``request_types`` and ``service_problems`` for a batch of complaints.

    Each row of ``batch`` has doc_id, title and text (words and tags may be there; nothing is cut again). Offsets
    count characters of ``title + "\\n" + text``; ``evidence`` is that string's ``[start:end]``.
    """
    types: list[dict[str, Any]] = []
    problems: list[dict[str, Any]] = []
    for rows in _portions(batch):
        with no_cycles():
            made = _code_portion([doc_id for doc_id, _ in rows], [text for _, text in rows], coder)
            types.extend(made[0])
            problems.extend(made[1])
    return types, problems


_coders: dict[str, Coder] = remembered({})


def coded_batch(lexicons: Any, settings: Any, batch: pa.Table) -> Coded:
    """Return the tables ``request_types`` and ``service_problems`` of a batch of complaints (doc_id, title, text).

    A process keeps the coder of the lexicons from batch to batch: to compile its rules takes longer than to code one.
    Batches come and go as columns: rows take several times as long to be sent, and would be made into columns by the
    one process that writes them.
    """
    key = repr((sorted(lexicons.files.items()), settings))
    if key not in _coders:
        _coders.clear()
        _coders[key] = load_coder(lexicons, settings)
    types, problems = code_batch(batch.to_pylist(), _coders[key])
    return table("request_types", types), table("service_problems", problems)


def coded_batches(lexicons: Any, settings: Any, batches: Iterable[pa.Table]) -> list[Coded]:
    """Return the same for each of several batches, coded by one process."""
    return [coded_batch(lexicons, settings, batch) for batch in batches]


def forget_coders() -> None:
    """Let go the rules that this process keeps: they take 100 MiB."""
    _coders.clear()


def _portions(batch: Iterable[Mapping[str, Any]]) -> Iterator[list[tuple[str, str]]]:
    """Yield the doc_ids and texts of a batch, few enough at a time; one that is longer than all that stands alone."""
    rows: list[tuple[str, str]] = []
    characters = 0
    for row in batch:
        text = text_of(row)
        if rows and (len(rows) == _TEXTS_AT_ONCE or characters + len(text) > _CHARACTERS_AT_ONCE):
            yield rows
            rows, characters = [], 0
        rows.append((str(row["doc_id"]), text))
        characters += len(text)
    if rows:
        yield rows


def code_text(doc_id: str, text: str, coder: Coder) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the request-type row and the service-problem rows of one text."""
    types, problems = _code_portion([doc_id], [text], coder)
    return types[0], problems


def _code_portion(
    doc_ids: Sequence[str], texts: Sequence[str], coder: Coder
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    judged = judge(texts, coder)
    strong, asked = severities(judged.found, texts, coder), demands(judged.found, coder)
    types = []
    for text, (doc_id, kind, share) in enumerate(zip(doc_ids, judged.types, judged.shares, strict=True)):
        points, names, words = strong.get(text) or Severity(0, [], [])
        wish = asked.get(text)
        types.append({
            "doc_id": doc_id,
            "request_type": kind,
            "score": round(share, _DECIMALS),
            "severity": points,
            "severity_cues": names,
            "severity_evidence": words,
            "demand": wish.code if wish else None,
            "demand_evidence": texts[text][wish.start : wish.end] if wish else None,
            "demand_start": wish.start if wish else None,
            "demand_end": wish.end if wish else None,
        })
    return types, _problems(doc_ids, texts, judged, coder)


def _problems(
    doc_ids: Sequence[str], texts: Sequence[str], judged: Judged, coder: Coder
) -> list[dict[str, Any]]:
    found = _evidence(judged, coder)
    given = judged.given.nonzero()
    pairs = [(text, coder.codes[number]) for text, number in zip(*(place.tolist() for place in given), strict=True)]
    for (text, number), (start, end, side) in judged.alone.items():
        found[text, coder.codes[number]] = start, end, side, [BY_WORDS]
    problems = []
    for (text, code), chance in zip(pairs, judged.chances[given].tolist(), strict=True):
        start, end, side, rules = found[text, code]
        start, end = whole(judged.found.texts[text], start, end)
        problems.append({
            "doc_id": doc_ids[text],
            "code": code,
            "score": round(chance, _DECIMALS),
            "evidence": texts[text][start:end],
            "start": start,
            "end": end,
            "side": side,
            "rules": rules,
        })
    return problems


def _evidence(judged: Judged, coder: Coder) -> dict[tuple[int, str], tuple[int, int, str, list[str]]]:
    """Return start, end and side of the best hit for each text and code that is given, and the names of all its rules.

    The best is that of the surest rule, of these the shortest, then the first. Codes that no rule speaks for are left
    out.
    """
    hits, size = judged.found.hits, len(coder.codes)
    of = np.flatnonzero(coder.sections[hits.rules] == 0)
    text, member = hits.texts[of], coder.members[hits.rules[of]]
    held = judged.given[text, member] & (judged.scores[text, member] > 0.0)
    of, keys = of[held], (text * size + member)[held]
    rules, starts, ends = hits.rules[of], hits.starts[of], hits.ends[of]
    order = np.lexsort((starts, ends - starts, -coder.weights[rules], keys))
    heads = np.flatnonzero(np.append(True, np.diff(keys[order]) != 0)[: len(keys)])
    best = order[heads]
    named = [coder.rules[rule].name for rule in rules[order].tolist()]
    names = [sorted(named[first:last]) for first, last in pairwise([*heads.tolist(), len(order)])]
    columns = keys[best] // size, keys[best] % size, starts[best], ends[best], hits.sides[of][best]
    return {
        (text, coder.codes[number]): (start, end, NAMED_SIDES[side], own)
        for text, number, start, end, side, own in zip(*(column.tolist() for column in columns), names, strict=True)
    }
