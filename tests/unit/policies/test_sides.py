"""What is named in the title of a message and what behind it, for many messages at once."""

import re

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from govtext.policies.patterns import sides
from govtext.policies.sides import NamedSides
from govtext.policies.sieve import ANYWHERE, Candidates, Sieve

PATTERNS = [re.compile(one) for one in ("路灯|坏了", "没[^，]{0,3}修", r"\d+路|补办", "社保卡(?!号)", "[^坏]灯")]
OWNERS = np.array([0, 0, 1, 1, 2])
SIEVE = Sieve(PATTERNS)
TEXT = st.text(alphabet="路灯坏了没人修社保卡补办0，", max_size=12)
READ = 9  # characters behind the title


@settings(deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), max_size=4), st.booleans())
def test_many_messages_are_told_as_each_by_trying_all_patterns(messages, apart):
    texts = ["".join(message) for message in messages]
    titles = np.array([len(title) for title, _ in messages], dtype=np.int64)
    found = SIEVE.candidates(texts)
    limit = titles[found.texts] + READ
    kept = np.flatnonzero(found.places < limit)
    found, limit = Candidates(*(column[kept] for column in found)), limit[kept]
    border = titles[found.texts]
    tried = []

    def read(at, owner):
        tried.append((at, owner))
        title, text = messages[at]
        whole = (title + text)[: len(title) + READ]
        return (title, len(title), text[:READ], len(title)) if apart else (whole, len(title), whole, 0)

    # A border that is no letter of a text keeps what is read apart from being read as one.
    named = NamedSides(found, OWNERS[found.patterns], border, border + apart, limit)
    named.seek(np.ones(len(named.texts), dtype=bool), PATTERNS, read)
    told = {
        (at, owner): both for at, owner, *both in zip(
            *(column.tolist() for column in (named.texts, named.owners, named.in_title, named.behind)), strict=True)
    }
    for at in range(len(messages)):
        for owner in range(3):
            all_of_it = [(PATTERNS[number], ANYWHERE) for number in np.flatnonzero(owner == OWNERS).tolist()]
            expected = sides(all_of_it, *read(at, owner))
            assert tuple(told.get((at, owner), (False, False))) == expected


def test_words_alone_are_not_tried():
    messages = ["路灯", "坏了没人修"]
    found = SIEVE.candidates(messages)
    none = np.zeros(len(found.texts), dtype=np.int64)
    named = NamedSides(found, OWNERS[found.patterns], none, none, none + READ)
    assert list(zip(named.texts.tolist(), named.owners.tolist(), named.behind.tolist(), strict=True)) == [
        (0, 0, True), (0, 1, False), (0, 2, False), (1, 0, True),
    ]
    asked = []

    def read(at, owner):
        asked.append((at, owner))
        return messages[at], 0, messages[at], 0

    named.seek(np.ones(4, dtype=bool), PATTERNS, read)
    assert asked == [(0, 1), (0, 2)]
    assert named.behind.tolist() == [True, False, True, True]
