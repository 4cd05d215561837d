"""Who sees and changes a plan, and that every change is in the audit, on both databases."""

from datetime import date

import pytest

from lms.accounts import queries as accounts
from lms.casework import queries, services
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


def test_what_the_person_agreed_to_stays_and_a_new_date_makes_the_next_version(house: House, cast: Cast) -> None:
    _plan(house, cast)
    step_id = _step(house, cast)
    _agree(house, cast.caseworker, _id(cast.leyla))
    _agree(house, cast.leyla, _id(cast.leyla))
    assert _seen(house, cast).state == "in_force"
    day = date(2026, 12, 9)
    with house.acting(cast.caseworker):
        with pytest.raises(errors.Invalid, match="reason_missing"):
            services.move_step(_id(cast.leyla), step_id, day, actor=cast.caseworker, now=clock.now())
        services.move_step(
            _id(cast.leyla), step_id, day, reason="The shop is closed.", actor=cast.caseworker, now=clock.now()
        )
        first = queries.plan(_person(cast.leyla), TODAY, version=1)
    newest = _seen(house, cast)
    assert first is not None
    assert first.person is not None
    assert [step.due_on for step in first.steps] == [date(2026, 12, 2)]
    assert ([step.due_on for step in newest.steps], newest.state, newest.version) == ([day], "draft", 2)


def test_another_provider_sees_no_plan_and_changes_none(house: House, cast: Cast) -> None:
    _plan(house, cast)
    step_id = _step(house, cast)
    with house.acting(cast.outsider):
        assert queries.plan(_person(cast.leyla), TODAY) is None
        assert queries.versions(_person(cast.leyla)) == []
        with pytest.raises(errors.NotFound):
            services.finish_step(_id(cast.leyla), step_id, actor=cast.outsider, now=clock.now())
        with pytest.raises(errors.NotFound):
            services.make_plan(_id(cast.leyla), "work", actor=cast.outsider, now=clock.now())


def test_a_learner_sees_her_own_plan_only(house: House, cast: Cast) -> None:
    _plan(house, cast)
    with db.transaction(house.engine), db.scoped(cast.amina.provider_id, cast.amina.person_id):
        assert queries.plan(_person(cast.leyla), TODAY) is None
    with db.transaction(house.engine), db.scoped(cast.leyla.provider_id, cast.leyla.person_id):
        assert queries.plan(_person(cast.leyla), TODAY) is not None


def test_every_change_of_a_plan_stands_in_the_audit(house: House, cast: Cast) -> None:
    _plan(house, cast)
    step_id = _step(house, cast)
    with house.acting(cast.caseworker):
        services.finish_step(_id(cast.leyla), step_id, actor=cast.caseworker, now=clock.now())
    with house.acting(cast.caseworker):
        lines = accounts.history_of("casework_step", step_id)
    assert [(line.action, line.actor) for line in lines] == [
        ("change", "Hanna Lindqvist"),
        ("add", "Hanna Lindqvist"),
    ]
    assert lines[0].changes == {"done_on": [None, "2026-11-24"]}
