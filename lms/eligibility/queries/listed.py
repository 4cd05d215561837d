"""Lists: who is eligible and since when, whom nobody has asked yet, and how much of each kind was given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, literal, null, or_, select, true, union_all
from sqlalchemy.orm import aliased

from lms.eligibility import models
from lms.eligibility.domain import AHEAD, Count, Period, Standing, born_between, standing
from lms.eligibility.queries.people import SELF
from lms.eligibility.queries.setup import bases, kinds
from lms.kernel import db
from lms.learners import models as learner_models

PAGE = 50
_RECORD, _RECEIVED = models.Record, models.Received
_LEARNER, _PERSON, _CHILD = learner_models.Learner, learner_models.Person, learner_models.Child
_HERE = (_LEARNER.merged_into.is_(None), _LEARNER.erased_at.is_(None), _LEARNER.until.is_(None))


@dataclass(frozen=True)
class Asked:
    """What a list is narrowed to: a standing, words, a centre, a basis."""

    state: str = Standing.ELIGIBLE
    text: str = ""
    centre_id: str = ""
    basis_id: str = ""


@dataclass(frozen=True)
class Line:
    """The person, or a child of the person, in a list. `services` are those of the period, by word of the kind."""

    learner_id: str
    key: str
    name: str
    birth_date: date | None
    parent: str
    """Whose child it is; empty for the person."""
    number: str
    centre_id: str
    standing: Standing
    basis: str = ""
    since: date | None = None
    until: date | None = None
    reason: str = ""
    services: Mapping[str, Count] = field(default_factory=dict)

    @property
    def chosen(self) -> str:
        """Names this line in a form."""
        return f"{self.learner_id}:{self.key}"


def listed(asked: Asked, period: Period, today: date, *, page: int = 1, size: int = PAGE) -> tuple[list[Line], int]:
    """A page of people by name, and how many there are in all."""
    return (_unseen if asked.state == Standing.UNSEEN else _seen)(asked, period, today, page, size)


def _seen(asked: Asked, period: Period, today: date, page: int, size: int) -> tuple[list[Line], int]:
    newest = select(func.max(_RECORD.id)).group_by(_RECORD.person_id, _RECORD.child_id)
    name = func.coalesce(_CHILD.name, _PERSON.given_name)
    wanted = (
        select(_RECORD, _LEARNER, _PERSON, _CHILD)
        .join(_PERSON, _PERSON.person_id == _RECORD.person_id)
        .join(_LEARNER, _LEARNER.person_id == _PERSON.person_id)
        .outerjoin(_CHILD, _CHILD.id == _RECORD.child_id)
        .where(_RECORD.id.in_(newest), *_HERE, *_state(asked.state, today), *_narrowed(asked, _CHILD.name))
    )
    if asked.basis_id:
        wanted = wanted.where(_RECORD.basis_id == asked.basis_id)
    total = db.session().scalar(wanted.with_only_columns(func.count(_RECORD.id))) or 0
    rows = (
        db.session()
        .execute(wanted.order_by(_PERSON.family_name, name, _RECORD.id).limit(size).offset((page - 1) * size))
        .all()
    )
    names = {one.id: one.name for one in bases()}
    services = _services([row.person_id for row, *_more in rows], period)
    return [
        Line(
            learner.id, child.id if child else SELF, child.name if child else person.name,
            child.birth_date if child else person.birth_date, person.name if child else "", learner.number,
            learner.centre_id, standing(row.basis_id, row.until, today), names.get(row.basis_id, row.basis), row.since,
            row.until, row.reason, services.get((row.person_id, row.child_id), {}),
        )
        for row, learner, person, child in rows
    ], total  # fmt: skip


def _state(state: str, today: date) -> Sequence[ColumnElement[bool]]:
    row = _RECORD
    if state == Standing.NONE:
        return (row.basis_id == "",)
    if state == Standing.OVER:
        return row.basis_id != "", row.until < today
    if state == Standing.SOON:
        return row.basis_id != "", row.until >= today, row.until <= today + AHEAD
    return row.basis_id != "", or_(row.until.is_(None), row.until >= today)


def _narrowed(asked: Asked, child_name: Any) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_LEARNER.centre_id == asked.centre_id] if asked.centre_id else []
    for word in asked.text.split():
        columns = (_PERSON.given_name, _PERSON.family_name, _LEARNER.number, child_name)
        found.append(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    return found


# --- whom nobody has asked -------------------------------------------------------------------------------------------


def _unseen(asked: Asked, _period: Period, today: date, page: int, size: int) -> tuple[list[Line], int]:
    """People of an age that a basis speaks of, whom nobody has looked at. A child of two parents stands once."""
    grown, child = _of_age(_PERSON.birth_date, asked, today), _of_age(_CHILD.birth_date, asked, today)
    other, parent = aliased(_CHILD), aliased(_PERSON)
    twin = (
        select(other.id)
        .join(parent, parent.person_id == other.person_id)
        .where(
            parent.household_id == _PERSON.household_id,
            func.lower(func.trim(other.name)) == func.lower(func.trim(_CHILD.name)),
            other.birth_date == _CHILD.birth_date,
            other.id < _CHILD.id,
        )
        .exists()
    )
    columns = (_LEARNER.id, _LEARNER.number, _LEARNER.centre_id, _PERSON.given_name, _PERSON.family_name)
    adults = (
        select(*columns, null().label("child_id"), literal("").label("child"), _PERSON.birth_date.label("born"))
        .join(_PERSON, _PERSON.person_id == _LEARNER.person_id)
        .where(*_HERE, grown, *_narrowed(asked, literal("")))
        .where(~_looked(_RECORD.person_id == _PERSON.person_id, _RECORD.child_id.is_(None)))
    )
    children = (
        select(*columns, _CHILD.id.label("child_id"), _CHILD.name.label("child"), _CHILD.birth_date.label("born"))
        .join(_PERSON, _PERSON.person_id == _LEARNER.person_id)
        .join(_CHILD, _CHILD.person_id == _PERSON.person_id)
        .where(*_HERE, child, ~twin, *_narrowed(asked, _CHILD.name))
        .where(~_looked(_RECORD.child_id == _CHILD.id))
    )
    both = union_all(adults, children).subquery()
    total = db.session().scalar(select(func.count()).select_from(both)) or 0
    order = (both.c.family_name, both.c.given_name, both.c.born, both.c.id)
    rows = db.session().execute(select(both).order_by(*order).limit(size).offset((page - 1) * size))
    return [
        Line(
            row.id, row.child_id or SELF, row.child or f"{row.given_name} {row.family_name}".strip(), row.born,
            f"{row.given_name} {row.family_name}".strip() if row.child_id else "", row.number, row.centre_id,
            Standing.UNSEEN,
        )
        for row in rows
    ], total  # fmt: skip


def _of_age(born: Any, asked: Asked, today: date) -> ColumnElement[bool]:
    """Of an age that an open basis speaks of; whose day of birth nobody knows is of none."""
    found: list[ColumnElement[bool]] = [false()]
    for one in bases(open_only=True):
        if asked.basis_id in ("", one.id):
            first, last = born_between(one.said.age_from, one.said.age_to, today)
            found.append(and_(born >= first if first else true(), born <= last if last else true()))
    return and_(born.is_not(None), or_(*found))


def _looked(*of: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(_RECORD.id).where(*of).exists()


# --- counting --------------------------------------------------------------------------------------------------------


def _within(period: Period) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_RECEIVED.day >= period.first] if period.first else []
    return [*found, _RECEIVED.day <= period.last] if period.last else found


def _services(person_ids: Sequence[str], period: Period) -> dict[tuple[str, str | None], dict[str, Count]]:
    """What each of these people has received of each kind, whoever gave it."""
    row = _RECEIVED
    rows = db.session().execute(
        select(
            row.person_id, row.child_id, row.kind_id, row.kind, func.count(), func.coalesce(func.sum(row.minutes), 0)
        )
        .where(row.person_id.in_(person_ids), *_within(period))
        .group_by(row.person_id, row.child_id, row.kind_id, row.kind)
        .order_by(row.kind)
    )
    words = {one.id: one.name for one in kinds()}
    found: dict[tuple[str, str | None], dict[str, Count]] = {}
    for person_id, child_id, kind_id, kind, times, minutes in rows:
        of_kind, word = found.setdefault((person_id, child_id), {}), words.get(kind_id, kind)
        before = of_kind.get(word, Count())
        of_kind[word] = Count(before.times + times, before.minutes + (minutes or 0))
    return found


@dataclass(frozen=True)
class OfKind:
    """How much of one kind this provider gave in a period: how often, to how many people, how long."""

    kind: str
    times: int
    people: int
    minutes: int


def given_by_kind(period: Period, *, centre_id: str = "") -> list[OfKind]:
    """By kind, also those of which nothing was given. Whom they were given to is not told."""
    row = _RECEIVED
    wanted = (
        select(
            row.kind_id,
            func.count(),
            func.count(func.distinct(func.coalesce(row.child_id, row.person_id))),
            func.coalesce(func.sum(row.minutes), 0),
        )
        .where(row.of_provider == db.require_provider(), *_within(period))
        .group_by(row.kind_id)
    )
    if centre_id:
        wanted = wanted.where(row.centre_id == centre_id)
    found = {kind_id: numbers for kind_id, *numbers in db.session().execute(wanted)}
    return [
        OfKind(one.name, *found.get(one.id, (0, 0, 0))) for one in kinds() if one.ended_on is None or one.id in found
    ]


def people_served(period: Period, *, centre_id: str = "") -> int:
    """How many people have received anything, each once."""
    row = _RECEIVED
    wanted = select(func.count(func.distinct(func.coalesce(row.child_id, row.person_id)))).where(
        row.of_provider == db.require_provider(), *_within(period)
    )
    return db.session().scalar(wanted.where(row.centre_id == centre_id) if centre_id else wanted) or 0
