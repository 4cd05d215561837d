"""Ideas for the centre: the board without names, what waits for a moderator, and a learner's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from lms.advice import models
from lms.advice.domain.ideas import ON_BOARD, State
from lms.kernel import db, errors

PAGE = 20


@dataclass(frozen=True)
class Idea:
    """An idea as others see it: nothing says whose it is. `voice` is whether something was said aloud."""

    id: str
    centre_id: str
    words: str
    voice: bool
    voice_open: bool
    on_day: date
    state: State
    board: str
    answer: str
    answered_on: date | None

    @property
    def shown(self) -> bool:
        """Whether it stands on the board."""
        return self.state in ON_BOARD


def ideas_on_board(centre_id: str, *, words: str = "", state: str = "", page: int = 1) -> tuple[list[Idea], int]:
    """(a page of the board, how many there are), the newest first; those that hold every word, those of one state."""
    row = models.Idea
    states = [state] if state in ON_BOARD else list(ON_BOARD)
    wanted = [row.centre_id == centre_id, row.state.in_(states)]
    wanted += [
        or_(row.board.icontains(word, autoescape=True), row.answer.icontains(word, autoescape=True))
        for word in words.split()
    ]
    total = db.session().scalar(select(func.count(row.id)).where(*wanted)) or 0
    rows = db.session().scalars(
        select(row).where(*wanted).order_by(row.on_day.desc(), row.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
    )
    return _told(rows.all()), int(total)


def ideas_waiting(centre_id: str, *, page: int = 1) -> tuple[list[Idea], int]:
    """(a page of what waits for a moderator, how many there are), the oldest first."""
    row = models.Idea
    wanted = (row.centre_id == centre_id, row.state == State.WAITING.value)
    total = db.session().scalar(select(func.count(row.id)).where(*wanted)) or 0
    rows = db.session().scalars(
        select(row).where(*wanted).order_by(row.on_day, row.id).limit(PAGE).offset((page - 1) * PAGE)
    )
    return _told(rows.all()), int(total)


def idea(idea_id: str) -> Idea:
    """One of them, for a moderator. Raises NotFound, also for what was taken back."""
    row = db.session().scalar(
        select(models.Idea).where(models.Idea.id == idea_id, models.Idea.state != State.TAKEN_BACK.value)
    )
    if row is None:
        raise errors.NotFound("page.absent")
    return _told([row])[0]


def own_ideas(learner_id: str) -> list[Idea]:
    """A learner's own, the newest first, without those she took back."""
    rows = db.session().scalars(
        select(models.Idea)
        .where(models.Idea.learner_id == learner_id, models.Idea.state != State.TAKEN_BACK.value)
        .order_by(models.Idea.on_day.desc(), models.Idea.id.desc())
    )
    return _told(rows.all())


def idea_voice(idea_id: str) -> tuple[bytes, str]:
    """(recording, media type). Whether somebody may hear it is asked before. Raises NotFound where nothing was said."""
    row = (
        db.session()
        .execute(select(models.Idea.sound, models.Idea.media_type).where(models.Idea.id == idea_id))
        .one_or_none()
    )
    if row is None or row.sound is None:
        raise errors.NotFound("page.absent")
    return row.sound, row.media_type


def _told(rows: Sequence[models.Idea]) -> list[Idea]:
    return [
        Idea(
            row.id,
            row.centre_id,
            row.words,
            bool(row.media_type),
            row.voice_open,
            row.on_day,
            State(row.state),
            row.board,
            row.answer,
            row.answered_on,
        )
        for row in rows
    ]
