"""What a new version of a programme would change: rule by rule, and for which running groups, learners and budgets. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from curricula.domain.allowances import Cost
from curricula.domain.eligibility import Answer, PersonFacts, eligibility
from curricula.domain.programme import EVERY_TRACK, TABLES, Dated, Module, Programme, group_limit
from lms.kernel.facts import Evidence
from lms.kernel.vocabulary import Confidence


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a seat, or waiting for one, and what rules may ask about her."""

    learner_id: str
    name: str
    facts: PersonFacts


@dataclass(frozen=True, slots=True)
class Running:
    """A group that runs or is planned: its module, its size, and the people in it."""

    section_id: str
    name: str
    module: str
    taken: int
    seats: int
    minutes: int
    people: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Granted:
    """Hours that somebody was granted."""

    learner_id: str
    name: str
    kind: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Effect:
    """One consequence: a code with its facts, the table and key of the rule, and whom it concerns by name."""

    code: str
    table: str
    key: str
    facts: tuple[tuple[str, Any], ...] = ()
    groups: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A rule that differs: as it is and as it would be. Nothing before is a new rule, nothing after one that ends."""

    table: str
    key: str
    before: Dated | None
    after: Dated | None


NOBODY = Evidence("", Confidence.MEMORY)


def changes(before: Programme, after: Programme) -> tuple[Change, ...]:
    """Rules that differ between two programmes as they stand on one day. Another source alone is a change as well."""
    found = []
    for table in TABLES:
        old = {one.key: one for one in getattr(before, table)}
        new = {one.key: one for one in getattr(after, table)}
        keys = dict.fromkeys([*old, *new])
        found += [Change(table, key, old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)]
    return tuple(found)


def says_the_same(change: Change) -> bool:
    """Whether only the source, the confidence or the dates differ."""
    pair: tuple[Any, Any] = (change.before, change.after)
    if None in pair:
        return False
    return bool(replace(pair[0], evidence=NOBODY) == replace(pair[1], evidence=NOBODY))


def effects(
    before: Programme, after: Programme, running: Sequence[Running], granted: Sequence[Granted], day: Any
) -> tuple[Effect, ...]:
    """Everything that groups, learners and budgets would notice, for two programmes as they stand on the day."""
    return (
        *_modules(before, after, running),
        *_sizes(before, after, running, day),
        *_entries(before, after, running, day),
        *_budgets(before, after, granted),
        *_shares(before, after, running),
        *_examinations(before, after, running),
        *_prices(before, after, running),
    )


def _modules(before: Programme, after: Programme, running: Sequence[Running]) -> Iterator[Effect]:
    for key in dict.fromkeys(one.module for one in running):
        old, new = before.module(key), after.module(key)
        groups = tuple(one.name for one in running if one.module == key)
        people = _names(one for one in running if one.module == key)
        if old is None or old == new:
            continue
        if new is None:
            yield Effect("module_gone", "modules", key, (("module", old.name),), groups, people)
            continue
        yield from (replace(one, groups=groups, people=people) for one in _of_module(old, new))


def _of_module(old: Module, new: Module) -> Iterator[Effect]:
    if old.minutes != new.minutes:
        facts = (("module", new.name), ("before", old.minutes), ("after", new.minutes))
        yield Effect("module_length", "modules", new.key, facts)
    if old.level != new.level:
        levels = (("module", new.name), ("before", old.level), ("after", new.level))
        yield Effect("module_level", "modules", new.key, levels)
    if old.prerequisites != new.prerequisites:
        yield Effect("module_prerequisites", "modules", new.key, (("module", new.name),))


def _sizes(before: Programme, after: Programme, running: Sequence[Running], day: Any) -> Iterator[Effect]:
    limits = [(one, _maximum(before, one.module, day), _maximum(after, one.module, day)) for one in running]
    for old, new in dict.fromkeys((old, new) for _, old, new in limits if old != new):
        concerned = [one for one, *pair in limits if pair == [old, new]]
        over = [one for one in concerned if new is not None and max(one.taken, one.seats) > new]
        facts = (("before", old), ("after", new), ("groups", len(concerned)))
        yield Effect("group_maximum", "group_limits", "", facts, tuple(one.name for one in over))


def _maximum(programme: Programme, module: str, day: Any) -> int | None:
    found = programme.module(module)
    tracks = found.tracks if found else (EVERY_TRACK,)
    limits = [one.maximum for track in tracks for one in group_limit(programme, track, day) if one.maximum]
    return limits[0] if limits else None


def _entries(before: Programme, after: Programme, running: Sequence[Running], day: Any) -> Iterator[Effect]:
    """People who may be in a group by the rules as they are, and could not enter it by those to come."""
    for group in running:
        shut = tuple(
            one.name
            for one in group.people
            if not _shut_out(before, group.module, one.facts, day) and _shut_out(after, group.module, one.facts, day)
        )
        if shut:
            yield Effect("entry_refused", "entry_rules", "", (("group", group.name),), (group.name,), shut)


def _shut_out(programme: Programme, module: str, person: PersonFacts, day: Any) -> bool:
    found = programme.module(module)
    tracks = [one for one in found.tracks if one != EVERY_TRACK] if found else []
    answers = [eligibility(programme, track, person, day).answer for track in tracks]
    return bool(answers) and all(one is Answer.NOT_ELIGIBLE for one in answers)


def _budgets(before: Programme, after: Programme, granted: Sequence[Granted]) -> Iterator[Effect]:
    new = {one.key: one for one in after.hour_budgets}
    for old in before.hour_budgets:
        other = new.get(old.key)
        if other is not None and other.hours.minutes == old.hours.minutes:
            continue
        people = tuple(one.name for one in granted if (one.kind, one.minutes) == (old.kind, old.hours.minutes))
        after_minutes = other.hours.minutes if other else None
        facts = (("kind", old.kind.value), ("before", old.hours.minutes), ("after", after_minutes))
        yield Effect("budget", "hour_budgets", old.key, facts, (), people)


def _shares(before: Programme, after: Programme, running: Sequence[Running]) -> Iterator[Effect]:
    old = {one.key: one.share for one in before.attendance_rules}
    new = {one.key: one.share for one in after.attendance_rules}
    for key in dict.fromkeys([*old, *new]):
        if old.get(key) != new.get(key):
            facts = (("before", old.get(key)), ("after", new.get(key)))
            groups = tuple(one.name for one in running)
            yield Effect("attendance_share", "attendance_rules", key, facts, groups, _names(running))


def _examinations(before: Programme, after: Programme, running: Sequence[Running]) -> Iterator[Effect]:
    """Examinations at the end of what groups learn: those that come, go, show other levels or close other modules."""
    old, new = ({one.key: one for one in programme.examinations} for programme in (before, after))
    for key in dict.fromkeys([*old, *new]):
        was, becomes = old.get(key), new.get(key)
        if was and becomes and (was.name, was.levels, was.modules, was.civic) == (
            becomes.name, becomes.levels, becomes.modules, becomes.civic,
        ):  # fmt: skip
            continue
        code = "examination_gone" if becomes is None else "examination_new" if was is None else "examination_changed"
        modules = {module for one in (was, becomes) if one for module in one.modules}
        concerned = [one for one in running if one.module in modules]
        named = becomes or was
        assert named is not None
        facts = (("examination", named.name), ("levels", named.levels))
        yield Effect(code, "examinations", key, facts, tuple(one.name for one in concerned), _names(concerned))


def _prices(before: Programme, after: Programme, running: Sequence[Running]) -> Iterator[Effect]:
    """Prices and fees that somebody in a running group will pay."""
    old, new = ({one.key: one for one in programme.costs} for programme in (before, after))
    for key in dict.fromkeys([*old, *new]):
        was, becomes = old.get(key), new.get(key)
        if was and becomes and was.price == becomes.price and was.tracks == becomes.tracks:
            continue
        cost = becomes or was
        assert cost is not None
        concerned = [one for one in running if _pays(after if becomes else before, cost, one.module)]
        facts = (
            ("kind", cost.kind.value),
            ("examination", _examination_name(before, after, cost.examination)),
            ("before", was.price if was else None),
            ("after", becomes.price if becomes else None),
        )
        yield Effect("price", "costs", key, facts, tuple(one.name for one in concerned), _names(concerned))


def _pays(programme: Programme, cost: Cost, module: str) -> bool:
    if cost.examination:
        return any(one.key == cost.examination and module in one.modules for one in programme.examinations)
    found = programme.module(module)
    tracks = set(found.tracks) if found else set()
    return EVERY_TRACK in cost.tracks or EVERY_TRACK in tracks or bool(tracks & set(cost.tracks))


def _examination_name(before: Programme, after: Programme, key: str) -> str:
    named = (one.name for one in (*after.examinations, *before.examinations) if one.key == key)
    return next(named, "")


def _names(running: Iterable[Running]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(person.name for one in running for person in one.people))
