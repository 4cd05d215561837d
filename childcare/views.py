"""Pages of childcare: the day of the carers, who is in the house, what to know of a child, coming and going."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import g, request, url_for
from flask_babel import format_date, gettext, ngettext
from flask_babel import gettext as _

from childcare import queries, services
from childcare.domain.day import HALF_HOUR, HouseHalfHour
from childcare.domain.pictures import CHILD_PICTURES
from childcare.domain.ratios import RatioRule
from childcare.forms import CollectForm, RecordForm
from lms.accounts.services import audit
from lms.courses import services as courses
from lms.kernel import clock, db, errors
from lms.kernel.web import Pages, current_actor, done, now, refuse, render
from lms.organisations import queries as organisations

pages = Pages("childcare", __name__)

SOON = timedelta(days=14)
YOUNG = 36
"""Months up to which the age of a child is told with months."""


@dataclass(frozen=True)
class GroupCard:
    """One group on a day: its children, its half hours, and the carers it needs now."""

    group: queries.GroupInfo
    children: tuple[queries.ChildToday, ...]
    counts: tuple[dict[str, Any], ...]
    starts: str
    ends: str
    needed_now: int


def own_centre() -> organisations.Centre:
    """The carer's centre; without one of her own the provider's first. Raises NotFound."""
    return organisations.centre_in_view(current_actor().centre_id)


@pages.get("/childcare", permission="childcare.day", writes=True)
def day() -> Any:
    """Who is here, who is still to come, whether the carers suffice, and from when not."""
    centre = own_centre()
    at = clock.local(now(), centre.zone)
    shown = _wanted_day(at.date())
    children = queries.children_on(shown, centre.id)
    country = organisations.provider(db.require_provider()).country
    house = queries.house_on(children, centre.id, country, shown)
    is_today = shown == at.date()
    present = queries.house_now(children, centre.id, country, at) if is_today else None
    _note_reading(children)
    return render(
        "childcare/day.html",
        centre=centre,
        shown=shown,
        long_day=str(format_date(shown, "EEEE d MMMM")),
        is_today=is_today,
        at=at,
        before=shown - timedelta(days=1),
        after=shown + timedelta(days=1),
        cards=_cards(centre.id, children, house, present),
        has_groups=bool(queries.groups(centre.id)),
        here=[child for child in children if is_here(child)],
        to_come=[child for child in children if child.arrived_at is None and child.ends > at.time()],
        on_duty=present.on_duty if present else None,
        short=_first_short(house, at if is_today else None),
        growing=queries.changes_of_group(children, centre.id, shown, shown + SOON),
        group_names={group.id: group.name for group in queries.groups(centre.id)},
        away=queries.away_on(shown, centre.id),
        rule=queries.rule_of(country, shown),
        rule_lines=_rule_lines(queries.rule_of(country, shown)),
        age=age,
        ages=ages_of_group,
        wall=lambda instant: clock.local(instant, centre.zone).strftime("%H:%M"),
    )


def is_here(child: queries.ChildToday) -> bool:
    """Whether a child is in the house."""
    return child.arrived_at is not None and child.left_at is None


def _wanted_day(today: date) -> date:
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today


def _note_reading(children: Sequence[queries.ChildToday]) -> None:
    """Who saw what carers must know of a child stands in the audit."""
    shown = sorted({child.child_id for child in children if child.allergies or child.medicine})
    audit.read("childcare_child_record", shown, "day", now=now())


def _cards(
    centre_id: str,
    children: Sequence[queries.ChildToday],
    house: Sequence[HouseHalfHour],
    present: HouseHalfHour | None,
) -> list[GroupCard]:
    return [
        GroupCard(
            group=group,
            children=tuple(child for child in children if child.group_id == group.id),
            counts=tuple(
                {"count": half.children.get(group.id, 0), "short": not half.ok, "time": _clock(half.start)}
                for half in house
            ),
            starts=_clock(house[0].start) if house else "",
            ends=_clock(house[-1].start + HALF_HOUR) if house else "",
            needed_now=present.needed.get(group.id, 0) if present else 0,
        )
        for group in queries.groups(centre_id)
    ]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _first_short(house: Sequence[HouseHalfHour], at: datetime | None) -> dict[str, Any] | None:
    """The first half hour from now on with too few carers."""
    minute = at.hour * 60 + at.minute if at else 0
    first = minute - HALF_HOUR if at else -1
    found = next((half for half in house if not half.ok and half.start > first), None)
    if found is None:
        return None
    busiest = max(found.children, key=lambda key: found.children[key])
    return {
        "time": "" if found.start <= minute else _clock(found.start),
        "needed": found.carers_needed,
        "on_duty": found.on_duty,
        "children": sum(found.children.values()),
        "group_id": busiest,
    }


def age(months: int) -> str:
    """2 y 4 m for the small ones, 4 y for the others."""
    years, rest = divmod(months, 12)
    if years == 0:
        return str(ngettext("%(num)s month", "%(num)s months", rest))
    if months < YOUNG and rest:
        return str(gettext("%(years)s y %(months)s m", years=years, months=rest))
    return str(ngettext("%(num)s year", "%(num)s years", years))


def ages_of_group(group: queries.GroupInfo) -> str:
    """Under 3 years; 3 to 6 years."""
    first, last = group.from_months // 12, (group.to_months - 1) // 12
    if group.from_months == 0:
        return str(ngettext("under %(num)s year", "under %(num)s years", last + 1))
    return str(gettext("%(first)s to %(last)s years", first=first, last=last))


def _rule_lines(rule: RatioRule | None) -> list[str]:
    """The bands of a rule as people say them."""
    if rule is None:
        return []
    return [
        gettext(
            "1 carer for %(num)s children under %(years)s years",
            num=band.children_per_carer,
            years=band.to_months // 12,
        )
        if band.to_months is not None
        else gettext("1 carer for %(num)s older children", num=band.children_per_carer)
        for band in rule.bands
    ]


# --- coming and going ------------------------------------------------------------------------------------------------


def _own_place(booking_id: str) -> queries.ChildToday:
    g.place = "childcare.day"
    return queries.booking(booking_id, own_centre().id)


@pages.post("/childcare/<booking_id>/in", permission="childcare.day")
def check_in(booking_id: str) -> Any:
    """A child has come."""
    child = _own_place(booking_id)
    services.check_in(booking_id, actor=current_actor(), now=now())
    return done(
        _("%(name)s is here.", name=child.name), "childcare.day", undo=url_for("childcare.undo", booking_id=booking_id)
    )


@pages.post("/childcare/away/<session_id>/<learner_id>", permission="childcare.day")
def comes(session_id: str, learner_id: str) -> Any:
    """A child comes after all: its parent's "I cannot come" is taken back, and the place with it if it is free."""
    centre = own_centre()
    away = queries.away_on(clock.today(centre.zone), centre.id)
    child = next((one for one in away if (one.session_id, one.learner_id) == (session_id, learner_id)), None)
    if child is None:
        raise errors.NotFound("childcare.absent")
    courses.take_back_apology(session_id, learner_id, actor=current_actor(), now=now())
    if queries.without_place(learner_id, session_id):
        return done(_("%(name)s has no place: the group is full by now.", name=child.name), "childcare.day")
    return done(_("%(name)s has the place again.", name=child.name), "childcare.day")


@pages.get("/childcare/<booking_id>/out", permission="childcare.day", writes=True)
def leaving(booking_id: str) -> Any:
    """Who may collect a child, and who does."""
    child = _own_place(booking_id)
    audit.read("childcare_child_record", [child.child_id], "collect", now=now())
    return _leaving_page(child, CollectForm())


def _leaving_page(child: queries.ChildToday, form: CollectForm, *, status: int = 200) -> Any:
    names = child.may_collect or (child.parent,)
    form.offer(names)
    return render("childcare/leaving.html", status, child=child, form=form, names=names, age=age)


@pages.post("/childcare/<booking_id>/out", permission="childcare.day")
def check_out(booking_id: str) -> Any:
    """A child was collected."""
    child, form = _own_place(booking_id), CollectForm()
    form.offer(child.may_collect or (child.parent,))
    try:
        if not form.validate():
            return _leaving_page(child, form, status=422)
        services.check_out(booking_id, form.chosen, actor=current_actor(), now=now())
    except errors.Invalid as error:
        form.other.errors = []
        refuse(form, errors.Invalid(error.code, field="other"))
        return _leaving_page(child, form, status=error.status)
    said = _("%(name)s was collected by %(who)s.", name=child.name, who=form.chosen)
    return done(said, "childcare.day", undo=url_for("childcare.undo", booking_id=booking_id))


@pages.post("/childcare/<booking_id>/undo", permission="childcare.day")
def undo(booking_id: str) -> Any:
    """Take the last step of a child back."""
    child = _own_place(booking_id)
    services.undo_check(booking_id, actor=current_actor(), now=now())
    return done(_("Taken back for %(name)s.", name=child.name), "childcare.day")


@pages.get("/childcare/fire-list", permission="childcare.day", writes=True)
def fire_list() -> Any:
    """Who is in the house now, for the assembly point."""
    centre = own_centre()
    at = clock.local(now(), centre.zone)
    children = [child for child in queries.children_on(at.date(), centre.id) if is_here(child)]
    audit.read("childcare_child_record", sorted({child.child_id for child in children}), "fire_list", now=now())
    return render(
        "childcare/fire_list.html",
        centre=centre,
        at=at,
        groups=[(group, [one for one in children if one.group_id == group.id]) for group in queries.groups(centre.id)],
        children=children,
        carers=queries.carers_at(centre.id, at),
        age=age,
        back_url=url_for("childcare.day"),
    )


# --- what to know of a child -----------------------------------------------------------------------------------------


@pages.get("/childcare/children/<child_id>", permission="childcare.day", writes=True)
def record(child_id: str) -> Any:
    """Allergies, medicine, who may collect."""
    g.place = "childcare.day"
    child = queries.child(child_id, own_centre().id)
    audit.read("childcare_child_record", [child_id], "record", now=now())
    known = {
        "allergies": child.allergies,
        "medicine": child.medicine,
        "may_collect": "\n".join(child.may_collect),
        "picture": child.picture,
    }
    return _record_page(child, RecordForm(formdata=None, data=known))


def _record_page(child: queries.ChildRecordInfo, form: RecordForm, *, status: int = 200) -> Any:
    today = clock.today(current_actor().zone)
    return render(
        "childcare/record.html",
        status,
        child=child,
        form=form,
        months=queries.months_on(child.birth_date, today),
        pictures=CHILD_PICTURES,
        age=age,
    )


@pages.post("/childcare/children/<child_id>", permission="childcare.day")
def keep_record(child_id: str) -> Any:
    """Keep what carers must know."""
    g.place = "childcare.day"
    child, form = queries.child(child_id, own_centre().id), RecordForm()
    if not form.validate():
        return _record_page(child, form, status=422)
    services.keep_record(
        child_id,
        allergies=form.allergies.data or "",
        medicine=form.medicine.data or "",
        may_collect=form.people,
        picture=form.picture.data if form.picture.data in CHILD_PICTURES else "",
    )
    return done(_("Kept for %(name)s.", name=child.name), "childcare.day")
