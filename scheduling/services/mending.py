"""The smallest change that mends a draft: a search that keeps every lock, moves as few people as can be, and seats others.

It runs in the background. What it finds is one change of the draft like any other, and can be taken back.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import update

from lms.kernel import db, errors, jobs
from lms.kernel.actor import Actor
from scheduling import models, queries
from scheduling.domain.draft import Groups, as_locks, as_timetable, from_timetable, locked_parts
from scheduling.domain.impact import Judged
from scheduling.domain.problem import Lock
from scheduling.services.drafts import current, step

MEND_JOB = "scheduling.mend"
SECONDS = 8.0


def request_mending(draft_id: str, version: int, *, actor: Actor, now: datetime) -> None:
    """Ask for the smallest change that mends a draft. Raises Conflict while a search is at work on it."""
    draft = current(draft_id, version)
    if queries.being_searched(draft):
        raise errors.Conflict("scheduling.searching")
    provider_id = db.require_provider()
    about = {"draft_id": draft_id, "version": version, "provider_id": provider_id}
    who = {"user_id": actor.user_id, "name": actor.name, "staff_id": actor.staff_id}
    job_id = jobs.enqueue(
        MEND_JOB,
        {**about, **who},
        now=now,
        provider_id=provider_id,
        unique_key=f"{MEND_JOB}:{draft_id}:{version}:{draft.search_id or 'first'}",
        asked_by=actor.name,
    )
    if job_id is None:
        raise errors.Conflict("scheduling.searching")
    db.session().execute(
        update(models.Draft)
        .where(models.Draft.id == draft_id)
        .values(search_id=job_id)
        .execution_options(synchronize_session=False)
    )


def mended(draft: queries.DraftInfo, demand: queries.Demand, *, seconds: float = SECONDS, seed: int = 1) -> Groups:
    """The draft with as few people moved as its broken rules allow, and others seated around them. Pure work.

    What is locked stays, and so does every class that runs. The draft as it is where nothing better was found.
    """
    from scheduling.solvers import repair

    wider, timetable = as_timetable(demand.problem, draft.groups)
    running = tuple(Lock(one.id, one.course) for one in draft.groups if one.existing and one.id not in draft.locks)
    locks = (*as_locks(demand.problem, draft.groups, draft.locks), *running)
    problem = replace(demand.problem, patterns=wider.patterns, locks=locks)
    found = repair.repair(problem, timetable, seconds=seconds, seed=seed).timetable
    names = {one.id: one.title for one in problem.courses}
    after = from_timetable(problem, draft.groups, found, names)
    kept = not locked_parts(draft.groups, after, draft.locks)
    return after if kept and _worth(demand, after) < _worth(demand, draft.groups) else draft.groups


def _worth(demand: queries.Demand, groups: Groups) -> tuple[int, int]:
    """Fewer broken rules come first, then fewer points."""
    verdict = Judged(demand.problem, groups).verdict
    return len(verdict.violations), verdict.cost.total


def keep_mended(draft_id: str, version: int, groups: Groups, *, actor: Actor, now: datetime) -> int:
    """Make what was found the newest change of the draft. Raises Conflict when somebody changed it meanwhile."""
    draft = current(draft_id, version)
    return step(draft, groups, draft.locks, "search", actor, now)
