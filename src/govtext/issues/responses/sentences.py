"""Messages and replies cut into sentences that keep their offsets."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from govtext.issues.responses.wording import ReplyWording

# One of: marks that end a sentence; 如下 and a colon, maybe with 回复 or the like between; what follows 您好. A class
# stands first, and what was found of it decides how it goes on: so the engine passes over all other characters at once.
_END = re.compile(
    r"[。！？；!?;\n如：:，,](?:(?<=[。！？；!?;\n])[。！？；!?;\n]*"
    r"|(?<=如)下(?:回复|答复|说明|解释)?[：:]|(?<=[您你]好[：:，,]))"
)
_LEAST_CHARACTERS = 4
_DATE = re.compile(r"\W*\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日?\W*")
_OFFICE = re.compile(
    r"[\u4e00-\u9fffA-Z0-9]{1,24}(?:局|委员会|委|办公室|办|政府|中心|厅|大队|支队|街道办事处|街道|管委会|公司|学院|大学|中学|小学|医院|党委|工委)"
)
_TAIL_DATE = re.compile(r"\s*\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日?\W*$")
_SIGNATURE_CHARACTERS = 60


class Sentence(NamedTuple):
    """A sentence and where it stands, the mark that ends it included."""

    text: str
    start: int
    end: int


# What Sentence(...) does, without a call in Python: there are ten to a text.
_sentence: Callable[[tuple[str, int, int]], Sentence] = partial(tuple.__new__, Sentence)


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text, without blank ones; joined with what lies between them they are the text."""
    found, start = [], 0
    for match in [*_END.finditer(text), None]:
        end = match.end() if match else len(text)
        piece = text[start:end]
        stripped = piece.strip()
        if stripped:
            first = start + len(piece) - len(piece.lstrip())
            found.append(_sentence((stripped, first, first + len(stripped))))
        start = end
    return found


def body(reply: list[Sentence], wording: ReplyWording) -> list[Sentence]:
    """Return the sentences of a reply that can answer something: no greeting, thanks, date or signature."""
    return [sentence for sentence in reply if answers(sentence.text, wording)]


def answers(text: str, wording: ReplyWording) -> bool:
    """Return whether a sentence of a reply can answer something."""
    bare = text.rstrip("。！？；!?;\n：:，, ")
    if len(bare) < _LEAST_CHARACTERS or _DATE.fullmatch(bare) or _signature(bare):
        return False
    return not wording.formulas.found(bare)


def office(reply: list[Sentence]) -> str | None:
    """Return the office that signs a reply, None where none does: the last line but for a date."""
    for sentence in reversed(reply[-3:]):
        bare = sentence.text.strip("。！？；!?;：:，,（）() 　")
        if _DATE.fullmatch(bare) or not bare:
            continue
        return _signature(_TAIL_DATE.sub("", bare))
    return None


def _signature(bare: str) -> str | None:
    if len(bare) > _SIGNATURE_CHARACTERS:
        return None
    last = bare.split()[-1] if bare.split() else ""
    return last if _OFFICE.fullmatch(last) and len(last) > 2 else None
