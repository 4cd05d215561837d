"""How somebody is: for the person, and for the counsellor of the centre. Who else asks gets nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from lms.accounts import queries as accounts
from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor, Role
from lms.learners import models as learner_models
from lms.learners import queries as learners
from lms.organisations import queries as organisations
from lms.wellbeing import models
from lms.wellbeing.domain import AGAIN, needs_help

READ = "wellbeing.read"
"""The right of a counsellor: held by caseworkers who were named, and by nobody else."""
PAGE = 50
SHOWN = 6
"""So many days of answers stand on a page."""
LINES = 500
"""So far back the audit is looked through for those who read."""
WHAT = "wellbeing"
"""What the audit calls a look at somebody's answers."""


@dataclass(frozen=True)
class Mine:
    """What a person said about being asked. `given` is None before the first question."""

    given: bool | None
    on_day: date | None
    talk_since: date | None
    words: str


@dataclass(frozen=True)
class CheckInfo:
    """The answers of one day."""

    day: date
    answers: Mapping[str, str]

    @property
    def low(self) -> bool:
        """Whether help was shown."""
        return needs_help(self.answers)


@dataclass(frozen=True)
class Person:
    """Somebody who agreed, as the list of a counsellor shows her: without the answers."""

    learner: learners.LearnerInfo
    last: date | None
    talk_since: date | None


@dataclass(frozen=True)
class ContactInfo:
    """Who helps when somebody is not well."""

    id: str
    name: str
    phone: str
    note: str


# --- the person ------------------------------------------------------------------------------------------------------


def mine(learner_id: str) -> Mine:
    """Her own word."""
    row = db.session().scalar(select(models.Consent).where(models.Consent.learner_id == learner_id))
    return Mine(row.given, row.on_day, row.talk_since, row.words) if row else Mine(None, None, None, "")


def checks(learner_id: str) -> list[CheckInfo]:
    """What somebody answered, the newest first; nothing without consent."""
    rows = db.session().execute(
        select(models.Check.day, models.Check.answers)
        .join(models.Consent, models.Consent.id == models.Check.consent_id)
        .where(models.Consent.learner_id == learner_id, models.Consent.given)
        .order_by(models.Check.day.desc())
        .limit(SHOWN)
    )
    return [CheckInfo(row.day, row.answers) for row in rows]


def asks_now(learner_id: str, today: date) -> bool:
    """Whether a learner's day invites: never asked before, or some weeks after the last answer. Who said no is left alone."""
    if mine(learner_id).given is False or not counsellors(learners.learner(learner_id).centre_id):
        return False
    last = checks(learner_id)[:1]
    return not last or last[0].day + AGAIN <= today


def contacts() -> list[ContactInfo]:
    """Who helps, by name."""
    rows = db.session().scalars(select(models.Contact).order_by(models.Contact.name, models.Contact.id))
    return [ContactInfo(row.id, row.name, row.phone, row.note) for row in rows]


@dataclass(frozen=True)
class SeriesInfo:
    """Talks of one series. `interpreter`: into which language, empty where none is needed."""

    id: str
    days: tuple[date, ...]
    interpreter: str
    by: str
    booked_on: date
    ended_on: date | None

    def ahead(self, today: date) -> tuple[date, ...]:
        """The talks that lie ahead, today's among them."""
        return () if self.ended_on else tuple(day for day in self.days if day >= today)


@dataclass(frozen=True)
class ReferralInfo:
    """To whom somebody was sent for treatment, and when."""

    id: str
    organisation: str
    on_day: date


def series_of(learner_id: str) -> list[SeriesInfo]:
    """Talks with the counsellor, the newest series first; nothing without consent."""
    rows = db.session().scalars(_of_consent(models.Series, learner_id).order_by(models.Series.id.desc()))
    return [
        SeriesInfo(
            row.id,
            tuple(date.fromisoformat(day) for day in row.days),
            row.interpreter,
            row.by,
            row.booked_on,
            row.ended_on,
        )
        for row in rows
    ]


def clinical_of(learner_id: str) -> list[ReferralInfo]:
    """To whom somebody was sent for treatment, the newest first; nothing without consent."""
    row = models.ClinicalReferral
    rows = db.session().scalars(_of_consent(row, learner_id).order_by(row.on_day.desc(), row.id))
    return [ReferralInfo(one.id, one.organisation, one.on_day) for one in rows]


def _of_consent(row: Any, learner_id: str) -> Any:
    return (
        select(row)
        .join(models.Consent, models.Consent.id == row.consent_id)
        .where(models.Consent.learner_id == learner_id, models.Consent.given)
    )


# --- who reads -------------------------------------------------------------------------------------------------------


def caseworkers(centre_id: str | None) -> list[accounts.Nominee]:
    """Who may be named as counsellor of a centre, or of all of them, and who is."""
    found = accounts.nominees(Role.CASEWORKER, READ)
    return [one for one in found if not centre_id or one.centre_id in (None, "", centre_id)]


def counsellors(centre_id: str) -> list[str]:
    """Names of those who read answers of a centre."""
    return [one.name for one in caseworkers(centre_id) if one.named]


def people(actor: Actor, *, words: str = "", page: int = 1) -> tuple[list[Person], int]:
    """(a page of those who agreed, how many there are): who waits for a call first, then the latest answer."""
    last = func.max(models.Check.day)
    wanted = (
        _readable(select(models.Consent.learner_id, models.Consent.talk_since, last.label("last")), actor)
        .outerjoin(models.Check, models.Check.consent_id == models.Consent.id)
        .group_by(models.Consent.id)
    )
    for word in words.split():
        person = learner_models.Person
        wanted = wanted.where(
            or_(person.given_name.icontains(word, autoescape=True), person.family_name.icontains(word, autoescape=True))
        )
    total = db.session().scalar(select(func.count()).select_from(wanted.subquery())) or 0
    waits_first = models.Consent.talk_since.is_(None), models.Consent.talk_since
    rows = list(
        db.session().execute(
            wanted.order_by(*waits_first, last.desc(), models.Consent.learner_id).limit(PAGE).offset((page - 1) * PAGE)
        )
    )
    known = learners.by_ids([row.learner_id for row in rows])
    return [Person(known[row.learner_id], row.last, row.talk_since) for row in rows], int(total)


def _readable(statement: Any, actor: Actor) -> Any:
    """Only those who agreed, only of the counsellor's centre, and nobody for who is no counsellor."""
    if not actor.may(READ):
        raise errors.NotFound("page.absent")
    learner, person = learner_models.Learner, learner_models.Person
    statement = (
        statement.join(learner, learner.id == models.Consent.learner_id)
        .join(person, person.person_id == learner.person_id)
        .where(models.Consent.given)
    )
    return statement.where(learner.centre_id == actor.centre_id) if actor.centre_id else statement


def waiting(actor: Actor) -> int:
    """How many wait for the counsellor to call."""
    wanted = _readable(select(func.count(models.Consent.id)), actor).where(models.Consent.talk_since.is_not(None))
    return int(db.session().scalar(wanted) or 0)


def of_person(learner_id: str, actor: Actor) -> tuple[learners.LearnerInfo, Mine, Sequence[CheckInfo]]:
    """One person with her answers. Raises NotFound for who is no counsellor of hers, and where she did not agree."""
    wanted = _readable(select(models.Consent.id), actor).where(models.Consent.learner_id == learner_id)
    if db.session().scalar(wanted) is None:
        raise errors.NotFound("page.absent")
    return learners.learner(learner_id), mine(learner_id), checks(learner_id)


def read_by(learner_id: str) -> list[tuple[str, date]]:
    """Who looked at her answers on which day, the newest first: the person sees it."""
    zone = organisations.zone_of(learners.learner(learner_id).centre_id)
    found = [
        (one.actor, clock.local(one.at, zone).date())
        for one in accounts.history_of("learners_learner", learner_id, limit=LINES)
        if one.action == accounts.READ and one.changes.get("what") == WHAT
    ]
    return list(dict.fromkeys(found))[:SHOWN]
