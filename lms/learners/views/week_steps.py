"""Steps of a week: work, free hours, school, days that are different, way and wishes. Each shows its page or keeps it."""

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _

from lms.kernel import language
from lms.kernel.web import current_actor, current_day, now
from lms.learners import queries, services
from lms.learners.domain.contacts import CALLED
from lms.learners.domain.lives import Availability, Need
from lms.learners.domain.needs import PICTURES
from lms.learners.domain.patterns import CHOOSABLE, HOURS, Kind, Pattern, Preset, phases, preset_pattern
from lms.learners.forms import week as forms
from lms.learners.services.week import usual_work
from lms.learners.views import drawing
from lms.learners.views.week_parts import Whose, keep, page
from lms.organisations import queries as organisations

# --- work ------------------------------------------------------------------------------------------------------------


def show_work(whose: Whose) -> Any:
    """Choose a pattern of work, or fill in the one that was chosen."""
    asked = request.args.get("preset", "")
    if asked in set(CHOOSABLE):
        return _pattern_page(whose, Preset(asked), forms.Typed(request.args))
    known = queries.availability(whose.learner.id)
    return page("learners/week/work.html", whose, presets=(*CHOOSABLE, Preset.NONE), chosen=known.preset)


def _pattern_page(whose: Whose, preset: Preset, typed: forms.Typed, status: int = 200) -> Any:
    pattern = preset_pattern(preset)
    return page(
        "learners/week/pattern.html",
        whose,
        status,
        preset=preset,
        typed=typed,
        phases=phases(pattern) if pattern else (),
        by_week=pattern is not None and pattern.cycle % 7 == 0,
        hours=forms.hour_fields(pattern) if pattern else (),
        own_days=forms.own_days(forms.Typed(typed.values)) if preset is Preset.OWN else 0,
        own_shifts=forms.OWN_SHIFTS,
        own_hours=HOURS,
    )


def keep_work(whose: Whose) -> Any:
    """Keep a pattern of work: usual, from a day on, or for a season."""
    asked = request.form.get("preset", "")
    if asked not in {*CHOOSABLE, Preset.NONE}:
        return show_work(whose)
    preset, typed = Preset(asked), forms.Typed(request.form)
    if "more" in request.form:
        return _pattern_page(whose, preset, typed)
    pattern = forms.work_of(typed, preset, current_day())
    if typed.errors:
        return _pattern_page(whose, preset, typed, 422)
    known = queries.availability(whose.learner.id)
    replaced = (
        () if pattern and (pattern.until or (pattern.since and pattern.since > current_day())) else usual_work(known)
    )
    others = tuple(one for one in known.all_patterns if one not in replaced)
    keep(whose, patterns=(pattern, *others) if pattern else others)
    return whose.done(_("Kept: %(work)s.", work=language.say(f"preset.{preset}")))


def drop_season(whose: Whose) -> Any:
    """A season of work falls away."""
    place = request.form.get("place", "")
    known = queries.availability(whose.learner.id)
    kept = tuple(one for number, one in enumerate(known.all_patterns) if str(number) != place or one.until is None)
    keep(whose, patterns=kept)
    return whose.done(_("Taken out."))


# --- free hours, school ----------------------------------------------------------------------------------------------


def _kind(known: Availability, kind: Kind) -> tuple[Pattern, ...]:
    return tuple(one for one in known.all_patterns if one.kind is kind)


def _replaced(whose: Whose, kind: Kind, patterns: tuple[Pattern, ...]) -> None:
    known = queries.availability(whose.learner.id)
    others = tuple(one for one in known.all_patterns if one.kind is not kind)
    keep(whose, patterns=(*others, *patterns))


def show_free(whose: Whose) -> Any:
    """A grid of hours to tap."""
    grid = _kind(queries.availability(whose.learner.id), Kind.FREE)
    return page(
        "learners/week/free.html", whose, tapped=forms.cells_of(grid[0] if grid else None), hours=forms.GRID_HOURS
    )


def keep_free(whose: Whose) -> Any:
    """Keep the hours that were tapped, or that any hour is free."""
    found = forms.free_of([] if "any" in request.form else request.form.getlist("free"))
    _replaced(whose, Kind.FREE, (found,) if found else ())
    return whose.done(_("Your free hours are kept.") if found else _("Kept: any hour is free."))


def show_school(whose: Whose) -> Any:
    """Hours of children's schools and the way there."""
    return _school_page(whose, forms.Typed(_school_values(_kind(queries.availability(whose.learner.id), Kind.SCHOOL))))


def _school_page(
    whose: Whose, typed: forms.Typed, days: Mapping[int, list[str]] | None = None, status: int = 200
) -> Any:
    if days is None:
        known = _kind(queries.availability(whose.learner.id), Kind.SCHOOL)
        days = {place: [str(hours.day) for hours in one.stretches] for place, one in enumerate(known)}
    return page("learners/week/school.html", whose, status, typed=typed, days=days, places=range(forms.MOST_SCHOOLS))


def _school_values(known: tuple[Pattern, ...]) -> dict[str, str]:
    values = {}
    for place, one in enumerate(known):
        if one.stretches:
            values[f"school-{place}-from"] = drawing.clock(one.stretches[0].starts)
            values[f"school-{place}-to"] = drawing.clock(one.stretches[0].ends)
        values[f"school-{place}-run"] = str(one.run_minutes)
        values[f"school-{place}-alone"] = "1" if one.alone else ""
    return values


def keep_school(whose: Whose) -> Any:
    """Keep school hours."""
    typed = forms.Typed(request.form)
    days = {place: request.form.getlist(f"school-{place}-day") for place in range(forms.MOST_SCHOOLS)}
    found = forms.schools_of(typed, days)
    if typed.errors:
        return _school_page(whose, typed, days, 422)
    _replaced(whose, Kind.SCHOOL, found)
    return whose.done(_("School hours are kept."))


# --- days that are different -----------------------------------------------------------------------------------------


def show_different(whose: Whose) -> Any:
    """One day that is different."""
    return _different_page(whose, forms.Typed({}))


def _different_page(whose: Whose, typed: forms.Typed, status: int = 200) -> Any:
    known = queries.availability(whose.learner.id)
    coming = [(place, one) for place, one in enumerate(known.exceptions) if one.day >= current_day()]
    return page("learners/week/different.html", whose, status, typed=typed, coming=coming)


def keep_different(whose: Whose) -> Any:
    """Keep a day that is different, beside those that stand."""
    typed = forms.Typed(request.form)
    found = forms.dated_of(typed, current_day())
    if typed.errors:
        return _different_page(whose, typed, 422)
    known = queries.availability(whose.learner.id)
    merged = {(one.day, one.starts, one.ends): one for one in (*known.exceptions, *found)}
    keep(whose, exceptions=tuple(sorted(merged.values(), key=lambda one: (one.day, one.starts))))
    return whose.done(_("The day is kept."))


def drop_different(whose: Whose) -> Any:
    """A day is like any other again."""
    place = request.form.get("place", "")
    known = queries.availability(whose.learner.id)
    keep(whose, exceptions=tuple(one for number, one in enumerate(known.exceptions) if str(number) != place))
    return whose.done(_("Taken out."))


# --- way and wishes --------------------------------------------------------------------------------------------------


def show_way(whose: Whose) -> Any:
    """Minutes to each centre, rest, needs, and whether online is well."""
    known = queries.availability(whose.learner.id)
    own = whose.learner.centre_id
    values = {f"travel-{centre}": str(minutes) for centre, minutes in known.travel_by_centre}
    values |= {f"travel-{own}": str(known.travel_minutes), "rest": str(known.rest_hours)}
    values |= {"limit": str(known.travel_limit or ""), "online": "1" if known.online else "", "area": known.area}
    steps = {Need.STEP_FREE} if whose.learner.step_free else set()
    return _way_page(whose, forms.Typed(values), known.needs | steps, no_calls=whose.learner.no_calls)


def _way_page(whose: Whose, typed: forms.Typed, chosen: Any, status: int = 200, *, no_calls: bool) -> Any:
    centres = sorted(organisations.centres(), key=lambda one: (one.id != whose.learner.centre_id, one.name))
    return page(
        "learners/week/way.html",
        whose,
        status,
        typed=typed,
        centres=centres,
        needs=list(Need),
        areas=queries.area_names(shared=whose.mine),
        pictures=PICTURES,
        chosen=set(chosen),
        no_calls=no_calls,
    )


def keep_way(whose: Whose) -> Any:
    """Keep way and wishes."""
    typed, needs = forms.Typed(request.form), request.form.getlist("need")
    facts = forms.wishes_of(typed, needs, [one.id for one in organisations.centres()], whose.learner.centre_id)
    if typed.errors:
        return _way_page(whose, typed, needs, 422, no_calls="no_calls" in request.form)
    # Rooms are chosen by what stands on the record: the wish and the record say the same.
    wishes: dict[str, Any] = {"step_free": Need.STEP_FREE in facts["needs"], "no_calls": "no_calls" in request.form}
    if wishes["no_calls"] and whose.learner.contact in CALLED:
        wishes["contact"] = ""
    services.change_facts(whose.learner.id, wishes, actor=current_actor(), now=now())
    keep(whose, **facts)
    return whose.done(_("Your way and wishes are kept."))
