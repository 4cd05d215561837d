"""Four kinds of services: everything that is offered is of one, and gaps are shown for a person and for a centre."""

import pytest

from lms.casework import queries
from lms.casework.domain.directory import PICTURES, Service
from lms.casework.domain.events import EventKind
from lms.courses import queries as courses
from lms.courses import services as course_services
from lms.kernel import clock, errors, plugins
from lms.kernel.vocabulary import Category
from tests.cast import Cast, gather
from tests.houses import House

JOBS = {"name": "Job office", "sector": "state", "responsible": ["work"], "phone": "030 555 0188"}


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


def test_every_service_meeting_course_and_module_is_of_one_of_four_kinds(house: House, cast: Cast) -> None:
    assert {one.category for one in Service} == set(Category)
    assert set(PICTURES) == set(Service)
    assert all(one.category in set(Category) for one in EventKind)
    modules = [one for programme in plugins.installed().ask("programmes") for one in programme["modules"]]
    kinds = {one["kind"]: one["category"] for one in modules}
    assert kinds["language"] == "learning"
    assert kinds["orientation"] == "information"
    assert {one["category"] for one in modules} <= set(Category)

    office, address = house.client(cast.administrator), f"/courses/{cast.course_id}/target"
    assert 'value="learning" checked' in office.get(address).text
    refused = office.post(address, data={"target": "level", "category": "fun"})
    assert (refused.status_code, "Choose of which kind it is." in refused.text) == (422, True)
    office.post(address, data={"target": "level", "category": "work"})
    with house.acting(cast.administrator):
        assert courses.course(cast.course_id).category is Category.WORK
        with pytest.raises(errors.NotFound):
            course_services.set_category("nowhere", "work")
    assert "Finding work" in office.get("/courses").text


def test_gaps_are_charted_for_one_person_and_for_the_centre(house: House, cast: Cast) -> None:
    worker, path = house.client(cast.caseworker), f"/casework/{cast.leyla.learner_id}"
    assert worker.get(path).text.count("nothing yet") == 4
    assert "3 of 3 people have had nothing of this yet: Information and orientation" in worker.get("/offers/kinds").text
    with house.acting(cast.administrator):
        course_services.book(
            cast.section_id, cast.leyla.learner_id or "", from_date=clock.now().date(), actor=cast.administrator,
            now=clock.now(),
        )  # fmt: skip
    worker.post("/organisations", data=JOBS)
    with house.acting(cast.caseworker):
        (jobs,), _ = queries.organisations_listed(category="work")
        assert queries.organisations_listed(category="recognition") == ([], 0)
    worker.post(f"{path}/plan", data={"goal": "work"})
    step = {"title": "Talk about work", "due_on": "2026-12-20", "icon": "briefcase", "service": "work"}
    worker.post(f"{path}/steps", data=step | {"organisation": jobs.id})
    page = worker.get(path).text
    card = page.split('id="kinds"')[1].split("</section>")[0]
    assert card.count("nothing yet") == 2
    for said in ("Talk about work", "1 so far", 'href="/organisations?category=recognition"'):
        assert said in card
    assert "Job office" in worker.get("/organisations?category=work").text
    assert "Nothing is found." in worker.get("/organisations?category=recognition").text
    with house.acting(cast.caseworker):
        total, kinds = queries.reach_of_categories(clock.now().date(), cast.centre_id)
    assert total == 3
    assert [(one.category.value, one.people, one.without, one.offers) for one in kinds] == [
        ("information", 0, 3, 0), ("learning", 1, 2, 1), ("work", 1, 2, 1), ("recognition", 0, 3, 0),
    ]  # fmt: skip
    chart = worker.get("/offers/kinds").text
    for said in ("People by kind of service: who has had something, and who nothing yet", "nothing is offered"):
        assert said in chart
    assert house.client(cast.teacher).get("/offers/kinds").status_code == 404
    assert "0 of 0" not in house.client(cast.outsider).get("/offers/kinds").text
    assert house.client(cast.manager).get("/offers/kinds?centre=nowhere").status_code == 404
