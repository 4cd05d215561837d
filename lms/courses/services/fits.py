"""When somebody's week changes: see what still fits, propose what would fit, and drop nobody."""

from dataclasses import replace
from datetime import date, datetime

from lms.courses import queries
from lms.courses.domain.fit import SectionFit
from lms.courses.queries import fits
from lms.kernel import db, errors
from lms.kernel.actor import Actor, Role, system
from lms.learners import queries as learners
from lms.messages import queries as queries_of_messages
from lms.messages import services as messages
from lms.messages.queries import TaskInfo

MOST_NAMED = 3
ASKED = ("courses.week_changed", "courses.week_changed_alone")


def propose(learner_id: str, *, today: date, now: datetime) -> list[tuple[SectionFit, tuple[str, ...]]]:
    """A task for each seat that a changed week leaves too little of, naming groups of the course that fit.

    Nobody loses a seat by it. What an earlier change asked is closed, so that one task a seat is open.
    Returns what is too little, with those groups' names.
    """
    found = []
    _close_older(learner_id, now)
    for seat in fits.seats_that_do_not_fit(learner_id, today):
        named = _names(learner_id, seat.section_id, today)
        own = queries.section(seat.section_id)
        task = messages.ask(
            Role.ADMINISTRATOR,
            "courses.week_changed" if named else "courses.week_changed_alone",
            {
                "name": learners.learner(learner_id).name,
                "section": own.name,
                "can": seat.attends + seat.replaced,
                "all": seat.sessions,
                "others": ", ".join(named),
            },
            now=now,
            learner_id=learner_id,
            link=f"/people/{learner_id}/week",
            unique_key=f"courses.week_changed:{learner_id}:{seat.section_id}:{now.isoformat()}",
        )
        if task is not None:
            found.append((seat, named))
    return found


def _close_older(learner_id: str, now: datetime) -> None:
    """What an earlier change asked of the office is overtaken: its numbers are not true any more."""
    office = replace(system("courses", db.require_provider()), role=Role.ADMINISTRATOR)
    for task in queries_of_messages.tasks_about(learner_id):
        if task.done_at is None and task.code in ASKED:
            messages.mark_done(task.id, actor=office, now=now)


def _names(learner_id: str, section_id: str, today: date) -> tuple[str, ...]:
    fitting = [one.section_id for one in fits.choices(learner_id, section_id, today).fitting][:MOST_NAMED]
    names = {one.id: one.name for one in queries.sections(ids=fitting)}
    return tuple(names[one] for one in fitting if one in names)


WANTED = "courses.wants_time"
WANTED_FULL = "courses.wants_full_time"
COULD_SWAP = "courses.could_swap"


def ask_for_time(learner_id: str, section_id: str, *, today: date, actor: Actor, now: datetime) -> str:
    """A learner would like to sit in another group of her course: the office is asked, nothing changes yet.

    A full group can be asked for as well: where somebody in it has asked for hers, the office is offered to let both change
    places in one act. Returns the code of what the office was asked. Raises NotFound for a group that is none of her course.
    """
    wanted = queries.section(section_id)
    seats = queries.enrolments_of([learner_id]).get(learner_id, [])
    own = next((one for one in seats if one.module_key == wanted.course.module_key), None)
    if own is None or own.section_id == section_id:
        raise errors.NotFound("courses.absent")
    facts = {
        "name": learners.learner(learner_id).name,
        "section": own.section,
        "other": wanted.name,
        "enrolment_id": own.id,
        "section_id": own.section_id,
        "other_id": section_id,
    }
    code, link = WANTED if wanted.free > 0 else WANTED_FULL, f"/enrolments/{own.id}"
    partner = _who_wants_the_contrary(own, section_id) if wanted.free <= 0 else None
    if partner is not None:
        code, link = COULD_SWAP, f"/enrolments/{own.id}?swap={partner.facts['enrolment_id']}"
        facts["partner"] = partner.facts["name"]
        messages.settle([partner.id], by=actor.name, now=now)
    messages.ask(
        Role.ADMINISTRATOR,
        code,
        facts,
        now=now,
        learner_id=learner_id,
        link=link,
        unique_key=f"{code}:{own.id}:{section_id}:{today.isoformat()}",
    )
    return code


def _who_wants_the_contrary(own: queries.EnrolmentInfo, section_id: str) -> TaskInfo | None:
    """The first who sits where she wants to go, and has asked for where she sits. Her seat is still as it was then."""
    # Other people's wishes are none of a learner's business, but they are the office's: it decides.
    with db.scoped(db.require_provider()):
        for task in queries_of_messages.open_with(WANTED_FULL):
            if task.facts.get("other_id") != own.section_id or task.facts.get("section_id") != section_id:
                continue
            if queries.placed(task.facts["enrolment_id"]).state in ("enrolled", "paused"):
                return task
    return None
