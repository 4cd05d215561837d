"""Deeds for raters: the study of how severe each is, work with known scores to practise on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import delete, select

from lms.accounts.services import audit
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.learners import queries as learners
from lms.organisations import queries as organisations
from placement import models, queries
from placement.domain import performances, rating
from placement.domain import raters as measuring
from placement.queries import raters, studies
from placement.services import studying


def is_lead(centre_id: str, actor: Actor) -> bool:
    """Whether somebody is the lead of the raters of a centre."""
    lead = queries.sitting_rules(centre_id).lead_id
    return bool(lead) and lead == actor.user_id


def study(centre_id: str, *, by: str, now: datetime) -> str:
    """Severity and agreement of all raters of a centre, kept with their day. Returns the study's id."""
    values = {part.value: _of_kind(raters.given(centre_id, part.value)) for part in performances.PARTS}
    return studying.keep_study(raters.STUDY, centre_id, values, by=by, now=now)


def keep_up(*, by: str, now: datetime) -> int:
    """New figures of raters at every centre where somebody has scored since the last ones. Returns how many."""
    made = 0
    for centre in organisations.centres():
        last, newest = studies.newest_study(raters.STUDY, centre.id), raters.last_given(centre.id)
        if newest is not None and (last is None or last.at < newest):
            study(centre.id, by=by, now=now)
            made += 1
    return made


def _of_kind(given: raters.Given) -> dict[str, Any]:
    double = measuring.double_rated(given.ratings) if len(given.ids) else given.ratings
    scripts = len(np.unique(double.script))
    together = measuring.agreement(double)
    groups = measuring.groups_linked(double) if scripts else 0
    told = scripts >= measuring.FEWEST_DOUBLE and groups == 1
    severe = measuring.severities(double) if told else None
    return {
        "scored": len(given.ratings.score),
        "double": scripts,
        "groups": groups,
        "told": told,
        "kappa": _rounded(together.kappa),
        "exact": _rounded(together.exact),
        "raters": {
            rater: {
                "name": given.names[rater],
                "scored": int((given.ratings.rater == at).sum()),
                **_against_others(double, at),
                "severity": _rounded(float(severe.severity[at])) if severe else None,
                "error": _rounded(float(severe.error[at])) if severe else None,
            }
            for at, rater in enumerate(given.ids)
        },
    }


def _against_others(double: measuring.Ratings, at: int) -> dict[str, Any]:
    """How one rater agrees with whoever else scored the same scripts."""
    mine: list[float] = []
    others: list[float] = []
    scores: dict[int, list[tuple[int, float]]] = {}
    for rater, script, score in zip(double.rater, double.script, double.score, strict=True):
        scores.setdefault(int(script), []).append((int(rater), float(score)))
    shared = 0
    for pairs in scores.values():
        own = [score for rater, score in pairs if rater == at]
        rest = [score for rater, score in pairs if rater != at]
        if own and rest:
            shared += 1
            mine += own * len(rest)
            others += rest
    enough = shared >= measuring.FEWEST_SCRIPTS
    kappa = measuring.quadratic_kappa(np.array(mine), np.array(others)) if enough else None
    return {"shared": shared, "kappa": _rounded(kappa)}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 3)


# --- practice --------------------------------------------------------------------------------------------------------


def make_benchmark(work_id: str, scores: Mapping[str, int], why: str, *, actor: Actor, now: datetime) -> str:
    """The lead lets raters practise on a piece of work, with the scores it is known by and why. Returns its id."""
    found = queries.work(work_id)
    centre_id = learners.learner(found.learner_id).centre_id
    if not is_lead(centre_id, actor):
        raise errors.NotFound("placement.work_absent")
    rating.points(found.item.type, scores)
    if not why.strip():
        raise errors.Invalid("placement.say_why", field="why")
    if not found.text and not found.has_sound:
        raise errors.Conflict("placement.nothing_to_practise")
    session = db.session()
    row = session.scalar(select(models.Benchmark).where(models.Benchmark.work_id == work_id))
    row = row or models.Benchmark(id=db.new_id(), work_id=work_id, centre_id=centre_id)
    row.scores, row.why, row.by, row.at = dict(scores), why.strip(), actor.name, now
    session.add(row)
    session.flush()
    audit.record("make_benchmark", "placement_work", work_id, now=now)
    return row.id


def remove_benchmark(benchmark_id: str, *, actor: Actor, now: datetime) -> None:
    """Nobody practises on it any more. The lead's to do."""
    found = raters.benchmark(benchmark_id, actor.user_id or "")
    if not is_lead(learners.learner(found.work.learner_id).centre_id, actor):
        raise errors.NotFound("placement.work_absent")
    session = db.session()
    session.execute(delete(models.PracticeRating).where(models.PracticeRating.benchmark_id == benchmark_id))
    session.execute(delete(models.Benchmark).where(models.Benchmark.id == benchmark_id))
    audit.record("remove_benchmark", "placement_work", found.work.id, now=now)


def practise(benchmark_id: str, scores: Mapping[str, int], *, actor: Actor, now: datetime) -> raters.BenchmarkInfo:
    """A rater's scores in practice; the first ones stay, so that looking at the known ones helps nobody."""
    rater = actor.user_id or ""
    found = raters.benchmark(benchmark_id, rater)
    rating.points(found.work.item.type, scores)
    if found.mine is None:
        row = models.PracticeRating(id=db.new_id(), benchmark_id=benchmark_id, rater_id=rater)
        row.scores, row.at = dict(scores), now
        db.session().add(row)
        db.session().flush()
        audit.record("practise", "placement_benchmark", benchmark_id, now=now)
    return raters.benchmark(benchmark_id, rater)
