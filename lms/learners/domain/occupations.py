"""Occupation codes: an ISCO-08 code, an ESCO code or the address of an ESCO concept, as somebody types or pastes it. Pure.

No list ships: a code is checked for its form and for the group it begins with. The groups are those of the ILO's
International Standard Classification of Occupations 2008; ESCO puts its occupations below them.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote

_LAST = {"0": 3, "1": 4, "2": 6, "3": 5, "4": 4, "5": 4, "6": 3, "7": 5, "8": 3, "9": 6}
SUB_MAJOR = frozenset(f"{major}{minor}" for major, last in _LAST.items() for minor in range(1, last + 1))
"""The 43 sub-major groups of ISCO-08 (ILO, 2012, volume 1): the first two digits of every code."""
ESCO = "http://data.europa.eu/esco"
_CODE = re.compile(r"(\d{2,4})((?:\.\d+)*)")
_CONCEPT = re.compile(r"https?://data\.europa\.eu/esco/occupation/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.I)
_GROUP = re.compile(r"https?://data\.europa\.eu/esco/isco/C(\d{2,4})", re.I)


@dataclass(frozen=True)
class Occupation:
    """`isco`: two to four digits, empty for a concept that is named by its address alone. `esco`: code or address."""

    isco: str
    esco: str = ""

    def __str__(self) -> str:
        return self.esco or self.isco

    @property
    def major(self) -> str:
        """The first digit: one of the ten major groups, empty where it is not known."""
        return self.isco[:1]

    @property
    def uri(self) -> str:
        """The address under which ESCO publishes the concept, else that of its ISCO group."""
        return self.esco if self.esco.startswith(ESCO) else f"{ESCO}/isco/C{self.isco}"


def occupation(text: str) -> Occupation | None:
    """What a code stands for, None for one that has no such form. The address of a page of ESCO names its concept in it."""
    typed = unquote(text).strip()
    if concept := _CONCEPT.search(typed):
        return Occupation("", f"{ESCO}/occupation/{concept[1].lower()}")
    found = _GROUP.search(typed)
    if found:
        return Occupation(found[1]) if found[1][:2] in SUB_MAJOR else None
    code = _CODE.fullmatch(typed)
    if code is None or code[1][:2] not in SUB_MAJOR or (code[2] and len(code[1]) != 4):
        return None
    return Occupation(code[1], f"{code[1]}{code[2]}" if code[2] else "")
