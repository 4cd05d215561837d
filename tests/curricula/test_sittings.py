"""Dates of examinations: entered by the office, seen by whom they concern, refused with a sentence, gone when taken back."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from curricula.domain.sittings import Sitting, faults
from curricula.queries import sittings as queries
from curricula.services import sittings as services
from lms.casework import services as casework
from lms.courses import queries as courses
from lms.kernel import clock, errors
from lms.organisations import services as organisations
from tests.curricula.lives import TODAY, Lives, add_person, at, sit
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


def test_one_register_charges_the_lessons_to_the_ministry_of_education_and_the_examination_to_the_interior(
    house: House, lives: Lives
) -> None:
    cast = lives.cast
    seats = {
        name: sit(house, cast, getattr(cast, name), cast.section_id, TODAY) for name in ("leyla", "mahmoud", "amina")
    }
    with house.acting(cast.manager):
        interior = organisations.add_funder("Ministry of the Interior", "Official examination")
        met = courses.sessions_between(TODAY, TODAY, section_ids=[cast.section_id])[0]
    office, teacher = house.client(cast.administrator), house.client(cast.teacher)
    form = {"examination": "de_integrationskurs:dtz", "day": f"{TODAY}", "place": "Town hall", "fee": "0"}
    bill = {"section_id": cast.section_id, "payer_id": interior, "payer_fee": "60"}
    for wrong, said in (
        ({"section_id": lives.section_id}, "Choose a class of your centre that meets on the day of the examination."),
        ({"section_id": ""}, "Choose a class of your centre that meets on the day of the examination."),
        ({"payer_id": "nobody"}, "Choose who pays for the examination."),
        ({"payer_fee": ""}, "Write what is paid for each person as a number"),
        ({"payer_fee": "sixty"}, "Write what is paid for each person as a number"),
    ):
        refused = office.post("/examinations", data=form | bill | wrong)
        assert (refused.status_code, said in words(refused)) == (422, True)
    assert office.post("/examinations", data=form | bill).status_code == 302
    twice = office.post("/examinations", data=form | bill | {"payer_id": cast.funder_id})
    assert (twice.status_code, "nobody is charged twice" in words(twice)) == (422, True)
    dates = office.get("/examinations")
    assert "Ministry of the Interior pays €60.00 for each person, Alpha B" in words(dates)
    charges, hours = "/examinations/charges?month=2026-11", "/hours?month=2026-11"
    assert "No examination is charged in November 2026." in words(office.get(charges))

    def lessons() -> int:
        """Of the month, all with the funder of the course."""
        found = re.findall(r"(course|examination) , lessons of 45 minutes (\d+)", words(office.get(hours)))
        assert [purpose for purpose, _number in found] == ["course"]
        return int(found[0][1])

    def save(reason: str = "", **marks: str) -> None:
        given = {f"mark-{seats[who]}": mark for who, mark in marks.items()} | {"reason": reason}
        assert teacher.post(f"/register/{met.id}", data=given).status_code == 302

    before = lessons()
    for _saved_again in range(2):
        save(leyla="present", mahmoud="present", amina="child_ill")
        told = words(office.get(charges))
        assert "The examinations of 2 people are charged in November 2026." in told
        assert "Ministry of the Interior €120.00" in told
        assert "Deutsch-Test für Zuwanderer (DTZ) Tue 24 November Alpha B 2 €60.00 €120.00" in told
        assert "Federal office" not in told
        assert lessons() == before + 2 * 3

    save(mahmoud="not_known")
    told = words(office.get(charges))
    assert "The examination of 1 person is charged in November 2026." in told
    assert "Alpha B 1 1 taken back €60.00 €60.00" in told
    assert lessons() == before + 3
    save(mahmoud="present", amina="present")
    assert lessons() == before + 3 * 3
    sheet = office.get("/examinations/charges.csv?month=2026-11").get_data(as_text=True)
    assert [line.split(",")[5:8] for line in sheet.splitlines()[1:]] == [
        ["Amina Karimi", "1", "60.00"],
        ["Leyla Demir", "1", "60.00"],
        ["Mahmoud Hassan", "1", "60.00"],
        ["Mahmoud Hassan", "-1", "-60.00"],
        ["Mahmoud Hassan", "1", "60.00"],
    ]
    kept = office.post(re.findall(r"/examinations/\w+/remove", dates.text)[0])
    assert (kept.status_code, "The date has to stay." in words(kept)) == (409, True)
    elsewhere = house.client(cast.outsider)
    assert "No examination is charged in November 2026." in words(elsewhere.get(charges))
    assert len(elsewhere.get("/examinations/charges.csv?month=2026-11").get_data(as_text=True).splitlines()) == 1
    assert teacher.get(charges).status_code == 404
    with clock.shifted_to(at(TODAY + timedelta(days=8))):
        office, teacher = house.client(cast.administrator), house.client(cast.teacher)
        assert office.post("/hours/close", data={"funder_id": interior, "month": "2026-11"}).status_code == 302
        save(amina="not_known", reason="Amina had gone home.")
        assert "The examinations of 3 people are charged in November 2026." in words(office.get(charges))
        told = words(office.get("/examinations/charges?month=2026-12"))
        assert "In December 2026 examinations are taken back." in told
        assert "Alpha B -1 1 taken back €60.00 -€60.00" in told
