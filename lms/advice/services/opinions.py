"""Keeping what somebody says of a module apart from who it was, and writing down what the centre did about it."""

from collections.abc import Mapping
from datetime import date

from lms.advice import models
from lms.advice.domain.opinions import Face, Question
from lms.advice.queries.opinions import to_ask
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.learners import queries as learners

LONGEST = 500


def say_how_it_was(
    learner_id: str, course_id: str, faces: Mapping[str, str], *, declines: bool = False, actor: Actor, today: date
) -> None:
    """Her faces for one module she has ended, or that she does not want to say. Asked once.

    Raises NotFound for a module she is not asked about, Invalid where no face was chosen.
    """
    if actor.learner_id != learner_id or course_id not in {one.id for one in to_ask(learner_id, today)}:
        raise errors.NotFound("advice.not_asked")
    chosen = {one.value: faces[one] for one in Question if faces.get(one) in set(Face)}
    if not chosen and not declines:
        raise errors.Invalid("advice.face_missing")
    db.session().add(models.OpinionAsked(id=db.new_id(), learner_id=learner_id, course_id=course_id))
    if not declines:
        # A key that tells its time would lead from the faces to whose they are.
        key, centre_id, month = db.untimed_id(), learners.learner(learner_id).centre_id, today.replace(day=1)
        db.session().add(models.Opinion(id=key, centre_id=centre_id, course_id=course_id, month=month, faces=chosen))
    db.session().flush()


def tell_change(centre_id: str, said: str, did: str, *, actor: Actor, today: date) -> str:
    """What learners said and what was done, for all of them to see. Raises Invalid naming the field that lacks."""
    for field, text in (("said", said), ("did", did)):
        if not text.strip():
            raise errors.Invalid(f"advice.{field}_missing", field=field)
        if len(text.strip()) > LONGEST:
            raise errors.Invalid("advice.words_long", longest=LONGEST, field=field)
    row = models.Change(
        id=db.new_id(),
        centre_id=centre_id,
        said=said.strip(),
        did=did.strip(),
        on_day=today,
        by=actor.name,
    )
    db.session().add(row)
    db.session().flush()
    return row.id


def remove_change(centre_id: str, change_id: str) -> None:
    """It is shown no longer. Raises NotFound."""
    row = db.session().get(models.Change, change_id)
    if row is None or row.centre_id != centre_id:
        raise errors.NotFound("page.absent")
    db.session().delete(row)
