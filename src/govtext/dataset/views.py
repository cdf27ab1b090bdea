"""The views of the SQLite file: the tables that a thesis asks for, as queries that can be read and changed."""

from __future__ import annotations

# Complaints with a code, and their share among all complaints of the group.
_PROBLEMS_BY = """
    SELECT c.{column} AS {name}, p.code, k.label_zh, k.label_en, COUNT(*) AS complaints,
           ROUND(1.0 * COUNT(*) / t.total, 6) AS share
    FROM service_problems p JOIN complaints c USING (doc_id) LEFT JOIN codes k USING (code)
    JOIN (SELECT {column} AS value, COUNT(*) AS total FROM complaints GROUP BY {column}) t ON t.value IS c.{column}
    GROUP BY c.{column}, p.code
"""
_TOPICS_BY = """
    SELECT c.{column} AS {name}, c.topic_id, t.label, COUNT(*) AS complaints,
           ROUND(1.0 * COUNT(*) / g.total, 6) AS share
    FROM complaints c JOIN topics t USING (topic_id)
    JOIN (SELECT {column} AS value, COUNT(*) AS total FROM complaints GROUP BY {column}) g ON g.value IS c.{column}
    GROUP BY c.{column}, c.topic_id
"""
# Late by whole days of the calendar, as in the table responses.
_REPLIES = """
    COUNT(*) AS complaints,
    SUM(reply_date IS NOT NULL OR COALESCE(reply, '') <> '') AS answered,
    ROUND(1.0 * SUM(reply_date IS NOT NULL OR COALESCE(reply, '') <> '') / COUNT(*), 6) AS answered_share,
    ROUND(AVG(CASE WHEN reply_days >= 0 THEN reply_days END), 3) AS mean_days,
    SUM(julianday(substr(reply_date, 1, 10)) - julianday(substr(date, 1, 10)) > 15) AS over_15_days
"""

VIEWS = {
    # Each text once: what repeats an earlier text is left out.
    "complaints_once": "SELECT * FROM complaints WHERE duplicate_of IS NULL",
    "complaints_by_month": """
        SELECT substr(date, 1, 7) AS month, region, COUNT(*) AS complaints FROM complaints
        GROUP BY substr(date, 1, 7), region
    """,
    "problems_by_region": _PROBLEMS_BY.format(column="region", name="region"),
    "problems_by_request_type": _PROBLEMS_BY.format(column="request_type", name="request_type"),
    "problems_by_topic": _PROBLEMS_BY.format(column="topic_id", name="topic_id"),
    "problems_by_month": """
        SELECT substr(c.date, 1, 7) AS month, p.code, k.label_zh, k.label_en, COUNT(*) AS complaints
        FROM service_problems p JOIN complaints c USING (doc_id) LEFT JOIN codes k USING (code)
        GROUP BY substr(c.date, 1, 7), p.code
    """,
    # Codes given to the same complaint, each pair once; the table problem_pairs says what chance alone would give.
    "problems_together": """
        SELECT a.code AS code_a, b.code AS code_b, COUNT(*) AS complaints
        FROM service_problems a JOIN service_problems b ON a.doc_id = b.doc_id AND a.code < b.code
        GROUP BY a.code, b.code
    """,
    # Every code with the words that justify it, to read and to quote.
    "problem_evidence": """
        SELECT p.code, k.label_zh, p.score, p.evidence, c.doc_id, c.region, c.date, c.request_type, c.title, c.text
        FROM service_problems p JOIN complaints c USING (doc_id) LEFT JOIN codes k USING (code)
        ORDER BY p.code, p.score DESC, c.doc_id
    """,
    "topics_by_region": _TOPICS_BY.format(column="region", name="region"),
    "topics_by_request_type": _TOPICS_BY.format(column="request_type", name="request_type"),
    "replies_by_region": f"SELECT region, {_REPLIES} FROM complaints GROUP BY region",
    "replies_by_problem": f"""
        SELECT p.code, k.label_zh, {_REPLIES}
        FROM service_problems p JOIN complaints c USING (doc_id) LEFT JOIN codes k USING (code) GROUP BY p.code
    """,
    "issue_messages": """
        SELECT i.rank, i.issue_id, i.label, c.doc_id, c.date, c.title, c.text
        FROM issues i JOIN issue_members m USING (issue_id) JOIN complaints c USING (doc_id) ORDER BY i.rank, c.date
    """,
    "issue_timeline": """
        SELECT i.rank, i.issue_id, i.label, substr(c.date, 1, 7) AS month, COUNT(*) AS messages
        FROM issues i JOIN issue_members m USING (issue_id) JOIN complaints c USING (doc_id)
        GROUP BY i.rank, i.issue_id, substr(c.date, 1, 7)
    """,
    # The newest week first: what is written about now.
    "issues_by_week": """
        SELECT w.week, i.rank, i.issue_id, i.label, i.rising, w.messages, w.expected, w.burst, w.p_adjusted
        FROM issue_weeks w JOIN issues i USING (issue_id) ORDER BY w.week DESC, w.messages DESC, i.rank
    """,
    "clauses_for_problems": """
        SELECT l.target_id AS code, l.rank, l.score, k.clause_id, k.doc_id, p.title AS policy, k.number, k.heading,
               k.text
        FROM links l JOIN clauses k USING (clause_id) LEFT JOIN policies p ON p.doc_id = k.doc_id
        WHERE l.target_kind = 'problem' ORDER BY code, l.rank
    """,
    "clauses_for_issues": """
        SELECT i.rank AS issue_rank, i.issue_id, i.label, l.rank, l.score, k.clause_id, p.title AS policy, k.number,
               k.text
        FROM links l JOIN issues i ON i.issue_id = l.target_id JOIN clauses k USING (clause_id)
        LEFT JOIN policies p ON p.doc_id = k.doc_id WHERE l.target_kind = 'issue' ORDER BY i.rank, l.rank
    """,
    "instruments_by_level": """
        SELECT p.level, k.instrument, COUNT(*) AS clauses
        FROM clauses k JOIN policies p USING (doc_id) WHERE k.instrument IS NOT NULL GROUP BY p.level, k.instrument
    """,
    # Instruments by problem or topic, the themes by their names.
    "instruments_by_theme": """
        SELECT t.theme_kind, t.theme, COALESCE(k.label_zh, 'T' || t.theme || ' ' || COALESCE(p.label, '')) AS label_zh,
               COALESCE(k.label_en, 'T' || t.theme || ' ' || COALESCE(p.label, '')) AS label_en,
               t.instrument, t.side, t.clauses, t.share, t.residual
        FROM instrument_themes t LEFT JOIN codes k ON t.theme_kind = 'problem' AND k.code = t.theme
        LEFT JOIN topics p ON t.theme_kind = 'topic' AND CAST(p.topic_id AS TEXT) = t.theme
        ORDER BY t.theme_kind, t.theme, t.instrument
    """,
    "problem_gaps": """
        SELECT g.*, k.label_zh, k.label_en FROM gaps g LEFT JOIN codes k USING (code) ORDER BY g.gap DESC
    """,
}

# View → a table that it reads and that not every study makes.
NEEDED = {"instruments_by_theme": {"instrument_themes"}, "issues_by_week": {"issue_weeks"}}
