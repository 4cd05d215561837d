"""The compiled moves: whatever is done to a timetable, its counted costs stay those of the judge."""

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from scheduling.domain.lectures import Problem, judge
from scheduling.solvers.lectures import arrays, kernel, rounds
from scheduling.solvers.lectures.arrays import Facts, State
from tests.scheduling.lectures.problems import by_chance

seeds = st.integers(0, 10_000)
# The seed that fails is small enough: to search for a smaller one takes minutes.
PLAIN = settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])


def begun(seed: int, courses: int = 14) -> tuple[Problem, Facts, State]:
    problem = by_chance(seed, courses)
    facts = arrays.facts_of(problem)
    place = rounds.constructed(facts, rounds.chance_of(seed, 0))
    return problem, facts, rounds.filled(facts, place)


def counted_anew(problem: Problem, state: State) -> tuple[int, int]:
    """Cost and missing lectures by the judge, who must find no other hard rule broken."""
    found = judge(problem, arrays.meetings(problem, state.period, state.room))
    assert found.hard.total == found.hard.lectures
    return found.soft.total, found.hard.lectures


def same_tables(facts: Facts, state: State) -> bool:
    """Whether everything counted along is what counting from nothing finds."""
    anew = rounds.filled(facts, rounds.Place.of(state))
    placed = state.period >= 0
    return all(
        np.array_equal(old, new) for name, old, new in zip(State._fields, state, anew, strict=True) if name != "room"
    ) and np.array_equal(state.room[placed], anew.room[placed])


@PLAIN
@given(seeds, st.data())
def test_a_move_costs_what_it_was_said_to_cost(seed: int, data: st.DataObject) -> None:
    problem, facts, state = begun(seed)
    for _ in range(20):
        lecture = data.draw(st.integers(0, len(facts.course) - 1))
        period = data.draw(st.integers(0, facts.open.shape[1] - 1))
        room = data.draw(st.integers(0, facts.seat_cost.shape[1] - 1))
        if state.period[lecture] < 0 or (state.period[lecture], state.room[lecture]) == (period, room):
            continue
        said = kernel.swap_cost(facts, state, lecture, period, room)
        if said < kernel.NEVER:
            before = counted_anew(problem, state)[0]
            assert kernel.swap(facts, state, lecture, period, room) == said
            assert counted_anew(problem, state)[0] == before + said
            state.totals[0] += said
    assert same_tables(facts, state)


@PLAIN
@given(seeds, st.data())
def test_a_chain_keeps_every_rule_and_turns_back_exactly(seed: int, data: st.DataObject) -> None:
    problem, facts, state = begun(seed)
    found, before = np.empty(200, dtype=np.int64), np.empty((200, 2), dtype=np.int64)
    for _ in range(20):
        lecture = data.draw(st.integers(0, len(facts.course) - 1))
        period = data.draw(st.integers(0, facts.open.shape[1] - 1))
        if state.period[lecture] in (-1, period):
            continue
        many = kernel.chain(facts, state, lecture, period, found, np.inf)
        if not many:
            continue
        old, was = rounds.Place.of(state), counted_anew(problem, state)
        cost = kernel.turn(facts, state, period, found, many, before, rounds.chance_of(seed, 1))
        assert counted_anew(problem, state) == (was[0] + cost, was[1])
        if data.draw(st.booleans()):
            kernel.turn_back(facts, state, found, many, before)
            assert np.array_equal(state.period, old.period)
            assert np.array_equal(state.room, old.room)
    state.totals[0] = counted_anew(problem, state)[0]
    assert same_tables(facts, state)


@PLAIN
@given(seeds, st.data())
def test_a_course_is_gathered_into_a_room_and_scattered_again(seed: int, data: st.DataObject) -> None:
    problem, facts, state = begun(seed)
    found, before = np.empty(200, dtype=np.int64), np.empty((200, 2), dtype=np.int64)
    course, room = data.draw(st.integers(0, 13)), data.draw(st.integers(0, 2))
    old, was = rounds.Place.of(state), counted_anew(problem, state)
    many, cost = kernel.gather(facts, state, course, room, found, before)

    assert counted_anew(problem, state) == (was[0] + cost, was[1])
    kernel.scatter(facts, state, found, many, before)
    assert np.array_equal(state.room, old.room)
    assert same_tables(facts, state)


@pytest.mark.parametrize(("seed", "courses"), [(1, 14), (2, 14), (3, 30)])
def test_after_thousands_of_steps_the_cost_is_that_of_the_judge(seed: int, courses: int) -> None:
    # Thirty courses are more than three rooms hold: some lectures have no place, and the others keep the rules.
    problem, facts, state = begun(seed, courses)
    period, room, best = state.period.copy(), state.room.copy(), state.totals.copy()
    for temperature in (8.0, 2.0, 0.5):
        kernel.anneal(facts, state, rounds.chance_of(seed, 1), period, room, best, temperature, 4000, rounds.MIX)
        assert counted_anew(problem, state) == tuple(state.totals)
        assert same_tables(facts, state)
    state.period[:], state.room[:] = period, room
    assert counted_anew(problem, state) == tuple(best)
