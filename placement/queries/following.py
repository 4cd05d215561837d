"""Asking what follows a result: the list of all, talks, check-ins with their rate, and results decided again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from lms.kernel import db
from lms.learners import queries as learners
from lms.learners.queries import LearnerInfo
from lms.organisations import queries as organisations
from placement import models
from placement.domain import redeciding
from placement.domain.redeciding import Rate
from placement.domain.track_rules import CountryTest
from placement.queries import engines
from placement.queries.grounds import records
from placement.queries.needs import assessments_of
from placement.queries.papers import kept_files
from placement.queries.results import ResultInfo, kept_of_tests, results

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
        decided = self.result.decision.track if self.result.decision else None
        return _state(self.result.track, decided, self.result.recommendation["needs_person"])


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
class Ahead:
    """Decisions that are still to come: tests that run, results that wait, people who have taken no test."""

    running: int
    undecided: int
    untested: int


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


@dataclass(frozen=True)
class _Row:
    """As much of a result as the list sorts and filters by; the rest is read for the page that is shown."""

    learner: LearnerInfo
    at: datetime
    group: str
    state: str


def placed(centre_id: str | None, text: str = "", state: str = "", track: str = "") -> list[Placed]:
    """Everybody with a result, the newest first, of one centre where one is given; filtered by name, state and group."""
    return _whole([one for one in _rows(centre_id, text, track) if not state or _is_in(one.state, state)])


def placed_page(centre_id: str | None, text: str, state: str, track: str, page: int) -> PlacedPage:
    """One page of these, with counts of all states under the same search."""
    everybody = _rows(centre_id, text, track)
    rows = [one for one in everybody if not state or _is_in(one.state, state)]
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    number = min(page, pages)
    counts = {one: sum(_is_in(each.state, one) for each in everybody) for one in STATES} | {"": len(everybody)}
    shown = _whole(rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
    return PlacedPage(tuple(shown), len(rows), number, pages, counts)


def _rows(centre_id: str | None, text: str, track: str) -> list[_Row]:
    newest = {
        row.learner_id: row
        for row in db.session().execute(
            select(
                models.Result.learner_id,
                models.Result.at,
                models.Result.track,
                models.Result.recommendation["needs_person"].label("needs"),
                models.Decision.track.label("decided"),
            )
            .outerjoin(models.Decision, models.Decision.result_id == models.Result.id)
            .order_by(models.Result.at, models.Result.id)
        )
    }
    words = text.casefold().split()
    rows = [
        _Row(person, row.at, row.decided or row.track, _state(row.track, row.decided, row.needs))
        for person, row in ((person, newest[person.id]) for person in learners.by_ids(newest).values())
        if (centre_id is None or person.centre_id == centre_id)
        and (not track or track == (row.decided or row.track))
        and all(word in f"{person.name} {person.number}".casefold() for word in words)
    ]
    return sorted(rows, key=lambda one: (one.at, one.learner.number), reverse=True)


def _whole(rows: Sequence[_Row]) -> list[Placed]:
    found = results([one.learner.id for one in rows])
    return [Placed(one.learner, found[one.learner.id]) for one in rows]


def _state(track: str, decided: str | None, needs: Sequence[str]) -> str:
    """Waiting, decided as recommended, or decided otherwise."""
    if not decided:
        return LOOK if needs else WAITING
    return DECIDED if decided == track else OVERRIDDEN


def _is_in(state: str, wanted: str) -> bool:
    return state == wanted or (wanted == WAITING and state == LOOK)


def kept_about(person_id: str) -> dict[str, Any]:
    """Everything of placement about a person with the provider in scope, for her file."""
    everybody = (one for centre in organisations.centres() for one in learners.all_of(centre.id))
    ids = [one.id for one in everybody if one.person_id == person_id]
    kept = kept_of_tests(ids) | _kept_after_tests(ids)
    return {name: rows for name, rows in kept.items() if rows}


def _kept_after_tests(learner_ids: Sequence[str]) -> dict[str, Any]:
    """Papers, talks, check-ins and open changes of a person, for her file."""
    session = db.session()
    ids = list(session.scalars(select(models.Result.id).where(models.Result.learner_id.in_(learner_ids))))
    moved = session.scalars(select(models.Change).where(models.Change.learner_id.in_(learner_ids)))
    return {
        "papers": [one for known in records(learner_ids).values() for one in known],
        "paper_files": kept_files(learner_ids),
        "needs_and_strengths": [one for learner_id in learner_ids for one in assessments_of(learner_id)],
        "talks": [one for result_id in ids for one in talks(result_id)],
        "check_ins": list(check_ins(ids).values()),
        "decided_again": [{"before": row.before, "after": row.after, "answer": row.answer} for row in moved],
    }


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
    """Whose group was decided four to twelve weeks ago and nobody has said yet whether it was right; the oldest first."""
    newer = aliased(models.Result)
    rows = db.session().scalars(
        select(models.Result.learner_id)
        .join(models.Decision, models.Decision.result_id == models.Result.id)
        .outerjoin(models.CheckIn, models.CheckIn.result_id == models.Result.id)
        .where(
            models.CheckIn.id.is_(None),
            models.Decision.at <= now - timedelta(days=redeciding.CHECK_FROM_DAYS),
            models.Decision.at > now - timedelta(days=redeciding.CHECK_UNTIL_DAYS),
            ~select(newer.id).where(newer.learner_id == models.Result.learner_id, newer.at > models.Result.at).exists(),
        )
        .order_by(models.Decision.at, models.Result.id)
    )
    ids = list(rows)
    people, found = learners.by_ids(ids), results(ids)
    return [
        Placed(people[one], found[one])
        for one in ids
        if one in people and people[one].until is None and centre_id in (None, people[one].centre_id)
    ]


def right_rate(centre_id: str | None) -> Rate:
    """How often the group was right, from all check-ins."""
    rows = list(
        db.session().execute(
            select(models.Result.learner_id, models.CheckIn.verdict, models.CheckIn.moved).join(
                models.CheckIn, models.CheckIn.result_id == models.Result.id
            )
        )
    )
    people = learners.by_ids({row.learner_id for row in rows})
    return redeciding.rate(
        (row.verdict, row.moved)
        for row in rows
        if row.learner_id in people and centre_id in (None, people[row.learner_id].centre_id)
    )


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


def ahead(centre_id: str) -> Ahead:
    """Decisions to come at a centre."""
    here = {one.id: one for one in learners.all_of(centre_id) if one.until is None}
    running = db.session().scalars(select(models.Sitting.learner_id).where(models.Sitting.status == "open"))
    decided = {
        row.learner_id: row.decided_at
        for row in db.session().execute(select(models.Result.learner_id, models.Result.decided_at))
    }
    return Ahead(
        sum(one in here for one in running),
        sum(one in here and at is None for one, at in decided.items()),
        sum(not one.track and one.id not in decided for one in here.values()),
    )


def open_changes(centre_id: str | None) -> int:
    """How many people wait for an answer after results were decided again, of one centre where one is given."""
    ids = list(db.session().scalars(select(models.Change.learner_id).where(models.Change.answer == "")))
    people = learners.by_ids(ids).values() if ids else ()
    return sum(centre_id is None or one.centre_id == centre_id for one in people)
