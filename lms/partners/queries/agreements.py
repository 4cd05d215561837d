"""Agreements: listed, one with its cohort and its duties, those of a class or a person, what ends within sixty days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select

from lms.casework import queries as casework
from lms.courses import queries as courses
from lms.kernel import db, errors
from lms.learners import queries as learners
from lms.organisations import queries as organisations
from lms.partners import models
from lms.partners.domain.agreements import AHEAD, Standing, standing
from lms.partners.queries.access import SHOWN

PAGE = 50
_ROW = models.Agreement


@dataclass(frozen=True)
class DutyInfo:
    """What somebody has to do; `who` is the partner's name, empty where it is ours."""

    id: str
    what: str
    due_on: date
    organisation_id: str
    who: str
    standing: Standing
    done_on: date | None
    done_by: str


@dataclass(frozen=True)
class AgreementInfo:
    """One agreement. `partners` are ids and names; `duties` by their days, those that are done last."""

    id: str
    title: str
    kind: str
    partners: tuple[tuple[str, str], ...]
    centre_id: str | None
    begins_on: date
    ends_on: date
    staff_id: str
    keeper: str
    note: str
    closed_on: date | None
    standing: Standing
    duties: tuple[DutyInfo, ...]

    @property
    def next_duty(self) -> DutyInfo | None:
        """The first that is not done."""
        return next((one for one in self.duties if one.done_on is None), None)


@dataclass(frozen=True)
class Part:
    """One line of a cohort: a class, a module or a person, with its name."""

    id: str
    kind: str
    key: str
    name: str


def agreements(
    today: date, *, centre_id: str | None = None, text: str = "", closed: bool = False, page: int = 1
) -> tuple[list[AgreementInfo], int]:
    """A page of agreements, the one that ends first on top, and how many there are. Every word stands in the title."""
    wanted = select(_ROW).where(*(_ROW.title.icontains(word, autoescape=True) for word in text.split()))
    wanted = wanted.where(_ROW.closed_on.is_not(None) if closed else _ROW.closed_on.is_(None), *_here(centre_id))
    total = db.session().scalar(wanted.with_only_columns(func.count(_ROW.id))) or 0
    rows = db.session().scalars(wanted.order_by(_ROW.ends_on, _ROW.id).limit(PAGE).offset((page - 1) * PAGE)).all()
    return _infos(rows, today), total


def agreement(agreement_id: str, today: date, *, centre_id: str | None = None) -> AgreementInfo:
    """One of them; with a centre only one that concerns it. Raises NotFound."""
    row = db.session().scalar(select(_ROW).where(_ROW.id == agreement_id, *_here(centre_id)))
    if row is None:
        raise errors.NotFound("partners.no_agreement")
    return _infos([row], today)[0]


def _here(centre_id: str | None) -> tuple[ColumnElement[bool], ...]:
    return (or_(_ROW.centre_id.is_(None), _ROW.centre_id == centre_id),) if centre_id else ()


def agreements_of_class(section_id: str, course_id: str, today: date) -> list[AgreementInfo]:
    """Agreements in force under which a class of a module is held."""
    row = models.Cohort
    return _in_force(or_(row.section_id == section_id, row.course_id == course_id), today)


def agreements_of_person(learner_id: str, today: date) -> list[AgreementInfo]:
    """Agreements in force under which somebody comes: by name, or by a class."""
    seats = courses.enrolments_of([learner_id]).get(learner_id, [])
    sections = courses.sections(ids=[one.section_id for one in seats], states=SHOWN) if seats else []
    row = models.Cohort
    return _in_force(
        or_(
            row.learner_id == learner_id,
            row.section_id.in_([one.id for one in sections]),
            row.course_id.in_([one.course.id for one in sections]),
        ),
        today,
    )


def _in_force(of_cohort: ColumnElement[bool], today: date) -> list[AgreementInfo]:
    under = select(models.Cohort.agreement_id).where(of_cohort)
    rows = db.session().scalars(
        select(_ROW)
        .where(_ROW.id.in_(under), _ROW.closed_on.is_(None), _ROW.begins_on <= today, _ROW.ends_on >= today)
        .order_by(_ROW.ends_on, _ROW.id)
    )
    return _infos(rows.all(), today)


def ending(today: date) -> list[AgreementInfo]:
    """Agreements that end within sixty days, or have a duty that does; what is late too."""
    due = select(models.Duty.agreement_id).where(models.Duty.done_on.is_(None), models.Duty.due_on <= today + AHEAD)
    rows = db.session().scalars(
        select(_ROW)
        .where(_ROW.closed_on.is_(None), or_(_ROW.ends_on <= today + AHEAD, _ROW.id.in_(due)))
        .order_by(_ROW.id)
    )
    return _infos(rows.all(), today)


def cohort_of(agreement_id: str) -> list[Part]:
    """Modules, classes and people of an agreement, in this order, each by name."""
    rows = db.session().scalars(select(models.Cohort).where(models.Cohort.agreement_id == agreement_id)).all()
    classes = courses.sections(ids=[row.section_id for row in rows if row.section_id], states=SHOWN)
    modules = {one.id: one.title for one in courses.courses()} if any(row.course_id for row in rows) else {}
    names = {
        **{f"section:{one.id}": one.name for one in classes},
        **{f"course:{key}": title for key, title in modules.items()},
        **{f"learner:{one.id}": one.name for one in learners.by_ids(_learners(rows)).values()},
    }
    found = [Part(row.id, kind, key, names.get(f"{kind}:{key}", "")) for row in rows for kind, key in [_kind(row)]]
    return sorted(found, key=lambda one: (one.kind, one.name.casefold(), one.id))


def _learners(rows: Iterable[models.Cohort]) -> list[str]:
    return [row.learner_id for row in rows if row.learner_id]


def _kind(row: models.Cohort) -> tuple[str, str]:
    if row.learner_id:
        return "learner", row.learner_id
    return ("section", row.section_id) if row.section_id else ("course", row.course_id or "")


def _infos(rows: Sequence[models.Agreement], today: date) -> list[AgreementInfo]:
    if not rows:
        return []
    duty = models.Duty
    duties: dict[str, list[models.Duty]] = {}
    for one in db.session().scalars(
        select(duty)
        .where(duty.agreement_id.in_([row.id for row in rows]))
        .order_by(duty.done_on.is_not(None), duty.due_on, duty.id)
    ):
        duties.setdefault(one.agreement_id, []).append(one)
    wanted = {key for row in rows for key in row.partners}
    wanted |= {one.organisation_id for many in duties.values() for one in many}
    names = {key: one.name for key, one in casework.organisations_by_id(wanted).items()}
    keepers = {one.id: one.name for one in organisations.staff(ids=[row.staff_id for row in rows if row.staff_id])}
    return [
        AgreementInfo(
            row.id, row.title, row.kind, tuple((key, names[key]) for key in row.partners if key in names), row.centre_id,
            row.begins_on, row.ends_on, row.staff_id or "", keepers.get(row.staff_id or "", ""), row.note, row.closed_on,
            standing(row.ends_on, row.closed_on is not None, today),
            tuple(_duty(one, names, today) for one in duties.get(row.id, ())),
        )
        for row in rows
    ]  # fmt: skip


def _duty(row: models.Duty, names: dict[str, str], today: date) -> DutyInfo:
    return DutyInfo(
        row.id, row.what, row.due_on, row.organisation_id, names.get(row.organisation_id, ""),
        standing(row.due_on, row.done_on is not None, today), row.done_on, row.done_by,
    )  # fmt: skip
