"""Ticking what one wants for one's working life, and keeping a CV."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from curricula import models
from curricula.domain.cv import SECTIONS, trouble
from curricula.domain.wishes import Wish
from curricula.queries.wishes import wishes_of
from lms.accounts.services import audit
from lms.casework import queries as casework
from lms.kernel import db, errors
from lms.kernel.actor import Role
from lms.learners import queries as learners
from lms.messages import services as messages


def wish_for(learner_id: str, wanted: frozenset[Wish], *, day: date, now: datetime) -> None:
    """These and no others. Her caseworker hears of a new one, once."""
    before = wishes_of(learner_id)
    for wish in sorted(before - wanted):
        db.session().execute(delete(models.Wish).where(models.Wish.learner_id == learner_id, models.Wish.wish == wish))
    for wish in sorted(wanted - before):
        try:
            with db.session().begin_nested():
                db.session().add(models.Wish(id=db.new_id(), learner_id=learner_id, wish=wish, at=now))
        except IntegrityError:
            continue
        _tell(learner_id, wish, day, now)


def _tell(learner_id: str, wish: Wish, day: date, now: datetime) -> None:
    caseworker = casework.caseworker_of(learner_id, day)
    messages.ask(
        Role.CASEWORKER,
        f"curricula.task.{wish}",
        {"name": learners.learner(learner_id).name},
        now=now,
        staff_id=caseworker.id if caseworker else None,
        learner_id=learner_id,
        link=f"/casework/{learner_id}",
        unique_key=f"curricula.wish:{learner_id}:{wish}",
    )


def keep_cv(learner_id: str, code: str, sections: Mapping[str, str], *, now: datetime) -> None:
    """Her words of a CV in one language. Raises Invalid for one that is empty or too long, with the section."""
    wrong = trouble(sections)
    if wrong is not None:
        raise errors.Invalid(wrong[1], field=wrong[0])
    row = _cv(learner_id, code)
    if row is None:
        try:
            with db.session().begin_nested():
                row = models.Cv(id=db.new_id(), learner_id=learner_id, language=code, sections={}, at=now)
                db.session().add(row)
        except IntegrityError:
            # She kept it on another device in the same moment: this is the newer word.
            row = _cv(learner_id, code)
    if row is None:
        raise errors.NotFound("curricula.cv_absent")
    row.sections, row.at = {name: sections.get(name, "").strip() for name in SECTIONS}, now
    db.session().flush()
    # What she wrote is hers: the audit tells that it changed, not what it says.
    audit.record("cv", "learners_learner", learner_id, changes={"language": [None, code]}, now=now)


def _cv(learner_id: str, code: str) -> models.Cv | None:
    return db.session().scalar(select(models.Cv).where(models.Cv.learner_id == learner_id, models.Cv.language == code))
