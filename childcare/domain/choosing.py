"""Which group a child goes to when several take its age: siblings together first, then the narrowest ages. Pure."""

from collections.abc import Mapping, Sequence

from childcare.domain.ages import AgeGroup


def candidates(months: int, groups: Sequence[AgeGroup]) -> list[AgeGroup]:
    """Groups that take a child of so many months: the narrowest ages first, then in the order given."""
    return sorted((group for group in groups if group.holds(months)), key=_width)


def _width(group: AgeGroup) -> int:
    return (group.to_months or 18 * 12) - group.from_months


def choose(ages: Mapping[str, int], groups: Sequence[AgeGroup], free: Mapping[str, int]) -> dict[str, str]:
    """A group for each sibling by its age in months; a child that no group takes is absent.

    Siblings are together where one group takes them all and has places for all. Else each goes to the first group of its
    ages with a place, and, where none has one, to the first: that one is named as full.
    """
    open_to = {child: candidates(months, groups) for child, months in ages.items() if candidates(months, groups)}
    if len(open_to) > 1:
        shared = [g for g in next(iter(open_to.values())) if all(g in options for options in open_to.values())]
        together = next((g for g in shared if free.get(g.key, 0) >= len(open_to)), None)
        if together is not None:
            return dict.fromkeys(open_to, together.key)
    left, found = dict(free), {}
    for child, options in open_to.items():
        chosen = next((g for g in options if left.get(g.key, 0) > 0), options[0])
        left[chosen.key] = left.get(chosen.key, 0) - 1
        found[child] = chosen.key
    return found
