"""How much of a topic there is by year and region, each with the other held as it is, and whether groups differ.

A fractional logit for each topic (Papke and Wooldridge 1996): the expected share of a text is the
logistic function of its year and its region. As in structural topic models (Roberts, Stewart and
Airoldi 2016) prevalence is estimated from covariates; here after the topics, which stay the same
whatever covariates are looked at. Intervals are robust to any distribution of the shares (sandwich)
and don't hold the uncertainty of the topics themselves.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import chdtrc, expit

from govtext.inference import Z, benjamini_hochberg

Array = NDArray[np.float64]
# Penalty on the groups' coefficients: a group without any text of a topic would have none.
RIDGE = 0.1
_NEWTON_STEPS = 50
# Texts added up at a time: bounds the memory whatever the corpus.
_BLOCK = 50_000


@dataclass(frozen=True)
class Cells:
    """Texts added up by their combination of groups: all that the model needs of them.

    Attributes:
        design: cells × columns: a constant, then 0 or 1 for each group but the first of each covariate.
        columns: for each column after the constant its (covariate, group).
        texts: texts in each cell.
        sums, squares: cells × topics: sums of the shares and of their squares.
        names: covariate → its groups, in order; the first one has no column.
        members: covariate → cell → number of its group.
    """

    design: Array
    columns: list[tuple[str, str]]
    texts: Array
    sums: Array
    squares: Array
    names: dict[str, list[str]]
    members: dict[str, NDArray[np.int64]]

    @classmethod
    def of(cls, shares: NDArray[Any], covariates: dict[str, list[str | None]], least: int) -> Cells:
        """Return the cells of texts × topics shares; texts without any share are left out.

        Args:
            shares: one row per text.
            covariates: name → each text's group. A covariate without two groups of `least` texts is left out.
            least: groups of fewer texts, and texts without a group, stand together in one group named "".
        """
        names: dict[str, list[str]] = {}
        codes: list[NDArray[np.int64]] = []
        weighed = np.flatnonzero(shares.any(axis=1))
        for name, values in covariates.items():
            mine = [values[at] or "" for at in weighed.tolist()]
            large = sorted(group for group, texts in Counter(mine).items() if texts >= least and group)
            if len(large) > 1:
                place = {group: at for at, group in enumerate(large)}
                code = np.array([place.get(value, len(large)) for value in mine], dtype=np.int64)
                names[name] = [*large, *([""] if (code == len(large)).any() else [])]
                codes.append(code)
        if not codes:
            empty = np.zeros((0, shares.shape[1]))
            return cls(np.zeros((0, 1)), [], np.zeros(0), empty, empty, {}, {})
        unique, cell = np.unique(np.stack(codes, axis=1), axis=0, return_inverse=True)
        cell = cell.ravel()
        texts = np.bincount(cell, minlength=len(unique)).astype(np.float64)
        sums, squares = np.zeros((len(unique), shares.shape[1])), np.zeros((len(unique), shares.shape[1]))
        for first in range(0, len(weighed), _BLOCK):
            mine_cells = cell[first : first + _BLOCK]
            part = shares[weighed[first : first + _BLOCK]].astype(np.float64)
            adding = sparse.csr_matrix(
                (np.ones(len(part)), (mine_cells, np.arange(len(part)))), (len(unique), len(part))
            )
            sums += adding @ part
            squares += adding @ part**2
        columns = [(name, group) for name, groups in names.items() for group in groups[1:]]
        members = {name: unique[:, at] for at, name in enumerate(names)}
        parts = [members[name][:, None] == np.arange(1, len(names[name]))[None, :] for name in names]
        design = np.concatenate([np.ones((len(unique), 1)), *parts], axis=1).astype(np.float64)
        return cls(design, columns, texts, sums, squares, names, members)


def prevalence_tables(
    shares: NDArray[Any], covariates: dict[str, list[str | None]], least: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return rows of topic_prevalence and of topic_tests.

    Args:
        shares: texts × topics.
        covariates: name → each text's group.
        least: groups of fewer texts are not told apart.
    """
    cells = Cells.of(shares, covariates, least)
    prevalence: list[dict[str, Any]] = []
    tests: list[dict[str, Any]] = []
    for topic in range(shares.shape[1]) if cells.names else ():
        coefficients, covariance = _fit(cells, topic)
        for name in cells.names:
            prevalence += _adjusted(cells, topic, name, coefficients, covariance)
            tests.append(_test(cells, topic, name, coefficients, covariance))
    for row, adjusted in zip(tests, benjamini_hochberg([row["p"] for row in tests]).tolist(), strict=True):
        row["p_adjusted"] = round(adjusted, 6)
        row["p"] = round(row["p"], 6)
    return prevalence, tests


def _fit(cells: Cells, topic: int) -> tuple[Array, Array]:
    """Return the coefficients and their robust covariance matrix."""
    x, n, y = cells.design, cells.texts, cells.sums[:, topic]
    mean = min(max(float(y.sum() / n.sum()), 1e-6), 1 - 1e-6)
    beta = np.zeros(x.shape[1])
    beta[0] = np.log(mean / (1 - mean))
    penalty = np.full(x.shape[1], RIDGE)
    penalty[0] = 0.0
    for _ in range(_NEWTON_STEPS):
        mu = expit(x @ beta)
        bread = np.einsum("ci,c,cj->ij", x, n * mu * (1 - mu), x) + np.diag(penalty)
        step = np.linalg.solve(bread + 1e-9 * np.eye(len(beta)), x.T @ (y - n * mu) - penalty * beta)
        beta = beta + np.clip(step, -3.0, 3.0)
        if np.abs(step).max() < 1e-9:
            break
    mu = expit(x @ beta)
    bread = np.linalg.inv(
        np.einsum("ci,c,cj->ij", x, n * mu * (1 - mu), x) + np.diag(penalty) + 1e-9 * np.eye(len(beta))
    )
    residual = cells.squares[:, topic] - 2 * mu * y + n * mu**2
    meat = np.einsum("ci,c,cj->ij", x, residual, x)
    return beta, bread @ meat @ bread


def _adjusted(
    cells: Cells, topic: int, name: str, beta: Array, covariance: Array
) -> list[dict[str, Any]]:
    """Return each group's mean predicted share, were all texts of that group and else as they are."""
    own = [1 + at for at, (covariate, _) in enumerate(cells.columns) if covariate == name]
    weights = cells.texts / cells.texts.sum()
    rows = []
    for number, group in enumerate(cells.names[name]):
        if not group:
            continue
        moved = cells.design.copy()
        moved[:, own] = 0.0
        if number:
            moved[:, own[number - 1]] = 1.0
        mu = expit(moved @ beta)
        share = float(weights @ mu)
        slope = (weights * mu * (1 - mu)) @ moved
        error = float(np.sqrt(max(slope @ covariance @ slope, 0.0)))
        inside = cells.members[name] == number
        texts = float(cells.texts[inside].sum())
        rows.append(
            {
                "topic_id": topic, "grouping": name, "group": group,
                "share": round(float(cells.sums[inside, topic].sum()) / texts, 6), "adjusted": round(share, 6),
                "low": round(max(share - Z * error, 0.0), 6),
                "high": round(min(share + Z * error, 1.0), 6), "documents": int(texts),
            }
        )
    return rows


def _test(cells: Cells, topic: int, name: str, beta: Array, covariance: Array) -> dict[str, Any]:
    """Return the Wald test that the covariate's groups don't differ, and the effect size omega squared.

    Groups are those that have a name: texts without a group, or of a small one, are held as they are and are no group
    that a region or year could differ from.
    """
    own = [1 + at for at, (covariate, group) in enumerate(cells.columns) if covariate == name and group]
    part = covariance[np.ix_(own, own)]
    statistic = float(beta[own] @ np.linalg.pinv(part) @ beta[own])
    effect, texts = _omega_squared(cells, topic, name)
    return {
        "topic_id": topic, "grouping": name, "groups": len(own) + 1, "documents": texts,
        "statistic": round(statistic, 4), "p": float(chdtrc(len(own), statistic)), "effect": round(effect, 6),
    }


def _omega_squared(cells: Cells, topic: int, name: str) -> tuple[float, int]:
    """Return the part of the shares' variance that lies between the named groups, corrected for chance (Hays 1963).

    Beside it the texts of these groups.
    """
    groups = sum(map(bool, cells.names[name]))
    named = cells.members[name] < groups
    texts = np.bincount(cells.members[name][named], cells.texts[named], groups)
    sums = np.bincount(cells.members[name][named], cells.sums[named, topic], groups)
    total = float(texts.sum())
    mean = float(sums.sum()) / total
    between = float(np.sum(sums**2 / np.maximum(texts, 1.0))) - total * mean**2
    whole = float(cells.squares[named, topic].sum()) - total * mean**2
    within = max(whole - between, 0.0) / max(total - groups, 1.0)
    return max((between - (groups - 1) * within) / max(whole + within, 1e-12), 0.0), int(total)
