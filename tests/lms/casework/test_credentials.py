"""Young people without a certificate: seen early, in no plan without a step towards one, in groups of their own."""

from datetime import date

import pytest

from lms.casework import queries
from lms.casework.domain.credentials import is_young, lacks_certificate
from lms.learners import models as learner_models
from tests.cast import gather
from tests.houses import House

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("born", "young"),
    [(date(1999, 11, 25), True), (date(1999, 11, 24), False), (date(2009, 1, 1), True), (None, False)],
)
def test_the_27th_birthday_is_the_end_of_being_young(born: date | None, young: bool) -> None:
    assert is_young(born, TODAY) is young
    assert lacks_certificate(born, ["on_the_way", "left"], TODAY) is young
    assert not lacks_certificate(born, ["recognised"], TODAY)
    assert is_young(date(2000, 2, 29), date(2027, 2, 27))


def test_who_is_under_27_without_a_certificate_is_flagged_and_gets_no_plan_without_a_step_towards_one(
    house: House,
) -> None:
    cast = gather(house)
    with house.acting(cast.manager) as session:
        for who, born in ((cast.leyla, date(2004, 5, 1)), (cast.mahmoud, date(1980, 5, 1))):
            session.get(learner_models.Person, who.person_id).birth_date = born
    worker, path = house.client(cast.caseworker), f"/casework/{cast.leyla.learner_id}"
    for who in (cast.leyla, cast.mahmoud):
        worker.post(f"/casework/{who.learner_id}/assign")
        worker.post(f"/casework/{who.learner_id}/plan", data={"goal": "work"})
    assert worker.get("/casework").text.count("No certificate yet") == 1
    listed = worker.get("/plans?state=certificate").text
    assert "Leyla Demir" in listed
    assert f"/casework/{cast.mahmoud.learner_id}" not in listed
    page = worker.get(path).text
    assert "No certificate yet" in page
    assert "the plan has no step towards a certificate" in page

    # A left school is no certificate, and what lacks is said.
    school = {"kind": "school", "title": "Grade nine", "state": "left", "country": "Syria"}
    for wrong, said in (
        ({"kind": "x"}, "Choose what the certificate is of."),
        ({"title": " "}, "Write what the certificate is called."),
        ({"state": ""}, "Choose how far the certificate is."),
        ({"state": "held", "day": "2027-01-01"}, "This day is still to come."),
    ):
        refused = worker.post(f"{path}/credentials", data=school | wrong)
        assert (refused.status_code, said in refused.text) == (422, True), wrong
    worker.post(f"{path}/credentials", data=school)
    assert "Left before the end" in worker.get(path).text
    refused = worker.post(f"{path}/agree")
    assert refused.status_code == 409
    assert "Add a step towards one: a school, a trade, an examination." in refused.text
    assert worker.post(f"/casework/{cast.mahmoud.learner_id}/agree").status_code == 302
    worker.post(f"{path}/steps", data={"title": "Evening school", "owner": "Leyla", "due_on": "2027-02-01",
                                       "icon": "graduation-cap"})  # fmt: skip
    assert worker.post(f"{path}/agree").status_code == 302

    # With a certificate nobody is flagged any more; taken out it is as before.
    kept = worker.post(f"{path}/credentials", data=school | {"state": "held", "day": "2026-07-01"})
    assert kept.status_code == 302
    assert "No certificate yet" not in worker.get("/casework").text
    with house.acting(cast.caseworker):
        newest = queries.credentials(cast.leyla.person_id or "")[0]
    worker.post(f"{path}/credentials/{newest.id}/out")
    assert "No certificate yet" in worker.get("/casework").text
    for who in (cast.teacher, cast.leyla, cast.outsider):
        assert house.client(who).post(f"{path}/credentials", data=school).status_code == 404

    # A group for young people is offered to her and not to a man of 46.
    told = {"kind": "youth", "title": "Maths for the exam", "day": "2026-11-26", "starts": "16:00", "ends": "17:30",
            "target": "everybody"}  # fmt: skip
    house.client(cast.administrator).post("/events", data=told)
    assert "Maths for the exam" in house.client(cast.leyla).get("/my-events").text
    assert "Maths for the exam" not in house.client(cast.mahmoud).get("/my-events").text
    with house.acting(cast.administrator):
        (event,) = queries.events_ahead(cast.centre_id, TODAY)
    assert house.client(cast.mahmoud).post(f"/my-events/{event.id}").status_code == 409
    assert house.client(cast.leyla).post(f"/my-events/{event.id}").status_code == 302
