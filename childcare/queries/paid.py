"""Hours of care by the basis on which they are paid, month by month. No child is named."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from childcare import models
from childcare.domain.together import overlapping
from childcare.queries.groups import groups, interval_of, minutes_of
from lms.courses import queries as courses
from lms.kernel import db
from lms.organisations import queries as organisations


@dataclass(frozen=True)
class BasisHours:
    """What one basis paid in one group: children, sessions booked and attended, minutes booked and minutes there."""

    basis: str
    group: str
    children: int
    sessions: int
    attended: int
    booked_minutes: int
    present_minutes: int
    late_minutes: int


def hours_by_basis(centre_id: str, month: date) -> list[BasisHours]:
    """Hours of a month by basis and group. An empty basis means that the parent's course has no funder."""
    first = month.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    row = models.CareBooking
    names = {group.id: group.name for group in groups(centre_id)}
    rows = list(
        db.session().scalars(
            select(row).where(row.day >= first, row.day < after, row.group_id.in_(list(names))).order_by(row.id)
        )
    )
    own = _own_basis({one.child_id for one in rows})
    of_seat = _funders_of(sorted({one.learner_id for one in rows}))
    found: dict[tuple[str, str], list[Stay]] = {}
    for one in _stays(rows):
        basis = own.get(one.child_id) or of_seat.get(one.enrolment_id, "")
        found.setdefault((basis, one.group_id), []).append(one)
    return [_sum(basis, names[group_id], kept) for (basis, group_id), kept in sorted(found.items())]


@dataclass(frozen=True)
class Stay:
    """One child in one group for a span of one day. Where two adults bring it, the first seat counts."""

    enrolment_id: str
    child_id: str
    group_id: str
    starts: time
    ends: time
    arrived_at: datetime | None
    left_at: datetime | None
    late_minutes: int | None


def _stays(rows: Iterable[models.CareBooking]) -> list[Stay]:
    """A child is paid for once, whoever brings it."""
    same = overlapping(
        rows, lambda row: (row.child_id, row.group_id, row.day), lambda row: interval_of(row.starts, row.ends)
    )
    return [
        Stay(
            found[0].enrolment_id,
            found[0].child_id,
            found[0].group_id,
            min(one.starts for one in found),
            max(one.ends for one in found),
            min((one.arrived_at for one in found if one.arrived_at), default=None),
            max((one.left_at for one in found if one.left_at), default=None),
            found[0].late_minutes,
        )
        for found in same
    ]


def _sum(basis: str, group: str, rows: Iterable[Stay]) -> BasisHours:
    kept = list(rows)
    there = [one for one in kept if one.arrived_at is not None]
    return BasisHours(
        basis,
        group,
        len({one.child_id for one in kept}),
        len(kept),
        len(there),
        sum(minutes_of(one.ends) - minutes_of(one.starts) for one in kept),
        sum(_present(one) for one in there),
        sum(one.late_minutes or 0 for one in there),
    )


def _present(row: Stay) -> int:
    """From coming to leaving; who was never checked out stayed as long as was booked."""
    booked = minutes_of(row.ends) - minutes_of(row.starts)
    if row.arrived_at is None or row.left_at is None:
        return booked
    return max(0, int((row.left_at - row.arrived_at).total_seconds() // 60))


def _own_basis(child_ids: Iterable[str]) -> dict[str, str]:
    row = models.ChildRecord
    rows = db.session().execute(select(row.child_id, row.funding).where(row.child_id.in_(list(child_ids))))
    return {one.child_id: one.funding for one in rows if one.funding}


def _funders_of(learner_ids: list[str]) -> dict[str, str]:
    """Names of the funders of the courses, by enrolment."""
    names = {one.id: one.name for one in organisations.funders()}
    known: dict[str, str] = {}
    found = {}
    for held in courses.placed_of(learner_ids).values():
        for one in held:
            if one.section_id not in known:
                known[one.section_id] = names.get(courses.funder_of(one.section_id) or "", "")
            found[one.id] = known[one.section_id]
    return found
