"""Alarms about absences: who is told when, what was sent, and what is taken back when a mark is corrected."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select

from lms.accounts.services import audit
from lms.courses import models
from lms.courses.domain import attendance_alerts as rules
from lms.courses.domain import attendance_regular
from lms.courses.domain.attendance import ABSENT
from lms.courses.domain.attendance_regular import Tally
from lms.courses.queries import attendance as queries
from lms.courses.queries.bookings import enrolments_of_section
from lms.courses.queries.roll import Roll, Seat
from lms.kernel import db, errors
from lms.kernel.actor import Actor, Role
from lms.kernel.statements import adding
from lms.learners import queries as learners
from lms.messages import queries as to_whom
from lms.messages import services as messages

FEWEST_WEEKS = 2
"""A share says nothing in the first days of a course."""


@dataclass(frozen=True)
class Foreseen:
    """That a register gives nobody a reason to be told, and what was read to know it."""

    told: Sequence[queries.Told]
    learner_ids: Sequence[str]
    """Who was away."""
    elsewhere: tuple[Any, ...]
    """Their other marks (`queries.elsewhere`)."""


def foresee(found: Roll, changes: Mapping[str, Sequence[str | None]]) -> Foreseen | None:
    """What `review` would find after a register, asked before others have to wait for its writing. None where somebody
    may have to be told or an alarm taken back: then it is looked at when the marks are written.
    """
    session, told = found.session, queries.Alarms(found.session.section_id).told()
    away = _away(changes)
    if _touched(told, session.day) & set(changes) or away & set(found.marks):
        return None
    seats = _seats(found, away)
    learners = {seat.enrolment_id: seat.learner_id for seat in seats}
    # Read before the rest: what somebody writes meanwhile is noticed then.
    elsewhere = queries.elsewhere(sorted(learners.values()), session.id) if seats else ()
    past = queries.past_of(learners)
    if any(one.day >= session.day for mine in past.values() for one in mine.held):
        return None
    past = {key: _with(found, past[key], str(changes[key][1]).split(":")[0]) for key in past}
    steps = queries.alert_steps() if seats else []
    if any(_untold(steps, row, _of(told, key)) for key, mine in past.items() if (row := rules.running(mine.held))):
        return None
    if any(_is_lost(found, seat, whole) for seat, whole in _wholes(found, seats, past)):
        return None
    return Foreseen(told, sorted(learners.values()), elsewhere)


def _with(found: Roll, past: queries.Past, attendance: str) -> queries.Past:
    """What became of somebody's sessions, with this one, which she missed."""
    session = found.session
    lasted = int((session.ends_at - session.starts_at).total_seconds()) // 60
    return queries.Past(
        (*past.held, rules.Held(session.id, session.day, attendance)),
        past.tally.after(attendance_regular.Lesson(lasted, attendance)),
    )


def review(
    found: Roll,
    changes: Mapping[str, Sequence[str | None]],
    known: queries.Alarms,
    foreseen: Foreseen | None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """After a register was saved: tell whom the provider's steps name, take back what is not true any more.

    Looks only at people who were away now, whose alarm is about that day, or who were warned that the share is out of
    reach: on most days nobody. Marks of other days stand as they did when somebody was told of them. Where it was foreseen
    that nobody is to be told, and nobody has marked the same people elsewhere since, that stands.
    """
    day, standing = found.session.day, known.told()
    if foreseen is not None and _holds(foreseen, standing, found.session.id):
        return
    in_a_row = [one for one in standing if one.kind == rules.Kind.IN_A_ROW]
    doubtful = [one for one in in_a_row if one.first_day <= day <= one.last_day]
    in_doubt = {one.enrolment_id for one in doubtful}
    seats = _seats(found, (_away(changes) | _touched(standing, day)) & set(changes))
    if not seats:
        return
    steps = queries.AlertSteps()
    past = queries.past_of({seat.enrolment_id: seat.learner_id for seat in seats}, whole=in_doubt)
    for seat in seats:
        held = past.get(seat.enrolment_id, queries.Past()).held
        mine = _of(in_a_row, seat.enrolment_id)
        kept = [one for one in mine if one not in doubtful]
        kept += _take_back([one for one in mine if one in doubtful], rules.rows(held), actor, now)
        if (row := rules.running(held)) is not None:
            for step in _untold(steps.all(), row, kept):
                _send(found, seat, step, row, now)
    _reach(found, seats, past, standing, actor, now)


def _holds(foreseen: Foreseen, standing: Sequence[queries.Told], session_id: str) -> bool:
    ids = foreseen.learner_ids
    return foreseen.told == standing and (not ids or queries.elsewhere(ids, session_id) == foreseen.elsewhere)


def _away(changes: Mapping[str, Sequence[str | None]]) -> set[str]:
    return {key for key, (_, after) in changes.items() if (after or "").split(":")[0] in ABSENT}


def _touched(standing: Sequence[queries.Told], day: date) -> set[str]:
    """Whose alarm may be untrue after marks of a day: one about that day, or about the share."""
    return {
        one.enrolment_id
        for one in standing
        if one.kind == rules.Kind.OUT_OF_REACH or one.first_day <= day <= one.last_day
    }


def _seats(found: Roll, enrolment_ids: Collection[str]) -> list[Seat]:
    """Those of the session's own section. Visitors are looked after where they belong."""
    seats = (found.people[key] for key in sorted(enrolment_ids))
    return [seat for seat in seats if seat.section_id == found.session.section_id]


def _of(standing: Sequence[queries.Told], enrolment_id: str) -> list[queries.Told]:
    return [one for one in standing if one.enrolment_id == enrolment_id and one.kind == rules.Kind.IN_A_ROW]


def _take_back(
    standing: Sequence[queries.Told], rows: list[rules.Row], actor: Actor, now: datetime
) -> list[queries.Told]:
    """Take back what is not true any more. Returns what still is."""
    kept = [one for one in standing if rules.still_true(rows, one.first_day, one.last_day, one.after)]
    for one in standing:
        if one not in kept:
            _withdraw(one.id, actor, now)
    return kept


def _withdraw(alert_id: str, actor: Actor, now: datetime) -> None:
    """A false alarm: the log keeps it, whoever was asked to do something is not asked any more."""
    one = db.session().get_one(models.Alert, alert_id)
    one.withdrawn_at, one.withdrawn_by = now, actor.name
    if one.deed == rules.Deed.TASK and one.reference:
        # Whoever corrects the mark takes the task off the list of another role.
        keeper = replace(actor, role=Role.CASEWORKER, staff_id=None)
        try:
            messages.mark_done(one.reference, actor=keeper, now=now)
        except errors.NotFound:
            return


def _untold(steps: Iterable[rules.Step], row: rules.Row, standing: Sequence[queries.Told]) -> list[rules.Step]:
    """The steps that a stretch has reached and nobody has taken yet."""
    told = {(one.deed, one.after) for one in standing if row.covers(one.first_day, one.last_day)}
    return [step for step in rules.due(steps, row) if (step.deed, step.after) not in told]


def _send(found: Roll, seat: Seat, step: rules.Step, row: rules.Row, now: datetime) -> None:
    facts = {
        "number": len(row.missed), "section": found.terms.section, "first": row.first.day, "last": row.last.day,
    }  # fmt: skip
    channel, reference = _deliver(step.deed, seat, facts, row, now)
    _log(
        seat,
        now,
        kind=rules.Kind.IN_A_ROW,
        session_id=row.first.session_id,
        deed=step.deed,
        after=step.after,
        first_day=row.first.day,
        last_day=row.last.day,
        channel=channel,
        reference=reference,
    )


_ALERT = adding(
    models.Alert,
    "id", "enrolment_id", "learner_id", "section_id", "kind", "session_id", "deed", "after", "first_day", "last_day",
    "channel", "reference", "at",
)  # fmt: skip


def _log(seat: Seat, now: datetime, *, kind: rules.Kind, deed: rules.Deed, **said: Any) -> None:
    row = {
        "id": db.new_id(), "enrolment_id": seat.enrolment_id, "learner_id": seat.learner_id,
        "section_id": seat.section_id, "kind": str(kind), "deed": str(deed), "at": now, **said,
    }  # fmt: skip
    _ALERT.soon(**row)
    audit.record_added(models.Alert.__tablename__, [row], now=now)


def _deliver(deed: rules.Deed, seat: Seat, facts: Mapping[str, Any], row: rules.Row, now: datetime) -> tuple[str, str]:
    """Channel and reference of what went out."""
    if deed is rules.Deed.TASK:
        return "task", _ask(seat, "courses.task.away", facts, f"{row.first.session_id}:{seat.enrolment_id}", now)
    if deed is rules.Deed.LIST:
        return "list", ""
    who = learners.learner(seat.learner_id)
    letter = messages.write_to(who, "courses.away", facts, now=now)
    # Who is not written to reads it on her own page, where it can be heard.
    return (to_whom.channel_for(who), letter) if letter else ("page", "")


def _ask(seat: Seat, code: str, facts: Mapping[str, Any], key: str, now: datetime) -> str:
    name = learners.learner(seat.learner_id).name
    task = messages.ask(
        Role.CASEWORKER,
        code,
        {"name": name, **facts},
        learner_id=seat.learner_id,
        link=f"/people/{seat.learner_id}",
        now=now,
        unique_key=f"away:{code}:{key}:{now:%Y%m%d%H%M%S}",
    )
    return task or ""


def _reach(
    found: Roll,
    seats: Sequence[Seat],
    past: Mapping[str, queries.Past],
    standing: Sequence[queries.Told],
    actor: Actor,
    now: datetime,
) -> None:
    """Warn once when the asked share can no longer be reached; take it back when it can again."""
    warned = {one.enrolment_id: one.id for one in standing if one.kind == rules.Kind.OUT_OF_REACH}
    for seat, whole in _wholes(found, seats, past):
        key = seat.enrolment_id
        if key in warned and not whole.out_of_reach(found.terms.rule):
            _withdraw(warned[key], actor, now)
        elif key not in warned and _is_lost(found, seat, whole):
            _warn(found, seat, whole, now)


def _wholes(found: Roll, seats: Sequence[Seat], past: Mapping[str, queries.Past]) -> list[tuple[Seat, Tally]]:
    """Those who still belong there, with what was held and what is still to come for them."""
    day, rule = found.session.day, found.terms.rule
    seats = [seat for seat in seats if seat.to_date is None or seat.to_date > day]
    done = {seat.enrolment_id: past.get(seat.enrolment_id, queries.Past()).tally for seat in seats}
    # Whoever reaches the share so far can still reach it in the end: only of the others it is asked what is to come.
    below = [seat for seat in seats if done[seat.enrolment_id].regular(rule) is False]
    planned = _planned(found.session.section_id, below)
    wholes = []
    for seat in seats:
        whole = done[seat.enrolment_id]
        ahead = max(0, planned.get(seat.enrolment_id, whole.held) - whole.held)
        wholes.append((seat, replace(whole, ahead=ahead)))
    return wholes


def _is_lost(found: Roll, seat: Seat, whole: Tally) -> bool:
    """Whether the share is out of reach, after weeks enough to say so."""
    weeks = (found.session.day - seat.from_date).days / 7
    return weeks >= FEWEST_WEEKS and whole.out_of_reach(found.terms.rule)


def _planned(section_id: str, seats: Sequence[Seat]) -> dict[str, int]:
    """Minutes of the sessions that are planned for each enrolment, without those of her pauses."""
    if not seats:
        return {}
    # Most belong there from the first day to the last: few stretches, and each is asked for once.
    planned = {span: queries.planned_in(section_id, *span) for span in {(s.from_date, s.to_date) for s in seats}}
    found = {seat.enrolment_id: planned[seat.from_date, seat.to_date] for seat in seats}
    paused = {seat.enrolment_id for seat in seats if seat.has_paused}
    if paused:
        every = [one for one in enrolments_of_section(section_id, seated=False) if one.id in paused]
        found |= queries.planned_minutes(every)
    return found


def _warn(found: Roll, seat: Seat, whole: Tally, now: datetime) -> None:
    rule = found.terms.rule
    facts = {
        "section": found.terms.section, "best": round(100 * (whole.best(rule) or 0)), "asked": round(100 * rule.share),
    }  # fmt: skip
    key = f"{found.session.id}:{seat.enrolment_id}"
    _log(
        seat,
        now,
        kind=rules.Kind.OUT_OF_REACH,
        session_id=found.session.id,
        deed=rules.Deed.TASK,
        after=1,
        first_day=seat.from_date,
        last_day=found.session.day,
        channel="task",
        reference=_ask(seat, "courses.task.out_of_reach", facts, key, now),
    )


def set_steps(steps: Collection[rules.Step], *, actor: Actor, now: datetime) -> None:
    """What this provider does after how many absences in a row. None at all switches alarms off.

    Raises Invalid("courses.step_outside") for a number that is no number of sessions.
    """
    for step in steps:
        if not 1 <= step.after <= 60:
            raise errors.Invalid("courses.step_outside")
    session = db.session()
    session.execute(delete(models.AlertStep))
    kept = {(step.after, str(step.deed)) for step in steps} or {(1, "none")}
    session.add_all(models.AlertStep(after=after, deed=deed) for after, deed in sorted(kept))
    session.flush()


def set_rule(programme: str, rule: attendance_regular.Rule, *, actor: Actor, now: datetime) -> None:
    """How this provider weighs attendance in a programme. Raises Invalid for a share or a window that means nothing."""
    percent = round(100 * rule.share)
    if not 1 <= percent <= 100:
        raise errors.Invalid("courses.share_outside", field="percent")
    if not 1 <= rule.window_weeks <= 104:
        raise errors.Invalid("courses.window_outside", field="window_weeks")
    session = db.session()
    row = session.scalar(select(models.AttendanceRule).where(models.AttendanceRule.programme == programme))
    if row is None:
        row = models.AttendanceRule(programme=programme)
        session.add(row)
    row.percent, row.window_weeks = percent, rule.window_weeks
    row.excused_outside, row.asks_arrival = rule.excused_outside, rule.asks_arrival
    session.flush()
