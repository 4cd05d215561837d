"""Carers: whose papers count, a carer away and what follows, who steps in, and what a timetable may count on."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from childcare import queries, services
from childcare.domain.day import Duty, Interval
from childcare.domain.staffing import on_duty, standing, who_could_step_in
from lms.courses import queries as courses
from lms.kernel import clock, errors
from lms.kernel.contracts import WeekInterval
from lms.messages import queries as messages
from lms.organisations import services as organisations
from tests.cast import Cast
from tests.childcare import nursery
from tests.childcare.nursery import ALL_DAY, TUESDAY
from tests.houses import NOON, House
from tests.lms.courses.people import session_on

TODAY = date(2026, 11, 24)
EARLY = NOON - timedelta(hours=4)


# --- by value --------------------------------------------------------------------------------------------------------


def test_a_paper_that_has_ended_never_counts_and_a_missing_one_only_where_it_is_asked_for() -> None:
    ended = {"childcare": TODAY - timedelta(days=1)}
    assert not standing(ended, [], TODAY).counts
    assert standing({"childcare": TODAY}, ["childcare"], TODAY).counts
    assert standing({}, [], TODAY).counts
    assert standing({}, ["childcare.first_aid"], TODAY).missing == ("childcare.first_aid",)
    # A teacher's licence says nothing about care.
    assert standing({"regular": TODAY - timedelta(days=1)}, [], TODAY).counts


def test_a_day_is_the_weekly_hours_with_what_was_taken_over_and_without_what_is_away() -> None:
    hours, extra, away = Interval(510, 720), Interval(700, 800), Interval(540, 600)
    assert on_duty([hours], [], [extra]) == (Interval(510, 800),)
    assert on_duty([hours], [away], []) == (Interval(510, 540), Interval(600, 720))
    assert on_duty([hours], [Interval(0, 1439)], []) == ()


def test_who_is_in_the_house_and_works_least_more_is_asked_first() -> None:
    duties = [Duty("in", Interval(510, 690)), Duty("half", Interval(510, 720)), Duty("there", Interval(600, 900))]
    found = who_could_step_in(["out", "in", "half", "there", "ill"], ["ill"], duties, [Interval(660, 780)])
    assert [(one.carer, one.minutes, one.in_house) for one in found] == [
        ("half", 60, True), ("in", 90, True), ("out", 120, False),
    ]  # fmt: skip


# --- in a house ------------------------------------------------------------------------------------------------------


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    """Five toddlers on Tuesday morning, for whom the German number asks for two carers: Nadia and Petra."""
    cast = nursery.found(sqlite_house, children=5)
    with sqlite_house.acting(cast.administrator):
        for name, until in (("Petra", date(2027, 6, 1)), ("Ines", date(2027, 6, 1)), ("Otto", date(2026, 11, 1))):
            staff_id = organisations.add_staff(name, "carer", centre_id=cast.centre_id)
            cast.others[name] = staff_id
            organisations.qualify(staff_id, "childcare", valid_until=until)
        organisations.set_hours(cast.others["Petra"], ALL_DAY)
        organisations.set_hours(cast.others["Otto"], ALL_DAY)
    return cast


def by(cast: Cast) -> dict[str, Any]:
    return {"actor": cast.carer, "now": clock.now()}


def test_a_carer_away_is_stepped_in_for_or_parents_are_told_and_excused(sqlite_house: House, cast: Cast) -> None:
    _one_steps_in_and_one_without_papers_may_not(sqlite_house, cast)
    _away_shows_what_follows_before_it_is_kept_and_parents_are_excused(sqlite_house, cast)


def test_who_plans_sees_rooms_groups_papers_and_the_week_without_a_child(sqlite_house: House, cast: Cast) -> None:
    _the_week_is_planned_by_quarter_hours(sqlite_house, cast)
    _papers_that_end_are_asked_for_once_and_renewed_on_the_page(sqlite_house, cast)
    _rooms_and_groups_say_what_does_not_hold(sqlite_house, cast)


def test_seats_and_timetables_count_on_carers_who_are_there(sqlite_house: House, cast: Cast) -> None:
    _too_few_carers_by_a_found_rule_refuse_and_by_another_warn(sqlite_house, cast)
    _a_timetable_counts_on_carers_with_papers_and_pools_of_one_age(sqlite_house, cast)


def _away_shows_what_follows_before_it_is_kept_and_parents_are_excused(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client(cast.carer)
    with clock.shifted_to(EARLY):
        plan = client.get("/childcare/staff").text
        assert "There are carers enough on Tue 24 November" in plan
        # Otto's paper has ended: he is in the house and does not count.
        assert "not counted: papers" in plan
        away = f"/childcare/staff/{cast.others['Petra']}/away"
        asked = client.get(away).text
        assert "Without Petra 5 children have no carer on Tue 24 November" in asked
        assert "Ines" in asked
        days = {"first": "2026-11-24", "last": "2026-11-24"}
        assert client.post(away, data=days | {"deed": "look", "starts": "12:00", "ends": "14:00"}).status_code == 200
        with sqlite_house.acting(cast.carer):
            assert not queries.outage(cast.centre_id, TUESDAY).breaks
        missing = client.post(away, data=days | {"deed": "keep"}, follow_redirects=True).text
        assert "5 children have no carer on Tue 24 November" in missing
        with sqlite_house.acting(cast.carer):
            found = queries.outage(cast.centre_id, TUESDAY)
        assert [(one.when, one.needed, one.on_duty) for one in found.breaks] == [(Interval(540, 690), 2, 1)]
        assert [carer.name for carer, _helper in found.helpers] == ["Ines"]
        (parent,) = found.proposed
        told = client.post(
            "/childcare/staff/no-care?day=2026-11-24", data={"learner_id": parent}, follow_redirects=True
        )
        assert "1 parent is excused." in told.text
        assert "There are carers enough on Tue 24 November" in told.text
    session = session_on(sqlite_house, cast)
    with sqlite_house.acting(cast.administrator):
        register = courses.register(session.id)
        (mine,) = [one for one in register.people if one.learner_id == parent]
        assert mine.apology == "care_failed"
        tasks = {one.code: one.facts for one in messages.open_tasks(cast.administrator)}
    assert tasks["childcare.call_care_failed"]["day"] == TUESDAY
    register_page = sqlite_house.client(cast.teacher)
    with clock.shifted_to(EARLY):
        assert "Care failed" in register_page.get(f"/register/{session.id}").text


def _one_steps_in_and_one_without_papers_may_not(sqlite_house: House, cast: Cast) -> None:
    with clock.shifted_to(EARLY):
        with sqlite_house.acting(cast.carer):
            services.set_away(cast.centre_id, cast.others["Petra"], TUESDAY, TUESDAY, **by(cast))
            with pytest.raises(errors.Conflict, match="papers_missing"):
                services.add_shift(cast.centre_id, cast.others["Otto"], TUESDAY, time(9), time(12), **by(cast))
        client = sqlite_house.client(cast.carer)
        address = f"/childcare/staff/{cast.others['Ines']}/step-in?day=2026-11-24"
        assert "Ines steps in from 09:00 to 11:30." in client.post(address, follow_redirects=True).text
        with sqlite_house.acting(cast.carer):
            assert not queries.outage(cast.centre_id, TUESDAY).breaks
            (entry,) = queries.carers(cast.centre_id, TUESDAY)[0].entries
            services.remove_duty(entry.id, **by(cast))
            assert queries.outage(cast.centre_id, TUESDAY).breaks
            for carer in queries.carers(cast.centre_id, TUESDAY):
                for left in carer.entries:
                    services.remove_duty(left.id, **by(cast))


def _papers_that_end_are_asked_for_once_and_renewed_on_the_page(sqlite_house: House, cast: Cast) -> None:
    with sqlite_house.acting(cast.administrator):
        assert services.ask_for_papers(cast.centre_id, TODAY, now=clock.now()) == 1
        assert services.ask_for_papers(cast.centre_id, TODAY, now=clock.now()) == 0
    client = sqlite_house.client(cast.administrator)
    assert "1 carer does not count today" in client.get("/childcare/papers").text
    form = {"staff_id": cast.others["Otto"], "paper": "childcare", "until": "2028-01-01"}
    assert "Every carer counts today" in client.post("/childcare/papers", data=form, follow_redirects=True).text
    required = client.post("/childcare/papers/required", data={"paper": "childcare"}, follow_redirects=True)
    assert "1 carer does not count today" in required.text


def _a_timetable_counts_on_carers_with_papers_and_pools_of_one_age(sqlite_house: House, cast: Cast) -> None:
    week = [
        WeekInterval(1, time(13), time(15)),
        WeekInterval(2, time(13), time(15)),
        WeekInterval(2, time(17), time(19)),
    ]
    with sqlite_house.acting(cast.administrator):
        services.add_group(cast.centre_id, "Otter", "bear", from_months=0, to_months=36, places=4)
        services.set_away(cast.centre_id, cast.others["Petra"], TUESDAY, TUESDAY, **by(cast))
        found = queries.shared_resource(cast.centre_id, "DE", week, [cast.leyla.learner_id or ""], date(2026, 11, 23))
    assert found is not None
    assert (found.staff, found.opened) == ((1, 2, 0), (True, True, False))
    assert [(group.name, group.places[:2], group.ratio) for group in found.groups] == [
        ("Bear", (12, 12), 4),
        ("Fox", (12, 12), 8),
    ]
    assert set(found.demand.values()) == {(found.groups[0].key,)}


def _too_few_carers_by_a_found_rule_refuse_and_by_another_warn(sqlite_house: House, cast: Cast) -> None:
    sixth = nursery.add_mother(sqlite_house, cast, "R-6", date(2024, 6, 1))
    with sqlite_house.acting(cast.administrator):
        booking = courses.booking_for(cast.section_id, sixth, TUESDAY)
        # Six of two years: two carers by the German number, and two are there.
        assert services.obstacles(booking) == []
        organisations.set_hours(cast.others["Petra"], [])
        (german,) = services.obstacles(booking)
        services.set_settings(cast.centre_id, rule_key="childminder")
        (found,) = services.obstacles(booking)
    assert (german.code, german.refuses, found.refuses) == ("childcare.carers_short", False, True)
    assert (found.facts["needed"], found.facts["has"]) == (2, 1)
    with sqlite_house.acting(cast.administrator):
        services.set_settings(cast.centre_id, rule_key="nursery")
        organisations.set_hours(cast.others["Petra"], ALL_DAY)


def _rooms_and_groups_say_what_does_not_hold(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client(cast.administrator)
    assert "2 care groups, 20 places" in client.get("/childcare/groups").text
    room = {"name": "Large room", "square_metres": "44", "largest": "10"}
    assert client.post("/childcare/rooms", data=room).status_code == 302
    assert "is there already" in client.post("/childcare/rooms", data=room).text
    with sqlite_house.acting(cast.administrator):
        (own,) = queries.rooms(cast.centre_id)
    group = {
        "name": "Otter",
        "picture": "dolphin",
        "from_years": "0",
        "to_years": "3",
        "places": "12",
        "room_id": own.id,
    }
    assert "12 places are more than the 10 of this room." in client.post("/childcare/groups", data=group).text
    reasoned = client.post(
        "/childcare/groups", data=group | {"reason": "The permit of March allows it"}, follow_redirects=True
    )
    assert "12 places, and the room is for 10." in reasoned.text
    assert "Sami" not in reasoned.text
    hours = {"starts-1": "08:00", "ends-1": "07:00"}
    assert client.post("/childcare/hours-open", data=hours).status_code == 422
    settings = {"rule_key": "childminder", "late_minutes": "5", "ordering": "entry", "minimum_staff": "2"}
    assert "Kindertagespflege" in client.post("/childcare/settings", data=settings, follow_redirects=True).text
    with sqlite_house.acting(cast.administrator):
        bear = next(one for one in queries.groups(cast.centre_id) if one.name == "Bear")
        with pytest.raises(errors.Conflict, match="more_taken"):
            services.change_group(bear.id, name="Bear", picture="bear", places=4, room_id=None)


def _the_week_is_planned_by_quarter_hours(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client(cast.administrator)
    week = client.get("/childcare/staff?show=week&day=2026-11-24&step=15").text
    assert "staffplan--15" in week
    assert week.count("Carers needed and on duty by the clock") == 2
    assert "Child R-0" not in week
