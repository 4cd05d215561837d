"""After the course: who is asked when, by link or by telephone, what an answer sets going, and what many answers say."""

import re
from datetime import date, timedelta

import pytest

from curricula import models, services
from curricula.domain import follow_up as rules
from curricula.domain.follow_up import Asked, Ended, Time
from curricula.queries import follow_up as queries
from curricula.services import follow_up
from lms.kernel import clock
from lms.messages import queries as messages
from lms.messages.models import Outgoing
from tests.cast import Cast
from tests.curricula.lives import TODAY, Lives, add_person
from tests.curricula.test_pages import words
from tests.houses import House

PROGRAMME = "de_integrationskurs"
ENDED = TODAY - timedelta(days=100)
WELL = {"doing": "work", "extent": "part", "uses": "often", "manages": "alone", "talk": "no"}
UNUSED = {"doing": "search", "uses": "no", "manages": "hard", "talk": "yes"}


# --- rules ---


def test_the_last_course_counts_and_whoever_has_a_seat_is_not_asked() -> None:
    times = [
        Time("ada", "m1", date(2026, 3, 1), False, True),
        Time("ada", "m2", date(2026, 6, 1), False, False),
        Time("ben", "m1", date(2026, 3, 1), False, True),
        Time("ben", "m2", None, True, False),
        Time("cem", "club", date(2026, 3, 1), False, True),
    ]
    assert rules.ended(times, {"m1": "p", "m2": "p"}) == [Ended("ada", "p", "m2", date(2026, 6, 1), False)]


@pytest.mark.parametrize(
    ("today", "found"),
    [
        (date(2026, 4, 30), None),
        (date(2026, 5, 1), (3, date(2026, 5, 1))),
        (date(2026, 6, 29), (3, date(2026, 5, 1))),
        (date(2026, 6, 30), None),
        (date(2026, 8, 1), (6, date(2026, 8, 1))),
        (date(2027, 8, 1), None),
    ],
)
def test_a_question_is_due_on_its_day_and_for_sixty_days(today: date, found: tuple[int, date] | None) -> None:
    assert rules.due_now(Ended("ada", "p", "m", date(2026, 2, 1), True), (6, 3), today) == found


def test_the_day_of_a_shorter_month_is_its_last() -> None:
    assert rules.months_after(date(2025, 11, 30), 3) == date(2026, 2, 28)
    assert rules.months_after(date(2025, 12, 31), 24) == date(2027, 12, 31)


def _asked(count: int, answers: dict[str, str], *, finished: bool = True, months: int = 3) -> list[Asked]:
    return [Asked(PROGRAMME, date(2026, 6, 30), months, finished, answers)] * count


def test_shares_are_of_those_who_answered_and_few_are_hidden() -> None:
    found = rules.outcome([*_asked(6, WELL), *_asked(2, UNUSED), *_asked(4, {})])
    assert (found.asked, found.answered) == (12, 8)
    assert (found.settled.of_hundred, found.uses.count, found.manages.of) == (75, 6, 8)
    assert found.settled.likely[0] < 75 < found.settled.likely[1]
    assert rules.outcome(_asked(4, WELL)).settled.hidden
    # Beside a whole of thirteen answers, two shown groups would give away the third.
    groups = [_asked(7, WELL), _asked(4, UNUSED), _asked(2, WELL)]
    assert [one.settled.hidden for one in rules.outcomes(groups)] == [False, True, True]
    assert [one.settled.hidden for one in rules.outcomes([_asked(8, WELL), _asked(1, UNUSED)])] == [True, True]
    assert [one.settled.hidden for one in rules.outcomes([_asked(8, WELL), _asked(3, {})])] == [False, True]


def test_nothing_is_handed_out_of_a_small_group() -> None:
    many, few = _asked(5, WELL), _asked(4, UNUSED, finished=False)
    out, kept_back = rules.nobody_named([*few, *many, *_asked(9, {}, finished=False)])
    assert (out, kept_back) == (many, 4)


# --- through the doors ---


def _end(house: House, lives: Lives, name: str, **more: str) -> str:
    """Somebody whose last module ended a hundred days ago."""
    who = add_person(house, lives.cast, name, **more)
    with house.acting(lives.cast.teacher):
        services.pass_module(str(who.learner_id), "general_3", on_day=ENDED, actor=lives.cast.teacher, now=clock.now())
    return str(who.learner_id)


def _ask(house: House, cast: Cast, day: date = TODAY) -> int:
    with house.acting(cast.manager):
        return follow_up.ask_everybody(day=day, now=clock.now())


def _links(house: House) -> dict[str, str]:
    with house.crossing() as session:
        bodies = {one.address: one.body for one in session.query(Outgoing).all() if "/f/" in one.body}
    return {address: re.findall(r"/f/\S+", body)[0] for address, body in bodies.items()}


def test_a_programme_sets_its_months_and_nobody_is_asked_before(house: House, lives: Lives) -> None:
    cast = lives.cast
    hamid = _end(house, lives, "Hamid", email="hamid@example.org")
    assert _ask(house, cast) == 0
    with house.acting(cast.manager):
        follow_up.set_months(PROGRAMME, {3, 12}, actor=cast.manager, day=TODAY, now=clock.now())
    assert _ask(house, cast) == 1
    assert _ask(house, cast) == 0
    with house.acting(cast.manager):
        (asked,) = queries.of_learner(hamid)
        assert (asked.months, asked.ended_on, asked.finished, asked.sent_on) == (3, ENDED, True, TODAY)
        # People with a seat are in a class again, whatever they passed before.
        assert queries.of_learner(lives.learner_id("Gita")) == []


def test_she_answers_by_her_link_and_the_caseworker_is_asked(sqlite_house: House, lives: Lives) -> None:
    house, cast = sqlite_house, lives.cast
    hamid = _end(house, lives, "Hamid", email="hamid@example.org")
    office = house.client(cast.manager)
    office.post("/follow-ups/rules", data={"programme": PROGRAMME, "months": ["3", "6"]})
    assert office.post("/follow-ups/rules", data={"programme": PROGRAMME, "months": ["soon"]}).status_code == 422
    assert _ask(house, cast) == 1
    link, browser = _links(house)["hamid@example.org"], house.client()
    page = browser.get(link)
    assert "Do you use what you learnt?" in words(page)
    assert "Hamid" not in page.text
    refused = browser.post(link, data={**UNUSED, "uses": "daily"})
    assert refused.status_code == 422
    assert "One question is still open." in words(refused)
    assert 'value="search" id="doing-search" checked' in refused.text
    assert "We call you in the next days." in words(browser.post(link, data=UNUSED))
    assert browser.get(link).status_code == 404
    with house.acting(cast.caseworker):
        asked = {one.code for one in messages.open_tasks(cast.caseworker) if one.learner_id == hamid}
        assert asked >= {"curricula.task.follow_up_unused", "curricula.task.follow_up_talk"}
        assert queries.calls(TODAY + timedelta(days=20)) == []


def test_a_good_answer_asks_nobody_for_anything(sqlite_house: House, lives: Lives) -> None:
    house, cast = sqlite_house, lives.cast
    hamid = _end(house, lives, "Hamid", email="hamid@example.org")
    house.client(cast.manager).post("/follow-ups/rules", data={"programme": PROGRAMME, "months": ["3"]})
    _ask(house, cast)
    thanks = words(house.client().post(_links(house)["hamid@example.org"], data=WELL))
    assert "If you need us, call us." in thanks
    with house.acting(cast.caseworker):
        assert not [
            one for one in messages.open_tasks(cast.caseworker)
            if one.learner_id == hamid and "follow_up" in one.code
        ]  # fmt: skip


def test_who_has_no_address_or_does_not_answer_is_called(sqlite_house: House, lives: Lives) -> None:
    house, cast = sqlite_house, lives.cast
    _end(house, lives, "Hamid", email="hamid@example.org")
    _end(house, lives, "Ida", phone="0160 111")
    _end(house, lives, "Jamal", email="jamal@example.org", contact="phone")
    house.client(cast.manager).post("/follow-ups/rules", data={"programme": PROGRAMME, "months": ["3"]})
    assert _ask(house, cast) == 3
    assert set(_links(house)) == {"hamid@example.org"}
    caseworker = house.client(cast.caseworker)
    listed = words(caseworker.get("/follow-ups"))
    assert "2 people to call" in listed
    assert "0160 111" in listed
    assert "Hamid" not in listed
    with house.acting(cast.caseworker):
        assert {one.learner.given_name for one in queries.calls(TODAY + timedelta(days=13))} == {"Ida", "Jamal"}
        later = {one.learner.given_name: one for one in queries.calls(TODAY + timedelta(days=14))}
        assert set(later) == {"Hamid", "Ida", "Jamal"}
    address = f"/follow-ups/{later['Ida'].asked.id}"
    assert "3 tries are left." in words(caseworker.get(address))
    caseworker.post(f"{address}/not-reached")
    assert "Ida" not in words(caseworker.get("/follow-ups"))
    assert caseworker.post(address, data={**WELL, "doing": ""}).status_code == 422
    caseworker.post(address, data=UNUSED)
    assert caseworker.post(address, data=WELL).status_code == 409
    assert "I look for work" in words(caseworker.get(address))
    record = words(caseworker.get(f"/people/{later['Ida'].learner.id}"))
    assert "Since the course" in record
    assert "I look for work" in record
    caseworker.post(f"/follow-ups/{later['Jamal'].asked.id}/not-wanted")
    with house.acting(cast.caseworker):
        assert {one.learner.given_name for one in queries.calls(TODAY + timedelta(days=14))} == {"Hamid"}


def test_after_three_calls_that_nobody_answered_she_is_left_in_peace(sqlite_house: House, lives: Lives) -> None:
    house, cast = sqlite_house, lives.cast
    ida = _end(house, lives, "Ida")
    house.client(cast.manager).post("/follow-ups/rules", data={"programme": PROGRAMME, "months": ["3"]})
    _ask(house, cast)
    with house.acting(cast.caseworker):
        (asked,) = queries.of_learner(ida)
        for day, last in ((0, False), (1, False), (2, True)):
            today = TODAY + timedelta(days=day)
            assert follow_up.not_reached(asked.id, actor=cast.caseworker, day=today) is last
            if not last:
                # A second try on the same day counts with the first.
                assert follow_up.not_reached(asked.id, actor=cast.caseworker, day=today) is False
        assert queries.calls(TODAY + timedelta(days=3)) == []


def test_answers_of_many_stand_by_months_half_year_and_beside_those_who_left(sqlite_house: House, lives: Lives) -> None:
    house, cast = sqlite_house, lives.cast
    office = house.client(cast.manager)
    assert "Nobody is asked yet." in words(office.get("/follow-ups/results"))
    office.post("/follow-ups/rules", data={"programme": PROGRAMME, "months": ["3"]})
    ids = [_end(house, lives, f"Person{number}") for number in range(8)]
    _ask(house, cast)
    with house.acting(cast.caseworker) as session:
        for number, learner_id in enumerate(ids[:6]):
            (asked,) = queries.of_learner(learner_id)
            given = WELL if number < 3 else UNUSED
            follow_up.answer_by_phone(asked.id, given, actor=cast.caseworker, day=TODAY, now=clock.now())
        row = session.query(models.FollowUp).filter_by(learner_id=ids[6]).one()
        row.finished = False
    page = words(office.get("/follow-ups/results"))
    assert "6 of 8 questions after a course were answered" in page
    assert "50 of 100" in page
    assert "July to December 2026" in page
    assert "left before the end" in page
    sheet = office.get("/follow-ups/results.csv").get_data(as_text=True)
    assert sheet.count("I look for work") == 3
    assert not any(f"Person{number}" in sheet for number in range(8))
    assert house.client(cast.teacher).get("/follow-ups/results").status_code == 404


def test_others_see_nobody_to_call_and_open_no_question(sqlite_house: House, lives: Lives) -> None:
    house, cast = sqlite_house, lives.cast
    ida = _end(house, lives, "Ida")
    house.client(cast.manager).post("/follow-ups/rules", data={"programme": PROGRAMME, "months": ["3"]})
    _ask(house, cast)
    with house.acting(cast.caseworker):
        (asked,) = queries.of_learner(ida)
    outsider = house.client(cast.outsider)
    assert outsider.get(f"/follow-ups/{asked.id}").status_code == 404
    assert outsider.post(f"/follow-ups/{asked.id}", data=WELL).status_code == 404
    assert house.client(cast.teacher).get("/follow-ups").status_code == 404
    assert house.client().get("/f/nothing").status_code == 404
