"""Planning by hand: courses on offer, classes opened, changed with a look at what follows, closed, deleted, undone."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import g, request
from flask_babel import gettext as _

from lms.courses import queries, services
from lms.courses.domain import hours
from lms.courses.queries import CourseInfo, SectionInfo
from lms.courses.services import NewSection, Preview, budgets
from lms.courses.views import people, plan_form
from lms.courses.views.door import pages
from lms.courses.views.plan_form import Series, Typed
from lms.courses.views.sessions import RIGHT, undo_address
from lms.kernel import errors, language, plugins
from lms.kernel.vocabulary import Category
from lms.kernel.web import current_actor, current_day, done, draw, now, panels, render
from lms.learners.domain import targets
from lms.learners.domain.needs import OF_GROUPS, ticked
from lms.organisations import queries as organisations

ANY_STATE = ("published", "closed")
NOT_FORMAL = "peer"
"""Modules of this kind belong to no programme of a state: every provider may offer them."""
SHOWN = 12
"""So many changed sessions are listed by name in a preview; the rest is a number."""


@pages.get("/courses", permission=RIGHT)
def courses() -> Any:
    """Every class of a term with its hours, teacher, room and seats, and the courses it belongs to."""
    centre = organisations.centre_in_view(current_actor().centre_id or request.args.get("centre"))
    terms = organisations.terms(centre.id)
    term = _chosen_term(terms)
    found = queries.sections(centre_id=centre.id, term_id=term.id, states=ANY_STATE) if term else []
    need = request.args.get("need", "")
    if need:
        found = [one for one in found if need in (*one.properties, *one.course.properties)]
    return render(
        "courses/plan.html",
        need=need,
        needs=[("", _("Every class")), *((one.value, language.say(f"need.{one}")) for one in OF_GROUPS)],
        centre=centre,
        centres=organisations.centres() if current_actor().centre_id is None else [],
        terms=terms,
        term=term,
        sections=found,
        hours=queries.hour_counts(found),
        offered=queries.courses(centre.id),
        rooms=people.rooms_by_id(centre.id),
        staff=people.staff_by_id(one.teacher_id for one in found),
        words=people,
        shown=panels("courses.plan", centre_id=centre.id),
        draw=draw,
    )


def _chosen_term(terms: list[organisations.Term]) -> organisations.Term | None:
    asked, today = request.args.get("term"), current_day()
    named = next((one for one in terms if one.id == asked), None)
    return named or next((one for one in terms if one.ends_on >= today), terms[-1] if terms else None)


# --- courses ---------------------------------------------------------------------------------------------------------


@pages.get("/courses/new", permission=RIGHT)
def new_course() -> Any:
    """Offer a module of a programme: its length and the size of its groups come from the rules in force."""
    return _course_page(Typed({}), None)


@pages.post("/courses/new", permission=RIGHT)
def add_course() -> Any:
    """Offer it."""
    typed = Typed(request.form)
    chosen = next((one for one in _modules() if one["value"] == typed.text("module")), None)
    if chosen is None:
        typed.errors["module"] = str(_("Choose a module."))
        return _course_page(typed, None, 422)
    if request.form.get("deed") != "save":
        return _course_page(typed, chosen)
    title = typed.needed("title")
    lessons = typed.number("lessons", most=5000)
    smallest, largest = typed.number("section_min", most=500), typed.number("section_max", most=500)
    most = budgets.UNITS.stop - 1
    unit = typed.number("unit_minutes", least=budgets.UNITS.start, most=most) if typed.text("unit_minutes") else 45
    strand = typed.text("strand") if typed.text("strand") in set(hours.Strand) else ""
    if not typed.errors:
        try:
            course_id = services.add_course(
                organisations.centre_in_view(current_actor().centre_id or typed.text("centre")).id,
                programme=chosen["programme"],
                module_key=chosen["key"],
                title=title[:120],
                track=chosen["track"],
                level=chosen["level"] or "pre_a1",
                minutes=lessons * 45,
                section_min=smallest,
                section_max=largest,
                funder_id=typed.text("funder_id") or None,
                properties=ticked(request.form.getlist("properties"), OF_GROUPS),
                target=targets.chosen(request.form.getlist("target"), targets.OF_COURSES),
                category=_category(typed.text("category") or chosen.get("category", "")),
            )
            budgets.set_charging(
                course_id,
                strand=hours.strand_of(strand, chosen["track"]),
                unit_minutes=unit,
                actor=current_actor(),
                now=now(),
            )
        except errors.OnwardError as refusal:
            typed.errors[refusal.facts.get("field", "module")] = language.say(refusal.code, refusal.facts)
        else:
            return done(_("%(title)s is on offer now.", title=title), "courses.courses")
    return _course_page(typed, chosen, 422)


def _modules() -> list[dict[str, Any]]:
    """Modules of every programme in force that the provider runs, with their dated limits; and those that are not formal."""
    provider = organisations.provider(current_actor().provider_id or "")
    return [
        {**module, "programme": programme["key"], "value": f"{programme['key']}:{module['key']}",
         "word": f"{programme['name']}: {module['title']}"}
        for programme in plugins.installed().ask("programmes")
        for module in programme["modules"]
        if not provider.programmes or programme["key"] in provider.programmes or module["kind"] == NOT_FORMAL
    ]  # fmt: skip


def _category(code: str) -> str:
    return code if code in set(Category) else Category.LEARNING.value


def _categories() -> list[tuple[str, str]]:
    return [(one.value, language.say(f"category.{one}")) for one in Category]


def _course_page(typed: Typed, chosen: Mapping[str, Any] | None, status: int = 200) -> Any:
    values = dict(typed.values)
    limits = next(iter(chosen.get("groups", ())), None) if chosen else None
    if chosen is not None:
        values.setdefault("title", chosen["title"])
        values.setdefault("lessons", str((chosen["minutes"] or 0) // 45 or ""))
        values.setdefault("section_min", str((limits or {}).get("minimum") or 8))
        values.setdefault("section_max", str((limits or {}).get("maximum") or 16))
        values.setdefault("unit_minutes", "45")
        values.setdefault("category", _category(chosen.get("category", "")))
        values.setdefault("strand", str(hours.strand_of("", chosen["track"])))
    return render(
        "courses/course_new.html",
        status,
        typed=typed,
        values=values,
        chosen=chosen,
        limits=limits,
        modules=_modules(),
        funders=organisations.funders(),
        strands=list(hours.Strand),
        offering=OF_GROUPS,
        properties=request.form.getlist("properties"),
        groups=targets.OF_COURSES,
        target=request.form.getlist("target"),
        categories=_categories(),
        centres=organisations.centres() if current_actor().centre_id is None else [],
        words=people,
    )


@pages.get("/courses/<course_id>/target", permission=RIGHT)
def course_target(course_id: str) -> Any:
    """Whom a course is for."""
    return _target_page(_own_course(course_id))


@pages.post("/courses/<course_id>/target", permission=RIGHT)
def set_target(course_id: str) -> Any:
    """Say it; learners read it from now on."""
    course = _own_course(course_id)
    target = targets.chosen(request.form.getlist("target"), targets.OF_COURSES)
    try:
        services.set_target(course.id, target)
        services.set_category(course.id, request.form.get("category", course.category))
    except errors.Invalid as refusal:
        return _target_page(course, refusal)
    return done(_("Kept. Learners read it from now on."), "courses.courses", centre=course.centre_id)


def _own_course(course_id: str) -> queries.CourseInfo:
    course = queries.course(course_id)
    people.refuse_other_centre(current_actor(), course.centre_id)
    return course


def _target_page(course: queries.CourseInfo, refused: errors.Invalid | None = None) -> Any:
    g.place = "courses.courses"
    return render(
        "courses/course_target.html",
        refused.status if refused else 200,
        course=course,
        groups=targets.OF_COURSES,
        chosen=request.form.getlist("target") if refused else course.target,
        categories=_categories(),
        category=request.form.get("category", "") if refused else course.category,
        trouble=language.say(refused.code, refused.facts) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
    )


# --- classes ---------------------------------------------------------------------------------------------------------


@pages.get("/sections/new", permission=RIGHT)
def new_section() -> Any:
    """Open a class by hand."""
    course = queries.course(request.args.get("course", ""))
    people.refuse_other_centre(current_actor(), course.centre_id)
    term = _term_of(course, request.args.get("term"))
    today = current_day()
    values = {
        "name": _free_name(course),
        "seats": course.section_max,
        "starts_on": max(term.starts_on, today).isoformat() if term else "",
        "ends_on": term.ends_on.isoformat() if term else "",
        "mode": "room",
    }
    return _section_page(course, None, Typed({}), values, [Series(), Series()], term=term)


@pages.post("/sections/new", permission=RIGHT)
def open_section() -> Any:
    """Look at it first, then open it."""
    actor = current_actor()
    course = queries.course(request.form.get("course", ""))
    people.refuse_other_centre(actor, course.centre_id)
    term = _term_of(course, request.form.get("term"))
    edit, typed, lines = plan_form.read_section(request.form)
    if term is None:
        typed.errors["term"] = str(_("Choose a term."))
    if edit is None or term is None:
        return _section_page(course, None, typed, dict(request.form), lines, 422, term=term)
    new = NewSection.of(edit, course.id, term.id)
    facts = _facts(course.centre_id, edit.starts_on, edit.ends_on)
    try:
        section_id = services.open_section(new, **facts, actor=actor, now=now())
    except errors.OnwardError as refusal:
        _say(typed, refusal)
        return _section_page(course, None, typed, dict(request.form), lines, 409, term=term)
    return done(_("%(name)s is open.", name=edit.name), "courses.section", section_id=section_id)


@pages.get("/sections/<section_id>/edit", permission=RIGHT)
def edit_section(section_id: str) -> Any:
    """Change a class: name, seats, hours, room, teacher, dates, ways to join."""
    found = _own(section_id)
    values = plan_form.values_of(found)
    return _section_page(found.course, found, Typed({}), values, plan_form.series_of(found.meetings))


@pages.post("/sections/<section_id>/edit", permission=RIGHT)
def save_section(section_id: str) -> Any:
    """Show what would change; with `deed=save` do it."""
    actor, found = current_actor(), _own(section_id)
    edit, typed, lines = plan_form.read_section(request.form)
    from_date = max(typed.day("from_date") or current_day(), current_day())
    if edit is None:
        return _section_page(found.course, found, typed, dict(request.form), lines, 422)
    facts = _facts(found.centre_id, min(edit.starts_on, found.starts_on), edit.ends_on)
    if request.form.get("deed") != "save":
        seen = services.preview(section_id, edit, from_date, **facts, actor=actor, now=now())
        if seen.refused is not None:
            _say(typed, seen.refused)
        status = 409 if seen.refused else 200
        return _section_page(found.course, found, typed, dict(request.form), lines, status, seen=seen)
    try:
        change = services.edit_section(section_id, edit, from_date, **facts, actor=actor, now=now())
    except errors.OnwardError as refusal:
        _say(typed, refusal)
        return _section_page(found.course, found, typed, dict(request.form), lines, 409)
    undo = undo_address(change)
    return done(_("Saved."), "courses.section", section_id=section_id, undo=undo)


def _say(typed: Typed, refusal: errors.OnwardError) -> None:
    typed.errors[refusal.facts.get("field", "meetings")] = language.say(refusal.code, refusal.facts)


def _facts(centre_id: str, first: date, last: date) -> dict[str, Any]:
    """Closed days and the zone of a centre, for services."""
    centre = organisations.centre(centre_id)
    return {"closed": organisations.closed_days(centre_id, first, last), "zone": centre.zone}


def _own(section_id: str) -> SectionInfo:
    found = queries.section(section_id, states=ANY_STATE)
    people.refuse_other_centre(current_actor(), found.centre_id)
    return found


def _term_of(course: CourseInfo, asked: str | None) -> organisations.Term | None:
    terms = organisations.terms(course.centre_id)
    named = next((one for one in terms if one.id == asked), None)
    return named or next((one for one in terms if one.ends_on >= current_day()), None)


def _free_name(course: CourseInfo) -> str:
    taken = {one.name for one in queries.sections(centre_id=course.centre_id, states=ANY_STATE)}
    letters = (f"{course.title} {chr(65 + n)}" for n in range(26))
    return next((name for name in letters if name not in taken), course.title)


def _section_page(
    course: CourseInfo,
    section: SectionInfo | None,
    typed: Typed,
    values: Mapping[str, Any],
    lines: list[Series],
    status: int = 200,
    *,
    seen: Preview | None = None,
    term: organisations.Term | None = None,
) -> Any:
    teachers = organisations.staff(kind="teacher", centre_id=course.centre_id)
    fit = [one for one in teachers if any(subject == course.qualification for subject, _until in one.qualifications)]
    others = [one for one in teachers if one not in fit]
    return render(
        "courses/section_edit.html",
        status,
        course=course,
        section=section,
        term=term,
        terms=organisations.terms(course.centre_id),
        typed=typed,
        values=dict(values),
        entry_weekdays=request.form.getlist("entry_weekdays") or values.get("entry_weekdays", []),
        properties=request.form.getlist("properties") if request.form else values.get("properties", []),
        offering=OF_GROUPS,
        lines=[*lines, *([Series()] if lines and lines[-1] != Series() else [])],
        seen=seen,
        shown=SHOWN,
        lessons=round(seen.minutes / 45) if seen else 0,
        rooms=organisations.rooms(course.centre_id),
        teachers=[(one.id, one.name) for one in fit]
        + [(one.id, _("%(name)s (no paper for this course)", name=one.name)) for one in others],
        today=current_day(),
        weekdays=[(day, people.weekday_name(day)) for day in range(7)],
        words=people,
    )


# --- closing, deleting, undoing --------------------------------------------------------------------------------------


@pages.get("/sections/<section_id>/close", permission=RIGHT)
def closing(section_id: str) -> Any:
    """What closing a class means, before it is done."""
    return _closing(section_id)


def _closing(section_id: str, refused: str = "", status: int = 200) -> Any:
    found, today = _own(section_id), current_day()
    ahead = queries.sessions_between(today, found.ends_on + timedelta(days=1), section_ids=[section_id])
    return render(
        "courses/section_close.html",
        status,
        section=found,
        refused=refused,
        ahead=[one for one in ahead if one.state == "planned" and one.starts_at > now()],
        told=services.who_is_told(section_id, today),
        words=people,
    )


@pages.post("/sections/<section_id>/close", permission=RIGHT)
def close_section(section_id: str) -> Any:
    """No more bookings, sessions ahead are cancelled, marks stay."""
    _own(section_id)
    reason = request.form.get("reason", "").strip()
    if not reason:
        return _closing(section_id, language.say("courses.cancel_reason"), 422)
    change = services.close_section(section_id, reason=reason, actor=current_actor(), now=now())
    undo = undo_address(change)
    return done(_("The class is closed."), "courses.section", section_id=section_id, undo=undo)


@pages.post("/sections/<section_id>/delete", permission=RIGHT)
def delete_section(section_id: str) -> Any:
    """Take a class away that was opened by mistake; one with marks can only be closed."""
    found = _own(section_id)
    try:
        services.delete_section(section_id, actor=current_actor(), now=now())
    except errors.Conflict as refusal:
        return _closing(section_id, language.say(refusal.code, refusal.facts), 409)
    return done(_("%(name)s is deleted.", name=found.name), "courses.courses")


@pages.post("/changes/<change_id>/undo", permission=RIGHT)
def undo_change(change_id: str) -> Any:
    """Take a change of a class or a session back."""
    section_id = services.undo(change_id, actor=current_actor(), now=now())
    return done(_("It is as it was before."), "courses.section", section_id=section_id)
