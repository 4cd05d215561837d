"""Pausing, moving, changing places, taking back, a second chance: nothing of a person is lost on the way."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from childcare import models as care_models
from childcare import services as care_services
from lms.courses import models, queries, services
from lms.courses.domain import attendance
from lms.courses.domain.enrolment import Cause, LeaveReason, PauseReason
from lms.kernel import clock, db, errors, plugins
from lms.kernel.actor import Actor, system
from lms.kernel.contracts import WeekInterval
from lms.kernel.vocabulary import AbsenceReason, Attendance, Level
from lms.kernel.vocabulary import EnrolmentState as State
from tests.cast import add_section, gather
from tests.houses import NOON, House

TODAY, THURSDAY, NEXT_WEEK = date(2026, 11, 24), date(2026, 11, 26), date(2026, 12, 1)


class Desk:
    """The office: a class in the morning (Monday, Tuesday, Thursday at nine) and one in the afternoon."""

    def __init__(self, house: House) -> None:
        self.house, self.cast = house, gather(house)
        self.me = self.cast.administrator
        self.morning = self.cast.section_id
        self.afternoon = add_section(house, self.cast, name="Afternoon", seats=1, starts=time(13), ends=time(15))
        plugins.install(house.registry.without("curricula", "placement", "scheduling"))

    @contextmanager
    def acting(self, who: Actor | None = None) -> Iterator[Mapping[str, Any]]:
        who = who or self.me
        with self.house.acting(who):
            yield {"actor": who, "now": clock.now()}

    def book(self, who: Actor, section_id: str = "", since: date = TODAY) -> str:
        with self.acting() as by:
            return services.book(section_id or self.morning, who.learner_id or "", from_date=since, **by)[0]

    def mark(self, enrolment_id: str, section_id: str, day: date) -> None:
        with self.acting(self.cast.teacher) as by:
            session = queries.sessions_between(day, day, section_ids=[section_id])[0]
            given = {enrolment_id: attendance.Given(Attendance.PRESENT)}
            services.save_register(session.id, given, zone="Europe/Berlin", reason="late", **by)

    def register(self, section_id: str, day: date) -> list[str]:
        with self.acting(self.cast.teacher):
            session = queries.sessions_between(day, day, section_ids=[section_id])[0]
            return [person.enrolment_id for person in queries.register(session.id).people]

    def charged(self, who: Actor) -> int:
        with self.house.crossing() as session:
            row = models.LedgerEntry
            return session.scalar(select(func.sum(row.minutes)).where(row.learner_id == who.learner_id)) or 0

    def state(self, enrolment_id: str) -> State:
        with self.acting():
            return queries.placed(enrolment_id).state

    def taken(self) -> list[int]:
        with self.acting():
            return [queries.section(key).taken for key in (self.morning, self.afternoon)]


@pytest.fixture
def desk(sqlite_house: House) -> Desk:
    return Desk(sqlite_house)


@pytest.fixture
def both(house: House) -> Desk:
    return Desk(house)


# --- pauses ----------------------------------------------------------------------------------------------------------


def test_a_pause_keeps_the_seat_asks_a_reason_and_is_no_absence(desk: Desk) -> None:
    seat = desk.book(desk.cast.leyla, since=date(2026, 11, 2))
    with desk.acting() as by, pytest.raises(errors.Invalid, match="pause_reason_missing"):
        services.pause(seat, reason="", on=TODAY, **by)
    with desk.acting() as by:
        services.pause(seat, reason=PauseReason.BIRTH, on=TODAY, until=date(2027, 1, 4), **by)
    assert desk.state(seat) is State.PAUSED
    assert desk.taken() == [1, 0]
    with desk.acting() as by:
        services.resume(seat, on=NEXT_WEEK, **by)
        active = {day: seat in queries.active_on(desk.morning, day) for day in (TODAY - timedelta(1), TODAY, NEXT_WEEK)}
        steps = [(one.after, one.on, one.reason, one.by) for one in queries.history(seat)]
    assert active == {TODAY - timedelta(1): True, TODAY: False, NEXT_WEEK: True}
    assert steps[1:] == [
        (State.PAUSED, TODAY, PauseReason.BIRTH, "Jonas Weber"),
        (State.ENROLLED, NEXT_WEEK, "", "Jonas Weber"),
    ]


def test_a_late_joiner_is_not_active_before_the_first_day(desk: Desk) -> None:
    seat = desk.book(desk.cast.leyla, since=THURSDAY)
    with desk.acting():
        found = [seat in queries.active_on(desk.morning, day) for day in (TODAY, THURSDAY)]
    assert found == [False, True]


def test_leaving_asks_a_reason_and_happens_once(desk: Desk) -> None:
    seat = desk.book(desk.cast.leyla)
    with desk.acting() as by, pytest.raises(errors.Invalid, match="reason_missing"):
        services.leave(seat, reason=" ", on=TODAY, **by)
    with desk.acting() as by:
        services.leave(seat, reason=LeaveReason.WORK, on=TODAY, **by)
    with desk.acting() as by, pytest.raises(errors.Conflict, match="ended_already"):
        services.leave(seat, reason=LeaveReason.WORK, on=TODAY, **by)
    assert desk.taken() == [0, 0]


# --- moving ----------------------------------------------------------------------------------------------------------


def test_a_move_takes_marks_and_hours_along_and_charges_nothing_twice(both: Desk) -> None:
    leyla = both.cast.leyla
    old = both.book(leyla, since=date(2026, 11, 2))
    both.mark(old, both.morning, date(2026, 11, 23))
    both.mark(old, both.morning, TODAY)
    charged = both.charged(leyla)
    with both.acting(leyla) as by:
        session = queries.sessions_between(THURSDAY, THURSDAY, section_ids=[both.morning])[0]
        services.apologise(session.id, leyla.learner_id or "", AbsenceReason.ILL, **by)
    with both.acting() as by:
        new, _ = services.transfer(old, both.afternoon, reason="Works in the morning", on=TODAY, **by)
        bring = queries.brought_along([new])
        (attempt,) = queries.attempts(leyla.learner_id or "", "literacy_b")
        apologies = queries.apologies_of(leyla.learner_id or "", [session.id])
    # She was marked this morning: the new class begins tomorrow, and today stays in the old register.
    assert both.register(both.morning, TODAY) == [old]
    assert both.register(both.afternoon, TODAY) == []
    assert both.register(both.morning, THURSDAY) == []
    assert both.register(both.afternoon, THURSDAY) == [new]
    assert both.taken() == [0, 1]
    assert bring == {new: (270, 2)}
    assert (attempt.enrolment_ids, attempt.minutes) == ((old, new), 270)
    assert apologies == {}
    assert both.charged(leyla) == charged == 270


def test_a_move_takes_the_place_of_the_child_along_and_leaves_no_ghost(desk: Desk) -> None:
    with desk.acting():
        care_services.add_group(desk.cast.centre_id, "Bears", "bear", from_months=12, to_months=36, places=4)
        care_services.set_care_hours(desk.cast.centre_id, [WeekInterval(day, time(8), time(16)) for day in range(5)])
    old = desk.book(desk.cast.leyla)

    def starts() -> dict[date, list[time]]:
        with desk.house.crossing() as session:
            row = care_models.CareBooking
            days = (THURSDAY, NEXT_WEEK)
            return {day: list(session.scalars(select(row.starts).where(row.day == day))) for day in days}

    with desk.acting() as by:
        services.transfer(old, desk.afternoon, reason="", on=TODAY, **by)
    assert starts() == {THURSDAY: [time(13)], NEXT_WEEK: [time(13)]}
    with desk.acting() as by:
        services.take_back_step(old, **by)
    assert starts() == {THURSDAY: [time(9)], NEXT_WEEK: [time(9)]}


def test_a_move_into_a_full_class_changes_nothing(both: Desk) -> None:
    old = both.book(both.cast.leyla)
    both.book(both.cast.mahmoud, both.afternoon)
    with both.acting() as by, pytest.raises(errors.Conflict, match="section_full"):
        services.transfer(old, both.afternoon, reason="", on=TODAY, **by)
    assert both.state(old) is State.ENROLLED
    assert both.taken() == [1, 1]


@pytest.mark.parametrize("side", ["old", "new"])
def test_a_move_is_taken_back_from_both_sides_within_the_day(desk: Desk, side: str) -> None:
    leyla = desk.cast.leyla
    old = desk.book(leyla)
    with desk.acting(leyla) as by:
        session = queries.sessions_between(THURSDAY, THURSDAY, section_ids=[desk.morning])[0]
        services.apologise(session.id, leyla.learner_id or "", AbsenceReason.ILL, **by)
    with desk.acting() as by:
        new, _ = services.transfer(old, desk.afternoon, reason="", on=TODAY, **by)
        services.take_back_step({"old": old, "new": new}[side], **by)
        assert queries.apologies_of(leyla.learner_id or "", [session.id]) == {session.id: "ill"}
    assert [desk.state(old), desk.state(new)] == [State.ENROLLED, State.LEFT]
    assert desk.taken() == [1, 0]
    assert desk.register(desk.morning, THURSDAY) == [old]
    assert desk.register(desk.afternoon, THURSDAY) == []
    with desk.acting() as by, pytest.raises(errors.Conflict, match="undo_over"):
        services.take_back_step(old, **by)


def test_a_move_is_not_taken_back_the_day_after_nor_when_the_seat_is_gone(desk: Desk) -> None:
    other = desk.book(desk.cast.leyla, desk.afternoon)
    with desk.acting() as by:
        waiting = services.wait(desk.afternoon, desk.cast.amina.learner_id or "", **by)
        services.transfer(other, desk.morning, reason="", on=TODAY, **by)
    assert desk.state(waiting) is State.OFFERED
    with desk.acting() as by, pytest.raises(errors.Conflict, match="section_full"):
        services.take_back_step(other, **by)
    assert desk.taken() == [1, 1]
    with (
        clock.shifted_to(NOON + timedelta(days=1)),
        desk.acting() as by,
        pytest.raises(errors.Conflict, match="undo_over"),
    ):
        services.take_back_step(other, **by)


def test_who_pauses_goes_on_pausing_in_the_new_class(desk: Desk) -> None:
    old = desk.book(desk.cast.leyla)
    with desk.acting() as by:
        services.pause(old, reason=PauseReason.WORK, on=TODAY, **by)
        new, _ = services.transfer(old, desk.afternoon, reason="", on=TODAY, **by)
    assert desk.state(new) is State.PAUSED


def test_two_people_change_places_though_both_classes_are_full(both: Desk) -> None:
    with both.acting() as by:
        services.set_seats(both.morning, 1, **by)
    leyla, mahmoud = both.book(both.cast.leyla), both.book(both.cast.mahmoud, both.afternoon)
    with both.acting() as by:
        (there, _), (here, _) = services.swap(leyla, mahmoud, reason="", on=TODAY, **by)
    assert both.taken() == [1, 1]
    assert both.register(both.morning, THURSDAY) == [here]
    assert both.register(both.afternoon, THURSDAY) == [there]
    with both.acting() as by:
        services.take_back_step(there, **by)
    assert both.taken() == [1, 1]
    assert both.register(both.morning, THURSDAY) == [leyla]
    assert both.register(both.afternoon, THURSDAY) == [mahmoud]


# --- taking back -----------------------------------------------------------------------------------------------------


def test_a_leaving_a_pause_and_a_booking_are_taken_back(desk: Desk) -> None:
    seat = desk.book(desk.cast.leyla)
    with desk.acting() as by:
        services.pause(seat, reason=PauseReason.WORK, on=TODAY, **by)
        services.take_back_step(seat, **by)
        assert seat in queries.active_on(desk.morning, TODAY)
        services.leave(seat, reason=LeaveReason.WORK, on=TODAY, **by)
        services.take_back_step(seat, **by)
    assert desk.state(seat) is State.ENROLLED
    assert desk.register(desk.morning, THURSDAY) == [seat]
    other = desk.book(desk.cast.amina)
    with desk.acting() as by:
        services.take_back_step(other, **by)
    assert desk.state(other) is State.LEFT
    assert desk.taken() == [1, 0]
    assert desk.register(desk.morning, THURSDAY) == [seat]


def test_a_slip_of_the_finger_on_an_offer_is_taken_back(desk: Desk) -> None:
    held = desk.book(desk.cast.amina, desk.afternoon)
    with desk.acting() as by:
        first = services.wait(desk.afternoon, desk.cast.leyla.learner_id or "", **by)
        second = services.wait(desk.afternoon, desk.cast.mahmoud.learner_id or "", **by)
        services.leave(held, reason=LeaveReason.WORK, on=TODAY, **by)
        services.accept(first, **by)
        services.take_back_step(first, **by)
    # She stands where she stood, so the free seat is hers to answer again.
    assert [desk.state(first), desk.state(second)] == [State.OFFERED, State.WAITING]
    with desk.acting() as by:
        services.decline(first, **by)
        services.take_back_step(first, **by)
    assert [desk.state(first), desk.state(second)] == [State.WAITING, State.OFFERED]
    assert desk.taken() == [0, 1]


# --- a second chance -------------------------------------------------------------------------------------------------


def test_a_second_chance_keeps_the_first_attempt_and_counts_for_itself(desk: Desk) -> None:
    leyla = desk.cast.leyla
    first = desk.book(leyla, since=date(2026, 11, 2))
    desk.mark(first, desk.morning, date(2026, 11, 23))
    with desk.acting() as by, pytest.raises(errors.Conflict, match="first_attempt_runs"):
        services.second_chance(first, desk.afternoon, cause=Cause.EXAM_FAILED, from_date=TODAY, **by)
    with desk.acting() as by:
        services.finish(first, on=TODAY, **by)
        services.record_completion(leyla.learner_id or "", "literacy_b", passed=False, on_day=TODAY, **by)
        second, _ = services.second_chance(first, desk.afternoon, cause=Cause.EXAM_FAILED, from_date=TODAY, **by)
    desk.mark(second, desk.afternoon, TODAY)
    with desk.acting() as by:
        found = queries.attempts(leyla.learner_id or "", "literacy_b")
        later = services.record_completion(
            leyla.learner_id or "", "literacy_b", passed=True, on_day=TODAY - timedelta(days=1), **by
        )
        rows = {row.id: row.attempt for row in db.session().scalars(select(models.Completion))}
        with pytest.raises(errors.Conflict, match="second_chance_already"):
            services.second_chance(first, desk.morning, cause=Cause.TIME_OUT, from_date=TODAY, **by)
    assert [(one.number, one.enrolment_ids, one.minutes) for one in found] == [(1, (first,), 135), (2, (second,), 120)]
    assert sorted(rows.values()) == [1, 2]
    assert rows[later] == 2
    assert desk.state(first) is State.COMPLETED


def test_a_second_chance_is_in_the_same_programme_and_the_page_leads_on_to_it(desk: Desk) -> None:
    first = desk.book(desk.cast.leyla, since=date(2026, 11, 2))
    with desk.acting(system("test", desk.cast.provider_id)) as by:
        services.finish(first, on=TODAY, **by)
        course = queries.section(desk.afternoon).course
        course_id = services.add_course(
            course.centre_id, programme="de_beruf", module_key="b1", title="At work", track=course.track,
            level=Level.B1, minutes=400 * 45, section_min=6, section_max=16,
        )  # fmt: skip
    elsewhere = add_section(
        desk.house, desk.cast, name="Work", seats=9, starts=time(17), ends=time(19), course_id=course_id
    )
    with desk.acting() as by, pytest.raises(errors.Conflict, match="second_chance_elsewhere"):
        services.second_chance(first, elsewhere, cause=Cause.EXAM_FAILED, from_date=TODAY, **by)
    office = desk.house.client(desk.me)
    form = office.get(f"/enrolments/{first}").text.split("Give a second chance")[0].rsplit("<details", 1)[1]
    assert desk.afternoon in form
    assert elsewhere not in form
    given = {"cause": "exam_failed", "section_id": desk.afternoon, "on": TODAY.isoformat(), "once": "second"}
    assert office.post(f"/enrolments/{first}/second", data=given).status_code == 302
    page = office.get(f"/enrolments/{first}").text
    assert "Give a second chance" not in page
    assert "Open the second chance" in page
