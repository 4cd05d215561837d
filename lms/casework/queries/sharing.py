"""Who else works with a person, what each may see of the file here, and what is seen here of theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from lms.casework import models
from lms.casework.domain.sharing import Part, parts_of
from lms.casework.queries.files import contacts
from lms.casework.queries.plans import CheckInInfo
from lms.courses import queries as courses
from lms.kernel import db
from lms.learners import models as learner_models
from lms.organisations import queries as organisations
from lms.referrals import queries as referrals


@dataclass(frozen=True)
class Elsewhere:
    """The person's record with another provider."""

    provider_id: str
    provider: str
    learner_id: str


@dataclass(frozen=True)
class Consent:
    """What the person agreed to show to a provider, since when and how."""

    id: str
    from_provider: str
    to_provider: str
    parts: tuple[Part, ...]
    way: str
    language: str
    by: str
    at: datetime
    ended_at: datetime | None
    ended_by: str


@dataclass(frozen=True)
class Told:
    """What another provider did, as far as the person shows it here. A note only where the person reads it too."""

    provider: str
    contacts: Sequence[CheckInInfo]
    referrals: Sequence[referrals.ReferralInfo]
    courses: Sequence[courses.EnrolmentInfo]


def elsewhere(person_id: str) -> list[Elsewhere]:
    """Other providers that have a record of this person today, by name."""
    row = learner_models.Learner
    with db.crossing("who else works with a person"):
        found = db.session().execute(
            select(row.provider_id, row.id)
            .where(row.person_id == person_id, row.merged_into.is_(None), row.erased_at.is_(None), row.until.is_(None))
            .order_by(row.since, row.id)
        )
        rows = {one.provider_id: one.id for one in found}
    rows.pop(db.require_provider(), None)
    return sorted(
        (Elsewhere(key, organisations.provider(key).name, learner_id) for key, learner_id in rows.items()),
        key=lambda one: one.provider.casefold(),
    )


def consents(person_id: str) -> list[Consent]:
    """Everything that was agreed, also what was taken back, the newest first."""
    row = models.Sharing
    rows = db.session().scalars(select(row).where(row.person_id == person_id).order_by(row.at.desc(), row.id.desc()))
    return [
        Consent(
            one.id, one.from_provider, one.to_provider, parts_of(one.parts), one.way, one.language, one.by, one.at,
            one.ended_at, one.ended_by,
        )
        for one in rows
    ]  # fmt: skip


def shown_to(person_id: str) -> dict[str, Consent]:
    """What the file here shows today, by provider that sees it."""
    here = db.require_provider()
    return {one.to_provider: one for one in consents(person_id) if one.from_provider == here and one.ended_at is None}


def shown_here(person_id: str) -> list[tuple[Elsewhere, Consent]]:
    """Providers whose file the person shows here today."""
    here = db.require_provider()
    agreed = {one.from_provider: one for one in consents(person_id) if one.to_provider == here and one.ended_at is None}
    return [(one, agreed[one.provider_id]) for one in elsewhere(person_id) if one.provider_id in agreed]


def told(of: Elsewhere, agreed: Consent, today: date) -> Told:
    """What that provider did, in the parts that are shown. In its scope, so that its own rows and no others are read."""
    with db.scoped(of.provider_id):
        talks = contacts(of.learner_id) if Part.CONTACTS in agreed.parts else []
        sent = referrals.of_learner(of.learner_id) if Part.REFERRALS in agreed.parts else []
        seats = (
            courses.enrolments_of([of.learner_id], seated=False).get(of.learner_id, [])
            if Part.COURSES in agreed.parts
            else []
        )
    return Told(of.provider, talks, sent, [one for one in seats if one.from_date <= today])
