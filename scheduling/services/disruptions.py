"""When a week goes wrong: note it, do what a person chose for each session, tell everybody once, take it back."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from lms.accounts.services import audit
from lms.courses import queries as course_queries
from lms.courses import services as courses
from lms.courses.services import mixed
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.organisations import queries as organisations
from scheduling import models
from scheduling.domain.troubles import Kind, Proposal, Way
from scheduling.queries import troubles as queries
from scheduling.services.disruptions_letters import Line, tell

MOST_DAYS = 120


@dataclass(frozen=True)
class NewTrouble:
    """What a person says has happened."""

    kind: Kind
    first_on: date
    last_on: date
    staff_id: str | None = None
    room_id: str | None = None
    learner_id: str | None = None


def note(centre_id: str, new: NewTrouble, *, actor: Actor, now: datetime) -> str:
    """Write down what goes wrong. Nothing changes for anybody by it. Returns its id.

    Raises Invalid where the days are the wrong way round or too many, or nobody and nothing is named.
    """
    if new.last_on < new.first_on:
        raise errors.Invalid("scheduling.trouble_days", field="last_on")
    if (new.last_on - new.first_on).days >= MOST_DAYS:
        raise errors.Invalid("scheduling.trouble_long", field="last_on", days=MOST_DAYS)
    named = {Kind.TEACHER_ILL: new.staff_id, Kind.ROOM_CLOSED: new.room_id, Kind.ROTA_CHANGED: new.learner_id}
    if not named[new.kind]:
        raise errors.Invalid(f"scheduling.trouble_who.{new.kind}", field="who")
    row = models.Trouble(
        id=db.new_id(),
        centre_id=centre_id,
        kind=new.kind,
        staff_id=new.staff_id if new.kind is Kind.TEACHER_ILL else None,
        room_id=new.room_id if new.kind is Kind.ROOM_CLOSED else None,
        learner_id=new.learner_id if new.kind is Kind.ROTA_CHANGED else None,
        first_on=new.first_on,
        last_on=new.last_on,
        said_by=actor.name,
        said_at=now,
    )
    db.session().add(row)
    db.session().flush()
    return row.id


@dataclass(frozen=True)
class Outcome:
    """What became of the choices: sessions that changed, those that could not with the reason, people who were told."""

    done: int = 0
    refused: tuple[tuple[course_queries.SessionInfo, errors.OnwardError], ...] = ()
    mailed: int = 0
    to_call: int = 0


@dataclass
class _Deeds:
    """What is done within one press of the button."""

    trouble: queries.TroubleInfo
    actor: Actor
    now: datetime
    zone: str
    reason: str
    lines: dict[str, list[Line]] = field(default_factory=dict)
    teachers: list[tuple[str, Line]] = field(default_factory=list)

    def say(self, people: Sequence[str], line: Line) -> None:
        for one in people:
            self.lines.setdefault(one, []).append(line)


def apply(trouble_id: str, choices: Mapping[str, str], *, reason: str, actor: Actor, now: datetime) -> Outcome:
    """Do what was chosen: session id -> key of the proposal. Sessions without a choice stay as they are.

    Each session changes as a whole or not at all. Everybody concerned gets one letter about all of it.
    Raises Invalid where nothing was chosen, and Conflict for a trouble that is closed.
    """
    found = queries.trouble(trouble_id)
    if found.closed_at is not None:
        raise errors.Conflict("scheduling.trouble_closed")
    wanted = {key: choice for key, choice in choices.items() if choice}
    if not wanted:
        raise errors.Invalid("scheduling.nothing_chosen", field="choice")
    if not reason.strip():
        raise errors.Invalid("scheduling.trouble_reason", field="reason")
    look = queries.look_at(found, now)
    deeds = _Deeds(found, actor, now, organisations.centre(found.centre_id).zone, reason.strip())
    done, refused = 0, []
    for touched in look.touched:
        if touched.session.id not in wanted:
            continue
        try:
            with db.session().begin_nested():
                proposal = next((x for x in touched.proposals if x.key == wanted[touched.session.id]), None)
                if proposal is None:
                    raise errors.Conflict("scheduling.proposal_gone")
                _remember(deeds, touched.session.id, proposal, _do(deeds, touched, proposal))
            done += 1
        except errors.OnwardError as refusal:
            refused.append((touched.session, refusal))
    mailed, to_call = tell(found.centre_id, deeds.lines, deeds.teachers, f"/timetable/trouble/{trouble_id}", now=now)
    audit.record("remedy", "scheduling_trouble", trouble_id, now=now)
    return Outcome(done, tuple(refused), mailed, to_call)


Change = dict[str, str]
"""What takes something back: {"change": id} for the host's `undo`, {"swap": id} for a visit to the twin class."""


def _do(deeds: _Deeds, touched: queries.Touched, chosen: Proposal) -> list[Change]:
    """Change one session, and note what people hear of it. Returns what takes it back, oldest first."""
    session = touched.session
    facts: dict[str, Any] = {"section": session.section, "day": session.day, "starts": session.starts}
    if chosen.way is Way.COVER:
        return _cover(deeds, touched, chosen, facts)
    if chosen.way is Way.TWIN:
        return _to_the_twin(deeds, touched, chosen, facts)
    if chosen.way in (Way.ROOM, Way.ONLINE, Way.MOVE):
        return _elsewhere(deeds, touched, chosen, facts)
    return _not_held(deeds, touched, chosen, facts)


def _slot(session: course_queries.SessionInfo, chosen: Proposal) -> courses.Slot:
    return courses.Slot(
        chosen.day or session.day,
        chosen.starts or session.starts,
        chosen.ends or session.ends,
        chosen.room_id or session.room_id,
        chosen.staff_id or session.teacher_id,
        "online" if chosen.way is Way.ONLINE or chosen.far else session.mode,
    )


def _move(deeds: _Deeds, session_id: str, slot: courses.Slot) -> list[Change]:
    change = courses.move(
        session_id, slot, reason=deeds.reason, zone=deeds.zone, actor=deeds.actor, now=deeds.now, tell=False
    )
    return [{"change": change}] if change else []


def _cancel(deeds: _Deeds, session_id: str) -> list[Change]:
    change = courses.cancel(session_id, reason=deeds.reason, actor=deeds.actor, now=deeds.now, tell=False)
    return [{"change": change}] if change else []


def _cover(deeds: _Deeds, touched: queries.Touched, chosen: Proposal, facts: dict[str, Any]) -> list[Change]:
    session = touched.session
    changes = _move(deeds, session.id, _slot(session, chosen))
    facts["teacher"] = next((one.name for one in organisations.faces([chosen.staff_id])), "")
    deeds.teachers.append((chosen.staff_id, Line("asked_to_cover", facts, f"/sessions/{session.id}")))
    deeds.say(touched.people, Line("cover_online" if chosen.far else "cover", facts))
    return changes


def _elsewhere(deeds: _Deeds, touched: queries.Touched, chosen: Proposal, facts: dict[str, Any]) -> list[Change]:
    session, slot = touched.session, _slot(touched.session, chosen)
    changes = _move(deeds, session.id, slot)
    room = next((one.name for one in organisations.rooms() if one.id == slot.room_id), "")
    facts |= {"room": room, "new_day": slot.day, "new_starts": slot.starts}
    deeds.say(touched.people, Line(chosen.way, facts))
    _tell_teacher(deeds, session, Line(f"teacher_{chosen.way}", facts, f"/sessions/{session.id}"))
    return changes


def _not_held(deeds: _Deeds, touched: queries.Touched, chosen: Proposal, facts: dict[str, Any]) -> list[Change]:
    session, slot = touched.session, _slot(touched.session, chosen)
    changes = _cancel(deeds, session.id)
    if chosen.way is Way.MAKEUP:
        _, added = courses.add_makeup(
            session.section_id, slot, zone=deeds.zone, actor=deeds.actor, now=deeds.now, tell=False
        )
        changes += [{"change": added}] if added else []
        facts |= {"new_day": slot.day, "new_starts": slot.starts}
    deeds.say(touched.people, Line(chosen.way, facts))
    _tell_teacher(deeds, session, Line(f"teacher_{chosen.way}", facts, f"/sessions/{session.id}"))
    return changes


def _tell_teacher(deeds: _Deeds, session: course_queries.SessionInfo, line: Line) -> None:
    """Whoever is ill hears nothing of it now."""
    if session.teacher_id and session.teacher_id not in (deeds.trouble.staff_id, deeds.actor.staff_id):
        deeds.teachers.append((session.teacher_id, line))


def _to_the_twin(deeds: _Deeds, touched: queries.Touched, chosen: Proposal, facts: dict[str, Any]) -> list[Change]:
    """Those who can go to the twin class for once; the others have no class that day."""
    seats = {one.learner_id: one.id for one in course_queries.enrolments_of_section(touched.session.section_id)}
    twin = course_queries.session(chosen.session_id)
    swaps: list[Change] = []
    come = []
    for one in chosen.people:
        # Chairs and care places may have gone since the proposal was made.
        with suppress(errors.Conflict):
            swaps.append({"swap": mixed.swap(seats[one], twin.id, actor=deeds.actor, now=deeds.now)})
            come.append(one)
    there = facts | {"twin": twin.section, "new_day": twin.day, "new_starts": twin.starts}
    deeds.say(come, Line(Way.TWIN, there))
    deeds.say([one for one in touched.people if one not in come], Line(Way.CANCEL, facts))
    return [*swaps, *_cancel(deeds, touched.session.id)]


def _remember(deeds: _Deeds, session_id: str, chosen: Proposal, changes: list[Change]) -> None:
    facts = {"staff": chosen.staff_id, "room": chosen.room_id, "people": list(chosen.people), "reason": deeds.reason}
    if chosen.day and chosen.starts:
        facts |= {"day": chosen.day.isoformat(), "starts": f"{chosen.starts:%H:%M}"}
    db.session().add(
        models.Remedy(
            id=db.new_id(),
            trouble_id=deeds.trouble.id,
            session_id=session_id,
            way=chosen.way,
            facts=facts,
            changes=changes,
            by=deeds.actor.name,
            at=deeds.now,
        )
    )
    db.session().flush()


def undo(remedy_id: str, *, actor: Actor, now: datetime) -> str:
    """Take one remedy back: the session is as it was, and people are told so. Returns the id of the trouble.

    Raises Conflict where something changed since, a register was taken, or room or teacher were given to others.
    """
    row = db.session().scalar(select(models.Remedy).where(models.Remedy.id == remedy_id))
    if row is None:
        raise errors.NotFound("scheduling.no_trouble")
    if row.undone_at is not None:
        raise errors.Conflict("scheduling.undone_already")
    found = queries.trouble(row.trouble_id)
    for change in reversed(row.changes):
        if "swap" in change:
            mixed.take_back_swap(change["swap"], actor=actor)
        else:
            courses.undo(change["change"], actor=actor, now=now)
    row.undone_at = now
    session = course_queries.session(row.session_id)
    people = [one.learner_id for one in course_queries.enrolments_of_section(session.section_id)]
    line = Line("as_planned", {"section": session.section, "day": session.day, "starts": session.starts})
    teachers = [(row.facts["staff"], line)] if row.facts.get("staff") else []
    tell(found.centre_id, {one: [line] for one in people}, teachers, f"/timetable/trouble/{found.id}", now=now)
    return found.id


def close(trouble_id: str, *, now: datetime) -> None:
    """Nothing more is to decide. Closed twice is closed once."""
    queries.trouble(trouble_id)
    row = db.session().get(models.Trouble, trouble_id)
    if row is not None and row.closed_at is None:
        row.closed_at = now


def swap_sessions(trouble_id: str, pairs: Mapping[str, str], *, actor: Actor, now: datetime) -> int:
    """Somebody with another rota comes to these sessions of the twin class: own session id -> the twin's.

    Her seat and her one register stay where they are. She gets one letter. Returns how many sessions she swaps.
    """
    found = queries.trouble(trouble_id)
    learner_id = found.learner_id or ""
    known = {one.session.id: one for seat in queries.rota(found, now) for one in seat.missed if one.twin}
    deeds = _Deeds(found, actor, now, "", "")
    for own_id, twin_id in pairs.items():
        missed = known.get(own_id)
        if missed is None or missed.twin is None or missed.twin.id != twin_id:
            raise errors.Conflict("scheduling.proposal_gone")
        change = {"swap": mixed.swap(missed.enrolment_id, twin_id, actor=actor, now=now)}
        _remember(deeds, own_id, Proposal(Way.TWIN, (learner_id,), session_id=twin_id), [change])
        own, twin = missed.session, missed.twin
        facts = {"section": own.section, "day": own.day, "starts": own.starts}
        there = {"twin": twin.section, "new_day": twin.day, "new_starts": twin.starts}
        deeds.say([learner_id], Line(Way.TWIN, facts | there))
    if deeds.lines:
        tell(found.centre_id, deeds.lines, [], f"/timetable/trouble/{trouble_id}", now=now)
    return len(pairs)
