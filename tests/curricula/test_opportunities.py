"""Work and volunteering: sent in, shown to whom they suit, asked for, answered; the last place goes to one."""

import re
from dataclasses import replace
from datetime import time, timedelta

import pytest

from curricula.domain.opportunities import Answer, Kind, Opportunity, State, faults
from curricula.queries import opportunities as queries
from curricula.services import opportunities as services
from lms.accounts.models import AuditEntry
from lms.kernel import clock, errors
from lms.kernel.vocabulary import Level
from lms.learners import services as learners
from lms.messages import queries as messages
from tests.cast import Cast, gather
from tests.curricula.lives import TODAY
from tests.houses import House

KITCHEN = Opportunity(
    kind=Kind.INTERNSHIP,
    title="Help in a school kitchen",
    organisation="Mensa Nord",
    place="Nordstrasse 2",
    about="",
    level=Level.A1,
    weekdays=(2,),
    starts=time(9),
    ends=time(13),
    from_day=TODAY,
    to_day=TODAY + timedelta(days=60),
    places=1,
)


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


def _post(house: House, cast: Cast, what: Opportunity = KITCHEN) -> str:
    with house.acting(cast.administrator):
        return services.post(cast.centre_id, what, state=State.OPEN, by="Jonas", now=clock.now())


def _ask(house: House, cast: Cast, opportunity_id: str, who: str) -> None:
    actor = getattr(cast, who)
    with house.acting(actor):
        services.ask_for(opportunity_id, actor.learner_id, actor=actor, day=TODAY, now=clock.now())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"organisation": ""}, "organisation"),
        ({"places": 0}, "places"),
        ({"to_day": TODAY - timedelta(days=1)}, "to_day"),
        ({"ends": None}, "ends"),
        ({"ends": time(8)}, "ends"),
    ],
)
def test_what_cannot_be_is_named_by_its_field(change: dict[str, object], field: str) -> None:
    assert faults(replace(KITCHEN, **change)) == (field,)  # type: ignore[arg-type]


def test_it_is_shown_to_whom_the_language_is_enough_for(sqlite_house: House) -> None:
    cast = gather(sqlite_house)
    _post(sqlite_house, cast)
    open_to_all = _post(sqlite_house, cast, replace(KITCHEN, title="Choir", kind=Kind.VOLUNTEERING, level=None))
    amina = str(cast.amina.learner_id)
    with sqlite_house.acting(cast.administrator):
        assert [one.opportunity.id for one in queries.cards_for(amina, TODAY)] == [open_to_all]
        learners.set_level(amina, Level.A1)
        assert len(queries.cards_for(amina, TODAY)) == 2
        assert queries.cards_for(amina, TODAY + timedelta(days=61)) == []


def test_the_last_place_goes_to_one(house: House, cast: Cast) -> None:
    kitchen = _post(house, cast, replace(KITCHEN, level=None))
    for who in ("leyla", "amina"):
        _ask(house, cast, kitchen, who)
    with house.acting(cast.caseworker):
        first, second = queries.interested(kitchen)
        services.answer(first.id, Answer.ACCEPTED, actor=cast.caseworker, now=clock.now())
    with house.acting(cast.caseworker), pytest.raises(errors.Conflict, match="opportunity_full"):
        services.answer(second.id, Answer.ACCEPTED, actor=cast.caseworker, now=clock.now())
    with house.acting(cast.caseworker):
        services.answer(first.id, Answer.DONE, minutes=600, actor=cast.caseworker, now=clock.now())
        assert queries.participation(first.learner_id) == 600
        assert queries.opportunity(kitchen).taken == 1


def test_who_takes_it_back_frees_the_place(house: House, cast: Cast) -> None:
    kitchen = _post(house, cast, replace(KITCHEN, level=None))
    _ask(house, cast, kitchen, "leyla")
    _ask(house, cast, kitchen, "leyla")
    with house.acting(cast.caseworker):
        (asked,) = queries.interested(kitchen)
        services.answer(asked.id, Answer.ACCEPTED, actor=cast.caseworker, now=clock.now())
    with house.acting(cast.leyla):
        services.withdraw(kitchen, str(cast.leyla.learner_id), actor=cast.leyla, now=clock.now())
        assert queries.opportunity(kitchen).free == 1


def test_a_company_sends_in_by_its_link_and_the_office_opens_it(sqlite_house: House) -> None:
    house = sqlite_house
    cast = gather(house)
    office, company = house.client(cast.administrator), house.client()
    made = office.post("/opportunities/links", data={"organisation": "Mensa Nord"}).get_data(as_text=True)
    token = re.search(r"/employer/([A-Za-z0-9_-]+)", made)
    assert token is not None
    address = f"/offer/{token[1]}"
    assert address in company.get(token[0]).get_data(as_text=True)
    typed = {"kind": "internship", "title": "", "places": "2", "weekday": ["2"], "starts": "09:00", "ends": "13:00"}
    refused = company.post(address, data=typed)
    assert refused.status_code == 422
    assert "Write what people do there." in refused.get_data(as_text=True)
    too_long = company.post(address, data={**typed, "title": "Cut", "about": "a" * 2001})
    assert (too_long.status_code, "This is too long." in too_long.text) == (422, True)
    no_day = company.post(address, data={**typed, "title": "Cut", "from_day": "soon"})
    assert (no_day.status_code, "Write the first day" in no_day.text) == (422, True)
    for told in ("Somebody reads it", "This was saved already."):
        kept = company.post(address, data={**typed, "title": "Cut <vegetables>", "once": "vegetables"})
        assert told in company.get(kept.location).text
    with house.acting(cast.administrator):
        (sent,) = queries.opportunities(cast.centre_id)
        assert (sent.state, sent.what.organisation, sent.what.weekly_minutes) == ("draft", "Mensa Nord", 240)
        (task,) = [one for one in messages.open_tasks(cast.administrator) if one.code == services.SENT_IN]
        assert task.link == f"/opportunities/{sent.id}"
    hers = house.client(cast.leyla)
    assert "vegetables" not in hers.get("/ways-to-work").get_data(as_text=True)
    assert office.post(f"/opportunities/{sent.id}/state", data={"to": "open"}).status_code == 302
    assert "Cut &lt;vegetables&gt;" in hers.get("/ways-to-work").get_data(as_text=True)
    # Before the first place of work she hears her rights at work: until then nothing is asked.
    assert "First: your rights at work" in hers.get("/ways-to-work").text
    assert hers.post(f"/ways-to-work/{sent.id}/ask").location == "/my-work-rights"
    assert "Asked, no answer yet" not in hers.get("/ways-to-work").text
    hers.post("/my-work-rights")
    assert "First: your rights at work" not in hers.get("/ways-to-work").text
    assert hers.post(f"/ways-to-work/{sent.id}/ask").status_code == 302
    assert "Asked, no answer yet" in hers.get("/ways-to-work").get_data(as_text=True)
    kinds = house.client(cast.caseworker).get(f"/casework/{cast.leyla.learner_id}").text.split('id="kinds"')[1]
    assert "nothing yet" not in kinds.split("Finding work")[1].split("Recognition of papers")[0]
    caseworker = house.client(cast.caseworker)
    assert "Leyla Demir" in caseworker.get(f"/opportunities/{sent.id}").get_data(as_text=True)
    with house.acting(cast.caseworker):
        (asked,) = queries.interested(sent.id)
        assert messages.open_with(services.ASKED)
    caseworker.post(f"/opportunities/{sent.id}/answers/{asked.id}", data={"to": "accepted"})
    with house.acting(cast.caseworker):
        # Opened and answered: nobody is asked about it any more.
        assert not messages.open_with(services.ASKED)
        assert not messages.open_with(services.SENT_IN)
    # A word that the office mends does not take the offer off the company's own page.
    mended = {**typed, "id": sent.id, "title": "Kitchen", "organisation": "Mensa Nord GmbH"}
    assert office.post("/opportunities", data=mended).status_code == 302
    assert "Kitchen" in company.get(token[0]).text
    with house.acting(cast.administrator) as session:
        kinds = ("curricula_posting_link", "curricula_opportunity", "curricula_interest")
        told = session.query(AuditEntry).filter(AuditEntry.subject_kind.in_(kinds)).order_by(AuditEntry.id).all()
        assert [
            (one.actor, one.action, one.subject_kind.partition("_")[2]) for one in told if "state" not in one.changes
        ] == [
            (cast.administrator.name, "add", "posting_link"),
            (cast.leyla.name, "add", "interest"),
            (cast.caseworker.name, "change", "interest"),
            (cast.administrator.name, "change", "opportunity"),
        ]
        assert "hash" not in str([one.changes for one in told])
    assert house.client(cast.outsider).get(f"/opportunities/{sent.id}").status_code == 404


def test_a_link_that_was_ended_takes_nothing_in(sqlite_house: House) -> None:
    cast = gather(sqlite_house)
    with sqlite_house.acting(cast.administrator):
        token = services.make_link(cast.centre_id, "Mensa Nord", actor=cast.administrator, day=TODAY, now=clock.now())
        (link,) = queries.links(cast.centre_id, TODAY)
        services.end_link(link.id, now=clock.now())
    assert sqlite_house.client().get(f"/offer/{token}").status_code == 404


def test_the_office_writes_one_down_and_changes_it(sqlite_house: House) -> None:
    cast = gather(sqlite_house)
    office = sqlite_house.client(cast.administrator)
    typed = {
        "kind": "volunteering",
        "title": "Choir",
        "organisation": "Parish",
        "places": "3",
        "from_day": "2026-12-01",
    }
    assert office.post("/opportunities", data={**typed, "to_day": "soon"}).status_code == 422
    kept = office.post("/opportunities", data={**typed, "to_day": "2026-12-20"})
    assert kept.status_code == 302
    page = office.get(kept.location + "/edit").get_data(as_text=True)
    assert 'value="Choir"' in page


def test_hours_of_volunteering_count_as_taking_part_for_the_learner_and_on_the_plan(sqlite_house: House) -> None:
    cast = gather(sqlite_house)
    choir = _post(sqlite_house, cast, replace(KITCHEN, title="Choir", kind=Kind.VOLUNTEERING, level=None))
    hers, office = sqlite_house.client(cast.leyla), sqlite_house.client(cast.caseworker)
    assert hers.post(f"/ways-to-work/{choir}/ask").status_code == 302
    with sqlite_house.acting(cast.caseworker):
        (asked,) = queries.interested(choir)
    for answer in ({"to": "accepted"}, {"to": "done", "hours": "12"}):
        assert "taken part" not in hers.get("/ways-to-work").text
        assert office.post(f"/opportunities/{choir}/answers/{asked.id}", data=answer).status_code == 302
    assert "I have taken part for 12 hours." in hers.get("/ways-to-work").text
    plan = office.get(f"/casework/{cast.leyla.learner_id}").text
    assert "12 hours of taking part" in plan
    assert "Choir" in plan
    assert "hours of taking part" not in office.get(f"/casework/{cast.amina.learner_id}").text


def test_a_job_of_her_own_trade_comes_first_and_what_became_of_it_is_written_down(sqlite_house: House) -> None:
    cast = gather(sqlite_house)
    choir = _post(sqlite_house, cast, replace(KITCHEN, title="Choir", kind=Kind.VOLUNTEERING, level=None))
    care = replace(
        KITCHEN, title="Nurse in a care home", kind=Kind.JOB, level=Level.B1, weekdays=(), starts=None, ends=None
    )
    job = _post(sqlite_house, cast, care)
    amina, page = cast.amina.learner_id or "", "/ways-to-work"
    with sqlite_house.acting(cast.administrator):
        learners.set_level(amina, Level.A2)
        learners.change_facts(amina, {"occupation": "Assistant nurse"}, actor=cast.administrator, now=clock.now())
        assert [one.opportunity.id for one in queries.cards_for(amina, TODAY)] == [choir]
        learners.set_level(amina, Level.B1)
        found = queries.cards_for(amina, TODAY)
        assert [(one.opportunity.id, one.trade) for one in found] == [(job, True), (choir, False)]
    learner = sqlite_house.client(cast.amina)
    assert "My profession" in learner.get(page).text
    learner.post("/my-work-rights")
    learner.post(f"{page}/{job}/ask")
    assert "Has applied, no answer yet" in learner.get(page).text
    office = sqlite_house.client(cast.administrator)
    shown = office.get(f"/opportunities/{job}").text
    assert "Hours taken part" not in shown
    interest = re.findall(rf"/opportunities/{job}/answers/(\w+)", shown)[0]
    for to, told in (("accepted", "Has got the job"), ("done", "Works there")):
        office.post(f"/opportunities/{job}/answers/{interest}", data={"to": to})
        assert told in office.get(f"/opportunities/{job}").text
        assert told in learner.get(page).text
    with sqlite_house.acting(cast.administrator):
        assert queries.done_by(amina) == []
