"""What people ask about their own data: to see everything that is kept, or to have it erased. A person answers."""

from datetime import date, datetime, timedelta

from lms.kernel import errors
from lms.kernel.actor import Actor, Role
from lms.learners import queries as learners
from lms.messages import queries as tasks
from lms.messages import services as messages

ANSWER = timedelta(days=30)
"""The longest that somebody waits for the answer: a month (Regulation (EU) 2016/679, Article 12(3))."""
CODES = {"file": "exchange.wants_file", "erase": "exchange.wants_erasing"}


def asked(learner_id: str) -> dict[str, tasks.TaskInfo]:
    """What this learner has asked for and nobody has answered yet, by wish."""
    waiting = {one.code: one for one in tasks.tasks_about(learner_id) if one.done_at is None}
    return {wish: waiting[code] for wish, code in CODES.items() if code in waiting}


def ask(wish: str, *, today: date, actor: Actor, now: datetime) -> None:
    """Ask for one's own data. The provider's manager answers, who knows whom she gives it to."""
    if wish not in CODES or actor.learner_id is None:
        raise errors.NotFound("exchange.absent")
    learner = learners.learner(actor.learner_id)
    if wish in asked(learner.id):
        return
    messages.ask(
        Role.MANAGER,
        CODES[wish],
        {"name": learner.name},
        now=now,
        learner_id=learner.id,
        due_on=today + ANSWER,
        link=f"/people/{learner.id}/file",
    )


def answered(wish: str, learner_id: str, *, actor: Actor, now: datetime) -> None:
    """It was given or decided: nobody needs to do it any more."""
    if (task := asked(learner_id).get(wish)) is not None:
        messages.settle([task.id], by=actor.name, now=now)
