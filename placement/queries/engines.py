"""Banks and engines, prepared once in a process and shared by all sittings."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, lru_cache

from lms.courses import queries as courses
from lms.kernel import db, plugins
from lms.kernel.vocabulary import Skill
from lms.organisations import queries as organisations
from placement import packs
from placement.domain import battery, estimation, joint, literacy, performances, practice, sitting
from placement.domain.cohort import Design
from placement.domain.cut_scores import LANGUAGE_CUTS, CutScores
from placement.domain.item_bank import Aptitude, Bank, LiteracyAxis, PoolItem
from placement.domain.literacy import Engines, Own
from placement.domain.practice import Practice
from placement.domain.scripts import OWN
from placement.domain.selection import SelectionRules
from placement.domain.sitting import Engine
from placement.domain.stopping import StopRules, StopTable
from placement.domain.track_rules import TrackRules
from placement.queries import editions, learned
from placement.queries.editions import LETTERS

LANGUAGE_OF_COUNTRY: Mapping[str, str] = {
    **dict.fromkeys(("AU", "CA", "GB", "IE", "NZ", "US"), "en"),
    **dict.fromkeys(("AT", "CH", "DE"), "de"),
    "DK": "da",
    "NL": "nl",
    "NO": "nb",
    "SE": "sv",
}
OWN_KINDS = tuple(Own(reads, hears) for reads in ("", "own") for hears in ("", "own"))
"""What of the screener is asked in somebody's own language: words, sounds, both, nothing."""
PATTERNS = "patterns_core"
"""The bank of shape rows for learning pace, the same in every language."""


banks = editions.shipped


def bank_of_centre(centre_id: str | None) -> Bank:
    """The bank in the language that a centre teaches: that of the programmes it runs, else of its provider and country.

    Where the provider has a bank of its own in that language in use, it is that one.
    """
    provider = organisations.provider(db.require_provider())
    spoken = {one["key"]: one["language"] for one in plugins.installed().ask("programmes")}
    run = Counter(spoken[one.programme] for one in courses.courses(centre_id) if one.programme in spoken)
    told = [*(language for language, _ in run.most_common(1)), *(spoken.get(key, "") for key in provider.programmes)]
    language = next(filter(None, told), LANGUAGE_OF_COUNTRY.get(provider.country.upper(), ""))
    own = editions.in_use(language)
    return bank(own) if own else bank_in(language)


@cache
def bank_in(language: str) -> Bank:
    """The bank of a language; the bank of letters for a language without one."""
    return next((bank for bank in banks().values() if bank.language == language), banks()[LETTERS])


@cache
def kinds_of(bank_key: str) -> tuple[str, ...]:
    """Kinds of sitting that a bank has questions for, in the order taken."""
    measured = bank(bank_key).measured
    return tuple(kind for kind in battery.ORDER if kind == battery.LITERACY or Skill(kind) in measured)


@cache
def parts_of(bank_key: str) -> tuple[str, ...]:
    """Parts with tasks that people score, as far as a bank has questions for them."""
    measured = bank(bank_key).measured
    return tuple(part for part in performances.PARTS if part in measured)


def bank(key: str) -> Bank:
    """One bank that ships, or an edition of the provider's own by its name. Raises NotFound."""
    found = banks().get(key)
    return editions.assembled(key).bank if found is None else found


def shipped_under(key: str) -> str:
    """The shipped bank itself, or the one that an edition of the provider's takes its sounds and letters from."""
    return key if key in banks() else editions.assembled(key).base


def _quotas(key: str, skill: Skill) -> Mapping[str, float]:
    if key in banks():
        return packs.quotas(packs.BANKS / key).get(skill.value, {})
    return editions.assembled(key).quotas.get(skill.value, {})


def skill_engine(bank_key: str, skill: Skill, live: bool = False, cuts: CutScores = LANGUAGE_CUTS) -> Engine:
    """The engine of one skill, set for a first sorting. `live`: a rater beside scores what is said at once.

    It asks and stops at the cuts of a centre: a test ends when its levels are told apart where this centre divides them.
    """
    return _skill_engine(bank_key, skill, live, cuts)


@lru_cache(maxsize=128)
def _skill_engine(bank_key: str, skill: Skill, live: bool, cuts: CutScores) -> Engine:
    whole = bank(bank_key)
    if skill in performances.PARTS:
        return _rated_engine(whole, skill, live, cuts)
    return _engine(
        skill.value,
        whole.pool(skill),
        cuts,
        stop_rules=battery.STOP_RULES,
        selection_rules=SelectionRules(
            quotas=_quotas(bank_key, skill),
            randomesque=battery.RANDOMESQUE,
            exposure_cap=battery.EXPOSURE_CAP,
        ),
        sort_at=battery.SORT_AT,
        pilots=whole.pilots(skill),
    )


def engine_for(bank_key: str, kind: str, live: bool = False, cuts: CutScores = LANGUAGE_CUTS) -> Engine:
    """The engine of a sitting of any kind but the screener."""
    return pace_engine() if kind == battery.PACE else skill_engine(bank_key, Skill(kind), live, cuts)


@cache
def pace_engine() -> Engine:
    """Rows of shapes: on which side of the fast track's cut does somebody learn?"""
    return _engine(
        battery.PACE,
        bank(PATTERNS).pool(Aptitude.PACE),
        joint.PACE_CUTS,
        stop_rules=battery.PACE_RULES,
        selection_rules=SelectionRules(randomesque=battery.RANDOMESQUE, exposure_cap=battery.EXPOSURE_CAP),
    )


def _rated_engine(whole: Bank, skill: Skill, live: bool, cuts: CutScores) -> Engine:
    """Writing and speaking: few tasks, all bands; of writing first what is scored at once."""
    items = whole.of(skill)
    pool = tuple(replace(item.for_pool(), content=performances.kind_of_task(item)) for item in items)
    kinds = {item.content for item in pool}
    return _engine(
        skill.value,
        pool,
        cuts,
        stop_rules=performances.rules_for(skill, items, live=live),
        selection_rules=SelectionRules(
            quotas={kind: share for kind, share in performances.SHARES.items() if kind in kinds},
            randomesque=battery.RANDOMESQUE,
            exposure_cap=battery.EXPOSURE_CAP,
        ),
    )


def _engine(
    measures: str,
    items: tuple[PoolItem, ...],
    cuts: CutScores,
    *,
    stop_rules: StopRules,
    selection_rules: SelectionRules,
    sort_at: tuple[str, ...] | None = None,
    pilots: tuple[PoolItem, ...] = (),
) -> Engine:
    """An engine as `sitting.engine` prepares it, with what its rehearsal learned kept for other processes."""
    table, decision = estimation.tabulate(items, cuts), cuts if sort_at is None else cuts.only(sort_at)

    def rehearse() -> learned.Tables:
        found = practice.practise(Design(table, decision, selection_rules, stop_rules.max_items), stop_rules)
        return {"going_on": found.stop_table.going_on, "prices": found.prices}

    kept = learned.tables((items, cuts, stop_rules, selection_rules, sort_at), rehearse)
    return sitting.engine(
        measures,
        items,
        cuts,
        stop_rules=stop_rules,
        selection_rules=selection_rules,
        sort_at=sort_at,
        pilots=pilots,
        practised=Practice(StopTable(decision, kept["going_on"]), kept["prices"]),
    )


def prepare(cuts: Iterable[CutScores], keys: Iterable[str] | None = None) -> int:
    """Make every engine that somebody may need with these cuts, so that nobody waits for one. Returns how many there are.

    `keys` are those of the banks, all by default.
    """
    made: list[Engine] = [pace_engine()]
    for key in banks() if keys is None else keys:
        whole = bank(key)
        made.extend(skill_engine(key, Skill(kind), False, one) for one in cuts for kind in _skills_of(key))
        if Skill.SPEAKING in whole.measured:
            made.extend(skill_engine(key, Skill.SPEAKING, True, one) for one in cuts)
        if any(whole.pool(axis) for axis in LiteracyAxis):
            for assisted in (False, True):
                axes = screener_engines(key, assisted)
                made.extend(axes.asking(axis, own) for axis in axes for own in OWN_KINDS)
    return len(made)


def _skills_of(bank_key: str) -> tuple[str, ...]:
    return (*(kind for kind in kinds_of(bank_key) if kind != battery.LITERACY), *parts_of(bank_key))


@cache
def screener_engines(bank_key: str, assisted: bool) -> Engines:
    """Both axes of the screener. Without a teacher beside only what can be answered by touch."""
    whole = bank(bank_key)
    alone = replace(whole, items=tuple(item for item in whole.items if assisted or not item.type.needs_rater))
    return literacy.engines(alone, _engine)


@cache
def media_of(bank_key: str) -> frozenset[str]:
    """Names of the sound files that a bank's items play."""
    items = bank(bank_key).items
    sounds = {item.sound for item in items} | {option.sound for item in items for option in item.options}
    return frozenset(name for name in sounds if name and not name.startswith(OWN))


@cache
def own_script_text(bank_key: str, language: str) -> str:
    """A short text in somebody's first language to read aloud, empty when none ships."""
    return packs.own_script_texts(packs.BANKS / shipped_under(bank_key)).get(language, "")


@cache
def rules_of(country: str) -> TrackRules | None:
    """The rule pack of a country, `None` when none ships."""
    return packs.load_track_rules(country.lower()) if country.lower() in packs.countries() else None


def axes_of(screener: literacy.Screener) -> dict[LiteracyAxis, sitting.Sitting]:
    """The sittings of a screening that have begun."""
    found = {LiteracyAxis.ANY_SCRIPT: screener.any_script}
    return found if screener.latin is None else found | {LiteracyAxis.LATIN: screener.latin}
