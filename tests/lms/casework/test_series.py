"""Talks in a series: every so many weeks one, each with its day, and one that was missed shows."""

from datetime import date, timedelta

import pytest

from lms.casework import queries, services
from lms.casework.domain import series
from lms.kernel import clock
from tests.cast import Cast, gather
from tests.houses import House

TODAY = date(2026, 11, 24)


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    cast = gather(sqlite_house)
    with sqlite_house.acting(cast.caseworker):
        services.assign(
            cast.leyla.learner_id or "", cast.caseworker.staff_id or "", actor=cast.caseworker, now=clock.now()
        )
    return cast


def test_every_eight_weeks_is_a_day_each_and_never_on_a_weekend() -> None:
    days = list(series.days_of(TODAY, 8, date(2027, 6, 1)))
    assert days == [date(2027, 1, 19), date(2027, 3, 16), date(2027, 5, 11)]
    assert list(series.days_of(date(2026, 11, 28), 1, date(2026, 12, 6))) == [date(2026, 12, 7)]


@pytest.mark.parametrize(
    ("weeks", "until", "said"),
    [
        (None, TODAY, ("weeks", "casework.weeks_off")),
        (0, TODAY, ("weeks", "casework.weeks_off")),
        (53, TODAY, ("weeks", "casework.weeks_off")),
        (8, None, ("until", "casework.day_missing")),
        (8, TODAY + timedelta(weeks=8, days=-1), ("until", "casework.series_too_short")),
        (8, TODAY + timedelta(days=800), ("until", "casework.series_too_long")),
        (8, TODAY + timedelta(weeks=8), None),
    ],
)
def test_what_is_no_series_is_named(weeks: int | None, until: date | None, said: tuple[str, str] | None) -> None:
    assert series.series_trouble(weeks, until, TODAY) == said


def test_a_series_is_settled_by_one_form_the_missed_talk_shows_and_a_new_series_takes_its_place(
    sqlite_house: House, cast: Cast
) -> None:
    house, learner_id = sqlite_house, cast.leyla.learner_id or ""
    hanna, path = house.client(cast.caseworker), f"/casework/{cast.leyla.learner_id}/series"
    said = hanna.post(path, data={"weeks": "8", "until": "2027-06-01", "channel": "voice"}, follow_redirects=True).text
    assert "3 talks are settled." in said
    assert "Tue 19 January 2027" in said
    assert "Tue 11 May 2027" in said
    with house.acting(cast.caseworker):
        assert queries.talks_to_come(learner_id) == [date(2027, 1, 19), date(2027, 3, 16), date(2027, 5, 11)]
        missed = queries.due_now(cast.caseworker.staff_id or "", date(2027, 1, 22))
    assert [(one.learner.id, one.check_in.due_on) for one in missed if one.check_in] == [
        (learner_id, date(2027, 1, 19))
    ]
    hanna.post(f"/casework/{learner_id}/talk", data={"due_on": "2026-11-24", "channel": "voice"})
    with house.acting(cast.caseworker):
        # The earliest of a series is the one that moves.
        assert queries.talks_to_come(learner_id)[0] == TODAY
    hanna.post(path, data={"weeks": "26", "until": "2027-06-01", "channel": "in_person"})
    with house.acting(cast.caseworker):
        assert queries.talks_to_come(learner_id) == [TODAY, date(2027, 5, 25)]
    refused = hanna.post(path, data={"weeks": "8", "until": "2026-12-01", "channel": "voice"})
    assert refused.status_code == 422
    assert "This day is before the first talk." in refused.text
    assert house.client(cast.teacher).post(path).status_code == 404
    assert "1 talk is called off." in hanna.post(f"{path}/end", follow_redirects=True).text
    with house.acting(cast.caseworker):
        assert queries.talks_to_come(learner_id) == [TODAY]


def test_what_a_talk_came_to_goes_into_the_plan_as_a_step(sqlite_house: House, cast: Cast) -> None:
    house, learner_id = sqlite_house, cast.leyla.learner_id or ""
    with house.acting(cast.caseworker):
        services.make_plan(learner_id, "work", actor=cast.caseworker, now=clock.now())
    hanna, path = house.client(cast.caseworker), f"/casework/{learner_id}"
    told = {"note": "The nursery has a place from January.", "method": "advice", "channel": "in_person"}
    page = hanna.post(f"{path}/note", data=told, follow_redirects=True).text
    link = page.split('">Make a step of it')[0].rsplit('href="', 1)[1].replace("&amp;", "&")
    form = hanna.get(link).text
    assert 'value="The nursery has a place from January."' in form
    step = {"title": "Sign the contract", "detail": told["note"], "owner": "Leyla", "due_on": "2026-12-10"}
    page = hanna.post(f"{path}/steps", data=step | {"icon": "baby"}, follow_redirects=True).text
    assert "Sign the contract" in page.split('class="steps"')[1].split("</ul>")[0]
    assert told["note"] in page.split('class="steps"')[1].split("</ul>")[0]
    # A note of somebody else does not come along.
    assert "The nursery" not in hanna.get(link.replace(learner_id, cast.amina.learner_id or "")).text
