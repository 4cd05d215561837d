"""Figures of centres beside each other, and people against seats on the first day of months. Counted in SQL."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import exists, func, or_, select

from lms.courses import models
from lms.courses.queries.hours import session_minutes
from lms.kernel import db
from lms.kernel.vocabulary import EnrolmentState
from lms.learners import models as learners
from lms.organisations import models as organisations

A_YEAR = timedelta(days=365)
"""Few begin within weeks: how long people waited is counted over a year."""


@dataclass(frozen=True)
class CentreFigures:
    """What one centre offers, without anybody's name.

    `minutes` of lessons that took or take place, `waits` days from the first day here to the first lesson of everybody who
    began in the year before, `attendance` a pair of attended and offered minutes for each person.
    """

    centre_id: str
    name: str
    learners: int
    minutes: int
    waits: tuple[int, ...]
    attendance: tuple[tuple[int, int], ...]


def by_centre(provider_ids: Iterable[str], first: date, last: date) -> list[CentreFigures]:
    """Figures of every centre by name, from day to day, both included. Only inside a named crossing."""
    wanted = list(provider_ids)
    people, minutes = _people(wanted), _minutes(wanted, first, last)
    waits, attendance = _waits(wanted, last - A_YEAR, last), _attendance(wanted, first, last)
    centre = organisations.Centre
    rows = db.session().execute(
        select(centre.id, centre.name).where(centre.provider_id.in_(wanted)).order_by(centre.name, centre.id)
    )
    return [
        CentreFigures(
            centre_id,
            name,
            people.get(centre_id, 0),
            minutes.get(centre_id, 0),
            tuple(waits.get(centre_id, ())),
            tuple(attendance.get(centre_id, ())),
        )
        for centre_id, name in rows
    ]


def _people(provider_ids: Sequence[str]) -> dict[str, int]:
    one = learners.Learner
    rows = db.session().execute(
        select(one.centre_id, func.count())
        .where(one.provider_id.in_(provider_ids), one.merged_into.is_(None), one.until.is_(None))
        .group_by(one.centre_id)
    )
    return {row[0]: row[1] for row in rows}


def _minutes(provider_ids: Sequence[str], first: date, last: date) -> dict[str, int]:
    rows = db.session().execute(
        select(models.Section.centre_id, func.sum(session_minutes()))
        .select_from(models.Session)
        .join(models.Section, models.Session.section_id == models.Section.id)
        .where(
            models.Session.provider_id.in_(provider_ids),
            models.Session.day >= first,
            models.Session.day <= last,
            models.Session.state != "cancelled",
        )
        .group_by(models.Section.centre_id)
    )
    return {centre_id: int(total) for centre_id, total in rows}


def _waits(provider_ids: Sequence[str], first: date, last: date) -> dict[str, list[int]]:
    one, began = learners.Learner, func.min(models.Enrolment.from_date)
    rows = db.session().execute(
        select(one.centre_id, one.since, began)
        .join(models.Enrolment, models.Enrolment.learner_id == one.id)
        .where(one.provider_id.in_(provider_ids), *_sat(), one.merged_into.is_(None))
        .group_by(one.id, one.centre_id, one.since)
        .having(began >= first, began <= last)
    )
    found: dict[str, list[int]] = {}
    for centre_id, since, day in rows:
        found.setdefault(centre_id, []).append(max(0, (day - since).days))
    return found


def _sat() -> tuple[Any, ...]:
    """Conditions for seats that somebody had for a day at least: who only waited, or was only offered one, never sat."""
    seat, change = models.Enrolment, models.EnrolmentChange
    taken = exists().where(change.enrolment_id == seat.id, change.after == EnrolmentState.ENROLLED)
    now = seat.state.not_in((EnrolmentState.WAITING, EnrolmentState.OFFERED))
    return (now, taken, or_(seat.to_date.is_(None), seat.to_date > seat.from_date))


def _attendance(provider_ids: Sequence[str], first: date, last: date) -> dict[str, list[tuple[int, int]]]:
    one = learners.Learner
    rows = db.session().execute(
        select(one.centre_id, func.sum(models.Mark.minutes), func.sum(session_minutes()))
        .select_from(models.Mark)
        .join(models.Session, models.Mark.session_id == models.Session.id)
        .join(one, models.Mark.learner_id == one.id)
        .where(
            one.provider_id.in_(provider_ids),
            models.Session.day >= first,
            models.Session.day <= last,
            models.Session.state == "held",
        )
        .group_by(models.Mark.learner_id, one.centre_id)
    )
    found: dict[str, list[tuple[int, int]]] = {}
    for centre_id, attended, offered in rows:
        found.setdefault(centre_id, []).append((int(attended), int(offered)))
    return found


@dataclass(frozen=True)
class Balance:
    """People who need a seat of one kind, seated or not, against the seats there were on a day."""

    people: int
    seats: int


def balance(days: Sequence[date], *, centre_id: str | None = None) -> dict[tuple[str, str], tuple[Balance, ...]]:
    """By track and level, one balance for each of `days`.

    Whoever sat in a group counts there; who sat in none counts with the track and level of today.
    """
    first = min(days)
    offered, seated, here = _offered(centre_id, first), _seated(centre_id, first), _here(centre_id, first)
    kinds = {(track, level) for track, level, *_more in (*offered, *here)}
    found: dict[tuple[str, str], list[Balance]] = {kind: [] for kind in kinds}
    for day in days:
        seats: dict[tuple[str, str], int] = {}
        people: dict[tuple[str, str], int] = {}
        for track, level, count, starts, ends in offered:
            if starts <= day <= ends:
                seats[track, level] = seats.get((track, level), 0) + count
        sitting = set()
        for track, level, learner_id, begins, left in seated:
            if begins <= day and (left is None or day < left):
                people[track, level] = people.get((track, level), 0) + 1
                sitting.add(learner_id)
        for track, level, learner_id, since, until in here:
            if learner_id not in sitting and since <= day and (until is None or day <= until):
                people[track, level] = people.get((track, level), 0) + 1
        for kind in kinds:
            found[kind].append(Balance(people.get(kind, 0), seats.get(kind, 0)))
    return {kind: tuple(line) for kind, line in found.items()}


def _offered(centre_id: str | None, first: date) -> list[tuple[str, str, int, date, date]]:
    section, course = models.Section, models.Course
    statement = (
        select(course.track, course.level, section.seats, section.starts_on, section.ends_on)
        .join(course, section.course_id == course.id)
        .where(section.state.in_(("published", "closed")), section.ends_on >= first)
    )
    if centre_id:
        statement = statement.where(section.centre_id == centre_id)
    return [(row[0], row[1], row[2], row[3], row[4]) for row in db.session().execute(statement)]


def _seated(centre_id: str | None, first: date) -> list[tuple[str, str, str, date, date | None]]:
    seat, section, course = models.Enrolment, models.Section, models.Course
    statement = (
        select(course.track, course.level, seat.learner_id, seat.from_date, seat.to_date)
        .join(section, seat.section_id == section.id)
        .join(course, section.course_id == course.id)
        .where(*_sat(), or_(seat.to_date.is_(None), seat.to_date > first))
    )
    if centre_id:
        statement = statement.where(section.centre_id == centre_id)
    return [(row[0], row[1], row[2], row[3], row[4]) for row in db.session().execute(statement)]


def _here(centre_id: str | None, first: date) -> list[tuple[str, str, str, date, date | None]]:
    one = learners.Learner
    statement = select(one.track, one.level, one.id, one.since, one.until).where(
        one.merged_into.is_(None), one.track != "", or_(one.until.is_(None), one.until >= first)
    )
    if centre_id:
        statement = statement.where(one.centre_id == centre_id)
    return [(row[0], row[1], row[2], row[3], row[4]) for row in db.session().execute(statement)]
