"""Tables of a small invented study, as the stages above the report would have left them."""

import collections
import datetime

import small_findings
import small_policies
import small_replies

from govtext.store import Inputs, Source

REGIONS = ("云溪市", "石桥市", "南湾县")
CODES = ("slow_response", "buck_passing", "online_inconvenience")
EVIDENCE = {"slow_response": "三个月没有人回", "buck_passing": "互相推", "online_inconvenience": "网页一直打不开"}
# Everything that has ever broken out of a page, a table or a terminal.
HOSTILE = (
    '</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>" onmouseover="window.hacked=1\' '
    "<!-- --> ]]> {{ 7*7 }} ${x} =cmd|'/C calc'!A0 \u202egnihsif\u202c \u2066x\u2069 \u2028line \\input{x} $a_b$ &amp; 😀"
)


def complaint(at, hostile=""):
    code = CODES[at % 3]
    region = REGIONS[at % 3]
    title = f"{region}办证窗口反映第{at}件{hostile}"
    body = f"您好，我在窗口排队办理证件，{EVIDENCE[code]}，希望尽快处理。编号{at}。{hostile}"
    start = (title + "\n" + body).index(EVIDENCE[code])
    date = datetime.datetime(2023, 1, 5, 9) + datetime.timedelta(days=11 * at)
    row = {
        "doc_id": f"c{at:012x}",
        "kind": "complaint",
        "source_file": "留言.xlsx",
        "source_id": str(1000 + at),
        "source_row": at + 2,
        "title": title,
        "text": body,
        "date": date,
        "region": region,
        "department": "办事大厅",
        "author": f"u{at % 17}",
        "likes": at % 5,
        "dislikes": 0,
        "reply": f"已转有关部门办理，第{at}号。{hostile}" if at % 4 else None,
        "reply_date": date + datetime.timedelta(days=3 + at % 20) if at % 4 else None,
        "duplicate_of": f"c{at - 3:012x}" if at == 33 else None,
        "masked": at % 2,
    }
    problem = {
        "doc_id": row["doc_id"],
        "code": code,
        "score": 0.9,
        "evidence": EVIDENCE[code],
        "start": start,
        "end": start + len(EVIDENCE[code]),
        "side": "public",
    }
    return row, problem


def tables(size=60, hostile=""):
    pairs = [complaint(at, hostile) for at in range(size)]
    messages = [row for row, _ in pairs]
    problems = [problem for at, (_, problem) in enumerate(pairs) if at % 5]
    policies = [
        {
            "doc_id": f"p{at:012x}",
            "kind": "policy",
            "source_file": f"policies/{at}.md",
            "title": f"政务服务办法之{at}{hostile}",
            "text": f"第一条 为了方便群众，制定本办法。\n第二条 窗口应当在三日内答复。{hostile}",
            "date": datetime.datetime(2021 + at, 3, 1),
            "region": "云溪省",
            "masked": 0,
        }
        for at in range(3)
    ]
    clauses = [
        {
            "clause_id": f"p{at:012x}#{n}",
            "doc_id": f"p{at:012x}",
            "number": f"第{'一二三'[n]}条",
            "heading": "总则",
            "text": f"窗口应当在三日内答复，不得推诿（{n}）。{hostile}",
            "instrument": "supply_talent" if n else None,
            "problems": ["slow_response"] if n else [],
            "position": n + 1,
        }
        for at in range(3)
        for n in range(3)
    ]
    words = ["窗口", "证件", "排队", "网页", "答复", "电话"]
    issues = [
        {
            "issue_id": f"i{n}",
            "rank": n + 1,
            "label": f"{REGIONS[n]}办证窗口排队{hostile}",
            "place": REGIONS[n],
            "description": f"在窗口办证等候过久{hostile}",
            "documents": 8,
            "authors": 6,
            "first_date": messages[n]["date"],
            "last_date": messages[n + 21]["date"],
            "heat": 80.0 - 20 * n,
            "heat_low": 70.0 - 20 * n,
            "heat_high": 90.0 - 20 * n,
            "wider": f"办证、窗口{hostile}" if n < 2 else None,
            "top_problem": CODES[n],
            "rising": n == 1,
            "rising_p": (0.4, 0.012, 1.0)[n],
            "recent": (2, 5, 0)[n],
            "recent_expected": 1.25,
        }
        for n in range(3)
    ]
    members = [
        {"doc_id": messages[at]["doc_id"], "issue_id": f"i{at % 3}", "similarity": 0.8} for at in range(min(24, size))
    ]
    months = ["2023-01", "2023-04", "2023-07", "2023-10"]
    made = {
        "documents": messages + policies,
        "rejected": [{"source_file": "留言.xlsx", "source_row": 99, "reason": "没有标题和正文"}],
        "corpus_keywords": [
            {
                "kind": kind,
                "rank": n + 1,
                "word": word + (hostile if n == 0 else ""),
                "weight": 1.0 / (n + 1),
                "documents": 20 - n,
                "method": "tfidf",
            }
            for kind in ("complaint", "policy")
            for n, word in enumerate(words)
        ],
        "keyness": [
            {
                "grouping": "region",
                "group": region,
                "word": word,
                "count": 9,
                "rest_count": 3,
                "log_odds": 0.5,
                "z": 3.0 - n,
                "p_adjusted": 0.01,
            }
            for region in REGIONS
            for n, word in enumerate(words[:3])
        ],
        "code_keyness": [
            {
                "grouping": grouping,
                "group": group,
                "word": word,
                "count": 7,
                "rest_count": 2,
                "log_odds": 0.4,
                "z": 2.5 - n,
                "p_adjusted": 0.02,
                "documents": 5,
                "log_likelihood": 6.0,
                "log_ratio": 1.5,
                "log_likelihood_p_adjusted": 0.03,
            }
            for grouping, group in (("request_type", "help"), ("problem", "slow_response"))
            for n, word in enumerate(words[:2])
        ],
        "cooccurrence": [
            {"word_a": a, "word_b": b, "documents": 5 + n, "npmi": 0.3 + n / 20}
            for n, (a, b) in enumerate((a, b) for i, a in enumerate(words) for b in words[i + 1 :])
        ],
        "topics": [
            {
                "topic_id": t,
                "label": f"{words[t]}办理{hostile}",
                "share": 0.5 - t / 10,
                "coherence_npmi": 0.1,
                "coherence_cv": 0.5,
                "exclusivity": 0.6,
                "stability": 0.7,
                "stable": t < 2,
                "documents": size // 3,
                "examples": [m["doc_id"] for at, m in enumerate(messages) if at % 3 == t][:2],
                "map_x": (0.3, -0.2, -0.1)[t],
                "map_y": (0.0, 0.2, -0.2)[t],
            }
            for t in range(3)
        ],
        "topic_words": [
            {"topic_id": t, "rank": n + 1, "word": words[(n + t) % 6], "weight": 0.2 / (n + 1), "frex": 0.5,
             "corpus": 0.2 / (1 + (n + t) % 6) ** 3}
            for t in range(3)
            for n in range(6)
        ],
        "document_topics": [
            {"doc_id": m["doc_id"], "topic_id": t, "weight": 0.6 if t == at % 3 else 0.2}
            for at, m in enumerate(messages)
            for t in range(3)
        ],
        "model_selection": [
            {
                "method": method,
                "k": k,
                "seed": seed,
                "coherence_npmi": 0.1 + k / 200,
                "coherence_cv": 0.5,
                "exclusivity": 0.6,
                "stability": 0.8 - k / 100,
                "chosen": (method, k, seed) == ("nmf", 3, 1),
            }
            for method in ("nmf", "lda")
            for k in (3, 5, 8)
            for seed in (1, 2)
        ],
        "topic_trends": [
            {
                "topic_id": t,
                "grouping": "month",
                "group": q,
                "share": 0.3 + n / 50,
                "low": 0.2,
                "high": 0.45,
                "documents": 15,
            }
            for t in range(3)
            for n, q in enumerate(months)
        ]
        + [
            {"topic_id": t, "grouping": "region", "group": r, "share": 0.3, "low": 0.2, "high": 0.4, "documents": 20}
            for t in range(3)
            for r in REGIONS
        ],
        "request_types": [
            {"doc_id": m["doc_id"], "request_type": ("complaint", "inquiry", "help")[at % 3], "score": 0.8}
            for at, m in enumerate(messages)
        ],
        "service_problems": problems,
        "issues": issues,
        "issue_members": members,
        "issue_weeks": _weeks(messages, members),
        "responses": [
            {
                "grouping": "all" if region == "all" else "region",
                "group": region,
                "complaints": 20,
                "answered": 15,
                "median_days": 9.0,
                "p90_days": 20.0,
                "over_15_days": 0.25,
                "low": 7.0,
                "high": 11.0,
            }
            for region in ("all", *REGIONS)
        ],
        "clauses": clauses,
        "links": [
            {
                "target_kind": kind,
                "target_id": target,
                "clause_id": clauses[n]["clause_id"],
                "rank": n + 1,
                "score": 0.5 - n / 10,
                "words": ["窗口"],
            }
            for kind, target in (("issue", "i0"), ("problem", "slow_response"))
            for n in range(3)
        ],
        "gaps": [
            {
                "code": code,
                "complaints": sum(p["code"] == code for p in problems),
                "share": sum(p["code"] == code for p in problems) / max(size, 1),
                "clauses": 6 if code == "slow_response" else 0,
                "coverage": 1.0 if code == "slow_response" else 0.0,
                "share_low": 0.15,
                "share_high": 0.4,
                "weight": 0.33,
                "gap": 0.33 - (1.0 if code == "slow_response" else 0.0),
                "gap_low": -0.7,
                "gap_high": 0.5,
            }
            for code in CODES
        ],
    }
    made["region_gaps"] = [
        {**row, "region": region, "share_low": 0.01, "share_high": 0.99, "gap_low": -0.9}
        for region in REGIONS
        for row in made["gaps"]
    ]
    made["topic_tests"] = [
        {"topic_id": t, "grouping": g, "groups": 3, "documents": size, "statistic": 9.2, "p": 0.01, "p_adjusted": 0.03,
         "effect": 0.08}
        for t in range(3)
        for g in ("year", "region")
    ]
    made["topic_prevalence"] = [
        {"topic_id": t, "grouping": g, "group": group, "share": 0.3, "adjusted": 0.3, "low": 0.2, "high": 0.4, "documents": 30}
        for t in range(3)
        for g, groups in (("year", ("2022", "2023")), ("region", REGIONS))
        for group in groups
    ]
    made["topic_dynamics"] = [
        {"topic_id": t, "period": period, "rank": n + 1, "word": made["topic_words"][6 * t + n]["word"], "weight": 0.1,
         "documents": 30, "change": None if period == "2022" else 0.02, "distance": 0.01}
        for t in range(3)
        for period in ("2022", "2023")
        for n in range(3)
    ]
    made["deadlines"] = [
        {
            "clause_id": clauses[0]["clause_id"],
            "deadline": 1,
            "text": "三日内",
            "days": 3.0,
            "asks_reply": True,
            "region": "云溪省",
            "replies": 45,
            "median_days": 12.0,
            "p90_days": 20.0,
            "within": 0.1,
            "within_low": 0.05,
            "within_high": 0.2,
        }
    ]
    return made | small_policies.rows(hostile) | small_findings.rows(made) | small_replies.rows(messages, hostile)


def _weeks(messages, members):
    """Return issue_weeks as the messages have it; the fullest week of each issue is called a burst."""
    date = {row["doc_id"]: row["date"] for row in messages}
    found = collections.Counter()
    for row in members:
        if date[row["doc_id"]]:
            day = date[row["doc_id"]].replace(hour=0, minute=0, second=0, microsecond=0)
            found[row["issue_id"], day - datetime.timedelta(days=day.weekday())] += 1
    most = {issue: max(n for (one, _), n in found.items() if one == issue) for issue, _ in found}
    return [
        {"issue_id": issue, "week": week, "messages": n, "expected": 0.2, "p_adjusted": 0.04, "burst": n == most[issue]}
        for (issue, week), n in sorted(found.items())
    ]


def inputs(size=60, hostile="", empty=()):
    made = {name: [] if name in empty else rows for name, rows in tables(size, hostile).items()}
    return Inputs(tables={name: Source.of(name, rows) for name, rows in made.items()})


def no_texts():
    return inputs(empty=tuple(tables()))


def artifacts(study, settings, lexicons):
    """Run the stage; return name → what it yields, in its order."""
    from govtext.parallel import Work
    from govtext.report.stage import run

    return {one.name: one for one in run(study, settings, lexicons, Work())}


def write_report(folder, study, settings, lexicons, endings=("",)):
    """Write the files of a report whose names have one of the endings; return the names of all."""
    made = artifacts(study, settings, lexicons)
    for name, one in made.items():
        if name.endswith(tuple(endings)):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            one.write(folder / name)
    return list(made)
