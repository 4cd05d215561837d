"""An employer's rota arrives: what it takes from somebody's classes is noted with proposals, and closed when it is no longer so."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from lms.kernel import signals
from lms.kernel.actor import Actor, Role
from lms.learners import queries as learners
from lms.messages import queries as message_queries
from lms.messages import services as messages
from lms.messages.queries import TaskInfo
from scheduling.domain.troubles import Kind
from scheduling.queries import troubles as queries
from scheduling.services import disruptions as services

CODE = "timetable.rota_received"


@signals.hear(signals.rota_received)
def note_what_it_takes(
    learner_id: str, *, first: date, last: date, by: str, actor: Actor, now: datetime, **_more: Any
) -> None:
    """Sessions that she cannot come to by her employer's rota: the administrator gets them with what can be done."""
    person = learners.learner(learner_id)
    until = min(last, first + timedelta(days=services.MOST_DAYS - 1))
    for task, older in _open_ones(learner_id):
        # A later rota for the same days says what holds now.
        if first <= older.first_on and older.last_on <= last:
            _close(task, older, now)
    asked = queries.TroubleInfo(
        "", person.centre_id, Kind.ROTA_CHANGED, None, None, learner_id, first, until, by, now, None
    )
    missed = sum(len(seat.missed) for seat in queries.rota(asked, now))
    if not missed:
        return
    new = services.NewTrouble(Kind.ROTA_CHANGED, first, until, learner_id=learner_id)
    trouble_id = services.note(person.centre_id, new, actor=replace(actor, name=by), now=now)
    messages.ask(
        Role.ADMINISTRATOR,
        CODE,
        {"name": person.name, "organisation": by, "missed": missed, "trouble_id": trouble_id},
        now=now,
        learner_id=learner_id,
        link=f"/timetable/trouble/{trouble_id}",
        unique_key=f"{CODE}:{trouble_id}",
    )


@signals.hear(signals.week_changed)
def see_whether_it_still_does(learner_id: str, *, now: datetime, **_more: Any) -> None:
    """She took the rota back, or her week changed again: what is no longer in the way is closed."""
    for task, found in _open_ones(learner_id):
        if not any(seat.missed for seat in queries.rota(found, now)):
            _close(task, found, now)


def _open_ones(learner_id: str) -> list[tuple[TaskInfo, queries.TroubleInfo]]:
    """Troubles that a rota brought and nobody has settled. What a person wrote down is left to people."""
    tasks = [one for one in message_queries.tasks_about(learner_id) if one.code == CODE and one.done_at is None]
    return [(task, queries.trouble(task.facts["trouble_id"])) for task in tasks]


def _close(task: TaskInfo, found: queries.TroubleInfo, now: datetime) -> None:
    services.close(found.id, now=now)
    messages.settle([task.id], by="timetable", now=now)
