"""Asking about referrals."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, or_, select, true

from lms.accounts import domain as accounts
from lms.kernel import db, errors
from lms.referrals import domain, models

PAGE = 50


@dataclass(frozen=True)
class ReferralInfo:
    """One referral."""

    id: str
    provider_id: str
    learner_id: str
    centre_id: str
    staff_id: str | None
    organisation: str
    email: str
    about: str
    consent: str
    state: str
    sent_on: date
    opened_on: date | None
    answered_on: date | None
    said: str
    attended_on: date | None
    by: str

    def over(self, today: date) -> bool:
        """Whether its link has no more to ask."""
        return domain.is_over(self.state, self.sent_on, self.answered_on, today)

    def silent(self, today: date) -> bool:
        """Whether nobody has answered for too long."""
        return domain.is_silent(self.state, self.sent_on, today)

    @property
    def until(self) -> date:
        """The last day on which its link works."""
        return domain.works_until(self.state, self.sent_on, self.answered_on)

    @property
    def open(self) -> bool:
        """Whether somebody still waits."""
        return self.state in domain.OPEN


def _info(row: models.Referral) -> ReferralInfo:
    return ReferralInfo(**{name: getattr(row, name) for name in ReferralInfo.__annotations__})


def referral(referral_id: str) -> ReferralInfo:
    """One referral. Raises NotFound."""
    row = db.session().scalar(select(models.Referral).where(models.Referral.id == referral_id))
    if row is None:
        raise errors.NotFound("referrals.absent")
    return _info(row)


def referrals(*, centre_id: str | None, staff_id: str | None, page: int = 1) -> tuple[list[ReferralInfo], int, int]:
    """(a page of referrals, how many there are, how many wait): of a centre, of everybody without one, and one's own.

    Open ones first, the oldest of them first; then the others, the newest first.
    """
    row = models.Referral
    waits = row.state.in_(domain.OPEN)
    seen = or_(row.centre_id == centre_id, row.staff_id == staff_id) if centre_id else true()
    rows = db.session().scalars(
        select(row)
        .where(seen)
        .order_by(waits.desc(), case((waits, row.sent_on)), row.at.desc(), row.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    total, waiting = db.session().execute(select(func.count(row.id), func.count(case((waits, 1)))).where(seen)).one()
    return [_info(one) for one in rows], int(total), int(waiting)


def of_learner(learner_id: str) -> list[ReferralInfo]:
    """Where somebody was sent, the newest first."""
    row = models.Referral
    rows = db.session().scalars(select(row).where(row.learner_id == learner_id).order_by(row.at.desc(), row.id))
    return [_info(one) for one in rows]


def by_token(token: str) -> ReferralInfo:
    """The referral of a link, whatever became of it. Raises NotFound for an address that never was one."""
    with db.crossing("referral link"):
        row = db.session().scalar(
            select(models.Referral).where(models.Referral.token_hash == accounts.token_hash(token))
        )
    if row is None:
        raise errors.NotFound("referrals.absent")
    return _info(row)
