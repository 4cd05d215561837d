"""Somebody is sent to a service outside: it answers by its link without an account, and an old link tells nobody's name."""

import re
from datetime import date, timedelta

import pytest

from lms.accounts.models import AuditEntry
from lms.kernel import clock, errors
from lms.kernel.actor import Role
from lms.messages import queries as messages
from lms.messages.models import Outgoing
from lms.organisations import services as organisations
from lms.referrals import domain, queries, services
from lms.referrals.domain import State
from tests import houses
from tests.cast import Cast, gather
from tests.houses import House

TODAY = houses.NOON.date()
DEBTS = domain.Referral("Debt advice North", "Letters about a loan", "desk@debts.example", "aloud")
TYPED = {"organisation": DEBTS.organisation, "about": DEBTS.about, "consent": "aloud"}


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


def _send(house: House, cast: Cast, one: domain.Referral = DEBTS, day: date = TODAY) -> tuple[str, str]:
    """Id and the path of the link."""
    me = cast.caseworker
    with house.acting(me):
        referral_id, address = services.send(
            cast.leyla.learner_id or "", one, locale="en", actor=me, day=day, now=clock.now()
        )
    return referral_id, "/r/" + address.rpartition("/")[2]


def _state(house: House, cast: Cast, referral_id: str) -> queries.ReferralInfo:
    with house.acting(cast.caseworker):
        return queries.referral(referral_id)


def _tasks(house: House, cast: Cast) -> list[str]:
    with house.acting(cast.caseworker):
        return [one.code for one in messages.open_tasks(cast.caseworker) if one.code.startswith("referrals.")]


# --- rules ---


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"organisation": " "}, "organisation"),
        ({"about": ""}, "about"),
        ({"about": "x" * 501}, "about"),
        ({"email": "desk"}, "email"),
        ({"email": "desk@"}, "email"),
        ({"email": "desk@debts.example\nBcc: all@debts.example"}, "email"),
        ({"organisation": "x" * 501}, "organisation"),
        ({"consent": ""}, "consent"),
    ],
)
def test_what_a_referral_lacks_is_named_by_its_field(change: dict[str, str], field: str) -> None:
    found = domain.trouble(domain.Referral(**{**vars(DEBTS), **change}))
    assert found is not None
    assert found[0] == field
    assert domain.trouble(DEBTS) is None


def test_a_link_ends_after_three_weeks_and_two_months_after_a_yes() -> None:
    last = TODAY + timedelta(days=21)
    assert not domain.is_over(State.SENT, TODAY, None, last)
    assert domain.is_over(State.SENT, TODAY, None, last + timedelta(days=1))
    assert not domain.is_over(State.ACCEPTED, TODAY, last, last + timedelta(days=60))
    assert domain.is_over(State.ACCEPTED, TODAY, last, last + timedelta(days=61))
    assert domain.is_over(State.DECLINED, TODAY, TODAY, TODAY)
    assert domain.is_over(State.CLOSED, TODAY, None, TODAY)


def test_a_week_without_an_answer_is_silence() -> None:
    assert not domain.is_silent(State.SENT, TODAY, TODAY + timedelta(days=6))
    assert domain.is_silent(State.SENT, TODAY, TODAY + timedelta(days=7))
    assert not domain.is_silent(State.ACCEPTED, TODAY, TODAY + timedelta(days=7))


# --- deeds ---


def test_a_service_says_yes_and_later_that_the_person_came(house: House, cast: Cast) -> None:
    referral_id, link = _send(house, cast)
    outside = house.client()
    page = outside.get(link).text
    assert "Leyla Demir" in page
    assert "Letters about a loan" in page
    assert _state(house, cast, referral_id).opened_on == TODAY
    unsaid = outside.post(link, data={"said": "Come on Monday"})
    assert unsaid.status_code == 422
    assert "Choose: yes or no." in unsaid.text
    assert _state(house, cast, referral_id).state == State.SENT
    assert "You take care of Leyla Demir" in outside.post(link, data={"answer": "yes", "said": "Monday, 9:00"}).text
    assert outside.post(link, data={"answer": "no"}).status_code == 409
    found = _state(house, cast, referral_id)
    assert (found.state, found.answered_on, found.said) == (State.ACCEPTED, TODAY, "Monday, 9:00")
    thanks = outside.post(f"{link}/came").text
    assert "Leyla" not in thanks
    assert _state(house, cast, referral_id).state == State.ATTENDED
    assert "Leyla" not in outside.get(link).text


def test_a_no_asks_whoever_sent_her_to_look_for_another_way(house: House, cast: Cast) -> None:
    referral_id, link = _send(house, cast)
    gone = house.client().post(link, data={"answer": "no", "said": "We are full"})
    assert "Leyla" not in gone.text
    assert _tasks(house, cast) == ["referrals.task.declined"]
    with house.acting(cast.caseworker):
        services.send_again(referral_id, locale="en", actor=cast.caseworker, day=TODAY, now=clock.now())
    assert _tasks(house, cast) == []
    assert house.client().get(link).status_code == 404


def test_silence_for_a_week_becomes_a_task_once_and_an_answer_settles_it(house: House, cast: Cast) -> None:
    _, link = _send(house, cast)
    with house.acting(cast.manager):
        assert services.remind(TODAY + timedelta(days=6), now=clock.now()) == 0
        assert services.remind(TODAY + timedelta(days=7), now=clock.now()) == 1
        assert services.remind(TODAY + timedelta(days=8), now=clock.now()) == 0
    assert _tasks(house, cast) == ["referrals.task.silent"]
    assert house.client().post(link, data={"answer": "yes", "said": "x" * 501}).status_code == 422
    assert _tasks(house, cast) == ["referrals.task.silent"]
    house.client().post(link, data={"answer": "yes", "said": "Monday, 9:00"})
    # Leyla has no e-mail address: what the service says reaches her by whoever sent her.
    assert _tasks(house, cast) == ["referrals.task.tell"]
    house.client().post(f"{link}/came")
    assert _tasks(house, cast) == []


def test_an_old_link_and_a_closed_one_tell_nobodys_name(house: House, cast: Cast) -> None:
    _, old = _send(house, cast, day=TODAY - timedelta(days=22))
    closed_id, closed = _send(house, cast)
    with house.acting(cast.caseworker):
        services.close(closed_id, actor=cast.caseworker, now=clock.now())
    for link in (old, closed):
        page = house.client().get(link)
        assert page.status_code == 410
        assert "Leyla" not in page.text
        assert "030 1234567" in page.text
        assert house.client().post(link, data={"answer": "yes"}).status_code == 409
    assert house.client().get("/r/nothing").status_code == 404


# --- pages ---


def test_the_e_mail_names_nobody_and_every_look_is_written_down(sqlite_house: House) -> None:
    house, cast = sqlite_house, gather(sqlite_house)
    client = house.client(cast.caseworker)
    address = f"/people/{cast.leyla.learner_id}/refer"
    refused = client.post(address, data={**TYPED, "consent": ""})
    assert refused.status_code == 422
    assert "Say how the person agreed." in refused.text
    assert DEBTS.about in refused.text
    client.post(address, data={**TYPED, "email": DEBTS.email})
    with house.crossing() as session:
        (mail,) = [one for one in session.query(Outgoing).all() if one.address == DEBTS.email]
    assert "Leyla" not in mail.subject + mail.body
    link = re.search(r"/r/\S+", mail.body)
    assert link is not None
    house.client().get(link[0])
    house.client().get(link[0])
    with house.crossing() as session:
        looks = session.query(AuditEntry).filter_by(action="referral_opened", subject_id=cast.leyla.learner_id)
        assert looks.count() == 2
    listed = client.get("/referrals").text
    assert "1 referral waits for an answer or a visit" in listed
    assert DEBTS.organisation in client.get(f"/people/{cast.leyla.learner_id}").text


def test_without_an_e_mail_the_link_is_shown_this_once(sqlite_house: House) -> None:
    house, cast = sqlite_house, gather(sqlite_house)
    client = house.client(cast.caseworker)
    client.post(f"/people/{cast.leyla.learner_id}/refer", data=TYPED)
    # A form that is sent twice sends once.
    shown = client.post(f"/people/{cast.leyla.learner_id}/refer", data=TYPED).text
    link = re.search(r"/r/[\w-]+", shown)
    assert link is not None
    assert "Leyla Demir" in house.client().get(link[0]).text
    with house.acting(cast.caseworker):
        (found,) = queries.of_learner(cast.leyla.learner_id or "")
    page = client.get(f"/referrals/{found.id}").text
    assert link[0] not in page
    assert "none, the link was handed over" in page
    assert "Closed." in client.post(f"/referrals/{found.id}/close", follow_redirects=True).text
    # Closed by mistake: another link, and only that one works.
    again = re.search(r"/r/[\w-]+", client.post(f"/referrals/{found.id}/again").text)
    assert again is not None
    assert house.client().get(link[0]).status_code == 404
    house.client().post(again[0], data={"answer": "yes"})
    assert "You take care of Leyla Demir" in house.client().get(again[0]).text
    house.client().post(f"{again[0]}/came")
    assert client.post(f"/referrals/{found.id}/close").status_code == 409
    assert "Came" in client.get(f"/referrals/{found.id}").text


def test_others_neither_send_nor_see(sqlite_house: House) -> None:
    house, cast = sqlite_house, gather(sqlite_house)
    referral_id, _ = _send(house, cast)
    for who in (cast.teacher, cast.outsider, cast.leyla):
        assert house.client(who).get("/referrals").status_code == 404
        assert house.client(who).get(f"/referrals/{referral_id}").status_code == 404
        assert house.client(who).post(f"/people/{cast.leyla.learner_id}/refer", data=TYPED).status_code == 404


def test_who_sends_somebody_of_another_centre_follows_it_and_colleagues_elsewhere_do_not(sqlite_house: House) -> None:
    house, cast = sqlite_house, gather(sqlite_house)
    with house.acting(cast.manager):
        other = organisations.add_centre("South", "Europe/Berlin")
        key = organisations.add_staff("Ida Berg", "caseworker", centre_id=other)
    ida = house.actor("Ida Berg", Role.CASEWORKER, cast.provider_id, centre_id=other, staff_id=key)
    referral_id, _ = _send(house, cast)
    assert house.client(ida).get(f"/referrals/{referral_id}").status_code == 404
    sent = house.client(ida).post(
        f"/people/{cast.leyla.learner_id}/refer", data={**TYPED, "email": DEBTS.email}, follow_redirects=True
    )
    assert "The link is on its way to desk@debts.example." in sent.text
    assert "1 referral waits for an answer or a visit" in house.client(ida).get("/referrals").text
    assert "2 referrals wait for an answer or a visit" in house.client(cast.caseworker).get("/referrals").text


def test_nobody_is_sent_without_saying_how_she_agreed(house: House, cast: Cast) -> None:
    with pytest.raises(errors.Invalid) as refused, house.acting(cast.caseworker):
        services.send(
            cast.leyla.learner_id or "", domain.Referral("Debts", "A loan"), locale="en", actor=cast.caseworker,
            day=TODAY, now=clock.now(),
        )  # fmt: skip
    assert refused.value.code == "referrals.consent_missing"


def test_the_sheet_of_the_end_sends_its_offices_a_link(sqlite_house: House) -> None:
    house, cast = sqlite_house, gather(sqlite_house)
    typed = {
        "lane_job_search": "1",
        "job_search_title": "First talk",
        "job_search_owner": "Job centre North",
        "job_search_due_on": (TODAY + timedelta(days=9)).isoformat(),
        "job_search_email": "desk@jobs.example",
        "consent": "1",
    }
    client = house.client(cast.caseworker)
    assert client.post(f"/casework/{cast.leyla.learner_id}/exit", data=typed).status_code == 302
    with house.acting(cast.caseworker):
        (sent,) = queries.of_learner(cast.leyla.learner_id or "")
    assert (sent.organisation, sent.about, sent.state) == ("Job centre North", "First talk", State.SENT)
    with house.crossing() as session:
        (mail,) = [one for one in session.query(Outgoing).all() if one.address == "desk@jobs.example"]
    assert "/r/" in mail.body
