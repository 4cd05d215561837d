"""Whom a review has to look at: everybody, or those whose facts may have changed since the last one.

What a finding rests on beside marks (record, seats, class, results, checks, effort) is kept as a digest: it is made anew for
everybody, which is cheap, and compared. Marks are asked by when they were written and by the days that slide through the
windows. What time alone changes stands beside the finding as a day to look again. Bars of weeks move on a Monday for
everybody, so that the first review of a week looks at all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from importlib.metadata import version
from typing import Any

from sqlalchemy import func, select

from curricula import models
from curricula.domain.stalled import Thresholds
from curricula.queries.progress import days_that_slide
from curricula.queries.standing import SEATED
from lms.courses import queries as courses
from lms.courses.queries.lessons import marked_anew
from lms.kernel import db
from lms.learners import queries as learners
from lms.organisations import queries as organisations

RULE = 1
"""Raised whenever the product decides otherwise from the same facts: everybody is looked at then."""
AT_ONCE = 500
"""Learners asked about in one go: few enough for one list of ids, many enough for few queries."""
OVERLAP = timedelta(hours=1)
"""What was being written while the last review began may carry an earlier time: it is looked at again."""


@dataclass(frozen=True)
class Due:
    """Whom to look at: parts that never divide a class, with `wanted` among them; the digest of everybody who is there."""

    whole: bool
    basis: str
    parts: Sequence[Sequence[learners.LearnerInfo]]
    wanted: frozenset[str]
    digests: Mapping[str, str]
    first_day: date
    """The earliest day on which anybody's seat began."""


@dataclass(frozen=True)
class _Kept:
    """What stands of one learner since the last review."""

    digest: str
    look_again_on: date | None
    section_id: str | None


def due(day: date, thresholds: Thresholds, *, whole: bool) -> Due:
    """Whom the review of a day looks at. `whole` asks for everybody; so does whatever concerns everybody."""
    basis = basis_on(day, thresholds)
    last = None if whole else _last(day, basis)
    classes, digests, first_day = _everybody()
    wanted = frozenset(digests)
    if last is not None:
        wanted = _changed(classes, digests, day, last, thresholds)
        classes = [one for one in classes if not wanted.isdisjoint(who.id for who in one)]
    return Due(last is None, basis, _in_parts(classes), wanted, digests, first_day or day)


def basis_on(day: date, thresholds: Thresholds) -> str:
    """What every verdict rests on: the product, the numbers, the model, the packs and the scales."""
    pack, model, scale = models.PackEdition, models.GainHistory, models.Scale
    session = db.session()
    learnt = session.execute(select(model.id, model.at).order_by(model.day.desc()).limit(1)).all()
    packs = session.execute(
        select(pack.id, pack.taken_at, pack.put_aside_at, pack.holds_from <= day).order_by(pack.id)
    ).all()
    scales = session.execute(
        select(scale.id, scale.lowest, scale.highest, scale.reached, scale.standard_error).order_by(scale.id)
    ).all()
    return _digest((version("onward"), RULE, thresholds, learnt, packs, scales))


def _last(day: date, basis: str) -> models.ReviewRun | None:
    """The last review, if the findings of today follow from it: of this week, since everybody was looked at, no other basis."""
    table = models.ReviewRun
    monday = day - timedelta(days=day.weekday())
    found = db.session().scalars(
        select(table).where(table.day >= monday).order_by(table.day.desc(), table.at.desc(), table.id.desc())
    )
    runs = list(found)
    for one in runs:
        if one.basis != basis or one.day > day:
            return None
        if one.whole:
            return runs[0]
    return None


def _changed(
    classes: Iterable[Sequence[learners.LearnerInfo]],
    digests: Mapping[str, str],
    day: date,
    last: models.ReviewRun,
    thresholds: Thresholds,
) -> frozenset[str]:
    """Learners whose facts may have changed. Whose record or seat changed brings along her class and the one she left:
    classmates are compared with each other.
    """
    kept = _kept()
    wanted = marked_anew(last.at - OVERLAP, days_that_slide(last.day, day, thresholds))
    wanted |= {one for one, stands in kept.items() if stands.look_again_on is not None and stands.look_again_on <= day}
    changed = {one for one in (*digests, *kept) if one not in kept or kept[one].digest != digests.get(one)}
    left = {kept[one].section_id for one in changed if one in kept} - {None}
    wanted |= changed | {one for one, stands in kept.items() if stands.section_id in left}
    for people in classes:
        together = {one.id for one in people}
        if not changed.isdisjoint(together):
            wanted |= together
    return frozenset(wanted & digests.keys())


def _kept() -> dict[str, _Kept]:
    row = models.Finding
    found = db.session().execute(
        select(row.learner_id, row.digest, row.look_again_on, row.section_id).where(row.closed_at.is_(None))
    )
    return {row[0]: _Kept(row[1], row[2], row[3]) for row in found}


# --- everybody -------------------------------------------------------------------------------------------------------


def _everybody() -> tuple[list[list[learners.LearnerInfo]], dict[str, str], date | None]:
    """Who is or was in a class, by class, and what each one's finding rests on beside marks."""
    checks, efforts = _written_checks(), _written_efforts()
    classes: list[list[learners.LearnerInfo]] = []
    digests: dict[str, str] = {}
    first: date | None = None
    for centre in organisations.centres():
        present = [one for one in learners.all_of(centre.id) if one.until is None]
        ids = [one.id for one in present]
        known, results = courses.enrolments_of(ids, seated=False), courses.completions(ids)
        people = [one for one in present if any(seat.state != "waiting" for seat in known.get(one.id, ()))]
        began = [seat.from_date for one in people for seat in known[one.id]]
        first = min([*began, *([first] if first else [])], default=None)
        seats = {one.id: [seat for seat in known[one.id] if seat.state in SEATED] for one in people}
        groups = _sections({seat.section_id for mine in seats.values() for seat in mine})
        together: dict[str, list[learners.LearnerInfo]] = {}
        for one in sorted(people, key=lambda one: one.number):
            mine = seats[one.id]
            together.setdefault(mine[0].section_id if mine else "", []).append(one)
            rests_on = (
                [getattr(one, name) for name in _ON_RECORD],
                [
                    (each.id, each.section_id, each.section, each.module_key, each.state, each.from_date)
                    for each in known[one.id]
                ],
                [(each.module_key, each.passed, each.on_day) for each in results.get(one.id, ())],
                [groups.get(each.section_id) for each in mine],
                checks.get(one.id),
                efforts.get(one.id),
            )
            digests[one.id] = _digest(rests_on)
        without = together.pop("", [])
        classes += [together[key] for key in sorted(together)]
        classes += [[one] for one in without]
    return classes, digests, first


_ON_RECORD = (
    "centre_id", "schooling_years", "literacy", "occupation", "goal", "level", "track_recommended", "track",
)  # fmt: skip
"""What of a record the review looks at."""


def _sections(section_ids: set[str]) -> dict[str, str]:
    return {
        one.id: _digest((one.name, one.teacher_id, one.taken, one.meetings))
        for one in courses.sections(ids=section_ids)
    }


def _written_checks() -> dict[str, Any]:
    row = models.Assessment
    return _by_learner(
        select(
            row.learner_id,
            func.count(),
            func.max(row.at),
            func.sum(row.score),
            func.sum(row.standard_error),
            func.sum(row.attended_minutes),
        ).group_by(row.learner_id)
    )


def _written_efforts() -> dict[str, Any]:
    row = models.Effort
    return _by_learner(select(row.learner_id, func.count(), func.max(row.at)).group_by(row.learner_id))


def _by_learner(statement: Any) -> dict[str, Any]:
    return {learner_id: tuple(rest) for learner_id, *rest in db.session().execute(statement)}


def _digest(value: Any) -> str:
    return blake2b(repr(value).encode(), digest_size=12).hexdigest()


def _in_parts(classes: Iterable[Sequence[learners.LearnerInfo]]) -> list[list[learners.LearnerInfo]]:
    """Some hundred people of one centre at a time, every class whole."""
    parts: list[list[learners.LearnerInfo]] = []
    for people in classes:
        if not parts or len(parts[-1]) >= AT_ONCE or parts[-1][0].centre_id != people[0].centre_id:
            parts.append([])
        parts[-1].extend(people)
    return parts
