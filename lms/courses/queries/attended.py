"""What somebody has really attended so far, by programme: for rules that ask about earlier courses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import Row, func, select

from lms.courses import models
from lms.courses.queries.hours import session_minutes
from lms.kernel import db


@dataclass(frozen=True)
class ProgrammeAttended:
    """Minutes of marked sessions of one programme, and its modules that ended with a result, passed or not."""

    programme: str
    offered: int = 0
    attended: int = 0
    modules: frozenset[str] = frozenset()


def programmes_attended(learner_ids: Iterable[str], homes: Mapping[str, str]) -> dict[str, list[ProgrammeAttended]]:
    """Programmes by learner, at every centre of the provider, in sections that run and in those that are over.

    `homes` names the programme of a module, for results that came without a section: brought along, or of before.
    """
    ids = list(learner_ids)
    minutes = {(row.learner_id, row.programme): (row.offered, row.attended) for row in _minutes(ids)}
    modules: dict[tuple[str, str], set[str]] = {}
    for learner_id, module_key, programme in _results(ids):
        home = programme or homes.get(module_key, module_key.partition(":")[0] if ":" in module_key else "")
        if home:
            modules.setdefault((learner_id, home), set()).add(module_key)
    found: dict[str, list[ProgrammeAttended]] = {}
    for learner_id, programme in sorted({*minutes, *modules}):
        offered, attended = minutes.get((learner_id, programme), (0, 0))
        ended = frozenset(modules.get((learner_id, programme), ()))
        found.setdefault(learner_id, []).append(ProgrammeAttended(programme, int(offered), int(attended), ended))
    return found


@dataclass(frozen=True)
class MarkedSession:
    """One session that somebody was marked in: when it was, and how many of its minutes she attended."""

    day: date
    starts: time
    ends: time
    section: str
    title: str
    attendance: str
    reason: str
    length: int
    minutes: int


def marked_sessions(learner_id: str, first: date, last: date) -> list[MarkedSession]:
    """Marked sessions of one person from `first` to `last`, both included, in order of time."""
    rows = db.session().execute(
        select(
            models.Session.day,
            models.Session.starts,
            models.Session.ends,
            models.Section.name,
            models.Course.title,
            models.Mark.attendance,
            models.Mark.reason,
            session_minutes(),
            models.Mark.minutes,
        )
        .join(models.Session, models.Mark.session_id == models.Session.id)
        .join(models.Section, models.Session.section_id == models.Section.id)
        .join(models.Course, models.Section.course_id == models.Course.id)
        .where(
            models.Mark.learner_id == learner_id,
            models.Session.day >= first,
            models.Session.day <= last,
            models.Session.state != "cancelled",
        )
        .order_by(models.Session.starts_at, models.Session.id)
    )
    return [MarkedSession(*row) for row in rows]


def _minutes(learner_ids: list[str]) -> Iterable[Row[Any]]:
    return db.session().execute(
        select(
            models.Mark.learner_id,
            models.Course.programme,
            func.sum(session_minutes()).label("offered"),
            func.sum(models.Mark.minutes).label("attended"),
        )
        .join(models.Session, models.Mark.session_id == models.Session.id)
        .join(models.Section, models.Session.section_id == models.Section.id)
        .join(models.Course, models.Section.course_id == models.Course.id)
        .where(models.Mark.learner_id.in_(learner_ids), models.Session.state == "held")
        .group_by(models.Mark.learner_id, models.Course.programme)
    )


def _results(learner_ids: list[str]) -> Iterable[tuple[str, str, str | None]]:
    rows = db.session().execute(
        select(models.Completion.learner_id, models.Completion.module_key, models.Course.programme)
        .outerjoin(models.Section, models.Completion.section_id == models.Section.id)
        .outerjoin(models.Course, models.Section.course_id == models.Course.id)
        .where(models.Completion.learner_id.in_(learner_ids))
    )
    return [(row.learner_id, row.module_key, row.programme) for row in rows]
