"""Keywords of texts and of the corpus, words that set groups apart, words that stand together."""
