"""Rows of the programme about decided sections, households and ways between sites."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from scheduling.domain.checks_locks import merged
from scheduling.domain.problem import Lock, Slot
from scheduling.domain.rules import Rule
from scheduling.solvers import presence, soft
from scheduling.solvers.programme import INFINITE, Vector

if TYPE_CHECKING:
    from scheduling.solvers.model import Model

Terms = list[tuple[int, float]]


def bring_children(model: "Model") -> None:
    """A child whom two adults may bring needs one place while either is in class."""
    for h, party, adult, terms in presence.in_class(model):
        for g, n in party.brings[adult].items():
            for s, columns in terms.items():
                if (h, g, s) not in model.brought:
                    most = max(one.get(g, 0) for one in party.brings)
                    model.brought[h, g, s] = model.programme.column(0.0, float(most), integer=False)
                model.row([*((c, float(n)) for c in columns), (model.brought[h, g, s], -1.0)], -INFINITE, 0.0)


def adults_apart(model: "Model") -> None:
    """In some slots one adult of a household stays with the children."""
    sums: dict[tuple[int, int], list[int]] = defaultdict(list)
    adults: dict[tuple[int, int], int] = defaultdict(int)
    for h, party, _, terms in presence.in_class(model):
        for s in party.apart & terms.keys():
            sums[h, s] += terms[s]
            adults[h, s] += 1
    for (h, s), columns in sums.items():
        everybody = len(model.compact.parties[h].adults)
        if adults[h, s] == everybody:
            model.row([(c, 1.0) for c in columns], -INFINITE, everybody - 1.0)


def count_brought(model: "Model", values: Vector) -> None:
    """Set the columns of children whom two adults may bring to what the seats of these values need."""
    for column in model.brought.values():
        values[column] = 0.0
    for h, party, adult, terms in presence.in_class(model):
        for g, n in party.brings[adult].items():
            for s, columns in terms.items():
                here = n * float(sum(values[c] for c in columns))
                values[model.brought[h, g, s]] = max(values[model.brought[h, g, s]], here)


def keep_locks(model: "Model") -> None:
    """Decided sections run, in the pattern, room and with the teacher and people that were decided."""
    locks, against = merged(model.compact.problem)
    if against:
        impossible(model)
    opened: dict[tuple[int, int], Terms] = defaultdict(list)
    in_class: dict[tuple[int, int, int], Terms] = defaultdict(list)
    taught: dict[int, Terms] = defaultdict(list)
    for lock in locks.values():
        _keep(model, lock, opened, in_class, taught)
    for (k, p), terms in opened.items():
        rooms = [(c, -1.0) for q in model.compact.classes_of[k] if (c := model.opened.get((k, p, q))) is not None]
        model.row([*terms, *rooms], -INFINITE, 0.0)
    for key, terms in in_class.items():
        model.row([*terms, (model.opened[key], -1.0)], -INFINITE, 0.0)
    for column, terms in taught.items():
        model.row([*terms, (column, -1.0)], -INFINITE, 0.0)
    _fill_beside(model, locks)
    _keep_pairs(model, locks)


def _fill_beside(model: "Model", locks: Mapping[str, Lock]) -> None:
    """People of a decided section fill no other of its course and time: each of those is filled by people who are free."""
    problem, kinds = model.compact.problem, model.compact.kinds
    bound = {name for lock in locks.values() for name in lock.learners or ()}
    free = [t for t, kind in enumerate(kinds) if problem.learners[kind.members[0]].id not in bound]
    number = {course.id: k for k, course in enumerate(problem.courses)}
    decided: dict[tuple[int, int], Terms] = defaultdict(list)
    for (name, p), column in model.locked.items():
        course = problem.course[locks[name].course]
        # The part of the least size that the section has already.
        has = min(1.0, len(locks[name].learners or ()) / max(1, course.section_min))
        decided[number[course.id], p].append((column, has))
    for (k, p), sections in decided.items():
        least = float(problem.courses[k].section_min)
        opened = [(c, 1.0) for q in model.compact.classes_of[k] if (c := model.opened.get((k, p, q))) is not None]
        joining = [(c, 1.0) for t in free if kinds[t].course == k for c in model.homes(t, p)]
        if (k, p) in model.small:
            beside = [*opened, *((c, -has) for c, has in sections), *((c, -n / least) for c, n in joining)]
            model.follow(model.small[k, p], beside, 0.0)
        elif Rule.GROUP_TOO_SMALL not in problem.rules.soft:
            filled = [*((c, -least) for c, _ in opened), *((c, least * has) for c, has in sections)]
            model.row([*joining, *filled], 0.0, INFINITE)


def _keep_pairs(model: "Model", locks: Mapping[str, Lock]) -> None:
    """Sections that are twins stay so: as many pairs run as are decided, of each two patterns."""
    pairs: dict[int, Terms] = defaultdict(list)
    both = [(one, locks[one.twin]) for one in locks.values() if one.twin in locks and one.section < one.twin]
    for one, other in both:
        kept: Terms = []
        for (k, p, q), pair in model.paired.items():
            for a, b in ((p, q), (q, p)):
                first, second = model.locked.get((one.section, a)), model.locked.get((other.section, b))
                if first is None or second is None or model.compact.problem.courses[k].id != one.course:
                    continue
                column = model.column(0.0, 1.0)
                model.row([(column, 1.0), (first, -1.0)], -INFINITE, 0.0)
                model.row([(column, 1.0), (second, -1.0)], -INFINITE, 0.0)
                kept.append((column, 1.0))
                pairs[pair].append((column, 1.0))
        if not model.compact.loosely:
            model.row(kept, 1.0, 1.0)
    for pair, terms in pairs.items():
        model.row([*terms, (pair, -1.0)], -INFINITE, 0.0)


def _keep(
    model: "Model",
    lock: Lock,
    opened: dict[tuple[int, int], Terms],
    in_class: dict[tuple[int, int, int], Terms],
    taught: dict[int, Terms],
) -> None:
    compact = model.compact
    problem = compact.problem
    k = next((i for i, course in enumerate(problem.courses) if course.id == lock.course), -1)
    teacher = next((i for i, one in enumerate(problem.teachers) if one.id == lock.teacher), -1)
    q = next((q for q, c in enumerate(compact.room_classes) if lock.room in {problem.rooms[r].id for r in c.rooms}), -1)
    kinds = [t for t, kind in enumerate(compact.kinds) if problem.learners[kind.members[0]].id in (lock.learners or ())]
    times: Terms = []
    for p, pattern in enumerate(problem.patterns):
        able = (k, p) in compact.teachers_of and lock.pattern in ("", pattern.id)
        able = able and (not lock.teacher or (teacher, k, p) in model.taught)
        able = able and (not lock.room or (k, p, q) in model.opened)
        if not able or any(not model.homes(t, p) for t in kinds):
            continue
        column = model.locked[lock.section, p] = model.column(0.0, 1.0)
        times.append((column, 1.0))
        opened[k, p].append((column, 1.0))
        if lock.teacher:
            taught[model.taught[teacher, k, p]].append((column, 1.0))
        if lock.room:
            in_class[k, p, q].append((column, 1.0))
        for t in kinds:
            home = [(c, 1.0) for c in model.homes(t, p)]
            model.row([*home, (column, -float(compact.kinds[t].size))], 0.0, INFINITE)
    model.row(times, 1.0, 1.0)


def impossible(model: "Model") -> None:
    """A row that nothing can satisfy."""
    model.row([], 1.0, INFINITE)


def leave_time_to_travel(model: "Model") -> None:
    """No teacher is at two sites with less time between than the way takes."""
    compact = model.compact
    sites = sorted({one.site for one in compact.room_classes})
    if not compact.problem.travel or len(sites) < 2:
        return
    at: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    by_site: dict[tuple[int, int, str], Terms] = defaultdict(list)
    for (t, k, p), column in model.taught.items():
        held = {site: model.column(0.0, 1.0) for site in sites}
        model.held |= {(t, k, p, site): here for site, here in held.items()}
        model.row([(column, -1.0), *((here, 1.0) for here in held.values())], 0.0, 0.0)
        for site, here in held.items():
            by_site[k, p, site].append((here, 1.0))
            for s in compact.pattern_slots[p]:
                at[t, s, site].append(here)
    for (k, p, site), terms in by_site.items():
        rooms = [
            (model.opened[k, p, q], -1.0)
            for q, one in enumerate(compact.room_classes)
            if one.site == site and (k, p, q) in model.opened
        ]
        model.row([*terms, *rooms], 0.0, 0.0)
    too_close = list(_too_close(model, sites))
    if Rule.TEACHER_TRAVEL in compact.problem.rules.soft:
        soft.short_ways(model, too_close, at)
        return
    for t in range(len(compact.problem.teachers)):
        for first, site, second, other in too_close:
            terms_here = [*at[t, first, site], *at[t, second, other]]
            if at[t, first, site] and at[t, second, other]:
                model.row([(c, 1.0) for c in terms_here], -INFINITE, 1.0)


def _too_close(model: "Model", sites: list[str]) -> Iterator[tuple[int, str, int, str]]:
    """Two slots of a day and two sites between which there is no time for the way."""
    problem = model.compact.problem
    for a, first in enumerate(problem.slots):
        for b, second in enumerate(problem.slots):
            if first.weekday != second.weekday or first.start >= second.start:
                continue
            for site in sites:
                for other in sites:
                    if problem.minutes_between(site, other) > _minutes(first, second):
                        yield a, site, b, other


def _minutes(first: Slot, second: Slot) -> int:
    day = date.min
    return (datetime.combine(day, second.start) - datetime.combine(day, first.end)) // timedelta(minutes=1)
