"""A class with nine months behind it: people whose months tell one situation each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from curricula import services
from curricula.domain.stalled import Effort
from curricula.domain.teaching import STRANDS
from lms.courses import queries as courses
from lms.courses import services as course_services
from lms.courses.domain.calendar import WeeklyMeeting
from lms.kernel import clock
from lms.kernel.actor import Actor, system
from lms.kernel.vocabulary import Attendance, Skill, Track
from lms.learners.services import NewLearner
from lms.organisations import services as organisations
from tests.cast import Cast, add_learner, gather
from tests.houses import House

TODAY = date(2026, 11, 24)
FIRST = date(2026, 3, 2)
LAST = date(2027, 3, 26)
CHECK_DAYS = (TODAY - timedelta(weeks=22), TODAY - timedelta(weeks=12), TODAY - timedelta(weeks=2))
LENGTH = 135
WRITTEN = (Skill.READING, Skill.WRITING)


@dataclass
class Lives:
    """The cast and the ids of the class. Who is who: see `gather_lives`."""

    cast: Cast
    section_id: str
    course_id: str
    people: dict[str, Actor] = field(default_factory=dict)

    def learner_id(self, name: str) -> str:
        return self.people[name].learner_id or ""


def at(day: date, hour: int = 12) -> datetime:
    return clock.instant(day, time(hour), "Europe/Berlin")


def open_course(
    house: House, cast: Cast, module: str, *, programme: str = "de_integrationskurs", level: str = "a2"
) -> str:
    """A course of a centre."""
    track = Track.VOCATIONAL_LANGUAGE if programme == "de_berufssprachkurse" else Track.REGULAR
    me = system("test", cast.provider_id)
    with house.acting(me):
        course_id = course_services.add_course(
            cast.centre_id, programme=programme, module_key=module, title=module.replace("_", " ").title(), track=track,
            level=level, minutes=100 * 45, section_min=6, section_max=20, funder_id=cast.funder_id,
        )  # fmt: skip
        if track is Track.VOCATIONAL_LANGUAGE:
            parts = dict.fromkeys(STRANDS, 100 * 15)
            services.say_teaching(course_id, parts, expert="Petra Sommer", actor=me, now=clock.now())
    return course_id


def work_teacher(house: House, cast: Cast) -> str:
    """Somebody who may teach a language for work, and teaches nothing else."""
    with house.acting(system("test", cast.provider_id)):
        staff_id = organisations.add_staff("Ruth Berg", "teacher", centre_id=cast.centre_id)
        organisations.qualify(staff_id, Track.VOCATIONAL_LANGUAGE, valid_until=date(2028, 1, 1))
    return staff_id


def open_group(
    house: House,
    cast: Cast,
    course_id: str,
    *,
    name: str,
    seats: int = 20,
    starts_on: date = FIRST,
    weekdays: tuple[int, ...] = (0, 1, 3),
    starts: time = time(9),
    teacher_id: str | None = None,
    room_id: str | None = None,
) -> str:
    """A class of three lessons a meeting."""
    me = system("test", cast.provider_id)
    ends = (datetime.combine(FIRST, starts) + timedelta(minutes=LENGTH)).time()
    with house.acting(me):
        return course_services.open_section(
            course_services.NewSection(
                course_id=course_id, term_id=cast.term_id, name=name, seats=seats, room_id=room_id,
                teacher_id=teacher_id, starts_on=starts_on, ends_on=LAST,
                meetings=tuple(WeeklyMeeting(day, starts, ends) for day in weekdays),
            ),
            closed={}, zone="Europe/Berlin", actor=me, now=at(starts_on),
        )  # fmt: skip


def add_person(
    house: House, cast: Cast, name: str, *, level: str = "a2", track: str = Track.REGULAR, **more: object
) -> Actor:
    """A learner whose track and level are decided."""
    given, _, family = name.partition(" ")
    new = NewLearner(f"N-{name}", given, family or "Test", date(1991, 2, 3), **({"schooling_years": 12} | more))  # type: ignore[arg-type]
    return add_learner(house, cast.provider_id, cast.centre_id, new, level=level, track=track)


def sit(house: House, cast: Cast, who: Actor, section_id: str, since: date = FIRST) -> str:
    """A seat."""
    with house.acting(cast.administrator):
        enrolment_id, _ = course_services.book(
            section_id, who.learner_id or "", from_date=since, actor=cast.administrator, now=at(since)
        )
    return enrolment_id


def attend(house: House, cast: Cast, section_id: str, comes: Mapping[str, int], until: date = TODAY) -> None:
    """Registers of all sessions before a day. `comes`: learner id -> comes to so many of ten sessions."""
    marks = []
    with house.acting(cast.teacher):
        seats = courses.enrolments_of_section(section_id, seated=False)
        sessions = courses.sessions_between(FIRST, until - timedelta(days=1), section_ids=[section_id])
        for number, session in enumerate(sessions):
            for seat in seats:
                here = number * 7 % 10 < comes.get(seat.learner_id, 10)
                attendance = Attendance.PRESENT if here else Attendance.UNEXCUSED
                marks.append(
                    course_services.PastMark(session.id, seat.id, seat.learner_id, attendance, LENGTH if here else 0)
                )
        course_services.take_over_marks(marks, actor=cast.teacher, now=at(until, 0))


def check(
    house: House, cast: Cast, who: Actor, *, rising: tuple[Skill, ...] = (), days: tuple[date, ...] = CHECK_DAYS
) -> None:
    """Checks in all four skills; rising ones gain nine points each time."""
    for number, day in enumerate(days):
        scores = [
            services.NewCheck(who.learner_id or "", skill, 45 + (9 * number if skill in rising else number % 2))
            for skill in Skill
        ]
        with house.acting(cast.teacher):
            services.record_assessments(scores, day=day, actor=cast.teacher, now=at(day))


def say(house: House, cast: Cast, who: Actor, effort: Effort = Effort.HIGH) -> None:
    """The teacher's word on effort."""
    with house.acting(cast.teacher):
        services.record_effort(
            who.learner_id or "", effort, said_by="teacher", day=TODAY, actor=cast.teacher, now=at(TODAY)
        )


def run_review(house: House, cast: Cast, day: date = TODAY) -> Mapping[str, int]:
    """The review of the provider on a day."""
    with house.acting(cast.manager):
        return services.review_progress(day, actor=cast.manager, now=at(day, 4))


def gather_lives(house: House) -> Lives:
    """Rosa comes, tries and stands still. Farah speaks better and reads as before. Bilal moves on. Dina comes every
    second time. Emil was never checked. Gita has passed and waits."""
    cast = gather(house)
    course_id = open_course(house, cast, "general_5")
    section_id = open_group(
        house, cast, course_id, name="General 5", teacher_id=cast.teacher.staff_id, weekdays=(2, 3, 4), starts=time(13)
    )
    lives = Lives(cast, section_id, course_id)
    for name in ("Rosa", "Farah", "Bilal", "Dina", "Emil", "Gita"):
        lives.people[name] = add_person(house, cast, name)
        sit(house, cast, lives.people[name], section_id)
    attend(house, cast, section_id, {lives.learner_id("Dina"): 5})
    spoken = tuple(skill for skill in Skill if skill not in WRITTEN)
    for name, rising in (("Rosa", ()), ("Farah", spoken), ("Bilal", tuple(Skill)), ("Dina", ())):
        check(house, cast, lives.people[name], rising=rising)
        say(house, cast, lives.people[name])
    with house.acting(cast.teacher):
        for module in ("general_5", "general_6"):
            services.pass_module(
                lives.learner_id("Gita"), module, on_day=TODAY - timedelta(weeks=3), actor=cast.teacher, now=at(TODAY)
            )
    return lives
