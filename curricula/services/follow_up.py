"""Asking people how they are after their course: by link, else by telephone; and what an answer sets going."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select

from curricula import models
from curricula.domain import follow_up as rules
from curricula.queries import follow_up as queries
from lms.accounts import domain as accounts
from lms.casework import queries as casework
from lms.kernel import clock, config, db, errors
from lms.kernel.actor import Actor, Role
from lms.learners import queries as learners
from lms.messages import queries as ways
from lms.messages import services as messages
from lms.organisations import queries as organisations

LETTER = "curricula.follow_up_letter"
UNUSED, TALK = "curricula.task.follow_up_unused", "curricula.task.follow_up_talk"
BY_WORD_OF_MOUTH = frozenset({"phone", "voice", "video", "in_person"})
"""Who wants to hear by one of these is called and gets no letter."""
SOON = timedelta(days=7)
"""So long somebody has time to talk with a person whose answer asks for it."""


def set_months(programme: str, months: Collection[int], *, actor: Actor, day: date, now: datetime) -> None:
    """People of this programme are asked so many months after their course; without any, nobody is asked any more.

    Raises Invalid for months that are not offered, NotFound for a programme that the provider does not run.
    """
    if programme not in dict(queries.programmes(day)):
        raise errors.NotFound("curricula.absent")
    if not set(months) <= set(rules.MONTHS):
        raise errors.Invalid("curricula.follow_up.months", field="months")
    row = db.session().scalar(select(models.FollowUpRule).where(models.FollowUpRule.programme == programme))
    if row is None:
        row = models.FollowUpRule(id=db.new_id(), programme=programme)
        db.session().add(row)
    row.months, row.by, row.at = sorted(set(months)), actor.name, now
    db.session().flush()


def ask_everybody(*, day: date, now: datetime) -> int:
    """Ask everybody who is due on a day: by a letter with a link, or by putting them on the list of calls. Returns how many.

    Asked again on the same day it asks nobody twice. Whoever has left the provider for good is left in peace.
    """
    found = queries.due(day)
    people = learners.by_ids({one.learner_id for one, _, _ in found})
    asked = 0
    for one, months, due_on in found:
        learner = people.get(one.learner_id)
        if learner is None or learner.until is not None:
            continue
        row = models.FollowUp(
            id=db.new_id(), learner_id=learner.id, centre_id=learner.centre_id, programme=one.programme,
            module_key=one.module_key, ended_on=one.on_day, finished=one.finished, months=months, due_on=due_on,
            answers={}, at=now,
        )  # fmt: skip
        if learner.contact not in BY_WORD_OF_MOUTH and ways.channel_for(learner) != "office":
            row.token_hash, row.sent_on = _write(learner, row, now), day
        db.session().add(row)
        db.session().flush()
        asked += 1
    return asked


def _write(learner: learners.LearnerInfo, row: models.FollowUp, now: datetime) -> str:
    """The letter goes out with a link of its own. Returns the hash of its token."""
    token = accounts.new_token()
    facts = {
        "module": queries.title(row.module_key, row.ended_on),
        "link": f"{config.read().base_url}/f/{token}",
        "centre": organisations.centre(learner.centre_id).name,
    }
    messages.write_to(learner, LETTER, facts, now=now)
    return accounts.token_hash(token)


def answer_by_link(token: str, answers: Mapping[str, str], *, day: date, now: datetime) -> str:
    """She answers herself. Returns her record's id.

    Raises NotFound for a link that is over, Conflict where an answer came in meanwhile, Invalid for what is missing.
    """
    provider_id, found = queries.by_token(token, day)
    with db.scoped(provider_id):
        row = _row(found.id)
        _refuse_what_is_over(row)
        _keep(row, answers, way="link", by="", day=day, now=now)
    return found.learner_id


def answer_by_phone(follow_up_id: str, answers: Mapping[str, str], *, actor: Actor, day: date, now: datetime) -> None:
    """Somebody asked her and took her answers down. Raises Conflict where an answer is there, Invalid for what is missing."""
    row = _row(follow_up_id)
    _refuse_what_is_over(row)
    _keep(row, answers, way="phone", by=actor.name, day=day, now=now)


def not_reached(follow_up_id: str, *, actor: Actor, day: date) -> bool:
    """Nobody picked up. Returns whether this was the last call: then she is left in peace until the next time.

    Several tries of one day are one: nobody is given up on in an afternoon.
    """
    row = _row(follow_up_id)
    _refuse_what_is_over(row)
    if row.called_on == day:
        return False
    row.calls, row.called_on = row.calls + 1, day
    if row.calls >= rules.MOST_CALLS:
        row.closed, row.by = rules.Closed.NOT_REACHED, actor.name
    db.session().flush()
    return bool(row.closed)


def not_wanted(follow_up_id: str, *, actor: Actor) -> None:
    """She does not want to be asked this time. That is no answer and has no consequence."""
    row = _row(follow_up_id)
    _refuse_what_is_over(row)
    row.closed, row.by = rules.Closed.NOT_WANTED, actor.name
    db.session().flush()


def _row(follow_up_id: str) -> models.FollowUp:
    """Held until the end of the transaction: an answer by the link and one by telephone do not cover each other."""
    asked = select(models.FollowUp).where(models.FollowUp.id == follow_up_id).with_for_update()
    row = db.session().scalar(asked.execution_options(populate_existing=True))
    if row is None:
        raise errors.NotFound("curricula.absent")
    return row


def _refuse_what_is_over(row: models.FollowUp) -> None:
    if row.answered_on is not None or row.closed:
        raise errors.Conflict("curricula.follow_up.over")


def _keep(row: models.FollowUp, answers: Mapping[str, str], *, way: str, by: str, day: date, now: datetime) -> None:
    missing = rules.unanswered(answers)
    if missing is not None:
        raise errors.Invalid("curricula.follow_up.missing", field=missing)
    row.answers = {key: answers[key] for key in rules.asked_of(answers)}
    row.answered_on, row.way, row.by = day, way, by
    db.session().flush()
    if row.answers["uses"] == rules.Uses.NO:
        _ask_caseworker(row, UNUSED, now)
    if row.answers["talk"] == rules.Talk.YES:
        _ask_caseworker(row, TALK, now)


def _ask_caseworker(row: models.FollowUp, code: str, now: datetime) -> None:
    learner = learners.learner(row.learner_id)
    today = clock.local(now, organisations.centre(learner.centre_id).zone).date()
    own = casework.caseworker_of(learner.id, today)
    messages.ask(
        Role.CASEWORKER,
        code,
        {"name": learner.name, "module": queries.title(row.module_key, row.ended_on)},
        now=now,
        staff_id=own.id if own else None,
        learner_id=learner.id,
        due_on=today + SOON,
        link=f"/casework/{learner.id}",
        unique_key=f"{code}:{row.id}",
    )
