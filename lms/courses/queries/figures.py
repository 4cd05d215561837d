"""Figures for a provider and for observers: demand against seats, hours by funder, attendance. Counted in SQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, select

from lms.courses import models
from lms.courses.queries.hours import session_minutes
from lms.kernel import db
from lms.learners import models as learners
from lms.organisations import models as organisations


@dataclass(frozen=True)
class Demand:
    """One kind of group: who sits in one, who waits for one, and how many seats there are."""

    track: str
    level: str
    seated: int
    waiting: int
    seats: int

    @property
    def people(self) -> int:
        """Everybody who needs a seat of this kind, seated or not."""
        return self.seated + self.waiting


def term_names() -> list[tuple[str, date, date]]:
    """Terms of the provider in scope by name, the latest first: a term of several centres counts as one."""
    rows = db.session().execute(
        select(
            organisations.Term.name,
            func.min(organisations.Term.starts_on).label("first"),
            func.max(organisations.Term.ends_on).label("last"),
        )
        .group_by(organisations.Term.name)
        .order_by(func.min(organisations.Term.starts_on).desc())
    )
    return [(row.name, row.first, row.last) for row in rows]


def demand(term: str, *, centre_id: str | None = None) -> list[Demand]:
    """People and seats by track and level in one term, in order of track and level codes.

    Seated people are counted where they sit, people without any seat by their own track and level.
    """
    seats = _seats(term, centre_id)
    waiting = _waiting(centre_id)
    found = []
    for track, level in sorted(seats.keys() | waiting.keys()):
        taken, there = seats.get((track, level), (0, 0))
        found.append(Demand(track, level, taken, waiting.get((track, level), 0), there))
    return found


def _seats(term: str, centre_id: str | None) -> dict[tuple[str, str], tuple[int, int]]:
    statement = (
        select(
            models.Course.track,
            models.Course.level,
            func.sum(models.Section.taken).label("taken"),
            func.sum(models.Section.seats).label("seats"),
        )
        .select_from(models.Section)
        .join(models.Course, models.Section.course_id == models.Course.id)
        .join(organisations.Term, models.Section.term_id == organisations.Term.id)
        .where(models.Section.state == "published", organisations.Term.name == term)
        .group_by(models.Course.track, models.Course.level)
    )
    if centre_id:
        statement = statement.where(models.Section.centre_id == centre_id)
    return {(row.track, row.level): (int(row.taken), int(row.seats)) for row in db.session().execute(statement)}


def holds_a_seat() -> Any:
    return select(models.Enrolment.learner_id).where(models.Enrolment.state.in_(models.HOLDS_SEAT))


def here() -> tuple[Any, ...]:
    return (learners.Learner.merged_into.is_(None), learners.Learner.until.is_(None))


def _waiting(centre_id: str | None) -> dict[tuple[str, str], int]:
    statement = (
        select(learners.Learner.track, learners.Learner.level, func.count().label("people"))
        .where(*here(), learners.Learner.track != "", learners.Learner.id.not_in(holds_a_seat()))
        .group_by(learners.Learner.track, learners.Learner.level)
    )
    if centre_id:
        statement = statement.where(learners.Learner.centre_id == centre_id)
    return {(row.track, row.level): row.people for row in db.session().execute(statement)}


def kinds_without_seat() -> dict[str, tuple[str, str]]:
    """Track and level of everybody whose track is decided and who holds no seat, by learner id."""
    rows = db.session().execute(
        select(learners.Learner.id, learners.Learner.track, learners.Learner.level)
        .where(*here(), learners.Learner.track != "", learners.Learner.id.not_in(holds_a_seat()))
        .order_by(learners.Learner.id)
    )
    return {row.id: (row.track, row.level) for row in rows}


def waiting_ids(track: str, level: str, *, centre_id: str | None = None) -> list[str]:
    """Learners of one track and level who hold no seat."""
    statement = select(learners.Learner.id).where(
        *here(),
        learners.Learner.track == track,
        learners.Learner.level == level,
        learners.Learner.id.not_in(holds_a_seat()),
    )
    if centre_id:
        statement = statement.where(learners.Learner.centre_id == centre_id)
    return list(db.session().scalars(statement.order_by(learners.Learner.id)))


def seated_ids(section_ids: Iterable[str]) -> dict[str, list[str]]:
    """Learners who hold a seat, by section."""
    rows = db.session().execute(
        select(models.Enrolment.section_id, models.Enrolment.learner_id).where(
            models.Enrolment.section_id.in_(list(section_ids)), models.Enrolment.state.in_(models.HOLDS_SEAT)
        )
    )
    found: dict[str, list[str]] = {}
    for section_id, learner_id in rows:
        found.setdefault(section_id, []).append(learner_id)
    return found


@dataclass(frozen=True)
class FunderFigures:
    """Minutes of one funder: offered to learners in held sessions, attended and charged; what is still open.

    `open_marks` are marks without a reason, `open_registers` past sessions that nobody has marked.
    """

    funder_id: str | None
    offered: int
    attended: int
    charged: int
    open_marks: int
    open_registers: int


def hours(first: date, last: date, *, centre_id: str | None = None, today: date | None = None) -> list[FunderFigures]:
    """Minutes of every funder from day to day, both included, of one centre or of all.

    A register is missing from the day after its lesson. Without `today` the last day counts as today.
    """
    marks = {row[0]: row[1:] for row in db.session().execute(_marks(first, last, centre_id))}
    charged = {row[0]: int(row[1]) for row in db.session().execute(_charged(first, last, centre_id))}
    missing = {row[0]: row[1] for row in db.session().execute(_unmarked(first, last, centre_id, today or last))}
    keys = sorted(marks.keys() | charged.keys() | missing.keys(), key=lambda key: (key is None, key or ""))
    found = []
    for key in keys:
        offered, attended, open_marks = (int(value) for value in marks.get(key, (0, 0, 0)))
        found.append(FunderFigures(key, offered, attended, charged.get(key, 0), open_marks, missing.get(key, 0)))
    return found


def _of_centre(statement: Any, centre_id: str | None) -> Any:
    return statement.where(models.Section.centre_id == centre_id) if centre_id else statement


def _marks(first: date, last: date, centre_id: str | None) -> Any:
    return _of_centre(
        select(
            models.Course.funder_id,
            func.sum(session_minutes()),
            func.sum(models.Mark.minutes),
            func.sum(case((models.Mark.attendance == "unknown", 1), else_=0)),
        )
        .select_from(models.Mark)
        .join(models.Session, models.Mark.session_id == models.Session.id)
        .join(models.Section, models.Session.section_id == models.Section.id)
        .join(models.Course, models.Section.course_id == models.Course.id)
        .where(models.Session.day >= first, models.Session.day <= last)
        .group_by(models.Course.funder_id),
        centre_id,
    )


def _charged(first: date, last: date, centre_id: str | None) -> Any:
    return _of_centre(
        select(models.LedgerEntry.funder_id, func.sum(models.LedgerEntry.minutes))
        .join(models.Session, models.LedgerEntry.session_id == models.Session.id)
        .join(models.Section, models.Session.section_id == models.Section.id)
        .where(models.LedgerEntry.day >= first, models.LedgerEntry.day <= last)
        .group_by(models.LedgerEntry.funder_id),
        centre_id,
    )


def _unmarked(first: date, last: date, centre_id: str | None, today: date) -> Any:
    return _of_centre(
        select(models.Course.funder_id, func.count())
        .select_from(models.Session)
        .join(models.Section, models.Session.section_id == models.Section.id)
        .join(models.Course, models.Section.course_id == models.Course.id)
        .where(
            models.Session.day >= first,
            models.Session.day <= last,
            models.Session.day < today,
            models.Session.state != "cancelled",
            models.Session.marked_at.is_(None),
            models.Section.taken > 0,
        )
        .group_by(models.Course.funder_id),
        centre_id,
    )


def charged_by_month(
    first: date, last: date, *, centre_id: str | None = None
) -> dict[tuple[int, int], dict[str | None, int]]:
    """Charged minutes by (year, month) and funder, of one centre or of all. Months without any are absent."""
    rows = db.session().execute(
        _of_centre(
            select(models.LedgerEntry.day, models.LedgerEntry.funder_id, func.sum(models.LedgerEntry.minutes))
            .join(models.Session, models.LedgerEntry.session_id == models.Session.id)
            .join(models.Section, models.Session.section_id == models.Section.id)
            .where(models.LedgerEntry.day >= first, models.LedgerEntry.day <= last)
            .group_by(models.LedgerEntry.day, models.LedgerEntry.funder_id),
            centre_id,
        )
    )
    months: dict[tuple[int, int], dict[str | None, int]] = {}
    for day, funder_id, minutes in rows:
        month = months.setdefault((day.year, day.month), {})
        month[funder_id] = month.get(funder_id, 0) + int(minutes)
    return months


# --- what indicators of success are counted from -----------------------------------------------------------------------


def lessons_by_learner(first: date, last: date, *, centre_id: str | None = None) -> dict[str, tuple[int, int]]:
    """(attended, offered) minutes of every learner in held sessions from day to day, both included."""
    statement = (
        select(models.Mark.learner_id, func.sum(models.Mark.minutes), func.sum(session_minutes()))
        .select_from(models.Mark)
        .join(models.Session, models.Mark.session_id == models.Session.id)
        .join(models.Section, models.Session.section_id == models.Section.id)
        .where(models.Session.day >= first, models.Session.day <= last, models.Session.state == "held")
        .group_by(models.Mark.learner_id)
    )
    rows = db.session().execute(_of_centre(statement, centre_id))
    return {learner_id: (int(attended), int(offered)) for learner_id, attended, offered in rows}


@dataclass(frozen=True)
class Time:
    """The time of a learner in one class. `state` says how it stands or how it ended."""

    learner_id: str
    module_key: str
    from_date: date
    until: date | None
    state: str


def times_in_classes(last: date, *, centre_id: str | None = None) -> list[Time]:
    """Everybody's time in classes that began until a day, in the order of coming. Who only waited is not in it."""
    statement = (
        select(
            models.Enrolment.learner_id,
            models.Course.module_key,
            models.Enrolment.from_date,
            models.Enrolment.to_date,
            models.Enrolment.state,
        )
        .join(models.Section, models.Enrolment.section_id == models.Section.id)
        .join(models.Course, models.Section.course_id == models.Course.id)
        .where(models.Enrolment.state.not_in(("waiting", "offered")), models.Enrolment.from_date <= last)
        .order_by(models.Enrolment.from_date, models.Enrolment.id)
    )
    return [Time(*row) for row in db.session().execute(_of_centre(statement, centre_id))]


def passes(last: date) -> list[tuple[str, str, date]]:
    """(learner, module, day) of every module that was passed until a day, in the order of passing."""
    rows = db.session().execute(
        select(models.Completion.learner_id, models.Completion.module_key, models.Completion.on_day)
        .where(models.Completion.passed.is_(True), models.Completion.on_day <= last)
        .order_by(models.Completion.on_day, models.Completion.id)
    )
    return [(learner_id, module_key, on_day) for learner_id, module_key, on_day in rows]


def results_by_attempt(first: date, last: date, *, centre_id: str | None = None) -> dict[bool, tuple[int, int]]:
    """(modules passed, results in all) of the days, for first attempts (False) and for second chances (True) each."""
    again = case((models.Completion.attempt > 1, 1), else_=0)
    statement = select(again, models.Completion.passed, func.count(models.Completion.id)).where(
        models.Completion.on_day >= first, models.Completion.on_day <= last
    )
    if centre_id is not None:
        statement = statement.join(models.Section, models.Completion.section_id == models.Section.id).where(
            models.Section.centre_id == centre_id
        )
    found = {False: (0, 0), True: (0, 0)}
    for second, passed, count in db.session().execute(statement.group_by(again, models.Completion.passed)):
        before = found[bool(second)]
        found[bool(second)] = (before[0] + (count if passed else 0), before[1] + count)
    return found


# --- across providers, for observers: only counts leave this file -----------------------------------------------------


def people_by_track_and_level(provider_ids: Iterable[str]) -> dict[tuple[str, str], int]:
    """How many learners there are by track and level. Only inside a named crossing."""
    rows = db.session().execute(
        select(learners.Learner.track, learners.Learner.level, func.count())
        .where(*here(), learners.Learner.provider_id.in_(list(provider_ids)))
        .group_by(learners.Learner.track, learners.Learner.level)
    )
    return {(track, level): count for track, level, count in rows}


def waiting_by_track(provider_ids: Iterable[str]) -> dict[str, int]:
    """How many learners with a track hold no seat, by track. Only inside a named crossing."""
    rows = db.session().execute(
        select(learners.Learner.track, func.count().label("people"))
        .where(
            *here(),
            learners.Learner.provider_id.in_(list(provider_ids)),
            learners.Learner.track != "",
            learners.Learner.id.not_in(holds_a_seat()),
        )
        .group_by(learners.Learner.track)
    )
    return {row.track: row.people for row in rows}


def attendance_by_learner(provider_ids: Iterable[str], first: date, last: date) -> list[tuple[str, int, int]]:
    """(track, attended minutes, offered minutes) of each learner in held sessions, without saying who. Only inside a
    named crossing.
    """
    rows = db.session().execute(
        select(learners.Learner.track, func.sum(models.Mark.minutes), func.sum(session_minutes()))
        .select_from(models.Mark)
        .join(models.Session, models.Mark.session_id == models.Session.id)
        .join(learners.Learner, models.Mark.learner_id == learners.Learner.id)
        .where(
            learners.Learner.provider_id.in_(list(provider_ids)),
            models.Session.day >= first,
            models.Session.day <= last,
            models.Session.state == "held",
        )
        .group_by(models.Mark.learner_id, learners.Learner.track)
    )
    return [(track, int(attended), int(offered)) for track, attended, offered in rows]
