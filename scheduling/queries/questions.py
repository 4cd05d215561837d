"""Why somebody has no seat, and where she could go: ways by what is missing for each, the nearest first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from lms.courses import queries as courses
from lms.kernel.vocabulary import Shift
from lms.learners import queries as learners
from lms.learners.domain.availability import Availability
from lms.learners.domain.patterns import Preset, preset_pattern
from lms.learners.domain.plain import week_of
from scheduling.domain import explain
from scheduling.domain.problem import Learner, share
from scheduling.domain.spare import Gap, Option
from scheduling.queries.lives import free_weeks
from scheduling.queries.needs import meetings, need
from scheduling.queries.problems import Demand

A_MONTH = timedelta(days=28)
NEW_ONES = 3
"""So many new classes are named; nobody reads thirty."""
NEWCOMER = "+newcomer"


@dataclass(frozen=True)
class Way:
    """One way to a seat. `section` is empty for a class that would have to be opened; `needs` are missing, nearest first."""

    meetings: tuple[tuple[Any, ...], ...]
    needs: tuple[dict[str, Any], ...]
    share: float
    section: courses.SectionInfo | None = None

    @property
    def bookable(self) -> bool:
        """Whether the seat could be booked now."""
        return self.section is not None and not self.needs


@dataclass(frozen=True)
class Answer:
    """`state` says what is known: waits, seated, no_track, left, no_course; `course` is what she waits for."""

    state: str
    course: str = ""
    seats: tuple[courses.EnrolmentInfo, ...] = ()
    nearest: tuple[dict[str, Any], ...] = ()
    ways: tuple[Way, ...] = ()
    waits_on: str = ""
    """The course on whose list she stands."""


def why(demand: Demand, learner_id: str) -> Answer:
    """Why somebody has no seat, and every way to one."""
    person = learners.learner(learner_id)
    seats = tuple(courses.enrolments_of([learner_id]).get(learner_id, ()))
    listed = demand.listed.get(learner_id, "")
    if learner_id in demand.standing.placed or (seats and learner_id not in demand.finishing):
        return Answer("seated", seats=seats)
    if person.until is not None:
        return Answer("left")
    if learner_id in {one.id for one in demand.without_course}:
        return Answer("no_course")
    if learner_id not in demand.problem.learner:
        return Answer("no_track")
    return _answer(demand, demand.problem.learner[learner_id], listed)


def newcomer(
    demand: Demand, course_id: str, shift: str, children: Sequence[str], *, step_free: bool, on: date
) -> Answer:
    """The same for somebody who is not in the list of people yet."""
    pattern = preset_pattern(Preset(Shift(shift).value), on)
    known = week_of(patterns=(pattern,)) if pattern else Availability()
    weeks = free_weeks(known, demand.problem.slots, None, on)
    groups = tuple(one for one in children if one in demand.problem.care_group)
    thought = Learner(NEWCOMER, course_id, weeks, groups, step_free)
    with_her = replace(demand.problem, learners=(*demand.problem.learners, thought))
    return _answer(replace(demand, problem=with_her), thought)


def _answer(demand: Demand, person: Learner, listed: str = "") -> Answer:
    options = explain.why_not(demand.problem, demand.standing, person.id)
    sections = {one.id: one for one in courses.sections(ids=[one.section for one in options if one.section])}
    running = [one for one in options if one.section]
    opened = [one for one in options if not one.section][:NEW_ONES]
    gaps: tuple[Gap, ...] = explain.nearest(demand.problem, demand.standing, person.id)
    return Answer(
        "waits",
        person.course,
        nearest=tuple(need(demand, gap) for gap in gaps),
        ways=tuple(_way(demand, person, one, sections.get(one.section)) for one in (*running, *opened)),
        waits_on=listed,
    )


def _way(demand: Demand, person: Learner, option: Option, section: courses.SectionInfo | None) -> Way:
    pattern = demand.problem.pattern[option.pattern]
    true_times = demand.meetings.get(option.section, ())
    times = [[one.weekday, f"{one.starts:%H:%M}", f"{one.ends:%H:%M}"] for one in true_times]
    return Way(
        tuple(tuple(one) for one in times or meetings(demand.problem, pattern.slots)),
        tuple(need(demand, gap) for gap in option.gaps),
        share(person, pattern),
        section,
    )


def record_values(learner_id: str, today: date) -> dict[str, Any]:
    """What the record of a learner shows: whether there is a seat, and the days that other work times may mean."""
    seated = bool(courses.enrolments_of([learner_id]).get(learner_id))
    days = {"first_on": today.isoformat(), "last_on": (today + A_MONTH).isoformat()}
    return {"learner_id": learner_id, "seated": seated, **days}
