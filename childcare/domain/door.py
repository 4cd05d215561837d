"""At the door: codes, when the pad is locked, who is late. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

MOST_WRONG = 5
"""Wrong codes for one child before the pad is locked for it."""
MOST_WRONG_IN_HOUSE = 20
"""Wrong codes for all children together: somebody tries one code at every child."""
WINDOW = timedelta(minutes=15)
LENGTHS = range(4, 7)


def code_trouble(code: str) -> str | None:
    """Why a code may not be used, None when it may."""
    if not code.isascii() or not code.isdigit() or len(code) not in LENGTHS:
        return "childcare.code_length"
    steps = {int(b) - int(a) for a, b in pairwise(code)}
    if steps in ({0}, {1}, {-1}):
        return "childcare.code_simple"
    return None


def locked_until(wrong: Sequence[datetime], now: datetime, most: int = MOST_WRONG) -> datetime | None:
    """Until when the pad is locked: a quarter of an hour after the last of too many wrong codes. None when it is open."""
    recent = [at for at in wrong if now - at < WINDOW]
    if len(recent) < most:
        return None
    return max(recent) + WINDOW


def minutes_late(ends_at: datetime, left_at: datetime, grace: int) -> int | None:
    """So many minutes after the end a child was collected, None where that is within the grace."""
    late = int((left_at - ends_at).total_seconds() // 60)
    return late if late > grace else None
