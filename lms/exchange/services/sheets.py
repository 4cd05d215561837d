"""Taking registration sheets in: receive, decide line by line, take in as a whole or give up."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256

from lms.accounts.services import audit
from lms.exchange import models
from lms.exchange.domain import review
from lms.exchange.domain.registration import RegistrationRow, parse
from lms.exchange.queries import sheets
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Shift
from lms.learners import queries as learner_queries
from lms.learners import services as learners
from lms.organisations import queries as organisations


def receive(content: bytes, file_name: str, centre_id: str, *, today: date, actor: Actor, now: datetime) -> str:
    """Keep an uploaded sheet for review; nobody is registered yet. Returns the batch's id.

    Raises Invalid with the code of what is wrong when the file as a whole cannot be read.
    """
    organisations.centre(centre_id)
    for problem in review.file_problems(parse(content, today=today)):
        code, facts = review.told(problem)
        raise errors.Invalid(code, field="sheet", **{**facts, "line": problem.line})
    batch = models.Batch(
        id=db.new_id(),
        centre_id=centre_id,
        file_name=file_name[:120],
        content=content,
        digest=sha256(content).hexdigest(),
        uploaded_at=now,
        uploaded_by=actor.name,
    )
    db.session().add(batch)
    audit.record("upload", "exchange_batch", batch.id, changes={"file_name": [None, batch.file_name]}, now=now)
    db.session().flush()
    return batch.id


def decide(
    batch_id: str, *, mended: Mapping[tuple[int, str], str], left_out: Collection[int], looked_at: Collection[int]
) -> None:
    """Keep what a person decided about the lines in `looked_at`; other lines stay as they are.

    A line that is left out forgets nothing: taken back, its mended cells are there again.
    """
    batch = _open(batch_id)
    cells = {f"{line}:{column}": value.strip() for (line, column), value in mended.items() if line in looked_at}
    batch.mended = {**batch.mended, **cells}
    batch.left_out = sorted(set(batch.left_out) - set(looked_at) | set(left_out) & set(looked_at))
    db.session().flush()


@dataclass(frozen=True)
class Outcome:
    """What became of a sheet."""

    added: int
    here: int
    left_out: int
    placed: int
    children_without_birth_date: int


def take_in(batch_id: str, *, today: date, actor: Actor, now: datetime) -> Outcome:
    """Register everybody of the sheet who is not here yet, all or nobody, and empty the batch.

    Raises Conflict while a line is open or when the sheet brings nobody new.
    """
    batch = _open(batch_id)
    found = sheets.read(batch_id, today=today)
    if found.open:
        raise errors.Conflict("exchange.lines_open", lines=len(found.open))
    if not found.rows:
        raise errors.Conflict("exchange.nobody_new")
    numbers = iter(learner_queries.free_numbers(sum(not row.person_id for row in found.rows)))
    new = [new_learner(row, row.person_id or next(numbers)) for row in found.rows]
    learners.register_many(batch.centre_id, new, sheet=batch.file_name, actor=actor, now=now)
    outcome = Outcome(
        added=len(new),
        here=len(found.here),
        left_out=found.left_out,
        placed=sum(row.placed_track is not None for row in found.rows),
        children_without_birth_date=sum(child.birth_date is None for row in found.rows for child in row.children),
    )
    _close(batch, asdict(outcome))
    batch.imported_at = now
    audit.record("import", "exchange_batch", batch.id, changes={"added": [None, outcome.added]}, now=now)
    return outcome


def give_up(batch_id: str, *, actor: Actor, now: datetime) -> None:
    """Throw a sheet away without taking anybody in."""
    _close(_open(batch_id), {"given_up": True})
    audit.record("give_up", "exchange_batch", batch_id, now=now)


def new_learner(row: RegistrationRow, number: str) -> learners.NewLearner:
    """What a line of the sheet says, in the words of registration. A child without a birth date cannot be kept."""
    return learners.NewLearner(
        number=number,
        given_name=row.given_name,
        family_name=row.family_name,
        birth_date=row.birth_date,
        sex=row.sex or "",
        email=row.email,
        phone=row.phone,
        first_language=row.first_language,
        other_languages=row.other_languages,
        schooling_years=None if row.schooling_years is None else round(row.schooling_years),
        literacy=row.literacy,
        script=row.script,
        occupation=row.occupation,
        goal=row.goal or "",
        interpreter=row.interpreter,
        contact=row.contact or "",
        step_free=bool(row.step_free),
        shift=row.shift or Shift.NONE,
        rotation_anchor=row.rotation_anchor,
        travel_minutes=30 if row.travel_minutes_max is None else row.travel_minutes_max,
        children=tuple((child.name, child.birth_date) for child in row.children if child.birth_date is not None),
        placed_track=row.placed_track,
        placed_level=row.placed_level,
    )


def _open(batch_id: str) -> models.Batch:
    batch = sheets.row(batch_id)
    if batch.content is None:
        raise errors.Conflict("exchange.sheet_closed")
    return batch


def _close(batch: models.Batch, outcome: dict[str, object]) -> None:
    # The file holds personal data, and so does what was mended: both go, the counts stay.
    batch.content, batch.mended, batch.left_out = None, {}, []
    batch.outcome = outcome
    db.session().flush()
