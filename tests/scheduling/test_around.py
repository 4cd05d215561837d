"""A search that begins with a draft: partial locks hold, classes that run stay, contradictions are named before it begins."""

from dataclasses import replace

import pytest

from lms.kernel import clock, errors
from lms.kernel.jobs import worker
from lms.organisations import services as organisations
from scheduling import queries, services
from scheduling.domain.around import problem_around
from scheduling.domain.constraints import judge
from scheduling.domain.draft import Group
from scheduling.domain.problem import Course
from scheduling.solvers import Budget, solve
from tests.houses import House
from tests.scheduling import town
from tests.scheduling.problems import EVENINGS, person, small

EVENING = ((0, "18:00", "20:15"), (1, "18:00", "20:15"))


def week() -> tuple[Group, ...]:
    """One class that runs, and one that is only planned, in the small house with the slots of a true week."""
    running = Group("r1", True, "A1 A", "a1", EVENING, "attic", "tomas", ("amina",))
    planned = Group(
        "n1", False, "A1 B", "a1", ((0, "09:00", "11:15"), (1, "09:00", "11:15")), "hall", "rosa", ("chen",)
    )
    return running, planned


@pytest.mark.parametrize("part", ["time", "room", "teacher", "learners"])
def test_the_locked_part_holds_in_the_search_and_the_class_that_runs_stays(part: str) -> None:
    from scheduling.domain.week import patterns, slots

    free = {slot.id for slot in slots()}
    people = [person(name, free=free) for name in ("amina", "bilal", "chen", "dana")]
    house = small(slots=slots(), patterns=patterns(), learners=tuple(people), childcare=None)
    teachers = tuple(replace(one, slots=frozenset(free), max_meetings=9) for one in house.teachers)
    house = replace(house, teachers=teachers, courses=(Course("a1", 1, 2, 3, "a1"),))
    problem = problem_around(house, week(), {"n1": [part]}, {"amina"})
    found = solve(problem, Budget(iterations=0)).timetable
    verdict = judge(problem, found)
    assert verdict.violations == ()
    kept = {one.id: one for one in found.sections}
    assert (kept["r1"].room, kept["r1"].teacher, set(problem.pattern[kept["r1"].pattern].slots)) == (
        "attic",
        "tomas",
        {"0-evening", "1-evening"},
    )
    assert "amina" in kept["r1"].learners
    new = kept["n1"]
    parts = {
        "time": set(problem.pattern[new.pattern].slots) == {"0-morning", "1-morning"},
        "room": new.room == "hall",
        "teacher": new.teacher == "rosa",
        "learners": "chen" in new.learners,
    }
    assert parts[part]
    assert found.placed == {"amina", "bilal", "chen", "dana"}


def test_whoever_sits_in_a_class_that_runs_has_chosen_its_hours() -> None:
    house = small(learners=(person("amina", free=set(EVENINGS)),), childcare=None)
    group = Group("r1", True, "A1 A", "a1", ((0, "08:30", "11:45"), (1, "08:30", "11:45")), "hall", "rosa", ("amina",))
    problem = problem_around(house, (group,), {}, {"amina"})
    (amina,) = problem.learners
    assert problem.locks[0].learners == ("amina",)
    assert set(problem.pattern[problem.locks[0].pattern].slots) <= amina.weeks[0]


def test_a_search_from_a_draft_keeps_its_locks_and_changes_the_draft(house: House) -> None:
    cast = town.found(house)
    run = town.search(house, cast)
    with house.acting(cast.administrator):
        draft_id = services.begin_from_run(run.id, actor=cast.administrator, now=clock.now())
        (group,) = queries.draft(draft_id).groups
        services.lock(draft_id, 0, group.id, ["time", "teacher"], actor=cast.administrator, now=clock.now())
    town.add_mother(house, cast, "R-1")
    answer = house.client(cast.administrator).post(f"/timetable/drafts/{draft_id}/search", data={"version": 1})
    assert answer.status_code == 302
    again = answer.headers["Location"].rsplit("/", 1)[-1]
    assert worker.run_one(house.engine)
    found = town.look(house, cast, again)
    assert (found.state, found.figures["in_draft"], found.draft_id) == ("done", True, draft_id)
    with house.acting(cast.administrator):
        draft = queries.draft(draft_id)
    kept = next(one for one in draft.groups if one.id == group.id)
    assert (kept.meetings, kept.teacher, kept.name) == (group.meetings, group.teacher, group.name)
    assert draft.version == 2
    page = house.client(cast.administrator).get(f"/timetable/runs/{again}").text
    assert "What was found stands in the draft. Every lock holds." in page
    with house.acting(cast.administrator), pytest.raises(errors.Conflict, match="publish_the_draft"):
        services.request_publication(again, actor=cast.administrator, now=clock.now())


def test_locks_that_contradict_each_other_are_named_before_the_search(sqlite_house: House) -> None:
    house, cast = sqlite_house, town.found(sqlite_house)
    run = town.search(house, cast)
    with house.acting(cast.administrator):
        draft_id = services.begin_from_run(run.id, actor=cast.administrator, now=clock.now())
        (group,) = queries.draft(draft_id).groups
        services.lock(draft_id, 0, group.id, ["time", "teacher"], actor=cast.administrator, now=clock.now())
        organisations.set_hours(cast.teacher.staff_id or "", [])
    answer = house.client(cast.administrator).post(f"/timetable/drafts/{draft_id}/search", data={"version": 1})
    assert not worker.run_one(house.engine)
    page = house.client(cast.administrator).get(answer.headers["Location"]).text
    assert f"{group.name}: The teacher it is locked to does not work at the time it is locked to." in page
    stale = house.client(cast.administrator).post(f"/timetable/drafts/{draft_id}/search", data={"version": 0})
    assert stale.status_code == 409
