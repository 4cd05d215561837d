"""Rooms: their seats and floor, what each offers to people who need it, and one more of them."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from lms.courses.views import people
from lms.courses.views.door import pages
from lms.courses.views.plan_form import Typed
from lms.courses.views.sessions import RIGHT
from lms.kernel import errors, language
from lms.kernel.web import current_actor, done, render
from lms.learners.domain.needs import OF_ROOMS, ticked
from lms.learners.domain.needs import PICTURES as pictures
from lms.organisations import queries as organisations
from lms.organisations import services as places

FLOORS = (-5, 60)
MOST_SEATS = 500


@pages.get("/rooms", permission=RIGHT)
def rooms() -> Any:
    """Every room of a centre, with ticks."""
    return _page(Typed({}))


def _page(typed: Typed, status: int = 200, of: str = "") -> Any:
    """The rooms. What was typed belongs to the room `of`, or to a new one where that is empty."""
    centre = _centre()
    return render(
        "courses/rooms.html",
        status,
        centre=centre,
        centres=organisations.centres() if current_actor().centre_id is None else [],
        rooms=organisations.rooms(centre.id),
        offering=OF_ROOMS,
        pictures=pictures,
        keys=[(key, language.translate(name)) for key, name in people.ROOM_NAMES.items()],
        most=MOST_SEATS,
        floors=FLOORS,
        typed=typed,
        of=of,
        words=people,
    )


def _centre() -> organisations.Centre:
    asked = request.form.get("centre") or request.args.get("centre")
    return organisations.centre_in_view(current_actor().centre_id or asked)


def _size(typed: Typed) -> dict[str, int]:
    """Seats and floor, as far as they were sent."""
    found = {}
    if "seats" in typed.values:
        found["capacity"] = typed.number("seats", most=MOST_SEATS)
    if "floor" in typed.values:
        found["floor"] = typed.number("floor", least=FLOORS[0], most=FLOORS[1])
    return found


@pages.post("/rooms", permission=RIGHT)
def add_room() -> Any:
    """One more room. Two of a centre never have the same name."""
    typed, centre = Typed(request.form), _centre()
    name, key, size = typed.needed("name")[:80], typed.text("key"), _size(typed)
    if name.casefold() in {one.name.casefold() for one in organisations.rooms(centre.id)}:
        typed.errors["name"] = str(_("There is a room of this name. Choose another one."))
    if key not in people.ROOM_NAMES:
        typed.errors["key"] = str(_("Choose a picture."))
    if typed.errors:
        return _page(typed, 422)
    places.add_room(centre.id, name, key, size.get("capacity", 0), floor=size.get("floor", 0), step_free=False)
    return done(_("Kept: %(room)s.", room=name), "courses.rooms", centre=centre.id)


@pages.post("/rooms/<room_id>", permission=RIGHT)
def keep_room(room_id: str) -> Any:
    """Seats, floor, and what a room offers. Fits of groups that meet in it follow."""
    room = people.rooms_by_id().get(room_id)
    if room is None:
        raise errors.NotFound("organisations.no_room")
    people.refuse_other_centre(current_actor(), room.centre_id)
    typed = Typed(request.form)
    size = _size(typed)
    if typed.errors:
        return _page(typed, 422, room_id)
    offered = ticked(request.form.getlist("properties"), OF_ROOMS)
    places.set_room(room_id, step_free="step_free" in request.form, properties=offered)
    places.change_room(room_id, capacity=size.get("capacity"), floor=size.get("floor"))
    return done(_("Kept: %(room)s.", room=people.room_name(room)), "courses.rooms", centre=room.centre_id)
