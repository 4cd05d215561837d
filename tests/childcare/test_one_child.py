"""One child, one place: two adults of a household bring the same child, and a swap or a pause takes its place along."""

from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import select

from childcare import queries as care_queries
from childcare import services as care
from lms.courses import models
from lms.courses import queries as course_queries
from lms.courses import services as courses
from lms.courses.services import mixed
from lms.kernel import clock, db, errors
from lms.kernel.vocabulary import Level, Track
from lms.learners import services as learner_services
from lms.learners.services import NewLearner
from lms.messages import queries as messages
from tests.cast import Cast, add_learner, add_section, gather
from tests.childcare.nursery import ALL_DAY, TUESDAY, add_mother
from tests.houses import House

MONDAY, AFTER = date(2026, 11, 30), date(2026, 12, 7)
SAMI = ("Sami", date(2024, 7, 4))


def one_place(house: House) -> Cast:
    cast = gather(house)
    with house.acting(cast.administrator):
        care.add_group(cast.centre_id, "Bear", "bear", from_months=0, to_months=36, places=1)
        care.set_care_hours(cast.centre_id, ALL_DAY)
    return cast


def by(cast: Cast) -> dict[str, Any]:
    return {"actor": cast.administrator, "now": clock.now()}


def adult(house: House, cast: Cast, number: str, child: tuple[str, date] = SAMI) -> str:
    literacy = {"track": Track.LITERACY_FIRST_SCRIPT, "level": Level.PRE_A1}
    new = NewLearner(number, "Omar", number, children=(child,), phone="030 66")
    return add_learner(house, cast.provider_id, cast.centre_id, new, **literacy).learner_id or ""


def book(house: House, cast: Cast, section_id: str, learner_id: str, first: date = TUESDAY) -> str:
    with house.acting(cast.administrator):
        return courses.book(section_id, learner_id, from_date=first, **by(cast))[0]


def leave(house: House, cast: Cast, seat: str) -> None:
    with house.acting(cast.administrator):
        courses.leave(seat, reason="moves away", on=TUESDAY, **by(cast))


def lines(house: House, cast: Cast, day: date = TUESDAY) -> list[tuple[str, time, time]]:
    with house.acting(cast.carer):
        found = care_queries.children_on(day, cast.centre_id)
        return [(one.name.strip().replace("sami", "Sami"), one.starts, one.ends) for one in found]


def test_a_child_whom_two_adults_bring_has_one_place_until_both_have_left(house: House) -> None:
    cast = one_place(house)
    late = add_section(house, cast, name="Alpha C", weekdays=(1,), starts=time(10), ends=time(12))
    mother, father = adult(house, cast, "O-1"), adult(house, cast, "O-2", (" sami ", SAMI[1]))
    with house.acting(cast.administrator):
        learner_services.join_household([mother, father])
    hers, his = book(house, cast, cast.section_id, mother), book(house, cast, late, father)
    assert lines(house, cast) == [("Sami", time(9), time(12))]
    with house.acting(cast.carer):
        (sami,) = care_queries.children_on(TUESDAY, cast.centre_id)
        assert set(sami.parent.split(", ")) == {"Omar O-1", "Omar O-2"}
        care.check_in(sami.booking_id, actor=cast.carer, now=clock.now())
        (sami,) = care_queries.children_on(TUESDAY, cast.centre_id)
        people = care_queries.collectors(sami.child_id, sami.learner_id, TUESDAY)
        assert {one.name for one in people} == {"Omar O-1", "Omar O-2"}
        # Each of them has a code of her own.
        for number, one in enumerate(people):
            entry = care.add_collector(sami.child_id, one.name, "parent", actor=cast.carer, now=clock.now())
            care.set_code(entry, f"258{number}", actor=cast.carer, now=clock.now())
        people = care_queries.collectors(sami.child_id, sami.learner_id, TUESDAY)
        assert [(one.is_parent, one.has_code) for one in people] == [(True, True)] * 2
        care.check_out(sami.booking_id, people[1].id, actor=cast.carer, now=clock.now())
        assert {one.left_at is None for one in care_queries.children_on(TUESDAY, cast.centre_id)} == {False}
        (paid,) = care_queries.hours_by_basis(cast.centre_id, TUESDAY)
        assert (paid.children, paid.attended) == (1, 1)
        care.undo_check(sami.booking_id, actor=cast.carer, now=clock.now())
        care.undo_check(sami.booking_id, actor=cast.carer, now=clock.now())
    stranger = add_mother(house, cast, "R-1")
    with pytest.raises(errors.Conflict, match=r"childcare\.full"):
        book(house, cast, cast.section_id, stranger)
    leave(house, cast, hers)
    assert lines(house, cast) == [("Sami", time(10), time(12))]
    with pytest.raises(errors.Conflict, match=r"childcare\.full"):
        book(house, cast, cast.section_id, stranger)
    leave(house, cast, his)
    # Both in one class: one session, one place, by two seats.
    seats = [book(house, cast, cast.section_id, one) for one in (mother, father)]
    assert lines(house, cast) == [("Sami", time(9), time(11, 15))]
    leave(house, cast, seats[0])
    assert lines(house, cast) == [("Sami", time(9), time(11, 15))]
    leave(house, cast, seats[1])
    book(house, cast, cast.section_id, stranger)
    assert lines(house, cast) == [("Child R-1", time(9), time(11, 15))]


def test_a_swap_into_the_twin_class_takes_the_childs_place_along_or_is_refused_with_the_weeks_that_have_room(
    sqlite_house: House,
) -> None:
    house = sqlite_house
    cast = one_place(house)
    noon = add_section(house, cast, name="Afternoon", starts=time(13), ends=time(15))
    leyla, rahel = cast.leyla.learner_id or "", add_mother(house, cast, "R-1")
    seat, other = book(house, cast, cast.section_id, leyla), book(house, cast, noon, rahel)
    with house.acting(cast.administrator):
        mixed.pair(cast.section_id, noon)
        courses.pause(other, reason="birth", on=AFTER, until=date(2026, 12, 14), **by(cast))
        with pytest.raises(errors.Conflict, match=r"childcare\.full_then"):
            mixed.swap_week(seat, MONDAY, **by(cast))
        assert mixed.weeks_with_room(seat, [MONDAY, AFTER], **by(cast)) == [AFTER]
    morning, afternoon = ("Sami", time(9), time(11, 15)), ("Sami", time(13), time(15))
    assert lines(house, cast, MONDAY) == [morning, ("Child R-1", time(13), time(15))]
    # On the page: the sentence, and the week that has room, one press away.
    client = house.client(cast.administrator)
    page = client.post(f"/sections/{cast.section_id}/swap", data={"enrolment_id": seat, "week": "2026-11-30"})
    assert page.status_code == 409
    assert "no place for Sami. Choose another week." in page.text
    assert 'name="week" value="2026-12-07"' in page.text
    assert 'name="week" value="2026-11-30"' not in page.text
    client.post(f"/sections/{cast.section_id}/swap", data={"enrolment_id": seat, "week": "2026-12-07"})
    assert lines(house, cast, AFTER) == [afternoon]
    # The place of the morning is free now for whoever comes the other way; what moves in the twin takes its place along.
    with house.acting(cast.administrator):
        courses.resume(other, on=AFTER, **by(cast))
        assert mixed.swap_week(other, AFTER, **by(cast)) == 3
        there = course_queries.sessions_between(AFTER, AFTER, section_ids=[noon])[0]
        slot = courses.Slot(AFTER, time(14), time(16), there.room_id, there.teacher_id, there.mode)
        courses.move(there.id, slot, reason="illness", zone="Europe/Berlin", **by(cast))
    assert lines(house, cast, AFTER) == [("Child R-1", time(9), time(11, 15)), ("Sami", time(14), time(16))]
    # Back to her own class: refused while another child has the place there, and then nothing has changed.
    with house.acting(cast.administrator):
        with pytest.raises(errors.Conflict, match=r"childcare\.full"):
            mixed.take_back_swap(visit_id(there.id), actor=cast.administrator)
        courses.leave(other, reason="moves away", on=AFTER, **by(cast))
        mixed.take_back_swap(visit_id(there.id), actor=cast.administrator)
    assert lines(house, cast, AFTER) == [morning]


def visit_id(session_id: str) -> str:
    return db.session().scalars(select(models.Visit.id).where(models.Visit.session_id == session_id)).one()


def test_a_pause_taken_back_brings_the_places_back_or_she_is_told(sqlite_house: House) -> None:
    house = sqlite_house
    cast = one_place(house)
    seat = book(house, cast, cast.section_id, cast.leyla.learner_id or "")
    sami, back = [("Sami", time(9), time(11, 15))], date(2026, 12, 3)
    with house.acting(cast.administrator):
        courses.pause(seat, reason="birth", on=TUESDAY, until=back, **by(cast))
    assert lines(house, cast, MONDAY) == []
    with house.acting(cast.administrator):
        courses.take_back_step(seat, **by(cast))
    assert lines(house, cast, MONDAY) == sami
    # Resumed by mistake: the pause goes on until the day that she named.
    with house.acting(cast.administrator):
        courses.pause(seat, reason="birth", on=TUESDAY, until=back, **by(cast))
        courses.resume(seat, on=TUESDAY, **by(cast))
        courses.take_back_step(seat, **by(cast))
    assert (lines(house, cast, MONDAY), lines(house, cast, back)) == ([], sami)
    with house.acting(cast.administrator):
        courses.resume(seat, on=TUESDAY, **by(cast))
        courses.pause(seat, reason="birth", on=TUESDAY, **by(cast))
    book(house, cast, cast.section_id, add_mother(house, cast, "R-1"))
    with house.acting(cast.administrator):
        courses.take_back_step(seat, **by(cast))
        assert [one.child for one in care_queries.waiting_list(cast.centre_id)] == ["Sami"]
        assert "childcare.call_back_none" in {one.code for one in messages.open_tasks(cast.administrator)}
    assert lines(house, cast, MONDAY) == [("Child R-1", time(9), time(11, 15))]


def test_who_leaves_and_comes_back_on_one_day_finds_her_child_where_it_is(house: House) -> None:
    cast = one_place(house)
    mother = adult(house, cast, "O-1")
    seat = book(house, cast, cast.section_id, mother)
    with house.acting(cast.carer):
        (sami,) = care_queries.children_on(TUESDAY, cast.centre_id)
        care.check_in(sami.booking_id, actor=cast.carer, now=clock.now())
    leave(house, cast, seat)
    book(house, cast, cast.section_id, mother)
    with house.acting(cast.carer):
        (again,) = care_queries.children_on(TUESDAY, cast.centre_id)
    assert (again.booking_id, again.learner_id) == (sami.booking_id, mother)
    assert again.arrived_at is not None
    assert lines(house, cast, AFTER + (TUESDAY - MONDAY)) != []


def test_two_adults_in_one_class_keep_the_childs_place_until_both_have_left(house: House) -> None:
    cast = one_place(house)
    mother, father = adult(house, cast, "O-1"), adult(house, cast, "O-2")
    with house.acting(cast.administrator):
        learner_services.join_household([mother, father])
    hers, his = (book(house, cast, cast.section_id, one) for one in (mother, father))
    assert lines(house, cast) == [("Sami", time(9), time(11, 15))]
    leave(house, cast, his)
    assert lines(house, cast) == [("Sami", time(9), time(11, 15))]
    leave(house, cast, hers)
    assert lines(house, cast) == []
