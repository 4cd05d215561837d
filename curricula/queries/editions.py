"""Which version of each programme is in force for the provider in scope, and every version it has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select

from curricula import models, packs
from curricula.domain.layers import Layer, Layered, Overlay, layered
from curricula.domain.programme import Programme
from lms.kernel import db, errors
from lms.kernel.packs import Problem
from lms.kernel.questions import Question
from lms.kernel.statements import Prepared, table
from lms.organisations import queries as organisations


@dataclass(frozen=True, slots=True)
class EditionInfo:
    """One version of a programme's rules. It is in force from `holds_from` until a later one of its layer holds."""

    id: str
    programme: str
    layer: str
    number: int
    digest: str
    set_by: str
    note: str
    at: datetime
    holds_from: date | None
    taken_by: str
    put_aside: bool

    @property
    def waits(self) -> bool:
        """Whether somebody has still to decide about it."""
        return self.holds_from is None and not self.put_aside


@dataclass(frozen=True, slots=True)
class _Standing:
    """What decides the rules of a provider on a day: its region and the ids of the editions in force."""

    region: str
    ids: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Composed:
    """All programmes that a provider knows, by key, undated; and overlays that no longer fit what they lie over."""

    programmes: Mapping[str, Layered]
    broken: tuple[Problem, ...] = ()


_EDITION = table(models.PackEdition).c
# Every page that tells of a programme and every register that is saved ask this.
_EDITIONS = Prepared(
    select(
        _EDITION.id, _EDITION.programme, _EDITION.layer, _EDITION.number, _EDITION.digest, _EDITION.set_by,
        _EDITION.note, _EDITION.at, _EDITION.holds_from, _EDITION.taken_by, _EDITION.put_aside_at,
    ).order_by(_EDITION.at, _EDITION.number)
)  # fmt: skip
_KEPT = "curricula.editions"


def editions(programme: str | None = None) -> list[EditionInfo]:
    """Every version, the newest first."""
    return [one for one in reversed(_all()[1]) if programme in (None, one.programme)]


def waiting() -> list[EditionInfo]:
    """Versions that somebody has still to decide about, the oldest first."""
    return [one for one in _all()[1] if one.waits]


_WAITING = Question(
    select(func.count(models.PackEdition.id)).where(
        models.PackEdition.holds_from.is_(None), models.PackEdition.put_aside_at.is_(None)
    )
)


def count_waiting() -> int:
    """How many versions wait: every page of who may decide asks this."""
    return int(_WAITING.ask().scalar())


def edition(edition_id: str) -> tuple[EditionInfo, dict[str, str]]:
    """One version with its files. Raises NotFound."""
    found = next((one for one in _all()[1] if one.id == edition_id), None)
    if found is None:
        raise errors.NotFound("curricula.absent")
    return found, _texts(edition_id)


def composed(day: date) -> Composed:
    """All programmes with regions and the provider's own rules laid over them, by the versions in force on a day.

    Without a provider in scope the shipped packs as they are.
    """
    scope = db.scope()
    if scope is None or scope.provider_id is None:
        return _plain()
    return _compose(_standing(day))


def composed_with(edition_id: str, day: date) -> Composed:
    """The same, as if one version more were in force."""
    chosen, _ = edition(edition_id)
    now = _standing(day)
    others = tuple(one.id for one in _in_force(day) if (one.programme, one.layer) != (chosen.programme, chosen.layer))
    return _compose(_Standing(now.region, (*others, edition_id)))


def beneath(day: date) -> tuple[dict[str, Programme], tuple[Overlay, ...]]:
    """What rules of the provider's own are laid over: the programmes as shipped and taken, and those of its region."""
    contents = [_content(one.id) for one in _in_force(day) if one.layer != Layer.PROVIDER]
    base, problems = _base(contents)
    return base, tuple(_overlays(base, contents, _all()[0], problems))


def forget() -> None:
    """After a change: the next question asks the database again."""
    db.session().info.pop((_KEPT, db.require_provider()), None)


def _all() -> tuple[str, tuple[EditionInfo, ...]]:
    """The provider's region and its versions, asked once in a session."""
    provider_id, kept = db.require_provider(), db.session().info
    found = kept.get((_KEPT, provider_id))
    if found is None:
        known = tuple(_info(list(row)) for row in _EDITIONS.ask())
        found = kept[(_KEPT, provider_id)] = (organisations.provider(provider_id).region, known)
    region, known = found
    return region, known


def _info(row: list[Any]) -> EditionInfo:
    *plain, put_aside_at = row
    return EditionInfo(*[*plain, put_aside_at is not None])


def _standing(day: date) -> _Standing:
    return _Standing(_all()[0], tuple(one.id for one in _in_force(day)))


def _in_force(day: date) -> list[EditionInfo]:
    """Of every programme and layer the version that holds on the day; of shipped ones the first for the days before it."""
    taken = [one for one in _all()[1] if one.holds_from is not None and not one.put_aside]
    chosen: dict[tuple[str, str], EditionInfo] = {}
    for one in sorted(taken, key=lambda each: (each.holds_from or date.min, each.number)):
        place = (one.programme, one.layer)
        holds = one.holds_from is not None and one.holds_from <= day
        if holds or (place not in chosen and one.layer != Layer.PROVIDER):
            chosen[place] = one
    return list(chosen.values())


def _texts(edition_id: str) -> dict[str, str]:
    row = db.session().scalar(select(models.PackEdition.files).where(models.PackEdition.id == edition_id))
    return dict(row or {})


_KNOWN_TEXTS: dict[str, tuple[str, str, str, dict[str, str]]] = {}


def _content(edition_id: str) -> tuple[str, str, str, dict[str, str]]:
    """Layer, programme, who set it, and files. A version never changes, so it is asked once in a process."""
    if edition_id not in _KNOWN_TEXTS:
        info, texts = edition(edition_id)
        if len(_KNOWN_TEXTS) >= 256:
            _KNOWN_TEXTS.clear()
        _KNOWN_TEXTS[edition_id] = (info.layer, info.programme, info.set_by, texts)
    return _KNOWN_TEXTS[edition_id]


@lru_cache(maxsize=1)
def _plain() -> Composed:
    return Composed({key: Layered(programme) for key, programme in packs.shipped().items()})


@lru_cache(maxsize=64)
def _compose(standing: _Standing) -> Composed:
    contents = [_content(one) for one in standing.ids]
    base, problems = _base(contents)
    overlays = list(_overlays(base, contents, standing.region, problems))
    found = {
        key: layered(programme, [one for one in overlays if one.programme == key]) for key, programme in base.items()
    }
    return Composed(found, tuple(problems))


def _base(contents: list[tuple[str, str, str, dict[str, str]]]) -> tuple[dict[str, Programme], list[Problem]]:
    base: dict[str, Programme] = dict(packs.shipped())
    problems: list[Problem] = []
    for layer, key, _, texts in sorted(contents, key=lambda one: one[0] != Layer.NATIONAL):
        if layer == Layer.NATIONAL:
            _take_whole(base, key, dict(texts), problems)
        elif layer == Layer.PROVIDER and _is_whole(texts):
            _take_whole(base, "", dict(texts), problems)
    return base, problems


def _take_whole(base: dict[str, Programme], key: str, texts: Mapping[str, Any], problems: list[Problem]) -> None:
    others = {name: one for name, one in base.items() if name != key}
    read = packs.read_texts(key, texts, others)
    problems += read.problems
    if read.programme is not None:
        base[read.programme.key] = read.programme


def _overlays(
    base: Mapping[str, Programme],
    contents: list[tuple[str, str, str, dict[str, str]]],
    region: str,
    problems: list[Problem],
) -> list[Overlay]:
    kept = {key for layer, key, _, _ in contents if layer == Layer.REGION}
    found = [one for one in packs.regions_of(region) if one.programme not in kept] if region else []
    for wanted in (Layer.REGION, Layer.PROVIDER):
        for layer, key, set_by, texts in contents:
            if layer == wanted and not _is_whole(texts):
                below = [one for one in found if one.programme == key]
                read = packs.read_texts("", dict(texts), base, layer=wanted, set_by=set_by, below=below)
                problems += read.problems
                found += [read.overlay] if read.overlay else []
    return found


def _is_whole(texts: Mapping[str, str]) -> bool:
    return not any(line.strip().startswith("[overlay]") for text in texts.values() for line in text.splitlines())
