"""Rules about locks, houses, ways, households and twin groups, each with the smallest timetable that breaks it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from scheduling.domain.checks import Check, check
from scheduling.domain.constraints import Rule, judge
from scheduling.domain.explain import why_not
from scheduling.domain.problem import Course, Household, Lock, Problem, Room, Rules, Teacher
from scheduling.domain.score import Cost, cost
from scheduling.domain.spare import Lack
from scheduling.domain.timetable import Timetable, children_present
from scheduling.words import SENTENCES
from tests.scheduling.problems import ALWAYS, EVENINGS, MORNINGS, lesson, person, small, timetable

A1 = Course("a1", 2, 1, 3, "a1")


def broken(problem: Problem, plan: Timetable) -> set[Rule]:
    return {violation.rule for violation in judge(problem, plan).violations}


# --- locks -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lock", "part"),
    [
        (Lock("s1", "a1", pattern="evenings"), "pattern"),
        (Lock("s1", "a1", room="attic"), "room"),
        (Lock("s1", "a1", teacher="tomas"), "teacher"),
        (Lock("s1", "a1", learners=("bilal",)), "learners"),
        (Lock("s9", "a1"), "section"),
    ],
)
def test_a_lock_that_is_not_kept_is_named_with_its_part(lock: Lock, part: str) -> None:
    (violation,) = judge(small(locks=(lock,)), timetable(lesson("s1", "amina"))).violations
    assert (violation.rule, violation.facts["part"]) == (Rule.LOCK_KEPT, part)


def test_a_partial_lock_leaves_everything_else_free() -> None:
    locks = (Lock("s1", "a1", pattern="mornings"), Lock("s2", "a1", learners=("bilal",)))
    plan = timetable(lesson("s1", "amina"), lesson("s2", "bilal", pattern="evenings", room="attic", teacher="tomas"))
    assert broken(small(locks=locks), plan) == set()


@pytest.mark.parametrize(
    ("locks", "what"),
    [
        ((Lock("s1", "a1", room="hall"), Lock("s1", "a1", room="attic")), "two_rooms"),
        ((Lock("s1", "a1", "mornings", "hall"), Lock("s2", "a1", "mornings", "hall")), "room_at_once"),
        (
            (Lock("s1", "a1", "mornings", teacher="rosa"), Lock("s2", "a1", "mornings", teacher="rosa")),
            "teacher_at_once",
        ),
        ((Lock("s1", "a1", learners=("amina",)), Lock("s2", "a1", learners=("amina",))), "person_in_both"),
        ((Lock("s1", "a1", "evenings", teacher="early"),), "teacher_away"),
        ((Lock("s1", "a1", teacher="else"),), "teacher_not_qualified"),
        ((Lock("s1", "a1", room="attic", learners=("step",)),), "room_not_step_free"),
        ((Lock("s1", "a1", room="attic", learners=("amina", "bilal", "carla")),), "too_many_people"),
        ((Lock("s1", "a1"), Lock("s2", "a1"), Lock("s3", "a1")), "too_many_sections"),
        ((Lock("s1", "a1", "evenings", learners=("day",)),), "people_cannot_come"),
    ],
)
def test_locks_that_cannot_hold_together_are_found_before_the_search(locks: tuple[Lock, ...], what: str) -> None:
    people = tuple(person(name) for name in ("amina", "bilal", "carla"))
    problem = small(
        locks=locks,
        learners=(*people, person("step", step_free=True), person("day", free=set(MORNINGS))),
        teachers=(
            Teacher("rosa", frozenset({"a1"}), ALWAYS, 4),
            Teacher("early", frozenset({"a1"}), frozenset(MORNINGS), 4),
            Teacher("else", frozenset({"b1"}), ALWAYS, 4),
        ),
    )
    found = [one for one in check(problem) if one.check is Check.LOCKS]
    assert [one.facts["what"] for one in found] == [what]
    assert all(one.blocking for one in found)
    assert f"timetable.lock.{what}" in SENTENCES


def test_locks_that_hold_together_are_no_finding() -> None:
    locks = (Lock("s1", "a1", "mornings", "hall", "rosa", ("amina",)), Lock("s2", "a1", "evenings", "hall", "rosa"))
    assert [one for one in check(small(locks=locks)) if one.blocking] == []


def test_a_lock_on_something_that_is_not_there_is_told_as_an_unknown_name() -> None:
    (found,) = check(small(locks=(Lock("s1", "a1", room="cellar"),)))
    assert (found.check, found.facts["name"]) == (Check.UNKNOWN_NAME, "cellar")


# --- houses and ways -------------------------------------------------------------------------------------------------


def test_a_course_is_held_where_its_equipment_is() -> None:
    needing = small(courses=(replace(A1, equipment=frozenset({"computers"})),))
    assert broken(needing, timetable(lesson("s1", "amina"))) == {Rule.ROOM_SUITS}
    equipped = replace(needing, rooms=(Room("hall", 3, equipment=frozenset({"computers", "board"})),))
    assert broken(equipped, timetable(lesson("s1", "amina"))) == set()


def test_a_course_of_one_house_is_not_held_in_another() -> None:
    problem = small(courses=(replace(A1, site="north"),), rooms=(Room("hall", 3, site="south"),))
    assert broken(problem, timetable(lesson("s1", "amina"))) == {Rule.ROOM_SUITS}
    assert Check.NO_ROOM_SUITS in {one.check for one in check(problem)}


def test_a_room_that_others_of_the_house_have_is_taken() -> None:
    problem = small(rooms=(Room("hall", 3, taken=frozenset({"tue-am"})),))
    (violation,) = judge(problem, timetable(lesson("s1", "amina"))).violations
    assert (violation.rule, violation.facts["slot"]) == (Rule.ROOM_TAKEN, "tue-am")


def two_houses(minutes: int, **changes: Any) -> Problem:
    """Mornings end at 11:45, evenings begin at 19:00."""
    return small(
        rooms=(Room("hall", 3, site="south"), Room("attic", 2, site="north")),
        travel={("north", "south"): minutes},
        **changes,
    )


BOTH_HOUSES = timetable(lesson("s1", "amina"), lesson("s2", "bilal", pattern="evenings", room="attic"))


def test_a_teacher_has_time_to_get_from_one_house_to_the_other() -> None:
    assert broken(two_houses(435), BOTH_HOUSES) == set()
    assert broken(two_houses(436), BOTH_HOUSES) == {Rule.TEACHER_TRAVEL}


def test_a_learner_has_time_to_get_from_one_house_to_the_other() -> None:
    plan = timetable(lesson("s1", "amina"), lesson("s2", "amina", pattern="evenings", room="attic", teacher="tomas"))
    assert broken(two_houses(436), plan) == {Rule.LEARNER_TWICE, Rule.LEARNER_TRAVEL}


def test_a_paper_that_ends_in_the_term_forbids_or_costs_as_it_was_set() -> None:
    rosa = Teacher("rosa", frozenset({"a1"}), ALWAYS, 4, lapsing={"a1": date(2027, 1, 5)})
    problem, plan = small(teachers=(rosa,)), timetable(lesson("s1", "amina"))
    assert broken(problem, plan) == {Rule.PAPER_LASTS}
    mild = replace(problem, rules=Rules(soft={Rule.PAPER_LASTS: 7}))
    assert broken(mild, plan) == set()
    assert judge(mild, plan).cost.softened == 7
    assert Check.PAPER_ENDS in {one.check for one in check(problem)}


def test_a_softened_rule_costs_each_time_it_is_broken_and_the_others_stay_hard() -> None:
    problem = small(courses=(Course("a1", 2, 2, 3, "a1"),), rules=Rules(soft={Rule.GROUP_TOO_SMALL: 5}))
    plan = timetable(lesson("s1", "amina"), lesson("s2", "bilal", teacher="tomas"))
    verdict = judge(problem, plan)
    assert {one.rule for one in verdict.violations} == {Rule.ROOM_TWICE}
    assert verdict.cost.softened == 10


def test_a_teachers_wait_between_two_classes_costs_for_each_slot() -> None:
    problem = small(
        patterns=(*small().patterns, replace(small().patterns[0], id="early", slots=("mon-am",))),
        rules=Rules(costs=replace(Rules().costs, gap=3)),
    )
    plan = timetable(lesson("s1", "amina", pattern="early"), lesson("s2", "bilal", pattern="evenings", teacher="rosa"))
    assert cost(problem, plan).gap == 0
    three = replace(problem, slots=(*problem.slots, replace(problem.slots[0], id="mon-noon", start=MIDDAY)))
    assert cost(three, plan).gap == 3


MIDDAY = small().slots[0].end


# --- households ------------------------------------------------------------------------------------------------------


def home(*, mother: tuple[str, ...] = (), free: Any = ALWAYS, **changes: Any) -> Problem:
    """Amina and Bilal live together with a toddler, whom `mother` says if Amina brings it."""
    problem = small(
        learners=(
            person("amina", free=free, children=mother, household="h"),
            person("bilal", free=free, household="h"),
        ),
        households=(Household("h", ("amina", "bilal"), ("toddler",)),),
    )
    return replace(problem, **changes)


def test_both_adults_are_not_in_class_while_their_child_is_alone() -> None:
    together = timetable(lesson("s1", "amina", "bilal"))
    assert broken(home(), together) == {Rule.HOUSEHOLD}
    assert broken(home(mother=("toddler",)), together) == set()
    assert broken(home(mother=("toddler",), childcare=None), together) == {Rule.HOUSEHOLD}


def test_adults_who_learn_at_different_times_leave_nobody_alone() -> None:
    plan = timetable(lesson("s1", "amina"), lesson("s2", "bilal", pattern="evenings"))
    assert broken(home(), plan) == set()


def test_a_child_whom_both_adults_bring_has_one_place() -> None:
    twice = {"children": ("toddler",), "household": "h", "shared": ("toddler",)}
    problem = small(learners=(person("amina", **twice), person("bilal", **twice)))
    present = children_present(problem, [lesson("s1", "amina", "bilal")])
    assert present["mon-am"] == {"toddler": 1}
    apart = small(learners=(person("amina", children=("toddler",)), person("bilal", children=("toddler",))))
    assert children_present(apart, [lesson("s1", "amina", "bilal")])["mon-am"] == {"toddler": 2}


def test_siblings_who_come_at_other_times_cost_in_every_slot() -> None:
    two = (
        person("amina", children=("toddler",), household="h"),
        person("bilal", children=("toddler",), household="h"),
    )
    problem = small(learners=two, rules=Rules(costs=replace(Rules().costs, siblings=2)))
    assert cost(problem, timetable(lesson("s1", "amina", "bilal"))).siblings == 0
    apart = timetable(lesson("s1", "amina"), lesson("s2", "bilal", pattern="evenings"))
    assert cost(problem, apart).siblings == 8


# --- twin groups -----------------------------------------------------------------------------------------------------

BY_TURNS = (frozenset(MORNINGS), frozenset(EVENINGS))
PAIR = (
    lesson("s1", "amina", twin="s2"),
    lesson("s2", "bilal", pattern="evenings", teacher="tomas", twin="s1"),
)


def rotating(**changes: Any) -> Problem:
    """Amina works late and early by turns, Bilal can always come; sections of the course may be twins."""
    problem = small(learners=(person("amina", weeks=BY_TURNS), person("bilal")), courses=(replace(A1, twins=True),))
    return replace(problem, **changes)


def test_who_works_early_and_late_by_turns_keeps_up_in_twin_groups_and_in_no_other() -> None:
    alone = tuple(replace(one, twin="") for one in PAIR)
    assert broken(rotating(), timetable(*alone)) == {Rule.LEARNER_SHARE}
    verdict = judge(rotating(), timetable(*PAIR))
    assert verdict.feasible
    assert verdict.cost.share == 0


def test_twins_are_of_one_course_at_other_times_and_know_each_other() -> None:
    assert broken(rotating(courses=(A1,)), timetable(*PAIR)) == {Rule.TWINS}
    one_sided = timetable(PAIR[0], replace(PAIR[1], twin=""))
    assert broken(rotating(), one_sided) == {Rule.TWINS}


def test_a_twin_group_has_a_seat_for_those_who_swap_in_the_weeks_in_which_they_do() -> None:
    full = replace(PAIR[1], learners=("bilal", "carla"), room="attic")
    late = frozenset(EVENINGS)
    people = (person("amina", weeks=BY_TURNS), person("bilal", free=late), person("carla", free=late))
    problem = rotating(learners=people)
    (violation,) = judge(problem, timetable(PAIR[0], full)).violations
    assert violation.rule is Rule.TWIN_SEATS
    assert violation.facts == {"section": "s2", "learners": 3, "limit": 2}
    # Carla goes to the mornings in just that week, so her chair is free.
    turning = replace(problem, learners=(*people[:2], person("carla", weeks=(late, frozenset(MORNINGS)))))
    assert judge(turning, timetable(PAIR[0], full)).feasible


def test_whoever_could_come_to_the_twin_only_has_her_seat_in_the_wrong_group() -> None:
    late = person("amina", free=set(EVENINGS))
    problem = rotating(learners=(late, person("bilal")))
    assert broken(problem, timetable(*PAIR)) == {Rule.LEARNER_SHARE}


def test_children_of_somebody_who_swaps_have_care_in_both_groups() -> None:
    parent = person("amina", weeks=BY_TURNS, children=("toddler",))
    problem = rotating(learners=(parent, person("bilal")))
    assert broken(problem, timetable(*PAIR)) == {Rule.CARE_CLOSED}


def test_a_newcomer_who_works_by_turns_is_offered_the_pair_while_the_twin_has_a_seat() -> None:
    late = frozenset(EVENINGS)
    people = (person("amina", weeks=BY_TURNS), person("bilal", free=late), person("carla", free=late))
    empty = (replace(PAIR[0], learners=()), replace(PAIR[1], learners=("bilal",), room="attic"))
    options = why_not(rotating(learners=people), timetable(*empty), "amina")
    assert {one.section for one in options if not one.gaps} == {"s1", "s2"}
    full = replace(empty[1], learners=("bilal", "carla"))
    crowded = why_not(rotating(learners=people), timetable(empty[0], full), "amina")
    (own,) = [one for one in crowded if one.section == "s1"]
    assert [(gap.kind, gap.section) for gap in own.gaps] == [(Lack.SEAT, "s2")]
    alone = [replace(one, twin="") for one in empty]
    assert [one for one in why_not(rotating(learners=people), timetable(*alone), "amina") if one.section] == []


def test_the_new_parts_of_the_cost_are_nothing_where_nobody_asked_for_them() -> None:
    assert cost(small(), timetable(lesson("s1", "amina"))) == Cost(unplaced=60, meeting=4)


def test_every_rule_has_a_sentence() -> None:
    assert [rule for rule in Rule if rule not in SENTENCES] == []
