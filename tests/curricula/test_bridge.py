"""From literacy to a regular course: who can move today, for whom there is no bridge, and the one thing that is missing."""

from datetime import date, timedelta

import pytest

from curricula import services
from curricula.queries.bridge import Bridge, bridge
from curricula.queries.nearest import SEAT, TIME
from lms.courses import queries as courses
from lms.courses import services as course_services
from lms.courses.domain.budgets import BudgetKind
from lms.courses.services import budgets
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Track
from lms.learners import services as learner_services
from lms.messages import queries as messages
from tests.cast import Cast, gather
from tests.curricula.lives import TODAY, add_person, at, open_course, open_group
from tests.houses import House

MORNINGS = "General 1 mornings"


def _lists(house: House, cast: Cast, teacher: Actor | None = None) -> Bridge:
    with house.acting(cast.administrator):
        return bridge(cast.centre_id, TODAY, teacher_id=teacher.staff_id if teacher else None)


def _pass(house: House, cast: Cast, who: Actor, module: str = "literacy_b") -> None:
    with house.acting(cast.teacher):
        services.pass_module(
            who.learner_id or "", module, on_day=TODAY - timedelta(weeks=3), finish=False, actor=cast.teacher,
            now=at(TODAY),
        )  # fmt: skip


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


def test_literacy_learner_moves_over_the_bridge_or_stands_in_the_other_list(sqlite_house: House, cast: Cast) -> None:
    house, admin, teacher = sqlite_house, cast.administrator, sqlite_house.client(cast.teacher)
    nour = add_person(house, cast, "Nour Saleh", level="a1", track=Track.LITERACY_FIRST_SCRIPT, literacy="none")
    learner_id = nour.learner_id or ""
    assert _lists(house, cast) == Bridge([], [])
    with house.acting(admin):
        course_services.book(cast.section_id, learner_id, from_date=date(2026, 11, 2), actor=admin, now=at(TODAY))
        budgets.grant(
            learner_id, "de_integrationskurs", BudgetKind.MAIN, cast.funder_id, 900 * 45, used=600 * 45,
            from_date=date(2026, 1, 1), actor=admin, now=at(TODAY),
        )  # fmt: skip
    _pass(house, cast, nour)
    alone = _lists(house, cast, cast.teacher)
    assert [one.learner.name for one in alone.stuck] == ["Nour Saleh"]
    assert (alone.ready, alone.stuck[0].near) == ([], None)
    assert "No group of" in teacher.get("/ready-to-move").text

    module = f"general_{alone.stuck[0].wanted[0][-1]}"
    course_id = open_course(house, cast, module, level="a1")
    section_id = open_group(house, cast, course_id, name=MORNINGS, seats=1, starts_on=date(2026, 11, 23))
    (ready,) = _lists(house, cast, cast.teacher).ready
    assert (ready.offers[0].section.name, ready.left) == (MORNINGS, 300 * 45)
    page = teacher.get("/ready-to-move").text
    assert "1 person can move on today" in page
    assert "300 lessons left" in page

    moved = teacher.post(f"/ready-to-move/{learner_id}/{section_id}", follow_redirects=True)
    assert "Nour Saleh has a seat in General 1 mornings" in moved.text
    with house.acting(admin):
        seats = {one.section: one.state for one in courses.enrolments_of([learner_id], seated=False)[learner_id]}
    assert seats == {"Alpha B": "completed", MORNINGS: "enrolled"}
    assert _lists(house, cast) == Bridge([], [])
    again = teacher.post(f"/ready-to-move/{learner_id}/{section_id}")
    assert again.status_code == 409
    assert "not passed yet" in again.text


def test_the_one_thing_that_is_missing_is_named_and_can_be_asked_for(sqlite_house: House, cast: Cast) -> None:
    house, admin = sqlite_house, cast.administrator
    people = [
        add_person(house, cast, f"Ina {name}", level="a1", track=Track.LITERACY_FIRST_SCRIPT, literacy="none")
        for name in ("Adar", "Baran")
    ]
    with house.acting(admin):
        for one in people:
            course_services.book(
                cast.section_id, one.learner_id or "", from_date=date(2026, 11, 2), actor=admin, now=at(TODAY)
            )
        learner_services.set_availability(
            people[1].learner_id or "",
            shift="early",
            rotation_anchor=None,
            travel_minutes=30,
            actor=admin,
            now=at(TODAY),
        )
    for one in people:
        _pass(house, cast, one)
    module = f"general_{_lists(house, cast).stuck[0].wanted[0][-1]}"
    course_id = open_course(house, cast, module, level="a1")
    section_id = open_group(house, cast, course_id, name=MORNINGS, seats=1, starts_on=date(2026, 11, 23))
    taken = add_person(house, cast, "Otto Full", level="a1")
    with house.acting(admin):
        course_services.book(section_id, taken.learner_id or "", from_date=TODAY, actor=admin, now=at(TODAY))
    found = {one.learner.name: one.near for one in _lists(house, cast).stuck}
    first, second = found["Ina Adar"], found["Ina Baran"]
    assert first is not None
    assert second is not None
    assert [one.code for one in first.lacks] == [SEAT]
    assert [one.code for one in second.lacks] == [SEAT, TIME]
    client = house.client(admin)
    page = client.get("/ready-to-move").text
    assert "General 1 mornings would fit if it had one more seat." in page
    assert "2 things are missing" in page
    for _time in range(2):
        asked = client.post(
            f"/ready-to-move/{people[1].learner_id}/ask", data={"action": "open_group"}, follow_redirects=True
        )
    assert "asked for already this month" in asked.text
    waits = client.post(f"/ready-to-move/{people[0].learner_id}/{section_id}/wait", follow_redirects=True)
    assert "waits for a seat" in waits.text
    with house.acting(admin):
        tasks = [one.code for one in messages.open_tasks(admin) if one.learner_id == people[1].learner_id]
    assert tasks.count("curricula.do.open_group") == 1
    assert house.client(cast.caseworker).get("/ready-to-move").status_code in (403, 404)
