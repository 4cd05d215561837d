"""Places follow the seat: paused, resumed, transferred; siblings together; who waits gets what becomes free, by a rule."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from childcare import queries as care_queries
from childcare import services as care
from lms.courses import services as courses
from lms.courses.queries import enrolments_of
from lms.kernel import clock, db, jobs
from lms.kernel.jobs import worker
from lms.learners import queries as learners
from lms.learners.services import NewLearner
from lms.messages import queries as messages
from tests.cast import Cast, add_learner, add_section, gather
from tests.childcare.nursery import ALL_DAY, TUESDAY, add_mother, book
from tests.houses import House

THURSDAY, NEXT = date(2026, 11, 26), date(2026, 12, 1)


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return one_place(sqlite_house)


def one_place(house: House) -> Cast:
    """Leyla's Sami has the only place of the centre."""
    cast = gather(house)
    with house.acting(cast.administrator):
        care.add_group(cast.centre_id, "Bear", "bear", from_months=0, to_months=36, places=1)
        care.set_care_hours(cast.centre_id, ALL_DAY)
    book(house, cast, cast.leyla.learner_id)
    return cast


def by(cast: Cast) -> dict[str, Any]:
    return {"actor": cast.administrator, "now": clock.now()}


def seat_of(house: House, cast: Cast, learner_id: str) -> str:
    with house.acting(cast.administrator):
        return enrolments_of([learner_id])[learner_id][0].id


def names(house: House, cast: Cast, day: date) -> list[str]:
    with house.acting(cast.carer):
        return [child.name for child in care_queries.children_on(day, cast.centre_id)]


def test_a_pause_frees_the_places_until_the_day_of_coming_back(sqlite_house: House, cast: Cast) -> None:
    seat = seat_of(sqlite_house, cast, cast.leyla.learner_id or "")
    with sqlite_house.acting(cast.administrator):
        courses.pause(seat, reason="birth", on=THURSDAY, until=date(2026, 12, 3), **by(cast))
    assert [names(sqlite_house, cast, day) for day in (TUESDAY, THURSDAY, NEXT, date(2026, 12, 3))] == [
        ["Sami"], [], [], ["Sami"],
    ]  # fmt: skip
    with sqlite_house.acting(cast.administrator):
        courses.resume(seat, on=NEXT, **by(cast))
    assert names(sqlite_house, cast, NEXT) == ["Sami"]
    # Nobody waits, so nobody is woken.
    with db.transaction(sqlite_house.engine), sqlite_house.crossing():
        assert jobs.latest("childcare.waiting", provider_id=cast.provider_id) is None


def test_who_comes_back_from_a_pause_and_finds_the_group_full_waits_before_all_others(house: House) -> None:
    cast = one_place(house)
    leyla = cast.leyla.learner_id or ""
    seat = seat_of(house, cast, leyla)
    with house.acting(cast.administrator):
        courses.pause(seat, reason="birth", on=TUESDAY, **by(cast))
    mother = add_mother(house, cast, "R-1")
    book(house, cast, mother)
    with house.acting(cast.administrator):
        courses.resume(seat, on=THURSDAY, **by(cast))
        (first,) = care_queries.waiting_list(cast.centre_id)
    assert (first.child, first.need) == ("Sami", 3)
    with house.acting(cast.carer):
        (task,) = messages.open_tasks(cast.carer)
    assert task.code == "childcare.back_without_place"
    # The place becomes free, the list wakes up by itself, and the office is asked to call.
    with house.acting(cast.administrator):
        courses.leave(seat_of(house, cast, mother), reason="moves away", on=THURSDAY, **by(cast))
    assert worker.run_one(house.engine)
    assert names(house, cast, THURSDAY) == ["Sami"]
    with house.acting(cast.administrator):
        assert care_queries.waiting_list(cast.centre_id) == []
        codes = [one.code for one in messages.open_tasks(cast.administrator)]
    assert "childcare.call_place_found" in codes


def test_a_transfer_takes_the_place_along_and_a_pause_with_it(sqlite_house: House, cast: Cast) -> None:
    afternoon = add_section(sqlite_house, cast, name="Alpha C", starts=time(13), ends=time(15))
    seat = seat_of(sqlite_house, cast, cast.leyla.learner_id or "")
    with sqlite_house.acting(cast.administrator):
        new, _ = courses.transfer(seat, afternoon, reason="work", on=THURSDAY, **by(cast))
    with sqlite_house.acting(cast.carer):
        (sami,) = care_queries.children_on(THURSDAY, cast.centre_id)
    assert (sami.starts, names(sqlite_house, cast, TUESDAY)) == (time(13), ["Sami"])
    with sqlite_house.acting(cast.administrator):
        courses.pause(new, reason="birth", on=NEXT, **by(cast))
        courses.transfer(new, cast.section_id, reason="work", on=NEXT, **by(cast))
    assert names(sqlite_house, cast, NEXT) == []


def test_a_place_goes_to_the_next_by_the_centres_rule(sqlite_house: House) -> None:
    house = sqlite_house
    cast = gather(house)
    with house.acting(cast.administrator):
        group = care.add_group(cast.centre_id, "Bear", "bear", from_months=0, to_months=36, places=3)
        care.set_care_hours(cast.centre_id, ALL_DAY)
    born = {"R-1": date(2024, 5, 1), "R-2": date(2025, 9, 1)}
    mothers = {number: add_mother(house, cast, number, birth) for number, birth in born.items()}
    for number in ("R-1", "R-2"):
        book(house, cast, mothers[number])
    book(house, cast, cast.leyla.learner_id)
    # Two children lost their places (their classes moved into a full time); both wait.
    with house.acting(cast.administrator) as session:
        for number in ("R-1", "R-2"):
            care.pause(seat_of_(number, mothers), TUESDAY, None)
        care.change_group(group, name="Bear", picture="bear", places=1, room_id=None)
        for number in ("R-1", "R-2"):
            seat = seat_of_(number, mothers)
            (child,) = children_of(mothers[number])
            assert not care.wait(seat, child, need=0, **by(cast))
        session.flush()
        order = [one.parent for one in care_queries.waiting_list(cast.centre_id)]
        assert order == ["Rahel R-1", "Rahel R-2"]
        care.set_settings(cast.centre_id, ordering="youngest")
        assert [one.parent for one in care_queries.waiting_list(cast.centre_id)] == ["Rahel R-2", "Rahel R-1"]
        care.change_group(group, name="Bear", picture="bear", places=2, room_id=None)
        care.advance(cast.centre_id, **by(cast))
    assert sorted(names(house, cast, TUESDAY + timedelta(days=2))) == ["Child R-2", "Sami"]


def seat_of_(number: str, mothers: dict[str, str]) -> str:
    return enrolments_of([mothers[number]])[mothers[number]][0].id


def children_of(learner_id: str) -> list[str]:
    return [child.id for child in learners.children_of_learners([learner_id])[learner_id]]


def test_a_parent_who_waits_for_class_and_place_is_offered_both_when_a_place_is_free(
    sqlite_house: House, cast: Cast
) -> None:
    mother = add_mother(sqlite_house, cast, "R-7")
    beside = add_section(sqlite_house, cast, name="Alpha D")
    leyla = cast.leyla.learner_id or ""
    with sqlite_house.acting(cast.administrator):
        courses.wait(beside, mother, **by(cast))
        (held_up,) = care_queries.waiting_list(cast.centre_id)
        assert (held_up.parent, held_up.waiting_id) == ("Rahel R-7", None)
        courses.leave(enrolments_of([leyla])[leyla][0].id, reason="moves", on=TUESDAY, **by(cast))
        assert mother not in enrolments_of([mother])
    assert worker.run_one(sqlite_house.engine)
    with sqlite_house.acting(cast.administrator):
        assert enrolments_of([mother])[mother][0].state == "offered"
    assert names(sqlite_house, cast, THURSDAY) == ["Child R-7"]


def test_siblings_are_together_where_one_group_takes_both(sqlite_house: House) -> None:
    house = sqlite_house
    cast = gather(house)
    with house.acting(cast.administrator):
        for name, first, last in (("Bear", 0, 36), ("Family", 0, 78), ("Fox", 36, 78)):
            care.add_group(cast.centre_id, name, "bear", from_months=first, to_months=last, places=2)
        care.set_care_hours(cast.centre_id, ALL_DAY)
    children = (("Adam", date(2025, 1, 1)), ("Liya", date(2022, 1, 1)))
    mothers = [
        add_learner(
            house,
            cast.provider_id,
            cast.centre_id,
            NewLearner(f"S-{number}", "Rahel", "S", children=children),
            track="literacy_first_script",
            level="pre_a1",
        ).learner_id
        for number in range(2)
    ]
    for mother in mothers:
        book(house, cast, mother)
    book(house, cast, cast.leyla.learner_id)
    with house.acting(cast.carer):
        groups = {group.id: group.name for group in care_queries.groups()}
        found = [(one.name, groups[one.group_id]) for one in care_queries.children_on(THURSDAY, cast.centre_id)]
    assert sorted(found) == [
        ("Adam", "Bear"), ("Adam", "Family"), ("Liya", "Family"), ("Liya", "Fox"), ("Sami", "Bear"),
    ]  # fmt: skip
