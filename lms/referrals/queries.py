"""Asking about referrals."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from lms.accounts import domain as accounts
from lms.kernel import db, errors
from lms.referrals import domain, models


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


def referrals(*, centre_id: str | None = None, limit: int = 200) -> list[ReferralInfo]:
    """Referrals, open ones first, the oldest of them first; then the others, the newest first."""
    row = models.Referral
    statement = select(row).where(*((row.centre_id == centre_id,) if centre_id else ()))
    opened = db.session().scalars(statement.where(row.state.in_(domain.OPEN)).order_by(row.sent_on, row.id))
    others = statement.where(row.state.not_in(domain.OPEN)).order_by(row.at.desc(), row.id).limit(limit)
    return [_info(one) for one in (*opened, *db.session().scalars(others))]


def of_learner(learner_id: str) -> list[ReferralInfo]:
    """Where somebody was sent, the newest first."""
    row = models.Referral
    rows = db.session().scalars(select(row).where(row.learner_id == learner_id).order_by(row.at.desc(), row.id))
    return [_info(one) for one in rows]


def count_silent(centre_id: str | None, today: date) -> int:
    """How many wait for an answer too long."""
    row = models.Referral
    statement = select(func.count(row.id)).where(row.state == domain.State.SENT, row.sent_on <= today - domain.SILENT)
    return int(db.session().scalar(statement.where(row.centre_id == centre_id) if centre_id else statement) or 0)


def by_token(token: str) -> ReferralInfo:
    """The referral of a link, whatever became of it. Raises NotFound for an address that never was one."""
    with db.crossing("referral link"):
        row = db.session().scalar(
            select(models.Referral).where(models.Referral.token_hash == accounts.token_hash(token))
        )
    if row is None:
        raise errors.NotFound("referrals.absent")
    return _info(row)
