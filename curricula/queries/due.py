"""Whom a review has to decide about: everybody, or those of whom it may decide otherwise than the last one.

What a finding rests on beside lessons (record, seats, class, results, checks, effort) is kept as a digest: it is made anew
for everybody, which is cheap, and compared. Lessons are kept beside the finding: what was marked since goes in, and where
the questions of the rule that lessons answer have the same answers as before, only minutes are written. What time alone
changes stands beside the finding as a day to look again.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from hashlib import blake2b
from importlib.metadata import version
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import func, select

from curricula import models
from curricula.domain.stalled import Thresholds
from curricula.queries.lessons import Kept, gone_on
from curricula.queries.progress import Mate, profile_from
from curricula.queries.standing import SEATED
from lms.courses.queries.lessons import all_groups, all_results, all_seats
from lms.kernel import db
from lms.kernel.statements import Prepared, table
from lms.learners import queries as learners
from lms.learners.queries.everybody import everybody

RULE = 3
"""Raised whenever the product decides otherwise from the same facts: everybody is looked at then."""
WHOLE_EVERY = timedelta(weeks=4)
"""So often everybody is looked at all the same: the model learns from everybody."""
AT_ONCE = 500
"""Learners asked about in one go: few enough for one list of ids, many enough for few queries."""
OVERLAP = timedelta(hours=1)
"""What was being written while the last review began may carry an earlier time: it is looked at again."""


@dataclass(frozen=True)
class Counted:
    """A finding that says the same of more lessons."""

    id: str
    attended: int
    ratio: float | None
    lessons: bytes


@dataclass(frozen=True)
class Due:
    """Whom to decide about, by id, those of one centre together; and the digest of everybody who is there."""

    whole: bool
    basis: str
    wanted: Sequence[Sequence[str]]
    digests: Mapping[str, str]
    first_day: date
    """The earliest day on which anybody's seat began."""
    mates: "Mates"
    kept: Kept = field(default_factory=dict)
    """Lessons of those to be decided about that need not be read again."""
    counted: Sequence[Counted] = ()
    """Of whom only minutes are others."""

    @property
    def looked(self) -> int:
        """How many are to be decided about."""
        return sum(map(len, self.wanted))


def due(day: date, thresholds: Thresholds, *, whole: bool) -> Due:
    """Whom the review of a day decides about. `whole` asks for everybody; so does whatever concerns everybody."""
    basis = basis_on(day, thresholds)
    last = None if whole else _last(day, basis)
    there = _everybody()
    first = there.first_day or day
    if last is None:
        return Due(True, basis, _in_parts(there, there.digests), there.digests, first, there.mates)
    wanted, kept, counted = _night(there, day, last, thresholds)
    return Due(False, basis, _in_parts(there, wanted), there.digests, first, there.mates, kept, counted)


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
    """The last review, if the findings of today follow from it: no other basis since everybody was looked at."""
    row = models.ReviewRun
    found = db.session().scalars(
        select(row).where(row.day > day - WHOLE_EVERY).order_by(row.day.desc(), row.at.desc(), row.id.desc())
    )
    runs = list(found)
    for one in runs:
        if one.basis != basis or one.day > day:
            return None
        if one.whole:
            return runs[0]
    return None


# --- a night ---------------------------------------------------------------------------------------------------------


_ROW = table(models.Finding).c
_OPEN = Prepared(
    select(
        _ROW.id, _ROW.learner_id, _ROW.digest, _ROW.look_again_on, _ROW.section_id, _ROW.entered_on, _ROW.expected,
        _ROW.attended, _ROW.answers, _ROW.lessons,
    ).where(_ROW.closed_at.is_(None))
)  # fmt: skip


def _night(
    there: "_There", day: date, last: models.ReviewRun, thresholds: Thresholds
) -> tuple[frozenset[str], Kept, list[Counted]]:
    """Who may be decided about otherwise, with lessons that need not be read; and of whom only minutes are others.

    Whose record or seat changed brings along her class and the one she left: classmates are compared with each other.
    """
    stands = {row.learner_id: row for row in _OPEN.ask()}
    changed = {one for one in (*there.digests, *stands) if one not in stands or not _same(there, one, stands[one])}
    again = {one for one, row in stands.items() if row.look_again_on is not None and row.look_again_on <= day}
    left = {stands[one].section_id for one in changed if one in stands} - {None}
    again |= {one for one, row in stands.items() if row.section_id in left}
    again |= {one for together in there.classes() if not changed.isdisjoint(together) for one in together}
    calm = {one: row for one, row in stands.items() if one not in changed}
    kept = {one: (row.attended, row.lessons) for one, row in calm.items()}
    lessons, touched, reread = gone_on(
        {one: row.entered_on for one, row in calm.items()},
        kept,
        since=last.at - OVERLAP,
        before=last.day,
        day=day,
        thresholds=thresholds,
    )
    turned, now = _turned(calm, lessons, day, thresholds)
    wanted = frozenset((changed | again | turned | reread) & there.digests.keys())
    counted = [
        _counted(row, *now[one])
        for (one, row), other in zip(calm.items(), touched.tolist(), strict=True)
        if other and one not in wanted
    ]
    return wanted, {one: now[one] for one in wanted if one in now and one not in reread}, counted


def _same(there: "_There", learner_id: str, row: Any) -> bool:
    return bool(row.lessons is not None and row.entered_on and row.digest == there.digests.get(learner_id))


def _turned(
    calm: Mapping[str, Any], lessons: Any, day: date, thresholds: Thresholds
) -> tuple[set[str], dict[str, tuple[int, bytes]]]:
    """Whose lessons answer a question of the rule otherwise now; and everybody's lessons for keeping."""
    import numpy as np

    from curricula.domain.lessons import answers, closed, seen

    expected = np.array([np.nan if row.expected is None else row.expected for row in calm.values()], np.float64)
    found = answers(seen(lessons, day, thresholds), expected, day, thresholds)
    other = found != np.fromiter((row.answers for row in calm.values()), np.int64, len(calm))
    turned = {one for one, turns in zip(calm, other.tolist(), strict=True) if turns}
    content = zip(lessons.attended.tolist(), closed(lessons, day, thresholds), strict=True)
    return turned, dict(zip(calm, content, strict=True))


def _counted(row: Any, attended: int, lessons: bytes) -> Counted:
    ratio = None if row.expected is None else round(attended / row.expected, 3)
    return Counted(row.id, attended, ratio, lessons)


# --- everybody -------------------------------------------------------------------------------------------------------


_ON_RECORD = (
    "id", "centre_id", "schooling_years", "literacy", "occupation", "goal", "level", "track_recommended", "track",
)  # fmt: skip
"""What of a record the review looks at."""
_PROFILE = itemgetter(*(_ON_RECORD.index(name) for name in ("literacy", "schooling_years", "track")))
_LEVEL = _ON_RECORD.index("level")
Mates = Callable[[Iterable[str]], Mapping[str, Sequence[Mate]]]


@dataclass(frozen=True)
class _There:
    """Who is or was in a class: record, digest and class by learner, in order of centre and number."""

    records: Mapping[str, tuple[Any, ...]]
    digests: Mapping[str, str]
    sections: Mapping[str, str]
    first_day: date | None

    def classes(self) -> Iterable[Sequence[str]]:
        """Who sits together."""
        return self._members.values()

    def mates(self, learner_ids: Iterable[str]) -> Mapping[str, Sequence[Mate]]:
        """Everybody in the classes of some learners, by class."""
        wanted = {self.sections[one] for one in learner_ids if one in self.sections}
        return {section_id: [self._mate(one) for one in self._members[section_id]] for section_id in wanted}

    @cached_property
    def _members(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for one, section_id in self.sections.items():
            found.setdefault(section_id, []).append(one)
        return found

    def _mate(self, learner_id: str) -> Mate:
        record = self.records[learner_id]
        return Mate(learner_id, profile_from(*_PROFILE(record)), record[_LEVEL])


def _everybody() -> _There:
    checks, efforts = _written_checks(), _written_efforts()
    seats, results = _by_learner(all_seats()), _by_learner(all_results())
    groups = {one: _digest(told) for one, told in all_groups().items()}
    records: dict[str, tuple[Any, ...]] = {}
    digests: dict[str, str] = {}
    sections: dict[str, str] = {}
    first: date | None = None
    for record in everybody(*_ON_RECORD):
        one, mine = record[0], seats.get(record[0], ())
        if all(seat[_STATE] == "waiting" for seat in mine):
            continue
        held = [seat[_SECTION] for seat in mine if seat[_STATE] in SEATED]
        if held:
            sections[one] = held[0]
        began = min(seat[_FROM] for seat in mine)
        first = began if first is None else min(first, began)
        records[one] = record
        done, together = _days(results.get(one, ())), [groups.get(each) for each in held]
        rests_on = record, _days(mine), done, together, checks.get(one), efforts.get(one)
        digests[one] = _digest(rests_on)
    return _There(records, digests, sections, first)


_SECTION, _STATE, _FROM = 1, 4, 5
"""Places in a seat of `all_seats` without its learner."""


def _written_checks() -> dict[str, Any]:
    row = models.Assessment
    statement = select(
        row.learner_id,
        func.count(),
        func.max(row.at),
        func.sum(row.score),
        func.sum(row.standard_error),
        func.sum(row.attended_minutes),
    ).group_by(row.learner_id)
    return {one: (count, at.timestamp(), *rest) for one, count, at, *rest in db.session().execute(statement)}


def _written_efforts() -> dict[str, Any]:
    row = models.Effort
    statement = select(row.learner_id, func.count(), func.max(row.at)).group_by(row.learner_id)
    return {one: (count, at.timestamp()) for one, count, at in db.session().execute(statement)}


def _by_learner(rows: Iterable[Sequence[Any]]) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {}
    for one, *rest in rows:
        found.setdefault(one, []).append(tuple(rest))
    return found


def _days(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """With days as numbers: written out as words they cost more than everything else."""
    return [(*row[:-1], row[-1].toordinal()) for row in rows]


def _digest(value: Any) -> str:
    return blake2b(repr(value).encode(), digest_size=12).hexdigest()


def _in_parts(there: _There, wanted: Iterable[str]) -> list[list[str]]:
    """Some hundred people of one centre at a time, in the order of everybody."""
    chosen = frozenset(wanted)
    ordered = [one for one in there.records if one in chosen]
    parts: list[list[str]] = []
    for _centre, same in groupby(ordered, key=lambda one: there.records[one][1]):
        people = list(same)
        parts += [people[start : start + AT_ONCE] for start in range(0, len(people), AT_ONCE)]
    return parts


def people_of(part: Sequence[str]) -> list[learners.LearnerInfo]:
    """Learners of one part, in its order."""
    known = learners.by_ids(part)
    return [known[one] for one in part if one in known]
