"""Pages of seats and lists: people of a class, one person's seat, the waiting list, a learner's yes or no; and REST."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from lms.courses import queries, services
from lms.kernel import clock, plugins
from lms.kernel.actor import Actor, Role
from lms.kernel.plugins import Registry
from lms.kernel.vocabulary import EnrolmentState as State
from tests import houses
from tests.cast import Cast, add_section, gather
from tests.houses import NOON, House
from tests.lms.kernel.test_rest import program

TODAY = date(2026, 11, 24)


@dataclass
class Office:
    """A full class of one seat: Leyla has it, Mahmoud waits first, then Amina. And a class with room."""

    house: House
    cast: Cast
    small: str
    leyla: str
    mahmoud: str
    amina: str

    def client(self, who: Actor | None = None) -> FlaskClient:
        """Somebody who signed in just now; the administrator without a name."""
        return self.house.client(who or self.cast.administrator)

    def state(self, enrolment_id: str) -> State:
        """Where an enrolment stands."""
        with self.house.acting(self.cast.administrator):
            return queries.placed(enrolment_id).state

    def deed(self, enrolment_id: str, deed: str, who: Actor | None = None, **typed: str) -> Any:
        """Press a button on somebody's page."""
        return self.client(who).post(f"/enrolments/{enrolment_id}/{deed}", data=typed, follow_redirects=True)


@pytest.fixture(scope="module")
def template(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, registry: Registry
) -> tuple[Path, Cast, list[str]]:
    """A database with the office in it, to copy from."""
    path = tmp_path_factory.mktemp("office") / "office.db"
    path.write_bytes(sqlite_template.read_bytes())
    with clock.shifted_to(NOON), houses.open_house(f"sqlite:///{path}", path.parent, registry) as house:
        plugins.install(registry.without("curricula", "childcare"))
        cast = gather(house)
        small = add_section(house, cast, name="Evening", seats=1, starts=time(17), ends=time(19))
        me = cast.administrator
        with house.acting(me):
            now = clock.now()
            leyla, _ = services.book(small, cast.leyla.learner_id or "", from_date=TODAY, actor=me, now=now)
            mahmoud = services.wait(small, cast.mahmoud.learner_id or "", actor=me, now=now)
            amina = services.wait(small, cast.amina.learner_id or "", actor=me, now=now + timedelta(minutes=1))
    return path, cast, [small, leyla, mahmoud, amina]


@pytest.fixture
def office(template: tuple[Path, Cast, list[str]], tmp_path: Path, registry: Registry) -> Iterator[Office]:
    """The office on a Tuesday at noon."""
    source, cast, ids = template
    path = tmp_path / "office.db"
    path.write_bytes(source.read_bytes())
    with clock.shifted_to(NOON), houses.open_house(f"sqlite:///{path}", tmp_path, registry) as house:
        plugins.install(registry.without("curricula", "childcare"))
        yield Office(house, cast, *ids)


def test_people_of_a_class_stand_by_state_and_the_list_in_its_order(office: Office) -> None:
    page = office.client().get(f"/sections/{office.small}/people").text
    assert "Evening is full" in page
    assert "2 people wait" in page
    assert page.index("Leyla Demir") < page.index("Waiting list</h2>") < page.index("Mahmoud") < page.index("Amina")
    assert "Whoever has waited longest comes first." in page
    found = office.client().get(f"/sections/{office.small}/people?q=amina").text
    assert "Amina" in found
    assert "Mahmoud" not in found
    assert "Nobody fits." in office.client().get(f"/sections/{office.small}/people?q=nobody").text


def test_a_teacher_sees_the_people_and_changes_nothing(office: Office) -> None:
    client = office.client(office.cast.teacher)
    assert (
        "Leyla Demir"
        in client.get(f"/sections/{office.cast.section_id}/people").text
        + client.get(f"/sections/{office.small}/people").text
    )
    assert "Add somebody" not in client.get(f"/sections/{office.small}/people").text
    assert client.post(f"/enrolments/{office.leyla}/leave", data={"reason": "work"}).status_code == 404
    assert office.state(office.leyla) is State.ENROLLED


def test_an_empty_class_and_an_empty_list_say_what_to_do(office: Office) -> None:
    assert "Nobody is in this class yet" in office.client().get(f"/sections/{office.cast.section_id}/people").text
    for who in (office.mahmoud, office.amina):
        office.deed(who, "leave", reason="other")
    assert "Nobody waits for a class" in office.client().get("/waiting").text


def test_somebody_is_added_to_a_class_and_taken_off_again(office: Office) -> None:
    client = office.client()
    shown = client.get(f"/sections/{office.cast.section_id}/people/add").text
    assert "Right level, no seat yet" in shown
    data = {"learner_id": office.cast.amina.learner_id, "deed": "seat", "from_date": "2026-11-26"}
    page = client.post(f"/sections/{office.cast.section_id}/people", data=data, follow_redirects=True).text
    assert "Amina Karimi has a seat from Thu 26." in page
    assert "/undo" in page
    again = client.post(f"/sections/{office.cast.section_id}/people", data=data)
    assert again.status_code == 409
    assert "a seat in this class already" in again.text
    full = client.post(f"/sections/{office.small}/people", data={"learner_id": data["learner_id"], "deed": "seat"})
    assert "This class is full." in full.text


def test_who_leaves_without_a_reason_is_asked_and_with_one_makes_room(office: Office) -> None:
    asked = office.client().post(f"/enrolments/{office.leyla}/leave", data={"on": "2026-11-24"})
    assert asked.status_code == 422
    assert "why does the person leave?" in asked.text
    page = office.deed(office.leyla, "leave", reason="moved_away", note="Hamburg").text
    assert "Leyla Demir has left." in page
    assert "Moved away" in page
    assert "Hamburg" in page
    assert office.state(office.mahmoud) is State.OFFERED
    people = office.client().get(f"/sections/{office.small}/people").text
    assert "A seat is offered" in people
    assert "kept until Fri 27 November" in people
    assert "1 person was here before" in people


def test_a_pause_is_greyed_and_taken_back_in_one_press(office: Office) -> None:
    page = office.deed(office.leyla, "pause", reason="birth", until="2027-01-04", back="people").text
    assert "Leyla Demir pauses. The seat is kept." in page
    assert 'class="is-away"' in page
    undone = office.client().post(f"/enrolments/{office.leyla}/undo", follow_redirects=True).text
    assert "It is as it was before." in undone
    assert office.state(office.leyla) is State.ENROLLED
    refused = office.client().post(f"/enrolments/{office.leyla}/undo")
    assert "only on the day it was done" in refused.text


def test_who_comes_back_from_a_pause_is_shown_the_group_that_stands_where_the_pause_began(office: Office) -> None:
    office.deed(office.leyla, "pause", reason="birth", on="2026-11-24")
    page = office.client().get(f"/enrolments/{office.leyla}").text
    assert "since the pause began" not in page
    # 10 evenings of 120 minutes until the pause; 9 Fridays of 90 minutes in the slower class six weeks later.
    house, cast = office.house, office.cast
    begins = add_section(house, cast, name="Slow Fridays", weekdays=(4,), starts=time(13), ends=time(14, 30))
    with clock.shifted_to(NOON + timedelta(weeks=6)):
        page = office.client().get(f"/enrolments/{office.leyla}").text
    told = re.search(r"The class has held (\d+) lessons since the pause began", page)
    assert told is not None
    assert int(told[1]) > 20
    notice = page.split("since the pause began.")[1].split("</div>")[0]
    assert f'href="/sections/{begins}"' in notice
    assert re.sub(r"<[^>]+>", "", notice).split("Slow Fridays")[1].strip() == "is 9 lessons before that point."
    office.deed(office.leyla, "resume", on="2026-11-25")
    assert "since the pause began" not in office.client().get(f"/enrolments/{office.leyla}").text


def test_a_move_goes_to_the_new_class_and_back(office: Office) -> None:
    page = office.deed(office.leyla, "transfer", section_id=office.cast.section_id).text
    assert "Leyla Demir has moved." in page
    assert office.state(office.leyla) is State.TRANSFERRED
    asked = office.client().post(f"/enrolments/{office.mahmoud}/transfer", data={})
    assert "Choose a class." in asked.text
    nonsense = office.client().post(f"/enrolments/{office.mahmoud}/priority", data={"needed_by": "soon"})
    assert "Write the day as year-month-day" in nonsense.text
    assert office.client().post(f"/enrolments/{office.mahmoud}/dance").status_code == 404


def test_the_waiting_list_shows_who_waits_twice_and_who_has_to_be_called(office: Office) -> None:
    other = add_section(office.house, office.cast, name="Noon", seats=1, starts=time(12), ends=time(14))
    me = office.cast.administrator
    with office.house.acting(me):
        now = clock.now()
        services.book(other, office.cast.leyla.learner_id or "", from_date=TODAY, actor=me, now=now)
        services.wait(other, office.cast.amina.learner_id or "", actor=me, now=now)
    page = office.client().get("/waiting").text
    assert "2 people wait for a class" in page
    assert "Also waits: Noon" in page
    twice = office.client().get("/waiting?show=twice").text
    assert "Amina" in twice
    assert "Mahmoud" not in twice
    office.deed(office.leyla, "leave", reason="work")
    with clock.shifted_to(NOON + timedelta(days=4)):
        with office.house.acting(me):
            services.look_after(office.small, actor=me, now=clock.now())
        silent = office.client().get("/waiting?show=silent").text
        assert "Did not answer. Call." in silent
        office.client().post(f"/enrolments/{office.mahmoud}/confirm", data={"back": "list"})
        assert "Nobody fits." in office.client().get("/waiting?show=silent").text


def test_the_rule_is_changed_by_the_office_and_refused_when_nobody_can_live_with_it(office: Office) -> None:
    typed = {"order": "need", "offer_hours": "24", "silence": "leave", "confirm_days": "30"}
    page = office.client().post("/waiting/rule", data=typed, follow_redirects=True).text
    assert "The rule holds from now on." in page
    assert "An offer holds 24 hours" in page
    refused = office.client().post("/waiting/rule", data={**typed, "offer_hours": "0"})
    assert refused.status_code == 422
    assert "1 to 336 hours" in refused.text


def test_a_learner_hears_her_place_and_says_yes_with_one_tap(office: Office) -> None:
    amina, mahmoud = office.client(office.cast.amina), office.client(office.cast.mahmoud)
    assert "1 person is before you." in amina.get("/today").text
    assert "You are the next one." in mahmoud.get("/my-place").text
    office.deed(office.leyla, "leave", reason="work")
    assert "A seat is free for you" in mahmoud.get("/today").text
    page = mahmoud.get("/my-place").text
    assert "Yes, I come" in page
    assert "We keep it for you until Friday 27 November" in page
    # What is offered to him is nobody else's to take.
    assert amina.post(f"/my-place/{office.mahmoud}/yes").status_code == 404
    assert "The seat is yours." in mahmoud.post(f"/my-place/{office.mahmoud}/yes", follow_redirects=True).text
    assert office.state(office.mahmoud) is State.ENROLLED
    assert "You are the next one." in amina.get("/my-place").text


def test_a_learner_says_no_and_the_next_one_is_asked(office: Office) -> None:
    office.deed(office.leyla, "leave", reason="work")
    mahmoud = office.client(office.cast.mahmoud)
    assert "We ask somebody else." in mahmoud.post(f"/my-place/{office.mahmoud}/no", follow_redirects=True).text
    assert office.state(office.amina) is State.OFFERED
    late = mahmoud.post(f"/my-place/{office.mahmoud}/yes")
    assert "This offer is over." in late.text
    with clock.shifted_to(NOON + timedelta(days=4)):
        answer = office.client(office.cast.amina).post(f"/my-place/{office.amina}/yes")
    assert answer.status_code == 409


def test_a_learner_says_not_now_keeps_waiting_and_takes_it_back_by_saying_that_she_has_time(office: Office) -> None:
    office.deed(office.leyla, "leave", reason="work")
    mahmoud = office.client(office.cast.mahmoud)
    told = mahmoud.post(f"/my-place/{office.mahmoud}/later", follow_redirects=True).text
    assert "We ask you again from Tuesday 8 December." in told
    assert (office.state(office.mahmoud), office.state(office.amina)) == (State.WAITING, State.OFFERED)
    assert "I have time now" in mahmoud.get("/my-place").text
    assert "Said: not now." in office.client().get(f"/enrolments/{office.mahmoud}").text
    mahmoud.post(f"/my-place/{office.mahmoud}/still")
    assert "I have time now" not in mahmoud.get("/my-place").text


def test_an_offered_seat_is_not_yet_a_class_on_the_learner_s_day(office: Office) -> None:
    office.deed(office.leyla, "leave", reason="work")
    page = office.client(office.cast.mahmoud).get("/today").text
    assert "You have no class yet." in page


def test_a_program_lists_enrols_and_changes_states(office: Office) -> None:
    client = program(office.house, office.cast.provider_id, Role.ADMINISTRATOR)
    found = client.get(f"/api/v1/enrolments?section_id={office.small}").json
    assert found is not None
    assert [(one["state"], one["learner_id"] == office.cast.leyla.learner_id) for one in found["items"]].count(
        ("enrolled", True)
    ) == 1
    assert client.get("/api/v1/enrolments").status_code == 422
    address = f"/api/v1/sections/{office.cast.section_id}/enrolments/{office.cast.amina.learner_id}"
    made = [client.put(address, json={"state": "enrolled"}).json for _ in range(2)]
    assert made[0] == made[1] is not None
    state = f"/api/v1/enrolments/{office.leyla}/state"
    missing = client.put(state, json={"state": "left"})
    assert missing.status_code == 422
    assert (missing.json or {})["code"] == "courses.reason_missing"
    for _ in range(2):
        gone = client.put(state, json={"state": "left", "reason": "work"}).json
        assert gone is not None
        assert (gone["state"], gone["reason"]) == ("left", "work")
    assert office.state(office.mahmoud) is State.OFFERED
    wrong = client.put(f"/api/v1/enrolments/{office.amina}/state", json={"state": "paused", "reason": "work"})
    assert (wrong.json or {})["code"] == "courses.no_such_step"
