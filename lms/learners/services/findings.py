"""What a test found about a learner, written to her record at once: track, reading, the level she is taught at, each skill."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from lms.accounts.services import audit
from lms.kernel import db, errors, signals
from lms.kernel.actor import Actor
from lms.kernel.questions import Question
from lms.kernel.statements import Prepared, adding, table
from lms.kernel.vocabulary import Level, Skill, Track
from lms.learners import models


@dataclass(frozen=True)
class Measured:
    """A measurement of one skill. `score` and `standard_error` are on the scale of its source."""

    skill: Skill
    level: Level
    score: float
    standard_error: float


@dataclass(frozen=True)
class Finding:
    """What tests say about one learner. `level` is `None` when nothing was measured; years of school when not told."""

    track: Track
    literacy: str
    schooling_years: int | None
    level: Level | None
    measured: Sequence[Measured]
    source: str


_STANDS = Question(
    select(
        models.Learner.level,
        models.Learner.track_recommended,
        models.Person.person_id,
        models.Person.literacy,
        models.Person.schooling_years,
    )
    .select_from(models.Learner)
    .join(models.Person, models.Learner.person_id == models.Person.person_id)
    .where(models.Learner.id == bindparam("learner_id"))
)
_LEARNER = table(models.Learner)
_CHANGE = Prepared(
    update(_LEARNER)
    .where(_LEARNER.c.id == bindparam("id_is"))
    .values(level=bindparam("level"), track_recommended=bindparam("track_recommended"))
)
_MEASURED = (
    "id",
    "learner_id",
    "skill",
    "level",
    "score",
    "standard_error",
    "attended_minutes",
    "source",
    "on_day",
    "at",
)
_ADD = adding(models.LevelRecord, *_MEASURED)


def keep_findings(learner_id: str, finding: Finding, *, on_day: date, actor: Actor, now: datetime) -> None:
    """Write what a test found, and announce each measurement. Raises NotFound.

    The track is only recommended: the decision is a person's.
    """
    stands = _STANDS.ask(learner_id=learner_id).first()
    if stands is None:
        raise errors.NotFound("learners.absent")
    _keep_reading(stands, finding)
    taught = finding.level or stands.level or next((one.level for one in finding.measured), "")
    _keep_on_record(learner_id, stands, {"level": str(taught), "track_recommended": finding.track.value}, now)
    rows = [
        {
            "id": db.new_id(),
            "learner_id": learner_id,
            "skill": one.skill.value,
            "level": one.level.value,
            "score": one.score,
            "standard_error": one.standard_error,
            "attended_minutes": 0,
            "source": finding.source,
            "on_day": on_day,
            "at": now,
        }
        for one in finding.measured
    ]
    _ADD.each(rows)
    audit.record_added("learners_level_record", rows, now=now)
    for one in finding.measured:
        facts = {"skill": one.skill, "level": one.level, "source": finding.source}
        signals.announce(signals.level_recorded, learner_id, **facts, actor=actor, now=now)


def _keep_reading(stands: Any, finding: Finding) -> None:
    years = stands.schooling_years if finding.schooling_years is None else finding.schooling_years
    if (stands.literacy, stands.schooling_years) == (finding.literacy, years):
        return
    person = db.session().get_one(models.Person, stands.person_id)
    person.literacy, person.schooling_years = finding.literacy, years


def _keep_on_record(learner_id: str, stands: Any, values: Mapping[str, str], now: datetime) -> None:
    changes = {name: [getattr(stands, name), new] for name, new in values.items() if getattr(stands, name) != new}
    if not changes:
        return
    _CHANGE.ask(id_is=learner_id, **values)
    audit.record_at_once("change", "learners_learner", learner_id, changes=changes, now=now)
    # Whoever has the row in hand in this session reads it anew.
    session = db.session()
    held = session.identity_map.get(session.identity_key(models.Learner, learner_id))
    if held is not None:
        session.expire(held)
