"""After a pass: her caseworker looks with her at what comes next, until a seat is found."""

from datetime import datetime, timedelta

from curricula.queries import outline
from lms.casework import queries as casework
from lms.kernel import clock
from lms.kernel.actor import Role
from lms.learners import queries as learners
from lms.messages import services as messages
from lms.organisations import queries as organisations

CODE = "curricula.task.next_step"
WITHIN = timedelta(days=7)


def ask_for_next_step(learner_id: str, module_key: str, *, now: datetime) -> str | None:
    """A task for her caseworker, for any caseworker where she has none. Returns its id; nothing for a second time.

    What was asked after an earlier pass is over with it: there is one next step.
    """
    learner = learners.learner(learner_id)
    next_step_found(learner_id, now=now)
    day = clock.local(now, organisations.zone_of(learner.centre_id)).date()
    known = outline.module_on(module_key, day)
    caseworker = casework.caseworker_of(learner_id, day)
    return messages.ask(
        Role.CASEWORKER,
        CODE,
        {"name": learner.name, "module": known[1].name if known else module_key},
        now=now,
        staff_id=caseworker.id if caseworker else None,
        learner_id=learner_id,
        due_on=day + WITHIN,
        link=f"/casework/{learner_id}",
        unique_key=f"{CODE}:{learner_id}:{module_key}",
    )


def next_step_found(learner_id: str, *, now: datetime) -> None:
    """She has a seat, or has passed the next module: nobody needs to look any more."""
    messages.settle_about(learner_id, CODE, by="", now=now)
