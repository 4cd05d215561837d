"""Rooms, groups, hours and the rule: what a centre sets up once and changes seldom. No child is named here."""

from datetime import time
from typing import Any

from flask import request
from flask_babel import gettext as _

from childcare import forms, queries, services
from childcare.domain.ratios import RatioRule, places_in_space
from childcare.domain.waiting import Order
from childcare.views.day import rule_lines
from childcare.views.door import PLAN, centre_words, local_now, own_centre, pages
from lms.kernel import errors, language
from lms.kernel.contracts import WeekInterval
from lms.kernel.web import done, refuse, render

PICTURES: tuple[str, ...] = ("bear", "fox", "giraffe", "hippopotamus", "kangaroo", "dolphin", "butterfly", "ladybird")
"""What a group may be called by. Never one of a child."""


@pages.get("/childcare/groups", permission=PLAN)
def groups() -> Any:
    """Rooms and groups with what does not hold, hours, and the rule with its sources."""
    return _page()


def _page(
    *,
    group: forms.GroupForm | None = None,
    room: forms.RoomForm | None = None,
    settings: forms.SettingsForm | None = None,
    of: str = "",
    status: int = 200,
) -> Any:
    centre = own_centre()
    today = local_now(centre).date()
    known, rooms = queries.groups(centre.id), queries.rooms(centre.id)
    rule, chosen = queries.rule_for(centre.id, today), queries.settings(centre.id)
    country = queries.own_country()
    rules = queries.rules_of(country, today)
    group_form, settings_form = group or forms.GroupForm(formdata=None), settings or forms.SettingsForm(formdata=None)
    _offer(group_form, rooms)
    _offer_rules(settings_form, rules)
    if settings is None:
        settings_form.rule_key.data = rule.key if rule else ""
        settings_form.minimum_staff.data, settings_form.late_minutes.data = chosen.minimum_staff, chosen.late_minutes
        settings_form.ordering.data = chosen.ordering.value
    return render(
        "childcare/groups.html",
        status,
        **centre_words(centre),
        groups=known,
        rooms=rooms,
        findings={one.id: services.findings(centre.id, one.id, one.ages, one.places, one.room_id) for one in known},
        group_form=group_form,
        room_form=room or forms.RoomForm(formdata=None),
        settings_form=settings_form,
        of=of,
        hours=queries.hours(centre.id),
        rule=rule,
        rules=rules,
        rule_lines=rule_lines(rule),
        facts=(*(rule.facts if rule else ()), *queries.facts_of(country, today)),
        space=_space(rule),
        pictures=PICTURES,
    )


def _space(rule: RatioRule | None) -> Any:
    """How many children a room of an area may hold by the rule, as a question."""
    if rule is None or not rule.spaces:
        return lambda metres: None
    spaces = rule.spaces
    return lambda metres: max(places_in_space(metres, one) for one in spaces)


def _offer(form: forms.GroupForm, rooms: list[queries.RoomInfo]) -> None:
    form.offer(PICTURES, [(room.id, room.name) for room in rooms])


def _offer_rules(form: forms.SettingsForm, rules: tuple[RatioRule, ...]) -> None:
    form.rule_key.choices = [(one.key, one.name) for one in rules] or [("", str(_("No rule is known")))]
    form.ordering.choices = [(one.value, language.say(f"childcare.order_{one.value}")) for one in Order]


@pages.post("/childcare/groups", permission=PLAN)
def add_group() -> Any:
    """A new group."""
    return _kept_group(None)


@pages.post("/childcare/groups/<group_id>", permission=PLAN)
def change_group(group_id: str) -> Any:
    """Another name, picture, room or number of places."""
    if group_id not in {one.id for one in queries.groups(own_centre().id)}:
        raise errors.NotFound("childcare.absent")
    return _kept_group(group_id)


def _kept_group(group_id: str | None) -> Any:
    centre, form = own_centre(), forms.GroupForm()
    _offer(form, queries.rooms(centre.id))
    known = {one.id: one for one in queries.groups(centre.id)}
    if group_id:
        # Ages stay as they are: bookings rest on them.
        form.from_years.data, form.to_years.data = known[group_id].from_months / 12, known[group_id].to_months / 12
    if not form.validate():
        return _page(group=form, of=group_id or "new", status=422)
    given: dict[str, Any] = {
        "places": form.places.data,
        "room_id": form.room_id.data or None,
        "reason": form.reason.data or "",
    }
    try:
        if group_id:
            services.change_group(group_id, name=form.name.data or "", picture=form.picture.data, **given)
        else:
            services.add_group(
                centre.id,
                form.name.data or "",
                form.picture.data,
                from_months=round((form.from_years.data or 0) * 12),
                to_months=round((form.to_years.data or 0) * 12),
                **given,
            )
    except (errors.Invalid, errors.Conflict) as refused:
        refuse(form, refused)
        return _page(group=form, of=group_id or "new", status=refused.status)
    return done(_("%(name)s is kept.", name=form.name.data), "childcare.groups")


@pages.post("/childcare/rooms", permission=PLAN)
def add_room() -> Any:
    """A new room."""
    return _kept_room(None)


@pages.post("/childcare/rooms/<room_id>", permission=PLAN)
def change_room(room_id: str) -> Any:
    """Another name, area or largest group."""
    if room_id not in {one.id for one in queries.rooms(own_centre().id)}:
        raise errors.NotFound("childcare.absent")
    return _kept_room(room_id)


def _kept_room(room_id: str | None) -> Any:
    centre, form = own_centre(), forms.RoomForm()
    if not form.validate():
        return _page(room=form, of=room_id or "room", status=422)
    given: dict[str, Any] = {
        "name": form.name.data or "",
        "square_metres": form.square_metres.data,
        "largest": form.largest.data,
    }
    try:
        if room_id:
            services.change_room(room_id, **given)
        else:
            services.add_room(centre.id, given.pop("name"), **given)
    except (errors.Invalid, errors.Conflict) as refused:
        refuse(form, refused)
        return _page(room=form, of=room_id or "room", status=refused.status)
    return done(_("%(name)s is kept.", name=form.name.data), "childcare.groups")


@pages.post("/childcare/settings", permission=PLAN)
def set_settings() -> Any:
    """Which rule, how many carers, when it is late, who comes first."""
    centre, form = own_centre(), forms.SettingsForm()
    _offer_rules(form, queries.rules_of(queries.own_country(), local_now(centre).date()))
    if not form.validate():
        return _page(settings=form, of="settings", status=422)
    try:
        services.set_settings(
            centre.id,
            rule_key=form.rule_key.data or "",
            minimum_staff=form.minimum_staff.data or 0,
            late_minutes=form.late_minutes.data,
            ordering=form.ordering.data,
        )
    except errors.Invalid as refused:
        refuse(form, refused)
        return _page(settings=form, of="settings", status=refused.status)
    return done(_("Kept."), "childcare.groups")


@pages.post("/childcare/hours-open", permission=PLAN)
def set_hours() -> Any:
    """When children are taken in: one span for each weekday, none where it is closed."""
    spans = []
    for weekday in range(7):
        starts, ends = (request.form.get(f"{name}-{weekday}", "") for name in ("starts", "ends"))
        if not starts and not ends:
            continue
        try:
            first, last = time.fromisoformat(starts), time.fromisoformat(ends)
        except ValueError:
            first = last = time(0)
        if first >= last:
            raise errors.Invalid("childcare.times_turned", field=f"ends-{weekday}")
        spans.append(WeekInterval(weekday, first, last))
    services.set_care_hours(own_centre().id, spans)
    return done(_("The hours are kept. Places that are booked stay."), "childcare.groups")
