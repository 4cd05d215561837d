"""The rules of enrolment and waiting list by value: steps, dates, order, deadlines."""

from datetime import UTC, date, datetime, timedelta

import pytest

from lms.courses.domain import enrolment, enrolment_waiting
from lms.courses.domain.enrolment import Change, LeaveReason, PauseReason
from lms.courses.domain.enrolment_waiting import Entry, Order, Rule
from lms.kernel import errors
from lms.kernel.language import knows
from lms.kernel.vocabulary import EnrolmentState as State

DAY, NOON = date(2026, 11, 24), datetime(2026, 11, 24, 11, tzinfo=UTC)


def test_every_state_says_where_it_leads_and_ends_lead_nowhere() -> None:
    assert set(enrolment.STEPS) == {None, *State}
    assert {state for state in State if not enrolment.STEPS[state]} == enrolment.ENDED
    assert {State.TRANSFERRED, State.COMPLETED, State.LEFT} == enrolment.ENDED


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (State.LEFT, State.ENROLLED, "courses.ended_already"),
        (State.WAITING, State.PAUSED, "courses.no_such_step"),
        (None, State.LEFT, "courses.no_such_step"),
    ],
)
def test_a_step_that_leads_nowhere_is_refused(before: State | None, after: State, code: str) -> None:
    with pytest.raises(errors.Conflict, match=code):
        enrolment.check(before, after, "because")


@pytest.mark.parametrize("after", [State.PAUSED, State.LEFT])
def test_pausing_and_leaving_ask_for_a_reason(after: State) -> None:
    with pytest.raises(errors.Invalid, match="reason_missing"):
        enrolment.check(State.ENROLLED, after, "  ")
    enrolment.check(State.ENROLLED, after, "work")


def test_a_later_correction_holds_from_its_own_day_on() -> None:
    changes = [
        Change(0, None, State.ENROLLED, DAY),
        Change(1, State.ENROLLED, State.PAUSED, DAY + timedelta(days=10)),
        Change(2, State.PAUSED, State.LEFT, DAY + timedelta(days=5)),
    ]
    days = {ahead: enrolment.state_on(changes, DAY + timedelta(days=ahead)) for ahead in (-1, 0, 4, 5, 12)}
    assert days == {-1: None, 0: State.ENROLLED, 4: State.ENROLLED, 5: State.LEFT, 12: State.LEFT}


def test_nobody_belongs_to_two_classes_on_a_day_with_a_mark() -> None:
    assert enrolment.first_day_elsewhere(DAY, None) == DAY
    assert enrolment.first_day_elsewhere(DAY, DAY - timedelta(days=1)) == DAY
    assert enrolment.first_day_elsewhere(DAY, DAY) == DAY + timedelta(days=1)


def test_the_order_of_a_list_is_by_entry_day_or_need_and_equals_by_entry() -> None:
    first = Entry("a", NOON, needed_by=None, need=1)
    second = Entry("b", NOON + timedelta(hours=1), needed_by=DAY, need=1)
    third = Entry("c", NOON + timedelta(hours=2), needed_by=DAY, need=3)
    orders = {
        order: [one.enrolment_id for one in enrolment_waiting.in_order([third, second, first], order)]
        for order in Order
    }
    assert orders == {Order.ENTRY: ["a", "b", "c"], Order.DEADLINE: ["b", "c", "a"], Order.NEED: ["c", "a", "b"]}


def test_who_did_not_answer_stands_before_nobody() -> None:
    entries = [
        Entry("a", NOON, unanswered=1),
        Entry("b", NOON + timedelta(hours=1)),
        Entry("c", NOON + timedelta(hours=2)),
    ]
    assert enrolment_waiting.places(entries, Order.ENTRY) == {"a": 0, "b": 0, "c": 1}


def test_an_offer_never_holds_beyond_the_deadline() -> None:
    closes = NOON + timedelta(hours=10)
    assert enrolment_waiting.offer_until(NOON, 72, closes) == closes
    assert enrolment_waiting.offer_until(NOON, 5, closes) == NOON + timedelta(hours=5)
    assert enrolment_waiting.last_entry_day(None, DAY) == DAY
    assert enrolment_waiting.last_entry_day(DAY - timedelta(days=3), DAY) == DAY - timedelta(days=3)


def test_people_join_on_the_days_that_a_class_names() -> None:
    began = DAY - timedelta(days=30)
    assert enrolment_waiting.first_entry_day(DAY, began, []) == DAY
    assert enrolment_waiting.first_entry_day(DAY, began, [0]) == DAY + timedelta(days=6)


def test_with_the_group_everybody_begins_whatever_its_days_to_join() -> None:
    """Somebody who comes on the first day, or is enrolled before it, begins with the group."""
    assert DAY.weekday() != 0
    assert enrolment_waiting.may_join(DAY, DAY, [0])
    assert not enrolment_waiting.may_join(DAY, DAY - timedelta(days=1), [0])
    assert enrolment_waiting.first_entry_day(DAY - timedelta(days=9), DAY, [0]) == DAY


@pytest.mark.parametrize(
    ("asked_on", "days", "asks"),
    [(None, 59, False), (None, 60, True), (DAY + timedelta(days=60), 61, False), (DAY + timedelta(days=60), 120, True)],
)
def test_everybody_is_asked_once_a_round(asked_on: date | None, days: int, asks: bool) -> None:
    assert enrolment_waiting.asks_again(DAY, asked_on, DAY + timedelta(days=days), 60) is asks


@pytest.mark.parametrize("rule", [Rule(offer_hours=0), Rule(offer_hours=337), Rule(confirm_days=6)])
def test_a_rule_that_nobody_can_live_with_is_refused(rule: Rule) -> None:
    with pytest.raises(errors.Invalid):
        enrolment_waiting.check_rule(rule)


def test_every_reason_has_its_words(registry: object) -> None:
    codes = [*LeaveReason, *PauseReason, *enrolment.ByRule, *enrolment.Cause]
    assert [code for code in codes if not knows(f"why.{code}")] == []
