"""What the last review found: one learner's finding, the list of whom to talk with, and what may be told to whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

from sqlalchemy import bindparam, select

from curricula import models
from curricula.domain.kept import window
from curricula.domain.stalled import DEFAULTS, shown_and_waiting
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.kernel.questions import Question
from lms.kernel.vocabulary import ProgressState
from lms.learners import queries as learners

TALK = (ProgressState.BLOCKED, ProgressState.SKILL_BLOCKED)


@dataclass(frozen=True)
class FindingInfo:
    """What is found about a learner. `said` beside her lessons, `facts` with what they say."""

    id: str
    learner_id: str
    centre_id: str
    section_id: str | None
    teacher_id: str | None
    state: str
    found_on: date
    review_day: date
    ratio: float | None
    said: Mapping[str, Any]
    hints: Sequence[tuple[str, Sequence[str]]]
    actions: Sequence[str]
    review_on: date
    confirmed_by: str
    confirmed_at: datetime | None
    chosen: Sequence[str]
    snoozed_reason: str
    snoozed_at: datetime | None
    closed_at: datetime | None
    asked_at: datetime | None = None
    """When somebody was asked to talk with her."""
    expected: int | None = None
    attended: int = 0
    lessons: bytes | None = field(default=None, repr=False)

    @cached_property
    def facts(self) -> Mapping[str, Any]:
        """The five facts with minutes, shares of 1 and codes."""
        return facts_of(self)

    @property
    def decided(self) -> bool:
        """Whether a person has made a plan or put it off."""
        return self.confirmed_at is not None or self.snoozed_at is not None

    @property
    def sureness(self) -> float:
        """The low end of the probability that the course is blocked; 0 where nothing can be said."""
        chance = self.said.get("chance")
        return float(chance[1]) if chance else 0.0

    def due(self, day: date) -> bool:
        """Whether somebody should look at it: nobody decided, or the day to look again has come."""
        return not self.decided or self.review_on <= day


def _info(row: Any) -> FindingInfo:
    return FindingInfo(
        row.id,
        row.learner_id,
        row.centre_id,
        row.section_id,
        row.teacher_id,
        row.state,
        row.found_on,
        row.review_day,
        row.ratio,
        row.facts,
        [(cause, tuple(signals)) for cause, signals in row.hints],
        row.actions,
        row.review_on,
        row.confirmed_by,
        row.confirmed_at,
        row.chosen,
        row.snoozed_reason,
        row.snoozed_at,
        row.closed_at,
        row.asked_at,
        row.expected,
        row.attended,
        row.lessons,
    )


COUNTED = ("attend_more", "few_minutes")
"""What would change a verdict in minutes: how many is counted from the lessons."""


def facts_of(row: Any) -> Mapping[str, Any]:
    """What a finding says, with what lessons say on the day of the review. Older findings hold all of it themselves."""
    said = row.said if isinstance(row, FindingInfo) else row.facts
    if row.lessons is None:
        return dict(said)
    seen = window(row.lessons, row.review_day, DEFAULTS)
    counted = seen.offered - (seen.excused if DEFAULTS.excused_leave_denominator else 0)
    enough, regular = said["needed"]
    amounts = {
        "attend_more": regular * seen.offered - seen.attended,
        "few_minutes": None if row.expected is None else enough * row.expected - row.attended,
    }
    return {
        **said,
        "expected": row.expected,
        "attended": row.attended,
        "attendance": round(seen.attended / counted, 4) if counted > 0 else None,
        "commitment": round((seen.attended + seen.excused) / seen.offered, 4) if seen.offered > 0 else None,
        "weeks": [[monday.isoformat(), offered, attended] for monday, offered, attended in seen.weeks],
        "would_change": [[code, skill, amounts.get(code, amount)] for code, skill, amount in said["would_change"]],
    }


def finding(finding_id: str) -> FindingInfo:
    """One finding. Raises NotFound."""
    row = db.session().scalar(select(models.Finding).where(models.Finding.id == finding_id))
    if row is None:
        raise errors.NotFound("curricula.absent")
    return _info(row)


_FINDING = models.Finding
_WHICH = {
    "states": _FINDING.state.in_(bindparam("states")),
    "teacher_id": _FINDING.teacher_id == bindparam("teacher_id"),
    "centre_id": _FINDING.centre_id == bindparam("centre_id"),
    "learner_ids": _FINDING.learner_id.in_(bindparam("learner_ids")),
}


@cache
def _open(*named: str) -> Question:
    """Open findings of what is named."""
    return Question(
        select(_FINDING)
        .where(_FINDING.closed_at.is_(None), *(_WHICH[name] for name in named))
        .order_by(_FINDING.found_on, _FINDING.id)
    )


def open_findings(
    *,
    states: Iterable[str] | None = None,
    teacher_id: str | None = None,
    centre_id: str | None = None,
    learner_ids: Iterable[str] | None = None,
) -> list[FindingInfo]:
    """What the last review says, the oldest finding first."""
    wanted = {
        "states": None if states is None else [str(one) for one in states],
        "teacher_id": teacher_id,
        "centre_id": centre_id,
        "learner_ids": None if learner_ids is None else list(learner_ids),
    }
    given = {name: value for name, value in wanted.items() if value is not None}
    return [_info(row) for row in _open(*given).ask(**given)]


def open_finding_of(learner_id: str) -> FindingInfo | None:
    """What the last review says about a learner."""
    return next(iter(open_findings(learner_ids=[learner_id])), None)


@dataclass(frozen=True)
class TalkList:
    """A teacher's list. `talk` shows one in ten of a class at a time, `waiting` are the others, the oldest first.

    Low attendance, too little evidence and slower progress stand apart: they ask for other things. `people` by id.
    """

    talk: Sequence[FindingInfo]
    waiting: Sequence[FindingInfo]
    rarely: Sequence[FindingInfo]
    unsure: Sequence[FindingInfo]
    watch: Sequence[FindingInfo]
    planned: Sequence[FindingInfo]
    people: Mapping[str, learners.LearnerInfo] = field(default_factory=dict)

    @property
    def shown_ids(self) -> frozenset[str]:
        """Ids of the findings that are shown now."""
        return frozenset(one.id for one in self.talk)


def talk_list(teacher_id: str, day: date) -> TalkList:
    """Whom a teacher should talk with on a day."""
    found = open_findings(
        teacher_id=teacher_id,
        states=(*TALK, ProgressState.LOW_ATTENDANCE, ProgressState.NOT_ENOUGH_EVIDENCE, ProgressState.WATCH),
    )
    due = [one for one in found if one.due(day)]
    talk, waiting = split_by_section([one for one in due if one.state in TALK])
    return TalkList(
        talk,
        waiting,
        [one for one in due if one.state == ProgressState.LOW_ATTENDANCE],
        [one for one in due if one.state == ProgressState.NOT_ENOUGH_EVIDENCE],
        [one for one in due if one.state == ProgressState.WATCH],
        [one for one in found if not one.due(day)],
        learners.by_ids(one.learner_id for one in found),
    )


def split_by_section(found: Iterable[FindingInfo]) -> tuple[list[FindingInfo], list[FindingInfo]]:
    """Shown now and waiting: one in ten of each class, at least one, the oldest and surest first."""
    sections: dict[str, list[FindingInfo]] = {}
    for one in found:
        sections.setdefault(one.section_id or one.centre_id, []).append(one)
    shown: list[FindingInfo] = []
    waiting: list[FindingInfo] = []
    for same in sections.values():
        now, later = shown_and_waiting(same, int(same[0].said.get("section_size") or len(same)))
        shown += now
        waiting += later
    return shown, waiting


def count_to_talk(actor: Actor, day: date) -> int:
    """How many a teacher should talk with now."""
    if actor.staff_id is None:
        return 0
    found = open_findings(teacher_id=actor.staff_id, states=TALK)
    return len(split_by_section([one for one in found if one.due(day)])[0])


def confirmed_talk(learner_id: str) -> FindingInfo | None:
    """What a learner may know: a blocked course that a person has looked at and confirmed. Nothing else, nothing earlier."""
    found = open_findings(learner_ids=[learner_id], states=TALK)
    return next((one for one in found if one.confirmed_at is not None), None)


@dataclass(frozen=True)
class RunInfo:
    """A review that came to its end."""

    id: str
    day: date
    at: datetime
    learners: int
    next_steps: int
    counts: Mapping[str, int]
    by: str
    whole: bool = True
    """Whether it looked at everybody, and not only at those whose facts may have changed."""
    looked: int = 0
    """Of how many it decided anew."""
    counted: int = 0
    """Of how many it only took new lessons into account."""
    seconds: float | None = None


def latest_run() -> RunInfo | None:
    """The last review of the provider in scope."""
    row = db.session().scalar(
        select(models.ReviewRun).order_by(models.ReviewRun.day.desc(), models.ReviewRun.at.desc()).limit(1)
    )
    if row is None:
        return None
    return RunInfo(
        row.id, row.day, row.at, row.learners, row.next_steps, row.counts, row.by, row.whole, row.looked, row.counted,
        row.seconds,
    )  # fmt: skip
