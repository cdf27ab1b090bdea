"""On the real documents: articles counted, clauses linked, instruments coded as a reader does.

Documents are named by the first eight hexadecimal digits of the SHA-256 of their file names, complaints by workbook
and number.
"""

import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

from govtext.build.link_ranking import read_complaints, read_policies, tables
from govtext.parallel import Work
from govtext.policies.coding import InstrumentFrame
from govtext.policies.outline import parse
from govtext.policies.stage import run
from govtext.policies.tense import tense_of
from govtext.settings import Settings
from govtext.store import Inputs, Source

pytestmark = pytest.mark.real_data

HERE = Path(__file__).parent
# Counted by reading each document: the articles that it numbers, from the first to the last.
ARTICLES = {
    "b08a3946": 97, "3c8416fa": 35, "7c3c184f": 72, "8daf28fd": 50, "ef5fbb1b": 51, "cc2fb094": 94, "b7955355": 37,
    "bb7004c0": 16, "694f3bbd": 58, "befeca9c": 67, "85e9da93": 66, "1094c3d7": 24, "6fc172b9": 56, "f56dc1f4": 90,
    "02ad719a": 44, "e91d8731": 49, "6c08d8c0": 36, "569d3014": 41, "7be7012c": 67, "9fb1867b": 98, "2a928d8d": 83,
    "889af26e": 80, "4399a30d": 56,
}


@pytest.fixture(scope="module")
def documents(real_data) -> dict[str, str]:
    """Title, newline, text of each document."""
    return read_policies(real_data)


def test_articles_are_counted_right(documents):
    counted = {key: parse(key, text) for key, text in documents.items()}
    assert {key: len(clauses) for key, (_, clauses) in counted.items()} == ARTICLES
    for structure, clauses in counted.values():
        assert structure == "articles"
        assert all(clause.level == "article" for clause in clauses)
        assert len({clause.number for clause in clauses}) == len({clause.clause_id for clause in clauses}) == len(clauses)


def test_clauses_hold_the_whole_body(documents):
    for key, text in documents.items():
        _, clauses = parse(key, text)
        body = sum(len(text[clause.start : clause.end]) for clause in clauses)
        assert body / len(text) > 0.85
        assert not [c for c in clauses if "第" in text[c.start : c.start + 1]]


def test_work_reports_fall_into_review_and_tasks(real_data):
    import csv

    csv.field_size_limit(10**8)
    reports = sorted((real_data / "policies" / "work_reports").glob("*.csv"))
    assert len(reports) == 16
    for path in reports:
        with path.open(encoding="utf-8-sig", newline="") as file:
            row = next(csv.DictReader(file))
        text = f"{row['title']}\n{row['full_text']}"
        structure, clauses = parse("p", text)
        told = tense_of(text, clauses)
        assert structure == "report"
        assert len(clauses) > 30
        assert sum(c.end - c.start for c in clauses) / len(text) > 0.9
        assert told.count("review") >= 5
        assert told.count("task") >= 10
        assert told.count(None) <= 6
        # The review comes first, the tasks after it.
        places = {kind: [n for n, tense in enumerate(told) if tense == kind] for kind in ("review", "task")}
        assert sum(places["review"]) / len(places["review"]) < sum(places["task"]) / len(places["task"])


def test_instruments_as_two_readers_code_them(documents, root):
    """200 clauses; rules were tuned on the first reader's even rows only."""
    from sklearn.metrics import cohen_kappa_score, f1_score

    rows = tomllib.loads((HERE / "instrument_codes.toml").read_text(encoding="utf-8"))["codes"]
    assert len(rows) == 200
    kappa = cohen_kappa_score([row[2] for row in rows], [row[3] for row in rows])
    frame = InstrumentFrame(
        tomllib.loads((root / "pipeline/lexicons/policy_instruments.toml").read_text(encoding="utf-8")), "frame"
    )
    clauses = {key: parse(key, text)[1] for key, text in documents.items()}

    def macro_f1(chosen, reader: int) -> float:
        found = []
        for key, article, *_ in chosen:
            clause = clauses[key][article - 1]
            coded = frame.code(documents[key][clause.start : clause.end])
            found.append(coded[0].code if coded else "none")
        told = [row[reader] for row in chosen]
        return f1_score(told, found, labels=sorted(set(told)), average="macro", zero_division=0)

    agreed = [row for row in rows if row[2] == row[3]]
    scores = [macro_f1(rows, 2), macro_f1(rows, 3), macro_f1(rows[1::2], 2), macro_f1(rows[1::2], 3), macro_f1(agreed, 2)]
    print(f"kappa {kappa:.3f} macro-F1 first, second, odd first, odd second, agreed", [round(score, 3) for score in scores])
    assert kappa > 0.8
    assert min(scores) >= 0.75


@pytest.fixture(scope="module")
def judged(documents, real_data, lexicons):
    """Links over all documents for the judged issues, and over the pool for the problems."""
    judgements = tomllib.loads((HERE / "link_judgements.toml").read_text(encoding="utf-8"))
    judgements |= tomllib.loads((HERE / "fresh_link_judgements.toml").read_text(encoding="utf-8"))
    judgements["third"] = tomllib.loads((HERE / "third_link_judgements.toml").read_text(encoding="utf-8"))["matter"]
    for one in ("fourth", "fifth", "sixth", "seventh"):
        judgements[one] = tomllib.loads((HERE / f"{one}_link_judgements.toml").read_text(encoding="utf-8"))["held"]
    issue_of = {
        f"c{book}_{number}": f"{kind}{position}"
        for kind in ("held", "issue", "matter", "third", "fourth", "fifth", "sixth", "seventh")
        for position, issue in enumerate(judgements[kind])
        for book, number in issue["complaints"]
    }
    complaints = read_complaints(real_data, set(issue_of))
    evidence, coded = _evidence(real_data)
    issues = _links(documents, complaints, issue_of, [], lexicons)
    pool = {key: documents[key] for key in judgements["pool"]}
    problems = _links(pool, coded, {}, evidence, lexicons)
    return judgements, issues, problems


def _evidence(real_data) -> tuple[list[dict], dict[str, str]]:
    import json

    import pandas as pd

    frame = pd.read_csv(real_data / "gold" / "coding_dev.csv", dtype=str, keep_default_na=False)
    rows, texts = [], {}
    for number, row in enumerate(frame.to_dict("records")):
        text = f"{row['title'].strip()}\n{row['text'].strip()}"
        spans = json.loads(row["evidence"] or "{}")
        for code in filter(None, row["codes"].split(";")):
            for wording in spans.get(code, [])[:1]:
                at = text.find(wording)
                if at >= 0:
                    texts[f"g{number}"] = text
                    rows.append({"doc_id": f"g{number}", "code": code, "score": 1.0, "evidence": wording,
                                 "start": at, "end": at + len(wording)})
    return rows, texts


def _links(policies, complaints, issue_of, evidence, lexicons) -> dict[str, list[tuple[str, int]]]:
    settings = Settings()
    held = tables(policies, complaints, issue_of, lexicons) | {"service_problems": Source.of("service_problems", evidence)}
    clauses, links = {}, defaultdict(list)
    for name, made in run(Inputs(tables=held), settings.policies, lexicons, Work()):
        if name == "clauses":
            clauses |= {row["clause_id"]: (row["doc_id"], row["position"]) for row in made.to_pylist()}
        if name == "links":
            for row in sorted(made.to_pylist(), key=lambda row: row["rank"]):
                links[row["target_id"]].append(clauses[row["clause_id"]])
    return links


def _scores(pairs) -> tuple[float, float]:
    """Recall at five (of at most five) and mean reciprocal rank."""
    recall, reciprocal = [], []
    for right, found in pairs:
        recall.append(sum(clause in right for clause in found[:5]) / min(5, len(right)))
        reciprocal.append(next((1 / rank for rank, clause in enumerate(found, start=1) if clause in right), 0.0))
    return sum(recall) / len(recall), sum(reciprocal) / len(reciprocal)


def _clauses(told) -> set[tuple[str, int]]:
    return {(key, article) for key, articles in told.items() for article in articles}


def _agreement(pairs) -> float:
    """Positive agreement (Dice): what both readers gave, over the mean of what each gave."""
    both = sum(len(first & second) for first, second in pairs)
    return 2 * both / sum(len(first) + len(second) for first, second in pairs)


def test_two_readers_agree_on_what_speaks_to_what(judged):
    judgements, _, _ = judged
    told = [(_clauses(one["first"]), _clauses(one["second"])) for kind in ("problem", "issue") for one in judgements[kind]]
    assert len(told) == 60
    assert _agreement(told) > 0.7
    silent = [(not first, not second) for first, second in told]
    assert sum(first == second for first, second in silent) >= 59


def test_links_against_sixty_judgements(judged):
    """60 targets judged by two readers before the tuning, settled without sight of any links."""
    judgements, issues, problems = judged
    right = [_clauses(one.get("settled", one["first"])) for one in judgements["issue"]]
    by_problem = [
        (_clauses(one["first"]) & _clauses(one["second"]), problems[one["code"]]) for one in judgements["problem"]
    ]
    by_issue = [(clauses, issues[f"issue{n}"]) for n, clauses in enumerate(right) if clauses]
    silent = [issues[f"issue{n}"] for n, clauses in enumerate(right) if not clauses]
    recall, reciprocal = _scores(by_problem + by_issue)
    print(f"recall@5 {recall:.3f} MRR {reciprocal:.3f} none {sum(not f for f in silent) / len(silent):.3f}")
    assert recall >= 0.8
    assert reciprocal >= 0.6
    assert sum(not found for found in silent) / len(silent) >= 0.8


@pytest.mark.parametrize(
    ("kind", "count", "least"),
    [
        # What can be expected elsewhere: lower than on the issues that the matters were written with.
        ("held", 41, (0.75, 0.8, 0.75)),
        # At first sight .55, .66, 12 of 15; then wordings were mended on them.
        ("fourth", 38, (0.55, 0.6, 0.85)),
        # Graded in a pool by two readers. At first sight .53, .61, 10 of 18; by one reader's own clauses .40, .51, 9 of 17.
        ("fifth", 36, (0.48, 0.6, 0.5)),
        # Graded in a pool. At first sight .59, .73, 15 of 27.
        ("sixth", 40, (0.54, 0.65, 0.55)),
        # Graded in a pool by one reader, nothing fitted to it. At first sight .54, .48, 8 of 14.
        ("seventh", 29, (0.48, 0.42, 0.5)),
    ],
)
def test_links_against_further_issues(judged, kind, count, least):
    judgements, issues, _ = judged
    right = [_clauses(one.get("pooled", one["clauses"])) for one in judgements[kind]]
    recall, reciprocal = _scores([(clauses, issues[f"{kind}{n}"]) for n, clauses in enumerate(right) if clauses])
    silent = [issues[f"{kind}{n}"] for n, clauses in enumerate(right) if not clauses]
    reached = recall, reciprocal, sum(not found for found in silent) / len(silent)
    print(f"{kind}: recall@5 {recall:.3f} MRR {reciprocal:.3f} none {reached[2]:.3f}")
    assert len(right) == count
    assert all(got >= aim for got, aim in zip(reached, least, strict=True))


def test_two_readers_agree_on_sixty_fresh_matters(judged, documents):
    from sklearn.metrics import cohen_kappa_score

    matters = judged[0]["matter"]
    every = [(key, article) for key, count in ARTICLES.items() for article in range(1, count + 1)]
    first, second = ([clause in _clauses(one[who]) for one in matters for clause in every] for who in ("first", "second"))
    assert len(matters) == 60
    assert cohen_kappa_score(first, second) > 0.75
    assert [one["number"] for one in matters if bool(one["first"]) != bool(one["second"])] == [47, 49, 55]


def _halves(matters, issues, kind) -> dict[int, tuple[float, float, float]]:
    """Recall, reciprocal rank and share of the silent left without a clause, of odd (1) and even (0) numbers."""
    halves: dict[int, list] = {0: [], 1: []}
    for position, one in enumerate(matters):
        if bool(one["first"]) == bool(one["second"]):
            both = _clauses(one["first"]) & _clauses(one["second"])
            halves[one["number"] % 2].append((both, issues[f"{kind}{position}"]))
    reached = {}
    for half, pairs in halves.items():
        recall, reciprocal = _scores([pair for pair in pairs if pair[0]])
        silent = [found for right, found in pairs if not right]
        reached[half] = recall, reciprocal, sum(not found for found in silent) / len(silent)
        print(f"{kind} {'odd' if half else 'even'} ({len(pairs)}): recall@5 {recall:.3f} MRR {reciprocal:.3f} "
              f"none {reached[half][2]:.3f}")
    return reached


def test_links_against_sixty_fresh_matters(judged):
    """57 matters judged by two readers after the former tuning. At first sight: .365, .454, 21 of 24.

    The half at odd numbers was looked at first, the other half in the next session: neither shows any more what to
    expect of matters that were not seen; the third set does.
    """
    judgements, issues, _ = judged
    reached = _halves(judgements["matter"], issues, "matter")
    assert all(got >= least for got, least in zip(reached[1], (0.7, 0.8, 0.7), strict=True))
    assert all(got >= least for got, least in zip(reached[0], (0.52, 0.55, 0.8), strict=True))


def test_two_readers_agree_on_sixty_four_further_matters(judged):
    matters = judged[0]["third"]
    assert len(matters) == 64
    assert _agreement([(_clauses(one["first"]), _clauses(one["second"])) for one in matters]) > 0.8
    assert sum(bool(one["first"]) != bool(one["second"]) for one in matters) == 2


def test_links_against_sixty_four_further_matters(judged):
    """62 matters judged by two readers before the linker was changed again. At first sight .23, .34, 11 of 14.

    Then the half at odd numbers was looked at and the weights fitted to it; the texts of the other half were never read,
    its clauses are by now among those that the weights are fitted to. What is asserted of it is what was reached, so
    that it gets no worse unseen.
    """
    judgements, issues, _ = judged
    reached = _halves(judgements["third"], issues, "third")
    assert all(got >= least for got, least in zip(reached[1], (0.7, 0.72, 0.8), strict=True))
    assert all(got >= least for got, least in zip(reached[0], (0.28, 0.4, 0.45), strict=True))
