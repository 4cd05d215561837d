"""Who waits for care, and who has a seat without it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import exists, select

from childcare import models
from childcare.domain.ages import age_in_months
from childcare.domain.choosing import candidates
from childcare.domain.waiting import Entry, in_order
from childcare.queries.groups import groups, settings
from childcare.queries.places import in_pause, pause_of
from lms.courses import queries as courses
from lms.kernel import db
from lms.kernel.vocabulary import EnrolmentState
from lms.learners import queries as learners

AHEAD = timedelta(days=14)
"""So far seats are looked at for children without a place."""


@dataclass(frozen=True)
class WaitingChild:
    """A child that waits. Without a `waiting_id` its parent waits for class and place together, on the list of the class."""

    waiting_id: str | None
    enrolment_id: str
    learner_id: str
    child_id: str
    child: str
    birth_date: date
    parent: str
    section: str
    since: datetime
    need: int


def waiting_list(centre_id: str) -> list[WaitingChild]:
    """Everybody who waits for care at a centre, the next one first, by the centre's rule."""
    found = {f"{one.enrolment_id}/{one.child_id}": one for one in (*_entered(centre_id), *_held_up(centre_id))}
    entries = [Entry(key, one.since, one.need, one.birth_date) for key, one in found.items()]
    return [found[entry.key] for entry in in_order(entries, settings(centre_id).ordering)]


def _entered(centre_id: str) -> list[WaitingChild]:
    row = models.Waiting
    rows = list(db.session().scalars(select(row).where(row.centre_id == centre_id, row.state == "waiting")))
    parents = learners.by_ids({one.learner_id for one in rows})
    children = {
        key: child
        for found in learners.children_of_learners(sorted(parents)).values()
        for child in found
        for key in (child.id, *child.also)
    }
    return [
        WaitingChild(
            one.id,
            one.enrolment_id,
            one.learner_id,
            one.child_id,
            children[one.child_id].name,
            children[one.child_id].birth_date,
            parents[one.learner_id].name,
            courses.placed(one.enrolment_id).section,
            one.since,
            one.need,
        )
        for one in rows
        if one.child_id in children and one.learner_id in parents
    ]


def _held_up(centre_id: str) -> list[WaitingChild]:
    """Parents on the list of a class who could have had a seat, if there had been a place for the child."""
    waiting = [one for one in courses.open_at(centre_id, (EnrolmentState.WAITING,)) if _for_care(one)]
    parents = learners.by_ids({one.learner_id for one in waiting})
    children = learners.children_of_learners(sorted(parents))
    today, ages = db_today(waiting), [group.ages for group in groups(centre_id)]
    return [
        WaitingChild(
            None,
            one.id,
            one.learner_id,
            child.id,
            child.name,
            child.birth_date,
            parents[one.learner_id].name,
            one.section,
            one.waiting_since or datetime.max.replace(tzinfo=UTC),
            one.need,
        )
        for one in waiting
        for child in children.get(one.learner_id, ())
        if candidates(age_in_months(child.birth_date, today), ages)
    ]


def db_today(waiting: Sequence[courses.Placed]) -> date:
    """The day on which these people would begin, for the ages of their children."""
    return max((one.from_date for one in waiting), default=date.min)


def _for_care(one: courses.Placed) -> bool:
    return one.obstacle is not None and one.obstacle[0].startswith("childcare.")


def sections_held_up(centre_id: str) -> list[str]:
    """Sections with somebody on the list who lacked nothing but a place for a child."""
    found = courses.open_at(centre_id, (EnrolmentState.WAITING,))
    return list(dict.fromkeys(one.section_id for one in found if _for_care(one)))


def anybody_waits(centre_id: str) -> bool:
    """Whether free places of a centre are of use to somebody who waits."""
    row = models.Waiting
    entered = select(exists().where(row.centre_id == centre_id, row.state == "waiting"))
    return bool(db.session().scalar(entered)) or bool(sections_held_up(centre_id))


def waits(enrolment_id: str, child_id: str) -> bool:
    """Whether a child waits beside a seat."""
    row = models.Waiting
    return bool(
        db.session().scalar(
            select(exists().where(row.enrolment_id == enrolment_id, row.child_id == child_id, row.state == "waiting"))
        )
    )


@dataclass(frozen=True)
class WithoutPlace:
    """A child beside a seat without its place: how many sessions of the days ahead, and the first one."""

    enrolment_id: str
    learner_id: str
    child_id: str
    child: str
    parent: str
    section: str
    sessions: int
    first: date


def without_places(centre_id: str, today: date) -> list[WithoutPlace]:
    """Children whose parents have class in the next two weeks and who lack a place there, without those who wait."""
    sessions = [
        one for one in courses.sessions_between(today, today + AHEAD, centre_id=centre_id) if one.state != "cancelled"
    ]
    ages = [group.ages for group in groups(centre_id)]
    if not sessions or not ages:
        return []
    told = courses.told_absent([one.id for one in sessions])
    seats = {
        section_id: courses.enrolments_of_section(section_id)
        for section_id in dict.fromkeys(one.section_id for one in sessions)
    }
    children = learners.children_of_learners(sorted({seat.learner_id for found in seats.values() for seat in found}))
    kept = _kept(today)
    parents = learners.by_ids(children)
    missing: dict[tuple[str, str], list[date]] = {}
    facts: dict[tuple[str, str], tuple[courses.EnrolmentInfo, learners.ChildInfo]] = {}
    for one in sessions:
        for seat in seats[one.section_id]:
            if one.day < seat.from_date or (one.id, seat.learner_id) in told:
                continue
            for child in children.get(seat.learner_id, ()):
                if (one.id, child.id) not in kept and candidates(age_in_months(child.birth_date, one.day), ages):
                    missing.setdefault((seat.id, child.id), []).append(one.day)
                    facts[seat.id, child.id] = (seat, child)
    return [
        WithoutPlace(
            seat.id,
            seat.learner_id,
            child.id,
            child.name,
            parents[seat.learner_id].name,
            seat.section,
            len(days),
            days[0],
        )
        for key, days in missing.items()
        for seat, child in (facts[key],)
        if not waits(*key) and not (seat.state == EnrolmentState.PAUSED and in_pause(days[0], pause_of(seat.id)))
    ]


def _kept(today: date) -> set[tuple[str, str]]:
    row = models.CareBooking
    return {
        (one.session_id, one.child_id)
        for one in db.session().execute(select(row.session_id, row.child_id).where(row.day >= today))
    }
