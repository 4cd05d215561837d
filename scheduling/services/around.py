"""A search beside classes that run, where nobody is moved; and one that begins with a draft, which is changed by it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from lms.kernel.actor import system
from scheduling import models, queries
from scheduling.domain.around import problem_around
from scheduling.domain.constraints import judge
from scheduling.domain.draft import Groups, from_timetable
from scheduling.domain.problem import Problem
from scheduling.domain.running import Beside, beside
from scheduling.domain.spare import Spare
from scheduling.domain.timetable import Timetable
from scheduling.services.drafts import step
from scheduling.solvers import Result

LOCKS_SECONDS = 4.0
"""So long it is looked at most whether everything that is locked can hold together, before the search."""


def begins_with(demand: queries.Demand) -> Beside:
    """What a search decides: everything beside the classes that run, or what a draft leaves open."""
    if demand.draft:
        return Beside(demand.problem, Timetable(), Timetable())
    return beside(demand.problem, demand.standing)


def filled(begun: Beside) -> Timetable | None:
    """A timetable to begin with: the classes that run, their free seats given away one by one. None where nothing runs."""
    if not begun.running.sections:
        return None
    spare = Spare(begun.problem, begun.running)
    spare.fill()
    full = Timetable(tuple(spare.sections))
    return full if judge(begun.problem, full).feasible else begun.running


def better(problem: Problem, found: Result, first: Timetable | None) -> tuple[Timetable, int]:
    """What was found, or the timetable that it began with where that is cheaper; and how far it is above the bound."""
    points = judge(problem, first).cost.total if first is not None else 0
    if first is not None and (points < found.cost.total or not judge(problem, found.timetable).feasible):
        return first, max(0, points - found.bound)
    return found.timetable, found.cost.total - found.bound


def demand_around(draft: queries.DraftInfo, demand: queries.Demand) -> queries.Demand:
    """What a search is asked for that begins with a draft."""
    problem = problem_around(demand.problem, draft.groups, draft.locks, demand.standing.placed)
    return replace(demand, problem=problem, draft=draft.groups)


def what_is_locked_against(problem: Problem) -> list[tuple[str, dict[str, Any]]]:
    """Requirements that cannot hold together with the locks, nobody's seat among them: (code, facts). None where all can."""
    from scheduling.solvers.conflicts import conflict

    if not problem.locks:
        return []
    found = conflict(problem, (), seconds=LOCKS_SECONDS)
    return [(one.code, dict(one.facts)) for one in found.members] if found.possible is False else []


def called(facts: Mapping[str, Any], groups: Groups) -> dict[str, Any]:
    """Facts with classes of a draft by name."""
    names = {one.id: one.name for one in groups}
    return {key: names.get(str(one), one) if key in ("section", "other") else one for key, one in facts.items()}


def into_draft(run: models.Run, demand: queries.Demand, found: Timetable, now: datetime) -> bool:
    """Make what a search found the newest change of its draft.

    False where somebody changed the draft meanwhile, or where no timetable was found that keeps every lock.
    """
    draft = queries.draft(run.draft_id or "")
    if not judge(demand.problem, found).feasible:
        return False
    after = _groups_found(draft, demand.problem, found)
    if draft.version != run.draft_version or draft.state != "open":
        return False
    if after != draft.groups:
        step(draft, after, draft.locks, "search", system(run.asked_by), now)
    return True


def _groups_found(draft: queries.DraftInfo, problem: Problem, found: Timetable) -> Groups:
    """The draft as the search leaves it. New classes are called like their course, with the next letter."""
    stays = {one.id: one for one in draft.groups if one.existing or one.id in draft.locks}
    kept = [(one.course, one.id) for one in stays.values() if not one.existing]
    new = [(one.course, one.id) for one in found.sections if one.id not in stays]
    names = queries.new_names(draft.centre_id, [*kept, *new])
    after = from_timetable(problem, tuple(stays.values()), found, {})
    return tuple(one if one.id in stays else replace(one, name=names[one.id]) for one in after)
