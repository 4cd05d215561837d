"""Enrolments: seats and places on waiting lists, and the steps between them."""

from datetime import date, datetime
from typing import Any, Literal, Self

from pydantic import model_validator

from lms.accounts.services import audit
from lms.courses import queries, services
from lms.courses.rest.door import resources
from lms.kernel import clock, errors
from lms.kernel.rest import Query, Value
from lms.kernel.vocabulary import EnrolmentState
from lms.kernel.web import current_actor, now
from lms.organisations import queries as organisations

OPEN_STATES = (EnrolmentState.WAITING, EnrolmentState.OFFERED, EnrolmentState.ENROLLED, EnrolmentState.PAUSED)


class Enrolment(Value):
    """A learner in a section, or on its waiting list. `until` is the first day on which she belongs there no more."""

    id: str
    section_id: str
    learner_id: str
    state: EnrolmentState
    from_date: date
    until: date | None
    reason: str
    attempt: int
    follows_id: str | None
    waiting_since: datetime | None
    needed_by: date | None
    need: int


class Enrolments(Value):
    """Enrolments, in the order of coming."""

    items: tuple[Enrolment, ...]


class EnrolmentsQuery(Query):
    """Of which section or learner, and in which state. One of the two is asked for."""

    section_id: str | None = None
    learner_id: str | None = None
    state: EnrolmentState | None = None

    @model_validator(mode="after")
    def _of_somebody(self) -> Self:
        if not (self.section_id or self.learner_id):
            raise ValueError("name a `section_id`, a `learner_id`, or both")
        return self


class NewEnrolment(Value):
    """What is asked for: a seat (`enrolled`) or a place on the waiting list (`waiting`), which may become an offer at once."""

    state: Literal[EnrolmentState.ENROLLED, EnrolmentState.WAITING] = EnrolmentState.ENROLLED
    from_date: date | None = None
    needed_by: date | None = None
    need: int = 0


class NewState(Value):
    """The state that somebody should stand in, from a day on. Pausing and leaving ask for a reason; a move for a section."""

    state: EnrolmentState
    reason: str = ""
    note: str = ""
    on: date | None = None
    section_id: str | None = None


@resources.get("/enrolments", permission="courses.enrol", answers=Enrolments, query=EnrolmentsQuery, writes=True)
def enrolments(query: EnrolmentsQuery) -> Enrolments:
    """Who is, was or waits in a section, or everything of one learner."""
    states = [query.state] if query.state else None
    if query.section_id:
        found = queries.placed_in(query.section_id, states)
    else:
        found = queries.placed_of([query.learner_id or ""], states).get(query.learner_id or "", [])
    chosen = [one for one in found if query.learner_id in (None, one.learner_id)]
    audit.read("learners_learner", sorted({one.learner_id for one in chosen}), "rest", now=now())
    return Enrolments(items=tuple(_enrolment(one) for one in chosen))


@resources.put(
    "/sections/<section_id>/enrolments/<learner_id>", permission="courses.enrol", answers=Enrolment, body=NewEnrolment
)
def enrol(section_id: str, learner_id: str, body: NewEnrolment) -> Enrolment:
    """Give a seat or a place on the list; sent again it answers with what stands."""
    actor, instant = current_actor(), now()
    standing = [one for one in queries.placed_in(section_id, OPEN_STATES) if one.learner_id == learner_id]
    if standing and (standing[0].state is body.state or standing[0].holds_seat):
        return _enrolment(standing[0])
    if body.state is EnrolmentState.WAITING:
        key = services.wait(section_id, learner_id, needed_by=body.needed_by, need=body.need, actor=actor, now=instant)
    else:
        from_date = body.from_date or max(_today(section_id), queries.section(section_id).starts_on)
        key, _kept = services.book(section_id, learner_id, from_date=from_date, actor=actor, now=instant)
    return _enrolment(queries.placed(key))


@resources.put("/enrolments/<enrolment_id>/state", permission="courses.enrol", answers=Enrolment, body=NewState)
def set_state(enrolment_id: str, body: NewState) -> Enrolment:
    """One step of an enrolment; sent again it changes nothing more. A move answers with the new enrolment."""
    before = queries.placed(enrolment_id)
    if before.state is body.state and body.state is not EnrolmentState.TRANSFERRED:
        return _enrolment(before)
    by: dict[str, Any] = {"actor": current_actor(), "now": now()}
    why: dict[str, Any] = {"reason": body.reason, "note": body.note, "on": body.on or _today(before.section_id)}
    return _enrolment(queries.placed(_step(before, body, why, by)))


def _step(before: queries.Placed, body: NewState, why: dict[str, Any], by: dict[str, Any]) -> str:
    """Take the step that leads to the state asked for. Returns the enrolment that stands then."""
    match body.state:
        case EnrolmentState.PAUSED:
            services.pause(before.id, **why, **by)
        case EnrolmentState.LEFT:
            services.leave(before.id, **why, **by)
        case EnrolmentState.COMPLETED:
            services.finish(before.id, on=why["on"], **by)
        case EnrolmentState.TRANSFERRED:
            return _moved(before, body, why, by)
        case EnrolmentState.OFFERED:
            services.offer(before.id, **by)
        case EnrolmentState.ENROLLED if before.state is EnrolmentState.PAUSED:
            services.resume(before.id, on=why["on"], **by)
        case EnrolmentState.ENROLLED if before.state is EnrolmentState.OFFERED:
            services.accept(before.id, **by)
        case _:
            raise errors.Conflict("courses.no_such_step")
    return before.id


def _moved(before: queries.Placed, body: NewState, why: dict[str, Any], by: dict[str, Any]) -> str:
    if not body.section_id:
        raise errors.Invalid("courses.choose_class", field="section_id")
    followers = [one for one in queries.placed_in(body.section_id, OPEN_STATES) if one.follows_id == before.id]
    if before.state is EnrolmentState.TRANSFERRED and followers:
        return followers[0].id
    return services.transfer(before.id, body.section_id, **why, **by)[0]


def _today(section_id: str) -> date:
    zone = organisations.centre(queries.section(section_id).centre_id).zone
    return clock.local(now(), zone).date()


def _enrolment(one: queries.Placed) -> Enrolment:
    return Enrolment(**{name: getattr(one, name) for name in Enrolment.model_fields})
