"""Small facts that several pages show: today's date at the centre, words for rooms and days, letters for a name."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from lms.courses.queries import SessionInfo
from lms.kernel import clock, errors, language
from lms.kernel.actor import Actor, Role
from lms.kernel.language import N_
from lms.kernel.vocabulary import Level
from lms.kernel.web import current_actor, current_day, now
from lms.organisations import queries as organisations

A_MONDAY = date(2024, 1, 1)
NEW_FOR = timedelta(days=14)

ROOM_NAMES = {
    "fish": N_("Fish room"),
    "sun": N_("Sun room"),
    "tree": N_("Tree room"),
    "boat": N_("Boat room"),
    "cherry": N_("Cherry room"),
    "bread": N_("Bread room"),
    "turtle": N_("Turtle room"),
    "moon": N_("Moon room"),
}
"""A room that is called like its picture is called so in the reader's language."""


def local_now() -> datetime:
    """This request's instant as wall time of the person's centre."""
    return clock.local(now(), current_actor().zone)


def room_name(room: organisations.Room | None) -> str:
    """What a room is called."""
    if room is None:
        return str(_("No room yet"))
    if room.name.casefold() == room.key:
        return language.translate(ROOM_NAMES[room.key])
    return room.name


def floor_name(floor: int) -> str:
    """Ground floor or the number."""
    return str(_("Ground floor") if floor == 0 else _("Floor %(number)s", number=floor))


def _written(day: date, pattern: str) -> str:
    return language.day_written(day, pattern, language.locale_code.get())


def weekday(day: date) -> str:
    """Tuesday, in the reader's language."""
    return _written(day, "EEEE")


def weekday_name(number: int) -> str:
    """Monday for 0, in the reader's language."""
    return weekday(A_MONDAY + timedelta(days=number))


def level_name(level: str) -> str:
    """A1, before A1."""
    return str(_("Before A1")) if level == Level.PRE_A1 else level.upper()


def long_day(day: date) -> str:
    """Tuesday 24 November."""
    return _written(day, "EEEE d MMMM")


def short_day(day: date) -> str:
    """Tue 24."""
    return _written(day, "EEE d")


def local_day(instant: datetime) -> date:
    """The calendar date of an instant at the person's centre."""
    return clock.local(instant, current_actor().zone).date()


def moment(instant: datetime) -> str:
    """Tue 24 November, 12:00, at the person's centre."""
    local = clock.local(instant, current_actor().zone)
    day = _written(local.date(), "EEE d MMMM")
    return str(_("%(day)s, %(time)s", day=day, time=f"{local:%H:%M}"))


def days_span(first: date, last: date) -> str:
    """23 to 27 November; with both months where they differ."""
    begin = _written(first, "d" if first.month == last.month else "d MMMM")
    return str(_("%(first)s to %(last)s", first=begin, last=_written(last, "d MMMM")))


def pairs(centres: Iterable[organisations.Centre]) -> list[tuple[str, str]]:
    """Centres for a select."""
    return [(one.id, one.name) for one in centres]


def when(day: date) -> str:
    """Today, Tuesday; Tomorrow, Wednesday; Thursday; further away with the date."""
    ahead = (day - current_day()).days
    if ahead == 0:
        return str(_("Today, %(weekday)s", weekday=weekday(day)))
    if ahead == 1:
        return str(_("Tomorrow, %(weekday)s", weekday=weekday(day)))
    return weekday(day) if 1 < ahead < 7 else long_day(day)


def given(name: str) -> str:
    """What a person is called by: the first word of the name."""
    return name.split()[0] if name.split() else name


def letters(name: str) -> str:
    """Up to two first letters of a name, in any script."""
    words = name.split()
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


def number(key: str) -> int:
    """A stable number of somebody for the colour of her disc."""
    return sum(map(ord, key))


def rooms_by_id(centre_id: str | None = None) -> dict[str, organisations.Room]:
    """Rooms by id."""
    return {room.id: room for room in organisations.rooms(centre_id)}


def staff_by_id(ids: Iterable[str | None]) -> dict[str, organisations.Staff]:
    """Members of staff by id, as far as a page names them."""
    wanted = sorted({key for key in ids if key})
    return {one.id: one for one in organisations.faces(wanted)} if wanted else {}


def face_of(staff: organisations.Staff | None) -> str:
    """The drawing of a member of staff, or that of anybody who teaches."""
    return (staff.picture if staff else "") or "teacher"


def refuse_other_centre(actor: Actor, centre_id: str) -> None:
    """Staff of one centre see that centre; managers see all of their provider. Raises NotFound."""
    if actor.role is not Role.MANAGER and actor.centre_id not in (None, centre_id):
        raise errors.NotFound("courses.absent")


def register_state(session: SessionInfo, at: datetime) -> str:
    """cancelled, taken, open (begun and not taken) or ahead."""
    if session.state == "cancelled":
        return "cancelled"
    if session.marked_at is not None:
        return "taken"
    return "open" if session.starts_at <= at else "ahead"
