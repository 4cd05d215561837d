"""Making accounts: users, roles, one-use links, cards with a QR code, tokens of programs."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from lms.accounts import domain, models
from lms.accounts.services import audit, sign_in
from lms.kernel import db, errors, signals
from lms.kernel.actor import Actor, Role

LINK_LIFE = {"invitation": timedelta(days=7), "reset": timedelta(minutes=60)}


def add_user(name: str, *, email: str | None = None, password: str | None = None, locale: str = "en") -> models.User:
    """A user, without any role yet. Raises Conflict when the e-mail has an account."""
    session = db.session()
    address = email.strip().lower() if email else None
    if address and session.scalar(select(models.User.id).where(models.User.email == address)):
        raise errors.Conflict("accounts.email_taken", field="email")
    user = models.User(name=name, email=address, locale=locale, id=db.new_id())
    if password:
        sign_in.set_password(user, password)
    session.add(user)
    session.flush()
    return user


def add_membership(
    user_id: str,
    provider_id: str,
    role: Role,
    *,
    centre_id: str | None = None,
    staff_id: str | None = None,
    learner_id: str | None = None,
    person_id: str | None = None,
) -> models.Membership:
    """Give a user a role with a provider."""
    membership = models.Membership(
        id=db.new_id(),
        user_id=user_id,
        provider_id=provider_id,
        role=role,
        centre_id=centre_id,
        staff_id=staff_id,
        learner_id=learner_id,
        person_id=person_id,
    )
    db.session().add(membership)
    db.session().flush()
    with db.scoped(provider_id):
        audit.record("add_role", "accounts_user", user_id, changes={"role": [None, str(role)]})
        db.session().flush()
    return membership


def make_link(user_id: str, purpose: str, *, now: datetime) -> str:
    """A one-use link's token for `invitation` or `reset`. Earlier ones of the purpose stop working."""
    session = db.session()
    session.execute(
        update(models.OneUseLink)
        .where(
            models.OneUseLink.user_id == user_id,
            models.OneUseLink.purpose == purpose,
            models.OneUseLink.used_at.is_(None),
        )
        .values(used_at=now)
    )
    token = domain.new_token()
    session.add(
        models.OneUseLink(
            token_hash=domain.token_hash(token), user_id=user_id, purpose=purpose, expires_at=now + LINK_LIFE[purpose]
        )
    )
    return token


def user_of_link(token: str, *, now: datetime) -> models.User:
    """Whose link this is, without using it. Raises NotFound for a used, late or unknown one."""
    session = db.session()
    link = session.scalar(select(models.OneUseLink).where(models.OneUseLink.token_hash == domain.token_hash(token)))
    if link is None or link.used_at is not None or link.expires_at <= now:
        raise errors.NotFound("accounts.link_over")
    return session.get_one(models.User, link.user_id)


def use_link(token: str, password: str, *, now: datetime) -> models.User:
    """Set a new password by a link: the link ends, and with it every open session of the person."""
    user = user_of_link(token, now=now)
    sign_in.set_password(user, password)
    used = db.changed(
        update(models.OneUseLink)
        .where(models.OneUseLink.token_hash == domain.token_hash(token), models.OneUseLink.used_at.is_(None))
        .values(used_at=now)
    )
    if used != 1:
        raise errors.NotFound("accounts.link_over")
    user.failures, user.locked_until = 0, None
    sign_in.end_sessions_of(user.id, now=now)
    return user


def make_card(membership_id: str, *, actor: Actor, now: datetime, keep_earlier: bool = False) -> str:
    """A new card for a learner; earlier ones stop working. Returns the token for the QR code, shown once.

    `keep_earlier` is for the demonstration, where many hold a card of one learner.
    """
    session = db.session()
    membership = session.get(models.Membership, membership_id)
    if membership is None or membership.provider_id != actor.provider_id or membership.role != Role.LEARNER:
        raise errors.NotFound("accounts.no_card")
    if not keep_earlier:
        revoke_cards(membership_id, now=now)
    token = domain.new_token()
    session.add(models.Card(token_hash=domain.token_hash(token), membership_id=membership_id, made_at=now))
    audit.record("make_card", "accounts_user", membership.user_id, now=now)
    return token


def revoke_cards(membership_id: str, *, now: datetime) -> None:
    """Cards of a membership stop working."""
    db.session().execute(
        update(models.Card)
        .where(models.Card.membership_id == membership_id, models.Card.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def membership_of_card(token: str, *, now: datetime) -> models.Membership:
    """Whom a card signs in. Raises NotFound for a revoked or unknown one."""
    session = db.session()
    card = session.scalar(
        select(models.Card).where(models.Card.token_hash == domain.token_hash(token), models.Card.revoked_at.is_(None))
    )
    if card is None:
        raise errors.NotFound("accounts.card_over")
    card.used_at = now
    membership = session.get_one(models.Membership, card.membership_id)
    # A card is a weak key: it opens a learner's own page and nothing else.
    if membership.role != Role.LEARNER or not membership.active:
        raise errors.NotFound("accounts.card_over")
    return membership


def make_api_token(provider_id: str, role: Role, name: str, *, now: datetime) -> str:
    """A bearer token for a program, with the rights of a role. Shown once."""
    token = domain.new_token() + domain.new_token()
    row = models.ApiToken(
        id=db.new_id(),
        token_hash=domain.token_hash(token),
        provider_id=provider_id,
        role=role,
        name=name,
        made_at=now,
    )
    db.session().add(row)
    with db.scoped(provider_id):
        audit.record("make_token", "accounts_api_token", row.id, changes={"role": [None, str(role)]}, now=now)
        db.session().flush()
    return token


def revoke_api_token(token_id: str, *, now: datetime) -> None:
    """A program's token stops working at once. Raises NotFound when it is unknown or revoked already."""
    row = db.session().get(models.ApiToken, token_id)
    if row is None or row.revoked_at is not None:
        raise errors.NotFound("accounts.no_token")
    row.revoked_at = now
    with db.scoped(row.provider_id):
        audit.record("revoke_token", "accounts_api_token", row.id, now=now)
        db.session().flush()


def send_link(user: models.User, purpose: str, *, now: datetime) -> None:
    """Make a one-use link and announce it, so that it reaches the person by e-mail."""
    token = make_link(user.id, purpose, now=now)
    signals.announce(
        signals.link_made,
        user.id,
        purpose=purpose,
        email=user.email or "",
        name=user.name,
        locale=user.locale,
        token=token,
        now=now,
    )


def ask_for_reset(email: str, *, now: datetime) -> None:
    """Send a link to whoever has this e-mail. Nobody learns from the answer whether there is an account."""
    user = db.session().scalar(select(models.User).where(models.User.email == email.strip().lower()))
    if user is not None and user.active and user.email:
        send_link(user, "reset", now=now)


def user_at(provider_id: str, user_id: str) -> models.User:
    """A user who has, or had, a staff role at this provider. Raises NotFound: another provider's people are not here."""
    session = db.session()
    held = session.scalar(
        select(models.Membership.id).where(
            models.Membership.user_id == user_id,
            models.Membership.provider_id == provider_id,
            models.Membership.role != Role.LEARNER,
        )
    )
    if held is None:
        raise errors.NotFound("accounts.absent")
    return session.get_one(models.User, user_id)


def end_sessions_at(provider_id: str, user_id: str, *, now: datetime) -> int:
    """End every session that a person opened for a role at this provider. Returns how many."""
    user_at(provider_id, user_id)
    count = db.changed(
        update(models.SignIn)
        .where(
            models.SignIn.user_id == user_id,
            models.SignIn.ended_at.is_(None),
            models.SignIn.membership_id.in_(
                select(models.Membership.id).where(models.Membership.provider_id == provider_id)
            ),
        )
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
    audit.record("end_sessions", "accounts_user", user_id, changes={"sessions": [count, 0]}, now=now)
    return count


def name_for(user_id: str, role: Role, right: str, named: bool, *, centre_id: str | None = None, now: datetime) -> None:
    """Somebody of a role holds a right from now on, or no longer: at one centre and where it is for all, or everywhere.

    Raises NotFound for whoever has no such role here.
    """
    wanted = (
        select(models.Membership)
        .where(models.Membership.user_id == user_id, models.Membership.provider_id == db.require_provider())
        .where(models.Membership.role == role, models.Membership.active)
    )
    if centre_id:
        wanted = wanted.where(func.coalesce(models.Membership.centre_id, "").in_(("", centre_id)))
    rows = list(db.session().scalars(wanted))
    if not rows:
        raise errors.NotFound("accounts.absent")
    for row in rows:
        before = domain.codes(row.named_rights)
        row.named_rights = domain.coded(before | {right} if named else before - {right})
    audit.record("name" if named else "unname", "accounts_user", user_id, changes={"right": right}, now=now)


def set_access(provider_id: str, user_id: str, active: bool, *, now: datetime) -> None:
    """Take a person's staff roles at this provider out of force or put them back.

    Out of force ends her sessions, and what she was named for: whoever comes back is named anew.
    """
    user_at(provider_id, user_id)
    db.session().execute(
        update(models.Membership)
        .where(
            models.Membership.user_id == user_id,
            models.Membership.provider_id == provider_id,
            models.Membership.role != Role.LEARNER,
        )
        .values({"active": True} if active else {"active": False, "named_rights": ""})
        .execution_options(synchronize_session=False)
    )
    if not active:
        end_sessions_at(provider_id, user_id, now=now)
    audit.record("access", "accounts_user", user_id, changes={"active": [not active, active]}, now=now)
