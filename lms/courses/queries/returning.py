"""Coming back after a pause: what the own class has held meanwhile, and which group stands where the pause began."""

from dataclasses import dataclass
from datetime import date, timedelta

from lms.courses.domain.calendar import minutes
from lms.courses.queries.sections import SectionInfo, section, sections, sessions_between
from lms.kernel.vocabulary import LESSON_MINUTES

MOST = 3


@dataclass(frozen=True)
class Return:
    """Lessons that the own class held during the pause, and groups with a free seat that are nearer to where it began.

    Of each group how many lessons it is behind (below zero) or ahead of that point.
    """

    missed: int
    groups: tuple[tuple[SectionInfo, int], ...]


def return_to(section_id: str, paused_on: date, today: date) -> Return:
    """For somebody who pauses in a class since a day. Groups of the same module at the same centre, the nearest first."""
    own = section(section_id)
    others = [
        one
        for one in sections(centre_id=own.centre_id, module_keys=[own.course.module_key])
        if one.id != own.id and one.free > 0 and one.ends_on >= today
    ]
    first = min(one.starts_on for one in (own, *others))
    held: dict[str, int] = {}
    point = 0
    for one in sessions_between(first, today - timedelta(days=1), section_ids=[each.id for each in (own, *others)]):
        if one.state == "cancelled":
            continue
        length = minutes(one.starts, one.ends)
        held[one.section_id] = held.get(one.section_id, 0) + length
        if one.section_id == own.id and one.day < paused_on:
            point += length
    missed = held.get(own.id, 0) - point
    away = {one.id: held.get(one.id, 0) - point for one in others}
    near = sorted((one for one in others if abs(away[one.id]) < missed), key=lambda one: (abs(away[one.id]), one.name))
    return Return(missed // LESSON_MINUTES, tuple((one, away[one.id] // LESSON_MINUTES) for one in near[:MOST]))
