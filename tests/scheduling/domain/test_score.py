"""The cost in its parts."""

from scheduling.domain.problem import Costs, Pattern, Rules
from scheduling.domain.score import cost, missed_cost
from tests.scheduling.problems import ALWAYS, EVENINGS, MORNINGS, lesson, person, small, timetable


def test_every_meeting_of_every_section_costs() -> None:
    plan = timetable(lesson("s1", "amina"), lesson("s2", "bilal", pattern="evenings"))
    assert cost(small(), plan).meeting == 8


def test_a_wish_for_intensive_classes_costs_where_it_is_not_met() -> None:
    problem = small(learners=(person("amina", intensive=True), person("bilal", intensive=False), person("carla")))
    assert cost(problem, timetable(lesson("s1", "amina", "bilal", "carla"))).intensity == 4


def test_a_missed_share_is_rounded_half_up_for_each_learner() -> None:
    weeks = (frozenset(MORNINGS), frozenset(MORNINGS), frozenset(MORNINGS), frozenset({"mon-am"}))
    assert missed_cost(person("amina", weeks=weeks), Pattern("mornings", MORNINGS), Costs(share=20)) == 3


def test_who_has_waited_longer_is_dearer_to_leave_out() -> None:
    rules = Rules(costs=Costs(priority=2))
    problem = small(learners=(person("amina", priority=7), person("bilal")), rules=rules)
    assert cost(problem, timetable(lesson("s1", "bilal"))).priority == 14
    assert cost(problem, timetable(lesson("s1", "amina"))).priority == 0


def test_nobody_can_attend_a_pattern_without_meetings() -> None:
    assert missed_cost(person("amina", free=ALWAYS), Pattern("empty", ()), Costs(share=20)) == 20
    assert missed_cost(person("amina", weeks=()), Pattern("evenings", EVENINGS), Costs(share=20)) == 20
