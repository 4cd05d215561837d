"""Runs of a centre, newest first."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from lms.kernel import db, errors
from scheduling import models
from scheduling.domain.compare import Planned


@dataclass(frozen=True)
class RunInfo:
    """A run with its figures; the JSON parts are described at the table."""

    id: str
    centre_id: str
    term_id: str
    starts_on: date
    state: str
    job_id: str | None
    seconds: int | None
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None
    learners: int
    figures: dict[str, Any]
    checks: list[Any]
    plan: list[Any]
    missing: list[Any]
    publication_id: str | None
    trouble: dict[str, Any]
    published_at: datetime | None
    published_by: str
    refused: list[Any]
    draft_id: str | None = None

    @property
    def placed(self) -> int:
        """People with a seat in the best timetable so far."""
        return int(self.figures.get("placed", 0))

    @property
    def sections(self) -> tuple[Planned, ...]:
        """The plan."""
        return tuple(
            Planned(
                id=one["id"],
                existing=one["existing"],
                course=one["course"],
                meetings=tuple((int(day), str(starts), str(ends)) for day, starts, ends in one["meetings"]),
                room=one["room"],
                teacher=one["teacher"],
                learners=tuple(one["learners"]),
                new_learners=tuple(one["new_learners"]),
                children=int(one.get("children", 0)),
                twin=str(one.get("twin", "")),
            )
            for one in self.plan
        )


def _info(row: models.Run) -> RunInfo:
    return RunInfo(
        id=row.id,
        centre_id=row.centre_id,
        term_id=row.term_id,
        starts_on=row.starts_on,
        state=row.state,
        job_id=row.job_id,
        seconds=row.seconds,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        ended_at=row.ended_at,
        learners=row.learners,
        figures=row.figures,
        checks=row.checks,
        plan=row.plan,
        missing=row.missing,
        publication_id=row.publication_id,
        trouble=row.trouble,
        published_at=row.published_at,
        published_by=row.published_by,
        refused=row.refused,
        draft_id=row.draft_id,
    )


def run(run_id: str) -> RunInfo:
    """One run. Raises NotFound."""
    row = db.session().scalar(
        select(models.Run).where(models.Run.id == run_id).execution_options(populate_existing=True)
    )
    if row is None:
        raise errors.NotFound("scheduling.absent")
    return _info(row)


def runs(centre_id: str, *, limit: int = 20) -> list[RunInfo]:
    """Runs of a centre, newest first."""
    rows = db.session().scalars(
        select(models.Run).where(models.Run.centre_id == centre_id).order_by(models.Run.id.desc()).limit(limit)
    )
    return [_info(row) for row in rows]


def latest_run(centre_id: str) -> RunInfo | None:
    """The newest run of a centre."""
    found = runs(centre_id, limit=1)
    return found[0] if found else None


def publishing(centre_id: str) -> list[RunInfo]:
    """Runs of a centre that somebody publishes now, or whose publishing broke off."""
    rows = db.session().scalars(
        select(models.Run).where(models.Run.centre_id == centre_id, models.Run.state == "publishing")
    )
    return [_info(row) for row in rows]


def last_publication(centre_id: str) -> str | None:
    """The newest job that published a timetable of a centre, or tried to. Ids are in the order of their making."""
    return db.session().scalar(select(func.max(models.Run.publication_id)).where(models.Run.centre_id == centre_id))
