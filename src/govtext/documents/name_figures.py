"""What characters say in surnames and given names, in natural logarithms."""

from __future__ import annotations

from govtext.documents import name_characters as characters

# a character that is no word of the dictionary, as a word
UNKNOWN = -8.5
GIVEN = {
    **dict.fromkeys(characters.GIVEN_RARE, -8.6), **dict.fromkeys(characters.GIVEN_USUAL, -7.2),
    **dict.fromkeys(characters.GIVEN_COMMON, -5.4), **dict.fromkeys(characters.NEVER, -60.0),
}
OTHER_CHARACTER = -11.5
# they end names of places: 雷锋镇, 杜鹃路, 马坡岭
GIVEN |= {
    char: GIVEN.get(char, OTHER_CHARACTER) - 4.0
    for char in "镇路村街巷乡县区市厂店站寺港州省组队坝坪冲坡岭沟井厦阁居院馆堂渠塘坳垅湾庄屯府园苑里楼垸峪圩甸岗滩郡办"
}
# those in many given names
CORE = frozenset(char for char, value in GIVEN.items() if value >= GIVEN[characters.GIVEN_USUAL[0]])
SURNAME = {
    **dict.fromkeys(characters.SURNAMES_OTHER, -7.8), **dict.fromkeys(characters.SURNAMES_USUAL, -5.2),
    **dict.fromkeys(characters.SURNAMES_COMMON, -3.2), **dict.fromkeys(characters.COMPOUND, -7.5),
}
