"""Requirements that cannot hold together: the list is short, and each member is needed."""

from dataclasses import replace

import pytest

from scheduling.domain.constraints import judge
from scheduling.domain.problem import CareGroup, Childcare, Course, Household, Lock, Problem, Room
from scheduling.solvers.conflicts import Conflict, Requirement, conflict
from tests.scheduling.problems import EVENINGS, MORNINGS, centre, person, small


def codes(found: Conflict) -> list[str]:
    return sorted(one.code.removeprefix("timetable.require.") for one in found.members)


def test_where_all_can_hold_a_timetable_shows_how() -> None:
    found = conflict(small(), seconds=60)
    assert found.possible is True
    assert found.members == ()
    assert found.timetable is not None
    assert found.timetable.placed == {"amina", "bilal"}


PARENT = person("amina", free=set(EVENINGS), children=("toddler",))


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (small(learners=(person("amina", free={"mon-am"}),)), ["own_seat", "share", "times"]),
        (small(learners=(PARENT,)), ["care_hours", "own_seat", "share"]),
        (
            small(learners=(PARENT,), childcare=Childcare((CareGroup("toddler", 2, {}),), {})),
            ["care_hours", "own_seat"],
        ),
        (small(teachers=()), ["own_seat", "teachers"]),
        (small(rooms=(Room("hall", 0),)), ["chairs", "seats"]),
        (small(courses=(Course("a1", 0, 1, 3, "a1"),)), ["own_seat", "sections"]),
        (small(courses=(Course("a1", 2, 5, 9, "a1"),), rooms=(Room("hall", 9),)), ["group_least", "seats"]),
        (small(rooms=(Room("attic", 3, step_free=False),), learners=(person("a", step_free=True),)), ["seats", "step_free"]),
        (small(courses=(Course("a1", 2, 1, 3, "c2"),)), ["own_seat", "qualified"]),
        (
            small(
                learners=tuple(person(n, free=set(MORNINGS), children=("toddler",)) for n in "abc"),
                childcare=Childcare((CareGroup("toddler", 9, dict.fromkeys(MORNINGS, 2)),), dict.fromkeys(MORNINGS, 1)),
            ),
            ["care_hours", "care_places", "seats", "times"],
        ),
        (
            small(
                learners=tuple(person(n, free=set(MORNINGS)) for n in ("amina", "bilal")),
                households=(Household("home", ("amina", "bilal"), ("",)),),
            ),
            ["household", "seats", "share", "times"],
        ),
        (
            small(locks=(Lock("one", "a1", "mornings", "hall", ""), Lock("two", "a1", "mornings", "hall", ""))),
            ["lock", "lock"],
        ),
    ],
    ids=["no hour", "care closed", "care never open",
         "no teacher", "no chair", "no class", "too few", "steps", "no paper", "care full",
         "a child alone", "two in one room"],
)  # fmt: skip
def test_the_conflict_is_named(problem: Problem, expected: list[str]) -> None:
    found = conflict(problem, seconds=60)
    assert found.possible is False
    assert found.minimal
    assert codes(found) == expected


def test_without_any_one_member_the_rest_can_hold() -> None:
    problem = small(
        learners=(person("amina", free=set(MORNINGS)), person("bilal", free=set(MORNINGS))),
        courses=(Course("a1", 2, 1, 1, "a1"),),
    )
    wish = Requirement("timetable.require.named", name="Rosa alone", adds=lambda p: replace(p, teachers=p.teachers[:1]))
    found = conflict(problem, named=(wish,), seconds=60)
    assert found.possible is False
    assert found.minimal
    assert wish in found.members
    for member in found.members:
        others = replace(problem, teachers=problem.teachers[:1]) if member is not wish else problem
        asked: list[str] | None = [] if member.seats else None
        if member.drops:
            others = member.drops(others)
        answer = conflict(others, asked, seconds=60)
        assert answer.possible is True
        assert answer.timetable is not None
        assert judge(others, answer.timetable).feasible


def test_only_those_asked_for_must_have_a_seat() -> None:
    problem = small(learners=(person("amina"), person("bilal", free={"mon-am"})))
    assert conflict(problem, ["amina"]).possible is True
    assert conflict(problem, ["bilal"]).possible is False


@pytest.mark.parametrize("seed", range(4))
def test_random_houses_give_short_minimal_lists(seed: int) -> None:
    found = conflict(centre(seed), seconds=60)
    assert found.possible is not None
    assert found.minimal
    assert bool(found.members) is (found.possible is False)
