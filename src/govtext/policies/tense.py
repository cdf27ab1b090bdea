"""What a work report looks back on, and what it sets out to do."""

from __future__ import annotations

import re

from govtext.policies.outline import Clause

_REVIEW = re.compile(r"回顾|成就|过去|主要工作和|工作总结|工作情况")
_TASK = re.compile(
    r"任务|安排|重点工作|主要工作|目标|要求|今年|举措|规划|说明|考虑|自身建设|政府治理|政府建设|政府职能|满意的"
)
_YEAR = re.compile(r"20\d{2}")
_PAST = re.compile(
    r"过去(?:一年|五年|的)|一年来|五年来|去年|这五年|上年|回顾|同比|增长\d|"
    r"(?:实现|完成|达到|达|建成|新增|荣获|获批|取得|突破)了?[^，。]{0,12}\d|"
    r"取得|成功|显著|圆满|已(?:经|建|完)?|获评|清醒(?:地)?(?:看到|认识到)"
)
_FUTURE = re.compile(
    r"今年|明年|要(?!素|求|点|闻|害|道|领)|将(?!军)|力争|推进|加快|加强|深化|完善|强化|确保|健全|落实|支持|实施|建设|"
    r"推动|提升|到20[23]\d年|目标|着力"
)


def tense_of(text: str, clauses: list[Clause]) -> list[str | None]:
    """Return "review" or "task" for each clause of a work report, None where nothing tells.

    The heading decides; a report that opens without one, or whose heading names no time, is told by its wording.
    """
    year = _report_year(text)
    return [_tense(text, clause, year) for clause in clauses]


def _report_year(text: str) -> int | None:
    title, _, body = text.partition("\n")
    match = _YEAR.search(title) or _YEAR.search(body[:600])
    return int(match.group()) if match else None


def _tense(text: str, clause: Clause, year: int | None) -> str | None:
    told = _by_heading(clause.chapter, year) if clause.chapter else None
    if told:
        return told
    wording = text[clause.start : clause.end]
    past, future = len(_PAST.findall(wording)), len(_FUTURE.findall(wording))
    if clause.chapter:
        # A section whose heading names neither time states what is to be done, unless figures reached fill it.
        return "review" if past > future else "task"
    if re.search(r"报告工作|请予审议|各位代表", wording[:60]):
        return None
    if past == future:
        return None
    return "review" if past * 2 > future else "task"


def _by_heading(heading: str, year: int | None) -> str | None:
    if _REVIEW.search(heading):
        return "review"
    years = [int(found) for found in _YEAR.findall(heading)]
    if year and years:
        return "task" if max(years) >= year else "review"
    return "task" if _TASK.search(heading) else None
