"""What tables settle for a batch is what the frame says of each match."""

from __future__ import annotations

import random
import re
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from govtext.issues.coding.acceptance import NAMED_SIDES, NEAR, RuleTable
from govtext.issues.coding.codebook import Codebook, read_codebook
from govtext.issues.coding.coder import Coder
from govtext.issues.coding.frame import Frame
from govtext.issues.coding.matcher import Matcher
from govtext.issues.coding.parties import in_turn
from govtext.issues.coding.rules import Hit, Pattern, Rule
from govtext.literals import read_literals

BOOK = Path(__file__).parents[4] / "pipeline" / "lexicons" / "service_problems.toml"


def texts(count: int) -> list[str]:
    """Sentences of the codebook's examples, shuffled together."""
    book = tomllib.loads(BOOK.read_text(encoding="utf-8"))
    parts = [example["text"] for code in book["codes"] for example in code["examples"]]
    chance = random.Random(7)
    made = ["，".join(chance.sample(parts, chance.randrange(5))) + chance.choice("。？！，\n") for _ in range(count)]
    return ["", "\n", "领导\n", *(f"{chance.choice(parts)[:chance.randrange(12)]}\n{text}" for text in made)]


def with_actors(**actors: Any) -> Codebook:
    book = tomllib.loads(BOOK.read_text(encoding="utf-8"))
    return read_codebook(book | {"actors": book["actors"] | actors})


def plainly(coder: Coder, text: str) -> list[Hit]:
    """Ask the frame of each match for each rule."""
    frame, matches = Frame(text, coder.codebook), coder.codebook.matcher.read([text]).matches[0]
    found = []
    for rule in coder.rules:
        own = {coder.codebook.matched[pattern] for pattern in rule.patterns}
        spans = [(start, start + length) for length, start, number in matches if number in own and length]
        if rule.section == "demands":  # one in the title, else the last
            spans.sort(key=lambda span: (span[1] > frame.title_end, -span[1], -span[0]))
        hits = (hit(frame, rule, *span) for span in spans)
        best = next((each for each in hits if each is not None), None)
        if best is not None and (not rule.needs or any(map(frame.holds, rule.needs))):
            found.append(best)
    return found


def hit(frame: Frame, rule: Rule, start: int, end: int) -> Hit | None:
    places = {
        "all": True, "title": end <= frame.title_end, "first": start <= frame.title_end + 60,
        "last": start >= len(frame.text) - 80,
    }
    first, last = frame.sentence(start)
    forbidden = any(frame.holds(each, max(first, start - NEAR), min(last, start + NEAR)) for each in rule.unless)
    if not places[rule.where] or forbidden or frame.is_framed(start, end, rule.outside):
        return None
    side = frame.side_at(start, end) if rule.who != "any" else "any"
    wrong = (rule.who == "public" and side != "public") or (rule.who == "open" and side == "private")
    return None if wrong else Hit(rule, start, end, side)


@pytest.mark.parametrize("actors", [{}, {"private": ["[^，]{1,2}公司", "物业"]}, {"matters": []}, {"roles": []}])
def test_a_batch_is_judged_as_its_texts_are(actors: dict[str, list[str]]) -> None:
    coder, batch = Coder(with_actors(**actors)), texts(60)
    found = coder.hits_in(coder.found_in(batch))
    assert sum(map(len, found)) > 100
    for text, each in zip(batch, found, strict=True):
        assert each == plainly(coder, text)


@pytest.mark.parametrize(("between", "found"), [("，", False), ("，" + "一路上都是水，" * 12, True), ("。", True)])
def test_a_guard_forbids_near_it_in_its_sentence(between: str, found: bool) -> None:
    book = tomllib.loads(BOOK.read_text(encoding="utf-8"))
    rule = {"name": "leak", "any": ["水管漏"], "unless": ["物业"], "weight": 0.6, "who": "any", "outside": []}
    coder = Coder(read_codebook(book | {"codes": [book["codes"][0] | {"rules": [rule]}]}))
    hits = coder.hits(f"关于水\n水管漏{between}物业来过")
    assert any(hit.rule.name.endswith(".leak") for hit in hits) is found


def test_sides_that_are_told_are_the_frames() -> None:
    codebook, batch = with_actors(), texts(60)
    reading = codebook.matcher.read(batch)
    rows = RuleTable(codebook.rules, codebook).rows(reading)
    told = 0
    for text, start, end, side in zip(*(c.tolist() for c in (rows.texts, rows.starts, rows.ends, rows.sides)), strict=True):
        if side != NAMED_SIDES.index("any"):
            told += 1
            assert NAMED_SIDES[side] == Frame(batch[text], codebook).side_at(start, end)
    assert told > 50


def test_patterns_of_titles_are_not_matched_behind_them() -> None:
    lamp, road = (Pattern(re.compile(word), read_literals(word)) for word in ("灯", "路"))
    found = Matcher([lamp, road], titled={lamp}).read(["灯，路\n灯，路", "路\n灯", "灯"])
    assert [[(start, number) for _, start, number in own] for own in found.matches] == [[(0, 0), (2, 1), (6, 1)], [(0, 1)], [(0, 0)]]


def test_spans_follow_each_other_within_their_group() -> None:
    groups, starts, ends = (np.array(each) for each in ([0, 0, 0, 1, 1, 2], [0, 2, 5, 5, 8, 9], [4, 6, 7, 9, 9, 9]))
    assert in_turn(groups, starts, ends).tolist() == [True, False, True, True, False, True]
    assert in_turn(groups[:0], starts[:0], ends[:0]).tolist() == []
