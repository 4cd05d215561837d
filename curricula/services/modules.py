"""A module was passed: the result, the level it reaches, the seat that becomes free."""

from datetime import date, datetime

from curricula.queries import outline
from lms.courses import queries as courses
from lms.courses import services as course_services
from lms.kernel import errors
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Level
from lms.learners import queries as learners
from lms.learners import services as learner_services


def pass_module(
    learner_id: str,
    module_key: str,
    *,
    on_day: date,
    passed: bool = True,
    level: Level | None = None,
    finish: bool = True,
    note: str = "",
    actor: Actor,
    now: datetime,
) -> str:
    """Record the result of a module. Returns the completion's id.

    With a pass, the level of the pack (or `level`) becomes hers where it is higher, and with `finish` her seat in the
    module is given back. Raises Invalid for a day before she was in the module, and what `record_completion` raises.
    """
    learner = learners.learner(learner_id)
    seat = _enrolment(learner_id, module_key)
    if seat and on_day < seat.from_date:
        raise errors.Invalid("curricula.before_class", field="on_day", name=learner.name)
    completion_id = course_services.record_completion(
        learner_id,
        module_key,
        passed=passed,
        on_day=on_day,
        section_id=seat.section_id if seat else None,
        note=note,
        actor=actor,
        now=now,
    )
    if not passed:
        return completion_id
    reached = level or level_reached(module_key, on_day)
    if reached and (not learner.level or reached.rank > Level(learner.level).rank):
        learner_services.set_level(learner_id, reached)
    if finish and seat and seat.state in ("offered", "enrolled", "paused"):
        course_services.finish(seat.id, on=on_day, actor=actor, now=now)
    return completion_id


def level_reached(module_key: str, day: date) -> Level | None:
    """The level that a module leads to by its pack, sure or not: a person records the result and may choose another."""
    found = outline.module_on(module_key, day)
    return found[1].level if found else None


def _enrolment(learner_id: str, module_key: str) -> courses.EnrolmentInfo | None:
    """Her newest enrolment in the module, one with a seat before the others."""
    found = [
        one
        for one in courses.enrolments_of([learner_id], seated=False).get(learner_id, [])
        if outline.full_name(one.module_key) == outline.full_name(module_key)
    ]
    return next((one for one in found if one.state in ("offered", "enrolled", "paused")), found[0] if found else None)
