"""Outreach in the demonstration: people in no programme who were met outside, one of whom has come."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from lms.casework import services as casework
from lms.casework.domain.outreach import Link, Reached
from lms.kernel.actor import Actor

MET = (
    (2, Reached("Maryam Haidari", "0170 5550141", "Dari", "female", "Grundschule am Park, Schultor",
                note="Two children at school. Mornings are free.")),
    (6, Reached("Tesfay", "", "Tigrinya", "male", "Stadtteilladen Ost", (Link.BENEFIT,), "Comes on Wednesdays.")),
    (9, Reached("Olena Bondar", "0170 5550142", "Ukrainian", "female", "Markt", (Link.WORK,), "Cleans offices at night.")),
    (21, Reached("Amir Rahimi", "0170 5550143", "Dari", "male", "Moschee, nach dem Gebet")),
    (40, Reached("Fatima Said", "0170 5550144", "Arabic", "female", "Kinderarztpraxis")),
)  # fmt: skip
"""Days ago and who."""
HAS_COME, HAS_ENDED = 3, 4


def go_out(centre_id: str, *, today: date, keeper: Actor, at: Callable[[date], datetime]) -> int:
    """Five people were met: one is registered now, one did not want to. Returns how many are still in contact."""
    ids = [
        casework.reach(centre_id, person, actor=keeper, now=at(today - timedelta(days=days))) for days, person in MET
    ]
    casework.enrol_reached(ids[HAS_COME], actor=keeper, now=at(today - timedelta(days=7)))
    casework.close_outreach(ids[HAS_ENDED], actor=keeper, now=at(today - timedelta(days=30)))
    return len(ids) - 2
