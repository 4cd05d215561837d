"""Whom a course or a meeting is for, and why it fits somebody. A new group is a line here and its words. Pure.

Only what somebody said herself or showed in placement is looked at: no nationality, no religion, no sex.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.kernel.vocabulary import Literacy


class Group(StrEnum):
    """People whom something is for."""

    EVERYBODY = "everybody"
    LEVEL = "level"
    """Those whose track and level are the course's."""
    PARENTS = "parents"
    WORKERS = "workers"
    NEW_SCRIPT = "new_script"
    LITTLE_SCHOOL = "little_school"
    YOUNG = "young"
    OLDER = "older"


OF_COURSES = tuple(Group)
OF_MEETINGS = tuple(one for one in Group if one is not Group.LEVEL)
SCHOOL_AGE, GROWN, OLD = 7, 27, 55
LITTLE_SCHOOL = 6
"""So few years at school are little."""


@dataclass(frozen=True)
class Known:
    """What is known of somebody, as far as groups ask."""

    track: str = ""
    level: str = ""
    birth_date: date | None = None
    literacy: str = ""
    schooling_years: int | None = None
    children_born: tuple[date, ...] = ()
    works: bool = False


def why(target: Iterable[str], known: Known, today: date, *, track: str = "", level: str = "") -> tuple[Group, ...]:
    """The groups of a target that somebody belongs to, in the order of the table; none where it is meant for others."""
    wanted = frozenset(target)
    return tuple(group for group in Group if group.value in wanted and _is_in(group, known, today, (track, level)))


def _is_in(group: Group, known: Known, today: date, begins: tuple[str, str]) -> bool:
    match group:
        case Group.EVERYBODY:
            return True
        case Group.LEVEL:
            return bool(known.track) and (known.track, known.level) == begins
        case Group.PARENTS:
            return any(_age(born, today) < SCHOOL_AGE for born in known.children_born)
        case Group.WORKERS:
            return known.works
        case Group.NEW_SCRIPT:
            return known.literacy in (Literacy.NONE, Literacy.FUNCTIONAL, Literacy.OTHER_SCRIPT)
        case Group.LITTLE_SCHOOL:
            return known.schooling_years is not None and known.schooling_years <= LITTLE_SCHOOL
        case Group.YOUNG:
            return known.birth_date is not None and _age(known.birth_date, today) < GROWN
        case Group.OLDER:
            return known.birth_date is not None and _age(known.birth_date, today) >= OLD


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def chosen(codes: Iterable[str], allowed: Collection[Group]) -> tuple[str, ...]:
    """Of what was typed, the groups that may be named, in the order of the table."""
    known = set(codes)
    return tuple(group.value for group in Group if group in allowed and group.value in known)
