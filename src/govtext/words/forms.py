"""What a word may be in a mention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govtext.words.offices import may_be_matter, may_end_office
from govtext.words.places import begins_none, ends_nothing, is_place_alone, may_be_before, may_end_place, needs_a_place

if TYPE_CHECKING:
    from govtext.words.facts import Lists

OFFICE, MATTER, PLACE, ALONE, BEHIND, BEFORE, BREAK, BREAK_LONGER, SINGLE = (1 << bit for bit in range(9))


def role_of(form: str, tag: str, lists: Lists) -> int:
    """Return the sum of what a word may be.

    OFFICE: it may end an office's name. MATTER: it may begin a matter. PLACE: it may end a place's name. ALONE: it may
    do so whatever stands before it. BEHIND: it may do so right behind another place. BEFORE: it may end such a place.
    BREAK: no place's name has it right before its last word. BREAK_LONGER: none whose last word is longer than a
    character. SINGLE: it is one character.

    Args:
        form: the word.
        tag: the part of speech that the dictionary has for it.
        lists: what words are looked up in.
    """
    places, stopwords = lists.places, lists.stopwords
    role = OFFICE * may_end_office(form, tag, lists.offices) + MATTER * may_be_matter(form, lists.matters)
    if not ends_nothing(form, places):
        if may_end_place(form, tag, places):
            role += PLACE + ALONE * is_place_alone(form, tag, places) + BEHIND * needs_a_place(form, tag, places)
        if may_be_before(form, tag, places):
            role += BEFORE
    before_longer, before_single = begins_none(form, tag, places, stopwords)
    if before_longer:
        role += BREAK_LONGER + BREAK * before_single
    return role + SINGLE * (len(form) == 1)
