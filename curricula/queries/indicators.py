"""Signs of success of a provider: their versions, and what they say of a period by what held then and what holds now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from curricula import models
from curricula.domain.indicators import (
    SHIPPED,
    Counted,
    Definition,
    Known,
    Measure,
    Stay,
    count,
    in_force,
)
from lms.courses.queries import figures
from lms.kernel import db
from lms.kernel.vocabulary import EnrolmentState
from lms.learners import queries as learners


@dataclass(frozen=True)
class Row:
    """One sign over a period: by what held on its first day, and by what holds now where that counts otherwise."""

    key: str
    then: Definition | None
    counted_then: Counted | None
    now: Definition | None
    counted_now: Counted | None

    @property
    def changed(self) -> bool:
        """Whether the meaning has changed since the period began."""
        if self.then is None or self.now is None:
            return self.then is not self.now
        return not self.then.means_the_same(self.now)


def versions() -> list[Definition]:
    """Every version of every sign, what came with the product first, then in the order of days."""
    rows = db.session().scalars(select(models.Indicator).order_by(models.Indicator.holds_from, models.Indicator.id))
    own = [
        Definition(
            row.key, row.holds_from, row.name, Measure(row.measure), row.number, row.target, row.counted, row.reason,
            row.by,
        )
        for row in rows
    ]  # fmt: skip
    return [*SHIPPED, *own]


def history(key: str) -> list[Definition]:
    """Versions of one sign, the newest day first."""
    return [one for one in reversed(versions()) if one.key == key]


def report(first: date, last: date, today: date, *, centre_id: str | None) -> list[Row]:
    """Every sign over a period, of one centre or of all. It is counted by what held when the period began."""
    every = versions()
    then, now = in_force(every, first), in_force(every, today)
    known = _known(first, last, centre_id)
    found = []
    for key in dict.fromkeys([*then, *now]):
        before, after = then.get(key), now.get(key)
        if (before is None or not before.counted) and (after is None or not after.counted):
            continue
        found.append(Row(key, before, _count(before, known), after, _count(after, known)))
    return found


def _count(asked: Definition | None, known: Known) -> Counted | None:
    return count(asked, known) if asked is not None and asked.counted else None


def _known(first: date, last: date, centre_id: str | None) -> Known:
    lessons = figures.lessons_by_learner(first, last, centre_id=centre_id)
    stays = _stays(figures.times_in_classes(last, centre_id=centre_id), figures.passes(last))
    people = learners.by_ids({*lessons, *(one.learner_id for one in stays)})
    schooling = {key: one.schooling_years for key, one in people.items()}
    return Known(first, last, lessons, stays, schooling)


def _stays(times: Sequence[figures.Time], passed: Sequence[tuple[str, str, date]]) -> list[Stay]:
    """Time in several groups of one module is one stay; the first pass of a module counts."""
    on = {(who, module): day for who, module, day in reversed(passed)}
    joined: dict[tuple[str, str], list[figures.Time]] = {}
    for one in times:
        joined.setdefault((one.learner_id, one.module_key), []).append(one)
    return [
        Stay(
            who, module, same[0].from_date, same[-1].until, same[-1].state == EnrolmentState.COMPLETED,
            on.get((who, module)),
        )
        for (who, module), same in joined.items()
    ]  # fmt: skip
