"""The timetable as a mixed-integer programme: kinds into patterns, with teachers, room classes and childcare inside.

A solution of this programme may still fail to become a timetable, because rooms are only counted, slot by slot. Every
timetable gives a solution of equal or lower cost, so a lower bound of the programme is a lower bound for timetables. Only
twin classes are no more than looked for among likely pairs: then the bound comes from a looser programme beside it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from scheduling.domain.rules import Rule
from scheduling.solvers import lives, presence, soft, twins
from scheduling.solvers.compact import Compact, paper_ends
from scheduling.solvers.programme import INFINITE, Programme


@dataclass
class Model:
    """The programme of one problem, and which column means what."""

    compact: Compact
    programme: Programme
    seated: dict[tuple[int, int], int] = field(default_factory=dict)
    """(kind, pattern) -> column: how many of the kind sit in the pattern."""
    opened: dict[tuple[int, int, int], int] = field(default_factory=dict)
    """(course, pattern, room class) -> column: how many such sections run."""
    taught: dict[tuple[int, int, int], int] = field(default_factory=dict)
    """(teacher, course, pattern) -> column: whether the teacher gives such a section."""
    carers: dict[tuple[int, int], int] = field(default_factory=dict)
    """(age group, slot) -> column: carers on duty."""
    locked: dict[tuple[str, int], int] = field(default_factory=dict)
    """(section that is decided, pattern) -> column: whether it meets then."""
    brought: dict[tuple[int, int, int], int] = field(default_factory=dict)
    """(party, age group, slot) -> column: how many children of the household are in care whom either adult may bring."""
    held: dict[tuple[int, int, int, str], int] = field(default_factory=dict)
    """(teacher, course, pattern, site) -> column: where the teacher gives the section. Only where ways take time."""
    paired: dict[tuple[int, int, int], int] = field(default_factory=dict)
    """(course, pattern, later pattern) -> column: how many pairs of twin classes meet then."""
    swapping: dict[tuple[int, int, int], int] = field(default_factory=dict)
    """(kind, home, twin) -> column: how many of the kind come by turns, with a seat in the pattern at home."""
    small: dict[tuple[int, int], int] = field(default_factory=dict)
    """(course, pattern) -> column: how many of the sections are too small, where that only costs."""
    teaching: dict[tuple[int, int], int] = field(default_factory=dict)
    """(teacher, slot) -> column: whether the teacher has a class. Only where something hangs on it."""
    follows: dict[int, list[tuple[list[tuple[int, float]], float]]] = field(default_factory=dict)
    """Columns that are as large as the largest of these sums asks, and no larger."""

    @property
    def exact(self) -> bool:
        """Whether every timetable is a solution: not so where twin classes are possible, but only some are tried."""
        return self.compact.loosely or not any(course.twins for course in self.compact.problem.courses)

    @property
    def plain(self) -> bool:
        """Whether courses, patterns, teachers and seats are all there is to decide."""
        return not (self.locked or self.held or self.compact.problem.locks)

    def column(self, cost: float, upper: float) -> int:
        return self.programme.column(cost, upper)

    def row(self, terms: Iterable[tuple[int, float]], lower: float, upper: float) -> None:
        self.programme.row(terms, lower, upper)

    def follow(self, column: int, terms: list[tuple[int, float]], constant: float) -> None:
        """The column is at least these terms and the constant."""
        self.row([*terms, (column, -1.0)], -INFINITE, -constant)
        self.follows.setdefault(column, []).append((terms, constant))

    def homes(self, kind: int, pattern: int) -> list[int]:
        """Columns of those of a kind who have their seat in a pattern, by turns or not."""
        keys = [(kind, home, twin) for home, twin in self.compact.kinds[kind].swaps if home == pattern]
        alone = [self.seated[kind, pattern]] if (kind, pattern) in self.seated else []
        return alone + [self.swapping[key] for key in keys if key in self.swapping]


def build(compact: Compact) -> Model:
    model = Model(compact, Programme(offset=float(compact.worst)))
    _columns(model)
    _every_learner_sits_once(model)
    _groups_have_their_size(model)
    _step_free_where_needed(model)
    _sections_as_planned(model)
    _rooms_are_enough(model)
    _teachers_teach(model)
    lives.bring_children(model)
    _care_is_enough(model)
    lives.adults_apart(model)
    twins.pair_classes(model)
    twins.lean(model)
    lives.keep_locks(model)
    lives.leave_time_to_travel(model)
    soft.weigh(model)
    return model


def _columns(model: Model) -> None:
    compact, costs = model.compact, model.compact.problem.rules.costs
    for t, kind in enumerate(compact.kinds):
        for p, cost in kind.fits.items():
            model.seated[t, p] = model.column(cost - kind.unplaced, kind.size)
    for (k, p), teachers in compact.teachers_of.items():
        slots = compact.pattern_slots[p]
        most = min(compact.problem.courses[k].max_sections, len(teachers))
        for q in compact.classes_of[k]:
            if not compact.room_classes[q].taken.isdisjoint(slots):
                continue
            limit = min(most, len(compact.room_classes[q].rooms))
            model.opened[k, p, q] = model.column(costs.meeting * len(slots) + soft.room_points(model, k, q), limit)
        for teacher in teachers:
            ends = paper_ends(compact.problem.teachers[teacher], compact.problem.courses[k])
            model.taught[teacher, k, p] = model.column(compact.problem.rules.soft[Rule.PAPER_LASTS] if ends else 0, 1)
    _columns_of_twins(model)
    used = {
        (g, s)
        for t, slots, _ in presence.times(model)
        for g in (*compact.kinds[t].children, *compact.kinds[t].shared)
        for s in slots
    }
    for g, s in sorted(used):
        model.carers[g, s] = model.column(costs.carer, compact.staff.get(s, 0))


def _columns_of_twins(model: Model) -> None:
    compact = model.compact
    for k, pairs in compact.pairs.items():
        half = compact.problem.courses[k].max_sections // 2
        for p, q in pairs:
            if all(_open(model, k, at) for at in (p, q)):
                model.paired[k, p, q] = model.column(0.0, half)
    for t, kind in enumerate(compact.kinds):
        for (home, twin), swap in kind.swaps.items():
            if (kind.course, min(home, twin), max(home, twin)) in model.paired:
                model.swapping[t, home, twin] = model.column(swap.cost - kind.unplaced, kind.size)


def _open(model: Model, k: int, p: int) -> list[tuple[int, int]]:
    """Room class and column of every count of sections of the course in the pattern."""
    return [(q, model.opened[k, p, q]) for q in model.compact.classes_of[k] if (k, p, q) in model.opened]


def _every_learner_sits_once(model: Model) -> None:
    by_kind: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for (t, *_), column in (*model.seated.items(), *model.swapping.items()):
        by_kind[t].append((column, 1.0))
    for t, terms in by_kind.items():
        model.row(terms, -INFINITE, model.compact.kinds[t].size)


def _groups_have_their_size(model: Model) -> None:
    compact = model.compact
    members: dict[tuple[int, int], list[tuple[int, float]]] = defaultdict(list)
    for (t, p), column in model.seated.items():
        kind = compact.kinds[t]
        members[kind.course, p].append((column, 1.0))
        # The strong link, kind by kind: it closes most of the gap that a sum over kinds leaves open.
        sections = [(n, -float(min(kind.size, compact.seats(kind.course, q)))) for q, n in _open(model, kind.course, p)]
        model.row([(column, 1.0), *sections], -INFINITE, 0.0)
    for (t, home, _), column in model.swapping.items():
        members[compact.kinds[t].course, home].append((column, 1.0))
    for k, p in compact.teachers_of:
        running = _open(model, k, p)
        small = soft.small_groups(model, k, p, members[k, p], [(n, 1.0) for _, n in running])
        seats = [(n, -float(compact.seats(k, q))) for q, n in running]
        model.row([*members[k, p], *seats], -INFINITE, 0.0)
        if not small:
            least = [(n, -float(compact.problem.courses[k].section_min)) for _, n in running]
            model.row([*members[k, p], *least], 0.0, INFINITE)


def _step_free_where_needed(model: Model) -> None:
    """Those who need it fit into step-free rooms, and the others still fill the groups in the rooms that are not."""
    compact = model.compact
    if all(c.step_free for c in compact.room_classes):
        return
    for k, p in compact.teachers_of:
        seated = [(t, n) for (t, q), n in model.seated.items() if q == p and compact.kinds[t].course == k]
        needing = [(n, 1.0) for t, n in seated if compact.kinds[t].step_free]
        seated += [(t, n) for (t, home, _), n in model.swapping.items() if home == p and compact.kinds[t].course == k]
        others = [(n, 1.0) for t, n in seated if not compact.kinds[t].step_free]
        sections = _open(model, k, p)
        free = [(n, -float(compact.seats(k, q))) for q, n in sections if compact.room_classes[q].step_free]
        steps = [
            (n, -float(compact.problem.courses[k].section_min))
            for q, n in sections
            if not compact.room_classes[q].step_free
        ]
        if (k, p) in model.small:
            steps.append((model.small[k, p], float(compact.problem.courses[k].section_min)))
        model.row([*needing, *free], -INFINITE, 0.0)
        model.row([*others, *steps], 0.0, INFINITE)


def _sections_as_planned(model: Model) -> None:
    by_course: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for (k, _, _), column in model.opened.items():
        by_course[k].append((column, 1.0))
    for k, terms in by_course.items():
        model.row(terms, -INFINITE, model.compact.problem.courses[k].max_sections)


def _rooms_are_enough(model: Model) -> None:
    used: dict[tuple[int, int], list[tuple[int, float]]] = defaultdict(list)
    for (_, p, q), column in model.opened.items():
        for s in model.compact.pattern_slots[p]:
            used[q, s].append((column, 1.0))
    for (q, _), terms in used.items():
        model.row(terms, -INFINITE, len(model.compact.room_classes[q].rooms))


def _teachers_teach(model: Model) -> None:
    compact = model.compact
    busy: dict[tuple[int, int], list[tuple[int, float]]] = defaultdict(list)
    week: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for (teacher, _, p), column in model.taught.items():
        week[teacher].append((column, float(len(compact.pattern_slots[p]))))
        for s in compact.pattern_slots[p]:
            busy[teacher, s].append((column, 1.0))
    for terms in busy.values():
        model.row(terms, -INFINITE, 1.0)
    for teacher, terms in week.items():
        if not soft.long_week(model, teacher, terms):
            model.row(terms, -INFINITE, compact.problem.teachers[teacher].max_meetings)
    for (k, p), teachers in compact.teachers_of.items():
        given = [(model.taught[teacher, k, p], 1.0) for teacher in teachers]
        model.row([*given, *((n, -1.0) for _, n in _open(model, k, p))], 0.0, 0.0)


def _care_is_enough(model: Model) -> None:
    compact = model.compact
    children: dict[tuple[int, int], list[tuple[int, float]]] = defaultdict(list)
    on_duty: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for t, slots, column in presence.times(model):
        for g, n in compact.kinds[t].children.items():
            for s in slots:
                children[g, s].append((column, float(n)))
    for (_, g, s), column in model.brought.items():
        children[g, s].append((column, 1.0))
    for (g, s), terms in children.items():
        carers = model.carers[g, s]
        on_duty[s].append((carers, 1.0))
        model.row(terms, -INFINITE, compact.places.get((g, s), 0))
        model.row([*terms, (carers, -float(compact.ratios[g]))], -INFINITE, 0.0)
    for s, terms in on_duty.items():
        model.row(terms, -INFINITE, compact.staff.get(s, 0))
