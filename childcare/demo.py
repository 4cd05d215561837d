"""Childcare's part in the demonstration: two groups at each centre, what carers must know, a day under way."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from childcare import queries, services
from childcare.domain.pictures import CHILD_PICTURES
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.contracts import WeekInterval
from lms.organisations import queries as organisations
from lms.organisations import services as organisations_services

OPEN = [
    *(WeekInterval(day, time(8, 30), time(20, 30)) for day in range(4)),
    WeekInterval(4, time(8, 30), time(17, 45)),
]
"""Open in four evenings: otherwise a parent who works by day finds no class at all."""

TO_KNOW = (("Nuts", "Pen in the red bag, then call 112"), ("Asthma", "Spray in the red bag"), ("Milk", ""))
RELATIVES = (("Salim", "uncle"), ("Karim", "brother, 19"), ("Hodan", "grandmother"), ("Elsa", "neighbour"))
WITH_CODE, CODE = 6, "2580"
"""The first few relatives have a code for the pad."""
CITY = "City, youth office"
FIRST_AID = "childcare.first_aid"
EARLY = timedelta(minutes=8)


def take_part(step: str, facts: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """Steps `childcare` (set up a centre), `today` (records, and who is here already), `figures`.

    `today` takes centre_id, today and now, and returns {"here", "collected"}.
    """
    if step == "childcare":
        centre_id = facts["centre_id"]
        small = services.add_room(centre_id, "Room by the garden", square_metres=34, largest=10)
        large = services.add_room(centre_id, "Large room", square_metres=44, largest=14)
        services.add_group(centre_id, "Bear", "bear", from_months=0, to_months=36, places=10, room_id=small)
        services.add_group(centre_id, "Fox", "fox", from_months=36, to_months=78, places=14, room_id=large)
        services.set_care_hours(centre_id, OPEN)
        services.set_settings(centre_id, papers=["childcare"])
    if step == "today":
        _write_records(facts["centre_id"], facts["today"], facts["now"], actor)
        _look_ahead(facts["centre_id"], facts["today"], facts["now"], actor)
        return _begin_day(facts["centre_id"], facts["today"], facts["now"], actor)
    if step == "figures":
        return {"care_places": queries.count_places()}
    return {}


def _write_records(centre_id: str, today: date, now: datetime, actor: Actor) -> None:
    """A picture for every child, somebody besides the parent who may collect most of them, and a few allergies."""
    for place, child_id in enumerate(queries.booked_children(centre_id, today)):
        allergies, medicine = TO_KNOW[place // 7 % len(TO_KNOW)] if place % 7 == 2 else ("", "")
        services.keep_record(
            child_id,
            allergies=allergies,
            medicine=medicine,
            picture=CHILD_PICTURES[place % len(CHILD_PICTURES)],
            funding=CITY if place % 5 == 4 else "",
        )
        if place % 3:
            name, relation = RELATIVES[place % len(RELATIVES)]
            person = services.add_collector(child_id, name, relation, actor=actor, now=now)
            if place < WITH_CODE:
                services.set_code(person, CODE, actor=actor, now=now)


def _look_ahead(centre_id: str, today: date, now: datetime, actor: Actor) -> None:
    """First aid that ends soon, a carer who is away tomorrow, a bump of last week, a way into a kindergarten."""
    carers = sorted(queries.carer_names(centre_id), key=queries.carer_names(centre_id).__getitem__)
    children = queries.booked_children(centre_id, today)
    if not carers or not children:
        return
    organisations_services.renew_qualification(carers[0], FIRST_AID, valid_until=today + timedelta(days=24))
    tomorrow = today + timedelta(days=1)
    services.set_away(centre_id, carers[-1], tomorrow, tomorrow, actor=actor, now=now)
    services.add_incident(
        centre_id,
        children[0],
        happened_at=now - timedelta(days=7),
        kind="fall",
        what="Fell over the doorstep and bumped the forehead.",
        deed="Cooled it for ten minutes and stayed beside the child.",
        told="The parent, when the child was collected",
        actor=actor,
        now=now - timedelta(days=7),
    )
    services.keep_handover(
        children[0],
        kindergarten="Kita Lindenblatt",
        applied_on=today - timedelta(days=40),
        starts_on=today + timedelta(days=70),
        habits="Sleeps after lunch with the blue cloth. Eats no pork. Likes songs.",
        actor=actor,
        now=now,
    )


def _begin_day(centre_id: str, today: date, now: datetime, actor: Actor) -> dict[str, int]:
    """Whose class has begun is here, except every ninth; whose class is over was collected by the parent."""
    zone = organisations.centre(centre_id).zone
    wall = clock.local(now, zone).time()
    here = collected = 0
    for place, child in enumerate(queries.children_on(today, centre_id)):
        if child.starts > wall or child.arrived_at is not None or place % 9 == 8:
            continue
        came = clock.instant(today, child.starts, zone) - EARLY + timedelta(minutes=place % 5)
        services.check_in(child.booking_id, actor=actor, now=came)
        here += 1
        if child.ends <= wall:
            left = clock.instant(today, child.ends, zone) + timedelta(minutes=place % 7)
            services.check_out(child.booking_id, queries.PARENT, actor=actor, now=min(left, now))
            here, collected = here - 1, collected + 1
    return {"here": here, "collected": collected}
