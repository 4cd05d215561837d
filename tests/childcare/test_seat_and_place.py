"""Seat and care place are one booking: both or none, siblings together, given back together."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from childcare import queries as care_queries
from childcare import services as care
from lms.courses import queries, services
from lms.kernel import clock, errors
from lms.kernel.actor import Actor
from lms.kernel.contracts import WeekInterval
from lms.kernel.vocabulary import Level, Track
from lms.learners.services import NewLearner
from tests.cast import Cast, add_learner, add_section, gather
from tests.houses import House

TODAY = date(2026, 11, 24)
ALL_DAY = [WeekInterval(day, time(8, 30), time(17, 45)) for day in range(5)]


@pytest.fixture
def cast(house: House) -> Cast:
    cast = gather(house)
    with house.acting(cast.administrator):
        care.add_group(cast.centre_id, "Bear", "bear", from_months=0, to_months=36, places=1)
        care.set_care_hours(cast.centre_id, ALL_DAY)
    return cast


def _mother(house: House, cast: Cast, number: str, *births: date) -> Actor:
    children = tuple((f"Child {place}", birth) for place, birth in enumerate(births))
    new = NewLearner(number, "Rahel", number, children=children)
    decided = {"track": Track.LITERACY_FIRST_SCRIPT, "level": Level.PRE_A1}
    return add_learner(house, cast.provider_id, cast.centre_id, new, **decided)


def _book(house: House, cast: Cast, learner: Actor, section_id: str | None = None) -> str:
    with house.acting(cast.administrator):
        enrolment_id, _ = services.book(
            section_id or cast.section_id,
            learner.learner_id or "",
            from_date=TODAY,
            actor=cast.administrator,
            now=clock.now(),
        )
    return enrolment_id


def _children_today(house: House, cast: Cast) -> list[str]:
    with house.acting(cast.carer):
        return [child.name for child in care_queries.children_on(TODAY, cast.centre_id)]


def test_a_seat_brings_the_childs_place(house: House, cast: Cast) -> None:
    _book(house, cast, cast.leyla)
    assert _children_today(house, cast) == ["Sami"]


def test_without_a_place_there_is_no_seat(house: House, cast: Cast) -> None:
    _book(house, cast, cast.leyla)
    other = _mother(house, cast, "L-9", date(2025, 1, 1))
    with pytest.raises(errors.Conflict, match=r"childcare\.full"):
        _book(house, cast, other)
    with house.acting(cast.administrator):
        assert queries.section(cast.section_id).taken == 1
        assert other.learner_id not in queries.enrolments_of([other.learner_id or ""])


def test_siblings_need_a_place_each(house: House, cast: Cast) -> None:
    twins = _mother(house, cast, "L-9", date(2025, 1, 1), date(2025, 1, 1))
    with pytest.raises(errors.Conflict, match=r"childcare\.full"):
        _book(house, cast, twins)
    assert _children_today(house, cast) == []


def test_the_place_goes_back_with_the_seat(house: House, cast: Cast) -> None:
    enrolment_id = _book(house, cast, cast.leyla)
    with house.acting(cast.administrator):
        services.leave(enrolment_id, reason="moves away", on=TODAY, actor=cast.administrator, now=clock.now())
    assert _children_today(house, cast) == []
    _book(house, cast, _mother(house, cast, "L-9", date(2025, 1, 1)))
    assert _children_today(house, cast) == ["Child 0"]


def test_a_class_outside_care_hours_is_refused_for_a_parent(house: House, cast: Cast) -> None:
    evening = add_section(house, cast, name="Evening", starts=time(18), ends=time(20))
    with pytest.raises(errors.Conflict, match=r"childcare\.closed"):
        _book(house, cast, cast.leyla, evening)
    _book(house, cast, cast.amina, evening)


def test_a_child_too_old_for_every_group_needs_no_place(house: House, cast: Cast) -> None:
    _book(house, cast, _mother(house, cast, "L-9", date(2017, 5, 1)))
    assert _children_today(house, cast) == []


def test_a_child_has_a_place_until_the_day_it_is_too_old(house: House, cast: Cast) -> None:
    _book(house, cast, _mother(house, cast, "L-9", date(2023, 12, 1)))
    with house.acting(cast.carer):
        assert care_queries.children_on(date(2026, 11, 30), cast.centre_id)
        assert not care_queries.children_on(date(2026, 12, 1), cast.centre_id)


def test_only_somebody_of_the_list_collects_a_child(house: House, cast: Cast) -> None:
    _book(house, cast, cast.leyla)
    with house.acting(cast.carer):
        (child,) = care_queries.children_on(TODAY, cast.centre_id)
        facts: dict[str, Any] = {"actor": cast.carer, "now": clock.now()}
        with pytest.raises(errors.Conflict, match="not_here"):
            care.check_out(child.booking_id, care_queries.PARENT, **facts)
        care.check_in(child.booking_id, **facts)
        with pytest.raises(errors.Invalid, match="who_collects"):
            care.check_out(child.booking_id, " ", **facts)
        with pytest.raises(errors.Conflict, match="not_on_list"):
            care.check_out(child.booking_id, "Somebody", **facts)
        uncle = care.add_collector(child.child_id, "Salim", "uncle", until=TODAY - timedelta(days=1), **facts)
        with pytest.raises(errors.Conflict, match="not_on_list"):
            care.check_out(child.booking_id, uncle, **facts)
        care.add_collector(child.child_id, "Salim", "uncle", **facts)
        assert care.check_out(child.booking_id, uncle, **facts) == "Salim, uncle"
        assert care_queries.children_on(TODAY, cast.centre_id)[0].collected_by == "Salim, uncle"


def test_places_held_by_others_are_not_offered_to_the_timetable_again(house: House, cast: Cast) -> None:
    _book(house, cast, cast.leyla)
    week = [WeekInterval(1, time(9), time(11, 15)), WeekInterval(2, time(9), time(11, 15))]
    with house.acting(cast.administrator):
        found = care_queries.shared_resource(
            cast.centre_id, "SE", week, [cast.amina.learner_id or ""], date(2026, 11, 23)
        )
    assert found is not None
    assert found.groups[0].places == (0, 1)
    assert found.opened == (True, True)


def test_a_child_that_grows_or_is_born_during_the_term_is_named_for_its_later_group(house: House, cast: Cast) -> None:
    with house.acting(cast.administrator):
        care.add_group(cast.centre_id, "Fox", "fox", from_months=36, to_months=78, places=1)
    grows = _mother(house, cast, "L-8", date(2023, 12, 20)).learner_id or ""
    unborn = _mother(house, cast, "L-9", date(2026, 12, 20)).learner_id or ""
    stays = cast.leyla.learner_id or ""
    with house.acting(cast.administrator):
        bear, fox = (group.id for group in care_queries.groups(cast.centre_id))
        found = care_queries.shared_resource(
            cast.centre_id, "SE", [WeekInterval(1, time(9), time(11, 15))], [grows, unborn, stays], date(2026, 11, 23)
        )
    assert found is not None
    assert found.demand == {grows: (bear,), stays: (bear,)}
    assert found.later == {grows: (fox,), unborn: (bear,)}


def test_places_that_others_hold_in_a_later_week_are_not_offered_either(house: House, cast: Cast) -> None:
    with house.acting(cast.administrator):
        services.book(
            cast.section_id,
            cast.leyla.learner_id or "",
            from_date=date(2026, 12, 8),
            actor=cast.administrator,
            now=clock.now(),
        )
        found = care_queries.shared_resource(
            cast.centre_id, "SE", [WeekInterval(1, time(9), time(11, 15))], [], date(2026, 11, 23)
        )
    assert found is not None
    assert found.groups[0].places == (0,)
