"""Earlier courses: what the host knows of attendance and results fills the fact that rules of a country ask for."""

from datetime import timedelta

import pytest

from lms.courses import queries as course_queries
from lms.courses import services as courses
from lms.courses.queries.attended import ProgrammeAttended, programmes_attended
from lms.courses.services import PastMark
from lms.kernel import clock
from lms.kernel.vocabulary import Attendance, Track
from placement import queries, services
from placement.domain import track_rules
from placement.services import concluding
from tests.cast import Cast, gather
from tests.houses import House
from tests.placement import placed
from tests.queries import counted

HOMES = {"general_1": "de_integrationskurs"}
EVERYBODY_A2 = (-3.4, -3.3, 3.2, 3.3, 3.4)
FOR_WORK = {
    true: {put: (0.0 if put in (true, Track.VOCATIONAL_LANGUAGE) else 100.0) for put in Track} for true in Track
}
"""A centre for which the vocational group is never a mistake, and any other is a bad one."""


def failed_a_module(house: House, cast: Cast, learner_id: str) -> None:
    """An integration course that ended without the goal, at another provider of before: no section here."""
    with house.acting(cast.teacher):
        courses.record_completion(
            learner_id,
            "general_6",
            passed=False,
            on_day=clock.today(cast.teacher.zone),
            actor=cast.teacher,
            now=clock.now(),
        )


def test_marks_and_results_are_counted_by_programme_wherever_they_were_made(house: House, cast: Cast) -> None:
    leyla, me = cast.leyla.learner_id or "", cast.administrator
    with house.acting(me):
        start = clock.today(me.zone) - timedelta(days=14)
        seat, _ = courses.book(cast.section_id, leyla, from_date=start, actor=me, now=clock.now())
        held = course_queries.sessions_between(start, clock.today(me.zone) - timedelta(days=1))[:2]
        marks = [
            PastMark(held[0].id, seat, leyla, Attendance.PRESENT, 135),
            PastMark(held[1].id, seat, leyla, Attendance.EXCUSED, 0, "illness"),
        ]
        courses.take_over_marks(marks, actor=me, now=clock.now())
    failed_a_module(house, cast, leyla)
    with house.acting(me):
        course = course_queries.section(cast.section_id).course
        found = programmes_attended([leyla, cast.amina.learner_id or ""], {"general_6": course.programme})
    assert found == {leyla: [ProgrammeAttended(course.programme, 270, 135, frozenset({"general_6"}))]}


@pytest.mark.parametrize(
    ("offered", "attended", "modules", "really"),
    [
        (0, 0, 0, False),
        (0, 0, 1, True),
        (9000, 4499, 0, False),
        (9000, 4500, 0, True),
        (9001, 4500, 0, False),
        (4000, 4000, 0, False),
    ],
)
def test_a_course_counts_from_a_result_or_a_segment_attended_regularly(
    offered: int, attended: int, modules: int, really: bool
) -> None:
    assert track_rules.really_attended(offered, attended, modules) is really


def test_earlier_courses_decide_between_the_courses_of_a_country(house: House, cast: Cast) -> None:
    with house.acting(cast.teacher):
        services.keep_rules(
            cast.centre_id,
            services.cost_table(FOR_WORK),
            services.cut_scores(EVERYBODY_A2),
            seen=0,
            actor=cast.administrator,
            now=clock.now(),
        )
    new, before = placed.place(house, cast, 2, decide=False, first=2)
    with house.acting(cast.teacher):
        assert {one: queries.newest_result(one).decided_with["rule"] for one in (new, before)} == {  # type: ignore[union-attr]
            new: "vocational_later",
            before: "vocational_later",
        }
    failed_a_module(house, cast, before)
    with house.acting(cast.teacher):
        look = services.ask_again(cast.centre_id, "rules", actor=cast.teacher, now=clock.now())
        changes = queries.changes(look)
        assert [(one.learner.id, one.before["course"], one.after["course"], one.causes) for one in changes] == [
            (before, "integration_general", "vocational_special", ())
        ]
        assert concluding.known(before).attended == ("de_integrationskurs",)
        assert concluding.known(new).attended == ()


def test_earlier_courses_are_asked_of_the_host_as_often_for_many_as_for_one(sqlite_house: House) -> None:
    cast = gather(sqlite_house)
    everybody = [one.learner_id or "" for one in (cast.leyla, cast.mahmoud, cast.amina)]
    counts = []
    for ids in (everybody[:1], everybody):
        with sqlite_house.acting(cast.teacher), counted(sqlite_house.engine) as seen:
            queries.attended_before(ids)
        counts.append(len(seen))
    assert counts[0] == counts[1]
