"""The words by which clauses and complaints are compared: content words, with what people say
for a thing brought to what the rules say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import repeat
from typing import Any

from govtext.errors import GovtextError
from govtext.policies.sieve import Phrases

SYNONYMS = "synonyms.toml"
# jieba's tags of words that carry no matter: numbers, quantities, times, places, people, function words.
_EMPTY_TAGS = ("m", "q", "t", "x", "w", "p", "c", "u", "r", "d", "f", "y", "e", "o", "ns", "nr", "eng")
# How much a word says of the matter: what it is about, what is done, who acts.
MATTER, ACT, ACTOR, OTHER = 3.0, 1.0, 0.3, 0.5
# Tokens that are looked up and not judged anew, at most.
_MOST_KNOWN = 200_000
_WORD = re.compile(r"[\u4e00-\u9fff]{2,}|[A-Za-z]{2,}|12345")


class Vocabulary:
    """Turns tokens into comparable words.

    Args:
        synonyms: the content of synonyms.toml.
        stopwords: words that are dropped.
        shown_as: how messages name the file.

    Attributes:
        emphasis: how much each canonical word says of the matter; words that are not there say little.
        phrases: finds the variants that segmentation may cut apart or join with others; None where there are none.
    """

    def __init__(self, synonyms: dict[str, Any], stopwords: Iterable[str], shown_as: str = SYNONYMS) -> None:
        meanings: dict[str, list[str]] = {}
        for word, variants in synonyms.get("synonyms", {}).items():
            if not isinstance(variants, list):
                raise GovtextError(f'"{word}" has no list of variants', file=shown_as, hint='write "word" = ["other"]')
            for variant in (word, *map(str, variants)):
                if word not in meanings.setdefault(variant, []):
                    meanings[variant].append(word)
        self._meanings = {variant: tuple(words) for variant, words in meanings.items()}
        linking = synonyms.get("linking", {})
        self.emphasis = dict.fromkeys(synonyms.get("synonyms", {}), MATTER)
        self.emphasis |= dict.fromkeys(linking.get("acts", []), ACT) | dict.fromkeys(linking.get("actors", []), ACTOR)
        self._stop = frozenset(stopwords) - frozenset(self._meanings)
        self._known: dict[str, tuple[str, ...] | str] = {}
        self._empty: dict[str, bool] = {}
        phrases = [variant for variant in self._meanings if len(variant) > 2]
        self.phrases = Phrases(phrases) if phrases else None

    def words(self, tokens: list[str], tags: list[str] | None = None) -> list[str]:
        """Return the content words of a run of tokens, each synonym replaced by the words of the rules.

        A phrase that segmentation cut apart (踢/皮球) or joined with others (办理营业执照) counts too.
        """
        found: list[str] = []
        known, empty = self._known, self._empty
        for token, tag in zip(tokens, tags or repeat(""), strict=False):
            told = known.get(token)
            if told is None:
                told = self.told(token)
            if not told:
                continue
            if told.__class__ is tuple:
                found += told
            elif not (empty[tag] if tag in empty else self.is_empty(tag)):
                found.append(token)
        if self.phrases:
            for match in self.phrases.find("".join(tokens)):
                if match.group() not in tokens:
                    found += self._meanings[match.group()]
        return found

    def said(self, tokens: list[str], tags: list[str]) -> list[str]:
        """Return of each token the words that it stands for, joined by blanks: "" where it stands for none.

        Phrases that were cut apart or joined with others are left to `phrases`.
        """
        told = {token: self.told(token) for token in set(tokens)}
        words = {token: one if isinstance(one, str) else " ".join(one) for token, one in told.items()}
        synonyms = {token: "" if isinstance(one, str) else words[token] for token, one in told.items()}
        empty = {tag: self.is_empty(tag) for tag in set(tags)}
        return [(synonyms if empty[tag] else words)[token] for token, tag in zip(tokens, tags, strict=True)]

    def meanings(self, variant: str) -> tuple[str, ...]:
        """Return the words that a variant stands for."""
        return self._meanings[variant]

    def told(self, token: str) -> tuple[str, ...] | str:
        """Return what a token means, or itself where it is a word by its tag, or "" for neither; kept for the next."""
        known = self._known.get(token)
        if known is not None:
            return known
        told: tuple[str, ...] | str = self._meanings.get(token, "")
        if not told and token not in self._stop and _WORD.fullmatch(token):
            told = token
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[token] = told
        return told

    def is_empty(self, tag: str) -> bool:
        """Tell whether a token of this part of speech carries no matter."""
        return self._empty.setdefault(tag, tag.startswith(_EMPTY_TAGS))
