"""Reading words into numbers: names, districts, the beginning of a text, and counts by place."""

import numpy as np
import pytest

from govtext.issues.recurring.counting import counted, term_matrices
from govtext.issues.recurring.place_names import WordFacts, behind_areas, cores, names, names_of, without_areas
from govtext.issues.recurring.reading import encode_batch


def test_facts_are_gathered_once_per_word_and_tag() -> None:
    facts = WordFacts()
    first = facts.numbers(["云锦", "花园", "云锦", "路"], ["nz", "n", "v", "n"])
    assert first == [0, 1, 2, 3]
    assert facts.numbers(["路", "云锦"], ["n", "nz"]) == [3, 0]
    assert facts.heads == [0, 2, 0, 1]
    assert facts.stops == [False, False, True, False]
    assert facts.cores == ["云锦", " ", "云锦", " "]


def test_names_run_from_their_head_to_the_left() -> None:
    words, tags = ["请", "修", "云锦", "花园", "的", "路"], ["v", "v", "nz", "n", "uj", "n"]
    facts = WordFacts()
    numbers = facts.numbers(words, tags)
    assert names(words, tags) == names_of(facts, numbers) == [(2, 4)]
    assert cores(facts, numbers, [(2, 4)]) == [(2, "云锦")]


def test_codes_of_districts_give_back_the_character_they_took() -> None:
    facts = WordFacts()
    words, tags = ["A", "市云", "锦城", "B2区", "临江市", "路灯"], ["eng", "n", "n", "eng", "ns", "n"]
    kept, numbers, areas = without_areas(facts, words, tags, facts.numbers(words, tags))
    assert kept == [" ", "云", "锦城", " ", "临江市", "路灯"]
    assert [facts.words[number] for number in numbers] == kept
    assert areas == {0: "A", 3: "B2", 4: "临江市"}
    assert behind_areas(facts, numbers, areas)[:2] == [1, 2]


def test_a_batch_reads_the_beginning_only_and_numbers_words_as_they_come() -> None:
    words = [["路灯", "坏", "\n", "云锦", "花园", "路灯", "不亮"], ["云锦", "花园"], []]
    tags = [["n", "v", "x", "nz", "n", "n", "v"], ["nz", "n"], []]
    read = encode_batch((words, tags), body_characters=5)
    assert read.texts == 3
    assert read.forms == ["路灯", "云锦", "花园"]
    assert [column.tolist() for column in read.words] == [
        [0, 0, 0, 0, 1, 1], [0, 1, 2, 0, 1, 2], [1, 0, 0, 0, 1, 1], [0, 1, 1, 0, 1, 1],
    ]
    again = encode_batch((words[1:], tags[1:]), body_characters=5)
    assert again.forms == ["云锦", "花园"]  # not numbered by what other batches held


@pytest.mark.parametrize("shift", [0, 5_000_000])
def test_equal_terms_of_a_text_are_summed(shift: int) -> None:
    columns = ([1, 0, 1, 1], [7, 7, 2**24 - 1, 7], [1, 0, 0, 0], [0, 1, 1, 1])
    text, term, title, named = (np.array(column, dtype=np.int32) for column in columns)
    found = [column.tolist() for column in counted(text + np.int32(shift), term, title, named)]
    assert found == [[shift, shift + 1, shift + 1], [7, 7, 2**24 - 1], [0, 1, 0], [1, 1, 1], [1, 1, 1]]


def test_placeness_is_of_the_terms_that_occur() -> None:
    parts = [counted(*(np.array(column, dtype=np.int32) for column in ([0, 1], [3, 9], [1, 0], [1, 0])))]
    terms = term_matrices(parts, 2, None, 16, np.array([2, 9]))
    assert terms.placeness.tolist() == pytest.approx([1.2 / 2.0, 0.15 * 0.2 / 2.0])
    assert terms.documents.tolist() == [1, 1]
    assert terms.title.toarray().tolist() == [[1, 0], [0, 0]]
