"""A sitting: one test taken by one person, as a frozen value that can be stored, resumed and answered twice safely."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from lms.kernel import errors
from placement.domain import estimation, practice, selection, stopping
from placement.domain.chance import Chance, Draw
from placement.domain.cohort import Design
from placement.domain.cut_scores import CutScores
from placement.domain.estimation import ItemTable, Posterior, Prior
from placement.domain.exposure import NO_EXPOSURE, Exposure
from placement.domain.irt import Parameters
from placement.domain.item_bank import PoolItem
from placement.domain.practice import Practice
from placement.domain.selection import SelectionRules
from placement.domain.stopping import StopReason, StopRules

PILOT_CHANCE = 0.18
"""Chance of a pilot item after each one that counts: about 15 of 100 items asked."""


_NUMBERS = tuple(field.name for field in fields(Parameters))


class Mode(StrEnum):
    """`MEASURE` finds the level; `SORT` only the side of the cuts that matter for the tracks of a centre."""

    MEASURE = "measure"
    SORT = "sort"


@dataclass(frozen=True, eq=False)
class Engine:
    """All that is worked out once per published item set and setting, and shared by its sittings."""

    measures: str
    mode: Mode
    table: ItemTable
    practice: Practice
    stop_rules: StopRules
    selection_rules: SelectionRules
    pilots: tuple[PoolItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """One item put to the learner, with the parameters of that moment. `score` is `None` until there is one.

    `put_off`: answered, and a person gives the score later. A pilot item does not count: it is asked to learn about the
    item, not about the learner.
    """

    item: PoolItem
    score: int | None = None
    knew: bool = True
    seconds: float = 0.0
    put_off: bool = False
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Sitting:
    """Where one sitting stands. Everything follows from these values; nothing else needs to be kept."""

    measures: str
    mode: Mode
    item_set: str
    seed: int
    prior: Prior
    asked: tuple[Asked, ...]
    reason: StopReason | None = None

    @property
    def finished(self) -> bool:
        """Whether the sitting has ended."""
        return self.reason is not None

    @property
    def pending(self) -> str | None:
        """Key of the item waiting for an answer."""
        waiting = not self.finished and self.asked and not _is_answered(self.asked[-1])
        return self.asked[-1].item.key if waiting else None

    def with_asked(self, asked: tuple[Asked, ...]) -> "Sitting":
        """The same sitting with other items asked."""
        return Sitting(self.measures, self.mode, self.item_set, self.seed, self.prior, asked, self.reason)

    @property
    def answers(self) -> list[tuple[PoolItem, int]]:
        """Items with their scores, in the order asked; those that count."""
        return [(each.item, each.score) for each in self.asked if each.score is not None and each.counts]

    @property
    def to_rate(self) -> list[str]:
        """Keys of answers that a person still has to score."""
        return [each.item.key for each in self.asked if each.put_off and each.score is None]

    @property
    def seconds(self) -> float:
        """Time spent on answered items."""
        return sum(each.seconds for each in self.asked)


@dataclass(frozen=True, slots=True)
class Result:
    """What a sitting found. `probability` is how often such a band is right; the range holds at least 95 %."""

    measures: str
    band: str
    probability: float
    lowest: str
    highest: str
    range_probability: float
    bands: Mapping[str, float]
    theta: float
    standard_error: float
    items: int
    seconds: float
    reason: StopReason | None
    item_set: str

    @property
    def borderline(self) -> bool:
        """Whether the band is hardly more likely than its neighbour: to be said plainly."""
        best, second = sorted(self.bands.values(), reverse=True)[:2]
        return best - second < 0.2


def engine(
    measures: str,
    items: tuple[PoolItem, ...],
    cuts: CutScores,
    *,
    stop_rules: StopRules | None = None,
    selection_rules: SelectionRules | None = None,
    sort_at: tuple[str, ...] | None = None,
    pilots: tuple[PoolItem, ...] = (),
    practised: Practice | None = None,
) -> Engine:
    """Prepare an item set. `sort_at` names the bands whose lower cuts matter; given, the engine sorts.

    `pilots` are asked now and then, without counting. `practised` is what an earlier rehearsal of the same test found.
    """
    stop_rules, selection_rules = stop_rules or StopRules(), selection_rules or SelectionRules()
    table = estimation.tabulate(items, cuts)
    decision = cuts if sort_at is None else cuts.only(sort_at)
    if practised is None:
        practised = practice.practise(Design(table, decision, selection_rules, stop_rules.max_items), stop_rules)
    mode = Mode.MEASURE if sort_at is None else Mode.SORT
    return Engine(measures, mode, table, practised, stop_rules, selection_rules, pilots)


def start(
    engine: Engine,
    *,
    seed: int,
    exposure: Exposure = NO_EXPOSURE,
    first_band: str | None = None,
    first_item: str | None = None,
    prior: Prior | None = None,
) -> Sitting:
    """Begin and ask the first item. What the interview says (`first_band`) steers this first item and nothing else."""
    sitting = Sitting(engine.measures, engine.mode, engine.table.version, seed, prior or Prior(), ())
    aim = None if first_band is None else engine.table.grid.cuts.middle(first_band)
    return _ask(engine, sitting, exposure, aim=aim, preset=first_item)


def answer(
    engine: Engine,
    sitting: Sitting,
    item: str,
    score: int | None,
    *,
    seconds: float = 0.0,
    exposure: Exposure = NO_EXPOSURE,
) -> Sitting:
    """Take an answer and ask on, or end. `score` `None` means "I don't know".

    The same item answered again changes nothing: a second tab, or a request that the network repeats.
    """
    if any(each.item.key == item and _is_answered(each) for each in sitting.asked):
        return sitting
    if sitting.pending != item:
        raise errors.Conflict("placement.item_not_asked", item=item, pending=sitting.pending)
    last = sitting.asked[-1]
    if score is not None and not 0 <= score <= last.item.parameters.highest_score:
        raise errors.Invalid("placement.score_out_of_range", item=item, highest=last.item.parameters.highest_score)
    done = Asked(last.item, score or 0, score is not None, max(seconds, 0.0), last.put_off, last.counts)
    return _go_on(engine, sitting.with_asked((*sitting.asked[:-1], done)), exposure)


def put_off(
    engine: Engine, sitting: Sitting, item: str, *, seconds: float = 0.0, exposure: Exposure = NO_EXPOSURE
) -> Sitting:
    """Take an answer that a person will score later, and ask on or end with what is known. Twice changes nothing."""
    if any(each.item.key == item and _is_answered(each) for each in sitting.asked):
        return sitting
    if sitting.pending != item:
        raise errors.Conflict("placement.item_not_asked", item=item, pending=sitting.pending)
    done = replace(sitting.asked[-1], put_off=True, seconds=max(seconds, 0.0))
    return _go_on(engine, replace(sitting, asked=(*sitting.asked[:-1], done)), exposure)


def rate(sitting: Sitting, item: str, score: int) -> Sitting:
    """A person's score for an answer that was put off; also a better one later, and after the sitting has ended."""
    at = next((at for at, each in enumerate(sitting.asked) if each.item.key == item and each.put_off), None)
    if at is None:
        raise errors.Conflict("placement.item_not_asked", item=item, pending=sitting.pending)
    highest = sitting.asked[at].item.parameters.highest_score
    if not 0 <= score <= highest:
        raise errors.Invalid("placement.score_out_of_range", item=item, highest=highest)
    return replace(
        sitting, asked=(*sitting.asked[:at], replace(sitting.asked[at], score=score), *sitting.asked[at + 1 :])
    )


def end(sitting: Sitting, reason: StopReason = StopReason.ENDED_BY_PERSON) -> Sitting:
    """End early. An item without an answer is taken back, as if it had not been asked."""
    if sitting.finished:
        return sitting
    return replace(sitting, asked=tuple(each for each in sitting.asked if _is_answered(each)), reason=reason)


def ask_instead(engine: Engine, sitting: Sitting, item: str) -> Sitting:
    """Put this item in place of the one that waits, also where the answers are clear enough to end."""
    answered = tuple(each for each in sitting.asked if _is_answered(each))
    asked = Asked(engine.table.items[engine.table.index[item]])
    return replace(sitting, asked=(*answered, asked), reason=None)


def posterior(engine: Engine, sitting: Sitting) -> Posterior:
    """What the answers so far say."""
    return estimation.estimate(engine.table, sitting.answers, sitting.prior)


def result(engine: Engine, sitting: Sitting) -> Result:
    """The finding in bands, range and probability; also of a sitting that still runs."""
    belief = posterior(engine, sitting)
    lowest, highest, held = belief.band_range()
    bands = {band: float(share) for band, share in zip(belief.grid.cuts.bands, belief.bands, strict=True)}
    return Result(
        measures=sitting.measures,
        band=belief.band,
        probability=belief.probability,
        lowest=lowest,
        highest=highest,
        range_probability=held,
        bands=bands,
        theta=belief.mean,
        standard_error=belief.sd,
        items=len(sitting.answers),
        seconds=sitting.seconds,
        reason=sitting.reason,
        item_set=sitting.item_set,
    )


def to_json(sitting: Sitting) -> dict[str, Any]:
    """Plain values for storage."""
    return {
        "measures": sitting.measures,
        "mode": sitting.mode,
        "item_set": sitting.item_set,
        "seed": sitting.seed,
        "prior": {"mean": sitting.prior.mean, "sd": sitting.prior.sd},
        "asked": [asked_to_json(each) for each in sitting.asked],
        "reason": sitting.reason,
    }


def from_json(stored: Mapping[str, Any]) -> Sitting:
    """The same sitting again."""
    return Sitting(
        measures=stored["measures"],
        mode=Mode(stored["mode"]),
        item_set=stored["item_set"],
        seed=stored["seed"],
        prior=Prior(**stored["prior"]),
        asked=tuple(_asked_from_json(each) for each in stored["asked"]),
        reason=StopReason(stored["reason"]) if stored["reason"] else None,
    )


def asked_to_json(each: Asked) -> dict[str, Any]:
    """Plain values of one item put, for storage."""
    item, numbers = each.item, each.item.parameters
    return {
        "item": {
            "key": item.key,
            "parameters": {name: getattr(numbers, name) for name in _NUMBERS},
            "content": item.content,
            "step": item.step,
        },
        "score": each.score,
        "knew": each.knew,
        "seconds": each.seconds,
        "put_off": each.put_off,
        "counts": each.counts,
    }


def _asked_from_json(stored: Mapping[str, Any]) -> Asked:
    item, numbers = stored["item"], stored["item"]["parameters"]
    parameters = Parameters(**{**numbers, "steps": tuple(numbers["steps"])})
    pool_item = PoolItem(item["key"], parameters, item["content"], item["step"])
    put_off, counts = stored.get("put_off", False), stored.get("counts", True)
    return Asked(pool_item, stored["score"], stored["knew"], stored["seconds"], put_off, counts)


def _is_answered(one: Asked) -> bool:
    return one.score is not None or one.put_off


def _go_on(engine: Engine, sitting: Sitting, exposure: Exposure) -> Sitting:
    """Ask the next item, or end for one of the reasons."""
    belief = posterior(engine, sitting)
    left = len(engine.table.items) - sum([each.item.key in engine.table.index for each in sitting.asked])
    counted = sum([each.counts for each in sitting.asked])
    reason = stopping.reason_to_stop(
        belief, counted, sitting.seconds, left, engine.stop_rules, engine.practice.stop_table
    )
    if reason is not None:
        return replace(sitting, reason=reason)
    return _ask(engine, sitting, exposure, belief=belief)


def _ask(
    engine: Engine,
    sitting: Sitting,
    exposure: Exposure,
    *,
    belief: Posterior | None = None,
    aim: float | None = None,
    preset: str | None = None,
) -> Sitting:
    """Put one more item. The draw follows from seed and place, so that asking twice asks the same."""
    belief = belief or posterior(engine, sitting)
    seen = [each.item.key for each in sitting.asked]
    chance = Draw(sitting.seed, len(seen))
    pilot = _pilot(engine, sitting, chance)
    if pilot is not None:
        return sitting.with_asked((*sitting.asked, Asked(pilot, counts=False)))
    key = preset if preset in engine.table.index else None
    key = key or selection.next_item(
        engine.table,
        belief,
        seen,
        engine.selection_rules,
        exposure,
        chance,
        aim,
        engine.practice.stop_table.decision,
        engine.practice.prices,
    )
    if key is None:
        return replace(sitting, reason=StopReason.NO_ITEMS)
    return sitting.with_asked((*sitting.asked, Asked(engine.table.items[engine.table.index[key]])))


def _pilot(engine: Engine, sitting: Sitting, chance: Chance) -> PoolItem | None:
    """A pilot item, now and then: never first, never two in a row."""
    if not engine.pilots or not sitting.asked or not sitting.asked[-1].counts:
        return None
    seen = {each.item.key for each in sitting.asked}
    new = [item for item in engine.pilots if item.key not in seen]
    if not new or chance.random() >= PILOT_CHANCE:
        return None
    return new[int(chance.integers(len(new)))]
