"""Complaints: one by its number, those of their reader, and counts without words or names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select

from lms.advice import models
from lms.advice.domain.complaints import About, State, written
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.organisations import queries as organisations

PAGE = 50


@dataclass(frozen=True)
class Complaint:
    """A complaint as its reader sees it. `voice` is whether something was said aloud."""

    id: str
    number: str
    about: About
    words: str
    voice: bool
    who: str
    centre: str
    on_day: date
    state: State
    answer: str
    answered_on: date | None


@dataclass(frozen=True)
class Receipt:
    """What its number tells: how far it is, and the answer."""

    number: str
    about: About
    state: State
    on_day: date
    answer: str


def officer() -> organisations.Staff | None:
    """Who reads complaints here; nobody where none was named or she has left."""
    staff_id = db.session().scalar(select(models.ComplaintOfficer.staff_id))
    return next(iter(organisations.staff(ids=[staff_id])), None) if staff_id else None


def receipt(number: str) -> Receipt:
    """How far the complaint with this number is. Raises NotFound."""
    row = db.session().scalar(select(models.Complaint).where(models.Complaint.number == written(number)))
    if row is None:
        raise errors.NotFound("advice.no_complaint")
    return Receipt(row.number, About(row.about), State(row.state), row.on_day, row.answer)


def reads(actor: Actor) -> bool:
    """Whether this person reads complaints here."""
    reader = officer()
    return reader is not None and reader.id == actor.staff_id


def complaints(actor: Actor, *, page: int = 1) -> tuple[list[Complaint], int, int]:
    """(a page of them, how many there are, how many wait for an answer) for who reads them; nothing for anybody else.

    Open ones first, the oldest on top; then the others, the latest on top.
    """
    if not reads(actor):
        return [], 0, 0
    row = models.Complaint
    waits = row.state != State.ANSWERED.value
    rows = db.session().scalars(
        select(row)
        .order_by(waits.desc(), case((waits, row.on_day)), row.answered_on.desc(), row.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    total, waiting = db.session().execute(select(func.count(row.id), func.count(case((waits, 1))))).one()
    return _told(list(rows)), int(total), int(waiting)


def complaint(complaint_id: str, actor: Actor) -> Complaint:
    """One of them. Raises NotFound for everybody but its reader."""
    row = db.session().scalar(select(models.Complaint).where(models.Complaint.id == complaint_id))
    if row is None or not reads(actor):
        raise errors.NotFound("page.absent")
    return _told([row])[0]


def _told(rows: Sequence[models.Complaint]) -> list[Complaint]:
    names = {one.id: one.name for one in organisations.centres()}
    return [
        Complaint(
            row.id,
            row.number,
            About(row.about),
            row.words,
            bool(row.media_type),
            row.who,
            names.get(row.centre_id, ""),
            row.on_day,
            State(row.state),
            row.answer,
            row.answered_on,
        )
        for row in rows
    ]


def voice(complaint_id: str, actor: Actor) -> tuple[bytes, str]:
    """(recording, media type). Raises NotFound for everybody but its reader."""
    complaint(complaint_id, actor)
    row = (
        db.session()
        .execute(select(models.Complaint.sound, models.Complaint.media_type).where(models.Complaint.id == complaint_id))
        .one()
    )
    if row.sound is None:
        raise errors.NotFound("page.absent")
    return row.sound, row.media_type


def counts(first: date) -> dict[tuple[About, State], int]:
    """How many came since a day, by what they are about and how far they are. No words, no names, no centre."""
    rows = db.session().execute(
        select(models.Complaint.about, models.Complaint.state, func.count(models.Complaint.id))
        .where(models.Complaint.on_day >= first)
        .group_by(models.Complaint.about, models.Complaint.state)
    )
    return {(About(about), State(state)): int(count) for about, state, count in rows}
