"""Asking about results and decisions, and who waits for placement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select

from lms.kernel import db, errors
from lms.kernel.questions import Question
from lms.learners import queries as learners
from lms.learners.queries import LearnerInfo
from lms.organisations import queries as organisations
from placement import models
from placement.domain import track_rules
from placement.domain.track_rules import Duty, PlacementFacts, TrackRule
from placement.queries import engines
from placement.queries.performances import kept_works
from placement.queries.sittings import InterviewInfo, interviews, open_kinds

PAGE_SIZE = 50


@dataclass(frozen=True)
class DecisionInfo:
    """What a person decided."""

    id: str
    track: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ResultInfo:
    """A result and, beside it, what was decided. `recommendation`, `levels`, `literacy` as the service wrote them."""

    id: str
    learner_id: str
    track: str
    probability: float
    runner_up: str
    level: str
    recommendation: Mapping[str, Any]
    levels: tuple[Mapping[str, Any], ...]
    literacy: Mapping[str, Any]
    bank: str
    bank_version: str
    decided_with: Mapping[str, Any]
    by: str
    at: datetime
    decision: DecisionInfo | None

    @property
    def in_hundred(self) -> int:
        """How often such a recommendation is right, of a hundred. Nobody is ever certain."""
        return min(round(self.probability * 100), 99)

    @property
    def questions(self) -> int:
        """Questions answered in all tests."""
        asked: int = sum(part["items"] for part in self._parts)
        return asked

    @property
    def minutes(self) -> int:
        """Time spent on them, at least one minute."""
        seconds: float = sum(part["seconds"] for part in self._parts)
        return max(1, round(seconds / 60))

    @property
    def pace(self) -> Mapping[str, Any]:
        """Questions and seconds of the rows of shapes; zeros where nobody took them, and in results of before."""
        taken: Mapping[str, Any] = self.recommendation.get("pace") or {"items": 0, "seconds": 0.0}
        return taken

    @property
    def _parts(self) -> tuple[Mapping[str, Any], ...]:
        return (self.literacy, *self.levels, self.pace)

    @property
    def shares(self) -> list[tuple[str, int]]:
        """Track and its chance of a hundred, the recommended first, then by chance; tracks below one are left out.

        Never all of a hundred: a test is not certain.
        """
        chances = self.recommendation["probabilities"]
        others = sorted((track for track in chances if track != self.track), key=lambda track: -chances[track])
        return [
            (track, min(round(chances[track] * 100), 99)) for track in (self.track, *others) if chances[track] >= 0.005
        ]


@dataclass(frozen=True)
class Waiting:
    """Somebody without a track: what has happened so far."""

    learner: LearnerInfo
    interview: InterviewInfo | None
    open_kind: str
    result: ResultInfo | None


@dataclass(frozen=True)
class WaitingPage:
    """One page of people without a track, and how many there are."""

    people: tuple[Waiting, ...]
    total: int
    number: int
    pages: int


@dataclass(frozen=True)
class CountryRules:
    """What the rules of the country say about a placement: duties, and the course that the track means there.

    `unknown`: what to find out before a rule can speak. Without a pack for the country `version` is empty.
    """

    country: str
    duties: tuple[Duty, ...]
    rule: TrackRule | None
    version: str
    unknown: tuple[str, ...] = ()


def _statement() -> Select[models.Result, models.Decision]:
    return select(models.Result, models.Decision).outerjoin(
        models.Decision, models.Decision.result_id == models.Result.id
    )


def result(result_id: str) -> ResultInfo:
    """One result. Raises NotFound."""
    row = db.session().execute(_statement().where(models.Result.id == result_id)).first()
    if row is None:
        raise errors.NotFound("placement.absent")
    return _info(row[0], row[1])


def results(learner_ids: Iterable[str]) -> dict[str, ResultInfo]:
    """The newest result of each learner."""
    rows = db.session().execute(
        _statement().where(models.Result.learner_id.in_(list(learner_ids))).order_by(models.Result.at, models.Result.id)
    )
    return {row[0].learner_id: _info(row[0], row[1]) for row in rows}


def newest_result(learner_id: str) -> ResultInfo | None:
    """A learner's newest result."""
    return results([learner_id]).get(learner_id)


def placed_at(centre_id: str) -> list[ResultInfo]:
    """The newest result of everybody at a centre, people who have left aside."""
    people = {one.id for one in learners.all_of(centre_id) if one.until is None}
    return list(results(people).values())


_UNDECIDED = Question(select(models.Result.learner_id).where(models.Result.decided_at.is_(None)))


def count_to_decide(centre_id: str | None) -> int:
    """How many results wait for a decision, of one centre where one is given."""
    ids = _UNDECIDED.ask().scalars().all()
    people = learners.by_ids(ids).values() if ids else ()
    return sum(centre_id is None or one.centre_id == centre_id for one in people)


def to_decide(centre_id: str | None, text: str = "") -> list[Waiting]:
    """Results that wait for a decision, the oldest first, of one centre where one is given."""
    rows = db.session().execute(
        _statement().where(models.Result.decided_at.is_(None)).order_by(models.Result.at, models.Result.id)
    )
    found = {row[0].learner_id: _info(row[0], row[1]) for row in rows}
    people = learners.by_ids(found)
    known = interviews(found)
    words = text.casefold().split()
    return [
        Waiting(people[one], known.get(one), "", found[one])
        for one in found
        if one in people
        and (centre_id is None or people[one].centre_id == centre_id)
        and all(word in f"{people[one].name} {people[one].number}".casefold() for word in words)
    ]


def waiting(centre_id: str | None, text: str = "", page: int = 1) -> WaitingPage:
    """People whose track nobody has decided, with how far their placement has come."""
    found = learners.search(text, centre_id=centre_id, track="none", page=page, size=PAGE_SIZE)
    ids: Sequence[str] = [one.id for one in found.learners]
    known, running, done = interviews(ids), open_kinds(ids), results(ids)
    people = tuple(Waiting(one, known.get(one.id), running.get(one.id, ""), done.get(one.id)) for one in found.learners)
    return WaitingPage(people, found.total, found.number, found.pages)


def is_open_for(learner_id: str) -> bool:
    """Whether a learner may go through interview and test herself: nobody has decided her group, no result waits."""
    return not learners.learner(learner_id).track and newest_result(learner_id) is None


def country_rules(facts: PlacementFacts | None, day: date) -> CountryRules:
    """What the rule pack of the provider's country says on a day; `facts` is `None` while nothing was measured."""
    country = organisations.provider(db.require_provider()).country
    pack = engines.rules_of(country)
    if pack is None:
        return CountryRules(country, (), None, "")
    duties = track_rules.duties_on(pack, day)
    if facts is None:
        return CountryRules(country, duties, None, pack.version)
    rule = track_rules.rule_for(pack.rules, facts, day)
    return CountryRules(country, duties, rule, pack.version, track_rules.unknown_facts(pack, facts, day))


def kept_of_tests(ids: Sequence[str]) -> dict[str, Any]:
    """Interview, sittings, what she wrote and said, results and decisions, for somebody's file."""
    session = db.session()
    sittings = session.scalars(select(models.Sitting).where(models.Sitting.learner_id.in_(ids)))
    return {
        "interview": [{"answers": dict(one.answers), "by": one.by, "at": one.at} for one in interviews(ids).values()],
        "sittings": [
            {"kind": row.kind, "started_at": row.started_at, "ended_at": row.ended_at, "state": row.state}
            for row in sittings
        ],
        "results": [
            {"track": one.track, "at": one.at, "levels": one.levels, "literacy": one.literacy, "decision": one.decision}
            for one in results(ids).values()
        ],
        "works": kept_works(ids),
    }


def _info(row: models.Result, decided: models.Decision | None) -> ResultInfo:
    decision = None
    if decided is not None:
        decision = DecisionInfo(decided.id, decided.track, decided.reason, decided.by, decided.at)
    return ResultInfo(
        id=row.id,
        learner_id=row.learner_id,
        track=row.track,
        probability=row.probability,
        runner_up=row.runner_up,
        level=row.level,
        recommendation=row.recommendation,
        levels=tuple(row.levels),
        literacy=row.literacy,
        bank=row.bank,
        bank_version=row.bank_version,
        decided_with=row.decided_with,
        by=row.by,
        at=row.at,
        decision=decision,
    )
