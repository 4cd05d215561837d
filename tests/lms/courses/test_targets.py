"""Whom something is for: without an answer no class opens and no meeting is published, and a learner reads why it fits her."""

import re
from datetime import date

import pytest

from lms.courses import queries, services
from lms.kernel import clock
from lms.kernel.vocabulary import Level, Track
from lms.learners.domain.targets import Group, Known, why
from tests.cast import Cast, add_section, gather
from tests.houses import House

TODAY = date(2026, 11, 24)


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


@pytest.mark.parametrize(
    ("group", "somebody", "somebody_else"),
    [
        (Group.LEVEL, Known("regular", "a1"), Known("regular", "a2")),
        (Group.PARENTS, Known(children_born=(date(2019, 11, 25),)), Known(children_born=(date(2019, 11, 24),))),
        (Group.WORKERS, Known(works=True), Known()),
        (Group.NEW_SCRIPT, Known(literacy="other_script"), Known(literacy="latin")),
        (Group.LITTLE_SCHOOL, Known(schooling_years=6), Known(schooling_years=7)),
        (Group.YOUNG, Known(birth_date=date(1999, 11, 25)), Known(birth_date=date(1999, 11, 24))),
        (Group.OLDER, Known(birth_date=date(1971, 11, 24)), Known(birth_date=date(1971, 11, 25))),
    ],
)
def test_who_belongs_to_a_group(group: Group, somebody: Known, somebody_else: Known) -> None:
    begins = {"track": "regular", "level": "a1"}
    assert why([group], somebody, TODAY, **begins) == (group,)
    assert why([group], somebody_else, TODAY, **begins) == ()
    assert why([group], Known(), TODAY, **begins) == ()
    assert why([group, "everybody"], somebody_else, TODAY, **begins) == (Group.EVERYBODY,)


def _course(house: House, cast: Cast) -> str:
    """A course of which nobody said whom it is for."""
    with house.acting(cast.administrator):
        return services.add_course(
            cast.centre_id, programme="de_integrationskurs", module_key="literacy_c", title="Alpha C", minutes=4500,
            track=Track.LITERACY_FIRST_SCRIPT, level=Level.PRE_A1, section_min=6, section_max=16, target=(),
        )  # fmt: skip


def test_no_class_opens_until_somebody_says_whom_its_course_is_for(sqlite_house: House, cast: Cast) -> None:
    office, course_id = sqlite_house.client(cast.administrator), _course(sqlite_house, cast)
    form = {
        "course": course_id, "term": cast.term_id, "name": "Alpha C 1", "seats": "10", "days-0": "1",
        "starts-0": "16:00", "ends-0": "17:30", "starts_on": "2026-12-01", "ends_on": "2027-01-29", "mode": "room",
    }  # fmt: skip
    refused = office.post("/sections/new", data=form)
    assert refused.status_code == 409
    assert "Nobody has said yet whom Alpha C is for." in refused.text
    assert "For whom?" in office.get("/courses").text
    address = f"/courses/{course_id}/target"
    assert sqlite_house.client(cast.outsider).post(address, data={"target": "everybody"}).status_code == 404
    assert sqlite_house.client(cast.teacher).get(address).status_code == 404
    for nothing in ({}, {"target": "friends"}):
        assert office.post(address, data=nothing).status_code == 422
    office.post(address, data={"target": ["parents", "level"]})
    assert "Those of its track and level · Parents of small children" in office.get("/courses").text
    assert "checked" in office.get(address).text
    assert office.post("/sections/new", data=form).status_code == 302
    with sqlite_house.acting(cast.administrator):
        assert {one.name for one in queries.sections(centre_id=cast.centre_id)} == {"Alpha B", "Alpha C 1"}


def test_a_learner_reads_why_her_class_and_the_seat_offered_to_her_fit(sqlite_house: House, cast: Cast) -> None:
    small, me, at = (
        add_section(sqlite_house, cast, name="Evening", seats=1, weekdays=(4,)),
        cast.administrator,
        clock.now(),
    )
    with sqlite_house.acting(me):
        services.set_target(cast.course_id, ["parents", "workers"])
        for who in (cast.leyla, cast.amina):
            services.book(cast.section_id, who.learner_id or "", from_date=TODAY, actor=me, now=at)
        seat, _ = services.book(small, cast.mahmoud.learner_id or "", from_date=TODAY, actor=me, now=at)
        services.wait(small, cast.leyla.learner_id or "", actor=me, now=at)
        services.leave(seat, reason="work", on=TODAY, actor=me, now=at)
    leyla, amina = sqlite_house.client(cast.leyla), sqlite_house.client(cast.amina)
    page = leyla.get("/my-times").text
    assert "<p>It is for parents of small children, like you.</p>" in page
    assert re.search(r'data-say="Alpha B: [^"]*It is for parents of small children, like you\."', page)
    offered = leyla.get("/my-place").text
    assert "Yes, I come" in offered
    assert "It is for parents of small children, like you." in offered
    page = amina.get("/my-times").text
    assert "like you" not in page
    assert "It is meant for others first." in page


def test_a_meeting_without_a_target_is_not_published_and_with_one_says_why(sqlite_house: House, cast: Cast) -> None:
    office = sqlite_house.client(cast.administrator)
    told = {"kind": "information", "title": "Kindergarten", "day": "2026-11-25", "starts": "16:00", "ends": "17:30"}
    refused = office.post("/events", data=told)
    assert refused.status_code == 422
    assert "Choose whom it is for." in refused.text
    assert "Kindergarten" not in sqlite_house.client(cast.leyla).get("/my-events").text
    office.post("/events", data=told | {"target": "parents"})
    assert "It is for parents of small children, like you." in sqlite_house.client(cast.leyla).get("/my-events").text
    assert "It is meant for others first." in sqlite_house.client(cast.mahmoud).get("/my-events").text
