"""Banks and engines, prepared once in a process and shared by all sittings."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from lms.kernel import errors
from lms.kernel.vocabulary import Skill
from placement import packs
from placement.domain import battery, literacy, sitting
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.item_bank import Bank, LiteracyAxis
from placement.domain.literacy import Engines
from placement.domain.selection import SelectionRules
from placement.domain.sitting import Engine
from placement.domain.track_rules import TrackRules

LANGUAGE_OF_COUNTRY = {"DE": "de", "AT": "de", "CH": "de", "SE": "sv", "NO": "nb", "DK": "da", "CA": "en", "AU": "en"}


@cache
def banks() -> Mapping[str, Bank]:
    """Every shipped bank by key."""
    return packs.load_banks()


@cache
def bank_for(country: str) -> Bank:
    """The bank in the language that courses of a country teach. Raises Unavailable when none ships."""
    language = LANGUAGE_OF_COUNTRY.get(country.upper(), "")
    for bank in banks().values():
        if bank.language == language:
            return bank
    raise errors.Unavailable("placement.no_bank")


def bank(key: str) -> Bank:
    """One bank. Raises NotFound."""
    found = banks().get(key)
    if found is None:
        raise errors.NotFound("placement.no_bank")
    return found


@cache
def skill_engine(bank_key: str, skill: Skill) -> Engine:
    """The engine of one skill, set for a first sorting."""
    return sitting.engine(
        skill.value,
        bank(bank_key).pool(skill),
        LANGUAGE_CUTS,
        stop_rules=battery.STOP_RULES,
        selection_rules=SelectionRules(
            quotas=packs.quotas(packs.BANKS / bank_key).get(skill.value, {}),
            randomesque=battery.RANDOMESQUE,
            exposure_cap=battery.EXPOSURE_CAP,
        ),
        sort_at=battery.SORT_AT,
    )


@cache
def screener_engines(bank_key: str, assisted: bool) -> Engines:
    """Both axes of the screener. Without a teacher beside only what can be answered by touch."""
    whole = bank(bank_key)
    alone = replace(whole, items=tuple(item for item in whole.items if assisted or item.type.has_options))
    return literacy.engines(alone)


@cache
def media_of(bank_key: str) -> frozenset[str]:
    """Names of the sound files that a bank's items play."""
    items = bank(bank_key).items
    sounds = {item.sound for item in items} | {option.sound for item in items for option in item.options}
    return frozenset(sounds - {""})


@cache
def own_script_text(bank_key: str, language: str) -> str:
    """A short text in somebody's first language to read aloud, empty when none ships."""
    return packs.own_script_texts(packs.BANKS / bank_key).get(language, "")


@cache
def rules_of(country: str) -> TrackRules | None:
    """The rule pack of a country, `None` when none ships."""
    return packs.load_track_rules(country.lower()) if country.lower() in packs.countries() else None


def axes_of(screener: literacy.Screener) -> dict[LiteracyAxis, sitting.Sitting]:
    """The sittings of a screening that have begun."""
    found = {LiteracyAxis.ANY_SCRIPT: screener.any_script}
    return found if screener.latin is None else found | {LiteracyAxis.LATIN: screener.latin}
