"""Deeds of scheduling: ask for a run, search, keep the best, publish through the booking door."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from lms.courses import queries as course_queries
from lms.courses import services as courses
from lms.courses.domain.calendar import WeeklyMeeting
from lms.kernel import db, errors, jobs
from lms.kernel.actor import Actor
from lms.organisations import queries as organisations
from scheduling import models, queries
from scheduling.domain import checks, explain
from scheduling.domain.problem import Problem
from scheduling.domain.spare import Spare
from scheduling.domain.timetable import Timetable
from scheduling.solvers import Budget, Progress, solve

JOB = "scheduling.solve"
SECONDS = 30


def request_run(
    centre_id: str, term_id: str, starts_on: date, *, seconds: int = SECONDS, actor: Actor, now: datetime
) -> str:
    """Ask for a timetable: the search runs in the background. Returns the run's id.

    Raises Conflict while another run of the centre is under way, Invalid for a time of search out of 5 to 600 seconds.
    """
    if not 5 <= seconds <= 600:
        raise errors.Invalid("scheduling.seconds", field="seconds")
    current = queries.latest_run(centre_id)
    if current is not None and current.state in ("waiting", "running"):
        raise errors.Conflict("scheduling.running")
    run_id = _new_run(centre_id, term_id, starts_on, seconds=seconds, seed=1, actor=actor, now=now)
    row = _run(run_id)
    row.job_id = jobs.enqueue(
        JOB,
        {"run_id": run_id, "provider_id": db.require_provider()},
        now=now,
        provider_id=db.require_provider(),
        asked_by=actor.name,
    )
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
    row = _run(run_id)
    if row.job_id and row.state in ("waiting", "running"):
        jobs.cancel(row.job_id, provider_id=db.require_provider())


def begin(run_id: str) -> tuple[queries.Demand, Budget, int]:
    """Build the problem of a run and note what was checked before the start. Returns (demand, budget, seed)."""
    row = _run(run_id)
    demand = queries.build_problem(row.centre_id, row.term_id, row.starts_on)
    findings = checks.check(demand.problem)
    row.checks = [{"code": str(one.check), "facts": dict(one.facts), "blocking": one.blocking} for one in findings]
    row.learners = len(demand.problem.learners)
    row.state = "running"
    budget = Budget(seconds=row.seconds) if row.seconds else Budget(iterations=1)
    return demand, budget, row.seed


def search(
    demand: queries.Demand, budget: Budget, seed: int, watch: Callable[[Progress], bool]
) -> tuple[Timetable, dict[str, Any]]:
    """The best timetable within the budget, and its figures. Pure work: no session is open meanwhile.

    With sections running already nobody is moved: newcomers get free seats, or new sections of their own.
    """
    points: list[list[float]] = []

    def listen(progress: Progress) -> bool:
        points.append([round(progress.seconds, 2), progress.placed, progress.best_possible_placed])
        return watch(progress)

    if demand.standing.sections:
        spare = Spare(demand.problem, demand.standing)
        spare.fill()
        timetable = Timetable(tuple(spare.sections))
        figures: dict[str, Any] = {"placed_bound": len(demand.problem.learners), "proven": False, "stopped": False}
    else:
        result = solve(demand.problem, budget, seed, listen)
        timetable = result.timetable
        figures = {
            "placed_bound": result.placed_bound,
            "proven": True,
            "stopped": result.stopped,
            "cost": result.cost.total,
        }
        figures["seconds"] = round(result.seconds, 2)
    figures |= {
        "placed": len(timetable.placed),
        "children": sum(len(demand.problem.learner[one].children) for one in timetable.placed),
        "points": thinned(points),
    }
    return timetable, figures


def thinned(points: list[list[float]]) -> list[list[float]]:
    """The looks at which something changed, and the last one."""
    kept = [point for place, point in enumerate(points) if place == 0 or point[1:] != points[place - 1][1:]]
    return kept + points[-1:] if points and kept[-1] != points[-1] else kept


def keep(
    run_id: str, demand: queries.Demand, timetable: Timetable, figures: Mapping[str, Any], *, now: datetime
) -> None:
    """Keep the best timetable of a run, and who is not in it with the nearest missing thing."""
    row = _run(run_id)
    standing = {section.id: section for section in demand.standing.sections}
    row.plan = [
        {
            "id": section.id,
            "existing": section.id in standing,
            "course": section.course,
            "meetings": _meetings(demand.problem, section.pattern),
            "room": section.room,
            "teacher": section.teacher,
            "learners": list(section.learners),
            "new_learners": sorted(set(section.learners) - set(standing[section.id].learners))
            if section.id in standing
            else list(section.learners),
        }
        for section in timetable.sections
    ]
    row.missing = [
        {
            "needs": [asdict(gap) | {"slots": _slots(demand.problem, gap.slots)} for gap in one.needs],
            "learners": list(one.learners),
            "seats": list(one.seats),
        }
        for one in explain.nearest_missing(demand.problem, timetable)
    ]
    row.figures = dict(figures)
    row.state, row.ended_at = "done", now


def _meetings(problem: Problem, pattern_id: str) -> list[list[Any]]:
    return _slots(problem, problem.pattern[pattern_id].slots)


def _slots(problem: Problem, slot_ids: tuple[str, ...]) -> list[list[Any]]:
    chosen = [problem.slot[one] for one in slot_ids]
    return [[int(slot.weekday), f"{slot.start:%H:%M}", f"{slot.end:%H:%M}"] for slot in chosen]


def give_up(run_id: str, *, now: datetime) -> None:
    """A run that cannot go on: the published plan stays as it is."""
    row = _run(run_id)
    row.state, row.ended_at = "failed", now


def publish(run_id: str, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """Make the plan real: open its sections and book everybody through the booking door, in one transaction.

    A booking that the door refuses (a care place that a child outgrows, a missing prerequisite) is listed, and the
    others stand. Sections that end up empty are not opened. Returns {"sections", "booked", "refused"}.
    Raises Conflict when the run is not done, was published, or a room or teacher was taken meanwhile.
    """
    row = _run(run_id)
    if row.state != "done":
        raise errors.Conflict("scheduling.not_done")
    offered = {course.id: course for course in course_queries.courses(row.centre_id)}
    rooms = {room.id: room for room in organisations.rooms(row.centre_id)}
    term = next(term for term in organisations.terms(row.centre_id) if term.id == row.term_id)
    centre = organisations.centre(row.centre_id)
    closed = organisations.closed_days(centre.id, term.starts_on, term.ends_on)
    names = _names(row.plan, offered, row.centre_id)
    refused: list[dict[str, Any]] = []
    opened = booked = 0
    for section in row.plan:
        section_id = section["id"]
        if not section["existing"]:
            course = offered[section["course"]]
            section_id = courses.open_section(
                courses.NewSection(
                    course_id=course.id,
                    term_id=term.id,
                    name=names[section["id"]],
                    seats=min(course.section_max, rooms[section["room"]].capacity),
                    room_id=section["room"],
                    teacher_id=section["teacher"],
                    meetings=tuple(
                        WeeklyMeeting(day, time.fromisoformat(starts), time.fromisoformat(ends))
                        for day, starts, ends in section["meetings"]
                    ),
                    starts_on=row.starts_on,
                    ends_on=term.ends_on,
                ),
                closed=closed,
                zone=centre.zone,
                actor=actor,
                now=now,
            )
            opened += 1
        for learner_id in section["new_learners"]:
            trouble = _book(section_id, learner_id, row.starts_on, actor, now)
            if trouble is None:
                booked += 1
            else:
                refused.append({"learner": learner_id, "section": names.get(section["id"], ""), **trouble})
    row.refused = refused
    row.state, row.published_at, row.published_by = "published", now, actor.name
    return {"sections": opened, "booked": booked, "refused": refused}


def _book(section_id: str, learner_id: str, from_date: date, actor: Actor, now: datetime) -> dict[str, Any] | None:
    try:
        with db.session().begin_nested():
            courses.book(section_id, learner_id, from_date=from_date, actor=actor, now=now)
    except errors.OnwardError as refusal:
        return {"code": refusal.code, "facts": {name: str(value) for name, value in refusal.facts.items()}}
    return None


def _names(plan: list[Any], offered: Mapping[str, course_queries.CourseInfo], centre_id: str) -> dict[str, str]:
    """A name for each new section: the course's title and a running letter."""
    taken = Counter(section.course.id for section in course_queries.sections(centre_id=centre_id))
    names = {}
    for section in sorted(plan, key=lambda one: (one["course"], one["meetings"], one["id"])):
        if section["existing"]:
            continue
        names[section["id"]] = f"{offered[section['course']].title} {chr(ord('A') + taken[section['course']] % 26)}"
        taken[section["course"]] += 1
    return names


def _run(run_id: str) -> models.Run:
    row = db.session().scalar(select(models.Run).where(models.Run.id == run_id))
    if row is None:
        raise errors.NotFound("scheduling.absent")
    return row


def solve_now(
    centre_id: str, term_id: str, starts_on: date, *, iterations: int, seed: int, actor: Actor, now: datetime
) -> str:
    """Search in this transaction with a budget of iterations: the same data and seed give the same plan."""
    run_id = _new_run(centre_id, term_id, starts_on, seconds=None, seed=seed, actor=actor, now=now)
    demand, _, _ = begin(run_id)
    timetable, figures = search(demand, Budget(iterations=iterations), seed, lambda _: True)
    keep(run_id, demand, timetable, figures, now=now)
    return run_id
