"""Organisations that help: a service of a plan belongs to one of them, and everybody sees whom to call."""

from datetime import date
from typing import Any

from lms.casework import queries
from tests.cast import Cast, gather
from tests.houses import House

TODAY = date(2026, 11, 24)
JOBS: dict[str, Any] = {
    "name": "Jobcenter Mitte", "sector": "state", "responsible": ["work"], "supports": ["language", "work"],
    "contact": "Frau Okafor", "phone": "030 555 0188",
}  # fmt: skip


def _id(house: House, cast: Cast, name: str) -> str:
    with house.acting(cast.caseworker):
        return next(one.id for one in queries.organisations_listed(name)[0])


def test_each_service_of_a_plan_shows_who_is_responsible_and_whom_to_call_and_none_goes_without(house: House) -> None:
    cast = gather(house)
    worker, path = house.client(cast.caseworker), f"/casework/{cast.leyla.learner_id}"
    worker.post(f"{path}/plan", data={"goal": "work"})
    assert "Jobcenter Mitte is in the list." in worker.post("/organisations", data=JOBS, follow_redirects=True).text
    worker.post("/organisations", data={"name": "Caritas", "sector": "association", "supports": "work",
                                        "email": "hilfe@caritas.test"})  # fmt: skip
    jobs, caritas = _id(house, cast, "Jobcenter"), _id(house, cast, "Caritas")
    step = {"title": "Look for work in a kitchen", "due_on": "2026-12-20", "icon": "briefcase", "service": "work"}
    for given, said in (
        ({}, "Choose which organisation is responsible for this service."),
        ({"owner": "Somebody"}, "Choose which organisation is responsible for this service."),
        ({"organisation": "nowhere"}, "Choose which organisation is responsible for this service."),
        ({"organisation": caritas}, "This organisation is not responsible for this service."),
        ({"organisation": jobs, "service": "magic"}, "Choose one of the services."),
    ):
        refused = worker.post(f"{path}/steps", data=step | given)
        assert (refused.status_code, said in refused.text) == (422, True), given
    with house.acting(cast.caseworker):
        plan = queries.plan(cast.leyla.person_id or "", TODAY)
        assert plan is not None
        assert plan.steps == ()
    kept = worker.post(f"{path}/steps", data=step | {"organisation": jobs}, follow_redirects=True).text
    shown = (kept, house.client(cast.leyla).get("/my-plan").text, worker.get(f"{path}/print").text)
    for page in shown:
        for word in ("Jobcenter Mitte", "Frau Okafor", "030 555 0188"):
            assert word in page
    assert 'href="tel:0305550188"' in shown[1]
    assert worker.get(f"{path}/plan.pdf").status_code == 200

    # Another phone stands in every plan at once, and who has ended takes no new step but keeps the old one.
    worker.post(f"/organisations/{jobs}", data=JOBS | {"phone": "030 555 0199"})
    assert "030 555 0199" in house.client(cast.leyla).get("/my-plan").text
    assert "1 step of a plan waits for it." in worker.get(f"/organisations/{jobs}").text
    worker.post(f"/organisations/{jobs}/end")
    assert worker.post(f"{path}/steps", data=step | {"organisation": jobs}).status_code == 422
    assert "030 555 0199" in worker.get(path).text
    worker.post(f"/organisations/{jobs}/on")
    assert worker.post(f"{path}/steps", data=step | {"organisation": jobs}).status_code == 302


def test_the_directory_is_searched_by_name_and_service_and_says_what_lacks(sqlite_house: House) -> None:
    house = sqlite_house
    cast = gather(house)
    manager = house.client(cast.manager)
    assert "Begin with the offices that you call most" in manager.get("/organisations").text
    for wrong, said in (
        ({"name": " "}, "Write the name of the organisation."),
        ({"sector": "moon"}, "Choose what kind of organisation it is."),
        ({"responsible": [], "supports": []}, "Choose at least one service"),
        ({"responsible": "dreams"}, "Choose at least one service"),
        ({"phone": ""}, "Write a phone number or an e-mail address"),
        ({"email": "nobody"}, "An e-mail address needs an @ in the middle."),
    ):
        refused = manager.post("/organisations", data=JOBS | wrong)
        assert (refused.status_code, said in refused.text) == (422, True), wrong
    manager.post("/organisations", data=JOBS)
    assert manager.post("/organisations", data=JOBS).status_code == 409
    jobs = _id(house, cast, "Jobcenter")
    assert "Jobcenter Mitte" in manager.get("/organisations?q=job&service=language").text
    assert "Jobcenter Mitte" not in manager.get("/organisations?service=housing").text
    outsider = house.client(cast.outsider)
    assert outsider.get(f"/organisations/{jobs}").status_code == 404
    for who in (cast.teacher, cast.leyla):
        assert house.client(who).get("/organisations").status_code == 404
