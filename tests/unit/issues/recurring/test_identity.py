from hypothesis import given
from hypothesis import strategies as st

from govtext.issues.recurring.identity import identities


def test_an_issue_is_named_by_its_first_message():
    (name,) = identities([["a", "b"]], {})
    assert identities([["a", "c", "d"]], {}) == [name]
    assert identities([["b", "a"]], {}) != [name]


def test_an_earlier_message_renames_nothing():
    (name,) = identities([["b", "c"]], {})
    assert identities([["a", "b", "c"]], {"b": name, "c": name}) == [name]


def test_the_larger_part_keeps_the_name_and_of_two_that_join_the_larger_does():
    before = dict.fromkeys("abcde", "old")
    small, large = identities([["a", "b"], ["c", "d", "e"]], before)
    assert (large, small) == ("old", identities([["a", "b"]], {})[0])
    joined = {"a": "one", "b": "one", "c": "two", "d": "two", "e": "two"}
    assert identities([["a", "b", "c", "d", "e"]], joined) == ["two"]


def test_a_name_in_use_is_not_given_again():
    (taken,) = identities([["a", "z"]], {})
    # `a` left the issue that bears its name; the issue that it begins now needs another.
    names = identities([["a", "b"], ["x", "y"]], {"x": taken, "y": taken})
    assert names[1] == taken
    assert names[0] != taken


@given(
    st.lists(st.integers(0, 6), min_size=2, max_size=40), st.lists(st.integers(0, 6), min_size=2, max_size=40)
)
def test_names_are_unique_and_do_not_depend_on_the_order(old, new):
    def grouped(owner):
        found = {}
        for doc, at in enumerate(owner):
            found.setdefault(at, []).append(f"d{doc:02}")
        return [docs for docs in found.values() if len(docs) > 1]

    first = grouped(old)
    before = {doc: name for docs, name in zip(first, identities(first, {}), strict=True) for doc in docs}
    issues = grouped(new)
    names = identities(issues, before)
    assert len(set(names)) == len(issues)
    assert identities(issues[::-1], before) == names[::-1]
    assert identities(first, before) == identities(first, {})
