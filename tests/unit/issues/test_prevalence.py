"""Prevalence and co-occurrence against calculations by hand, and Wilson's interval against a published example."""

from datetime import datetime

import pyarrow as pa
import pytest

from govtext.issues.prevalence import problem_tables
from govtext.store import Source


def made(codes: dict[str, list[str]]) -> tuple[list[dict], list[dict]]:
    documents = [
        {
            "doc_id": f"c{n}", "kind": "complaint" if n < 8 else "policy", "region": "甲区" if n < 5 else None,
            "department": "城管局", "date": datetime(2023 if n < 2 else 2024, 5, 1), "source_file": "a.csv",
            "source_row": n, "title": "题", "text": "文",
        }
        for n in range(9)
    ]
    topics = [{"doc_id": f"c{n}", "topic_id": t, "weight": w} for n in range(4) for t, w in ((0, 0.3), (1, 0.7))]
    types = pa.table({"doc_id": [f"c{n}" for n in range(8)], "request_type": ["complaint"] * 6 + ["inquiry"] * 2})
    pairs = [(doc, code) for doc, held in codes.items() for code in held]
    problems = pa.table({
        "doc_id": pa.array([doc for doc, _ in pairs], pa.string()), "code": pa.array([c for _, c in pairs], pa.string()),
    })
    return problem_tables(
        Source.of("documents", documents), Source.of("document_topics", topics), types, problems, ["slow", "rude", "dear"]
    )


def test_shares_by_group() -> None:
    rows, _ = made({"c0": ["slow", "rude"], "c1": ["slow"], "c6": ["slow"]})
    found = {(row["grouping"], row["group"], row["code"]): (row["with_code"], row["texts"], row["share"]) for row in rows}
    assert found["all", "all", "slow"] == (3, 8, 0.375)
    assert found["all", "all", "dear"] == (0, 8, 0.0)
    assert found["region", "甲区", "slow"] == (2, 5, 0.4)
    assert ("region", None, "slow") not in found
    assert found["year", "2023", "slow"] == (2, 2, 1.0)
    assert found["year", "2024", "rude"] == (0, 6, 0.0)
    assert found["topic", "1", "rude"] == (1, 4, 0.25)
    assert ("topic", "0", "rude") not in found
    assert found["request_type", "inquiry", "slow"] == (1, 2, 0.5)
    assert all(row["low"] <= row["share"] <= row["high"] for row in rows)


def test_pairs() -> None:
    _, pairs = made({"c0": ["slow", "rude"], "c1": ["slow", "rude"], "c2": ["slow"], "c3": ["slow"]})
    assert [(row["code_a"], row["code_b"]) for row in pairs] == [("slow", "rude"), ("slow", "dear"), ("rude", "dear")]
    first = pairs[0]
    assert (first["texts_a"], first["texts_b"], first["both"], first["expected"]) == (4, 2, 2, 1.0)
    assert first["lift"] == 2.0
    # phi = (ad - bc) / root of the margins' product: (2 x 4 - 2 x 0) / sqrt(4 x 4 x 2 x 6)
    assert first["phi"] == pytest.approx(8 / (4 * 4 * 2 * 6) ** 0.5, abs=1e-6)
    assert first["odds_ratio"] == pytest.approx(2.5 * 4.5 / (2.5 * 0.5))
    assert first["low"] < first["odds_ratio"] < first["high"]
    assert pairs[1]["lift"] is None


def test_no_problem_found_gives_zeros() -> None:
    rows, pairs = made({})
    assert {row["with_code"] for row in rows} == {0}
    assert {row["both"] for row in pairs} == {0}
