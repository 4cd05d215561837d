"""Taking over checks, effort and follow-ups from elsewhere in bulk: a demonstration, an older system. One line in the audit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert

from curricula import models
from curricula.domain.checks import POINTS
from lms.accounts.services import audit
from lms.kernel import db
from lms.kernel.actor import Actor


@dataclass(frozen=True)
class PastCheck:
    """A check that was made before. Points of 0 to 100, minutes attended until that day."""

    learner_id: str
    skill: str
    day: date
    score: float
    level: str
    attended_minutes: int
    standard_error: float = POINTS.standard_error
    scale: str = POINTS.key


@dataclass(frozen=True)
class PastEffort:
    """What was said about effort before."""

    learner_id: str
    said_by: str
    effort: str
    day: date


@dataclass(frozen=True)
class PastFollowUp:
    """How somebody was, some months after a course. Without answers it is why nobody asks any more, or still open."""

    learner_id: str
    centre_id: str
    programme: str
    module_key: str
    ended_on: date
    finished: bool
    months: int
    due_on: date
    answers: Mapping[str, str]
    answered_on: date | None
    closed: str


def take_over(checks: Sequence[PastCheck], efforts: Sequence[PastEffort], *, actor: Actor, now: datetime) -> None:
    """Keep all of them as they are, without asking each for its reason."""
    session, provider_id = db.session(), db.require_provider()
    common = {"provider_id": provider_id, "by": actor.name, "at": now}
    if checks:
        rows = [vars(one) | common | {"id": db.new_id(), "form": ""} for one in checks]
        session.execute(insert(models.Assessment), rows)
    if efforts:
        session.execute(insert(models.Effort), [vars(one) | common | {"id": db.new_id()} for one in efforts])
    counts = {"checks": len(checks), "efforts": len(efforts)}
    audit.record("take_over", "curricula_assessment", provider_id, changes=counts, now=now)


def take_over_follow_ups(found: Sequence[PastFollowUp], *, actor: Actor, now: datetime) -> None:
    """Keep what people said after their courses as it was told on the telephone."""
    if not found:
        return
    provider_id = db.require_provider()
    common = {"provider_id": provider_id, "by": actor.name, "at": now}
    rows = [
        vars(one) | common | {"id": db.new_id(), "calls": 0, "way": "phone" if one.answers else ""} for one in found
    ]
    db.session().execute(insert(models.FollowUp), rows)
    audit.record("take_over", "curricula_follow_up", provider_id, changes={"follow_ups": len(found)}, now=now)
