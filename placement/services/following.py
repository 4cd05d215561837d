"""Deeds around a result: papers brought along, the advisory talk, and the check some weeks later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Level, Skill
from lms.learners import queries as learners
from placement import models, queries
from placement.domain.redeciding import Verdict
from placement.services import concluding

KINDS = ("certificate", "test", "course_outline")


@dataclass(frozen=True)
class NewRecord:
    """A paper as it is written down: a level in a skill, or the score of a test of the country."""

    kind: str
    document: str
    issued: date
    before_arrival: bool = True
    skill: str = ""
    level: str = ""
    test: str = ""
    score: int | None = None


def add_record(learner_id: str, new: NewRecord, *, actor: Actor, now: datetime) -> str:
    """Keep a paper. A result that nobody has decided is worked out anew. Raises Invalid for what cannot be."""
    learners.learner(learner_id)
    _check(new, clock.local(now, actor.zone).date())
    row = models.EarlierRecord(id=db.new_id(), learner_id=learner_id, by=actor.name, at=now, **_values(new))
    db.session().add(row)
    db.session().flush()
    concluding.work_out_anew([learner_id], actor=actor, now=now)
    return row.id


def remove_record(learner_id: str, record_id: str, *, actor: Actor, now: datetime) -> NewRecord:
    """Take a paper out again. Returns what it said, so that it can be put back."""
    row = db.session().get(models.EarlierRecord, record_id)
    if row is None or row.learner_id != learners.learner(learner_id).id:
        raise errors.NotFound("placement.absent")
    kept = NewRecord(**{name: getattr(row, name) for name in NewRecord.__dataclass_fields__})
    db.session().delete(row)
    db.session().flush()
    concluding.work_out_anew([learner_id], actor=actor, now=now)
    return kept


def record_talk(
    result_id: str,
    *,
    on_day: date,
    with_whom: str,
    language: str,
    interpreter: bool,
    agreed: str,
    actor: Actor,
    now: datetime,
) -> str:
    """Write down an advisory talk about a result. Returns its id."""
    queries.result(result_id)
    _not_ahead(on_day, clock.local(now, actor.zone).date(), "on_day")
    for name, value in (("with_whom", with_whom), ("language", language), ("agreed", agreed)):
        if not value.strip():
            raise errors.Invalid("placement.talk_missing", field=name)
    row = models.Talk(
        id=db.new_id(),
        result_id=result_id,
        on_day=on_day,
        with_whom=with_whom.strip(),
        language=language.strip(),
        interpreter=interpreter,
        agreed=agreed.strip(),
        by=actor.name,
        at=now,
    )
    db.session().add(row)
    db.session().flush()
    return row.id


def check_in(result_id: str, verdict: str, *, moved: bool, note: str, actor: Actor, now: datetime) -> str:
    """Say some weeks later whether the group was right. Once for a result; said again, the newer word counts."""
    found = queries.result(result_id)
    if found.decision is None:
        raise errors.Conflict("placement.not_decided_yet")
    if verdict not in set(Verdict):
        raise errors.Invalid("placement.choose_verdict", field="verdict")
    session = db.session()
    known = queries.check_ins([result_id]).get(result_id)
    row = session.get(models.CheckIn, known.id) if known else None
    row = row or models.CheckIn(id=db.new_id(), result_id=result_id)
    row.verdict, row.moved, row.note = verdict, moved, note.strip()
    row.on_day, row.by, row.at = clock.local(now, actor.zone).date(), actor.name, now
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as taken:
        raise errors.Conflict("placement.answered_elsewhere") from taken
    return row.id


def _check(new: NewRecord, today: date) -> None:
    if new.kind not in KINDS:
        raise errors.Invalid("placement.answer_does_not_fit", field="kind")
    if not new.document.strip():
        raise errors.Invalid("placement.record_without_name", field="document")
    _not_ahead(new.issued, today, "issued")
    if bool(new.skill) != bool(new.level):
        raise errors.Invalid("placement.record_skill_and_level", field="skill" if new.level else "level")
    if (new.skill and new.skill not in set(Skill)) or (new.level and new.level not in set(Level)):
        raise errors.Invalid("placement.answer_does_not_fit", field="level")
    if bool(new.test) != (new.score is not None):
        raise errors.Invalid("placement.record_test_and_score", field="test" if new.test == "" else "score")
    _check_score(new)


def _check_score(new: NewRecord) -> None:
    if not new.test or new.score is None:
        return
    highest = {test.code: test.highest for test in queries.country_tests()}.get(new.test)
    if highest is None:
        raise errors.Invalid("placement.answer_does_not_fit", field="test")
    if not 0 <= new.score <= highest:
        raise errors.Invalid("placement.score_out_of_range", field="score", highest=highest)


def _not_ahead(day: date, today: date, field: str) -> None:
    if day > today:
        raise errors.Invalid("placement.day_ahead", field=field)


def _values(new: NewRecord) -> Mapping[str, Any]:
    values = {name: getattr(new, name) for name in NewRecord.__dataclass_fields__}
    return {**values, "document": new.document.strip()}
