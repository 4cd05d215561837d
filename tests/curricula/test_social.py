"""A course for company and daily life: nobody in it is measured, examined or called stuck; taking part is what shows."""

from curricula import queries
from curricula.queries.sittings import ahead_of
from tests.curricula.lives import TODAY, Lives, run_review
from tests.curricula.test_editions import SMALL, hand_in, take
from tests.curricula.test_pages import words
from tests.houses import House


def test_nobody_is_measured_in_a_course_for_company_and_daily_life(sqlite_house: House, lives: Lives) -> None:
    house, cast, rosa = sqlite_house, lives.cast, lives.learner_id("Rosa")
    run_review(house, cast)
    with house.acting(cast.teacher):
        assert queries.talk_list(cast.teacher.staff_id or "", TODAY).talk
        assert ahead_of(rosa, TODAY)
    take(house, cast.manager, hand_in(house, cast.manager, SMALL.replace('kind = "language"', 'kind = "social"')))
    run_review(house, cast)
    with house.acting(cast.teacher):
        assert not queries.talk_list(cast.teacher.staff_id or "", TODAY).talk
        assert ahead_of(rosa, TODAY) == []
    record = words(house.client(cast.teacher).get(f"/people/{rosa}"))
    assert "Taking part This person learns for company and daily life." in record
    assert "not checked yet" not in record
