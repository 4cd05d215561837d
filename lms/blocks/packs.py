"""The lessons that ship: units of content in the order in which they are taught, each a folder with its OLX and media."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

LESSONS = Path(__file__).parent / "lessons"


@dataclass(frozen=True)
class LessonInfo:
    """A shipped unit. `literacy` is for people who learn to read; `outcome` says what one can do after it, in its language."""

    id: str
    title: str
    language: str
    level: str
    literacy: bool
    outcome: str
    reviewed: bool

    @property
    def olx(self) -> bytes:
        """The unit as OLX."""
        return (LESSONS / self.id / "unit.xml").read_bytes()


@cache
def lessons() -> Sequence[LessonInfo]:
    """All of them, the first to teach first."""
    index = tomllib.loads((LESSONS / "lessons.toml").read_text(encoding="utf-8"))
    found = []
    for one in index["unit"]:
        root = etree.parse(LESSONS / one["id"] / "unit.xml").getroot()
        found.append(
            LessonInfo(
                one["id"],
                root.get("display_name", ""),
                index["language"],
                one["level"],
                one.get("literacy", False),
                (root.findtext(".//can-do") or "").strip(),
                index["review"] != "unreviewed",
            )
        )
    return tuple(found)
