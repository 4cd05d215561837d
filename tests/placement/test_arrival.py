"""The talk at arrival: six blocks by one caseworker, from which placement and plan begin."""

import re

import pytest

from lms.casework import queries as casework
from lms.kernel import clock
from placement.domain import arrival
from placement.domain.arrival import Block
from tests.cast import gather
from tests.houses import House
from tests.placement import people

SIX = {
    "goals": ["work", "meet_people"],
    "motivation": "I want to read the letters of the school.",
    "first_language": "Dari",
    "other_languages": "2",
    "schooling_years": "9",
    "works_now": "no",
    "occupation_before": "Tailor",
    "language_needs": ["doctor", "offices"],
}


@pytest.mark.parametrize(
    ("goals", "known", "goal"),
    [(["work"], "", "work"), (["meet_people", "study"], "study", "study"), ([], "health", "health")],
)
def test_a_plan_begins_with_the_goal_that_was_told(goals: list[str], known: str, goal: str) -> None:
    assert arrival.plan_goal(goals, known) == goal


def test_one_caseworker_asks_six_blocks_and_placement_and_plan_begin_with_them(sqlite_house: House) -> None:
    house = sqlite_house
    cast = gather(house)
    learner_id = str(people.add(house, cast, people.NEWCOMER).learner_id)
    keeper, teacher = house.client(cast.caseworker), house.client(cast.teacher)
    page = f"/placement/{learner_id}/arrival"
    assert page in keeper.get(f"/casework/{learner_id}").text
    shown = keeper.get(page).text
    assert re.findall(r'class="card topic" id="(\w+)"', shown) == [one.value for one in Block]
    # What registration of the interview knows beside the six blocks stays as it was told.
    teacher.post(f"/placement/{learner_id}/interview", data={"shift": "night", "children_to_care_for": "1"})
    for block in Block:
        told = {code: value for code, value in SIX.items() if code not in arrival.CODES[block]}
        said = keeper.post(page, data=told, follow_redirects=True).text
        heads = re.findall(r'class="card topic" id="(\w+)".*?</section>', said, re.DOTALL)
        parts = {key: said.split(f'class="card topic" id="{key}"')[1].split("</section>")[0] for key in heads}
        assert [key for key, part in parts.items() if "Incomplete" in part] == [block.value]
        if block is Block.MOTIVATION:
            assert "Incomplete: Motivation" in said
    refused = keeper.post(page, data=SIX | {"schooling_years": "ninety"})
    assert (refused.status_code, "letters of the school" in refused.text) == (422, True)
    whole = keeper.post(page, data=SIX | {"mentor": "yes"})
    assert whole.location == f"/casework/{learner_id}"
    # Placement has the same answers, and those that only placement asks for.
    interview = teacher.get(f"/placement/{learner_id}/interview").text
    assert "I want to read the letters of the school." in interview
    assert '<option selected value="night">' in interview
    # The plan begins with the goal, the record knows more, and the caseworker looks after the person.
    assert re.search(r'<option selected value="work">', keeper.get(f"/casework/{learner_id}").text)
    known = people.known(house, cast, learner_id)
    assert (known.goal, known.schooling_years, known.occupation) == ("work", 9, "Tailor")
    with house.acting(cast.caseworker):
        mentor = casework.caseworker_of(learner_id, clock.today("Europe/Berlin"))
        assert mentor is not None
        assert mentor.id == cast.caseworker.staff_id
    for other in (cast.teacher, cast.outsider):
        assert house.client(other).get(page).status_code == 404
        assert house.client(other).post(page, data=SIX).status_code == 404
