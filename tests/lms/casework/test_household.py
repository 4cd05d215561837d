"""A household's week from its rows: two learners, a shift, a class and its twin."""

from datetime import date, time

import pytest

from lms.casework import queries, services
from lms.courses import services as courses
from lms.kernel import clock, errors
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Level, Track
from lms.learners import queries as learners
from lms.learners import services as learner_services
from lms.messages import queries as messages
from tests.cast import Cast, add_learner, add_section, gather
from tests.houses import House

TODAY, MONDAY = date(2026, 11, 24), date(2026, 11, 23)


@pytest.fixture
def house(sqlite_house: House) -> House:
    """The rows are read by queries that have tests of their own on both databases."""
    return sqlite_house


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


@pytest.fixture
def cem(house: House, cast: Cast) -> Actor:
    """Leyla's husband: late shift this week, evening class on Thursday, a twin group on Thursday at nine."""
    new = learner_services.NewLearner(
        "L-9", "Cem", "Demir", shift="rotating", rotation_anchor=date(2026, 11, 16), picture="bee"
    )
    cem = add_learner(house, cast.provider_id, cast.centre_id, new)
    with house.acting(cast.administrator):
        course_id = courses.add_course(
            cast.centre_id,
            programme="de_integrationskurs",
            module_key="a2",
            title="A2",
            track=Track.REGULAR,
            level=Level.A2,
            minutes=4500,
            section_min=6,
            section_max=16,
            funder_id=cast.funder_id,
        )
    evening = add_section(
        house, cast, name="A2 evening", course_id=course_id, weekdays=(3,), starts=time(17, 30), ends=time(19)
    )
    add_section(house, cast, name="A2 morning", course_id=course_id, weekdays=(3,), seats=3)
    with house.acting(cast.administrator):
        courses.book(evening, cem.learner_id or "", from_date=TODAY, actor=cast.administrator, now=clock.now())
        learner_services.join_household([cast.leyla.learner_id or "", cem.learner_id or ""])
    return cem


def _week(cast: Cast, learner_id: str, monday: date = MONDAY) -> queries.HouseholdWeek:
    return queries.household_week(learners.learner(learner_id), monday, TODAY)


def test_the_week_shows_everybody_of_the_household_with_work_and_classes(house: House, cast: Cast, cem: Actor) -> None:
    with house.acting(cast.caseworker):
        week = _week(cast, cast.leyla.learner_id or "")
    assert [member.learner.given_name for member in week.members] == ["Leyla", "Cem"]
    assert [one.name for one in week.members[1].lessons] == ["A2 evening"]
    assert len(week.members[1].shifts) == 5
    assert len(week.days) == 5


def test_the_late_shift_meets_the_evening_class_and_the_twin_is_named(house: House, cast: Cast, cem: Actor) -> None:
    with house.acting(cast.caseworker):
        ((member, clash),) = _week(cast, cast.leyla.learner_id or "").clashes
    assert member.learner.id == cem.learner_id
    assert (clash.lesson.day, clash.shift) == (date(2026, 11, 26), "late")
    assert clash.way_out is not None
    assert (clash.way_out.name, clash.way_out.free, clash.way_out.starts) == ("A2 morning", 3, time(9))


def test_in_the_early_week_nothing_meets(house: House, cast: Cast, cem: Actor) -> None:
    with house.acting(cast.caseworker):
        assert _week(cast, cast.leyla.learner_id or "", date(2026, 11, 30)).clashes == []


def test_the_centre_is_asked_for_a_swap_once(house: House, cast: Cast, cem: Actor) -> None:
    actor, now = cast.caseworker, clock.now()
    with house.acting(actor):
        ((_, clash),) = _week(cast, cem.learner_id or "").clashes
        session_id = clash.lesson.session_id
        assert services.ask_for_swap(cem.learner_id or "", session_id, day=TODAY, actor=actor, now=now)
        assert services.ask_for_swap(cem.learner_id or "", session_id, day=TODAY, actor=actor, now=now) is None
    with house.acting(cast.administrator):
        (task,) = messages.open_tasks(cast.administrator)
    assert task.code == "casework.swap_asked"
    assert (task.facts["other"], task.facts["other_day"]) == ("A2 morning", date(2026, 11, 26))


def test_a_swap_without_a_clash_is_refused(house: House, cast: Cast, cem: Actor) -> None:
    with house.acting(cast.caseworker), pytest.raises(errors.Conflict, match="no_swap"):
        services.ask_for_swap(cem.learner_id or "", "nothing", day=TODAY, actor=cast.caseworker, now=clock.now())
