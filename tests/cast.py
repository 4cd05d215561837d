"""The fixed cast: a small centre with people whose lives test the product."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time

from lms.courses import services as courses
from lms.courses.domain.calendar import WeeklyMeeting
from lms.kernel import clock, db
from lms.kernel.actor import Actor, Role, system
from lms.kernel.contracts import WeekInterval
from lms.kernel.vocabulary import Level, Track
from lms.learners import queries as learner_queries
from lms.learners import services as learners
from lms.organisations import services as organisations
from tests import moulds
from tests.houses import House

TERM = (date(2026, 11, 2), date(2027, 2, 26))
MORNING = (time(9), time(11, 15))


@dataclass
class Cast:
    """Ids and actors. Leyla has a two-year-old, Mahmoud works nights, Amina reads no script, the outsider sees nothing."""

    provider_id: str
    centre_id: str
    term_id: str
    room_id: str
    small_room_id: str
    funder_id: str
    course_id: str
    section_id: str
    teacher: Actor
    administrator: Actor
    manager: Actor
    caseworker: Actor
    carer: Actor
    leyla: Actor
    mahmoud: Actor
    amina: Actor
    outsider: Actor
    others: dict[str, str] = field(default_factory=dict)


def add_provider(house: House, name: str = "Lindenhof") -> tuple[str, str]:
    """A provider with one centre. Returns both ids."""
    with db.transaction(house.engine):
        provider_id = organisations.add_provider(name, "DE", programmes=["de_integrationskurs"])
        with db.scoped(provider_id):
            centre_id = organisations.add_centre(name, "Europe/Berlin", street="Lindenstrasse 4", phone="030 1234567")
    return provider_id, centre_id


def add_learner(house: House, provider_id: str, centre_id: str, new: learners.NewLearner, **more: str) -> Actor:
    """A learner who can sign in. `track` and `level` set what was decided about her."""
    me = system("test", provider_id)
    with house.acting(me):
        learner_id = learners.register(centre_id, new, actor=me, now=clock.now())
        if more.get("level"):
            learners.set_level(learner_id, Level(more["level"]))
        if more.get("track"):
            learners.assign_track(learner_id, Track(more["track"]), reason="test", actor=me, now=clock.now())
        person_id = learner_queries.learner(learner_id).person_id
    return house.actor(
        f"{new.given_name} {new.family_name}",
        Role.LEARNER,
        provider_id,
        centre_id=centre_id,
        learner_id=learner_id,
        person_id=person_id,
    )


def add_section(
    house: House,
    cast_or_ids: "Cast",
    *,
    name: str = "Alpha B",
    seats: int = 20,
    weekdays: Sequence[int] = (0, 1, 3),
    starts: time = MORNING[0],
    ends: time = MORNING[1],
    course_id: str | None = None,
    room_id: str | None = None,
    teacher_id: str | None = None,
) -> str:
    """A section with sessions over the term."""
    me = system("test", cast_or_ids.provider_id)
    with house.acting(me):
        return courses.open_section(
            courses.NewSection(
                course_id=course_id or cast_or_ids.course_id,
                term_id=cast_or_ids.term_id,
                name=name,
                seats=seats,
                room_id=room_id,
                teacher_id=teacher_id,
                meetings=tuple(WeeklyMeeting(day, starts, ends) for day in weekdays),
                starts_on=TERM[0],
                ends_on=TERM[1],
            ),
            closed={},
            zone="Europe/Berlin",
            actor=me,
            now=clock.now(),
        )


def gather(house: House) -> Cast:
    """Everybody, as `_gather` brings them in; a second empty house gets a copy."""
    return moulds.poured("cast", house, _gather)


def _gather(house: House) -> Cast:
    """Everybody, in a centre with two rooms, one course and one section on Monday, Tuesday and Thursday at nine."""
    provider_id, centre_id = add_provider(house)
    me = system("test", provider_id)
    with house.acting(me):
        term_id = organisations.add_term(centre_id, "Winter", *TERM)
        room_id = organisations.add_room(centre_id, "Fish", "fish", 20, floor=1)
        small_room_id = organisations.add_room(centre_id, "Sun", "sun", 8)
        funder_id = organisations.add_funder("Federal office", "Integration course")
        staff = {
            kind: organisations.add_staff(name, kind, centre_id=centre_id)
            for kind, name in (
                ("teacher", "Marta Klein"),
                ("administrator", "Jonas Weber"),
                ("manager", "Birgit Sommer"),
                ("caseworker", "Hanna Lindqvist"),
                ("carer", "Nadia Haddad"),
            )
        }
        organisations.qualify(staff["teacher"], Track.LITERACY_FIRST_SCRIPT, valid_until=date(2028, 1, 1))
        organisations.set_hours(staff["teacher"], [WeekInterval(day, time(8), time(15)) for day in range(5)])
        course_id = courses.add_course(
            centre_id,
            programme="de_integrationskurs",
            module_key="literacy_b",
            title="Alpha B",
            track=Track.LITERACY_FIRST_SCRIPT,
            level=Level.PRE_A1,
            minutes=300 * 45,
            section_min=6,
            section_max=16,
            funder_id=funder_id,
        )
    roles = {
        "teacher": ("Marta Klein", Role.TEACHER),
        "administrator": ("Jonas Weber", Role.ADMINISTRATOR),
        "manager": ("Birgit Sommer", Role.MANAGER),
        "caseworker": ("Hanna Lindqvist", Role.CASEWORKER),
        "carer": ("Nadia Haddad", Role.CHILDCARE),
    }
    actors = {
        kind: house.actor(name, role, provider_id, centre_id=centre_id, staff_id=staff[kind])
        for kind, (name, role) in roles.items()
    }
    literacy = {"track": Track.LITERACY_FIRST_SCRIPT, "level": Level.PRE_A1}
    leyla = learners.NewLearner(
        "L-1", "Leyla", "Demir", date(1994, 3, 2), children=(("Sami", date(2024, 7, 14)),), picture="parrot"
    )
    mahmoud = learners.NewLearner("L-2", "Mahmoud", "Hassan", date(1988, 5, 9), shift="night")
    amina = learners.NewLearner("L-3", "Amina", "Karimi", date(1990, 1, 20), literacy="none", schooling_years=0)
    people = [add_learner(house, provider_id, centre_id, new, **literacy) for new in (leyla, mahmoud, amina)]
    other_provider, other_centre = add_provider(house, "Nordstadt")
    outsider = house.actor("Otto Fremd", Role.ADMINISTRATOR, other_provider, centre_id=other_centre)
    cast = Cast(
        provider_id=provider_id,
        centre_id=centre_id,
        term_id=term_id,
        room_id=room_id,
        small_room_id=small_room_id,
        funder_id=funder_id,
        course_id=course_id,
        section_id="",
        **actors,
        leyla=people[0],
        mahmoud=people[1],
        amina=people[2],
        outsider=outsider,
    )
    cast.section_id = add_section(house, cast, room_id=room_id, teacher_id=staff["teacher"])
    return cast
