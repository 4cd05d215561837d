"""The search for a timetable, and the publishing of one, in a process of their own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms.accounts.services import audit
from lms.kernel import clock, db, errors, jobs
from lms.kernel.actor import Actor
from scheduling import queries, services
from scheduling.services import questions
from scheduling.solvers import Progress


@jobs.job(services.JOB)
def run(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Build the problem, search, keep the best. Killed in the middle it begins again; a finished run is left as it is."""
    run_id, provider_id, staff_id = arguments["run_id"], arguments["provider_id"], arguments.get("staff_id")
    with db.transaction(db.engine()), db.scoped(provider_id):
        if queries.run(run_id).state not in ("waiting", "running"):
            return {"state": "done before"}
        begun = services.begin(run_id)
        if begun is None:
            services.give_up(run_id, now=clock.now(), staff_id=staff_id)
            return {"state": "blocked"}
    demand, budget, seed = begun
    points: list[list[float]] = []

    def watch(look: Progress) -> bool:
        points.append([round(look.seconds, 1), look.placed, look.best_possible_placed])
        progress.tell(
            {
                "placed": look.placed,
                "placed_bound": look.best_possible_placed,
                "seconds": round(look.seconds, 1),
                "limit": budget.seconds,
                "learners": len(demand.problem.learners),
                "message": str(look.message),
                "points": services.thinned(points)[-60:],
            }
        )
        return not progress.stop_wanted

    try:
        timetable, figures = services.search(demand, budget, seed, watch)
        with db.transaction(db.engine()), db.scoped(provider_id):
            services.keep(run_id, demand, timetable, figures, now=clock.now(), staff_id=staff_id)
    except errors.OnwardError:
        with db.transaction(db.engine()), db.scoped(provider_id):
            services.give_up(run_id, now=clock.now(), staff_id=staff_id)
        raise
    return {"placed": figures["placed"]}


@jobs.job(services.PUBLISH_JOB)
def publish(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """One transaction makes the plan real, or nothing is. Killed in the middle it begins again; it takes effect once."""
    run_id, provider_id = arguments["run_id"], arguments["provider_id"]
    actor = Actor(arguments["user_id"], arguments["name"], provider_id, staff_id=arguments["staff_id"])
    try:
        with db.transaction(db.engine()), audit.acting(actor), db.scoped(provider_id):
            return services.publish_claimed(run_id, actor=actor, now=clock.now(), told=_teller(progress))
    except errors.OnwardError as refusal:
        # Trying again would meet the same refusal: a person looks at it first.
        with db.transaction(db.engine()), audit.acting(actor), db.scoped(provider_id):
            services.give_back(run_id, refusal, actor=actor, now=clock.now())
        return {"refused": refusal.code}


@jobs.job(services.PUBLISH_DRAFT_JOB)
def publish_draft(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """The same for a draft that people changed by hand."""
    draft_id, provider_id = arguments["draft_id"], arguments["provider_id"]
    actor = Actor(arguments["user_id"], arguments["name"], provider_id, staff_id=arguments["staff_id"])
    try:
        with db.transaction(db.engine()), audit.acting(actor), db.scoped(provider_id):
            return services.publish_claimed_draft(draft_id, actor=actor, now=clock.now(), told=_teller(progress))
    except errors.OnwardError as refusal:
        with db.transaction(db.engine()), audit.acting(actor), db.scoped(provider_id):
            services.give_draft_back(draft_id, refusal, actor=actor, now=clock.now())
        return {"refused": refusal.code}


@jobs.job(services.MEND_JOB)
def mend(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """The smallest change that mends a draft, as its newest change. What people changed meanwhile is not written over."""
    draft_id, version, provider_id = arguments["draft_id"], arguments["version"], arguments["provider_id"]
    actor = Actor(arguments["user_id"], arguments["name"], provider_id, staff_id=arguments["staff_id"])
    with db.transaction(db.engine()), db.scoped(provider_id):
        draft = queries.draft(draft_id)
        demand = queries.build_problem(draft.centre_id, draft.term_id, draft.starts_on)
    if draft.version != version:
        return {"state": "changed meanwhile"}
    groups = services.mended(draft, demand)
    try:
        with db.transaction(db.engine()), audit.acting(actor), db.scoped(provider_id):
            return {"version": services.keep_mended(draft_id, version, groups, actor=actor, now=clock.now())}
    except errors.Conflict as faster:
        return {"refused": faster.code}


def _teller(progress: jobs.Progress) -> services.Told:
    # SQLite has one writer: a word about this transaction would wait for the end of it. There the page says that it runs.
    return progress.tell if db.engine().dialect.name != "sqlite" else lambda _: None


@jobs.job(questions.CONFLICT_JOB)
def what_cannot_hold(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Requirements that cannot hold together. Only reads, so beginning again does no harm."""
    with db.transaction(db.engine()), db.scoped(arguments["provider_id"]):
        demand = questions.demand_of(arguments)
    return questions.what_cannot_hold(demand)


@jobs.job(questions.EXTRA_JOB)
def what_would_seat_most(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """The single thing that would seat most people. Only reads, so beginning again does no harm."""
    with db.transaction(db.engine()), db.scoped(arguments["provider_id"]):
        demand = questions.demand_of(arguments)
    return questions.what_would_seat_most(demand)
