"""Administrative divisions: which province, city and county a text names, by a dated table.

A name that several cities have (鼓楼区) answers "ambiguous" unless the text names one of the cities as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from govtext.errors import GovtextError

_LINE = re.compile(r"(?P<code>\d{6})\s+(?P<name>\S+)(?:\s+(?P<until>\d{4}))?(?:\s+(?P<successor>\d{6}))?")
_LAST = re.compile("[省市县区州盟旗]")
# 市场 and 区别 are words: 南京市 before 场 is no city
_CONTINUES = {"市": "场民", "区": "别域间块"}
_COUNTY_BEHIND = re.compile(
    r"((?!市|区|县)(?:(?![的我在有是和这那各本全该])[\u4e00-\u9fff]){1,6}?"
    r"(?:自治县|自治旗|新区|县|区|旗|市))(?![场域别间])"
)
_SHORT = re.compile(
    r"(?:壮族|回族|维吾尔)?自治区$|特别行政区$|省$|市$|地区$|盟$|"
    r"(?:(?:[\u4e00-\u9fff]{1,4}?族)+|蒙古|柯尔克孜|哈萨克)自治州$"
)


@dataclass(frozen=True)
class Place:
    """A place in its nesting, each None where it is not known.

    Attributes:
        ambiguous: the cities that have a county of the name found, where the text does not say which is meant.
    """

    province: str | None = None
    city: str | None = None
    county: str | None = None
    ambiguous: tuple[str, ...] = ()


@dataclass(frozen=True)
class Divisions:
    """The divisions of one year.

    Attributes:
        year: of the state that the table shows.
        cities: city, prefecture or league → province; the four municipalities are their own.
        provinces: their names.
        holders: county or district → the cities that have one of this name.
        former: former name → present name.
        words: names that are words as well, and count only behind their city.
    """

    year: int
    provinces: tuple[str, ...]
    cities: Mapping[str, str]
    holders: Mapping[str, tuple[str, ...]]
    former: Mapping[str, str] = field(default_factory=dict)
    words: frozenset[str] = frozenset()

    @classmethod
    def from_lexicons(
        cls, table: Mapping[str, Any], lines: Sequence[str], location: str = "divisions.toml"
    ) -> Divisions:
        """Return the divisions of a ``divisions.toml`` and of the lines of a ``division_codes.txt``.

        Raises:
            GovtextError: a line is none of code and name, or a county of the study's stands under an unknown city.
        """
        present, past = _read_codes(lines)
        provinces = {code[:2]: name for code, name in present.items() if code.endswith("0000")}
        by_prefix = {code[:4]: name for code, name in present.items() if code.endswith("00")}
        cities: dict[str, str] = {}
        holders: dict[str, list[str]] = {}

        def enter(code: str, name: str) -> None:
            province = provinces.get(code[:2])
            if province is None or code.endswith("0000"):
                return
            if province in _MUNICIPALITIES:
                cities.setdefault(province, province)
            # what a province governs directly stands where cities stand
            if code.endswith("00") or (code[2:4] == "90" and province not in _MUNICIPALITIES):
                cities.setdefault(name, province)
                return
            city = province if province in _MUNICIPALITIES else by_prefix.get(code[:4])
            if city and city not in holders.setdefault(name, []):
                holders[name].append(city)

        former: dict[str, str] = {}
        for code, name in present.items():
            enter(code, name)
        for code, name, successor in past:
            if name in provinces.values() or name in cities:
                continue
            if successor in present:
                former.setdefault(name, present[successor])
            elif name not in holders:
                enter(code, name)
        for city, names in table.get("counties", {}).items():
            if city not in cities:
                raise GovtextError(f"[counties] names the city {city}, which no province has", file=location)
            for name in names:
                holders.setdefault(name, []).append(city)
        # a former name that is another place's present name says nothing
        former = {name: now for name, now in former.items() if name not in holders} | dict(table.get("former", {}))
        return cls(
            int(table.get("year", 0)), tuple(provinces.values()), cities,
            {name: tuple(dict.fromkeys(found)) for name, found in holders.items()}, former,
            frozenset(table.get("words", ())),
        )

    def find(self, text: str, context: Iterable[str] = ()) -> Place:
        """Return the first place that a text names, with what is known to contain it.

        A county behind its city counts even when the table does not have it (杭州市 and then 东山县). A county alone
        counts when one city has it, or when text or context name one of its cities or their province; else the
        answer has only ``ambiguous``. A name within a longer one (南京市 within 南京市场) does not count.

        Args:
            text: where the place is looked for.
            context: other texts about the same place, in which a parent may be named.
        """
        lengths = self._lengths
        for match in _LAST.finditer(text):
            end = match.end()
            for length in lengths.get(text[end - 2 : end], ()):
                name = text[end - length : end] if length <= end else ""
                if name in self._names and not (end < len(text) and text[end] in _CONTINUES.get(name[-1], "")):
                    place = self._place(name, text, end, context)
                    if place is not None:
                        return place
                    break
        return Place()

    def _place(self, name: str, text: str, end: int, context: Iterable[str]) -> Place | None:
        written, name = name, self.former.get(name, name)
        if name in self.cities or name in self.provinces:
            return self._nested(name, text[end : end + 20])
        before = text[: end - len(written)]
        holders = self.holders.get(name, ())
        behind = [c for c in holders if before.endswith((c, self._short[c], self.cities[c], _short(self.cities[c])))]
        if len(behind) == 1:
            return Place(self.cities[behind[0]], behind[0], name)
        if written in self.words or not _stands_alone(before, len(written)):
            return None
        if len(holders) > 1:
            everything = "\n".join((text, *context))
            named = [c for c in holders if c in everything or self._short[c] in everything]
            named = named or [c for c in holders if _short(self.cities[c]) in everything]
            if len(named) != 1:
                return Place(ambiguous=tuple(holders))
            holders = (named[0],)
        return Place(self.cities[holders[0]], holders[0], name) if holders else None

    def _nested(self, name: str, after: str) -> Place:
        province, city = (self.cities[name], name) if name in self.cities else (name, None)
        if city is None:
            inner = next((c for c in self._cities_of.get(name, ()) if after.startswith(c)), None)
            if inner:
                city, after = inner, after[len(inner) :]
            else:
                # 吉林省梨树县: the city between them is known
                county = _COUNTY_BEHIND.match(after)
                holders = [c for c in self.holders.get(county[1], ()) if self.cities[c] == name] if county else []
                city = holders[0] if len(holders) == 1 else None
        county = _COUNTY_BEHIND.match(after) if city else None
        return Place(province, city, self.former.get(county[1], county[1]) if county else None)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset({*self.provinces, *self.cities, *self.holders, *self.former})

    @cached_property
    def _lengths(self) -> Mapping[str, tuple[int, ...]]:
        """Last two characters → lengths of the names that end so, the longest first."""
        found: dict[str, set[int]] = {}
        for name in self._names:
            found.setdefault(name[-2:], set()).add(len(name))
        return {ending: tuple(sorted(lengths, reverse=True)) for ending, lengths in found.items()}

    @cached_property
    def _short(self) -> Mapping[str, str]:
        return {city: _short(city) for city in self.cities}

    @cached_property
    def _cities_of(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for city, province in self.cities.items():
            found.setdefault(province, []).append(city)
        return {province: tuple(sorted(names, key=lambda n: (-len(n), n))) for province, names in found.items()}


_MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")


def _read_codes(lines: Sequence[str]) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """Present divisions as code → name, and former ones as (code, name, present code or "")."""
    present: dict[str, str] = {}
    past: list[tuple[str, str, str]] = []
    for line in lines:
        match = _LINE.fullmatch(line)
        if not match:
            raise GovtextError(
                f'"{line}" is no division', file="pipeline/lexicons/division_codes.txt",
                hint="write: code name, or of a former one: code name year, and the present code if there is one",
            )
        if match["until"]:
            past.append((match["code"], match["name"], match["successor"] or ""))
        else:
            present[match["code"]] = match["name"]
    return present, past


def _short(name: str) -> str:
    """长沙市 is 长沙 for short, 内蒙古自治区 内蒙古, 恩施土家族苗族自治州 恩施; never fewer than two characters."""
    short = _SHORT.sub("", name)
    return short if len(short) >= 2 else name


# what may stand right before a county's name; 沿海城市 does not name 海城市
_BEFORE = frozenset("在到于是的住我们本家来自从与去及向往了对为把被让给请找由省州盟经属至过回离、")


def _stands_alone(before: str, length: int) -> bool:
    """True when a name of this length begins after ``before``, and is not the rest of a longer word."""
    char = before[-1:]
    return length > 3 or not "\u4e00" <= char <= "\u9fff" or (length == 3 and char in _BEFORE)
