"""Deadlines of the rules against the reply lags measured."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import numpy as np

from govtext.policies.gaps import wilson

SECONDS_A_DAY = 86_400
# What a deadline asks for decides whether reply lags speak to it.
_REPLY = re.compile(r"答复|回复|反馈|回应|办结|办理完毕|处理完毕|书面告知[^，。]{0,8}(?:结果|信访人|来电人)")
_COMPLAINT = re.compile(r"留言|信访|热线|投诉|举报|诉求|来电|来信|信箱|咨询[、和]?(?:求助|建议|投诉)|建议[、和]投诉")
# A limit that binds the writer (to ask for a review) or another office (to answer a proposal) bounds no reply.
_OTHER = re.compile(r"(?:信访人|申请人|来电人|当事人|投诉人)[^。；]{0,40}可以自收到|改进建议")


def asks_for_reply(sentence: str, article: str) -> bool:
    """Whether a time limit bounds the answer to a citizen's message (not, say, the issue of a licence)."""
    return bool(_REPLY.search(sentence) and _COMPLAINT.search(article) and not _OTHER.search(sentence))


def lies_in(place: str, region: str) -> bool:
    """Whether a place is a region or lies in it by its name (沅宁省沅安市 lies in 沅安市 and in 沅宁省)."""
    return bool(place and region) and (region in place or region.endswith(place))


class Lags:
    """Days from message to reply, by region."""

    def __init__(self, rows: Iterable[tuple[str | None, datetime | None, datetime | None]]) -> None:
        by_region: dict[str, list[float]] = defaultdict(list)
        for region, asked, answered in rows:
            if asked is not None and answered is not None:
                days = (answered - asked).total_seconds() / SECONDS_A_DAY
                if days >= 0:
                    by_region[region or ""].append(days)
        self._by_region = {region: np.sort(np.array(days)) for region, days in by_region.items()}

    def measure(self, region: str, days: float) -> dict[str, Any]:
        """Return what the replies of a region say to a deadline of so many calendar days.

        A national rule ("" or 全国) is held against all replies.

        Returns:
            replies, median_days, p90_days, within (share in time) and its interval; empty where none was measured.
        """
        national = region in ("", "全国")
        parts = [found for place, found in sorted(self._by_region.items()) if national or lies_in(place, region)]
        lags = np.sort(np.concatenate(parts)) if parts else np.empty(0)
        if not len(lags):
            return {}
        # Dates without a time of day: a reply on the last day is in time.
        within = int(np.searchsorted(lags, days + 1, side="left"))
        low, high = wilson(within, len(lags))
        return {
            "replies": len(lags), "median_days": round(float(np.median(lags)), 6),
            "p90_days": round(float(np.quantile(lags, 0.9)), 6),
            "within": round(within / len(lags), 6), "within_low": round(low, 6), "within_high": round(high, 6),
        }
