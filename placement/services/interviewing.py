"""Deeds of the first interview: what registration knows already, and keeping what was told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Literacy, Shift
from lms.learners import queries as learners
from placement import models
from placement.domain import interview
from placement.services import concluding

GOAL_OF_REGISTRATION: Mapping[str, tuple[str, ...]] = {
    "work": ("work",),
    "family": ("help_children",),
    "study": ("study",),
    "citizenship": ("certificate",),
    "health": ("daily_life",),
}


def prefilled(learner_id: str) -> dict[str, Any]:
    """Answers that registration gives already. The person confirms or changes them in the interview."""
    return prefilled_many([learner_id])[learner_id]


def prefilled_many(learner_ids: list[str]) -> dict[str, dict[str, Any]]:
    """The same for several learners at once. Absent learners are left out; nobody found raises NotFound."""
    people = learners.by_ids(learner_ids)
    if not people:
        raise errors.NotFound("learners.absent")
    hours, children = learners.availabilities(people), learners.children_of_learners(list(people))
    return {
        one: _from_registration(person, hours.get(one), len(children.get(one, ()))) for one, person in people.items()
    }


def _from_registration(person: learners.LearnerInfo, hours: Any, children: int) -> dict[str, Any]:
    answers: dict[str, Any] = {
        "goals": list(GOAL_OF_REGISTRATION.get(person.goal, ())),
        "first_language": person.first_language,
        "other_languages": len(person.other_languages),
        "schooling_years": person.schooling_years,
        "occupation_before": person.occupation,
        "children_to_care_for": children,
    }
    if person.goal == "work":
        answers["vocational_goal"] = True
    if person.literacy != Literacy.UNKNOWN:
        answers["reads"] = person.literacy
    if hours is not None:
        answers |= {
            "shift": hours.shift.value,
            "works_now": hours.shift is not Shift.NONE,
            "travel_minutes": hours.travel_minutes,
        }
    return answers


def save_interview(learner_id: str, answers: Mapping[str, Any], *, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Keep the answers; any topic may stay empty. Returns the topics that are not complete yet.

    A result that nobody has decided is worked out anew from the changed answers. Raises Invalid when an answer does not
    fit its question, and then keeps nothing.
    """
    learners.learner(learner_id)
    return save_interviews({learner_id: answers}, actor=actor, now=now)[learner_id]


def save_interviews(
    told: Mapping[str, Mapping[str, Any]], *, actor: Actor, now: datetime
) -> dict[str, tuple[str, ...]]:
    """The same for several learners at once: answers, and topics that are not complete, by learner."""
    session = db.session()
    found = session.scalars(select(models.Interview).where(models.Interview.learner_id.in_(list(told))))
    rows = {row.learner_id: row for row in found}
    missing = {}
    for learner_id, answers in told.items():
        refused = interview.refused(answers)
        if refused:
            raise errors.Invalid("placement.answer_does_not_fit", field=refused[0])
        kept = {code: value for code, value in answers.items() if interview.answered(answers, code)}
        missing[learner_id] = tuple(topic.value for topic in interview.incomplete_topics(kept))
        row = rows.get(learner_id) or models.Interview(id=db.new_id(), learner_id=learner_id)
        row.answers, row.incomplete, row.by, row.at = kept, list(missing[learner_id]), actor.name, now
        session.add(row)
    session.flush()
    concluding.work_out_anew(list(told), actor=actor, now=now)
    return missing
