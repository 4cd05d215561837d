"""Carers' days that differ from their weekly hours, and what follows when one is away. Nobody is dropped by itself."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from childcare import models, queries
from lms.accounts.services import audit
from lms.courses import services as courses
from lms.kernel import db, errors
from lms.kernel.actor import Actor, Role
from lms.kernel.vocabulary import AbsenceReason
from lms.learners import queries as learners
from lms.messages import services as messages

LONGEST = 62
"""Days that are entered in one go."""
ALL_DAY = (time(0), time(23, 59))


def set_away(
    centre_id: str,
    staff_id: str,
    first: date,
    last: date,
    *,
    starts: time = ALL_DAY[0],
    ends: time = ALL_DAY[1],
    actor: Actor,
    now: datetime,
) -> list[str]:
    """A carer is away on these days. Why is nobody's business and is not kept. Returns the ids of the days."""
    _check(centre_id, staff_id, starts, ends)
    if last < first:
        raise errors.Invalid("childcare.days_turned", field="last")
    if (last - first).days >= LONGEST:
        raise errors.Invalid("childcare.too_many_days", days=LONGEST, field="last")
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [_enter(centre_id, staff_id, day, starts, ends, "away", actor, now) for day in days]


def add_shift(
    centre_id: str, staff_id: str, day: date, starts: time, ends: time, *, actor: Actor, now: datetime
) -> str:
    """A carer works besides her weekly hours. Raises Conflict for one whose papers do not count on that day."""
    _check(centre_id, staff_id, starts, ends)
    carer = next(one for one in queries.carers(centre_id, day) if one.id == staff_id)
    if not carer.standing.counts:
        raise errors.Conflict("childcare.papers_missing", name=carer.name, day=day)
    return _enter(centre_id, staff_id, day, starts, ends, "extra", actor, now)


def remove_duty(duty_id: str, *, actor: Actor, now: datetime) -> tuple[str, date]:
    """Take an entry back. Returns whose it was and for which day."""
    row = db.session().scalar(select(models.Duty).where(models.Duty.id == duty_id))
    if row is None:
        raise errors.NotFound("childcare.absent")
    db.session().delete(row)
    db.session().flush()
    return row.staff_id, row.day


def _check(centre_id: str, staff_id: str, starts: time, ends: time) -> None:
    if staff_id not in queries.carer_names(centre_id):
        raise errors.NotFound("childcare.absent")
    if starts >= ends:
        raise errors.Invalid("childcare.times_turned", field="ends")


def _enter(
    centre_id: str, staff_id: str, day: date, starts: time, ends: time, kind: str, actor: Actor, now: datetime
) -> str:
    same = select(models.Duty).where(
        models.Duty.staff_id == staff_id,
        models.Duty.day == day,
        models.Duty.kind == kind,
        models.Duty.starts == starts,
        models.Duty.ends == ends,
    )
    row = db.session().scalar(same)
    if row is None:
        row = models.Duty(
            id=db.new_id(),
            centre_id=centre_id,
            staff_id=staff_id,
            day=day,
            starts=starts,
            ends=ends,
            kind=kind,
            by=actor.name,
            at=now,
        )
        db.session().add(row)
        db.session().flush()
    return row.id


def ask_to_step_in(
    centre_id: str, staff_id: str, day: date, starts: time, ends: time, *, actor: Actor, now: datetime
) -> str:
    """A carer takes over a span: it is entered, and she finds it among her tasks. Returns the id of the entry."""
    duty_id = add_shift(centre_id, staff_id, day, starts, ends, actor=actor, now=now)
    messages.ask(
        Role.CHILDCARE,
        "childcare.step_in",
        {"day": day, "starts": starts, "ends": ends},
        now=now,
        staff_id=staff_id,
        centre_id=centre_id,
        due_on=day,
        link=f"/childcare/staff?day={day.isoformat()}",
        unique_key=f"childcare.step_in:{duty_id}",
    )
    return duty_id


@dataclass(frozen=True)
class Told:
    """A parent who was told that there is no care: by a letter, by a call of the office, or by the office without one."""

    learner_id: str
    name: str
    by: str


def care_failed(
    centre_id: str, day: date, learner_ids: Collection[str], *, actor: Actor, now: datetime
) -> Sequence[Told]:
    """There is no care for the children of these parents on a day: each is told, and excused from her sessions of that day.

    The reason in the register is "care failed". Sessions that are over stay as they are, and so does a child that is here.
    """
    wanted = set(learner_ids)
    sessions: dict[str, list[str]] = {}
    children: dict[str, list[str]] = {}
    for child in queries.children_on(day, centre_id):
        if child.arrived_at is not None or not wanted & {one.learner_id for one in child.seats}:
            continue
        # Where two adults bring a child, one of them stays with it: both are excused.
        for one in child.seats:
            sessions.setdefault(one.learner_id, []).append(one.session_id)
            children.setdefault(one.learner_id, []).append(one.name)
    told = []
    for learner_id, of_her in sessions.items():
        excused = [one for one in dict.fromkeys(of_her) if _excuse(one, learner_id, actor, now)]
        if excused:
            told.append(_tell(learner_id, day, sorted(set(children[learner_id])), now))
            audit.record("care_failed", "courses_session", excused[0], changes={"learner": learner_id}, now=now)
    return told


def _excuse(session_id: str, learner_id: str, actor: Actor, now: datetime) -> bool:
    """Whether there is something to tell the parent."""
    try:
        with db.session().begin_nested():
            courses.apologise(session_id, learner_id, AbsenceReason.CARE_FAILED, actor=actor, now=now)
    except errors.Conflict:
        # The session is over or cancelled: there is nothing to excuse.
        return False
    except errors.NotFound:
        # A meeting has no register, but she has to know.
        return True
    return True


def _tell(learner_id: str, day: date, names: list[str], now: datetime) -> Told:
    parent = learners.learner(learner_id)
    facts = {"children": names, "day": day}
    if messages.write_to(parent, "childcare.care_failed", facts, now=now):
        return Told(learner_id, parent.name, "letter")
    messages.ask(
        Role.ADMINISTRATOR,
        "childcare.call_care_failed",
        {"day": day, "name": parent.name, "phone": parent.phone},
        now=now,
        learner_id=learner_id,
        due_on=now.date(),
        unique_key=f"childcare.care_failed:{learner_id}:{day}",
    )
    return Told(learner_id, parent.name, "office" if parent.no_calls else "call")


def ask_for_papers(centre_id: str, today: date, *, now: datetime) -> int:
    """The office is asked once to renew each paper that ends within two months. Returns how many tasks are new."""
    asked = 0
    for carer in queries.carers(centre_id, today):
        for paper, until in carer.papers.items():
            if until is not None and until <= today + queries.SOON:
                key = f"childcare.paper:{carer.id}:{paper}:{until}"
                task = messages.ask(
                    Role.ADMINISTRATOR,
                    "childcare.paper_ends",
                    {"name": carer.name, "day": until},
                    now=now,
                    centre_id=centre_id,
                    due_on=until,
                    link="/childcare/papers",
                    unique_key=key,
                )
                asked += task is not None
    return asked
