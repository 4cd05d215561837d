"""The waiting list: its rule, who comes next, what is offered until when, and who was told how."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, or_, select

from lms.courses import models
from lms.courses.domain import enrolment_waiting as waiting
from lms.courses.queries.enrolments import Placed, open_at, placed_in
from lms.courses.queries.sections import SectionInfo
from lms.kernel import clock, db
from lms.kernel.vocabulary import EnrolmentState
from lms.organisations import queries as organisations


def waiting_rule() -> waiting.Rule:
    """How the provider in scope runs its lists."""
    row = db.session().get(models.WaitingRule, db.require_provider())
    if row is None:
        return waiting.Rule()
    return waiting.Rule(
        waiting.Order(row.ordering),
        row.offer_hours,
        waiting.Silence(row.silence),
        row.confirm_days,
        waiting.NotNow(row.not_now),
        row.not_now_days,
    )


def entry_of(one: Placed) -> waiting.Entry:
    """What the order of the list looks at."""
    since = one.waiting_since
    if since is None:
        raise ValueError(f"{one.id} never waited")
    return waiting.Entry(one.id, since, one.needed_by, one.need, one.unanswered, one.rests_until is not None)


def on_the_list(section_id: str) -> list[Placed]:
    """Who waits for a section, the next one first."""
    return in_order(placed_in(section_id, (EnrolmentState.WAITING,)), waiting_rule())


def in_order(people: Iterable[Placed], rule: waiting.Rule) -> list[Placed]:
    """People of one list in the order of the rule."""
    known = {one.id: one for one in people}
    return [known[entry.enrolment_id] for entry in waiting.in_order(map(entry_of, known.values()), rule.order)]


def places_before(people: Iterable[Placed], rule: waiting.Rule) -> dict[str, int]:
    """How many people come before each one on her own list: enrolment id -> number."""
    lists: dict[str, list[waiting.Entry]] = {}
    for one in people:
        lists.setdefault(one.section_id, []).append(entry_of(one))
    return {key: number for entries in lists.values() for key, number in waiting.places(entries, rule.order).items()}


def place_of(one: Placed) -> int:
    """How many people come before somebody who waits."""
    return places_before(placed_in(one.section_id, (EnrolmentState.WAITING,)), waiting_rule())[one.id]


@dataclass(frozen=True)
class OfferInfo:
    """A seat offered, and what came of it: accepted, declined, expired, withdrawn, or empty while it is open."""

    id: str
    enrolment_id: str
    learner_id: str
    at: datetime
    by: str
    expires_at: datetime
    answer: str
    answered_at: datetime | None
    answered_by: str


def offers_of(enrolment_ids: Iterable[str]) -> dict[str, list[OfferInfo]]:
    """Every offer by enrolment, the newest first."""
    rows = db.session().scalars(
        select(models.Offer)
        .where(models.Offer.enrolment_id.in_(list(enrolment_ids)))
        .order_by(models.Offer.at.desc(), models.Offer.id.desc())
    )
    found: dict[str, list[OfferInfo]] = {}
    for row in rows:
        found.setdefault(row.enrolment_id, []).append(
            OfferInfo(
                row.id,
                row.enrolment_id,
                row.learner_id,
                row.at,
                row.by,
                row.expires_at,
                row.answer,
                row.answered_at,
                row.answered_by,
            )
        )
    return found


def open_offer(enrolment_id: str) -> OfferInfo | None:
    """The offer that waits for an answer."""
    return next((one for one in offers_of([enrolment_id]).get(enrolment_id, ()) if not one.answer), None)


@dataclass(frozen=True)
class NoticeInfo:
    """Somebody was told: about what, by which channel, when."""

    about: str
    channel: str
    at: datetime


def notices_of(enrolment_id: str) -> list[NoticeInfo]:
    """What somebody on a list was told, the newest first."""
    rows = db.session().scalars(
        select(models.Notice)
        .where(models.Notice.enrolment_id == enrolment_id)
        .order_by(models.Notice.at.desc(), models.Notice.id)
    )
    return [NoticeInfo(row.about, row.channel, row.at) for row in rows]


def closes(section_id: str) -> tuple[date, datetime]:
    """The last day on which somebody may come into a section, and the instant at which that day ends there."""
    row = (
        db.session()
        .execute(
            select(models.Section.entry_until, models.Section.ends_on, models.Section.centre_id).where(
                models.Section.id == section_id
            )
        )
        .one()
    )
    last = waiting.last_entry_day(row.entry_until, row.ends_on)
    return last, clock.instant(last + timedelta(days=1), time(), organisations.centre(row.centre_id).zone)


def entry_day(section: SectionInfo, earliest: date) -> date:
    """The first day from a day on that somebody may come into a section on."""
    return waiting.first_entry_day(earliest, section.starts_on, section.entry_weekdays)


@dataclass(frozen=True)
class SectionDemand:
    """How many wait for a section, how many seats are free, and whether it still takes people in."""

    section_id: str
    waiting: int
    offered: int
    on_hold: int


def demand(section_ids: Iterable[str]) -> dict[str, SectionDemand]:
    """People without a seat of their own by section."""
    rows = db.session().execute(
        select(
            models.Enrolment.section_id,
            models.Enrolment.state,
            models.Enrolment.unanswered > 0,
            func.count(),
        )
        .where(models.Enrolment.section_id.in_(list(section_ids)), models.Enrolment.state.in_(("waiting", "offered")))
        .group_by(models.Enrolment.section_id, models.Enrolment.state, models.Enrolment.unanswered > 0)
    )
    counts: dict[str, dict[str, int]] = {}
    for section_id, state, silent, count in rows:
        one = counts.setdefault(section_id, {"waiting": 0, "offered": 0, "on_hold": 0})
        one[state] += count
        if state == "waiting" and silent:
            one["on_hold"] += count
    return {key: SectionDemand(key, **one) for key, one in counts.items()}


def count_on_hold(centre_id: str | None) -> int:
    """How many people on lists did not answer an offer: somebody should call them."""
    row = models.Enrolment
    statement = select(func.count(row.id)).where(row.state == "waiting", row.unanswered > 0)
    if centre_id:
        statement = statement.join(models.Section, row.section_id == models.Section.id).where(
            models.Section.centre_id == centre_id
        )
    return db.session().scalar(statement) or 0


def sections_to_look_at(now: datetime) -> list[str]:
    """Sections where an offer has run out, or somebody waits while a seat is free."""
    due = select(models.Enrolment.section_id).join(models.Offer, models.Offer.enrolment_id == models.Enrolment.id)
    due = due.where(models.Offer.answer == "", models.Offer.expires_at <= now)
    free = select(models.Section.id).join(models.Enrolment, models.Enrolment.section_id == models.Section.id)
    free = free.where(
        models.Section.state == "published",
        models.Section.taken < models.Section.seats,
        models.Enrolment.state == "waiting",
        models.Enrolment.unanswered == 0,
        or_(models.Enrolment.rests_until.is_(None), models.Enrolment.rests_until <= now.date()),
    )
    session = db.session()
    return sorted({*session.scalars(due), *session.scalars(free)})


def elsewhere(people: Iterable[Placed]) -> Mapping[str, tuple[str, ...]]:
    """Sections for which the same person waits besides: enrolment id -> names. Nobody should stand in line twice."""
    everywhere = open_at(None, (EnrolmentState.WAITING, EnrolmentState.OFFERED))
    by_learner: dict[str, list[Placed]] = {}
    for one in everywhere:
        by_learner.setdefault(one.learner_id, []).append(one)
    return {
        one.id: names
        for one in people
        if (names := tuple(other.section for other in by_learner.get(one.learner_id, ()) if other.id != one.id))
    }
