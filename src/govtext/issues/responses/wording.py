"""How replies are worded: the patterns of replies.toml, compiled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from govtext.errors import GovtextError
from govtext.issues.responses.expressions import Expressions
from govtext.lexicons import Lexicons
from govtext.tables import TABLES

LEXICON = "replies.toml"
REQUEST = "request"
MATTER = "matter"


KINDS = TABLES["reply_quality"].column("referral").values


@dataclass(frozen=True)
class Form:
    """A form of asking: how it is asked, and what words an answer of that form has."""

    name: str
    asks: Expressions
    answers: Expressions


@dataclass(frozen=True)
class ReplyWording:
    """What replies.toml holds.

    Attributes:
        formulas: sentences that only open or close a reply.
        contacts: sentences by which a writer may come back to the same office.
        referrals: (kind, pattern), in the order in which they are tried.
        dated, undated: what makes a clause with a date, and a sentence without one, a promise.
        conditions: what makes a sentence none.
        questions: forms of questions, in the order in which they are tried.
        request: the form of a request.
        asking: what shows that a sentence asks at all.
        rhetorical: questions that want no answer.
        generic: words that every plea holds.
    """

    formulas: Expressions
    contacts: Expressions
    referrals: tuple[tuple[str, Expressions], ...]
    dated: Expressions
    undated: Expressions
    conditions: Expressions
    questions: tuple[Form, ...]
    request: Form
    asking: Expressions
    rhetorical: Expressions
    generic: frozenset[str]

    @property
    def matter(self) -> Form:
        """The form of a message that asks nothing in so many words: what answers a request answers it."""
        return Form(MATTER, self.request.asks, self.request.answers)


def reply_wording(lexicons: Lexicons) -> ReplyWording:
    """Return the patterns of replies.toml.

    Raises:
        GovtextError: a part is missing, or a pattern is no regular expression.
    """
    where = lexicons.location(LEXICON)
    content = lexicons.table(LEXICON)

    def pattern(holder: dict[str, Any], key: str) -> Expressions:
        values = holder.get(key)
        if not isinstance(values, list) or not values or not all(isinstance(value, str) for value in values):
            raise GovtextError(f'has no list of patterns "{key}"', file=where, hint="restore it from the shipped file")
        for value in values:
            try:
                re.compile(f"(?:{value})")  # one of several: flags for all of them are none of its own
            except re.error as error:
                raise GovtextError(
                    f'"{value}" is no regular expression: {error}', file=where, column=key, hint="mend it"
                ) from error
        return Expressions(values)

    def part(key: str) -> dict[str, Any]:
        value = content.get(key)
        return value if isinstance(value, dict) else {}

    def parts(key: str, name: str) -> list[dict[str, Any]]:
        values = content.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) and name in value for value in values):
            raise GovtextError(f'"{key}" lacks "{name}"', file=where, hint="restore it from the shipped file")
        return values

    if not content.get("questions"):
        raise GovtextError('"questions" has no form', file=where, hint="restore it from the shipped file")
    generic = part("requests").get("generic", [])
    if not isinstance(generic, list):
        raise GovtextError('"generic" is no list of words', file=where, hint='write: ["领导", "问题"]')
    referrals = tuple((str(one["kind"]), pattern(one, "patterns")) for one in parts("referrals", "kind"))
    for kind, _ in referrals:
        if kind not in KINDS:
            raise GovtextError(f'there is no kind of referral "{kind}"', file=where, hint=f"known: {', '.join(KINDS)}")
    return ReplyWording(
        formulas=pattern(content, "formulas"),
        contacts=pattern(content, "contacts"),
        referrals=referrals,
        dated=pattern(part("commitments"), "dated"),
        undated=pattern(part("commitments"), "undated"),
        conditions=pattern(part("commitments"), "conditions"),
        questions=tuple(
            Form(str(one["form"]), pattern(one, "asks"), pattern(one, "answers")) for one in parts("questions", "form")
        ),
        request=Form(REQUEST, pattern(part("requests"), "asks"), pattern(part("requests"), "answers")),
        asking=pattern(content, "asking"),
        rhetorical=pattern(content, "rhetorical"),
        generic=frozenset(map(str, generic)),
    )
