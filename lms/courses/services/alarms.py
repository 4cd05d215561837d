"""Alarms about absences: who is told when, what was sent, and what is taken back when a mark is corrected."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from lms.courses import models, queries
from lms.courses.domain import attendance_alerts as rules
from lms.courses.domain import attendance_regular
from lms.courses.domain.attendance import ABSENT
from lms.kernel import config, db, errors, language
from lms.kernel.actor import Actor, Role
from lms.learners import queries as learners
from lms.messages import services as messages

FEWEST_WEEKS = 2
"""A share says nothing in the first days of a course."""


def review(
    row: models.Session,
    rule: attendance_regular.Rule,
    changes: Mapping[str, Sequence[str | None]],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """After a register was saved: tell whom the provider's steps name, take back what is not true any more.

    Looks only at people who were away now or about whom somebody was told before: on most days nobody.
    """
    standing = _standing(row.section_id)
    known = {one.enrolment_id for one in standing}
    away = {key for key, (_, after) in changes.items() if (after or "").split(":")[0] in ABSENT}
    concerned = (away | known) & ({*changes} | away)
    if not concerned:
        return
    held = queries.held_of(concerned)
    seats = {seat.id: seat for seat in queries.enrolments_of_section(row.section_id, seated=False)}
    for key in sorted(concerned & set(seats)):
        mine = [one for one in standing if one.enrolment_id == key and one.kind == rules.Kind.IN_A_ROW]
        _take_back(mine, rules.rows(held.get(key, [])), actor, now)
        _tell(seats[key], rules.running(held.get(key, [])), mine, actor, now)
    _reach(row, rule, [seats[key] for key in sorted(concerned & set(seats))], standing, actor, now)


def _standing(section_id: str) -> list[models.Alert]:
    return list(
        db.session().scalars(
            select(models.Alert).where(models.Alert.section_id == section_id, models.Alert.withdrawn_at.is_(None))
        )
    )


def _take_back(standing: list[models.Alert], found: list[rules.Row], actor: Actor, now: datetime) -> None:
    for one in standing:
        if not rules.still_true(found, one.first_day, one.last_day, one.after):
            _withdraw(one, actor, now)


def _withdraw(one: models.Alert, actor: Actor, now: datetime) -> None:
    """A false alarm: the log keeps it, whoever was asked to do something is not asked any more."""
    one.withdrawn_at, one.withdrawn_by = now, actor.name
    if one.deed == rules.Deed.TASK and one.reference:
        # Whoever corrects the mark takes the task off the list of another role.
        keeper = replace(actor, role=Role.CASEWORKER, staff_id=None)
        try:
            messages.mark_done(one.reference, actor=keeper, now=now)
        except errors.NotFound:
            return


def _tell(
    seat: queries.EnrolmentInfo, row: rules.Row | None, standing: list[models.Alert], actor: Actor, now: datetime
) -> None:
    if row is None:
        return
    told = {
        (one.deed, one.after)
        for one in standing
        if one.withdrawn_at is None and row.covers(one.first_day, one.last_day)
    }
    for step in rules.due(queries.alert_steps(), row):
        if (step.deed, step.after) not in told:
            _send(seat, step, row, now)


def _send(seat: queries.EnrolmentInfo, step: rules.Step, row: rules.Row, now: datetime) -> None:
    facts = {"number": len(row.missed), "section": seat.section, "first": row.first.day, "last": row.last.day}
    channel, reference = _deliver(step.deed, seat, facts, row, now)
    alert = models.Alert(
        kind=rules.Kind.IN_A_ROW,
        enrolment_id=seat.id,
        learner_id=seat.learner_id,
        section_id=seat.section_id,
        session_id=row.first.session_id,
        deed=step.deed,
        after=step.after,
        first_day=row.first.day,
        last_day=row.last.day,
        channel=channel,
        reference=reference,
        at=now,
    )
    db.session().add(alert)
    db.session().flush()


def _deliver(
    deed: rules.Deed, seat: queries.EnrolmentInfo, facts: Mapping[str, Any], row: rules.Row, now: datetime
) -> tuple[str, str]:
    """Channel and reference of what went out."""
    if deed is rules.Deed.TASK:
        return "task", _ask(seat, "courses.task.away", facts, f"{row.first.session_id}:{seat.id}", now)
    if deed is rules.Deed.LIST:
        return "list", ""
    who = learners.learner(seat.learner_id)
    if not who.email:
        # She reads it on her own page, where it can be heard.
        return "page", ""
    locale = who.first_language if who.first_language in config.read().language_codes else "en"
    said = {**facts, "name": who.given_name}
    return "email", messages.queue_mail(
        who.email,
        language.say("courses.away.subject", said, locale=locale),
        language.say("courses.away.body", said, locale=locale),
        locale=locale,
        now=now,
        provider_id=db.require_provider(),
    )


def _ask(seat: queries.EnrolmentInfo, code: str, facts: Mapping[str, Any], key: str, now: datetime) -> str:
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
    row: models.Session,
    rule: attendance_regular.Rule,
    seats: list[queries.EnrolmentInfo],
    standing: list[models.Alert],
    actor: Actor,
    now: datetime,
) -> None:
    """Warn once when the asked share can no longer be reached; take it back when it can again."""
    warned = {one.enrolment_id: one for one in standing if one.kind == rules.Kind.OUT_OF_REACH}
    open_seats = [seat for seat in seats if seat.to_date is None or seat.to_date > row.day]
    for key, found in queries.standings(open_seats, row.day).items():
        lost = found.whole.out_of_reach(rule)
        if key in warned and not lost:
            _withdraw(warned[key], actor, now)
        elif lost and key not in warned and (row.day - found.enrolment.from_date).days >= 7 * FEWEST_WEEKS:
            _warn(row, found, now)


def _warn(row: models.Session, found: queries.Standing, now: datetime) -> None:
    seat = found.enrolment
    best = round(100 * (found.whole.best(found.rule) or 0))
    facts = {"section": seat.section, "best": best, "asked": round(100 * found.rule.share)}
    db.session().add(
        models.Alert(
            kind=rules.Kind.OUT_OF_REACH,
            enrolment_id=seat.id,
            learner_id=seat.learner_id,
            section_id=seat.section_id,
            session_id=row.id,
            deed=rules.Deed.TASK,
            after=1,
            first_day=seat.from_date,
            last_day=row.day,
            channel="task",
            reference=_ask(seat, "courses.task.out_of_reach", facts, f"{row.id}:{seat.id}", now),
            at=now,
        )
    )
    db.session().flush()


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
