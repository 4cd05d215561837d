"""What an exercise is for: level and skills, from the words that its author writes (`a1.listening a1.speaking`)."""

from collections import Counter
from collections.abc import Iterable

from lms.kernel.vocabulary import LEVELS, Skill


def aims(can_do: str) -> list[tuple[str, str]]:
    """(level, skill) of every word that names both; whatever else stands there is somebody's own key."""
    found = []
    for word in can_do.split():
        level, _dot, skill = word.partition(".")
        if level in LEVELS and skill in set(Skill):
            found.append((level, skill))
    return found


def of_a_page(can_dos: Iterable[str]) -> tuple[str, list[str]]:
    """The level that most exercises of a page name (nothing without one), and all skills in their usual order."""
    named = [one for text in can_dos for one in aims(text)]
    level = Counter(level for level, _skill in named).most_common(1)
    skills = {skill for _level, skill in named}
    return (level[0][0] if level else ""), [one.value for one in Skill if one in skills]


def language_of(named: Iterable[str]) -> str:
    """The language that most exercises of a page name."""
    found = Counter(one for one in named if one).most_common(1)
    return found[0][0] if found else ""
