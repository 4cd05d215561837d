"""What a worker writes down: on which basis somebody is eligible since when, and each service that was received."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from lms.eligibility import models, queries
from lms.eligibility.domain import Finding, Given, finding_trouble, given_trouble, last_day
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.learners import queries as learners


def find_eligible(learner_id: str, key: str, one: Finding, *, today: date, actor: Actor, now: datetime) -> str:
    """Somebody has looked: eligible on a basis since a day, or on none. What was found before stays as it was.

    Without a last day it is that of the basis. Raises Invalid naming the field that lacks, NotFound for nobody of theirs.
    """
    learner = learners.learner(learner_id)
    whom = queries.member(learner, key, today)
    basis = next((basis for basis in queries.bases(open_only=True) if basis.id == one.basis_id), None)
    if one.basis_id and basis is None:
        raise errors.Invalid("eligibility.basis_missing", field="basis")
    trouble = finding_trouble(one, basis.said if basis else None, today)
    if trouble is not None or one.since is None:
        field, code = trouble or ("since", "eligibility.since_off")
        raise errors.Invalid(code, field=field)
    row = models.Record(
        id=db.new_id(),
        person_id=whom.person_id,
        child_id=whom.child_id,
        of_provider=db.require_provider(),
        basis_id=basis.id if basis else "",
        basis=basis.name if basis else "",
        since=one.since,
        until=(one.until or last_day(one.since, basis.said.months)) if basis else None,
        reason=one.reason.strip(),
        by=actor.name,
        at=now,
    )
    db.session().add(row)
    db.session().flush()
    return row.id


def end_eligibility(learner_id: str, record_id: str, until: date | None, reason: str, *, today: date) -> None:
    """It ends earlier, or goes on longer, and why. Raises Invalid naming the field that lacks, NotFound."""
    row = _record(learner_id, record_id, today)
    if until is None or until < row.since:
        raise errors.Invalid("eligibility.until_off", field="end_until")
    if not reason.strip():
        raise errors.Invalid("eligibility.reason_missing", field="end_reason")
    row.until, row.end_reason = until, reason.strip()[:300]
    db.session().flush()


def take_out_record(learner_id: str, record_id: str, *, today: date) -> None:
    """It was written down by mistake; what was found before counts again. Raises NotFound."""
    db.session().delete(_record(learner_id, record_id, today))
    db.session().flush()


def give(whom: Sequence[tuple[str, str]], one: Given, *, today: date, actor: Actor, now: datetime) -> list[str]:
    """A service that people received together: all of them, or nobody. Returns ids, in order.

    Raises Invalid naming the field that lacks, Conflict naming who was not eligible on that day.
    """
    if not whom:
        raise errors.Invalid("eligibility.nobody_chosen", field="whom")
    trouble = given_trouble(one, today)
    if trouble is not None or one.day is None:
        field, code = trouble or ("day", "eligibility.day_off")
        raise errors.Invalid(code, field=field)
    kind = next((kind for kind in queries.kinds(open_only=True) if kind.id == one.kind_id), None)
    if kind is None:
        raise errors.Invalid("eligibility.kind_missing", field="kind")
    rows = []
    for learner_id, key in whom:
        learner = learners.learner(learner_id)
        member = queries.member(learner, key, today)
        if not member.eligible_on(one.day):
            raise errors.Conflict("eligibility.not_on_day", field="day", name=member.name, day=one.day)
        rows.append(
            models.Received(
                id=db.new_id(),
                person_id=member.person_id,
                child_id=member.child_id,
                of_provider=db.require_provider(),
                centre_id=learner.centre_id,
                kind_id=kind.id,
                kind=kind.name,
                day=one.day,
                minutes=one.minutes,
                note=one.note.strip(),
                by=actor.name,
                at=now,
            )
        )
    db.session().add_all(rows)
    db.session().flush()
    return [row.id for row in rows]


def take_back(service_ids: Sequence[str]) -> None:
    """They were not received after all; only what this provider wrote. Raises NotFound."""
    row = models.Received
    found = db.session().scalars(
        select(row).where(row.id.in_(list(service_ids)), row.of_provider == db.require_provider())
    )
    rows = list(found)
    if not rows:
        raise errors.NotFound("eligibility.absent")
    for one in rows:
        db.session().delete(one)
    db.session().flush()


def _record(learner_id: str, record_id: str, today: date) -> models.Record:
    """A record of this person or a child of theirs, that this provider wrote. Raises NotFound."""
    family = queries.members(learners.learner(learner_id), queries.EVER, today)
    if record_id not in {one.id for member in family for one in member.records if one.own}:
        raise errors.NotFound("eligibility.absent")
    return db.session().get_one(models.Record, record_id)
