"""What one plan changes against another."""

from scheduling.domain.compare import Difference, Planned, difference

MORNING, EVENING = ((0, "09:00", "11:15"),), ((0, "18:00", "20:15"),)


def section(meetings: tuple[tuple[int, str, str], ...], *learners: str, teacher: str = "t") -> Planned:
    return Planned("s", False, "c", meetings, "r", teacher, learners, learners)


def test_the_same_plan_changes_nothing() -> None:
    plan = [section(MORNING, "a", "b")]
    assert difference(plan, plan) == Difference(0, 0, 0)


def test_somebody_more_with_a_seat_is_counted_and_nobody_moved() -> None:
    assert difference([section(MORNING, "a")], [section(MORNING, "a", "b")]) == Difference(1, 0, 0)


def test_another_time_moves_its_learners_and_its_teacher() -> None:
    assert difference([section(MORNING, "a", "b")], [section(EVENING, "a", "c")]) == Difference(0, 1, 1)


def test_a_teacher_who_comes_new_has_another_week() -> None:
    before = [section(MORNING, "a")]
    assert difference(before, [*before, section(EVENING, teacher="u")]) == Difference(0, 0, 1)
