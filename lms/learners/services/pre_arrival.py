"""What a record from before arrival says about somebody: kept line by line, and filled in only where nothing is known yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import LEVELS
from lms.learners import models, queries


@dataclass(frozen=True)
class Said:
    """One line: a level, a skill or a document, with its day and who says so."""

    kind: str
    name: str
    value: str
    day: date
    source: str = ""


def keep_pre_arrival(learner_id: str, lines: Sequence[Said], *, actor: Actor, now: datetime) -> tuple[str, list[str]]:
    """Keep lines that are not here yet. Returns their batch and the ids of new rows, in order.

    A level, a trade, languages and years of school are filled in where the record says nothing; what is known stays.
    """
    learner = queries.learner(learner_id)
    known = {(one.kind, one.name, one.value, one.day, one.source) for one in queries.pre_arrival(learner_id)}
    new = [one for one in dict.fromkeys(lines) if (one.kind, one.name, one.value, one.day, one.source) not in known]
    batch, ids = db.new_id(), []
    lowest = _level_of(new)
    for one in new:
        row = models.PreArrival(
            id=db.new_id(), learner_id=learner.id, batch=batch, kind=one.kind, name=one.name, value=one.value,
            day=one.day, source=one.source, by=actor.name, at=now, filled=_fill(learner_id, one, lowest),
        )  # fmt: skip
        db.session().add(row)
        db.session().flush()
        ids.append(row.id)
    return batch, ids


def _level_of(lines: Sequence[Said]) -> Said | None:
    """The line whose level somebody is taught at: of the whole, else the lowest of the skills."""
    levels = [one for one in lines if one.kind == "level"]
    ranked = sorted(levels, key=lambda one: (one.name != "all", [level.value for level in LEVELS].index(one.value)))
    return ranked[0] if ranked else None


def _fill(learner_id: str, one: Said, taught: Said | None) -> dict[str, Any]:
    """Fill in what the record lacks. Returns the field with what stood there before, empty where it stays as it is."""
    learner = db.session().scalars(select(models.Learner).where(models.Learner.id == learner_id)).one()
    person = db.session().get_one(models.Person, learner.person_id)
    if one is taught and not learner.level:
        learner.level = one.value
        return {"level": ""}
    if (one.kind, one.name) == ("skill", "occupation") and not person.occupation:
        person.occupation = one.value
        return {"occupation": ""}
    if (one.kind, one.name) == ("skill", "schooling") and person.schooling_years is None:
        person.schooling_years = int(one.value)
        return {"schooling_years": None}
    if (one.kind, one.name) == ("skill", "language"):
        return _add_language(person, one.value)
    return {}


def _add_language(person: models.Person, language: str) -> dict[str, Any]:
    spoken = [person.first_language, *person.other_languages]
    if language.casefold() in {one.casefold() for one in spoken}:
        return {}
    if not person.first_language:
        person.first_language = language
        return {"first_language": ""}
    before = list(person.other_languages)
    person.other_languages = [*before, language]
    return {"other_languages": before}


def point_to_credential(row_id: str, credential_id: str) -> None:
    """The certificate that a line has become."""
    db.session().get_one(models.PreArrival, row_id).credential_id = credential_id


def take_back_pre_arrival(learner_id: str, batch: str) -> list[str]:
    """The lines go, and what they have filled in, unless somebody has changed it since. Returns certificates that go too.

    Raises NotFound.
    """
    row = models.PreArrival
    rows = list(
        db.session().scalars(
            select(row).where(row.learner_id == learner_id, row.batch == batch).order_by(row.id.desc())
        )
    )
    if not rows:
        raise errors.NotFound("learners.absent")
    learner = db.session().scalars(select(models.Learner).where(models.Learner.id == learner_id)).one()
    person = db.session().get_one(models.Person, learner.person_id)
    for one in rows:
        for field, before in one.filled.items():
            owner = learner if field == "level" else person
            if queries.still_filled(field, getattr(owner, field), one.value):
                setattr(owner, field, before)
        db.session().delete(one)
    db.session().flush()
    return [one.credential_id for one in rows if one.credential_id]
