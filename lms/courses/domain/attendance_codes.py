"""Codes with which people mark themselves: made of a session's secret and the time, good for a minute. Pure."""

import hashlib
import hmac
from datetime import datetime, timedelta

STEP = timedelta(seconds=20)
"""How often the picture on the wall changes."""
GOOD_FOR = 3
"""Steps that a code is taken: a slow phone needs a little longer than the picture stays."""
OPENS_BEFORE = timedelta(minutes=20)
LENGTH = 12


def code(secret: str, session_id: str, at: datetime) -> str:
    """The code of a session at an instant."""
    return _sign(secret, session_id, _step(at))


def fits(secret: str, session_id: str, given: str, at: datetime) -> bool:
    """Whether a code belongs to this session and was on the wall just now."""
    now = _step(at)
    return any(hmac.compare_digest(_sign(secret, session_id, now - back), given) for back in range(GOOD_FOR))


def too_early(starts_at: datetime, at: datetime) -> bool:
    """Whether it is too soon to say that one is here."""
    return at < starts_at - OPENS_BEFORE


def _step(at: datetime) -> int:
    return int(at.timestamp() // STEP.total_seconds())


def _sign(secret: str, session_id: str, step: int) -> str:
    signed = hmac.new(secret.encode(), f"{session_id}:{step}".encode(), hashlib.sha256)
    return signed.hexdigest()[:LENGTH]
