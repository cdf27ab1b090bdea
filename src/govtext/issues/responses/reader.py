"""What single sentences of replies are, told once for each: offices write many of theirs again and again."""

from __future__ import annotations

from functools import lru_cache

from govtext.issues.responses.expressions import any_of_all
from govtext.issues.responses.sentences import Sentence, answers
from govtext.issues.responses.wording import ReplyWording

# Sentences that a process remembers, some MB.
_MOST = 1 << 14


class Reader:
    """Answers questions about sentences, each of which is looked at once."""

    def __init__(self, wording: ReplyWording) -> None:
        self.wording = wording
        #: Return whether a sentence can answer something, is a condition, promises something without a date; and where
        #: it refers the writer to.
        self.answers = lru_cache(_MOST)(self._answers)
        self.conditional = lru_cache(_MOST)(lambda text: bool(wording.conditions.found(text)))
        self.promises = lru_cache(_MOST)(lambda text: bool(wording.undated.found(text)))
        self.refers = lru_cache(_MOST)(self._refers)
        # Most sentences refer nobody: one look tells it for all kinds.
        self._any_kind = any_of_all([pattern for _, pattern in wording.referrals])

    def body(self, reply: list[Sentence]) -> list[Sentence]:
        """Return the sentences of a reply that can answer something: no greeting, thanks, date or signature."""
        return [sentence for sentence in reply if self.answers(sentence.text)]

    def _answers(self, text: str) -> bool:
        return answers(text, self.wording)

    def _refers(self, text: str) -> str | None:
        if self._any_kind is not None and not self._any_kind.found(text):
            return None
        if self.wording.contacts.found(text):
            return None
        return next((kind for kind, pattern in self.wording.referrals if pattern.found(text)), None)
