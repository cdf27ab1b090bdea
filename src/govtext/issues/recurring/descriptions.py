"""One sentence of a message that tells its matter: verbatim, with both of a pair of marks or neither."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from govtext.issues.recurring.marks import lone_marks

LONGEST, LEAST = 120, 12  # characters of a description, and of one that says enough
_CLOSE = "[”’」』）)》〉】］]"
# A closing mark behind a full stop belongs to the sentence that ends there.
_SENTENCE = re.compile(rf"[^。！？!?；;\n]*(?:[。！？!?；;]{_CLOSE}*|\n|$)")
_GREETING = re.compile(r"^(?:尊敬的|敬爱的)?[^，。！!：:,]{0,16}(?:您好|你好|好)[！!，,。：:～~]*")
# What stands for another mark: quotation marks of old sets, a river that is typed for a bracket of titles.
_ALIKE = str.maketrans("〝〞＂巜", '"""《')
# 1）, 三), b）: a number in a list, whose bracket has no other half
_NUMBER = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}|(?<![A-Za-z])[A-Za-z])[)）]")


def description(title: str, text: str) -> str:
    """Return the first sentence of the text that says enough, else the title, else how the text begins.

    A sentence that opens a pair of quotation marks or brackets goes on to where the pair is closed, if that is near;
    else it is cut at the mark: its longest part without half a pair is taken. What is cut off behind leaves "…".
    """
    for start, end in _sentences(text):
        if end - start < LEAST:
            continue
        first, last = start, end if end - start <= LONGEST else start + LONGEST - 1
        if lone_marks(text[first:last]):
            first, last, end = _whole_pairs(text, start, end)
        if last - first >= LEAST:
            return text[first:last] + ("…" if last < end else "")
    stripped = title.strip()
    return stripped[slice(*_longest_part(_paired(stripped), 0, len(stripped)))] or stripped or text.strip()[:LONGEST]


def _whole_pairs(text: str, start: int, end: int) -> tuple[int, int, int]:
    """Return where the part of a sentence lies that holds no half of a pair, and where the sentence ends."""
    plain = _paired(text)
    end = _closed(plain, start, end)
    most = end if end - start <= LONGEST else start + LONGEST - 1
    first, last = _longest_part(plain, start, most)
    return (*_trimmed(text, first, last), end) if (first, last) != (start, most) else (first, last, end)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where sentences begin and end, without blanks around them and greetings before them."""
    for found in _SENTENCE.finditer(text):
        whole = found[0].strip()
        told = _GREETING.sub("", whole).strip()
        if told:
            end = found.start() + len(found[0].rstrip())
            yield end - len(told), end


def _paired(text: str) -> str:
    """Return a text of the same length whose marks can be paired: what only looks like half a pair is taken out.

    Where a writer has one of the two quotation marks alone (”水表”), it stands for both, as a straight one does.
    """
    text = text.translate(_ALIKE)
    lone = lone_marks(text)
    text = _NUMBER.sub(lambda found: found[0][:-1] + " " if found.end() - 1 in lone else found[0], text)
    for opener, closer in ("“”", "‘’"):
        if (opener in text) != (closer in text) and '"' not in text:
            text = text.replace(opener, '"').replace(closer, '"')
    return text


def _closed(plain: str, start: int, end: int) -> int:
    """Return where the sentences end in which all that is opened is closed; the first end where that is too far."""
    if lone_marks(plain[start:end]):
        for _, further in _sentences(plain[end:]):
            later = end + further
            if later - start > LONGEST or "\n" in plain[end:later]:
                break
            if not lone_marks(plain[start:later]):
                return later
    return end


def _longest_part(plain: str, start: int, end: int) -> tuple[int, int]:
    """Return where the longest part without half a pair lies; of two as long the first."""
    while lone := sorted(lone_marks(plain[start:end])):
        bounds = [-1, *lone, end - start]
        parts = [(start + one + 1, start + other) for one, other in pairwise(bounds)]
        start, end = max(parts, key=lambda part: part[1] - part[0])
    return start, end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out what joined a part to what stood before and behind it."""
    while start < end and text[start] in " \u3000，,、：:；;。！!？?":
        start += 1
    while start < end and text[end - 1] in " \u3000，,、：:":
        end -= 1
    return start, end
