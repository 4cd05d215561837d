"""What was said half a year ago beside what became of people: by value, and in the house with its page."""

from datetime import timedelta

import pytest

from curricula.domain import hindsight
from curricula.domain.hindsight import Claim, counted, stood_still, told
from curricula.domain.progress import Assessment
from curricula.queries.hindsight import latest_hindsight
from lms.kernel.vocabulary import Skill
from tests.curricula.lives import TODAY, Lives, check, run_review
from tests.houses import House

EXPECTED = 120 * 45


def _check(score: float, lessons: int, skill: Skill = Skill.READING) -> Assessment:
    return Assessment(skill, TODAY + timedelta(days=lessons), score, 4.0, lessons * 45)


@pytest.mark.parametrize(
    ("after", "passed", "became"),
    [
        ([], True, False),
        ([], False, None),
        ([_check(41, 225)], False, None),
        ([_check(41, 260)], False, True),
        ([_check(50, 260)], False, False),
        ([_check(80, 260, Skill.WRITING)], False, None),
    ],
    ids=["passed", "never seen again", "too few lessons since", "no gain", "a gain", "only another skill"],
)
def test_what_became_of_somebody(after: list[Assessment], passed: bool, became: bool | None) -> None:
    found = stood_still([_check(40, 200)], after, passed=passed, expected=EXPECTED, points_per_level=30)
    assert found is became


def test_said_and_became_are_told_by_group_and_few_people_are_not() -> None:
    claims = [Claim(0.8, number < 24) for number in range(30)] + [Claim(0.05, False)] * 25 + [Claim(1.0, True)] * 9
    found = told({"groups": counted(claims), "unknown": 4})
    low, likely, sure = found.groups[0], found.groups[4], found.groups[5]
    assert (low.people, low.became, low.few) == (25, 0, False)
    assert (likely.people, likely.said, likely.became, likely.holds) == (
        30,
        pytest.approx(0.8),
        pytest.approx(0.8),
        True,
    )
    assert (sure.people, sure.few, sure.became) == (9, True, 0)
    assert (found.people, found.unknown) == (64, 4)
    assert found.error == pytest.approx((25 * 0.05) / 64, abs=1e-9)


def test_a_probability_that_does_not_hold_is_seen() -> None:
    found = told({"groups": counted([Claim(0.8, number < 6) for number in range(30)]), "unknown": 0})
    assert not found.groups[4].holds
    assert found.error is None, "thirty people are too few for one number"


def test_nobody_yet_is_told_as_nobody() -> None:
    found = told(None)
    assert found.people == 0
    assert all(group.few for group in found.groups)


def test_the_review_looks_back_half_a_year_when_its_model_learns(sqlite_house: House, lives: Lives) -> None:
    later = TODAY + timedelta(weeks=hindsight.WEEKS)
    # Rosa was past the first mark with two days of checks; nothing new is known of her since but one more check.
    check(sqlite_house, lives.cast, lives.people["Rosa"], days=(TODAY + timedelta(weeks=20),))
    run_review(sqlite_house, lives.cast, later)
    with sqlite_house.acting(lives.cast.manager):
        found = latest_hindsight()
    assert (found.day, found.then) == (later, TODAY)
    assert found.found.people + found.found.unknown > 0
    assert found.found.error is None
    page = sqlite_house.client(lives.cast.administrator).get("/review/groups").get_data(as_text=True)
    assert "Does what it says come true?" in page
    assert "too few to show" in page
