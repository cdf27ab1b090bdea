"""How much a worker process may grow before loky puts a new one in its place, which loads all anew.

loky itself says 300 MB beyond what a worker starts with; the dictionaries, rules and fonts of all stages are some 600.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

# Bytes. A large study's stages leave more behind, and issues, which come after most of them, take most memory.
MOST_GROWTH = 500_000_000
# From the data set on, when the main process holds little. There both workers of a small study reached the other limit:
# new ones took half a second to come, in which processors waited, and loaded Arrow, pandas and fonts anew.
MOST_GROWTH_AT_END = 800_000_000


@dataclass
class _Growth:
    """What this process held when its growth was first limited, and what it may grow by; 0 where it is not limited."""

    began: int = 0
    most: int = 0


_growth = _Growth()


def limit_growth(most: int) -> None:
    """Let this process grow by so many bytes, if it is a worker of loky's."""
    executor = sys.modules.get("joblib.externals.loky.process_executor")
    if executor is not None:
        executor._MAX_MEMORY_LEAK_SIZE = most  # type: ignore[attr-defined]
        _growth.began, _growth.most = _growth.began or _resident(), most


def has_grown() -> bool:
    """Tell whether this process has grown by more than it may. What is free already counts, too, for loky."""
    return bool(_growth.most) and _resident() - _growth.began > _growth.most


def _resident() -> int:
    import psutil

    held: int = psutil.Process().memory_info().rss
    return held
