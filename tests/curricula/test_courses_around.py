"""Courses beside the estimate: within so many kilometres, inside the week that somebody told, with words where nobody knows."""

from datetime import date, time

from lms.courses import services as course_services
from lms.courses.domain.calendar import WeeklyMeeting
from lms.kernel import clock
from lms.kernel.actor import system
from lms.kernel.vocabulary import Track
from lms.learners import services as learners
from lms.learners.domain.patterns import Preset, preset_pattern
from lms.organisations import queries as organisations_queries
from lms.organisations import services as organisations
from lms.organisations.domain.positions import kilometres, position
from tests.curricula.lives import Lives, add_person, at
from tests.curricula.test_pages import words
from tests.houses import House

POTSDAM, HAMBURG = "52.3989, 13.0657", "53.5511, 9.9937"
MITTE, KREUZBERG = "52.5200, 13.4050", "52.4990, 13.4030"


def _group(house: House, lives: Lives, name: str, where: str, starts: time, *, seats: int = 12) -> str:
    """A centre with one B1 group on Mondays. Returns the centre."""
    cast, me = lives.cast, system("test", lives.cast.provider_id)
    with house.acting(me):
        centre_id = organisations.add_centre(f"House {len(organisations_queries.centres())}", "Europe/Berlin")
        organisations.place_centre(centre_id, where)
        term_id = organisations.add_term(centre_id, "Winter", date(2026, 11, 2), date(2027, 3, 26))
        course_id = course_services.add_course(
            centre_id, programme="de_integrationskurs", module_key="module_5", title="B1", track=Track.REGULAR,
            level="b1", minutes=100 * 45, section_min=6, section_max=20, funder_id=cast.funder_id,
        )  # fmt: skip
        course_services.open_section(
            course_services.NewSection(
                course_id=course_id, term_id=term_id, name=name, seats=seats, room_id=None, teacher_id=None,
                starts_on=date(2026, 12, 7), ends_on=date(2027, 3, 26),
                meetings=(WeeklyMeeting(0, starts, time(starts.hour + 2)),),
            ),
            closed={}, zone="Europe/Berlin", actor=me, now=at(date(2026, 11, 2)),
        )  # fmt: skip
    return centre_id


def test_a_caseworker_finds_courses_within_kilometres_that_fit_the_week(sqlite_house: House, lives: Lives) -> None:
    cast = lives.cast
    who = add_person(sqlite_house, cast, "Nour", literacy="latin")
    _group(sqlite_house, lives, "Kreuzberg early", KREUZBERG, time(8))
    _group(sqlite_house, lives, "Kreuzberg late", KREUZBERG, time(18))
    _group(sqlite_house, lives, "Potsdam late", POTSDAM, time(18))
    _group(sqlite_house, lives, "Nobody knows where", "", time(18))
    with sqlite_house.acting(cast.administrator):
        learners.keep_week(
            who.learner_id or "",
            patterns=(preset_pattern(Preset.EARLY),),
            actor=cast.administrator,
            now=clock.now(),
        )
    client = sqlite_house.client(cast.caseworker)
    address = f"/learners/{who.learner_id}/tracks?goal=b1"
    before = {path: client.get(path).status_code for path in (address.removesuffix("?goal=b1"), "/tracks")}
    assert set(before.values()) == {200}, "before a goal is chosen the page asks for one"
    unplaced = words(client.get(address))
    assert "Nobody has written down where Lindenhof lies. So the list goes by the minutes" in unplaced
    assert "Potsdam late" in unplaced

    office = sqlite_house.client(cast.manager)
    form = f"/find-settings/{cast.centre_id}/position"
    refused = office.post(form, data={"position": "near the church"})
    assert (refused.status_code, "Write two numbers as a map shows them" in words(refused)) == (422, True)
    assert "near the church" in refused.get_data(as_text=True)
    assert sqlite_house.client(cast.caseworker).post(form, data={"position": MITTE}).status_code == 404
    office.post(form, data={"position": MITTE})
    undo = f"{form}?position="
    assert undo in office.get("/find-settings").get_data(as_text=True)

    page = words(client.get(f"{address}&km=10"))
    assert "Kilometres as the crow flies from Lindenhof." in page
    assert page.index("Kreuzberg late") < page.index("2.3 km") < page.index("Nobody knows where")
    assert "distance not known" in page
    assert "Kreuzberg early" not in page
    assert "Potsdam late" not in page
    assert "1 more fits and is further away." in page
    assert "not fit the week." in page
    far = words(client.get(f"{address}&km=50"))
    assert "26.6 km" in far
    assert far.index("Kreuzberg late") < far.index("Potsdam late")
    assert "Write whole kilometres, in digits." in words(client.get(f"{address}&km=ten"))
    assert "Write hours from 1 to 60, in digits." in words(client.get(f"{address}&hours=many"))

    office.post(undo)
    assert "Nobody has written down where Lindenhof lies." in words(client.get(address))


def test_a_distance_is_the_great_circle_and_a_position_is_on_earth() -> None:
    one, other = position(MITTE), position(HAMBURG)
    assert one is not None
    assert other is not None
    assert round(kilometres(one, other)) == 255
    assert [position(text) for text in ("91, 10", "10, 181", "52.5", "a, b", "")] == [None] * 5
    assert str(position(" 52.52;13.405 ")) == "52.52, 13.405"
