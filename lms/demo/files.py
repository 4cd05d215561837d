"""The file of a few people in the demonstration: stages, contacts by several methods, how far they get along alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from lms.casework import services as casework
from lms.casework.domain.contacts import Contact
from lms.casework.domain.situation import AREAS
from lms.kernel.actor import Actor, Role
from lms.learners.queries import LearnerInfo

MOST = 6
CONTACTS = (
    Contact("We looked at the letter of the office together.", "advice", "in_person"),
    Contact("The bakery is kind. The early bus is hard.", "job_coaching", "phone", shared=True),
    Contact("Knows two families of the house now.", "social_coaching", "video"),
    Contact("", "mentoring", "phone", reached=False),
)


def follow(person: LearnerInfo, place: int, *, today: date, actor: Actor, at: Callable[[date], datetime]) -> None:
    """One person's way so far: she learns; every third has a job since the summer, and was asked how it goes."""
    if place >= MOST:
        return
    works = place % 3 == 1
    began = max(person.since, today - timedelta(days=170))
    casework.move_on(person.id, "learning", since=began, actor=actor, now=at(began))
    said = dict(zip(AREAS, (2 + place % 3, 3, 2, 3 + place % 2), strict=True))
    herself = replace(actor, name=person.name, role=Role.LEARNER, learner_id=person.id)
    seen = max(began, today - timedelta(days=100))
    casework.keep_situation(person.id, said, {"papers": "Wants to read letters alone."}, actor=actor, now=at(seen))
    if works:
        job = max(began, today - timedelta(days=75))
        casework.move_on(person.id, "after_job", since=job, reason="Found work in a bakery.", actor=actor, now=at(job))
    for back, contact in zip((60, 40, 9), (CONTACTS[(place + one) % len(CONTACTS)] for one in range(3)), strict=True):
        casework.log_contact(person.id, contact, actor=actor, now=at(today - timedelta(days=back)))
    lately = at(today - timedelta(days=6))
    casework.keep_situation(person.id, said | {"papers": said["papers"] + 1, "people": 4}, actor=actor, now=lately)
    casework.keep_situation(person.id, said | {"people": 2}, actor=herself, now=lately)
