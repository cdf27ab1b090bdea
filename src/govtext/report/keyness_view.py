"""`govtext show keywords --by GROUPING`: the words that set groups apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govtext.errors import GovtextError, nearest
from govtext.report.terminal import LABELS, View
from govtext.report.wording import REQUEST_LABELS, Phrase, Say, decimal, number, p_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govtext.store import Source

_WORDS = 8
# Adjusted p below which a word is listed; --group tells all.
_CLEAR = 0.05
# Groupings that the issues stage makes: their table is there only after that stage.
_CODED = ("request_type", "problem")


def keyness_view(
    sources: dict[str, Source], say: Say, by: str, group: str = "", labels: Mapping[str, Phrase] | None = None
) -> View:
    """Return the strongest words of every group, or all figures of one group's words.

    `labels` are those of the study's codes (problems and request types); the shipped ones' if not given.

    Raises:
        GovtextError: there is no such grouping or group; the message names those that there are.
    """
    if not by:
        raise GovtextError("--group needs --by", hint="write: govtext show keywords --by region --group NAME")
    rows = sources["code_keyness" if by in _CODED else "keyness"].read().to_pylist()
    known = sorted({row["grouping"] for row in rows} | set(_CODED))
    if by not in known:
        raise GovtextError(
            f"there are no keywords by {by}",
            hint=f"there are {', '.join(known)}; others are asked for by keyness_groupings in pipeline/params.toml",
        )
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: (row["group"], -row["z"], row["word"])):
        if row["grouping"] == by:
            groups.setdefault(row["group"], []).append(row)
    if group:
        if group not in groups:
            raise GovtextError(f"there is no {by} {group} with words of its own", hint=nearest(group, list(groups)))
        return _one_group(say, printed_label(say, by, group, labels), by, groups[group])
    heads = [(by, False), (say("特征词（z 值；校正 p < 0.05）", "words (z; adjusted p < 0.05)"), False)]
    told = []
    for name, words in groups.items():
        clear = [row for row in words if row["p_adjusted"] is not None and row["p_adjusted"] < _CLEAR]
        shown = " ".join(f"{row['word']}({decimal(row['z'], 1)})" for row in clear[:_WORDS])
        none = say("（没有校正 p < 0.05 的词）", "(no word with adjusted p < 0.05)")
        told.append([printed_label(say, by, name, labels), shown or none])
    return View(say(f"各组特征词：{by}", f"Words that set groups apart: {by}"), heads, told)


def _one_group(say: Say, name: str, by: str, rows: list[dict[str, Any]]) -> View:
    heads = [
        (say("词", "word"), False),
        (say("次数", "count"), True),
        (say("组外", "rest"), True),
        (say("文本", "texts"), True),
        (say("对数优势比", "log odds"), True),
        ("z", True),
        ("p", True),
        ("G²", True),
        (say("对数比", "log ratio"), True),
    ]
    told = [
        [
            row["word"],
            number(row["count"]),
            number(row["rest_count"]),
            number(row["documents"]),
            decimal(row["log_odds"]),
            decimal(row["z"], 1),
            p_value(row["p_adjusted"]),
            decimal(row["log_likelihood"], 1),
            decimal(row["log_ratio"]),
        ]
        for row in rows
    ]
    return View(say(f"{name} 的特征词（{by}）", f"Words that set {name} apart ({by})"), heads, told)


def printed_label(say: Say, by: str, group: str, known: Mapping[str, Phrase] | None) -> str:
    """Return how a group is printed: a code by its label, of the study's codebook where given, and the code itself."""
    own = {"problem": LABELS, "request_type": REQUEST_LABELS} if known is None else dict.fromkeys(_CODED, known)
    labels = own.get(by, {})
    # The code as well: --group asks for it.
    return f"{say(labels[group])} {group}" if group in labels else group
