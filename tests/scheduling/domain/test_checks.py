"""Findings before a run, each with the smallest problem that calls for it."""

from dataclasses import replace

import pytest

from scheduling.domain.checks import Check, check
from scheduling.domain.problem import CareGroup, Childcare, Course, Pattern, Problem, Room, Rules, Teacher
from scheduling.domain.rules import Rule
from tests.scheduling.problems import ALWAYS, MORNINGS, person, small


def found(problem: Problem) -> set[Check]:
    return {finding.check for finding in check(problem)}


def test_a_sound_problem_has_no_findings() -> None:
    assert check(small()) == ()


def test_an_empty_demand_is_told_and_blocks() -> None:
    (finding,) = check(small(learners=()))
    assert finding.check is Check.NOBODY_IN_DEMAND
    assert finding.blocking


@pytest.mark.parametrize(
    ("problem", "kind"),
    [
        (small(learners=(person("amina", course="b2"),)), "course"),
        (small(patterns=(Pattern("night", ("sun-night",)),)), "slot"),
        (small(learners=(person("amina", children=("baby",)),)), "care_group"),
    ],
)
def test_an_unknown_name_blocks_and_is_named(problem: Problem, kind: str) -> None:
    (finding,) = check(problem)
    assert finding.check is Check.UNKNOWN_NAME
    assert finding.facts["kind"] == kind
    assert finding.blocking


def test_a_course_that_fits_nobody_and_its_learners_are_told() -> None:
    problem = small(learners=(person("amina", free=set()),))
    assert found(problem) == {Check.NO_PATTERN, Check.LEARNER_WITHOUT_PATTERN}


def test_a_parent_with_free_evenings_only_finds_care_closed() -> None:
    problem = small(learners=(person("amina", free={"mon-pm", "tue-pm"}, children=("toddler",)),))
    assert found(problem) == {Check.NO_PATTERN}


def test_nobody_qualified_is_told() -> None:
    assert found(small(teachers=())) == {Check.NOBODY_QUALIFIED}


def test_a_teacher_who_is_never_there_when_learners_are_is_told() -> None:
    problem = small(teachers=(Teacher("rosa", frozenset({"a1"}), frozenset({"mon-am"}), 4),))
    assert found(problem) == {Check.NO_TEACHER_IN_TIME}


def test_a_room_without_chairs_is_too_small() -> None:
    problem = small(rooms=(Room("hall", 0),))
    assert found(problem) == {Check.ROOM_WITHOUT_CHAIRS, Check.ROOM_TOO_SMALL, Check.TOO_FEW_SEATS}


def test_a_house_full_of_stairs_is_told_to_those_who_need_a_lift() -> None:
    problem = small(rooms=(Room("attic", 3, step_free=False),), learners=(person("amina", step_free=True),))
    assert found(problem) == {Check.NO_STEP_FREE_ROOM}


def test_one_learner_cannot_fill_a_group_of_two() -> None:
    problem = small(courses=(Course("a1", 2, 2, 3, "a1"),), learners=(person("amina"),))
    assert found(problem) == {Check.TOO_FEW_LEARNERS}


def test_more_learners_than_planned_seats_is_told() -> None:
    problem = small(courses=(Course("a1", 1, 1, 1, "a1"),))
    assert found(problem) == {Check.TOO_FEW_SEATS}


def test_more_toddlers_than_places_is_told() -> None:
    care = Childcare((CareGroup("toddler", 2, dict.fromkeys(MORNINGS, 1)),), dict.fromkeys(MORNINGS, 1))
    problem = small(learners=tuple(person(n, free=ALWAYS, children=("toddler",)) for n in "ab"), childcare=care)
    (finding,) = check(problem)
    assert finding.check is Check.TOO_FEW_CARE_PLACES
    assert finding.facts == {"group": "toddler", "children": 2, "places": 1}


def test_whoever_could_come_by_turns_to_twin_classes_is_not_without_a_time() -> None:
    turns = person("amina", weeks=(frozenset(MORNINGS), ALWAYS - set(MORNINGS)))
    course = Course("a1", 2, 1, 3, "a1", twins=True)
    assert found(small(learners=(turns,), courses=(course,))) == set()
    assert Check.LEARNER_WITHOUT_PATTERN in found(small(learners=(turns,)))


def test_what_may_be_broken_for_points_is_no_finding() -> None:
    problem = small(courses=(Course("a1", 2, 2, 3, "a1", equipment=frozenset({"lab"})),), learners=(person("amina"),))
    assert found(problem) == {Check.TOO_FEW_LEARNERS, Check.NO_ROOM_SUITS}
    soft = Rules(soft={Rule.GROUP_TOO_SMALL: 5, Rule.ROOM_SUITS: 5})
    assert found(replace(problem, rules=soft)) == set()
