"""A published timetable meets new facts: the smallest change that makes it fit again, with proof that none is smaller.

Somebody is changed who had a seat and now meets at other times or has none; another room or teacher at the same time is
no change. First a small programme finds the most people who can stay where they are: only their own times matter for
that, so it is solved to the end. A second one seats the others as well as it can while everybody else stays.
"""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from scheduling.domain.constraints import judge
from scheduling.domain.problem import Costs, Learner, Problem
from scheduling.domain.rules import Rule, Violation
from scheduling.domain.score import Cost
from scheduling.domain.timetable import Section, Timetable
from scheduling.solvers import highs
from scheduling.solvers.assemble import assemble
from scheduling.solvers.compact import Compact, Kind, compact
from scheduling.solvers.model import Model, build
from scheduling.solvers.places import values_of
from scheduling.solvers.programme import INFINITE, Vector

_NO_COSTS = Costs(unplaced=0, priority=0, share=0, intensity=0, carer=0, meeting=0)
_ALL_TEACHERS = 0.4
"""What all other teachers together cost the first step: less than one person."""
_PATIENCE = 3.0
"""The clock may show so many times the seconds of the processor."""
_OTHER_TEACHER = 0.5
"""What it costs the second step to give a class to another teacher than so far: less than any point of the timetable."""


@dataclass(frozen=True)
class Repair:
    """`changed` names the people who had a seat and lose it or its times; no timetable changes fewer than `minimal`."""

    timetable: Timetable
    cost: Cost
    changed: tuple[str, ...]
    minimal: int
    seconds: float


def repair(problem: Problem, published: Timetable, *, seconds: float = 4.0, seed: int = 0) -> Repair:
    """The published timetable with as little change as the new facts allow, and everybody else seated around it.

    `seconds` are those of the processor, so that the change is as small on a busy machine; the clock may show three times
    as many.
    """
    began, cpu = time.monotonic(), time.thread_time()
    published = _known(problem, published)
    stay, least = _most_who_stay(problem, published, seconds * 0.7)
    left = max(0.1, seconds - (time.thread_time() - cpu))
    best = seat_the_others(problem, published, stay, left, seed)
    verdict = judge(problem, best)
    return Repair(best, verdict.cost, changed(problem, published, best), least, time.monotonic() - began)


def _limits(gap: float, cpu_seconds: float) -> highs.Limits:
    return highs.Limits(gap=gap, seconds=_PATIENCE * cpu_seconds, cpu_seconds=cpu_seconds)


def still_fine(problem: Problem, published: Timetable) -> Timetable:
    """What of a timetable breaks no rule as it stands: whole sections or single people are left out until that is so."""
    kept = {one.id: one for one in published.sections}
    for _ in range(len(kept) + 1):
        timetable = Timetable(tuple(kept.values()))
        broken = judge(problem, timetable).violations
        if not broken or all(one.rule in (Rule.LOCK_KEPT, Rule.COURSE_SECTIONS) for one in broken):
            return timetable if not broken else Timetable()
        for violation in broken:
            _leave_out(problem, kept, violation)
    return Timetable()


def _leave_out(problem: Problem, kept: dict[str, Section], violation: Violation) -> None:
    facts = violation.facts
    if violation.rule in (Rule.CARE_PLACES, Rule.CARE_STAFF) or "learner" in facts:
        slot = str(facts.get("slot", ""))
        for name, section in kept.items():
            there = slot in problem.pattern[section.pattern].slots
            leaves = [
                one
                for one in section.learners
                if one == facts.get("learner") or ("learner" not in facts and there and problem.learner[one].care)
            ]
            if leaves:
                kept[name] = replace(section, learners=tuple(p for p in section.learners if p != leaves[0]))
                return
    for name, section in list(kept.items()):
        whose = (facts.get("section"), facts.get("room"), facts.get("teacher"))
        if section.id == whose[0] or (whose[0] is None and {section.room, section.teacher} & set(whose[1:])):
            del kept[name]
            return


def changed(problem: Problem, before: Timetable, after: Timetable) -> tuple[str, ...]:
    """People of the problem who had a seat before and now have none, or one at other times."""
    now = {name: section.pattern for section in after.sections for name in section.learners}
    return tuple(
        name
        for section in before.sections
        for name in section.learners
        if name in problem.learner and now.get(name) != section.pattern
    )


def _known(problem: Problem, published: Timetable) -> Timetable:
    """Without people who have left; each person once."""
    seen: set[str] = set()
    sections = []
    for section in published.sections:
        names = tuple(name for name in section.learners if name in problem.learner and name not in seen)
        seen.update(names)
        sections.append(replace(section, learners=names))
    return Timetable(tuple(sections))


def _homes(problem: Problem, published: Timetable) -> dict[str, str]:
    """Learner -> the pattern in which the person has sat so far, where the person still wants that course."""
    return {
        name: section.pattern
        for section in published.sections
        for name in section.learners
        if problem.learner[name].course == section.course and section.pattern in problem.pattern
    }


def _most_who_stay(problem: Problem, published: Timetable, seconds: float) -> tuple[Timetable, int]:
    """The sections that can go on with the people who can stay, and how few can be changed at least.

    Whoever is not at home may fill up a group that would be too small, and costs nothing here.
    """
    homes = _homes(problem, published)
    bare = replace(problem, rules=replace(problem.rules, costs=_NO_COSTS, soft=dict.fromkeys(problem.rules.soft, 0)))
    whole = compact(bare, apart=lambda person: homes.get(person.id, ""), running=published)
    model = build(_homes_only(whole, homes, published))
    most = sum(min(course.max_sections, len(problem.learners)) for course in problem.courses)
    _prefer_teachers(model, published, _ALL_TEACHERS / (most + 1))
    start = values_of(model, still_fine(problem, published))
    outcome = highs.optimise(model.programme, highs.whole(model.programme), _limits(0.0, seconds), start=start)
    before = sum(len(section.learners) for section in published.sections)
    if not model.programme.cost:
        return Timetable(), before
    if outcome.values is None:
        return Timetable(), 0
    strangers = before - len(homes)
    # Points for other teachers never add up to more than this, so what is left of the bound counts people.
    bound = outcome.bound if math.isfinite(outcome.bound) else 0.0
    least = max(0, math.ceil(bound - _ALL_TEACHERS - 1e-6))
    return assemble(model, outcome.values, published), least + strangers


def _homes_only(whole: Compact, homes: Mapping[str, str], published: Timetable) -> Compact:
    """Only sections that ran; each person at home or, for nothing, among the others."""
    problem = whole.problem
    pattern = {one.id: p for p, one in enumerate(problem.patterns)}
    course = {one.id: k for k, one in enumerate(problem.courses)}
    ran = {
        (course[s.course], pattern[s.pattern])
        for s in published.sections
        if s.course in course and s.pattern in pattern
    }
    teachers_of = {key: teachers for key, teachers in whole.teachers_of.items() if key in ran}
    kinds = []
    for kind in whole.kinds:
        home = homes.get(problem.learners[kind.members[0]].id)
        if home is None:
            fits = {p: 0 for p in kind.fits if (kind.course, p) in ran}
            swaps = {way: replace(swap, cost=0) for way, swap in kind.swaps.items()}
            kinds.append(replace(kind, fits=fits, swaps=swaps, unplaced=0))
        else:
            # One point for each who cannot stay, but such a person may still fill up another group.
            fits = {p: 0 if p == pattern[home] else 1 for p in kind.fits if (kind.course, p) in ran}
            swaps = {way: replace(swap, cost=int(way[0] != pattern[home])) for way, swap in kind.swaps.items()}
            kinds.append(replace(kind, fits=fits, swaps=swaps, unplaced=1))
    return replace(whole, kinds=tuple(kinds), teachers_of=teachers_of)


def _prefer_teachers(model: Model, published: Timetable, points: float) -> None:
    """Make every teacher who did not give such a class so far a little dearer."""
    problem = model.compact.problem
    given = {(s.teacher, s.course, s.pattern) for s in published.sections}
    for (t, k, p), column in model.taught.items():
        if (problem.teachers[t].id, problem.courses[k].id, problem.patterns[p].id) not in given:
            model.programme.cost[column] += points


def seat_the_others(problem: Problem, published: Timetable, stay: Timetable, seconds: float, seed: int) -> Timetable:
    """The cheapest timetable in which as many as proven possible stay. Where somebody must go, it may be another one."""
    homes = _homes(problem, published)
    staying = {name: s.pattern for s in stay.sections for name in s.learners if homes.get(name) == s.pattern}
    torn = {(problem.learner[name].course, home) for name, home in homes.items() if name not in staying}

    def apart(person: Learner) -> str:
        home = homes.get(person.id, "")
        return home if home and ((person.course, home) in torn or person.id in staying) else ""

    model = build(_stayers_fixed(compact(problem, apart, running=published), homes, torn))
    _prefer_teachers(model, published, _OTHER_TEACHER)
    part = highs.whole(model.programme)
    pattern = {one.id: p for p, one in enumerate(problem.patterns)}
    may_go: list[tuple[int, float]] = []
    for t, kind in enumerate(model.compact.kinds):
        person = problem.learners[kind.members[0]]
        home = apart(person)
        columns = model.homes(t, pattern[home]) if home else []
        if columns and (person.course, home) in torn:
            may_go += [(column, 1.0) for column in columns]
        elif len(columns) == 1:
            part.lower[columns[0]] = kind.size
        elif columns:
            model.row([(column, 1.0) for column in columns], float(kind.size), INFINITE)
    if may_go:
        kept = sum((problem.learner[name].course, home) in torn for name, home in staying.items())
        model.row(may_go, float(kept), INFINITE)
    start = values_of(model, stay)
    outcome = highs.optimise(model.programme, part, _limits(0.002, seconds), seed=seed, start=start)
    return _better(problem, stay, model, outcome.values, published)


def _better(problem: Problem, stay: Timetable, model: Model, values: Vector | None, published: Timetable) -> Timetable:
    """What the second step found, unless it lost somebody for want of a room by name."""
    if values is None:
        return stay
    found = assemble(model, values, published)
    if not judge(problem, found).feasible:
        return stay
    fewer = len(changed(problem, published, found)) <= len(changed(problem, published, stay))
    return found if fewer else stay


def _stayers_fixed(whole: Compact, homes: Mapping[str, str], torn: set[tuple[str, str]]) -> Compact:
    """People whose whole section can stay fit nowhere else: that leaves a small programme."""
    problem = whole.problem
    pattern = {one.id: p for p, one in enumerate(problem.patterns)}

    def fixed(kind: Kind) -> Kind:
        person = problem.learners[kind.members[0]]
        home = homes.get(person.id)
        if home is None or (person.course, home) in torn:
            return kind
        swaps = {way: swap for way, swap in kind.swaps.items() if way[0] == pattern[home]}
        return replace(kind, fits={p: cost for p, cost in kind.fits.items() if p == pattern[home]}, swaps=swaps)

    return replace(whole, kinds=tuple(fixed(kind) for kind in whole.kinds))
