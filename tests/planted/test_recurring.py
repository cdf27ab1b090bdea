"""Recurring issues in corpora whose truth is known: planted matters are found, unrelated messages stay alone."""

import sys
from pathlib import Path

import pytest

from govtext.issues.recurring.finding import find_issues
from govtext.parallel import Work
from govtext.settings import IssuesSettings, RecurringSettings

sys.path.insert(0, str(Path(__file__).parent.parent / "unit" / "issues" / "recurring"))
from planted import b_cubed, planted_corpus, unrelated_corpus

SETTINGS = IssuesSettings(recurring=RecurringSettings(resamples=20))


def found(documents, words):
    _, members, _ = find_issues(documents, words, None, None, SETTINGS, Work())
    return {member["doc_id"]: member["issue_id"] for member in members.to_pylist()}


@pytest.mark.parametrize(
    ("seed", "estates", "matters"),
    [(7, 10, 2), (11, 20, 2), (23, 28, 1), (4, 20, 6), (34, 15, 4), (104, 12, 3), (101, 15, 2)],
)
def test_planted_matters_are_found(seed, estates, matters):
    documents, words, truth = planted_corpus(seed, estates, matters)
    assert b_cubed(truth, found(documents, words)) >= 0.95


def test_one_matter_at_two_places_is_two_issues():
    documents, words, truth = planted_corpus(5, 24, 1)
    issue_of = found(documents, words)
    places = {}
    for doc, issue in issue_of.items():
        places.setdefault(issue, set()).add(truth[doc])
    assert sum(len(held) > 1 for held in places.values()) <= 0.05 * len(places)


def test_fewer_than_one_in_a_hundred_unrelated_messages_are_clustered():
    # The same few sentences about 720 estates that no dictionary knows: the names are all that tells them apart.
    clustered = messages = 0
    for seed in (3, 4, 5, 6):
        documents, words, truth = unrelated_corpus(seed=seed)
        clustered += len(found(documents, words))
        messages += len(truth)
    assert clustered < 0.01 * messages


def test_so_few_are_clustered_among_1200_unrelated_messages_too():
    documents, words, truth = unrelated_corpus(size=1200, seed=24)
    assert len(found(documents, words)) < 0.01 * len(truth)


@pytest.mark.parametrize(("seed", "estates", "matters"), [(23, 28, 6), (8, 20, 6), (7, 30, 3)])
def test_one_message_each_of_many_matters_of_the_same_estates_stay_alone(seed, estates, matters):
    documents, words, truth = planted_corpus(seed, estates, matters, least=1, most=1)
    assert len(truth) >= 100
    assert len(found(documents, words)) < 0.01 * len(truth)
