"""Asking about accounts: who is behind a token, what role, what was done to a subject."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, and_, bindparam, case, func, or_, select

from lms.accounts import domain, models
from lms.kernel import db
from lms.kernel.actor import Role
from lms.kernel.questions import Question
from lms.kernel.statements import Prepared, table


@dataclass(frozen=True)
class SignedIn:
    """A valid session with the role it was opened for."""

    sign_in_id: str
    user_id: str
    name: str
    locale: str
    theme: str
    role: str
    provider_id: str
    centre_id: str | None
    staff_id: str | None
    learner_id: str | None
    person_id: str | None
    second_factor: bool
    seen_at: datetime
    named_rights: frozenset[str]
    """What she holds beyond her role, because somebody named her for it."""


_SIGN_IN, _MEMBERSHIP, _USER = (table(one).c for one in (models.SignIn, models.Membership, models.User))
_SESSION = select(
    _SIGN_IN.id.label("sign_in_id"),
    _SIGN_IN.second_factor,
    _SIGN_IN.seen_at,
    _SIGN_IN.expires_at,
    _SIGN_IN.ended_at,
    _MEMBERSHIP.role,
    _MEMBERSHIP.provider_id,
    _MEMBERSHIP.centre_id,
    _MEMBERSHIP.staff_id,
    _MEMBERSHIP.learner_id,
    _MEMBERSHIP.person_id,
    _MEMBERSHIP.named_rights,
    _USER.id.label("user_id"),
    _USER.name,
    _USER.locale,
    _USER.theme,
).where(_MEMBERSHIP.id == _SIGN_IN.membership_id, _USER.id == _MEMBERSHIP.user_id, _USER.active, _MEMBERSHIP.active)
_BEHIND = Prepared(_SESSION.where(_SIGN_IN.token_hash == bindparam("token_hash")))
_STILL = Prepared(_SESSION.where(_SIGN_IN.id == bindparam("sign_in_id")))


def signed_in(token: str, *, idle: timedelta, now: datetime) -> SignedIn | None:
    """Who is behind a session cookie, None when it is over. Learners' sessions know no idle limit."""
    return _valid(_BEHIND.ask(token_hash=domain.token_hash(token)).first(), idle, now)


def still_signed_in(sign_in_id: str, *, idle: timedelta, now: datetime) -> SignedIn | None:
    """Who is behind a session by its id, None when it is over: for addresses that were made in it."""
    return _valid(_STILL.ask(sign_in_id=sign_in_id).first(), idle, now)


def _valid(row: Any, idle: timedelta, now: datetime) -> SignedIn | None:
    if row is None:
        return None
    pause = idle if row.learner_id is None else timedelta(days=3650)
    if domain.session_over(row.seen_at, row.expires_at, row.ended_at, pause, now):
        return None
    return SignedIn(
        sign_in_id=row.sign_in_id,
        user_id=row.user_id,
        name=row.name,
        locale=row.locale,
        theme=row.theme,
        role=row.role,
        provider_id=row.provider_id,
        centre_id=row.centre_id,
        staff_id=row.staff_id,
        learner_id=row.learner_id,
        person_id=row.person_id,
        second_factor=row.second_factor,
        seen_at=row.seen_at,
        named_rights=domain.codes(row.named_rights),
    )


@dataclass(frozen=True)
class TokenRights:
    """What a bearer token may do: a role at a provider."""

    name: str
    role: str
    provider_id: str


def api_token(token: str) -> TokenRights | None:
    """The rights of a bearer token, None when unknown or revoked."""
    row = db.session().scalar(
        select(models.ApiToken).where(
            models.ApiToken.token_hash == domain.token_hash(token), models.ApiToken.revoked_at.is_(None)
        )
    )
    return TokenRights(row.name, row.role, row.provider_id) if row else None


@dataclass(frozen=True)
class TokenInfo:
    """One program's token in force, without the secret."""

    id: str
    name: str
    role: str
    provider_id: str
    made_at: datetime


def api_tokens() -> list[TokenInfo]:
    """Tokens of programs that are in force, oldest first. For the operator."""
    rows = db.session().scalars(
        select(models.ApiToken).where(models.ApiToken.revoked_at.is_(None)).order_by(models.ApiToken.id)
    )
    return [TokenInfo(row.id, row.name, row.role, row.provider_id, row.made_at) for row in rows]


@dataclass(frozen=True)
class SessionInfo:
    """One open session of a person, for her own list."""

    id: str
    way: str
    device: str
    started_at: datetime
    seen_at: datetime


def open_sessions(user_id: str, *, now: datetime) -> list[SessionInfo]:
    """A person's open sessions, newest first."""
    rows = db.session().scalars(
        select(models.SignIn)
        .where(models.SignIn.user_id == user_id, models.SignIn.ended_at.is_(None), models.SignIn.expires_at > now)
        .order_by(models.SignIn.seen_at.desc())
    )
    return [SessionInfo(row.id, row.way, row.device, row.started_at, row.seen_at) for row in rows]


@dataclass(frozen=True)
class AuditLine:
    """One line of a subject's history."""

    at: datetime
    actor: str
    action: str
    changes: dict[str, Any]
    reason: str


_HISTORY = Question(
    select(models.AuditEntry)
    .where(
        models.AuditEntry.subject_kind == bindparam("subject_kind"),
        models.AuditEntry.subject_id == bindparam("subject_id"),
    )
    .order_by(models.AuditEntry.id.desc())
    .limit(bindparam("most", type_=Integer))
)


def history_of(subject_kind: str, subject_id: str, *, limit: int = 100) -> list[AuditLine]:
    """What was done to a subject, newest first, within the provider in scope."""
    rows = _HISTORY.ask(subject_kind=subject_kind, subject_id=subject_id, most=limit)
    return [AuditLine(row.at, row.actor, row.action, row.changes or {}, row.reason or "") for row in rows]


AUDIT = models.AuditEntry.__tablename__
READ = "read"
CHANGES = ("add", "change", "remove")


@dataclass(frozen=True)
class AuditRow:
    """One row of a provider's audit, without what stood in it: `what` names what was looked at, `about` a learner."""

    at: datetime
    actor: str
    action: str
    subject_kind: str
    subject_id: str
    what: str
    about: str


def audit_rows(
    since: datetime,
    until: datetime,
    *,
    deed: str = "",
    area: str = "",
    text: str = "",
    about: Sequence[str] = (),
    limit: int,
    offset: int = 0,
) -> tuple[list[AuditRow], int]:
    """Who looked at or changed what in a span of time, the newest first, and how many rows there are in all.

    `deed` is "read", "changes" or "other"; `area` the first word of the tables; `text` is looked for in the name of who
    did it, or the row is of one of the subjects `about`.
    """
    row = models.AuditEntry
    wanted = [row.at >= since, row.at < until]
    if deed == READ:
        wanted.append(row.action == READ)
    elif deed:
        among = row.action.in_(CHANGES)
        wanted.append(among if deed == "changes" else and_(~among, row.action != READ))
    if area:
        wanted.append(row.subject_kind.startswith(f"{area}_", autoescape=True))
    if text:
        wanted.append(or_(row.actor.icontains(text, autoescape=True), row.subject_id.in_(about)))
    total = db.session().scalar(select(func.count(row.id)).where(*wanted)) or 0
    found = db.session().scalars(
        select(row).where(*wanted).order_by(row.at.desc(), row.id.desc()).limit(limit).offset(offset)
    )
    return [_audit_row(one) for one in found], total


def _audit_row(row: models.AuditEntry) -> AuditRow:
    changes = row.changes or {}
    what = changes.get("what", "") if row.action == READ else ""
    about = row.subject_id
    if row.subject_kind not in OF_A_LEARNER:
        told = changes.get("learner_id", changes.get("learner", ""))
        # A change says before and after; the learner of a row is the same, or one of them is nobody.
        about = next((one for one in reversed(told) if one), "") if isinstance(told, list) else told
    return AuditRow(
        row.at,
        row.actor,
        row.action,
        row.subject_kind,
        row.subject_id,
        str(what),
        about if isinstance(about, str) else "",
    )


def names_of(user_ids: Iterable[str]) -> dict[str, str]:
    """What people are called who have a role at the provider in scope: user id -> name."""
    row, ids = models.Membership, sorted(set(user_ids))
    rows = db.session().execute(
        select(models.User.id, models.User.name)
        .join(row, row.user_id == models.User.id)
        .where(models.User.id.in_(ids), row.provider_id == db.require_provider())
    )
    return {one.id: one.name for one in rows}


OF_A_LEARNER = ("learners_learner", "learners_availability")
"""Tables whose rows have the key of the learner they are about."""


def learner_membership(learner_id: str, provider_id: str) -> str | None:
    """The membership a learner signs in with."""
    return db.session().scalar(
        select(models.Membership.id).where(
            models.Membership.learner_id == learner_id, models.Membership.provider_id == provider_id
        )
    )


def learner_locale(learner_id: str, provider_id: str) -> str | None:
    """The language a learner reads here; None for who cannot sign in."""
    return db.session().scalar(
        select(models.User.locale)
        .join(models.Membership, models.Membership.user_id == models.User.id)
        .where(
            models.Membership.learner_id == learner_id, models.Membership.provider_id == provider_id, models.User.active
        )
        .limit(1)
    )


def demo_sign_ins() -> list[tuple[str, str, str]]:
    """(role, name, e-mail) of the demonstration's people, in the order of the roles.

    The first of a role stands for it and has no name here; whoever shares it is told from her by the name.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for role, name, email in _demo_people(models.Membership.role, models.User.name, models.User.email):
        known = found.setdefault(role, [])
        known.append((name if known else "", email))
    return [(role, name, email) for role in Role if role is not Role.LEARNER for name, email in found.get(role, ())]


def demo_learner() -> str | None:
    """The membership of the demonstration's first learner."""
    rows = _demo_people(models.Membership.role, models.Membership.id)
    return next((membership_id for role, membership_id in rows if role == Role.LEARNER), None)


def _demo_people(*columns: Any) -> list[tuple[str, ...]]:
    rows = db.session().execute(
        select(*columns)
        .join(models.User, models.Membership.user_id == models.User.id)
        .where(models.User.email.like(f"%@{domain.DEMO_DOMAIN}"), models.User.active, models.Membership.active)
        .order_by(models.User.id, models.Membership.id)
    )
    return [tuple(row) for row in rows]


@dataclass(frozen=True)
class StaffAccess:
    """One member of staff who can sign in at a provider: her roles, and how far her access is."""

    user_id: str
    name: str
    email: str
    roles: tuple[tuple[str, str | None], ...]
    """Role and centre id, one pair for each role that is in force."""
    has_password: bool
    second_factor: bool
    last_seen: datetime | None
    open_sessions: int


def staff_access(provider_id: str, *, now: datetime) -> list[StaffAccess]:
    """Everybody with a role other than learner at one provider, by name."""
    rows = list(
        db.session().execute(
            select(models.Membership, models.User)
            .join(models.User, models.Membership.user_id == models.User.id)
            .where(models.Membership.provider_id == provider_id, models.Membership.role != Role.LEARNER)
            .order_by(models.User.name, models.User.id, models.Membership.id)
        )
    )
    seen = _sessions_at(provider_id, now)
    found: dict[str, StaffAccess] = {}
    for membership, user in rows:
        roles = found[user.id].roles if user.id in found else ()
        if membership.active:
            roles = (*roles, (membership.role, membership.centre_id))
        last, count = seen.get(user.id, (None, 0))
        found[user.id] = StaffAccess(
            user_id=user.id,
            name=user.name,
            email=user.email or "",
            roles=roles,
            has_password=user.password_hash is not None,
            second_factor=user.totp_confirmed_at is not None,
            last_seen=last,
            open_sessions=count,
        )
    return list(found.values())


def _sessions_at(provider_id: str, now: datetime) -> dict[str, tuple[datetime, int]]:
    """User id -> when she was last seen at a provider, and how many of her sessions there are open."""
    is_open = (models.SignIn.ended_at.is_(None)) & (models.SignIn.expires_at > now)
    rows = db.session().execute(
        select(models.SignIn.user_id, func.max(models.SignIn.seen_at), func.sum(case((is_open, 1), else_=0)))
        .join(models.Membership, models.SignIn.membership_id == models.Membership.id)
        .where(models.Membership.provider_id == provider_id)
        .group_by(models.SignIn.user_id)
    )
    return {user_id: (seen_at, int(count)) for user_id, seen_at, count in rows}


@dataclass(frozen=True)
class Nominee:
    """Somebody with a role that may be named for a right, and whether she was."""

    user_id: str
    name: str
    centre_id: str | None
    named: bool


def nominees(role: Role, right: str) -> list[Nominee]:
    """Everybody of a role at the provider in scope, by name: who holds the right and who might."""
    rows = db.session().execute(
        select(models.User.id, models.User.name, models.Membership.centre_id, models.Membership.named_rights)
        .join(models.Membership, models.Membership.user_id == models.User.id)
        .where(
            models.Membership.provider_id == db.require_provider(),
            models.Membership.role == role,
            models.Membership.active,
            models.User.active,
        )
        .order_by(models.User.name, models.Membership.id)
    )
    return [Nominee(row.id, row.name, row.centre_id, right in domain.codes(row.named_rights)) for row in rows]


@dataclass(frozen=True)
class CardInfo:
    """The card of a learner that works now."""

    made_at: datetime
    used_at: datetime | None


def card_of(membership_id: str) -> CardInfo | None:
    """The card that signs a learner in, None when there is none or it was revoked."""
    row = db.session().scalar(
        select(models.Card)
        .where(models.Card.membership_id == membership_id, models.Card.revoked_at.is_(None))
        .order_by(models.Card.id.desc())
        .limit(1)
    )
    return CardInfo(row.made_at, row.used_at) if row else None
