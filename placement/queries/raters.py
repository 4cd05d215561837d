"""Asking about raters: how severe each is and how far they agree, and the work that they practise on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import func, select

from lms.kernel import db, errors
from lms.learners import queries as learners
from placement import models
from placement.domain.raters import Ratings
from placement.queries import performances, studies
from placement.queries.performances import WorkInfo

STUDY = "raters"


@dataclass(frozen=True)
class Given:
    """All scores of one kind at a centre, as the study of raters takes them, with the raters' ids and names."""

    ratings: Ratings
    ids: tuple[str, ...]
    names: Mapping[str, str]


@dataclass(frozen=True)
class BenchmarkInfo:
    """A piece of work with known scores."""

    id: str
    work: WorkInfo
    scores: Mapping[str, int]
    why: str
    by: str
    at: datetime
    mine: Mapping[str, int] | None = None
    """What the reader gave in practice."""

    @property
    def far(self) -> int | None:
        """How many points the reader is away from the known ones, all criteria together."""
        if self.mine is None:
            return None
        return sum(abs(self.mine[code] - score) for code, score in self.scores.items())


def given(centre_id: str, kind: str) -> Given:
    """Everything that raters of a centre gave for writing or speaking, each as points over all criteria."""
    rows = db.session().execute(
        select(
            models.Rating.work_id,
            models.Rating.rater_id,
            models.Rating.by,
            models.Rating.scores,
            models.Work.learner_id,
            models.Work.item_key,
        )
        .join(models.Work, models.Work.id == models.Rating.work_id)
        .where(models.Work.kind == kind, models.Rating.leads.is_(False))
        .order_by(models.Rating.at, models.Rating.id)
    )
    found = list(rows)
    people = {
        one.id for one in learners.by_ids({row.learner_id for row in found}).values() if one.centre_id == centre_id
    }
    found = [row for row in found if row.learner_id in people]
    ids = tuple(dict.fromkeys(row.rater_id for row in found))
    tasks = list(dict.fromkeys(row.item_key for row in found))
    ratings = Ratings(
        script=_places([row.work_id for row in found]),
        person=_places([row.learner_id for row in found]),
        rater=np.array([ids.index(row.rater_id) for row in found], dtype=np.intp),
        task=np.array([tasks.index(row.item_key) for row in found], dtype=np.intp),
        score=np.array([float(sum(row.scores.values())) for row in found]),
        raters=len(ids),
        tasks=max(len(tasks), 1),
    )
    return Given(ratings, ids, {row.rater_id: row.by for row in found})


def last_given(centre_id: str) -> datetime | None:
    """When somebody at a centre last gave scores."""
    rows = db.session().execute(
        select(models.Work.learner_id, func.max(models.Rating.at))
        .join(models.Rating, models.Rating.work_id == models.Work.id)
        .group_by(models.Work.learner_id)
    )
    at = {row[0]: row[1] for row in rows}
    here = [at[one.id] for one in learners.by_ids(at).values() if one.centre_id == centre_id]
    return max(here, default=None)


def _places(values: list[str]) -> Any:
    order = {value: at for at, value in enumerate(dict.fromkeys(values))}
    return np.array([order[value] for value in values], dtype=np.intp)


def severities_in_use(centre_id: str, kind: str) -> dict[str, float]:
    """Points that each rater gives less than others, where that can be told; nobody where raters share too little."""
    study = studies.newest_study(STUDY, centre_id)
    part = study.found.get(kind, {}) if study else {}
    if not part.get("told"):
        return {}
    return {rater: one["severity"] for rater, one in part["raters"].items() if one["severity"] is not None}


def benchmarks(centre_id: str, rater_id: str) -> list[BenchmarkInfo]:
    """Work to practise on at a centre, what this rater has not scored first. What nobody can see any more is left out."""
    session = db.session()
    rows = session.scalars(
        select(models.Benchmark).where(models.Benchmark.centre_id == centre_id).order_by(models.Benchmark.at)
    )
    found = [_benchmark(row, rater_id) for row in rows]
    return sorted((one for one in found if one.work.text or one.work.has_sound), key=lambda one: one.mine is not None)


def benchmark(benchmark_id: str, rater_id: str) -> BenchmarkInfo:
    """One of them. Raises NotFound."""
    row = db.session().get(models.Benchmark, benchmark_id)
    if row is None:
        raise errors.NotFound("placement.work_absent")
    return _benchmark(row, rater_id)


def benchmark_of(work_id: str) -> str:
    """The id of the benchmark that a piece of work is, empty when it is none."""
    return db.session().scalar(select(models.Benchmark.id).where(models.Benchmark.work_id == work_id)) or ""


def _benchmark(row: models.Benchmark, rater_id: str) -> BenchmarkInfo:
    mine = db.session().scalar(
        select(models.PracticeRating.scores).where(
            models.PracticeRating.benchmark_id == row.id, models.PracticeRating.rater_id == rater_id
        )
    )
    return BenchmarkInfo(row.id, performances.work(row.work_id), row.scores, row.why, row.by, row.at, mine)
