"""One person and their children: where each stands, why, and what each has received, whoever gave it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from lms.eligibility import models
from lms.eligibility.domain import Count, Period, Standing, counted, standing
from lms.eligibility.queries.setup import bases, kinds
from lms.kernel import db, errors
from lms.learners import models as learner_models
from lms.learners import queries as learners
from lms.organisations import queries as organisations

EVER = Period(None, None)
SELF = "self"
"""Names the person in a form, where a child is named by its id."""


@dataclass(frozen=True)
class RecordInfo:
    """What somebody found on looking. `place` is the other provider that found it, empty for this one."""

    id: str
    basis_id: str
    basis: str
    since: date
    until: date | None
    reason: str
    end_reason: str
    by: str
    at: datetime
    place: str
    own: bool


@dataclass(frozen=True)
class ReceivedInfo:
    """A service on a day. `place` is the centre, or the other provider that gave it."""

    id: str
    kind: str
    day: date
    minutes: int | None
    note: str
    by: str
    place: str
    own: bool


@dataclass(frozen=True)
class Member:
    """The person or one of their children, as they stand today. `key` names them in a form."""

    key: str
    person_id: str
    child_id: str | None
    name: str
    birth_date: date | None
    standing: Standing
    records: tuple[RecordInfo, ...]
    received: tuple[ReceivedInfo, ...]
    counts: Mapping[str, Count]
    """By kind, of the period that was asked about."""

    @property
    def current(self) -> RecordInfo | None:
        """The newest record."""
        return self.records[0] if self.records else None

    def eligible_on(self, day: date) -> bool:
        """Whether some record holds on a day."""
        return any(
            one.basis_id and one.since <= day and (one.until is None or day <= one.until) for one in self.records
        )


def members(learner: learners.LearnerInfo, period: Period, today: date) -> list[Member]:
    """The person first, then the children, oldest first."""
    children = learners.children([learner.person_id]).get(learner.person_id, ())
    entries = {key: child.id for child in children for key in (child.id, *child.also)}
    entries |= _joined_since(learner.person_id, children, entries)
    records = _whose(models.Record, learner.person_id, entries)
    received = _whose(models.Received, learner.person_id, entries)
    places = _places([*_flat(records), *_flat(received)])
    words = {one.id: one.name for one in kinds()}
    names = {one.id: one.name for one in bases()}
    whom: list[tuple[str, str, str | None, str, date | None]] = [
        (SELF, learner.person_id, None, learner.name, learner.birth_date)
    ]
    whom += [(child.id, child.person_id, child.id, child.name, child.birth_date) for child in children]
    return [
        _member(one, records.get(one[2], ()), received.get(one[2], ()), (places, words, names), period, today)
        for one in whom
    ]


def member(learner: learners.LearnerInfo, key: str, today: date) -> Member:
    """One of them. Raises NotFound."""
    found = [one for one in members(learner, EVER, today) if one.key == key]
    if not found:
        raise errors.NotFound("eligibility.absent")
    return found[0]


def _joined_since(person_id: str, children: Sequence[learners.ChildInfo], known: Mapping[str, str]) -> dict[str, str]:
    """A child that two records of one person both named is one: what was written under the other entry stays in sight."""
    row, child = models.Record, learner_models.Child
    orphans = db.session().scalars(
        select(child).join(row, row.child_id == child.id).where(row.person_id == person_id, child.id.not_in(known))
    )
    born = {one.birth_date: one.id for one in children}
    return {one.id: born[one.birth_date] for one in orphans if one.birth_date in born}


def _whose(row: Any, person_id: str, entries: Mapping[str, str]) -> dict[str | None, list[Any]]:
    """Rows by child, those of the person under None, the newest first."""
    newest = row.id.desc() if row is models.Record else row.day.desc()
    found: dict[str | None, list[Any]] = {}
    wanted = or_(row.child_id.in_(list(entries)), (row.person_id == person_id) & row.child_id.is_(None))
    for one in db.session().scalars(select(row).where(wanted).order_by(newest, row.id.desc())):
        found.setdefault(entries[one.child_id] if one.child_id else None, []).append(one)
    return found


def _flat(rows: Mapping[str | None, Sequence[Any]]) -> list[Any]:
    return [one for many in rows.values() for one in many]


def _places(rows: Sequence[Any]) -> dict[str, str]:
    """Names of own centres and of other providers, by id."""
    here = db.require_provider()
    others = {one.of_provider for one in rows} - {here}
    return {one.id: one.name for one in organisations.centres()} | {
        key: organisations.provider(key).name for key in others
    }


def _member(
    whom: tuple[str, str, str | None, str, date | None],
    records: Sequence[models.Record],
    received: Sequence[models.Received],
    known: tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str]],
    period: Period,
    today: date,
) -> Member:
    places, words, names = known
    here = db.require_provider()
    newest = records[0] if records else None
    given = tuple(
        ReceivedInfo(
            one.id, words.get(one.kind_id, one.kind), one.day, one.minutes, one.note, one.by,
            places.get(one.centre_id if one.of_provider == here else one.of_provider, ""), one.of_provider == here,
        )
        for one in received
    )  # fmt: skip
    return Member(
        *whom,
        standing(newest.basis_id, newest.until, today) if newest else Standing.UNSEEN,
        tuple(
            RecordInfo(
                one.id, one.basis_id, names.get(one.basis_id, one.basis), one.since, one.until, one.reason,
                one.end_reason, one.by, one.at, places.get(one.of_provider, ""), one.of_provider == here,
            )
            for one in records
        ),
        given,
        counted((one.kind, one.minutes) for one in given if period.holds(one.day)),
    )  # fmt: skip
