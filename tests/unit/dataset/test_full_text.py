"""The full-text index is written page by page; what it holds is what SQLite's own making of it holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govtext.dataset import full_text, postings, search_segments
from govtext.dataset.exports import held
from govtext.dataset.full_text import OPTIONS, TABLE, add_full_text, pieces
from govtext.tables import Column, Table

COMPLAINTS = Table("complaints", "07_dataset", "a complaint", "一条诉求", ("title",), tuple(
    Column(name, "string", name, "") for name in ("title", "text", "reply")))
# Letters of several lengths in UTF-8, digits, what parts words, and letters that SQLite's tables don't know.
CHARS = "噪音扰民甲乙丙丁楼道aBzÀÉk12３٣①Ⅷ𠀀𝒳 ，。\n_-\0😀ǅ\u0301\U00031350\u30a0\U00016ac0"
texts_of_all_kinds = st.lists(st.one_of(st.none(), st.text(CHARS, max_size=60), st.text("甲乙a", max_size=30)), max_size=12)


def complaints(texts):
    return held(COMPLAINTS, [{"title": text, "text": None, "reply": ""} for text in texts])


def indexed(connection, table):
    """Return the pairs of word and row that an index holds; FTS5 finds no fault with it."""
    connection.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
    connection.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS seen USING fts5vocab({table}, instance)")
    return connection.execute("SELECT term, doc FROM seen").fetchall()


def written(path, texts):
    path.unlink(missing_ok=True)
    add_full_text(path, complaints(texts))
    with closing(sqlite3.connect(path)) as connection:
        return indexed(connection, TABLE)


def by_sqlite(texts):
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE VIRTUAL TABLE plain USING fts5(words, {OPTIONS})")
        connection.executemany("INSERT INTO plain (rowid, words) VALUES (?, ?)",
                               ((row, pieces(text or "")) for row, text in enumerate(texts, 1)))
        return indexed(connection, "plain")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("search") / "search.sqlite"


@settings(max_examples=60, deadline=None)
@given(texts=texts_of_all_kinds)
def test_it_holds_what_sqlite_would_put_there(path, texts):
    assert written(path, texts) == by_sqlite(texts)


@settings(max_examples=25, deadline=None)
@given(texts=texts_of_all_kinds, together=st.integers(1, 60), places=st.integers(1, 40))
def test_it_holds_the_same_in_segments_and_blocks_of_any_size(path, texts, together, places):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(full_text, "TOGETHER", together)
        patch.setattr(postings, "PLACES", places)
        assert written(path, texts) == by_sqlite(texts)


@pytest.mark.parametrize("page", [1_000, 4_050, search_segments.PAGE])
def test_words_of_very_many_texts_take_several_pages(path, monkeypatch, page):
    monkeypatch.setattr(search_segments, "PAGE", page)
    texts = [f"路灯{'不亮' if number % 3 else '坏了' * 30} {number:05}" for number in range(18_000)]
    assert written(path, texts) == by_sqlite(texts)
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute(f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH '路灯 坏了'").fetchall()
        latest = connection.execute(f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH '路灯' ORDER BY rowid DESC").fetchall()
    assert found == [(row,) for row in range(1, 18_001, 3)]
    assert latest == [(row,) for row in range(18_000, 0, -1)]


@pytest.mark.parametrize("refuse", ["format", "write"])
def test_sqlite_makes_it_where_its_tables_are_others_or_can_not_be_written_to(path, monkeypatch, refuse):
    def refused(*_):
        raise sqlite3.OperationalError("table complaints_search_data may not be modified")

    if refuse == "format":
        monkeypatch.setattr(full_text, "FORMAT", 0)
    else:
        monkeypatch.setattr(full_text._Written, "_segment", refused)
    texts = ["楼道灯坏了", None, "KTV噪音 12345678"]
    assert written(path, texts) == by_sqlite(texts)


def test_it_counts_its_rows_and_the_same_texts_give_the_same_bytes(path):
    texts = ["楼道灯坏了", "楼道", "x"]
    written(path, texts)
    first = path.read_bytes()
    with closing(sqlite3.connect(path)) as connection:
        (totals,) = connection.execute(f"SELECT block FROM {TABLE}_data WHERE id = 1").fetchone()
    assert totals == bytes([3, 12])  # 4 + 3 + 2 + 1 strings of the first, one of the second, a word of the third
    written(path, texts)
    assert path.read_bytes() == first
