"""The doc_id of each row: the same row of the same file has the same one in every run."""

from __future__ import annotations

import hashlib
import itertools
from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from govtext.documents.rows import RawRow


@dataclass(frozen=True)
class RowNames:
    """What tells rows from all others, by columns.

    Attributes:
        names: file and sheet, and the row's number there or the file's own number for it.
        numbers: 48 bits of the hash of each.
        policies: whether the row is a policy.
    """

    names: list[str]
    numbers: list[int]
    policies: list[bool]

    @classmethod
    def of(cls, rows: Iterable[tuple[RawRow, str | None]]) -> RowNames:
        """Return the names of some rows, each given with the file's own number for it."""
        names, policies = [], []
        for row, source_id in rows:
            own = f"id {source_id}" if source_id else f"row {row.row}"
            names.append(f"{row.file}\n{row.sheet}\n{own}")
            policies.append(row.kind == "policy")
        return cls(names, list(map(_number_of, names)), policies)


def _number_of(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:6], "big")


class Identifiers:
    """Gives each row its doc_id."""

    def __init__(self) -> None:
        self._given: set[int] = set()
        # in the order given; the lowest bit says whether it is a policy
        self._order = array("Q")

    def of(self, rows: RowNames) -> list[str]:
        """Return for each row "c" or "p" and 12 hexadecimal digits; a number that a file gives twice is counted on."""
        first = len(self._order)
        for name, number, is_policy in zip(rows.names, rows.numbers, rows.policies, strict=True):
            for turn in itertools.count(2):
                if number not in self._given:
                    break
                number = _number_of(f"{name}\n{turn}")
            self._given.add(number)
            self._order.append(number << 1 | is_policy)
        return [self[at] for at in range(first, len(self._order))]

    def __getitem__(self, index: int) -> str:
        """Return the identifier given at a place of the order."""
        packed = self._order[index]
        return f"{'p' if packed & 1 else 'c'}{packed >> 1:012x}"
