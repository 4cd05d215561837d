"""Years at school that are told at arrival move the plan: lessons on top, and a later day for the goal."""

import re

from lms.casework import services as casework
from lms.casework.domain.content import Goal
from lms.kernel import clock
from tests.cast import gather
from tests.curricula.test_pages import words
from tests.houses import House
from tests.placement import people
from tests.placement.test_arrival import SIX


def test_eleven_years_at_school_that_become_four_add_lessons_and_move_the_day_of_the_goal(sqlite_house: House) -> None:
    house = sqlite_house
    cast = gather(house)
    learner_id = str(people.add(house, cast, people.LUCIA).learner_id)
    keeper = house.client(cast.caseworker)
    with house.acting(cast.caseworker):
        goals = [Goal("", "work", "", "b1")]
        casework.make_plan(learner_id, goals=goals, actor=cast.caseworker, now=clock.now())
    told = {}
    for years in ("11", "4"):
        assert keeper.post(f"/placement/{learner_id}/arrival", data=SIX | {"schooling_years": years}).status_code == 302
        told[years] = words(keeper.get(f"/casework/{learner_id}"))
    lessons = {years: re.search(r"(\d+) to ([\d,]+) lessons", said) for years, said in told.items()}
    assert lessons["11"] is not None
    assert lessons["4"] is not None
    assert lessons["4"].groups() != lessons["11"].groups()
    assert "More lessons" not in told["11"]
    more = re.search(
        r"More lessons because of 4 years at school On top (\d+) to (\d+) lessons The goal is reached (.+?) to (.+?) "
        r"With more years at school (.+?) to (\w+ \d+)",
        told["4"],
    )
    assert more is not None
    assert int(more[1]) > 0
    assert more[3] != more[5]
    assert more[4] != more[6]
