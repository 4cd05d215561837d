"""A person's week: by herself on a phone, or by staff on her behalf. Every page works as plain forms."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.kernel import clock, errors, language
from lms.kernel.vocabulary import Shift
from lms.kernel.web import current_actor, current_zone, done, draw, now, panels, render
from lms.learners import formats, queries, services
from lms.learners.domain import rota as rotas
from lms.learners.domain.lives import Availability, Need, Why
from lms.learners.domain.needs import PICTURES
from lms.learners.domain.patterns import CHOOSABLE, HOURS, Kind, Pattern, Preset, phases, preset_pattern
from lms.learners.domain.plain import pattern_to_plain, week_of
from lms.learners.formats import rota_csv
from lms.learners.forms import week as forms
from lms.learners.services.week import usual_work
from lms.learners.views import drawing
from lms.learners.views.door import pages
from lms.organisations import queries as organisations

LARGEST_TEXT = 100_000


@dataclass(frozen=True)
class Whose:
    """Whose week it is, and where its pages are."""

    learner: queries.LearnerInfo
    mine: bool

    def at(self, step: str = "", **more: Any) -> str:
        """Address of a step, or of the week itself."""
        if self.mine:
            return url_for("learners.my_week_step", step=step, **more) if step else url_for("learners.my_week")
        place = {"learner_id": self.learner.id, **more}
        return url_for("learners.week_step", step=step, **place) if step else url_for("learners.week", **place)

    def done(self, message: str) -> Any:
        """Back to the week, with a way to take it back."""
        undo = self.at("undo")
        if self.mine:
            return done(message, "learners.my_week", undo=undo)
        return done(message, "learners.week", undo=undo, learner_id=self.learner.id)


def _me() -> Whose:
    return Whose(queries.learner(current_actor().learner_id or ""), True)


def _other(learner_id: str) -> Whose:
    learner = queries.learner(learner_id)
    audit.read("learners_learner", [learner.id], "week", now=now())
    return Whose(learner, False)


@pages.get("/my-week", permission="learner.self")
def my_week() -> Any:
    """When I work, when I am free, what is different."""
    return _overview(_me())


@pages.get("/my-week/<step>", permission="learner.self")
def my_week_step(step: str) -> Any:
    """One part of my week."""
    return _shown(step)(_me())


@pages.post("/my-week/<step>", permission="learner.self")
def change_my_week(step: str) -> Any:
    """Keep one part of my week."""
    return _kept(step)(_me())


@pages.get("/people/<learner_id>/week", permission="learners.edit", writes=True)
def week(learner_id: str) -> Any:
    """Somebody's week, on her behalf."""
    return _overview(_other(learner_id))


@pages.get("/people/<learner_id>/week/<step>", permission="learners.edit", writes=True)
def week_step(learner_id: str, step: str) -> Any:
    """One part of somebody's week."""
    return _shown(step)(_other(learner_id))


@pages.post("/people/<learner_id>/week/<step>", permission="learners.edit")
def change_week(learner_id: str, step: str) -> Any:
    """Keep one part of somebody's week."""
    return _kept(step)(Whose(queries.learner(learner_id), False))


def _shown(step: str) -> Callable[[Whose], Any]:
    if step not in SHOWN:
        raise errors.NotFound("page.absent")
    return SHOWN[step]


def _kept(step: str) -> Callable[[Whose], Any]:
    if step not in KEPT:
        raise errors.NotFound("page.absent")
    return KEPT[step]


def _today() -> date:
    return clock.today(current_zone())


def _keep(whose: Whose, **facts: Any) -> Availability:
    return services.keep_week(whose.learner.id, actor=current_actor(), now=now(), **facts)


def _page(template: str, whose: Whose, status: int = 200, **values: Any) -> Any:
    return render(
        template,
        status,
        whose=whose,
        layout="layouts/learner.html" if whose.mine else "layouts/staff.html",
        words=drawing,
        today=_today(),
        Shift=Shift,
        **values,
    )


# --- the week --------------------------------------------------------------------------------------------------------


def _overview(whose: Whose) -> Any:
    known = queries.availability(whose.learner.id)
    today = _today()
    return _page(
        "learners/week/overview.html",
        whose,
        known=known,
        weeks=drawing.weeks_ahead(known, today),
        seasons=[
            (place, one) for place, one in enumerate(known.all_patterns) if one.until is not None and one.until >= today
        ],
        schools=[one for one in known.all_patterns if one.kind is Kind.SCHOOL],
        coming=[one for one in known.exceptions if one.day >= today],
        has_grid=any(one.kind is Kind.FREE for one in known.all_patterns),
        reasons=[why for why in Why if why in _drawn(known)],
        last=queries.last_change(whose.learner.id),
        panels=panels("learner.week", learner_id=whose.learner.id, person_id=whose.learner.person_id),
        draw=draw,
    )


def _drawn(known: Availability) -> set[Why]:
    """Kinds of blocks that a drawing of this week can show."""
    kinds = {one.kind for one in known.all_patterns}
    found = {Why.WORK} if Kind.WORK in kinds else set()
    found |= {Why.REST} if any(one.crosses_midnight for p in known.all_patterns for one in p.stretches) else set()
    found |= {why for kind, why in _BY_KIND.items() if kind in kinds}
    return found | ({Why.EXCEPTION} if any(not one.free for one in known.exceptions) else set())


_BY_KIND = {Kind.SCHOOL: Why.SCHOOL, Kind.FREE: Why.NOT_FREE, Kind.ON_CALL: Why.ON_CALL}


def _undo(whose: Whose) -> Any:
    services.take_back(whose.learner.id, actor=current_actor(), now=now())
    return _back(whose, _("It is as before."))


def _back(whose: Whose, message: str) -> Any:
    if whose.mine:
        return done(message, "learners.my_week")
    return done(message, "learners.week", learner_id=whose.learner.id)


# --- work ------------------------------------------------------------------------------------------------------------


def _work(whose: Whose) -> Any:
    asked = request.args.get("preset", "")
    if asked in set(CHOOSABLE):
        return _pattern_page(whose, Preset(asked), forms.Typed(request.args))
    known = queries.availability(whose.learner.id)
    return _page("learners/week/work.html", whose, presets=(*CHOOSABLE, Preset.NONE), chosen=known.preset)


def _pattern_page(whose: Whose, preset: Preset, typed: forms.Typed, status: int = 200) -> Any:
    pattern = preset_pattern(preset)
    return _page(
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


def _keep_work(whose: Whose) -> Any:
    asked = request.form.get("preset", "")
    if asked not in {*CHOOSABLE, Preset.NONE}:
        return _work(whose)
    preset, typed = Preset(asked), forms.Typed(request.form)
    if "more" in request.form:
        return _pattern_page(whose, preset, typed)
    pattern = forms.work_of(typed, preset, _today())
    if typed.errors:
        return _pattern_page(whose, preset, typed, 422)
    known = queries.availability(whose.learner.id)
    replaced = () if pattern and (pattern.until or (pattern.since and pattern.since > _today())) else usual_work(known)
    others = tuple(one for one in known.all_patterns if one not in replaced)
    _keep(whose, patterns=(pattern, *others) if pattern else others)
    return whose.done(_("Kept: %(work)s.", work=language.say(f"preset.{preset}")))


def _drop_season(whose: Whose) -> Any:
    place = request.form.get("place", "")
    known = queries.availability(whose.learner.id)
    kept = tuple(one for number, one in enumerate(known.all_patterns) if str(number) != place or one.until is None)
    _keep(whose, patterns=kept)
    return whose.done(_("Taken out."))


# --- free hours, school ----------------------------------------------------------------------------------------------


def _kind(known: Availability, kind: Kind) -> tuple[Pattern, ...]:
    return tuple(one for one in known.all_patterns if one.kind is kind)


def _replaced(whose: Whose, kind: Kind, patterns: tuple[Pattern, ...]) -> None:
    known = queries.availability(whose.learner.id)
    others = tuple(one for one in known.all_patterns if one.kind is not kind)
    _keep(whose, patterns=(*others, *patterns))


def _free(whose: Whose) -> Any:
    grid = _kind(queries.availability(whose.learner.id), Kind.FREE)
    return _page(
        "learners/week/free.html", whose, tapped=forms.cells_of(grid[0] if grid else None), hours=forms.GRID_HOURS
    )


def _keep_free(whose: Whose) -> Any:
    found = forms.free_of([] if "any" in request.form else request.form.getlist("free"))
    _replaced(whose, Kind.FREE, (found,) if found else ())
    return whose.done(_("Your free hours are kept.") if found else _("Kept: any hour is free."))


def _school(whose: Whose) -> Any:
    return _school_page(whose, forms.Typed(_school_values(_kind(queries.availability(whose.learner.id), Kind.SCHOOL))))


def _school_page(
    whose: Whose, typed: forms.Typed, days: Mapping[int, list[str]] | None = None, status: int = 200
) -> Any:
    if days is None:
        known = _kind(queries.availability(whose.learner.id), Kind.SCHOOL)
        days = {place: [str(hours.day) for hours in one.stretches] for place, one in enumerate(known)}
    return _page("learners/week/school.html", whose, status, typed=typed, days=days, places=range(forms.MOST_SCHOOLS))


def _school_values(known: tuple[Pattern, ...]) -> dict[str, str]:
    values = {}
    for place, one in enumerate(known):
        if one.stretches:
            values[f"school-{place}-from"] = drawing.clock(one.stretches[0].starts)
            values[f"school-{place}-to"] = drawing.clock(one.stretches[0].ends)
        values[f"school-{place}-run"] = str(one.run_minutes)
        values[f"school-{place}-alone"] = "1" if one.alone else ""
    return values


def _keep_school(whose: Whose) -> Any:
    typed = forms.Typed(request.form)
    days = {place: request.form.getlist(f"school-{place}-day") for place in range(forms.MOST_SCHOOLS)}
    found = forms.schools_of(typed, days)
    if typed.errors:
        return _school_page(whose, typed, days, 422)
    _replaced(whose, Kind.SCHOOL, found)
    return whose.done(_("School hours are kept."))


# --- days that are different -----------------------------------------------------------------------------------------


def _different(whose: Whose) -> Any:
    return _different_page(whose, forms.Typed({}))


def _different_page(whose: Whose, typed: forms.Typed, status: int = 200) -> Any:
    known = queries.availability(whose.learner.id)
    coming = [(place, one) for place, one in enumerate(known.exceptions) if one.day >= _today()]
    return _page("learners/week/different.html", whose, status, typed=typed, coming=coming)


def _keep_different(whose: Whose) -> Any:
    typed = forms.Typed(request.form)
    found = forms.dated_of(typed, _today())
    if typed.errors:
        return _different_page(whose, typed, 422)
    known = queries.availability(whose.learner.id)
    merged = {(one.day, one.starts, one.ends): one for one in (*known.exceptions, *found)}
    _keep(whose, exceptions=tuple(sorted(merged.values(), key=lambda one: (one.day, one.starts))))
    return whose.done(_("The day is kept."))


def _drop_different(whose: Whose) -> Any:
    place = request.form.get("place", "")
    known = queries.availability(whose.learner.id)
    _keep(whose, exceptions=tuple(one for number, one in enumerate(known.exceptions) if str(number) != place))
    return whose.done(_("Taken out."))


# --- way and wishes --------------------------------------------------------------------------------------------------


def _way(whose: Whose) -> Any:
    known = queries.availability(whose.learner.id)
    own = whose.learner.centre_id
    values = {f"travel-{centre}": str(minutes) for centre, minutes in known.travel_by_centre}
    values |= {f"travel-{own}": str(known.travel_minutes), "rest": str(known.rest_hours)}
    values |= {"limit": str(known.travel_limit or ""), "online": "1" if known.online else ""}
    steps = {Need.STEP_FREE} if whose.learner.step_free else set()
    return _way_page(whose, forms.Typed(values), known.needs | steps)


def _way_page(whose: Whose, typed: forms.Typed, chosen: Any, status: int = 200) -> Any:
    centres = sorted(organisations.centres(), key=lambda one: (one.id != whose.learner.centre_id, one.name))
    return _page(
        "learners/week/way.html",
        whose,
        status,
        typed=typed,
        centres=centres,
        needs=list(Need),
        pictures=PICTURES,
        chosen=set(chosen),
    )


def _keep_way(whose: Whose) -> Any:
    typed, needs = forms.Typed(request.form), request.form.getlist("need")
    facts = forms.wishes_of(typed, needs, [one.id for one in organisations.centres()], whose.learner.centre_id)
    if typed.errors:
        return _way_page(whose, typed, needs, 422)
    # Rooms are chosen by what stands on the record: the wish and the record say the same.
    step_free = {"step_free": Need.STEP_FREE in facts["needs"]}
    services.change_facts(whose.learner.id, step_free, actor=current_actor(), now=now())
    _keep(whose, **facts)
    return whose.done(_("Your way and wishes are kept."))


# --- rota ------------------------------------------------------------------------------------------------------------


def _rota(whose: Whose) -> Any:
    return _page("learners/week/rota.html", whose)


def _sample(whose: Whose) -> Any:
    """A sheet to fill in."""
    shifts = [rotas.of_shift(_today(), Shift.EARLY), rotas.of_shift(_today(), Shift.NIGHT)]
    sheet = rota_csv.write([one for one in shifts if one])
    return Response(sheet, mimetype="text/csv", headers={"Content-Disposition": "attachment; filename=rota.csv"})


def _read_rota(whose: Whose) -> Any:
    """A dry run, and taking it in afterwards."""
    if "rota" in request.form:
        return _take_rota(whose)
    sheet = request.files.get("file")
    typed = request.form.get("lines", "")[:LARGEST_TEXT]
    content = sheet.read() if sheet and sheet.filename else typed.encode()
    found = formats.read(content, today=_today(), zone=current_zone())
    pattern = rotas.pattern_of(found)
    if pattern is None:
        return _page("learners/week/rota.html", whose, 422, problems=found.problems, unused=found.unused, lines=typed)
    known = queries.availability(whose.learner.id)
    first, last = found.days or (_today(), _today())
    going_on = rotas.goes_on(found)
    preview = week_of(
        patterns=(pattern, *known.all_patterns),
        exceptions=known.exceptions,
        rest_hours=known.rest_hours,
    )
    return _page(
        "learners/week/rota_preview.html",
        whose,
        rota=found,
        first=first,
        last=last,
        weeks=drawing.weeks_ahead(preview, max(first, min(_today(), last))),
        plain=json.dumps(pattern_to_plain(pattern)),
        going_on=json.dumps(pattern_to_plain(going_on)) if going_on else "",
        cycle=going_on.cycle if going_on else 0,
    )


def _take_rota(whose: Whose) -> Any:
    goes_on = request.form.get("goes_on") == "1"
    pattern = forms.kept_rota(request.form.get("going_on" if goes_on else "rota", ""))
    if pattern is None:
        return _page(
            "learners/week/rota.html", whose, 422, problems=[rotas.Problem(0, "rota.lost")], unused=(), lines=""
        )
    known = queries.availability(whose.learner.id)
    # A rota takes the place of an earlier one for the same days, and of the usual pattern when it goes on.
    gone = usual_work(known) if goes_on else _same_days(known, pattern)
    others = tuple(one for one in known.all_patterns if one not in gone)
    try:
        _keep(whose, patterns=(pattern, *others))
    except errors.Invalid as refused:
        problem = rotas.Problem(0, refused.code, refused.facts)
        return _page("learners/week/rota.html", whose, 422, problems=[problem], unused=(), lines="")
    return whose.done(_("Your rota is kept."))


def _same_days(known: Availability, pattern: Pattern) -> tuple[Pattern, ...]:
    return tuple(
        one
        for one in known.all_patterns
        if one.preset is Preset.ROTA and one.since == pattern.since and one.until == pattern.until
    )


SHOWN: dict[str, Callable[[Whose], Any]] = {
    "work": _work,
    "free": _free,
    "school": _school,
    "different": _different,
    "way": _way,
    "rota": _rota,
    "sample": _sample,
}
KEPT: dict[str, Callable[[Whose], Any]] = {
    "work": _keep_work,
    "season": _drop_season,
    "free": _keep_free,
    "school": _keep_school,
    "different": _keep_different,
    "drop": _drop_different,
    "way": _keep_way,
    "rota": _read_rota,
    "undo": _undo,
}
