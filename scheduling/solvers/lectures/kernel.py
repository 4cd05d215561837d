"""The compiled search: moves of lectures, what each would cost, and simulated annealing over them.

Everything compiled stands in this one file: the cache of numba does not notice that a function changed which another file calls.
f and s are facts and state; c and d courses, g a curriculum, x and o lectures, p and q periods, r and t rooms.
"""

# mypy: disable-error-code="no-any-return"
# Numbers out of arrays have no type that Python could know.

import math
from collections.abc import Callable
from typing import Any, Literal

import numba
import numpy as np

from scheduling.domain.lectures import DAY, ROOM
from scheduling.solvers.lectures.arrays import FORBIDDEN, Array, Facts, State

NEVER = 4 * FORBIDDEN
"""What a move costs that may not be made."""


def _compiled(function: Callable[..., Any], inline: Literal["never", "always"] = "never") -> Any:
    # No divisor here is ever 0, so nobody has to look each time.
    how = numba.njit(cache=True, inline=inline, error_model="numpy")
    try:
        return how(function)
    except RuntimeError:
        # No folder can be written that would keep it: every process compiles for itself.
        return numba.njit(inline=inline, error_model="numpy")(function)


def _inlined(function: Callable[..., Any]) -> Any:
    """For what every step asks: handing over all facts and all of the state costs more than the answer."""
    return _compiled(function, "always")


# --- chance -----------------------------------------------------------------------------------------------------------


@_compiled
def _next(chance: Array) -> Any:
    """The next 64 bits (xorshift64*, Marsaglia 2003, Vigna 2016)."""
    x = chance[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    chance[0] = x
    return x * np.uint64(2685821657736338717)


@_compiled
def below(chance: Array, most: int) -> Any:
    """A number from 0 to most - 1."""
    return np.int64(((_next(chance) >> np.uint64(32)) * np.uint64(most)) >> np.uint64(32))


@_compiled
def share(chance: Array) -> float:
    """A number above 0, up to 1."""
    return (np.float64(_next(chance) >> np.uint64(11)) + 1.0) * (1.0 / 9007199254740992.0)


# --- a lecture into its place and out of it ------------------------------------------------------------------------------


@_compiled
def _set_time(f: Facts, s: State, c: int, p: int) -> int:
    """Count a lecture of course c at period p; what that costs."""
    for i in range(f.rivals_at[c], f.rivals_at[c + 1]):
        s.rivals[f.rivals[i], p] += 1
    day = p // f.per_day
    bit = 1 << (p - day * f.per_day)
    cost = 0
    if s.on_day[c, day] == 0:
        if s.days[c] < f.min_days[c]:
            cost -= DAY
        s.days[c] += 1
    s.on_day[c, day] += 1
    for i in range(f.groups_at[c], f.groups_at[c + 1]):
        g = f.groups[i]
        old = s.taken[g, day]
        s.taken[g, day] = old | bit
        cost += f.weight[g] * (f.alone[old | bit] - f.alone[old])
    return cost


@_compiled
def _unset_time(f: Facts, s: State, c: int, p: int) -> int:
    for i in range(f.rivals_at[c], f.rivals_at[c + 1]):
        s.rivals[f.rivals[i], p] -= 1
    day = p // f.per_day
    bit = 1 << (p - day * f.per_day)
    cost = 0
    s.on_day[c, day] -= 1
    if s.on_day[c, day] == 0:
        s.days[c] -= 1
        if s.days[c] < f.min_days[c]:
            cost += DAY
    for i in range(f.groups_at[c], f.groups_at[c + 1]):
        g = f.groups[i]
        old = s.taken[g, day]
        s.taken[g, day] = old & ~bit
        cost += f.weight[g] * (f.alone[old & ~bit] - f.alone[old])
    return cost


@_compiled
def _set_room(f: Facts, s: State, c: int, r: int) -> int:
    cost = f.seat_cost[c, r]
    if s.in_room[c, r] == 0:
        if s.rooms[c] > 0:
            cost += ROOM
        s.rooms[c] += 1
    s.in_room[c, r] += 1
    return cost


@_compiled
def _unset_room(f: Facts, s: State, c: int, r: int) -> int:
    cost = -f.seat_cost[c, r]
    s.in_room[c, r] -= 1
    if s.in_room[c, r] == 0:
        s.rooms[c] -= 1
        if s.rooms[c] > 0:
            cost -= ROOM
    return cost


@_compiled
def put(f: Facts, s: State, x: int, p: int, r: int) -> int:
    """Place a lecture that has no place; what the timetable costs more. The caller keeps the hard rules and the totals."""
    c = f.course[x]
    s.period[x] = p
    s.room[x] = r
    s.slot[p, r] = x
    s.crowd[p] += 1
    return _set_time(f, s, c, p) + _set_room(f, s, c, r)


@_compiled
def lift(f: Facts, s: State, x: int) -> int:
    """Take a lecture out of its place; what the timetable costs more."""
    c, p, r = f.course[x], s.period[x], s.room[x]
    s.slot[p, r] = -1
    s.crowd[p] -= 1
    s.period[x] = -1
    return _unset_time(f, s, c, p) + _unset_room(f, s, c, r)


# --- what a change would cost --------------------------------------------------------------------------------------------


@_inlined
def time_cost(f: Facts, s: State, c: int, p: int, q: int) -> int:
    """What it costs to bring a lecture of course c from period p to q, when every rival of it in q comes to p in turn."""
    dp = p // f.per_day
    dq = q // f.per_day
    hp = p - dp * f.per_day
    hq = q - dq * f.per_day
    cost = 0
    if dp != dq:
        short = f.min_days[c] - s.days[c]
        if s.on_day[c, dp] == 1:
            if short >= 0:
                cost += DAY
            short += 1
        if s.on_day[c, dq] == 0 and short > 0:
            cost -= DAY
        for i in range(f.groups_at[c], f.groups_at[c + 1]):
            g = f.groups[i]
            old_q = s.taken[g, dq]
            # The curriculum's other lecture comes back in exchange: nothing changes for it.
            if (old_q >> hq) & 1:
                continue
            old_p = s.taken[g, dp]
            cost += f.weight[g] * (
                f.alone[old_p & ~(1 << hp)] - f.alone[old_p] + f.alone[old_q | (1 << hq)] - f.alone[old_q]
            )
    else:
        for i in range(f.groups_at[c], f.groups_at[c + 1]):
            g = f.groups[i]
            old = s.taken[g, dp]
            if (old >> hq) & 1:
                continue
            cost += f.weight[g] * (f.alone[(old & ~(1 << hp)) | (1 << hq)] - f.alone[old])
    return cost


@_inlined
def room_cost(f: Facts, s: State, c: int, r: int, t: int) -> int:
    """What it costs to bring one lecture of course c from room r to t."""
    if r == t:
        return 0
    cost = f.seat_cost[c, t] - f.seat_cost[c, r]
    if s.in_room[c, r] == 1:
        cost -= ROOM
    if s.in_room[c, t] == 0:
        cost += ROOM
    return cost


@_inlined
def swap_cost(f: Facts, s: State, x: int, q: int, t: int) -> int:
    """What it costs to bring lecture x to period q and room t, and who is there to where x was. NEVER if a hard rule forbids it."""
    c, p, r = f.course[x], s.period[x], s.room[x]
    o = s.slot[q, t]
    if f.seat_cost[c, t] >= FORBIDDEN:
        return NEVER
    if o < 0:
        if p == q:
            return room_cost(f, s, c, r, t)
        if f.open[c, q] == 0 or s.rivals[c, q] > 0:
            return NEVER
        return time_cost(f, s, c, p, q) + room_cost(f, s, c, r, t)
    d = f.course[o]
    if c == d or f.seat_cost[d, r] >= FORBIDDEN:
        return NEVER
    if p == q:
        return room_cost(f, s, c, r, t) + room_cost(f, s, d, t, r)
    k = f.clash[c, d]
    if s.rivals[c, q] > k or s.rivals[d, p] > k or f.open[c, q] == 0 or f.open[d, p] == 0:
        return NEVER
    return time_cost(f, s, c, p, q) + time_cost(f, s, d, q, p) + room_cost(f, s, c, r, t) + room_cost(f, s, d, t, r)


@_compiled
def swap(f: Facts, s: State, x: int, q: int, t: int) -> int:
    """Do it; what it costs."""
    p, r = s.period[x], s.room[x]
    o = s.slot[q, t]
    if p == q:
        s.slot[p, r] = o
        s.slot[q, t] = x
        s.room[x] = t
        cost = _unset_room(f, s, f.course[x], r) + _set_room(f, s, f.course[x], t)
        if o >= 0:
            s.room[o] = r
            cost += _unset_room(f, s, f.course[o], t) + _set_room(f, s, f.course[o], r)
        return cost
    cost = lift(f, s, x)
    if o >= 0:
        cost += lift(f, s, o) + put(f, s, o, p, r)
    return cost + put(f, s, x, q, t)


# --- chains --------------------------------------------------------------------------------------------------------------


@_compiled
def chain(f: Facts, s: State, x: int, q: int, found: Array, limit: float) -> int:
    """How many lectures change between the period of x and q when x goes to q (a Kempe chain); they are listed in `found`.

    None of them (0) where one cannot be taught at its new time, rooms do not suffice, or the times cost more than `limit`.
    """
    p = s.period[x]
    rooms = s.slot.shape[1]
    found[0] = x
    many, done, here = 1, 0, 1
    cost = 0
    while done < many:
        m = found[done]
        done += 1
        c = f.course[m]
        a, b = p, q
        if s.period[m] == q:
            a, b = q, p
        if f.open[c, b] == 0:
            return 0
        left = s.rivals[c, b]
        same = False
        t = 0
        while left > 0 and t < rooms:
            o = s.slot[b, t]
            t += 1
            if o >= 0 and f.clash[c, f.course[o]]:
                left -= 1
                if f.course[o] == c:
                    same = True
                known = False
                for j in range(many):
                    if found[j] == o:
                        known = True
                        break
                if not known:
                    found[many] = o
                    many += 1
                    if b == p:
                        here += 1
        if not same:
            cost += time_cost(f, s, c, a, b)
    if cost > limit:
        return 0
    # Rooms: those of a period minus those who stay must suffice for those who come.
    there = many - here
    if s.crowd[p] - here + there > rooms or s.crowd[q] - there + here > rooms:
        return 0
    return many


@_compiled
def _best_room(f: Facts, s: State, c: int, p: int, chance: Array) -> int:
    """A free room at p that costs course c least, by chance among equals; -1 if there is none."""
    rooms = s.slot.shape[1]
    best, at, equals = FORBIDDEN, -1, 0
    for t in range(rooms):
        if s.slot[p, t] < 0:
            cost = f.seat_cost[c, t]
            if s.in_room[c, t] == 0:
                cost += ROOM
            if cost < best:
                best, at, equals = cost, t, 1
            elif cost == best:
                equals += 1
                if below(chance, equals) == 0:
                    at = t
    return at


@_compiled
def turn(f: Facts, s: State, q: int, found: Array, many: int, before: Array, chance: Array) -> int:
    """Turn a chain over, each lecture into the best room left; what it costs. NEVER, and nothing done, if rooms fail."""
    p = s.period[found[0]]
    cost = 0
    for j in range(many):
        m = found[j]
        before[j, 0] = s.period[m]
        before[j, 1] = s.room[m]
        cost += lift(f, s, m)
    for j in range(many):
        m = found[j]
        at = q if before[j, 0] == p else p
        room = _best_room(f, s, f.course[m], at, chance)
        if room < 0:
            for k in range(j):
                lift(f, s, found[k])
            for k in range(many):
                put(f, s, found[k], before[k, 0], before[k, 1])
            return NEVER
        cost += put(f, s, m, at, room)
    return cost


@_compiled
def turn_back(f: Facts, s: State, found: Array, many: int, before: Array) -> None:
    """As if the chain had never been turned."""
    for j in range(many):
        lift(f, s, found[j])
    for j in range(many):
        put(f, s, found[j], before[j, 0], before[j, 1])


# --- a course into one room ----------------------------------------------------------------------------------------------


@_compiled
def gather(f: Facts, s: State, c: int, t: int, found: Array, before: Array) -> tuple[int, int]:
    """Bring all lectures of course c into room t, those who are there into the rooms left: how many changed, what it costs.

    What it costs is NEVER where a room is ruled out; the changes are made even then, and `scatter` takes them back.
    """
    many, cost = 0, 0
    for x in range(f.first[c], f.first[c + 1]):
        p = s.period[x]
        r = s.room[x]
        if p < 0 or r == t:
            continue
        o = s.slot[p, t]
        if f.seat_cost[c, t] >= FORBIDDEN or (o >= 0 and f.seat_cost[f.course[o], r] >= FORBIDDEN):
            return many, NEVER
        cost += swap(f, s, x, p, t)
        found[many] = x
        before[many, 1] = r
        many += 1
    return many, cost


@_compiled
def scatter(f: Facts, s: State, found: Array, many: int, before: Array) -> None:
    """As if the course had never been gathered."""
    for j in range(many):
        x = found[j]
        swap(f, s, x, s.period[x], before[j, 1])


# --- annealing -----------------------------------------------------------------------------------------------------------


@_compiled
def _keep(s: State, best_period: Array, best_room: Array, best: Array) -> None:
    best[0], best[1] = s.totals[0], s.totals[1]
    # Written out: a copy by slices takes seconds to compile.
    for x in range(len(s.period)):
        best_period[x] = s.period[x]
        best_room[x] = s.room[x]


@_compiled
def anneal(
    f: Facts,
    s: State,
    chance: Array,
    best_period: Array,
    best_room: Array,
    best: Array,
    temperature: float,
    steps: int,
    mix: Array,
) -> None:
    """So many steps of simulated annealing at one temperature. The best timetable so far and its totals are kept apart."""
    lectures = len(f.course)
    rooms = s.slot.shape[1]
    courses = len(f.min_days)
    found = np.empty(2 * rooms + lectures, dtype=np.int64)
    before = np.empty((2 * rooms + lectures, 2), dtype=np.int64)
    for _ in range(steps):
        kind = share(chance)
        draw = share(chance)
        if kind < mix[2]:
            limit = -temperature * math.log(draw)
            c = below(chance, courses)
            many, cost = gather(f, s, c, below(chance, rooms), found, before)
            if many == 0 and cost == 0:
                continue
            if cost > limit:
                scatter(f, s, found, many, before)
                continue
        else:
            x = below(chance, lectures)
            c = f.course[x]
            p = s.period[x]
            span = f.periods_at[c + 1] - f.periods_at[c]
            if p < 0:
                if span > 0:
                    _insert(f, s, x, f.periods[f.periods_at[c] + below(chance, span)], chance)
                    if s.totals[1] < best[1]:
                        _keep(s, best_period, best_room, best)
                continue
            q = f.periods[f.periods_at[c] + below(chance, span)]
            if kind < mix[1]:
                if q == p:
                    continue
                limit = -temperature * math.log(draw)
                many = chain(f, s, x, q, found, limit + ROOM)
                if many == 0:
                    continue
                cost = turn(f, s, q, found, many, before, chance)
                if cost > limit:
                    if cost < NEVER:
                        turn_back(f, s, found, many, before)
                    continue
            else:
                if kind < mix[0]:
                    sibling = f.first[c] + below(chance, f.first[c + 1] - f.first[c])
                    t = s.room[sibling]
                    if s.period[sibling] < 0:
                        continue
                else:
                    t = below(chance, rooms)
                if q == p and t == s.room[x]:
                    continue
                cost = swap_cost(f, s, x, q, t)
                # Most moves are forbidden or cost nothing: only the others need the logarithm.
                if cost > 0 and (cost >= NEVER or cost > -temperature * math.log(draw)):
                    continue
                swap(f, s, x, q, t)
        s.totals[0] += cost
        if s.totals[1] <= best[1] and s.totals[0] < best[0]:
            _keep(s, best_period, best_room, best)


@_compiled
def _insert(f: Facts, s: State, x: int, q: int, chance: Array) -> None:
    """Give a lecture without a place one at q, if no rule and nobody is in the way."""
    c = f.course[x]
    if s.rivals[c, q] > 0:
        return
    room = _best_room(f, s, c, q, chance)
    if room >= 0:
        s.totals[0] += put(f, s, x, q, room)
        s.totals[1] -= 1


# --- the first timetable -------------------------------------------------------------------------------------------------


@_compiled
def construct(f: Facts, s: State, chance: Array, pushed: Array, steps: int) -> int:
    """Place the lectures one by one, the hardest first; who is in the way is taken out again, rarely the same. Steps taken.

    `pushed` counts by course and period how often somebody was pushed out there, as in iterative forward search (Mueller,
    Constraint-based timetabling, 2005). `steps` bounds the placements.
    """
    lectures = len(f.course)
    rooms = s.slot.shape[1]
    for step in range(steps):
        if s.totals[1] == 0:
            return step
        # The lecture with the fewest periods left, by chance among equals.
        x, least, equals = -1, 1 << 30, 0
        for m in range(lectures):
            if s.period[m] >= 0 or (m > f.first[f.course[m]] and s.period[m - 1] < 0):
                continue
            c = f.course[m]
            left = 0
            for i in range(f.periods_at[c], f.periods_at[c + 1]):
                if s.rivals[c, f.periods[i]] == 0:
                    left += 4
            left -= f.rivals_at[c + 1] - f.rivals_at[c] >> 3
            if left < least:
                x, least, equals = m, left, 1
            elif left == least:
                equals += 1
                if below(chance, equals) == 0:
                    x = m
        c = f.course[x]
        at, room, least, equals = -1, -1, 1 << 30, 0
        for i in range(f.periods_at[c], f.periods_at[c + 1]):
            q = f.periods[i]
            free = _best_room(f, s, c, q, chance)
            price = 0
            if s.rivals[c, q] > 0:
                for t in range(rooms):
                    o = s.slot[q, t]
                    if o >= 0 and f.clash[c, f.course[o]]:
                        price += 8 + pushed[f.course[o], q]
            elif free < 0:
                price += 8 + pushed[c, q]
            if price < least:
                at, room, least, equals = q, free, price, 1
            elif price == least:
                equals += 1
                if below(chance, equals) == 0:
                    at, room = q, free
        if at < 0:
            return steps
        for t in range(rooms):
            o = s.slot[at, t]
            if o >= 0 and f.clash[c, f.course[o]]:
                pushed[f.course[o], at] += 1
                s.totals[0] += lift(f, s, o)
                s.totals[1] += 1
        room = _best_room(f, s, c, at, chance)
        if room < 0:
            room, equals = -1, 0
            for t in range(rooms):
                if f.seat_cost[c, t] < FORBIDDEN:
                    equals += 1
                    if below(chance, equals) == 0:
                        room = t
            if room < 0:
                return steps
            o = s.slot[at, room]
            pushed[f.course[o], at] += 1
            s.totals[0] += lift(f, s, o)
            s.totals[1] += 1
        s.totals[0] += put(f, s, x, at, room)
        s.totals[1] -= 1
    return steps
