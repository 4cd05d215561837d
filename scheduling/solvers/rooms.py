"""Rooms by name for sections whose slots are already fixed."""

from collections.abc import Sequence
from dataclasses import dataclass

from scheduling.domain.problem import Room
from scheduling.solvers import highs
from scheduling.solvers.programme import INFINITE, Programme


@dataclass(frozen=True)
class Need:
    """What one section asks of a room."""

    slots: tuple[int, ...]
    learners: int
    step_free: bool
    usual: int | None = None
    """The room in which it has been so far, or must be, if any."""
    allowed: frozenset[int] | None = None
    """Rooms that have what it needs; None for any."""


def assign_rooms(rooms: Sequence[Room], needs: Sequence[Need]) -> list[int | None]:
    """A room for every section, or None for sections left without. As few learners as possible are left without."""
    found = _best_fit(rooms, needs)
    return found if None not in found else _exact(rooms, needs, found)


def _suits(rooms: Sequence[Room], r: int, need: Need) -> bool:
    room = rooms[r]
    if need.allowed is not None and r not in need.allowed:
        return False
    return room.capacity >= need.learners and (room.step_free or not need.step_free)


def _best_fit(rooms: Sequence[Room], needs: Sequence[Need]) -> list[int | None]:
    """The hardest sections choose first, each the smallest room that suits, and step-free rooms last."""
    busy: set[tuple[int, int]] = set()
    found: list[int | None] = [None] * len(needs)
    # Those who may have no other room choose first.
    for i in sorted(range(len(needs)), key=lambda i: len(needs[i].allowed or rooms)):
        need = needs[i]
        r = need.usual
        if r is not None and _suits(rooms, r, need) and not any((r, s) in busy for s in need.slots):
            found[i] = r
            busy.update((r, s) for s in need.slots)
    hard_first = sorted(range(len(needs)), key=lambda i: (-needs[i].learners, -len(needs[i].slots), i))
    by_size = sorted(range(len(rooms)), key=lambda r: (rooms[r].capacity, rooms[r].step_free, r))
    for i in hard_first:
        need = needs[i]
        for r in by_size if found[i] is None else ():
            if _suits(rooms, r, need) and not any((r, s) in busy for s in need.slots):
                found[i] = r
                busy.update((r, s) for s in need.slots)
                break
    return found


def _exact(rooms: Sequence[Room], needs: Sequence[Need], start: list[int | None]) -> list[int | None]:
    programme = Programme()
    columns = {
        (i, r): programme.column(-float(need.learners) - (0.1 if r == need.usual else 0.0), 1.0)
        for i, need in enumerate(needs)
        for r in range(len(rooms))
        if _suits(rooms, r, need)
    }
    for i in range(len(needs)):
        programme.row([(c, 1.0) for (j, _), c in columns.items() if j == i], -INFINITE, 1.0)
    for r in range(len(rooms)):
        for s in sorted({s for need in needs for s in need.slots}):
            programme.row([(c, 1.0) for (i, x), c in columns.items() if x == r and s in needs[i].slots], -INFINITE, 1.0)
    outcome = highs.optimise(programme, highs.whole(programme), highs.Limits(gap=0.0, steps=100_000))
    if outcome.values is None:
        return start
    found: list[int | None] = [None] * len(needs)
    for (i, r), column in columns.items():
        if outcome.values[column] > 0.5:
            found[i] = r
    return found
