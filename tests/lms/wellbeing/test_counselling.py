"""Counselling: refer and do not treat; no series without follow-up, an interpreter asked for, and no word of an illness kept."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from lms.wellbeing import models
from lms.wellbeing.domain import NewSeries
from tests.cast import Cast, gather
from tests.houses import House
from tests.lms.wellbeing.test_wellbeing import agree, answer_all, name_counsellor

TODAY = date(2026, 11, 24)
SERIES = {
    "follow_up": "yes", "interpreter": "yes", "language": "Dari", "first": "2026-12-01", "talks": "3", "weeks": "2",
}  # fmt: skip


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    cast = gather(sqlite_house)
    name_counsellor(sqlite_house, cast, cast.caseworker)
    agree(sqlite_house, cast.leyla)
    return cast


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"follow_up": ""}, "follow_up"), ({"follow_up": "no"}, "follow_up"), ({"interpreter": ""}, "interpreter"),
        ({"language": " "}, "language"), ({"first": None}, "first"), ({"first": TODAY - timedelta(days=1)}, "first"),
        ({"talks": 1}, "talks"), ({"talks": 13}, "talks"), ({"weeks": 0}, "weeks"), ({"weeks": None}, "weeks"),
        ({"interpreter": "no", "language": ""}, None), ({}, None),
    ],
)  # fmt: skip
def test_a_series_names_what_lacks_and_follow_up_first_of_all(changed: dict[str, Any], field: str | None) -> None:
    series = NewSeries("yes", "yes", "Dari", TODAY, 1, 2)
    trouble = replace(series, **changed).trouble(TODAY)
    assert (trouble[0] if trouble else None) == field


def test_talks_are_booked_only_where_follow_up_is_possible_and_the_interpreter_was_asked_for(
    sqlite_house: House, cast: Cast
) -> None:
    hanna, leyla = sqlite_house.client(cast.caseworker), sqlite_house.client(cast.leyla)
    address = f"/wellbeing/{cast.leyla.learner_id}"
    page = hanna.get(address).text
    assert "Is follow-up possible?" in page
    assert "Is an interpreter needed?" in page
    for lacks, said in (
        ({"follow_up": ""}, "Say first whether somebody can go on with this person after the last talk."),
        ({"follow_up": "no"}, "Do not begin what nobody can carry on."),
        ({"interpreter": ""}, "Ask the person whether an interpreter is needed"),
        ({"talks": "many"}, "Write a number of talks from 2 to 12."),
    ):
        refused = hanna.post(f"{address}/series", data=SERIES | lacks)
        assert (refused.status_code, said in refused.text) == (422, True)
    assert "My talks" not in leyla.get("/how-i-am").text
    booked = hanna.post(f"{address}/series", data=SERIES, follow_redirects=True).text
    assert "Interpreter: Dari" in booked
    assert hanna.post(f"{address}/series", data=SERIES | {"first": "2026-12-02"}).status_code == 409
    mine = leyla.get("/how-i-am").text
    assert [day in mine for day in ("Tue 1 December", "Tue 15 December", "Tue 29 December")] == [True] * 3
    assert "with an interpreter: Dari" in mine
    end = re.findall(rf'action="({address}/series/[^"]+/end)"', booked)[0]
    assert sqlite_house.client(cast.manager).post(end).status_code == 404
    ended = hanna.post(end, follow_redirects=True).text
    assert "My talks" not in leyla.get("/how-i-am").text
    hanna.post(re.findall(rf'action="({address}/series/[^"]+/reopen)"', ended)[0])
    assert "My talks" in leyla.get("/how-i-am").text


def test_a_clinical_referral_keeps_who_treats_and_the_day_and_nothing_scores_a_diagnosis(
    sqlite_house: House, cast: Cast
) -> None:
    hanna = sqlite_house.client(cast.caseworker)
    address = f"/wellbeing/{cast.leyla.learner_id}"
    answer_all(sqlite_house, cast.leyla, "no", "no", "no", "no")
    form = {"organisation": "Trauma clinic", "on_day": "2026-11-23", "reason": "Kanarienvogel"}
    assert hanna.post(f"{address}/clinical", data=form | {"organisation": " "}).status_code == 422
    assert hanna.post(f"{address}/clinical", data=form | {"on_day": "2026-11-25"}).status_code == 422
    page = hanna.post(f"{address}/clinical", data=form, follow_redirects=True).text
    assert "Trauma clinic" in page
    assert "Kanarienvogel" not in page
    # There is no room for a reason, a result or points, whatever is sent.
    common = {"id", "provider_id", "consent_id"}
    assert set(models.ClinicalReferral.__table__.columns.keys()) == common | {"organisation", "on_day"}
    assert set(models.Check.__table__.columns.keys()) == common | {"day", "answers"}
    main = re.sub(r"<[^>]+>", " ", page.split('id="main"')[-1])
    assert "no diagnosis" in page
    assert not re.search(r"score|points:|\d+ of 100|severity", main, re.I)
    assert "Trauma clinic, since Mon 23 November" in sqlite_house.client(cast.leyla).get("/how-i-am").text
    for who in (cast.manager, cast.administrator, cast.teacher, cast.outsider, cast.leyla):
        assert sqlite_house.client(who).post(f"{address}/clinical", data=form).status_code == 404
    back = re.findall(rf'action="({address}/clinical/[^"]+/back)[^"]*"', page)[0]
    assert hanna.post(back).status_code == 302
    assert hanna.post(back).status_code == 404
    # When she takes her yes back, talks and referrals go with the answers.
    hanna.post(f"{address}/clinical", data=form)
    hanna.post(f"{address}/series", data=SERIES)
    sqlite_house.client(cast.leyla).post("/how-i-am/withdraw")
    with sqlite_house.crossing() as session:
        assert session.query(models.ClinicalReferral).count() == session.query(models.Series).count() == 0
