"""Outreach: somebody in no programme is written down with one name, shown what is open, registered, and counted."""

from dataclasses import replace
from datetime import date

import pytest

from lms.casework import models, packs, queries, services
from lms.casework.domain.compliance import Share
from lms.casework.domain.outreach import Link, Reached, open_to
from lms.kernel import clock
from lms.organisations import models as organisation_models
from lms.organisations import services as organisations
from tests.cast import Cast, gather
from tests.houses import House

TODAY = date(2026, 11, 24)
MARYAM = Reached("Maryam Haidari", sex="female", met_at="School door")


@pytest.fixture
def cast(house: House) -> Cast:
    cast = gather(house)
    with house.acting(cast.manager) as session:
        session.get(organisation_models.Provider, cast.provider_id).country = "NO"
    return cast


@pytest.mark.parametrize("link", list(Link))
def test_whoever_has_a_link_to_services_is_not_for_outreach(link: Link) -> None:
    assert [one.key for one in open_to(MARYAM, packs.outreach(), "NO")] == ["job_opportunities_a"]
    assert open_to(replace(MARYAM, links=(link,)), packs.outreach(), "NO") == []


def test_a_programme_for_women_is_shut_to_a_man_and_open_to_who_did_not_say() -> None:
    assert open_to(replace(MARYAM, sex="male"), packs.outreach(), "NO") == []
    assert len(open_to(replace(MARYAM, sex=""), packs.outreach(), "NO")) == 1
    assert open_to(MARYAM, packs.outreach(), "DE") == []


def test_a_woman_without_work_course_or_benefit_is_reached_sees_what_is_open_and_counts_when_she_comes(
    house: House, cast: Cast
) -> None:
    worker = house.client(cast.caseworker)
    told = {"name": "Maryam Haidari", "met_at": "School door", "sex": "female", "phone": "0170 1", "language": "Dari"}
    page = worker.post("/outreach", data=told, follow_redirects=True).text
    assert "Job Opportunities (Jobbsjansen), part A" in page
    # Its rule is not verified, and the page says so.
    assert "Not verified" in page
    worker.post("/outreach", data={"name": "Olena", "met_at": "Market", "links": ["work"]})
    assert "0 of 2 people met in a year are registered: 0%" in worker.get("/outreach").text
    with house.acting(cast.caseworker):
        ids = {one.person.name: one.id for one in queries.outreach()}
    came = worker.post(f"/outreach/{ids['Maryam Haidari']}/enrol", follow_redirects=True).text
    assert "Maryam Haidari is registered." in came
    assert 'value="0170 1"' in came
    assert "1 of 2 people met in a year is registered: 50%" in worker.get("/outreach").text
    with house.acting(cast.caseworker):
        assert queries.converted(TODAY, TODAY) == Share(1, 2)
    assert worker.post(f"/outreach/{ids['Maryam Haidari']}/enrol").status_code == 409


def test_who_does_not_want_leaves_no_name_and_still_counts_as_met(house: House, cast: Cast) -> None:
    worker = house.client(cast.caseworker)
    worker.post("/outreach", data={"name": "Olena", "met_at": "Market", "phone": "0170 2", "note": "Two children"})
    with house.acting(cast.caseworker):
        (one,) = queries.outreach()
    assert "Name and phone are gone." in worker.post(f"/outreach/{one.id}/close", follow_redirects=True).text
    assert "Olena" not in worker.get("/outreach").text
    with house.acting(cast.caseworker) as session:
        row = session.query(models.Outreach).one()
        assert (row.name, row.phone, row.note) == ("—", "", "")
        assert queries.converted(TODAY, TODAY) == Share(0, 1)


def test_without_a_name_or_a_place_nothing_is_kept_and_nobody_else_sees_the_list(house: House, cast: Cast) -> None:
    worker = house.client(cast.caseworker)
    for told, said in (({"met_at": "Market"}, "Write a name."), ({"name": "Olena"}, "Write where you met.")):
        refused = worker.post("/outreach", data=told)
        assert refused.status_code == 422
        assert said in refused.text
    with house.acting(cast.caseworker):
        assert queries.outreach() == []
    for who in (cast.teacher, cast.manager, cast.leyla):
        assert house.client(who).get("/outreach").status_code == 404


def test_a_contact_of_another_centre_is_left_alone_and_a_long_list_has_pages(house: House, cast: Cast) -> None:
    with house.acting(cast.manager):
        elsewhere = organisations.add_centre("Parkweg", "Europe/Oslo")
        for number in range(51):
            services.reach(cast.centre_id, replace(MARYAM, name=f"N{number}"), actor=cast.caseworker, now=clock.now())
        theirs = services.reach(elsewhere, MARYAM, actor=cast.caseworker, now=clock.now())
    worker = house.client(cast.caseworker)
    for deed in ("enrol", "close"):
        assert worker.post(f"/outreach/{theirs}/{deed}").status_code == 404
    assert "Maryam" not in worker.get("/outreach").text
    assert (
        worker.get("/outreach").text.count("rows__title") - worker.get("/outreach?page=2").text.count("rows__title")
        == 49
    )
    with house.acting(cast.manager):
        assert queries.outreach_contact(theirs).outcome == "open"
