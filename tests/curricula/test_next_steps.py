"""From a passed module to a booked seat, and what keeps a module from being booked."""

from datetime import date, time, timedelta

import pytest

from curricula import queries, services
from curricula.domain.path import StopKind
from curricula.queries.path import path_of
from lms.courses import queries as courses
from lms.courses import services as course_services
from lms.kernel import errors, plugins
from lms.kernel.contracts import Obstacle
from lms.learners import queries as learners
from tests.curricula.lives import TODAY, Lives, add_person, at, open_course, open_group, sit, work_teacher
from tests.curricula.test_pages import words
from tests.houses import House

START = TODAY + timedelta(days=13)


@pytest.fixture
def vocational(house: House, lives: Lives) -> str:
    return _open_b2(house, lives)


def _open_b2(house: House, lives: Lives) -> str:
    course_id = open_course(house, lives.cast, "b2", programme="de_berufssprachkurse", level="b1")
    return open_group(
        house,
        lives.cast,
        course_id,
        name="B2",
        seats=7,
        starts_on=START,
        weekdays=(0, 1),
        room_id=lives.cast.small_room_id,
        teacher_id=work_teacher(house, lives.cast),
    )


def test_a_passed_module_leads_to_a_booked_vocational_course(sqlite_house: House, lives: Lives) -> None:
    house, cast = sqlite_house, lives.cast
    section_id = _open_b2(house, lives)
    six = open_group(
        house, cast, open_course(house, cast, "general_6"), name="General 6", weekdays=(4,), starts_on=TODAY
    )
    sanaa = add_person(house, cast, "Sanaa Idris")
    sit(house, cast, sanaa, lives.section_id)
    for module in ("general_5", "general_6"):
        answer = house.client(cast.teacher).post(
            f"/learners/{sanaa.learner_id}/modules",
            data={
                "module_key": module,
                "on_day": "2026-11-24",
                "passed": "yes",
                "level": "",
                "note": "",
                "once": module,
            },
        )
        assert answer.status_code == 302
    with house.acting(cast.teacher):
        assert learners.learner(sanaa.learner_id or "").level == "b1"
        # Her seat in the class she passed is free again.
        assert courses.enrolments_of([sanaa.learner_id or ""]) == {}
    client = house.client(sanaa)
    page = words(client.get("/next"))
    assert "Basiskurs B2" in page
    assert "Language for work" in page
    assert "from Mon 7 December" in page
    assert "Monday 09:00 – 11:15" in page.replace("09:00–", "09:00 –").replace("–11", "– 11")
    assert "Lindenhof, Lindenstrasse 4" in page.replace(" ,", ",")
    assert "7 free seats" in page
    assert client.post(f"/next/{section_id}/book", data={"once": "b"}).status_code == 302
    with house.acting(cast.teacher):
        (seat,) = courses.enrolments_of([sanaa.learner_id or ""])[sanaa.learner_id or ""]
    assert (seat.section_id, seat.from_date) == (section_id, START)
    assert six


def test_a_class_that_she_has_passed_is_in_nobodys_way_and_ends_on_her_first_day_in_the_next(
    sqlite_house: House, lives: Lives
) -> None:
    house, cast, emil = sqlite_house, lives.cast, lives.people["Emil"]
    course_id = open_course(house, cast, "general_6")
    next_class = open_group(
        house, cast, course_id, name="General 6", weekdays=(2,), starts=time(14), starts_on=START + timedelta(days=2)
    )
    with house.acting(cast.teacher):
        services.pass_module(
            lives.learner_id("Emil"), "general_5", on_day=TODAY, finish=False, actor=cast.teacher, now=at(TODAY)
        )
    client = house.client(emil)
    page = words(client.get("/next"))
    assert "at the same time" not in page
    assert "General 5 ends for you on that day. You have passed it." in page
    assert client.post(f"/next/{next_class}/book", data={"once": "b"}).status_code == 302
    with house.acting(cast.teacher):
        mine = courses.enrolments_of([emil.learner_id or ""], seated=False)[emil.learner_id or ""]
        first = courses.section(next_class).starts_on
    ended = next(one for one in mine if one.section_id == lives.section_id)
    assert [one.section_id for one in mine if one.state == "enrolled"] == [next_class]
    assert (ended.state, ended.to_date) == ("completed", first)


def test_a_seat_that_begins_later_lies_ahead_on_the_path(sqlite_house: House, lives: Lives) -> None:
    cast = lives.cast
    course_id = open_course(sqlite_house, cast, "general_4")
    section_id = open_group(sqlite_house, cast, course_id, name="Later", starts_on=START)
    ada = add_person(sqlite_house, cast, "Ada")
    sit(sqlite_house, cast, ada, section_id, START)
    with sqlite_house.acting(cast.teacher):
        path = path_of(ada.learner_id or "", TODAY, "parrot")
        later = path_of(ada.learner_id or "", START, "parrot")
    stops = {stop.kind: (stop.word, stop.day) for stop in path.stops}
    assert stops[StopKind.HERE] == ("", None)
    assert stops[StopKind.NEXT] == ("General 4", START)
    assert {stop.kind: stop.word for stop in later.stops}[StopKind.HERE] == "General 4"


def test_a_module_without_its_prerequisite_cannot_be_booked_even_by_its_address(
    sqlite_house: House, lives: Lives
) -> None:
    section_id = _open_b2(sqlite_house, lives)
    client = sqlite_house.client(lives.people["Bilal"])
    page = client.get("/next")
    assert words(page).count("First you need the level B1.") == 1
    assert f"/next/{section_id}/book" not in page.get_data(as_text=True)
    answer = client.post(f"/next/{section_id}/book", data={"once": "b"})
    assert answer.status_code == 409
    assert "This seat was not kept. First you need the level B1." in words(answer)
    with sqlite_house.acting(lives.cast.teacher):
        assert courses.section(section_id).taken == 0


def test_the_booking_door_refuses_for_staff_as_well(house: House, lives: Lives, vocational: str) -> None:
    with house.acting(lives.cast.administrator), pytest.raises(errors.Conflict, match="needs_level"):
        _book(lives, "Bilal", vocational)
    with house.acting(lives.cast.administrator):
        assert _book(lives, "Gita", vocational)


def _book(lives: Lives, name: str, section_id: str) -> str:
    actor = lives.cast.administrator
    enrolment_id, _ = course_services.book(
        section_id, lives.learner_id(name), from_date=START, actor=actor, now=at(TODAY)
    )
    return enrolment_id


def _obstacles(house: House, lives: Lives, name: str, section_id: str) -> list[Obstacle]:
    with house.acting(lives.cast.administrator):
        booking = courses.booking_for(section_id, lives.learner_id(name), TODAY)
        return queries.obstacles_to(booking)


def test_an_unverified_rule_warns_and_does_not_refuse(house: House, lives: Lives) -> None:
    course_id = open_course(house, lives.cast, "swedish_basic", programme="se_sfi", level="b2")
    section_id = open_group(house, lives.cast, course_id, name="Svenska", weekdays=(0,))
    obstacles = _obstacles(house, lives, "Bilal", section_id)
    assert [(one.code, one.refuses) for one in obstacles] == [("curricula.needs_level", False)]


def test_placement_opens_the_module_it_sent_somebody_to(house: House, lives: Lives) -> None:
    cast = lives.cast
    # General 4 asks for general 3. The centre teaches it to people placed at A1.
    course_id = open_course(house, cast, "general_4", level="a1")
    section_id = open_group(house, cast, course_id, name="General 4", weekdays=(0,))
    lives.people["placed"] = add_person(house, cast, "Placed", level="a1")
    lives.people["beginner"] = add_person(house, cast, "Beginner", level="pre_a1")
    assert _obstacles(house, lives, "placed", section_id) == []
    assert [(one.code, one.facts, one.refuses) for one in _obstacles(house, lives, "beginner", section_id)] == [
        ("curricula.needs_module", {"module": "Sprachkurs Modul 3"}, True)
    ]


def test_a_course_of_no_pack_has_no_rule(house: House, lives: Lives) -> None:
    course_id = open_course(house, lives.cast, "cooking_club", programme="own")
    section_id = open_group(house, lives.cast, course_id, name="Cooking", weekdays=(0,))
    assert _obstacles(house, lives, "Bilal", section_id) == []


def test_somebody_who_sits_in_a_class_may_change_to_its_twin(house: House, lives: Lives) -> None:
    twin = open_group(house, lives.cast, lives.course_id, name="General 5, evening", weekdays=(0,), starts_on=TODAY)
    assert _obstacles(house, lives, "Rosa", twin) == []


def test_a_result_before_the_first_class_is_refused(house: House, lives: Lives) -> None:
    with house.acting(lives.cast.teacher), pytest.raises(errors.Invalid, match="before_class"):
        services.pass_module(
            lives.learner_id("Emil"), "general_5", on_day=date(2026, 1, 7), actor=lives.cast.teacher, now=at(TODAY)
        )


def test_not_yet_keeps_the_seat_and_the_level(house: House, lives: Lives) -> None:
    emil = lives.learner_id("Emil")
    with house.acting(lives.cast.teacher):
        services.pass_module(emil, "general_5", passed=False, on_day=TODAY, actor=lives.cast.teacher, now=at(TODAY))
        assert learners.learner(emil).level == "a2"
        assert len(courses.enrolments_of([emil])[emil]) == 1


def test_advice_for_a_plan_leads_to_work_first(house: House, lives: Lives, vocational: str) -> None:
    gita = lives.learner_id("Gita")
    with house.acting(lives.cast.caseworker):
        steps = plugins.installed().ask("plan_advice", {"learner_id": gita}, "work")
    assert (steps[0].module_key, steps[0].section_id, steps[0].starts_on) == ("b2", vocational, START)
    assert (steps[0].place, steps[0].free_seats) == ("Lindenhof", 7)
    with house.acting(lives.cast.caseworker):
        bare = plugins.installed().ask("plan_advice", {"level": "a1", "completed": ["general_2"]}, "study")
    assert [one.module_key for one in bare if one.kind not in ("goal", "track")] == ["general_3"]
    assert bare[0].section_id is None


def test_what_is_kept_about_a_person_can_be_handed_out(house: House, lives: Lives) -> None:
    with house.acting(lives.cast.administrator):
        services.review_progress(TODAY, actor=lives.cast.manager, now=at(TODAY))
        person_id = learners.learner(lives.learner_id("Rosa")).person_id
        (kept,) = [
            plugin.personal_data(person_id) for plugin in plugins.installed().plugins if plugin.name == "curricula"
        ]
    assert len(kept["checks"]) == 12
    assert [one["state"] for one in kept["findings"]] == ["blocked"]
    assert [one["effort"] for one in kept["effort"]] == ["high"]
