"""What all providers of a region offer by track, level, place and time, for its observer: gaps, and groups that could be one."""

from dataclasses import dataclass
from datetime import date

from lms.accounts.services import audit
from lms.courses.queries import offered
from lms.exchange.domain.comparison import PARTS, Group, nearly_the_same
from lms.exchange.domain.suppression import Cell, suppressed
from lms.exchange.queries.overview import CROSSING
from lms.kernel import db
from lms.kernel.vocabulary import LEVELS, Track
from lms.organisations import queries as organisations
from lms.organisations.domain.positions import Position


@dataclass(frozen=True)
class OfferRow:
    """One track and level at one centre: groups by part of the day, seats, and people without one."""

    track: str
    level: str
    centre: str
    groups: dict[str, int]
    seats: int
    waiting: Cell

    @property
    def gap(self) -> bool:
        """Whether people wait and nothing is offered here."""
        return not self.seats and self.waiting != 0


@dataclass(frozen=True)
class Offer:
    """The offer of a region. `pairs` are half-empty groups that are nearly the same."""

    region: str
    rows: tuple[OfferRow, ...]
    pairs: tuple[tuple[Group, Group], ...]


def offer_of(provider_id: str, *, today: date) -> Offer:
    """Over every provider of the observer's region. The look itself is kept in the observer's audit."""
    region = organisations.provider(provider_id).region
    with db.crossing(CROSSING):
        providers = organisations.providers_of_region(region)
        groups = offered.offered_groups(providers, today)
        waiting = offered.waiting_by_centre(providers)
        names = organisations.centre_names(providers)
        where = organisations.positions(providers)
    audit.record("crossing", "provider", provider_id, changes={"query": CROSSING, "providers": len(providers)})
    kinds = sorted({(one.track, one.level) for one in groups} | {(key[1], key[2]) for key in waiting}, key=_order)
    shown = suppressed(
        {(f"{track} {level}", centre): count for (centre, track, level), count in waiting.items()},
        [f"{track} {level}" for track, level in kinds],
        list(names),
    )
    rows = [
        _row(kind, centre_id, name, groups, shown.cells[f"{kind[0]} {kind[1]}", centre_id])
        for kind in kinds
        for centre_id, name in names.items()
    ]
    pairs = nearly_the_same([_group(one, where.get(one.centre_id)) for one in groups])
    return Offer(region, tuple(row for row in rows if row.seats or row.waiting != 0), tuple(pairs))


def _row(
    kind: tuple[str, str], centre_id: str, name: str, groups: list[offered.OfferedGroup], waiting: Cell
) -> OfferRow:
    here = [one for one in groups if (one.track, one.level) == kind and one.centre_id == centre_id]
    parts = {part: sum(part in _group(one).parts for one in here) for part in PARTS}
    return OfferRow(kind[0], kind[1], name, parts, sum(one.seats for one in here), waiting)


def _group(one: offered.OfferedGroup, where: Position | None = None) -> Group:
    return Group(one.name, one.centre, one.track, one.level, one.seats, one.taken, one.times, where)


def _order(kind: tuple[str, str]) -> tuple[int, int]:
    tracks, levels = [track.value for track in Track], [level.value for level in LEVELS]
    return (
        tracks.index(kind[0]) if kind[0] in tracks else len(tracks),
        levels.index(kind[1]) if kind[1] in levels else -1,
    )
