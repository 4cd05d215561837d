"""The course finder: for everybody, by language, postcode and times; who leaves a number is called; steps are counted."""

from datetime import date, time, timedelta

import pytest

from lms.advice import models, services
from lms.advice.domain import finder
from lms.advice.domain.finder import Place, Step, Wanted, When
from lms.courses.domain.calendar import WeeklyMeeting
from lms.kernel import clock
from lms.messages import queries as messages
from tests.cast import Cast, add_section, gather
from tests.houses import House

TODAY = date(2026, 11, 24)
MORNINGS = (WeeklyMeeting(0, time(9), time(11)), WeeklyMeeting(3, time(9), time(11)))


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


def show(house: House, cast: Cast, postcode: str = "12345") -> None:
    """The administrator lets everybody find the centre."""
    address = f"/find-settings/{cast.centre_id}"
    form = {"postcode": postcode, "shown": "1"}
    assert house.client(cast.administrator).post(address, data=form).status_code == 302


def place(section_id: str, postcode: str, *meetings: WeeklyMeeting, begins: date = TODAY) -> Place:
    """An open place that teaches German."""
    return Place(section_id, "centre", "de", postcode, meetings or MORNINGS, begins)


def test_a_class_suits_who_can_come_to_all_of_its_meetings() -> None:
    late = WeeklyMeeting(1, time(18), time(20))
    assert finder.times_of([*MORNINGS, late]) == {When.MORNING, When.EVENING}
    assert finder.times_of([WeeklyMeeting(5, time(9), time(12)), WeeklyMeeting(2, time(12), time(14))]) == {
        When.WEEKEND,
        When.AFTERNOON,
    }
    both = place("a", "12345", *MORNINGS, late)
    assert not finder.suits(both, Wanted(times=frozenset({When.MORNING})))
    assert finder.suits(both, Wanted(times=frozenset({When.MORNING, When.EVENING})))
    assert finder.suits(both, Wanted())
    assert not finder.suits(both, Wanted(teaches="sv"))


def test_the_nearest_comes_first_and_of_two_alike_the_one_that_begins_first() -> None:
    later = TODAY + timedelta(days=7)
    places = [
        place("far", "80331"),
        place("late", "12347", begins=later),
        place("soon", "12349"),
        place("next", "1 23 45"),
    ]
    wanted = Wanted(postcode="12345")
    assert [one.section_id for one in finder.in_order(places, wanted)] == ["next", "soon", "late", "far"]
    assert [finder.near(one, wanted) for one in places] == [False, True, True, True]


@pytest.mark.parametrize(
    ("starts_on", "until", "first_entry", "begins"),
    [
        (date(2026, 12, 1), None, TODAY, date(2026, 12, 1)),
        (date(2026, 11, 2), None, date(2026, 11, 30), date(2026, 11, 30)),
        (date(2026, 11, 2), date(2026, 11, 23), TODAY, None),
        (date(2026, 11, 2), date(2026, 11, 27), date(2026, 11, 30), None),
    ],
)
def test_a_place_begins_on_the_next_day_to_join_or_is_none(
    starts_on: date, until: date | None, first_entry: date, begins: date | None
) -> None:
    assert finder.first_day(TODAY, starts_on, date(2027, 2, 26), until, first_entry) == begins


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [("+49 30 / 123-456", "+4930123456"), ("٠٣٠ ١٢٣٤٥٦", "030123456"), ("call me", ""), ("12", ""), ("1" * 16, "")],
)
def test_a_number_is_dialled_as_it_was_meant(typed: str, dialled: str) -> None:
    assert finder.number(typed) == dialled


def test_nothing_is_shown_until_a_centre_wants_it_and_nothing_afterwards(sqlite_house: House, cast: Cast) -> None:
    visitor = sqlite_house.client()
    assert "There is no free place at these times now." in visitor.get("/find?search=1").text
    office = sqlite_house.client(cast.administrator)
    refused = office.post(f"/find-settings/{cast.centre_id}", data={"postcode": " ", "shown": "1"})
    assert refused.status_code == 422
    assert "Write the postcode of the centre" in refused.text
    show(sqlite_house, cast)
    found = visitor.get("/find?search=1&postcode=12999&when=morning").text
    assert "1 class with a free place" in found
    assert "from Thu 26 November" in found or "from Tue 24 November" in found
    assert "Lindenstrasse 4" in found
    office.post(f"/find-settings/{cast.centre_id}", data={"shown": "0"})
    assert "There is no free place at these times now." in visitor.get("/find?search=1").text
    assert visitor.get(f"/find/{cast.section_id}").status_code == 404


def test_times_and_postcode_decide_what_a_visitor_finds(sqlite_house: House, cast: Cast) -> None:
    evening = add_section(sqlite_house, cast, name="Evening", starts=time(18), ends=time(20), weekdays=(1,))
    show(sqlite_house, cast)
    visitor = sqlite_house.client()
    assert f"/find/{evening}" not in visitor.get("/find?search=1&when=morning").text
    both = visitor.get("/find?search=1&when=morning&when=evening&postcode=12001").text
    assert f"/find/{evening}" in both
    assert f"/find/{cast.section_id}" in both
    away = visitor.get("/find?search=1&postcode=80331").text
    assert "Near you there is no free place now." in away
    assert "Farther away" in away
    assert "Find a course" in visitor.get("/sign-in").text


def test_a_full_class_is_no_place(sqlite_house: House, cast: Cast) -> None:
    show(sqlite_house, cast)
    full = add_section(sqlite_house, cast, name="Full", seats=1, starts=time(13), ends=time(15))
    visitor = sqlite_house.client()
    assert visitor.get(f"/find/{full}").status_code == 200
    office = sqlite_house.client(cast.administrator)
    office.post(f"/sections/{full}/people", data={"learner_id": cast.amina.learner_id, "from_date": TODAY.isoformat()})
    with sqlite_house.acting(cast.administrator):
        from lms.courses import queries as courses

        taken = courses.section(full).taken
    assert taken == 1
    gone = visitor.get(f"/find/{full}")
    assert gone.status_code == 404
    assert "This class has no free place any more. Look for another one." in gone.text
    assert f"/find/{cast.section_id}" in gone.text
    late = visitor.post("/find/tell-me", data={"section_id": full, "number": "030 111111", "reach": "call"})
    assert late.status_code == 404
    assert "This class has no free place any more." in late.text


def test_who_leaves_a_number_at_a_place_is_called_by_its_centre(sqlite_house: House, cast: Cast) -> None:
    show(sqlite_house, cast)
    visitor = sqlite_house.client(language="ar")
    form = {"section_id": cast.section_id, "number": "0151 2345678", "reach": "text"}
    assert visitor.post("/find/tell-me", data=form | {"number": "soon"}).status_code == 422
    assert visitor.post("/find/tell-me", data=form).status_code == 200
    task = "Send a text message to 01512345678 (العربية): Alpha B has a place from"
    assert task in sqlite_house.client(cast.administrator).get("/tasks").text
    with sqlite_house.acting(cast.outsider):
        assert messages.open_with("advice.text_task") == []
    with sqlite_house.crossing() as session:
        assert session.query(models.Wish).count() == 0


def test_who_finds_nothing_hears_when_a_place_comes_and_is_forgotten_otherwise(house: House) -> None:
    cast = gather(house)
    visitor = house.client()
    for number in ("030 111111", "030 222222", "030 222222"):
        form = {"number": number, "reach": "call", "postcode": "12345" if "1" in number else "99999", "when": "morning"}
        assert "We tell you when there is a place." in visitor.post("/find/tell-me", data=form).text
    show(house, cast)
    with house.crossing():
        assert services.tell_who_waits(TODAY, clock.now()) == (1, 0)
        assert services.tell_who_waits(TODAY, clock.now()) == (0, 0)
    page = house.client(cast.administrator).get("/tasks").text
    assert "Call 030111111 (English): Alpha B has a place from" in page
    assert "030222222" not in page
    with house.crossing():
        assert services.tell_who_waits(TODAY + finder.WAITS + timedelta(days=1), clock.now()) == (0, 1)


def test_one_seat_is_offered_to_one_person_at_a_time(sqlite_house: House, cast: Cast) -> None:
    evening = add_section(sqlite_house, cast, name="Evening", seats=1, starts=time(18), ends=time(20), weekdays=(1,))
    for number in ("030 111111", "030 222222"):
        sqlite_house.client().post("/find/tell-me", data={"number": number, "reach": "call", "when": "evening"})
    show(sqlite_house, cast)
    with sqlite_house.crossing():
        assert services.tell_who_waits(TODAY, clock.now()) == (1, 0)
        assert services.tell_who_waits(TODAY, clock.now()) == (0, 0)
    with sqlite_house.acting(cast.administrator):
        (task,) = messages.open_with("advice.call_task")
    assert task.link == f"/sections/{evening}"
    sqlite_house.client(cast.administrator).post(f"/tasks/{task.id}/done")
    with sqlite_house.crossing():
        assert services.tell_who_waits(TODAY, clock.now()) == (1, 0)


def test_steps_are_counted_and_who_goes_no_further(house: House) -> None:
    cast = gather(house)
    show(house, cast)
    visitor = house.client()
    for _time in range(3):
        visitor.get("/find?via=Town-Hall!")
    visitor.get("/find?search=1&via=town-hall")
    visitor.get("/find?search=1&when=weekend")
    visitor.get(f"/find/{cast.section_id}")
    page = house.client(cast.manager).get("/find-settings").text
    rows = {one.step: (one.times, one.dropped) for one in _way(house)}
    assert rows == {
        Step.OPENED: (3, 0),
        Step.SEARCHED: (2, 1),
        Step.FOUND: (1, 1),
        Step.LOOKED: (1, 0),
        Step.ASKED: (0, 1),
    }
    assert "Sent by town-hall" in page
    assert "Went no further" in page
    assert house.client(cast.teacher).get("/find-settings").status_code == 404


def _way(house: House) -> list[finder.Stage]:
    from lms.advice import queries

    with house.crossing():
        return queries.counted_since(TODAY).way


def test_a_centre_is_shown_by_its_own_office_only(sqlite_house: House, cast: Cast) -> None:
    form = {"postcode": "12345", "shown": "1"}
    assert sqlite_house.client(cast.outsider).post(f"/find-settings/{cast.centre_id}", data=form).status_code == 404
    assert sqlite_house.client(cast.teacher).post(f"/find-settings/{cast.centre_id}", data=form).status_code == 404
    assert "There is no free place" in sqlite_house.client().get("/find?search=1").text
