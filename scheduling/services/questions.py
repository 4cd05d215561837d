"""Questions that take seconds to answer: what cannot hold together, and which one thing would seat most people."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from lms.kernel import db, errors, jobs
from lms.kernel.actor import Actor
from scheduling import queries
from scheduling.domain import explain
from scheduling.domain.spare import Lack, Spare
from scheduling.domain.timetable import Timetable
from scheduling.queries.needs import need
from scheduling.solvers.conflicts import Requirement, conflict
from scheduling.solvers.extra import best_extra_resource

CONFLICT_JOB = "scheduling.conflict"
EXTRA_JOB = "scheduling.extra"
SECONDS = 8.0
NOT_OURS = (Lack.NOTHING, Lack.FREE_TIME, Lack.HOUSEHOLD)
"""What a centre cannot provide."""


def ask(job: str, centre_id: str, term_id: str, starts_on: date, *, actor: Actor, now: datetime) -> str:
    """Ask a question about a term. The answer is worked out in the background. Returns the id of the job."""
    if job not in (CONFLICT_JOB, EXTRA_JOB):
        raise errors.NotFound("scheduling.absent")
    provider_id = db.require_provider()
    arguments = {
        "centre_id": centre_id, "term_id": term_id, "starts_on": starts_on.isoformat(), "provider_id": provider_id,
    }  # fmt: skip
    job_id = jobs.enqueue(job, arguments, now=now, provider_id=provider_id, asked_by=actor.name)
    if job_id is None:
        raise errors.Conflict("scheduling.running")
    return job_id


def demand_of(arguments: Mapping[str, Any]) -> queries.Demand:
    """The problem that a question is about."""
    return queries.build_problem(
        arguments["centre_id"], arguments["term_id"], date.fromisoformat(arguments["starts_on"])
    )


def what_cannot_hold(demand: queries.Demand, *, seconds: float = SECONDS) -> dict[str, Any]:
    """Requirements that cannot hold together: each is needed, and leaving any one out lets the others hold."""
    found = conflict(demand.problem, seconds=seconds)
    enough = {id(one) for one in found.enough}
    return {
        "possible": found.possible,
        "minimal": found.minimal,
        "seconds": round(found.seconds, 1),
        "people": len(demand.problem.learners),
        "members": [_kept(one) | {"enough": id(one) in enough} for one in found.members],
    }


def _kept(one: Requirement) -> dict[str, Any]:
    return {"code": one.code, "facts": dict(one.facts), "name": one.name}


def what_would_seat_most(demand: queries.Demand, *, seconds: float = 10.0) -> dict[str, Any]:
    """One more of everything for the whole week, and of each missing thing at one time; what seats most people first."""
    found = best_extra_resource(demand.problem, demand.standing, seconds)
    spare = Spare(demand.problem, demand.standing)
    spare.fill()
    near = [
        one
        for one in explain.nearest_missing(demand.problem, Timetable(tuple(spare.sections)))
        if len(one.needs) == 1 and one.kind not in NOT_OURS and one.seats
    ]
    groups = {one.key: one.name for one in demand.care_groups}
    return {
        "waiting": len(demand.waiting),
        "fit_now": len(found.anyway),
        "left_out": found.left_out,
        "extras": [
            {"code": one.code, "facts": _with_group(one.facts, groups), "learners": list(one.learners)}
            for one in found.ranked
            if one.learners
        ],
        "things": [
            {"needs": [need(demand, gap) for gap in one.needs], "learners": list(one.seats), "seats": list(one.seats)}
            for one in near
        ],
    }


def _with_group(facts: Mapping[str, str | int], groups: Mapping[str, str]) -> dict[str, str | int]:
    named = {key: groups.get(str(value), "") for key, value in facts.items() if key == "group"}
    return {**facts, **named}
