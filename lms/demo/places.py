"""The demonstration's providers made real: centres, rooms, staff, funders, terms, and the courses they offer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import Any

import holidays

from lms.courses import services as courses
from lms.demo.providers import REGION, Centre, Provider
from lms.kernel import db, plugins
from lms.kernel.actor import Actor, system
from lms.kernel.contracts import WeekInterval
from lms.organisations import services as organisations

WEEKS_LEFT = 8
SATURDAY = (time(8, 30), time(15))


@dataclass
class Place:
    """One centre with the ids of what is in it."""

    provider: Provider
    provider_id: str
    centre_id: str
    term_id: str
    starts_on: date
    ends_on: date
    staff: dict[str, str] = field(default_factory=dict)
    courses: dict[str, str] = field(default_factory=dict)
    funders: dict[str, str] = field(default_factory=dict)


def found_provider(provider: Provider) -> str:
    """A provider."""
    return organisations.add_provider(provider.name, provider.country, region=REGION, programmes=provider.programmes)


def add_funders(provider: Provider) -> dict[str, str]:
    """Who pays."""
    return {key: organisations.add_funder(name, line) for key, (name, line) in provider.funders.items()}


def furnish(
    provider: Provider,
    centre: Centre,
    term: tuple[str, date, date],
    funders: Mapping[str, str],
    *,
    papers_until: date,
) -> Place:
    """A centre with rooms, a term, staff whose papers hold until a day, and the courses on offer."""
    centre_id = organisations.add_centre(
        centre.name,
        provider.zone,
        street=centre.street,
        transport=centre.transport,
        entrance="Green door",
        phone=f"{provider.phone}0",
    )
    organisations.place_centre(centre_id, centre.position)
    for room in provider.rooms[: centre.rooms]:
        organisations.add_room(
            centre_id, room.name, room.key, room.capacity, floor=room.floor, step_free=room.step_free
        )
    term_id = organisations.add_term(centre_id, *term)
    place = Place(provider, db.require_provider(), centre_id, term_id, term[1], term[2], funders=dict(funders))
    for closed, reason in _closures(provider, term[1], term[2]):
        organisations.add_closure(centre_id, closed, reason)
    _hire(place, centre.teachers, papers_until)
    _speak(place)
    _offer_courses(place)
    return place


def _closures(provider: Provider, starts_on: date, ends_on: date) -> list[tuple[date, str]]:
    """Public holidays of the country inside the term."""
    found = holidays.country_holidays(
        provider.country, subdiv=provider.holidays or None, years=range(starts_on.year, ends_on.year + 1)
    )
    return sorted((day, str(found[day])) for day in found if starts_on <= day <= ends_on)


def _hire(place: Place, teachers: int, papers_until: date) -> None:
    """Teachers, carers and the people who organise."""
    provider = place.provider
    for one in provider.teachers[:teachers]:
        staff_id = organisations.add_staff(
            one.name, "teacher", centre_id=place.centre_id, picture=one.picture, meetings_a_week=one.meetings
        )
        place.staff[one.name] = staff_id
        for track in one.tracks:
            organisations.qualify(staff_id, track, paper="Licence", valid_until=papers_until)
        hours = [WeekInterval(day, *stretch) for day in range(5) for stretch in one.hours]
        saturday = [WeekInterval(5, *SATURDAY)] if one.name in provider.weekend_teachers else []
        organisations.set_hours(staff_id, hours + saturday)
    for name, picture in provider.carers:
        staff_id = organisations.add_staff(name, "carer", centre_id=place.centre_id, picture=picture)
        place.staff[name] = staff_id
        organisations.qualify(staff_id, "childcare", paper="Record check", valid_until=papers_until)
        organisations.set_hours(staff_id, [WeekInterval(day, time(8, 30), time(20, 30)) for day in range(5)])
    for name, kind, picture in provider.office:
        place.staff[name] = organisations.add_staff(
            name, kind, centre_id=place.centre_id, picture=picture, phone=f"{provider.phone}1"
        )


def _speak(place: Place) -> None:
    for name, (languages, background) in place.provider.speaks.items():
        if name in place.staff:
            organisations.keep_languages(place.staff[name], languages, background)


def _offer_courses(place: Place) -> None:
    """The modules of the programmes that this centre runs."""
    known: dict[str, Mapping[str, Any]] = {
        f"{programme['key']}/{module['key']}": module
        for programme in plugins.installed().ask("programmes")
        for module in programme["modules"]
    }
    for offer in place.provider.offers:
        module = known.get(f"{offer.programme}/{offer.module}")
        if module is None:
            continue
        place.courses[offer.module] = courses.add_course(
            place.centre_id,
            programme=offer.programme,
            module_key=offer.module,
            title=offer.title,
            track=offer.track,
            level=offer.level,
            minutes=int(module["minutes"] or offer.minutes),
            section_min=offer.smallest,
            section_max=offer.largest,
            funder_id=place.funders[offer.funder],
            category=module["category"],
        )


def monday_before(day: date, weeks: int) -> date:
    """The Monday `weeks` weeks before the week of `day`."""
    return day - timedelta(days=day.weekday() + 7 * weeks)


def builder(provider_id: str, zone: str) -> Actor:
    """Who builds the demonstration."""
    return replace(system("Demonstration", provider_id), zone=zone)
