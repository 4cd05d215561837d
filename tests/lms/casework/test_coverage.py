"""Who looks after whom: the share with a caseworker, the load of each, giving somebody one, and handing over with a note."""

from datetime import date, timedelta

import pytest

from lms.casework import queries, services
from lms.casework.domain.compliance import Share
from lms.courses import services as courses
from lms.kernel import clock, errors
from lms.organisations import services as organisations
from tests.cast import Cast, gather
from tests.houses import House

TODAY = date(2026, 11, 24)


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


def _colleague(house: House, cast: Cast, name: str = "Omar Said") -> str:
    with house.acting(cast.caseworker):
        return organisations.add_staff(name, "caseworker", centre_id=cast.centre_id)


def test_who_has_no_caseworker_is_listed_and_given_one_by_one_press(sqlite_house: House, cast: Cast) -> None:
    house, me, now = sqlite_house, cast.caseworker, clock.now()
    omar = _colleague(house, cast)
    with house.acting(me):
        services.assign(cast.leyla.learner_id or "", me.staff_id or "", actor=me, now=now)
    with house.acting(cast.administrator):
        courses.book(cast.section_id, cast.leyla.learner_id or "", from_date=TODAY, actor=cast.administrator, now=now)
    client = house.client(cast.manager)
    page = client.get("/plans/who").text
    assert "1 of 3 people has a caseworker: 33%" in page
    assert "Amina Karimi" in page
    assert "Leyla Demir" not in page
    # Who has the fewest people is offered first.
    assert page.index(f'<option value="{omar}">') < page.index(f'<option value="{me.staff_id}">')
    after = client.post(f"/plans/who/{cast.amina.learner_id}", data={"staff_id": omar}, follow_redirects=True).text
    assert "Omar Said looks after Amina Karimi from today on." in after
    assert "2 of 3 people have a caseworker: 67%" in after
    assert "Omar Said" in house.client(cast.amina).get("/my-person").text
    with house.acting(cast.manager):
        found = queries.coverage(TODAY)
    assert {one.staff.name: one.people for one in found.loads} == {"Hanna Lindqvist": 1, "Omar Said": 1}
    assert found.by_programme[-1] == ("", Share(1, 2))
    assert found.by_programme[0][1] == Share(1, 1)


def test_nobody_is_taken_from_a_colleague_without_a_note(sqlite_house: House, cast: Cast) -> None:
    house, me = sqlite_house, cast.caseworker
    omar, leyla = _colleague(house, cast), cast.leyla.learner_id or ""
    with house.acting(me):
        services.assign(leyla, omar, actor=me, now=clock.now())
    client = house.client(me)
    assert client.post(f"/casework/{leyla}/assign").status_code == 409
    assert f'href="/casework/{leyla}/over?staff_id={me.staff_id}"' in client.get(f"/casework/{leyla}").text
    refused = client.post(f"/casework/{leyla}/over", data={"staff_id": me.staff_id, "note": "  "})
    assert refused.status_code == 422
    assert "Write what the next caseworker needs to know." in refused.text
    assert house.client(cast.manager).post(f"/plans/who/{leyla}", data={"staff_id": me.staff_id}).status_code == 409
    told = {"staff_id": me.staff_id, "note": "Leyla waits for the paper of the nursery."}
    client.post(f"/casework/{leyla}/over", data=told)
    assert "Leyla waits for the paper of the nursery." in client.get(f"/casework/{leyla}/over").text
    assert "Hanna Lindqvist" in house.client(cast.leyla).get("/my-person").text


def test_more_than_one_change_is_counted_and_a_slip_of_the_finger_is_none(sqlite_house: House, cast: Cast) -> None:
    house, me, now = sqlite_house, cast.caseworker, clock.now()
    keepers = [me.staff_id or "", _colleague(house, cast), _colleague(house, cast, "Ada Stern")]
    with house.acting(me):
        for place, staff_id in enumerate(keepers):
            at = now - timedelta(days=30 - 10 * place)
            services.assign(cast.leyla.learner_id or "", staff_id, actor=me, now=at)
            services.assign(cast.amina.learner_id or "", keepers[place % 2], actor=me, now=at if place < 2 else now)
        # Taken on and given back within a day.
        services.assign(cast.mahmoud.learner_id or "", keepers[0], actor=me, now=now)
        services.end_assignment(cast.mahmoud.learner_id or "", actor=me, now=now)
        services.assign(cast.mahmoud.learner_id or "", keepers[1], actor=me, now=now)
        assert queries.coverage(TODAY).changed_often == Share(2, 3)
        with pytest.raises(errors.Invalid, match="nobody_chosen"):
            services.take_on(cast.mahmoud.learner_id or "", cast.teacher.staff_id or "", actor=me, now=now)
    page = house.client(cast.manager).get("/plans/who").text
    assert "2 of 3 people have changed the caseworker more than once: 67%" in page


def test_a_teacher_finds_no_such_page(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client(cast.teacher)
    assert client.get("/plans/who").status_code == 404
    assert client.post(f"/plans/who/{cast.leyla.learner_id}", data={"staff_id": "x"}).status_code == 404
