"""Which course somebody is timetabled for: the earliest module at her level that she has not passed."""

from dataclasses import replace
from datetime import date

import pytest

from lms.courses import services as course_services
from lms.courses.queries import CourseInfo
from lms.kernel import clock
from lms.kernel.vocabulary import Level, Track
from lms.learners import queries as learners
from lms.learners.services import NewLearner
from scheduling import queries
from scheduling.queries.wishes import Order
from tests.cast import Cast, add_learner
from tests.houses import House
from tests.scheduling import town

ORDER = {("course", name): place for place, name in enumerate(("one", "two", "three", "four"))}


def course(module: str, level: Level, title: str = "") -> CourseInfo:
    return CourseInfo(module, "centre", "course", module, title or module, Track.REGULAR, level, 0, 1, 9, None, "")


OFFERED = [
    course("one", Level.PRE_A1),
    course("three", Level.A1, "An early title"),
    course("two", Level.A1, "Zebra"),
    course("four", Level.A2),
]


@pytest.fixture
def learner(sqlite_house: House) -> learners.LearnerInfo:
    cast = town.found(sqlite_house)
    with sqlite_house.acting(cast.administrator):
        known = learners.learner(cast.amina.learner_id or "")
    return replace(known, track=Track.REGULAR, level=Level.A1)


def chosen(learner: learners.LearnerInfo, passed: set[str], order: Order = ORDER) -> str | None:
    found = queries.course_for(learner, OFFERED, passed, order)
    return found.module_key if found else None


def test_of_two_modules_at_the_same_level_the_earlier_one_of_the_programme_comes_first(
    learner: learners.LearnerInfo,
) -> None:
    assert chosen(learner, set()) == "two"


def test_whoever_passed_it_goes_on_to_the_next(learner: learners.LearnerInfo) -> None:
    assert chosen(learner, {"two"}) == "three"
    assert chosen(learner, {"course:two"}) == "three"


def test_whoever_passed_everything_at_her_level_goes_on_and_never_back(learner: learners.LearnerInfo) -> None:
    assert chosen(learner, {"two", "three"}) == "four"
    assert chosen(learner, {"two", "three", "four"}) is None


def test_an_unknown_level_begins_with_the_lowest_and_a_high_one_with_the_highest(learner: learners.LearnerInfo) -> None:
    assert chosen(replace(learner, level=""), set()) == "one"
    assert chosen(replace(learner, level=Level.B2), set()) == "four"


def test_somebody_below_every_level_of_her_track_begins_in_the_regular_one(learner: learners.LearnerInfo) -> None:
    work = replace(course("work", Level.A2), track=Track.VOCATIONAL_LANGUAGE)
    beginner = replace(learner, track=Track.VOCATIONAL_LANGUAGE, level=Level.A1)
    offered = [*OFFERED, work]
    assert queries.course_for(beginner, offered, set(), ORDER) == OFFERED[2]
    assert queries.course_for(replace(beginner, level=Level.A2), offered, set(), ORDER) == work
    assert queries.course_for(beginner, [work], set(), ORDER) is None


def test_where_no_programme_is_known_the_title_decides(learner: learners.LearnerInfo) -> None:
    assert chosen(learner, set(), {}) == "three"


def test_another_track_has_no_course(learner: learners.LearnerInfo) -> None:
    assert chosen(replace(learner, track=Track.VOCATIONAL_LANGUAGE), set()) is None


def offer(house: House, cast: Cast, module: str, title: str) -> str:
    with house.acting(cast.administrator):
        return course_services.add_course(
            cast.centre_id,
            programme="de_integrationskurs",
            module_key=module,
            title=title,
            track=Track.REGULAR,
            level=Level.A2,
            minutes=4500,
            section_min=1,
            section_max=9,
        )


def test_the_problem_follows_the_order_of_the_pack_and_what_was_passed(house: House) -> None:
    cast = town.found(house)
    begin, finish = offer(house, cast, "general_5", "Zebra"), offer(house, cast, "general_6", "Aardvark")
    new = add_learner(
        house, cast.provider_id, cast.centre_id, NewLearner("G-1", "Gul", "Five"), track=Track.REGULAR, level=Level.A2
    )

    def wanted() -> str:
        with house.acting(cast.administrator):
            problem = queries.build_problem(cast.centre_id, cast.term_id, town.MONDAY).problem
        return problem.learner[new.learner_id or ""].course

    assert wanted() == begin
    with house.acting(cast.administrator):
        course_services.record_completion(
            new.learner_id or "",
            "general_5",
            passed=True,
            on_day=date(2026, 11, 20),
            actor=cast.administrator,
            now=clock.now(),
        )
    assert wanted() == finish
