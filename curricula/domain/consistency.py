"""What cannot be true in a set of programmes: clashing dates, unknown references, circles in the next steps."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from curricula.domain.programme import EVERY_TRACK, TABLES, Dated, Module, NextStep, Programme
from lms.kernel.vocabulary import Level


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong: in which programme and table, at which key, and a code with its facts."""

    programme: str
    table: str
    key: str
    code: str
    facts: tuple[tuple[str, Any], ...] = ()


def flaws(programmes: Mapping[str, Programme]) -> tuple[Flaw, ...]:
    """Everything that is wrong, programme by programme."""
    found: list[Flaw] = []
    for programme in programmes.values():
        found += overlapping_dates(programme)
        found += unknown_tracks(programme)
        found += unknown_prerequisites(programme)
        found += unknown_steps(programme, programmes)
    return (*found, *circles(programmes))


def overlapping_dates(programme: Programme) -> Iterator[Flaw]:
    """Two versions of one statement must not hold on the same day."""
    for table in TABLES:
        versions: dict[str, list[Dated]] = {}
        for statement in getattr(programme, table):
            versions.setdefault(statement.key, []).append(statement)
        for key, same in versions.items():
            if any(one.evidence.overlaps(other.evidence) for one, other in combinations(same, 2)):
                yield Flaw(programme.key, table, key, "dates_overlap")


def unknown_tracks(programme: Programme) -> Iterator[Flaw]:
    """Rules and modules name tracks that the programme has."""
    known = {offer.key for offer in programme.tracks} | {EVERY_TRACK}
    named = [("modules", module.key, module.tracks) for module in programme.modules]
    named += [("entry_rules", rule.key, (rule.track,)) for rule in programme.entry_rules]
    named += [("group_limits", limit.key, (limit.track,)) for limit in programme.group_limits]
    named += [("durations", one.key, (one.track,)) for one in programme.durations]
    for table in ("repeat_rules", "attendance_rules", "hour_budgets", "time_limits", "weekly_hours", "costs"):
        named += [(table, one.key, one.tracks) for one in getattr(programme, table)]
    for table, key, tracks in named:
        for track in tracks:
            if track not in known:
                yield Flaw(programme.key, table, key, "unknown_track", (("track", track),))


def unknown_prerequisites(programme: Programme) -> Iterator[Flaw]:
    """A prerequisite is a module of the same programme or a level; an examination or a limit names modules it has."""
    modules = {module.key for module in programme.modules}
    for module in programme.modules:
        for name in (name for group in module.prerequisites for name in group):
            if not is_level(name) and name not in modules:
                yield Flaw(programme.key, "modules", module.key, "unknown_module", (("module", name),))
    named = [("examinations", one.key, one.modules) for one in programme.examinations]
    named += [("time_limits", one.key, one.modules) for one in programme.time_limits]
    named += [("durations", one.key, (one.module,)) for one in programme.durations]
    for table, key, names in named:
        for name in names:
            if name not in modules:
                yield Flaw(programme.key, table, key, "unknown_module", (("module", name),))
    examinations = {one.key for one in programme.examinations}
    for cost in programme.costs:
        if cost.examination and cost.examination not in examinations:
            yield Flaw(programme.key, "costs", cost.key, "unknown_examination", (("examination", cost.examination),))


def unknown_steps(programme: Programme, programmes: Mapping[str, Programme]) -> Iterator[Flaw]:
    """A next step starts and ends at something that exists. A pack that is not loaded cannot be checked."""
    for step in programme.next_steps:
        if not (step.start == "any" or is_level(step.start) or programme.module(step.start)):
            yield Flaw(programme.key, "next_steps", step.key, "unknown_module", (("module", step.start),))
        if not _end_exists(step, programme, programmes):
            yield Flaw(programme.key, "next_steps", step.key, "unknown_module", (("module", step.to),))


def circles(programmes: Mapping[str, Programme]) -> Iterator[Flaw]:
    """Nobody is sent round in a circle: following prerequisites and next steps never comes back."""
    after = _edges(programmes.values())
    done: set[str] = set()
    seen: set[frozenset[str]] = set()
    for start in after:
        circle = _circle_from(start, after, done)
        if circle and frozenset(circle) not in seen:
            seen.add(frozenset(circle))
            programme, _, key = circle[0].partition(":")
            to = circle[1 % len(circle)].removeprefix(f"{programme}:")
            yield Flaw(programme, "next_steps", f"{key}>{to}", "circle", (("modules", tuple(circle)),))


def is_level(name: str) -> bool:
    """Whether a reference is `level:<code>` with a code of the scale."""
    kind, _, code = name.partition(":")
    return kind == "level" and code in set(Level)


def qualified(programme: str, module: str) -> str:
    """A module's name among all programmes."""
    return module if ":" in module else f"{programme}:{module}"


def _end_exists(step: NextStep, programme: Programme, programmes: Mapping[str, Programme]) -> bool:
    kind, _, key = step.to.rpartition(":")
    if kind == "track":
        return any(offer.key == key for offer in programme.tracks)
    if kind == "examination":
        return any(examination.key == key for examination in programme.examinations)
    if not kind:
        return programme.module(key) is not None
    return kind not in programmes or programmes[kind].module(key) is not None


def _edges(programmes: Iterable[Programme]) -> dict[str, set[str]]:
    after: dict[str, set[str]] = {}
    for programme in programmes:
        for step in programme.next_steps:
            if programme.module(step.start) and not step.to.startswith(("track:", "examination:")):
                after.setdefault(qualified(programme.key, step.start), set()).add(qualified(programme.key, step.to))
        for module in programme.modules:
            for name in _modules_required(module):
                after.setdefault(qualified(programme.key, name), set()).add(qualified(programme.key, module.key))
    return after


def _modules_required(module: Module) -> Iterator[str]:
    return (name for group in module.prerequisites for name in group if not is_level(name))


def _circle_from(start: str, after: Mapping[str, set[str]], done: set[str]) -> list[str]:
    """Depth-first search without recursion: a deep chain in a file must not end the program."""
    path: list[str] = []
    on_path: set[str] = set()
    stack: list[tuple[str, bool]] = [(start, False)]
    while stack:
        node, leaving = stack.pop()
        if leaving:
            on_path.discard(path.pop())
            done.add(node)
        elif node in on_path:
            return path[path.index(node) :]
        elif node not in done:
            path.append(node)
            on_path.add(node)
            stack.append((node, True))
            stack += [(following, False) for following in sorted(after.get(node, ()))]
    return []
