"""What stands before and behind the rows of a Stata file (help dta, release 118: Stata 14 and later, UTF-8).

The bytes are those that pandas writes of a whole table in memory (tested); its import alone takes half a second.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

DOUBLE, BYTE = 65_526, 65_530  # types of numbers; a text's type is its width
CREATED = b"01 Jan 2000 00:00"  # the same bytes on every day
# Bytes of a field, its closing 0 counted: four for each character that Stata allows.
_NAME, _FORM, _LABEL = 129, 57, 321
_SECTIONS = 14  # of the map


@dataclass(frozen=True)
class DtaVariable:
    """A variable of a Stata file.

    Attributes:
        name: at most 32 characters.
        label: what it is, at most 80 characters.
        type: DOUBLE, BYTE, or bytes of the longest text.
        form: as Stata shows it; a text's follows from its width.
        labels: value → its label.
    """

    name: str
    label: str
    type: int
    form: str
    labels: Mapping[int, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The type of its values in a row, as NumPy names it."""
        return {DOUBLE: "<f8", BYTE: "i1"}.get(self.type) or f"S{self.type}"

    @property
    def width(self) -> int:
        """Bytes of a value in a row."""
        return {DOUBLE: 8, BYTE: 1}.get(self.type, self.type)


def dta_frame(variables: Sequence[DtaVariable], rows: int) -> tuple[bytes, bytes]:
    """Return what stands before the rows, and what behind them."""
    header = b"".join([
        b"<header><release>118</release><byteorder>LSF</byteorder><K>", struct.pack("<H", len(variables)), b"</K><N>",
        struct.pack("<Q", rows), b"</N><label>\0\0</label><timestamp>", bytes([len(CREATED)]), CREATED,
        b"</timestamp></header>",
    ])
    sections = [
        _tagged(b"variable_types", b"".join(struct.pack("<H", one.type) for one in variables)),
        _tagged(b"varnames", b"".join(_padded(one.name, _NAME) for one in variables)),
        _tagged(b"sortlist", bytes(2 * len(variables) + 2)),
        _tagged(b"formats", b"".join(_padded(one.form, _FORM) for one in variables)),
        _tagged(b"value_label_names", b"".join(_padded(one.name if one.labels else "", _NAME) for one in variables)),
        _tagged(b"variable_labels", b"".join(_padded(one.label, _LABEL) for one in variables)),
        _tagged(b"characteristics", b""),
    ]
    labels = b"".join(_labels(one) for one in variables if one.labels)
    behind = [_tagged(b"strls", b""), _tagged(b"value_labels", labels)]
    opened, closed, end = b"<data>", b"</data>", b"</stata_dta>"
    begin = len(b"<stata_dta>") + len(header)
    sizes = [begin, len(_tagged(b"map", bytes(8 * _SECTIONS))), *map(len, sections),
             len(opened) + rows * sum(one.width for one in variables) + len(closed), *map(len, behind), len(end)]
    places = [sum(sizes[:number]) for number in range(_SECTIONS)]
    head = [b"<stata_dta>", header, _tagged(b"map", struct.pack(f"<{_SECTIONS}Q", *places)), *sections, opened]
    return b"".join(head), b"".join([closed, *behind, end])


def _labels(one: DtaVariable) -> bytes:
    """Return a table of value labels, named like its variable."""
    texts = [label.encode() + b"\0" for _, label in sorted(one.labels.items())]
    places = [sum(map(len, texts[:number])) for number in range(len(texts))]
    numbers = [len(texts), sum(map(len, texts)), *places, *sorted(one.labels)]
    table = struct.pack(f"<{len(numbers)}i", *numbers) + b"".join(texts)
    return _tagged(b"lbl", struct.pack("<i", len(table)) + _padded(one.name, _NAME + 3) + table)


def _padded(text: str, size: int) -> bytes:
    return text.encode().ljust(size, b"\0")


def _tagged(name: bytes, content: bytes) -> bytes:
    return b"<" + name + b">" + content + b"</" + name + b">"
