"""Courses on the way to a goal that fit somebody's week, by how far they are: in kilometres where centres have a position."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from curricula.domain.estimate import Estimate
from lms.courses import queries as courses
from lms.courses.domain.fit import SectionFit
from lms.kernel.vocabulary import LEVELS
from lms.learners import queries as learners
from lms.organisations import queries as organisations
from lms.organisations.domain.positions import kilometres

ONLINE = "online"


@dataclass(frozen=True)
class CourseNear:
    """A group that fits the week. `km` is None where a centre has no position; `minutes` is the way that she told."""

    section: courses.SectionInfo
    centre: organisations.Centre
    fit: SectionFit
    begins: date
    km: float | None
    minutes: int

    @property
    def online(self) -> bool:
        """Whether there is no way at all."""
        return self.section.mode == ONLINE


@dataclass(frozen=True)
class Around:
    """What fits within the distance, the nearest first; how many fit further away, and how many teach this and do not fit."""

    near: organisations.Centre
    courses: tuple[CourseNear, ...]
    further: int
    unfit: int

    @property
    def by_km(self) -> bool:
        """Whether kilometres can be counted from here. Else the minutes of the way order the list."""
        return self.near.position is not None


def courses_around(
    learner: learners.LearnerInfo, found: Estimate, near: organisations.Centre, km: int | None, day: date
) -> Around:
    """Groups with a free seat at the levels of an estimate. Without a number of kilometres every distance is near enough.

    A distance that is not known shuts nothing out: it is said instead.
    """
    week = learners.availability(learner.id)
    open_ones = list(_open_sections(learner, found, day))
    fits = courses.section_fits(learner.id, [section.id for section, _centre, _begins in open_ones], day)
    every = [
        CourseNear(
            section,
            centre,
            fits[section.id],
            begins,
            _km(section, centre, near),
            0 if section.mode == ONLINE else week.travel_to(centre.id),
        )
        for section, centre, begins in open_ones
    ]
    fitting = [one for one in every if one.fit.enough]
    inside = [one for one in fitting if km is None or one.km is None or one.km <= km]
    inside.sort(key=lambda one: (one.km is None, one.km or 0, one.minutes, one.begins, one.section.name))
    return Around(near, tuple(inside), len(fitting) - len(inside), len(every) - len(fitting))


def _open_sections(
    learner: learners.LearnerInfo, found: Estimate, day: date
) -> Iterator[tuple[courses.SectionInfo, organisations.Centre, date]]:
    """Groups with a free seat of her own kind or at a level ahead, with the day on which she can come in."""
    ahead = {level.value for level in LEVELS[found.start.rank + 1 : found.goal.rank + 1]}
    own = (learner.track, found.start.value)
    held = {one.section_id for one in courses.enrolments_of([learner.id]).get(learner.id, [])}
    centres = {one.id: one for one in organisations.centres()}
    for section in courses.sections():
        begins = courses.entry_day(section, day)
        late = begins > min(section.ends_on, section.entry_until or section.ends_on)
        taught = (section.course.track, section.course.level)
        if (taught == own or taught[1] in ahead) and section.free > 0 and not late and section.id not in held:
            yield section, centres[section.centre_id], begins


def _km(section: courses.SectionInfo, centre: organisations.Centre, near: organisations.Centre) -> float | None:
    if section.mode == ONLINE:
        return 0.0
    if near.position is None or centre.position is None:
        return None
    return kilometres(near.position, centre.position)
