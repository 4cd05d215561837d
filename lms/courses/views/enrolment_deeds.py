"""Everything that can happen with one person's seat: what each deed asks of its form, and what is said afterwards."""

from collections.abc import Callable

from flask import request
from flask_babel import gettext as _

from lms.courses import queries, services
from lms.courses.domain.enrolment import Cause
from lms.courses.queries import Placed
from lms.courses.views.enrolment_parts import seat_here, section_here, typed_day
from lms.kernel import errors
from lms.kernel.web import current_actor, current_day, now
from lms.kernel.web.arguments import whole_number


def _reason() -> str:
    return request.form.get("reason", "").strip()


def _pause(one: Placed) -> None:
    typed = request.form.get("until", "").strip()
    services.pause(
        one.id,
        reason=_reason(),
        on=typed_day("on", current_day()),
        until=typed_day("until", current_day()) if typed else None,
        note=request.form.get("note", ""),
        actor=current_actor(),
        now=now(),
    )


def _leave(one: Placed) -> None:
    services.leave(
        one.id,
        reason=_reason(),
        on=typed_day("on", current_day()),
        note=request.form.get("note", ""),
        actor=current_actor(),
        now=now(),
    )


def _transfer(one: Placed) -> str:
    section_id = request.form.get("section_id", "")
    if not section_id:
        raise errors.Invalid("courses.choose_class", field="section_id")
    section_here(section_id)
    key, _kept = services.transfer(
        one.id, section_id, reason=_reason(), on=typed_day("on", current_day()), actor=current_actor(), now=now()
    )
    return key


def _swap(one: Placed) -> str:
    partner = request.form.get("partner_id", "")
    if not partner:
        raise errors.Invalid("courses.choose_partner", field="partner_id")
    seat_here(partner)
    there, _here = services.swap(
        one.id, partner, reason=_reason(), on=typed_day("on", current_day()), actor=current_actor(), now=now()
    )
    return there[0]


def _second(one: Placed) -> str:
    section_id = request.form.get("section_id", "")
    if not section_id:
        raise errors.Invalid("courses.choose_class", field="section_id")
    cause = request.form.get("cause", "")
    if cause not in tuple(Cause):
        raise errors.Invalid("courses.choose_cause", field="cause")
    section = section_here(section_id)
    key, _kept = services.second_chance(
        one.id,
        section_id,
        cause=Cause(cause),
        from_date=typed_day("on", queries.entry_day(section, current_day())),
        actor=current_actor(),
        now=now(),
    )
    return key


def _priority(one: Placed) -> None:
    typed = request.form.get("needed_by", "").strip()
    need = request.form.get("need", "0")
    services.set_priority(
        one.id,
        needed_by=typed_day("needed_by", current_day()) if typed else None,
        need=-1 if (known := whole_number(need)) is None else known,
        actor=current_actor(),
        now=now(),
    )


def _instead(one: Placed) -> None:
    services.offer_instead(
        request.form.get("offered_id", ""), one.id, reason=_reason(), actor=current_actor(), now=now()
    )


def _not_now(one: Placed) -> None:
    services.not_now(one.id, actor=current_actor(), now=now())


def _accept(one: Placed) -> None:
    services.accept(one.id, leaving=request.form.getlist("leaving"), actor=current_actor(), now=now())


DEEDS: dict[str, Callable[[Placed], str | None]] = {
    "pause": _pause,
    "resume": lambda one: services.resume(one.id, on=typed_day("on", current_day()), actor=current_actor(), now=now()),
    "leave": _leave,
    "transfer": _transfer,
    "swap": _swap,
    "second": _second,
    "priority": _priority,
    "offer": lambda one: services.offer(one.id, actor=current_actor(), now=now()),
    "instead": _instead,
    "later": _not_now,
    "withdraw": lambda one: services.withdraw(one.id, reason=_reason(), actor=current_actor(), now=now()),
    "accept": _accept,
    "decline": lambda one: services.decline(one.id, actor=current_actor(), now=now()),
    "confirm": lambda one: services.still_waits(one.id, actor=current_actor(), now=now()),
}
CAN_BE_UNDONE = frozenset({"pause", "resume", "leave", "transfer", "swap", "accept", "later", "decline"})
SAID: dict[str, Callable[[str], str]] = {
    "pause": lambda name: str(_("%(name)s pauses. The seat is kept.", name=name)),
    "resume": lambda name: str(_("%(name)s is back.", name=name)),
    "leave": lambda name: str(_("%(name)s has left.", name=name)),
    "transfer": lambda name: str(_("%(name)s has moved. Marks and hours came along.", name=name)),
    "swap": lambda name: str(_("%(name)s and the other person have changed places.", name=name)),
    "second": lambda name: str(_("%(name)s has a second chance. The first attempt stays.", name=name)),
    "priority": lambda name: str(_("Kept for %(name)s.", name=name)),
    "offer": lambda name: str(_("The seat is offered to %(name)s.", name=name)),
    "instead": lambda name: str(_("The seat is offered to %(name)s.", name=name)),
    "withdraw": lambda name: str(_("The offer to %(name)s is taken back.", name=name)),
    "accept": lambda name: str(_("%(name)s has the seat.", name=name)),
    "later": lambda name: str(_("%(name)s goes on waiting. The next one is asked.", name=name)),
    "decline": lambda name: str(_("%(name)s does not want the seat. The next one is asked.", name=name)),
    "confirm": lambda name: str(_("%(name)s still waits.", name=name)),
}
