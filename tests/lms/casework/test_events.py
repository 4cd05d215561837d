"""Meetings beside the course: published, booked on a phone, attended by taps, counted by kind; a club counts as practice."""

import threading
from datetime import date, time, timedelta

import pytest

from lms.casework import queries, services
from lms.casework.domain.events import EventKind, NewEvent, PlaceState, event_trouble
from lms.courses.queries import ledger
from lms.kernel import clock, errors
from lms.kernel.actor import Actor
from lms.messages import queries as messages
from lms.organisations import services as organisations
from tests.cast import Cast, gather
from tests.houses import House

TODAY = date(2026, 11, 24)
NEXT_WEEK = TODAY + timedelta(days=7)


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


def _publish(house: House, cast: Cast, kind: str, day: date = TODAY, seats: int | None = None, weeks: int = 1) -> str:
    new = NewEvent(kind, f"About {kind}", day, time(16), time(17, 30), "Fish room", seats=seats, weeks=weeks)
    with house.acting(cast.administrator):
        return services.publish_event(cast.centre_id, new, actor=cast.administrator, now=clock.now())[0]


def _book(house: House, who: Actor, event_id: str) -> None:
    with house.acting(who):
        services.book_event(event_id, who.learner_id or "", actor=who, now=clock.now())


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (NewEvent("party", "x", TODAY, time(9), time(10)), ("kind", "casework.event_kind_missing")),
        (NewEvent("club", " ", TODAY, time(9), time(10)), ("title", "casework.event_title_missing")),
        (NewEvent("club", "x", None, time(9), time(10)), ("day", "casework.day_missing")),
        (NewEvent("club", "x", TODAY - timedelta(1), time(9), time(10)), ("day", "casework.day_over")),
        (NewEvent("club", "x", TODAY, None, time(10)), ("starts", "casework.event_time_missing")),
        (NewEvent("club", "x", TODAY, time(9), time(9)), ("ends", "casework.event_ends_before")),
        (NewEvent("workshop", "x", TODAY, time(9), time(10), seats=0), ("seats", "casework.event_seats_off")),
        (NewEvent("club", "x", TODAY, time(9), time(10), weeks=53), ("weeks", "casework.event_weeks_off")),
        (NewEvent("club", "x", TODAY, time(9), time(10), weeks=52), None),
    ],
)
def test_what_an_event_lacks_is_named(new: NewEvent, said: tuple[str, str] | None) -> None:
    assert event_trouble(new, TODAY) == said


def test_each_kind_is_published_booked_on_a_phone_attended_and_counted_for_itself(house: House, cast: Cast) -> None:
    office, phone = house.client(cast.administrator), house.client(cast.leyla)
    for kind in EventKind:
        told = {"kind": kind, "title": f"About {kind}", "day": "2026-11-24", "starts": "16:00", "ends": "17:30",
                "place": "Fish room", "seats": "8", "weeks": "1", "target": "everybody"}  # fmt: skip
        assert f"About {kind}" in office.post("/events", data=told, follow_redirects=True).text
    page = phone.get("/my-events").text
    assert page.count("data-sound") >= 8
    with house.acting(cast.administrator):
        ids = {one.kind: one.id for one in queries.events_ahead(cast.centre_id, TODAY)}
    for event_id in ids.values():
        page = phone.post(f"/my-events/{event_id}", follow_redirects=True).text
    page = phone.get("/my-events").text
    assert page.count("My place is kept") == 6
    # The one for people under 27 is not for her.
    assert phone.post(f"/my-events/{ids[EventKind.YOUTH]}").status_code == 409
    # A talk with one person is full with one, whatever was typed.
    refused = house.client(cast.amina).post(f"/my-events/{ids[EventKind.ONE_TO_ONE]}")
    assert refused.status_code == 409
    assert "No place is left here." in refused.text

    for kind in (EventKind.INFORMATION, EventKind.WORKSHOP, EventKind.ONE_TO_ONE):
        office.post(f"/events/{ids[kind]}/{cast.leyla.learner_id}", data={"state": "came"})
    office.post(f"/events/{ids[EventKind.CLUB]}/{cast.leyla.learner_id}", data={"state": "missed"})
    report = office.get("/events/report?first=2026-11-01&last=2026-11-30").text
    with house.acting(cast.administrator):
        found = {one.kind: one for one in queries.counted_events(date(2026, 11, 1), date(2026, 11, 30))}
    assert {kind: (one.events, one.booked, one.came, one.minutes) for kind, one in found.items()} == {
        EventKind.INFORMATION: (1, 1, 1, 90),
        EventKind.WORKSHOP: (1, 1, 1, 90),
        EventKind.ONE_TO_ONE: (1, 1, 1, 90),
        EventKind.CLUB: (1, 1, 0, 0),
        EventKind.YOUTH: (1, 0, 0, 0),
        EventKind.MONEY: (1, 1, 0, 0),
        EventKind.DIGITAL: (1, 1, 0, 0),
    }
    for word in ("Information session", "Workshop", "Talk with one person", "Conversation club", "Group for young"):
        assert word in report


def test_a_weekly_club_counts_who_drops_in_by_one_tap_as_practice_and_never_as_course_hours(
    house: House, cast: Cast
) -> None:
    first = _publish(house, cast, "club", weeks=3)
    teacher = house.client(cast.teacher)
    with house.acting(cast.administrator):
        assert [one.day for one in queries.events_ahead(cast.centre_id, TODAY)] == [
            TODAY, NEXT_WEEK, NEXT_WEEK + timedelta(days=7),
        ]  # fmt: skip
    for _tap in range(3):
        teacher.post(f"/events/{first}/new")
    teacher.post(f"/events/{first}/new/back")
    page = teacher.post(f"/events/{first}/{cast.mahmoud.learner_id}/here", follow_redirects=True).text
    assert "3 people are here." in page
    again = teacher.post(f"/events/{first}/{cast.mahmoud.learner_id}/here", follow_redirects=True).text
    assert "3 people are here." in again
    record = teacher.get(f"/people/{cast.mahmoud.learner_id}").text
    assert "1 h 30 min of practice in clubs" in record
    with house.acting(cast.administrator):
        assert queries.minutes_by_kind(cast.mahmoud.learner_id or "") == {EventKind.CLUB: 90}
        assert ledger.entries(learner_ids=[cast.mahmoud.learner_id or ""]) == []
        (tally,) = [one for one in queries.counted_events(TODAY, TODAY) if one.kind is EventKind.CLUB]
    assert (tally.came, tally.newcomers) == (3, 2)
    # Next week those who came stand there for one tap each.
    with house.acting(cast.administrator):
        second = queries.events_ahead(cast.centre_id, NEXT_WEEK)[0]
        assert queries.who_came_before(second.series, second.day) == [cast.mahmoud.learner_id]


def test_nobody_is_marked_before_the_day_and_nothing_is_booked_twice_or_after_it(house: House, cast: Cast) -> None:
    ahead = _publish(house, cast, "workshop", NEXT_WEEK, seats=2)
    _book(house, cast.leyla, ahead)
    _book(house, cast.leyla, ahead)
    by = {"actor": cast.administrator, "now": clock.now()}
    with house.acting(cast.administrator):
        assert queries.event(ahead).free == 1
        with pytest.raises(errors.Conflict, match="event_not_yet"):
            services.mark_event(ahead, cast.leyla.learner_id or "", PlaceState.CAME, **by)
        with pytest.raises(errors.Conflict, match="event_not_yet"):
            services.drop_in(ahead, **by)
    with house.acting(cast.leyla):
        services.leave_event(ahead, cast.leyla.learner_id or "", actor=cast.leyla, now=clock.now())
    with house.acting(cast.administrator):
        assert queries.event(ahead).free == 2
        later = clock.now() + timedelta(days=14)
        with pytest.raises(errors.Conflict, match="event_over"):
            services.book_event(ahead, cast.leyla.learner_id or "", actor=cast.administrator, now=later)


def test_an_event_that_is_called_off_is_written_to_all_who_booked(house: House, cast: Cast) -> None:
    event_id = _publish(house, cast, "information", NEXT_WEEK, seats=9)
    _book(house, cast.leyla, event_id)
    with house.acting(cast.administrator) as session:
        from lms.learners import models as learner_models

        session.get(learner_models.Person, cast.leyla.person_id).email = "leyla@home.test"
    office = house.client(cast.administrator)
    assert "1 letter waits to go out." in office.post(f"/events/{event_id}/off", follow_redirects=True).text
    with house.acting(cast.administrator):
        (mail,) = [one for one in messages.mailbox() if one.address == "leyla@home.test"]
    assert "does not take place" in mail.subject
    assert "Called off" in house.client(cast.leyla).get("/my-events").text
    assert house.client(cast.amina).post(f"/my-events/{event_id}").status_code == 409


def test_another_provider_sees_and_books_nothing(house: House, cast: Cast) -> None:
    event_id = _publish(house, cast, "club")
    outsider = house.client(cast.outsider)
    assert outsider.get(f"/events/{event_id}").status_code == 404
    assert "About club" not in outsider.get("/events").text
    assert house.client(cast.leyla).get("/events").status_code == 404


def test_what_is_no_meeting_is_refused_with_a_sentence_and_nothing_is_published(house: House, cast: Cast) -> None:
    with house.acting(cast.outsider):
        stranger = organisations.add_staff("Fremd", "teacher", centre_id=cast.outsider.centre_id)
    office = house.client(cast.administrator)
    told = {"kind": "workshop", "title": "CV", "day": "2026-11-24", "starts": "16:00", "ends": "17:00", "weeks": "1",
            "target": "everybody"}  # fmt: skip
    for wrong, said in (
        ({"host_id": stranger}, "Choose somebody who works here."),
        ({"host_id": "nobody"}, "Choose somebody who works here."),
        ({"seats": "9" * 30}, "as a number from 1 to 1000"),
        ({"weeks": "abc"}, "as a number from 1 to 52"),
        ({"weeks": "0"}, "as a number from 1 to 52"),
        ({"day": "9999-12-31"}, "Choose the day"),
        ({"day": "2150-12-31"}, "Choose a day within a year."),
    ):
        refused = office.post("/events", data=told | wrong)
        assert (refused.status_code, said in refused.text) == (422, True), wrong
    assert house.client(cast.manager).post("/events", data=told | {"centre_id": "none"}).status_code == 422
    with house.acting(cast.administrator):
        assert queries.count_ahead("", TODAY) == 0
    for span in ("last=0001-01-01", "first=2026-12-01&last=2026-11-01"):
        assert office.get(f"/events/report?{span}").status_code in (200, 422)
    assert "The last day is before the first one." in office.get(f"/events/report?{span}").text


def test_whoever_is_here_counts_though_all_places_are_booked_and_a_tap_too_many_keeps_the_booking(
    house: House, cast: Cast
) -> None:
    full = _publish(house, cast, "workshop", seats=1, weeks=2)
    _book(house, cast.leyla, full)
    # The next one of the series that has a place is offered, not the full one.
    offered = house.client(cast.amina).get("/my-events").text
    assert "Tue 1 December" in offered
    assert "No place is left" not in offered
    desk = house.client(cast.teacher)
    at = f"/events/{full}"
    assert "2 people are here." not in desk.post(f"{at}/{cast.amina.learner_id}/here", follow_redirects=True).text
    assert "2 people are here." in desk.post(f"{at}/{cast.leyla.learner_id}/here", follow_redirects=True).text
    desk.post(f"{at}/{cast.leyla.learner_id}/here/back")
    assert desk.post(f"{at}/{cast.leyla.learner_id}", data={"state": "danced"}).status_code == 422
    with house.acting(cast.administrator):
        assert queries.places_in(full)[cast.leyla.learner_id or ""] is PlaceState.BOOKED
        assert queries.event(full).taken == 1
        (tally,) = [one for one in queries.counted_events(TODAY, TODAY) if one.kind is EventKind.WORKSHOP]
        assert (tally.booked, tally.came) == (1, 1)
        # From its beginning on nobody gives a place back.
        begun = clock.now() + timedelta(hours=5)
        for deed in (services.leave_event, services.book_event):
            with pytest.raises(errors.Conflict, match="event_over"):
                deed(full, cast.leyla.learner_id or "", actor=cast.leyla, now=begun)
    desk.post(f"{at}/{cast.amina.learner_id}/here/back")
    with house.acting(cast.administrator):
        assert cast.amina.learner_id not in queries.places_in(full)


def test_of_two_who_want_the_last_place_at_once_one_gets_it(postgres_house: House) -> None:
    house, cast = postgres_house, gather(postgres_house)
    event_id = _publish(house, cast, "workshop", NEXT_WEEK, seats=1)
    told: list[str] = []

    def try_it(who: Actor) -> None:
        try:
            _book(house, who, event_id)
            told.append("in")
        except errors.Conflict as refusal:
            told.append(refusal.code)

    threads = [threading.Thread(target=try_it, args=(who,)) for who in (cast.leyla, cast.mahmoud, cast.amina)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told) == ["casework.event_full", "casework.event_full", "in"]
    with house.acting(cast.administrator):
        assert len(queries.places_in(event_id)) == queries.event(event_id).taken == 1
