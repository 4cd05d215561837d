"""Closed days that sessions follow, public holidays switched off one by one, the next term copied after a trial."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from lms.courses import models, queries, services
from lms.courses.domain.calendar import WeeklyMeeting
from lms.courses.queries.mixed import away_in_twin, groups_of, visits_to
from lms.courses.services import mixed, terms
from lms.kernel import clock, db, errors
from lms.organisations import queries as organisations
from lms.organisations import services as places
from tests.cast import TERM, Cast, add_section, gather
from tests.houses import House
from tests.lms.courses.people import add_people, seat

TODAY = date(2026, 11, 24)
CHRISTMAS = date(2026, 12, 24)
SPRING = (date(2027, 3, 8), date(2027, 6, 25))


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


def sessions(house: House, cast: Cast, day: date) -> list[queries.SessionInfo]:
    with house.acting(cast.administrator):
        return queries.sessions_between(day, day, section_ids=[cast.section_id])


def close(house: House, cast: Cast, day: date, why: str = "Staff day") -> tuple[int, int]:
    with house.acting(cast.administrator):
        return terms.close_days(cast.centre_id, {day: why}, actor=cast.administrator, now=clock.now())


def reopen(house: House, cast: Cast, day: date) -> tuple[int, list[str]]:
    with house.acting(cast.administrator):
        closed = next(one for one in organisations.closures(cast.centre_id, day, day))
        return terms.open_day(closed.id, today=TODAY, actor=cast.administrator, now=clock.now())


def test_a_closed_day_cancels_its_sessions_and_opened_again_brings_them_back(house: House, cast: Cast) -> None:
    assert close(house, cast, CHRISTMAS) == (1, 1)
    assert [(one.state, one.reason) for one in sessions(house, cast, CHRISTMAS)] == [("cancelled", "Staff day")]
    assert close(house, cast, CHRISTMAS) == (0, 0)
    assert reopen(house, cast, CHRISTMAS) == (1, [])
    assert [one.state for one in sessions(house, cast, CHRISTMAS)] == ["planned"]


def test_a_session_that_was_never_made_for_a_closed_day_is_made_when_it_opens(house: House, cast: Cast) -> None:
    close(house, cast, CHRISTMAS)
    with house.acting(cast.administrator):
        late = services.open_section(
            services.NewSection(
                "Late",
                8,
                None,
                None,
                (WeeklyMeeting(3, time(13), time(15)),),
                *TERM,
                course_id=cast.course_id,
                term_id=cast.term_id,
            ),
            closed=organisations.closed_days(cast.centre_id, *TERM),
            zone="Europe/Berlin",
            actor=cast.administrator,
            now=clock.now(),
        )
        assert not queries.sessions_between(CHRISTMAS, CHRISTMAS, section_ids=[late])
    assert reopen(house, cast, CHRISTMAS) == (2, [])
    with house.acting(cast.administrator):
        assert len(queries.sessions_between(CHRISTMAS, CHRISTMAS, section_ids=[late])) == 1


def test_holidays_of_a_region_are_taken_in_and_one_that_is_switched_off_stays_off(house: House, cast: Cast) -> None:
    me, first = cast.administrator, date(2027, 3, 1)
    with house.acting(me):
        places.keep_holidays_of(cast.centre_id, "DE-BE")
        terms.take_in_holidays(cast.centre_id, TODAY, date(2027, 6, 30), actor=me, now=clock.now())
        womens_day = date(2027, 3, 8)
        assert womens_day in organisations.closed_days(cast.centre_id, first, date(2027, 3, 31))
    reopen(house, cast, womens_day)
    with house.acting(me):
        again = terms.take_in_holidays(cast.centre_id, TODAY, date(2027, 6, 30), actor=me, now=clock.now())
        assert again == (0, 0)
        assert womens_day not in organisations.closed_days(cast.centre_id, first, date(2027, 3, 31))
        with pytest.raises(errors.Invalid, match="no_region"):
            places.keep_holidays_of(cast.centre_id, "DE-XX")


def test_berlin_keeps_a_holiday_that_bavaria_does_not() -> None:
    day = date(2027, 3, 8)
    assert day in organisations.public_holidays("DE-BE", day, day)
    assert day not in organisations.public_holidays("DE-BY", day, day)
    assert organisations.public_holidays("Moon", day, day) == {}


# --- the next term ------------------------------------------------------------------------------------------------------


def spring(house: House, cast: Cast) -> str:
    with house.acting(cast.administrator):
        return places.add_term(cast.centre_id, "Spring", *SPRING)


def copy(house: House, cast: Cast, to: str, *, people: bool = False, trial: bool = False) -> list[terms.Copied]:
    with house.acting(cast.administrator):
        ids = [one.id for one in queries.sections(term_id=cast.term_id)]
        return terms.copy_term(
            cast.term_id, to, section_ids=ids, people_of=ids if people else (), trial=trial,
            actor=cast.administrator, now=clock.now(),
        )  # fmt: skip


def test_a_trial_says_what_the_copy_does_and_leaves_nothing(house: House, cast: Cast) -> None:
    seat(house, cast, cast.leyla.learner_id)
    to = spring(house, cast)
    tried = copy(house, cast, to, people=True, trial=True)
    with house.acting(cast.administrator):
        assert queries.sections(term_id=to) == []
    assert copy(house, cast, to, people=True) == tried
    assert [(one.sessions, one.people, one.troubles) for one in tried] == [(48, 1, ())]
    with house.acting(cast.administrator):
        (new,) = queries.sections(term_id=to)
        old = queries.section(cast.section_id)
    assert (new.name, new.room_id, new.teacher_id, new.seats, new.taken) == (
        old.name, old.room_id, old.teacher_id, old.seats, 1,
    )  # fmt: skip
    assert new.copied_from == old.id


def test_what_cannot_be_copied_is_listed_with_its_reason(house: House, cast: Cast) -> None:
    to = spring(house, cast)
    with house.acting(cast.administrator):
        services.open_section(
            services.NewSection(
                "First", 8, cast.room_id, None, (WeeklyMeeting(1, time(10), time(12)),), *SPRING,
                course_id=cast.course_id, term_id=to,
            ),
            closed={}, zone="Europe/Berlin", actor=cast.administrator, now=clock.now(),
        )  # fmt: skip
    (found,) = copy(house, cast, to)
    assert [one.code for one in found.troubles] == ["copy.room_taken"]
    (again,) = copy(house, cast, to)
    assert ([one.code for one in again.troubles], again.sessions) == (["copy.copied_already"], 0)
    with pytest.raises(errors.Invalid, match="term_before"):
        copy(house, cast, cast.term_id)


def test_a_series_of_every_second_week_keeps_its_distance_to_the_first_week(house: House, cast: Cast) -> None:
    anchor = TERM[0] + timedelta(days=7)
    with house.acting(cast.administrator):
        services.open_section(
            services.NewSection(
                "By turns", 8, None, None,
                (WeeklyMeeting(4, time(9), time(11), 2, anchor),), *TERM, course_id=cast.course_id, term_id=cast.term_id,
            ),
            closed={}, zone="Europe/Berlin", actor=cast.administrator, now=clock.now(),
        )  # fmt: skip
    to = spring(house, cast)
    copy(house, cast, to)
    with house.acting(cast.administrator):
        new = next(one for one in queries.sections(term_id=to) if one.name == "By turns")
        first = queries.sessions_between(*SPRING, section_ids=[new.id])[0]
    assert first.day == date(2027, 3, 19)


# --- mixed and twin classes ---------------------------------------------------------------------------------------------


def test_a_mixed_class_shows_a_part_that_could_stand_alone(house: House, cast: Cast) -> None:
    add_people(house, cast, 12)
    with house.acting(cast.administrator):
        second = services.add_course(
            cast.centre_id, programme="de_integrationskurs", module_key="literacy_c", title="Alpha C",
            track="literacy_first_script", level="a1", minutes=300 * 45, section_min=5, section_max=16,
        )  # fmt: skip
        group = mixed.add_group(cast.section_id, second, "Readers")
        seated = {one.learner_id for one in queries.enrolments_of_section(cast.section_id)}
        for count, learner_id in enumerate(sorted(seated), start=1):
            section = queries.section(cast.section_id)
            found = groups_of(section, seated)
            assert [(one.size, one.viable) for one in found.parts] == [(count - 1, 5 <= count - 1 <= 7)]
            mixed.put_in_group(cast.section_id, learner_id, group)
        mixed.put_in_group(cast.section_id, min(seated), None)
        assert groups_of(section, seated).parts[0].size == 11
        with pytest.raises(errors.Conflict, match="group_twice"):
            mixed.add_group(cast.section_id, second, "Readers")
        with pytest.raises(errors.NotFound):
            mixed.put_in_group(cast.section_id, cast.amina.learner_id or "", group)


def test_the_page_says_from_how_many_people_on_a_part_would_be_a_class_of_its_own(house: House, cast: Cast) -> None:
    add_people(house, cast, 3)
    with house.acting(cast.administrator):
        second = services.add_course(
            cast.centre_id, programme="de_integrationskurs", module_key="literacy_c", title="Alpha C",
            track="literacy_first_script", level="a1", minutes=300 * 45, section_min=5, section_max=16,
        )  # fmt: skip
        group = mixed.add_group(cast.section_id, second, "Readers")
        one, other, _third = sorted(one.learner_id for one in queries.enrolments_of_section(cast.section_id))
        mixed.put_in_group(cast.section_id, one, group)
        mixed.put_in_group(cast.section_id, other, group)
    office = house.client(cast.administrator)
    for path in (f"/sections/{cast.section_id}/groups", f"/sections/{cast.section_id}"):
        assert "A class of its own from 5 people: 3 more" in office.get(path).text


def test_twins_share_one_roll_and_a_worker_swaps_by_the_week(house: House, cast: Cast) -> None:
    enrolment = seat(house, cast, cast.mahmoud.learner_id)
    twin = add_section(house, cast, name="Afternoon", starts=time(13), ends=time(15))
    other = add_section(house, cast, name="Other", starts=time(16), ends=time(17))
    me, monday = cast.administrator, date(2026, 11, 30)
    with house.acting(me):
        with pytest.raises(errors.Invalid, match="not_in_twin"):
            mixed.swap_week(enrolment, monday, actor=me, now=clock.now())
        mixed.pair(cast.section_id, twin)
        assert [one.id for one in queries.twins(cast.section_id)] == [twin]
        assert mixed.swap_week(enrolment, monday, actor=me, now=clock.now()) == 3
        there = queries.sessions_between(monday, monday, section_ids=[twin])[0]
        own = queries.sessions_between(monday, monday, section_ids=[cast.section_id])[0]
        visit = visits_to(there.id)[0]
        assert (visit.enrolment_id, visit.instead_of) == (enrolment, own.id)
        assert away_in_twin(own.id) == {enrolment}
        people = {one.enrolment_id for one in queries.register(there.id).people}
        assert enrolment in people
        foreign = queries.sessions_between(monday, monday, section_ids=[other])[0]
        with pytest.raises(errors.Invalid, match="not_in_twin"):
            mixed.swap(enrolment, foreign.id, actor=me, now=clock.now())
        mixed.take_back_swap(db.session().scalars(select(models.Visit.id)).all()[0], actor=me)
        assert len(db.session().scalars(select(models.Visit.id)).all()) == 2
        with pytest.raises(errors.Invalid, match="twin_of_itself"):
            mixed.pair(twin, twin)


def test_a_learner_chooses_week_by_week_and_her_day_shows_where_she_goes(sqlite_house: House) -> None:
    house = sqlite_house
    cast = gather(house)
    enrolment = seat(house, cast, cast.mahmoud.learner_id)
    twin = add_section(house, cast, name="Afternoon", starts=time(13), ends=time(15), seats=1)
    me, client = cast.administrator, house.client(cast.mahmoud)
    assert "The same class at another time" not in client.get("/my-times").text
    with house.acting(me):
        mixed.pair(cast.section_id, twin)
    week = {"enrolment_id": enrolment, "week": "2026-11-30"}
    page = client.post("/my-times/week", data=week | {"deed": "go"}, follow_redirects=True).text
    assert "You are in the other class that week." in page
    with clock.shifted_to(datetime(2026, 11, 30, 7, tzinfo=UTC)):
        today = client.get("/today").text
        assert "13:00" in today
        assert "09:00" not in today
        with house.acting(me):
            there = queries.sessions_between(date(2026, 11, 30), date(2026, 11, 30), section_ids=[twin])[0]
            own = queries.sessions_between(date(2026, 11, 30), date(2026, 11, 30), section_ids=[cast.section_id])[0]
        assert client.get(f"/cannot-come/{there.id}").status_code == 200
        assert client.get(f"/cannot-come/{own.id}").status_code == 404
    # The one seat of the twin is hers in that week; somebody else hears which weeks have room.
    other = seat(house, cast, cast.amina.learner_id)
    hers = house.client(cast.amina)
    refused = hers.post("/my-times/week", data={"enrolment_id": other, "week": "2026-11-30", "deed": "go"})
    assert refused.status_code == 409
    assert "Afternoon has no seat left on" in refused.text
    assert refused.text.count("No room") == 1
    assert hers.post("/my-times/week", data=week | {"deed": "go"}).status_code == 404
    back = client.post("/my-times/week", data=week | {"deed": "back"}, follow_redirects=True).text
    assert "You are in your own class that week." in back
    with house.acting(me):
        assert visits_to(there.id) == []
