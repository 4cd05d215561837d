"""`onward progress nightly`: how long the review of a night takes for many learners, on data of its own."""

import time
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Engine, insert

from curricula import models, services
from curricula.domain.checks import POINTS
from lms.cli import bench_classes, bench_house
from lms.cli.bench_classes import Classes
from lms.kernel import db
from lms.kernel.actor import system
from lms.kernel.statements import table
from lms.kernel.vocabulary import Skill

NIGHT = date(2026, 11, 18)
"""A Wednesday: lessons of three of five classes lie between this review and the next."""
REACH = 5.0
EFFORTS = ("high", "medium", "low")


def run(place: bench_house.Place, learners: int) -> dict[str, Any]:
    """Build, review everybody, teach for a day, review the night. Seconds of the clock and of the processor."""
    engine = bench_house.open_engine(place)
    made = bench_classes.build(engine, learners, NIGHT)
    marks = bench_classes.teach(engine, made, bench_classes.days_until(NIGHT - timedelta(days=1)))
    _check(engine, made)
    # The first review teaches the model, so that the second is the last that has to look at everybody.
    _review(engine, made, NIGHT, whole=True)
    bench_house.count_rows(place)
    whole = _review(engine, made, NIGHT, whole=True)
    new = bench_classes.teach(engine, made, [NIGHT])
    bench_house.count_rows(place)
    night = _review(engine, made, NIGHT + timedelta(days=1), whole=False)
    engine.dispose()
    return {
        "learners": learners,
        "database": place.url.split(":")[0],
        "marks": marks,
        "new_marks": new,
        "share_marked": round(new / learners, 2),
        "whole": whole,
        "night": night,
        "reach": {"night_seconds": REACH},
        "reached": night["seconds"] <= REACH,
    }


def _review(engine: Engine, made: Classes, day: date, *, whole: bool) -> dict[str, Any]:
    began, spent = time.perf_counter(), time.process_time()
    me, now = system("bench", made.provider_id), datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=3)
    with db.reading(), db.transaction(engine), db.scoped(made.provider_id):
        asked = services.plan_review(day, whole=whole)
        outcomes = [one for part in services.weigh(asked) for one in part]
    weighed = time.perf_counter() - began
    with db.transaction(engine), db.scoped(made.provider_id):
        states: Mapping[str, int] = services.keep_review(asked, outcomes, actor=me, now=now)
    return {
        "looked": len(outcomes),
        "seconds": round(time.perf_counter() - began, 2),
        "weighing": round(weighed, 2),
        "cpu_seconds": round(time.process_time() - spent, 2),
        "states": dict(states),
    }


def _check(engine: Engine, made: Classes) -> None:
    """Three days of checks in four skills and a word on effort for everybody; two in ten gain nothing."""
    random, at = Random(3), datetime.combine(NIGHT - timedelta(days=10), datetime.min.time(), UTC)
    for members in made.members.values():
        checks, efforts = [], []
        for learner_id, _ in members:
            begin, gain = random.uniform(35, 50), random.choice((0, 0, 5, 5, 5, 5, 5, 5, 5, 5))
            mine = {"provider_id": made.provider_id, "learner_id": learner_id, "by": "bench", "at": at}
            efforts.append(
                mine | {"id": db.new_id(), "said_by": "teacher", "effort": random.choice(EFFORTS), "day": at.date()}
            )
            checks += [
                mine
                | {
                    "id": db.new_id(), "skill": skill.value, "score": round(begin + gain * turn + random.gauss(0, 3), 1),
                    "standard_error": POINTS.standard_error, "level": "a2", "scale": POINTS.key, "form": "",
                    "day": NIGHT - timedelta(days=20 + 56 * (2 - turn)), "attended_minutes": 2700 * (turn + 1),
                }
                for turn in range(3)
                for skill in Skill
            ]  # fmt: skip
        with db.transaction(engine), db.scoped(made.provider_id):
            db.connection().execute(insert(table(models.Assessment)), checks)
            db.connection().execute(insert(table(models.Effort)), efforts)
