"""Results made while something else is done: begun when told to, all there at the end."""

import pytest

from govtext.ahead import Ahead, Aside
from govtext.errors import GovtextError


def test_what_is_gathered_is_given_away_together_and_waited_for():
    given, taken = [], []

    def give(items):
        given.append(list(items))
        return iter([taken.append(item) for item in items])

    aside = Aside(give)
    aside.begin()
    assert given == []  # nothing to give
    aside.add("a")
    aside.add("b")
    assert given == []
    aside.begin()
    assert given == [["a", "b"]]
    aside.begin()
    aside.add("c")
    aside.finish()
    assert given == [["a", "b"], ["c"]]
    assert taken == ["a", "b", "c"]


def test_an_error_in_what_was_given_away_is_told_at_the_end():
    def fail():
        yield 1
        raise GovtextError("no room")

    aside = Aside(lambda items: Ahead(fail(), 4))
    aside.add("a")
    aside.begin()
    with pytest.raises(GovtextError, match="no room"):
        aside.finish()
