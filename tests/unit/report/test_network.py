"""The network of co-occurring words: each community has a look of its own."""

from collections import Counter

from govtext.report.figures.corpus import OTHER, _communities, _legend
from govtext.report.figures.style import LIGHT, LINES
from govtext.report.wording import Say


def pair(a, b, community_a, community_b):
    return {"word_a": a, "word_b": b, "documents": 5, "npmi": 0.5, "community_a": community_a, "community_b": community_b}


def test_the_largest_communities_differ_in_colour_and_shape():
    pairs = [pair("停水", "水管", 7, 7), pair("水管", "水表", 7, 7), pair("路灯", "熄灭", 2, 2)]
    look = _communities(pairs)
    assert look["停水"] == look["水表"] == (LINES[0][0], LINES[0][2])
    assert look["路灯"] == look["熄灭"] == (LINES[1][0], LINES[1][2])


def test_smaller_communities_and_words_without_one_share_a_look():
    pairs = [pair(f"甲{n}", f"乙{n}", n, n) for n in range(len(LINES) + 2)] + [pair("丙", "丁", None, None)]
    look = _communities(pairs)
    assert look[f"甲{len(LINES)}"] == look[f"乙{len(LINES) + 1}"] == look["丙"] == (LIGHT, "o")
    assert len({look[f"甲{n}"] for n in range(len(LINES))}) == len(LINES)


def test_the_legend_names_each_community_by_its_strongest_words():
    look = {"停水": (LINES[0][0], LINES[0][2]), "水管": (LINES[0][0], LINES[0][2]), "路灯": (LINES[1][0], LINES[1][2]), "丙": OTHER}
    marks = _legend(look, Counter({"水管": 9, "停水": 5, "路灯": 7, "丙": 8}), Say("zh"))
    assert [one.get_label() for one in marks] == ["水管、停水", "路灯", "其他小词群"]
    assert len({one.get_marker() for one in marks[:2]}) == 2
