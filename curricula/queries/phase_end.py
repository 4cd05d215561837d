"""The card at the end of a phase: what comes next for somebody, where, when and with whom."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from curricula.domain.phase_end import Kind, Phase, last_over, stages_over, talk_day
from curricula.queries import outline
from curricula.queries.standing import Standing, standing
from curricula.queries.steps import steps_for
from lms.casework import queries as casework
from lms.casework.domain.stages import Stage
from lms.courses import queries as courses
from lms.organisations import queries as organisations

AHEAD = timedelta(weeks=12)
"""So far ahead the first lesson of a class that somebody has a seat in is looked for."""
TALK, TAKE_A_SEAT, CLOSED = "curricula.phase.talk", "curricula.phase.take_seat", "curricula.phase.closed"


@dataclass(frozen=True)
class NextCard:
    """What comes next. `what` is written by people, or a code of a sentence with `title` in it; none of the four is empty.

    Without `day` somebody is there on every working day. `module` is the name of what was passed, empty after a stage.
    """

    phase: Phase
    module: str
    what: str
    where: str
    day: date | None
    who: str
    phone: str
    title: str = ""
    starts: time | None = None
    channel: str = ""
    """How somebody is talked with, where that is agreed."""
    to_book: bool = False


def card_of(learner_id: str, day: date) -> NextCard | None:
    """The card of the phase that ended last, for some weeks; nothing where none did.

    What is settled comes first: after a module a seat, else a class to choose, after a stage a step of the plan, else the
    talk that is agreed. Where nothing is, somebody talks with her within a week.
    """
    file, passed = casework.file_of(learner_id, day), courses.completions([learner_id]).get(learner_id, ())
    firsts = (Stage.BEFORE_JOURNEY, Stage.RECEPTION)
    stages = stages_over(Stage.RECEPTION, [(one.stage, one.since) for one in file.way], firsts)
    modules = [Phase(Kind.MODULE, one.module_key, one.on_day) for one in passed if one.passed]
    phase = last_over([*modules, *stages], day)
    if phase is None:
        return None
    who = standing(learner_id)
    card = _to_talk(phase, who, day)
    if phase.kind is Kind.STAGE and file.stage is Stage.CLOSED:
        return replace(card, what=CLOSED, day=None)
    return next((found for ask in WAYS[phase.kind] if (found := ask(card, who, day)) is not None), card)


def _to_talk(phase: Phase, who: Standing, day: date) -> NextCard:
    """The centre and whoever looks after her are always there; the others stand on this."""
    centre = organisations.centre(who.learner.centre_id)
    keeper = casework.caseworker_of(who.learner.id, day)
    known = outline.module_on(phase.key, phase.ended_on) if phase.kind is Kind.MODULE else None
    return NextCard(
        phase=phase,
        module="" if phase.kind is Kind.STAGE else known[1].name if known else phase.key,
        what=TALK,
        where=", ".join(one for one in (centre.name, centre.street) if one),
        day=talk_day(phase, day),
        who=keeper.name if keeper else centre.name,
        phone=(keeper.phone if keeper else "") or centre.phone,
    )


def _seat(card: NextCard, who: Standing, day: date) -> NextCard | None:
    """The next lesson of a class that she sits in and has not passed."""
    passed = {one.id for one in who.seats_passed}
    seats = [one.section_id for one in who.seats if one.id not in passed]
    ahead = [one for one in courses.sessions_between(day, day + AHEAD, section_ids=seats) if one.state != "cancelled"]
    if not ahead:
        return None
    lesson = ahead[0]
    room = next((one.name for one in organisations.rooms(lesson.centre_id) if one.id == lesson.room_id), "")
    where = ", ".join(one for one in (card.where, room) if one)
    return replace(
        card, what=lesson.course, where=where, day=lesson.day, starts=lesson.starts,
        who=_teacher(lesson.teacher_id) or card.who,
    )  # fmt: skip


def _offered(card: NextCard, who: Standing, day: date) -> NextCard | None:
    """A class with a free seat that she may take."""
    step = next((one for one in steps_for(who.learner.id, day) if one.bookable), None)
    offer = next((one for one in step.offers if one.bookable), None) if step else None
    if step is None or offer is None:
        return None
    first = min((one.starts for one in offer.section.meetings), default=None)
    return replace(
        card, what=TAKE_A_SEAT, title=step.title, day=offer.starts_on, starts=first,
        who=_teacher(offer.section.teacher_id) or card.who, to_book=True,
    )  # fmt: skip


def _teacher(staff_id: str | None) -> str:
    return next((one.name for one in organisations.staff(ids=[staff_id])), "") if staff_id else ""


def _step(card: NextCard, who: Standing, day: date) -> NextCard | None:
    """The next step of the plan that is not late, at whoever is responsible for it."""
    plan = casework.plan(who.learner.person_id, day)
    ahead = [one for one in plan.steps if one.done_on is None and one.due_on >= day] if plan else []
    if not ahead:
        return None
    step = min(ahead, key=lambda one: one.due_on)
    return replace(card, what=step.code or step.plain or step.title, where=step.owner or card.where, day=step.due_on)


def _talk(card: NextCard, who: Standing, day: date) -> NextCard | None:
    """The talk that is agreed with whoever looks after her."""
    talk = casework.next_check_in(who.learner.id)
    if talk is None or talk.due_on < day:
        return None
    return replace(card, day=talk.due_on, channel=talk.channel)


WAYS: dict[Kind, tuple[Callable[[NextCard, Standing, date], NextCard | None], ...]] = {
    Kind.MODULE: (_seat, _offered, _step, _talk),
    Kind.STAGE: (_step, _talk, _seat),
}
