"""Private calendar addresses: who may have one, what it shows, how changes travel, how it ends."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

import pytest
from flask.testing import FlaskClient

from lms.accounts.services import people as accounts
from lms.courses import queries, services
from lms.courses.services import mixed
from lms.exchange.domain.limits import Limit
from lms.exchange.views import calendars
from lms.kernel import clock
from lms.kernel.actor import Actor
from tests.cast import Cast, add_section, gather
from tests.houses import House
from tests.lms.courses.people import seat
from tests.lms.exchange.ical import Calendar, read

ZONE = "Europe/Berlin"
THURSDAY = date(2026, 11, 26)


@dataclass
class Town:
    """A house with the cast in it; Leyla and Mahmoud have seats."""

    house: House
    cast: Cast

    def make(self, who: Actor, calendar: str) -> str:
        """An address for a calendar, its path."""
        page = self.house.client(who).post("/calendars", data={"calendar": calendar})
        assert page.status_code == 200, page.text
        found = re.search(r"(/calendar/[\w-]{20,}\.ics)", page.text)
        assert found
        return found[1]

    def seen(self, path: str) -> Calendar:
        """What a calendar program reads there."""
        answer = self.house.client().get(path)
        assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
        return read(answer.data)

    def session(self, day: date, section_id: str = "") -> queries.SessionInfo:
        """A session of a day."""
        with self.house.acting(self.cast.administrator):
            return queries.sessions_between(day, day, section_ids=[section_id or self.cast.section_id])[0]


@pytest.fixture
def town(sqlite_house: House) -> Town:
    return _town(sqlite_house)


@pytest.fixture(params=["sqlite_house", "postgres_house"])
def both(request: pytest.FixtureRequest) -> Town:
    return _town(request.getfixturevalue(request.param))


def _town(house: House) -> Town:
    cast = gather(house)
    for who in (cast.leyla, cast.mahmoud):
        seat(house, cast, who.learner_id)
    return Town(house, cast)


def test_a_learner_sees_her_sessions_with_room_and_teacher_and_nobody_elses_name(both: Town) -> None:
    path = both.make(both.cast.leyla, f"learner:{both.cast.leyla.learner_id}")
    found = both.seen(path)
    with both.house.acting(both.cast.administrator):
        meant = queries.sessions_between(date(2026, 11, 2), date(2027, 2, 26), section_ids=[both.cast.section_id])
    assert [(one.begins, one.ends) for one in found.events] == [(one.starts_at, one.ends_at) for one in meant]
    first = found.events[0]
    assert first.text("SUMMARY") == "Alpha B"
    assert first.text("LOCATION") == "Fish, Floor 1, Lindenhof, Lindenstrasse 4"
    assert first.text("DESCRIPTION") == "Teacher: Marta Klein"
    body = both.house.client().get(path).text
    assert not re.search("Mahmoud|Hassan|Leyla|Demir", body)


def test_moves_and_cancellations_travel_under_the_same_id(both: Town) -> None:
    path = both.make(both.cast.leyla, f"learner:{both.cast.leyla.learner_id}")
    before = {one.values["UID"]: one for one in both.seen(path).events}
    moved, gone, me = both.session(THURSDAY), both.session(date(2026, 11, 30)), both.cast.administrator
    to = services.Slot(date(2026, 11, 27), time(13), time(15), both.cast.small_room_id, moved.teacher_id)
    with both.house.acting(me):
        services.move(moved.id, to, reason="Repairs", zone=ZONE, actor=me, now=clock.now())
        services.cancel(gone.id, reason="Marta is ill", actor=me, now=clock.now())
    after = {one.values["UID"]: one for one in both.seen(path).events}
    assert set(after) == set(before)
    changed = {uid: one for uid, one in after.items() if one != before[uid]}
    assert {one.values["SEQUENCE"] for one in changed.values()} == {"1"}
    states = {one.values["STATUS"]: one for one in changed.values()}
    assert len(changed) == 2
    assert states["CONFIRMED"].begins.isoformat() == "2026-11-27T12:00:00+00:00"
    assert states["CONFIRMED"].text("LOCATION").startswith("Sun, ")
    assert "Marta is ill" in states["CANCELLED"].text("DESCRIPTION")


def test_unchanged_it_answers_without_a_body_and_changed_with_one(town: Town) -> None:
    path, client = town.make(town.cast.teacher, f"teacher:{town.cast.teacher.staff_id}"), town.house.client()
    tag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    found, me = town.session(THURSDAY), town.cast.administrator
    with town.house.acting(me):
        services.cancel(found.id, reason="Ill", actor=me, now=clock.now())
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200
    assert "no-cache" in client.get(path).headers["Cache-Control"]


def test_an_ended_address_and_one_that_was_made_again_show_nothing(town: Town) -> None:
    key = f"learner:{town.cast.leyla.learner_id}"
    first, second = town.make(town.cast.leyla, key), town.make(town.cast.leyla, key)
    client = town.house.client()
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    page = town.house.client(town.cast.leyla).get("/calendars").text
    end = re.search(r"/calendars/(\w+)/end", page)
    assert end
    assert town.house.client(town.cast.mahmoud).post(f"/calendars/{end[1]}/end").status_code == 404
    assert town.house.client(town.cast.leyla).post(f"/calendars/{end[1]}/end").status_code == 302
    assert client.get(second).status_code == 404
    assert client.get("/calendar/guessed.ics").status_code == 404


def test_the_database_holds_no_address(town: Town) -> None:
    path = town.make(town.cast.leyla, f"learner:{town.cast.leyla.learner_id}")
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    with town.house.engine.connect() as connection:
        rows = connection.exec_driver_sql("select * from exchange_feed").all()
    assert len(rows) == 1
    assert token not in str(rows)


def test_who_may_no_longer_sign_in_has_no_calendar(town: Town) -> None:
    path = town.make(town.cast.teacher, f"teacher:{town.cast.teacher.staff_id}")
    with town.house.acting(town.cast.manager):
        accounts.set_access(town.cast.provider_id, town.cast.teacher.user_id or "", False, now=clock.now())
    assert town.house.client().get(path).status_code == 404


@pytest.mark.parametrize("who", ["leyla", "teacher", "carer", "outsider"])
def test_nobody_gets_a_calendar_that_is_not_hers(town: Town, who: str) -> None:
    client: FlaskClient = town.house.client(getattr(town.cast, who))
    for key in (f"learner:{town.cast.mahmoud.learner_id}", f"room:{town.cast.room_id}", "teacher:x", "moon:1", ""):
        assert client.post("/calendars", data={"calendar": key}).status_code == 404


def test_rooms_and_classes_have_calendars_for_who_plans(town: Town) -> None:
    room = town.seen(town.make(town.cast.administrator, f"room:{town.cast.room_id}"))
    section = town.seen(town.make(town.cast.administrator, f"section:{town.cast.section_id}"))
    assert len(room.events) == len(section.events) == 51
    assert (room.values["X-WR-CALNAME"], section.values["X-WR-CALNAME"]) == ("Fish", "Alpha B")


def test_a_week_in_the_twin_class_stands_in_the_calendar_instead_of_the_own(town: Town) -> None:
    twin = add_section(town.house, town.cast, name="Alpha B afternoon", starts=time(13), ends=time(15))
    me = town.cast.administrator
    with town.house.acting(me):
        mixed.pair(town.cast.section_id, twin)
        own = queries.enrolments_of([town.cast.leyla.learner_id or ""])[town.cast.leyla.learner_id or ""][0]
        assert mixed.swap_week(own.id, date(2026, 11, 30), actor=me, now=clock.now()) == 3
        assert mixed.swap_week(own.id, date(2026, 11, 30), actor=me, now=clock.now()) == 3
    found = town.seen(town.make(town.cast.leyla, f"learner:{town.cast.leyla.learner_id}"))
    week = [one for one in found.events if date(2026, 11, 30) <= one.begins.date() <= date(2026, 12, 6)]
    assert [one.text("SUMMARY") for one in week] == ["Alpha B afternoon"] * 3
    assert len(found.events) == 51


def test_the_page_of_a_learner_explains_in_pictures(town: Town) -> None:
    page = town.house.client(town.cast.leyla).get("/calendars").text
    assert "Press the button." in page
    assert "data-sound" in page
    made = town.house.client(town.cast.leyla).post(
        "/calendars", data={"calendar": f"learner:{town.cast.leyla.learner_id}"}
    )
    assert "webcal://" in made.text
    assert "<svg" in made.text


def test_a_calendar_that_is_asked_for_too_often_says_when_it_answers_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendars, "ASKS", Limit(2, timedelta(minutes=10)))
    hers = town.make(town.cast.leyla, f"learner:{town.cast.leyla.learner_id}")
    his = town.make(town.cast.mahmoud, f"learner:{town.cast.mahmoud.learner_id}")
    client = town.house.client()
    answers = [client.get(hers) for _time in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 0 < int(answers[2].headers["Retry-After"]) <= 600
    assert answers[2].text.startswith("This calendar was asked for too often.")
    assert client.get(his).status_code == 200


def test_who_guesses_addresses_is_held_back(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendars, "GUESSES", Limit(2, timedelta(minutes=10)))
    found = [town.house.client().get(f"/calendar/guess{number}.ics").status_code for number in range(3)]
    assert found == [404, 404, 429]


def test_a_limit_counts_a_moving_stretch_of_time_and_forgets_the_quiet() -> None:
    limit, start = Limit(2, timedelta(seconds=60)), clock.now()
    asked = [limit.wait("one", start + timedelta(seconds=second)) for second in (0, 30, 40, 61, 62)]
    assert asked == [0, 0, 20, 0, 28]
    assert limit.wait("other", start) == 0
