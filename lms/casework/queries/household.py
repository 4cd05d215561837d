"""A household's week: everybody's classes and shifts, and where they meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lms.casework.domain import household as rules
from lms.courses import queries as courses
from lms.learners import queries as learners
from lms.learners.domain.availability import Availability


@dataclass(frozen=True)
class Member:
    """One learner of a household in a week."""

    learner: learners.LearnerInfo
    availability: Availability
    lessons: tuple[rules.ClassTime, ...]
    shifts: tuple[rules.ShiftTime, ...]
    clashes: tuple[rules.Clash, ...]

    def lessons_on(self, day: date) -> tuple[rules.ClassTime, ...]:
        """Her classes of a day."""
        return tuple(one for one in self.lessons if one.day == day)

    def shifts_on(self, day: date) -> tuple[rules.ShiftTime, ...]:
        """Her work that begins on a day."""
        return tuple(one for one in self.shifts if one.day == day)

    def clashes_on(self, day: date) -> tuple[rules.Clash, ...]:
        """Her classes of a day that work leaves no room for."""
        return tuple(one for one in self.clashes if one.lesson.day == day)


@dataclass(frozen=True)
class HouseholdWeek:
    """The days that are shown (Monday to Friday, the weekend where something happens) and the members."""

    monday: date
    days: tuple[date, ...]
    members: tuple[Member, ...]

    @property
    def learner_ids(self) -> list[str]:
        """Whose week this is."""
        return [member.learner.id for member in self.members]

    @property
    def clashes(self) -> list[tuple[Member, rules.Clash]]:
        """Every clash with the member it belongs to, by day."""
        found = [(member, clash) for member in self.members for clash in member.clashes]
        return sorted(found, key=lambda pair: (pair[1].lesson.day, pair[1].lesson.starts))


def household_week(learner: learners.LearnerInfo, monday: date, today: date) -> HouseholdWeek:
    """The week of everybody in a learner's household whom this provider knows; of her alone without a household."""
    people = learners.household(learner.household_id) if learner.household_id else [learner]
    people = sorted(people, key=lambda one: one.id != learner.id)
    lessons, twins = _lessons([one.id for one in people], monday)
    known = learners.availabilities([one.id for one in people])
    members = tuple(
        _member(one, known.get(one.id, Availability()), lessons.get(one.id, ()), twins, monday, today) for one in people
    )
    busy = {one.day for member in members for one in member.lessons}
    busy |= {one.day for member in members for one in member.shifts}
    days = [monday + timedelta(days=number) for number in range(7)]
    return HouseholdWeek(monday, tuple(day for day in days if day.weekday() < 5 or day in busy), members)


def _member(
    learner: learners.LearnerInfo,
    availability: Availability,
    lessons: Sequence[rules.ClassTime],
    twins: Sequence[rules.ClassTime],
    monday: date,
    today: date,
) -> Member:
    found = rules.clashes(availability, lessons, twins, today)
    return Member(learner, availability, tuple(lessons), rules.shifts_of(availability, monday), found)


def _lessons(learner_ids: list[str], monday: date) -> tuple[dict[str, list[rules.ClassTime]], list[rules.ClassTime]]:
    """Classes of the week by learner, and every session of the week in groups of the same courses."""
    enrolments = courses.enrolments_of(learner_ids)
    wanted = {one.module_key for found in enrolments.values() for one in found}
    sections = {one.id: one for one in courses.sections(module_keys=wanted)} if wanted else {}
    times: dict[str, list[rules.ClassTime]] = {}
    for one in courses.sessions_between(monday, monday + timedelta(days=6), section_ids=sections):
        if one.state != "cancelled":
            section = sections[one.section_id]
            times.setdefault(one.section_id, []).append(
                rules.ClassTime(
                    one.id, one.section_id, section.course.id, section.name, one.day, one.starts, one.ends, section.free
                )
            )
    mine = {
        learner_id: sorted(
            (
                time
                for one in found
                for time in times.get(one.section_id, ())
                if one.from_date <= time.day and (one.to_date is None or time.day <= one.to_date)
            ),
            key=lambda time: (time.day, time.starts),
        )
        for learner_id, found in enrolments.items()
    }
    return mine, [time for section_times in times.values() for time in section_times]
