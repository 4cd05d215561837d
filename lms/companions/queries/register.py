"""The register of volunteers: lists to search in, one of them, whose a link is, who may be asked as a mentor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import ColumnElement, func, or_, select

from lms.accounts import domain as accounts
from lms.companions import models
from lms.companions.domain.register import MENTOR_COURSE, Part, has_time
from lms.courses import queries as courses
from lms.kernel import db, errors

PAGE = 50
CROSSING = "volunteer link"
_ROW = models.Volunteer


@dataclass(frozen=True)
class VolunteerInfo:
    """Somebody of the register."""

    id: str
    provider_id: str
    centre_id: str
    name: str
    phone: str
    email: str
    languages: tuple[str, ...]
    parts: tuple[str, ...]
    times: tuple[str, ...]
    topics: tuple[str, ...]
    trained_on: date | None
    learner_id: str | None
    linked: bool
    """Whether a link to the own page was handed over."""
    since: date
    ended_on: date | None

    def has_time(self, day: date, starts: time) -> bool:
        """Whether somebody usually has time then."""
        return has_time(self.times, day, starts)


def _info(row: models.Volunteer) -> VolunteerInfo:
    parts = tuple(str(part) for part, does in ((Part.COMPANION, row.companion), (Part.MENTOR, row.mentor)) if does)
    return VolunteerInfo(
        row.id, row.provider_id, row.centre_id, row.name, row.phone, row.email, split(row.languages), parts,
        tuple(row.times), tuple(row.topics), row.trained_on, row.learner_id, row.token_hash is not None, row.since,
        row.ended_on,
    )  # fmt: skip


def split(codes: str) -> tuple[str, ...]:
    """Codes that are kept between commas."""
    return tuple(one for one in codes.split(",") if one)


def volunteers(
    centre_id: str | None, *, words: str = "", language: str = "", part: str = "", page: int = 1
) -> tuple[list[VolunteerInfo], int]:
    """(a page of volunteers of a centre, of every one without it; how many there are). By name, who has ended last."""
    wanted = select(_ROW).where(*_here(centre_id), *_doing(part))
    wanted = wanted.where(*(_ROW.name.icontains(word, autoescape=True) for word in words.split()))
    if language:
        wanted = wanted.where(speaks(language))
    total = db.session().scalar(wanted.with_only_columns(func.count(_ROW.id))) or 0
    rows = db.session().scalars(
        wanted.order_by(_ROW.ended_on.is_not(None), _ROW.name, _ROW.id).limit(PAGE).offset((page - 1) * PAGE)
    )
    return [_info(row) for row in rows], total


def _here(centre_id: str | None) -> tuple[ColumnElement[bool], ...]:
    return (_ROW.centre_id == centre_id,) if centre_id else ()


def _doing(part: str) -> tuple[ColumnElement[bool], ...]:
    if part == Part.COMPANION:
        return (_ROW.companion.is_(True),)
    return (_ROW.mentor.is_(True),) if part == Part.MENTOR else ()


def speaks(language: str) -> ColumnElement[bool]:
    """Whether a volunteer speaks a language."""
    return _ROW.languages.contains(f",{language},", autoescape=True)


def spoken(centre_id: str | None) -> list[str]:
    """Codes of every language that somebody of the register speaks."""
    rows = db.session().scalars(select(_ROW.languages).where(*_here(centre_id), _ROW.ended_on.is_(None)).distinct())
    return sorted({code for line in rows for code in split(line)})


def companions(centre_id: str, language: str) -> list[VolunteerInfo]:
    """Who goes along and speaks a language, by name."""
    rows = db.session().scalars(
        select(_ROW)
        .where(_ROW.centre_id == centre_id, _ROW.companion.is_(True), _ROW.ended_on.is_(None), speaks(language))
        .order_by(_ROW.name, _ROW.id)
    )
    return [_info(row) for row in rows]


def volunteer(volunteer_id: str) -> VolunteerInfo:
    """One of the register. Raises NotFound."""
    found = by_ids([volunteer_id]).get(volunteer_id)
    if found is None:
        raise errors.NotFound("companions.absent")
    return found


def by_ids(volunteer_ids: Iterable[str | None]) -> dict[str, VolunteerInfo]:
    """By id, those that this provider knows."""
    wanted = {one for one in volunteer_ids if one}
    rows = db.session().scalars(select(_ROW).where(_ROW.id.in_(wanted))) if wanted else ()
    return {row.id: _info(row) for row in rows}


def of_learner(learner_id: str) -> VolunteerInfo | None:
    """The entry of somebody who learns here, too, and still helps."""
    row = db.session().scalar(select(_ROW).where(_ROW.learner_id == learner_id, _ROW.ended_on.is_(None)))
    return _info(row) if row else None


def by_token(token: str) -> VolunteerInfo:
    """Whose own page this is. Raises NotFound, also for somebody who has ended: the link goes with it."""
    with db.crossing(CROSSING):
        row = db.session().scalar(
            select(_ROW).where(_ROW.token_hash == accounts.token_hash(token), _ROW.ended_on.is_(None))
        )
        if row is None:
            raise errors.NotFound("companions.absent")
        return _info(row)


# --- mentors ---------------------------------------------------------------------------------------------------------


def trained(found: Iterable[VolunteerInfo]) -> dict[str, date]:
    """Since when those of the register who finished a course for mentors have done so: here, or where they came from."""
    known = list(found)
    passed = passed_on([one.learner_id for one in known if one.learner_id])
    days = {one.id: one.trained_on or passed.get(one.learner_id or "") for one in known}
    return {volunteer_id: day for volunteer_id, day in days.items() if day is not None}


def passed_on(learner_ids: Iterable[str]) -> dict[str, date]:
    """The day on which learners passed the course for mentors, by learner."""
    return {
        learner_id: result.on_day
        for learner_id, results in courses.completions(learner_ids).items()
        for result in reversed(results)
        if result.passed and result.module_key == MENTOR_COURSE
    }


def mentors(centre_id: str) -> list[VolunteerInfo]:
    """Who may be asked as a mentor: in the register, going on, and through with the course."""
    rows = db.session().scalars(
        select(_ROW)
        .where(_ROW.centre_id == centre_id, _ROW.mentor.is_(True), _ROW.ended_on.is_(None))
        .where(or_(_ROW.trained_on.is_not(None), _ROW.learner_id.is_not(None)))
        .order_by(_ROW.name, _ROW.id)
    )
    found = [_info(row) for row in rows]
    through = trained(found)
    return [one for one in found if one.id in through]


def finished_outside(centre_id: str | None) -> list[str]:
    """Learners who passed the course for mentors and are not in the register."""
    known = set(db.session().scalars(select(_ROW.learner_id).where(_ROW.ended_on.is_(None))))
    return [one for one in courses.passed_by(MENTOR_COURSE, centre_id) if one not in known]
