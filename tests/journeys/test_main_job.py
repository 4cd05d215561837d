"""From a registration sheet to the next step toward work, through the pages, on both databases."""

import io
import re
from datetime import date, timedelta
from random import Random

from childcare import queries as care
from lms.courses import queries as courses
from lms.demo import places
from lms.demo.providers import LINDENHOF
from lms.exchange.domain import invented
from lms.kernel.actor import Actor
from lms.kernel.contracts import WeekInterval
from lms.learners import queries as learners
from lms.learners.domain.availability import share
from tests.journeys.conftest import Town
from tests.journeys.visitor import Visitor

MONDAY = date(2026, 11, 30)
PEOPLE = 90


def _sheet() -> bytes:
    """Ninety lines, most of them placed elsewhere; one is wrong, and one person stands in it twice."""
    rows = invented.learners(Random(3), date(2026, 11, 23))[:PEOPLE]
    for number, row in enumerate(rows):
        if row["literacy"] in {"latin", "other_script"} and number > 5:
            track = "regular" if row["literacy"] == "latin" else "literacy_second_script"
            row |= {"placed_track": track, "placed_level": "pre_a1" if number % 2 else "a1"}
        if number <= 5:
            row |= {"placed_track": "", "placed_level": ""}
    rows[11]["birth_date"] = "1991-02-31"
    twin = rows[20] | {
        "person_id": "LH-9000",
        "given_name": rows[20]["family_name"],
        "family_name": rows[20]["given_name"],
    }
    return invented.as_csv([*rows, twin]).encode()


def _upload(desk: Visitor) -> Visitor:
    desk.open("/import")
    token = desk.form("/import$").fields["csrf_token"][0]
    data = {"sheet": (io.BytesIO(_sheet()), "spring.csv"), "csrf_token": token}
    answer = desk.client.post("/import", data=data, follow_redirects=True)
    return desk._arrive(answer, 200)


def _import(town: Town) -> None:
    """1. The administrator imports the sheet, mends a line, imports it again, and joins a person who is there twice."""
    desk = _upload(town.visitor("jonas")).says("There is no 31 February.", "1 line needs you.")
    sheet, token = desk.path, desk.form("/check$").fields["csrf_token"][0]
    assert desk.client.post(f"{sheet}/take-in", data={"csrf_token": token, "once": "early"}).status_code == 409
    assert _head_count(town) == 0
    desk.send("/check$", **{"fix-13-birth_date": "1991-02-13"}).open(sheet).says("91 people can go in.")
    desk.send("/take-in$").says("91 learners are here now.")
    _upload(desk).says("90 are here already", "This very sheet was imported before.")
    assert _head_count(town) == PEOPLE + 1
    desk.open("/people/duplicates").says("1 pair may be one person.", "Given and family name swapped")
    desk.send("/duplicates/join")
    assert _head_count(town) == PEOPLE
    desk.send("/undo$").says("1 pair may be one person.")
    assert _head_count(town) == PEOPLE + 1
    desk.send("/duplicates/join").says("Nobody seems to be here twice")
    assert _head_count(town) == PEOPLE


def _head_count(town: Town) -> int:
    with town.house.acting(_actor(town)):
        return learners.search("", size=200).total


def _actor(town: Town) -> Actor:
    return places.builder(town.place.provider_id, LINDENHOF.zone)


def _place(town: Town) -> str:
    """2. A teacher sits beside a learner: interview, test, one group with facts, a reason for choosing otherwise."""
    teacher = town.visitor("marta").open("/placement")
    learner_id = re.findall(r"/placement/([0-9a-z]{20})/", teacher.page.text)[0]
    teacher.open(f"/placement/{learner_id}/interview").send("/interview$")
    teacher.open(f"/placement/{learner_id}/test").send(f"/placement/{learner_id}/test$")
    if teacher.path.endswith("/script"):
        teacher.send("/script$", given="dont_know")
    for _ in range(90):
        if not teacher.path.endswith("/question"):
            break
        form = teacher.form("/question$")
        answers = {name: kept[0] for name, kept in form.choices.items() if kept}
        teacher.send("/question$", **answers)
    teacher.open(f"/placement/{learner_id}/result").says("Why", "What would change it")
    group = _another_group(teacher)
    teacher.send("/decision$", status=422, **group).says(
        "Write one sentence about why. Whoever looks at it later needs it."
    )
    teacher.send("/decision$", **group, reason="She reads the shop signs aloud.")
    with town.house.acting(_actor(town)):
        decided = learners.learner(learner_id)
    assert decided.track == group["track"] != decided.track_recommended
    assert decided.track_reason == "She reads the shop signs aloud."


def _another_group(teacher: Visitor) -> dict[str, str]:
    """What to send to choose a group that was not recommended."""
    form = teacher.form("/decision$")
    recommended = form.fields["track"][0]
    other = next(track for track in form.choices["track"] if track and track != recommended)
    return {"choice": "other", "track": other}


def _timetable(town: Town) -> str:
    """3. One button, a search in the background, the plan published: seats and care places kept together."""
    desk = town.visitor("jonas").open("/timetable").send("/timetable$", seconds="10")
    run = desk.path
    town.work()
    desk.open(run).says("have a seat", "have no seat yet")
    desk.open(f"{run}/publish").send("/publish$")
    town.work()
    with town.house.acting(_actor(town)):
        sections = courses.sections(centre_id=town.place.centre_id)
        assert sections
        seated = {one.learner_id: one for s in sections for one in courses.enrolments_of_section(s.id)}
        lives = learners.availabilities(seated)
        for learner_id, seat in seated.items():
            section = next(one for one in sections if one.id == seat.section_id)
            week = [WeekInterval(m.weekday, m.starts, m.ends) for m in section.meetings]
            if learner_id in lives:
                assert share(lives[learner_id], week) >= 0.74
        parents = learners.children_of_learners(list(seated))
        for learner_id in parents:
            wanted, outside = care.places_wanted(courses.booking_for(seated[learner_id].section_id, learner_id, MONDAY))
            assert not outside
            if wanted:
                assert care.learners_with_place([learner_id], wanted[0].day)
        days = courses.sessions_between(MONDAY, MONDAY, centre_id=town.place.centre_id)
        found = [one.id for one in days if one.taken >= 6]
        assert found, days
        return found[0]


def _register(town: Town, session_id: str) -> None:
    """4. The teacher takes the register: everybody here, but for one with a reason."""
    with town.house.acting(_actor(town)):
        whose = courses.session(session_id).teacher_id or ""
    teacher = town.teacher(whose).open(f"/register/{session_id}")
    form = teacher.form("/register/")
    marks = {name: "present" for name in form.choices if name.startswith("mark-")}
    first = next(iter(marks))
    teacher.send("/register/", **(marks | {first: "child_ill"}))
    with town.house.acting(_actor(town)):
        people = {f"mark-{one.enrolment_id}": one for one in courses.register(session_id).people}
    assert (people[first].attendance, people[first].reason) == ("excused", "child_ill")
    assert all(one.attendance == "present" for name, one in people.items() if name != first)


def _review(town: Town) -> None:
    """5. The review runs in the background; after one day it says honestly that there is not enough to say."""
    teacher = town.visitor("birgit").open("/review").send("/review$")
    town.work()
    teacher.open("/review").says("Not enough to say")


def _next_step(town: Town, session_id: str) -> None:
    """6. A module is passed, the learner sees where it leads and books; without the level the door stays closed."""
    with town.house.acting(_actor(town)):
        session = courses.session(session_id)
        seat = courses.enrolments_of_section(session.section_id)[0]
    section_id = town.open_evening_group("b2", MONDAY + timedelta(days=14))
    teacher = town.teacher(session.teacher_id or "").open(f"/learners/{seat.learner_id}/modules")
    # She shows more than her class asks for: the last language module, and with it B1.
    assert "general_6" in teacher.form("/modules$").choices["module_key"]
    teacher.send("/modules$", module_key="general_6", passed="yes", level="b1", on_day=MONDAY.isoformat())
    learner = town.learner(seat.learner_id).open("/next").says("Language for work", "free seats")
    learner.send(f"/next/{section_id}/book")
    with town.house.acting(_actor(town)):
        other = next(
            one for one in courses.enrolments_of_section(session.section_id) if one.learner_id != seat.learner_id
        )
        assert section_id in {one.section_id for one in courses.enrolments_of([seat.learner_id])[seat.learner_id]}
    stranger = town.learner(other.learner_id).open("/next")
    assert f"/next/{section_id}/book" not in stranger.page.text
    token = stranger.open("/me").form("/sign-out").fields["csrf_token"][0]
    refused = stranger.client.post(f"/next/{section_id}/book", data={"csrf_token": token, "once": "x"})
    assert refused.status_code == 409


def _figures(town: Town) -> None:
    """7. The provider sees demand against seats, and the hours that each funder owes."""
    town.visitor("birgit").open("/figures").says("Demand and seats", "Federal office", "Regular")


def test_the_main_job_from_end_to_end(town: Town) -> None:
    _import(town)
    _place(town)
    session_id = _timetable(town)
    with town.at(MONDAY):
        _register(town, session_id)
        _review(town)
        _next_step(town, session_id)
        _figures(town)
