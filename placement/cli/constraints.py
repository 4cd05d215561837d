"""Content shares and exposure cap in a study: what was asked for, what came of it, and in sentences why it was not kept."""

from typing import Any

import click
import numpy as np

from placement.domain import exposure, study
from placement.domain.item_bank import PoolItem
from placement.domain.selection import SelectionRules
from placement.domain.study import Outcome

WHOLE = (1.0, 100.0)
"""What shares of everything add up to, as fractions or in per cent."""


def check(rules: SelectionRules, items: tuple[PoolItem, ...]) -> None:
    """Refuses a share of an area of which the bank has nothing."""
    there = {item.content for item in items}
    missing = [area for area, share in rules.quotas.items() if share > 0 and area not in there]
    if missing:
        areas = ", ".join(sorted(filter(None, there))) or "none"
        raise click.UsageError(f"--content: the bank has no item of '{missing[0]}'. Its areas are: {areas}.")


def kept(rules: SelectionRules, items: tuple[PoolItem, ...], ended: Outcome) -> dict[str, Any]:
    """Wanted and asked share of every area; the cap, the highest exposure, and the lowest that tests so long allow."""
    shown, learners = np.bincount(study.asked(ended), minlength=len(items)), len(ended.lengths)
    found: dict[str, Any] = {}
    if rules.quotas:
        total, by_area = sum(rules.quotas.values()), dict.fromkeys([*rules.quotas, *(one.content for one in items)], 0)
        for item, times in zip(items, shown, strict=True):
            by_area[item.content] += int(times)
        found["content"] = {
            area: {"wanted": rules.quotas.get(area, 0.0) / total, "asked": times / int(shown.sum())}
            for area, times in by_area.items()
        }
    if rules.exposure_cap < 1.0:
        highest = shown.max() / learners
        found["exposure"] = {
            "cap": rules.exposure_cap,
            "highest": float(highest),
            "kept": bool(highest <= rules.exposure_cap),
            "lowest_possible": float(ended.lengths.mean() / len(items)),
        }
    return found


def notes(rules: SelectionRules, items: tuple[PoolItem, ...], onward: dict[str, Any] | None) -> list[str]:
    """What somebody must know who reads the figures. `onward` is what `kept` and the summary say of it, if it ran."""
    constrained = rules.quotas or rules.exposure_cap < 1.0 or rules.randomesque > 1
    if onward is None:
        return (
            ["Content shares, exposure cap and randomesque hold for onward, which did not run."] if constrained else []
        )
    return [*_of_content(rules, items, onward), *_of_exposure(items, onward)]


def _of_content(rules: SelectionRules, items: tuple[PoolItem, ...], onward: dict[str, Any]) -> list[str]:
    if not rules.quotas:
        return []
    said, total = [], sum(rules.quotas.values())
    if min(abs(total / whole - 1) for whole in WHOLE) > 0.01:
        said.append(f"The content shares add up to {total:g}: they count by how they stand to each other.")
    unnamed = sorted({f"'{item.content}'" for item in items} - {f"'{area}'" for area in rules.quotas})
    if unnamed:
        said.append(
            f"The bank also has items of {', '.join(unnamed)}, which have no share: "
            "they are asked when nothing else is left."
        )
    return said + [
        f"'{area}' made up {one['asked']:.3f} of the questions, not {one['wanted']:.3f}: the bank has "
        f"{sum(item.content == area for item in items)} items of it."
        for area, one in onward["content"].items()
        if (one["wanted"] - one["asked"]) * onward["items"] > 1.0
    ]


def _of_exposure(items: tuple[PoolItem, ...], onward: dict[str, Any]) -> list[str]:
    found = onward.get("exposure")
    if found is None or found["kept"]:
        return []
    said = f"The exposure cap of {found['cap']:g} was not kept: one item was in {found['highest']:.3f} of the tests. "
    if found["lowest_possible"] > found["cap"]:
        return [
            f"{said}With {onward['items']:.1f} of {len(items)} items in a test, even items that are all asked alike "
            f"would be in {found['lowest_possible']:.3f}: the cap needs more items in the bank or shorter tests."
        ]
    return [
        f"{said}Where it left a learner no item, the one asked least was taken; and it counts {exposure.HEAD_START} tests "
        "at least."
    ]
