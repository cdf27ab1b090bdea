"""The study's lexicons: word lists and coding frames, loaded and checked.

A lexicon is a file in `pipeline/lexicons`; where the study lacks one, the shipped one serves.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from govtext.errors import GovtextError
from govtext.toml_numbers import read_toml


@contextmanager
def like_shipped(location: str) -> Iterator[None]:
    """Tell of a lexicon whose parts are of other kinds than the shipped one's what is wrong, and where.

    A list where a table belongs, a number for a pattern: what reads it would end in one of these errors.

    Raises:
        GovtextError: for any of them.
    """
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise GovtextError(
            f"is not built like the shipped file ({type(error).__name__}: {error})", file=location,
            hint="compare it with the one that govtext new writes: lists in [ ], patterns and words in quotation marks",
        ) from error


@dataclass(frozen=True)
class LexiconWord:
    """A line of a dictionary in jieba's format: word, then frequency and tag, both optional."""

    word: str
    frequency: int | None
    tag: str | None
    line: int


@dataclass(frozen=True)
class Lexicons:
    """The lexicons that a stage may open.

    Attributes:
        files: name → file; a stage sees those that its row of the stage table declares.
        contents: name → bytes, where they came along instead of lying on disk.

    Sent to another process, which may be on another machine, the lexicons carry their content.
    """

    files: Mapping[str, Path]
    contents: Mapping[str, bytes] = field(default_factory=dict)

    def __reduce__(self) -> tuple[object, ...]:
        held = {name: path.read_bytes() for name, path in sorted(self.files.items()) if path.is_file()}
        return Lexicons, ({name: Path(name) for name in sorted(self.files)}, {**held, **self.contents})

    def location(self, name: str) -> str:
        """Return how messages name the lexicon."""
        return f"pipeline/lexicons/{name}"

    def words(self, name: str) -> list[LexiconWord]:
        """Return the words of a dictionary in jieba's format (`word [frequency] [tag]`, `#` comments).

        Raises:
            GovtextError: a line is no such line; the message names it.
        """
        found = []
        for number, line in self._numbered(name):
            parts = line.split()
            word, frequency, tag = parts[0], None, None
            rest = parts[1:]
            if rest and rest[0].isdigit():
                frequency = int(rest.pop(0))
            if rest:
                tag = rest.pop(0)
            if rest:
                raise GovtextError(
                    f'"{line}" is no dictionary line', file=self.location(name), row=number,
                    hint="write: word frequency tag (the last two may be left out)",
                )
            found.append(LexiconWord(word, frequency, tag, number))
        return found

    def lines(self, name: str) -> list[str]:
        """Return the lines of a list, without comments (`#`) and blanks."""
        return [line for _, line in self._numbered(name)]

    def table(self, name: str) -> dict[str, Any]:
        """Return the content of a TOML lexicon.

        Raises:
            GovtextError: the file is no TOML.
        """
        try:
            return read_toml(self._text(name))
        except tomllib.TOMLDecodeError as error:
            raise GovtextError(
                f"is no valid TOML: {error}", file=self.location(name), hint="mend that line"
            ) from error

    def rows(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a CSV lexicon, column → cell."""
        return list(csv.DictReader(io.StringIO(self._text(name), newline="")))

    def _numbered(self, name: str) -> list[tuple[int, str]]:
        lines = []
        for number, line in enumerate(self._text(name).splitlines(), start=1):
            content = line.split("#", 1)[0].strip()
            if content:
                lines.append((number, content))
        return lines

    def _text(self, name: str) -> str:
        if name not in self.files:
            raise GovtextError(
                f"lexicon {name} is not among those that the stage's row declares",
                file="pipeline/stages.py",
                hint=f'add "{name}" to the row\'s lexicons, or delete your pipeline/stages.py to have the shipped one',
            )
        path = self.files[name]
        try:
            content = self.contents[name] if name in self.contents else path.read_bytes()
            return content.decode("utf-8-sig")
        except FileNotFoundError as error:
            raise GovtextError("is missing", file=self.location(name), hint="restore it or run govtext new") from error
        except UnicodeDecodeError as error:
            raise GovtextError("is not UTF-8", file=self.location(name), hint="save it as UTF-8") from error


@dataclass(frozen=True)
class CodeLabel:
    """A code of the codebook as readers see it."""

    code: str
    zh: str
    en: str
    definition: str


def code_labels(codebook: Mapping[str, Any], section: str = "codes") -> list[CodeLabel]:
    """Return the codes, or the request types (``types``), of a codebook (service_problems.toml) in its order."""
    return [
        CodeLabel(
            code["code"], code.get("label", code["code"]), code.get("label_en", code["code"]),
            code.get("definition", ""),
        )
        for code in codebook.get(section, [])
    ]
