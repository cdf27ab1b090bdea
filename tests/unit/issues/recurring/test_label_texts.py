"""Messages put aside in portions: each has its own, with what is known of its words."""

from govtext.issues.recurring.label_texts import CHARACTERS, LabelTexts, put_aside
from govtext.issues.recurring.naming import Unnamed, names, telling_words
from govtext.parallel import Work
from govtext.store import Source

CUT = {
    "c0": ("云锦 花园 停水 \n 云锦 花园 昨晚 停水", "nz n v x nz n t v"),
    "c1": ("停水 \n 停水 三天", "v x v m"),
    "c2": ("云锦 花园 停水 三天 \n 无人 答复", "nz n v m x n v"),
}
RARITY = {"云锦": 2.0, "停水": 0.5, "花园": 1.0}


def sources():
    documents, words = [], []
    for doc, (cut, tags) in CUT.items():
        pieces = cut.split(" ")
        title, _, text = "".join(pieces).partition("\n")
        documents.append({"doc_id": doc, "kind": "complaint", "source_file": "a.csv", "title": title, "text": text * 200})
        words.append({"doc_id": doc, "words": pieces, "tags": tags.split(" ")})
    return Source.of("documents", documents), Source.of("words", words)


def test_a_portion_has_its_own_messages_and_the_facts_about_their_words():
    with put_aside(*sources(), [{"c2", "c0"}, {"c1", "gone"}, set()], RARITY, Work()) as portions:
        first, second, nothing = map(LabelTexts, portions)
        some = LabelTexts(portions[0], ["c2", "c1"])
    assert [doc in first for doc in ("c0", "c1", "c2")] == [True, False, True]
    assert [doc in some for doc in ("c0", "c1", "c2")] == [False, False, True]
    assert list(some["c2"].words) == CUT["c2"][0].split(" ")
    assert "c1" in second
    assert "gone" not in second
    assert "c1" not in nothing
    message = first["c0"]
    assert list(message.words) == CUT["c0"][0].split(" ")
    assert message.words_of_title == 3
    assert message.title == "云锦花园停水"
    assert len(message.text) == CHARACTERS
    assert [message.words[start:end] for start, end, _ in message.names] == [["云锦", "花园"], ["云锦", "花园"]]
    assert len({key for _, _, key in message.names}) == 1
    assert first.rarity == RARITY
    assert second.rarity == {"停水": 0.5}
    assert not any(path.exists() for path in (portions[0].texts, portions[0].words, portions[0].facts))


def test_issues_are_named_by_their_messages_wherever_these_lie():
    with put_aside(*sources(), [{"c0", "c2"}, {"c1"}], RARITY, Work()) as portions:
        unnamed = [Unnamed(portions[0], [["c0", "c2"], []], ["停水", ""]), Unnamed(portions[1], [["c1"]], ["停水"])]
        (named, empty), (other,) = names(unnamed, Work())
        told = list(telling_words(unnamed, Work()))
    assert named.label.place == "云锦花园"
    assert named.label.whole == "云锦花园停水"
    assert other.label.whole == "停水"
    assert empty.description is None
    assert empty.label.whole == ""
    assert told[0][0][:2] == ("云锦", "花园")
    assert told[1] == [()]
