"""The lexicon of replies: what is wrong in it is told in one line."""

from pathlib import Path

import pytest

from govtext.errors import GovtextError
from govtext.issues.responses.wording import reply_wording
from govtext.lexicons import Lexicons

GOOD = """
formulas = ["^感谢"]
contacts = ["再来电"]
asking = ["？"]
rhetorical = ["难道"]
[[referrals]]
kind = "transferred"
patterns = ["已转"]
[commitments]
dated = ["前完成"]
undated = ["将"]
conditions = ["如果"]
[[questions]]
form = "when"
asks = ["何时"]
answers = ["月"]
[[questions]]
form = "what"
asks = ["吗"]
answers = ["。"]
[requests]
asks = ["请"]
answers = ["已"]
generic = ["领导"]
"""


def wording(content):
    return reply_wording(Lexicons({"replies.toml": Path("replies.toml")}, {"replies.toml": content.encode()}))


def test_what_the_lexicon_holds():
    found = wording(GOOD)
    assert [kind for kind, _ in found.referrals] == ["transferred"]
    assert [form.name for form in found.questions] == ["when", "what"]
    assert found.generic == frozenset(["领导"])
    assert found.matter.answers is found.request.answers
    assert found.formulas.search("感谢来信")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('formulas = ["^感谢"]', 'formulas = "^感谢"', 'no list of patterns "formulas"'),
        ('formulas = ["^感谢"]', "formulas = []", 'no list of patterns "formulas"'),
        ('formulas = ["^感谢"]', "formulas = [1]", 'no list of patterns "formulas"'),
        ('formulas = ["^感谢"]', 'formulas = ["("]', '"(" is no regular expression'),
        ('asking = ["？"]', "", 'no list of patterns "asking"'),
        ('dated = ["前完成"]', "", 'no list of patterns "dated"'),
        ("[commitments]", "[other]", 'no list of patterns "dated"'),
        ('kind = "transferred"\n', "", '"referrals" lacks "kind"'),
        ('"transferred"', '"passed_on"', 'no kind of referral "passed_on"'),
        ('form = "when"\n', "", '"questions" lacks "form"'),
        ("[[questions]]", "[[asked]]", '"questions" has no form'),
        ('generic = ["领导"]', 'generic = "领导"', '"generic" is no list'),
    ],
)
def test_what_is_wrong_is_told(old, new, told):
    assert old in GOOD
    with pytest.raises(GovtextError) as error:
        wording(GOOD.replace(old, new))
    assert told in str(error.value)
    assert "replies.toml" in str(error.value)


def test_a_study_may_look_for_no_referrals():
    assert wording(GOOD.replace("[[referrals]]", "[[unused]]")).referrals == ()
