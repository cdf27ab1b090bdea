"""What stands beside the codes of the small study: prevalence and pairs of problems, robustness."""

import pyarrow as pa

from govtext.issues.prevalence import problem_tables
from govtext.store import Source, table

CODES = (
    "rigid_rules", "cumbersome_procedures", "high_cost", "slow_response", "buck_passing", "poor_attitude",
    "online_inconvenience", "opaque_information", "inconsistent_standards", "weak_enforcement",
)


def rows(made):
    shares, pairs = problem_tables(
        Source.of("documents", made["documents"]), Source.of("document_topics", made["document_topics"]),
        table("request_types", made["request_types"]), table("service_problems", made["service_problems"]),
        CODES) if made["documents"] else ([], [])
    assert isinstance(table("problem_prevalence", shares), pa.Table)
    for row in pairs[:2] + pairs[9:12]:  # no complaint of the study has two codes
        row |= {"both": 3, "lift": 1.5, "phi": 0.12}
    return {"problem_prevalence": shares, "problem_pairs": pairs, "robustness": list(robustness())}


def robustness():
    """A finding that holds under one condition and not in every source, and one that is a number alone."""
    shared = {"texts": 50, "main_label": "slow_response", "main_value": 0.26, "label": "slow_response"}
    for condition, detail, value, survives in (
        ("without_duplicates", "", 0.27, True), ("without_source", "留言.xlsx", 0.3, True),
        ("without_source", "工单.csv", 0.1, False), ("earlier_half", "2023-07-01", 0.25, True),
    ):
        yield {**shared, "finding": "top_problem", "condition": condition, "detail": detail, "value": value,
               "low": value - 0.05, "high": value + 0.05, "survives": survives}
    yield {"finding": "median_wait", "condition": "without_duplicates", "detail": "", "texts": 40, "main_value": 9.0,
           "value": 9.5, "low": 8.0, "high": 11.0, "survives": True}
