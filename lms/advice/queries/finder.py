"""Open places of every provider that shows them, who waits to hear of one, and how far people come. Crosses providers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from lms.advice import models
from lms.advice.domain import finder
from lms.advice.domain.finder import Place, Step, Wanted
from lms.courses import queries as courses
from lms.kernel import db, errors, plugins
from lms.organisations import queries as organisations

CROSSING = "course finder"
MOST_HUBS = 10
"""Anybody may write anything behind an address: only sites that send many are told of."""


@dataclass(frozen=True)
class Found:
    """A class with a free seat, at a centre that shows it."""

    place: Place
    section: courses.SectionInfo
    centre: organisations.Centre
    provider_id: str
    provider: str


def open_places(today: date, wanted: Wanted) -> list[Found]:
    """What suits, the nearest first. Of every provider; nothing about a person."""
    return suiting(_every_place(today), wanted)


def suiting(found: Iterable[Found], wanted: Wanted) -> list[Found]:
    """Of these places what suits, the nearest first."""
    by_section = {one.section.id: one for one in found}
    return [by_section[one.section_id] for one in finder.in_order([each.place for each in by_section.values()], wanted)]


def _every_place(today: date) -> list[Found]:
    with db.crossing(CROSSING):
        shown = {row.centre_id: row for row in db.session().scalars(select(models.ShownCentre))}
        if not shown:
            return []
        known = {one.id: one for one in organisations.centres() if one.id in shown}
        names = {one.id: one.name for one in organisations.providers()}
        taught = _languages()
        found = []
        for section in courses.sections(centre_ids=list(known)):
            place = _place(section, shown[section.centre_id].postcode, taught, today)
            if place is not None:
                provider_id = shown[section.centre_id].provider_id
                found.append(Found(place, section, known[section.centre_id], provider_id, names.get(provider_id, "")))
    return found


def open_place(section_id: str, today: date) -> Found:
    """One of them. Raises NotFound for a class that is full, over, or shown to nobody."""
    for one in open_places(today, Wanted()):
        if one.section.id == section_id:
            return one
    raise errors.NotFound("advice.no_place")


def _place(section: courses.SectionInfo, code: str, taught: dict[str, str], today: date) -> Place | None:
    if section.free <= 0:
        return None
    begins = finder.first_day(
        today, section.starts_on, section.ends_on, section.entry_until, courses.entry_day(section, today)
    )
    if begins is None:
        return None
    language = taught.get(section.course.programme, "")
    return Place(section.id, section.centre_id, language, code, section.meetings, begins)


def _languages() -> dict[str, str]:
    """The language that each programme teaches."""
    return {str(one["key"]): str(one.get("language", "")) for one in plugins.installed().ask("programmes")}


def shown_centres(centre_ids: Iterable[str]) -> dict[str, str]:
    """Of these centres the ones that show their places, with the postcode by which they are found."""
    rows = db.session().scalars(select(models.ShownCentre).where(models.ShownCentre.centre_id.in_(list(centre_ids))))
    return {row.centre_id: row.postcode for row in rows}


@dataclass(frozen=True)
class Counted:
    """How far people came since a day: in all, by the language of the page, and by the site that sent them."""

    way: list[finder.Stage]
    by_locale: dict[str, list[finder.Stage]]
    by_hub: dict[str, list[finder.Stage]]
    waiting: int


def counted_since(first: date) -> Counted:
    """Sums over the whole site: nobody is followed, so nobody can be taken out."""
    count = models.FinderCount
    rows = db.session().execute(
        select(count.step, count.locale, count.hub, func.sum(count.times))
        .where(count.day >= first)
        .group_by(count.step, count.locale, count.hub)
    )
    every: dict[Step, int] = {}
    locales: dict[str, dict[Step, int]] = {}
    hubs: dict[str, dict[Step, int]] = {}
    for name, locale, hub, times in rows:
        for sums in (every, locales.setdefault(locale, {}), *([hubs.setdefault(hub, {})] if hub else [])):
            sums[Step(name)] = sums.get(Step(name), 0) + int(times)
    return Counted(
        finder.stages(every),
        {key: finder.stages(sums) for key, sums in sorted(locales.items())},
        {
            key: finder.stages(hubs[key])
            for key in sorted(hubs, key=lambda one: (-sum(hubs[one].values()), one))[:MOST_HUBS]
        },
        int(db.session().scalar(select(func.count(models.Wish.id))) or 0),
    )
