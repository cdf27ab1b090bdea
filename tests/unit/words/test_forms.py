"""What a word may be in a mention: the quick look at endings against the rules themselves."""

from govtext.lexicons import LexiconWord
from govtext.words.places import ends_nothing, may_be_before, may_end_place, place_lexicon

LEXICON = place_lexicon([
    LexiconWord(word, None, kind, line)
    for line, (word, kind) in enumerate([("路", "road"), ("小学", "school"), ("火车站", "station"), ("马路", "generic")], 1)
], ["310000 上海市"])
WORDS = ["三中", "百中", "路口", "路上", "上海", "A7县", "第八", "八", "人民路", "小学", "火车站", "马路", "手续", "我", "\n", "中"]


def test_words_that_end_nothing_are_told_without_the_rules() -> None:
    quick = {word for word in WORDS if ends_nothing(word, LEXICON)}
    assert quick == {"手续", "我", "\n"}
    for word in quick:
        for tag in ("n", "ns", "x", "m", "v"):
            assert not may_end_place(word, tag, LEXICON)
            assert not may_be_before(word, tag, LEXICON)
