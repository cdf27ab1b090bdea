"""The head of an SPSS file: what stands before its rows.

By the description of system files in PSPP's manual: header, a record for each variable and each further eight bytes of
its texts, value labels, and what later releases added. pyreadstat writes the same (tested), a value at a time and with
pandas, whose import alone takes half a second.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

LONGEST, COUNTED = 255, 252  # bytes of a text in one piece; of a longer one so many count for each piece
ELEMENT = 8  # bytes
SHORT_NAME, PIECE_NAME = 8, 5  # characters
PRODUCT = b"@(#) SPSS DATA FILE - https://github.com/WizardMac/ReadStat"
CREATED = b"01 Jan 0000:00:00"  # the same bytes on every day
MISSING, HIGHEST, LOWEST = b"\xff" * 6 + b"\xef\xff", b"\xff" * 6 + b"\xef\x7f", b"\xfe" + b"\xff" * 5 + b"\xef\xff"
BIAS = 100.0  # of the small whole numbers
TEXT, NUMBER, DATE_TIME = 1, 5, 22  # kinds of format
UTF8 = 65_001
NOMINAL, SCALE = 1, 3
SHOWN, LEFT, RIGHT = 8, 0, 1  # characters of a column on the screen, and which side its values keep to


@dataclass(frozen=True)
class SavVariable:
    """A variable of an SPSS file.

    Attributes:
        name: as it is shown.
        label: what it is.
        width: bytes of the longest text; 0 for a number.
        form: kind of format, width and decimals as SPSS writes them, of a number.
        measure: NOMINAL or SCALE.
        labels: value, packed as the file holds it, → its label.
    """

    name: str
    label: str
    width: int
    form: tuple[int, int, int] = (NUMBER, 8, 2)
    measure: int = SCALE
    labels: Mapping[bytes, str] = field(default_factory=dict)

    @property
    def pieces(self) -> list[int]:
        """Bytes of each variable that holds a piece of it; one of 0 for a number."""
        if self.width <= LONGEST:
            return [self.width]
        more = -(-self.width // COUNTED) - 1
        return [LONGEST] * more + [self.width - more * COUNTED]

    @property
    def elements(self) -> int:
        """How many times eight bytes a value takes in a row."""
        return sum(-(-max(one, 1) // ELEMENT) for one in self.pieces)


def sav_head(variables: Sequence[SavVariable], rows: int) -> bytes:
    """Return what stands before the rows."""
    short = _short_names([one.name for one in variables])
    at = [sum(one.elements for one in variables[:number]) for number in range(len(variables) + 1)]
    parts = [
        b"$FL2", PRODUCT.ljust(60), struct.pack("<5id", 2, at[-1], 1, 0, rows, BIAS), CREATED, b" " * 64 + b"\0" * 3,
    ]
    pieces: Counter[bytes] = Counter()
    for name, one in zip(short, variables, strict=True):
        parts += _records(one, name, pieces)
    for number, one in enumerate(variables):
        parts += _short_labels(one, at[number] + 1)
    parts.append(_extension(3, 4, struct.pack("<8i", 20, 0, 0, -1, 1, 1, 2, UTF8)))
    parts.append(_extension(4, 8, MISSING + HIGHEST + LOWEST))
    parts.append(_extension(20, 1, b"UTF-8"))
    shown = [(one.measure, SHOWN, LEFT if one.width else RIGHT) for one in variables for _ in one.pieces]
    parts.append(_extension(11, 4, b"".join(struct.pack("<3i", *one) for one in shown)))
    pairs = zip(short, variables, strict=True)
    parts.append(_extension(13, 1, b"\t".join(name + b"=" + one.name.encode() for name, one in pairs)))
    long = [name + b"=%05d\0\t" % one.width for name, one in zip(short, variables, strict=True) if one.width > LONGEST]
    if long:
        parts.append(_extension(14, 1, b"".join(long)))
    labels = b"".join(_long_labels(one) for one in variables if one.labels and one.width > ELEMENT)
    if labels:
        parts.append(_extension(21, 1, labels))
    parts.append(_extension(16, 8, struct.pack("<2q", 1, rows)))
    return b"".join([*parts, struct.pack("<2i", 999, 0)])


def _records(one: SavVariable, name: bytes, pieces: Counter[bytes]) -> Iterator[bytes]:
    for at, width in enumerate(one.pieces):
        kind, shown, decimals = (TEXT, width, 0) if width else one.form
        form = kind << 16 | shown << 8 | decimals
        label = b"" if at else one.label.encode()
        if at:
            begins = one.name[:PIECE_NAME].upper().encode()
            name = begins + b"%d" % pieces[begins]
            pieces[begins] += 1
        yield struct.pack("<6i8s", 2, width, bool(label), 0, form, form, name.ljust(SHORT_NAME))
        if label:
            yield struct.pack("<i", len(label)) + label.ljust(-(-len(label) // 4) * 4)
        more = -(-max(width, 1) // ELEMENT) - 1
        yield struct.pack("<6i8s", 2, -1, 0, 0, 0x011D01, 0x011D01, b" " * SHORT_NAME) * more


def _short_labels(one: SavVariable, at: int) -> Iterator[bytes]:
    if one.labels and one.width <= ELEMENT:
        yield struct.pack("<2i", 3, len(one.labels))
        for value, label in one.labels.items():
            shown = bytes([len(label.encode())]) + label.encode()
            yield value.ljust(ELEMENT) + shown.ljust(-(-len(shown) // ELEMENT) * ELEMENT)
        yield struct.pack("<3i", 4, 1, at)


def _long_labels(one: SavVariable) -> bytes:
    name = one.name.encode()
    parts = [struct.pack("<i", len(name)), name, struct.pack("<2i", one.width, len(one.labels))]
    for value, label in one.labels.items():
        shown = label.encode()
        parts += [struct.pack("<i", one.width), value.ljust(one.width), struct.pack("<i", len(shown)), shown]
    return b"".join(parts)


def _extension(kind: int, size: int, content: bytes) -> bytes:
    return struct.pack("<4i", 7, kind, size, len(content) // size) + content


def _short_names(names: Sequence[str]) -> list[bytes]:
    """Return a name of eight characters for each variable: its beginning, where no one before it has it."""
    short: list[bytes] = []
    others = 0
    for name in names:
        cut = name[:SHORT_NAME].upper().encode()
        if cut in short or len(cut) > SHORT_NAME:
            others += 1
            cut = b"V%X" % others
        short.append(cut)
    return short
