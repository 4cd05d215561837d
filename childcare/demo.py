"""Childcare's part in the demonstration: two groups at each centre, and what carers must know of some children."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from childcare import queries, services
from lms.kernel.actor import Actor
from lms.kernel.contracts import WeekInterval

OPEN = [
    *(WeekInterval(day, time(8, 30), time(20, 30)) for day in range(4)),
    WeekInterval(4, time(8, 30), time(17, 45)),
]
"""Open in four evenings: otherwise a parent who works by day finds no class at all."""


def take_part(step: str, facts: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """Steps `childcare` (set up a centre) and `figures` (children with a place)."""
    if step == "childcare":
        centre_id = facts["centre_id"]
        services.add_group(centre_id, "Bear", "bear", from_months=0, to_months=36, places=10, square_metres=34)
        services.add_group(centre_id, "Fox", "fox", from_months=36, to_months=78, places=14, square_metres=44)
        services.set_care_hours(centre_id, OPEN)
    if step == "figures":
        return {"care_places": queries.count_places()}
    return {}
