"""A mentor by language and goal: both say yes, meetings are written down, either ends it. Peer mentors take a course first."""

import re
from datetime import time, timedelta
from typing import Any

from lms.companions import models
from lms.courses import queries as courses
from lms.exchange.services import erasure
from lms.kernel import clock
from lms.kernel.vocabulary import Level, Track
from lms.learners.services import NewLearner
from lms.messages import queries as messages
from tests import houses
from tests.cast import Cast, add_learner, add_section, gather
from tests.houses import House
from tests.lms.companions.test_companions import SALMA, written_down

TODAY = houses.NOON.date()
MENTOR = SALMA | {"parts": "mentor", "topics": "work", "trained_on": "2026-05-04"}


def _nour(house: House, cast: Cast) -> Any:
    """A learner who speaks Arabic and wants to work."""
    new = NewLearner("L-9", "Nour", "Saleh", first_language="Arabic", phone="0151 5550109", goal="work")
    return add_learner(house, cast.provider_id, cast.centre_id, new)


def _one(house: House, kind: type[Any]) -> Any:
    with house.crossing() as session:
        row = session.query(kind).order_by(kind.id.desc()).first()
        session.expunge(row)
    return row


def _proposed(house: House, cast: Cast, learner: Any) -> str:
    staff, address = house.client(cast.caseworker), f"/people/{learner.learner_id}/mentor"
    chosen = re.search(r'name="volunteer_id" value="(\w+)"', staff.get(address).text)
    assert chosen is not None
    assert "Both are asked" in staff.post(address, data={"volunteer_id": chosen[1]}, follow_redirects=True).text
    return str(_one(house, models.Mentoring).id)


def test_both_say_yes_then_they_meet_and_either_ends_it_without_a_reason(house: House) -> None:
    cast = gather(house)
    nour = _nour(house, cast)
    staff, address = house.client(cast.caseworker), f"/people/{nour.learner_id}/mentor"
    assert "No mentor speaks a language of this person." in staff.get(address).text
    own = written_down(house, cast, MENTOR)
    written_down(house, cast, MENTOR | {"name": "Other goals", "topics": "family"})
    written_down(house, cast, MENTOR | {"name": "Other language", "languages": "ti", "more": ""})
    written_down(house, cast, MENTOR | {"name": "No course yet", "trained_on": ""})
    page = staff.get(address).text
    # Language decides, then the goal; who has not finished the course is not proposed.
    assert "2 mentors fit Nour Saleh" in page
    assert page.index("Salma Aziz") < page.index("Other goals")
    for absent in ("Other language", "No course yet"):
        assert absent not in page
    key = _proposed(house, cast, nour)
    assert staff.post(address, data={"volunteer_id": "nobody"}).status_code == 409
    mentor, learner = house.client(), house.client(nour)
    # Before both have said yes neither page names the learner to the mentor, and nothing can be written down.
    assert "Nour" not in mentor.get(own).text
    assert mentor.post(f"{own}/mentoring/{key}", data={}).status_code == 422
    mentor.post(f"{own}/mentoring/{key}", data={"answer": "yes"})
    meeting = {"day": TODAY.isoformat(), "minutes": "60"}
    assert mentor.post(f"{own}/mentoring/{key}/meetings", data=meeting).status_code == 409
    assert "Nour" not in mentor.get(own).text
    asked = learner.get("/today").text
    assert "Somebody could be your mentor. Yes or no?" in asked
    heard = learner.get("/my-mentor").text
    assert "Salma Aziz could be your mentor." in heard
    assert heard.count("data-say=") >= 4
    assert learner.post(f"/my-mentor/{key}", data={"answer": "perhaps"}).status_code == 422
    assert "is your mentor." in learner.post(f"/my-mentor/{key}", data={"answer": "yes"}, follow_redirects=True).text
    page = mentor.get(own).text
    assert "You meet Nour" in page
    assert "0151 5550109" in page
    assert "Saleh" not in page
    for wrong, said in (
        ({"day": "2026-02-31"}, "Choose a day since you both said yes"),
        ({"day": (TODAY + timedelta(days=1)).isoformat()}, "Choose a day since you both said yes"),
        ({"day": (TODAY - timedelta(days=1)).isoformat()}, "Choose a day since you both said yes"),
        ({"minutes": "0"}, "from 1 to 480"),
        ({"minutes": "long"}, "from 1 to 480"),
    ):
        refused = mentor.post(f"{own}/mentoring/{key}/meetings", data=meeting | wrong)
        assert (refused.status_code, said in refused.text) == (422, True)
    # The log: written twice on a day is one meeting; a slip is taken out.
    mentor.post(f"{own}/mentoring/{key}/meetings", data=meeting)
    mentor.post(f"{own}/mentoring/{key}/meetings", data=meeting | {"minutes": "45"})
    assert "45 min" in staff.get(address).text
    assert "You have met on Tue 24 November." in learner.get("/my-mentor").text
    held = _one(house, models.Meeting).id
    mentor.post(f"{own}/mentoring/{key}/meetings/{held}/back")
    assert "They have not met yet." in staff.get(address).text
    mentor.post(f"{own}/mentoring/{key}/meetings", data=meeting)
    # Ended by a slip of either: as before, and nobody is asked for anything.
    mentor.post(f"{own}/mentoring/{key}/end")
    assert "You meet Nour" in mentor.post(f"{own}/mentoring/{key}/back", follow_redirects=True).text
    learner.post(f"/my-mentor/{key}/end")
    assert "is your mentor." in learner.post(f"/my-mentor/{key}/back", follow_redirects=True).text
    with house.acting(cast.caseworker):
        assert messages.open_tasks(cast.caseworker) == []
    # The learner ends it; nobody is asked why, staff hears of it, and the mentor reads the name no more.
    learner.post(f"/my-mentor/{key}/end")
    assert "Nour" not in mentor.get(own).text
    assert mentor.post(f"{own}/mentoring/{key}/meetings", data=meeting).status_code == 409
    assert "met 1 time" in staff.get(address).text
    with house.acting(cast.caseworker):
        assert [one.code for one in messages.open_tasks(cast.caseworker)] == ["companions.task.mentoring_ended"]
    # Proposed again: this time the mentor says no, and staff takes back what it ended by a slip.
    again = _proposed(house, cast, nour)
    mentor.post(f"{own}/mentoring/{again}", data={"answer": "no"})
    assert _one(house, models.Mentoring).ended_by == "mentor"
    third = _proposed(house, cast, nour)
    staff.post(f"/companions/mentoring/{third}/end")
    staff.post(f"/companions/mentoring/{third}/on")
    assert _one(house, models.Mentoring).ended_on is None
    # A mentor who helps no more is nobody's mentor.
    staff.post(f"/companions/{_one(house, models.Mentoring).volunteer_id}/end")
    assert _one(house, models.Mentoring).ended_by == "staff"
    assert mentor.get(own).status_code == 404
    assert staff.post(f"/companions/mentoring/{third}/on").status_code == 409


def test_nobody_else_says_yes_or_ends_it(sqlite_house: House) -> None:
    house, cast = sqlite_house, gather(sqlite_house)
    nour = _nour(house, cast)
    own, other = written_down(house, cast, MENTOR), written_down(house, cast, MENTOR | {"name": "Zaid"})
    key = _proposed(house, cast, nour)
    for who in (cast.leyla, cast.mahmoud):
        assert house.client(who).post(f"/my-mentor/{key}", data={"answer": "yes"}).status_code == 404
        assert house.client(who).post(f"/my-mentor/{key}/end").status_code == 404
    links = [one for one in (own, other) if "Somebody looks for a mentor" not in house.client().get(one).text]
    assert len(links) == 1
    assert house.client().post(f"{links[0]}/mentoring/{key}", data={"answer": "yes"}).status_code == 404
    assert house.client().post(f"{links[0]}/mentoring/{key}/end").status_code == 404
    for who in (cast.teacher, cast.outsider, cast.leyla):
        assert house.client(who).get(f"/people/{nour.learner_id}/mentor").status_code == 404
        assert house.client(who).post(f"/companions/mentoring/{key}/end").status_code == 404
    found = _one(house, models.Mentoring)
    assert (found.mentor_said_on, found.learner_said_on, found.ended_on) == (None, None, None)


def test_a_learner_who_passes_the_course_for_peer_mentors_may_be_asked_as_a_mentor(sqlite_house: House) -> None:
    house, cast = sqlite_house, gather(sqlite_house)
    nour = _nour(house, cast)
    sara = add_learner(
        house, cast.provider_id, cast.centre_id,
        NewLearner("L-10", "Sara", "Amin", first_language="Arabisch", phone="0151 5550110", goal="work"),
        track=Track.REGULAR, level=Level.B1,
    )  # fmt: skip
    office, staff = house.client(cast.administrator), house.client(cast.caseworker)
    # An ordinary course, which every provider may offer whatever programme it runs.
    offer = {
        "module": "peer_mentoring:peer_mentors", "title": "Peer mentors", "lessons": "16", "section_min": "4",
        "section_max": "12", "unit_minutes": "45", "target": "everybody", "deed": "save",
    }  # fmt: skip
    assert "Course for peer mentors" in office.get("/courses/new").text
    assert office.post("/courses/new", data=offer).status_code == 302
    with house.acting(cast.administrator):
        course_id = next(one.id for one in courses.courses(cast.centre_id) if one.module_key == "peer_mentors")
    section_id = add_section(
        house, cast, name="Peers", weekdays=(2,), starts=time(14), ends=time(16), course_id=course_id,
        teacher_id=cast.teacher.staff_id,
    )  # fmt: skip
    office.post(f"/sections/{section_id}/people", data={"learner_id": sara.learner_id})
    with house.acting(cast.administrator):
        assert [one.section_id for one in courses.enrolments_of([sara.learner_id])[sara.learner_id]] == [section_id]
    staff.post("/companions/new", data=MENTOR | {"name": "Sara Amin", "trained_on": "", "number": "L-10"})
    # In the register and in the course, but not through it: nobody may ask.
    address = f"/people/{nour.learner_id}/mentor"
    assert "No mentor speaks a language of this person." in staff.get(address).text
    assert "Course not finished" in staff.get("/companions").text
    passed = {"module_key": "peer_mentors", "passed": "yes", "on_day": TODAY.isoformat()}
    assert house.client(cast.teacher).post(f"/learners/{sara.learner_id}/modules", data=passed).status_code == 302
    assert "May be asked as a mentor" in staff.get("/companions").text
    assert "1 mentor fits Nour Saleh" in staff.get(address).text
    # The same learner stands in the register once, and is nobody's mentor of herself.
    assert staff.post("/companions/new", data=MENTOR | {"number": "L-10"}).status_code == 409
    own = staff.get(f"/people/{sara.learner_id}/mentor").text
    assert "No mentor speaks a language of this person." in own


def test_a_teacher_finds_the_handbook_by_role_and_the_office_adds_its_own(sqlite_house: House) -> None:
    house, cast = sqlite_house, gather(sqlite_house)
    teacher, office = house.client(cast.teacher), house.client(cast.manager)
    page = teacher.get("/handbooks").text
    # Her own role first; one for companions is found by choosing them.
    for found in ("Handbook for mentors", "Peer mentors in your class", "Study unit"):
        assert found in page
    assert "Handbook for companions" not in page
    assert "Handbook for companions" in teacher.get("/handbooks?for=companion").text
    assert "You walk beside somebody." in teacher.get("/handbooks/guide/mentor").text
    own = {
        "title": "Our house rules",
        "kind": "guideline",
        "readers": ["teacher"],
        "address": "https://onward.example/r",
    }
    for change, said in (
        ({"title": ""}, "Write the title"),
        ({"title": "x" * 161}, "Write the title"),
        ({"kind": "novel"}, "Choose what it is."),
        ({"readers": []}, "Choose who should find it."),
        ({"readers": ["learner"]}, "Choose who should find it."),
        ({"address": ""}, "Write where it lies on the web, or its text."),
        ({"address": "javascript:alert(1)"}, "Write the whole address"),
        ({"body": "x" * 20_001}, "This text is too long."),
    ):
        refused = office.post("/handbooks", data=own | change)
        assert (refused.status_code, said in refused.text) == (422, True)
    assert teacher.post("/handbooks", data=own).status_code == 404
    office.post("/handbooks", data=own)
    assert "Our house rules" in teacher.get("/handbooks").text
    assert "Our house rules" in teacher.get("/handbooks?q=HOUSE").text
    assert "Our house rules" not in house.client(cast.caseworker).get("/handbooks").text
    assert "Our house rules" not in house.client(cast.outsider).get("/handbooks?for=all").text
    key = _one(house, models.Handbook).id
    assert "https://onward.example/r" in teacher.get(f"/handbooks/{key}").text
    assert house.client(cast.outsider).get(f"/handbooks/{key}").status_code == 404
    office.post(f"/handbooks/{key}/end")
    assert teacher.get(f"/handbooks/{key}").status_code == 404
    office.post(f"/handbooks/{key}/on")
    assert teacher.get(f"/handbooks/{key}").status_code == 200
    assert "Nothing is found." in teacher.get("/handbooks?q=nothing").text
    assert house.client(cast.leyla).get("/handbooks").status_code == 404


def test_a_mentor_who_is_erased_as_a_learner_leaves_nobody_with_a_broken_page(house: House) -> None:
    cast = gather(house)
    nour = _nour(house, cast)
    new = NewLearner("L-10", "Sara", "Amin", first_language="Arabic", phone="0151 5550110")
    sara = add_learner(house, cast.provider_id, cast.centre_id, new)
    written_down(house, cast, MENTOR | {"name": "Sara Amin", "number": "L-10"})
    _proposed(house, cast, nour)
    assert "Sara Amin" in house.client(nour).get("/my-mentor").text
    later = TODAY + timedelta(days=15)
    with house.acting(cast.manager):
        asked = erasure.ask(sara.learner_id, "asked", today=TODAY, actor=cast.manager, now=clock.now())
        erasure.carry_out(asked, today=later, actor=cast.manager, now=clock.now())
    learner, staff = house.client(nour), house.client(cast.caseworker)
    assert "You have no mentor now." in learner.get("/my-mentor").text
    assert "Sara" not in learner.get("/today").text
    page = staff.get(f"/people/{nour.learner_id}/mentor").text
    assert "—" in page
    assert "Sara" not in page
    assert staff.get("/companions").status_code == 200
