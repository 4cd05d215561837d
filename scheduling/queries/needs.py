"""A missing thing as pages and runs keep it: with its weekly times, and what its care group is called."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from scheduling.domain.problem import Problem
from scheduling.domain.spare import Gap
from scheduling.queries.problems import Demand


def need(demand: Demand, gap: Gap) -> dict[str, Any]:
    """A gap with its slots as meetings, and with the names that its sentence needs."""
    pattern = demand.problem.pattern.get(gap.pattern)
    slots = gap.slots or (pattern.slots if pattern else ())
    care = next((group for group in demand.care_groups if group.key == gap.group), None)
    named: dict[str, Any] = {"group_name": care.name} if care else {}
    if care and care.unit:
        named["unit"] = {"code": care.unit.code, "facts": dict(care.unit.facts)}
    return asdict(gap) | {"slots": meetings(demand.problem, slots)} | named


def meetings(problem: Problem, slot_ids: Sequence[str]) -> list[list[Any]]:
    """Slots as [weekday, from, to]."""
    chosen = [problem.slot[one] for one in slot_ids if one in problem.slot]
    return [[int(slot.weekday), f"{slot.start:%H:%M}", f"{slot.end:%H:%M}"] for slot in chosen]
