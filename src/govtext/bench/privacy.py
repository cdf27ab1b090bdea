"""How well personal data is masked: recall by kind and precision, on generated sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from govtext.bench import privacy_wordings as wordings
from govtext.bench.privacy_texts import Sample, generate, generate_names

Span = tuple[int, int, str]


def benchmark(mentions: int = 2400, look_alikes: int = 2400, seed: int = 20260) -> dict[str, float]:
    """Return recall for names and numbers and precision, of the masking with its default settings.

    ``recall_names_last`` and ``precision_last`` are those of the last set of wordings with names, which the rules
    have not been fitted to.
    """
    from govtext.documents.privacy import MaskingRules, personal_spans

    rules = MaskingRules()
    figures = score(generate(mentions, look_alikes, seed), lambda text: personal_spans(text, rules))[0]
    last = generate_names(wordings.NAMES_FIFTH, wordings.NAMES_ALIKE_FIFTH, mentions)
    fresh = score(last, lambda text: personal_spans(text, rules))[0]
    return {**figures, "recall_names_last": fresh["recall_names"], "precision_last": fresh["precision"]}


def score(
    samples: list[Sample], find: Callable[[str], list[Span]]
) -> tuple[dict[str, float], list[tuple[str, Sample]]]:
    """Return the figures, and what went wrong as ("missed" or "wrong", sample).

    A mention is found when every letter and digit of it is covered; a span that touches no mention is wrong.
    """
    found: Counter[str] = Counter()
    total: Counter[str] = Counter()
    right = wrong = 0
    errors: list[tuple[str, Sample]] = []
    for sample in samples:
        spans = find(sample.text)
        covered = {place for start, end, _ in spans for place in range(start, end)}
        touching = [s for s in spans if sample.start >= 0 and s[0] < sample.end and sample.start < s[1]]
        right += len(touching)
        wrong += len(spans) - len(touching)
        if len(spans) > len(touching):
            errors.append(("wrong", sample))
        if sample.start >= 0:
            kind = "names" if sample.kind == "name" else "numbers"
            whole = all(
                place in covered for place in range(sample.start, sample.end) if re.match(r"\w", sample.text[place])
            )
            for key in (kind, sample.kind):
                total[key] += 1
                found[key] += whole
            if not whole:
                errors.append(("missed", sample))
    figures = {f"recall_{kind}": round(found[kind] / total[kind], 4) for kind in sorted(total)}
    figures |= {"precision": round(right / max(1, right + wrong), 4)}
    mentions = sum(sample.start >= 0 for sample in samples)
    figures |= {"mentions": float(mentions), "look_alikes": float(len(samples) - mentions)}
    return figures, errors
