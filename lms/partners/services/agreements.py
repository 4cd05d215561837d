"""Agreements: kept, closed, with a cohort and duties; and telling who is concerned sixty days before something ends."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from lms.casework import queries as casework
from lms.kernel import db, errors
from lms.kernel.actor import Actor, Role
from lms.learners import queries as learners
from lms.messages import services as messages
from lms.organisations import queries as organisations
from lms.partners import models, queries
from lms.partners.domain import access
from lms.partners.domain.agreements import Duty, Paper, Standing, duty_trouble, paper_trouble
from lms.partners.services.access import centre_of

ASKED = frozenset({Standing.SOON, Standing.LATE})


def keep_agreement(one: Paper, *, agreement_id: str = "", centre_id: str | None, actor: Actor, now: datetime) -> str:
    """A new one; with an id the one that stands is written over. `centre_id`: of who decides, None for all of them.

    Raises Invalid naming the field that lacks.
    """
    trouble = paper_trouble(one)
    if trouble is not None:
        raise errors.Invalid(trouble[1], field=trouble[0])
    if set(one.partners) - set(casework.organisations_by_id(one.partners)):
        raise errors.Invalid("partners.partners_missing", field="partners")
    row = _row(agreement_id) if agreement_id else models.Agreement(id=db.new_id(), centre_id=centre_id, at=now)
    keepers = {each.id for each in organisations.staff_around(centre_id) if each.kind == "caseworker"}
    if one.staff_id and one.staff_id not in {*keepers, row.staff_id}:
        raise errors.Invalid("partners.keeper_missing", field="staff_id")
    if agreement_id and any(not one.begins_on <= day <= one.ends_on for day in _open_days(agreement_id)):
        raise errors.Invalid("partners.duty_left_outside", field="ends_on")
    if agreement_id and row.ends_on != one.ends_on:
        messages.settle_keyed(_key("ends", row.id), by=actor.name, now=now)
    row.title, row.kind, row.partners, row.note = (
        one.title.strip(),
        one.kind,
        sorted(set(one.partners)),
        one.note.strip(),
    )
    row.begins_on, row.ends_on, row.staff_id, row.by = one.begins_on, one.ends_on, one.staff_id or None, actor.name
    db.session().add(row)
    db.session().flush()
    return row.id


def _open_days(agreement_id: str) -> list[date]:
    row = models.Duty
    wanted = select(row.due_on).where(row.agreement_id == agreement_id, row.done_on.is_(None))
    return list(db.session().scalars(wanted))


def close_agreement(agreement_id: str, *, today: date, actor: Actor, now: datetime) -> None:
    """Nobody is told about it any more, and no cohort shows it."""
    row = _row(agreement_id)
    row.closed_on = row.closed_on or today
    messages.settle_keyed(_key("ends", row.id), by=actor.name, now=now)
    for duty in db.session().scalars(select(models.Duty).where(models.Duty.agreement_id == row.id)):
        messages.settle_keyed(_key("duty", duty.id), by=actor.name, now=now)


def reopen_agreement(agreement_id: str) -> None:
    """It goes on after all. What was asked before is asked again."""
    row = _row(agreement_id)
    row.closed_on = None
    messages.ask_again(f"{_key('ends', row.id)}{row.ends_on}")
    for duty in db.session().scalars(select(models.Duty).where(models.Duty.agreement_id == row.id)):
        if duty.done_on is None:
            messages.ask_again(_key("duty", duty.id))


# --- the cohort ------------------------------------------------------------------------------------------------------


def add_to_cohort(agreement_id: str, cohort: access.Cohort, *, learner_id: str = "", centre_id: str | None) -> str:
    """A class, a module or a person comes under it; twice is once. Raises Invalid for what is not where it is decided."""
    row = models.Cohort
    of_agreement = _row(agreement_id).id
    if learner_id:
        one = learners.by_ids([learner_id]).get(learner_id)
        if one is None or centre_id not in (None, one.centre_id):
            raise errors.Invalid("partners.person_missing", field="person")
    elif not cohort.key:
        raise errors.Invalid("partners.cohort_missing", field="cohort")
    else:
        centre_of(cohort, centre_id)
    values = {
        "section_id": (cohort.section_id or None) if not learner_id else None,
        "course_id": (cohort.course_id or None) if not learner_id else None,
        "learner_id": learner_id or None,
    }
    same = select(row).where(row.agreement_id == of_agreement, *(getattr(row, key) == it for key, it in values.items()))
    known = db.session().scalar(same)
    if known is None:
        known = row(id=db.new_id(), agreement_id=of_agreement, **values)
        db.session().add(known)
        db.session().flush()
    return known.id


def take_from_cohort(agreement_id: str, part_id: str) -> None:
    """Not under this agreement. Raises NotFound."""
    row = db.session().scalar(
        select(models.Cohort).where(models.Cohort.id == part_id, models.Cohort.agreement_id == agreement_id)
    )
    if row is None:
        raise errors.NotFound("partners.no_agreement")
    db.session().delete(row)
    db.session().flush()


# --- duties ----------------------------------------------------------------------------------------------------------


def add_duty(agreement_id: str, one: Duty) -> str:
    """Somebody has to do something until a day. Raises Invalid naming the field that lacks."""
    agreement = _row(agreement_id)
    trouble = duty_trouble(one, agreement.begins_on, agreement.ends_on)
    if trouble is not None:
        raise errors.Invalid(trouble[1], field=trouble[0])
    if one.organisation_id and one.organisation_id not in agreement.partners:
        raise errors.Invalid("partners.duty_whose", field="organisation")
    row = models.Duty(
        id=db.new_id(), agreement_id=agreement.id, what=one.what.strip(), due_on=one.due_on,
        organisation_id=one.organisation_id,
    )  # fmt: skip
    db.session().add(row)
    db.session().flush()
    return row.id


def drop_duty(agreement_id: str, duty_id: str, *, actor: Actor, now: datetime) -> None:
    """It was written down by mistake."""
    row = _duty(agreement_id, duty_id)
    messages.settle_keyed(_key("duty", row.id), by=actor.name, now=now)
    db.session().delete(row)
    db.session().flush()


def duty_done(agreement_id: str, duty_id: str, *, today: date, actor: Actor, now: datetime) -> None:
    """It is done; who was asked need not do it any more."""
    row = _duty(agreement_id, duty_id)
    if row.done_on is None:
        row.done_on, row.done_by = today, actor.name
        messages.settle_keyed(_key("duty", row.id), by=actor.name, now=now)


def duty_open(agreement_id: str, duty_id: str) -> None:
    """It is not done after all: who was asked is asked again."""
    row = _duty(agreement_id, duty_id)
    row.done_on, row.done_by = None, ""
    messages.ask_again(_key("duty", row.id))


# --- sixty days before -----------------------------------------------------------------------------------------------


def warn(today: date, *, now: datetime) -> int:
    """Ask administrator and caseworker, once for each end and each duty. Returns how many tasks there are more."""
    asked = 0
    for one in queries.ending(today):
        if one.standing is Standing.SOON:
            facts = {"title": one.title, "day": one.ends_on}
            asked += _ask(one, "partners.task.ends", facts, one.ends_on, _key("ends", one.id), now)
        for duty in one.duties:
            if duty.standing in ASKED:
                facts = {"title": one.title, "what": duty.what, "day": duty.due_on}
                asked += _ask(one, "partners.task.duty", facts, duty.due_on, _key("duty", duty.id), now)
    return asked


def _ask(one: queries.AgreementInfo, code: str, facts: Mapping[str, Any], due_on: date, key: str, now: datetime) -> int:
    link = f"/agreements/{one.id}"
    found = [
        messages.ask(
            role, code, facts, now=now, staff_id=staff_id, centre_id=one.centre_id, due_on=due_on, link=link,
            unique_key=f"{key}{due_on}-{role}",
        )
        for role, staff_id in ((Role.ADMINISTRATOR, None), (Role.CASEWORKER, one.staff_id or None))
    ]  # fmt: skip
    return sum(task_id is not None for task_id in found)


def _key(kind: str, row_id: str) -> str:
    return f"partners-{kind}-{row_id}-"


def _row(agreement_id: str) -> models.Agreement:
    row = db.session().scalar(select(models.Agreement).where(models.Agreement.id == agreement_id))
    if row is None:
        raise errors.NotFound("partners.no_agreement")
    return row


def _duty(agreement_id: str, duty_id: str) -> models.Duty:
    row = db.session().scalar(
        select(models.Duty).where(models.Duty.id == duty_id, models.Duty.agreement_id == agreement_id)
    )
    if row is None:
        raise errors.NotFound("partners.no_agreement")
    return row
