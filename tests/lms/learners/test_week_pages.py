"""The pages of a week: a few taps, every error in words with what was typed, a rota looked at before it is kept."""

import io
import json
import re
from datetime import date
from threading import Thread

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from lms.app import COOKIE
from lms.kernel import clock
from lms.learners import queries
from lms.learners.domain.availability import Availability, work_between
from lms.learners.domain.lives import Need
from lms.learners.domain.patterns import Kind, Preset
from tests import chromium
from tests.cast import Cast, gather
from tests.houses import House

TODAY = date(2026, 11, 24)


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


@pytest.fixture
def phone(sqlite_house: House, cast: Cast) -> FlaskClient:
    """Mahmoud, who works nights."""
    return sqlite_house.client(cast.mahmoud)


def week(house: House, cast: Cast) -> Availability:
    with house.acting(cast.administrator):
        return queries.availability(cast.mahmoud.learner_id or "")


def test_two_taps_set_a_rotation_and_one_takes_it_back(sqlite_house: House, cast: Cast, phone: FlaskClient) -> None:
    assert "Night shift" in phone.get("/my-week").text
    assert "preset=two_two_two" in phone.get("/my-week/work").text
    assert "Late shift, day 2" in phone.get("/my-week/work?preset=two_two_two").text
    missing = phone.post("/my-week/work", data={"preset": "two_two_two"})
    assert missing.status_code == 422
    assert "Tap the work you do now." in missing.text
    # Today is the second late shift: the third phase of eight counted from 0.
    assert phone.post("/my-week/work", data={"preset": "two_two_two", "phase": "3"}).status_code == 302
    known = week(sqlite_house, cast)
    assert [one.shift for one in work_between(known, TODAY, date(2026, 11, 26))] == ["late", "night", "night"]
    shown = phone.get("/my-week").text
    assert "Tue 24 November: 14:00–22:00 Work" in shown
    assert phone.post("/my-week/undo").status_code == 302
    assert week(sqlite_house, cast).preset is Preset.NIGHT


def test_early_and_late_by_turns_asks_for_this_week_only(sqlite_house: House, cast: Cast, phone: FlaskClient) -> None:
    shown = phone.get("/my-week/work?preset=rotating").text
    assert "What work do you do this week?" in shown
    data = {"preset": "rotating", "phase": "1", "hours-0-from": "05:30", "hours-0-to": "13:30"}
    phone.post("/my-week/work", data=data)
    found = work_between(week(sqlite_house, cast), TODAY, date(2026, 12, 1))
    assert {(one.shift.value, one.starts) for one in found if one.day < date(2026, 11, 30)} == {("late", 840)}
    assert {(one.shift.value, one.starts) for one in found if one.day >= date(2026, 11, 30)} == {("early", 330)}


def test_a_pattern_of_her_own_is_tapped_day_by_day(sqlite_house: House, cast: Cast, phone: FlaskClient) -> None:
    assert phone.get("/my-week/work?preset=own&days=5").text.count("own-day__row") == 5
    data = {
        "preset": "own",
        "days": "5",
        "day-0": "early",
        "day-1": "night",
        "own-early-from": "07:00",
        "own-early-to": "15:00",
    }
    phone.post("/my-week/work", data=data)
    (pattern,) = week(sqlite_house, cast).patterns
    assert (pattern.cycle, pattern.anchor) == (5, TODAY)
    assert [(one.day, one.starts) for one in pattern.stretches] == [(0, 420), (1, 1320)]


def test_a_season_leaves_the_usual_work_alone_and_can_be_taken_out(
    sqlite_house: House, cast: Cast, phone: FlaskClient
) -> None:
    wrong = {"preset": "late", "since": "2026-12-10", "until": "2026-12-01"}
    refused = phone.post("/my-week/work", data=wrong)
    assert refused.status_code == 422
    assert 'value="2026-12-10"' in refused.text
    phone.post("/my-week/work", data=wrong | {"until": "2026-12-20"})
    known = week(sqlite_house, cast)
    assert (known.preset, len(known.patterns)) == (Preset.NIGHT, 2)
    place = next(place for place, one in enumerate(known.patterns) if one.until)
    phone.post("/my-week/season", data={"place": place})
    assert len(week(sqlite_house, cast).patterns) == 1


def test_tapped_hours_and_school_hours_are_kept(sqlite_house: House, cast: Cast, phone: FlaskClient) -> None:
    phone.post("/my-week/free", data={"free": ["0-8", "0-10", "2-18", "9-9", "x"]})
    (grid,) = [one for one in week(sqlite_house, cast).patterns if one.kind is Kind.FREE]
    assert [(one.day, one.starts, one.ends) for one in grid.stretches] == [(0, 480, 720), (2, 1080, 1200)]
    assert len(re.findall(r"checked", phone.get("/my-week/free").text)) == 3
    half = {"school-0-day": ["0", "1"], "school-0-from": "08:00"}
    refused = phone.post("/my-week/school", data=half)
    assert refused.status_code == 422
    assert "Write both times." in refused.text
    phone.post("/my-week/school", data=half | {"school-0-to": "12:00", "school-0-alone": "1"})
    (school,) = [one for one in week(sqlite_house, cast).patterns if one.kind is Kind.SCHOOL]
    assert (school.alone, school.run_minutes, len(school.stretches)) == (True, 15, 2)
    phone.post("/my-week/free", data={"any": "1", "free": ["0-8"]})
    assert not [one for one in week(sqlite_house, cast).patterns if one.kind is Kind.FREE]


def test_days_that_are_different_are_kept_from_one_to_another(
    sqlite_house: House, cast: Cast, phone: FlaskClient
) -> None:
    for wrong, words in (
        ({"kind": "busy"}, "Choose a day."),
        ({"day": "2026-12-01"}, "Tap if you are free or not."),
        ({"kind": "busy", "day": "2026-11-01"}, "This day is over."),
        ({"kind": "busy", "day": "2026-12-01", "from": "12:00", "to": "11:00"}, "These hours end before they begin."),
        ({"kind": "busy", "day": "2026-12-01", "last": "2028-01-01"}, "at most three months later"),
    ):
        answer = phone.post("/my-week/different", data={**wrong, "reason": "Doctor"})
        assert answer.status_code == 422
        assert words in answer.text
        assert 'value="Doctor"' in answer.text
    phone.post("/my-week/different", data={"kind": "busy", "day": "2026-12-01", "last": "2026-12-03"})
    phone.post("/my-week/different", data={"kind": "free", "day": "2026-12-02"})
    found = week(sqlite_house, cast).exceptions
    assert [(one.day.day, one.free) for one in found] == [(1, False), (2, True), (3, False)]
    phone.post("/my-week/drop", data={"place": "0"})
    assert len(week(sqlite_house, cast).exceptions) == 2


def test_way_and_wishes_are_kept_and_steps_stand_on_the_record(
    sqlite_house: House, cast: Cast, phone: FlaskClient
) -> None:
    centre = cast.centre_id
    refused = phone.post("/my-week/way", data={f"travel-{centre}": "1000", "rest": "8"})
    assert refused.status_code == 422
    data = {
        f"travel-{centre}": "50",
        "limit": "60",
        "rest": "11",
        "online": "1",
        "need": ["women_only", "step_free", "x"],
    }
    phone.post("/my-week/way", data=data)
    known = week(sqlite_house, cast)
    assert (known.travel_minutes, known.travel_limit, known.rest_hours, known.online) == (50, 60, 11, True)
    assert known.needs == {Need.WOMEN_ONLY, Need.STEP_FREE}
    with sqlite_house.acting(cast.administrator):
        assert queries.learner(cast.mahmoud.learner_id or "").step_free


ROTA = "date,start,end,team\n2026-12-01,06:00,14:00,a\n2026-12-02,22:00,06:00,a\n2026-12-99,1,2,\n"


def test_a_rota_is_looked_at_before_it_is_kept(sqlite_house: House, cast: Cast, phone: FlaskClient) -> None:
    before = week(sqlite_house, cast)
    data = {"file": (io.BytesIO(ROTA.encode()), "rota.csv")}
    shown = phone.post("/my-week/rota", data=data, content_type="multipart/form-data").text
    assert "2 shifts" in shown
    assert "Line 4:" in shown
    assert "There is no day “2026-12-99”." in shown
    assert "We do not use these columns: team." in shown
    assert week(sqlite_house, cast) == before
    found = re.search(r'name="rota" value="([^"]*)"', shown)
    assert found is not None
    plain = found.group(1).replace("&#34;", '"')
    phone.post("/my-week/rota", data={"rota": plain})
    known = week(sqlite_house, cast)
    assert [(one.starts, one.ends) for one in work_between(known, date(2026, 12, 1), date(2026, 12, 2))] == [
        (360, 840),
        (1320, 1800),
    ]
    # The same rota again takes the place of itself.
    phone.post("/my-week/rota", data={"rota": plain})
    assert len(week(sqlite_house, cast).patterns) == 2
    other = json.dumps({**json.loads(plain), "kind": "free"})
    assert phone.post("/my-week/rota", data={"rota": other}).status_code == 422


def test_a_rota_that_begins_again_can_go_on_and_nothing_typed_is_lost(
    sqlite_house: House, cast: Cast, phone: FlaskClient
) -> None:
    lines = "date,shift\n" + "".join(
        f"2026-12-{day:02},{'early' if day % 3 == 1 else 'free'}\n" for day in range(1, 13)
    )
    shown = phone.post("/my-week/rota", data={"lines": lines}).text
    assert "It begins again every 3 days." in shown
    found = re.search(r'name="going_on" value="([^"]*)"', shown)
    assert found is not None
    phone.post("/my-week/rota", data={"going_on": found.group(1).replace("&#34;", '"'), "rota": "{}", "goes_on": "1"})
    known = week(sqlite_house, cast)
    assert [(one.cycle, one.until) for one in known.patterns] == [(3, None)]
    refused = phone.post("/my-week/rota", data={"lines": "name\nLeyla\n"})
    assert refused.status_code == 422
    assert "There is no column for the date." in refused.text
    assert "name\nLeyla" in refused.text
    assert phone.get("/my-week/sample").text.startswith("date,start,end,shift")


def test_staff_keep_a_week_on_her_behalf_and_others_find_none(sqlite_house: House, cast: Cast) -> None:
    address = f"/people/{cast.mahmoud.learner_id}/week"
    desk = sqlite_house.client(cast.administrator)
    for step in ("", "/work", "/work?preset=own", "/free", "/school", "/different", "/way", "/rota"):
        assert "Mahmoud Hassan" in desk.get(f"{address}{step}").text
    assert desk.post(f"{address}/work", data={"preset": "weekend"}).status_code == 302
    assert week(sqlite_house, cast).preset is Preset.WEEKEND
    assert "Weekend work" in desk.get(f"/people/{cast.mahmoud.learner_id}").text
    assert desk.get(f"{address}/nothing").status_code == 404
    for who in (cast.leyla, cast.teacher, cast.outsider):
        assert sqlite_house.client(who).get(address).status_code == 404
        assert sqlite_house.client(who).post(f"{address}/undo").status_code == 404


def test_the_desk_form_keeps_a_pattern_it_does_not_know(sqlite_house: House, cast: Cast, phone: FlaskClient) -> None:
    phone.post("/my-week/work", data={"preset": "four_four", "phase": "0"})
    desk = sqlite_house.client(cast.administrator)
    shown = desk.get(f"/people/{cast.mahmoud.learner_id}/edit").text
    chosen = re.search(r'<option selected value="(\w+)">', shown[shown.index('name="shift"') :])
    anchor = re.search(r'name="rotation_anchor"[^>]*value="([^"]*)"', shown)
    assert chosen is not None
    assert anchor is not None
    data = {
        "given_name": "Mahmoud",
        "shift": chosen.group(1),
        "rotation_anchor": anchor.group(1),
        "travel_minutes": "25",
    }
    data |= {"literacy": "unknown", "sex": "", "goal": "", "contact": "", "picture": ""}
    assert desk.post(f"/people/{cast.mahmoud.learner_id}/edit", data=data).status_code == 302
    known = week(sqlite_house, cast)
    assert (known.preset, known.travel_minutes) == (Preset.FOUR_FOUR, 25)


@pytest.mark.browser
def test_a_worker_with_rotating_shifts_tells_her_week_by_finger_and_key(sqlite_house: House, cast: Cast) -> None:
    shift = clock.shift()
    server = make_server("127.0.0.1", 0, sqlite_house.app, threaded=True)

    def serve() -> None:
        clock.use_shift(shift)
        server.serve_forever()

    thread = Thread(target=serve)
    thread.start()
    address = f"http://127.0.0.1:{server.port}"
    cookie = sqlite_house.client(cast.mahmoud).get_cookie(COOKIE)
    assert cookie is not None
    try:
        with sync_playwright() as playwright:
            browser = chromium.launch(playwright)
            context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
            context.add_cookies([{"name": COOKIE, "value": cookie.value, "url": address}])
            page = context.new_page()
            page.goto(f"{address}/my-week/work")
            page.click("text=2 early, 2 late, 2 nights, 2 free")
            page.check("#phase-2")
            page.click("button:has-text('Save')")
            assert page.inner_text(".four-weeks [aria-current] .four-weeks__number") == "24"
            page.goto(f"{address}/my-week/free")
            page.focus("#free-0-8")
            for key in ("Space", "ArrowRight", "Space", "ArrowDown", "Space"):
                page.keyboard.press(key)
            page.click("button:has-text('Save')")
            page.wait_for_load_state()
            width = page.evaluate("document.documentElement.scrollWidth")
            browser.close()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert width <= 390
    known = week(sqlite_house, cast)
    assert known.preset is Preset.TWO_TWO_TWO
    (grid,) = [one for one in known.patterns if one.kind is Kind.FREE]
    assert [(one.day, one.starts, one.ends) for one in grid.stretches] == [(0, 480, 600), (1, 480, 720)]
