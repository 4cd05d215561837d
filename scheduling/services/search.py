"""Asking for a run, searching, keeping the best of it, telling who asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from lms.kernel import db, errors, jobs
from lms.kernel.actor import Actor, Role
from lms.messages import services as messages
from lms.organisations import queries as organisations
from scheduling import models, queries
from scheduling.domain import checks, explain
from scheduling.domain.problem import Problem
from scheduling.domain.score import cost
from scheduling.domain.timetable import Section, Timetable
from scheduling.queries.needs import meetings, need
from scheduling.services import around
from scheduling.services.drafts import current
from scheduling.solvers import Budget, Progress, solve

JOB = "scheduling.solve"
SECONDS = 30
NO_COURSE = "timetable.missing.course"
"""The centre offers nothing for the track of these people: known before any search."""


def request_run(
    centre_id: str, term_id: str, starts_on: date, *, seconds: int = SECONDS, actor: Actor, now: datetime
) -> str:
    """Ask for a timetable: the search runs in the background. Returns the run's id.

    Raises Conflict while another run of the centre is under way or becomes real, or when nobody waits; Invalid for a
    time of search out of 5 to 600 seconds.
    """
    if not 5 <= seconds <= 600:
        raise errors.Invalid("scheduling.seconds", field="seconds")
    _refuse_second(centre_id)
    if not queries.waiting(centre_id, starts_on):
        raise errors.Conflict("scheduling.nobody_waits")
    before = queries.latest_run(centre_id)
    run_id = _new_run(centre_id, term_id, starts_on, seconds=seconds, seed=1, actor=actor, now=now)
    return _enqueue(run_id, before, actor, now)


def request_run_from_draft(draft_id: str, version: int, *, seconds: int = SECONDS, actor: Actor, now: datetime) -> str:
    """Ask for a timetable around what a draft has locked: classes that run stay, and what is found changes the draft.

    Locks that contradict each other are named at once: that run has failed before it began. Returns the run's id. Raises
    Conflict while another search is under way, and where somebody changed the draft since `version`.
    """
    draft = current(draft_id, version)
    if not 5 <= seconds <= 600:
        raise errors.Invalid("scheduling.seconds", field="seconds")
    _refuse_second(draft.centre_id)
    if queries.being_searched(draft):
        raise errors.Conflict("scheduling.searching")
    before = queries.latest_run(draft.centre_id)
    run_id = _new_run(draft.centre_id, draft.term_id, draft.starts_on, seconds=seconds, seed=1, actor=actor, now=now)
    row = find(run_id)
    row.draft_id, row.draft_version = draft.id, draft.version
    demand = _demand(row)
    against = [one for one in checks.check(demand.problem) if one.check is checks.Check.LOCKS]
    if against:
        row.checks = checked(demand, against)
        row.state, row.ended_at = "failed", now
        return run_id
    return _enqueue(run_id, before, actor, now)


def _refuse_second(centre_id: str) -> None:
    if queries.under_way(centre_id) is not None:
        raise errors.Conflict("scheduling.running")
    if queries.being_published(centre_id) is not None:
        raise errors.Conflict("scheduling.publishing")


def _enqueue(run_id: str, before: queries.RunInfo | None, actor: Actor, now: datetime) -> str:
    row, provider_id = find(run_id), db.require_provider()
    job_id = jobs.enqueue(
        JOB,
        {"run_id": run_id, "provider_id": provider_id, "staff_id": actor.staff_id},
        now=now,
        provider_id=provider_id,
        # Two who ask at the same moment follow the same run: the second meets the key of the first.
        unique_key=f"{JOB}:{row.centre_id}:{before.id if before else 'first'}",
        asked_by=actor.name,
    )
    if job_id is None:
        raise errors.Conflict("scheduling.running")
    row.job_id = job_id
    return run_id


def _new_run(
    centre_id: str, term_id: str, starts_on: date, *, seconds: int | None, seed: int, actor: Actor, now: datetime
) -> str:
    term = next((term for term in organisations.terms(centre_id) if term.id == term_id), None)
    if term is None:
        raise errors.NotFound("scheduling.absent")
    row = models.Run(
        id=db.new_id(),
        centre_id=centre_id,
        term_id=term_id,
        starts_on=max(starts_on, term.starts_on),
        seconds=seconds,
        seed=seed,
        asked_by=actor.name,
        asked_at=now,
    )
    db.session().add(row)
    db.session().flush()
    return row.id


def stop(run_id: str) -> None:
    """Stop the search and keep the best timetable so far."""
    row = find(run_id)
    if row.job_id and row.state in ("waiting", "running"):
        jobs.cancel(row.job_id, provider_id=db.require_provider())


def begin(run_id: str) -> tuple[queries.Demand, Budget, int] | None:
    """Build the problem of a run and note what was checked before the start. Returns (demand, budget, seed).

    None when a check blocks the search: the run is given up then, and its checks say what to mend.
    """
    row = find(run_id)
    demand = _demand(row)
    findings = checks.check(demand.problem)
    row.checks = checked(demand, findings)
    row.learners = len(demand.problem.learners) + len(demand.without_course)
    if any(one.blocking for one in findings):
        return None
    against = around.what_is_locked_against(demand.problem)
    if against:
        row.checks = [
            {"code": code, "facts": around.called(facts, demand.draft), "blocking": True, "fine": False}
            for code, facts in against
        ]
        return None
    row.state = "running"
    budget = Budget(seconds=row.seconds) if row.seconds else Budget(iterations=1)
    return demand, budget, row.seed


def _demand(row: models.Run) -> queries.Demand:
    demand = queries.build_problem(row.centre_id, row.term_id, row.starts_on)
    return around.demand_around(queries.draft(row.draft_id), demand) if row.draft_id else demand


def checked(demand: queries.Demand, findings: Sequence[checks.Finding]) -> list[dict[str, Any]]:
    """Findings and what is fine, as a run keeps them. A care group brings its name along."""
    care = {group.key: group.name for group in demand.care_groups}
    told: list[dict[str, Any]] = []
    findings = [*findings, *demand.papers]
    for one in findings:
        facts = around.called(one.facts, demand.draft)
        if "group" in facts:
            facts["group"] = care.get(str(facts["group"]), "")
        told.append({"code": str(one.check), "facts": facts, "blocking": one.blocking, "fine": False})
    fine = checks.fine(demand.problem, findings)
    return told + [{"code": str(one), "facts": {}, "blocking": False, "fine": True} for one in fine]


def search(
    demand: queries.Demand, budget: Budget, seed: int, watch: Callable[[Progress], bool]
) -> tuple[Timetable, dict[str, Any]]:
    """The best timetable within the budget, and its figures. Pure work: no session is open meanwhile.

    Where classes run already nobody is moved: newcomers get free seats in them, or new classes beside them. A search that
    begins with a draft keeps its locks instead.
    """
    points: list[list[float]] = []
    begun = around.begins_with(demand)

    def listen(progress: Progress) -> bool:
        look = replace(
            progress,
            placed=progress.placed + len(begun.held),
            best_possible_placed=progress.best_possible_placed + len(begun.held),
        )
        points.append([round(look.seconds, 2), look.placed, look.best_possible_placed])
        return watch(look)

    first = around.filled(begun)
    result = solve(begun.problem, budget, seed, listen, first)
    best, above = around.better(begun.problem, result, first)
    timetable = begun.whole(best)
    points_in_all = cost(demand.problem, timetable).total
    figures: dict[str, Any] = {
        "placed": len(timetable.placed),
        "placed_bound": result.placed_bound + len(begun.held),
        "proven": begun.proves,
        "stopped": result.stopped,
        "cost": points_in_all,
        "seconds": round(result.seconds, 2),
        "children": sum(len(demand.problem.learner[one].children) for one in timetable.placed),
        "points": thinned(points),
    }
    if begun.proves:
        # What is no part of the problem costs the same in every timetable.
        figures["bound"] = max(0, points_in_all - above)
    return timetable, figures


def thinned(points: list[list[float]]) -> list[list[float]]:
    """The looks at which something changed, and the last one."""
    kept = [point for place, point in enumerate(points) if place == 0 or point[1:] != points[place - 1][1:]]
    return kept + points[-1:] if points and kept[-1] != points[-1] else kept


def keep(
    run_id: str,
    demand: queries.Demand,
    timetable: Timetable,
    figures: Mapping[str, Any],
    *,
    now: datetime,
    staff_id: str | None = None,
    tell: bool = True,
) -> None:
    """Keep the best timetable of a run, and who is not in it with the nearest missing thing.

    Whoever asked is told with a task, or every administrator where nobody of the staff asked.
    """
    row = find(run_id)
    standing = {section.id: section for section in demand.standing.sections}
    row.plan = [
        {
            "id": section.id,
            "existing": section.id in standing,
            "course": section.course,
            "meetings": _draft_times(demand, section)
            or _true_times(demand, section.id)
            or _meetings(demand.problem, section.pattern),
            "room": section.room,
            "teacher": section.teacher,
            "learners": list(section.learners),
            "twin": section.twin,
            "children": sum(len(demand.problem.learner[one].children) for one in section.learners),
            "new_learners": sorted(set(section.learners) - set(standing[section.id].learners))
            if section.id in standing
            else list(section.learners),
        }
        for section in timetable.sections
    ]
    row.missing = [
        {
            "needs": [need(demand, gap) for gap in one.needs],
            "learners": list(one.learners),
            "seats": list(one.seats),
        }
        for one in explain.nearest_missing(demand.problem, timetable)
    ] + _without_course(demand)
    in_draft = {"in_draft": around.into_draft(row, demand, timetable, now)} if row.draft_id else {}
    row.figures = {**figures, **in_draft}
    row.state, row.ended_at = "done", now
    if tell:
        _tell("scheduling.run_done", row, {"placed": figures["placed"], "learners": row.learners}, staff_id, now)


def _without_course(demand: queries.Demand) -> list[dict[str, Any]]:
    by_track: dict[str, list[str]] = {}
    for learner in demand.without_course:
        by_track.setdefault(learner.track, []).append(learner.id)
    return [
        {"needs": [{"kind": NO_COURSE, "track": track, "slots": []}], "learners": ids, "seats": []}
        for track, ids in sorted(by_track.items())
    ]


def _draft_times(demand: queries.Demand, section: Section) -> list[list[Any]]:
    """The hours of a class of the draft, where its slots stay."""
    slots = set(demand.problem.pattern[section.pattern].slots)
    group = next((one for one in demand.draft if one.id == section.id and set(one.slots) == slots), None)
    return [list(one) for one in group.meetings] if group else []


def _true_times(demand: queries.Demand, section_id: str) -> list[list[Any]]:
    return [[one.weekday, f"{one.starts:%H:%M}", f"{one.ends:%H:%M}"] for one in demand.meetings.get(section_id, ())]


def _meetings(problem: Problem, pattern_id: str) -> list[list[Any]]:
    return meetings(problem, problem.pattern[pattern_id].slots)


def _tell(code: str, row: models.Run, facts: Mapping[str, Any], staff_id: str | None, now: datetime) -> None:
    messages.ask(
        Role.ADMINISTRATOR,
        code,
        facts,
        now=now,
        staff_id=staff_id,
        centre_id=row.centre_id,
        link=f"/timetable/runs/{row.id}",
        unique_key=f"scheduling.run:{row.id}",
    )


def give_up(run_id: str, *, now: datetime, staff_id: str | None = None) -> None:
    """A run that cannot go on: the published plan stays as it is."""
    row = find(run_id)
    row.state, row.ended_at = "failed", now
    _tell("scheduling.run_failed", row, {}, staff_id, now)


def find(run_id: str) -> models.Run:
    """The row of a run. Raises NotFound."""
    row = db.session().scalar(select(models.Run).where(models.Run.id == run_id))
    if row is None:
        raise errors.NotFound("scheduling.absent")
    return row


def solve_now(
    centre_id: str, term_id: str, starts_on: date, *, iterations: int, seed: int, actor: Actor, now: datetime
) -> str:
    """Search in this transaction with a budget of iterations: the same data and seed give the same plan."""
    run_id = _new_run(centre_id, term_id, starts_on, seconds=None, seed=seed, actor=actor, now=now)
    begun = begin(run_id)
    if begun is None:
        give_up(run_id, now=now)
        return run_id
    demand, _, _ = begun
    timetable, figures = search(demand, Budget(iterations=iterations), seed, lambda _: True)
    keep(run_id, demand, timetable, figures, now=now, tell=False)
    return run_id
