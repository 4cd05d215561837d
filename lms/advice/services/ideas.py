"""Posting an idea, taking it back; publishing it, answering, keeping it back with a reason."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from sqlalchemy import delete, func, select

from lms.accounts.services import audit
from lms.advice import models
from lms.advice.domain import ideas
from lms.advice.domain.complaints import LONGEST
from lms.advice.domain.ideas import ON_BOARD, State
from lms.casework.domain.barriers import sound_type
from lms.kernel import db, errors
from lms.kernel.actor import Actor, Role, system
from lms.learners import queries as learners
from lms.messages import services as messages

# --- who has it ------------------------------------------------------------------------------------------------------


def post_idea(
    learner_id: str, words: str, *, sound: bytes = b"", voice_open: bool = False, today: date, now: datetime
) -> str:
    """An idea waits for a moderator of her centre. Returns its id.

    Raises Invalid naming the field that lacks, Conflict where several of hers wait already.
    """
    if trouble := ideas.trouble(words, sound):
        raise errors.Invalid(trouble[1], field=trouble[0])
    row = models.Idea
    waiting = db.session().scalar(
        select(func.count(row.id)).where(row.learner_id == learner_id, row.state == State.WAITING.value)
    )
    if (waiting or 0) >= ideas.MOST_WAITING:
        raise errors.Conflict("advice.ideas_enough", most=ideas.MOST_WAITING)
    posted = models.Idea(
        # A key that tells its time would tell who was at a computer then.
        id=db.untimed_id(),
        centre_id=learners.learner(learner_id).centre_id,
        learner_id=learner_id,
        words=words.strip(),
        sound=sound or None,
        media_type=(sound_type(sound) or "") if sound else "",
        voice_open=voice_open and bool(sound),
        on_day=today,
        state=State.WAITING.value,
    )
    db.session().add(posted)
    _ask_to_read(posted, now)
    return posted.id


@contextmanager
def _without_name() -> Iterator[None]:
    """Who publishes reads tasks and their history: they say neither whose idea it is nor who took one back."""
    with audit.acting(system(_NOBODY, db.require_provider())):
        yield
        db.session().flush()


_NOBODY = "A learner"


def _ask_to_read(row: models.Idea, now: datetime) -> None:
    with _without_name():
        link, centre_id = f"/ideas/{row.id}", row.centre_id
        row.task_id = messages.ask(
            Role.ADMINISTRATOR, "advice.idea_task", {}, now=now, centre_id=centre_id, due_on=now.date(), link=link
        )


def _settle(row: models.Idea, by: str, now: datetime) -> None:
    messages.settle([row.task_id] if row.task_id else [], by=by, now=now)


def take_back_idea(idea_id: str, learner_id: str, *, now: datetime) -> None:
    """It stands nowhere any more. Raises NotFound for what is not hers."""
    row = _own(idea_id, learner_id)
    if row.state != State.TAKEN_BACK:
        row.before, row.state = row.state, State.TAKEN_BACK.value
        with _without_name():
            _settle(row, _NOBODY, now)


def put_idea_back(idea_id: str, learner_id: str, *, now: datetime) -> None:
    """It was a slip: it stands as it stood. Raises NotFound for what is not hers, or is gone."""
    row = _own(idea_id, learner_id)
    if row.state == State.TAKEN_BACK:
        row.state, row.before = row.before, ""
        if row.state == State.WAITING:
            _ask_to_read(row, now)


def _own(idea_id: str, learner_id: str) -> models.Idea:
    row = db.session().get(models.Idea, idea_id)
    if row is None or row.learner_id != learner_id:
        raise errors.NotFound("page.absent")
    return row


def forget_ideas_taken_back() -> int:
    """What was taken back goes for good. Returns how many."""
    return db.changed(delete(models.Idea).where(models.Idea.state == State.TAKEN_BACK.value))


# --- who publishes ---------------------------------------------------------------------------------------------------


def publish_idea(idea_id: str, board: str, *, actor: Actor, now: datetime) -> None:
    """It stands on the board in these words. Raises Invalid without words, NotFound elsewhere, Conflict when it stands there."""
    row = _moderated(idea_id, actor)
    if trouble := ideas.board_trouble(board):
        raise errors.Invalid(trouble[1], longest=LONGEST, field=trouble[0])
    if row.state in ON_BOARD:
        raise errors.Conflict("advice.on_board_already")
    row.board, row.state, row.answer, row.answered_on = board.strip(), State.HEARD.value, "", None
    _settle(row, actor.name, now)
    audit.record("publish", models.Idea.__tablename__, row.id)


def answer_idea(idea_id: str, state: str, answer: str, *, actor: Actor, today: date) -> None:
    """How far it is, and what the centre says to it. Raises Invalid naming the field, Conflict for what is not published."""
    row = _moderated(idea_id, actor)
    if row.state not in ON_BOARD:
        raise errors.Conflict("advice.not_on_board")
    if trouble := ideas.status_trouble(state, answer):
        raise errors.Invalid(trouble[1], longest=LONGEST, field=trouble[0])
    row.state, row.answer, row.answered_on = state, answer.strip(), today
    audit.record("answer", models.Idea.__tablename__, row.id, changes={"state": state})


def keep_idea_back(idea_id: str, reason: str, *, actor: Actor, today: date, now: datetime) -> None:
    """It does not come onto the board; who had it reads why. Raises Invalid without a reason."""
    row, said = _moderated(idea_id, actor), reason.strip()
    if not said:
        raise errors.Invalid("advice.reason_missing", field="reason")
    if len(said) > LONGEST:
        raise errors.Invalid("advice.words_long", longest=LONGEST, field="reason")
    row.state, row.answer, row.answered_on = State.KEPT_BACK.value, said, today
    _settle(row, actor.name, now)
    audit.record("keep_back", models.Idea.__tablename__, row.id)


def take_off_board(idea_id: str, *, actor: Actor) -> None:
    """It waits again, as before it was published or kept back."""
    row = _moderated(idea_id, actor)
    row.state, row.answer, row.answered_on = State.WAITING.value, "", None
    audit.record("take_off", models.Idea.__tablename__, row.id)


def _moderated(idea_id: str, actor: Actor) -> models.Idea:
    """An idea of the moderator's centre; a manager looks after all of them."""
    row = db.session().get(models.Idea, idea_id)
    here = None if actor.role is Role.MANAGER else actor.centre_id
    if row is None or row.state == State.TAKEN_BACK or (here and row.centre_id != here):
        raise errors.NotFound("page.absent")
    return row
