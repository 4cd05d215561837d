"""Every hard rule with the smallest timetable that breaks it."""

from dataclasses import replace

from scheduling.domain.constraints import Rule, judge
from scheduling.domain.problem import CareGroup, Childcare, Course, Pattern, Problem, Room, Teacher
from scheduling.domain.timetable import Timetable
from tests.scheduling.problems import ALWAYS, MORNINGS, lesson, person, small, timetable


def broken(problem: Problem, plan: Timetable) -> set[Rule]:
    return {violation.rule for violation in judge(problem, plan).violations}


def test_a_plain_section_breaks_nothing() -> None:
    assert judge(small(), timetable(lesson("s1", "amina", "bilal"))).feasible


def test_an_empty_timetable_breaks_nothing_and_costs_everybody() -> None:
    verdict = judge(small(), timetable())
    assert verdict.feasible
    assert verdict.cost.total == verdict.cost.unplaced == 120


def test_a_name_that_nobody_knows_is_told_before_anything_else() -> None:
    plan = timetable(lesson("s1", "nobody"), lesson("s2", "amina", room="cellar"))
    verdict = judge(small(), plan)
    assert {str(v.facts["name"]) for v in verdict.violations} == {"nobody", "cellar"}
    assert broken(small(), plan) == {Rule.NAMES_EXIST}


def test_two_sections_cannot_have_one_id() -> None:
    plan = timetable(lesson("s1", "amina"), lesson("s1", "bilal", pattern="evenings"))
    assert broken(small(), plan) == {Rule.NAMES_EXIST}


def test_a_course_has_no_more_sections_than_planned() -> None:
    problem = small(courses=(Course("a1", 1, 1, 3, "a1"),))
    plan = timetable(lesson("s1", "amina"), lesson("s2", "bilal", pattern="evenings"))
    assert broken(problem, plan) == {Rule.COURSE_SECTIONS}


def test_a_group_of_one_is_too_small_where_two_are_needed() -> None:
    problem = small(courses=(Course("a1", 2, 2, 3, "a1"),))
    assert broken(problem, timetable(lesson("s1", "amina"))) == {Rule.GROUP_TOO_SMALL}


def test_a_group_of_two_is_too_large_where_one_is_the_limit() -> None:
    problem = small(courses=(Course("a1", 2, 1, 1, "a1"),))
    assert broken(problem, timetable(lesson("s1", "amina", "bilal"))) == {Rule.GROUP_TOO_LARGE}


def test_two_learners_do_not_fit_a_room_with_one_chair() -> None:
    problem = small(rooms=(Room("hall", 1),))
    assert broken(problem, timetable(lesson("s1", "amina", "bilal"))) == {Rule.ROOM_CAPACITY}


def test_a_room_holds_one_section_at_a_time() -> None:
    plan = timetable(lesson("s1", "amina"), lesson("s2", "bilal", teacher="tomas"))
    assert broken(small(), plan) == {Rule.ROOM_TWICE}


def test_rooms_clash_when_patterns_share_a_single_slot() -> None:
    problem = small(patterns=(Pattern("mornings", MORNINGS), Pattern("monday", ("mon-am", "mon-pm"))))
    plan = timetable(lesson("s1", "amina"), lesson("s2", "bilal", teacher="tomas", pattern="monday"))
    (violation,) = judge(problem, plan).violations
    assert violation.rule is Rule.ROOM_TWICE
    assert violation.facts == {"room": "hall", "slot": "mon-am", "sections": 2}


def test_who_cannot_climb_stairs_is_not_sent_to_the_attic() -> None:
    problem = small(learners=(person("amina", step_free=True), person("bilal")))
    assert broken(problem, timetable(lesson("s1", "amina", room="attic"))) == {Rule.STEP_FREE}
    assert broken(problem, timetable(lesson("s1", "bilal", room="attic"))) == set()


def test_a_teacher_is_in_one_place_at_a_time() -> None:
    plan = timetable(lesson("s1", "amina"), lesson("s2", "bilal", room="attic"))
    assert broken(small(), plan) == {Rule.TEACHER_TWICE}


def test_a_teacher_holds_the_qualification_of_the_course() -> None:
    problem = small(teachers=(Teacher("rosa", frozenset({"b1"}), ALWAYS, 4),))
    assert broken(problem, timetable(lesson("s1", "amina"))) == {Rule.TEACHER_QUALIFIED}


def test_a_course_without_qualification_can_be_given_by_anybody() -> None:
    problem = small(
        courses=(Course("a1", 2, 1, 3),),
        teachers=(Teacher("rosa", frozenset(), ALWAYS, 4),),
    )
    assert broken(problem, timetable(lesson("s1", "amina"))) == set()


def test_a_teacher_is_not_planned_when_away() -> None:
    problem = small(teachers=(Teacher("rosa", frozenset({"a1"}), frozenset({"mon-am"}), 4),))
    (violation,) = judge(problem, timetable(lesson("s1", "amina"))).violations
    assert violation.rule is Rule.TEACHER_AVAILABLE
    assert violation.facts["slot"] == "tue-am"


def test_a_teacher_keeps_the_weekly_limit() -> None:
    problem = small(teachers=(Teacher("rosa", frozenset({"a1"}), ALWAYS, 3),))
    plan = timetable(lesson("s1", "amina"), lesson("s2", "bilal", pattern="evenings"))
    assert broken(problem, plan) == {Rule.TEACHER_MEETINGS}


def test_a_learner_has_one_seat() -> None:
    plan = timetable(lesson("s1", "amina"), lesson("s2", "amina", pattern="evenings"))
    assert broken(small(), plan) == {Rule.LEARNER_TWICE}


def test_a_learner_sits_in_the_own_course() -> None:
    problem = small(
        courses=(Course("a1", 2, 1, 3, "a1"), Course("a2", 2, 1, 3, "a2")), learners=(person("amina", course="a2"),)
    )
    assert broken(problem, timetable(lesson("s1", "amina"))) == {Rule.LEARNER_COURSE}


def test_a_learner_can_attend_enough_of_the_meetings() -> None:
    problem = small(learners=(person("amina", free={"mon-am"}),))
    assert broken(problem, timetable(lesson("s1", "amina"))) == {Rule.LEARNER_SHARE}


def test_a_rotating_worker_who_misses_every_fourth_meeting_may_sit_in() -> None:
    weeks = (frozenset(MORNINGS), frozenset({"mon-am"}))
    problem = small(learners=(person("amina", weeks=weeks), person("bilal")))
    verdict = judge(problem, timetable(lesson("s1", "amina", "bilal")))
    assert verdict.feasible
    assert verdict.cost.share == 5


def test_a_parent_is_not_seated_when_care_is_closed() -> None:
    problem = small(learners=(person("amina", children=("toddler",)),))
    assert broken(problem, timetable(lesson("s1", "amina", pattern="evenings"))) == {Rule.CARE_CLOSED}


def test_a_child_of_an_age_group_without_care_cannot_come() -> None:
    problem = small(learners=(person("amina", children=("baby",)),))
    assert broken(problem, timetable(lesson("s1", "amina"))) == {Rule.CARE_CLOSED}


def test_a_child_that_grows_into_another_group_needs_care_and_a_place_there_too() -> None:
    problem = small(learners=(person("amina", later=("toddler",)), person("bilal", children=("toddler",))))
    one_place = Childcare((CareGroup("toddler", 2, dict.fromkeys(MORNINGS, 1)),), dict.fromkeys(MORNINGS, 1))
    narrow = replace(problem, childcare=one_place)
    assert judge(problem, timetable(lesson("s1", "amina", "bilal"))).feasible
    assert broken(narrow, timetable(lesson("s1", "amina", "bilal"))) == {Rule.CARE_PLACES}
    assert broken(problem, timetable(lesson("s1", "amina", pattern="evenings"))) == {Rule.CARE_CLOSED}


def test_care_has_a_place_for_every_child() -> None:
    problem = small(
        learners=(person("amina", children=("toddler", "toddler")),),
        childcare=Childcare((CareGroup("toddler", 2, dict.fromkeys(MORNINGS, 1)),), dict.fromkeys(MORNINGS, 1)),
    )
    assert broken(problem, timetable(lesson("s1", "amina"))) == {Rule.CARE_PLACES}


def test_care_has_enough_carers_with_each_age_group_rounded_up() -> None:
    groups = tuple(CareGroup(name, 3, dict.fromkeys(MORNINGS, 3)) for name in ("baby", "toddler"))
    problem = small(
        learners=(person("amina", children=("toddler", "baby")),),
        childcare=Childcare(groups, dict.fromkeys(MORNINGS, 1)),
    )
    plan = timetable(lesson("s1", "amina"))
    assert broken(problem, plan) == {Rule.CARE_STAFF}
    two_carers = replace(problem, childcare=Childcare(groups, dict.fromkeys(MORNINGS, 2)))
    assert judge(two_carers, plan).feasible
    assert judge(two_carers, plan).cost.carer == 4


def test_without_childcare_children_do_not_matter() -> None:
    problem = small(learners=(person("amina", children=("toddler",)),), childcare=None)
    assert judge(problem, timetable(lesson("s1", "amina", pattern="evenings"))).feasible
