"""Questions people ask of a timetable, checks that lead to where they are mended, and what a centre weighs."""

from dataclasses import replace
from datetime import date, time

import pytest

from lms.courses import queries as courses
from lms.courses import services as course_services
from lms.kernel import clock, errors, language
from lms.kernel.jobs import worker
from lms.learners import services as learner_services
from lms.learners.services import NewLearner
from lms.organisations import services as organisations
from scheduling import queries
from scheduling.domain import settings as weighed
from scheduling.domain.checks import Check
from scheduling.domain.problem import Costs
from scheduling.domain.rules import SOFTENABLE, Rule
from scheduling.domain.settings import WEIGHTS
from scheduling.queries import questions
from scheduling.queries.settings import settings as kept_settings
from scheduling.services import settings as services
from tests.cast import Cast, add_learner, add_section, gather
from tests.houses import House
from tests.scheduling import town

TERM_BEGINS = date(2026, 11, 30)


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return town.found(sqlite_house)


def demand(house: House, cast: Cast, on: date = TERM_BEGINS, term_id: str = "") -> queries.Demand:
    with house.acting(cast.administrator):
        return queries.build_problem(cast.centre_id, term_id or cast.term_id, on)


def afternoon(house: House, cast: Cast, seats: int = 20) -> str:
    """A class that somebody who waits could join."""
    return add_section(
        house, cast, name="Alpha B late", seats=seats, starts=time(12, 30), ends=time(14, 45),
        room_id=cast.room_id, teacher_id=cast.teacher.staff_id,
    )  # fmt: skip


# --- why, where, what else --------------------------------------------------------------------------------------------


def test_whoever_waits_sees_classes_that_fit_and_books_one(sqlite_house: House, cast: Cast) -> None:
    section_id = afternoon(sqlite_house, cast)
    client, amina = sqlite_house.client(cast.administrator), cast.amina.learner_id
    page = client.get(f"/timetable/why/{amina}").text
    assert "A seat is free for Amina Karimi" in page
    assert "Book this seat" in page
    told = client.post(f"/timetable/why/{amina}", data={"section_id": section_id}, follow_redirects=True).text
    assert "Amina Karimi has a seat in Alpha B late." in told
    with sqlite_house.acting(cast.administrator):
        (seat,) = courses.enrolments_of([amina or ""])[amina or ""]
    assert seat.section_id == section_id


def test_a_full_class_names_the_seat_that_is_missing(sqlite_house: House, cast: Cast) -> None:
    section_id = afternoon(sqlite_house, cast, seats=1)
    with sqlite_house.acting(cast.administrator):
        me = cast.administrator
        course_services.book(section_id, cast.amina.learner_id or "", from_date=TERM_BEGINS, actor=me, now=clock.now())
    client = sqlite_house.client(cast.administrator)
    refused = client.post(f"/timetable/why/{cast.leyla.learner_id}", data={"section_id": section_id})
    assert refused.status_code == 409
    assert "This seat was not booked." in refused.text
    assert "Amina Karimi has a seat." in client.get(f"/timetable/why/{cast.amina.learner_id}").text


def test_whoever_works_nights_hears_what_is_nearest(sqlite_house: House, cast: Cast) -> None:
    with sqlite_house.acting(cast.administrator):
        organisations.set_hours(cast.teacher.staff_id or "", [])
        found = questions.why(
            queries.build_problem(cast.centre_id, cast.term_id, TERM_BEGINS), cast.mahmoud.learner_id or ""
        )
    assert found.state == "waits"
    assert [one["kind"] for one in found.nearest] == ["timetable.missing.teacher"]
    page = sqlite_house.client(cast.administrator).get(f"/timetable/why/{cast.mahmoud.learner_id}").text
    assert "Why Mahmoud Hassan has no seat" in page
    assert "A teacher for Alpha B" in page


def test_somebody_without_a_track_is_sent_to_the_record(sqlite_house: House, cast: Cast) -> None:
    new = add_learner(sqlite_house, cast.provider_id, cast.centre_id, NewLearner("Z-1", "Zoe", "New"))
    page = sqlite_house.client(cast.administrator).get(f"/timetable/why/{new.learner_id}").text
    assert "No track is decided yet." in page


def test_a_newcomer_is_tried_in_thought_and_nothing_is_kept(sqlite_house: House, cast: Cast) -> None:
    afternoon(sqlite_house, cast)
    town.open_care(sqlite_house, cast)
    client = sqlite_house.client(cast.administrator)
    with sqlite_house.acting(cast.administrator):
        before = len(queries.waiting(cast.centre_id))
    page = client.get(f"/timetable/newcomer?course={cast.course_id}&shift=none&step_free=1").text
    assert "Alpha B late" in page
    assert "Nothing is missing" in page
    with sqlite_house.acting(cast.administrator):
        assert len(queries.waiting(cast.centre_id)) == before


def test_questions_that_take_seconds_are_answered_in_the_background(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client(cast.administrator)
    for what, said in (("extra", "7 people fit without anything new."), ("conflict", "Everything can hold together.")):
        assert "Nobody has asked yet." in client.get(f"/timetable/ask/{what}").text
        page = client.post(f"/timetable/ask/{what}", follow_redirects=True).text
        assert "The answer is being worked out." in page
        assert worker.run_one(sqlite_house.engine)
        assert "data-done" in client.get(f"/timetable/ask/{what}/look").text
        assert said in client.get(f"/timetable/ask/{what}").text
    assert client.get("/timetable/ask/nothing").status_code == 404


def test_one_teacher_more_would_seat_everybody_and_is_in_the_conflict(sqlite_house: House, cast: Cast) -> None:
    with sqlite_house.acting(cast.administrator):
        organisations.set_hours(cast.teacher.staff_id or "", [])
    client = sqlite_house.client(cast.administrator)
    for what in ("extra", "conflict"):
        client.post(f"/timetable/ask/{what}")
        assert worker.run_one(sqlite_house.engine)
    page = client.get("/timetable/ask/extra").text
    assert "One more teacher for Alpha B" in page
    assert "A teacher for Alpha B" in page
    assert page.count('lack__seats">7<') >= 2
    page = client.get("/timetable/ask/conflict").text
    assert "requirements cannot hold together" in page
    assert "Teachers teach only in the hours they gave." in page


def test_questions_and_weights_are_absent_for_others(sqlite_house: House, cast: Cast) -> None:
    for who in (cast.teacher, cast.carer, cast.leyla, cast.outsider):
        client = sqlite_house.client(who)
        assert client.get(f"/timetable/why/{cast.amina.learner_id}").status_code == 404
        for path in ("newcomer", "ask/extra", "settings", "trouble") if who is not cast.outsider else ():
            assert client.get(f"/timetable/{path}").status_code == 404


# --- checks -----------------------------------------------------------------------------------------------------------


def test_a_finding_leads_to_where_it_is_mended(sqlite_house: House, cast: Cast) -> None:
    with sqlite_house.acting(cast.administrator):
        organisations.set_hours(cast.teacher.staff_id or "", [])
    page = sqlite_house.client(cast.administrator).get("/timetable").text
    assert '<a href="/staff">Change work hours</a>' in page


def test_every_kind_of_finding_and_weight_has_its_words(sqlite_house: House) -> None:
    from scheduling.views import checks

    assert [one for one in Check if one is not Check.UNKNOWN_NAME and one not in checks.PLACES] == []
    assert [code for code, _ in checks.PLACES.values() if not language.knows(code)] == []
    assert [name for name in WEIGHTS if not language.knows(f"timetable.weight.{name}")] == []
    short = [rule.removeprefix("timetable.") for rule in SOFTENABLE]
    assert [name for name in short if not language.knows(f"timetable.soft.{name}")] == []


# --- demand -----------------------------------------------------------------------------------------------------------


def test_whoever_finishes_before_the_term_wants_the_next_course(sqlite_house: House) -> None:
    cast = gather(sqlite_house)
    me, leyla = cast.administrator, cast.leyla.learner_id or ""
    with sqlite_house.acting(me):
        course_services.book(cast.section_id, leyla, from_date=TERM_BEGINS, actor=me, now=clock.now())
        spring = organisations.add_term(cast.centre_id, "Spring", date(2027, 3, 1), date(2027, 6, 30))
        following = course_services.add_course(
            cast.centre_id, programme="de_integrationskurs", module_key="literacy_c", title="Alpha C",
            track="literacy_first_script", level="pre_a1", minutes=300 * 45, section_min=6, section_max=16,
        )  # fmt: skip
    found = demand(sqlite_house, cast, date(2027, 3, 1), spring)
    assert found.finishing == {leyla: cast.course_id}
    assert found.problem.learner[leyla].course == following
    assert found.problem.learner[cast.amina.learner_id or ""].course == cast.course_id
    assert leyla not in demand(sqlite_house, cast).finishing


def test_a_waiting_list_says_what_somebody_wants_and_since_when(sqlite_house: House) -> None:
    cast = gather(sqlite_house)
    me, leyla = cast.administrator, cast.leyla.learner_id or ""
    with sqlite_house.acting(me):
        course_services.set_seats(cast.section_id, 1, actor=me, now=clock.now())
        amina = cast.amina.learner_id or ""
        course_services.book(cast.section_id, amina, from_date=TERM_BEGINS, actor=me, now=clock.now())
        course_services.wait(cast.section_id, leyla, actor=me, now=clock.now())
    found = demand(sqlite_house, cast, date(2026, 12, 14))
    assert found.listed == {leyla: cast.course_id}
    assert found.problem.learner[leyla].priority == 2


def test_a_room_that_others_have_and_what_the_term_knows_are_part_of_the_problem(
    sqlite_house: House, cast: Cast
) -> None:
    with sqlite_house.acting(cast.administrator):
        services.add_use(services.NewUse(cast.room_id, 0, time(9), time(10), "Choir"), now=clock.now())
        services.keep_room(cast.room_id, site="North house", equipment=services.equipment_of("Projector, projector "))
        services.keep_course(cast.course_id, equipment=["projector"], twins=True)
        services.keep_way("North house", "Lindenhof", 25)
    problem = demand(sqlite_house, cast).problem
    room = problem.room[cast.room_id]
    assert (room.site, room.equipment, room.taken) == (
        "North house",
        frozenset({"projector"}),
        frozenset({"0-morning"}),
    )
    assert problem.course[cast.course_id].twins
    assert problem.minutes_between("Lindenhof", "North house") == 25


def test_a_paper_that_ends_in_the_term_warns_costs_or_forbids_as_the_centre_decided(
    sqlite_house: House, cast: Cast
) -> None:
    me, subject = cast.administrator, "literacy_first_script"

    def teacher(soft: dict[str, int]) -> tuple[set[str], dict[str, date], int]:
        with sqlite_house.acting(me):
            services.keep(cast.centre_id, {}, soft, least_share=74, alone_under=6, actor=me, now=clock.now())
        found = demand(sqlite_house, cast)
        known = found.problem.teacher[staff]
        return set(known.qualifications), dict(known.lapsing), len(found.papers)

    ends = date(2026, 12, 31)
    with sqlite_house.acting(me):
        staff = organisations.add_staff("Nora Kurz", "teacher", centre_id=cast.centre_id)
        organisations.qualify(staff, subject, valid_until=ends)
    assert teacher({Rule.PAPER_LASTS: 0}) == ({subject}, {}, 1)
    assert teacher({Rule.PAPER_LASTS: 9}) == ({subject}, {subject: ends}, 0)
    assert teacher({}) == (set(), {}, 1)
    page = sqlite_house.client(me).get("/timetable").text
    assert "The paper of Nora Kurz for Literacy, first script ends on Thu 31 December." in page


def test_two_adults_of_one_home_share_their_children(sqlite_house: House, cast: Cast) -> None:
    town.open_care(sqlite_house, cast)
    mother = town.add_mother(sqlite_house, cast, "F-1")
    me = cast.administrator
    with sqlite_house.acting(me):
        learner_services.add_child(cast.amina.learner_id or "", "Child F-1", town.TODDLER, actor=me, now=clock.now())
        learner_services.join_household([mother, cast.amina.learner_id or ""])
    problem = demand(sqlite_house, cast).problem
    (home,) = problem.households
    assert set(home.adults) == {mother, cast.amina.learner_id}
    assert len(home.children) == 1
    assert problem.learner[mother].shared == problem.learner[mother].children == home.children


# --- what a centre weighs ---------------------------------------------------------------------------------------------


def test_weights_and_softened_rules_reach_the_problem(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client(cast.administrator)
    assert "A person without a seat" in client.get("/timetable/settings").text
    form = {f"weight-{name}": "3" for name in WEIGHTS} | {"least_share": "80", "alone_under": "8"}
    form |= {f"is-{Rule.GROUP_TOO_SMALL}": "soft"} | {f"soft-{rule}": "7" for rule in SOFTENABLE}
    assert client.post("/timetable/settings", data=form).status_code == 302
    rules = demand(sqlite_house, cast).problem.rules
    assert rules.costs == Costs(**dict.fromkeys(WEIGHTS, 3))
    assert rules.soft == {Rule.GROUP_TOO_SMALL: 7}
    assert rules.min_share == 0.8
    wrong = client.post("/timetable/settings", data=form | {"weight-gap": "many"})
    assert wrong.status_code == 422
    assert "Write a whole number." in wrong.text


def test_a_rule_that_is_physics_cannot_be_softened(sqlite_house: House, cast: Cast) -> None:
    with sqlite_house.acting(cast.administrator), pytest.raises(errors.Invalid):
        services.keep(
            cast.centre_id, {}, {Rule.ROOM_TWICE: 5}, least_share=74, alone_under=6,
            actor=cast.administrator, now=clock.now(),
        )  # fmt: skip
    assert weighed.read({"gap": 2, "no_such": 1}, {Rule.ROOM_TWICE: 5}, 74, 6).soft == {}


def test_where_nobody_decided_the_usual_weights_hold(sqlite_house: House, cast: Cast) -> None:
    with sqlite_house.acting(cast.administrator):
        assert kept_settings(cast.centre_id) == weighed.Settings()
    assert replace(demand(sqlite_house, cast).problem.rules, soft={}) == replace(weighed.Settings().rules, soft={})


def test_rooms_ways_and_times_of_others_are_kept_by_their_forms(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client(cast.administrator)
    use = {"room_id": cast.room_id, "weekday": "1", "starts": "09:00", "ends": "10:00", "title": "Choir"}
    assert client.post("/timetable/settings/uses", data=use).status_code == 302
    assert "Choir" in client.get("/timetable/settings").text
    assert client.post("/timetable/settings/uses", data=use | {"ends": "08:00"}).status_code == 422
    way = {"one": "North", "other": "South", "minutes": "15"}
    assert client.post("/timetable/settings/ways", data=way).status_code == 302
    assert "Choose two different houses." in client.post("/timetable/settings/ways", data=way | {"other": "North"}).text
    assert client.post(f"/timetable/settings/rooms/{cast.room_id}", data={"equipment": "board"}).status_code == 302
    assert client.post("/timetable/settings/rooms/none", data={}).status_code == 404
    page = client.get("/timetable/settings").text
    assert "North – South" in page
    assert 'value="board"' in page
