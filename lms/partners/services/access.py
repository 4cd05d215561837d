"""Letting somebody of a partner look at one module, for a time; ending it; writing down what was refused."""

from datetime import date, datetime

from sqlalchemy import select

from lms.accounts.services import audit, people
from lms.casework import queries as casework
from lms.courses import queries as courses
from lms.kernel import db, errors
from lms.kernel.actor import Actor, Role
from lms.partners import models
from lms.partners.domain.access import Cohort, Invitation, invitation_trouble, until_trouble
from lms.partners.queries.access import REFUSED


def invite(one: Invitation, *, centre_id: str | None, today: date, actor: Actor, now: datetime) -> str:
    """An account that opens one class or module, and a letter with a link. `centre_id`: the one that decides, None for all.

    Raises Invalid naming the field that lacks, Conflict where the e-mail has an account.
    """
    trouble = invitation_trouble(one, today)
    if trouble is not None:
        raise errors.Invalid(trouble[1], field=trouble[0])
    organisation = casework.organisations_by_id([one.organisation_id]).get(one.organisation_id)
    if organisation is None or organisation.ended_on is not None:
        raise errors.Invalid("partners.organisation_missing", field="organisation")
    at = centre_of(one.cohort, centre_id)
    user = people.add_user(one.name.strip(), email=one.email)
    people.add_membership(user.id, db.require_provider(), Role.PARTNER, centre_id=at)
    row = models.Access(
        id=db.new_id(), user_id=user.id, organisation_id=organisation.id, centre_id=at,
        section_id=one.cohort.section_id or None, course_id=one.cohort.course_id or None,
        name=user.name, email=user.email or "", until=one.until, part=one.part, by=actor.name, at=now,
    )  # fmt: skip
    db.session().add(row)
    people.send_link(user, "invitation", now=now)
    db.session().flush()
    return row.id


def centre_of(cohort: Cohort, centre_id: str | None) -> str:
    """Where a class or module is. Raises Invalid where it is not, or not at the centre that decides."""
    try:
        at = (
            courses.section(cohort.section_id).centre_id
            if cohort.section_id
            else courses.course(cohort.course_id).centre_id
        )
    except errors.NotFound as absent:
        raise errors.Invalid("partners.cohort_missing", field="cohort") from absent
    if centre_id not in (None, at):
        raise errors.Invalid("partners.cohort_missing", field="cohort")
    return at


def end_access(access_id: str, *, now: datetime) -> None:
    """From now on it opens nothing, on no device."""
    row = _row(access_id)
    if row.ended_at is None:
        row.ended_at = now
        people.set_access(row.provider_id, row.user_id, False, now=now)


def give_back(access_id: str, *, now: datetime) -> None:
    """It had not ended after all."""
    row = _row(access_id)
    if row.ended_at is not None:
        row.ended_at = None
        people.set_access(row.provider_id, row.user_id, True, now=now)


def let_until(access_id: str, until: date, *, today: date) -> None:
    """Another last day. Raises Invalid for one that is past or more than a year away."""
    trouble = until_trouble(until, today)
    if trouble is not None:
        raise errors.Invalid(trouble[1], field=trouble[0])
    _row(access_id).until = until


def note_refused(actor: Actor, page: str, *, now: datetime) -> None:
    """A page was refused to somebody of a partner: it stands in the history of the access."""
    row = db.session().scalar(select(models.Access).where(models.Access.user_id == actor.user_id))
    if row is not None:
        audit.record(REFUSED, models.Access.__tablename__, row.id, changes={"page": page}, now=now)


def _row(access_id: str) -> models.Access:
    row = db.session().scalar(select(models.Access).where(models.Access.id == access_id))
    if row is None:
        raise errors.NotFound("partners.absent")
    return row
