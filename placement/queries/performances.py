"""Asking about what learners wrote and said: what waits for a rater, and what raters gave."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from lms.kernel import db, errors
from lms.kernel.questions import Question
from lms.kernel.statements import Prepared, table
from lms.learners import queries as learners
from placement import models
from placement.domain import rating
from placement.domain.item_bank import Item
from placement.domain.rating import Difference
from placement.queries import engines
from placement.queries.sittings import WAITING

SHOWN = 50


@dataclass(frozen=True)
class RatingInfo:
    """What one rater gave, by criterion."""

    rater_id: str
    by: str
    scores: Mapping[str, int]
    at: datetime
    leads: bool = False
    """Given by the lead as the third one."""

    @property
    def points(self) -> int:
        """The sum."""
        return sum(self.scores.values())


@dataclass(frozen=True)
class WorkInfo:
    """One piece of writing or speech. `points` is there when every rater it needs has scored it."""

    id: str
    sitting_id: str
    learner_id: str
    kind: str
    item: Item
    bank: str
    text: str
    sound_type: str
    has_sound: bool
    given_at: datetime
    points: int | None
    rated_at: datetime | None
    ratings: tuple[RatingInfo, ...]

    @property
    def number(self) -> str:
        """A short name for it that says nothing about the learner."""
        return self.id[-4:].upper()

    @property
    def differences(self) -> list[Difference]:
        """Criteria on which its raters are far apart, before a lead has looked."""
        return rating.differences([each.scores for each in self.ratings if not each.leads])

    @property
    def is_settled(self) -> bool:
        """Whether the lead has given the third scores."""
        return any(each.leads for each in self.ratings)

    def rated_by(self, rater_id: str | None) -> RatingInfo | None:
        """What this rater gave."""
        return next((each for each in self.ratings if each.rater_id == rater_id), None)


@dataclass(frozen=True)
class SittingRules:
    """How a centre tests. No limit of time unless somebody has set one."""

    minutes: Mapping[str, int]
    first_items: Mapping[str, str]
    raters: int = 1
    lead_id: str = ""
    fair_scores: bool = False
    by: str = ""
    at: datetime | None = None


_RULES = table(models.SittingRules).c
_SITTING_RULES = Prepared(select(*_RULES).where(_RULES.centre_id == bindparam("centre_id")))


def sitting_rules(centre_id: str) -> SittingRules:
    """How a centre tests."""
    row = _SITTING_RULES.ask(centre_id=centre_id).first()
    if row is None:
        return SittingRules({}, {})
    return SittingRules(row.minutes, row.first_items, row.raters, row.lead_id, row.fair_scores, row.by, row.at)


def work(work_id: str) -> WorkInfo:
    """One piece of work. Raises NotFound."""
    found = _infos(_rows().where(models.Work.id == work_id))
    if not found:
        raise errors.NotFound("placement.work_absent")
    return found[0]


def works_of(sitting_ids: Iterable[str]) -> list[WorkInfo]:
    """All work of some sittings, the oldest first."""
    return _infos(_rows().where(models.Work.sitting_id.in_(list(sitting_ids))))


def recording(work_id: str) -> tuple[bytes, str]:
    """The sound of a piece of work and its media type. Raises NotFound, also when it was erased."""
    row = (
        db.session()
        .execute(select(models.Work.sound, models.Work.sound_type).where(models.Work.id == work_id))
        .one_or_none()
    )
    if row is None or row.sound is None:
        raise errors.NotFound("placement.work_absent")
    return row.sound, row.sound_type


def kept_works(learner_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Everything these learners wrote and said, with their voices and the scores, for a person's file."""
    works = {one.id: one for one in _infos(_rows().where(models.Work.learner_id.in_(learner_ids)))}
    sounds = db.session().execute(select(models.Work.id, models.Work.sound).where(models.Work.id.in_(works)))
    known = dict(
        db.session()
        .execute(select(models.Benchmark.work_id, models.Benchmark.why).where(models.Benchmark.work_id.in_(works)))
        .all()
    )
    voices = {row.id: b64encode(row.sound).decode() for row in sounds if row.sound}
    return [
        {
            "kind": one.kind,
            "task": one.item.text,
            "given_at": one.given_at,
            "text": one.text,
            "sound_type": one.sound_type,
            "sound_base64": voices.get(one.id, ""),
            "practised_on": known.get(one.id, ""),
            "ratings": [{"by": each.by, "scores": dict(each.scores), "at": each.at} for each in one.ratings],
        }
        for one in works.values()
    ]


def to_rate(centre_id: str | None, rater_id: str | None) -> list[WorkInfo]:
    """Work that waits for scores of this rater, the oldest first: what lacks a rating and has none of hers."""
    statement = _rows().where(models.Work.rated_at.is_(None)).limit(4 * SHOWN)
    open_work = [one for one in _infos(statement) if one.rated_by(rater_id) is None]
    return _of_centre(open_work, centre_id)[:SHOWN]


_TO_RATE = Question(
    select(models.Work.learner_id, func.count())
    .where(
        models.Work.rated_at.is_(None),
        models.Work.id.not_in(select(models.Rating.work_id).where(models.Rating.rater_id == bindparam("rater_id"))),
    )
    .group_by(models.Work.learner_id)
)


def count_to_rate(centre_id: str | None, rater_id: str | None) -> int:
    """How much work waits for scores of this rater."""
    waiting = {row[0]: row[1] for row in _TO_RATE.ask(rater_id=rater_id or "")}
    if not waiting:
        return 0
    people = learners.by_ids(waiting).values()
    return sum(waiting[one.id] for one in people if centre_id is None or one.centre_id == centre_id)


def to_settle(centre_id: str, lead_id: str, since: datetime) -> list[WorkInfo]:
    """Work that two people see differently and the lead has not scored: neither as the third nor as one of the two."""
    found = far_apart(centre_id, since)
    return [one for one in found if not one.is_settled and one.rated_by(lead_id) is None]


def far_apart(centre_id: str | None, since: datetime) -> list[WorkInfo]:
    """Work whose raters are two or more points apart on a criterion."""
    twice = select(models.Rating.work_id).group_by(models.Rating.work_id).having(func.count() > 1)
    found = _infos(_rows().where(models.Work.id.in_(twice), models.Work.given_at >= since))
    return _of_centre([one for one in found if one.differences], centre_id)


def waiting_parts(learner_ids: Sequence[str]) -> dict[str, list[str]]:
    """Parts of the test that still wait for a rater, by learner; who has none is absent."""
    rows = db.session().execute(
        select(models.Sitting.learner_id, models.Sitting.kind)
        .where(models.Sitting.learner_id.in_(learner_ids), models.Sitting.status == WAITING)
        .order_by(models.Sitting.started_at)
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.kind not in found.setdefault(row.learner_id, []):
            found[row.learner_id].append(row.kind)
    return found


def _rows() -> Select[models.Work]:
    return select(models.Work).order_by(models.Work.given_at, models.Work.id)


def _infos(statement: Select[models.Work]) -> list[WorkInfo]:
    session = db.session()
    rows = list(session.scalars(statement.execution_options(populate_existing=True)))
    given: dict[str, list[RatingInfo]] = {row.id: [] for row in rows}
    ratings = session.scalars(
        select(models.Rating).where(models.Rating.work_id.in_(given)).order_by(models.Rating.at, models.Rating.id)
    )
    for one in ratings:
        given[one.work_id].append(RatingInfo(one.rater_id, one.by, one.scores, one.at, one.leads))
    return [_info(row, tuple(given[row.id])) for row in rows]


def _info(row: models.Work, ratings: tuple[RatingInfo, ...]) -> WorkInfo:
    item = engines.bank(row.bank).item(row.item_key)
    if item is None:
        raise errors.NotFound("placement.work_absent")
    return WorkInfo(
        id=row.id,
        sitting_id=row.sitting_id,
        learner_id=row.learner_id,
        kind=row.kind,
        item=item,
        bank=row.bank,
        text=row.text,
        sound_type=row.sound_type,
        has_sound=bool(row.sound_type),
        given_at=row.given_at,
        points=row.points,
        rated_at=row.rated_at,
        ratings=ratings,
    )


def _of_centre(found: Sequence[WorkInfo], centre_id: str | None) -> list[WorkInfo]:
    if centre_id is None or not found:
        return list(found)
    people = learners.by_ids({one.learner_id for one in found})
    return [one for one in found if one.learner_id in people and people[one.learner_id].centre_id == centre_id]
