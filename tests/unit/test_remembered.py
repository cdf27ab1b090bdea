"""What a process remembers is emptied together, and what rests on it is made again with the same answers."""

import gc

import pyarrow as pa

from govtext.build.memory import forget
from govtext.documents import names
from govtext.documents.names import find_names
from govtext.remembered import forget_remembered, remembered
from govtext.words.cut_documents import WordsConfiguration, cut_documents
from govtext.words.facts import WordFacts
from govtext.words.places import place_lexicon
from govtext.words.segmentation import SegmenterConfiguration


def test_all_that_is_remembered_is_emptied_and_stays_in_use():
    table, rows = remembered({"word": 1}), remembered(["word"])
    forget_remembered()
    assert (table, rows) == ({}, [])
    table["word"] = 2
    forget_remembered()
    assert table == {}


def test_names_are_found_alike_when_nothing_is_remembered():
    text = "我叫周晓梅,和邻居陈大勇一起去了办事大厅"
    found = find_names(text)
    assert found
    assert names._figures
    forget()
    assert not names._figures
    assert find_names(text) == found


def test_no_facts_about_words_live_on_after_a_stage():
    def living():
        gc.collect()
        return sum(isinstance(held, WordFacts) for held in gc.get_objects())

    forget()
    before = living()
    nothing = frozenset()
    configuration = WordsConfiguration(
        SegmenterConfiguration(), place_lexicon([]), nothing, nothing, nothing, nothing, nothing, new_words=False)
    batch = pa.record_batch({"doc_id": ["a"], "title": ["办证"], "text": ["窗口办证要排队"]})
    cut_documents(configuration, batch)
    assert living() == before + 1
    forget()
    assert living() == before
