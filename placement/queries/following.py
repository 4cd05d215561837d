"""Asking what follows a result: the list of all, talks, check-ins with their rate, and results decided again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select

from lms.kernel import db
from lms.learners import queries as learners
from lms.learners.queries import LearnerInfo
from lms.organisations import queries as organisations
from placement import models
from placement.domain import redeciding
from placement.domain.redeciding import Rate
from placement.domain.track_rules import CountryTest
from placement.queries import engines
from placement.queries.results import ResultInfo, results

PAGE_SIZE = 50
WAITING, DECIDED, OVERRIDDEN, LOOK = "waiting", "decided", "overridden", "look"
STATES = (WAITING, LOOK, DECIDED, OVERRIDDEN)
"""`look`: waits, and a person must look closer. `overridden`: decided against the recommendation."""


@dataclass(frozen=True)
class Placed:
    """Somebody with her newest result."""

    learner: LearnerInfo
    result: ResultInfo

    @property
    def state(self) -> str:
        """Waiting, decided as recommended, or decided otherwise."""
        decided = self.result.decision
        if decided is None:
            return LOOK if self.result.recommendation["needs_person"] else WAITING
        return DECIDED if decided.track == self.result.track else OVERRIDDEN


@dataclass(frozen=True)
class PlacedPage:
    """One page of results, with how many there are in every state."""

    rows: tuple[Placed, ...]
    total: int
    number: int
    pages: int
    counts: Mapping[str, int]


@dataclass(frozen=True)
class TalkInfo:
    """An advisory talk."""

    id: str
    result_id: str
    on_day: date
    with_whom: str
    language: str
    interpreter: bool
    agreed: str
    by: str


@dataclass(frozen=True)
class CheckInInfo:
    """What was said some weeks after a decision."""

    id: str
    result_id: str
    verdict: str
    moved: bool
    note: str
    on_day: date
    by: str


@dataclass(frozen=True)
class LookInfo:
    """One time that stored results were decided again, with how many came out otherwise and how many of these are open."""

    id: str
    cause: str
    looked_at: int
    ended_at: datetime | None
    by: str
    at: datetime
    found: int
    open: int


@dataclass(frozen=True)
class ChangeInfo:
    """One person who would be placed otherwise today."""

    id: str
    result_id: str
    learner: LearnerInfo
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    causes: tuple[str, ...]
    decided: str
    """The group somebody decided for her, empty while nobody has."""
    answer: str
    answered_by: str


def placed(centre_id: str | None, text: str = "", state: str = "", track: str = "") -> list[Placed]:
    """Everybody with a result, the newest first, of one centre where one is given; filtered by name, state and group."""
    newest = select(models.Result.learner_id).distinct()
    found = results(db.session().scalars(newest))
    people, words = learners.by_ids(found), text.casefold().split()
    rows = [
        Placed(people[one.learner_id], one)
        for one in found.values()
        if one.learner_id in people
        and (centre_id is None or people[one.learner_id].centre_id == centre_id)
        and all(word in f"{people[one.learner_id].name} {people[one.learner_id].number}".casefold() for word in words)
        and (not track or track == (one.decision.track if one.decision else one.track))
    ]
    rows.sort(key=lambda one: (one.result.at, one.learner.number), reverse=True)
    return [one for one in rows if not state or _is_in(one, state)]


def placed_page(centre_id: str | None, text: str, state: str, track: str, page: int) -> PlacedPage:
    """One page of these, with counts of all states under the same search."""
    everybody = placed(centre_id, text, track=track)
    rows = [one for one in everybody if not state or _is_in(one, state)]
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    number = min(page, pages)
    counts = {one: sum(_is_in(each, one) for each in everybody) for one in STATES} | {"": len(everybody)}
    return PlacedPage(tuple(rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]), len(rows), number, pages, counts)


def _is_in(one: Placed, state: str) -> bool:
    return one.state == state or (state == WAITING and one.state == LOOK)


def country_tests() -> tuple[CountryTest, ...]:
    """Tests that the country of the provider gives."""
    pack = engines.rules_of(organisations.provider(db.require_provider()).country)
    return pack.tests if pack else ()


# --- talks and check-ins ---------------------------------------------------------------------------------------------


def talks(result_id: str) -> list[TalkInfo]:
    """Talks about a result, the newest first."""
    rows = db.session().scalars(
        select(models.Talk)
        .where(models.Talk.result_id == result_id)
        .order_by(models.Talk.on_day.desc(), models.Talk.id)
    )
    names = tuple(TalkInfo.__dataclass_fields__)
    return [TalkInfo(**{name: getattr(row, name) for name in names}) for row in rows]


def check_ins(result_ids: Iterable[str]) -> dict[str, CheckInInfo]:
    """Check-ins by result."""
    rows = db.session().scalars(select(models.CheckIn).where(models.CheckIn.result_id.in_(list(result_ids))))
    names = tuple(CheckInInfo.__dataclass_fields__)
    return {row.result_id: CheckInInfo(**{name: getattr(row, name) for name in names}) for row in rows}


def due_check_ins(centre_id: str | None, now: datetime) -> list[Placed]:
    """Whose group was decided four weeks ago or longer and nobody has said yet whether it was right; the oldest first."""
    until = now - timedelta(days=redeciding.CHECK_FROM_DAYS)
    rows = [one for one in placed(centre_id) if one.result.decision is not None and one.result.decision.at <= until]
    known = check_ins([one.result.id for one in rows])
    return [one for one in reversed(rows) if one.result.id not in known and one.learner.until is None]


def right_rate(centre_id: str | None) -> Rate:
    """How often the group was right, from all check-ins."""
    rows = placed(centre_id)
    known = check_ins([one.result.id for one in rows])
    return redeciding.rate((one.verdict, one.moved) for one in known.values())


# --- decided again ---------------------------------------------------------------------------------------------------


def looks(centre_id: str) -> list[LookInfo]:
    """Every time results of a centre were decided again, the newest first."""
    counted = (
        select(
            models.Change.redecision_id,
            func.count().label("found"),
            func.count(case((models.Change.answer == "", 1))).label("open"),
        )
        .group_by(models.Change.redecision_id)
        .subquery()
    )
    rows = db.session().execute(
        select(models.Redecision, counted.c.found, counted.c.open)
        .outerjoin(counted, counted.c.redecision_id == models.Redecision.id)
        .where(models.Redecision.centre_id == centre_id)
        .order_by(models.Redecision.at.desc(), models.Redecision.id.desc())
    )
    return [
        LookInfo(row.id, row.cause, row.looked_at, row.ended_at, row.by, row.at, found or 0, still or 0)
        for row, found, still in rows
    ]


def changes(look_id: str) -> list[ChangeInfo]:
    """People of one look who would be placed otherwise, by number."""
    rows = list(db.session().scalars(select(models.Change).where(models.Change.redecision_id == look_id)))
    people = learners.by_ids({row.learner_id for row in rows})
    decided = {one.learner_id: one.decision for one in results(people).values()}
    found = [
        ChangeInfo(
            id=row.id,
            result_id=row.result_id,
            learner=people[row.learner_id],
            before=row.before,
            after=row.after,
            causes=tuple(row.causes),
            decided=decision.track if (decision := decided.get(row.learner_id)) else "",
            answer=row.answer,
            answered_by=row.answered_by,
        )
        for row in rows
        if row.learner_id in people
    ]
    return sorted(found, key=lambda one: (one.answer != "", one.learner.number))


def open_changes(centre_id: str | None) -> int:
    """How many people wait for an answer after results were decided again, of one centre where one is given."""
    ids = list(db.session().scalars(select(models.Change.learner_id).where(models.Change.answer == "")))
    people = learners.by_ids(ids).values() if ids else ()
    return sum(centre_id is None or one.centre_id == centre_id for one in people)
