"""The team of a case: somebody joins, leaves, writes a note for some of the others."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from lms.casework import models, queries
from lms.casework.domain.team import Profession, note_trouble
from lms.casework.services.plans import today_of
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.learners import queries as learners
from lms.organisations import queries as organisations


def join_team(learner_id: str, staff_id: str, profession: str, *, actor: Actor, now: datetime) -> None:
    """From today on this member of staff belongs to the team, with this profession."""
    if not organisations.staff(ids=[staff_id]):
        raise errors.Invalid("casework.event_host_missing", field="staff_id")
    if profession not in set(Profession):
        raise errors.Invalid("casework.team_part_missing", field="profession")
    learner, row = learners.learner(learner_id), _row(learner_id, staff_id)
    if row is None:
        row = models.TeamMember(id=db.new_id(), learner_id=learner.id, staff_id=staff_id)
        db.session().add(row)
    row.profession, row.since, row.until = profession, today_of(actor, now), None
    db.session().flush()


def leave_team(learner_id: str, staff_id: str, *, actor: Actor, now: datetime) -> None:
    """From today on this member of staff reads nothing of the team any more."""
    row = _row(learner_id, staff_id)
    if row is None or row.until is not None:
        raise errors.NotFound("casework.not_in_team")
    row.until = today_of(actor, now)


def write_team_note(learner_id: str, text: str, readers: Iterable[str], *, actor: Actor, now: datetime) -> str:
    """A note of the actor's own profession, for it and for those that may read it. Raises NotFound for whoever is not in."""
    own, wanted = queries.profession_in(learner_id, actor.staff_id, today_of(actor, now)), list(readers)
    if own is None:
        raise errors.NotFound("casework.not_in_team")
    trouble = note_trouble(text, wanted)
    if trouble is not None:
        raise errors.Invalid(trouble[1], field=trouble[0])
    row = models.TeamNote(
        id=db.new_id(),
        learner_id=learners.learner(learner_id).id,
        profession=own,
        readers=sorted({own, *wanted}),
        text=text.strip(),
        by=actor.name,
        at=now,
    )
    db.session().add(row)
    db.session().flush()
    return row.id


def take_back_team_note(learner_id: str, note_id: str, *, actor: Actor, now: datetime) -> None:
    """Whoever has written a note takes it out."""
    own = queries.profession_in(learner_id, actor.staff_id, today_of(actor, now))
    row = db.session().scalar(
        select(models.TeamNote).where(models.TeamNote.id == note_id, models.TeamNote.learner_id == learner_id)
    )
    if row is None or own is None or row.profession != own or row.by != actor.name:
        raise errors.NotFound("casework.not_in_team")
    db.session().delete(row)


def _row(learner_id: str, staff_id: str) -> models.TeamMember | None:
    member = models.TeamMember
    return db.session().scalar(select(member).where(member.learner_id == learner_id, member.staff_id == staff_id))
