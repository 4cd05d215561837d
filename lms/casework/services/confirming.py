"""Both sides' word: on a version of the plan, on rights and duties one by one; and the person's wish to change something."""

from datetime import datetime

from lms.casework import models, packs, queries
from lms.casework.domain.versions import Way
from lms.casework.services.credentials import refuse_without_certificate_step
from lms.casework.services.plans import today_of
from lms.kernel import db, errors
from lms.kernel.actor import Actor, Role
from lms.learners import queries as learners
from lms.messages import services as messages


def agree(learner_id: str, *, language: str = "", actor: Actor, now: datetime) -> None:
    """Agree to the newest version: a learner to her own, staff to that of a learner. Agreed twice is agreed once.

    Staff agrees to no plan without a step towards a certificate for somebody young who has none: Conflict.
    """
    row = _newest(learner_id, actor, now)
    if actor.role is Role.LEARNER:
        _person_agrees(learner_id, row, Way.PHONE, language, actor, now)
    elif row.staff_agreed_at is None:
        learner = learners.learner(learner_id)
        found = queries.plan(learner.person_id, today_of(actor, now))
        if found is not None:
            refuse_without_certificate_step(learner, found.content, actor=actor, now=now)
        row.staff_agreed_at, row.staff_agreed_by = now, actor.name


def confirm_for(learner_id: str, way: str, language: str, *, actor: Actor, now: datetime) -> None:
    """Take down that the person agreed: she signed the sheet, or heard it read aloud and said yes."""
    if actor.role is Role.LEARNER:
        raise errors.NotFound("casework.no_plan")
    if way not in (Way.PAPER, Way.ALOUD):
        raise errors.Invalid("casework.way_missing", field="way")
    _person_agrees(learner_id, _newest(learner_id, actor, now), Way(way), language, actor, now)


def _person_agrees(learner_id: str, row: models.Plan, way: Way, language: str, actor: Actor, now: datetime) -> None:
    if row.person_agreed_at is not None:
        return
    row.person_agreed_at, row.person_agreed_by = now, actor.name
    row.person_agreed_way, row.person_agreed_language = way, language
    _wish_over(row, learner_id, actor, now)


def wish_for_change(learner_id: str, words: str, *, actor: Actor, now: datetime) -> None:
    """The person wants something different. Her caseworker is asked; the plan stays as it is until both agree."""
    row = _newest(learner_id, actor, now)
    row.wish, row.wish_at = words.strip(), now
    learner = learners.learner(learner_id)
    keeper = queries.caseworker_of(learner.id, today_of(actor, now))
    messages.ask(
        Role.CASEWORKER,
        "casework.change_wished",
        {"name": learner.name},
        now=now,
        staff_id=keeper.id if keeper else None,
        learner_id=learner.id,
        due_on=today_of(actor, now),
        link=f"/casework/{learner.id}",
        unique_key=f"casework.wish:{row.id}:{now.isoformat()}",
    )


def no_wish(learner_id: str, *, actor: Actor, now: datetime) -> None:
    """The wish is taken back, or was talked about."""
    _wish_over(_newest(learner_id, actor, now), learner_id, actor, now)


def _wish_over(row: models.Plan, learner_id: str, actor: Actor, now: datetime) -> None:
    row.wish, row.wish_at = "", None
    messages.settle_about(learner_id, "casework.change_wished", by=actor.name, now=now)


def acknowledge(
    learner_id: str, item: str, wording: str, language: str, *, way: str = Way.PHONE, actor: Actor, now: datetime
) -> str | None:
    """The person heard one right or duty and understood it. Twice with the same words is once.

    `wording` is the sentence as it was shown or read, in `language`. Returns the row's id, None when it stood before.
    """
    _own_or_staff(learner_id, actor)
    learner = learners.learner(learner_id)
    known = {one.code for one in packs.rights()}
    if item not in known:
        raise errors.NotFound("casework.no_item")
    if way not in set(Way) or (way == Way.PHONE) != (actor.role is Role.LEARNER):
        raise errors.Invalid("casework.way_missing", field="way")
    stands = queries.acknowledged(learner.person_id).get(item)
    if stands is not None and stands.wording == wording:
        return None
    row = models.Acknowledgement(
        id=db.new_id(),
        person_id=learner.person_id,
        item=item,
        wording=wording,
        language=language,
        way=way,
        by=actor.name,
        at=now,
    )
    db.session().add(row)
    db.session().flush()
    return row.id


def _newest(learner_id: str, actor: Actor, now: datetime) -> models.Plan:
    _own_or_staff(learner_id, actor)
    found = queries.plan(learners.learner(learner_id).person_id, today_of(actor, now))
    if found is None:
        raise errors.Conflict("casework.no_plan")
    return db.session().get_one(models.Plan, found.id)


def _own_or_staff(learner_id: str, actor: Actor) -> None:
    if actor.role is Role.LEARNER and actor.learner_id != learner_id:
        raise errors.NotFound("casework.no_plan")
