"""Referrals: how long a link works, when nobody has answered for too long, what a referral needs. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lms.messages.domain import is_address

LASTS = timedelta(days=21)
"""So long a link waits for its answer."""
STAYS = timedelta(days=60)
"""So long it works once somebody has said yes, so that they can tell whether the person came."""
SILENT = timedelta(days=7)
"""So long without an answer somebody is asked to call."""
LONGEST = 500


class State(StrEnum):
    """Where a referral stands."""

    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ATTENDED = "attended"
    CLOSED = "closed"


OPEN = (State.SENT, State.ACCEPTED)
"""What somebody still waits for."""
CONSENTS = ("aloud", "paper")
"""How a person agrees that others get her name, as staff takes it down."""
SELF = "self"
"""She said it on her own page."""


@dataclass(frozen=True)
class Referral:
    """Whom a person is sent to, and what for, in words that the other side reads.

    `email` is empty where the link is handed over.
    """

    organisation: str
    about: str
    email: str = ""
    consent: str = ""


def trouble(one: Referral) -> tuple[str, str] | None:
    """(field, code) of what lacks. Nobody is written to unless the person agreed."""
    if not one.organisation.strip():
        return "organisation", "referrals.organisation_missing"
    if not one.about.strip():
        return "about", "referrals.about_missing"
    for field, text in (("organisation", one.organisation), ("about", one.about)):
        if len(text) > LONGEST:
            return field, "referrals.long"
    if one.email.strip() and not is_address(one.email.strip()):
        return "email", "referrals.email_off"
    if one.consent not in (*CONSENTS, SELF):
        return "consent", "referrals.consent_missing"
    return None


def works_until(state: str, sent_on: date, answered_on: date | None) -> date:
    """The last day on which the link works."""
    return answered_on + STAYS if state == State.ACCEPTED and answered_on else sent_on + LASTS


def is_over(state: str, sent_on: date, answered_on: date | None, today: date) -> bool:
    """Whether the link has no more to ask: answered with a no, closed, or too old."""
    return state not in OPEN or today > works_until(state, sent_on, answered_on)


def is_silent(state: str, sent_on: date, today: date) -> bool:
    """Whether nobody has answered for too long."""
    return state == State.SENT and today - sent_on >= SILENT
