"""Many learners with months of lessons behind them, written in bulk: for measuring what looks at everybody every night."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import Engine, insert

from lms.cli.bench_house import FAMILY, GIVEN, NAME
from lms.courses import models as courses
from lms.kernel import db
from lms.kernel.statements import table
from lms.learners import models as learners
from lms.organisations import services as organisations

SIZE = 15
"""People in a class."""
AT_CENTRE = 1000
MEETS = ((0, 1, 3), (0, 2, 4), (1, 2, 4), (1, 3, 4), (0, 2, 3))
"""Days on which classes meet, three a week: on every weekday three of five."""
MINUTES = 135
WEEKS = 26
READY = 0.03
"""Share of people who have passed and wait for what comes next."""
AT_ONCE = 100_000
SCHOOLING = ((2, "none"), (6, "latin"), (8, "other_script"), (11, "latin"), (14, "latin"))
"""Years at school and reading, class by class."""


@dataclass
class Classes:
    """What stands in the database: learners of each section with their enrolments, and what each has attended by day."""

    provider_id: str
    members: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    meets: dict[str, tuple[int, ...]] = field(default_factory=dict)
    comes: dict[str, float] = field(default_factory=dict)
    """How likely each learner comes to a lesson."""
    ready: set[str] = field(default_factory=set)


def build(engine: Engine, count: int, last: date, *, seed: int = 1) -> Classes:
    """A provider with so many learners in classes of fifteen, and registers of half a year up to `last`, it included."""
    random = Random(seed)
    with db.transaction(engine):
        provider_id = organisations.add_provider(NAME, "DE", programmes=["de_integrationskurs"])
    made = Classes(provider_id)
    for number in range(-(-count // AT_CENTRE)):
        with db.transaction(engine), db.scoped(provider_id):
            _add_centre(made, number, min(AT_CENTRE, count - number * AT_CENTRE), last, random)
    return made


def teach(engine: Engine, made: Classes, days: Sequence[date], *, seed: int = 2) -> int:
    """Lessons of some days with their registers, written down at noon of each. Returns how many marks were made."""
    random, found = Random(seed), 0
    with db.transaction(engine), db.scoped(made.provider_id):
        for some in _parts(made, days, random):
            _insert(courses.Session, [one for one, _ in some])
            marks = [mark for _, ours in some for mark in ours]
            _insert(courses.Mark, marks)
            found += len(marks)
    return found


def days_until(last: date) -> list[date]:
    """The days of half a year, with `last`."""
    return [last - timedelta(days=back) for back in range(7 * WEEKS - 1, -1, -1)]


def _add_centre(made: Classes, number: int, count: int, last: date, random: Random) -> None:
    centre_id = organisations.add_centre(f"Bench {number + 1}", "UTC")
    first = last - timedelta(weeks=WEEKS)
    term_id = organisations.add_term(centre_id, "Bench", first, last + timedelta(days=200))
    course_ids = {key: db.new_id() for key in ("general_5", "general_6", "orientation")}
    _insert(
        courses.Course,
        [
            {
                "id": one, "centre_id": centre_id, "programme": "de_integrationskurs", "module_key": key, "title": key,
                "track": "regular", "level": "a2", "minutes": 4500, "section_min": 6, "section_max": 20,
            }
            for key, one in course_ids.items()
        ],
    )  # fmt: skip
    for start in range(0, count, SIZE):
        _add_class(made, centre_id, term_id, course_ids["general_5"], first, min(SIZE, count - start), last, random)


def _add_class(
    made: Classes, centre_id: str, term_id: str, course_id: str, first: date, size: int, last: date, random: Random
) -> None:
    section_id, number = db.new_id(), len(made.members)
    people = [(db.new_id(), db.new_id(), db.new_id()) for _ in range(size)]
    schooling, literacy = SCHOOLING[number % len(SCHOOLING)]
    _insert(
        courses.Section,
        [
            {
                "id": section_id, "course_id": course_id, "centre_id": centre_id, "term_id": term_id,
                "name": f"Class {number + 1}", "seats": 20, "taken": size, "starts_on": first,
                "ends_on": last + timedelta(days=120),
            }
        ],
    )  # fmt: skip
    meets = MEETS[number % len(MEETS)]
    _insert(
        courses.Meeting,
        [{"id": db.new_id(), "section_id": section_id, "weekday": day, "starts": time(9), "ends": time(11, 15)}
         for day in meets],
    )  # fmt: skip
    _insert(
        learners.Person,
        [
            {
                "person_id": person, "given_name": GIVEN[place % 10], "family_name": FAMILY[(place + number) % 10],
                "birth_date": date(1985, 1, 1), "schooling_years": schooling, "literacy": literacy,
            }
            for place, (person, _, _) in enumerate(people)
        ],
    )  # fmt: skip
    _insert(
        learners.Learner,
        [
            {
                "id": one, "person_id": person, "centre_id": centre_id, "number": f"C{number}-{place}", "since": first,
                "track": "regular", "level": "a2",
            }
            for place, (person, one, _) in enumerate(people)
        ],
    )  # fmt: skip
    _insert(
        courses.Enrolment,
        [
            {
                "id": enrolment, "section_id": section_id, "learner_id": one, "state": "enrolled", "from_date": first,
                "at": _noon(first),
            }
            for _, one, enrolment in people
        ],
    )  # fmt: skip
    made.members[section_id] = [(one, enrolment) for _, one, enrolment in people]
    made.meets[section_id] = meets
    made.comes |= {one: 0.5 if random.random() < 0.1 else 0.9 for _, one, _ in people}
    _pass(made, [one for _, one, _ in people if random.random() < READY], last - timedelta(days=20))


def _pass(made: Classes, passed: list[str], day: date) -> None:
    made.ready |= set(passed)
    rows = [
        {"id": db.new_id(), "learner_id": one, "module_key": key, "passed": True, "on_day": day, "by": "bench"}
        for one in passed
        for key in ("general_5", "general_6")
    ]
    if rows:
        _insert(courses.Completion, rows)


_Lesson = tuple[dict[str, Any], list[dict[str, Any]]]


def _parts(made: Classes, days: Sequence[date], random: Random) -> Iterator[list[_Lesson]]:
    """Lessons with their marks, some hundred thousand marks at a time."""
    part: list[_Lesson] = []
    count = 0
    for day in days:
        for section_id, members in made.members.items():
            if day.weekday() in made.meets[section_id]:
                part.append(_lesson(made, section_id, members, day, random))
                count += len(members)
        if count > AT_ONCE:
            yield part
            part, count = [], 0
    if part:
        yield part


def _lesson(made: Classes, section_id: str, members: Sequence[tuple[str, str]], day: date, random: Random) -> _Lesson:
    starts = datetime.combine(day, time(9), UTC)
    noon, session_id = _noon(day), db.new_id()
    session = {
        "id": session_id, "section_id": section_id, "day": day, "starts": time(9), "ends": time(11, 15),
        "starts_at": starts, "ends_at": starts + timedelta(minutes=MINUTES), "state": "held", "marked_at": noon,
    }  # fmt: skip
    marks = []
    for learner_id, enrolment_id in members:
        here = random.random() < made.comes[learner_id]
        marks.append(
            {
                "session_id": session_id, "enrolment_id": enrolment_id, "learner_id": learner_id,
                "attendance": "present" if here else "unexcused", "minutes": MINUTES if here else 0, "by": "bench",
                "at": noon,
            }
        )  # fmt: skip
    return session, marks


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _insert(model: Any, rows: Sequence[dict[str, Any]]) -> None:
    provider_id = db.require_provider()
    # Without the ORM, which would look at every one of a million rows.
    db.connection().execute(insert(table(model)), [row | {"provider_id": provider_id} for row in rows])
