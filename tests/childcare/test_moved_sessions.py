"""A care place goes where the parent's session goes: moved with it, free when it is cancelled, missed when nothing is left."""

from datetime import date, time
from typing import Any

import pytest

from childcare import queries as care_queries
from childcare import services as care
from lms.courses import queries, services
from lms.courses.domain.calendar import WeeklyMeeting
from lms.kernel import clock
from lms.kernel.vocabulary import AbsenceReason
from lms.messages import queries as messages
from tests.cast import Cast, gather
from tests.childcare.nursery import ALL_DAY, add_mother, book
from tests.houses import House

THURSDAY, FRIDAY = date(2026, 11, 26), date(2026, 11, 27)


@pytest.fixture
def cast(house: House) -> Cast:
    """Leyla's Sami has the only place of the centre."""
    cast = gather(house)
    with house.acting(cast.administrator):
        care.add_group(cast.centre_id, "Bear", "bear", from_months=0, to_months=36, places=1)
        care.set_care_hours(cast.centre_id, ALL_DAY)
    book(house, cast, cast.leyla.learner_id)
    return cast


def thursday(house: House, cast: Cast) -> queries.SessionInfo:
    with house.acting(cast.administrator):
        return queries.sessions_between(THURSDAY, FRIDAY, section_ids=[cast.section_id])[0]


def move(house: House, cast: Cast, day: date, starts: time, ends: time) -> str:
    session = thursday(house, cast)
    to = services.Slot(day, starts, ends, session.room_id, session.teacher_id)
    with house.acting(cast.administrator):
        change = services.move(session.id, to, zone="Europe/Berlin", actor=cast.administrator, now=clock.now())
    assert change is not None
    return change


def places(house: House, cast: Cast) -> list[tuple[date, time]]:
    """When Sami is looked after on Thursday and Friday."""
    with house.acting(cast.carer):
        found = care_queries.places_between([cast.leyla.learner_id or ""], THURSDAY, FRIDAY)
    return [(one.day, one.starts) for one in found]


def tasks(house: House, cast: Cast) -> list[str]:
    with house.acting(cast.carer):
        return [one.code for one in messages.open_tasks(cast.carer)]


def test_a_moved_session_takes_the_place_of_the_child_along_and_its_undoing_brings_it_back(
    house: House, cast: Cast
) -> None:
    change = move(house, cast, FRIDAY, time(10), time(12))
    assert places(house, cast) == [(FRIDAY, time(10))]
    with house.acting(cast.carer):
        taken = care_queries.taken_by_half(cast.centre_id, THURSDAY, FRIDAY)
    assert {day for (_group, day, *_half), count in taken.items() if count} == {FRIDAY}
    with house.acting(cast.administrator):
        services.undo(change, actor=cast.administrator, now=clock.now())
    assert places(house, cast) == [(THURSDAY, time(9))]
    assert tasks(house, cast) == []


def test_a_cancelled_session_frees_the_place_and_a_restored_one_takes_it_again(house: House, cast: Cast) -> None:
    session, who = thursday(house, cast), cast.administrator
    with house.acting(who):
        services.cancel(session.id, reason="no heating", actor=who, now=clock.now())
    assert places(house, cast) == []
    with house.acting(who):
        services.restore(session.id, actor=who, now=clock.now())
    assert places(house, cast) == [(THURSDAY, time(9))]


def test_a_session_that_moves_to_a_full_time_loses_the_place_and_both_sides_hear_of_it(
    house: House, cast: Cast
) -> None:
    other = add_mother(house, cast, "R-1")
    with house.acting(cast.administrator) as session:
        care_at_ten = services.NewSection(
            course_id=cast.course_id,
            term_id=cast.term_id,
            name="Friday",
            seats=5,
            room_id=None,
            teacher_id=None,
            meetings=(WeeklyMeeting(4, time(10), time(12)),),
            starts_on=FRIDAY,
            ends_on=FRIDAY,
        )
        by: dict[str, Any] = {"actor": cast.administrator, "now": clock.now()}
        section_id = services.open_section(care_at_ten, closed={}, zone="Europe/Berlin", **by)
        services.book(section_id, other, from_date=FRIDAY, **by)
        session.flush()
    move(house, cast, FRIDAY, time(10), time(12))
    assert places(house, cast) == []
    assert tasks(house, cast) == ["childcare.moved_full"]
    with house.acting(cast.administrator):
        assert "childcare.call_no_place" in [one.code for one in messages.open_tasks(cast.administrator)]


def test_a_session_outside_care_hours_says_so(house: House, cast: Cast) -> None:
    move(house, cast, FRIDAY, time(18), time(20))
    assert places(house, cast) == []
    assert tasks(house, cast) == ["childcare.moved_closed"]


def test_who_cannot_come_wants_no_place_at_the_new_time_unless_the_apology_falls(house: House, cast: Cast) -> None:
    session, leyla = thursday(house, cast), cast.leyla
    with house.acting(leyla):
        services.apologise(session.id, leyla.learner_id or "", AbsenceReason.ILL, actor=leyla, now=clock.now())
    move(house, cast, THURSDAY, time(9, 30), time(11, 30))
    assert places(house, cast) == []
    move(house, cast, THURSDAY, time(13), time(15))
    assert places(house, cast) == [(THURSDAY, time(13))]
