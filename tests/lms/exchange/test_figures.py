"""The provider manager's figures and the observer's overview, through their pages."""

import csv
import io
from datetime import date, time, timedelta

import pytest

from lms.accounts import models as accounts
from lms.courses import queries as courses
from lms.courses import services
from lms.courses.domain.attendance import Given
from lms.courses.domain.calendar import WeeklyMeeting
from lms.courses.queries import comparison
from lms.kernel import clock
from lms.kernel.actor import Actor, Role
from lms.kernel.vocabulary import Attendance, Level, Track
from lms.learners import services as learners
from lms.learners.services import NewLearner
from lms.organisations import services as organisations
from tests.cast import MORNING, TERM, Cast, add_section, gather
from tests.houses import House


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


def newcomers(house: House, cast: Cast, count: int, level: Level, provider: Actor | None = None) -> list[str]:
    me = provider or cast.administrator
    people = [
        NewLearner(f"{level}-{n}", "Unmistakable", f"Name{n}", placed_track=Track.REGULAR, placed_level=level)
        for n in range(count)
    ]
    with house.acting(me):
        return learners.register_many(me.centre_id or "", people, sheet="s.csv", actor=me, now=clock.now())


def seat(house: House, cast: Cast, section_id: str, learner_ids: list[str]) -> None:
    with house.acting(cast.administrator):
        for learner_id in learner_ids:
            services.book(
                section_id, learner_id, from_date=date(2026, 11, 2), actor=cast.administrator, now=clock.now()
            )


def regular_course(house: House, cast: Cast) -> str:
    with house.acting(cast.administrator):
        return services.add_course(
            cast.centre_id, programme="p", module_key="r_a1", title="Regular A1", track=Track.REGULAR, level=Level.A1,
            minutes=4500, section_min=3, section_max=8,
        )  # fmt: skip


def test_people_waiting_and_seated_stand_against_seats(house: House, cast: Cast) -> None:
    course_id = regular_course(house, cast)
    section_id = add_section(house, cast, name="R", seats=4, course_id=course_id, starts=time(13), ends=time(15))
    ids = newcomers(house, cast, 9, Level.A1)
    seat(house, cast, section_id, ids[:2])
    manager = house.client(cast.manager)
    answer = manager.get("/figures/demand.csv")
    rows = {(row["track"], row["level"]): row for row in csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))}
    assert rows["regular", "a1"] == {
        "track": "regular", "level": "a1", "people": "9", "seated": "2", "waiting": "7", "seats": "4",
    }  # fmt: skip
    assert rows["literacy_first_script", "pre_a1"]["people"] == "3"
    page = manager.get("/figures").text
    # Everybody who waits, also where a seat of the kind is free that does not fit her week.
    waiting = sum(int(row["waiting"]) for row in rows.values())
    assert waiting >= 7
    assert f"{waiting} people have no seat." in page
    assert "5 seats short" in page
    assert "Open one group: Regular A1" in page
    assert "7 of 7 can come Tuesday and Thursday morning at 09:00." in page


def test_two_small_groups_of_one_course_ask_to_be_one(house: House, cast: Cast) -> None:
    course_id = regular_course(house, cast)
    ids = newcomers(house, cast, 5, Level.A1)
    for name, starts, some in (("Early", 9, ids[:2]), ("Late", 13, ids[2:])):
        section = add_section(
            house, cast, name=name, seats=8, course_id=course_id, starts=time(starts), ends=time(starts + 2)
        )
        seat(house, cast, section, some)
    page = house.client(cast.manager).get("/figures").text
    assert "Make one group of two: Regular A1" in page
    assert "11 seats are empty. 2 of 2 people of Early can come to the other group." in page


def test_hours_by_funder_tell_what_is_open(house: House, cast: Cast) -> None:
    seat(house, cast, cast.section_id, [cast.leyla.learner_id or "", cast.amina.learner_id or ""])
    with house.acting(cast.teacher):
        first = courses.sessions_between(date(2026, 11, 2), date(2026, 11, 2), section_ids=[cast.section_id])[0]
        people = courses.register(first.id).people
        given = {
            people[0].enrolment_id: Given(Attendance.PRESENT),
            people[1].enrolment_id: Given(Attendance.UNKNOWN, "not_known"),
        }
        services.save_register(
            first.id, given, zone="Europe/Berlin", reason="late", actor=cast.teacher, now=clock.now()
        )
    answer = house.client(cast.manager).get("/figures/hours.csv")
    row = next(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    # 135 minutes are three lessons; two people were offered them, one came. Ten sessions before today, one is marked.
    assert (row["lessons_held"], row["lessons_attended"], row["lessons_to_charge"]) == ("6", "3", "3")
    assert (row["marks_without_reason"], row["registers_missing"]) == ("1", "9")
    page = house.client(cast.manager).get("/figures").text
    assert "1 needs a reason" in page
    assert "9 registers missing" in page
    assert "3 lessons were charged in the last six months" in page


def test_another_centre_or_term_is_not_counted(house: House, cast: Cast) -> None:
    with house.acting(cast.manager):
        from lms.organisations import services as organisations

        branch = organisations.add_centre("Branch", "Europe/Berlin")
        organisations.add_term(branch, "Spring", date(2027, 3, 1), date(2027, 6, 30))
    manager = house.client(cast.manager)
    assert "0 people" not in manager.get("/figures").text
    rows = manager.get(f"/figures/demand.csv?centre={branch}").data.decode("utf-8-sig").splitlines()
    assert len(rows) == 1
    spring = manager.get("/figures/demand.csv?term=Spring").data.decode("utf-8-sig")
    assert "literacy_first_script,pre_a1,3,0,3,0" in spring
    assert manager.get("/figures?centre=nonsense&term=nonsense").status_code == 200


def test_areas_show_where_a_class_would_reach_people_who_can_come_nowhere(house: House, cast: Cast) -> None:
    """Four people of one dormitory go 30 minutes and have 50; one who lives there has a car; one said no area."""
    regular_course(house, cast)
    ids = newcomers(house, cast, 6, Level.A1)
    admin, manager = cast.administrator, house.client(cast.manager)
    assert "Nobody without a seat has named an area." in manager.get("/figures/areas").text
    form = {f"travel-{cast.centre_id}": "50", "limit": "30", "area": "  North   dormitory "}
    for place, learner_id in enumerate(ids[:5]):
        given = form | ({"limit": ""} if place == 4 else {"area": "north dormitory"} if place else {})
        assert house.client(admin).post(f"/people/{learner_id}/week/way", data=given).status_code == 302
    long = house.client(admin).post(f"/people/{ids[5]}/week/way", data=form | {"area": "x" * 61})
    assert (long.status_code, "Write it shorter: at most 60 letters." in long.text) == (422, True)
    page = manager.get("/figures/areas").text
    assert "A class in north dormitory would reach 4 people who can come to no centre." in page
    assert "enough for a class" in page
    table = csv.DictReader(io.StringIO(manager.get("/figures/areas.csv").data.decode("utf-8-sig")))
    assert [(row["area"], row["level"], row["people_without_seat"], row["can_come_to_no_centre"]) for row in table] == [
        ("north dormitory", "a1", "5", "4")
    ]
    # Names are offered to staff; what few people typed is not shown to others.
    assert 'value="north dormitory"' in house.client(admin).get(f"/people/{ids[5]}/week/way").text
    assert 'value="north dormitory"' not in house.client(cast.leyla).get("/my-week/way").text


def test_figures_are_the_managers_alone(house: House, cast: Cast) -> None:
    for who in (cast.administrator, cast.teacher, cast.caseworker, cast.leyla, cast.outsider):
        for address in (
            "/figures",
            "/figures/demand.csv",
            "/figures/hours.csv",
            "/figures/areas",
            "/overview",
            "/overview.csv",
        ):
            assert house.client(who).get(address).status_code == 404
    assert house.client(cast.manager).get("/overview").status_code == 404


def test_an_observer_sees_counts_of_all_providers_and_nobody(house: House, cast: Cast) -> None:
    newcomers(house, cast, 6, Level.A2)
    newcomers(house, cast, 7, Level.A2, cast.outsider)
    newcomers(house, cast, 3, Level.B1, cast.outsider)
    observer = house.actor("Olga", Role.OBSERVER, cast.provider_id)
    browser = house.client(observer)
    page = browser.get("/overview").text
    for name in ("Unmistakable", "Leyla", "Demir", "Lindenhof", "Nordstadt"):
        assert name not in page
    assert "19 people learn here now." in page
    assert "2 providers" in page
    assert "fewer than 5" in page
    assert "Not enough to say about attendance yet" in page
    table = browser.get("/overview.csv").data.decode("utf-8-sig")
    rows = {row["Track"]: row for row in csv.DictReader(io.StringIO(table))}
    assert rows["Regular"]["B1"] == "fewer than 5"
    assert rows["Literacy, first script"]["Pre-A1"] == "fewer than 5"
    # With thirteen on A2 shown, the three on B1 would follow from the total.
    assert rows["Regular"]["A2"] == "not shown"
    assert browser.get("/people").status_code == 404
    with house.crossing() as session:
        looks = session.query(accounts.AuditEntry).filter(accounts.AuditEntry.action == "crossing").all()
        assert [(look.actor, look.provider_id) for look in looks] == [("Olga", cast.provider_id)] * 2


def test_an_observer_sees_centres_beside_each_other_and_nothing_of_few_people(house: House, cast: Cast) -> None:
    section_id = add_section(
        house, cast, name="R", seats=12, course_id=regular_course(house, cast), starts=time(13), ends=time(15)
    )
    ids = newcomers(house, cast, 9, Level.A1)
    seat(house, cast, section_id, ids[:6])
    with house.acting(cast.manager):
        from lms.organisations import services as organisations

        branch = organisations.add_centre("Branch", "Europe/Berlin")
        few = [NewLearner(f"F-{n}", "Unmistakable", f"Few{n}") for n in range(3)]
        learners.register_many(branch, few, sheet="f.csv", actor=cast.manager, now=clock.now())
    with house.acting(cast.carer):
        from childcare import services as childcare

        childcare.add_group(cast.centre_id, "Bears", "bear", from_months=12, to_months=36, places=6)
    newcomers(house, cast, 7, Level.A2, cast.outsider)
    browser = house.client(house.actor("Olga", Role.OBSERVER, cast.provider_id))
    page = browser.get("/overview/centres").text
    assert "Unmistakable" not in page
    assert "3 centres" in page
    table = browser.get("/overview/centres.csv").data.decode("utf-8-sig")
    rows = {row["Centre"]: row for row in csv.DictReader(io.StringIO(table))}
    own, small, other = rows["Lindenhof"], rows["Branch"], rows["Nordstadt"]
    # Sessions from September on, of the class of the cast (three lessons) and of ours, up to today and with it.
    assert int(own["Lessons offered"]) > 0
    assert (own["Learners"], own["Places for children per 100 learners"]) == ("12", "50")
    assert own["Days to the first lesson"] == "0"
    assert (small["Learners"], small["Places for children per 100 learners"]) == ("fewer than 5", "")
    assert (small["Days to the first lesson"], small["Attended of 100"]) == ("", "")
    # With twelve and seven shown beside the total, the three would follow.
    assert other["Learners"] == "not shown"
    assert other["Places for children per 100 learners"] == ""
    for who in (cast.manager, cast.administrator, cast.leyla):
        assert house.client(who).get("/overview/centres").status_code == 404


def test_a_manager_sees_people_for_each_seat_month_by_month(house: House, cast: Cast) -> None:
    course_id = regular_course(house, cast)
    section_id = add_section(house, cast, name="R", seats=4, course_id=course_id, starts=time(13), ends=time(15))
    ids = newcomers(house, cast, 9, Level.A1)
    seat(house, cast, section_id, ids[:2])
    manager = house.client(cast.manager)
    page = manager.get("/figures/balance").text
    row = page.split("Regular<")[1].split("</tr>")[0]
    assert '<bdi dir="ltr">2.25</bdi>' in row
    assert "too few seats" in row
    literacy = page.split("Literacy, first script<")[1].split("</tr>")[0]
    assert '<bdi dir="ltr">0.15</bdi>' in literacy
    assert "seats stay empty" in literacy
    assert "1 kind of group has too few seats." in page
    assert house.client(cast.administrator).get("/figures/balance").status_code == 404


def test_a_month_counts_who_sat_and_who_was_here_then(sqlite_house: House) -> None:
    cast = gather(sqlite_house)
    section_id = add_section(
        sqlite_house,
        cast,
        name="R",
        seats=1,
        course_id=regular_course(sqlite_house, cast),
        starts=time(13),
        ends=time(15),
    )
    ids = newcomers(sqlite_house, cast, 3, Level.A1)
    seat(sqlite_house, cast, section_id, ids[:1])
    me, then = cast.administrator, clock.now() - timedelta(days=21)
    with sqlite_house.acting(me):
        waits = services.wait(section_id, ids[1], actor=me, now=then)
        services.leave(waits, reason="work", on=date(2026, 11, 24), actor=me, now=clock.now())
    with sqlite_house.acting(cast.manager):
        found = comparison.balance([date(2026, 10, 1), date(2026, 11, 2), date(2026, 11, 10), date(2026, 11, 24)])
    # Before the term nobody and no seat; then the one who sits there, not who only waited; today the two without a seat, too.
    assert [(one.people, one.seats) for one in found["regular", "a1"]] == [(0, 0), (1, 1), (1, 1), (3, 1)]
    with sqlite_house.crossing():
        own = comparison.by_centre([cast.provider_id], date(2026, 9, 1), date(2026, 11, 24))
    assert [one.waits for one in own if one.centre_id == cast.centre_id] == [(0,)]


def test_an_observer_sees_gaps_and_groups_of_several_centres_that_could_be_one(house: House, cast: Cast) -> None:
    course_id = regular_course(house, cast)
    ids = newcomers(house, cast, 5, Level.A1)
    for name, some in (("Early", ids[:2]), ("Late", ids[2:])):
        seat(house, cast, add_section(house, cast, name=name, seats=8, course_id=course_id), some)
    newcomers(house, cast, 7, Level.B1, cast.outsider)
    page = house.client(house.actor("Olga", Role.OBSERVER, cast.provider_id)).get("/overview/offer").text
    assert "Unmistakable" not in page
    assert "1 pair of half-empty groups could be one." in page
    assert "Everybody of both would have a seat in one." in page
    rows = page.split("<table")[1].split("<tr>")
    gap = next(row for row in rows if "Nordstadt" in row and "B1" in row)
    assert "nothing offered" in gap
    # With everybody shown beside the totals of the region, the three who wait for literacy would follow.
    assert "not shown" in gap
    assert "fewer than 5" in next(row for row in rows if "Literacy, first script Pre-A1" in row)
    offered = next(row for row in rows if "Regular A1" in row and "Lindenhof" in row)
    assert 'data-label="Morning" class="number">2<' in offered
    assert 'data-label="Seats" class="number">16<' in offered
    for who in (cast.manager, cast.teacher, cast.leyla):
        assert house.client(who).get("/overview/offer").status_code == 404


def test_groups_of_two_providers_could_be_one_where_they_lie_near_and_the_list_narrows(
    house: House, cast: Cast
) -> None:
    add_section(house, cast, name="Here", seats=8, course_id=regular_course(house, cast))
    with house.acting(cast.outsider):
        centre_id = cast.outsider.centre_id or ""
        term_id = organisations.add_term(centre_id, "Winter", *TERM)
        course_id = services.add_course(
            centre_id, programme="p", module_key="r_a1", title="Regular A1", track=Track.REGULAR, level=Level.A1,
            minutes=4500, section_min=3, section_max=8,
        )  # fmt: skip
        services.open_section(
            services.NewSection(
                course_id=course_id, term_id=term_id, name="There", seats=8, room_id=None, teacher_id=None,
                starts_on=TERM[0], ends_on=TERM[1], meetings=(WeeklyMeeting(0, *MORNING),),
            ),
            closed={}, zone="Europe/Berlin", actor=cast.outsider, now=clock.now(),
        )  # fmt: skip
        organisations.place_centre(centre_id, "52.5511, 13.3847")
    with house.acting(cast.administrator):
        organisations.place_centre(cast.centre_id, "52.4956, 13.3553")
    newcomers(house, cast, 7, Level.B1, cast.outsider)
    observer = house.client(house.actor("Olga", Role.OBSERVER, cast.provider_id))
    page = observer.get("/overview/offer").text
    assert "1 pair of half-empty groups could be one." in page
    assert "6.5 km apart" in page
    narrowed = observer.get("/overview/offer?level=b1&centre=Nordstadt").text.split("<table")[1]
    assert ("Regular B1" in narrowed, "Regular A1" in narrowed) == (True, False)
    # Nothing hidden in the whole table is shown by a part of it.
    assert "not shown" in narrowed
    assert "Nothing is here for this choice." in observer.get("/overview/offer?level=c2").text
    with house.acting(cast.outsider):
        organisations.place_centre(centre_id, "53.5511, 9.9937")
    assert "could be one." not in observer.get("/overview/offer").text
