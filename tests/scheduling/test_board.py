"""The week board of a draft: looked at, changed by forms and by a drag, kept from being overwritten, published, compared."""

import re
from datetime import date, time
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from lms.app import COOKIE
from lms.courses import queries as courses
from lms.courses import services as course_services
from lms.courses.domain.attendance import Given
from lms.kernel import clock
from lms.kernel.jobs import worker
from lms.kernel.vocabulary import Attendance
from scheduling import queries, services
from scheduling.domain.draft import Change
from tests import chromium
from tests.cast import Cast, add_section
from tests.houses import House
from tests.queries import counted
from tests.scheduling import town as towns
from tests.scheduling.test_drafts import MONDAY, Town, settle

TWELVE = "0.12:30"


@pytest.fixture
def town(sqlite_house: House) -> Town:
    return settle(sqlite_house)


class Desk:
    """The administrator at the board of a draft."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.client = town.house.client(town.actor)
        self.address = f"/timetable/drafts/{town.draft_id}"

    def look(self, path: str = "", **asked: str) -> str:
        answer = self.client.get(self.address + path, query_string=asked)
        assert answer.status_code == 200, answer.text
        return answer.text

    def change(self, version: int = 0, **fields: str) -> Any:
        return self.client.post(f"{self.address}/change", data={"version": version, **fields})


def test_the_board_shows_rooms_teachers_and_what_is_broken(town: Town) -> None:
    desk = Desk(town)
    page = desk.look()
    assert "This draft is like the published timetable." in page
    assert f'data-lesson="{town.midday_id}.{TWELVE}"' in page
    assert "Alpha C has 1 person. The smallest group is 6." in page
    assert "Rosa Blum" in desk.look(by="teachers")
    table = desk.look(**{"as": "table"})
    assert "Move" in table
    assert "12:30" in table


def test_a_look_names_what_breaks_who_is_touched_and_what_it_costs(town: Town) -> None:
    page = Desk(town).look("/change", group=town.cast.section_id, meeting="0.09:00", slot="0-evening")
    assert "Alpha B: Monday evening instead of Monday morning" in page
    assert "Alpha B: Marta Klein does not work Monday evening." in page
    assert "Leyla Demir" in page
    assert re.search(r"Points: \d+ before, \d+ after", page)
    assert "Monday midday, Fish breaks nothing." in page
    assert "Why do you do it all the same?" in page
    assert town.draft().version == 0


def test_every_slot_says_what_it_would_break_without_scripts(town: Town) -> None:
    page = Desk(town).look("/places", lesson=f"{town.midday_id}.{TWELVE}")
    assert "Where could Alpha C go?" in page
    assert page.count('class="slot slot--fits"') > 5
    assert "The nearest time that breaks nothing:" in page


def test_a_drag_asks_for_every_place_at_once(town: Town) -> None:
    desk = Desk(town)
    answer = desk.client.get(
        f"{desk.address}/places?lesson={town.midday_id}.{TWELVE}", headers={"X-Onward-Fragment": "1"}
    ).get_json()
    places = answer["places"]
    assert places[f"{town.cast.small_room_id}|midday|2"]["kind"] == "fits"
    assert places[f"{town.cast.room_id}|morning|0"]["kind"] == "rules"
    assert places[f"{town.cast.room_id}|morning|0"]["people"] == 1
    assert places[f"{town.cast.small_room_id}|midday|1"]["kind"] == "closed"
    assert answer["best_said"].endswith("Sun breaks nothing.")


def with_two_toddlers(town: Town) -> None:
    """One care place: Leyla's child has it in the morning, another mother's at midday."""
    towns.open_care(town.house, town.cast, places=1)
    rahel = towns.add_mother(town.house, town.cast, "R-1")
    with town.house.acting(town.actor):
        course_services.book(town.midday_id, rahel, from_date=MONDAY, actor=town.actor, now=clock.now())
        me, now = town.actor, clock.now()
        town.draft_id = services.begin_from_published(town.cast.centre_id, town.cast.term_id, MONDAY, actor=me, now=now)


def test_a_drag_moves_the_children_in_care_and_says_what_breaks_there_before_it_is_saved(town: Town) -> None:
    with_two_toddlers(town)
    desk = Desk(town)
    lesson = f"{town.cast.section_id}.0.09:00"
    address = f"{desk.address}/places?lesson={lesson}&by=rooms"
    answer = desk.client.get(address, headers={"X-Onward-Fragment": "1"}).get_json()
    # Monday morning is empty then, and two children want the one place at midday.
    assert answer["care"]["0|midday"] == [[0, 0, 0, 0, 1], [0, 0, 1, 2, 1]]
    assert answer["care"]["2|morning"] == [[0, 0, 0, 0, 1], [0, 2, 0, 1, 1]]
    there = answer["places"][f"{town.cast.room_id}|midday|0"]
    assert there["kind"] == "rules"
    assert any("Bear" in line for line in there["lines"])
    assert answer["places"][f"{town.cast.room_id}|morning|2"]["kind"] != "rules"
    look = desk.look("/change", group=town.cast.section_id, meeting="0.09:00", slot="0-midday")
    assert 'Bear, Mon, am: <bdi dir="ltr">1/1 → 0/1</bdi>' in look
    assert 'Bear, Mon, pm: <bdi dir="ltr">1/1 → 2/1</bdi>' in look
    assert 'data-care="0|0|1"' in desk.look()


def test_a_change_without_a_reason_comes_back_with_what_was_asked(town: Town) -> None:
    desk = Desk(town)
    answer = desk.change(group=town.cast.section_id, meeting="0.09:00", slot="0-evening")
    assert answer.status_code == 422
    assert "Write one sentence that says why you do it all the same." in answer.text
    done = desk.change(group=town.cast.section_id, meeting="0.09:00", slot="0-evening", reason="She said yes.")
    assert done.status_code == 302
    page = desk.look()
    assert "She said yes." in page
    assert "1 class differs from the published timetable." in page


def test_the_second_of_two_sees_what_the_first_changed(town: Town) -> None:
    first, second = Desk(town), Desk(town)
    first.change(group=town.midday_id, meeting=TWELVE, slot="2-midday")
    answer = second.change(group=town.midday_id, meeting=TWELVE, slot="4-midday")
    assert answer.status_code == 409
    assert "Your change is not saved. Somebody was faster." in answer.text
    assert "Alpha C: Wednesday midday instead of Monday midday" in answer.text
    assert "Alpha C: Wednesday midday" in second.look("/news", since="0")
    assert "Alpha C" not in second.look("/news", since="1")


def test_undo_is_on_the_board_and_in_the_list_of_changes(town: Town) -> None:
    desk = Desk(town)
    desk.change(group=town.midday_id, meeting=TWELVE, slot="2-midday")
    assert desk.client.post(f"{desk.address}/undo", data={"version": 1}).status_code == 302
    assert "This draft is like the published timetable." in desk.look()
    assert "Taken back: Alpha C: Monday midday instead of Wednesday midday" in desk.look("/compare")


def test_a_lock_is_said_where_it_holds(town: Town) -> None:
    desk = Desk(town)
    desk.client.post(f"{desk.address}/groups/{town.midday_id}/lock", data={"version": 0, "part": ["time", "room"]})
    answer = desk.client.get(f"{desk.address}/change?group={town.midday_id}&room={town.cast.room_id}")
    assert "The room of Alpha C is locked. Open the lock first." in answer.text
    assert "Alpha C: locked time and room" in desk.look("/compare")
    assert "Not possible" in desk.look("/places", lesson=f"{town.midday_id}.{TWELVE}")


def test_a_person_is_offered_the_other_groups(town: Town) -> None:
    page = Desk(town).look(f"/seats/{town.cast.amina.learner_id}")
    assert "Where could Amina Karimi go?" in page
    assert "Now in Alpha B." in page
    assert "Alpha C" in page


def test_a_draft_is_published_by_a_job_and_stays_in_the_history(town: Town) -> None:
    desk = Desk(town)
    desk.change(group=town.midday_id, meeting=TWELVE, slot="2-midday")
    assert "1 class changes from Mon 30 November." in desk.look("/publish")
    assert desk.client.post(f"{desk.address}/publish", data={"version": 1}).status_code == 302
    assert "Publishing the timetable" in desk.look("/publication")
    assert worker.run_one(town.house.engine)
    page = desk.client.get(f"{desk.address}/publication", follow_redirects=True).text
    assert "Valid from Mon 30 November to Fri 26 February" in page
    assert "Nobody was refused." in page
    assert "To come" in desk.client.get("/timetable/history").text
    assert desk.change(1, group=town.midday_id, meeting="1.12:30", slot="4-midday").status_code == 409


def test_a_publication_that_meets_a_taken_room_changes_nothing_and_says_so(town: Town) -> None:
    desk = Desk(town)
    desk.change(group=town.midday_id, meeting=TWELVE, slot="2-midday")
    desk.change(1, group=town.cast.section_id, meeting="0.09:00", slot="2-morning")
    add_section(
        town.house,
        town.cast,
        name="Guests",
        weekdays=(2,),
        starts=time(13),
        ends=time(14),
        room_id=town.cast.small_room_id,
    )
    desk.client.post(f"{desk.address}/publish", data={"version": 2})
    assert worker.run_one(town.house.engine)
    assert town.draft().state == "open"
    page = desk.look()
    assert "This draft was not published. Nothing has changed for anybody." in page
    assert "1 class changed outside of this draft since it was made." in page
    with town.house.acting(town.actor):
        assert {one.weekday for one in courses.section(town.cast.section_id).meetings} == {0, 1, 3}
        assert queries.publications(town.cast.centre_id) == []


def test_two_publications_are_compared_and_the_first_ends_where_the_second_begins(town: Town) -> None:
    town.make(Change(town.midday_id, meeting=(0, "12:30", "14:45"), slot="2-midday"))
    town.publish()
    later = date(2026, 12, 7)
    with town.house.acting(town.actor), clock.shifted_to(clock.now().replace(hour=13)):
        cast, me, now = town.cast, town.actor, clock.now()
        town.draft_id = services.begin_from_published(cast.centre_id, cast.term_id, later, actor=me, now=now)
        services.make(town.draft_id, 0, Change(town.midday_id, room=cast.room_id), actor=me, now=now)
        services.publish_draft(town.draft_id, actor=me, now=now)
        newest, first = queries.publications(cast.centre_id)
    assert (first.valid_from, first.valid_to, newest.valid_from) == (MONDAY, date(2026, 12, 6), later)
    page = Desk(town).client.get(f"/timetable/history/{newest.id}").text
    assert "Fish instead of Sun" in page


def test_what_cannot_become_real_is_not_published(town: Town) -> None:
    town.make(Change(town.midday_id, room=town.cast.room_id))
    town.make(Change(town.midday_id, meeting=(0, "12:30", "14:45"), slot="0-morning"), reason="just so")
    desk = Desk(town)
    page = desk.look("/publish")
    assert "A room, a teacher or a person would be in two classes at once." in page
    assert desk.client.post(f"{desk.address}/publish", data={"version": 2}).status_code == 409
    assert town.draft().state == "open"


def test_a_session_with_a_register_is_never_touched(town: Town) -> None:
    with town.house.acting(town.actor):
        held = courses.sessions_between(MONDAY, MONDAY, section_ids=[town.midday_id])[0]
        seat = courses.enrolments_of_section(town.midday_id)[0].id
    with clock.shifted_to(held.ends_at), town.house.acting(town.actor):
        me, now = town.actor, clock.now()
        course_services.save_register(
            held.id, {seat: Given(Attendance.PRESENT)}, zone="Europe/Berlin", actor=me, now=now
        )
        away = Change(town.midday_id, meeting=(0, "12:30", "14:45"), slot="2-midday")
        services.make(town.draft_id, 0, away, actor=me, now=now)
        services.publish_draft(town.draft_id, actor=me, now=now)
        kept = courses.session(held.id)
        days = {one.day for one in courses.sessions_between(MONDAY, date(2026, 12, 6), section_ids=[town.midday_id])}
    assert (kept.day, kept.starts, kept.marked_by) == (MONDAY, time(12, 30), "Jonas Weber")
    assert date(2026, 12, 2) in days


@pytest.mark.parametrize("who", ["teacher", "manager", "leyla", "outsider"])
def test_a_draft_is_absent_for_others(town: Town, who: str) -> None:
    client = town.house.client(getattr(town.cast, who))
    address = f"/timetable/drafts/{town.draft_id}"
    paths = ("", "/news", "/compare", "/publish", f"/groups/{town.midday_id}", f"/seats/{town.cast.amina.learner_id}")
    assert {client.get(address + path).status_code for path in paths} == {404}
    for path in ("/change", "/undo", "/publish", "/aside", "/start"):
        assert client.post(address + path, data={"version": 0, "group": town.midday_id}).status_code == 404


def test_a_search_is_gone_on_with_by_hand(sqlite_house: House) -> None:
    cast: Cast = towns.found(sqlite_house)
    with sqlite_house.acting(cast.administrator):
        me, now = cast.administrator, clock.now()
        run_id = services.solve_now(cast.centre_id, cast.term_id, MONDAY, iterations=1, seed=1, actor=me, now=now)
    client = sqlite_house.client(cast.administrator)
    answer = client.post(f"/timetable/runs/{run_id}/draft")
    assert "1 class differs from the published timetable." in client.get(answer.location).text
    assert client.post(f"/timetable/runs/{run_id}/draft").location == answer.location
    draft_id = answer.location.rsplit("/", 1)[1]
    with sqlite_house.acting(cast.administrator):
        outcome = services.publish_draft(draft_id, actor=cast.administrator, now=clock.now())
    assert (outcome["sections"], outcome["booked"], outcome["refused"]) == (1, 7, [])
    # The run is from before the plan in force now.
    assert client.post(f"/timetable/runs/{run_id}/publish").status_code == 409


def test_the_board_asks_no_more_for_more_changes(town: Town) -> None:
    desk = Desk(town)
    with counted(town.house.engine) as few:
        desk.look()
    for number, slot in enumerate(("2-midday", "4-midday", "0-midday")):
        meeting = next(one for one in town.group(town.midday_id).meetings if one[0] not in (1, 3))
        town.make(Change(town.midday_id, meeting=meeting, slot=slot), version=number)
    with counted(town.house.engine) as more:
        desk.look()
    assert len(more) <= len(few) + 1


@pytest.mark.browser
def test_a_class_is_dragged_or_carried_by_keys_looked_at_and_put_down(town: Town) -> None:
    with_two_toddlers(town)
    shift = clock.shift()
    server = make_server("127.0.0.1", 0, town.house.app, threaded=True)

    def serve() -> None:
        clock.use_shift(shift)
        server.serve_forever()

    thread = Thread(target=serve)
    thread.start()
    address = f"http://127.0.0.1:{server.port}"
    cookie = town.house.client(town.actor).get_cookie(COOKIE)
    assert cookie is not None
    refused: list[str] = []
    try:
        with sync_playwright() as playwright:
            browser = chromium.launch(playwright)
            # West of the house: a day of the board is no instant.
            context = browser.new_context(
                viewport={"width": 1280, "height": 900}, locale="en-GB", timezone_id="America/New_York"
            )
            context.add_cookies([{"name": COOKIE, "value": cookie.value, "url": address}])
            page = context.new_page()
            page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
            page.goto(f"{address}/timetable/drafts/{town.draft_id}")
            held = page.locator(f'[data-of="{town.midday_id}.{TWELVE}"]').bounding_box()
            assert held is not None
            page.mouse.move(held["x"] + 40, held["y"] + 20)
            page.mouse.down()
            page.mouse.move(held["x"] + 2 * (held["width"] + 8) + 40, held["y"] + 24, steps=6)
            page.wait_for_selector(".plan-board__place")
            assert page.inner_text(".plan-board__target") == "Alpha C: Wed 12:30, Sun"
            page.mouse.up()
            page.click("#change-sheet button:has-text('Change it')")
            page.wait_for_selector("text=1 class differs from the published timetable.")
            # By keys: M takes the class up, an arrow carries it, the children in care go along, Escape leaves it.
            page.locator(f'.ec-event:has([data-of="{town.cast.section_id}.0.09:00"])').focus()
            page.keyboard.press("m")
            page.wait_for_selector(".plan-board__place")
            page.keyboard.press("ArrowRight")
            page.keyboard.press("ArrowRight")
            assert page.inner_text(".plan-board__target") == "Alpha B: Wed 09:00, Fish"
            moved = [one.inner_text() for one in page.locator(".plan-board__moved li").all()]
            assert moved == ["Bear, Mon, am: 1/1 → 0/1", "Bear, Wed, am: 0/1 → 1/1"]
            page.keyboard.press("Escape")
            assert page.locator(".plan-board__care-moved").count() == 0
            page.keyboard.press("m")
            page.keyboard.press("ArrowRight")
            page.keyboard.press("ArrowRight")
            page.keyboard.press("Enter")
            page.click("#change-sheet button:has-text('Change it')")
            page.wait_for_selector("text=2 classes differ from the published timetable.")
            browser.close()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert [one[0] for one in town.group(town.midday_id).meetings] == [1, 2, 3]
    assert [one[0] for one in town.group(town.cast.section_id).meetings] == [1, 2, 3]
    assert refused == []
