"""Pages of staff: the teacher's day, classes, the week of a centre, sheets for doors."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from lms.courses import models
from lms.kernel.actor import Actor, Role
from lms.kernel.contracts import Panel
from lms.kernel.plugins import Plugin, Registry
from lms.kernel.vocabulary import AbsenceReason
from lms.organisations import services as organisations
from tests.cast import add_section
from tests.lms.courses.conftest import Template
from tests.lms.courses.people import (
    BREAKFAST,
    MONDAY,
    TUESDAY,
    WEDNESDAY_BREAKFAST,
    Classroom,
    add_people,
    apologise,
    opened,
    seat,
)
from tests.queries import counted


def test_the_next_class_says_who_is_expected_and_who_told_us(
    class_template: Template, tmp_path: Path, registry: Registry
) -> None:
    with opened(class_template, tmp_path, BREAKFAST, registry) as morning:
        today = morning.session_on()
        apologise(morning.house, morning.cast, today.id, AbsenceReason.ILL)
        seat(morning.house, morning.cast, morning.cast.amina.learner_id, since=TUESDAY)
        page = morning.client(morning.cast.teacher).get("/teach").text
    for said in (
        "Tuesday 24 November",
        "2 expected",
        "1 told us they cannot come",
        "in 60 min",
        f"/register/{today.id}",
    ):
        assert said in page
    needs = page[page.index("Who needs something") :]
    assert "First day. Learns to read for the first time." in needs
    assert "Night shift" in needs
    assert "2 of 3" in needs


def test_somebody_with_two_needs_stands_once_with_both(
    class_template: Template, tmp_path: Path, registry: Registry
) -> None:
    with opened(class_template, tmp_path, BREAKFAST, registry) as morning:
        # Mahmoud works nights, and is new in this class.
        with morning.house.acting(morning.cast.administrator) as session:
            session.get(models.Enrolment, morning.mahmoud).from_date = TUESDAY
        page = morning.client(morning.cast.teacher).get("/teach").text
    needs = page[page.index("Who needs something") :]
    assert needs.count("Mahmoud Hassan") == 1
    assert needs.index("First day.") < needs.index("May be tired or leave early.")
    assert needs.count('class="pill') >= 2


def test_without_a_class_today_the_next_day_is_shown(
    class_template: Template, tmp_path: Path, registry: Registry
) -> None:
    with opened(class_template, tmp_path, WEDNESDAY_BREAKFAST, registry) as morning:
        page = morning.client(morning.cast.teacher).get("/teach").text
    assert "No class today. The next one is on Thursday 26 November." in page


def test_a_register_left_open_is_offered(after_class: Classroom) -> None:
    page = after_class.client(after_class.cast.teacher).get("/teach").text
    left_open = page[page.index("Registers that are still open") :]
    assert f"/register/{after_class.session_on(MONDAY).id}" in left_open
    assert f"/register/{after_class.session_on(TUESDAY).id}" in left_open


def test_my_classes_show_the_next_session_and_the_seats(after_class: Classroom) -> None:
    page = after_class.client(after_class.cast.teacher).get("/classes").text
    assert "You teach 1 class." in page
    assert "2 of 20 seats" in page
    assert "Thu 26 November" in page


@pytest.mark.parametrize("who", ["teacher", "administrator", "manager"])
def test_a_class_shows_its_people_and_its_list_for_print(after_class: Classroom, who: str) -> None:
    client = after_class.client(getattr(after_class.cast, who))
    page = client.get(f"/sections/{after_class.cast.section_id}").text
    assert "Alpha B: 2 people on 20 seats" in page
    assert "Leyla Demir" in page
    assert "Leyla Demir" in client.get(f"/sections/{after_class.cast.section_id}/list").text


@pytest.mark.parametrize("path", ["", "/list"])
@pytest.mark.parametrize("who", ["leyla", "carer", "caseworker", "outsider"])
def test_a_class_is_absent_for_others(after_class: Classroom, who: str, path: str) -> None:
    client = after_class.client(getattr(after_class.cast, who))
    assert client.get(f"/sections/{after_class.cast.section_id}{path}").status_code == 404


def test_staff_of_another_centre_find_no_class(after_class: Classroom) -> None:
    cast = after_class.cast
    with after_class.house.acting(cast.manager):
        other = organisations.add_centre("Westend", "Europe/Berlin")
    colleague = after_class.house.actor("Petra Nah", Role.ADMINISTRATOR, cast.provider_id, centre_id=other)
    assert after_class.client(colleague).get(f"/sections/{cast.section_id}").status_code == 404


def test_the_board_shows_rooms_seats_and_a_missing_teacher(noon: Classroom) -> None:
    cast = noon.cast
    add_section(
        noon.house, cast, name="Late", weekdays=(4,), starts=time(13), ends=time(15), room_id=cast.small_room_id
    )
    page = noon.client(cast.administrator).get("/week").text
    for said in ("23 to 27 November", "Fish", "2/20", 'aria-current="date"', "Marta"):
        assert said in page
    assert page.count("no teacher") == 1


def test_another_week_and_a_closed_day_are_shown(noon: Classroom) -> None:
    with noon.house.acting(noon.cast.administrator):
        organisations.add_closure(noon.cast.centre_id, date(2026, 12, 4), "Staff day")
    page = noon.client(noon.cast.administrator).get("/week?from=2026-12-02").text
    assert "30 November to 4 December" in page
    assert "Closed on Fri 4 December: Staff day." in page
    assert 'aria-current="date"' not in page


@pytest.mark.parametrize("asked", ["tomorrow", "2026-11-27", "2026-02-30", ""])
def test_any_day_and_no_day_mean_the_week_around_it(after_class: Classroom, asked: str) -> None:
    page = after_class.client(after_class.cast.administrator).get(f"/week?from={asked}")
    assert "23 to 27 November" in page.text


@pytest.mark.parametrize("asked", ["0001-01-01", "9999-12-31"])
def test_a_week_at_the_end_of_time_is_this_week(after_class: Classroom, asked: str) -> None:
    assert "23 to 27 November" in after_class.client(after_class.cast.administrator).get(f"/week?from={asked}").text


def test_the_board_is_also_a_table(after_class: Classroom) -> None:
    page = after_class.client(after_class.cast.manager).get("/week?as=table").text
    assert page.count('<th scope="row"') == 3
    assert page.count("Marta Klein") == 3


def test_door_sheets_tell_the_room_its_times_and_a_way_to_hear_it(after_class: Classroom) -> None:
    client = after_class.client(after_class.cast.administrator)
    page = client.get(f"/week/doors?room={after_class.cast.room_id}").text
    assert page.count("sheet-paper--bleed") == 1
    assert "Fish room" in page
    assert page.count("09:00") == 3
    assert page.count("No class") == 2
    assert "<svg" in page[page.index("Hear it:") :]
    assert client.get("/week/doors").text.count("sheet-paper--bleed") == 2
    assert client.get("/week/doors?room=none").status_code == 404


@pytest.mark.parametrize("path", ["/week", "/week/doors", "/teach", "/classes"])
@pytest.mark.parametrize("who", ["leyla", "carer", "caseworker"])
def test_pages_of_teaching_are_absent_for_others(after_class: Classroom, who: str, path: str) -> None:
    assert after_class.client(getattr(after_class.cast, who)).get(path).status_code == 404


def test_another_provider_sees_an_empty_week(after_class: Classroom) -> None:
    page = after_class.client(after_class.cast.outsider).get("/week").text
    assert "Alpha B" not in page
    assert "There is no room yet." in page


def test_a_centre_of_another_provider_is_not_there(after_class: Classroom) -> None:
    cast = after_class.cast
    head = after_class.house.actor("Ohne Haus", Role.MANAGER, cast.provider_id)
    client = after_class.client(head)
    assert client.get(f"/week?centre={cast.outsider.centre_id}").status_code == 404
    assert "Alpha B" in client.get(f"/week?centre={cast.centre_id}").text


class Nursery(Plugin):
    """Says something at every place of staff pages."""

    name = "nursery"
    package = "nursery"

    def panels(self, place: str, facts: Mapping[str, Any], actor: Actor) -> Sequence[Panel]:
        """Care notes by learner and places by day."""
        if place == "register":
            return (Panel("", {"notes": dict.fromkeys(facts["learner_ids"], ("baby", "Care place booked"))}),)
        if place == "teacher.today":
            line = {"kind": "wait", "icon": "baby", "word": "Care", "note": "Care place booked: yes"}
            return (Panel("", {"people": [{"learner_id": key, **line} for key in facts["learner_ids"]]}),)
        if place == "week.board":
            days = {facts["first"]: (("am", 7, 8),)}
            return (Panel("", {"rows": [{"name": "Bear", "note": "under 3", "picture": "bear", "days": days}]}),)
        return ()


def test_plugins_fill_their_places(class_template: Template, tmp_path: Path, registry: Registry) -> None:
    with opened(class_template, tmp_path, BREAKFAST, Registry([*registry.plugins, Nursery()])) as morning:
        teacher, today = morning.client(morning.cast.teacher), morning.session_on()
        assert teacher.get(f"/register/{today.id}").text.count('aria-label="Care place booked"') == 2
        assert teacher.get("/teach").text.count("Care place booked: yes") == 2
        board = teacher.get("/week").text
        assert "Bear" in board
        assert "7/8" in board
        assert '<th scope="row">Bear</th>' in teacher.get("/week?as=table").text


def test_the_teachers_day_needs_few_queries(class_template: Template, tmp_path: Path, registry: Registry) -> None:
    with opened(class_template, tmp_path, BREAKFAST, registry) as morning:
        add_people(morning.house, morning.cast, 18)
        client = morning.client(morning.cast.teacher)
        client.get("/teach")
        with counted(morning.house.engine) as seen:
            page = client.get("/teach").text
    assert "20 expected" in page
    assert len(seen) <= 22, seen.statements


def test_the_week_board_needs_few_queries(noon: Classroom) -> None:
    for hour in range(12, 16):
        starts, ends = time(hour), time(hour, 45)
        add_section(noon.house, noon.cast, name=f"At {hour}", starts=starts, ends=ends, room_id=noon.cast.room_id)
    client = noon.client(noon.cast.administrator)
    client.get("/week")
    with counted(noon.house.engine) as seen:
        page = client.get("/week").text
    assert page.count('class="session') >= 15
    # One of them counts the cards of information that are old.
    assert len(seen) <= 15, seen.statements
