"""When "I cannot come" still holds for a session that got another time. Pure."""

from datetime import datetime

Times = tuple[datetime, datetime]


def still_holds(was: Times, now: Times) -> bool:
    """An apology is for a time. It holds while the new time touches the old one (a later beginning, another room), and
    falls when nothing of the old time is left: at another time she may well come.
    """
    return now[0] < was[1] and was[0] < now[1]
