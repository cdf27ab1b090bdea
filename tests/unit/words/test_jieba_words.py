"""jieba's list of words is the same whether its dictionary is loaded or not."""

from govtext.words.dictionary import _jieba_dictionary, jieba_words


def test_the_same_words_loaded_or_not():
    _jieba_dictionary.cache_clear()
    read = jieba_words()
    frequencies, _, tags = _jieba_dictionary()
    assert jieba_words() == read == tags.keys()
    assert tags.keys() < frequencies.keys()  # the beginnings of words are held too
