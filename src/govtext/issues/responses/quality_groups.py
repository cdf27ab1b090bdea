"""The quality of replies by group: shares and means with their 95 % intervals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from govtext.imports import one_by_one
from govtext.inference import wilson

Row = dict[str, Any]
ALL = "all"
_DECIMALS = 6
_SENT_AWAY = ("not_competent", "elsewhere")
COLUMNS = (
    "doc_id", "office", "on_topic", "completeness", "template", "referral", "dated_commitments", "rules_cited",
)


def quality_groups(
    quality: pa.Table, findings: Mapping[str, Mapping[str, Sequence[str]]], least: int
) -> list[Row]:
    """Return the rows of reply_quality_groups: one for all replies, and one for each group of at least `least`.

    Args:
        quality: `COLUMNS` of reply_quality.
        findings: further groupings, name → (doc_id → groups). The offices that sign are one in any case.
        least: replies that a group needs to get a row.
    """
    if not quality.num_rows:
        return []
    measures = {
        "on_topic": _numbers(quality["on_topic"]),
        "completeness": _numbers(quality["completeness"]),
        "template": _numbers(quality["template"]),
        "sent_away": _numbers(pc.is_in(quality["referral"], value_set=pa.array(_SENT_AWAY))),
        "transferred": _numbers(pc.fill_null(pc.equal(quality["referral"], "transferred"), False)),
        "dated_commitment": _numbers(pc.greater(quality["dated_commitments"], 0)),
        "cites_rule": _numbers(pc.greater(pc.list_value_length(quality["rules_cited"]), 0)),
    }
    ids, offices = quality["doc_id"].to_pylist(), quality["office"].to_pylist()
    groupings: dict[str, dict[str, list[int]]] = {"office": {}}
    for at, name in enumerate(offices):
        if name:
            groupings["office"].setdefault(name, []).append(at)
    for grouping, by_document in findings.items():
        members = groupings.setdefault(grouping, {})
        for at, doc in enumerate(ids):
            for value in by_document.get(doc, ()):
                members.setdefault(value, []).append(at)
    rows = [_row(ALL, ALL, np.arange(len(ids)), measures)]
    for grouping, members in groupings.items():
        rows += [
            _row(grouping, group, np.array(chosen), measures)
            for group, chosen in sorted(members.items())
            if len(chosen) >= least
        ]
    return rows


def _numbers(column: pa.ChunkedArray | pa.Array) -> NDArray[np.float64]:
    return np.asarray(pc.cast(column, pa.float64()).to_numpy(), dtype=np.float64)


def _row(grouping: str, group: str, chosen: NDArray[np.int64], measures: Mapping[str, NDArray[np.float64]]) -> Row:
    row: Row = {"grouping": grouping, "group": group, "replies": len(chosen)}
    for name, values in measures.items():
        own = values[chosen]
        low, high = mean_interval(own) if name == "completeness" else wilson(int(own.sum()), len(own))
        row |= {
            name: round(float(own.mean()), _DECIMALS), f"{name}_low": round(low, _DECIMALS),
            f"{name}_high": round(high, _DECIMALS),
        }
    return row


def mean_interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return the 95 % interval of a mean of values from 0 to 1 by Student's t; of one value, 0 to 1.

    Values that are all alike have no spread to tell it by: it is that of a share of as many then (Wilson), which no
    such values can exceed in spread.
    """
    if len(values) < 2:
        return 0.0, 1.0
    if values.min() == values.max():  # the standard deviation of 0.6, ten times over, is not nought but 1e-16
        return wilson(float(values.sum()), len(values))
    with one_by_one:
        from scipy.special import stdtrit

    reach = float(stdtrit(len(values) - 1, 0.975)) * float(values.std(ddof=1)) / math.sqrt(len(values))
    return max(0.0, float(values.mean()) - reach), min(1.0, float(values.mean()) + reach)
