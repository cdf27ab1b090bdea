"""The full-text index of the SQLite file: MATCH finds any string of two to six characters, as LIKE does."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np

from govtext.dataset.exports import Export
from govtext.dataset.postings import LONGEST, MOST_LETTERS, NumberedTexts
from govtext.dataset.search_segments import LARGEST_ROW, Segment, number_bytes

TABLE = "complaints_search"
COLUMNS = ["title", "text", "reply"]
OPTIONS = "content='', detail=none, columnsize=0, tokenize='unicode61 remove_diacritics 0'"
FORMAT = 4  # of FTS5's files, as `search_segments` writes them
TOGETHER = 1 << 21  # characters of a segment's texts
MOST_SEGMENTS = 1_900  # in which an index that SQLite makes grows before they are merged; FTS5 holds 2,000 at most
STRUCTURE, TOTALS = 10, 1  # numbers of the index's records of itself
PAGE_BITS = 37  # of a page's number, before them the segment's
# Pages of a table's key that SQLite holds while rows come whose keys have no order (its own default is 2 MiB).
CACHE_KIB = 65_536
_RUN = re.compile(r"[^\W_]+")

# First row and texts: title, text and reply of a complaint on lines of one text.
Batch = tuple[int, list[str]]


def add_full_text(path: Path, complaints: Export) -> None:
    """Add the index of title, text and reply to the file: it holds no text and no places, only which rows have a word.

    Chinese has no blanks to split at, and SQLite looks a word up whole as it is typed: what is to be found must be in
    the index. Trigrams would leave out words of two characters, which most are. Numbers and Latin words stand whole
    as well. That is a thousand words a text, and SQLite takes a microsecond for each: they are sorted and written page
    by page here (`search_segments`), in an eighth of the time. SQLite adds the few that are left, or all where it
    doesn't let its tables be written to. What is found is the same (tested).
    """
    with closing(sqlite3.connect(path)) as connection:
        hurry(connection)
        try:
            connection.execute(f"CREATE VIRTUAL TABLE {TABLE} USING fts5(words, {OPTIONS})")
        except sqlite3.OperationalError:
            return  # a Python whose SQLite was built without FTS5; everything else stands
        # What SQLite adds is merged once, at the end: a quarter of the time less than again and again.
        for option, value in (("automerge", 0), ("crisismerge", MOST_SEGMENTS)):
            connection.execute(f"INSERT INTO {TABLE} ({TABLE}, rank) VALUES (?, ?)", (option, value))
        connection.commit()
        written = _Written.into(connection, complaints)
        connection.commit()
    with closing(sqlite3.connect(path)) as connection:  # anew: the index is read as it stands now
        hurry(connection)
        if written:
            _insert(connection, written.left)
            connection.commit()  # with totals of what SQLite put in
            connection.execute(f"UPDATE {TABLE}_data SET block = ? WHERE id = {TOTALS}", (written.totals(),))
        else:
            rows = (row for first, texts in _texts(complaints) for row in enumerate(texts, first))
            _insert(connection, ((row, pieces(text)) for row, text in rows))
            connection.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('optimize')")
        connection.commit()


def hurry(connection: sqlite3.Connection) -> None:
    """Let nothing be kept safe: a file half written is in no place yet and is made anew."""
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")


def pieces(text: str) -> str:
    """Return the different strings of two to six letters and digits that stand in a text, with blanks between."""
    found: dict[str, None] = {}
    for run in _RUN.findall(text):
        if len(run) <= LONGEST or run.isascii():
            found[run] = None
        for length in range(2, LONGEST + 1):
            for at in range(len(run) - length + 1):
                found[run[at : at + length]] = None
    return " ".join(found)


def _insert(connection: sqlite3.Connection, rows: Iterable[tuple[int, str]]) -> None:
    connection.executemany(f"INSERT INTO {TABLE} (rowid, words) VALUES (?, ?)", rows)


def _texts(complaints: Export) -> Iterator[Batch]:
    """Yield the texts in batches of some `TOGETHER` characters."""
    first, held, size = 1, list[str](), 0
    for batch in complaints.batches(COLUMNS):
        for parts in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            held.append("\n".join([part or "" for part in parts]))
            size += len(held[-1])
            if size >= TOGETHER:
                yield first, held
                first, held, size = first + len(held), [], 0
    if held:
        yield first, held


class _Written:
    """What was written of the index, and what is left to SQLite.

    Attributes:
        left: rows with words that are no strings of two to six characters which SQLite splits as Python does.
    """

    def __init__(self) -> None:
        self.left: list[tuple[int, str]] = []
        self._rows = self._words = 0
        self._leaves: list[int] = []

    @classmethod
    def into(cls, connection: sqlite3.Connection, complaints: Export) -> _Written | None:
        """Write into the tables of the empty index; None where they are others, or can't be written to."""
        (version,) = connection.execute(f"SELECT v FROM {TABLE}_config WHERE k = 'version'").fetchone()
        if version != FORMAT or complaints.count > LARGEST_ROW:
            return None
        made = cls()
        try:
            for first, texts in _texts(complaints):
                made._segment(connection, first, texts)
            made._structure(connection)
        except sqlite3.OperationalError:  # "may not be modified": refused at the first
            return None
        return made

    def totals(self) -> bytes:
        """Return the record of rows and words."""
        return number_bytes(self._rows) + number_bytes(self._words + sum(len(words.split()) for _, words in self.left))

    def _segment(self, connection: sqlite3.Connection, first: int, texts: list[str]) -> None:
        letters, odd = _letters("".join(texts))
        numbered = NumberedTexts(["" if odd and odd.search(text) else text for text in texts], letters)
        others = numbered.other_words()
        left = (pieces(text) if odd and odd.search(text) else " ".join(others.get(at, ()))
                for at, text in enumerate(texts))
        self.left += [(row, words) for row, words in enumerate(left, first) if words]
        self._rows += len(texts)
        segment, number, leaves = Segment(numbered.codes, first), len(self._leaves) + 1, 0
        for block in numbered.blocks():
            pages = list(enumerate(segment.pages(block), leaves + 1))
            connection.executemany(
                f"INSERT INTO {TABLE}_data (id, block) VALUES (?, ?)",
                ((number << PAGE_BITS | at, page.content) for at, page in pages))
            connection.executemany(
                f"INSERT INTO {TABLE}_idx (segid, term, pgno) VALUES (?, ?, ?)",
                ((number, page.begins, at << 1) for at, page in pages if page.begins is not None))
            leaves += len(pages)
            self._words += block.held
        if leaves:
            self._leaves.append(leaves)

    def _structure(self, connection: sqlite3.Connection) -> None:
        """Write the record of the segments: one level of them, none being merged."""
        (before,) = connection.execute(f"SELECT block FROM {TABLE}_data WHERE id = {STRUCTURE}").fetchone()
        levels = 1 if self._leaves else 0
        numbers = [levels, len(self._leaves), sum(self._leaves), *[0, len(self._leaves)][: 2 * levels]]
        for number, leaves in enumerate(self._leaves, start=1):
            numbers += [number, 1, leaves]
        block = before[:4] + b"".join(map(number_bytes, numbers))  # the first four: which options it was made with
        connection.execute(f"UPDATE {TABLE}_data SET block = ? WHERE id = {STRUCTURE}", (block,))


def _letters(text: str) -> tuple[dict[int, int], re.Pattern[str] | None]:
    """Return the letters and digits of a text as SQLite folds them, and what finds those that are left to SQLite."""
    codes = np.flatnonzero(np.bincount(np.frombuffer(text.encode("utf-32-le"), np.uint32))).tolist()
    known = [code for code in codes if chr(code).isalnum()]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE VIRTUAL TABLE one USING fts5(words, {OPTIONS})")
        connection.execute("CREATE VIRTUAL TABLE seen USING fts5vocab(one, instance)")
        connection.executemany("INSERT INTO one (rowid, words) VALUES (?, ?)", ((code, chr(code)) for code in known))
        seen = connection.execute("SELECT term, doc FROM seen ORDER BY doc LIMIT ?", (MOST_LETTERS,))
        letters = {code: ord(word) for word, code in seen}
    odd = [chr(code) for code in known if code not in letters]
    return letters, re.compile(f"[{''.join(odd)}]") if odd else None
