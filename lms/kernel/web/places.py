"""The places of a person's navigation: which one she is at, and many of them in groups."""

from collections.abc import Mapping, Sequence
from typing import Any

from lms.kernel.contracts import NavGroup, NavItem
from lms.kernel.language import N_, translate

FEW = 9
"""So many places are read at a glance; more of them stand in groups."""

NAMES: Mapping[NavGroup, str] = {
    NavGroup.CLASSES: N_("Classes"),
    NavGroup.PEOPLE: N_("Learners"),
    NavGroup.AHEAD: N_("Next steps"),
    NavGroup.REACH: N_("Outreach and advice"),
    NavGroup.VOICES: N_("What people say"),
    NavGroup.REPORTS: N_("Reports"),
    NavGroup.SETUP: N_("Set-up"),
}
"""Headings. What belongs to every day stands first and needs none."""

FOLDED = frozenset({NavGroup.REACH, NavGroup.VOICES, NavGroup.REPORTS, NavGroup.SETUP})
"""Groups for a few days of a month: closed until somebody is in them."""

AROUND_PEOPLE = frozenset({NavGroup.AHEAD, NavGroup.REACH, NavGroup.VOICES})
"""Groups that a role with a single place of theirs does without: it stands among the learners."""


def here(items: Sequence[NavItem], endpoint: str | None, said: str | None) -> NavItem | None:
    """The place of a page: the one that the page says, its own, else the first one that it is `within`."""
    for wanted in (said, endpoint):
        for item in items:
            if wanted and item.endpoint == wanted:
                return item
    return next((item for item in items if endpoint in item.within), None)


def groups(places: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Places under their headings, in the order of the groups. Few places stay one list without a heading.

    A group that is folded says how much work it hides.
    """
    if len(places) <= FEW:
        return [_group(None, places)] if places else []
    found = {group: [one for one in places if one["group"] is group] for group in NavGroup}
    for group in NavGroup:
        if group in AROUND_PEOPLE and len(found[group]) == 1:
            found[NavGroup.PEOPLE] += found.pop(group)
    return [_group(group, inside) for group, inside in found.items() if inside]


def _group(group: NavGroup | None, places: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    name = NAMES.get(group) if group else None
    return {
        "label": translate(name) if name else None,
        "folds": group in FOLDED,
        "open": any(one["current"] for one in places),
        "count": sum(one["count"] for one in places),
        "places": places,
    }
