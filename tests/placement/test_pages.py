"""Placement through its pages: interview, test, result, decision, and what is refused."""

import re

from flask.testing import FlaskClient

from placement import models, queries
from placement.domain.item_bank import Aptitude
from tests.cast import Cast
from tests.houses import House
from tests.placement import people
from tests.placement.people import FULL


def test_an_interview_with_an_empty_topic_is_kept_and_named_incomplete(
    house: House, cast: Cast, teacher: FlaskClient
) -> None:
    learner_id = people.add(house, cast, people.NEWCOMER).learner_id
    told = {code: value for code, value in FULL.items() if code != "goals"}
    page = teacher.post(f"/placement/{learner_id}/interview", data=told, follow_redirects=True)
    assert "Incomplete: Motivation and goals" in page.text
    with house.acting(cast.teacher):
        kept = queries.interviews([learner_id or ""])[learner_id or ""]
    assert kept.incomplete == ("goals",)
    assert kept.answers["first_language"] == "Dari"
    page = teacher.post(f"/placement/{learner_id}/interview", data=FULL, follow_redirects=True)
    assert page.request.path == f"/placement/{learner_id}/test"


def test_who_reads_arabic_script_only_is_recommended_second_script(
    house: House, cast: Cast, teacher: FlaskClient
) -> None:
    learner_id = people.add(house, cast, people.SAMIRA).learner_id
    end = people.walk(teacher, f"/placement/{learner_id}", people.reads_another_script)
    assert "Thank you. You are done." in end.text
    assert "in 100" not in end.text
    found = people.result_of(house, cast, learner_id)
    assert found.track == "literacy_second_script"
    assert found.probability > 0.75
    learner = people.known(house, cast, learner_id)
    assert (learner.track_recommended, learner.track) == ("literacy_second_script", "")
    page = teacher.get(f"/placement/{learner_id}/result").text
    for words in ("Literacy, second script", "Does not yet read Latin letters", "Script test", "What would change it"):
        assert words in page


def test_another_group_without_a_reason_is_refused_with_the_form_filled_and_the_result_untouched(
    house: House, cast: Cast, teacher: FlaskClient
) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    people.walk(teacher, f"/placement/{learner_id}", people.up_to(-1.0))
    before = people.result_of(house, cast, learner_id)
    wish = {"choice": "other", "track": "fast_track", "reason": "  "}
    page = teacher.post(f"/placement/{learner_id}/decision", data=wish)
    assert page.status_code == 422
    assert "Write one sentence about why. Whoever looks at it later needs it." in page.text
    assert re.search(r'id="choice-other"[^>]*checked', page.text)
    assert '<option value="fast_track" selected>' in page.text
    assert people.result_of(house, cast, learner_id) == before
    assert people.known(house, cast, learner_id).track == ""
    page = teacher.post(f"/placement/{learner_id}/decision", data=wish | {"reason": "She learns fast."})
    after = people.result_of(house, cast, learner_id)
    assert (after.track, after.probability, after.recommendation) == (
        before.track,
        before.probability,
        before.recommendation,
    )
    assert after.decision is not None
    assert (after.decision.track, after.decision.reason, after.decision.by) == (
        "fast_track",
        "She learns fast.",
        "Marta Klein",
    )
    learner = people.known(house, cast, learner_id)
    assert (learner.track, learner.track_reason) == ("fast_track", "She learns fast.")


def test_of_two_teachers_who_decide_at_once_the_second_is_told(house: House, cast: Cast, teacher: FlaskClient) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    people.walk(teacher, f"/placement/{learner_id}", people.up_to(-1.0))
    teacher.post(f"/placement/{learner_id}/decision", data={"choice": "confirm"})
    late = {"choice": "other", "track": "fast_track", "reason": "She learns fast."}
    page = house.client(cast.teacher).post(f"/placement/{learner_id}/decision", data=late)
    assert page.status_code == 409
    assert "Somebody else has decided just now." in page.text
    assert "She learns fast." in page.text
    assert people.known(house, cast, learner_id).track == "regular"


def test_an_answer_from_two_tabs_counts_once(house: House, cast: Cast, teacher: FlaskClient) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    first = teacher.post(f"/placement/{learner_id}/test", follow_redirects=True)
    other = house.client(cast.teacher)
    asked = people.item_on(first.text)
    data = people.form_of(first.text, people.right(asked))
    teacher.post(f"/placement/{learner_id}/question", data=data)
    again = other.post(f"/placement/{learner_id}/question", data=data | {"given": "dont_know"}, follow_redirects=True)
    assert again.status_code == 200
    with house.acting(cast.teacher):
        running = queries.open_sitting(learner_id or "")
    assert running is not None
    assert queries.answers_of(running.state) == [(asked.key, asked.parameters.highest_score)]
    assert running.version == 2


def test_a_test_goes_on_with_the_same_question_on_another_device(
    house: House, cast: Cast, teacher: FlaskClient
) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    page = teacher.post(f"/placement/{learner_id}/test", follow_redirects=True)
    page = teacher.post(
        f"/placement/{learner_id}/question", data=people.form_of(page.text, "dont_know"), follow_redirects=True
    )
    other = house.client(cast.teacher)
    assert "Go on with the test" in other.get(f"/placement/{learner_id}/test").text
    resumed = other.post(f"/placement/{learner_id}/test", follow_redirects=True)
    assert people.item_on(resumed.text) == people.item_on(page.text)


def test_fewer_years_of_school_in_the_interview_change_the_recommendation(
    house: House, cast: Cast, teacher: FlaskClient
) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    told = FULL | {"reads": "latin", "study_habit": "daily", "digital_skill": "daily", "other_languages": "3"}
    teacher.post(f"/placement/{learner_id}/interview", data=told | {"schooling_years": "12"})
    knows = people.up_to(0.2)
    # She takes no rows of shapes: what is known of her pace is what she told.
    people.walk(
        teacher,
        f"/placement/{learner_id}",
        lambda item: people.STOP if item.measures is Aptitude.PACE else knows(item),
    )
    assert people.result_of(house, cast, learner_id).track == "fast_track"
    page = teacher.post(
        f"/placement/{learner_id}/interview", data=told | {"schooling_years": "2"}, follow_redirects=True
    )
    assert page.request.path == f"/placement/{learner_id}/result"
    found = people.result_of(house, cast, learner_id)
    assert found.track == "regular"
    assert "2 years of school" in page.text
    with house.crossing() as session:
        assert session.query(models.Result).count() == 1


def test_the_learner_of_another_provider_is_not_there(house: House, cast: Cast, teacher: FlaskClient) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    people.walk(teacher, f"/placement/{learner_id}", people.up_to(-1.0))
    outsider = house.client(cast.outsider)
    for page in ("interview", "test", "question", "result", "result/print"):
        assert outsider.get(f"/placement/{learner_id}/{page}").status_code == 404
    assert outsider.post(f"/placement/{learner_id}/decision", data={"choice": "confirm"}).status_code == 404
    assert "Lucía" not in outsider.get("/placement").text
