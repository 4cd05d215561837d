"""Who wants a seat in a term: people without one, people on waiting lists, people whose class ends before it begins."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from lms.courses import queries as courses
from lms.kernel.vocabulary import EnrolmentState
from lms.learners import queries as learners
from lms.organisations import queries as organisations

DAYS_A_WEEK = 7


@dataclass(frozen=True)
class Wanting:
    """Everybody who wants a seat, by number, and what is known of each wish.

    `listed` is the course whose list somebody stands on, `finishing` the course that somebody has a seat in until before
    the term, `weeks` how long somebody has stood on a list.
    """

    people: tuple[learners.LearnerInfo, ...]
    listed: Mapping[str, str] = field(default_factory=dict)
    finishing: Mapping[str, str] = field(default_factory=dict)
    weeks: Mapping[str, int] = field(default_factory=dict)


def wanting(centre_id: str, starts_on: date | None = None) -> Wanting:
    """Who wants a seat at a centre in a timetable that begins on a day; without one, those who have no seat now."""
    alone = {one.id: one for one in courses.without_seat(centre_id)}
    on_lists = courses.open_at(centre_id, (EnrolmentState.WAITING,))
    seated = courses.enrolments_of({one.learner_id for one in on_lists})
    listed = [one for one in on_lists if one.learner_id not in seated]
    finishing = _finishing(centre_id, starts_on) if starts_on else {}
    more = {one.learner_id for one in listed} | set(finishing)
    known = alone | {key: one for key, one in learners.by_ids(more - set(alone)).items() if one.until is None}
    day = starts_on or date.max
    waited = {one.learner_id: one.waiting_since for one in listed if one.waiting_since}
    return Wanting(
        tuple(sorted(known.values(), key=lambda one: one.number)),
        {one.learner_id: one.course_id for one in listed},
        {key: course for key, course in finishing.items() if key in known},
        {key: max(0, (day - since.date()).days // DAYS_A_WEEK) for key, since in waited.items()} if starts_on else {},
    )


def _finishing(centre_id: str, starts_on: date) -> dict[str, str]:
    """Learner -> course of people whose every class is over before the day."""
    ending = [one for one in courses.sections(centre_id=centre_id) if one.ends_on < starts_on]
    members = [person for one in ending for person in courses.enrolments_of_section(one.id)]
    seats = courses.enrolments_of({person.learner_id for person in members})
    going_on = {
        learner for learner, held in seats.items() if any(one.section_id not in {s.id for s in ending} for one in held)
    }
    return {one.learner_id: one.course_id for one in members if one.learner_id not in going_on}


def term_of(centre_id: str, term_id: str) -> organisations.Term | None:
    """A term of a centre."""
    return next((one for one in organisations.terms(centre_id) if one.id == term_id), None)


def teaching_weekdays(centre_id: str, first: date, last: date) -> frozenset[int]:
    """Weekdays that have at least one day on which the centre is not closed."""
    closed = organisations.closed_days(centre_id, first, last)
    days = (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
    return frozenset(day.weekday() for day in days if day not in closed)


def household_of(people: Iterable[learners.LearnerInfo]) -> dict[str, list[learners.LearnerInfo]]:
    """People who live together, two or more of them, by household."""
    found: dict[str, list[learners.LearnerInfo]] = {}
    for one in people:
        if one.household_id:
            found.setdefault(one.household_id, []).append(one)
    return {key: adults for key, adults in found.items() if len(adults) > 1}
