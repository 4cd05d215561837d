"""Asking how good placement is at a centre: levels, decisions, checks after some weeks, people tested again, groups."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from lms.kernel import db
from lms.kernel.vocabulary import LEVELS, Skill
from lms.learners import queries as learners
from lms.learners.queries import LearnerInfo
from placement import models
from placement.domain import quality, redeciding
from placement.domain.quality import Decided, Found, Held
from placement.domain.redeciding import Rate
from placement.queries.following import right_rate
from placement.queries.results import ResultInfo, placed_at

AGAIN_WITHIN = timedelta(days=180)
"""Whoever is tested again later has learnt meanwhile."""


@dataclass(frozen=True)
class SkillQuality:
    """One skill: people, error by band, reliability, and how decisions at all bands and at each cut hold."""

    skill: Skill
    people: int
    errors: Mapping[int, tuple[int, float]]
    reliability: float | None
    bands: Decided | None
    cuts: tuple[Decided | None, ...]
    again: tuple[int, int]
    """Tested again within half a year: how many, and how many of these stand in the same band."""


@dataclass(frozen=True)
class GroupQuality:
    """One group of people; hidden ones have no figures."""

    variable: str
    name: str
    people: int
    theta: float | None = None
    looked_at: float | None = None
    otherwise: float | None = None
    wrong: float | None = None


@dataclass(frozen=True)
class CentreQuality:
    """Everything about one centre."""

    results: int
    skills: tuple[SkillQuality, ...]
    held: tuple[Held, ...]
    checked: int
    rate: Rate
    groups: tuple[GroupQuality, ...]


def of_centre(centre_id: str, groups: Mapping[str, Callable[[LearnerInfo, date], str]], today: date) -> CentreQuality:
    """How good placement is at a centre. `groups` tells people apart."""
    found = placed_at(centre_id)
    people = learners.by_ids([one.learner_id for one in found])
    checked = _checked(people)
    judged = [(one.probability, one.right) for one in checked if one.followed]
    return CentreQuality(
        results=len(found),
        skills=tuple(_skill(skill, found) for skill in Skill if any(_level(one, skill) for one in found)),
        held=tuple(quality.claimed_against_actual(judged)),
        checked=len(judged),
        rate=right_rate(centre_id),
        groups=tuple(_groups(found, {one.learner_id: one.right for one in checked}, people, groups, today)),
    )


@dataclass(frozen=True)
class _Checked:
    """A placement that was checked after some weeks."""

    learner_id: str
    probability: float
    followed: bool
    right: bool


def _checked(learner_ids: Iterable[str]) -> list[_Checked]:
    """Every check of these people, the oldest first: one before a new test still says how good the first one was."""
    rows = db.session().execute(
        select(
            models.Result.learner_id,
            models.Result.probability,
            (models.Decision.track == models.Result.track).label("followed"),
            models.CheckIn.verdict,
        )
        .join(models.CheckIn, models.CheckIn.result_id == models.Result.id)
        .join(models.Decision, models.Decision.result_id == models.Result.id)
        .where(models.Result.learner_id.in_(list(learner_ids)))
        .order_by(models.CheckIn.at, models.CheckIn.id)
    )
    return [
        _Checked(row.learner_id, row.probability, row.followed, row.verdict == redeciding.Verdict.RIGHT) for row in rows
    ]


def _level(found: ResultInfo, skill: Skill) -> Mapping[str, object] | None:
    return next((one for one in found.levels if one["measures"] == skill), None)


def _skill(skill: Skill, results: list[ResultInfo]) -> SkillQuality:
    known = [quality.found_of(one, LEVELS) for one in (_level(each, skill) for each in results) if one]
    return SkillQuality(
        skill,
        len(known),
        quality.error_by_band(known),
        quality.reliability(known),
        quality.of_bands(known),
        tuple(quality.of_cuts(known)),
        _again(skill, [one.learner_id for one in results]),
    )


def _again(skill: Skill, ids: list[str]) -> tuple[int, int]:
    """People whose skill was tested twice within half a year, and those of them who stand in the same band."""
    rows = db.session().execute(
        select(models.Result.learner_id, models.Result.at, models.Result.levels)
        .where(models.Result.learner_id.in_(ids))
        .order_by(models.Result.learner_id, models.Result.at)
    )
    before: dict[str, tuple[object, object, object]] = {}
    tested, same = 0, 0
    for row in rows:
        level = next((one for one in row.levels if one["measures"] == skill), None)
        if level is None:
            continue
        last = before.get(row.learner_id)
        before[row.learner_id] = (row.at, level["band"], level["theta"])
        # The same sittings read with other numbers are no second test.
        if last and row.at - last[0] <= AGAIN_WITHIN and level["theta"] != last[2]:
            tested, same = tested + 1, same + (level["band"] == last[1])
    return tested, same


def _groups(
    found: Iterable[ResultInfo],
    checks: Mapping[str, bool],
    people: Mapping[str, LearnerInfo],
    groups: Mapping[str, Callable[[LearnerInfo, date], str]],
    today: date,
) -> Iterable[GroupQuality]:
    for variable, label in groups.items():
        parts: dict[str, list[ResultInfo]] = {}
        for one in found:
            if one.learner_id in people and (name := label(people[one.learner_id], today)):
                parts.setdefault(name, []).append(one)
        for name, here in sorted(parts.items(), key=lambda part: (-len(part[1]), part[0])):
            yield _group(variable, name, here, checks)


def _group(variable: str, name: str, here: list[ResultInfo], checks: Mapping[str, bool]) -> GroupQuality:
    if len(here) < quality.SMALLEST_GROUP:
        return GroupQuality(variable, name, len(here))
    heard = [_of(level) for level in (_level(one, Skill.LISTENING) for one in here) if level]
    decided = [one for one in here if one.decision is not None]
    verdicts = [checks[one.learner_id] for one in here if one.learner_id in checks]
    wrong = verdicts.count(False)
    return GroupQuality(
        variable,
        name,
        len(here),
        theta=sum(one.theta for one in heard) / len(heard) if heard else None,
        looked_at=sum(bool(one.recommendation["needs_person"]) for one in here) / len(here),
        otherwise=_share(
            sum(one.decision is not None and one.decision.track != one.track for one in decided), len(decided)
        ),
        wrong=_share(wrong, len(verdicts)),
    )


def _share(some: int, of: int) -> float | None:
    return some / of if of >= quality.SMALLEST_GROUP else None


def _of(level: Mapping[str, object]) -> Found:
    return quality.found_of(level, LEVELS)
