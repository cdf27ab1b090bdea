"""Where a text belongs: its place and the office or official that it addresses.

Anonymised places carry their nesting in their name: A7县 lies in A市, and A3区 too. Others are looked up in a dated
table of divisions; a bare 朝阳区, which lies in two cities, is ambiguous and names no place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from govtext.errors import GovtextError

_CODED = re.compile(r"(?<![A-Za-z0-9])([A-Z])(\d{1,2})?(市|州|县|区)")
_OFFICE = (
    r"(?:人民政府|政府|政务(?:服务)?(?:中心|大厅)|委员会|管委会|街道办事处|街道办|办事处|办公厅|办公室|[局厅署]|"
    r"(?<![省市县区州])委|信访处|"
    r"支队|大队|派出所|服务中心|管理中心|热线|法院|检察院)"
)
_OFFICIAL = r"(?:书记|市长|县长|区长|省长|州长|局长|厅长|主任|镇长|乡长|部长|主席|专员|领导)"
_GREETING = r"(?:的?各?位?(?:领导|同志|先生|女士)(?:们)?)?(?:您们?好|你们?好|好)"
_ADDRESSED = re.compile(
    rf"(?:(?:尊敬|敬爱|亲爱|可敬)的|致|呈)(?P<formal>[^，,。：:！!？?；;\s]{{0,28}}?(?:{_OFFICE}|{_OFFICIAL}|"
    rf"[省市县区州]委))"
    rf"(?:{_GREETING}|的?各?位?(?:领导|同志|先生|女士)(?:们)?)?\s*[：:，,！!。\n]|"
    rf"(?P<plain>[^，,。：:！!？?；;\s]{{0,20}}?(?:{_OFFICE}|{_OFFICIAL}|"
    rf"[省市县区州]委))(?:{_GREETING}\s*[：:，,！!。\n]|(?:的?各?位?领导|同志)?[：:])"
)
_SEAT = re.compile(r"(?:[A-Z]\d{0,2}[市县区州]|[\u4e00-\u9fff]{2,6}?[省市县区州镇乡])?委?(?:[省市县区州]委)?")
_NO_ADDRESS = re.compile(r"我|请|举报|投诉|反映|关于|位于|附近|咨询|[是在有被把不]|公司|小区")
_GENERIC = re.compile(r"(?:各级|各位|有关|相关)?(?:各部门|部门|领导|政府)*")


def coded_place(*texts: str) -> tuple[str, str] | None:
    """Return (city, county) of the first anonymised place in the texts, such as ("A市", "A7县"); county may be ""."""
    city = None
    for match in _CODED.finditer("\n".join(texts)):
        letter, number, unit = match.groups()
        if number and city in (None, f"{letter}市", f"{letter}州"):
            return city or f"{letter}市", match[0]
        if not number and unit in "市州" and city is None:
            city = letter + unit
    return (city, "") if city else None


def addressee(text: str) -> str | None:
    """Return the office or official that a message begins by addressing, without a person's name; None if none."""
    match = _ADDRESSED.match(text.lstrip()[:80])
    if not match:
        return None
    who = (match["formal"] or match["plain"]).replace("〔姓名〕", "")
    if _NO_ADDRESS.search(who):
        return None
    official = re.search(rf"(?:副)?{_OFFICIAL}$", who)
    if official and not re.search(_OFFICE, who[: official.start()]):
        before = who[: official.start()]
        place = _SEAT.match(before)
        kept = place[0] if place else ""
        who = kept + official[0]
    return who if 2 <= len(who) <= 30 and not _GENERIC.fullmatch(who) else None


_OFFICE_SEAT = re.compile(
    r"(?!本|全|我|该|某)(?P<province>[\u4e00-\u9fff]{2,3}省)?(?P<city>[\u4e00-\u9fff]{2,4}?(?:市|州|盟))?"
    r"(?P<county>[\u4e00-\u9fff]{2,4}?(?:县|区|旗))?(?=[\u4e00-\u9fff]{2})"
)


def seat_of(office: str) -> Place:
    """Return the place that an office's name begins with, whether a table has it or not (白石市教育局)."""
    match = _OFFICE_SEAT.match(office)
    return Place(match["province"], match["city"], match["county"]) if match else Place()


@dataclass(frozen=True)
class Place:
    """A place in its nesting, each None where it is not known."""

    province: str | None = None
    city: str | None = None
    county: str | None = None


@dataclass(frozen=True)
class Divisions:
    """Provinces, cities and counties of one year: (city, province), (county, city), (former name, present name)."""

    year: int
    provinces: tuple[str, ...]
    cities: tuple[tuple[str, str], ...]
    counties: tuple[tuple[str, str], ...]
    former: tuple[tuple[str, str], ...]

    @classmethod
    def from_table(cls, table: Mapping[str, Any], location: str = "divisions.toml") -> Divisions:
        """Return the divisions of a ``divisions.toml``.

        Raises:
            GovtextError: a county stands under a city that no province has.
        """
        provinces = table.get("provinces", {})
        cities = tuple((city, province) for province, names in provinces.items() for city in names)
        known = {city for city, _ in cities} | set(provinces)
        for city in table.get("counties", {}):
            if city not in known:
                raise GovtextError(f"[counties] names the city {city}, which no province has", file=location)
        counties = tuple((county, city) for city, names in table.get("counties", {}).items() for county in names)
        former = tuple(table.get("former", {}).items())
        return cls(int(table.get("year", 0)), tuple(provinces), cities, counties, former)

    def find(self, text: str) -> Place:
        """Return the first place that a text names, with what is known to contain it.

        A county behind its city counts even when the table does not have it (杭州市 and then 东山县); a county alone
        only when it lies in one city; a name within a longer one (南京市 within 南京市场) not at all.
        """
        finder = _finder(self)
        for match in finder.pattern.finditer(text):
            name = match[0]
            if text[match.end() : match.end() + 1] in _CONTINUES.get(name[-1], ""):
                continue
            name = finder.former.get(name, name)
            if name in finder.cities or name in self.provinces:
                return self._nested(name, text[match.end() : match.end() + 20], finder)
            holders = finder.holders.get(name, ())
            if len(holders) == 1:
                return Place(finder.cities.get(holders[0], holders[0]), holders[0], name)
        return Place()

    def _nested(self, name: str, after: str, finder: _Finder) -> Place:
        province, city = (finder.cities[name], name) if name in finder.cities else (name, None)
        if city is None:
            inner = finder.pattern.match(after)
            if inner and finder.cities.get(inner[0]) == name:
                city, after = inner[0], after[inner.end() :]
            elif name[:2] in ("北京", "天津", "上海", "重庆"):
                city = name
        county = _COUNTY_BEHIND.match(after) if city else None
        return Place(province, city, county[1] if county else None)


@dataclass(frozen=True)
class _Finder:
    pattern: re.Pattern[str]
    cities: Mapping[str, str]
    holders: Mapping[str, tuple[str, ...]]
    former: Mapping[str, str]


# 市场 and 区别 are words: 南京市 before 场 is no city
_CONTINUES = {"市": "场民", "区": "别域间", "县": "", "省": "", "州": "", "盟": ""}
_COUNTY_BEHIND = re.compile(r"((?!市|区|县)[\u4e00-\u9fff]{1,6}?(?:自治县|自治旗|新区|县|区|旗|市))(?![场域别间])")


@lru_cache(maxsize=4)
def _finder(divisions: Divisions) -> _Finder:
    holders: dict[str, tuple[str, ...]] = {}
    for county, city in divisions.counties:
        holders[county] = (*holders.get(county, ()), city)
    former = dict(divisions.former)
    cities = dict(divisions.cities)
    # 吉林省吉林市: the longer name first
    names = sorted({*divisions.provinces, *cities, *holders, *former}, key=lambda n: (-len(n), n))
    pattern = re.compile("|".join(map(re.escape, names)) or r"(?!)")
    return _Finder(pattern, cities, holders, former)
