"""The group that comes nearest to somebody who finds no seat, and the things that are still missing there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from curricula.queries.standing import Standing
from lms.courses import queries as courses
from lms.courses.domain.fit import SectionFit
from lms.kernel import plugins
from lms.kernel.contracts import Obstacle

LOOKED_AT = 4
"""Groups that are weighed to the end: asking about care and rules costs more than asking about seats and hours."""
SEAT, TIME = "seat", "time"


@dataclass(frozen=True)
class Near:
    """A group and what is missing there; one thing only means that its end is enough."""

    section: courses.SectionInfo
    lacks: tuple[Obstacle, ...]

    @property
    def only(self) -> Obstacle | None:
        """The one thing that is missing, nothing where there are several."""
        return self.lacks[0] if len(self.lacks) == 1 else None


@dataclass(frozen=True)
class Unlock:
    """One thing in one group that would give several people a seat."""

    section: courses.SectionInfo
    lack: Obstacle
    people: int


def nearest(who: Standing, sections: Iterable[courses.SectionInfo], day: date) -> Near | None:
    """The group with the fewest things missing, the earliest of those; nothing where no group is planned."""
    sections = list(sections)
    fits = courses.section_fits(who.learner.id, [one.id for one in sections], day)
    quick = {one.id: _of_seat_and_time(one, fits.get(one.id)) for one in sections}
    sections.sort(key=lambda one: (len(quick[one.id]), max(one.starts_on, day), one.name))
    found = [Near(one, (*quick[one.id], *_of_rules(who, one, day))) for one in sections[:LOOKED_AT]]
    return min(found, key=lambda one: len(one.lacks), default=None)


def _of_seat_and_time(section: courses.SectionInfo, fit: SectionFit | None) -> tuple[Obstacle, ...]:
    seat = (Obstacle(SEAT),) if section.free <= 0 else ()
    if fit is None or fit.enough or not fit.reasons:
        return seat
    weekdays = sorted({one.weekday() for reason in fit.reasons for one in reason.days})
    return (*seat, Obstacle(TIME, {"why": fit.reasons[0].why.value, "weekdays": tuple(weekdays)}))


def _of_rules(who: Standing, section: courses.SectionInfo, day: date) -> tuple[Obstacle, ...]:
    booking = courses.booking_for(section.id, who.learner.id, courses.entry_day(section, day))
    return tuple(one for one in plugins.installed().ask("booking_obstacles", booking) if one.refuses)


def unlocks(found: Iterable[Near | None]) -> list[Unlock]:
    """Single things that are missing, those that keep most people out first. A parent's own child is left out of it."""
    alike: dict[Any, list[Near]] = {}
    for one in found:
        if one is not None and one.only is not None:
            facts = _of_nobody(one.only.facts)
            alike.setdefault((one.section.id, one.only.code, tuple(map(str, facts.items()))), []).append(one)
    waiting = [Unlock(same[0].section, same[0].lacks[0], len(same)) for same in alike.values()]
    return sorted(waiting, key=lambda one: (-one.people, one.section.name, one.lack.code))


def _of_nobody(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in ("child", "why")}
