"""Rules of signing in: passwords, rising waits, one-use tokens. Pure."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

MIN_PASSWORD = 10
FREE_TRIES = 3
LONGEST_WAIT = timedelta(minutes=15)
DEMO_PASSWORD = "three quiet herons"  # noqa: S105 - every account of the demonstration has it, and the page says so
DEMO_DOMAIN = "demo.example"
COMMON = frozenset({"1234567890", "0123456789", "password12", "passwort12", "qwertyuiop", "onwardonward", "1111111111"})


SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("CrOS", "Chromebook"), ("Windows", "Windows"),
    ("Mac", "Mac"), ("Linux", "Linux"),
)  # fmt: skip
BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip


def device_name(agent: str) -> str:
    """What a browser says of itself in words a person knows: "Chrome, Android". Unknown ones say nothing."""
    found = (next((name for sign, name in signs if sign in agent), "") for signs in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in found if name)


def new_token() -> str:
    """128 random bits for a cookie, a link or a card."""
    return secrets.token_urlsafe(16)


def token_hash(token: str) -> str:
    """What is kept of a token. It is random and long, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def wait_after(failures: int) -> timedelta:
    """How long the next try has to wait after `failures` wrong ones in a row: 5 s, 10 s, 20 s, up to 15 minutes."""
    if failures < FREE_TRIES:
        return timedelta(0)
    # 2 ** 8 is past the longest wait already; a long attack must not overflow.
    return min(LONGEST_WAIT, timedelta(seconds=5 * 2 ** min(failures - FREE_TRIES, 8)))


def password_trouble(password: str, name: str = "", email: str = "") -> str | None:
    """Code of what is wrong with a new password, None when it may be used."""
    lowered = password.lower()
    if len(password) < MIN_PASSWORD:
        return "accounts.password_short"
    if (
        lowered in COMMON
        or len(set(lowered)) < 4
        or (email and lowered == email.lower())
        or (name and lowered == name.lower())
    ):
        return "accounts.password_common"
    return None


def session_over(
    seen_at: datetime, expires_at: datetime, ended_at: datetime | None, idle: timedelta, now: datetime
) -> bool:
    """Whether a session no longer opens anything."""
    return ended_at is not None or now >= expires_at or now - seen_at >= idle


def codes(kept: str) -> frozenset[str]:
    """Codes that are kept in one text, between commas."""
    return frozenset(one for one in kept.split(",") if one)


def coded(codes: Iterable[str]) -> str:
    """Codes as they are kept in one text."""
    kept = sorted(codes)
    return f",{','.join(kept)}," if kept else ""
