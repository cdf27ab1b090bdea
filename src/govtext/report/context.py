"""`govtext show context WORD`: every place where a wording stands, with what stands around it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from govtext.errors import GovtextError
from govtext.report.terminal import output_width, printable
from govtext.report.wording import Phrase, Say, number

if TYPE_CHECKING:
    from govtext.store import Source

_KINDS = {"complaint": Phrase("诉求", "complaints"), "policy": Phrase("政策", "policies")}
# More characters than any terminal shows on a side.
_AROUND = 200


class Place(NamedTuple):
    """Where the wording stands: the text's doc_id, and what is left and right of it."""

    doc_id: str
    before: str
    found: str
    after: str


def places_of(documents: Source, wording: str, kind: str | None = None) -> Iterator[Place]:
    """Yield every place of a wording in titles and texts (masked), in the order of the documents.

    Args:
        documents: the table documents.
        wording: taken as it stands, never as a pattern.
        kind: "complaint" or "policy"; None searches both.
    """
    for batch in documents.batches(["doc_id", "kind", "title", "text"]):
        columns = [batch.column(name).to_pylist() for name in ("doc_id", "kind", "title", "text")]
        for doc_id, of_kind, title, text in zip(*columns, strict=True):
            if kind in (None, of_kind):
                for whole in (title, text):
                    for at in _starts(whole, wording):
                        end = at + len(wording)
                        yield Place(doc_id, whole[max(0, at - _AROUND) : at], wording, whole[end : end + _AROUND])


def _starts(text: str, wording: str) -> Iterator[int]:
    at = text.find(wording)
    while at >= 0:
        yield at
        at = text.find(wording, at + len(wording))


def print_context(documents: Source, wording: str, most: int, language: str, kind: str | None = None) -> None:
    """Print the places of a wording, the wording in one column; of more than `most` an even selection.

    Raises:
        GovtextError: the wording is empty, or there is no such kind of text.
    """
    wording = wording.strip()
    if not wording:
        raise GovtextError("there is no word to look for", hint="write: govtext show context 推诿")
    if kind not in (None, *_KINDS):
        raise GovtextError(f"there is no kind of text called {kind}", hint=f"write one of {', '.join(_KINDS)}")
    say, total, texts, shown = Say(language), 0, set(), _Even(most)
    for place in places_of(documents, wording, kind):
        total += 1
        texts.add(place.doc_id)
        shown.add(place)
    told = printable(wording)
    if not total:
        print(say(f"“{told}”：没有文本含有这个词语", f'"{told}": no text holds it'))
        return
    print(
        say(
            f"“{told}”：{number(total)} 处，见于 {number(len(texts))} 篇文本",
            f'"{told}": {number(total)} places in {number(len(texts))} texts',
        )
    )
    width = output_width()
    for place in shown.held:
        print(line_of(place, width))
    if total > len(shown.held):
        print(
            say(
                f"…… 以上是均匀抽出的 {len(shown.held)} 处；全部：--most {total}",
                f"... these are {len(shown.held)} of them, spread evenly; all: --most {total}",
            )
        )


class _Even:
    """Holds at most `most` of what comes, spread evenly over all of it, whatever its number."""

    def __init__(self, most: int) -> None:
        self._most, self._step, self._seen = most, 1, 0
        self._kept: list[Place] = []

    def add(self, place: Place) -> None:
        if self._seen % self._step == 0:
            self._kept.append(place)
            if len(self._kept) > 2 * self._most:  # thin out: keep every other one
                self._kept, self._step = self._kept[::2], 2 * self._step
        self._seen += 1

    @property
    def held(self) -> list[Place]:
        count = len(self._kept)
        if count <= self._most:
            return self._kept
        return [self._kept[at * count // self._most] for at in range(self._most)]


def line_of(place: Place, width: int) -> str:
    """Return the place on one line of `width` columns: doc_id, before, the wording in brackets, after.

    Chinese characters take two columns. The wording begins in the same column on every line.
    """
    found = printable(place.found)
    room = width - len(place.doc_id) - 2
    middle = _columns(found) + 4  # the brackets are wide
    left = max(0, (room - middle) // 2)
    right = max(0, room - middle - left)
    before = _cut(printable(place.before)[::-1], left)[::-1]
    after = _cut(printable(place.after), right)
    return f"{place.doc_id}  {' ' * (left - _columns(before))}{before}【{found}】{after}"[: 4 * width].rstrip()


def _columns(text: str) -> int:
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _cut(text: str, columns: int) -> str:
    held = 0
    for at, character in enumerate(text):
        held += _width(character)
        if held > columns:
            return text[:at]
    return text
