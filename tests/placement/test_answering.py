"""Questions through their pages, by type: what is taken, what is refused with what was written, who may hear a voice."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.accounts.models import AuditEntry
from lms.kernel import clock, errors, jobs
from lms.kernel.actor import Actor
from placement import models, queries, services
from placement.jobs import VOICES_KEPT, erase_recordings
from placement.services import keeping
from tests.cast import Cast
from tests.houses import House
from tests.placement import people, served
from tests.placement.test_performances import GOOD, WAVE, say_all, send, start, works


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


@pytest.fixture
def lucia(house: House, cast: Cast) -> Actor:
    return people.add(house, cast, people.LUCIA)


@pytest.fixture
def phone(house: House, lucia: Actor) -> FlaskClient:
    return house.client(lucia)


def question(house: House, cast: Cast, lucia: Actor, phone: FlaskClient, item: str) -> TestResponse:
    served.ask(house, cast, lucia, item)
    return phone.get("/my-placement/question")


def scored(house: House, cast: Cast, lucia: Actor) -> list[tuple[str, int]]:
    with house.acting(cast.teacher):
        running = queries.open_sitting(lucia.learner_id or "")
    assert running is not None
    return queries.answers_of(running.state)


RIGHT: dict[str, dict[str, str]] = {
    "l_tap_cat": {"given": "1"},
    "l_match_food": {"part-0": "0", "part-1": "1", "part-2": "2"},
    "r_match_things": {"part-0": "0", "part-1": "1", "part-2": "2"},
    "r_order_home": {"part-0": "3", "part-1": "2", "part-2": "1", "part-3": "4"},
    "w_gap_the_longer": {"part-0": "Umso"},
    "w_c_sister": {f"part-{at}": text for at, text in enumerate(("hnt", "eitet", "haus", "ende", "ch"))},
    "w_dict_tea": {"part-0": "ich trinke tee"},
}
PARTLY: dict[str, tuple[dict[str, str], int]] = {
    "l_match_food": ({"part-0": "0", "part-1": "2"}, 0),
    "r_order_home": ({"part-0": "1", "part-1": "2", "part-2": "4", "part-3": "3"}, 0),
    "r_order_early": ({"part-0": "1", "part-1": "2", "part-2": "3", "part-3": "5", "part-4": "4"}, 1),
    "w_c_sister": ({"part-0": "hnt", "part-1": "eitet", "part-2": "x", "given": "dont_know"}, 1),
    "w_dict_tea": ({"part-0": "Ich drinke Tee."}, 2),
}


def test_a_right_answer_of_every_type_has_all_points(
    house: House, cast: Cast, lucia: Actor, phone: FlaskClient
) -> None:
    for key, given in RIGHT.items():
        send(phone, question(house, cast, lucia, phone, key), **given)
        item = queries.bank("german_core").item(key)
        assert item is not None
        assert scored(house, cast, lucia) == [(key, item.parameters.highest_score)]


def test_a_part_that_is_right_counts(house: House, cast: Cast, lucia: Actor, phone: FlaskClient) -> None:
    for key, (given, points) in PARTLY.items():
        send(phone, question(house, cast, lucia, phone, key), **given)
        assert scored(house, cast, lucia) == [(key, points)]


def test_every_type_speaks_pauses_gives_nothing_away_asks_again_for_nothing_and_takes_not_knowing(
    house: House, cast: Cast, lucia: Actor, phone: FlaskClient
) -> None:
    for key in (*RIGHT, "w_ill", "t_morning"):
        page = question(house, cast, lucia, phone, key)
        item = people.item_on(page.text)
        # Spanish, her own language, whether or not her device has a voice for it.
        assert f"/placement/voices/es_ask_{item.type}.mp3" in page.text
        assert 'aria-label="Take a rest"' in page.text
        assert item.script == item.text or not item.script or item.script not in page.text
        assert not any(wording in page.text for wording in item.wordings)
        assert "Das Brot." not in page.text
        again = send(phone, page)
        assert (again.status_code, people.item_on(again.text).key) == (422, key)
        assert "I don’t know." in again.text
        send(phone, again, given="dont_know")
        assert scored(house, cast, lucia) == [(key, 0)]


def test_a_number_used_twice_asks_again_and_keeps_what_was_chosen(
    house: House, cast: Cast, lucia: Actor, phone: FlaskClient
) -> None:
    page = question(house, cast, lucia, phone, "r_order_bus")
    again = send(phone, page, **{"part-0": "1", "part-1": "1", "part-2": "2"})
    assert again.status_code == 422
    assert "Use every number once." in again.text
    assert len(re.findall(r'<option value="1" selected>', again.text)) == 2


def test_what_is_no_recording_or_too_large_is_refused_and_nothing_is_kept(
    house: House, cast: Cast, lucia: Actor, phone: FlaskClient
) -> None:
    page = question(house, cast, lucia, phone, "t_morning")
    for sound, words in (
        (b"<html>not a sound</html>", "This file is not a recording we can play."),
        (WAVE + bytes(5 * 1024 * 1024), "Keep it below 5 MB."),
    ):
        answer = send(phone, page, sound=(BytesIO(sound), "answer.wav"))
        assert answer.status_code == 422
        assert words in answer.text
    assert works(house, cast) == []


def test_a_text_that_is_too_long_is_refused_with_the_text_still_there(
    house: House, cast: Cast, lucia: Actor, phone: FlaskClient
) -> None:
    page = question(house, cast, lucia, phone, "w_ill")
    answer = send(phone, page, **{"part-0": "Ich bin krank. " * 300})
    assert answer.status_code == 422
    assert "Ich bin krank. Ich bin krank." in answer.text


def test_only_raters_of_the_provider_hear_a_voice_and_every_hearing_is_written_down(
    house: House, cast: Cast, teacher: FlaskClient, lucia: Actor, phone: FlaskClient
) -> None:
    say_all(teacher, start(teacher, lucia, "speaking"))
    address = f"/placement/rating/{works(house, cast)[0].id}/sound"
    heard = teacher.get(address)
    assert (heard.data, heard.mimetype) == (WAVE, "audio/wav")
    assert "no-store" in heard.headers["Cache-Control"]
    for other in (phone, house.client(cast.outsider), house.client(cast.caseworker), house.client()):
        assert other.get(address).status_code in (302, 404)
    with house.crossing() as session:
        read = session.query(AuditEntry).filter_by(action="read", subject_kind="placement_work").all()
    assert [(one.actor, one.changes) for one in read] == [("Marta Klein", {"what": "sound"})]


def test_a_rating_that_leaves_a_row_out_asks_again_with_the_scores_still_there(
    house: House, cast: Cast, teacher: FlaskClient, lucia: Actor
) -> None:
    say_all(teacher, start(teacher, lucia, "speaking"))
    work = works(house, cast)[0]
    answer = teacher.post(f"/placement/rating/{work.id}", data={"score-task": "2"})
    assert answer.status_code == 422
    assert "Score all 3 rows." in answer.text
    assert re.search(r'id="score-task-2" checked', answer.text)
    assert "Lucía" not in answer.text


def test_a_written_text_waits_for_a_rater_and_short_questions_count_at_once(
    house: House, cast: Cast, teacher: FlaskClient, lucia: Actor
) -> None:
    people.walk(teacher, f"/placement/{lucia.learner_id}", people.up_to(-1.0))
    page, tasks = start(teacher, lucia, "writing"), 0
    while not page.request.path.endswith("/thanks"):
        item = people.item_on(page.text)
        if item.type.is_performance:
            tasks += 1
            page = send(teacher, page, **{"part-0": "Ich bin krank und komme morgen nicht."})
        else:
            page = send(teacher, page, **people.parts_of(item))
    assert tasks == 2
    assert "Writing: not scored yet." in teacher.get(f"/placement/{lucia.learner_id}/result").text
    for work in works(house, cast):
        assert "Ich bin krank und komme morgen nicht." in teacher.get(f"/placement/rating/{work.id}").text
        teacher.post(
            f"/placement/rating/{work.id}",
            data=dict.fromkeys(("score-task", "score-coherence", "score-grammar", "score-words"), "2"),
        )
    with house.acting(cast.teacher):
        found = queries.newest_result(lucia.learner_id or "")
    assert found is not None
    assert {one["measures"]: one["items"] >= 5 for one in found.levels}["writing"]


def test_a_part_the_language_has_no_tasks_for_is_not_begun(
    house: House, cast: Cast, teacher: FlaskClient, lucia: Actor
) -> None:
    page = start(teacher, lucia, "listening")
    assert "There are no questions for this part yet." in page.text
    with house.acting(cast.teacher):
        assert queries.open_sitting(lucia.learner_id or "") is None


# --- how a centre tests ----------------------------------------------------------------------------------------------


def test_a_centre_sets_time_first_question_and_raters(house: House, cast: Cast, lucia: Actor) -> None:
    office = house.client(cast.administrator)
    assert "/placement/test-rules" in office.get("/placement/rules").text
    given = {"minutes-listening": "3", "first-listening": "l_tap_ball", "raters": "2"}
    assert office.post("/placement/test-rules", data=given, follow_redirects=True).status_code == 200
    again = office.get("/placement/test-rules").text
    assert 'value="3"' in again
    assert '<option value="l_tap_ball" selected>' in again
    with house.acting(cast.administrator):
        assert queries.sitting_rules(cast.centre_id).raters == 2
    wrong = office.post("/placement/test-rules", data=given | {"minutes-listening": "400"})
    assert wrong.status_code == 422
    assert 'value="400"' in wrong.text
    assert house.client(cast.teacher).get("/placement/test-rules").status_code == 404


def test_a_preset_first_question_comes_first_and_counts(
    house: House, cast: Cast, lucia: Actor, phone: FlaskClient
) -> None:
    _rules(house, cast, first_items={"listening": "l_tap_ball"})
    page = phone.post("/my-placement/test", follow_redirects=True)
    assert people.item_on(page.text).key == "l_tap_ball"
    send(phone, page, given="3")
    assert scored(house, cast, lucia) == [("l_tap_ball", 1)]


def test_when_the_time_of_a_part_is_over_it_ends_with_the_next_answer_and_no_clock_is_shown(
    house: House, cast: Cast, lucia: Actor, phone: FlaskClient
) -> None:
    _rules(house, cast, minutes={"listening": 3})
    page = phone.post("/my-placement/test", follow_redirects=True)
    for answered in range(1, 7):
        assert not re.search(r"\b3 min|minutes|timer|countdown", page.text)
        with clock.shifted_to(clock.now() + keeping.LONGEST_LOOK / 2 * answered):
            page = send(phone, page, given="dont_know")
        if people.item_on(page.text).measures != "listening":
            break
    with house.acting(cast.teacher):
        heard = queries.new_sittings(lucia.learner_id or "")["listening"]
    assert heard.seconds_allowed == 180
    assert heard.answered <= 5


def _rules(house: House, cast: Cast, **given: dict[str, object]) -> None:
    with house.acting(cast.administrator):
        services.save_sitting_rules(
            cast.centre_id,
            **({"minutes": {}, "first_items": {}} | given),  # type: ignore[arg-type]
            raters=1,
            actor=cast.administrator,
            now=clock.now(),
        )


# --- what is kept ----------------------------------------------------------------------------------------------------


def test_reading_starts_from_what_listening_showed(house: House, cast: Cast, lucia: Actor, phone: FlaskClient) -> None:
    means = {}
    for known in (True, False):
        person = lucia if known else people.add(house, cast, replace(people.LUCIA, number="S-9"))
        client = house.client(person)
        page = client.post("/my-placement/test", follow_redirects=True)
        while people.item_on(page.text).measures == "listening":
            data = people.form_of(page.text, people.right(people.item_on(page.text)) if known else "dont_know")
            page = client.post("/my-placement/question", data=data, follow_redirects=True)
        with house.acting(cast.teacher):
            running = queries.open_sitting(person.learner_id or "")
        assert running is not None
        means[known] = running.state.prior.mean  # type: ignore[union-attr]
    assert means[True] > 0 > means[False]


def test_what_a_person_wrote_and_said_is_in_her_file_and_goes_with_her(
    house: House, cast: Cast, teacher: FlaskClient, lucia: Actor
) -> None:
    say_all(teacher, start(teacher, lucia, "speaking"))
    with house.acting(cast.teacher):
        kept = queries.kept_about(lucia.person_id or "")["works"]
    assert len(kept) == 3
    assert kept[0]["sound_base64"].startswith("UklGR")
    with house.crossing() as session:
        for row in session.query(models.Sitting).all():
            session.delete(row)
        session.flush()
        assert session.query(models.Work).count() == 0
        assert session.query(models.Rating).count() == 0


def test_voices_are_erased_half_a_year_after_the_scores_and_the_scores_stay(
    house: House, cast: Cast, teacher: FlaskClient, lucia: Actor
) -> None:
    say_all(teacher, start(teacher, lucia, "speaking"))
    first = works(house, cast)[0]
    teacher.post(f"/placement/rating/{first.id}", data=GOOD)
    with house.app.app_context():
        assert erase_recordings({}, jobs.Progress(), clock.now()) == {"erased": 0}
        assert erase_recordings({}, jobs.Progress(), clock.now() + VOICES_KEPT) == {"erased": 1}
    assert teacher.get(f"/placement/rating/{first.id}/sound").status_code == 404
    with house.acting(cast.teacher):
        assert queries.work(first.id).points == 9
        assert sum(one.has_sound for one in works_of_everybody()) == 2


def works_of_everybody() -> list[queries.WorkInfo]:
    return queries.to_rate(None, "somebody else")


def test_a_sitting_that_is_over_takes_no_more_work(
    house: House, cast: Cast, teacher: FlaskClient, lucia: Actor
) -> None:
    page = start(teacher, lucia, "speaking")
    item = people.item_on(page.text)
    teacher.post(f"/placement/{lucia.learner_id}/end")
    with house.crossing() as session:
        sitting_id = session.query(models.Sitting).one().id
    with house.acting(cast.teacher), pytest.raises(errors.Conflict):
        services.hand_in(sitting_id, item.key, sound=WAVE, actor=cast.teacher, now=clock.now())
