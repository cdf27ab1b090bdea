"""Policies of the small study: rows made by hand."""

import datetime

DAY = datetime.datetime(2021, 3, 1)


def comparison(region, kind, item, count, effect, p):
    return {
        "region": region, "reference": "rest", "kind": kind, "item": item, "count": count, "total": 40, "share": count / 40,
        "rest_count": 10, "rest_total": 100, "rest_share": 0.1, "effect": effect, "low": -0.1, "high": 0.3, "p_adjusted": p,
    }


def rows(hostile=""):
    return {
        "instrument_themes": [
            {"theme_kind": kind, "theme": theme, "instrument": tool, "side": tool.split("_")[0], "clauses": n, "share": 0.5,
             "residual": 1.0}
            for kind, theme in (("topic", "0"), ("topic", "1"), ("problem", "slow_response"))
            for tool, n in (("environment_regulation", 6), ("supply_talent", 2))
        ],
        "reforms": [
            {"reform": "好差评", "grouping": grouping, "group": group, "texts": 3, "naming": 2, "share": 0.67, "low": 0.2,
             "high": 0.9, "mentions": 4, "clauses": 3, "first_date": DAY + datetime.timedelta(days=300 * late),
             "first_doc_id": "p000000000000", "first_region": "甲省" + hostile}
            for late, (grouping, group) in enumerate([("all", ""), ("region", f"甲省{hostile}"), ("region", "乙省")])
        ],
        "topic_links": [
            {"topic_id": topic, "clause_id": f"p000000000000#{n}", "rank": n, "score": 0.5 / n, "words": ["窗口", "答复"]}
            for topic in (0, 1)
            for n in range(1, 5)
        ],
        "clause_complaints": [
            {"clause_id": f"p000000000000#{n % 3}", "doc_id": f"c{n // 3:012x}", "rank": n % 3 + 1, "score": 0.4}
            for n in range(7)
        ],
        "takeovers": [
            {"clause_id": f"p{n:012x}#1", "source_clause_id": "p000000000000#1", "doc_id": f"p{n:012x}",
             "source_doc_id": "p000000000000", "start": 5, "end": 90, "source_start": 5, "source_end": 90, "characters": 40 * n,
             "share": 0.5, "text": "应当\n及时" * 60 + hostile, "source_text": "应当及时办理" + hostile, "from_higher": n == 1}
            for n in (1, 2)
        ],
        "region_comparison": [
            comparison("甲省", "instrument", "supply_talent", 20, 0.9, 0.001),
            comparison("甲省", "problem", "slow_response", 4, 0.1, 0.6),
            comparison("乙省", "instrument", "supply_talent", 1, -0.6, 0.01),
            comparison("乙省", "problem", "slow_response", 9, 0.4, 0.02),
            comparison("乙省", "word", "办理", 9, 3.0, 0.0),
        ],
    }
