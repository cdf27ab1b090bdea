"""Deadlines of the rules against the reply lags measured."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import numpy as np

from govtext.inference import wilson
from govtext.regions import lies_in

# What a deadline asks for decides whether reply lags speak to it.
_REPLY = re.compile(r"答复|回复|反馈|回应|办结|办理完毕|处理完毕|书面告知[^，。]{0,8}结果")
_COMPLAINT = re.compile(r"留言|信访|热线|投诉|举报|诉求|来电|来信|信箱|咨询[、和]?(?:求助|建议|投诉)|建议[、和]投诉")
# A limit that binds the writer (to ask for a review) or another office (to answer a proposal), that is for reviewing
# a decision, or for telling whether a matter is accepted and where it went, bounds no reply.
_OTHER = re.compile(
    r"(?:信访人|申请人|来电人|当事人|投诉人)[^。；]{0,40}可以自收到|改进建议|复查|复核|复议|"
    r"是否(?:予以|准予|给予)?受理|(?:不予|予以)受理|受理(?:情况|通知|告知)|接收情况"
)
# 不能当场答复的，应当…: a case, not what is to be done.
_ON_THE_SPOT = re.compile(r"(?:不能|无法|能够|能|可以)(?:当场|即时|直接|立即)[^，。；]{0,12}的")


def asks_for_reply(sentence: str, article: str) -> bool:
    """Whether a time limit bounds replying to, handling or concluding what a citizen raised.

    Not, say, the issue of a licence, the review (复查) of a decision, or telling whether a matter is accepted.
    """
    asked = _ON_THE_SPOT.sub("", sentence)
    return bool(_REPLY.search(asked) and _COMPLAINT.search(article) and not _OTHER.search(sentence))


class Lags:
    """Days from message to reply, by region: whole days of the calendar, as in the table `responses`."""

    def __init__(self, rows: Iterable[tuple[str | None, datetime | None, datetime | None]]) -> None:
        by_region: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for region, asked, answered in rows:
            if asked is not None and answered is not None:
                days = answered.toordinal() - asked.toordinal()
                if days >= 0:
                    by_region[region or ""].append((asked.toordinal(), days))
        self._by_region = {region: np.array(found) for region, found in by_region.items()}

    def measure(self, region: str, days: float, since: datetime | None = None) -> dict[str, Any]:
        """Return what the replies of a region say to a deadline of so many calendar days.

        A national rule ("" or 全国) is held against all replies; a rule dated `since` against those alone whose
        message was written that day or later.

        Returns:
            replies, median_days, p90_days, within (share in time), its interval, and later (False); later (True)
            alone where every message is older than the rule; empty where no reply was measured.
        """
        national = region in ("", "全国")
        parts = [found for place, found in sorted(self._by_region.items()) if national or lies_in(place, region)]
        if not parts:
            return {}
        measured = np.concatenate(parts)
        lags = np.sort(measured[measured[:, 0] >= since.toordinal(), 1] if since else measured[:, 1])
        if not len(lags):
            return {"later": True}
        within = int(np.searchsorted(lags, days, side="right"))
        low, high = wilson(within, len(lags))
        return {
            "replies": len(lags), "median_days": round(float(np.median(lags)), 6),
            "p90_days": round(float(np.quantile(lags, 0.9)), 6), "later": False,
            "within": round(within / len(lags), 6), "within_low": round(low, 6), "within_high": round(high, 6),
        }
