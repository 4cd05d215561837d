"""The booking door: one seat, once, within capacity, for the right provider only."""

from datetime import date, time

import pytest

from lms.courses import queries, services
from lms.kernel import clock, db, errors
from tests.cast import Cast, add_section, gather
from tests.houses import House


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


def _book(house: House, cast: Cast, learner_id: str, section_id: str) -> str:
    with house.acting(cast.administrator):
        enrolment_id, _ = services.book(
            section_id, learner_id, from_date=date(2026, 11, 24), actor=cast.administrator, now=clock.now()
        )
    return enrolment_id


def test_a_learner_gets_a_seat_and_is_in_the_register(house: House, cast: Cast) -> None:
    enrolment_id = _book(house, cast, cast.leyla.learner_id, cast.section_id)
    with house.acting(cast.teacher):
        today = queries.sessions_between(date(2026, 11, 24), date(2026, 11, 24), section_ids=[cast.section_id])
        people = queries.register(today[0].id).people
        assert [person.enrolment_id for person in people] == [enrolment_id]
        assert queries.section(cast.section_id).taken == 1


def test_the_last_seat_goes_to_one(house: House, cast: Cast) -> None:
    section_id = add_section(house, cast, name="Small", seats=1, starts=time(13), ends=time(15))
    _book(house, cast, cast.leyla.learner_id, section_id)
    with pytest.raises(errors.Conflict, match="section_full"):
        _book(house, cast, cast.amina.learner_id, section_id)


def test_a_refused_booking_leaves_nothing(house: House, cast: Cast) -> None:
    _book(house, cast, cast.leyla.learner_id, cast.section_id)
    with pytest.raises(errors.Conflict, match="booked_already"):
        _book(house, cast, cast.leyla.learner_id, cast.section_id)
    with house.acting(cast.teacher):
        assert queries.section(cast.section_id).taken == 1


def test_nobody_sits_in_two_classes_at_once(house: House, cast: Cast) -> None:
    twin = add_section(house, cast, name="Alpha C", weekdays=(1,))
    _book(house, cast, cast.leyla.learner_id, cast.section_id)
    with pytest.raises(errors.Conflict, match="two_at_once"):
        _book(house, cast, cast.leyla.learner_id, twin)


def test_another_providers_section_is_not_there(house: House, cast: Cast) -> None:
    with house.acting(cast.outsider), pytest.raises(errors.NotFound):
        queries.section(cast.section_id)


def test_a_query_without_a_scope_is_refused(house: House, cast: Cast) -> None:
    with db.transaction(house.engine), pytest.raises(db.NoScope):
        queries.sections()
