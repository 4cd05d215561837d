"""What employers take part in: whose shifts they send, and what came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select

from curricula import models
from curricula.domain.opportunities import State
from curricula.queries.opportunities import LinkInfo, links
from lms.kernel import db
from lms.learners import queries as learners
from lms.learners.domain.patterns import Pattern
from lms.learners.domain.plain import pattern_from_plain, pattern_to_plain


@dataclass(frozen=True)
class EmploymentInfo:
    """A learner whose shifts an employer sends. `last_on` is the last day that it has told of, if any."""

    id: str
    learner_id: str
    organisation: str
    known_as: str
    called: str
    consent: str
    by: str
    at: datetime
    last_on: date | None = None


@dataclass(frozen=True)
class RotaInfo:
    """The shifts of one person that an employer sent once."""

    id: str
    employment_id: str
    learner_id: str
    organisation: str
    first_on: date
    last_on: date
    shifts: int
    at: datetime
    taken_back_at: datetime | None
    goes_on: bool = False
    """Whether its pattern became the usual work."""


@dataclass(frozen=True)
class Sent:
    """What an employer itself has offered."""

    title: str
    state: State
    taken: int
    places: int


def employers(centre_id: str, day: date) -> list[str]:
    """Names of the employers of a centre that have a link in force."""
    return sorted({one.organisation for one in links(centre_id, day)})


def employments_at(link: LinkInfo, day: date) -> list[EmploymentInfo]:
    """Who has agreed that this employer sends her shifts, by the name it knows her by. Who has left is not there any more."""
    row = models.Employment
    found = _employments(
        select(row)
        .where(row.centre_id == link.centre_id, row.organisation == link.organisation, row.ended_at.is_(None))
        .order_by(row.called)
    )
    people = learners.by_ids([one.learner_id for one in found])
    here = {key for key, one in people.items() if one.until is None or one.until >= day}
    return [one for one in found if one.learner_id in here]


def employments_of(learner_id: str) -> list[EmploymentInfo]:
    """The employers that send somebody's shifts."""
    row = models.Employment
    return _employments(
        select(row).where(row.learner_id == learner_id, row.ended_at.is_(None)).order_by(row.organisation, row.id)
    )


def _employments(asked: Select[models.Employment]) -> list[EmploymentInfo]:
    rows = db.session().scalars(asked).all()
    rota = models.EmployerRota
    told = db.session().execute(
        select(rota.employment_id, func.max(rota.last_on))
        .where(rota.employment_id.in_([row.id for row in rows]), rota.taken_back_at.is_(None))
        .group_by(rota.employment_id)
    )
    until = {employment_id: last for employment_id, last in told if last}
    return [
        EmploymentInfo(
            row.id, row.learner_id, row.organisation, row.known_as, row.called, row.consent, row.by, row.at,
            until.get(row.id),
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class KeptAs:
    """What a rota was kept as: a season, and where it goes on the usual work, with what was usual before."""

    season: Pattern
    goes_on: Pattern | None = None
    before: tuple[Pattern, ...] = ()


def plain(one: KeptAs) -> dict[str, Any]:
    """As JSON keeps it."""
    season = pattern_to_plain(one.season)
    if one.goes_on is None:
        return season
    return {
        **season,
        "goes_on": pattern_to_plain(one.goes_on),
        "before": [pattern_to_plain(each) for each in one.before],
    }


def kept(told: Mapping[str, Any]) -> KeptAs:
    """The value again."""
    goes_on = told.get("goes_on")
    before = tuple(pattern_from_plain(each) for each in told.get("before", ()))
    return KeptAs(pattern_from_plain(told), pattern_from_plain(goes_on) if goes_on else None, before)


def kept_as(employment_id: str, *, taken_back: bool = False) -> list[KeptAs]:
    """What an employer's rotas were kept as in somebody's week, the newest first; on request with those that she took back."""
    row = models.EmployerRota
    asked = select(row.pattern).where(row.employment_id == employment_id).order_by(row.id.desc())
    if not taken_back:
        asked = asked.where(row.taken_back_at.is_(None))
    return [kept(one) for one in db.session().scalars(asked)]


def rotas_of(learner_id: str, *, most: int = 6) -> list[RotaInfo]:
    """What employers sent about somebody, the newest first."""
    row = models.EmployerRota
    return _rotas(select(row).where(row.learner_id == learner_id).order_by(row.id.desc()).limit(most))


def rotas_at(centre_id: str, *, most: int = 30) -> list[tuple[learners.LearnerInfo, RotaInfo]]:
    """What employers sent about people of a centre, the newest first."""
    row, work = models.EmployerRota, models.Employment
    found = _rotas(
        select(row)
        .join(work, work.id == row.employment_id)
        .where(work.centre_id == centre_id)
        .order_by(row.id.desc())
        .limit(most)
    )
    people = learners.by_ids([one.learner_id for one in found])
    return [(people[one.learner_id], one) for one in found if one.learner_id in people]


def _rotas(asked: Select[models.EmployerRota]) -> list[RotaInfo]:
    rows = db.session().scalars(asked).all()
    names = _names(row.employment_id for row in rows)
    return [
        RotaInfo(
            row.id, row.employment_id, row.learner_id, names[row.employment_id], row.first_on, row.last_on, row.shifts,
            row.at, row.taken_back_at, bool(row.pattern.get("goes_on")),
        )
        for row in rows
    ]  # fmt: skip


def _names(employment_ids: Iterable[str]) -> dict[str, str]:
    row = models.Employment
    asked = select(row.id, row.organisation).where(row.id.in_(list(employment_ids)))
    return {key: str(name) for key, name in db.session().execute(asked)}


def sent_in_by(link: LinkInfo) -> list[Sent]:
    """What an employer has offered so far, the newest first. Who asked for it is not said."""
    row = models.Opportunity
    rows = db.session().scalars(
        select(row)
        .where(row.centre_id == link.centre_id, row.by == link.organisation)
        .order_by(row.id.desc())
        .limit(50)
    )
    return [Sent(one.title, State(one.state), one.taken, one.places) for one in rows]
