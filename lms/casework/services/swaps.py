"""Asking the centre to let somebody sit in another group, where work meets class."""

from datetime import date, datetime

from lms.casework import queries
from lms.casework.domain import household
from lms.kernel import clock, errors
from lms.kernel.actor import Actor, Role
from lms.learners import queries as learners
from lms.messages import services as messages


def ask_for_swap(learner_id: str, session_id: str, *, day: date, actor: Actor, now: datetime) -> str | None:
    """Ask the centre to let a learner sit in another group once, where her work meets a class of the week of `day`.

    Returns the task's id, None when it was asked before. Raises Conflict when there is no way out any more.
    """
    learner = learners.learner(learner_id)
    week = queries.household_week(learner, household.monday_of(day), clock.local(now, actor.zone).date())
    found = next(
        (
            (member, clash)
            for member, clash in week.clashes
            if clash.lesson.session_id == session_id and clash.way_out is not None
        ),
        None,
    )
    if found is None or found[1].way_out is None:
        raise errors.Conflict("casework.no_swap")
    member, clash, other = found[0], found[1], found[1].way_out
    return messages.ask(
        Role.ADMINISTRATOR,
        "casework.swap_asked",
        {
            "name": member.learner.name,
            "section": clash.lesson.name,
            "day": clash.lesson.day,
            "other": other.name,
            "other_day": other.day,
            "time": other.starts,
        },
        now=now,
        learner_id=member.learner.id,
        due_on=min(clash.lesson.day, other.day),
        unique_key=f"swap:{member.learner.id}:{session_id}",
    )
