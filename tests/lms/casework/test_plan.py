"""Plans: versions, steps, agreement of both, talks, and who may see them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lms.casework import models, queries, services
from lms.casework.domain.contacts import Contact
from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor
from tests.cast import Cast, gather
from tests.houses import House

TODAY = date(2026, 11, 24)


def _id(actor: Actor) -> str:
    return actor.learner_id or ""


def _person(actor: Actor) -> str:
    return actor.person_id or ""


@pytest.fixture
def house(sqlite_house: House) -> House:
    """One database is enough here; tests/lms/casework/test_plan_visibility.py asks both."""
    return sqlite_house


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


def _plan(house: House, cast: Cast, *, reason: str = "") -> None:
    with house.acting(cast.caseworker):
        services.make_plan(_id(cast.leyla), "work", reason=reason, actor=cast.caseworker, now=clock.now())


def _step(house: House, cast: Cast, title: str = "Glasses", due_on: date | None = date(2026, 12, 2)) -> str:
    with house.acting(cast.caseworker):
        return services.add_step(_id(cast.leyla), title, "Leyla", due_on, actor=cast.caseworker, now=clock.now())


def _agree(house: House, actor: Actor, learner_id: str) -> None:
    with db.transaction(house.engine), db.scoped(actor.provider_id, actor.person_id):
        services.agree(learner_id, actor=actor, now=clock.now())


def _seen(house: House, cast: Cast) -> queries.PlanInfo:
    with house.acting(cast.caseworker):
        found = queries.plan(_person(cast.leyla), TODAY)
    assert found is not None
    return found


def test_a_step_goes_into_the_plan_with_owner_and_date(house: House, cast: Cast) -> None:
    _plan(house, cast)
    _step(house, cast)
    assert [(step.title, step.owner, step.due_on) for step in _seen(house, cast).steps] == [
        ("Glasses", "Leyla", date(2026, 12, 2))
    ]


def test_a_step_without_a_date_is_refused_with_its_field(house: House, cast: Cast) -> None:
    _plan(house, cast)
    with pytest.raises(errors.Invalid) as refused:
        _step(house, cast, due_on=None)
    assert (refused.value.code, refused.value.facts["field"]) == ("casework.day_missing", "due_on")


def test_without_a_plan_there_is_no_step(house: House, cast: Cast) -> None:
    with pytest.raises(errors.Conflict, match="no_plan"):
        _step(house, cast)


def test_a_done_step_can_be_opened_again(house: House, cast: Cast) -> None:
    _plan(house, cast)
    step_id = _step(house, cast)
    with house.acting(cast.caseworker):
        services.finish_step(_id(cast.leyla), step_id, actor=cast.caseworker, now=clock.now())
    assert _seen(house, cast).steps[0].done_on == TODAY
    with house.acting(cast.caseworker):
        services.undo_step(_id(cast.leyla), step_id, actor=cast.caseworker, now=clock.now())
    assert _seen(house, cast).steps[0].done_on is None


def test_nobody_agrees_to_the_plan_of_another_learner(house: House, cast: Cast) -> None:
    _plan(house, cast)
    with pytest.raises(errors.NotFound):
        _agree(house, cast.amina, _id(cast.leyla))


def test_a_new_version_asks_why_and_leaves_the_old_one_as_it_was(house: House, cast: Cast) -> None:
    _plan(house, cast)
    old_step = _step(house, cast)
    _agree(house, cast.caseworker, _id(cast.leyla))
    with pytest.raises(errors.Invalid, match="reason_missing"):
        _plan(house, cast)
    _plan(house, cast, reason="She has found a kitchen.")
    newest = _seen(house, cast)
    assert (newest.version, newest.reason, newest.staff_agreed_at) == (2, "She has found a kitchen.", None)
    assert [step.title for step in newest.steps] == ["Glasses"]
    with house.acting(cast.caseworker):
        services.finish_step(_id(cast.leyla), newest.steps[0].id, actor=cast.caseworker, now=clock.now())
        with pytest.raises(errors.NotFound, match="no_step"):
            services.finish_step(_id(cast.leyla), old_step, actor=cast.caseworker, now=clock.now())
        assert db.session().get_one(models.Step, old_step).done_on is None
        assert [one.version for one in queries.versions(_person(cast.leyla))] == [2, 1]


def test_a_held_talk_keeps_its_note_and_can_be_taken_back(house: House, cast: Cast) -> None:
    learner_id, actor = _id(cast.leyla), cast.caseworker
    with house.acting(actor):
        services.schedule_check_in(learner_id, TODAY, "voice", actor=actor, now=clock.now())
        held = Contact("She likes the class.", "advice", "voice")
        talk_id = services.log_contact(learner_id, held, actor=actor, now=clock.now())
        assert queries.next_check_in(learner_id) is None
        assert [one.note for one in queries.check_ins(learner_id)] == ["She likes the class."]
        services.take_back_note(learner_id, talk_id, actor=actor, now=clock.now())
        again = queries.next_check_in(learner_id)
        assert again is not None
        assert (again.due_on, again.channel, again.note) == (TODAY, "voice", "")


def test_only_one_talk_stands_at_a_time(house: House, cast: Cast) -> None:
    learner_id, actor = _id(cast.leyla), cast.caseworker
    with house.acting(actor):
        first = services.schedule_check_in(learner_id, TODAY, "voice", actor=actor, now=clock.now())
        second = services.schedule_check_in(learner_id, TODAY + timedelta(days=7), "sms", actor=actor, now=clock.now())
        assert first == second


def test_a_talk_on_a_day_that_is_over_is_refused(house: House, cast: Cast) -> None:
    with house.acting(cast.caseworker), pytest.raises(errors.Invalid, match="day_over"):
        services.schedule_check_in(
            _id(cast.leyla), TODAY - timedelta(days=1), "sms", actor=cast.caseworker, now=clock.now()
        )


def test_a_caseworker_finds_who_waits_and_who_has_no_plan(house: House, cast: Cast) -> None:
    actor, now = cast.caseworker, clock.now()
    with house.acting(actor):
        for learner in (cast.leyla, cast.amina):
            services.assign(_id(learner), actor.staff_id or "", actor=actor, now=now)
    _plan(house, cast)
    _step(house, cast, due_on=TODAY)
    with house.acting(actor):
        mine = queries.my_people(actor.staff_id or "", TODAY)
        assert [(one.learner.given_name, one.version) for one in mine] == [("Leyla", 1), ("Amina", None)]
        assert [one.learner.given_name for one in queries.due_now(actor.staff_id or "", TODAY)] == ["Leyla"]
        assert queries.count_due(actor, TODAY) == 1
        assert [one.given_name for one in queries.unassigned(cast.centre_id, TODAY)[0]] == ["Mahmoud"]


def test_a_caseworkers_people_come_a_page_at_a_time_who_waits_longest_first(house: House, cast: Cast) -> None:
    actor, staff_id = cast.caseworker, cast.caseworker.staff_id or ""
    with house.acting(actor):
        for learner in (cast.leyla, cast.mahmoud, cast.amina):
            services.assign(_id(learner), staff_id, actor=actor, now=clock.now())
        for learner, due_on in ((cast.mahmoud, TODAY + timedelta(days=1)), (cast.amina, TODAY)):
            services.schedule_check_in(_id(learner), due_on, "sms", actor=actor, now=clock.now())
    _plan(house, cast)
    # A step of an older version is nobody's duty any more.
    _step(house, cast, due_on=TODAY)
    _plan(house, cast, reason="Another way")
    later = TODAY + timedelta(days=2)
    with house.acting(actor):
        assert [one.learner.given_name for one in queries.my_people(staff_id, TODAY, page=2, size=2)] == ["Amina"]
        assert [one.learner.given_name for one in queries.my_people(staff_id, TODAY, words="DEM ley")] == ["Leyla"]
        assert [one.learner.given_name for one in queries.without_plan(staff_id, TODAY)] == ["Mahmoud", "Amina"]
        waiting = [
            [one.learner.given_name for one in queries.due_now(staff_id, later, page=n, size=1)] for n in (1, 2, 3)
        ]
        assert sorted(waiting[0] + waiting[1] + waiting[2]) == ["Amina", "Leyla", "Mahmoud"]
        assert waiting[2] == ["Mahmoud"]
        assert queries.count_mine(staff_id, later, words="k") == queries.Mine(people=3, named=1, due=3, no_plan=2)


def test_who_is_handed_over_has_one_person(house: House, cast: Cast) -> None:
    actor, learner_id = cast.caseworker, _id(cast.leyla)
    with house.acting(actor):
        services.assign(learner_id, actor.staff_id or "", actor=actor, now=clock.now() - timedelta(days=3))
        services.assign(learner_id, cast.teacher.staff_id or "", actor=actor, now=clock.now())
        found = queries.caseworker_of(learner_id, TODAY)
        assert found is not None
        assert found.name == "Marta Klein"
        assert queries.my_people(actor.staff_id or "", TODAY) == []
        with pytest.raises(errors.Conflict, match="looks_after_hand_over"):
            services.end_assignment(learner_id, actor=actor, now=clock.now())
        marta = replace(actor, staff_id=cast.teacher.staff_id)
        services.end_assignment(learner_id, actor=marta, now=clock.now())
        assert queries.caseworker_of(learner_id, TODAY) is None
