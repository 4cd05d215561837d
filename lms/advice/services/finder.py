"""Showing a centre's open places, keeping who wants to hear of one, asking somebody to call, and counting how far people come."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from lms.accounts.services import audit
from lms.advice import models
from lms.advice.domain import finder
from lms.advice.domain.finder import Reach, Step, Wanted, When
from lms.advice.queries.finder import Found, open_place, open_places, suiting
from lms.kernel import db, errors, language
from lms.kernel.actor import Role, system
from lms.kernel.statements import Prepared, table
from lms.messages import queries as message_queries
from lms.messages import services as messages

_COUNTED = table(models.FinderCount)
_KEY = ("day", "step", "locale", "hub")
_ROW: dict[str, Any] = {name: bindparam(name) for name in ("id", *_KEY, "times")}
_MORE = {"times": _COUNTED.c.times + 1}
_COUNT = Prepared(
    sqlite.insert(_COUNTED).values(_ROW).on_conflict_do_update(index_elements=_KEY, set_=_MORE),
    postgresql=postgresql.insert(_COUNTED).values(_ROW).on_conflict_do_update(index_elements=_KEY, set_=_MORE),
)


def show_centre(centre_id: str, postcode: str, shown: bool) -> None:
    """Everybody may see the open places of this centre from now on, or no longer. Raises Invalid without a postcode."""
    row = db.session().scalar(select(models.ShownCentre).where(models.ShownCentre.centre_id == centre_id))
    if not shown:
        if row is not None:
            db.session().delete(row)
        return
    code = finder.postcode(postcode)
    if not code:
        raise errors.Invalid("advice.postcode_missing", field="postcode")
    if row is None:
        db.session().add(models.ShownCentre(id=db.new_id(), centre_id=centre_id, postcode=code))
    else:
        row.postcode = code


def count(step: Step, day: date, *, locale: str, hub: str = "") -> None:
    """A step was taken once more. Nothing is kept of who took it."""
    _COUNT.ask(id=db.new_id(), day=day, step=step.value, locale=locale, hub=finder.hub(hub), times=1)


def ask_to_hear(
    number: str, reach: str, wanted: Wanted, *, locale: str, section_id: str, today: date, now: datetime
) -> Found | None:
    """Somebody wants to hear of a place: of this class, or of the first one that suits.

    Returns the place whose centre is asked to call at once; None where the wish waits. A number waits once: who asks again
    changes her wish. Raises Invalid for what is no number.
    """
    dialled = finder.number(number)
    if not dialled:
        raise errors.Invalid("advice.number_off", field="number")
    if reach not in set(Reach):
        raise errors.Invalid("advice.reach_missing", field="reach")
    found = [open_place(section_id, today)] if section_id else _near(open_places(today, Wanted()), wanted)
    db.session().execute(delete(models.Wish).where(models.Wish.number == dialled))
    wish = models.Wish(
        id=db.new_id(),
        number=dialled,
        reach=reach,
        locale=locale,
        teaches=wanted.teaches,
        postcode=finder.postcode(wanted.postcode),
        times=sorted(wanted.times),
        at=now,
        until=today + finder.WAITS,
    )
    if found:
        _tell(wish, found[0], now)
        return found[0]
    db.session().add(wish)
    return None


def tell_who_waits(today: date, now: datetime) -> tuple[int, int]:
    """Ask the centre of the best place to call everybody for whom there is one now; numbers kept too long go.

    Returns how many were passed on and how many went without a place.
    """
    told, ended, every = 0, 0, open_places(today, Wanted())
    calls = _calls_left(every)
    for wish in list(db.session().scalars(select(models.Wish).order_by(models.Wish.id))):
        wanted = Wanted(wish.teaches, wish.postcode, frozenset(When(one) for one in wish.times))
        found = next((one for one in _near(every, wanted) if calls[one.section.id] > 0), None)
        if found:
            _tell(wish, found, now)
            calls[found.section.id] -= 1
            told += 1
        elif wish.until < today:
            ended += 1
        else:
            continue
        db.session().delete(wish)
    return told, ended


def _near(every: list[Found], wanted: Wanted) -> list[Found]:
    # A call about a class at the other end of the country helps nobody.
    return [one for one in suiting(every, wanted) if finder.near(one.place, wanted)]


def _calls_left(every: list[Found]) -> dict[str, int]:
    """Of how many free seats of each class nobody is being told yet: a seat is offered to one person at a time."""
    left = {one.section.id: one.section.free for one in every}
    for provider_id in {one.provider_id for one in every}:
        with db.scoped(provider_id):
            asked = [one for reach in Reach for one in message_queries.open_with(f"advice.{reach}_task")]
        for task in asked:
            section_id = task.link.rpartition("/")[2]
            if section_id in left:
                left[section_id] -= 1
    return left


def _tell(wish: models.Wish, found: Found, now: datetime) -> None:
    facts = {
        "number": wish.number,
        "language": language.NATIVE_NAMES.get(wish.locale, wish.locale),
        "section": found.section.name,
        "day": found.place.begins,
    }
    with audit.acting(system("course finder", found.provider_id)), db.scoped(found.provider_id):
        messages.ask(
            Role.ADMINISTRATOR,
            f"advice.{wish.reach}_task",
            facts,
            now=now,
            centre_id=found.section.centre_id,
            due_on=now.date(),
            link=f"/sections/{found.section.id}",
            unique_key=f"advice.wish:{wish.id}",
        )
