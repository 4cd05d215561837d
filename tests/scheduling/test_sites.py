"""A timetable over two houses of a provider, asked for from the page: rooms by house, teachers who go from one to the other."""

from datetime import time

from lms.courses import services as courses
from lms.kernel.contracts import WeekInterval
from lms.kernel.vocabulary import Level, Track
from lms.learners.services import NewLearner
from lms.organisations import services as organisations
from scheduling import queries
from tests.cast import Cast, add_learner
from tests.houses import House
from tests.scheduling import town

MONDAY, WEDNESDAY = 0, 2


def two_houses(house: House) -> Cast:
    """One course needs what stands in the one house, one what stands in the other; one teacher for both, on two days."""
    cast = town.found(house)
    with house.acting(cast.administrator):
        kitchen = courses.add_course(
            cast.centre_id, programme="de_integrationskurs", module_key="general_1", title="Kitchen",
            track=Track.REGULAR, level=Level.A1, minutes=300 * 45, section_min=6, section_max=8,
        )  # fmt: skip
        # She belongs to no centre of the provider: she teaches wherever she is needed.
        both = organisations.add_staff("Tove Weg", "teacher")
        for track in (Track.LITERACY_FIRST_SCRIPT, Track.REGULAR):
            organisations.qualify(both, track, valid_until=None)
        organisations.set_hours(both, [WeekInterval(day, time(8), time(15)) for day in (MONDAY, WEDNESDAY)])
        organisations.set_hours(cast.teacher.staff_id or "", [])
    for number in range(6):
        new = NewLearner(f"K-{number}", "Kofi", f"Ko{number}")
        add_learner(house, cast.provider_id, cast.centre_id, new, track=Track.REGULAR, level=Level.A1)
    client = house.client(cast.administrator)
    posts = {
        f"rooms/{cast.room_id}": {"site": "", "equipment": "computers"},
        f"rooms/{cast.small_room_id}": {"site": "North house", "equipment": "oven"},
        f"courses/{cast.course_id}": {"equipment": "computers"},
        f"courses/{kitchen}": {"equipment": "oven"},
    }
    for address, data in posts.items():
        assert client.post(f"/timetable/settings/{address}", data=data).status_code == 302
    return cast


def way(house: House, cast: Cast, minutes: int) -> None:
    data = {"one": "Lindenhof", "other": "North house", "minutes": minutes}
    assert house.client(cast.administrator).post("/timetable/settings/ways", data=data).status_code == 302


def test_a_teacher_travels_between_two_houses_where_there_is_time(sqlite_house: House) -> None:
    house = sqlite_house
    cast = two_houses(house)
    way(house, cast, 60)
    # Between the morning and the midday class there are 75 minutes. Only who works at night finds no hour on these days.
    near = town.search(house, cast)
    assert near.placed == 12
    by_room = {one.room: one for one in near.sections}
    assert by_room.keys() == {cast.room_id, cast.small_room_id}
    assert len({one.teacher for one in near.sections}) == 1
    days = [{(day, starts) for day, starts, _ in one.meetings} for one in near.sections]
    assert {day for day, _ in days[0]} == {day for day, _ in days[1]} == {MONDAY, WEDNESDAY}
    page = house.client(cast.administrator).get(f"/timetable/runs/{near.id}").text
    assert "Tove Weg" in page
    assert "North house" in page
    # With a longer way she cannot be in both: six are told that a teacher is missing.
    way(house, cast, 90)
    far = town.search(house, cast)
    assert (far.placed, len({one.room for one in far.sections})) == (6, 1)
    with house.acting(cast.administrator):
        waiting = {who for one in queries.run(far.id).missing for who in one["learners"]}
    assert len(waiting) == 7
    # And the plan of the two houses becomes real.
    assert town.publish(house, cast, near).status_code == 302
    assert town.look(house, cast, near.id).figures["booked"] == 12
