"""The bank of shape rows: it loads, it is what its maker makes, and it measures learning pace alone."""

import csv

from placement import packs
from placement.domain.item_bank import Aptitude
from placement.item_banks import make_patterns


def test_the_bank_is_what_its_maker_makes() -> None:
    with make_patterns.FILE.open(encoding="utf-8", newline="") as opened:
        assert list(csv.DictReader(opened)) == list(make_patterns.rows())


def test_the_bank_measures_learning_pace_with_rows_of_every_difficulty() -> None:
    bank = packs.load_bank(packs.BANKS / "patterns_core")
    assert bank.measured == (Aptitude.PACE,)
    difficulties = [item.parameters.b for item in bank.of(Aptitude.PACE)]
    assert len(difficulties) >= 12
    assert min(difficulties) < -0.5 < 1.5 < max(difficulties)
    assert all(0 < item.parameters.c < 0.25 for item in bank.items)
