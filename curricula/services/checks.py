"""Checks of skills and effort: quick entry for a whole class, one line in the audit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from curricula import models
from curricula.domain.checks import POINTS, Scale, off_the_scale
from curricula.domain.stalled import Effort
from curricula.queries import evidence
from lms.accounts.services import audit
from lms.courses import queries as courses
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import EnrolmentState, Level, Skill
from lms.learners import queries as learners


@dataclass(frozen=True)
class NewCheck:
    """A score of one person in one skill. `level` empty: the level she is taught at. `standard_error` None: the scale's."""

    learner_id: str
    skill: Skill
    score: float
    level: str = ""
    scale: str = POINTS.key
    standard_error: float | None = None
    form: str = ""


def record_assessments(checks: Sequence[NewCheck], *, day: date, actor: Actor, now: datetime) -> int:
    """Keep checks of one day; a second score of the same skill and day corrects the first. Returns how many.

    Raises Invalid, with `learner` and `skill` in the facts, for a score off its scale, a level that is not hers, a day
    ahead or before her first class. Nothing is kept then.
    """
    if day > now.date():
        raise errors.Invalid("curricula.check_ahead", field="day")
    ids = sorted({one.learner_id for one in checks})
    people = learners.by_ids(ids)
    if len(people) < len(ids):
        raise errors.NotFound("curricula.absent")
    first, scales = _first_days(ids), evidence.scales()
    for one in checks:
        _may_check(one, scales.get(one.scale), people[one.learner_id], first.get(one.learner_id), day)
    attended = _attended_until(ids, day)
    known = _on_day(ids, day)
    changes = {}
    for one in checks:
        row = known.get((one.learner_id, one.skill)) or models.Assessment(learner_id=one.learner_id, skill=one.skill)
        before = row.score
        row.score, row.day = one.score, day
        row.scale, row.form = one.scale, one.form
        row.standard_error = one.standard_error or scales[one.scale].standard_error
        row.level = one.level or people[one.learner_id].level
        row.attended_minutes = attended.get(one.learner_id, 0)
        row.by, row.at = actor.name, now
        db.session().add(row)
        changes[f"{one.learner_id}/{one.skill}"] = [before, one.score]
    if checks:
        audit.record("check", "curricula_assessment", day.isoformat(), changes=changes, now=now)
        db.session().flush()
    return len(checks)


def _may_check(
    check: NewCheck, scale: Scale | None, person: learners.LearnerInfo, first: date | None, day: date
) -> None:
    about = {"name": person.name, "learner": person.id, "skill": check.skill.value, "field": "grid"}
    if scale is None:
        raise errors.Invalid("curricula.no_such_scale", **about)
    if check.form and scale.forms and check.form not in scale.forms:
        raise errors.Invalid("curricula.no_such_form", **about)
    if off_the_scale(scale, check.score):
        raise errors.Invalid("curricula.off_the_scale", lowest=scale.lowest, highest=scale.highest, **about)
    if check.standard_error is not None and not 0 < check.standard_error <= scale.highest - scale.lowest:
        raise errors.Invalid("curricula.error_needed", **about)
    if check.level and person.level and abs(Level(check.level).rank - Level(person.level).rank) > 1:
        raise errors.Invalid("curricula.another_level", **about)
    if first is None or day < first:
        raise errors.Invalid("curricula.before_class", **about)


def _first_days(ids: Sequence[str]) -> Mapping[str, date]:
    found = courses.enrolments_of(ids, seated=False)
    return {
        learner_id: min(one.from_date for one in seats if one.state != EnrolmentState.WAITING)
        for learner_id, seats in found.items()
        if any(one.state != EnrolmentState.WAITING for one in seats)
    }


def _attended_until(ids: Sequence[str], day: date) -> Mapping[str, int]:
    frame = courses.attendance_frame(ids, since=date.min, until=day)
    return dict(zip(frame["learner_id"].astype(str), frame["attended"].astype(int), strict=True))


def _on_day(ids: Sequence[str], day: date) -> Mapping[tuple[str, str], models.Assessment]:
    rows = db.session().scalars(
        select(models.Assessment).where(models.Assessment.learner_id.in_(ids), models.Assessment.day == day)
    )
    return {(row.learner_id, row.skill): row for row in rows}


def record_effort(learner_id: str, effort: Effort, *, said_by: str, day: date, actor: Actor, now: datetime) -> None:
    """How hard somebody tries, in the words of her teacher or her own. Said again on the same day, the last counts."""
    learners.learner(learner_id)
    table = models.Effort
    row = db.session().scalar(
        select(table).where(table.learner_id == learner_id, table.said_by == said_by, table.day == day)
    )
    row = row or table(learner_id=learner_id, said_by=said_by, day=day)
    before, row.effort, row.by, row.at = row.effort, effort, actor.name, now
    db.session().add(row)
    audit.record("effort", "learners_learner", learner_id, changes={said_by: [before, effort]}, now=now)
