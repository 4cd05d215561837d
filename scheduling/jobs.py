"""The search for a timetable, in a process of its own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms.kernel import clock, db, errors, jobs
from scheduling import queries, services
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
