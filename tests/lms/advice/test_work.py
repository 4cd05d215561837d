"""Rights at work: heard on a page of her own, and a problem at work goes to the union or adviser that the learner chooses."""

import pytest

from lms.advice import queries
from lms.kernel.actor import Actor
from lms.messages import queries as messages
from lms.messages.models import Outgoing
from lms.referrals import queries as referrals
from tests.cast import Cast, gather
from tests.houses import House

UNION = {"name": "Workers of the city", "kind": "union", "email": "help@union.example", "languages": "German, Arabic"}
OFFICE = {"name": "Fair work", "kind": "adviser", "phone": "030 777"}


@pytest.fixture
def cast(house: House) -> Cast:
    cast = gather(house)
    for told in (UNION, OFFICE):
        assert house.client(cast.manager).post("/work-contacts", data=told).status_code == 302
    return cast


def _key(house: House, cast: Cast, name: str) -> str:
    with house.acting(cast.manager):
        return next(one.id for one in queries.work_contacts() if one.name == name)


def _tasks(house: House, who: Actor) -> list[messages.TaskInfo]:
    with house.acting(who):
        return [one for one in messages.open_tasks(who) if one.code.startswith("advice.work")]


def test_rights_at_work_are_heard_and_stand_on_the_page_help_with_who_helps(house: House, cast: Cast) -> None:
    leyla = house.client(cast.leyla)
    assert 'href="/my-work-rights"' in leyla.get("/help").text
    page = leyla.get("/my-work-rights").text
    assert 'data-say="You may join a union. It helps you, and your boss must not punish you for it."' in page
    for said in ("Workers of the city", "Fair work", 'href="tel:030777"', "I understood"):
        assert said in page
    leyla.post("/my-work-rights")
    leyla.post("/my-work-rights")
    assert "I understood it on Tue 24 November." in leyla.get("/my-work-rights").text
    assert "I understood it on" not in house.client(cast.amina).get("/my-work-rights").text


def test_a_problem_at_work_reaches_the_union_that_was_chosen_which_answers_by_its_link(
    house: House, cast: Cast
) -> None:
    leyla, union = house.client(cast.leyla, language="ar"), _key(house, cast, "Workers of the city")
    form = {"about": "pay", "helper": union, "agreed": "1"}
    for lacks in ("about", "helper", "agreed"):
        assert leyla.post("/my-work-rights/problem", data=form | {lacks: ""}).status_code == 422
    assert leyla.post("/my-work-rights/problem", data=form | {"helper": "nobody"}).status_code == 422
    with house.crossing() as session:
        assert session.query(Outgoing).filter_by(address=UNION["email"]).count() == 0
    assert leyla.post("/my-work-rights/problem", data=form).status_code == 302
    with house.crossing() as session:
        (mail,) = session.query(Outgoing).filter_by(address=UNION["email"])
    # In the language of the house, whatever she reads; and it names nobody.
    assert "I am not paid, or too little" in mail.body
    assert "Leyla" not in mail.subject + mail.body
    with house.acting(cast.caseworker):
        (sent,) = referrals.of_learner(cast.leyla.learner_id or "")
    assert (sent.organisation, sent.consent) == (UNION["name"], "self")
    link = mail.body[mail.body.index("/r/") :].split()[0]
    assert "Leyla Demir" in house.client().get(link).text
    assert "Said on the own page" in house.client(cast.caseworker).get(f"/referrals/{sent.id}").text


def test_whom_only_a_telephone_reaches_is_called_by_an_adviser_who_may_be_chosen_too(house: House, cast: Cast) -> None:
    leyla = house.client(cast.leyla)
    office = {"about": "safety", "helper": _key(house, cast, "Fair work"), "agreed": "1"}
    assert "Fair work knows about it" in leyla.post("/my-work-rights/problem", data=office, follow_redirects=True).text
    told = leyla.post("/my-work-rights/problem", data={"about": "pay", "helper": "mine"}, follow_redirects=True).text
    assert "An adviser knows about it and calls you." in told
    page = house.client(cast.caseworker).get("/tasks").text
    assert "Leyla Demir has a problem at work: My work is not safe. Call Fair work, 030 777 about it." in page
    assert "Leyla Demir has a problem at work: I am not paid, or too little. Call." in page
    assert len(_tasks(house, cast.caseworker)) == 2


def test_contacts_are_written_down_whole_and_by_their_own_office(house: House, cast: Cast) -> None:
    office = house.client(cast.manager)
    for wrong in ({"name": ""}, {"kind": "friend"}, {"email": "help"}, {"email": "", "phone": ""}):
        assert office.post("/work-contacts", data=UNION | {"name": "Another"} | wrong).status_code == 422
    assert office.post("/work-contacts", data=UNION).status_code == 409
    address = f"/work-contacts/{_key(house, cast, 'Fair work')}/remove"
    for who in (cast.teacher, cast.leyla):
        assert house.client(who).post(address).status_code == 404
    house.client(cast.outsider).post(address)
    assert "Fair work" in office.get("/work-contacts").text
    office.post(address)
    assert "Fair work" not in house.client(cast.leyla).get("/my-work-rights").text
    posed = {"organisation": "A union", "about": "Pay", "consent": "self"}
    assert house.client(cast.caseworker).post(f"/people/{cast.leyla.learner_id}/refer", data=posed).status_code == 422
