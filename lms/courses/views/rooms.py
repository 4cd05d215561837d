"""Rooms and what each of them offers to people who need it: a way without steps, quiet, help with hearing."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from lms.courses.views import people
from lms.courses.views.door import pages
from lms.courses.views.sessions import RIGHT
from lms.kernel import errors
from lms.kernel.web import current_actor, done, render
from lms.learners.domain.needs import OF_ROOMS, ticked
from lms.learners.domain.needs import PICTURES as pictures
from lms.organisations import queries as organisations
from lms.organisations import services as places


@pages.get("/rooms", permission=RIGHT)
def rooms() -> Any:
    """Every room of a centre, with ticks."""
    centre = organisations.centre_in_view(current_actor().centre_id or request.args.get("centre"))
    return render(
        "courses/rooms.html",
        centre=centre,
        centres=organisations.centres() if current_actor().centre_id is None else [],
        rooms=organisations.rooms(centre.id),
        offering=OF_ROOMS,
        pictures=pictures,
        words=people,
    )


@pages.post("/rooms/<room_id>", permission=RIGHT)
def keep_room(room_id: str) -> Any:
    """What a room offers. Fits of groups that meet in it follow."""
    room = people.rooms_by_id().get(room_id)
    if room is None:
        raise errors.NotFound("organisations.no_room")
    people.refuse_other_centre(current_actor(), room.centre_id)
    offered = ticked(request.form.getlist("properties"), OF_ROOMS)
    places.set_room(room_id, step_free="step_free" in request.form, properties=offered)
    return done(_("Kept: %(room)s.", room=people.room_name(room)), "courses.rooms", centre=room.centre_id)
