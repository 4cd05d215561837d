"""The demonstration's two providers as plain values: a German one with two centres, and a small Swedish one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import NamedTuple

from lms.kernel.actor import Role
from lms.kernel.vocabulary import Level, Track

REGION = "Demonstration"
"""What an observer looks over."""


class Room(NamedTuple):
    """A place with chairs."""

    name: str
    key: str
    capacity: int
    floor: int
    step_free: bool


class Teacher(NamedTuple):
    """Who teaches what, when in the day, and how often a week."""

    name: str
    picture: str
    tracks: tuple[Track, ...]
    hours: tuple[tuple[time, time], ...]
    meetings: int


class Offer(NamedTuple):
    """A module as a centre offers it: its short everyday name, who it is for, the level people bring, the group's size."""

    programme: str
    module: str
    title: str
    track: Track
    level: Level
    smallest: int
    largest: int
    funder: str
    minutes: int = 0
    """Length that the centre plans where the programme fixes none."""


class SignIn(NamedTuple):
    """A member of staff who can come in, by the word her e-mail begins with."""

    name: str
    role: Role
    word: str
    in_place_of: str = ""
    """At a fresh centre with the same invented staff: whose record she has."""


class Group(NamedTuple):
    """An evening group that opens in two weeks; a group for work names who teaches its language, or nobody is shown it."""

    module: str
    weekdays: tuple[int, ...]
    teacher: str = ""


@dataclass(frozen=True)
class Centre:
    """A centre's address and where a map shows it; it has the first so many of its provider's rooms and teachers."""

    name: str
    street: str
    transport: str
    rooms: int
    teachers: int
    position: str = ""


@dataclass(frozen=True)
class People:
    """Who registers: how many in all, how many of them a week ago, and the prefix of their numbers.

    `placed_elsewhere` gives (track, level) from school years and the place in the sheet, where the country and not the
    centre places people; `phone` gives the numbers that the country keeps free for inventions.
    """

    count: int
    newcomers: int
    prefix: str
    placed_elsewhere: Callable[[int, int], tuple[Track, Level]] | None = None
    phone: str = ""


@dataclass(frozen=True)
class Provider:
    """Everything that differs between the providers."""

    name: str
    country: str
    holidays: str
    """Region of the country whose public holidays close the centres, empty for the whole country."""
    zone: str
    phone: str
    history_weeks: int
    centre: Centre
    fresh: Centre | None
    """A centre with staff and without learners, for trying the way from the beginning."""
    rooms: tuple[Room, ...]
    teachers: tuple[Teacher, ...]
    weekend_teachers: tuple[str, ...]
    carers: tuple[tuple[str, str], ...]
    office: tuple[tuple[str, str, str], ...]
    """Name, kind and picture."""
    offers: tuple[Offer, ...]
    funders: Mapping[str, tuple[str, str]]
    people: People
    opening: tuple[Group, ...]
    caseworker: str
    sign_ins: tuple[SignIn, ...]
    fresh_sign_in: SignIn | None = None
    learners_signed_in: int = 0
    observer: tuple[str, str] | None = None
    """Name and word."""
    partner: tuple[str, str] | None = None
    """Somebody of a trade union, by name and word."""
    speaks: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)
    """By name what somebody of staff speaks, and what brings her close to newcomers."""

    @property
    def programmes(self) -> list[str]:
        """What it teaches."""
        return list(dict.fromkeys(offer.programme for offer in self.offers))

    @property
    def first_teacher(self) -> str:
        """Whose sign-in the demonstration shows: she has the largest classes of the day."""
        return next(one.name for one in self.sign_ins if one.role is Role.TEACHER)


_MORNING, _MIDDAY, _EVENING = (time(8, 30), time(12)), (time(12), time(17, 45)), (time(17), time(20, 15))
_LITERACY = (Track.LITERACY_FIRST_SCRIPT, Track.LITERACY_SECOND_SCRIPT)
_GENERAL = (Track.REGULAR, Track.FAST_TRACK)
_WORK = (Track.VOCATIONAL_LANGUAGE, Track.REGULAR)

_COURSES, _WORK_COURSES, _SFI = "de_integrationskurs", "de_berufssprachkurse", "se_sfi"

LINDENHOF = Provider(
    name="Lindenhof",
    country="DE",
    holidays="BE",
    zone="Europe/Berlin",
    phone="+49 30 23125 90",
    history_weeks=30,
    centre=Centre("Lindenhof", "Lindenstrasse 4", "Bus 12", rooms=8, teachers=10, position="52.4956, 13.3553"),
    fresh=Centre("Nordstadt", "Hafenweg 12", "Bus 12", rooms=5, teachers=7, position="52.5511, 13.3847"),
    rooms=(
        Room("Fish", "fish", 20, 1, True),
        Room("Sun", "sun", 18, 1, True),
        Room("Tree", "tree", 20, 1, True),
        Room("Boat", "boat", 20, 2, False),
        Room("Cherry", "cherry", 24, 2, False),
        Room("Bread", "bread", 16, 0, True),
        Room("Turtle", "turtle", 18, 2, False),
        Room("Moon", "moon", 18, 0, True),
    ),
    teachers=(
        Teacher("Marta Klein", "teacher-woman-medium", _LITERACY, (_MORNING, _MIDDAY), 15),
        Teacher("Jana Novak", "teacher-woman-light", _LITERACY, (_MORNING, _MIDDAY), 15),
        Teacher("Omar Said", "teacher-man-medium-dark", _LITERACY, (_MIDDAY, _EVENING), 12),
        Teacher("Rosa Blum", "teacher-woman-medium-light", _GENERAL, (_MORNING, _MIDDAY), 15),
        Teacher("Ines Costa", "teacher-woman-medium-dark", _GENERAL, (_MORNING, _MIDDAY), 15),
        Teacher("Paul Winter", "teacher-man-light", _GENERAL, (_MIDDAY, _EVENING), 15),
        Teacher("Lea Stern", "woman-medium-light", _GENERAL, (_MORNING, _EVENING), 12),
        Teacher("Sven Lund", "man-light", _GENERAL, (_MORNING, _MIDDAY), 12),
        Teacher("Olga Brandt", "woman-light", _WORK, (_MORNING, _MIDDAY), 15),
        Teacher("Emil Haas", "teacher-man-medium", _WORK, (_MIDDAY, _EVENING), 12),
    ),
    weekend_teachers=("Omar Said", "Lea Stern", "Paul Winter", "Emil Haas"),
    carers=(
        ("Nadia Haddad", "woman-headscarf-medium"),
        ("Petra Voss", "older-woman"),
        ("Ayla Kara", "woman-medium"),
        ("Tom Reuter", "man-medium-light"),
    ),
    office=(
        ("Jonas Weber", "administrator", "man-medium"),
        ("Birgit Sommer", "manager", "woman-medium-light"),
        ("Hanna Lindqvist", "caseworker", "woman-light"),
    ),
    speaks={
        "Hanna Lindqvist": (("de", "sv", "ar"), ("returned",)),
        "Jonas Weber": (("de", "en"), ()),
        "Birgit Sommer": (("de", "es"), ()),
        "Nadia Haddad": (("ar", "de"), ("newcomer", "diaspora")),
        "Ayla Kara": (("tr", "de"), ("bicultural",)),
        "Omar Said": (("so", "ar", "de"), ("newcomer",)),
        "Marta Klein": (("de", "ro"), ()),
    },
    offers=(
        Offer(_COURSES, "literacy_basic", "Alpha A", Track.LITERACY_FIRST_SCRIPT, Level.PRE_A1, 6, 14, "federal"),
        Offer(_COURSES, "literacy_a", "Alpha B", Track.LITERACY_FIRST_SCRIPT, Level.A1, 6, 14, "federal"),
        Offer(_COURSES, "second_script", "Script 2", Track.LITERACY_SECOND_SCRIPT, Level.PRE_A1, 6, 16, "federal"),
        Offer(_COURSES, "general_1", "A1 regular", Track.REGULAR, Level.PRE_A1, 6, 18, "federal"),
        Offer(_COURSES, "general_3", "A2 regular", Track.REGULAR, Level.A1, 6, 18, "federal"),
        Offer(_COURSES, "general_5", "B1 begin", Track.REGULAR, Level.A2, 6, 18, "federal"),
        Offer(_COURSES, "general_6", "B1 finish", Track.REGULAR, Level.A2, 6, 18, "federal"),
        Offer(_COURSES, "intensive_1", "A1 fast", Track.FAST_TRACK, Level.PRE_A1, 6, 18, "federal"),
        Offer(_WORK_COURSES, "special_b1", "B1 for work", Track.VOCATIONAL_LANGUAGE, Level.A2, 6, 18, "agency"),
        Offer(_WORK_COURSES, "b2", "B2 for work", Track.VOCATIONAL_LANGUAGE, Level.B1, 6, 18, "agency"),
    ),
    funders={
        "federal": ("Federal office", "Integration course"),
        "agency": ("Employment agency", "Vocational language"),
        "city": ("City fund", "Childcare and bridge"),
    },
    people=People(count=240, newcomers=30, prefix="A"),
    opening=(
        Group("b2", (1, 3), "Olga Brandt"),
        Group("special_b1", (0, 2), "Olga Brandt"),
        Group("general_3", (0, 2)),
    ),
    caseworker="Hanna Lindqvist",
    sign_ins=(
        SignIn("Marta Klein", Role.TEACHER, "marta"),
        SignIn("Jonas Weber", Role.ADMINISTRATOR, "jonas"),
        SignIn("Nadia Haddad", Role.CHILDCARE, "nadia"),
        SignIn("Hanna Lindqvist", Role.CASEWORKER, "hanna"),
        SignIn("Birgit Sommer", Role.MANAGER, "birgit"),
    ),
    fresh_sign_in=SignIn("Nora Fuchs", Role.ADMINISTRATOR, "nora", in_place_of="Jonas Weber"),
    learners_signed_in=3,
    observer=("Olof Berg", "olof"),
    partner=("Ute Kraft", "ute"),
)


def _surveyed(schooling_years: int, place: int) -> tuple[Track, Level]:
    """The municipality's survey: the study path by school years (curricula/programmes/se_sfi), the level by turns."""
    if schooling_years <= 5:
        return Track.LITERACY_FIRST_SCRIPT, Level.PRE_A1
    if schooling_years <= 9:
        return Track.REGULAR, (Level.PRE_A1, Level.A1, Level.A2)[place % 3]
    return (Track.REGULAR, Level.A2) if place % 3 == 2 else (Track.FAST_TRACK, (Level.PRE_A1, Level.A1)[place % 2])


_FULL_COURSE = 20 * 15 * 60
"""Twenty weeks of fifteen hours, the least that sfi offers a week on average."""

MOLLAN = Provider(
    name="Möllan",
    country="SE",
    holidays="",
    zone="Europe/Stockholm",
    phone="+46 40 628 04 0",
    history_weeks=14,
    centre=Centre("Möllan", "Ystadsgatan 20", "Buss 5", rooms=3, teachers=4, position="55.5912, 13.0086"),
    fresh=None,
    rooms=(
        Room("Moon", "moon", 16, 0, True),
        Room("Tree", "tree", 18, 0, True),
        Room("Boat", "boat", 14, 1, False),
    ),
    teachers=(
        Teacher("Elin Ek", "teacher-woman-light", _GENERAL, (_MORNING, _MIDDAY), 15),
        Teacher("Maryam Nazari", "teacher-woman-medium", _LITERACY, (_MORNING, _MIDDAY), 15),
        Teacher("Johan Lind", "teacher-man-light", _GENERAL, (_MIDDAY, _EVENING), 12),
        Teacher("Aron Tesfay", "teacher-man-medium-dark", (*_LITERACY, Track.REGULAR), (_MORNING, _EVENING), 12),
    ),
    weekend_teachers=("Johan Lind",),
    carers=(("Sara Holm", "older-woman"), ("Amal Yusuf", "woman-headscarf-medium")),
    office=(("Maja Sand", "administrator", "woman-light"), ("Lars Dahl", "manager", "man-light")),
    offers=(
        Offer(_SFI, "course_a", "Kurs 1A", Track.LITERACY_FIRST_SCRIPT, Level.PRE_A1, 4, 12, "city", _FULL_COURSE),
        Offer(_SFI, "course_b", "Kurs 2B", Track.REGULAR, Level.PRE_A1, 4, 14, "city", _FULL_COURSE),
        Offer(_SFI, "course_c", "Kurs 3C", Track.FAST_TRACK, Level.PRE_A1, 4, 14, "city", _FULL_COURSE),
        Offer(_SFI, "course_d", "Kurs D", Track.REGULAR, Level.A2, 4, 14, "city", _FULL_COURSE),
    ),
    funders={"city": ("Municipality", "Adult education")},
    people=People(count=50, newcomers=6, prefix="M", placed_elsewhere=_surveyed, phone="+46 40 628 04"),
    opening=(Group("course_d", (0, 2)),),
    caseworker="",
    sign_ins=(
        SignIn("Elin Ek", Role.TEACHER, "elin"),
        SignIn("Maja Sand", Role.ADMINISTRATOR, "maja"),
        SignIn("Lars Dahl", Role.MANAGER, "lars"),
    ),
)

PROVIDERS = (LINDENHOF, MOLLAN)
