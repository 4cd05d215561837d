"""Seats last: teachers, rooms and carers for divisible people, then people in whole numbers."""

import numpy as np

from scheduling.domain.constraints import judge
from scheduling.solvers import highs
from scheduling.solvers.compact import compact
from scheduling.solvers.construct import construct
from scheduling.solvers.contract import Budget, keep_going
from scheduling.solvers.incumbent import Incumbent
from scheduling.solvers.model import build
from scheduling.solvers.seating import Outline, divisible
from tests.scheduling.problems import centre


def _begun(seed: int) -> Incumbent:
    """A sketch of a centre, to go on from."""
    model = build(compact(centre(seed)))
    best = Incumbent(model, Budget(iterations=0), keep_going)
    best.consider(construct(model))
    return best


def test_only_people_are_divisible() -> None:
    model = _begun(1).model
    loose = divisible(model, highs.whole(model.programme))
    assert not any(loose.integer[column] for column in model.seated.values())
    assert all(loose.integer[column] for kind in (model.taught, model.opened, model.carers) for column in kind.values())


def test_people_are_seated_in_whole_numbers_with_the_teachers_given() -> None:
    best = _begun(1)
    taught, before = best.values, best.objective
    outline = Outline(best)
    outline.objective = float("inf")
    outline.refill(taught)
    result = best.result("test")
    assert judge(best.model.compact.problem, result.timetable).feasible
    assert best.objective <= before
    assert np.array_equal(best.values, np.rint(best.values))
    columns = list(best.model.taught.values())
    assert np.array_equal(best.values[columns], np.rint(taught[columns]))


def test_divisible_people_cost_no_more_than_whole_ones() -> None:
    best = _begun(2)
    outline = Outline(best)
    outline.objective = float("inf")
    outline.refill(best.values)
    assert np.isfinite(outline.objective)
    assert outline.objective <= best.objective


def test_a_cheaper_timetable_becomes_the_choice_to_go_on_from() -> None:
    best = _begun(1)
    outline = Outline(best)
    outline.values, outline.objective = np.zeros_like(best.values), best.objective + 100.0
    outline.catch_up()
    assert outline.objective == best.objective
    assert np.array_equal(outline.values, best.values)
