"""Signing in and out: password with rising waits, second factor, sessions that can be ended."""

from datetime import datetime, timedelta
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import select, update

from lms.accounts import domain, models
from lms.accounts.services import audit
from lms.kernel import db, errors
from lms.kernel.actor import Role

_hasher = PasswordHasher()
STAFF_LIFE = timedelta(hours=12)
LEARNER_LIFE = timedelta(days=30)


def check_password(email: str, password: str, *, now: datetime) -> models.User:
    """The user with this e-mail and password. Raises Invalid with one code for an unknown e-mail and a wrong password,
    Conflict with `until` while the account has to wait. The caller commits even on refusal, so that failures count.
    """
    user = db.session().scalar(select(models.User).where(models.User.email == email.strip().lower()))
    if user is not None and user.locked_until is not None and user.locked_until > now:
        raise errors.Conflict("accounts.wait", seconds=int((user.locked_until - now).total_seconds()) + 1)
    if not _right(user.password_hash if user else None, password) or user is None or not user.active:
        if user is not None:
            _count_failure(user, now)
        raise errors.Invalid("accounts.wrong_password", field="password")
    user.failures, user.locked_until = 0, None
    if user.password_hash and _hasher.check_needs_rehash(user.password_hash):
        user.password_hash = hashed(password)
    return user


@cache
def _nobodys() -> str:
    """A password that nobody has."""
    return _hasher.hash("a password that nobody has")


def _right(stored: str | None, password: str) -> bool:
    # An unknown e-mail costs as much time as a wrong password: nobody learns who has an account here.
    try:
        return _hasher.verify(stored or _nobodys(), password) and stored is not None
    except VerificationError:
        return False


def _count_failure(user: models.User, now: datetime) -> None:
    user.failures += 1
    wait = domain.wait_after(user.failures)
    user.locked_until = now + wait if wait else None


def memberships(user_id: str) -> list[models.Membership]:
    """A user's roles, staff roles first."""
    found = db.session().scalars(
        select(models.Membership)
        .where(models.Membership.user_id == user_id, models.Membership.active.is_(True))
        .order_by(models.Membership.role == Role.LEARNER, models.Membership.id)
    )
    return list(found)


def set_password(user: models.User, password: str) -> None:
    """Replace the password and end all other sessions. Raises Invalid when it is too short or too common."""
    trouble = domain.password_trouble(password, user.name, user.email or "")
    if trouble:
        raise errors.Invalid(trouble, field="password", least=domain.MIN_PASSWORD)
    user.password_hash = hashed(password)


def hashed(password: str) -> str:
    """What is kept of a password. It costs a tenth of a second on purpose."""
    return _hasher.hash(password)


def check_code(user: models.User, code: str, *, now: datetime) -> None:
    """Check a six-digit code of the second factor; each counts once. Raises Invalid, and Conflict while waiting."""
    if user.locked_until is not None and user.locked_until > now:
        raise errors.Conflict("accounts.wait", seconds=int((user.locked_until - now).total_seconds()) + 1)
    step = int(now.timestamp()) // 30
    totp = pyotp.TOTP(user.totp_secret or "")
    digits = "".join(filter(str.isdigit, code))
    for candidate in (step, step - 1):
        if candidate > user.totp_last_step and pyotp.utils.strings_equal(totp.generate_otp(candidate), digits):
            user.totp_last_step = candidate
            user.failures = 0
            return
    _count_failure(user, now)
    raise errors.Invalid("accounts.wrong_code", field="code")


def begin_second_factor(user: models.User) -> str:
    """A fresh secret, not in force until a code was shown. Returns the otpauth address for the QR code."""
    user.totp_secret = pyotp.random_base32()
    user.totp_confirmed_at = None
    return provisioning_address(user)


def provisioning_address(user: models.User) -> str:
    """The otpauth address of a user's secret, for the QR code."""
    return pyotp.TOTP(user.totp_secret or "").provisioning_uri(name=user.email or user.name, issuer_name="Onward")


def confirm_second_factor(user: models.User, code: str, *, now: datetime) -> None:
    """Put the second factor in force after the first right code."""
    check_code(user, code, now=now)
    user.totp_confirmed_at = now


def open_session(membership: models.Membership, *, way: str, second_factor: bool, device: str, now: datetime) -> str:
    """Begin a session. Returns the token for the cookie; only its hash is kept."""
    token = domain.new_token()
    life = LEARNER_LIFE if membership.role == Role.LEARNER else STAFF_LIFE
    db.session().add(
        models.SignIn(
            token_hash=domain.token_hash(token),
            membership_id=membership.id,
            user_id=membership.user_id,
            way=way,
            second_factor=second_factor,
            started_at=now,
            seen_at=now,
            expires_at=now + life,
            device=device[:120],
        )
    )
    with db.scoped(membership.provider_id):
        audit.record("sign_in", "accounts_user", membership.user_id, changes={"way": way}, now=now)
        db.session().flush()
    return token


def end_session(token: str, *, now: datetime) -> None:
    """End one session by its token."""
    db.session().execute(
        update(models.SignIn)
        .where(models.SignIn.token_hash == domain.token_hash(token), models.SignIn.ended_at.is_(None))
        .values(ended_at=now)
    )


def end_sessions_of(user_id: str, *, now: datetime, keep: str | None = None) -> int:
    """End every session of a person, except the one whose token is `keep`. Returns how many."""
    statement = update(models.SignIn).where(models.SignIn.user_id == user_id, models.SignIn.ended_at.is_(None))
    if keep:
        statement = statement.where(models.SignIn.token_hash != domain.token_hash(keep))
    return db.changed(statement.values(ended_at=now))


def touch(sign_in_id: str, *, now: datetime) -> None:
    """Note that a session was used. Called at most once a minute by the door."""
    db.session().execute(update(models.SignIn).where(models.SignIn.id == sign_in_id).values(seen_at=now))
