"""Many mothers want the last places for toddlers at one moment: so many get one as there are, and the others hear what is left."""

import threading
from collections.abc import Callable
from datetime import time

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from childcare import models, queries
from childcare import services as care
from lms.courses import queries as course_queries
from lms.courses import services
from lms.kernel import clock, db, errors, plugins
from tests.cast import Cast, add_section, gather
from tests.childcare.nursery import ALL_DAY, TUESDAY, add_mother
from tests.houses import House
from tests.lms.courses.test_last_seats import all_at_once

MOTHERS = 8


def stage(house: House) -> tuple[Cast, str, list[str]]:
    """One place for a toddler in the morning class, seats enough; an afternoon class of the same module with places."""
    cast = gather(house)
    plugins.install(house.registry.without("curricula", "placement", "scheduling"))
    with house.acting(cast.administrator):
        care.add_group(cast.centre_id, "Bear", "bear", from_months=0, to_months=36, places=1)
        care.set_care_hours(cast.centre_id, ALL_DAY)
    once = add_section(house, cast, name="Alpha E", weekdays=(1,), seats=MOTHERS)
    add_section(house, cast, name="Alpha F", weekdays=(1,), seats=MOTHERS, starts=time(13), ends=time(15))
    return cast, once, [add_mother(house, cast, f"T-{number}") for number in range(MOTHERS)]


def test_the_last_place_goes_to_one_and_the_others_get_the_alternatives(house: House) -> None:
    cast, section_id, mothers = stage(house)

    def deed(learner_id: str) -> Callable[[], str]:
        return lambda: book(house, cast, section_id, learner_id)

    outcomes = all_at_once([deed(one) for one in mothers], MOTHERS)
    assert sorted(set(outcomes)) == ["booked", "childcare.full_elsewhere: Alpha F"]
    assert outcomes.count("booked") == 1
    with house.acting(cast.carer):
        assert len(queries.children_on(TUESDAY, cast.centre_id)) == 1
        assert course_queries.section(section_id).taken == 1


def book(house: House, cast: Cast, section_id: str, learner_id: str) -> str:
    """The product's door."""
    try:
        with house.acting(cast.administrator):
            services.book(section_id, learner_id, from_date=TUESDAY, actor=cast.administrator, now=clock.now())
    except errors.Conflict as refusal:
        return f"{refusal.code}: {', '.join(refusal.facts.get('sections', ()))}"
    return "booked"


def test_with_a_look_before_the_write_all_would_win(house: House) -> None:
    """The negative control, on both databases: the same place, and a look that ends before the write instead of in it."""
    cast, section_id, mothers = stage(house)
    looked = threading.Barrier(MOTHERS)

    def careless(learner_id: str) -> Callable[[], str]:
        def deed() -> str:
            with house.acting(cast.administrator):
                booking = course_queries.booking_for(section_id, learner_id, TUESDAY)
                (place, *_later), _outside = queries.places_wanted(booking)
                free = queries.first_full([place]) is None
            looked.wait(timeout=120)
            if not free:
                return "childcare.full"
            row = {
                name: getattr(place, name) for name in ("session_id", "child_id", "group_id", "day", "starts", "ends")
            }
            seat = {"enrolment_id": booking.enrolment_id, "learner_id": learner_id, "collected_by": ""}
            more = {"id": db.new_id(), "provider_id": cast.provider_id, "brought_by": "", "late_note": ""}
            with house.acting(cast.administrator) as session:
                session.execute(insert(models.CareBooking), [row | seat | more])
            return "booked"

        return deed

    outcomes = all_at_once([careless(one) for one in mothers], MOTHERS)
    assert outcomes == ["booked"] * MOTHERS
    with house.acting(cast.carer):
        assert len(queries.children_on(TUESDAY, cast.centre_id)) == MOTHERS
        (bear,) = queries.groups(cast.centre_id)
    # The last word is the database's: whoever writes one place too many without asking is refused.
    too_many = models.HalfHour(group_id=bear.id, day=TUESDAY, number=18, places=1, taken=2)
    with house.acting(cast.administrator) as session:
        session.add(too_many)
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()
