"""Talks at the beginning and at the end, and where a plan was handed to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from lms.casework import models
from lms.casework.domain.guidance import Lane
from lms.kernel import db
from lms.organisations import models as organisation_models


@dataclass(frozen=True)
class GuidanceInfo:
    """A talk that is owed or was held, with its lanes."""

    id: str
    learner_id: str
    kind: str
    due_on: date
    held_at: datetime | None
    held_by: str
    note: str
    lanes: tuple[Lane, ...]


@dataclass(frozen=True)
class HandOverInfo:
    """Who got a plan, from whom, and how the person consented where it left the provider."""

    at: datetime
    by: str
    to_staff_id: str | None
    to_provider_id: str | None
    note: str
    consent_way: str
    consent_language: str
    answer_by: date | None = None
    """The day until which the other provider answers."""
    answer: str = ""
    answered_on: date | None = None
    answered_by: str = ""
    said: str = ""


def open_guidance(learner_id: str, kind: str) -> GuidanceInfo | None:
    """A talk that is owed now."""
    row = db.session().scalar(
        select(models.Guidance)
        .where(
            models.Guidance.learner_id == learner_id,
            models.Guidance.kind == kind,
            models.Guidance.held_at.is_(None),
        )
        .limit(1)
    )
    return _info(row) if row else None


def does_casework() -> bool:
    """Whether anybody at this provider does casework: where nobody does, nobody is owed a talk."""
    return bool(
        db.session().scalar(
            select(organisation_models.Staff.id)
            .where(organisation_models.Staff.kind == "caseworker", organisation_models.Staff.active.is_(True))
            .limit(1)
        )
    )


def newest_guidance(learner_id: str) -> tuple[str, datetime | None] | None:
    """(kind, held at) of the talk that was owed last."""
    row = (
        db.session()
        .execute(
            select(models.Guidance.kind, models.Guidance.held_at)
            .where(models.Guidance.learner_id == learner_id)
            .order_by(models.Guidance.id.desc())
            .limit(1)
        )
        .first()
    )
    return (row[0], row[1]) if row else None


def guidance_of(learner_ids: Iterable[str]) -> dict[str, list[GuidanceInfo]]:
    """By learner, every talk that is owed or was held, oldest first."""
    found: dict[str, list[GuidanceInfo]] = {}
    rows = db.session().scalars(
        select(models.Guidance)
        .where(models.Guidance.learner_id.in_(list(learner_ids)))
        .order_by(models.Guidance.due_on, models.Guidance.id)
    )
    for row in rows:
        found.setdefault(row.learner_id, []).append(_info(row))
    return found


def _info(row: models.Guidance) -> GuidanceInfo:
    lanes = tuple(
        Lane(one["lane"], one["title"], one["owner"], date.fromisoformat(one["due_on"]), one.get("email", ""))
        for one in row.lanes
    )
    return GuidanceInfo(row.id, row.learner_id, row.kind, row.due_on, row.held_at, row.held_by, row.note, lanes)


def hand_overs(learner_id: str) -> list[HandOverInfo]:
    """Newest first."""
    rows = db.session().scalars(
        select(models.HandOver)
        .where(models.HandOver.learner_id == learner_id)
        .order_by(models.HandOver.at.desc(), models.HandOver.id)
    )
    return [HandOverInfo(**{name: getattr(r, name) for name in HandOverInfo.__annotations__}) for r in rows]
