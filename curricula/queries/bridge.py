"""From a literacy course to a regular one, and from any course to the next: who may move now, and for whom there is no bridge."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from curricula.domain.programme import Module, Programme
from curricula.queries import outline
from curricula.queries.findings import open_findings
from curricula.queries.nearest import Near, nearest
from curricula.queries.path import LITERACY
from curricula.queries.standing import Standing, standings
from curricula.queries.steps import Offer, open_offers, steps_in_view
from curricula.queries.steps import offers as offers_of
from lms.courses import queries as courses
from lms.courses.queries import budgets
from lms.kernel.vocabulary import ProgressState
from lms.learners import queries as learners

MOST = 5000
"""People of one track at one centre: more than any centre has."""


@dataclass(frozen=True)
class Mover:
    """Somebody who has passed and sits in nothing that is left to pass.

    `offers` are groups with a free seat that can be booked; where there is none, `near` is the group that comes nearest.
    `left` are minutes of her budgets that go with her, None where nobody granted any.
    """

    learner: learners.LearnerInfo
    passed: str
    since: date
    weeks: int
    wanted: tuple[str, ...]
    offers: tuple[Offer, ...]
    near: Near | None
    left: int | None


@dataclass(frozen=True)
class Bridge:
    """Who is ready and has a next course, and who is ready and has none; the longest waiting first."""

    ready: Sequence[Mover]
    stuck: Sequence[Mover]


def bridge(centre_id: str, day: date, *, from_literacy: bool = True, teacher_id: str | None = None) -> Bridge:
    """The two lists of a centre, for one teacher those of her own classes.

    From literacy: people of a literacy track whose next module is a regular one. Otherwise everybody whom the last
    review found waiting for a next course.
    """
    people = _of_literacy(centre_id) if from_literacy else _stalled(centre_id)
    found = [one for one in standings(people).values() if one.ready_since is not None]
    if teacher_id is not None:
        found = _taught_by(found, teacher_id)
    offered, left = open_offers(centre_id, day), _left([one.learner.id for one in found], day)
    movers = [_mover(one, offered, left, day, from_literacy) for one in found]
    waiting = sorted((one for one in movers if one is not None), key=lambda one: (one.since, one.learner.name))
    return Bridge([one for one in waiting if one.offers], [one for one in waiting if not one.offers])


def _of_literacy(centre_id: str) -> list[learners.LearnerInfo]:
    return [
        one
        for track in LITERACY
        for one in learners.search(centre_id=centre_id, track=track.value, size=MOST).learners
        if one.until is None
    ]


def _stalled(centre_id: str) -> Iterable[learners.LearnerInfo]:
    found = open_findings(states=[ProgressState.SUPPLY_STALLED], centre_id=centre_id)
    return learners.by_ids(one.learner_id for one in found).values()


def _taught_by(found: Iterable[Standing], teacher_id: str) -> list[Standing]:
    found = list(found)
    ids = {seat.section_id for one in found for seat in one.enrolments}
    own = {one.id for one in courses.sections(ids=ids) if one.teacher_id == teacher_id}
    return [one for one in found if any(seat.section_id in own for seat in one.enrolments)]


def _left(learner_ids: Sequence[str], day: date) -> dict[tuple[str, str], int]:
    """Minutes that are left, by learner and programme."""
    found: dict[tuple[str, str], int] = {}
    for learner_id, granted in budgets.budgets_of(learner_ids).items():
        for one in granted:
            if one.from_date <= day and (one.until is None or one.until >= day):
                key = (learner_id, one.programme)
                found[key] = found.get(key, 0) + max(0, one.left)
    return found


def _mover(
    who: Standing,
    offered: dict[str, list[courses.SectionInfo]],
    left: dict[tuple[str, str], int],
    day: date,
    from_literacy: bool,
) -> Mover | None:
    ready = who.ready_since
    assert ready is not None
    last = outline.module_on(ready.module_key, ready.on_day)
    if from_literacy and not (last and is_literacy(*last)):
        return None
    in_force = outline.in_force(day)
    steps = [
        (outline.full_name(step.to, step.programme), step.module)
        for step in steps_in_view(who, day)
        if step.module is not None and step.bookable
        if not (from_literacy and is_literacy(in_force[step.programme], step.module))
    ]
    if not steps:
        return None
    sections = [section for name, _module in steps for section in offered.get(name, ())]
    left_behind = [one.section_id for one in who.seats]
    offers = tuple(one for one in offers_of(sections, who, day, given_up=left_behind) if one.bookable and one.fits)
    programme = outline.home_of(ready.module_key)
    return Mover(
        learner=who.learner,
        passed=last[1].name if last else ready.module_key,
        since=ready.on_day,
        weeks=(day - ready.on_day).days // 7,
        wanted=tuple(dict.fromkeys(module.name for _name, module in steps)),
        offers=offers,
        near=None if offers else nearest(who, sections, day),
        left=left.get((who.learner.id, programme)),
    )


def is_literacy(programme: Programme, module: Module) -> bool:
    """Whether a module belongs to literacy tracks alone."""
    tracks = [one.track for one in programme.tracks if one.key in module.tracks]
    return bool(tracks) and all(one in LITERACY for one in tracks)
