"""The review: weigh everybody's facts first, then keep all findings at once, so that a stop in between changes nothing."""

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, select, update

from curricula import models
from curricula.domain.kept import first_day_of_marks
from curricula.domain.stalled import Thresholds
from curricula.queries import outline
from curricula.queries.due import Due, due, people_of
from curricula.queries.findings import COUNTED, TALK, FindingInfo, open_findings, split_by_section
from curricula.queries.hindsight import Looking
from curricula.queries.lessons import sessions_since
from curricula.queries.progress import Reviewed, course_of, review_facts
from curricula.queries.rule import gain_model, learnt_on, thresholds_on
from lms.accounts.services import audit
from lms.kernel import db, jobs, signals
from lms.kernel.actor import Actor, Role
from lms.kernel.statements import Each, Prepared, adding, table
from lms.kernel.vocabulary import ProgressState
from lms.learners import queries as learners
from lms.messages import services as messages

if TYPE_CHECKING:
    from curricula.domain.gain import Course

LEARNS_AFTER = timedelta(weeks=4)


@dataclass(frozen=True)
class Outcome:
    """What a review found out about one learner, ready to be kept."""

    learner_id: str
    centre_id: str
    section_id: str | None
    teacher_id: str | None
    state: str
    ratio: float | None
    entered_on: date
    expected: int | None
    attended: int
    answers: int
    lessons: bytes
    facts: dict[str, Any]
    hints: list[Any]
    actions: list[str]
    review_on: date
    has_next: bool
    digest: str
    look_again_on: date | None
    course: "Course | None" = None
    """For the model to learn from."""


def review_progress(day: date, *, actor: Actor, now: datetime, whole: bool = True) -> Mapping[str, int]:
    """Review the provider in scope in the transaction in hand. Returns learners by state."""
    asked = plan_review(day, whole=whole)
    return keep_review(asked, [one for part in weigh(asked) for one in part], actor=actor, now=now)


REVIEW_ONE = "curricula.review_provider"


def ask_for_review(
    provider_id: str, *, now: datetime, key: str | None = None, asked_by: str = "clock", whole: bool = True
) -> str | None:
    """Put the review of one provider into the ledger; with a `key` once for it. Without `whole` it looks only at those
    whose facts may have changed."""
    unique = f"{REVIEW_ONE}:{provider_id}:{key}" if key else None
    return jobs.enqueue(
        REVIEW_ONE,
        {"provider_id": provider_id, "by": asked_by, "whole": whole},
        now=now,
        provider_id=provider_id,
        unique_key=unique,
        asked_by=asked_by,
    )


# --- weigh -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """What one review looks at, and by which numbers."""

    day: date
    due: Due
    thresholds: Thresholds
    learns: bool
    """Whether the model learns from it, as it does every few weeks from everybody."""
    looking: Looking
    """How far what it said earlier has held, looked at as often."""


def plan_review(day: date, *, whole: bool = True) -> Asked:
    """Whom the review of a day looks at: everybody, or those whose facts may have changed since the last one. Only reads."""
    thresholds = thresholds_on(day)
    with _without_collecting():
        found = due(day, thresholds, whole=whole)
    last = learnt_on() if found.whole else day
    learns = last is None or day - last >= LEARNS_AFTER
    return Asked(day, found, thresholds, learns, Looking(day, thresholds))


def weigh(asked: Asked) -> Iterator[list[Outcome]]:
    """What the rule says about those who are looked at, in parts. Only reads."""
    due, model = asked.due, gain_model()
    # Of everybody all sessions are read once; of the few whom a night decides about, those of each part.
    first = min(due.first_day, first_day_of_marks(asked.day, asked.thresholds))
    sessions = sessions_since(first) if due.whole else None
    for part in due.wanted:
        with _without_collecting():
            mates, kept = due.mates(part), {one: due.kept[one] for one in part if one in due.kept}
            people = people_of(part)
            if asked.learns:
                asked.looking.look(people)
            found = review_facts(people, asked.day, asked.thresholds, model, mates=mates, kept=kept, sessions=sessions)
            outcomes = [_outcome(one, asked) for one in found]
        yield outcomes


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Hundreds of thousands of small values come and go: looking for circles among them takes half the time of a review."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _outcome(one: Reviewed, asked: Asked) -> Outcome:
    verdict, learner, seat = one.verdict, one.standing.learner, one.seat
    return Outcome(
        learner.id,
        learner.centre_id,
        seat.section_id if seat else None,
        one.section.teacher_id if one.section else None,
        verdict.state.value,
        None if verdict.ratio is None else round(verdict.ratio, 3),
        one.facts.level_entered_on,
        verdict.facts.expected_minutes,
        one.facts.attended_minutes,
        one.answers,
        one.lessons,
        _facts(one, asked.thresholds),
        [[hint.cause.value, list(hint.signals)] for hint in verdict.hints],
        [action.value for action in verdict.actions],
        one.facts.on + verdict.review_in,
        one.next_course is not None and one.next_course.section_id is not None,
        asked.due.digests[learner.id],
        one.look_again_on,
        course_of(one.facts, learner.centre_id, asked.thresholds) if asked.learns else None,
    )


def _facts(one: Reviewed, thresholds: Thresholds) -> dict[str, Any]:
    """The facts and their surroundings as JSON: minutes, shares of 1, codes, days as text. What lessons say stands beside
    them and comes in where they are read (`findings.facts_of`).
    """
    five, seat, coming, ready = one.verdict.facts, one.seat, one.next_course, one.standing.ready_since
    return {
        "section": seat.section if seat else "",
        "section_size": one.section.taken if one.section else 0,
        "in_class_since": seat.from_date.isoformat() if seat else "",
        "level": one.facts.level.value,
        "entered_on": one.facts.level_entered_on.isoformat(),
        "profile": one.facts.profile.value if one.facts.profile else "",
        "needed": [thresholds.enough_ratio, thresholds.regular_attendance],
        "skills": [_skill(trend) for trend in five.trends],
        "efforts": {by: [said.effort.value, said.day.isoformat(), said.by] for by, said in one.efforts.items()},
        "effort": five.effort.value if five.effort else "",
        "weekly": one.facts.signals.weekly_minutes,
        "chance": [round(each, 4) for each in astuple(one.chance)] if one.chance else [],
        "missing": [reason.value for reason in one.verdict.missing],
        "blocked_skills": [skill.value for skill in one.verdict.blocked_skills],
        "would_change": [
            [change.code, change.skill.value if change.skill else "", None if change.code in COUNTED else change.amount]
            for change in one.verdict.would_change
        ],
        "after": ready.module_key if ready else "",
        "since": ready.on_day.isoformat() if ready else "",
        "wanted": list(coming.wanted) if coming else [],
        "lacks": coming.lacks if coming else "",
    }


def _skill(trend: Any) -> dict[str, Any]:
    return {
        "skill": trend.skill.value,
        "trend": trend.trend.value,
        "scores": [one.score for one in trend.compared],
        "days": [one.on.isoformat() for one in trend.compared],
        "error": max((one.standard_error for one in trend.compared), default=0),
        "gain": round(trend.gain, 2),
        "needed": round(trend.gain_needed, 2),
    }


# --- keep ------------------------------------------------------------------------------------------------------------


def keep_review(
    asked: Asked,
    outcomes: Sequence[Outcome],
    *,
    actor: Actor,
    now: datetime,
    spent: Callable[[], float] | None = None,
) -> Mapping[str, int]:
    """Put the findings of a complete review in force, all or none, and tell who should know. Returns learners by state.

    A finding that says the same as before is refreshed and keeps what people decided; another one closes it. Of whom
    nothing can have changed, the finding stands for another day. `spent`: seconds of the review so far.
    """
    session, day = db.session(), asked.day
    with _without_collecting():
        known = {row.learner_id: row for row in _OPEN.ask()}
        stands = _keep_all(outcomes, known, day, now)
        _close([row.id for one, row in known.items() if one not in asked.due.digests], now)
        _COUNT.each([vars(one) for one in asked.due.counted])
        _stand_on(asked)
    counts = Counter(stands[one] for one in stands if one in asked.due.digests)
    session.add(
        models.ReviewRun(
            day=day,
            at=now,
            learners=len(asked.due.digests),
            next_steps=sum(one.has_next for one in outcomes),
            counts=dict(counts),
            by=actor.name,
            whole=asked.due.whole,
            looked=len(outcomes),
            counted=len(asked.due.counted),
            seconds=round(spent(), 1) if spent else None,
            basis=asked.due.basis,
        )
    )
    session.flush()
    if asked.learns:
        from curricula.services.rules import learn

        learn([one.course for one in outcomes if one.course is not None], day, became=asked.looking.kept(), now=now)
    audit.record("review", "curricula_review_run", day.isoformat(), changes=dict(counts), now=now)
    _tell(day, now)
    return {state.value: counts.get(state.value, 0) for state in ProgressState}


_ROW = table(models.Finding).c
_OPEN = Prepared(
    select(
        _ROW.id, _ROW.learner_id, _ROW.state, _ROW.found_on, _ROW.review_day, _ROW.review_on, _ROW.confirmed_at,
        _ROW.snoozed_at,
    ).where(_ROW.closed_at.is_(None))
)  # fmt: skip
"""Open findings, without what they say."""


def _keep_all(outcomes: Sequence[Outcome], known: Mapping[str, Any], day: date, now: datetime) -> dict[str, str]:
    """Write what was found in a few statements for everybody. Returns the state of each learner."""
    stands = {one: row.state for one, row in known.items()}
    new, same, over = [], [], []
    for one in outcomes:
        row = known.get(one.learner_id)
        state_before = stands.get(one.learner_id)
        stands[one.learner_id] = one.state
        if row is None:
            new.append(_new(one, day))
        elif row.state == state_before == one.state:
            same.append({"row": row.id, "found": row.found_on, **_values(one, day), "on": _review_on(row, one)})
        elif row.review_day < day:
            over.append(row.id)
            new.append(_new(one, day))
        elif row.confirmed_at is None and row.snoozed_at is None:
            same.append({"row": row.id, "found": day, **_values(one, day), "on": one.review_on})
        # What a person decided today stands until the next day's review.
    _close(over, now)
    _write(same, new)
    return stands


def _review_on(row: Any, one: Outcome) -> date:
    decided = row.confirmed_at is not None or row.snoozed_at is not None
    found: date = row.review_on if decided else one.review_on
    return found


def _new(one: Outcome, day: date) -> dict[str, Any]:
    return {
        "id": db.new_id(), "learner_id": one.learner_id, "found_on": day,
        "review_on": one.review_on, "chosen": [], **_values(one, day),
    }  # fmt: skip


def _values(one: Outcome, day: date) -> dict[str, Any]:
    return {
        "centre_id": one.centre_id, "section_id": one.section_id, "teacher_id": one.teacher_id, "state": one.state,
        "review_day": day, "ratio": one.ratio, "facts": one.facts, "hints": one.hints, "actions": one.actions,
        "digest": one.digest, "look_again_on": one.look_again_on, "entered_on": one.entered_on,
        "expected": one.expected, "attended": one.attended, "answers": one.answers, "lessons": one.lessons,
    }  # fmt: skip


_TOLD = (
    "centre_id", "section_id", "teacher_id", "state", "review_day", "ratio", "facts", "hints", "actions", "digest",
    "look_again_on", "entered_on", "expected", "attended", "answers", "lessons",
)  # fmt: skip
_ADD = adding(models.Finding, "id", "learner_id", "found_on", "review_on", "chosen", *_TOLD)
_REFRESH = Each(
    update(table(models.Finding))
    .where(_ROW.id == bindparam("row"))
    .values({name: bindparam(name) for name in _TOLD} | {"found_on": bindparam("found"), "review_on": bindparam("on")})
)
_COUNT = Each(
    update(table(models.Finding))
    .where(_ROW.id == bindparam("id"))
    .values({name: bindparam(name) for name in ("attended", "ratio", "lessons")})
)
_END = Each(update(table(models.Finding)).where(_ROW.id == bindparam("row")).values(closed_at=bindparam("now")))


def _write(same: list[dict[str, Any]], new: list[dict[str, Any]]) -> None:
    _REFRESH.each(same)
    _ADD.each(new)


def _close(ids: Sequence[str], now: datetime) -> None:
    _END.each([{"row": one} for one in ids], now=now)


def _stand_on(asked: Asked) -> None:
    """Findings of whom nothing can have changed, in one statement."""
    row, day = table(models.Finding), asked.day
    undecided = row.c.confirmed_at.is_(None) & row.c.snoozed_at.is_(None)
    again = day + timedelta(weeks=asked.thresholds.review_weeks)
    db.connection().execute(
        update(row)
        .where(row.c.provider_id == db.require_provider(), row.c.closed_at.is_(None), row.c.review_day < day)
        .values(review_day=day, review_on=case((undecided, again), else_=row.c.review_on))
    )
    db.session().expire_all()


# --- tell ------------------------------------------------------------------------------------------------------------


def _tell(day: date, now: datetime) -> None:
    found = open_findings(states=(*TALK, ProgressState.SUPPLY_STALLED))
    talk = [one for one in found if one.state in TALK]
    for one in talk:
        if one.found_on == day:
            signals.announce(signals.learner_stalled, one.learner_id, state=one.state, finding_id=one.id, now=now)
    # Only those a teacher sees now: the others get their task when their turn comes.
    shown = [one for one in split_by_section([one for one in talk if not one.decided])[0] if one.asked_at is None]
    known = learners.by_ids(one.learner_id for one in shown)
    for one in shown:
        _ask_teacher(one, known[one.learner_id].name, now)
    _note_asked([one.id for one in shown], now)
    gaps: dict[tuple[str, str], list[FindingInfo]] = {}
    for one in found:
        if one.state == ProgressState.SUPPLY_STALLED:
            gaps.setdefault((one.centre_id, str(one.facts.get("after", ""))), []).append(one)
    for (centre_id, after), waiting in gaps.items():
        _ask_administrator(centre_id, after, waiting, day, now)


def _note_asked(ids: Sequence[str], now: datetime) -> None:
    row = table(models.Finding)
    if ids:
        db.connection().execute(
            update(row)
            .where(row.c.id == bindparam("row"), row.c.provider_id == db.require_provider())
            .values(asked_at=now),
            [{"row": one} for one in ids],
        )


def _ask_teacher(one: FindingInfo, name: str, now: datetime) -> None:
    messages.ask(
        Role.TEACHER,
        "curricula.task.talk",
        {"name": name},
        now=now,
        staff_id=one.teacher_id,
        learner_id=one.learner_id,
        link=f"/talk/{one.id}",
        unique_key=f"curricula.talk:{one.id}",
    )


def _ask_administrator(centre_id: str, after: str, waiting: Sequence[FindingInfo], day: date, now: datetime) -> None:
    # One task as long as the same person waits longest: it does not come back every night.
    oldest, module = waiting[0], outline.module_on(after, day)
    messages.ask(
        Role.ADMINISTRATOR,
        "curricula.task.bridge_after" if module else "curricula.task.bridge",
        {"count": len(waiting), **({"module": module[1].name} if module else {})},
        now=now,
        centre_id=centre_id,
        link=f"/missing-links?after={after}",
        unique_key=f"curricula.bridge:{centre_id}:{after}:{oldest.id}",
    )
