"""Personal data masked before anything is written, and authors as keyed pseudonyms."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from functools import lru_cache

from govtext.documents.name_forms import find_surnames
from govtext.documents.name_places import Places
from govtext.documents.names import find_names
from govtext.documents.numbers import Span, find_numbers

MARKS = {
    "phone": "〔电话〕", "identity": "〔证件〕", "passport": "〔证件〕", "card": "〔卡号〕", "email": "〔邮箱〕",
    "account": "〔账号〕", "plate": "〔车牌〕", "room": "〔门牌〕", "name": "〔姓名〕", "surname": "〔姓〕",
    "address": "〔地址〕", "author": "〔网友〕",
}


_ORDER = {"name": 1, "surname": 2}


@dataclass(frozen=True)
class MaskingRules:
    """What is masked. ``switched_off`` are kinds of ``MARKS`` that stay as written."""

    switched_off: frozenset[str] = frozenset({"room", "surname"})

    @property
    def looked_over(self) -> bool:
        """Whether all that is masked is among what `name_places` and `number_signs` tell of, and what a row names."""
        return self.switched_off.issuperset(("room", "surname"))

    def without(self, *kinds: str) -> MaskingRules:
        """Return rules that leave these kinds as well."""
        return MaskingRules(self.switched_off | set(kinds))


def personal_spans(
    text: str, rules: MaskingRules, known: tuple[str, ...] = (), handles: tuple[str, ...] = (),
    places: Places | None = None, likely: int = -1,
) -> list[Span]:
    """Return (start, end, kind) of personal data, in order and without overlap.

    Args:
        text: any text.
        rules: which kinds count.
        known: names of persons that other columns of the row give.
        handles: user names of the row's author, found wherever they stand.
        places: where names may begin, where `name_places` has told it; the spans are the same.
        likely: which numbers there may be, where `number_signs` has told it; the spans are the same.
    """
    numbers = find_numbers(text, rooms="room" not in rules.switched_off, likely=likely)
    spans = [span for span in numbers if span[2] not in rules.switched_off]
    for handle in handles:
        start = text.find(handle)
        while start >= 0:
            spans.append((start, start + len(handle), "author"))
            start = text.find(handle, start + len(handle))
    if "name" not in rules.switched_off:
        spans += find_names(text, known, places)
    if "surname" not in rules.switched_off:
        spans += find_surnames(text)
    if len(spans) < 2:
        return spans
    kept: list[Span] = []
    covered = bytearray(len(text))
    # numbers and handles are surer than names: they come first where two overlap
    for span in sorted(spans, key=lambda s: (_ORDER.get(s[2], 0), s[0], -s[1])):
        start, end, _ = span
        if covered.find(1, start, end) < 0:
            covered[start:end] = b"\1" * (end - start)
            kept.append(span)
    return sorted(kept)


def mask(
    text: str, rules: MaskingRules, known: tuple[str, ...] = (), handles: tuple[str, ...] = (),
    places: Places | None = None, likely: int = -1,
) -> tuple[str, int]:
    """Return the text with personal data replaced by marks such as 〔电话〕, and how many pieces were replaced.

    The arguments are those of ``personal_spans``.
    """
    spans = personal_spans(text, rules, known, handles, places, likely) if text else []
    if not spans:
        return text, 0
    parts, at = [], 0
    for start, end, kind in spans:
        parts += [text[at:start], MARKS[kind]]
        at = end
    return "".join(parts) + text[at:], len(spans)


def pseudonym(author: str, secret: bytes) -> str:
    """Return a name for an author that only the holder of the study's secret can make again (HMAC-SHA256, 60 bits)."""
    made = _keyed(secret).copy()
    made.update(author.strip().encode("utf-8", "surrogatepass"))
    return "u" + made.hexdigest()[:15]


@lru_cache(maxsize=4)
def _keyed(secret: bytes) -> hmac.HMAC:
    """Return what has read the secret already: it is the same for all authors."""
    return hmac.new(secret, digestmod="sha256")
