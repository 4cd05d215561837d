"""Handing somebody's plan over: to another caseworker, or with her consent to another provider. The plan itself stays hers."""

from datetime import datetime

from sqlalchemy import select

from lms.casework import models, queries
from lms.casework.domain.handing_over import ANSWER, Answer
from lms.casework.domain.versions import Way
from lms.casework.services.looking_after import assign
from lms.casework.services.plans import today_of
from lms.kernel import db, errors
from lms.kernel.actor import Actor, Role
from lms.learners import models as learner_models
from lms.learners import queries as learners
from lms.messages import services as messages
from lms.organisations import queries as organisations


def hand_over(learner_id: str, staff_id: str, note: str, *, actor: Actor, now: datetime) -> str:
    """From today on another caseworker of this provider looks after her, and is told so with a note.

    Nobody tells everything twice: without the note nothing is handed over.
    """
    found = organisations.staff(kind="caseworker", ids=[staff_id])
    if not found:
        raise errors.Invalid("casework.nobody_chosen", field="staff_id")
    if not note.strip():
        raise errors.Invalid("casework.over_note_missing", field="note")
    learner = learners.learner(learner_id)
    keeper = queries.caseworker_of(learner.id, today_of(actor, now))
    if keeper is not None and keeper.id == staff_id:
        raise errors.Conflict("casework.looks_after_already", name=keeper.name)
    assign(learner.id, staff_id, actor=actor, now=now)
    _tell(learner, staff_id, actor, now, key=f"casework.over:{learner.id}:{staff_id}:{now.isoformat()}")
    return _kept(learner.id, note, actor, now, to_staff_id=staff_id)


def hand_over_to_provider(
    learner_id: str, provider_id: str, note: str, *, way: str, language: str, actor: Actor, now: datetime
) -> str:
    """Another provider may see and keep the plan: a dated relation is made there, because the person consented.

    It says within two weeks whether it takes her on; until then this provider stays responsible.

    `way` says how she did: signed on paper, or said aloud. Where that provider knows her already nothing is made twice.
    Returns her record there. Raises Conflict while a provider has not answered an earlier one.
    """
    if way not in (Way.PAPER, Way.ALOUD):
        raise errors.Invalid("casework.consent_missing", field="way")
    if provider_id == actor.provider_id or provider_id not in {one.id for one in organisations.providers()}:
        raise errors.Invalid("casework.no_provider", field="provider_id")
    learner = learners.learner(learner_id)
    for one in queries.hand_overs(learner.id):
        if one.answer_by is not None and one.answer == Answer.WAITING:
            name = organisations.provider(one.to_provider_id or "").name
            raise errors.Conflict("casework.over_waits", provider=name, day=one.answer_by)
    kept = _kept(learner.id, note, actor, now, to_provider_id=provider_id, way=way, language=language)
    # The scope of the other provider, for this one relation: the audit there names who made it and why.
    with db.scoped(provider_id):
        there = _relation(learner, now)
        key = f"casework.over:{there}:{now.isoformat()}"
        _tell(learners.learner(there), None, actor, now, key=key, page="/over")
    row = db.session().get_one(models.HandOver, kept)
    row.from_staff_id, row.to_learner_id, row.answer_by = actor.staff_id, there, today_of(actor, now) + ANSWER
    db.session().flush()
    return there


def _relation(learner: learners.LearnerInfo, now: datetime) -> str:
    """Her record with the provider in scope: the one that stands, or a new one at its first centre."""
    stands = db.session().scalar(
        select(learner_models.Learner.id)
        .where(learner_models.Learner.person_id == learner.person_id, learner_models.Learner.merged_into.is_(None))
        .limit(1)
    )
    if stands is not None:
        return stands
    centres = organisations.centres()
    if not centres:
        raise errors.Conflict("casework.no_centre")
    row = learner_models.Learner(
        id=db.new_id(),
        person_id=learner.person_id,
        centre_id=centres[0].id,
        number=learners.free_numbers(1)[0],
        picture="",
        since=now.date(),
        consent_at=now,
        goal=learner.goal,
        interpreter=learner.interpreter,
        contact=learner.contact,
        step_free=learner.step_free,
        level=learner.level,
        track=learner.track,
    )
    db.session().add(row)
    db.session().flush()
    return row.id


def _kept(
    learner_id: str,
    note: str,
    actor: Actor,
    now: datetime,
    *,
    to_staff_id: str | None = None,
    to_provider_id: str | None = None,
    way: str = "",
    language: str = "",
) -> str:
    row = models.HandOver(
        id=db.new_id(),
        learner_id=learner_id,
        to_staff_id=to_staff_id,
        to_provider_id=to_provider_id,
        note=note.strip(),
        consent_way=way,
        consent_language=language,
        by=actor.name,
        at=now,
    )
    db.session().add(row)
    db.session().flush()
    return row.id


def _tell(
    learner: learners.LearnerInfo, staff_id: str | None, actor: Actor, now: datetime, *, key: str, page: str = ""
) -> None:
    messages.ask(
        Role.CASEWORKER,
        "casework.handed_over",
        {"name": learner.name, "by": actor.name},
        now=now,
        staff_id=staff_id,
        learner_id=learner.id,
        due_on=today_of(actor, now),
        link=f"/casework/{learner.id}{page}",
        unique_key=key,
    )
