"""Recurring issues from end to end: planted ones found, none invented, stable names, both tables sound."""

import sys
from pathlib import Path

import pytest

from govtext.issues.recurring import finding, label_texts, many, naming
from govtext.issues.recurring.clustering import cluster
from govtext.issues.recurring.finding import find_issues
from govtext.issues.recurring.hotline import (
    ISSUE_COLUMNS,
    MESSAGE_COLUMNS,
    hotline_workbooks,
    issue_table,
    message_table,
    write_workbook,
)
from govtext.parallel import Work
from govtext.settings import IssuesSettings, RecurringSettings
from govtext.store import Source, table

sys.path.insert(0, str(Path(__file__).parent))
from planted import as_sources, b_cubed, planted_corpus, unrelated_corpus

# What the method reaches here, with a little room.
FOUND, UNRELATED = 0.95, 0.01
SETTINGS = IssuesSettings(recurring=RecurringSettings(resamples=20))


def find(documents, words, settings=SETTINGS):
    issues, members, _ = find_issues(documents, words, None, None, settings, Work())
    return issues.to_pylist(), members.to_pylist()


@pytest.fixture(scope="module")
def planted():
    documents, words, truth = planted_corpus()
    return documents, words, truth, *find(documents, words)


def test_planted_issues_are_found(planted):
    _, _, truth, _, members = planted
    assert b_cubed(truth, {m["doc_id"]: m["issue_id"] for m in members}) >= FOUND


def test_rows_fit_the_tables_and_add_up(planted):
    _, _, _, issues, members = planted
    assert table("issues", issues).num_rows == len(issues)
    assert table("issue_members", members).num_rows == len(members)
    assert [issue["rank"] for issue in issues] == list(range(1, len(issues) + 1))
    for issue in issues:
        own = [m for m in members if m["issue_id"] == issue["issue_id"]]
        assert issue["documents"] == len(own) >= 2
        assert 1 <= issue["authors"] <= issue["documents"]
        assert issue["first_date"] <= issue["last_date"]
        assert issue["label"]
        assert issue["description"]
        assert set(issue["typical"]) <= {m["doc_id"] for m in own}
    assert all(0 <= m["similarity"] <= 1 for m in members)


def test_what_needs_little_of_many_messages_is_asked_of_other_processes(planted, monkeypatch):
    documents, words, _, *found = planted
    sent = []
    monkeypatch.setattr(finding, "ASKED_ASIDE", 1)
    monkeypatch.setattr(label_texts, "DIVIDED_APART", 1)
    monkeypatch.setattr(Work, "ahead", lambda work, results: sent.append(results) or results)
    assert list(find(documents, words)) == found
    assert len(sent) == 3


def test_labels_name_the_planted_places(planted):
    _, _, truth, issues, members = planted
    right = 0
    for issue in issues:
        places = {truth[m["doc_id"]].split(" ")[0] for m in members if m["issue_id"] == issue["issue_id"]} - {""}
        right += bool(issue["place"]) and any(place.startswith(issue["place"][:2]) for place in places)
    assert right >= 0.8 * len(issues)


def test_hardly_anything_is_clustered_in_unrelated_texts():
    documents, words, truth = unrelated_corpus()
    _, members = find(documents, words)
    assert len(members) <= UNRELATED * len(truth)


def test_later_messages_join_and_keep_the_issue_s_name(planted):
    documents, words, _, issues, _ = planted
    first = documents.read().num_rows - 15
    earlier_docs = documents.read().sort_by("date").slice(0, first)
    kept = set(earlier_docs.column("doc_id").to_pylist())
    earlier_words = words.read().filter([doc in kept for doc in words.read().column("doc_id").to_pylist()])
    before, _ = find(Source.of("documents", earlier_docs), Source.of("words", earlier_words))
    large = {issue["issue_id"] for issue in before if issue["documents"] >= 3}
    assert len(large & {issue["issue_id"] for issue in issues}) >= 0.85 * len(large)


def test_new_messages_join_old_issues_which_keep_their_names(planted):
    documents, words, _, issues, members = planted
    # The earliest messages come to light last: the first message of most issues is another one then.
    late = set(documents.read().sort_by("date").slice(0, 60).column("doc_id").to_pylist())

    def without(source, name):
        table = source.read()
        return Source.of(name, table.filter([doc not in late for doc in table.column("doc_id").to_pylist()]))

    settings = IssuesSettings(recurring=RecurringSettings(resamples=20))
    old, old_members, _ = find_issues(
        without(documents, "documents"), without(words, "words"), None, None, settings, Work()
    )
    before = {row["doc_id"]: row["issue_id"] for row in old_members.to_pylist()}
    _, again, _ = find_issues(documents, words, None, None, settings, Work(), before=before)
    now = {row["doc_id"]: row["issue_id"] for row in again.to_pylist()}
    alone = {row["doc_id"]: row["issue_id"] for row in members}
    together = [issue["issue_id"] for issue in old.to_pylist() if issue["documents"] >= 3]
    kept = [name for name in together if name in now.values()]
    assert len(kept) >= 0.9 * len(together)
    assert sum(now.get(doc) == name for doc, name in before.items()) >= 0.9 * len(before)
    assert any(now.get(doc) in kept for doc in late)
    # Names alone have a memory: the same messages are together as in a fresh study.
    assert {frozenset(d for d in now if now[d] == name) for name in now.values()} == {
        frozenset(d for d in alone if alone[d] == name) for name in alone.values()
    }
    assert sum(issue["issue_id"] not in now.values() for issue in issues) > 0


def test_the_same_twice(planted):
    documents, words, _, issues, members = planted
    assert find(documents, words) == (issues, members)


def test_threads_change_nothing(planted, monkeypatch):
    documents, words, _, issues, members = planted
    for name in ("features.PAIRS_AT_ONCE", "judgement.PAIRS_AT_ONCE", "candidates.AHEAD_AT_ONCE", "finding.WEIGHED_AT_ONCE", "typical.WEIGHED_AT_ONCE", "typical.PAIRS_AT_ONCE"):
        monkeypatch.setattr(f"govtext.issues.recurring.{name}", 64)
    monkeypatch.setattr(many, "cluster", lambda corpus, chosen, names, _: cluster(corpus, chosen, names, 3))
    assert find(documents, words) == (issues, members)


@pytest.mark.parametrize(
    "rows", [[], [("", "停水", "家里停水。")], [("", "", "")] * 3, [("", "同一条", "同一条留言说路灯不亮。")] * 60]
)
def test_odd_corpora_do_not_fail(rows):
    documents, words, _ = as_sources(rows)
    issues, members = find(documents, words)
    assert len(issues) <= 1
    assert len(members) <= len(rows)


def test_hotline_tables(planted, tmp_path):
    documents, _, _, issues, members = planted
    by_id = {row["doc_id"]: row for row in documents.read().to_pylist()}
    top, details = issue_table(issues, 5), message_table(issues, members, by_id, 5)
    assert [row["热度排名"] for row in top] == [1, 2, 3, 4, 5]
    assert len(details) == sum(issue["documents"] for issue in issues[:5])
    assert set(top[0]) == set(ISSUE_COLUMNS)
    assert set(details[0]) == set(MESSAGE_COLUMNS)
    write_workbook(details, MESSAGE_COLUMNS, "热点问题留言明细表", tmp_path / "b.xlsx")
    import pandas as pd

    back = pd.read_excel(tmp_path / "b.xlsx", engine="calamine")
    assert list(back.columns) == list(MESSAGE_COLUMNS)
    assert back["留言主题"].tolist() == [row["留言主题"] for row in details]


def test_hotline_workbooks_hold_the_hottest_issues_and_their_messages(planted, tmp_path):
    documents, _, _, issues, members = planted
    import pandas as pd

    for name, write in hotline_workbooks(issues, table("issue_members", members), documents, most=3):
        write(tmp_path / name)
    hot, details = (pd.read_excel(tmp_path / f"{name}.xlsx", engine="calamine") for name in ("热点问题表", "热点问题留言明细表"))
    assert hot["热度排名"].tolist() == [1, 2, 3]
    assert details["问题ID"].value_counts().sort_index().tolist() == [issue["documents"] for issue in issues[:3]]
    assert hotline_workbooks([], [], documents, most=3) == []


def test_formulas_stay_texts(tmp_path):
    write_workbook([{"a": "=1+1"}], ["a"], "s", tmp_path / "c.xlsx")
    import pandas as pd

    assert pd.read_excel(tmp_path / "c.xlsx", engine="openpyxl")["a"].tolist() == ["=1+1"]


def test_issues_are_named_alike_where_their_messages_are_read_in_portions(planted, monkeypatch):
    documents, words, _, issues, members = planted
    monkeypatch.setattr(finding, "READ_AT_ONCE", 20)
    read = []
    names = naming.names
    noted = lambda portions, work: names((read.append(one) or one for one in portions), work)  # noqa: E731
    monkeypatch.setattr(naming, "names", noted)
    assert find(documents, words) == (issues, members)
    assert len(read) > 3
    assert not any(path.exists() for one in read for path in (one.portion.texts, one.portion.words, one.portion.facts))


def test_issues_of_one_label_are_told_apart_by_their_own_words(planted, monkeypatch):
    documents, words, _, issues, _ = planted
    labels = naming.labels.label
    alike = lambda *given: naming.labels.Label("停水", "", labels(*given).matter)  # noqa: E731
    monkeypatch.setattr(naming.labels, "label", alike)
    found, _ = find(documents, words)
    assert len({row["label"] for row in found}) == len(found) == len(issues)
    assert all(row["label"].startswith("停水（") for row in found)
    assert {row["issue_id"]: row["documents"] for row in found} == {row["issue_id"]: row["documents"] for row in issues}
    told = sum(not row["label"][3:-1].isdigit() for row in found)
    assert told > 0.5 * len(found), "most by a word, not by a number"
