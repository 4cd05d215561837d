"""Changes of a plan by value, and that looking at a part of it says the same as looking at all of it."""

import random
from dataclasses import replace

import pytest

from lms.kernel import errors
from scheduling.domain import week
from scheduling.domain.constraints import Rule
from scheduling.domain.draft import (
    Change,
    Group,
    Groups,
    as_locks,
    changed,
    differences,
    kept,
    put_back,
    revived,
    touched,
)
from scheduling.domain.impact import Judged, Kind, near
from scheduling.domain.problem import Household, Problem
from tests.scheduling import problems

SLOTS = week.slots()


def town(seed: int) -> tuple[Problem, Groups]:
    """A centre with the slots of the house, and a plan that breaks things here and there."""
    rng = random.Random(seed)
    problem = problems.centre(seed, learners=60, sections=8, rooms=4, teachers=5)
    parts = ({"morning", "midday"}, {"afternoon", "evening"}, {"morning", "midday", "afternoon", "evening"})

    def free() -> frozenset[str]:
        chosen = rng.choice(parts)
        return frozenset(slot.id for slot in SLOTS if slot.id.split("-")[1] in chosen)

    care = problem.childcare
    assert care is not None
    problem = replace(
        problem,
        slots=SLOTS,
        patterns=week.patterns(),
        learners=tuple(replace(one, weeks=(free(), free())) for one in problem.learners),
        teachers=tuple(replace(one, slots=free()) for one in problem.teachers),
        childcare=replace(
            care,
            groups=tuple(replace(one, places={slot.id: 4 for slot in SLOTS[:18]}) for one in care.groups),
            staff={slot.id: 2 for slot in SLOTS[:18]},
        ),
    )
    people = {one.id: [who.id for who in problem.learners if who.course == one.id] for one in problem.courses}
    groups = []
    for number in range(8):
        course, pattern = rng.choice(problem.courses), rng.choice(problem.patterns)
        members = [people[course.id].pop() for _ in range(min(8, len(people[course.id])))]
        chosen = [problem.slot[slot] for slot in pattern.slots]
        times = tuple((int(one.weekday), f"{one.start:%H:%M}", f"{one.end:%H:%M}") for one in chosen)
        teacher = f"t{number % 5}" if number else ""
        groups.append(
            Group(f"g{number}", True, f"G{number}", course.id, times, f"r{number % 4}", teacher, tuple(members))
        )
    homes = tuple(Household(f"h{n}", (a.id, b.id), ("baby",)) for n, (a, b) in enumerate([problem.learners[:2]]))
    return replace(problem, households=homes), tuple(groups)


@pytest.mark.parametrize("seed", range(3))
def test_a_part_of_the_plan_says_the_same_of_every_move_as_all_of_it(seed: int) -> None:
    problem, groups = town(seed)
    group = groups[seed]
    whole, part = Judged(problem, groups), Judged(*near(problem, groups, group.id))
    seen = set()
    for slot in SLOTS:
        for room in ("r0", "r1"):
            change = Change(group.id, meeting=group.meetings[0], slot=slot.id, room=room)
            try:
                full, small = (
                    whole.after(changed(groups, change, problem)),
                    part.after(changed(part.groups, change, part.asked)),
                )
            except errors.Conflict:
                continue
            assert (small.broken, small.mended, small.people) == (full.broken, full.mended, full.people)
            assert [one.change for one in small.points] == [one.change for one in full.points]
            seen.add(full.kind)
    assert len(seen) > 1
    assert len(part.problem.learners) < len(whole.problem.learners)


def test_a_group_that_gets_larger_than_its_room_is_broken_and_the_room_is_named() -> None:
    problem, groups = town(1)
    smallest = min(problem.rooms, key=lambda one: one.capacity)
    full = next(one for one in groups if len(one.learners) > smallest.capacity and one.room != smallest.id)
    impact = Judged(problem, groups).after(changed(groups, Change(full.id, room=smallest.id), problem))
    assert impact.kind is Kind.RULES
    assert {(one.rule, one.facts.get("room")) for one in impact.broken} >= {(Rule.ROOM_CAPACITY, smallest.id)}


def test_what_is_no_better_and_no_worse_fits() -> None:
    problem, groups = town(2)
    impact = Judged(problem, groups).after(groups)
    assert (impact.kind, impact.broken, impact.mended, impact.people) == (Kind.FITS, (), (), ())
    assert impact.total.change == 0


def test_a_moved_meeting_keeps_its_own_hours_on_another_day() -> None:
    problem, groups = town(0)
    own = replace(groups[0], meetings=((0, "09:10", "11:00"), (2, "09:10", "11:00")))
    plan = (own, *groups[1:])
    after = changed(plan, Change(own.id, meeting=own.meetings[0], slot="1-morning"), problem)
    assert after[0].meetings == ((1, "09:10", "11:00"), (2, "09:10", "11:00"))
    later = changed(plan, Change(own.id, meeting=own.meetings[0], slot="1-evening"), problem)
    assert later[0].meetings[0] == (1, "18:00", "20:15")
    with pytest.raises(errors.Conflict):
        changed(plan, Change(own.id, meeting=own.meetings[0], slot="2-morning"), problem)


def test_a_change_is_put_back_unless_the_group_changed_again() -> None:
    problem, groups = town(0)
    moved = changed(groups, Change("g1", room="r3"), problem)
    was, now = touched(groups, moved)
    assert put_back(moved, was, now) == groups
    again = changed(moved, Change("g1", room="r0"), problem)
    with pytest.raises(errors.Conflict):
        put_back(again, was, now)


def test_plans_are_kept_as_json_and_compared_group_by_group() -> None:
    problem, groups = town(0)
    assert revived(kept(groups)) == groups
    after = changed(groups, Change("g2", room="r1", teacher="t0"), problem)
    assert [(one.after.name, one.parts) for one in differences(groups, after) if one.after] == [
        ("G2", ("room", "teacher"))
    ]


def test_locks_say_only_what_is_locked() -> None:
    problem, groups = town(0)
    (lock,) = as_locks(problem, groups, {"g1": ["room"]})
    assert (lock.section, lock.room, lock.pattern, lock.teacher, lock.learners) == ("g1", groups[1].room, "", "", None)
