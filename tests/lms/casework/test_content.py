"""What a version says: changes, what follows from them, differences; and versions that a person has confirmed never change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.casework import packs
from lms.casework.domain import compliance, content, guidance, moves, plan, versions
from lms.casework.domain.content import Change, Content, Goal, Step

TODAY = date(2026, 11, 24)


def step(key: str, days: int = 10, *, follows: str = "", **more: object) -> Step:
    return replace(Step(key, f"Step {key}", "Centre", TODAY + timedelta(days=days), follows=follows), **more)  # type: ignore[arg-type]


def of(*steps: Step, **more: object) -> Content:
    return replace(Content(goals=(Goal("g", "work"),), steps=steps), **more)  # type: ignore[arg-type]


def codes(before: Content, after: Content) -> list[str]:
    return [one.code.removeprefix("casework.diff.") for one in content.differences(before, after)]


def test_a_step_that_follows_keeps_its_distance_when_the_first_becomes_later() -> None:
    before = of(step("a", 10), step("b", 30, follows="a"), step("c", 50, follows="b"), step("d", 20))
    change = Change(dates={"a": TODAY + timedelta(days=17)})
    after = content.changed(before, change)
    assert [(one.due_on - TODAY).days for one in after.steps] == [17, 37, 57, 20]
    assert [one.key for _was, one in content.pushed_along(before, after, change)] == ["b", "c"]


def test_an_earlier_date_pulls_nothing_along() -> None:
    before = of(step("a", 10), step("b", 30, follows="a"))
    after = content.changed(before, Change(dates={"a": TODAY}))
    assert (after.steps[1].due_on - TODAY).days == 30


def test_a_done_step_and_one_with_a_date_of_its_own_are_not_pushed() -> None:
    before = of(step("a", 10), step("b", 30, follows="a", done_on=TODAY), step("c", 40, follows="a"))
    after = content.changed(before, Change(dates={"a": TODAY + timedelta(days=20), "c": TODAY + timedelta(days=41)}))
    assert [(one.due_on - TODAY).days for one in after.steps] == [20, 30, 41]


def test_steps_that_wait_for_each_other_are_refused() -> None:
    round_and_round = of(step("a", follows="b"), step("b", follows="a"))
    assert content.content_trouble(round_and_round, TODAY) == ("follows", "casework.circle")


def test_a_plan_needs_a_goal_a_pace_that_a_week_holds_and_a_review_to_come() -> None:
    assert content.content_trouble(of(goals=()), TODAY) == ("goals", "casework.goal_missing")
    assert content.content_trouble(of(weekly_lessons=46), TODAY) == ("weekly_lessons", "casework.lessons_off")
    assert content.content_trouble(of(review_on=date(2026, 11, 23)), TODAY) == ("review_on", "casework.day_over")
    assert content.content_trouble(of(goals=(Goal("g", "family"),), weekly_lessons=45, review_on=TODAY), TODAY) is None


def test_differences_name_everything_that_both_would_agree_to_anew() -> None:
    before = of(step("a"), step("b"), weekly_lessons=20)
    after = Content(
        goals=(Goal("h", "health"), Goal("g", "work", "A kitchen", "a2")),
        steps=(step("a", 12, owner="Leyla", detail="By bus"), step("c")),
        weekly_lessons=8,
        review_on=TODAY,
    )
    assert codes(before, after) == [
        "goal_added", "goal_level", "goal_words", "weekly", "review", "step_date", "step_owner", "step_text",
        "step_added", "step_gone",
    ]  # fmt: skip


def test_how_far_a_step_is_belongs_to_no_version() -> None:
    assert codes(of(step("a")), of(step("a", begun=True, done_on=TODAY))) == []


def test_a_seat_above_the_goal_and_one_with_too_few_lessons_are_named() -> None:
    before = of(goals=(Goal("g", "work", level="b1"),), weekly_lessons=8)
    after = of(goals=(Goal("g", "work", level="a2"),), weekly_lessons=12)
    seats = [moves.Booked("B1 evening", "b1", 12, TODAY), moves.Booked("A2", "a2", 9, TODAY)]
    assert [
        (one.code.rpartition(".")[2], one.facts["section"]) for one in moves.bookings_moved(before, after, seats)
    ] == [
        ("above_goal", "B1 evening"),
        ("fewer_lessons", "A2"),
    ]
    assert moves.bookings_moved(after, after, seats) == ()


def test_ten_of_a_hundred_are_ten_percent_and_one_of_a_thousand_is_not_none() -> None:
    assert compliance.Share(10, 100).percent == 10
    assert compliance.Share(1, 1000).percent == 1
    assert compliance.Share(999, 1000).percent == 99
    assert compliance.Share(0, 0).percent == 0


def test_days_overdue_count_from_the_day_after() -> None:
    due = compliance.due_on(date(2026, 9, 15), 70)
    assert (due, compliance.days_overdue(due, TODAY), compliance.days_overdue(due, TODAY + timedelta(days=3))) == (
        TODAY,
        0,
        3,
    )


def test_a_sheet_needs_a_dated_step_in_every_chosen_way_and_consent_to_write() -> None:
    lane = guidance.Lane("language", "B1 course", "Centre", date(2026, 12, 1))
    assert guidance.lanes_trouble([], False, TODAY) == ("lanes", "casework.lane_missing")
    assert guidance.lanes_trouble([replace(lane, due_on=None)], False, TODAY) == (
        "language_due_on",
        "casework.day_missing",
    )
    assert guidance.lanes_trouble([replace(lane, email="nobody")], True, TODAY) == (
        "language_email",
        "casework.email_off",
    )
    assert guidance.lanes_trouble([replace(lane, email="a@b")], False, TODAY) == ("consent", "casework.consent_missing")
    assert guidance.lanes_trouble([lane], False, TODAY) is None


def test_near_is_said_in_weeks_and_far_in_months() -> None:
    assert plan.span(TODAY, TODAY + timedelta(days=20), TODAY + timedelta(days=60)) == plan.Span("weeks", 3, 9)
    assert plan.span(TODAY, date(2027, 6, 24), date(2027, 10, 24)) == plan.Span("months", 7, 11)


def test_work_first_puts_the_workplace_before_the_course_and_language_first_after_it() -> None:
    order = {key: [one.key for one in found.steps] for key, found in packs.strategies().items()}
    assert order["work_first"].index("workplace_course") < order["work_first"].index("course")
    assert order["language_first"].index("course") < order["language_first"].index("workplace_course")
    for found in packs.strategies().values():
        keys = [one.key for one in found.steps]
        assert all(not one.follows or keys.index(one.follows) < keys.index(one.key) for one in found.steps)


KEYS = st.sampled_from("abcd")
DAYS = st.integers(0, 60).map(lambda days: TODAY + timedelta(days=days))
CONTENTS = st.builds(
    lambda steps, lessons, review: of(*steps.values(), weekly_lessons=lessons, review_on=review),
    st.dictionaries(KEYS, st.integers(0, 60)).map(lambda found: {key: step(key, days) for key, days in found.items()}),
    st.none() | st.integers(1, 45),
    st.none() | DAYS,
)


@given(CONTENTS, CONTENTS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_two_versions_differ_in_words_exactly_when_they_differ(one: Content, other: Content) -> None:
    same = (one.weekly_lessons, one.review_on, sorted(one.steps, key=lambda step: step.key)) == (
        other.weekly_lessons, other.review_on, sorted(other.steps, key=lambda step: step.key)
    )  # fmt: skip
    assert (content.differences(one, other) == ()) is same
    assert content.differences(one, one) == ()


@given(CONTENTS, st.dictionaries(KEYS, DAYS), st.frozensets(KEYS))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_change_never_makes_a_step_earlier_than_it_was_told_to_be(
    before: Content, dates: dict[str, date], dropped: frozenset[str]
) -> None:
    after = content.changed(before, Change(dates=dates, dropped=dropped))
    assert {one.key for one in after.steps} == {one.key for one in before.steps} - dropped
    for one in after.steps:
        was = before.step(one.key)
        assert was is not None
        assert one.due_on == dates.get(one.key, one.due_on)
        assert one.key in dates or one.due_on >= was.due_on


def test_a_version_is_in_force_with_both_words_and_frozen_with_hers() -> None:
    word = versions.Word(datetime(2026, 11, 24, tzinfo=UTC), "Leyla")
    assert versions.state(None, None) == "draft"
    assert versions.state(word, None) == "waits_for_person"
    assert versions.state(None, word) == "waits_for_staff"
    assert versions.state(word, word) == "in_force"
    assert versions.state(word, word, newest=False) == "older"
    assert versions.frozen(word)
    assert not versions.frozen(None)
