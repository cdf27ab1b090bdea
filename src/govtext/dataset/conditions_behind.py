"""The complaints behind a check of robustness: all, or those that its condition leaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from govtext.dataset.cells_behind import COMPLAINTS, Filter
from govtext.store import Source


def of_check(found: Mapping[str, Any], sources: Mapping[str, Source]) -> dict[str, Any]:
    """Return what is said of a cell of `robustness` with the complaints that the finding was found in again.

    A refit takes a sample of them, as large as the words say.
    """
    check, table = found["row"], sources["robustness"]
    where = {name: check[name] for name in ("finding", "condition", "detail")}
    rows = table.read([*where, "texts"]).to_pylist()
    texts = next((row["texts"] for row in rows if all(row[name] == value for name, value in where.items())), 0)
    return {
        **found,
        "zh": f"{found['zh']}（基于其中 {texts:,} 条诉求）",
        "en": f"{found['en']} ({texts:,} of the complaints)",
        "rows": _rows(where["condition"], where["detail"], sources["documents"]),
    }


def _rows(condition: str, detail: str, documents: Source) -> list[Filter]:
    if condition in {"earlier_half", "later_half"}:
        middle = _middle(documents, detail)
        ends = {"from": "0001-01-01", "before": middle} if condition == "earlier_half" else {
            "from": middle, "before": "9999-12-31"}
        return [{"table": "documents", "where": {"kind": "complaint", "date": ends}}]
    if condition == "without_duplicates":
        return [COMPLAINTS, {"table": "documents", "where": {"duplicate_of": {"present": True}}, "without": True}]
    if condition == "without_source":
        return [COMPLAINTS, {"table": "documents", "where": {"source_file": detail}, "without": True}]
    return [COMPLAINTS]


def _middle(documents: Source, day: str) -> str:
    """The moment that parts all complaints in halves; the day, where a sample of them was halved on another one."""
    rows = documents.read(["kind", "date"]).to_pylist()
    known = sorted(row["date"] for row in rows if row["kind"] == "complaint" and row["date"] is not None)
    middle = known[len(known) // 2] if known else None
    return middle.isoformat() if middle and middle.strftime("%Y-%m-%d") == day else day
