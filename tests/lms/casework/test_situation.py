"""How far somebody gets along alone: four areas, both lines, what changed, where both differ, asked at every stage."""

from datetime import date, timedelta

import pytest

from lms.casework import queries, services
from lms.casework.domain.situation import AREAS, Look, areas_of, asked_in_stage, trouble
from lms.kernel import clock, errors
from lms.messages import queries as messages
from tests.cast import Cast, gather
from tests.houses import House

DAY = date(2026, 11, 24)
ALL = dict.fromkeys(AREAS, 3)


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


def test_both_lines_stand_beside_each_other_and_what_changed_is_named() -> None:
    looks = [
        Look(DAY - timedelta(days=60), False, ALL, {"money": "A job."}),
        Look(DAY, False, ALL | {"papers": 4}, {"money": "A job near home."}),
        Look(DAY, True, {"papers": 2}),
    ]
    papers, money, people, _strength = areas_of(reversed(looks))
    assert (papers.own, papers.staff, papers.staff_change, papers.far_apart) == (2, 4, 1, True)
    assert papers.staff_line == ((DAY - timedelta(days=60), 3), (DAY, 4))
    assert (money.note, money.note_before, money.changed) == ("A job near home.", "A job.", True)
    assert (people.own, people.far_apart, people.changed) == (None, False, False)


@pytest.mark.parametrize(("own", "far"), [(3, False), (2, True), (5, False), (1, True)])
def test_two_steps_are_worth_a_talk(own: int, far: bool) -> None:
    (papers, *_more) = areas_of([Look(DAY, True, {"papers": own}), Look(DAY, False, ALL | {"papers": 4})])
    assert papers.far_apart is far


def test_staff_answers_every_area_and_a_learner_one_at_a_time() -> None:
    assert not trouble(ALL, whole=True)
    assert trouble({"papers": 3}, whole=True) == "casework.situation_missing"
    assert not trouble({"papers": 3}, whole=False)
    for wrong in ({}, {"papers": 6}, {"papers": 0}, {"diagnosis": 3}):
        assert trouble(wrong, whole=False) == "casework.situation_missing"


def test_a_look_of_an_earlier_time_in_the_same_stage_does_not_count() -> None:
    look = Look(DAY - timedelta(days=9), False, ALL, stage="job")
    assert asked_in_stage([look], "job", DAY - timedelta(days=9))
    assert not asked_in_stage([look], "job", DAY)
    assert not asked_in_stage([look], "after_job", None)


def test_a_learner_says_it_by_pictures_and_both_see_where_they_differ(sqlite_house: House, cast: Cast) -> None:
    learner, staff = sqlite_house.client(cast.leyla), sqlite_house.client(cast.caseworker)
    path = f"/casework/{cast.leyla.learner_id}/situation"
    assert 'href="/my-situation"' in learner.get("/my-person").text
    page = learner.get("/my-situation/papers").text
    assert page.count("data-sound") >= 6
    refused = learner.post("/my-situation/papers", data={"step": "9"})
    assert refused.status_code == 422
    assert "Choose one of the five steps." in refused.text
    for area, following in zip(AREAS, (*AREAS[1:], ""), strict=True):
        answer = learner.post(f"/my-situation/{area}", data={"step": "2"})
        assert answer.headers["Location"].rstrip("/").endswith(f"/my-situation/{following}".rstrip("/"))
    assert "Nobody has asked in this stage yet" in staff.get(path).text
    half = staff.post(path, data={"papers": "4", "note_money": "A job near home."})
    assert half.status_code == 422
    assert "A job near home." in half.text
    whole = {"papers": "4", "money": "3", "people": "2", "strength": "2", "note_money": "A job near home."}
    page = staff.post(path, data=whole, follow_redirects=True).text
    assert "You see 1 area differently." in page
    assert "Nobody has asked in this stage yet" not in page
    assert page.count("Talk about it") == 1
    assert page.count('class="area__own"') == page.count('class="area__staff"') == 8
    assert "I do it alone." not in learner.get("/my-situation").text


def test_with_a_new_stage_it_is_asked_again_by_a_task(sqlite_house: House, cast: Cast) -> None:
    me, learner_id = cast.caseworker, cast.leyla.learner_id or ""
    with sqlite_house.acting(me):
        services.keep_situation(learner_id, ALL, actor=me, now=clock.now())
        services.move_on(learner_id, "guidance", actor=me, now=clock.now())
        (task,) = [one for one in messages.open_tasks(me) if one.code == "casework.situation_task"]
        assert task.link == f"/casework/{learner_id}/situation"
    assert "Nobody has asked in this stage yet: Advice" in sqlite_house.client(me).get(task.link).text


def test_said_twice_on_a_day_is_one_look_and_nobody_says_it_for_another(house: House) -> None:
    cast = gather(house)
    leyla = cast.leyla.learner_id or ""
    with house.acting(cast.leyla):
        services.keep_situation(leyla, {"papers": 2}, actor=cast.leyla, now=clock.now())
        services.keep_situation(leyla, {"papers": 3, "money": 1}, actor=cast.leyla, now=clock.now())
        (look,) = queries.looks(leyla)
        assert (dict(look.steps), look.by_learner) == ({"papers": 3, "money": 1}, True)
    with house.acting(cast.amina), pytest.raises(errors.NotFound):
        services.keep_situation(leyla, {"papers": 1}, actor=cast.amina, now=clock.now())


def test_teachers_and_administrators_do_not_see_it(sqlite_house: House, cast: Cast) -> None:
    path = f"/casework/{cast.leyla.learner_id}/situation"
    for actor in (cast.teacher, cast.administrator, cast.manager, cast.carer):
        assert sqlite_house.client(actor).get(path).status_code == 404
