"""The review: weigh everybody's facts first, then keep all findings at once, so that a stop in between changes nothing."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from curricula import models
from curricula.domain.stalled import Thresholds
from curricula.queries.findings import TALK, FindingInfo, open_findings, split_by_section
from curricula.queries.progress import Reviewed, course_of, review_facts
from curricula.queries.rule import gain_model, learnt_on, thresholds_on
from lms.accounts.services import audit
from lms.courses import queries as courses
from lms.kernel import db, jobs, signals
from lms.kernel.actor import Actor, Role
from lms.kernel.vocabulary import ProgressState
from lms.learners import queries as learners
from lms.messages import services as messages
from lms.organisations import queries as organisations

if TYPE_CHECKING:
    from curricula.domain.gain import Course

LEARNS_AFTER = timedelta(weeks=4)
AT_ONCE = 500
"""Learners asked about in one go: few enough for one list of ids, many enough for few queries."""


@dataclass(frozen=True)
class Outcome:
    """What a review found out about one learner, ready to be kept."""

    learner_id: str
    name: str
    centre_id: str
    section_id: str | None
    teacher_id: str | None
    state: str
    ratio: float | None
    facts: dict[str, Any]
    hints: list[Any]
    actions: list[str]
    review_on: date
    has_next: bool
    course: "Course | None" = None
    """For the model to learn from."""


def review_progress(day: date, *, actor: Actor, now: datetime) -> Mapping[str, int]:
    """Review the provider in scope in the transaction in hand. Returns learners by state."""
    return keep_review([one for part in weigh(day) for one in part], day, actor=actor, now=now)


REVIEW_ONE = "curricula.review_provider"


def ask_for_review(provider_id: str, *, now: datetime, key: str | None = None, asked_by: str = "clock") -> str | None:
    """Put the review of one provider into the ledger; with a `key` once for it."""
    unique = f"{REVIEW_ONE}:{provider_id}:{key}" if key else None
    return jobs.enqueue(
        REVIEW_ONE,
        {"provider_id": provider_id, "by": asked_by},
        now=now,
        provider_id=provider_id,
        unique_key=unique,
        asked_by=asked_by,
    )


# --- weigh -----------------------------------------------------------------------------------------------------------


def weigh(day: date) -> Iterator[list[Outcome]]:
    """What the rule says about everybody who is or was in a class, in parts. Only reads."""
    thresholds, model = thresholds_on(day), gain_model()
    for people in _parts():
        yield [_outcome(one, thresholds) for one in review_facts(people, day, thresholds, model)]


def count_learners() -> int:
    """How many learners a review looks at."""
    return sum(len(people) for people in _parts())


def _parts() -> Iterator[Sequence[learners.LearnerInfo]]:
    for centre in organisations.centres():
        present = [one for one in learners.all_of(centre.id) if one.until is None]
        known = courses.enrolments_of([one.id for one in present], seated=False)
        people = [one for one in present if any(seat.state != "waiting" for seat in known.get(one.id, ()))]
        # A class stays in one part: its members are compared with each other.
        people.sort(key=lambda one: (known[one.id][0].section_id, one.number))
        for start in range(0, len(people), AT_ONCE):
            yield people[start : start + AT_ONCE]


def _outcome(one: Reviewed, thresholds: Thresholds) -> Outcome:
    verdict, learner, seat = one.verdict, one.standing.learner, one.seat
    return Outcome(
        learner.id,
        learner.name,
        learner.centre_id,
        seat.section_id if seat else None,
        one.section.teacher_id if one.section else None,
        verdict.state.value,
        None if verdict.ratio is None else round(verdict.ratio, 3),
        _facts(one),
        [[hint.cause.value, list(hint.signals)] for hint in verdict.hints],
        [action.value for action in verdict.actions],
        one.facts.on + verdict.review_in,
        one.next_course is not None and one.next_course.section_id is not None,
        course_of(one.facts, learner.centre_id, thresholds),
    )


def _facts(one: Reviewed) -> dict[str, Any]:
    """The five facts and their surroundings as JSON: minutes, shares of 1, codes, days as text."""
    five, seat, coming, ready = one.verdict.facts, one.seat, one.next_course, one.standing.ready_since
    return {
        "section": seat.section if seat else "",
        "section_size": one.section.taken if one.section else 0,
        "in_class_since": seat.from_date.isoformat() if seat else "",
        "level": one.facts.level.value,
        "entered_on": one.facts.level_entered_on.isoformat(),
        "profile": one.facts.profile.value if one.facts.profile else "",
        "expected": five.expected_minutes,
        "attended": five.attended_minutes,
        "attendance": None if five.attendance is None else round(five.attendance, 4),
        "commitment": None if five.commitment is None else round(five.commitment, 4),
        "weeks": [[first.isoformat(), offered, attended] for first, offered, attended in one.weeks],
        "skills": [_skill(trend) for trend in five.trends],
        "efforts": {by: [said.effort.value, said.day.isoformat(), said.by] for by, said in one.efforts.items()},
        "effort": five.effort.value if five.effort else "",
        "weekly": one.facts.signals.weekly_minutes,
        "chance": [round(each, 4) for each in astuple(one.chance)] if one.chance else [],
        "missing": [reason.value for reason in one.verdict.missing],
        "blocked_skills": [skill.value for skill in one.verdict.blocked_skills],
        "would_change": [
            [change.code, change.skill.value if change.skill else "", change.amount]
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


def keep_review(outcomes: Sequence[Outcome], day: date, *, actor: Actor, now: datetime) -> Mapping[str, int]:
    """Put the findings of a complete review in force, all or none, and tell who should know. Returns learners by state.

    A finding that says the same as before is refreshed and keeps what people decided; another one closes it.
    """
    session = db.session()
    known = {row.learner_id: row for row in session.scalars(_open_rows())}
    for one in outcomes:
        _keep(one, known.pop(one.learner_id, None), day, now)
    for left in known.values():
        left.closed_at = now
    counts = Counter(one.state for one in outcomes)
    session.add(
        models.ReviewRun(
            day=day,
            at=now,
            learners=len(outcomes),
            next_steps=sum(one.has_next for one in outcomes),
            counts=dict(counts),
            by=actor.name,
        )
    )
    session.flush()
    _learn(outcomes, day, now)
    audit.record("review", "curricula_review_run", day.isoformat(), changes=dict(counts), now=now)
    _tell({one.learner_id: one for one in outcomes}, day, now)
    return {state.value: counts.get(state.value, 0) for state in ProgressState}


def _learn(outcomes: Sequence[Outcome], day: date, now: datetime) -> None:
    """Every few weeks the model learns from everybody as she stands; the next review uses it."""
    last = learnt_on()
    if last is None or day - last >= LEARNS_AFTER:
        from curricula.services.rules import learn

        learn([one.course for one in outcomes if one.course is not None], day, now=now)


def _open_rows() -> Any:
    return select(models.Finding).where(models.Finding.closed_at.is_(None))


def _keep(one: Outcome, row: models.Finding | None, day: date, now: datetime) -> None:
    if row is not None and row.state != one.state:
        decided = row.confirmed_at is not None or row.snoozed_at is not None
        if row.review_day < day:
            row.closed_at = now
            row = None
        elif decided:
            # What a person decided today stands until the next day's review.
            return
        else:
            row.state, row.found_on = one.state, day
    if row is None:
        row = models.Finding(
            learner_id=one.learner_id, state=one.state, found_on=day, review_on=one.review_on, chosen=[]
        )
        db.session().add(row)
    row.centre_id, row.section_id, row.teacher_id = one.centre_id, one.section_id, one.teacher_id
    row.review_day, row.ratio, row.facts = day, one.ratio, one.facts
    row.hints, row.actions = one.hints, one.actions
    if row.confirmed_at is None and row.snoozed_at is None:
        row.review_on = one.review_on


# --- tell ------------------------------------------------------------------------------------------------------------


def _tell(outcomes: Mapping[str, Outcome], day: date, now: datetime) -> None:
    found = open_findings(states=(*TALK, ProgressState.SUPPLY_STALLED))
    talk = [one for one in found if one.state in TALK]
    for one in talk:
        if one.found_on == day:
            signals.announce(signals.learner_stalled, one.learner_id, state=one.state, finding_id=one.id, now=now)
    # Only those a teacher sees now: the others get their task when their turn comes.
    for one in split_by_section([one for one in talk if not one.decided])[0]:
        _ask_teacher(one, outcomes[one.learner_id].name, now)
    gaps: dict[tuple[str, str], list[FindingInfo]] = {}
    for one in found:
        if one.state == ProgressState.SUPPLY_STALLED:
            gaps.setdefault((one.centre_id, str(one.facts.get("after", ""))), []).append(one)
    for (centre_id, after), waiting in gaps.items():
        _ask_administrator(centre_id, after, waiting, now)


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


def _ask_administrator(centre_id: str, after: str, waiting: Sequence[FindingInfo], now: datetime) -> None:
    # One task as long as the same person waits longest: it does not come back every night.
    oldest = waiting[0]
    messages.ask(
        Role.ADMINISTRATOR,
        "curricula.task.bridge",
        {"count": len(waiting)},
        now=now,
        link=f"/missing-links?after={after}",
        unique_key=f"curricula.bridge:{centre_id}:{after}:{oldest.id}",
    )
