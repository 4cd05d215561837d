"""Pages of planning: offer, open, look, save, undo, move, cancel, make up, close, copy; and the doors for programs."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from lms.accounts.services import people as accounts
from lms.courses import models, queries
from lms.kernel import clock, db
from lms.kernel.actor import Role
from lms.kernel.plugins import Registry
from lms.organisations import services as places
from tests import houses
from tests.lms.courses.conftest import Template
from tests.lms.courses.people import THURSDAY, Classroom, add_people, opened
from tests.queries import counted

CLASS = {
    "name": "Evening A", "seats": "12", "starts_on": "2026-11-30", "ends_on": "2027-02-26", "mode": "room",
    "days-0": ["1", "3"], "starts-0": "17:30", "ends-0": "19:00", "every-0": "1", "anchor-0": "",
}  # fmt: skip


@pytest.fixture(scope="module")
def room(class_template: Template, tmp_path_factory: pytest.TempPathFactory, registry: Registry) -> Iterator[Classroom]:
    """One house for every test here: each leaves the others' sessions alone."""
    with opened(class_template, tmp_path_factory.mktemp("plan"), houses.NOON, registry) as classroom:
        add_people(classroom.house, classroom.cast, 15)
        yield classroom


@pytest.fixture
def client(room: Classroom) -> Iterator[FlaskClient]:
    with clock.shifted_to(houses.NOON):
        yield room.client(room.cast.administrator)


def sections(room: Classroom) -> dict[str, queries.SectionInfo]:
    with room.house.acting(room.cast.administrator):
        return {one.name: one for one in queries.sections(states=("published", "closed"))}


def open_class(room: Classroom, client: FlaskClient, name: str, **more: object) -> str:
    form = {**CLASS, "course": room.cast.course_id, "term": room.cast.term_id, "name": name, **more}
    answer = client.post("/sections/new", data=form)
    assert answer.status_code == 302, answer.text
    return str(answer.location).rpartition("/")[2]


def session_of(room: Classroom, section_id: str, number: int = 0) -> queries.SessionInfo:
    with room.house.acting(room.cast.administrator):
        return queries.sessions_between(date(2026, 11, 25), date(2027, 2, 26), section_ids=[section_id])[number]


def undo_of(client: FlaskClient, page: str) -> str:
    found = re.search(r"/changes/\w+/undo", client.get(page).text)
    assert found
    return found[0]


def test_a_class_is_opened_looked_at_changed_and_undone(room: Classroom, client: FlaskClient) -> None:
    section_id = open_class(room, client, "Evening A")
    page = client.get(f"/sections/{section_id}").text
    assert "lessons short" in page
    form = {**CLASS, "days-0": ["1"], "from_date": "2026-11-30"}
    looked = client.post(f"/sections/{section_id}/edit", data={**form, "deed": "look"})
    assert looked.status_code == 200
    assert "13 taken away" in looked.text
    assert len(sections(room)["Evening A"].meetings) == 2
    saved = client.post(f"/sections/{section_id}/edit", data={**form, "deed": "save"})
    assert saved.location == f"/sections/{section_id}"
    assert len(sections(room)["Evening A"].meetings) == 1
    assert client.post(undo_of(client, f"/sections/{section_id}")).status_code == 302
    assert len(sections(room)["Evening A"].meetings) == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Fill this in."),
        ({"seats": "0"}, "Write a number from 1 to 500."),
        ({"starts-0": "19:30"}, "This meeting ends before it begins."),
        ({"days-0": []}, "Choose at least one weekday"),
        ({"ends_on": "2026-11-01"}, "ends before it starts"),
        ({"starts_on": "soon"}, "Write year-month-day"),
        ({"link": "javascript:alert(1)"}, "A link begins with https"),
    ],
)
def test_a_class_that_cannot_be_is_not_opened_and_the_page_says_what_to_do(
    room: Classroom, client: FlaskClient, wrong: dict[str, object], said: str
) -> None:
    form = {**CLASS, "course": room.cast.course_id, "term": room.cast.term_id, "name": "Never", **wrong}
    answer = client.post("/sections/new", data=form)
    assert answer.status_code in (409, 422)
    assert said in answer.text
    assert "Never" not in sections(room)


def test_a_taken_room_is_refused_before_anything_is_saved(room: Classroom, client: FlaskClient) -> None:
    section_id = open_class(room, client, "Evening B", **{"days-0": ["2"]})
    form = {
        **CLASS,
        "name": "Evening B",
        "days-0": ["0"],
        "starts-0": "10:00",
        "ends-0": "12:00",
        "room_id": room.cast.room_id,
    }
    answer = client.post(f"/sections/{section_id}/edit", data={**form, "deed": "look"})
    assert answer.status_code == 409
    assert "The room of Evening B is taken" in answer.text


def test_a_session_is_moved_cancelled_with_a_reason_and_brought_back(room: Classroom, client: FlaskClient) -> None:
    section_id = open_class(room, client, "Evening C", **{"days-0": ["4"]})
    found = session_of(room, section_id)
    path = f"/sessions/{found.id}"
    assert "Who hears of a change" in client.get(path).text
    moved = {"day": "2026-12-05", "starts": "10:00", "ends": "11:30", "mode": "room", "reason": "Hall closed"}
    assert client.post(f"{path}/move", data=moved).status_code == 302
    assert "Moved from Friday 4 December. Hall closed" in re.sub(r"\s+", " ", client.get(path).text)
    refused = client.post(f"{path}/cancel", data={"reason": ""})
    assert refused.status_code == 422
    assert "why is it cancelled?" in refused.text
    assert client.post(f"{path}/cancel", data={"reason": "Ill"}).status_code == 302
    assert "This session is cancelled." in client.get(path).text
    assert client.post(f"{path}/restore").status_code == 302
    assert session_of(room, section_id).state == "planned"


def test_free_times_fill_what_is_short(room: Classroom, client: FlaskClient) -> None:
    section_id = open_class(
        room, client, "Evening D", minutes="30", **{"days-0": ["2"], "starts-0": "19:10", "ends-0": "20:40"}
    )
    page = client.get(f"/sections/{section_id}/makeup").text
    assert "4 lessons short of 30: add 2 sessions" in page
    first = re.search(r'name="day" value="([\d-]+)"', page)
    assert first
    form = {"day": first[1], "starts": "19:10", "ends": "20:40", "mode": "room"}
    # A room that is not the provider's is none, whoever has it.
    stray = client.post(f"/sections/{section_id}/makeup", data={**form, "mode": "room", "room_id": "0" * 20})
    assert (stray.status_code, "This room is not here." in stray.text) == (409, True)
    assert client.post(f"/sections/{section_id}/makeup", data=form).status_code == 302
    assert "2 lessons short of 30: add 1 session" in client.get(f"/sections/{section_id}/makeup").text


def test_deleting_a_class_with_people_offers_closing(room: Classroom, client: FlaskClient) -> None:
    answer = client.post(f"/sections/{room.cast.section_id}/delete")
    assert answer.status_code == 409
    assert "Close it instead." in answer.text
    assert "Close the class" in answer.text
    mistake = open_class(room, client, "Mistake", **{"days-0": ["5"]})
    assert client.post(f"/sections/{mistake}/delete").status_code == 302
    assert "Mistake" not in sections(room)


def test_a_course_takes_its_length_and_group_size_from_the_rules(room: Classroom, client: FlaskClient) -> None:
    page = client.get("/courses/new").text
    value = re.search(r'value="(de_integrationskurs:[\w-]+)"', page)
    assert value
    chosen = client.post("/courses/new", data={"module": value[1]})
    assert chosen.status_code == 200
    form = {
        "module": value[1],
        "deed": "save",
        "title": "General 1",
        "lessons": "100",
        "section_min": "9",
        "section_max": "8",
    }
    wrong = client.post("/courses/new", data=form)
    assert wrong.status_code == 422
    assert "largest group is smaller" in wrong.text
    assert client.post("/courses/new", data={**form, "section_max": "25"}).status_code == 302
    assert "General 1" in client.get("/courses").text


def test_a_course_says_as_what_its_hours_are_charged(room: Classroom, client: FlaskClient) -> None:
    value = re.findall(r'value="(de_integrationskurs:[\w-]+)"', client.get("/courses/new").text)[-1]
    chosen = client.post("/courses/new", data={"module": value}).text
    assert 'value="language" selected' in chosen
    assert re.search(r'name="unit_minutes"[^>]*value="45"', chosen)
    form = {
        "module": value,
        "deed": "save",
        "title": "Life 1",
        "lessons": "40",
        "section_min": "5",
        "section_max": "9",
    }
    wrong = client.post("/courses/new", data={**form, "strand": "soft", "unit_minutes": "600"})
    assert wrong.status_code == 422
    assert "from 15 to 120" in wrong.text
    assert client.post("/courses/new", data={**form, "strand": "soft", "unit_minutes": "60"}).status_code == 302
    with room.house.acting(room.cast.administrator) as session:
        kept = session.scalars(select(models.Course).where(models.Course.title == "Life 1")).one()
        assert (kept.strand, kept.unit_minutes) == ("soft", 60)


def test_terms_are_added_days_closed_after_a_warning_and_a_term_is_copied(room: Classroom, client: FlaskClient) -> None:
    new = {"name": "Spring", "starts_on": "2027-03-08", "ends_on": "2027-06-25"}
    assert client.post("/terms", data=new).status_code == 302
    days = {"first": "2027-01-04", "last": "2027-01-05", "reason": "Staff days"}
    asked = client.post("/terms/closed", data=days)
    assert asked.status_code == 200
    assert "would be cancelled" in asked.text
    assert client.post("/terms/closed", data={**days, "deed": "save"}).status_code == 302
    page = client.get("/terms").text
    assert page.count("Staff days") == 2
    opened_again = re.search(r"/terms/closed/\w+/open", page)
    assert opened_again
    assert client.post(opened_again[0]).status_code == 302
    assert client.get("/terms").text.count("Staff days") == 1
    copying = f"/terms/{room.cast.term_id}/copy"
    assert "Which classes of Winter go on?" in client.get(copying).text
    to = re.search(r'<option value="(\w+)"[^>]*>Spring', client.get(copying).text)
    assert to
    tried = client.post(copying, data={"to_term": to[1], "section": [room.cast.section_id], "deed": "try"})
    assert "48 sessions" in tried.text
    done = client.post(copying, data={"to_term": to[1], "section": [room.cast.section_id], "deed": "save"})
    assert done.status_code == 302
    assert "1 class in Spring" in client.get(str(done.location)).text


@pytest.mark.parametrize("path", ["/courses", "/terms", "/courses/new", "/sections/{}/edit", "/sections/{}/groups"])
@pytest.mark.parametrize("who", ["teacher", "leyla", "outsider"])
def test_who_does_not_plan_finds_no_page(room: Classroom, who: str, path: str) -> None:
    with clock.shifted_to(houses.NOON):
        client = room.client(getattr(room.cast, who))
        status = client.get(path.format(room.cast.section_id)).status_code
    assert status == (404 if "{}" in path or who != "outsider" else 200)


def test_a_teacher_sees_a_session_and_cannot_change_it(room: Classroom) -> None:
    with clock.shifted_to(houses.NOON):
        client, found = room.client(room.cast.teacher), room.session_on(THURSDAY)
        page = client.get(f"/sessions/{found.id}").text
        assert "Cancel the session" not in page
        assert client.post(f"/sessions/{found.id}/cancel", data={"reason": "x"}).status_code == 404


@pytest.mark.parametrize(("path", "most"), [("/month", 10), ("/sections/{}", 35), ("/courses", 17)])
def test_pages_ask_the_same_number_of_questions_however_much_there_is(
    room: Classroom, client: FlaskClient, path: str, most: int
) -> None:
    where = path.format(room.cast.section_id)
    client.get(where)
    with counted(room.house.engine) as seen:
        assert client.get(where).status_code == 200
    assert len(seen) <= most, seen.statements


def test_a_month_shows_every_session_by_day(room: Classroom, client: FlaskClient) -> None:
    page = client.get("/month?from=2026-11-15").text
    assert page.count("month__session room") >= 13
    assert "November 2026" in page


def test_a_teacher_sees_her_own_month_first_and_can_see_all_of_it(room: Classroom) -> None:
    teacher = room.client(room.cast.teacher)
    own, everybody = (teacher.get(f"/month?from=2026-11-15{more}").text for more in ("", "&mine=0"))
    assert "mine=0" in own
    assert own.count("month__session room") <= everybody.count("month__session room")
    assert teacher.get("/month?from=2026-11-15&mine=1").text.count("month__session room") == own.count(
        "month__session room"
    )


def said(answer: TestResponse) -> Any:
    """What a program reads."""
    return answer.json


def test_programs_open_change_move_and_cancel(room: Classroom) -> None:
    with clock.shifted_to(houses.NOON):
        with room.house.acting(room.cast.administrator):
            token = accounts.make_api_token(room.cast.provider_id, Role.ADMINISTRATOR, "Planner", now=clock.now())
            places.add_room(room.cast.centre_id, "Tree", "tree", 12)
        program = room.house.app.test_client()
        program.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        body = {
            "course_id": room.cast.course_id, "seats": 9,
            "meetings": [{"weekday": 5, "starts": "09:00", "ends": "10:30"}],
        }  # fmt: skip
        path = f"/api/v1/terms/{room.cast.term_id}/sections/Saturday"
        made = program.put(path, json=body)
        assert (made.status_code, said(made)["seats"]) == (200, 9), made.text
        again = program.put(path, json={**body, "seats": 10})
        assert (said(again)["id"], said(again)["seats"]) == (said(made)["id"], 10)
        days = f"/api/v1/sessions?from=2026-11-25&to=2027-02-26&section_id={said(made)['id']}"
        items = said(program.get(days))["items"]
        assert len(items) == 13
        one = f"/api/v1/sessions/{items[0]['id']}"
        moved = program.put(f"{one}/time", json={"day": "2026-11-29", "starts": "09:00", "ends": "10:30"})
        assert (said(moved)["day"], said(moved)["sequence"]) == ("2026-11-29", 1)
        off = program.put(f"{one}/cancellation", json={"reason": "Snow"})
        assert (said(off)["state"], said(off)["reason"]) == ("cancelled", "Snow")
        assert program.put(f"{one}/cancellation", json={"reason": "Snow"}).json == said(off)
        assert said(program.put(f"{one}/cancellation", json={"cancelled": False}))["state"] == "planned"
        extra = {"day": "2026-12-01", "starts": "20:00", "ends": "21:00"}
        first = program.put(f"/api/v1/sections/{said(made)['id']}/makeup", json=extra)
        assert program.put(f"/api/v1/sections/{said(made)['id']}/makeup", json=extra).json == said(first)
        refused = program.put(f"{one}/time", json={"day": "2026-11-20", "starts": "09:00", "ends": "10:30"})
        assert (refused.status_code, said(refused)["code"]) == (422, "courses.time_is_over")


def test_a_program_that_does_not_name_something_leaves_it_as_it_stands(room: Classroom, client: FlaskClient) -> None:
    more = {"link": "https://meet.example/g", "mode": "both", "entry_until": "2026-12-18", "days-0": ["6"]}
    section_id = open_class(room, client, "Evening G", **more)
    with clock.shifted_to(houses.NOON):
        with room.house.acting(room.cast.administrator):
            token = accounts.make_api_token(room.cast.provider_id, Role.ADMINISTRATOR, "Planner G", now=clock.now())
            db.session().execute(update(models.Section).where(models.Section.id == section_id).values(minutes=2700))
        program = room.house.app.test_client()
        program.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        meetings = [{"weekday": 6, "starts": "17:30", "ends": "19:30"}]
        body = {"course_id": room.cast.course_id, "seats": 11, "meetings": meetings}
        path = f"/api/v1/terms/{room.cast.term_id}/sections/Evening G"
        assert program.put(path, json=body).status_code == 200
        found = sections(room)["Evening G"]
        assert (found.id, found.seats, found.own_minutes, found.mode) == (section_id, 11, 2700, "both")
        assert (found.link, found.entry_until) == ("https://meet.example/g", date(2026, 12, 18))
        assert found.starts_on == date(2026, 11, 30)
        assert program.put(path, json={**body, "link": ""}).status_code == 200
        assert sections(room)["Evening G"].link == ""
