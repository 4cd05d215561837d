"""What is offered outside the classroom, for one learner and for the office."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, case, func, or_, select

from curricula import models
from curricula.domain.opportunities import Answer, Kind, Opportunity, State, names_trade, order, suits
from lms.accounts import domain as accounts
from lms.kernel import db, errors
from lms.kernel.vocabulary import Level
from lms.learners import queries as learners
from lms.learners.domain import availability

PAGE = 50


@dataclass(frozen=True)
class OpportunityInfo:
    """One opportunity with its places. `asked` counts people who wait for an answer."""

    id: str
    centre_id: str
    state: State
    what: Opportunity
    taken: int
    by: str
    asked: int = 0

    @property
    def free(self) -> int:
        """Places left."""
        return self.what.places - self.taken


@dataclass(frozen=True)
class InterestInfo:
    """Somebody who asked."""

    id: str
    opportunity_id: str
    learner_id: str
    name: str
    answer: Answer
    minutes: int
    at: datetime


@dataclass(frozen=True)
class Card:
    """An opportunity as one learner sees it. `share` of its week that she is free, 1 where times are agreed later."""

    opportunity: OpportunityInfo
    share: float
    answer: Answer | None
    trade: bool = False
    """Whether it is of her own trade."""


@dataclass(frozen=True)
class LinkInfo:
    """An address in force, without its token."""

    id: str
    provider_id: str
    centre_id: str
    organisation: str
    until: date


def opportunities(centre_id: str, *, page: int = 1) -> list[OpportunityInfo]:
    """A page of what a centre has: drafts first, then open ones, then closed ones; the newest first."""
    row = models.Opportunity
    rank = case({state.value: place for place, state in enumerate(State)}, value=row.state)
    asked = select(row).where(row.centre_id == centre_id).order_by(rank, row.id.desc())
    rows = db.session().scalars(asked.limit(PAGE).offset((page - 1) * PAGE)).all()
    waiting = _asked([row.id for row in rows])
    return [_info(row, waiting) for row in rows]


def count_opportunities(centre_id: str) -> int:
    """How many a centre has in all."""
    row = models.Opportunity
    return db.session().scalar(select(func.count()).select_from(row).where(row.centre_id == centre_id)) or 0


def _asked(ids: Iterable[str]) -> dict[str, int]:
    row = models.Interest
    counted = db.session().execute(
        select(row.opportunity_id, func.count())
        .where(row.opportunity_id.in_(list(ids)), row.answer == Answer.ASKED)
        .group_by(row.opportunity_id)
    )
    return {opportunity_id: int(number) for opportunity_id, number in counted}


def opportunity(opportunity_id: str) -> OpportunityInfo:
    """One. Raises NotFound."""
    row = db.session().get(models.Opportunity, opportunity_id)
    if row is None:
        raise errors.NotFound("curricula.absent")
    return _info(row, _asked([row.id]))


def interested(opportunity_id: str) -> list[InterestInfo]:
    """Who asked for one, in the order of asking."""
    rows = (
        db.session()
        .scalars(
            select(models.Interest)
            .where(models.Interest.opportunity_id == opportunity_id)
            .order_by(models.Interest.at, models.Interest.id)
        )
        .all()
    )
    names = learners.by_ids([row.learner_id for row in rows])
    return [
        InterestInfo(
            row.id,
            row.opportunity_id,
            row.learner_id,
            names[row.learner_id].name,
            Answer(row.answer),
            row.minutes,
            row.at,
        )
        for row in rows
        if row.learner_id in names
    ]


def cards_for(learner_id: str, day: date) -> list[Card]:
    """What suits a learner now and what she asked for: of her own trade first, then what fits her week best."""
    learner = learners.learner(learner_id)
    own = {
        row.opportunity_id: Answer(row.answer)
        for row in db.session().scalars(select(models.Interest).where(models.Interest.learner_id == learner_id))
    }
    known = learners.availabilities([learner_id]).get(learner_id, availability.Availability())
    level = Level(learner.level) if learner.level else None
    found = []
    for one in _offered(learner.centre_id, list(own), day):
        if one.id in own or suits(one.what.level, level):
            share = availability.share(known, list(one.what.week)) if one.what.week else 1.0
            found.append(Card(one, share, own.get(one.id), names_trade(one.what, learner.occupation)))
    places = order([(one.trade, one.share, one.opportunity.what.from_day, one.opportunity.what.title) for one in found])
    return [found[at] for at in places]


def _offered(centre_id: str, own: Sequence[str], day: date) -> list[OpportunityInfo]:
    """What has a free place now, and what somebody asked for, whatever became of it."""
    row = models.Opportunity
    free = and_(row.state == State.OPEN, row.to_day >= day, row.taken < row.places)
    rows = db.session().scalars(
        select(row).where(row.centre_id == centre_id, row.state != State.DRAFT, or_(free, row.id.in_(own)))
    )
    return [_info(row, {}) for row in rows]


def done_by(learner_id: str) -> list[tuple[Opportunity, int]]:
    """What somebody has done outside the classroom with its minutes, the last one first. A job is none of it."""
    rows = db.session().execute(
        select(models.Opportunity, models.Interest.minutes)
        .join(models.Interest, models.Interest.opportunity_id == models.Opportunity.id)
        .where(
            models.Interest.learner_id == learner_id,
            models.Interest.answer == Answer.DONE,
            models.Opportunity.kind != Kind.JOB,
        )
        .order_by(models.Interest.at.desc(), models.Interest.id)
    )
    return [(_info(row, {}).what, minutes) for row, minutes in rows]


def participation(learner_id: str) -> int:
    """Minutes that somebody has taken part outside the classroom."""
    return sum(minutes for _what, minutes in done_by(learner_id))


def links(centre_id: str, day: date) -> list[LinkInfo]:
    """Addresses in force, by organisation."""
    rows = db.session().scalars(
        select(models.PostingLink)
        .where(
            models.PostingLink.centre_id == centre_id,
            models.PostingLink.ended_at.is_(None),
            models.PostingLink.until >= day,
        )
        .order_by(models.PostingLink.organisation, models.PostingLink.id)
    )
    return [LinkInfo(row.id, row.provider_id, row.centre_id, row.organisation, row.until) for row in rows]


def link_of(centre_id: str, organisation: str, day: date) -> LinkInfo:
    """The link in force of an organisation at a centre of the provider in scope. Raises NotFound."""
    found = next((one for one in links(centre_id, day) if one.organisation == organisation), None)
    if found is None:
        raise errors.NotFound("curricula.no_such_link")
    return found


def link_by_token(token: str, day: date) -> LinkInfo:
    """Whose address it is. Raises NotFound for one that is unknown, over or ended."""
    with db.crossing("posting link"):
        row = db.session().scalar(
            select(models.PostingLink).where(
                models.PostingLink.token_hash == accounts.token_hash(token),
                models.PostingLink.ended_at.is_(None),
                models.PostingLink.until >= day,
            )
        )
    if row is None:
        raise errors.NotFound("curricula.no_such_link")
    return LinkInfo(row.id, row.provider_id, row.centre_id, row.organisation, row.until)


def _info(row: models.Opportunity, asked: dict[str, int]) -> OpportunityInfo:
    what = Opportunity(
        Kind(row.kind),
        row.title,
        row.organisation,
        row.place,
        row.about,
        Level(row.level) if row.level else None,
        tuple(int(day) for day in row.weekdays),
        row.starts,
        row.ends,
        row.from_day,
        row.to_day,
        row.places,
        row.contact,
    )
    return OpportunityInfo(row.id, row.centre_id, State(row.state), what, row.taken, row.by, asked.get(row.id, 0))
