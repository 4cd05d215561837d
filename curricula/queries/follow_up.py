"""How people are after their course: who is due, whom to call, what somebody answered, what the answers say of many."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from curricula import models
from curricula.domain import follow_up as rules
from curricula.queries import outline
from lms.accounts import domain as accounts
from lms.courses.queries import figures
from lms.kernel import db, errors
from lms.kernel.vocabulary import EnrolmentState
from lms.learners import queries as learners

PAGE = 50
_OPEN_STATES = frozenset({EnrolmentState.ENROLLED, EnrolmentState.PAUSED})


@dataclass(frozen=True)
class FollowUpInfo:
    """One question put to one person. `sent_on` is nothing for somebody who is called from the beginning."""

    id: str
    learner_id: str
    centre_id: str
    programme: str
    module_key: str
    ended_on: date
    finished: bool
    months: int
    due_on: date
    sent_on: date | None
    calls: int
    called_on: date | None
    answers: Mapping[str, str]
    answered_on: date | None
    way: str
    closed: str
    by: str

    @property
    def waits(self) -> bool:
        """Whether an answer is still wanted."""
        return self.answered_on is None and not self.closed


def _info(row: models.FollowUp) -> FollowUpInfo:
    return FollowUpInfo(**{name: getattr(row, name) for name in FollowUpInfo.__annotations__})


def months_by_programme() -> dict[str, tuple[int, ...]]:
    """When people are asked, by programme; only programmes that ask at all."""
    rows = db.session().scalars(select(models.FollowUpRule).order_by(models.FollowUpRule.programme))
    return {row.programme: tuple(sorted(row.months)) for row in rows if row.months}


def programmes(day: date) -> list[tuple[str, str]]:
    """(key, name) of the programmes that the provider runs."""
    known = outline.in_force(day)
    return [(key, known[key].name) for key in outline.own_programmes() if key in known]


def due(today: date) -> list[tuple[rules.Ended, int, date]]:
    """Who is to be asked today and was not yet: (whose course ended, months, the day)."""
    asked = months_by_programme()
    if not asked:
        return []
    every = times(today)
    found = []
    for one in rules.ended(every, _homes({time.module_key for time in every}, today)):
        now = rules.due_now(one, asked.get(one.programme, ()), today)
        if now is not None:
            found.append((one, *now))
    there = _asked_already({one.learner_id for one, _, _ in found})
    return [(one, months, day) for one, months, day in found if (one.learner_id, one.on_day, months) not in there]


def times(today: date) -> list[rules.Time]:
    """Everybody's time in classes, and modules that were passed without one."""
    passed = {(who, module): day for who, module, day in figures.passes(today)}
    found = [
        rules.Time(
            one.learner_id,
            one.module_key,
            one.until,
            one.state in _OPEN_STATES,
            one.state == EnrolmentState.COMPLETED or (one.learner_id, one.module_key) in passed,
        )
        for one in figures.times_in_classes(today)
    ]
    return found + [rules.Time(who, module, day, False, True) for (who, module), day in passed.items()]


def _homes(module_keys: Iterable[str], today: date) -> dict[str, str]:
    known = {key: outline.module_on(key, today) for key in module_keys}
    return {key: found[0].key for key, found in known.items() if found}


def _asked_already(learner_ids: Iterable[str]) -> set[tuple[str, date, int]]:
    row = models.FollowUp
    statement = select(row.learner_id, row.ended_on, row.months).where(row.learner_id.in_(list(learner_ids)))
    return {(who, day, months) for who, day, months in db.session().execute(statement)}


def by_token(token: str, today: date) -> tuple[str, FollowUpInfo]:
    """(provider, question) of a link. Raises NotFound for one that is unknown, answered, closed or over."""
    row = models.FollowUp
    with db.crossing("follow-up link"):
        found = db.session().scalar(
            select(row).where(
                row.token_hash == accounts.token_hash(token),
                row.answered_on.is_(None),
                row.closed == "",
                row.due_on > today - rules.ASKED_FOR,
            )
        )
    if found is None:
        raise errors.NotFound("curricula.follow_up.over")
    return found.provider_id, _info(found)


@dataclass(frozen=True)
class Call:
    """Somebody to call: who, about what, and since how many days."""

    learner: learners.LearnerInfo
    asked: FollowUpInfo
    module: str
    days: int


def _to_call(today: date, centre_id: str | None) -> Sequence[Any]:
    """Conditions of who is to be called: no link went out, or it has waited for two weeks."""
    row = models.FollowUp
    return (
        row.answered_on.is_(None),
        row.closed == "",
        row.due_on > today - rules.ASKED_FOR,
        row.due_on <= today,
        or_(row.sent_on.is_(None), row.sent_on <= today - rules.WAIT),
        or_(row.called_on.is_(None), row.called_on != today),
        *((row.centre_id == centre_id,) if centre_id else ()),
    )


def calls(today: date, *, centre_id: str | None = None, page: int = 1) -> list[Call]:
    """A page of whom to call, who waits longest first. Whom nobody reached today comes again tomorrow."""
    row = models.FollowUp
    statement = select(row).where(*_to_call(today, centre_id)).order_by(row.due_on, row.id)
    rows = list(db.session().scalars(statement.limit(PAGE).offset((page - 1) * PAGE)))
    people = learners.by_ids({one.learner_id for one in rows})
    return [
        Call(people[one.learner_id], _info(one), title(one.module_key, one.ended_on), (today - one.due_on).days)
        for one in rows
        if one.learner_id in people
    ]


def count_calls(today: date, *, centre_id: str | None = None) -> int:
    """How many there are to call."""
    statement = select(func.count(models.FollowUp.id)).where(*_to_call(today, centre_id))
    return int(db.session().scalar(statement) or 0)


def title(module_key: str, day: date) -> str:
    """Name of a module as it stood on a day."""
    known = outline.module_on(module_key, day)
    return known[1].name if known else module_key


def follow_up(follow_up_id: str) -> FollowUpInfo:
    """One question. Raises NotFound."""
    row = db.session().scalar(select(models.FollowUp).where(models.FollowUp.id == follow_up_id))
    if row is None:
        raise errors.NotFound("curricula.absent")
    return _info(row)


def of_learner(learner_id: str) -> list[FollowUpInfo]:
    """Everything that one person was asked, the first first."""
    row = models.FollowUp
    rows = db.session().scalars(select(row).where(row.learner_id == learner_id).order_by(row.due_on, row.id))
    return [_info(one) for one in rows]


def asked(*, programme: str = "", centre_id: str | None = None) -> list[rules.Asked]:
    """Everything that was asked so far, without anybody's name."""
    row = models.FollowUp
    statement = select(row.programme, row.ended_on, row.months, row.finished, row.answers)
    if programme:
        statement = statement.where(row.programme == programme)
    if centre_id:
        statement = statement.where(row.centre_id == centre_id)
    return [rules.Asked(*one) for one in db.session().execute(statement.order_by(row.id))]


@dataclass(frozen=True)
class Line:
    """One group at one time after its course."""

    months: int
    cohort: str
    finished: bool | None
    found: rules.Outcome


def by_months(every: Sequence[rules.Asked]) -> list[Line]:
    """What everybody answered, by months after the course."""
    return [Line(months, "", None, rules.outcome(_those(every, months))) for months in _months(every)]


def by_half_year(every: Sequence[rules.Asked]) -> list[Line]:
    """The same by the half-year in which the course ended."""
    lines = []
    for months in _months(every):
        groups: dict[str, list[rules.Asked]] = {}
        for one in _those(every, months):
            groups.setdefault(one.cohort, []).append(one)
        found = rules.outcomes(list(groups.values()))
        lines += [Line(months, cohort, None, told) for cohort, told in zip(groups, found, strict=True)]
    return sorted(lines, key=lambda line: (line.cohort, line.months))


def beside_each_other(every: Sequence[rules.Asked]) -> list[Line]:
    """Those who finished beside those who left before, by months after the course."""
    lines = []
    for months in _months(every):
        groups = [[one for one in _those(every, months) if one.finished is finished] for finished in (True, False)]
        told = zip((True, False), rules.outcomes(groups), strict=True)
        lines += [Line(months, "", finished, found) for finished, found in told if found.asked]
    return lines


def _months(every: Iterable[rules.Asked]) -> list[int]:
    return sorted({one.months for one in every})


def _those(every: Iterable[rules.Asked], months: int) -> list[rules.Asked]:
    return [one for one in every if one.months == months]
