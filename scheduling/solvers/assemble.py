"""From counts back to people: a solution of the model becomes sections with rooms, teachers and names."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.domain.timetable import Section, Timetable
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


def assemble(model: Model, values: Vector, keep: Timetable | None = None) -> Timetable:
    """A timetable from whole-numbered values. Sections for which no room is left by name are left out.

    Sections of the timetable to `keep` go on under their names where one of their course and pattern still runs, with
    the same teacher, room and learners as far as the values allow.
    """
    counts = np.rint(values).astype(np.int64)
    groups = _groups(model, counts)
    _go_on(model.compact, groups, keep or Timetable())
    _seat(model, counts, groups)
    compact = model.compact
    room_number = {room.id: r for r, room in enumerate(compact.problem.rooms)}
    needs = [
        Need(
            compact.pattern_slots[group.pattern],
            len(group.members),
            _needs_step_free(compact, group),
            room_number.get(group.home.room) if group.home else None,
        )
        for group in groups
    ]
    rooms = assign_rooms(compact.problem.rooms, needs)
    problem, numbers = compact.problem, defaultdict[int, int](int)
    taken = {group.home.id for group in groups if group.home}
    sections = []
    for group, room in sorted(zip(groups, rooms, strict=True), key=lambda pair: (pair[0].course, pair[0].pattern)):
        if room is None:
            continue
        course = problem.courses[group.course].id
        numbers[group.course] += 1
        while f"{course}/{numbers[group.course]}" in taken:
            numbers[group.course] += 1
        sections.append(
            Section(
                id=group.home.id if group.home else f"{course}/{numbers[group.course]}",
                course=course,
                pattern=problem.patterns[group.pattern].id,
                room=problem.rooms[room].id,
                teacher=problem.teachers[group.teacher].id,
                learners=tuple(problem.learners[i].id for i in sorted(group.members)),
            )
        )
    return Timetable(tuple(sections))


def _needs_step_free(compact: Compact, group: Group) -> bool:
    return any(compact.problem.learners[i].step_free for i in group.members)


def _groups(model: Model, counts: Counts) -> list[Group]:
    """One empty group for every section that runs."""
    compact = model.compact
    teachers: dict[tuple[int, int], list[int]] = defaultdict(list)
    for (teacher, k, p), column in model.taught.items():
        teachers[k, p] += [teacher] * int(counts[column])
    groups: list[Group] = []
    for (k, p, q), column in model.opened.items():
        seats, step_free = compact.seats(k, q), compact.room_classes[q].step_free
        n = int(counts[column])
        groups += [Group(k, p, q, teachers[k, p].pop(), seats, step_free, []) for _ in range(n)]
    return groups


def _go_on(compact: Compact, groups: list[Group], keep: Timetable) -> None:
    """Pair groups with the sections to keep: the same teacher first, then whichever has most people."""
    problem = compact.problem
    going: dict[tuple[str, str], list[Section]] = defaultdict(list)
    for section in keep.sections:
        going[section.course, section.pattern].append(section)
    for same_teacher in (True, False):
        for group in groups:
            here = going[problem.courses[group.course].id, problem.patterns[group.pattern].id]
            able = [s for s in here if not same_teacher or s.teacher == problem.teachers[group.teacher].id]
            if group.home is None and able:
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
    for (t, p), column in model.seated.items():
        n, kind = int(counts[column]), compact.kinds[t]
        waiting[kind.course, p] += kind.members[used[t] : used[t] + n]
        used[t] += n
    for place, learners in waiting.items():
        _share_out(compact, learners, by_place[place])


def _share_out(compact: Compact, learners: list[int], groups: list[Group]) -> None:
    """Those who need step-free rooms first; the others fill the groups without step-free rooms up to the least size."""
    learners = _at_home(compact, learners, groups)
    needing = [i for i in learners if compact.problem.learners[i].step_free]
    others = [i for i in learners if not compact.problem.learners[i].step_free]
    for i in needing:
        _emptiest([g for g in groups if g.step_free]).members.append(i)
    for i in others:
        short = [g for g in groups if len(g.members) < compact.problem.courses[g.course].section_min]
        # A group that only "others" may fill must get its least size before the rest is spread evenly.
        _emptiest([g for g in short if not g.step_free] or short or groups).members.append(i)


def _at_home(compact: Compact, learners: list[int], groups: list[Group]) -> list[int]:
    """Whoever sat in a section that goes on stays there. Returns the others."""
    home = {name: group for group in groups if group.home for name in group.home.learners}
    left = []
    steps = sum(compact.problem.learners[i].step_free for i in learners)
    for i in learners:
        person = compact.problem.learners[i]
        group = home.get(person.id)
        # Seats in step-free rooms are kept for those who need them.
        kept = 0 if person.step_free else steps
        if group and len(group.members) < group.seats - kept and (group.step_free or not person.step_free):
            group.members.append(i)
        else:
            left.append(i)
    return left


def _emptiest(groups: list[Group]) -> Group:
    return min((g for g in groups if len(g.members) < g.seats), key=lambda g: len(g.members))
