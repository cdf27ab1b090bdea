"""The shipped word lists: size, form, and that the program's parts agree on them."""

import re
from collections import Counter

from govtext.words.places import place_lexicon
from govtext.words.references import is_coded_place

# jieba's tags that the list uses, and what each stands for here.
TAGS = {"nz": "platforms, reforms, laws", "nt": "offices", "vn": "matters", "n": "things", "l": "phrases", "v": "verbs",
        "i": "idioms", "ns": "coded places"}


def test_terms_are_many_distinct_and_tagged(lexicons):
    entries = lexicons.words("gov_terms.txt")
    terms = [entry for entry in entries if not is_coded_place(entry.word)]
    assert len(terms) >= 1500
    assert max(Counter(entry.word for entry in entries).values()) == 1
    assert {entry.tag for entry in entries} == set(TAGS)
    assert all(len(entry.word) > 1 for entry in entries)


def test_terms_can_be_given_to_jieba_as_they_are(lexicons):
    """No comments: jieba's load_userdict would take them for words."""
    lines = lexicons.files["gov_terms.txt"].read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"\S+ [a-z]+", line) for line in lines if line)


def test_stopwords_are_distinct_single_words(lexicons):
    words = lexicons.lines("stopwords.txt")
    assert len(words) == len(set(words)) > 800
    assert not [word for word in words if " " in word]


def test_no_stopword_is_a_term_of_its_own(lexicons):
    content = {entry.word for entry in lexicons.words("gov_terms.txt") if entry.tag in {"nz", "nt", "vn"}}
    assert not content & set(lexicons.lines("stopwords.txt"))


def test_places_are_read(lexicons):
    places = place_lexicon(lexicons.words("places.txt"))
    assert places.ending_of("丽景小区") == "小区"
    assert places.ending_of("推诿") == ""
