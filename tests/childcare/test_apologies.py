"""Who cannot come frees the child's place for that one session, and gets it back unless another child has it."""

from datetime import date

import pytest
from sqlalchemy import select

from childcare import models
from childcare import queries as care_queries
from childcare import services as care
from lms.courses import queries, services
from lms.courses.domain.calendar import WeeklyMeeting
from lms.kernel import clock
from lms.kernel.vocabulary import AbsenceReason
from lms.messages import queries as messages
from tests.cast import MORNING, Cast, gather
from tests.childcare.nursery import ALL_DAY, TUESDAY, add_mother, book
from tests.houses import NOON, House

THURSDAY = date(2026, 11, 26)


@pytest.fixture
def cast(house: House) -> Cast:
    """Leyla's Sami has the only place of the centre."""
    cast = gather(house)
    with house.acting(cast.administrator):
        care.add_group(cast.centre_id, "Bear", "bear", from_months=0, to_months=36, places=1)
        care.set_care_hours(cast.centre_id, ALL_DAY)
    book(house, cast, cast.leyla.learner_id)
    return cast


def session_on(house: House, cast: Cast, day: date) -> str:
    with house.acting(cast.administrator):
        return queries.sessions_between(day, day, section_ids=[cast.section_id])[0].id


def children(house: House, cast: Cast, day: date) -> list[str]:
    with house.acting(cast.carer):
        return [child.name for child in care_queries.children_on(day, cast.centre_id)]


def apologise(house: House, cast: Cast, session_id: str) -> None:
    with house.acting(cast.leyla):
        services.apologise(
            session_id, cast.leyla.learner_id or "", AbsenceReason.ILL, actor=cast.leyla, now=clock.now()
        )


def take_back(house: House, cast: Cast, session_id: str) -> None:
    with house.acting(cast.leyla):
        services.take_back_apology(session_id, cast.leyla.learner_id or "", actor=cast.leyla, now=clock.now())


def test_an_apology_frees_the_place_of_that_session_only(house: House, cast: Cast) -> None:
    apologise(house, cast, session_on(house, cast, THURSDAY))
    assert children(house, cast, THURSDAY) == []
    assert children(house, cast, TUESDAY) == ["Sami"]


def test_her_day_does_not_call_a_place_kept_that_she_does_not_need(house: House, cast: Cast) -> None:
    session_id = session_on(house, cast, THURSDAY)
    assert "Place is kept" in house.client(cast.leyla).get("/today").text
    # The child was brought before she said it: its place stays, but it is none of what she needs to know of this class.
    with house.acting(cast.carer) as session:
        for row in session.scalars(select(models.CareBooking).where(models.CareBooking.session_id == session_id)):
            row.arrived_at = clock.now()
    apologise(house, cast, session_id)
    assert children(house, cast, THURSDAY) == ["Sami"]
    page = house.client(cast.leyla).get("/today").text
    assert "you cannot come" in page
    assert "Place is kept" not in page
    take_back(house, cast, session_id)
    assert "Place is kept" in house.client(cast.leyla).get("/today").text


def test_said_twice_frees_it_once(house: House, cast: Cast) -> None:
    session_id = session_on(house, cast, THURSDAY)
    apologise(house, cast, session_id)
    apologise(house, cast, session_id)
    with house.acting(cast.carer):
        assert set(care_queries.taken_by_half(cast.centre_id, THURSDAY, THURSDAY).values()) == {0}


def test_an_apology_taken_back_keeps_the_place_again(house: House, cast: Cast) -> None:
    session_id = session_on(house, cast, THURSDAY)
    apologise(house, cast, session_id)
    take_back(house, cast, session_id)
    assert children(house, cast, THURSDAY) == ["Sami"]
    with house.acting(cast.carer):
        assert set(care_queries.taken_by_half(cast.centre_id, THURSDAY, THURSDAY).values()) == {1}
        assert messages.open_tasks(cast.carer) == []


def test_a_place_that_another_child_has_by_now_is_not_taken_and_the_carers_know(house: House, cast: Cast) -> None:
    session_id = session_on(house, cast, THURSDAY)
    apologise(house, cast, session_id)
    another_takes_it(house, cast)
    take_back(house, cast, session_id)
    assert children(house, cast, THURSDAY) == ["Child R-1"]
    with house.acting(cast.carer):
        (task,) = messages.open_tasks(cast.carer)
    assert (task.code, task.facts["name"], task.due_on) == ("childcare.place_gone", "Leyla Demir", THURSDAY)
    page = house.client(cast.carer).get("/tasks").text
    assert "A child of Leyla Demir comes on Thu 26 November after all, but the group is full." in page


def another_takes_it(house: House, cast: Cast) -> None:
    """A mother of a class that meets on that day only takes the place."""
    mother = add_mother(house, cast, "R-1")
    with house.acting(cast.administrator):
        once = services.NewSection(
            course_id=cast.course_id,
            term_id=cast.term_id,
            name="Once",
            seats=5,
            room_id=None,
            teacher_id=None,
            meetings=(WeeklyMeeting(3, *MORNING),),
            starts_on=THURSDAY,
            ends_on=THURSDAY,
        )
        actor, now = cast.administrator, clock.now()
        section_id = services.open_section(once, closed={}, zone="Europe/Berlin", actor=actor, now=now)
        services.book(section_id, mother, from_date=THURSDAY, actor=actor, now=now)


def test_a_child_that_is_here_keeps_its_place(house: House, cast: Cast) -> None:
    with clock.shifted_to(NOON.replace(hour=8)):
        with house.acting(cast.carer):
            (sami,) = care_queries.children_on(TUESDAY, cast.centre_id)
            care.check_in(sami.booking_id, actor=cast.carer, now=clock.now())
        apologise(house, cast, session_on(house, cast, TUESDAY))
    assert children(house, cast, TUESDAY) == ["Sami"]


def test_a_parent_without_the_place_sees_that_before_she_comes(house: House, cast: Cast) -> None:
    session_id = session_on(house, cast, THURSDAY)
    apologise(house, cast, session_id)
    another_takes_it(house, cast)
    client = house.client(cast.leyla)
    with clock.shifted_to(NOON.replace(day=26, hour=6)):
        client.post(f"/can-come/{session_id}")
        page = client.get("/today").text
    assert "Sami has no place this time" in page
    assert "Call your centre first" in page
