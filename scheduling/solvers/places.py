"""Between timetables and the columns of the model: what a timetable means in counts."""

from collections import Counter
from collections.abc import Iterable

import numpy as np

from scheduling.domain.problem import Problem
from scheduling.domain.timetable import Section, Timetable
from scheduling.solvers import lives, soft
from scheduling.solvers.compact import Compact
from scheduling.solvers.model import Model
from scheduling.solvers.programme import Vector


def positions(names: Iterable[str]) -> dict[str, int]:
    """The place of every name in its list."""
    return {name: place for place, name in enumerate(names)}


def values_of(model: Model, timetable: Timetable) -> Vector | None:
    """The columns' values that stand for this timetable. None where the model has no column for a part of it."""
    compact = model.compact
    problem = compact.problem
    course, pattern = positions([c.id for c in problem.courses]), positions([p.id for p in problem.patterns])
    teacher, room_class = positions([t.id for t in problem.teachers]), _class_of_room(compact)
    kind = {problem.learners[i].id: t for t, one in enumerate(compact.kinds) for i in one.members}
    values = np.zeros(len(model.programme.cost))
    children: Counter[tuple[int, int]] = Counter()
    twin_of = {
        one.id: twin for one in timetable.sections if (twin := _twin_pattern(problem, timetable, one)) is not None
    }
    try:
        for section in timetable.sections:
            k, p = course[section.course], pattern[section.pattern]
            q = twin_of.get(section.id)
            values[model.opened[k, p, room_class[section.room]]] += 1
            values[model.taught[teacher[section.teacher], k, p]] += 1
            if q is not None and p < q:
                values[model.paired[k, p, q]] += 1
            for name in section.learners:
                t = kind[name]
                swap = compact.kinds[t].swaps.get((p, q)) if q is not None else None
                values[model.seated[t, p] if swap is None else model.swapping[t, p, q or 0]] += 1
                for g, n in compact.kinds[t].children.items():
                    children.update({(g, s): n for s in (swap.slots if swap else compact.pattern_slots[p])})
            if (section.id, p) in model.locked:
                values[model.locked[section.id, p]] = 1
        lives.count_brought(model, values)
        for (_, g, s), column in model.brought.items():
            children[g, s] += round(float(values[column]))
        for (g, s), n in children.items():
            values[model.carers[g, s]] = -(-n // compact.ratios[g])
    except KeyError:
        return None
    return soft.settle(model, values)


def _twin_pattern(problem: Problem, timetable: Timetable, section: Section) -> int | None:
    """The place of the pattern of a section's twin."""
    twin = next((one for one in timetable.sections if section.twin and one.id == section.twin), None)
    return next((p for p, one in enumerate(problem.patterns) if twin and one.id == twin.pattern), None)


def _class_of_room(compact: Compact) -> dict[str, int]:
    rooms = compact.problem.rooms
    return {rooms[r].id: q for q, one in enumerate(compact.room_classes) for r in one.rooms}
