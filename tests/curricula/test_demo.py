"""The part of curricula in the demonstration: the same seed does the same, and the review has something to say."""

from collections.abc import Mapping
from typing import Any

import pytest

from curricula import queries
from curricula.domain.recognition import State
from curricula.queries.recognition import cases_at
from lms.kernel import plugins
from tests.curricula.lives import FIRST, TODAY, Lives, at
from tests.houses import House


class _TakenBackError(Exception):
    pass


def _ask(step: str, lives: Lives, **facts: Any) -> Mapping[str, Any]:
    (plugin,) = [one for one in plugins.installed().plugins if one.name == "curricula"]
    return plugin.demo(step, facts, lives.cast.manager)


def _assess(lives: Lives, seed: int) -> tuple[Mapping[str, Any], list[tuple[str, str, float]]]:
    ids = [one.learner_id or "" for one in lives.people.values()]
    gains = {one: {"gain": 1.2} for one in ids}
    answer = _ask("assess", lives, learner_ids=ids, first=FIRST, today=TODAY, seed=seed, profiles=gains)
    found = queries.assessments_of(ids)
    return answer, [
        (one.skill, one.day.isoformat(), one.score) for learner_id in ids for one in found.get(learner_id, ())
    ]


def _assess_and_take_back(house: House, lives: Lives, seed: int) -> list[tuple[str, str, float]]:
    kept: list[tuple[str, str, float]] = []
    with pytest.raises(_TakenBackError):
        _fill(house, lives, seed, kept)
    return kept


def _fill(house: House, lives: Lives, seed: int, kept: list[tuple[str, str, float]]) -> None:
    with house.acting(lives.cast.manager):
        kept += _assess(lives, seed)[1]
        raise _TakenBackError


def test_one_seed_invents_one_history(sqlite_house: House, lives: Lives) -> None:
    once = _assess_and_take_back(sqlite_house, lives, 7)
    assert once == _assess_and_take_back(sqlite_house, lives, 7)
    assert once != _assess_and_take_back(sqlite_house, lives, 8)


def test_the_demonstration_tells_states_and_next_steps(house: House, lives: Lives) -> None:
    with house.acting(lives.cast.manager):
        answer, _ = _assess(lives, 7)
        told = _ask("review", lives, today=TODAY, now=at(TODAY, 3))
    assert answer["checks"] > 50
    assert answer["passed"] > 0
    assert sum(told["states"].values()) == 6
    assert told["states"]["supply_stalled"] == 1 + answer["passed"]
    assert told["next_steps"] == 0
    assert told["recognition"] == 3
    with house.acting(lives.cast.caseworker):
        cases = [case.state for state in State for _who, case in cases_at(lives.cast.centre_id, state)]
    assert sorted(cases) == ["closed", "open", "open"]


def test_a_step_of_others_is_left_to_them(sqlite_house: House, lives: Lives) -> None:
    with sqlite_house.acting(lives.cast.manager):
        assert _ask("timetable", lives, centre_id=lives.cast.centre_id) == {}
