"""What a new version of a programme would change here: groups that run, people in them, budgets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from curricula.domain import effects
from curricula.domain.programme import Programme
from curricula.queries import editions
from curricula.queries.standing import standings
from lms.courses import queries as courses
from lms.courses.queries import budgets
from lms.learners import queries as learners
from lms.organisations import queries as organisations

STATES = ("waiting", "offered", "enrolled", "paused")


@dataclass(frozen=True)
class Preview:
    """A version before it is taken: what differs, whom it concerns, and what no longer fits."""

    before: Programme | None
    after: Programme | None
    changes: tuple[effects.Change, ...]
    effects: tuple[effects.Effect, ...]
    groups: int
    people: int
    broken: bool


def preview(edition_id: str, day: date) -> Preview:
    """What would change on a day if this version counted from it. Raises NotFound."""
    info, _ = editions.edition(edition_id)
    now, then = editions.composed(day), editions.composed_with(edition_id, day)
    before, after = now.programmes.get(info.programme), then.programmes.get(info.programme)
    broken = len(then.broken) > len(now.broken) or after is None
    if after is None or before is None:
        return Preview(None, after.programme.on(day) if after else None, (), (), 0, 0, broken)
    old, new = before.programme.on(day), after.programme.on(day)
    running = running_groups(info.programme, day)
    people = {one.learner_id for group in running for one in group.people}
    found = effects.effects(old, new, running, _granted(people, info.programme), day)
    return Preview(old, new, effects.changes(old, new), found, len(running), len(people), broken)


def running_groups(programme: str, day: date) -> list[effects.Running]:
    """Groups of a programme that have not ended, with everybody who sits in one or waits for it."""
    found = [
        one
        for centre in organisations.centres()
        for one in courses.sections(centre_id=centre.id)
        if one.course.programme == programme and one.ends_on >= day
    ]
    return [_running(one) for one in found]


def _running(section: courses.SectionInfo) -> effects.Running:
    ids = [one.learner_id for one in courses.enrolments_of_section(section.id, seated=False) if one.state in STATES]
    known = standings(learners.by_ids(ids).values())
    people = tuple(effects.Person(one.learner.id, one.learner.name, one.person) for one in known.values())
    module = section.course.module_key.rpartition(":")[2]
    return effects.Running(section.id, section.name, module, section.taken, section.seats, section.promised, people)


def _granted(learner_ids: Iterable[str], programme: str) -> list[effects.Granted]:
    ids = list(learner_ids)
    names = learners.by_ids(ids)
    return [
        effects.Granted(one.learner_id, names[one.learner_id].name, one.kind.value, one.minutes)
        for same in budgets.budgets_of(ids).values()
        for one in same
        if one.programme == programme
    ]
