"""The data of a bench: one provider with sections, people, budgets and sessions, written in bulk into a database of its own."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine, event, insert, inspect, text, update

from lms import app as application
from lms.accounts.services import people, sign_in
from lms.cli.house import House, explaining, upgrade_house
from lms.courses import models as courses
from lms.courses import services as course_services
from lms.courses.domain.budgets import AtZero, BudgetKind, Rule
from lms.courses.services import budgets
from lms.kernel import clock, db
from lms.kernel.actor import Role, system
from lms.kernel.vocabulary import Attendance, Level, Track
from lms.learners import models as learners
from lms.organisations import services as organisations

__all__ = ["Built", "Place", "build", "explaining", "open_engine", "prepare", "watched"]

NAME = "Onward bench"
ZONE = "UTC"
MINUTES = 60
NOISE = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "SET ")
"""Statements without data in them."""
A_DAY = range(8, 17)
"""Hours at which a teacher's sessions begin: none overlaps another."""
GIVEN = ("Leyla", "Mahmoud", "Amina", "Oksana", "Tesfaye", "Wei", "Dariusz", "Fatima", "Juan", "Ifeoma")
FAMILY = ("Demir", "Hassan", "Karimi", "Kovalenko", "Bekele", "Zhang", "Nowak", "Rahimi", "Lopez", "Okafor")


@dataclass(frozen=True)
class Place:
    """A folder of the bench's own, and the database as the application and as its owner."""

    folder: Path
    url: str
    owner_url: str
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def environment(self) -> dict[str, str]:
        """Settings of a server of this bench."""
        return {
            "ONWARD_DATABASE_URL": self.url,
            "ONWARD_OWNER_DATABASE_URL": self.owner_url,
            "ONWARD_DATA_DIR": str(self.folder),
            "ONWARD_SECRET_KEY": self.secret,
            "ONWARD_SECURE_COOKIES": "no",
        }


@dataclass
class Built:
    """What stands in the database after building: ids by section and session, and a signed-in cookie for each person."""

    provider_id: str
    centre_id: str
    term_id: str
    course_id: str
    staff: list[str]
    teachers: list[str]
    """Cookies of the teachers, beside `staff`."""
    sections: list[str] = field(default_factory=list)
    enrolments: dict[str, list[str]] = field(default_factory=dict)
    """Enrolments by section."""
    learners: dict[str, list[str]] = field(default_factory=dict)
    """Learners by section, beside `enrolments`."""
    budgets: dict[str, list[str]] = field(default_factory=dict)
    """Budgets by section, beside `learners`."""
    sessions: list[tuple[str, str]] = field(default_factory=list)
    """(session, section), the sessions of one teacher one after the other."""
    hours: dict[str, int] = field(default_factory=dict)
    """The hour at which a session begins, by session."""


def prepare(place: Place) -> None:
    """Bring the database up to date. Refuses one that holds other people's data."""
    house = House(database_url=place.url, owner_database_url=place.owner_url, data_dir=str(place.folder))
    engine = db.make_engine(place.owner_url)
    try:
        others = _others(engine)
    finally:
        engine.dispose()
    if others:
        raise click.ClickException(f"This database holds data of {others[0]}. Name an empty one.")
    upgrade_house(house.settings, house.registry)


def _others(engine: Engine) -> list[str]:
    if "organisations_provider" not in inspect(engine).get_table_names():
        return []
    with engine.connect() as connection:
        found = connection.scalars(
            text("select name from organisations_provider where name <> :name order by name limit 1"), {"name": NAME}
        )
        return list(found)


def open_engine(place: Place) -> Engine:
    """The application's engine with every table loaded."""
    house = House(database_url=place.url, owner_database_url=place.owner_url, data_dir=str(place.folder))
    application.registry_for(house.settings)
    return house.engine()  # type: ignore[no-any-return]


def build(
    engine: Engine, *, sections: int, size: int, teachers: int, sessions: int, today: date, held: int = 0
) -> Built:
    """A provider with so many sections of so many people, and `sessions` of each up to today.

    `held` more of each were before them: their registers are saved and charged.
    """
    built = _found(engine, teachers)
    with db.transaction(engine), db.scoped(built.provider_id):
        # The busiest teacher's first day: where sections are not shared out evenly, hers is the earliest.
        first = today - timedelta(days=-(-(-(-sections // teachers) * (sessions + held)) // len(A_DAY)))
        for number in range(sections):
            _add_section(built, number, size, first, today, held)
    _add_sessions(engine, built, sessions, today, held)
    return built


def _found(engine: Engine, teachers: int) -> Built:
    now = clock.now()
    with db.transaction(engine):
        provider_id = organisations.add_provider(NAME, "DE", programmes=["de_integrationskurs"])
        me = system("bench", provider_id)
        with db.scoped(provider_id):
            centre_id = organisations.add_centre("Bench", ZONE)
            today = now.date()
            term_id = organisations.add_term(
                centre_id, "Bench", today - timedelta(days=400), today + timedelta(days=100)
            )
            funder_id = organisations.add_funder("Bench fund", "Integration course")
            budgets.set_rule(funder_id, Rule(AtZero.WARN, 900, needs_budget=True), actor=me, now=now)
            course_id = course_services.add_course(
                centre_id,
                programme="de_integrationskurs",
                module_key="general_1",
                title="General 1",
                track=Track.REGULAR,
                level=Level.A1,
                minutes=4500,
                section_min=6,
                section_max=200,
                funder_id=funder_id,
            )
            staff = [
                organisations.add_staff(f"Teacher {number + 1}", "teacher", centre_id=centre_id)
                for number in range(teachers)
            ]
    built = Built(provider_id, centre_id, term_id, course_id, staff, [])
    built.teachers.extend(
        signed_in(engine, built, f"Teacher {number + 1}", Role.TEACHER, staff_id=one)
        for number, one in enumerate(staff)
    )
    return built


def signed_in(engine: Engine, built: Built, name: str, role: Role, **more: str) -> str:
    """A user with one role and an open session. Returns the value of her cookie."""
    with db.transaction(engine), db.scoped(built.provider_id):
        user = people.add_user(name)
        membership = people.add_membership(user.id, built.provider_id, role, centre_id=built.centre_id, **more)
        return sign_in.open_session(membership, way="bench", second_factor=True, device="bench", now=clock.now())


def _add_section(built: Built, number: int, size: int, first: date, today: date, held: int) -> None:
    section_id, now = db.new_id(), clock.now()
    staff_id = built.staff[number % len(built.staff)]
    _insert(
        courses.Section,
        [
            {
                "id": section_id, "course_id": built.course_id, "centre_id": built.centre_id,
                "term_id": built.term_id, "name": f"Bench {number + 1}", "seats": size, "taken": size,
                "teacher_id": staff_id, "starts_on": first, "ends_on": today + timedelta(days=90),
            }
        ],
    )  # fmt: skip
    persons = [db.new_id() for _ in range(size)]
    people_ids = [db.new_id() for _ in range(size)]
    enrolments = [db.new_id() for _ in range(size)]
    budget_ids = [db.new_id() for _ in range(size)]
    _insert(
        learners.Person,
        [
            {
                "person_id": one, "given_name": GIVEN[place % 10],
                "family_name": f"{FAMILY[(place // 10 + number) % 10]} {place + 1}", "birth_date": date(1990, 1, 1),
            }
            for place, one in enumerate(persons)
        ],
    )  # fmt: skip
    _insert(
        learners.Learner,
        [
            {
                "id": one, "person_id": person, "centre_id": built.centre_id, "number": f"B{number}-{place}",
                "since": first, "track": Track.REGULAR, "level": Level.A1,
            }
            for place, (one, person) in enumerate(zip(people_ids, persons, strict=True))
        ],
    )  # fmt: skip
    _insert(
        courses.Enrolment,
        [
            {
                "id": enrolment, "section_id": section_id, "learner_id": one, "state": "enrolled",
                "from_date": first, "at": now,
            }
            for enrolment, one in zip(enrolments, people_ids, strict=True)
        ],
    )  # fmt: skip
    _insert(
        courses.Budget,
        [
            {
                "id": budget_id, "learner_id": one, "programme": "de_integrationskurs", "kind": BudgetKind.MAIN,
                "funder_id": _funder(built), "minutes": 600 * 45, "used": held * MINUTES, "from_date": first,
                "by": "bench", "at": now,
            }
            for one, budget_id in zip(people_ids, budget_ids, strict=True)
        ],
    )  # fmt: skip
    built.sections.append(section_id)
    built.enrolments[section_id], built.learners[section_id] = enrolments, people_ids
    built.budgets[section_id] = budget_ids


def _funder(built: Built) -> str:
    course = db.session().get_one(courses.Course, built.course_id)
    return course.funder_id or ""


def _insert(model: Any, rows: Sequence[dict[str, Any]]) -> None:
    db.session().execute(insert(model), list(rows))


def _add_sessions(engine: Engine, built: Built, each: int, today: date, held: int) -> None:
    """Sessions of every teacher one after the other, back from yesterday. The first of all are those that were held."""
    by_teacher: dict[int, list[str]] = {}
    for number, section_id in enumerate(built.sections):
        by_teacher.setdefault(number % len(built.staff), []).append(section_id)
    for teacher, own in by_teacher.items():
        rows: list[dict[str, Any]] = []
        for place, section_id in enumerate(own * (each + held)):
            day, hour = today - timedelta(days=1 + place // len(A_DAY)), A_DAY[place % len(A_DAY)]
            starts = datetime.combine(day, time(hour), UTC)
            rows.append(
                {
                    "id": db.new_id(), "section_id": section_id, "day": day, "starts": time(hour),
                    "ends": time(hour + 1), "starts_at": starts, "ends_at": starts + timedelta(minutes=MINUTES),
                    "teacher_id": built.staff[teacher],
                }
            )  # fmt: skip
        with db.transaction(engine), db.scoped(built.provider_id):
            _insert(courses.Session, rows)
            waiting, over = rows[: len(own) * each], rows[len(own) * each :]
            _hold(built, over)
        built.sessions.extend((row["id"], row["section_id"]) for row in waiting)
        built.hours |= {row["id"]: row["starts"].hour for row in rows}


def count_rows(place: Place) -> None:
    """Let PostgreSQL count what was just added, as it does by itself some minutes after it grew."""
    engine = db.make_engine(place.owner_url)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("vacuum analyze"))
    engine.dispose()


def _hold(built: Built, sessions: Sequence[dict[str, Any]]) -> None:
    """Registers of sessions that were before: everybody was there and is charged."""
    if not sessions:
        return
    now, funder_id = clock.now(), _funder(built)
    marks: list[dict[str, Any]] = []
    charges: list[dict[str, Any]] = []
    for one in sessions:
        section_id = one["section_id"]
        people = zip(built.enrolments[section_id], built.learners[section_id], built.budgets[section_id], strict=True)
        for enrolment, learner, budget in people:
            common = {
                "session_id": one["id"],
                "enrolment_id": enrolment,
                "learner_id": learner,
                "by": "bench",
                "at": now,
            }
            marks.append({**common, "attendance": Attendance.PRESENT, "minutes": MINUTES, "version": 1})
            charges.append(
                {
                    **common, "funder_id": funder_id, "budget_id": budget, "version": 0, "day": one["day"],
                    "month": one["day"].replace(day=1), "minutes": MINUTES, "attended": MINUTES,
                }
            )  # fmt: skip
    _insert(courses.Mark, marks)
    _insert(courses.LedgerEntry, charges)
    _insert(
        courses.MarkBatch,
        [
            {"session_id": one["id"], "key": db.new_id(), "number": 1, "way": "page", "by": "bench", "at": now,
             "outcome": {"changed": 0, "clashes": [], "left_out": []}}
            for one in sessions
        ],
    )  # fmt: skip
    for part in range(0, len(sessions), 500):
        ids = [one["id"] for one in sessions[part : part + 500]]
        held = update(courses.Session).where(courses.Session.id.in_(ids))
        db.session().execute(
            held.values(state="held", marked_at=now, marked_by="bench").execution_options(synchronize_session=False)
        )


@contextmanager
def looking(engine: Engine, built: Built) -> Iterator[None]:
    """A transaction that reads as the bench's provider."""
    with db.reading(), db.transaction(engine), db.scoped(built.provider_id):
        yield


# --- what is asked ---------------------------------------------------------------------------------------------------


@contextmanager
def watched(engine: Engine) -> Iterator[list[str]]:
    """Every statement with data in it that the engine runs meanwhile, as it comes."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.lstrip().upper().startswith(NOISE):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
