"""Checks and effort as they were recorded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import bindparam, select

from curricula import models
from curricula.domain import progress, stalled
from curricula.domain.checks import POINTS, SCALES, Scale, level_shown
from lms.kernel import db, errors
from lms.kernel.questions import Question
from lms.kernel.vocabulary import Skill

_COMMON = (0, 100)
"""Ends of a scale whose points are shares already."""


@dataclass(frozen=True)
class AssessmentInfo:
    """One check. `standard_error` is in points of its scale, `attended_minutes` counts until that day."""

    learner_id: str
    skill: str
    day: date
    score: float
    standard_error: float
    level: str
    scale: str
    form: str
    attended_minutes: int
    by: str
    ends: tuple[float, float] = (POINTS.lowest, POINTS.highest)
    """Of its scale, so that checks on different scales stand beside each other."""

    def plain(self) -> progress.Assessment:
        """The value that the rules compare: on the common scale from 0 to 100, the error with it."""
        if self.ends == _COMMON:
            return progress.Assessment(
                Skill(self.skill), self.day, self.score, self.standard_error, self.attended_minutes, self.form
            )
        scale = Scale(self.scale, *self.ends, self.standard_error, self.ends[0])
        return progress.Assessment(
            Skill(self.skill),
            self.day,
            scale.share(self.score),
            self.standard_error * scale.share_of_error(),
            self.attended_minutes,
            self.form,
        )


@dataclass(frozen=True)
class EffortInfo:
    """What was said about effort. `said_by` is `teacher` or `learner`."""

    learner_id: str
    said_by: str
    effort: stalled.Effort
    day: date
    by: str


_CHECK = models.Assessment
_CHECKS = Question(
    select(*(getattr(_CHECK, name) for name in AssessmentInfo.__annotations__ if name != "ends"))
    .where(_CHECK.learner_id.in_(bindparam("ids")))
    .order_by(_CHECK.day, _CHECK.skill)
)


def assessments_of(learner_ids: Iterable[str]) -> dict[str, list[AssessmentInfo]]:
    """Checks by learner, oldest first."""
    ids = list(learner_ids)
    found: dict[str, list[AssessmentInfo]] = {}
    known: Mapping[str, Scale] | None = None
    for row in _CHECKS.ask(ids=ids) if ids else ():
        info = AssessmentInfo(*tuple(row))
        if info.scale != POINTS.key:
            # Most centres use no scale but our own: nobody asks for others then.
            known = scales() if known is None else known
            scale = known.get(info.scale, POINTS)
            info = replace(info, ends=(scale.lowest, scale.highest))
        found.setdefault(row.learner_id, []).append(info)
    return found


def scales() -> Mapping[str, Scale]:
    """Every scale that a check of this provider may have, our own points first."""
    rows = db.session().scalars(select(models.Scale).order_by(models.Scale.name, models.Scale.id))
    own = {
        row.key: Scale(
            row.key,
            row.lowest,
            row.highest,
            row.standard_error,
            row.reached,
            row.name,
            tuple(row.forms),
            row.test,
            tuple(Skill(one) for one in row.skills),
        )
        for row in rows
    }
    return {**SCALES, **own}


@dataclass(frozen=True)
class PartResult:
    """The points of somebody in one part of a test, and whether they show the level."""

    scale: Scale
    score: float
    shown: bool


@dataclass(frozen=True)
class Sitting:
    """An examination in parts as somebody took it on a day."""

    test: str
    day: date
    parts: tuple[PartResult, ...]


def sittings(learner_id: str) -> list[Sitting]:
    """Examinations in parts that somebody took, the newest first."""
    known = scales()
    found: dict[tuple[date, str], dict[str, PartResult]] = {}
    for one in assessments_of([learner_id]).get(learner_id, ()):
        scale = known.get(one.scale)
        if scale is not None and scale.test:
            result = PartResult(scale, one.score, level_shown(scale, one.score))
            found.setdefault((one.day, scale.test), {})[scale.key] = result
    return [
        Sitting(test, day, tuple(parts[key] for key in sorted(parts)))
        for (day, test), parts in sorted(found.items(), key=lambda one: one[0], reverse=True)
    ]


@dataclass(frozen=True)
class ScaleInfo:
    """A scale that this provider has described, with where its figures come from."""

    scale: Scale
    kind: str
    source: str


def own_scales() -> list[ScaleInfo]:
    """By name."""
    known = scales()
    rows = db.session().scalars(select(models.Scale).order_by(models.Scale.name, models.Scale.id))
    return [ScaleInfo(known[row.key], row.kind, row.source) for row in rows]


@dataclass(frozen=True)
class WorkInfo:
    """A piece of work without its bytes."""

    id: str
    learner_id: str
    skill: str
    level: str
    note: str
    day: date
    name: str
    mime: str
    size: int
    consent: str
    by: str

    @property
    def kind(self) -> str:
        """image, audio or application."""
        return self.mime.partition("/")[0]


def works_of(learner_id: str) -> list[WorkInfo]:
    """Newest first."""
    rows = db.session().scalars(
        select(models.Work)
        .where(models.Work.learner_id == learner_id)
        .order_by(models.Work.day.desc(), models.Work.id.desc())
    )
    return [
        WorkInfo(r.id, r.learner_id, r.skill, r.level, r.note, r.day, r.name, r.mime, r.size, r.consent, r.by)
        for r in rows
    ]


def work_file(learner_id: str, work_id: str) -> tuple[bytes, str]:
    """(content, media type) of a piece of work. Raises NotFound."""
    row = (
        db.session()
        .execute(
            select(models.Work.content, models.Work.mime).where(
                models.Work.id == work_id, models.Work.learner_id == learner_id
            )
        )
        .first()
    )
    if row is None:
        raise errors.NotFound("curricula.absent")
    return row[0], row[1]


@dataclass(frozen=True)
class OutlineInfo:
    """A course elsewhere: (unit there, module here or empty), in its order."""

    id: str
    name: str
    source: str
    units: tuple[tuple[str, str], ...]


def outlines() -> list[OutlineInfo]:
    """By name."""
    rows = db.session().scalars(select(models.Outline).order_by(models.Outline.name, models.Outline.id))
    return [OutlineInfo(r.id, r.name, r.source, tuple((one[0], one[1]) for one in r.units)) for r in rows]


def efforts_of(learner_ids: Iterable[str]) -> dict[str, dict[str, EffortInfo]]:
    """The newest effort by learner and by who said it."""
    found: dict[str, dict[str, EffortInfo]] = {}
    table = models.Effort
    rows = db.session().execute(
        select(table.learner_id, table.said_by, table.effort, table.day, table.by)
        .where(table.learner_id.in_(list(learner_ids)))
        .order_by(table.day)
    )
    for learner_id, said_by, effort, day, by in rows:
        found.setdefault(learner_id, {})[said_by] = EffortInfo(learner_id, said_by, stalled.Effort(effort), day, by)
    return found
