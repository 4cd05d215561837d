"""Engines of the test as a block: made from a shipped bank by the settings of its author, once in a process."""

from functools import lru_cache

from lms.kernel.vocabulary import Skill
from placement import packs
from placement.blocks import making
from placement.domain import battery, sitting
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.item_bank import Bank
from placement.domain.selection import SelectionRules
from placement.domain.sitting import Engine
from placement.domain.stopping import StopRules

ALL = "all"


def scored_at_once(bank: Bank) -> tuple[str, ...]:
    """Skills of a bank whose answers need nobody to score them."""
    return tuple(
        skill.value for skill in Skill if (items := bank.of(skill)) and not any(one.type.needs_rater for one in items)
    )


@lru_cache(maxsize=32)
def engine(bank_key: str, skill: str, rules: StopRules, sort_at: tuple[str, ...]) -> Engine:
    """The engine of one skill, as the product makes it for a first sorting. Raises ValueError without such a bank."""
    bank = making.bank(bank_key)
    if bank is None or skill not in scored_at_once(bank):
        raise ValueError("no_such_skill")
    return sitting.engine(
        skill,
        bank.pool(Skill(skill)),
        LANGUAGE_CUTS,
        stop_rules=rules,
        selection_rules=SelectionRules(
            quotas=packs.quotas(packs.BANKS / bank_key).get(skill, {}),
            randomesque=battery.RANDOMESQUE,
            exposure_cap=battery.EXPOSURE_CAP,
        ),
        sort_at=None if sort_at == (ALL,) else sort_at,
    )
