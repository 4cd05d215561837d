"""The probability that somebody stands still: what raises it, what lowers it, and how a small centre borrows strength."""

from dataclasses import replace
from itertools import pairwise

import pytest

from curricula.domain import gain
from curricula.domain.chance import Chance
from curricula.domain.gain import ASSUMED, Course, GainModel, chances, fit
from curricula.domain.hours import Profile

NAN = float("nan")


def course(
    *means: float, spacing: float = 0.4, error: float = 4.0, centre: str = "one", passed: bool = False
) -> Course:
    exposures = tuple(round(spacing * place, 3) for place in range(1, len(means) + 1))
    return Course(
        Profile.LOW,
        centre,
        exposures,
        tuple((mean,) * 4 for mean in means),
        tuple((error,) * 4 for _ in means),
        exposures[-1] if exposures else 0.0,
        passed,
    )


def chance(one: Course, model: GainModel = ASSUMED) -> Chance:
    return chances(model, [one])[0]


FLAT = course(40, 40, 41, 40, 40)
RISING = course(35, 40, 45, 50, 55)


def test_flat_scores_long_after_the_expected_hours_make_a_standstill_likely() -> None:
    assert chance(FLAT).middle > 0.9


def test_steady_gain_makes_it_unlikely_even_for_somebody_slow() -> None:
    assert chance(RISING).middle < 0.2


def test_interval_holds_the_probability() -> None:
    for one in (FLAT, RISING, course(40, 44), course(40)):
        found = chance(one)
        assert 0 <= found.low <= found.middle <= found.high <= 1


def test_coarse_test_says_less_than_a_fine_one() -> None:
    coarse = chance(course(40, 40, 41, 40, 40, error=15.0))
    assert coarse.middle < chance(FLAT).middle
    assert coarse.high - coarse.low > chance(FLAT).high - chance(FLAT).low


def test_who_gained_first_and_then_stopped_is_seen() -> None:
    early, late = course(30, 41, 52, 52, 52, 51), course(30, 41, 52)
    assert chance(early).middle > chance(late).middle


def test_missed_check_is_no_evidence_of_standing_still() -> None:
    gaps = replace(RISING, scores=(*RISING.scores[:-1], (NAN,) * 4))
    assert chance(gaps).middle < 0.5


def test_without_any_check_the_share_in_history_is_all_there_is_to_say() -> None:
    nothing = Course(Profile.LOW, "one", (), (), (), 0.0)
    assert chance(nothing).middle <= ASSUMED.share


def test_same_history_gives_the_same_model() -> None:
    history = [FLAT, RISING, course(35, 47, 60, passed=True)] * 5
    assert fit(history) == fit(list(history))


def test_without_history_the_assumptions_stand() -> None:
    assert fit([]) == ASSUMED


def test_centre_of_many_standstills_expects_more_of_them_and_a_small_one_less_so() -> None:
    moving = [course(35, 47, 60, centre="calm", passed=True)] * 60
    many, few = [replace(FLAT, centre="large")] * 40, [replace(FLAT, centre="small")] * 3
    model = fit([*moving, *many, *few])
    shares = [model.share_for("low", centre)[0] for centre in ("calm", "small", "large")]
    assert all(one < other for one, other in pairwise(shares))


def test_centre_nobody_knows_is_taken_like_its_profile() -> None:
    model = fit([course(35, 47, 60, passed=True)] * 20 + [FLAT] * 5)
    assert model.share_for("low", "new") == model.by_profile["low"]


def test_model_survives_being_kept() -> None:
    model = fit([FLAT, RISING] * 10)
    assert GainModel.of_values(model.as_values()) == model


@pytest.mark.parametrize("scale", [1.0, 10.0])
def test_scale_of_a_test_is_learnt_from_those_who_passed(scale: float) -> None:
    passers = [course(10 * scale, 20 * scale, 30 * scale, error=scale, spacing=0.33, passed=True)] * 40
    assert fit(passers).points_per_level == pytest.approx(30 * scale, rel=0.2)


def test_reading_of_checks_puts_a_day_in_a_row_and_a_skill_in_a_column() -> None:
    from curricula.domain.cases import checks, lessons
    from lms.kernel.vocabulary import Skill

    read = gain.course_of(Profile.LOW, "one", checks(700, flat=(Skill.READING,)), lessons(240))
    assert read.exposures == pytest.approx((540 / 240, 620 / 240, 700 / 240))
    assert [row[list(Skill).index(Skill.READING)] for row in read.scores] == [50, 51, 50]
