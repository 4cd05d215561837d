"""The literacy screener: two axes, two posteriors, two stops, and a kind end."""

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from lms.kernel.vocabulary import Literacy
from placement import packs
from placement.domain import literacy, simulation, sitting
from placement.domain.item_bank import LiteracyAxis
from placement.domain.literacy import Engines, FactSource, Own, Screener
from placement.domain.stopping import StopReason

ANY, LATIN = LiteracyAxis.ANY_SCRIPT, LiteracyAxis.LATIN


@pytest.fixture(scope="module")
def engines() -> Engines:
    return literacy.engines(packs.load_bank(packs.BANKS / "german_core"))


def screen(engines: Engines, score: Callable[[Screener], int | None], seed: int = 1) -> Screener:
    now = literacy.start(engines, seed=seed)
    while now.pending is not None:
        now = literacy.answer(engines, now, now.pending, score(now), seconds=5)
    return now


def best_on(*axes: LiteracyAxis) -> Callable[[Screener], int | None]:
    """Full points on these axes, nothing on the others."""

    def score(now: Screener) -> int:
        known = now.current.measures in axes
        return now.current.asked[-1].item.parameters.highest_score if known else 0

    return score


def person(any_script: float, latin: float, seed: int) -> Callable[[Screener], int | None]:
    generator = np.random.default_rng(seed)

    def score(now: Screener) -> int:
        theta = any_script if now.current.measures == ANY else latin
        return simulation.respond(now.current.asked[-1].item.parameters, theta, generator)

    return score


def test_who_reads_another_script_only_is_found(engines: Engines) -> None:
    found = literacy.profile(engines, screen(engines, best_on(ANY)))
    assert found.code is Literacy.OTHER_SCRIPT
    assert found.other_script > 0.8
    assert found.source is FactSource.SCREENER


def test_who_reads_latin_letters_is_found(engines: Engines) -> None:
    found = literacy.profile(engines, screen(engines, best_on(ANY, LATIN)))
    assert found.code is Literacy.LATIN
    assert found.latin > 0.9


@pytest.mark.parametrize("own", [Own(), Own(hears="ar"), Own("ar", "ar")])
def test_who_fails_everything_is_asked_three_easy_things_nothing_harder_and_no_letters(own: Own) -> None:
    for bank in ("german_core", "english_core", "letters_core"):
        found = literacy.engines(packs.load_bank(packs.BANKS / bank))
        for seed in range(4):
            now = literacy.choose_own(literacy.start(found, seed=seed), own)
            while now.pending is not None:
                now = literacy.answer(found, now, now.pending, None)
            assert [one.item.step for one in now.any_script.asked] == [1, 1, 1]
            assert now.any_script.reason is StopReason.KIND
            assert now.finished
            assert now.latin is None
            profile = literacy.profile(found, now)
            assert profile.code is Literacy.NONE
            assert profile.none > 0.9


def test_three_failures_higher_up_do_not_end_it(engines: Engines) -> None:
    engine = engines[LATIN]
    harder = [item for item in engine.table.items if item.step == 3]
    now = literacy.start(engines, seed=1).any_script
    failed = replace(now, asked=tuple(sitting.Asked(item, score=0) for item in harder[:3]))
    assert not literacy.failed_the_easiest_step(engine, failed)


def test_the_first_item_is_one_of_the_easy_ones(engines: Engines) -> None:
    first = literacy.start(engines, seed=1).any_script.asked[0].item
    assert first.step == 1


def test_each_axis_stops_by_itself_after_a_few_items(engines: Engines) -> None:
    ended = [screen(engines, person(1.2, 1.2, seed), seed) for seed in range(30)]
    lengths = [(len(one.any_script.answers), len(one.latin.answers)) for one in ended if one.latin is not None]
    assert len(lengths) == 30
    assert all(3 <= first <= 8 and 3 <= second <= 14 for first, second in lengths)
    assert np.mean([second for _, second in lengths]) < 7


def test_the_screener_is_right_about_most_people(engines: Engines) -> None:
    kinds = {(-1.6, -2.0): Literacy.NONE, (1.0, -0.9): Literacy.OTHER_SCRIPT, (1.4, 1.5): Literacy.LATIN}
    right = 0
    for (any_script, latin), code in kinds.items():
        for seed in range(30):
            found = literacy.profile(engines, screen(engines, person(any_script, latin, seed), seed)).code
            right += found is code or (code is Literacy.NONE and found is Literacy.FUNCTIONAL)
    assert right / 90 > 0.85


def test_a_screener_stored_and_resumed_goes_on_the_same(engines: Engines) -> None:
    now = other = literacy.start(engines, seed=3)
    for score in (1, 1, 1, 1, 0, 1, 0, 1):
        if now.pending is None:
            break
        now = literacy.answer(engines, now, now.pending, score)
        other = literacy.from_json(json.loads(json.dumps(literacy.to_json(other))))
        other = literacy.answer(engines, other, str(other.pending), score)
    assert now == other
    assert now.latin is not None


def test_an_item_of_the_first_axis_answered_again_changes_nothing(engines: Engines) -> None:
    ended = screen(engines, best_on(ANY, LATIN))
    item = ended.any_script.answers[0][0].key
    assert literacy.answer(engines, ended, item, 0) == ended


def test_chances_add_up_to_one(engines: Engines) -> None:
    for found in (literacy.profile(engines, screen(engines, best_on(ANY))), literacy.reported_profile(Literacy.LATIN)):
        assert found.none + found.other_script + found.latin == pytest.approx(1.0)


@pytest.mark.parametrize("said", [Literacy.NONE, Literacy.OTHER_SCRIPT, Literacy.LATIN])
def test_a_persons_own_word_counts_for_less_than_the_screener(said: Literacy, engines: Engines) -> None:
    axes = {Literacy.NONE: (), Literacy.OTHER_SCRIPT: (ANY,), Literacy.LATIN: (ANY, LATIN)}[said]
    tested, told = literacy.profile(engines, screen(engines, best_on(*axes))), literacy.reported_profile(said)
    chance = {Literacy.NONE: "none", Literacy.OTHER_SCRIPT: "other_script", Literacy.LATIN: "latin"}[said]
    assert told.source is FactSource.INTERVIEW
    assert getattr(told, chance) < getattr(tested, chance)
    assert getattr(told, chance) > getattr(literacy.reported_profile(Literacy.UNKNOWN), chance)


def test_the_word_of_somebody_tested_alone_makes_up_for_tasks_nobody_rated() -> None:
    bank = packs.load_bank(packs.BANKS / "german_core")
    alone = literacy.engines(replace(bank, items=tuple(item for item in bank.items if item.type.has_options)))
    taken = screen(alone, best_on(ANY))
    without, with_word = (literacy.profile(alone, taken, word) for word in (None, Literacy.OTHER_SCRIPT))
    assert without.other_script < 0.75 < with_word.other_script
    assert literacy.profile(alone, taken, Literacy.UNKNOWN).other_script == pytest.approx(without.other_script)


def test_reports_nothing_known_as_nothing_known() -> None:
    assert literacy.reported_profile(Literacy.UNKNOWN).source is FactSource.NOTHING


def test_a_reader_of_another_script_alone_at_the_screen_is_asked_words_of_her_own_and_stops_as_soon() -> None:
    bank = packs.load_bank(packs.BANKS / "german_core")
    touched = tuple(item for item in bank.items if not item.type.needs_rater)
    engines = literacy.engines(replace(bank, items=touched))
    asked, lengths = set(), {None: 0, Own("fa", "fa"): 0}
    for own in lengths:
        for seed in range(8):
            now = literacy.start(engines, seed=seed)
            now = now if own is None else literacy.choose_own(now, own)
            score = person(0.8, -1.5, seed)
            while now.pending is not None and now.latin is None:
                now = literacy.answer(engines, now, now.pending, score(now))
            lengths[own] += len(now.any_script.answers)
            asked |= {item.content for item, _ in now.any_script.answers} if own else set()
    assert asked >= literacy.OWN_WORDS
    assert lengths[Own("fa", "fa")] <= 1.25 * lengths[None]


def test_the_script_that_was_chosen_is_kept_with_the_screening(engines: Engines) -> None:
    chosen = literacy.choose_own(literacy.start(engines, seed=1), Own("ti", "ar"))
    assert literacy.from_json(json.loads(json.dumps(literacy.to_json(chosen)))) == chosen
    before = {name: value for name, value in literacy.to_json(chosen).items() if name != "own"}
    assert literacy.from_json(before).own is None
