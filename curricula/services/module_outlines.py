"""What a module teaches is written down in versions; employers comment on what is shared, the provider answers."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from curricula import models
from curricula.domain.employers import LONGEST_COMMENT, MOST_UNANSWERED, outline_lines, outline_trouble, trainer_word
from curricula.queries import module_outlines as queries
from curricula.queries.opportunities import link_by_token
from curricula.queries.outline import modules_of_provider
from lms.courses import queries as courses
from lms.kernel import db, errors
from lms.kernel.actor import Actor, Role
from lms.messages import queries as message_queries
from lms.messages import services as messages
from lms.partners import queries as partners

CODE = "curricula.task.outline_comment"


def keep(centre_id: str, module_key: str, text: str, *, reason: str, actor: Actor, now: datetime) -> int:
    """The next version of a module's outline. Returns its number.

    Raises NotFound for a module that the centre does not give, Invalid for an empty or unchanged one and a missing reason,
    Conflict where somebody else kept a version meanwhile.
    """
    if module_key not in dict(modules_of_provider(centre_id)):
        raise errors.NotFound("curricula.absent")
    lines = outline_lines(text)
    last = next(iter(queries.outline_history(centre_id, module_key)), None)
    wrong = outline_trouble(lines, last.lines if last else None, reason)
    if wrong is not None:
        raise errors.Invalid(wrong[1], field=wrong[0])
    number = last.number + 1 if last else 1
    row = models.ModuleOutline(
        id=db.new_id(), centre_id=centre_id, module_key=module_key, number=number, lines=lines,
        reason=reason.strip(), shared=bool(last and last.shared), by=actor.name, at=now,
    )  # fmt: skip
    try:
        with db.session().begin_nested():
            db.session().add(row)
    except IntegrityError:
        raise errors.Conflict("curricula.module_outline.meanwhile", field="lines") from None
    return number


def share(centre_id: str, module_key: str, shared: bool) -> None:
    """Employers with a link read the newest version and may comment on it, or do not any more."""
    last = next(iter(queries.outline_history(centre_id, module_key)), None)
    if last is None:
        raise errors.NotFound("curricula.absent")
    db.session().get_one(models.ModuleOutline, last.id).shared = shared


def comment(token: str, outline_id: str, text: str, *, day: date, now: datetime) -> None:
    """An employer says something about the version it has read; the office is asked to answer.

    Raises NotFound for an outline that is not shared with it, Invalid for an empty or long text, Conflict when the outline has
    changed since, or too many of its comments wait for an answer.
    """
    link = link_by_token(token, day)
    with db.scoped(link.provider_id):
        read = queries.outline_version(outline_id)
        if read.centre_id != link.centre_id:
            raise errors.NotFound("curricula.absent")
        _say(read, link.organisation, text, now=now, only_shared=True)


def comment_as_trainer(outline_id: str, text: str, *, actor: Actor, day: date, now: datetime) -> None:
    """The same by a trainer of a partner, who reads the outlines of the own modules whether employers do or not.

    Raises NotFound for an outline of another module and for an access that is over.
    """
    access = partners.access_of(actor, day)
    read = queries.outline_version(outline_id)
    if access.part != "teaching" or access.state != "open" or read.module_key not in _modules_of(access):
        raise errors.NotFound("curricula.absent")
    _say(read, trainer_word(access.name, access.organisation), text, now=now, only_shared=False)


def _modules_of(access: partners.AccessInfo) -> set[str]:
    if access.cohort.course_id:
        return {courses.course(access.cohort.course_id).module_key}
    return {one.course.module_key for one in partners.classes_of(access.cohort, access.centre_id)}


def _say(read: queries.OutlineVersion, organisation: str, text: str, *, now: datetime, only_shared: bool) -> None:
    """A word about the version that is in force; the office is asked to answer."""
    current = queries.current_outlines(read.centre_id).get(read.module_key)
    if current is None or (only_shared and not current.shared):
        raise errors.NotFound("curricula.absent")
    if current.id != read.id:
        raise errors.Conflict("curricula.outline_comment.newer")
    said = text.strip()
    if not said or len(said) > LONGEST_COMMENT:
        raise errors.Invalid("curricula.outline_comment.text", field="text", most=LONGEST_COMMENT)
    if _unanswered(organisation, read.centre_id) >= MOST_UNANSWERED:
        raise errors.Conflict("curricula.outline_comment.many")
    made = models.OutlineComment(id=db.new_id(), outline_id=read.id, organisation=organisation, text=said, at=now)
    db.session().add(made)
    messages.ask(
        Role.ADMINISTRATOR,
        CODE,
        {
            "organisation": organisation,
            "module": dict(modules_of_provider(read.centre_id)).get(read.module_key, read.module_key),
            "comment_id": made.id,
        },
        now=now,
        centre_id=read.centre_id,
        link=f"/module-outlines/{read.module_key}",
        unique_key=f"{CODE}:{made.id}",
    )
    db.session().flush()


def _unanswered(organisation: str, centre_id: str) -> int:
    word, outline = models.OutlineComment, models.ModuleOutline
    return (
        db.session().scalar(
            select(func.count())
            .select_from(word)
            .join(outline, outline.id == word.outline_id)
            .where(outline.centre_id == centre_id, word.organisation == organisation, word.answered_at.is_(None))
        )
        or 0
    )


def answer(comment_id: str, text: str, *, actor: Actor, now: datetime) -> None:
    """What the provider says to it; said again it is the newer word. Raises Invalid for an empty or long one."""
    row = db.session().get(models.OutlineComment, comment_id)
    if row is None:
        raise errors.NotFound("curricula.absent")
    said = text.strip()
    if not said or len(said) > LONGEST_COMMENT:
        raise errors.Invalid("curricula.outline_comment.text", field=f"answer-{comment_id}", most=LONGEST_COMMENT)
    row.answer, row.answered_by, row.answered_at = said, actor.name, now
    asked = [one.id for one in message_queries.open_with(CODE) if one.facts.get("comment_id") == comment_id]
    messages.settle(asked, by=actor.name, now=now)
