"""Both adults of a home are in class and a small child has no place: the week of the household says so."""

from datetime import date, time

from childcare.domain.alone import Stretch, everybody_away, is_small, unwatched
from lms.learners import services as learners
from tests.cast import Cast, add_section, gather
from tests.childcare.test_one_child import TUESDAY, adult, book, leave, one_place
from tests.houses import House

MORNING = Stretch(TUESDAY, time(9), time(11, 15))


def test_only_when_every_adult_is_away_a_child_is_alone() -> None:
    late = Stretch(TUESDAY, time(10), time(12))
    assert everybody_away([[MORNING], [late]]) == [Stretch(TUESDAY, time(10), time(11, 15))]
    assert everybody_away([[MORNING], [late], []]) == []
    assert everybody_away([[MORNING]]) == []
    assert everybody_away([[MORNING], [Stretch(date(2026, 11, 25), time(9), time(12))]]) == []


def test_a_place_covers_its_hours_and_no_others() -> None:
    middle = Stretch(TUESDAY, time(10), time(10, 30))
    assert unwatched([MORNING], [middle]) == [
        Stretch(TUESDAY, time(9), time(10)),
        Stretch(TUESDAY, time(10, 30), time(11, 15)),
    ]
    assert unwatched([MORNING], [MORNING]) == []
    assert unwatched([MORNING], []) == [MORNING]


def test_a_child_is_small_from_birth_to_the_seventh_birthday() -> None:
    assert is_small(TUESDAY, TUESDAY)
    assert not is_small(date(2026, 11, 25), TUESDAY)
    assert is_small(date(2019, 11, 25), TUESDAY)
    assert not is_small(date(2019, 11, 24), TUESDAY)


def _home(house: House, cast: Cast) -> tuple[str, str]:
    """Two adults of one home with one small child, the second in a class that begins later."""
    late = add_section(house, cast, name="Alpha C", weekdays=(1,), starts=time(10), ends=time(12))
    mother, father = adult(house, cast, "O-1"), adult(house, cast, "O-2")
    with house.acting(cast.administrator):
        learners.join_household([mother, father])
    assert "nobody watches" not in _week(house, cast, mother)
    seat = book(house, cast, cast.section_id, mother)
    assert "nobody watches" not in _week(house, cast, mother)
    book(house, cast, late, father)
    return mother, seat


def test_the_week_of_the_household_warns_when_both_adults_are_in_class_and_nobody_has_the_child(
    sqlite_house: House,
) -> None:
    cast = gather(sqlite_house)
    mother, seat = _home(sqlite_house, cast)
    page = _week(sqlite_house, cast, mother)
    assert "nobody watches: all adults are in class" in page
    assert "10:00" in page.split("nobody watches")[1].split("</tr>")[0]
    assert "11:15" in page.split("nobody watches")[1].split("</tr>")[0]
    leave(sqlite_house, cast, seat)
    assert "nobody watches" not in _week(sqlite_house, cast, mother)


def test_with_a_place_in_care_nobody_is_alone(sqlite_house: House) -> None:
    cast = one_place(sqlite_house)
    mother, _seat = _home(sqlite_house, cast)
    page = _week(sqlite_house, cast, mother)
    assert "Bear group" in page
    assert "nobody watches" not in page


def _week(house: House, cast: Cast, learner_id: str) -> str:
    return house.client(cast.caseworker).get(f"/casework/{learner_id}?week={TUESDAY.isoformat()}").text
