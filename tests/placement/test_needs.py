"""Needs and strengths: a caseworker writes both down in fixed domains, and the funder of the talk is counted."""

import pytest

from lms.kernel import clock
from placement.queries import needs as queries
from tests.cast import Cast, gather
from tests.houses import House
from tests.placement import people


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


def test_a_caseworker_writes_strengths_and_needs_down_and_the_talk_is_reported_to_its_funder(
    house: House, cast: Cast
) -> None:
    learner_id = str(people.add(house, cast, people.LUCIA).learner_id)
    keeper, office = house.client(cast.caseworker), house.client(cast.administrator)
    page = f"/placement/{learner_id}/needs"
    assert page in keeper.get(f"/casework/{learner_id}").text
    today = clock.today("Europe/Berlin").isoformat()
    whole = {
        "strength-work": "Ten years a baker, trains others.",
        "strength-family": "Her sister lives next door.",
        "need-housing": "Damp flat, two children.",
        "funder": cast.funder_id,
        "day": today,
    }
    for left_out, said in (
        ({"strength-work": " ", "strength-family": ""}, "Write at least one strength"),
        ({"need-housing": ""}, "Write at least one need."),
        ({"need-housing": "x" * 301}, "This is too long."),
        ({"funder": "nobody"}, "Choose the funder"),
        ({"day": "2999-01-01"}, "Choose today or an earlier day."),
        ({"day": "31.2."}, "There is no such day."),
    ):
        refused = keeper.post(page, data=whole | left_out)
        assert (refused.status_code, said in refused.text) == (422, True), left_out
    assert "Ten years a baker" in keeper.post(page, data=whole | {"need-housing": ""}).text
    for _twice in range(2):
        assert keeper.post(page, data=whole | {"once": "talk"}).status_code == 302
    for summary in (keeper.get(page).text, keeper.get(f"/casework/{learner_id}").text):
        assert "Ten years a baker, trains others." in summary
        assert "Damp flat, two children." in summary
    with house.acting(cast.administrator):
        (talk,) = queries.assessments_of(learner_id)
        assert (set(talk.strengths), set(talk.needs)) == ({"work", "family"}, {"housing"})
    report = office.get("/placement/needs/report").text
    assert "1 talk about needs and strengths" in report
    assert talk.funder in report
    sheet = office.get("/placement/needs/report.csv").get_data(as_text=True)
    assert f"{talk.funder}," in sheet
    assert "baker" not in sheet
    assert "No talk in these days." in office.get("/placement/needs/report?first=2020-01-01&last=2020-12-31").text
    # Who is no caseworker reads nothing of it, and another provider finds neither person nor talk.
    for other in (cast.teacher, cast.outsider, cast.leyla):
        assert house.client(other).get(page).status_code == 404
        assert house.client(other).post(page, data=whole).status_code == 404
    assert "baker" not in house.client(cast.teacher).get(f"/people/{learner_id}").text
    assert keeper.get("/placement/needs/report").status_code == 404
