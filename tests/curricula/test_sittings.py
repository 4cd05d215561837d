"""Dates of examinations: entered by the office, seen by whom they concern, refused with a sentence, gone when taken back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from curricula.domain.sittings import Sitting, faults
from curricula.queries import sittings as queries
from curricula.services import sittings as services
from lms.casework import services as casework
from lms.kernel import clock, errors
from tests.curricula.lives import TODAY, Lives, add_person, sit
from tests.curricula.test_pages import words
from tests.houses import House

DTZ = Sitting("de_integrationskurs", "dtz", TODAY + timedelta(days=30), "Town hall", TODAY + timedelta(days=9), 0)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"day": TODAY - timedelta(days=1), "sign_up_by": None}, "day"),
        ({"place": " "}, "place"),
        ({"sign_up_by": TODAY + timedelta(days=31)}, "sign_up_by"),
        ({"fee_cents": -1}, "fee"),
        ({"currency": "euro"}, "currency"),
    ],
)
def test_what_cannot_be_is_named_by_its_field(change: dict[str, object], field: str) -> None:
    assert faults(DTZ, TODAY) == ()
    assert faults(replace(DTZ, **change), TODAY) == (field,)  # type: ignore[arg-type]


def test_a_date_is_kept_and_taken_back_by_its_own_centre_only(house: House, lives: Lives) -> None:
    cast = lives.cast
    with house.acting(cast.administrator):
        by: dict[str, Any] = {"actor": cast.administrator, "day": TODAY, "now": clock.now()}
        made = services.announce(cast.centre_id, DTZ, **by)
        with pytest.raises(errors.Invalid, match="examination"):
            services.announce(cast.centre_id, replace(DTZ, examination="toefl"), **by)
        assert [one.what for one in queries.dates_of(cast.centre_id, TODAY)] == [DTZ]
        assert queries.dates_of(cast.centre_id, DTZ.day + timedelta(days=1)) == []
        with pytest.raises(errors.NotFound):
            services.take_back("elsewhere", made)
        services.take_back(cast.centre_id, made)
        assert queries.dates_of(cast.centre_id, TODAY) == []


def test_a_learner_reads_date_place_fee_and_last_day_on_her_plan_and_under_what_comes_next(
    sqlite_house: House, lives: Lives
) -> None:
    house, cast = sqlite_house, lives.cast
    office = house.client(cast.administrator)
    assert "No date yet." in words(office.get("/examinations"))
    form = {"examination": "de_integrationskurs:dtz", "day": "2027-01-16", "place": "Town hall", "fee": "0"}
    refused = office.post("/examinations", data=form | {"sign_up_by": "2027-01-17"})
    assert refused.status_code == 422
    assert "The last day to sign up comes before the examination, or on its day." in words(refused)
    assert office.post("/examinations", data=form | {"sign_up_by": "2026-12-20"}).status_code == 302
    sanaa = add_person(house, cast, "Sanaa Idris")
    sit(house, cast, sanaa, lives.section_id)
    with house.acting(cast.caseworker):
        casework.make_plan(sanaa.learner_id or "", "work", actor=cast.caseworker, now=clock.now())
    told = "Town hall . Fee: free of charge. Sign up by Sun 20 Dec"
    learner = house.client(sanaa)
    for page in (
        learner.get("/next"),
        learner.get("/my-plan"),
        house.client(cast.caseworker).get(f"/casework/{sanaa.learner_id}"),
    ):
        assert "Deutsch-Test für Zuwanderer (DTZ)" in words(page)
        assert told in words(page)
    assert "Not practised yet" in words(learner.get("/next"))
    assert house.client(cast.teacher).get("/examinations").status_code == 404
