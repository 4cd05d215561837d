"""A school sends a parent from a phone: the parent sees classes with places for the children, the school only two words."""

import re
from datetime import date, timedelta

import pytest

from lms.courses import services as courses
from lms.kernel import clock
from lms.kernel.actor import Role
from lms.kernel.contracts import ResourceGroup, SharedResource
from lms.kernel.vocabulary import Level, Track
from lms.learners import queries as learners
from lms.learners import services as people
from lms.messages import queries as messages
from lms.organisations import services as organisations
from lms.referrals.domain import schools as domain
from lms.referrals.domain.schools import Care, care_of
from tests.cast import Cast, gather
from tests.childcare import nursery
from tests.houses import House

TODAY = date(2026, 11, 24)
NOUR = {
    "given_name": "Nour", "family_name": "Saleh", "phone": "0151 2345678", "language": "Arabic", "child-0": "Adam",
    "born-0": "2024-05-01", "consent": "1",
}  # fmt: skip


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


def _link(house: House, cast: Cast) -> str:
    """The link of a school, as the office sees it this once."""
    page = house.client(cast.administrator).post("/referrals/schools", data={"name": "School at the park"}).text
    found = re.search(r"/school/[\w-]+", page)
    assert found is not None
    return found[0]


def _sent(page: str) -> str:
    found = re.search(r"/near/[\w-]+", page)
    assert found is not None
    return found[0]


def _tasks(house: House, cast: Cast) -> list[str]:
    with house.acting(cast.administrator):
        return [one.code for one in messages.open_tasks(cast.administrator) if one.code.startswith("referrals.")]


def _resource(places: tuple[int, ...], demand: tuple[str, ...], opened: bool = True) -> SharedResource:
    group = ResourceGroup("small", "Bears", places, 4)
    return SharedResource("childcare", (group,), (1,), (opened,) * len(places), {"me": demand} if demand else {})


@pytest.mark.parametrize(
    ("resources", "small", "found"),
    [
        ([], False, Care.NOT_NEEDED),
        ([], True, Care.NONE),
        ([_resource((2, 1), ("small",))], True, Care.FREE),
        ([_resource((2, 1), ("small", "small"))], True, Care.NONE),
        ([_resource((2, 2), ("small",), opened=False)], True, Care.NONE),
        ([_resource((2, 2), ("large",))], True, Care.NONE),
        ([_resource((0, 0), ())], False, Care.NOT_NEEDED),
    ],
)
def test_every_child_needs_a_place_at_every_meeting(resources: list[SharedResource], small: bool, found: Care) -> None:
    assert care_of(resources, "me", small) is found


def test_a_parent_gets_a_class_with_a_place_for_the_child_and_the_school_sees_received_then_placed(
    house: House,
) -> None:
    cast = nursery.found(house)
    link = _link(house, cast)
    # A form that is sent twice sends one parent, whose last page works.
    early = _sent(house.client().post(link, data=NOUR).text)
    page = house.client().post(link, data=NOUR).text
    assert house.client().get(early).status_code == 404
    number = re.search(r"The number is (\d{6})", page)
    assert number is not None
    own = _sent(page)
    # The parent's page names nobody, and is heard.
    parent = house.client(language="en")
    page = parent.get(own).text
    assert "Alpha B" in page
    assert "There is a place for your children during class." in page
    assert "data-say=" in page
    assert "Nour" not in page
    assert _tasks(house, cast) == ["referrals.task.school"]
    wanted = parent.post(own, data={"section_id": cast.section_id}, follow_redirects=True).text
    assert "We know that you want this. Somebody calls you." in wanted
    assert "You want this<" in wanted
    assert _tasks(house, cast) == ["referrals.task.school", "referrals.task.wish"]
    # The office has everything, the school two words and no name.
    office = house.client(cast.administrator).get("/referrals/schools").text
    for said in ("Nour Saleh", "School at the park", "Alpha B"):
        assert said in office
    seen = house.client().get(link).text
    assert number[1] in seen
    assert "Received" in seen
    assert "Nour" not in seen
    with house.acting(cast.administrator):
        (nour,) = learners.search("Saleh").learners
        assert learners.children([nour.person_id])[nour.person_id][0].name == "Adam"
        people.set_level(nour.id, Level.PRE_A1)
        me, at = cast.administrator, clock.now()
        people.assign_track(nour.id, Track.LITERACY_FIRST_SCRIPT, reason="interview", actor=me, now=at)
        courses.book(cast.section_id, nour.id, from_date=TODAY, actor=cast.administrator, now=clock.now())
    seen = house.client().get(link).text
    assert "Placed" in seen
    assert "Received" not in seen
    assert "Alpha B" not in seen


def test_what_the_form_of_a_school_lacks_is_said_and_nobody_is_registered(house: House, cast: Cast) -> None:
    link = _link(house, cast)
    wrong = [
        ({"given_name": " "}, "Write first name and family name."),
        ({"family_name": "x" * 121}, "Write first name and family name."),
        ({"phone": "soon"}, "This is not a whole telephone number."),
        ({"born-0": "2026-13-01"}, "the day of birth of each child."),
        ({"born-0": "2026-11-25"}, "the day of birth of each child."),
        ({"child-0": ""}, "the day of birth of each child."),
        ({"consent": ""}, "Ask the parent first."),
    ]
    for change, said in wrong:
        refused = house.client().post(link, data=NOUR | change)
        assert refused.status_code == 422
        assert said in refused.text
        assert "0151 2345678" in refused.text or "phone" in change
    with house.acting(cast.administrator):
        assert learners.search("Saleh").total == 0
    assert _tasks(house, cast) == []
    assert house.client(cast.administrator).post("/referrals/schools", data={"name": " "}).status_code == 422
    twice = house.client(cast.administrator).post("/referrals/schools", data={"name": "School at the park"})
    assert twice.status_code == 409
    assert "This school has a link already." in twice.text


def test_a_link_that_was_renewed_or_ended_sends_nobody_and_others_reach_neither(house: House, cast: Cast) -> None:
    old, office = _link(house, cast), house.client(cast.administrator)
    key = re.search(r"/referrals/schools/(\w+)/link", office.get("/referrals/schools").text)
    assert key is not None
    for who in (cast.teacher, cast.outsider, cast.leyla):
        assert house.client(who).post(f"/referrals/schools/{key[1]}/end").status_code == 404
    assert "School at the park" not in house.client(cast.outsider).get("/referrals/schools").text
    with house.acting(cast.manager):
        other = organisations.add_centre("South", "Europe/Berlin")
    elsewhere = house.actor("Ida", Role.ADMINISTRATOR, cast.provider_id, centre_id=other)
    assert house.client(elsewhere).post(f"/referrals/schools/{key[1]}/link").status_code == 404
    renewed = re.search(r"/school/[\w-]+", office.post(f"/referrals/schools/{key[1]}/link").text)
    assert renewed is not None
    assert house.client().post(old, data=NOUR).status_code == 404
    own = _sent(house.client().post(renewed[0], data=NOUR).text)
    assert house.client().post(own, data={"section_id": "nothing"}).status_code == 409
    assert house.client().get("/near/nothing").status_code == 404
    with clock.shifted_to(clock.now() + domain.LASTS + timedelta(days=1)):
        assert house.client().get(own).status_code == 410
    office.post(f"/referrals/schools/{key[1]}/end")
    assert house.client().get(renewed[0]).status_code == 404


def test_a_link_that_has_got_about_brings_no_more_than_some_parents_a_day(
    sqlite_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = gather(sqlite_house)
    link = _link(sqlite_house, cast)
    monkeypatch.setattr(domain, "MOST_A_DAY", 1)
    assert sqlite_house.client().post(link, data=NOUR).status_code == 200
    refused = sqlite_house.client().post(link, data=NOUR | {"given_name": "Dima"})
    assert refused.status_code == 409
    assert "1 parent has come today." in refused.text
