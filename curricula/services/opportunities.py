"""Opportunities are sent in, opened and closed; learners ask for them and are answered."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from curricula import models
from curricula.domain.opportunities import HOLDS_PLACE, LONGEST, NEXT, Answer, Opportunity, State, faults, too_long
from curricula.queries import opportunities as queries
from lms.accounts import domain as accounts
from lms.accounts.services import audit
from lms.casework import queries as casework
from lms.kernel import db, errors
from lms.kernel.actor import Actor, Role, system
from lms.learners import queries as learners
from lms.messages import queries as message_queries
from lms.messages import services as messages

LINK_LASTS = timedelta(days=180)
MOST_MINUTES = 200_000
TABLE = "curricula_posting_link"
SENT_IN, ASKED = "curricula.task.opportunity", "curricula.task.interest"


def post(
    centre_id: str, what: Opportunity, *, state: State, by: str, now: datetime, opportunity_id: str | None = None
) -> str:
    """Write one down, or change it. Returns its id. Raises Invalid for what cannot be, with the field."""
    wrong = faults(what)
    if wrong:
        raise errors.Invalid(f"curricula.opportunity.{wrong[0]}", field=wrong[0])
    long = too_long(what)
    if long is not None:
        raise errors.Invalid("curricula.opportunity.long", field=long, most=LONGEST[long])
    row = db.session().get(models.Opportunity, opportunity_id) if opportunity_id else None
    if opportunity_id and row is None:
        raise errors.NotFound("curricula.absent")
    if row is None:
        # Whoever sent it in stays its author, also when the office mends a word.
        row = models.Opportunity(id=db.new_id(), centre_id=centre_id, taken=0, by=by)
        db.session().add(row)
    if what.places < (row.taken or 0):
        raise errors.Invalid("curricula.opportunity.places_given", field="places", taken=row.taken)
    row.kind, row.state, row.title, row.organisation = what.kind, state, what.title.strip(), what.organisation.strip()
    row.place, row.about, row.level, row.contact = (
        what.place.strip(),
        what.about.strip(),
        what.level or "",
        what.contact,
    )
    row.weekdays, row.starts, row.ends = list(what.weekdays), what.starts, what.ends
    row.from_day, row.to_day, row.places, row.at = what.from_day, what.to_day, what.places, now
    db.session().flush()
    if state is State.OPEN:
        _settle(message_queries.open_with(SENT_IN), row.id, by, now)
    return row.id


def set_state(opportunity_id: str, state: State, *, actor: Actor, now: datetime) -> None:
    """Open it for learners, or close it. Who has a place keeps it."""
    row = db.session().get(models.Opportunity, opportunity_id)
    if row is None:
        raise errors.NotFound("curricula.absent")
    row.state = state
    _settle(message_queries.open_with(SENT_IN), opportunity_id, actor.name, now)


def _settle(tasks: Iterable[message_queries.TaskInfo], opportunity_id: str, by: str, now: datetime) -> None:
    """Nobody needs to be asked any more about what is decided."""
    about = [one.id for one in tasks if one.link == _address(opportunity_id)]
    messages.settle(about, by=by, now=now)


def _address(opportunity_id: str) -> str:
    return f"/opportunities/{opportunity_id}"


def send_in(token: str, what: Opportunity, *, day: date, now: datetime) -> str:
    """A company sends in what it offers, by its link. It is a draft, and the office is told. Returns its id."""
    link = queries.link_by_token(token, day)
    with db.scoped(link.provider_id):
        with audit.acting(replace(system(link.organisation, link.provider_id), centre_id=link.centre_id)):
            made = post(link.centre_id, what, state=State.DRAFT, by=link.organisation, now=now)
        messages.ask(
            Role.ADMINISTRATOR,
            SENT_IN,
            {"organisation": link.organisation, "title": what.title},
            now=now,
            centre_id=link.centre_id,
            link=_address(made),
            unique_key=f"curricula.opportunity:{made}",
        )
        db.session().flush()
    return made


def ask_for(opportunity_id: str, learner_id: str, *, actor: Actor, day: date, now: datetime) -> None:
    """A learner wants it; her caseworker is told. Asked twice is asked once. Raises Conflict where it is over or full."""
    found = queries.opportunity(opportunity_id)
    if found.state is not State.OPEN or found.what.to_day < day:
        raise errors.Conflict("curricula.opportunity_over")
    if found.free <= 0:
        raise errors.Conflict("curricula.opportunity_full")
    row = _interest(opportunity_id, learner_id)
    if row is None:
        row = models.Interest(
            id=db.new_id(),
            opportunity_id=opportunity_id,
            learner_id=learner_id,
            answer=Answer.ASKED,
            at=now,
            by=actor.name,
        )
        try:
            with db.session().begin_nested():
                db.session().add(row)
        except IntegrityError:
            return
    elif row.answer == Answer.WITHDRAWN:
        row.answer, row.at, row.by = Answer.ASKED, now, actor.name
    else:
        return
    caseworker = casework.caseworker_of(learner_id, day)
    messages.ask(
        Role.CASEWORKER,
        ASKED,
        {"name": learners.learner(learner_id).name, "title": found.what.title},
        now=now,
        staff_id=caseworker.id if caseworker else None,
        learner_id=learner_id,
        link=_address(opportunity_id),
        unique_key=f"curricula.interest:{row.id}:{now.isoformat()}",
    )


def answer(interest_id: str, to: Answer, *, minutes: int = 0, actor: Actor, now: datetime) -> None:
    """What became of it. A place is taken by the database: the last one goes to one.

    Raises Conflict for an answer that cannot follow, and for a place that is gone; Invalid for hours that cannot be.
    """
    row = db.session().get(models.Interest, interest_id)
    if row is None:
        raise errors.NotFound("curricula.absent")
    before = Answer(row.answer)
    if to not in NEXT[before]:
        raise errors.Conflict("curricula.interest_answered")
    if not 0 <= minutes <= MOST_MINUTES:
        raise errors.Invalid("curricula.interest_minutes", field="minutes")
    _move_place(row.opportunity_id, (to in HOLDS_PLACE) - (before in HOLDS_PLACE))
    row.answer, row.minutes, row.at, row.by = to, minutes if to is Answer.DONE else 0, now, actor.name
    asked = [one for one in message_queries.tasks_about(row.learner_id) if one.code == ASKED and one.done_at is None]
    _settle(asked, row.opportunity_id, actor.name, now)


def _move_place(opportunity_id: str, by: int) -> None:
    if by == 0:
        return
    table = models.Opportunity
    moved = db.changed(
        update(table)
        .where(table.id == opportunity_id, table.taken + by >= 0, table.taken + by <= table.places)
        .values(taken=table.taken + by)
        .execution_options(synchronize_session=False)
    )
    if moved != 1:
        raise errors.Conflict("curricula.opportunity_full")
    db.session().expire_all()


def withdraw(opportunity_id: str, learner_id: str, *, actor: Actor, now: datetime) -> None:
    """She does not want it any more; her place is free again."""
    row = _interest(opportunity_id, learner_id)
    if row is None:
        raise errors.NotFound("curricula.absent")
    answer(row.id, Answer.WITHDRAWN, actor=actor, now=now)


def _interest(opportunity_id: str, learner_id: str) -> models.Interest | None:
    return db.session().scalar(
        select(models.Interest).where(
            models.Interest.opportunity_id == opportunity_id, models.Interest.learner_id == learner_id
        )
    )


def make_link(centre_id: str, organisation: str, *, actor: Actor, day: date, now: datetime) -> str:
    """An address for one organisation, shown once. Raises Invalid without its name, or for one that is too long."""
    if not organisation.strip():
        raise errors.Invalid("curricula.opportunity.organisation", field="organisation")
    if len(organisation.strip()) > LONGEST["organisation"]:
        raise errors.Invalid("curricula.opportunity.long", field="organisation", most=LONGEST["organisation"])
    token = accounts.new_token()
    row = models.PostingLink(
        id=db.new_id(),
        centre_id=centre_id,
        organisation=organisation.strip(),
        token_hash=accounts.token_hash(token),
        until=day + LINK_LASTS,
        made_at=now,
        made_by=actor.name,
    )
    db.session().add(row)
    db.session().flush()
    # Written by hand, so that the hash of the address stays out of the audit.
    audit.record("add", TABLE, row.id, changes={"organisation": [None, row.organisation]}, now=now)
    return token


def end_link(link_id: str, *, now: datetime) -> None:
    """The address stops working."""
    row = db.session().get(models.PostingLink, link_id)
    if row is None:
        raise errors.NotFound("curricula.absent")
    if row.ended_at is None:
        row.ended_at = now
        audit.record("end", TABLE, row.id, changes={"organisation": [row.organisation, None]}, now=now)
