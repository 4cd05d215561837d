"""Announcements: what has happened, told upward. News only, never a decision; receivers return nothing.

A signal is sent inside the transaction that caused it, so that work queued by a receiver lives or dies with the change.
`docs/signals.md` is compared with this file by a test.
"""

from collections.abc import Callable
from typing import Any

from blinker import Signal

link_made = Signal("A one-use link should reach its person. sender: user_id; purpose, email, name, locale, token, now.")
level_recorded = Signal(
    "A learner's level in a skill was recorded. sender: learner_id; skill, level, source, actor, now."
)
track_assigned = Signal("A person decided a learner's track. sender: learner_id; track, actor, now.")
centre_changed = Signal(
    "A learner belongs to another centre of the provider. sender: learner_id; centre_id, from_id, actor, now."
)
week_changed = Signal("When a learner can come was changed. sender: learner_id; actor, now.")
rota_received = Signal(
    "An employer sent a learner's shifts, and the week follows. sender: learner_id; first, last, by (the employer), actor, now."
)
seat_booked = Signal("A learner got a seat. sender: enrolment_id; section_id, learner_id, actor, now.")
seat_released = Signal("A seat became free. sender: enrolment_id; section_id, learner_id, actor, now.")
seat_offered = Signal(
    "A seat is kept for somebody who waits, until she answers."
    " sender: enrolment_id; section_id, learner_id, expires_at, actor, now."
)
offer_expired = Signal("An offer had no answer in time. sender: enrolment_id; section_id, learner_id, actor, now.")
still_waiting_asked = Signal(
    "Somebody on a waiting list was asked whether she still waits. sender: enrolment_id; section_id, learner_id, actor, now."
)
enrolment_paused = Signal(
    "A learner stays away for a while, her seat kept. sender: enrolment_id; section_id, learner_id, on, actor, now."
)
enrolment_resumed = Signal(
    "A learner is back after a pause. sender: enrolment_id; section_id, learner_id, on, actor, now."
)
enrolment_transferred = Signal(
    "A learner moved to another section. sender: the new enrolment_id; section_id, from_id (the enrolment before),"
    " learner_id, on, actor, now."
)
sessions_replaced = Signal("Dated sessions of sections changed. sender: section_id; from_date, actor, now.")
apology_given = Signal(
    "A learner said that she cannot come to a session. sender: session_id; learner_id, reason, actor, now."
)
apology_withdrawn = Signal("A learner can come to a session after all. sender: session_id; learner_id, actor, now.")
register_saved = Signal("Attendance of a session was saved. sender: session_id; actor, now.")
module_passed = Signal("A learner passed a module. sender: learner_id; module_key, actor, now.")
learner_stalled = Signal("A review found a course blocked. sender: learner_id; state, finding_id, now.")
block_graded = Signal(
    "A learning block was graded, or done for the first time. sender: usage_id; learner_id, score and maximum (None without"
    " points), completion from 0 to 1, now."
)

ALL: dict[str, Signal] = {name: value for name, value in list(globals().items()) if isinstance(value, Signal)}


def announce(signal: Signal, sender: str, **facts: Any) -> None:
    """Send `signal` about `sender` (an id) with plain facts."""
    signal.send(sender, **facts)


def hear(signal: Signal) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Decorate a receiver, in a plug-in's or area's own module. Receivers are kept for the life of the process."""

    def connect(receiver: Callable[..., None]) -> Callable[..., None]:
        signal.connect(receiver, weak=False)
        return receiver

    return connect
