"""Who of staff advises: languages, background, and talks with a free place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lms.casework.domain.events import EventKind
from lms.casework.queries.events import EventInfo, events_ahead
from lms.organisations import queries as organisations

MOST_TALKS = 3
AHEAD = 400
"""Meetings that are looked through."""


@dataclass(frozen=True)
class Adviser:
    """A member of staff who advises, with the next talks in which there is a place."""

    staff: organisations.Staff
    talks: tuple[EventInfo, ...]


def advisers(centre_id: str, today: date) -> list[Adviser]:
    """Caseworkers of a centre, and everybody else who offers talks with one person, by name."""
    talks: dict[str, list[EventInfo]] = {}
    for one in events_ahead(centre_id, today, size=AHEAD):
        if one.kind is EventKind.ONE_TO_ONE and one.host_id and not one.cancelled and one.free != 0:
            talks.setdefault(one.host_id, []).append(one)
    return [
        Adviser(one, tuple(talks.get(one.id, ())[:MOST_TALKS]))
        for one in organisations.staff_around(centre_id)
        if one.kind == "caseworker" or one.id in talks
    ]


def languages_of(staff_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Languages by member of staff."""
    return {one.id: one.languages for one in organisations.staff(ids=sorted(set(staff_ids)))}
