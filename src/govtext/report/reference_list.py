"""The works that the methods cite, from references.bib: in Chinese as GB/T 7714 has them by author and year.

The text cites by author and year, and GB/T 7714-2015 (10.2) then wants the list without numbers, the year after the
authors, in the order of the authors' names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from govtext.report.wording import Phrase, shipped

_ENTRY = re.compile(r"@(\w+)\{(\w+),\n(.*?)\n\}", re.DOTALL)
# Braces inside a value stand for accents alone and are resolved before fields are read.
_FIELD = re.compile(r"(\w+) = \{([^{}]*)\}")
_ACCENT = re.compile(r"\{\\(['\"`])(\w)\}")
_MARKS = {"'": "\u0301", '"': "\u0308", "`": "\u0300"}
# Kind of a BibTeX entry → letter of GB/T 7714.
_LETTERS = {"article": "J", "inproceedings": "C", "book": "M"}
_AUTHORS = 3  # GB/T 7714 names three, then 等 or et al.
_ORDINALS = {"2": "2nd", "3": "3rd"}


class Work(NamedTuple):
    """A work: its kind, key and fields as BibTeX has them, accents resolved."""

    kind: str
    key: str
    fields: dict[str, str]

    @property
    def authors(self) -> list[tuple[str, str]]:
        """Family name and given names of each author."""
        pairs = (one.partition(", ") for one in self.fields["author"].split(" and "))
        return [(family, given) for family, _, given in pairs]

    def cited_in(self, text: str) -> bool:
        """Whether an English text names the first author and, soon after, the year."""
        family = re.escape(self.authors[0][0])
        return re.search(rf"\b{family}\b(?: et al\.)?[^.;]{{0,60}}{self.fields['year']}", text) is not None


def references() -> str:
    """Return the works that the methods may cite, as BibTeX."""
    return shipped("references.bib")


@cache
def works() -> tuple[Work, ...]:
    """Return the works of references.bib in their order, by the first author's name."""
    text = _ACCENT.sub(lambda m: unicodedata.normalize("NFC", m[2] + _MARKS[m[1]]), references())
    return tuple(
        Work(kind, key, {name: value.replace("--", "-") for name, value in _FIELD.findall(body)})
        for kind, key, body in _ENTRY.findall(text)
    )


def listed(english: Iterable[str]) -> tuple[Phrase, ...]:
    """Return the entries of the works that the English paragraphs cite, by the authors' names."""
    text = "\n".join(english)
    found = [work for work in works() if work.cited_in(text)]
    return tuple(Phrase(standard(work), author_year(work)) for work in found)


def standard(work: Work) -> str:
    """Return the entry after GB/T 7714—2015 in the form of author and year (著者-出版年制)."""
    names = [f"{family.upper()} {_initials(given, '', ' ')}" for family, given in work.authors]
    authors = ", ".join(names[:_AUTHORS]) + (", et al" if len(names) > _AUTHORS else "")
    head = f"{authors}, {work.fields['year']}. {work.fields['title']}[{_LETTERS[work.kind]}]"
    edition = f" {_edition(work)}" if "edition" in work.fields else ""
    pages = f": {work.fields['pages']}" if "pages" in work.fields else ""
    if work.kind == "article":
        return f"{head}. {work.fields['journal']}, {_volume(work)}{pages}."
    if work.kind == "inproceedings":
        return f"{head}//{work.fields['booktitle']}{pages}."
    return f"{head}.{edition} {work.fields['address']}: {work.fields['publisher']}."


def author_year(work: Work) -> str:
    """Return the entry in English: authors, year, title, where it stands."""
    names = [f"{family}, {_initials(given, '.', ' ')}" for family, given in work.authors]
    authors = names[0] if len(names) == 1 else ", ".join(names[:-1]) + f", & {names[-1]}"
    edition = f" ({_edition(work)})" if "edition" in work.fields else ""
    head = f"{authors} ({work.fields['year']}). {work.fields['title']}{edition}."
    pages = work.fields.get("pages", "").replace("-", "–")
    if work.kind == "article":
        return f"{head} {work.fields['journal']}, {_volume(work)}{', ' if pages else ''}{pages}."
    if work.kind == "inproceedings":
        return f"{head} In {work.fields['booktitle']}{f' (pp. {pages})' if pages else ''}."
    return f"{head} {work.fields['address']}: {work.fields['publisher']}."


def _edition(work: Work) -> str:
    number = work.fields["edition"]
    return f"{_ORDINALS.get(number, number + 'th')} ed."


def _volume(work: Work) -> str:
    return work.fields["volume"] + (f"({work.fields['number']})" if "number" in work.fields else "")


def _initials(given: str, stop: str, between: str) -> str:
    return between.join(name[0] + stop for name in given.split())
