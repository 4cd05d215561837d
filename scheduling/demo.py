"""Scheduling's part in the demonstration: a timetable with a budget of iterations, published."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from lms.kernel.actor import Actor
from scheduling import queries, services


def take_part(step: str, facts: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """Step `timetable`: solve and publish. Returns sections, placed, and not_placed by reason."""
    if step != "timetable":
        return {}
    run_id = services.solve_now(
        facts["centre_id"],
        facts["term_id"],
        facts["starts_on"],
        iterations=facts["iterations"],
        seed=facts["seed"],
        actor=actor,
        now=facts["now"],
    )
    outcome = services.publish(run_id, actor=actor, now=facts["now"])
    run = queries.run(run_id)
    reasons: Counter[str] = Counter()
    for missing in run.missing:
        reasons[missing["needs"][0]["kind"]] += len(missing["learners"])
    reasons.update(refused["code"] for refused in outcome["refused"])
    return {"sections": outcome["sections"], "placed": outcome["booked"], "not_placed": dict(sorted(reasons.items()))}
