"""What a rehearsal learned is kept between processes: the same as learned anew, never trusted when damaged."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import partial
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from lms.kernel import clock, config, jobs
from lms.kernel.vocabulary import Skill
from placement import packs, queries, services
from placement.domain import battery, literacy, practice, sitting
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.item_bank import LiteracyAxis
from placement.domain.selection import SelectionRules
from placement.domain.sitting import Engine
from placement.domain.stopping import StopRules
from placement.queries import engines, learned
from tests.cast import Cast, gather
from tests.houses import House
from tests.placement.domain import pools

RULES = StopRules(price=0.02, min_items=2, max_items=4)
TABLES = {"going_on": np.arange(12.0).reshape(3, 4), "prices": np.array([1, 2], dtype=np.int64)}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    before = config.in_force()
    config.use(config.Settings(data_dir=str(tmp_path)))
    yield tmp_path / "learned"
    config._in_force[:] = [] if before is None else [before]


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


class Rehearsal:
    """Counts how often something was learned."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> learned.Tables:
        self.times += 1
        return TABLES


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same, all the way down."""
    if is_dataclass(one) and type(one) is type(other):
        return all(same(getattr(one, each.name), getattr(other, each.name)) for each in fields(one))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, np.ndarray):
        return bool(np.array_equal(one, other)) and one.dtype == other.dtype
    return bool(one == other)


def test_an_engine_from_the_disk_is_the_engine_that_was_rehearsed(folder: Path) -> None:
    items = pools.pool()
    settings: dict[str, Any] = {
        "stop_rules": RULES,
        "selection_rules": SelectionRules(randomesque=2, exposure_cap=0.6),
        "sort_at": battery.SORT_AT,
        "pilots": items[:2],
    }
    rehearsed = sitting.engine("reading", items, LANGUAGE_CUTS, **settings)
    assert same(engines._engine("reading", items, LANGUAGE_CUTS, **settings), rehearsed)
    assert len(list(folder.iterdir())) == 1
    assert same(engines._engine("reading", items, LANGUAGE_CUTS, **settings), rehearsed)


def test_the_screener_keeps_what_it_learned_too(folder: Path) -> None:
    bank = packs.load_bank(packs.BANKS / "letters_core")

    def make(*values: Any, **settings: Any) -> Engine:
        return engines._engine(*values, **settings)

    # A maker of its own, so that no test before has it prepared already.
    kept = literacy.engines(bank, make)[LiteracyAxis.LATIN]
    assert len(list(folder.iterdir())) == 1
    assert same(kept, literacy.engines(bank)[LiteracyAxis.LATIN])


def test_what_was_learned_once_is_not_learned_again(folder: Path) -> None:
    rehearsal = Rehearsal()
    for _ in range(3):
        assert same(dict(learned.tables("a test", rehearsal)), TABLES)
    assert rehearsal.times == 1
    learned.tables("another test", rehearsal)
    assert rehearsal.times == 2


def test_another_price_cut_item_or_program_has_tables_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    items = pools.pool()
    names = {
        learned.digest_of(values)
        for values in (
            (items, LANGUAGE_CUTS, RULES),
            (items[1:], LANGUAGE_CUTS, RULES),
            (items, LANGUAGE_CUTS.only(battery.SORT_AT), RULES),
            (items, LANGUAGE_CUTS, StopRules(price=0.03, min_items=2, max_items=4)),
        )
    }
    assert len(names) == 4
    monkeypatch.setattr(learned, "program", lambda: "a later program")
    assert learned.digest_of((items, LANGUAGE_CUTS, RULES)) not in names


@pytest.mark.parametrize("damage", ["cut", "empty", "words", "bit", "other"])
def test_a_damaged_file_is_learned_anew_and_written_again(folder: Path, damage: str) -> None:
    rehearsal = Rehearsal()
    learned.tables("a test", rehearsal)
    (path,) = folder.iterdir()
    whole = path.read_bytes()
    at = whole.index(TABLES["going_on"].tobytes()) + 20
    learned.tables("another test", rehearsal)
    (other,) = set(folder.iterdir()) - {path}
    path.write_bytes(
        {
            "cut": whole[: len(whole) // 2],
            "empty": b"",
            "words": b"this is no table",
            "bit": whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :],
            "other": other.read_bytes(),
        }[damage]
    )
    assert same(dict(learned.tables("a test", rehearsal)), TABLES)
    assert rehearsal.times == 3
    assert path.read_bytes() == whole


def test_many_who_learn_the_same_at_once_leave_one_whole_file(folder: Path) -> None:
    barrier, found = Barrier(8), list[learned.Tables]()

    def learn() -> learned.Tables:
        barrier.wait(timeout=120)
        return TABLES

    threads = [Thread(target=lambda: found.append(learned.tables("a test", learn))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    rehearsal = Rehearsal()
    assert same(dict(learned.tables("a test", rehearsal)), TABLES)
    assert rehearsal.times == 0
    assert [path.suffix for path in folder.iterdir()] == [".npz"]


def test_without_a_folder_that_can_be_written_tests_go_on(folder: Path) -> None:
    folder.write_text("in the way")
    rehearsal = Rehearsal()
    for _ in range(2):
        assert same(dict(learned.tables("a test", rehearsal)), TABLES)
    assert rehearsal.times == 2


def test_new_cuts_of_a_centre_are_prepared_in_the_background(house: House, cast: Cast) -> None:
    later = tuple(cut + 0.2 for cut in LANGUAGE_CUTS.cuts)
    with house.acting(cast.administrator):
        services.keep_rules(
            cast.centre_id,
            queries.decision_rules(cast.centre_id).costs,
            services.cut_scores(later),
            seen=0,
            actor=cast.administrator,
            now=clock.now(),
        )
    with house.crossing() as session:
        assert {one.cuts for one in queries.cuts_in_force()} == {LANGUAGE_CUTS.cuts, later}
        (asked,) = session.scalars(select(jobs.Entry.arguments).where(jobs.Entry.name == "placement.prepare"))
    assert asked == {"cuts": list(later)}


@pytest.fixture
def short_rehearsals(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Few learners rehearse; no engine of theirs is left to other tests."""
    monkeypatch.setattr(practice, "practise", partial(practice.practise, learners=100))
    yield
    engines.pace_engine.cache_clear()
    engines.screener_engines.cache_clear()


@pytest.mark.usefixtures("short_rehearsals")
def test_after_the_preparation_no_engine_waits_for_a_rehearsal(folder: Path) -> None:
    ours = services.cut_scores([cut + 0.3 for cut in LANGUAGE_CUTS.cuts])
    assert engines.prepare([ours], ["english_core"]) > 10
    before = {path.name for path in folder.iterdir()}
    for kind in ("listening", "reading", "speaking", "writing"):
        engines.skill_engine("english_core", Skill(kind), cuts=ours)
    assert {path.name for path in folder.iterdir()} == before
