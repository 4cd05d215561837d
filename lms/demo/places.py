"""The demonstration's provider: two centres, rooms, staff, funders, terms, and the courses it offers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

import holidays

from lms.courses import services as courses
from lms.kernel import db, plugins
from lms.kernel.actor import Actor, system
from lms.kernel.contracts import WeekInterval
from lms.kernel.vocabulary import Level, Track
from lms.organisations import services as organisations

ZONE = "Europe/Berlin"
HISTORY_WEEKS = 30
WEEKS_LEFT = 8

ROOMS = (
    ("Fish", "fish", 20, 1, True),
    ("Sun", "sun", 18, 1, True),
    ("Tree", "tree", 20, 1, True),
    ("Boat", "boat", 20, 2, False),
    ("Cherry", "cherry", 24, 2, False),
    ("Bread", "bread", 16, 0, True),
    ("Turtle", "turtle", 18, 2, False),
    ("Moon", "moon", 18, 0, True),
)

SATURDAY = (time(8, 30), time(15))
WEEKEND_TEACHERS = ("Omar Said", "Lea Stern", "Paul Winter", "Emil Haas")
_MORNING, _MIDDAY, _EVENING = (time(8, 30), time(12)), (time(12), time(17, 45)), (time(17), time(20, 15))
_LITERACY = (Track.LITERACY_FIRST_SCRIPT, Track.LITERACY_SECOND_SCRIPT)
_GENERAL = (Track.REGULAR, Track.FAST_TRACK)
_WORK = (Track.VOCATIONAL_LANGUAGE, Track.REGULAR)

TEACHERS = (
    ("Marta Klein", "teacher-woman-medium", _LITERACY, (_MORNING, _MIDDAY), 15),
    ("Jana Novak", "teacher-woman-light", _LITERACY, (_MORNING, _MIDDAY), 15),
    ("Omar Said", "teacher-man-medium-dark", _LITERACY, (_MIDDAY, _EVENING), 12),
    ("Rosa Blum", "teacher-woman-medium-light", _GENERAL, (_MORNING, _MIDDAY), 15),
    ("Ines Costa", "teacher-woman-medium-dark", _GENERAL, (_MORNING, _MIDDAY), 15),
    ("Paul Winter", "teacher-man-light", _GENERAL, (_MIDDAY, _EVENING), 15),
    ("Lea Stern", "woman-medium-light", _GENERAL, (_MORNING, _EVENING), 12),
    ("Sven Lund", "man-light", _GENERAL, (_MORNING, _MIDDAY), 12),
    ("Olga Brandt", "woman-light", _WORK, (_MORNING, _MIDDAY), 15),
    ("Emil Haas", "teacher-man-medium", _WORK, (_MIDDAY, _EVENING), 12),
)

CARERS = (
    ("Nadia Haddad", "woman-headscarf-medium"),
    ("Petra Voss", "older-woman"),
    ("Ayla Kara", "woman-medium"),
    ("Tom Reuter", "man-medium-light"),
)

OFFICE = (
    ("Jonas Weber", "administrator", "man-medium"),
    ("Birgit Sommer", "manager", "woman-medium-light"),
    ("Hanna Lindqvist", "caseworker", "woman-light"),
)

OFFERED: Mapping[str, Mapping[str, tuple[str, Track, Level, int, int]]] = {
    # programme -> module -> (what the centre calls it, track, level people bring, smallest group, largest group)
    "de_integrationskurs": {
        "literacy_basic": ("Alpha A", Track.LITERACY_FIRST_SCRIPT, Level.PRE_A1, 6, 14),
        "literacy_a": ("Alpha B", Track.LITERACY_FIRST_SCRIPT, Level.A1, 6, 14),
        "second_script": ("Script 2", Track.LITERACY_SECOND_SCRIPT, Level.PRE_A1, 6, 16),
        "general_1": ("A1 regular", Track.REGULAR, Level.PRE_A1, 6, 18),
        "general_3": ("A2 regular", Track.REGULAR, Level.A1, 6, 18),
        "general_5": ("B1 begin", Track.REGULAR, Level.A2, 6, 18),
        "general_6": ("B1 finish", Track.REGULAR, Level.A2, 6, 18),
        "intensive_1": ("A1 fast", Track.FAST_TRACK, Level.PRE_A1, 6, 18),
    },
    "de_berufssprachkurse": {
        "special_b1": ("B1 for work", Track.VOCATIONAL_LANGUAGE, Level.A2, 6, 18),
        "b2": ("B2 for work", Track.VOCATIONAL_LANGUAGE, Level.B1, 6, 18),
    },
}
"""What the centres offer, by the short names of everyday. Hours and rules come from the packs of the curricula plug-in."""


@dataclass
class Place:
    """One centre with the ids of what is in it."""

    provider_id: str
    centre_id: str
    term_id: str
    starts_on: date
    ends_on: date
    staff: dict[str, str] = field(default_factory=dict)
    courses: dict[str, str] = field(default_factory=dict)
    funders: dict[str, str] = field(default_factory=dict)


def found_provider(name: str, country: str, programmes: Iterable[str]) -> str:
    """A provider."""
    return organisations.add_provider(name, country, programmes=list(programmes))


def add_funders() -> dict[str, str]:
    """Who pays."""
    return {
        "federal": organisations.add_funder("Federal office", "Integration course"),
        "agency": organisations.add_funder("Employment agency", "Vocational language"),
        "city": organisations.add_funder("City fund", "Childcare and bridge"),
    }


def furnish(name: str, street: str, term: tuple[str, date, date], funders: Mapping[str, str], *, rooms: int) -> Place:
    """A centre with rooms, staff, a term and the courses on offer."""
    provider_id = db.require_provider()
    centre_id = organisations.add_centre(
        name, ZONE, street=street, transport="Bus 12", entrance="Green door", phone="+49 30 23125 900"
    )
    for room, key, capacity, floor, step_free in ROOMS[:rooms]:
        organisations.add_room(centre_id, room, key, capacity, floor=floor, step_free=step_free)
    term_id = organisations.add_term(centre_id, *term)
    place = Place(provider_id, centre_id, term_id, term[1], term[2], funders=dict(funders))
    for closed, reason in _closures(term[1], term[2]):
        organisations.add_closure(centre_id, closed, reason)
    return place


def _closures(starts_on: date, ends_on: date) -> list[tuple[date, str]]:
    """Public holidays of the country inside the term."""
    found = holidays.country_holidays("DE", subdiv="BE", years=range(starts_on.year, ends_on.year + 1))
    return sorted((day, str(found[day])) for day in found if starts_on <= day <= ends_on)


def hire(place: Place, *, teachers: int, papers_until: date) -> None:
    """Teachers, carers and the people who organise."""
    for name, picture, tracks, stretches, meetings in TEACHERS[:teachers]:
        staff_id = organisations.add_staff(
            name, "teacher", centre_id=place.centre_id, picture=picture, meetings_a_week=meetings
        )
        place.staff[name] = staff_id
        for track in tracks:
            organisations.qualify(staff_id, track, paper="Licence", valid_until=papers_until)
        hours = [WeekInterval(day, *stretch) for day in range(5) for stretch in stretches]
        saturday = [WeekInterval(5, *SATURDAY)] if name in WEEKEND_TEACHERS else []
        organisations.set_hours(staff_id, hours + saturday)
    for name, picture in CARERS:
        staff_id = organisations.add_staff(name, "carer", centre_id=place.centre_id, picture=picture)
        place.staff[name] = staff_id
        organisations.qualify(staff_id, "childcare", paper="Record check", valid_until=papers_until)
        organisations.set_hours(staff_id, [WeekInterval(day, time(8, 30), time(20, 30)) for day in range(5)])
    for name, kind, picture in OFFICE:
        place.staff[name] = organisations.add_staff(
            name, kind, centre_id=place.centre_id, picture=picture, phone="+49 30 23125 901"
        )


def offer_courses(place: Place) -> None:
    """The modules of the programmes that this centre runs."""
    known: dict[str, Mapping[str, Any]] = {
        f"{programme['key']}/{module['key']}": module
        for programme in plugins.installed().ask("programmes")
        for module in programme["modules"]
    }
    for programme, modules in OFFERED.items():
        for key, (title, track, level, smallest, largest) in modules.items():
            module = known.get(f"{programme}/{key}")
            if module is None:
                continue
            place.courses[key] = courses.add_course(
                place.centre_id,
                programme=programme,
                module_key=key,
                title=title,
                track=track,
                level=level,
                minutes=int(module["minutes"] or 0),
                section_min=smallest,
                section_max=largest,
                funder_id=place.funders["agency" if track is Track.VOCATIONAL_LANGUAGE else "federal"],
            )


def monday_before(day: date, weeks: int) -> date:
    """The Monday `weeks` weeks before the week of `day`."""
    return day - timedelta(days=day.weekday() + 7 * weeks)


def builder(provider_id: str) -> Actor:
    """Who builds the demonstration."""
    return system("Demonstration", provider_id)
