"""A source of answered messages alone tells no reply rate, and the report says so wherever it speaks of replies."""

import datetime

import pytest
import small_study

from govtext.report.answered_only import all_selected, answered_files, selection
from govtext.report.contents import Contents
from govtext.report.findings.issues import replies
from govtext.report.methods import methods_text
from govtext.report.page.data import PARTS
from govtext.report.tables.findings import responses
from govtext.store import Inputs, Source

SELECTED = "以“已获答复”为条件选出的样本，从中读不出答复率"


def contents_where(answered):
    """Contents of the small study, its odd messages in a second file; `answered(at)` are given a reply."""
    made = small_study.tables()
    for at, row in enumerate(row for row in made["documents"] if row["kind"] == "complaint"):
        row["source_file"] = "信箱.xlsx" if at % 2 else "留言.xlsx"
        has = answered(at)
        row["reply"] = "已办理。" if has else None
        row["reply_date"] = row["date"] + datetime.timedelta(days=9) if has else None
    return Contents(Inputs(tables={name: Source.of(name, rows) for name, rows in made.items()}), [], "样", {})


def told(contents, heading):
    (section,) = [one for one in methods_text(contents) if one.heading.en == heading]
    return "".join(one.say("zh") for one in section.paragraphs)


@pytest.mark.parametrize(("answered", "files", "whole"), [
    (lambda at: True, ["信箱.xlsx", "留言.xlsx"], True),
    (lambda at: at % 2, ["信箱.xlsx"], True),
    (lambda at: at % 2 or at % 4, ["信箱.xlsx"], False),
    (lambda at: at % 3, [], False),
    (lambda at: False, [], False),
])
def test_which_sources_were_selected_on_being_answered(answered, files, whole):
    contents = contents_where(answered)
    assert answered_files(contents) == sorted(files)
    assert all_selected(contents) is whole
    assert (selection(contents) is None) is (not files)


def test_card_methods_limits_note_and_page_say_that_no_rate_can_be_read():
    contents = contents_where(lambda at: at % 2)
    (card,) = replies(contents)
    assert card.lead.say("zh") == "已答复的诉求，一半在 9.0 天内得到答复"
    assert SELECTED in card.text.say("zh")
    assert "全部诉求中" not in card.text.say("zh")
    assert "计为仍在等待" not in card.text.say("zh")
    assert "selected on being answered" in card.text.say("en")
    assert SELECTED in told(contents, "Replies")
    assert SELECTED in told(contents, "Limits")
    assert "计为删失" not in told(contents, "Replies")
    assert "没有删失" in told(contents, "Replies")
    table = responses(contents)
    assert SELECTED in table.note.say("zh")
    assert table.heads[-1].text.zh == "超过 15 天才答复"
    shown = PARTS["reply_selection"](contents)
    assert SELECTED in shown["note"].zh
    assert shown["all"]


def test_where_another_source_has_unanswered_ones_both_are_told():
    contents = contents_where(lambda at: at % 2 or at % 4)
    (card,) = replies(contents)
    assert "计为仍在等待" in card.text.say("zh")
    assert "来源“信箱”中" in card.text.say("zh")
    assert "计为删失" in told(contents, "Replies")
    assert responses(contents).heads[-1].text.zh == "15 天后未答复"


def test_where_no_source_is_so_nothing_of_it_is_said():
    contents = contents_where(lambda at: at % 3)
    (card,) = replies(contents)
    assert SELECTED not in card.text.say("zh") + told(contents, "Replies") + told(contents, "Limits")
    assert SELECTED not in responses(contents).note.say("zh")
    assert PARTS["reply_selection"](contents) is None
