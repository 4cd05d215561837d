"""From counts back to people: a solution of the model becomes sections with rooms, teachers and names."""

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scheduling.domain.checks_locks import merged
from scheduling.domain.problem import Lock, Problem, suits
from scheduling.domain.timetable import Section, Timetable
from scheduling.solvers import pairing
from scheduling.solvers.compact import Compact
from scheduling.solvers.model import Model
from scheduling.solvers.programme import Vector
from scheduling.solvers.rooms import Need, assign_rooms

Counts = NDArray[np.int64]


@dataclass
class Group:
    """A section on its way: where and by whom it is held, who sits in it, and how many may."""

    course: int
    pattern: int
    room_class: int
    teacher: int
    seats: int
    step_free: bool
    members: list[int]
    home: Section | None = None
    lock: Lock | None = None
    twin: "Group | None" = None
    crowd: int = 0
    """The most who come in any week, where there is a twin."""


def assemble(model: Model, values: Vector, keep: Timetable | None = None) -> Timetable:
    """A timetable from whole-numbered values. Sections for which no room is left by name are left out.

    Sections of the timetable to `keep` go on under their names where one of their course and pattern still runs, with
    the same teacher, room and learners as far as the values allow.
    """
    counts = np.rint(values).astype(np.int64)
    groups = _groups(model, counts)
    _decide(model, counts, groups)
    _go_on(model.compact, groups, keep or Timetable())
    pairing.pair(model, counts, groups)
    _seat(model, counts, groups)
    compact = model.compact
    groups = [group for group in groups if group.members or group.lock or group.twin]
    pairing.pair_again(compact.problem, groups)
    pairing.count(compact.problem, groups)
    needs = [_need(compact, group) for group in groups]
    rooms = assign_rooms(compact.problem.rooms, needs)
    problem, numbers = compact.problem, defaultdict[int, int](int)
    taken = {group.home.id for group in groups if group.home} | {lock.section for lock in problem.locks}
    names: dict[int, str] = {}
    sections: list[tuple[Group, Section]] = []
    for group, room in sorted(zip(groups, rooms, strict=True), key=lambda pair: (pair[0].course, pair[0].pattern)):
        if room is None:
            continue
        course = problem.courses[group.course].id
        numbers[group.course] += 1
        while f"{course}/{numbers[group.course]}" in taken:
            numbers[group.course] += 1
        names[id(group)] = _name(group) or f"{course}/{numbers[group.course]}"
        section = Section(
            id=names[id(group)],
            course=course,
            pattern=problem.patterns[group.pattern].id,
            room=problem.rooms[room].id,
            teacher=problem.teachers[group.teacher].id,
            learners=tuple(problem.learners[i].id for i in sorted(group.members)),
        )
        sections.append((group, section))
    twins = {id(group): names.get(id(group.twin), "") for group, _ in sections if group.twin}
    return Timetable(tuple(replace(section, twin=twins.get(id(group), "")) for group, section in sections))


def _name(group: Group) -> str:
    if group.lock:
        return group.lock.section
    return group.home.id if group.home else ""


def _need(compact: Compact, group: Group) -> Need:
    """What the group asks of a room: the decided one, or the usual one if it suits, or any that suits."""
    problem, slots = compact.problem, compact.pattern_slots[group.pattern]
    here = compact.room_classes[group.room_class]
    taken = {problem.slots[s].id for s in slots}
    strict = compact.suits(group.course, group.room_class)
    allowed = frozenset(
        r
        for r, room in enumerate(problem.rooms)
        if (not strict or suits(room, problem.courses[group.course]))
        and taken.isdisjoint(room.taken)
        and here.site in ("", room.site)
    )
    wanted = group.lock.room if group.lock and group.lock.room else group.home.room if group.home else ""
    usual = next((r for r, room in enumerate(problem.rooms) if wanted and room.id == wanted), None)
    if group.lock and group.lock.room and usual is not None:
        allowed = allowed & {usual}
    return Need(slots, max(len(group.members), group.crowd), _needs_step_free(compact, group), usual, allowed)


def _needs_step_free(compact: Compact, group: Group) -> bool:
    return any(compact.problem.learners[i].step_free for i in group.members)


def _groups(model: Model, counts: Counts) -> list[Group]:
    """One empty group for every section that runs. Where ways take time, teacher and room are of one site."""
    compact = model.compact
    teachers: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    for (teacher, k, p), column in model.taught.items():
        sites = [
            site for (t, c, at, site), held in model.held.items() if (t, c, at) == (teacher, k, p) and counts[held]
        ]
        teachers[k, p, sites[0] if sites else ""] += [teacher] * int(counts[column])
    groups: list[Group] = []
    for (k, p, q), column in model.opened.items():
        one = compact.room_classes[q]
        site = one.site if model.held else ""
        groups += [
            Group(k, p, q, teachers[k, p, site].pop(), compact.seats(k, q), one.step_free, [])
            for _ in range(int(counts[column]))
        ]
    return groups


def _decide(model: Model, counts: Counts, groups: list[Group]) -> None:
    """Give every decided section its group, with its teacher in its room."""
    compact = model.compact
    problem = compact.problem
    locks = merged(problem)[0]
    running = [(locks[name], p) for (name, p), column in model.locked.items() if counts[column]]
    # Those that say most choose first.
    for lock, p in sorted(running, key=lambda one: -(bool(one[0].room) + bool(one[0].teacher))):
        here = [g for g in groups if not g.lock and (problem.courses[g.course].id, g.pattern) == (lock.course, p)]
        in_room = [g for g in here if not lock.room or lock.room in _rooms(compact, g)]
        if not in_room:
            continue
        by_teacher = [g for g in here if lock.teacher and problem.teachers[g.teacher].id == lock.teacher]
        chosen = next((g for g in by_teacher if g in in_room), in_room[0])
        if by_teacher and chosen not in by_teacher and _site(compact, chosen) == _site(compact, by_teacher[0]):
            chosen.teacher, by_teacher[0].teacher = by_teacher[0].teacher, chosen.teacher
        chosen.lock = lock


def _rooms(compact: Compact, group: Group) -> set[str]:
    return {compact.problem.rooms[r].id for r in compact.room_classes[group.room_class].rooms}


def _site(compact: Compact, group: Group) -> str:
    return compact.room_classes[group.room_class].site


def _go_on(compact: Compact, groups: list[Group], keep: Timetable) -> None:
    """Pair groups with the sections to keep: the same teacher first, then whichever has most people."""
    problem = compact.problem
    going: dict[tuple[str, str], list[Section]] = defaultdict(list)
    decided = {lock.section for lock in problem.locks}
    for section in (one for one in keep.sections if one.id not in decided):
        going[section.course, section.pattern].append(section)
    for same_teacher in (True, False):
        for group in groups:
            here = going[problem.courses[group.course].id, problem.patterns[group.pattern].id]
            able = [s for s in here if not same_teacher or s.teacher == problem.teachers[group.teacher].id]
            if group.home is None and group.lock is None and able:
                group.home = max(able, key=lambda section: len(section.learners))
                here.remove(group.home)


def _seat(model: Model, counts: Counts, groups: list[Group]) -> None:
    """Share the learners of one course and pattern among its groups, each of them large enough and none too large."""
    compact = model.compact
    by_place: dict[tuple[int, int], list[Group]] = defaultdict(list)
    for group in groups:
        by_place[group.course, group.pattern].append(group)
    waiting: dict[tuple[int, int], list[int]] = defaultdict(list)
    used = [0] * len(compact.kinds)
    for (t, home, twin), column in model.swapping.items():
        n, kind = int(counts[column]), compact.kinds[t]
        pairing.seat(compact.problem, kind.members[used[t] : used[t] + n], by_place[kind.course, home], twin)
        used[t] += n
    for (t, p), column in model.seated.items():
        n, kind = int(counts[column]), compact.kinds[t]
        waiting[kind.course, p] += kind.members[used[t] : used[t] + n]
        used[t] += n
    for place, learners in waiting.items():
        _share_out(compact, learners, by_place[place])


def _share_out(compact: Compact, learners: list[int], groups: list[Group]) -> None:
    """Those who need step-free rooms first; the others fill the groups without step-free rooms up to the least size."""
    problem = compact.problem
    learners = _at_home(compact, learners, groups)
    needing = [i for i in learners if problem.learners[i].step_free]
    others = [i for i in learners if not problem.learners[i].step_free]
    for i in needing:
        _into(_emptiest(problem, i, [g for g in groups if g.step_free]), i)
    few = sum(len(g.members) for g in groups) + len(others) < sum(problem.courses[g.course].section_min for g in groups)
    for i in others:
        short = [g for g in groups if len(g.members) < problem.courses[g.course].section_min]
        if few:
            # Where a group may be too small, the others are not: one after another is filled.
            _into(_fullest(problem, i, short) or _emptiest(problem, i, groups), i)
            continue
        # A group that only "others" may fill must get its least size before the rest is spread evenly.
        chosen = _emptiest(problem, i, [g for g in short if not g.step_free] or short or groups)
        _into(chosen or _emptiest(problem, i, groups), i)


def _at_home(compact: Compact, learners: list[int], groups: list[Group]) -> list[int]:
    """Whoever sat in a section that goes on stays there. Returns the others."""
    home = {name: group for group in groups if group.home for name in group.home.learners}
    decided = {name: group for group in groups if group.lock for name in group.lock.learners or ()}
    left = []
    for i in learners:
        if (name := compact.problem.learners[i].id) in decided:
            _into(decided[name], i)
    learners = [i for i in learners if compact.problem.learners[i].id not in decided]
    steps = sum(compact.problem.learners[i].step_free for i in learners)
    for i in learners:
        person = compact.problem.learners[i]
        group = home.get(person.id)
        # Seats in step-free rooms are kept for those who need them.
        kept = 0 if person.step_free else steps
        fits = group is not None and group in groups and pairing.joins(compact.problem, i, group)
        if group and fits and len(group.members) < group.seats - kept and (group.step_free or not person.step_free):
            _into(group, i)
        else:
            left.append(i)
    return left


def _emptiest(problem: Problem, learner: int, groups: list[Group]) -> Group | None:
    """The group with fewest people that has a seat left. None only where a twin class asks for more than it has."""
    able = (g for g in groups if len(g.members) < g.seats and pairing.joins(problem, learner, g))
    return min(able, key=lambda g: len(g.members), default=None)


def _fullest(problem: Problem, learner: int, groups: list[Group]) -> Group | None:
    able = (g for g in groups if len(g.members) < g.seats and pairing.joins(problem, learner, g))
    return max(able, key=lambda g: len(g.members), default=None)


def _into(group: Group | None, learner: int) -> None:
    if group is not None:
        group.members.append(learner)
