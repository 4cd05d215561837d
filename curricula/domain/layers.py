"""Who sets a rule: the country, a region over it, a provider over both. What was replaced stays readable. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from curricula.domain.programme import TABLES, Dated, Programme
from lms.kernel.facts import Evidence


class Layer(StrEnum):
    """Whose rule it is. A later one stands over an earlier one."""

    NATIONAL = "national"
    REGION = "region"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Overlay:
    """Rules that one region or provider lays over a programme. `rules` holds them alone, in the programme's tables."""

    programme: str
    layer: Layer
    set_by: str
    rules: Programme
    region: str = ""


@dataclass(frozen=True, slots=True)
class Override:
    """One rule that was set above the country's: what it says now, what it said before (nothing: it is new), and who set it."""

    table: str
    key: str
    layer: Layer
    set_by: str
    now: tuple[Dated, ...]
    before: tuple[Dated, ...]


@dataclass(frozen=True, slots=True)
class Layered:
    """A programme with everything laid over it."""

    programme: Programme
    overrides: tuple[Override, ...] = ()

    def on(self, day: date) -> "Layered":
        """As it stands on one day: overrides of other days are left out."""
        standing = (one for one in self.overrides if any(each.evidence.holds_on(day) for each in one.now))
        return Layered(self.programme.on(day), tuple(standing))


def layered(programme: Programme, overlays: Iterable[Overlay]) -> Layered:
    """A programme with its overlays laid over it, regions first."""
    found = Layered(programme)
    for overlay in sorted(overlays, key=lambda one: tuple(Layer).index(one.layer)):
        found = _laid_over(found, overlay)
    return found


def _laid_over(below: Layered, overlay: Overlay) -> Layered:
    changed: dict[str, Any] = {}
    overrides: list[Override] = []
    for table in TABLES:
        own: tuple[Dated, ...] = getattr(overlay.rules, table)
        under: tuple[Dated, ...] = getattr(below.programme, table)
        if own:
            changed[table] = tuple(_merged(under, own))
            overrides += _overrides(table, under, own, overlay)
    return Layered(replace(below.programme, **changed), (*below.overrides, *overrides))


def _merged(under: Iterable[Dated], own: tuple[Dated, ...]) -> Iterator[Dated]:
    """In the order of the programme: a rule that is replaced stays in its place, new ones follow at the end."""
    placed: set[str] = set()
    for one in under:
        same = [each for each in own if each.key == one.key]
        if same and one.key not in placed:
            placed.add(one.key)
            yield from same
        yield from _outside(one, [each.evidence for each in same])
    yield from (one for one in own if one.key not in placed)


def _outside(one: Dated, spans: Iterable[Evidence]) -> list[Dated]:
    """What is left of a rule before and after the days on which others hold."""
    left = [one]
    for span in spans:
        left = [part for each in left for part in _cut(each, span)]
    return left


def _cut(one: Any, span: Evidence) -> Iterator[Dated]:
    if not one.evidence.overlaps(span):
        yield one
        return
    begins, ends = one.evidence.valid_from, one.evidence.valid_to
    if span.valid_from and (begins is None or begins < span.valid_from):
        yield _dated(one, begins, span.valid_from - timedelta(days=1))
    if span.valid_to and (ends is None or ends > span.valid_to):
        yield _dated(one, span.valid_to + timedelta(days=1), ends)


def _dated(one: Any, begins: date | None, ends: date | None) -> Dated:
    dated: Dated = replace(one, evidence=replace(one.evidence, valid_from=begins, valid_to=ends))
    return dated


def _overrides(table: str, under: Iterable[Dated], own: Iterable[Dated], overlay: Overlay) -> Iterator[Override]:
    under, own = tuple(under), tuple(own)
    for key in dict.fromkeys(one.key for one in own):
        now = tuple(one for one in own if one.key == key)
        before = tuple(
            one for one in under if one.key == key and any(one.evidence.overlaps(each.evidence) for each in now)
        )
        yield Override(table, key, overlay.layer, overlay.set_by, now, before)
