"""Courses for work: a class is shown when teacher, expert and hours of each part are there; what is missing is named."""

from dataclasses import replace
from datetime import timedelta

import pytest

from curricula import services
from curricula.domain.opportunities import Kind, State
from curricula.domain.programme import Strand
from curricula.domain.teaching import STRANDS, Teaching, missing
from curricula.queries import between
from curricula.queries import teaching as queries
from curricula.services import opportunities, practising
from lms.courses.services import Unready
from lms.kernel import clock, errors
from lms.kernel.vocabulary import Level
from lms.messages import queries as messages
from lms.messages.models import Outgoing
from tests.curricula.lives import TODAY, Lives, add_person, open_course, open_group, sit, work_teacher
from tests.curricula.test_opportunities import KITCHEN
from tests.curricula.test_pages import words
from tests.houses import House

STARTS = TODAY + timedelta(days=13)
WHOLE = dict.fromkeys(STRANDS, 450)


@pytest.mark.parametrize(
    ("teaching", "accredited", "lacks"),
    [
        (None, False, ("language_teacher", "sector_expert", "strand")),
        (Teaching(WHOLE, expert="Petra"), True, ()),
        (Teaching(WHOLE), True, ("sector_expert",)),
        (Teaching({Strand.LANGUAGE: 450}, expert="Petra"), True, ("strand",)),
        (Teaching({Strand.LANGUAGE: 450}, reason="The company does it", expert="Petra"), True, ()),
    ],
)
def test_what_is_missing_is_named(teaching: Teaching | None, accredited: bool, lacks: tuple[str, ...]) -> None:
    assert missing(teaching, accredited_teacher=accredited) == lacks


def test_a_class_for_work_is_not_shown_without_its_teacher_and_its_expert(house: House, lives: Lives) -> None:
    cast = lives.cast
    course_id = open_course(house, cast, "b2", programme="de_berufssprachkurse", level="b1")
    with pytest.raises(Unready, match="needs_language_teacher"):
        open_group(house, cast, course_id, name="B2", starts_on=STARTS, weekdays=(0, 1))
    with house.acting(cast.administrator):
        services.say_teaching(course_id, WHOLE, expert=" ", actor=cast.administrator, now=clock.now())
    teacher = work_teacher(house, cast)
    with pytest.raises(Unready, match="needs_sector_expert") as refused:
        open_group(house, cast, course_id, name="B2", starts_on=STARTS, weekdays=(0, 1), teacher_id=teacher)
    assert refused.value.facts["course"] == "B2"
    with house.acting(cast.administrator):
        services.say_teaching(course_id, WHOLE, expert="Petra", actor=cast.administrator, now=clock.now())
    assert open_group(house, cast, course_id, name="B2", starts_on=STARTS, weekdays=(0, 1), teacher_id=teacher)


def test_a_part_without_lessons_needs_a_reason(sqlite_house: House, lives: Lives) -> None:
    me = lives.cast.administrator
    course_id = open_course(sqlite_house, lives.cast, "b2", programme="de_berufssprachkurse", level="b1")
    with pytest.raises(errors.Invalid, match="strand_reason"), sqlite_house.acting(me):
        services.say_teaching(course_id, {Strand.LANGUAGE: 450}, expert="P", actor=me, now=clock.now())
    with pytest.raises(errors.Invalid, match="strand_hours"), sqlite_house.acting(me):
        services.say_teaching(course_id, {**WHOLE, Strand.SOFT: -1}, expert="P", actor=me, now=clock.now())


def test_the_office_says_who_teaches_what(sqlite_house: House, lives: Lives) -> None:
    course_id = open_course(sqlite_house, lives.cast, "b2", programme="de_berufssprachkurse", level="b1")
    office, address = sqlite_house.client(lives.cast.administrator), f"/courses/{course_id}/teaching"
    assert address in office.get("/courses").get_data(as_text=True)
    assert "A language teacher with a valid paper" in office.get(address).get_data(as_text=True)
    typed = {"language": "60", "professional": "30,5", "soft": "", "expert": "Petra Sommer, Lager Nord", "reason": ""}
    refused = office.post(address, data=typed)
    assert refused.status_code == 422
    assert "30,5" in refused.get_data(as_text=True)
    assert office.post(address, data={**typed, "soft": "ten"}).status_code == 422
    assert office.post(address, data={**typed, "soft": "10"}).status_code == 302
    with sqlite_house.acting(lives.cast.administrator):
        kept = queries.teaching_of(course_id)
    assert kept is not None
    assert kept.minutes[Strand.PROFESSIONAL] == 1372
    assert sqlite_house.client(lives.cast.outsider).get(address).status_code == 404


def test_after_a_pass_the_caseworker_is_asked_until_a_seat_is_found(sqlite_house: House, lives: Lives) -> None:
    house, cast = sqlite_house, lives.cast
    sanaa = add_person(house, cast, "Sanaa Idris")
    with house.acting(cast.teacher):
        services.pass_module(
            str(sanaa.learner_id), "general_2", on_day=TODAY, level=Level.A1, actor=cast.teacher, now=clock.now()
        )
    with house.acting(cast.caseworker):
        asked = {one.code for one in messages.open_tasks(cast.caseworker) if one.learner_id == sanaa.learner_id}
    assert "curricula.task.next_step" in asked
    sit(house, cast, sanaa, lives.section_id)
    with house.acting(cast.caseworker):
        asked = {one.code for one in messages.open_tasks(cast.caseworker) if one.learner_id == sanaa.learner_id}
    assert "curricula.task.next_step" not in asked


def test_who_waits_long_between_two_steps_is_listed(sqlite_house: House, lives: Lives) -> None:
    house, cast = sqlite_house, lives.cast
    sanaa = add_person(house, cast, "=Sanaa Idris")
    with house.acting(cast.teacher):
        long_ago = TODAY - timedelta(weeks=6, days=1)
        services.pass_module(
            str(sanaa.learner_id), "general_2", on_day=long_ago, level=Level.A1, actor=cast.teacher, now=clock.now()
        )
    with house.acting(cast.administrator):
        found = {one.learner.given_name: one.weeks for one in between.between_steps(cast.centre_id, TODAY, 6)}
        assert found == {"=Sanaa": 6}
        assert "=Sanaa" not in {one.learner.given_name for one in between.between_steps(cast.centre_id, TODAY, 7)}
    office = house.client(cast.administrator)
    assert "Sanaa Idris" in office.get("/between-steps").get_data(as_text=True)
    sheet = office.get("/between-steps.csv?weeks=6").get_data(as_text=True)
    assert "'=Sanaa Idris" in sheet


def test_who_has_had_no_lesson_for_six_weeks_after_a_step_is_offered_practice_once(
    sqlite_house: House, lives: Lives
) -> None:
    """A lesson within the six weeks, even without a seat today, is no gap; a seat that begins later is one."""
    house, cast, long_ago = sqlite_house, lives.cast, TODAY - timedelta(weeks=7)
    names = ("Waits", "Learns", "Begins", "Gone")
    people = {one: add_person(house, cast, one, email=f"{one}@example.org") for one in names}
    later = open_group(house, cast, open_course(house, cast, "general_3"), name="Later", starts_on=TODAY + timedelta(9))
    with house.acting(cast.teacher):
        for name, one in people.items():
            day = long_ago - timedelta(weeks=20 if name == "Gone" else 0)
            services.pass_module(
                str(one.learner_id), "general_2", on_day=day, level=Level.A2, actor=cast.teacher, now=clock.now()
            )
        club = replace(KITCHEN, kind=Kind.CLUB, title="Talk and tea", organisation="Library", level=None, places=8)
        opportunities.post(cast.centre_id, club, state=State.OPEN, by="Jonas", now=clock.now())
    sit(house, cast, people["Learns"], lives.section_id, TODAY - timedelta(weeks=3))
    sit(house, cast, people["Begins"], later, TODAY + timedelta(9))
    with house.acting(cast.administrator):
        listed = {one.learner.given_name: one.starts for one in between.between_steps(cast.centre_id, TODAY, 6)}
        assert {key: value for key, value in listed.items() if key in names} == {
            "Waits": None,
            "Begins": TODAY + timedelta(9),
            "Gone": None,
        }
        told = practising.offer_practice(cast.centre_id, day=TODAY, now=clock.now())
        # Whoever has been away for half a year stands in the list and gets no letter any more.
        assert told == len(listed) - 1
        assert practising.offer_practice(cast.centre_id, day=TODAY, now=clock.now()) == 0
        assert practising.offer_practice(cast.centre_id, day=TODAY + timedelta(1), now=clock.now()) == 0
    with house.crossing() as session:
        letters = {one.address: one.body for one in session.query(Outgoing).all()}
    assert set(letters) == {"Waits@example.org", "Begins@example.org"}
    assert "- Talk and tea, Library" in letters["Waits@example.org"]
    with house.acting(cast.caseworker):
        asked = [one for one in messages.open_tasks(cast.caseworker) if one.code == "curricula.task.practice"]
    assert {one.learner_id for one in asked} >= {people["Waits"].learner_id, people["Begins"].learner_id}
    assert "Talk and tea" in words(house.client(people["Waits"]).get("/today"))
    assert "Talk and tea" not in words(house.client(people["Learns"]).get("/today"))
