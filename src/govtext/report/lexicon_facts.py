"""What the methods section tells of the lexicons: their sizes, and how well the study's coders agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from govtext.lexicons import Lexicons

AGREEMENT = "coding_agreement.toml"


class LexiconFacts(NamedTuple):
    """Sizes of the lexicons as they were when the report was made.

    Attributes:
        terms: words of the domain dictionary.
        endings, divisions: kinds of endings of place names, and administrative divisions.
        stop_words: words left out.
        codes, rules: of the codebook; rules of codes and request types together.
        agreement: "complaints" and "clauses" → coders, and a row for each variable; "training" → coders, and a row for
            each code; empty where none was measured.
    """

    terms: int = 0
    endings: int = 0
    divisions: int = 0
    stop_words: int = 0
    codes: int = 0
    rules: int = 0
    agreement: Mapping[str, Any] = {}


def lexicon_facts(lexicons: Lexicons) -> LexiconFacts:
    """Count the lexicons that the stage declares; those that it doesn't count as 0."""
    def lines(name: str) -> int:
        return len(set(lexicons.lines(name))) if name in lexicons.files else 0

    codebook = lexicons.table("service_problems.toml")
    ruled = [*codebook.get("codes", []), *codebook.get("types", [])]
    return LexiconFacts(
        terms=lines("gov_terms.txt"),
        endings=lines("places.txt"),
        divisions=lines("division_codes.txt"),
        stop_words=lines("stopwords.txt"),
        codes=len(codebook.get("codes", [])),
        rules=sum(len(one.get("rules", [])) for one in ruled),
        agreement=lexicons.table(AGREEMENT) if AGREEMENT in lexicons.files else {},
    )
